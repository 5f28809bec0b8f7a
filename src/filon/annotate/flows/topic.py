"""What a sentence speaks of when it does not say what its money is for: the project named before it, its section's heading."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.mask import SIGNS, mask
from filon.annotate.flows.phrase import end_of, names_nothing, noun_phrase
from filon.annotate.wordlists import pattern, wordlist
from filon.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.flows.mask import Masked
    from filon.annotate.flows.phrase import Span
    from filon.annotate.flows.scene import Scene

_REACH = 700  # characters: two or three sentences
_HEADING = 200  # characters of a heading
_OBJECT_REACH = 60  # blocks from the object line of an act to its last article
_I = re.IGNORECASE
_OBJECT = re.compile(r"\W*(?:objet|affaire|intitulé(?: du projet| de l['’](?:action|opération))?)\s?:\s?", _I)
_RUN_IN = re.compile(r"\W*\*\*(?:\d+(?:[.)]\d*)*\s|[A-Za-z][.)]\s)?(?P<what>[^*\n:]{4,80}?)\s?[.:–-]?\s?\*\*\s?(?=\S)")


def named_in(masked: Masked, low: int, high: int, *, schemes: bool = False, first: bool = False) -> Span | None:
    """The last (or first) project or action that a masked stretch names, as masked indexes; with ``schemes`` programmes too."""
    kinds = SIGNS["PROJECT"] + (SIGNS["PROGRAMME"] if schemes else "")
    found: Span | None = None
    for match in re.compile(f"[{kinds}]|{_action().pattern}", _I).finditer(masked.text, low, high):
        if found is not None and match.start() < found[1]:
            continue
        if match.start() in masked.actors:
            found = (match.start(), match.start() + 1)
        elif (span := noun_phrase(masked, match.start(), high)) and not names_nothing(masked.text[slice(*span)]):
            found = span
        if first and found is not None:
            return found
    return found


@cache
def _action() -> re.Pattern[str]:
    of = "(?: de | d’| du | des )".replace("’", "['’]")
    manner = wordlist("purposes")["manner"].replace("’", "['’]")
    return re.compile(
        rf"(?<!\w)(?<!\bà\s)(?:(?:{pattern('purposes', 'action').pattern}){manner}|(?:{pattern('purposes', 'announcer').pattern})){of}(?=\S)",
        _I,
    )


def points(said: str) -> bool:
    """Whether a sentence refers to what was told before it («ce projet», «y contribuent», «le reste à charge»)."""
    return bool(_refers().search(said))


@cache
def _refers() -> re.Pattern[str]:
    generic = pattern("purposes", "generic").pattern
    return re.compile(
        rf"(?<!\w)(?:(?:ce|cet|cette|ces|ledit|ladite|lesdits)\s(?:{generic})|(?:l['’]|le\s|les\s|du\s|au\s)(?:{generic})(?=\s?[,;:(]|\s(?:{pattern('purposes', 'said_of').pattern})\b)|(?:{pattern('purposes', 'pointing').pattern}))(?!\w)",
        _I,
    )


def told_before(scene: Scene, block: int, offset: int, *, schemes: bool = False) -> tuple[int, int] | None:
    """The project or action told of before ``offset``: last in its own sentence, first in the nearest sentence before."""
    own = scene.sentence_of(offset)[0]
    for low, high in _stretches(scene, block, offset):
        masked = mask(scene, low, high)
        span = named_in(masked, 0, len(masked.text), schemes=schemes, first=high <= own)
        if span is not None:
            return masked.offset(span[0]), end_of(masked, span[1])
    return None


_ABOVE = 6  # blocks


def told_above(scene: Scene, block: int) -> tuple[int, int] | None:
    """The project or action told of last in the paragraphs right above a block, up to its heading."""
    for at in range(block - 1, max(-1, block - _ABOVE), -1):
        other = scene.blocks[at]
        if other.kind in (BlockKind.HEADING, BlockKind.ARTICLE):
            return None
        if other.kind is BlockKind.SCAR or other.table is not None:
            continue
        masked = mask(scene, max(other.start, other.end - _REACH), other.end)
        span = named_in(masked, 0, len(masked.text))
        if span is not None:
            return masked.offset(span[0]), end_of(masked, span[1])
    return None


def _stretches(scene: Scene, block: int, offset: int) -> Iterator[tuple[int, int]]:
    """The sentences of a block backwards from ``offset``, then those of the paragraph above."""
    own = scene.blocks[block]
    yield from _backwards(scene, own.start, offset)
    for at in range(block - 1, max(-1, block - 4), -1):
        other = scene.blocks[at]
        if other.kind is BlockKind.SCAR:
            continue
        if other.kind is BlockKind.PARAGRAPH and other.table is None and offset - other.end < _REACH:
            yield from _backwards(scene, other.start, other.end)
        return


def _backwards(scene: Scene, start: int, end: int) -> Iterator[tuple[int, int]]:
    low, high = max(start, end - _REACH), end
    while high > low:
        begin = max(low, scene.sentence_of(high - 1)[0])
        yield begin, high
        high = begin if begin < high else low


def run_in_head(scene: Scene, block: int) -> tuple[int, int] | None:
    """The bold words that open a paragraph as its title («**2. Plan Haies.** 41 km plantés …»)."""
    own = scene.blocks[block]
    found = _RUN_IN.match(scene.text, own.start, own.end)
    if found is None or _part_of_any_text().match(found["what"]):
        return None
    parties = [actor for actor in scene.mentions_in(*found.span("what")) if actor.kind not in ("PROJECT", "PROGRAMME")]
    if any(actor.end - actor.start + 4 > len(found["what"]) for actor in parties):
        return None  # a body heads what is told of it
    return found.span("what")


def heading_above(scene: Scene, block: int, *, schemes: bool = False) -> tuple[int, int] | None:
    """The project or action that a heading above names («POINT N° 11 – RÉNOVATION DE LA MAIRIE»), or the object of the act.

    With ``schemes`` a programme is one too.
    """
    part = scene.part_at(scene.blocks[block].start)
    for above in scene.headings(block):
        low, high = scene.blocks[above].start, scene.blocks[above].end
        if found := _named_in_title(scene, low, high):
            return found
        if schemes and (found := _is_programme(scene, low, high)):
            return found
    if line := object_line(scene, block):
        return _named_in_title(scene, *line)
    return _named_in_title(scene, *part["title"]) if part and part.get("title") else None


_AGREED_ON = re.compile(
    r"\b(?:relati(?:ve|f)|ayant pour objet|portant sur|pour)\s(?:(?:au|à la|à l['’]|aux|le|la|l['’])\s?)?(?:(?:co-?)?financement\s)?(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])?(?P<what>[^.;,«]{4,120}?)\s*\Z",
    _I,
)


def object_of_agreement(scene: Scene, block: int) -> tuple[int, int] | None:
    """What an agreement is about, as its title says («AVENANT … RELATIVE AU FINANCEMENT DE LA MAISON DE SANTÉ»)."""
    part = scene.part_at(scene.blocks[block].start)
    low, high = (part["start"], part["end"]) if part else (0, len(scene.text))
    if not scene.issuers.signing(low, high):
        return None
    for other in scene.blocks:
        if low <= other.start < low + _HEADING and other.kind is BlockKind.HEADING:
            found = _AGREED_ON.search(scene.text, other.start, other.end)
            if found is not None:
                return found.span("what")
    return None


_OBJECT_SENTENCE = re.compile(
    r"\b(?:a pour objet|ont pour objet|définit|précise|fixe|s['’]engage(?:nt)? à (?:mettre en œuvre|mettre en oeuvre|réaliser|conduire|mener|organiser))\b[^.;\n]{0,400}",
    _I,
)
_OBJECT_WHAT = re.compile(
    r"\b(?:pour|afin\s(?:de\s|d['’])|en vue\s(?:de\s|d['’]|du\s)|relati(?:ve|f|ves|fs) (?:à la |à l['’]|au |aux |à )|en faveur (?:de la |de l['’]|du |des )|au titre (?:de la |de l['’]|du )|(?:soutien|appui|participation|financement|réalisation|organisation|mise en œuvre|aménagement|construction|rénovation|réhabilitation|création)\s(?:apportée? par [^,;.]{3,60}? )?(?:à la |à l['’]|au |aux |de la |de l['’]|du |des |d['’])|(?:mettre en œuvre|réaliser|conduire|mener|organiser)\s)",
    _I,
)
_OBJECT_ARTICLE = 40  # blocks from an agreement's head to its object


def object_article(scene: Scene, block: int) -> tuple[int, int] | None:
    """What an agreement is for, as its article of object says («La présente convention a pour objet … le soutien au festival X»)."""
    part = scene.part_at(scene.blocks[block].start)
    low, high = (part["start"], part["end"]) if part else (0, len(scene.text))
    if not scene.issuers.signing(low, high):
        return None
    found = _OBJECT_SENTENCE.search(scene.text, low, min(high, low + _OBJECT_REACH_CHARS))
    if found is None:
        return None
    masked = mask(scene, found.start(), found.end())
    begin = re.match(r"(?:a|ont) pour objet(?:\s(?:de\s|d['’])\w+)?", masked.text, _I)
    for lead in _OBJECT_WHAT.finditer(masked.text, begin.end() if begin else 0):
        said = re.match(r"[a-zéèœ]+(?:tion|ment|ture)\s", lead.group(), _I)
        start = (
            lead.start()
            if said and not re.match(r"soutien|appui|participation|financement|réalisation", lead.group(), _I)
            else lead.end()
        )
        span = noun_phrase(masked, start, len(masked.text))
        if (
            span is not None
            and not names_nothing(masked.text[slice(*span)])
            and not _OF_THE_PAPER.match(masked.text[slice(*span)])
        ):
            return masked.offset(span[0]), end_of(masked, span[1])
    return None


_OBJECT_REACH_CHARS = 9_000
_OF_THE_PAPER = re.compile(
    r"(?:l[ae]s?\s|l['’])?(?:modalités|conditions|engagements?|versement|attribution|montant|participation|subvention|relations|obligations|partenariat|convention|présente|définir|préciser|fixer|déterminer)\b",
    _I,
)


def title_above(scene: Scene, block: int) -> tuple[int, int] | None:
    """The title right above a paragraph, whatever it says («o Restauration de la chapelle», «3/ Interconnexion des réseaux»)."""
    above = next((at for at in range(block - 1, -1, -1) if scene.blocks[at].kind is not BlockKind.SCAR), None)
    if above is None:
        return None
    other = scene.blocks[above]
    numbered = other.kind is BlockKind.PARAGRAPH and re.match(r"\W*\d+\s?[/.)]\s", scene.text[other.start : other.end])
    if (
        other.kind not in (BlockKind.LIST_ITEM, BlockKind.HEADING) and not numbered
    ) or other.end - other.start > _HEADING // 2:
        return None
    if scene.amounts_in(other.start, other.end) or scene.text[other.start : other.end].rstrip(" *").endswith(
        (".", ":", ";")
    ):
        return None
    found = re.compile(r"[\s*_#o•■–-]*(?:\d+(?:\.\d+)*\s?[/).–-]?\s)?(?P<what>\S[^\n]*)").match(
        scene.text, other.start, other.end
    )
    if found is None or _part_of_any_text().match(found["what"]):
        return None
    return found.start("what"), found.start("what") + len(found["what"].rstrip(" *_"))


def object_line(scene: Scene, block: int) -> tuple[int, int] | None:
    """What stands behind «Objet :» at the head of the act that holds a block."""
    part = scene.part_at(scene.blocks[block].start)
    for at in range(block - 1, max(-1, block - _OBJECT_REACH), -1):
        other = scene.blocks[at]
        if part and other.start < part["start"]:
            return None
        if lead := _OBJECT.match(scene.text, other.start, other.end):
            return lead.end(), other.end
    return None


def _named_in_title(scene: Scene, low: int, high: int) -> tuple[int, int] | None:
    if high - low > _HEADING or scene.amounts_in(low, high):
        return None
    masked = mask(scene, low, high)
    span = _support().search(masked.text)
    found = (
        noun_phrase(masked, span.start(), len(masked.text))
        if span
        else named_in(masked, 0, len(masked.text), first=True)
    )
    return (masked.offset(found[0]), end_of(masked, found[1])) if found else None


def _is_programme(scene: Scene, low: int, high: int) -> tuple[int, int] | None:
    """«### 2.2 LIFE Forêts et tourbières»: a heading that is a programme's name and no kind of paper."""
    for actor in scene.mentions_in(low, high):
        around = scene.text[low : actor.start] + scene.text[actor.end : high]
        if actor.kind == "PROGRAMME" and not re.search(r"[^\W\d_]{3}", around):
            said = scene.text[actor.start : actor.end]
            return None if _part_of_any_text().match(said) else (actor.start, actor.end)
    return None


