"""What a document states of one entity: registry numbers of parties, dates and periods of agreements, counts of parties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.model import AttributeName
from filon.values import NUMBER_WORD, read_number_words, read_rna, read_siren, read_siret

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    from filon.annotate.relations.scene import Scene, Slot

_S = "[ \u00a0\u202f.]?"
_SIRET = re.compile(
    rf"(?<![\d.,])\d{{3}}{_S}\d{{3}}{_S}\d{{3}}{_S}(?:\d{{5}}|\d{{3}}{_S}\d{{2}}|\d{{2}}{_S}\d{{3}})(?!{_S}\d)"
)
_SIREN = re.compile(rf"(?<![\d.,])\d{{3}}{_S}\d{{3}}{_S}\d{{3}}(?!{_S}\d)")
_RNA = re.compile(r"\bW\d{9}\b")
_NUMBERS: tuple[tuple[AttributeName, re.Pattern[str], re.Pattern[str], Callable[[str], str | None]], ...] = (
    (AttributeName.SIRET, _SIRET, re.compile(r"siret|siren|répertoire", re.IGNORECASE), read_siret),
    (AttributeName.SIREN, _SIREN, re.compile(r"siren|rcs\b|registre du commerce", re.IGNORECASE), read_siren),
    (AttributeName.RNA, _RNA, re.compile(r"", re.IGNORECASE), read_rna),
)
_REACH = 500  # characters from a party's name to its number
_SIGNED_ON = re.compile(r"(?:signée?s?|conclue?s?|en date du|signature)\W{0,3}(?:le|du|en)?\W{0,3}$", re.IGNORECASE)
_COUNTED = re.compile(
    rf"(?P<count>\d{{1,3}}|{NUMBER_WORD}(?:[ -]{NUMBER_WORD})?) "
    r"(?P<what>établissements?|EPCI|intercommunalités?|collectivités|communes|communautés|partenaires|signataires|bailleurs|associations|départements|régions|structures|villes)",
    re.IGNORECASE,
)
_SIGNING = re.compile(
    r"\b(?:signai(?:t|ent)|signent|ont signé|a signé|signèrent|signataires?|signée? (?:par|entre|avec)|signature|conclue? (?:entre|avec))\b",
    re.IGNORECASE,
)


def read(scene: Scene, doc: Doc) -> None:
    """Assert registry numbers, dates and periods of agreements, and declared counts of parties."""
    _read_numbers(scene)
    _read_dates(scene, doc)
    _read_counts(scene)


def _read_numbers(scene: Scene) -> None:
    for name, pattern, cue, value_of in _NUMBERS:
        for found in pattern.finditer(scene.text):
            said = cue.search(scene.text, max(0, found.start() - 60), found.start())
            value = value_of(found.group().replace(".", ""))
            if said is None or value is None:
                continue
            party = _party_before(scene, found.start())
            if party is not None:
                start = said.start() if said.group() else found.start()
                scene.state(
                    name, scene.body(party.entity), value, (start, found.end()), 0.9, "relations.attribute.number"
                )


def _party_before(scene: Scene, offset: int) -> Slot | None:
    """The organisation that the number belongs to: the first of the paragraph, else the nearest before."""
    near = [slot for slot in scene.before(offset) if offset - slot.end < _REACH][:12] if scene.slots else []
    paragraph = scene.text.rfind("\n\n", 0, offset)
    bodies = [slot for slot in near if slot.sign in "OA"]
    inside = [slot for slot in bodies if slot.start > paragraph]
    return inside[-1] if inside else bodies[0] if bodies else None


def _read_dates(scene: Scene, doc: Doc) -> None:
    """A day after «signée le» dates the agreement named before it in the clause; a span of years after its name is its period."""
    for span, plain in zip(doc.spans["dates"], doc._.dates, strict=True):
        start, end = span.start_char, span.end_char
        nearest = next(iter(scene.before(start)), None)
        if nearest is None or start - nearest.end > 200:
            continue
        before = scene.text[nearest.end : start]
        if plain["kind"] == "date" and len(plain["value"]) == 10 and _SIGNED_ON.search(before):
            agreement = next(
                (slot for slot in scene.before(start) if slot.sign == "C" and start - slot.end < 250), None
            )
            if agreement and not re.search(r"[.;]\s|\n\s*\n", scene.text[agreement.end : start]):
                scene.state(
                    AttributeName.DATE,
                    agreement.entity,
                    plain["value"],
                    (agreement.start, end),
                    0.8,
                    "relations.attribute.date",
                )
        elif (
            plain["kind"] == "period"
            and nearest.sign in "CG"
            and re.fullmatch(r"[\s,(«»*)]*(?:(?:pour|sur) (?:la période|les années) |(?:pour )?)", before)
        ):
            scene.state(
                AttributeName.PERIOD,
                nearest.entity,
                plain["value"],
                (nearest.start, end),
                0.8,
                "relations.attribute.period",
            )


def _read_counts(scene: Scene) -> None:
    """«… et 8 établissements de coopération … signaient l'Engagement»: a number of parties without their names."""
    found_in = (scene.sentence(slot.start) for slot in scene.slots if slot.sign == "C")
    for sentence in dict.fromkeys(sentence for sentence in found_in if sentence):
        slots = scene.within(*sentence)
        agreements = {slot.entity for slot in slots if slot.sign == "C"}
        if (
            len(agreements) != 1
            or not any(slot.sign in "OA" for slot in slots)
            or not _SIGNING.search(scene.text, *sentence)
        ):
            continue
        for found in _COUNTED.finditer(scene.text, *sentence):
            count = int(found["count"]) if found["count"].isdigit() else read_number_words(found["count"])
            if count and not any(slot.start <= found.start() < slot.end for slot in slots):
                subject, evidence = next(iter(agreements)), found.span()
                scene.state(
                    AttributeName.DECLARED_COUNT, subject, str(count), evidence, 0.7, "relations.attribute.count"
                )
