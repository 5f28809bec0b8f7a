"""The parties that an agreement is between, each with the stretch of text that presents it.

A preamble runs from «Entre» (in lines, or in the run of a flattened page: «… N° 17 ENTRE Le Département …») to the first
«Vu», «Préambule», «Il est convenu». «ET», «d'une part», lines, list marks and «; et la …» part one party from the next; a
stretch that opens with no body belongs to the party before it, unless «ET» opens it: then it is a party that nobody knows.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.relations.masking import BODIES, SIGNS, Masked, mask
from filon.annotate.relations.rules import expand, written
from filon.model import EntityType, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.relations.scene import Scene, Slot

# «Entre :», «Entre les soussignés», «ENTRE L'EPCI DE …», «La présente convention est établie entre».
_ENTRE = re.compile(
    r"^[ \t*_#>\-]*(?:(?:la|le) présente? (?:convention|contrat|accord|protocole|avenant|charte)[^\n]{0,60}?\s)?entre(?:[\s*_]*:|[\s*_]*$|"
    r"[\s*_]+les (?:soussignés|parties|partenaires|signataires)|[\s*_]+(?:d'une part|l['’]|la |le |d['’]))",
    re.IGNORECASE | re.MULTILINE,
)
# … in the run of a line.
_ENTRE_INLINE = re.compile(
    r"(?<=[\s.;:)»])(?:ENTRE|Entre)(?:\s*:|,?\s+(?:[Ll]es soussign|LES SOUSSIGN|L['’]|L[aAeE]s?\s|la |le |l['’]))"
)
_STOP = re.compile(
    r"^[ \t*_#\-]*(?:vu\b|considérant|préambule|exposé|il (?:a été|est) (?:préalablement |d'abord )?(?:convenu|exposé|arrêté|rappelé)|article\b|"
    r"titre\b|chapitre|ceci exposé|les parties)",
    re.IGNORECASE | re.MULTILINE,
)
_STOP_INLINE = re.compile(
    r"(?<=[\s.;,:»])(?:V[Uu] (?=l[ae']|l’)|VU\b|Considérant|CONSID[EÉ]RANT|PR[EÉ]AMBULE|Préambule|EXPOS[EÉ]|I[lL] (?:A|a|EST|est) |A(?:rticle|RTICLE) [1I]\b)"
)
_LONGEST = 8_000  # characters of a preamble
_UNSTOPPED = 2_500  # … whose end nothing tells
_INLINE = 3_000  # … in the run of a line
# What parts parties beyond doubt: «ET» in capitals or alone on its line, «d'une part», marks of a list.
_HARD = re.compile(
    r"(?<![\w'’])ET\b[\s:,*_]*(?=L['’aAeE]|[A-ZÉ«\"])|(?<=[\s,;.»)])Et\b[\s:,*_]*(?=L['’aAeE]|l['’ae]|$)|^[ \t*_#]*et\b[ \t*_]*:?[ \t*_]*$|^[ \t*_#]*et[ \t]+(?=l[ae]s? |l['’])|"
    r"^[ \t*_#]*(?:ainsi que|AINSI QUE)\b[ \t:]*|"
    r"(?<=[,;.»)])[ \t]et[ \t]*$|d['’]une part\W{0,4}(?:et\b[\s:,]*)?|d['’]autre part\W{0,3}(?:et\b[\s:,]*)?|^[ \t]*(?:[-–•*▪◦➢→✓]|\d{1,2}[.)°]|[a-z]\))[ \t]+",
    re.MULTILINE,
)
# What may part them: the end of a paragraph, of a line that a comma closes, «; et la …».
_SOFT = re.compile(
    r"\n[ \t]*\n|[,;.][ \t]*\n(?=[ \t]*(?:le|la|les|l['’])\b)|(?<=[;,»”\")])[ \t]et[ \t]+(?=l[ae]s? |l['’])|(?<=;)[ \t](?=l[ae]s? |l['’])",
    re.IGNORECASE,
)
_PARTY_HEAD = re.compile(
    r"[\W\d_]*(?:(?:et|entre|d['’]une part|d['’]autre part|la|le|les|l|l['’]epci|de|du|d|communes?|villes?|association|société|epci|collectivité|"
    r"établissement|syndicat|sa|sas|sem|spl|sacicap|bailleur|fondation|communauté|soussignée?s?)\b[\W\d_]*){0,8}",
    re.IGNORECASE,
)
_PARTY_SIGN = re.compile(
    r"représentée?|ci-après|siège|siret|siren|d['’]une part|d['’]autre part|dénommée?|désignée?|domiciliée?|sise?\b|agissant|habilitée?",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"\W*(?:l[ae]s? |l['’])\W*(?-i:[A-ZÉ«\"])", re.IGNORECASE
)  # «La Compagnie X», which is no mention
_ADDED = re.compile(r"\s*(?:,|et|, et)\s+(?:(?:de la|de|du|des|la|le|les)\s+|d['’]|de l['’]|l['’])?", re.IGNORECASE)
_PLAIN = 40  # characters behind a name that present its body without a sign
_SHOWN = 160  # characters of a party's stretch that are its evidence
_REPRESENTED = re.compile(r"\breprésentée?s?\b[^;]{0,60}?\bpar\b", re.IGNORECASE)
# «21079 DIJON», «13 007 MARSEILLE»
_POSTCODE = re.compile(r"(?<!\d)\d{2} ?\d{3}[\s,–-]{1,3}$")
_SEATED = re.compile(
    r"\b(?:siège|sise?|sis|domicile|domiciliée?|adresse|située?|locaux|bureaux|demeurant)\b", re.IGNORECASE
)
_TOWN = re.compile(r"(?:\bà|\ben|–|-|\d) ?$")
_STREET = re.compile(r"\b(?:rue|avenue|boulevard|place|chemin|route|allée|quai|cours|impasse)\b", re.IGNORECASE)
_REACH = 260  # characters from «siège» to its town


@dataclass(frozen=True, slots=True)
class Party:
    """The body and the characters that present it, from its name on."""

    slot: Slot
    end: int

    @property
    def shown(self) -> tuple[int, int]:
        """The characters that are its evidence."""
        return self.slot.start, min(self.end, self.slot.end + _SHOWN)


def preambles(scene: Scene) -> Iterator[tuple[int, int]]:
    """The characters in which parties may stand, from each «entre» on."""
    covered: list[tuple[int, int]] = []
    for found in _ENTRE.finditer(scene.text):
        stop = _STOP.search(scene.text, found.end(), found.end() + _LONGEST)
        end = stop.start() if stop else min(found.end() + _UNSTOPPED, len(scene.text))
        inline = _STOP_INLINE.search(scene.text, found.end(), end)
        covered.append((found.start(), end))
        yield (
            found.start(),
            inline.start() if inline and _REPRESENTED.search(scene.text, found.end(), inline.start()) else end,
        )
    for found in _ENTRE_INLINE.finditer(scene.text):
        if any(start <= found.start() < end for start, end in covered):
            continue
        stop = _STOP_INLINE.search(scene.text, found.end(), found.end() + _INLINE)
        end = stop.start() if stop else min(found.end() + _INLINE, len(scene.text))
        if len(_PARTY_SIGN.findall(scene.text, found.end(), end)) > 1:
            covered.append((found.start(), end))
            yield found.start(), end


def first_stop(scene: Scene, start: int, length: int) -> int:
    """Where a preamble that begins here ends."""
    stop = _STOP.search(scene.text, start, start + length)
    return stop.start() if stop else start + length


def represented(scene: Scene, start: int, end: int) -> int:
    """How many bodies are said to be represented here."""
    return len(re.findall(r"\breprésentée?s?\b", scene.text[start:end], re.IGNORECASE))


def is_told(scene: Scene, start: int, end: int) -> bool:
    """Whether «entre» leads in parties here."""
    return _ENTRE.search(scene.text, start, end) is not None


def parties(scene: Scene, start: int, end: int) -> list[Party]:
    """The parties that these characters present, in order."""
    found: list[Party] = []
    known = True  # whether the stretch before has a party that later stretches may belong to
    for low, high, hard in _stretches(scene, start, end):
        first = next(iter(scene.within(low, high)), None)
        opening = first if first is not None and _opens(scene, low, first) else None
        told = opening is not None and (
            _PARTY_SIGN.search(scene.text, opening.start, high) is not None or high - opening.end >= _PLAIN
        )
        if opening is not None and (told or (hard and found)):
            found += [Party(slot, high) for slot in _coordinated(scene, opening, high)]
            known = True
        elif hard and opening is None and _UNKNOWN.match(scene.text, low, high):
            known = known and not _REPRESENTED.search(scene.text, low, high)
        elif found and known:
            found[-1] = Party(found[-1].slot, high)
    return found


def _coordinated(scene: Scene, opening: Slot, high: int) -> Iterator[Slot]:
    """The body that opens the stretch and those that «et» or a comma add to it: «les communes de A et de B»."""
    last = opening
    yield opening
    for slot in scene.within(opening.end, high):
        if slot.sign not in "OAL" or not _ADDED.fullmatch(scene.text, last.end, slot.start):
            return
        yield slot
        last = slot


def _opens(scene: Scene, low: int, first: Slot) -> bool:
    return first.sign in "OAL" and _PARTY_HEAD.fullmatch(scene.text, low, first.start) is not None


def _stretches(scene: Scene, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """From cut to cut, and whether what opens the stretch parts parties beyond doubt."""
    cuts = {found.end(): True for found in _HARD.finditer(scene.text, start, end)}
    for found in _SOFT.finditer(scene.text, start, end):
        cuts.setdefault(found.end(), False)
    entre = re.compile(r"[^\n]{0,90}?\bentre\b", re.IGNORECASE).match(scene.text, start, end)
    cuts[entre.end() if entre else start] = False
    ordered = sorted(cuts.items())
    for (low, hard), (high, _) in itertools.pairwise([*ordered, (end, False)]):
        if scene.text[low:high].strip():
            yield low, high, hard


# --- what presents a party ----------------------------------------------------------------------------------------


def read_presented(scene: Scene, party: Party) -> None:
    """Assert who represents the party and where its seat is."""
    body = scene.body(party.slot.entity)
    if scene.type_of(body) is EntityType.ORG:
        _read_seat(scene, party, body)
        _read_representative(scene, party, body)


def _read_seat(scene: Scene, party: Party, body: int) -> None:
    """«sise … 21079 DIJON», «dont le siège est : … 13 007 MARSEILLE»: the town behind the postcode, else behind «siège … à»."""
    seated = _SEATED.search(scene.text, party.slot.end, party.end)
    for slot in scene.within(party.slot.end, party.end):
        if slot.sign != "L":
            continue
        before = scene.text[max(party.slot.end, slot.start - 12) : slot.start]
        coded = _POSTCODE.search(before) is not None
        near = seated is not None and 0 < slot.start - seated.end() < _REACH and _TOWN.search(before) is not None
        street = seated is not None and before.endswith(", ") and _STREET.search(scene.text, seated.end(), slot.start)
        if coded or near or street:
            scene.relate(
                RelationType.LOCATED,
                [body],
                [slot.entity],
                (party.slot.start, slot.end),
                0.9,
                "relations.located.party",
            )
            return


@cache
def _as_post() -> re.Pattern[str]:
    person = SIGNS["P"]
    return re.compile(
        expand(
            rf"\b(?:{{civil}})?(?:son |sa |le |la |l')?(?P<before>{{post}})(?: en exercice)?(?P<of>(?: [^{SIGNS['P']};]{{0,220}})?)[ ,]*{person}|"
            rf"{person},? ?(?:en (?:sa )?qualité de |agissant en (?:sa )?qualité de |en tant que |son |sa |le |la )*(?P<after>{{post}})"
        ),
        re.IGNORECASE,
    )


def _read_representative(scene: Scene, party: Party, body: int) -> None:
    """The person behind «représentée par», however much stands between, holds the post told in the party's body."""
    said = _REPRESENTED.search(scene.text, party.slot.end, party.end)
    if said is None:
        return
    person = next((slot for slot in scene.within(said.end(), party.end) if slot.sign == "P"), None)
    if person is None:
        return
    masked = mask(scene, (said.start(), min(party.end, person.end + 120)))
    found = _as_post().search(masked.text)
    if found is None or not any(slot is person for i in range(*found.span()) for slot in masked.slots.get(i, ())):
        return
    group = "before" if found["before"] else "after"
    tail = found["of"] if found["before"] else masked.text[found.end() : found.end() + 60]
    if _is_of_another(scene, masked, found, tail, body):
        return
    scene.represented[person.start] = body
    role = written(scene, masked, found.span(group))
    evidence = (party.slot.start, max(person.end, masked.span(*found.span(group))[1]))
    scene.relate(RelationType.HOLDS_POST, [person.entity], [body], evidence, 0.9, "relations.holds_post.party", role)


_OF_BODY = re.compile(
    rf"\s?(?:general|departemental|regional)?e?\s?(?:de la |de l'|du |de |des |d')[^{SIGNS['P']},;]{{0,25}}?([{BODIES}])",
    re.IGNORECASE,
)
_PREFECT = re.compile(r"pref", re.IGNORECASE)


def _is_of_another(scene: Scene, masked: Masked, found: re.Match[str], tail: str, body: int) -> bool:
    """«représentée par M. X, directeur de Y»: the post names its own body; a prefect's is read elsewhere."""
    role = found["before"] or found["after"]
    if _PREFECT.search(role):
        return True
    own = _OF_BODY.match(tail)
    if own is None:
        return False
    at = (found.start("of") if found["before"] else found.end()) + own.start(1)
    return at in masked.slots and scene.body(masked.slots[at][0].entity) != body