@cache
def _support() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:soutien|appui|accompagnement) (?:à la|à l['’]|aux?|à) ?(?=\S)", _I)


@cache
def _part_of_any_text() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:\w['’]|\w{{1,3}}\s)?(?:{pattern('purposes', 'heading').pattern})(?!\w)", _I)


_LEAD = re.compile(
    r"\W*pour\s(?:la\s|le\s|les\s|l['’])?(?P<what>[^,:]{4,120}?)(?=\svia\b|\sau titre\b|\sdans le cadre\b|[,:])", _I
)
_ADDRESS = re.compile(r"(?:chère?s?\s)?(?:Madame|Monsieur|Mesdames|Messieurs)\b", re.IGNORECASE)
_MEASURE = re.compile(r"(?:sur la période|pour \**\d|soit\b|dont\b|en \d{4}|année|¹|²|³|et\b)", re.IGNORECASE)


def of_lead(scene: Scene, block: int) -> tuple[int, int] | None:
    """«- Pour valoriser le cadre de vie, c'est le soutien à :» says what the lines under it are for."""
    for at in range(block, max(-1, block - 10), -1):
        other = scene.blocks[at]
        if at < block and other.kind is BlockKind.HEADING and not scene.amounts_in(other.start, other.end):
            return None
        if scene.text[other.start : other.end].rstrip(" *\n").endswith(":"):
            found = _LEAD.match(scene.text, other.start, other.end)
            return found.span("what") if found else None
    return None


def label_before(scene: Scene, masked: Masked, block: int) -> Span | None:
    """«Pour la culture,» above «440 300 € d'investissements»: the short line before a short one."""
    if masked.end - masked.offset(0) > 260 or scene.amounts_in(scene.blocks[block].start, masked.offset(0)):
        return None
    for at in range(block - 1, max(-1, block - 5), -1):
        other = scene.blocks[at]
        said = scene.text[other.start : other.end].strip(" *\n")
        if other.kind is BlockKind.SCAR or not said:
            continue
        if (
            other.table is not None
            or said.endswith((".", ":"))
            or _ADDRESS.match(said)
            or other.kind in (BlockKind.HEADING, BlockKind.ARTICLE)
        ):
            return None
        if len(said) > 60 or _MEASURE.match(said) or scene.amounts_in(other.start, other.end):
            continue
        lead = re.compile(r"[\s*]*(?:pour\s)?(?:la\s|le\s|les\s|l['’])?", _I).match(scene.text, other.start, other.end)
        start = lead.end() if lead else other.start
        end = start + len(scene.text[start : other.end].rstrip(" ,*\n"))
        return (start, end) if end - start > 2 else None
    return None
