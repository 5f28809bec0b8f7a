"""What a flow is for: the shortest stretch that says it.

Candidates are tried in an order that follows the grammar: what stands behind the amount («pour …», «destinée à …», «sur …»),
the object of the verb of support, the subject of what benefits, what the sentence opens with, the scheme it belongs to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.mask import AMOUNT, DATE, PERCENT, SIGNS
from filon.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.flows.clause import Noun, Verb
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.mask import Masked
    from filon.annotate.flows.scene import Scene

Span = tuple[int, int]

_I = re.IGNORECASE
_STOP = re.compile(
    rf"[,;.:()»\"{AMOUNT}]|\s(?:dans le cadre|au titre|à hauteur|pour un (?:montant|total|budget|coût)|d['’]un montant|s['’]él[eè]v\w*|soit\b|dont\b|qui\b|que\b|représentant|correspondant|ainsi qu|avec\b|sur la période|sur l['’]année|entre\s{DATE}|depuis\b|en\s{DATE}|de\s{DATE}|par\s(?:la\s|le\s|l['’]|les\s)?[{SIGNS['ORG']}]"
    rf"|passe\b|est\b|sont\b|a\b|ont\b|sera\b|permettant|située?s?\b|selon\b|sous réserve|afin\b|via\b|notamment\b|et\s{AMOUNT}|et\s(?:plus|près) d|et\s(?:pour|de)\s(?:un montant)|sur\s\d+\s|au profit|\({DATE}|pour\s(?:l['’]année|l['’]exercice|la période|les années|la saison|{DATE})|au cours|par an\b|\bà\s\d+\s?%|financée?s?\b|accordée?s?\b|attribuée?s?\b|versée?s?\b|au regard\b)"
)
_PROJECT = re.compile(
    r"(?:son|sa|ses|leur|leurs|le|la|l['’]|les|un|une|des|de|du)?\s?(?:projets?|opérations?|actions?|travaux)\s(?:de\s|d['’]|du\s|des\s|:\s|intitulée?s?\s|relatifs? à\s|concernant\s|suivante?s?\s:\s)(?:de\s)?(?=\S)",
    _I,
)
_HEAD = re.compile(
    r"(?:la\s|le\s|les\s|l['’]|un\s|une\s|des\s|du\s|de\s|d['’]|son\s|sa\s|ses\s|leurs?\s)*(?:(?:réalisation|financement|mise en œuvre|mise en oeuvre|prise en charge|poursuite|organisation)\s(?:de\s(?:la\s|l['’]|ses\s|son\s)?|du\s|des\s|d['’])(?:travaux\s(?:de\s(?:la\s|l['’])?|d['’]))?)?",
    _I,
)
# What looks like a purpose and is none.
_EMPTY = re.compile(
    rf"(?:plus\Z|respectivement\b|par\s(?:la|le|les|l['’])|profit\b|(?:\d[\d ]*|\w+)\s(?:élèves|habitants|agents|repas|personnes)\b|pour\b|en\b|ils?\b|elles?\b|part\b|montants?\b|hauteur|ann[ée]e|exercice|période|territoires?\b|échelle|remise|présentation|réception|signature|convention\b|délibération|politiques?\b|ce titre|cette fin|regard|budgets?\b|compte\b|total\b|plus de|près de|ce stade|suite|minima|maximum|vote\b|titre|terme|cet effet|son tour|chacun|cofinancement\b|{DATE}|\d+\s?\Z|fin\b|"
    r"cette année|seule année|accompagnement\Z|financement\Z|soutien\Z|concours\Z|sa part|le compte|lui|elle|eux|mesure|moitié|soit\b|qui\b|sont ainsi|saison\b(?! culturelle)|jour|mois|an\b|taux|date|plafond|dépense subventionnable|dépenses? éligibles?|la présente|présente|article|règlement|dispositions?|conditions?|laquelle|lesquelles|lequel|ce stade|financ|portés?|partenaires|notamment)",
    _I,
)

_FOR = re.compile(
    rf"\b(?:pour|afin\s(?:de|d['’])|en vue\s(?:de|d['’]|du|des)|dans le but\s(?:de|d['’]))\s?(?=\S)(?!(?:un (?:montant|total|budget|coût)|l['’]année|l['’]exercice|la période|les années|la saison|{DATE}|{AMOUNT}|moitié|sa part|mémoire))",
    _I,
)
_TOWARD = re.compile(
    r"\A(?:contribuer\s(?:à\s|au\s|aux\s)|participer\s(?:à\s|au\s|aux\s)|soutenir\s|financer\s|permettre\s|accompagner\s)",
    _I,
)
_MEANT = re.compile(
    r"\b(?:destinée?s?|affectée?s?|consacrée?s?|allouée?s?|dédiée?s?|réservée?s?)\s(?:à|au|aux|pour)\s", _I
)
_ABOUT = re.compile(
    r"\b(?:au titre|en faveur|au profit|au bénéfice)\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])\s?", _I
)
_FRAME = re.compile(
    r"\b(?:dans le cadre|dans le domaine|en matière)\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])\s?", _I
)
_NEXT = re.compile(
    r"\A\s?(?:HT|TTC)?\s?(?:/\s?an|par an)?\s?(?:ont été |a été |est |sont )?(?:\w+(?:ée?s?|is|us?)\s)?(?:à|au|aux|sur|dans)\s(?=\S)",
    _I,
)
_KIND = re.compile(
    r"\A\s?(?:HT|TTC)?\s?(?:/\s?an|par an)?\s?(?:supplémentaires?\s)?(?:de\s|d['’]|en\s)(?P<noun>[^\W\d_]+)(?P<link>\s(?:[^\s,.;:()]+\s)??(?:à|au|aux|pour|en|sur)\s)?",
    _I,
)
_AID_WORD = re.compile(
    r"(?:subventions?|aides?|participations?|financements?|crédits|investissements?|fonds|soutiens?|dotations?|prise|concours|autorisations?|plus|près)\Z",
    _I,
)
_ADVERBS = re.compile(
    rf"\A[\s,]*(?:(?:également|aussi|ainsi|notamment|financièrement|annuellement|quant à (?:lui|elle),?|à hauteur de {AMOUNT}|depuis {DATE}|en {DATE}(?: et {DATE})?,?|en\s(?!matière)\w+|,)\s?)*",
    _I,
)
_TO = re.compile(r"\s(?:à|au|aux|pour)\s(?=\S)", _I)
_CONTRIBUTE = re.compile(r"\b(?:contribu|particip)\w*\s(?:ainsi\s|également\s)?(?:à|au|aux)\s(?!hauteur)", _I)
_SUPPORT = re.compile(
    r"soutien|souten|soutin|accompagn|aid|(?:co-?)?financ|subventionn|contribu|particip|prend|pris|appuy|engage", _I
)


def purpose_of(
    scene: Scene,
    masked: Masked,
    at: int,
    before: int | None,
    after: int,
    block: int,
    draft: Draft,
    verb: Verb | None,
    noun: Noun | None,
) -> None:
    """Set ``draft.purpose`` (and the project it names) for the amount at masked index ``at``."""
    if draft.purpose is not None:
        return
    for span in _candidates(masked, at, before, after, draft, verb, noun):
        resolved = _resolve(scene, masked, span)
        if resolved is not None:
            draft.purpose = resolved
            if draft.project is None:
                draft.project = next(
                    (a.entity for i, a in masked.actors.items() if span[0] <= i < span[1] and a.kind == "PROJECT"), None
                )
            return
    if draft.method == "flow:lead-in":
        draft.purpose = _of_lead(scene, block)
    if draft.purpose is None and draft.role in ("award", "spend"):
        draft.purpose = _label_before(scene, masked, block)


_MEASURE = re.compile(r"(?:sur la période|pour \**\d|soit\b|dont\b|en \d{4}|année|¹|²|³|et\b)", re.IGNORECASE)


def _of_lead(scene: Scene, block: int) -> Span | None:
    """«- Pour valoriser le cadre de vie, c'est le soutien à :» says what the lines under it are for."""
    for at in range(block, max(-1, block - 10), -1):
        other = scene.blocks[at]
        if scene.text[other.start : other.end].rstrip(" *\n").endswith(":"):
            found = re.compile(
                r"\bpour\s(?:la\s|le\s|les\s|l['’])?(?P<what>[^,:]{4,120}?)(?=\svia\b|\sau titre\b|\sdans le cadre\b|[,:])",
                _I,
            ).search(scene.text, other.start, other.end)
            return found.span("what") if found else None
    return None


def _label_before(scene: Scene, masked: Masked, block: int) -> Span | None:
    """«Pour la culture,» above «440 300 € d'investissements»: the short line before a short one."""
    if masked.end - masked.offset(0) > 260 or scene.amounts_in(scene.blocks[block].start, masked.offset(0)):
        return None
    for at in range(block - 1, max(-1, block - 5), -1):
        other = scene.blocks[at]
        said = scene.text[other.start : other.end].strip(" *\n")
        if other.kind is BlockKind.SCAR or not said:
            continue
        if other.table is not None or said.endswith((".", ":")) or other.kind in (BlockKind.HEADING, BlockKind.ARTICLE):
            return None
        if len(said) > 60 or _MEASURE.match(said) or scene.amounts_in(other.start, other.end):
            continue
        lead = re.compile(r"[\s*]*(?:pour\s)?(?:la\s|le\s|les\s|l['’])?", _I).match(scene.text, other.start, other.end)
        start = lead.end() if lead else other.start
        end = start + len(scene.text[start : other.end].rstrip(" ,*\n"))
        return (start, end) if end - start > 2 else None
    return None


def _candidates(
    masked: Masked, at: int, before: int | None, after: int, draft: Draft, verb: Verb | None, noun: Noun | None
) -> Iterator[Span]:
    text = masked.text
    low = before + 1 if before is not None else 0
    close = re.compile(r";|\.\s|\.\Z").search(text, at + 1, min(after, len(text)))
    high = close.start() if close else min(after, len(text))
    own_bracket = text.rfind("(", low, at) > text.rfind(")", low, at)
    right = text[at + 1 : high]
    if own_bracket and ")" in right:
        right = right[: right.index(")")]
        high = at + 1 + len(right)
    tries: list[Span | None] = []
    tries.append(_own_noun(masked, at, right, high))
    if draft.role == "cost":
        tries += [_measured(masked, at, noun), _follow(masked, at, right, high, _FOR)]
    tries += [_follow(masked, at, right, high, pattern) for pattern in (_MEANT, _FOR)]
    support = verb is not None and bool(_SUPPORT.match(verb.form)) and not verb.passive
    if support:
        tries.append(_object(masked, at, verb))
    tries += [_follow(masked, at, right, high, _NEXT)]
    if verb is not None and verb.kind == "receive":
        tries.append(_subject(masked, at, verb))
    tries += [_follow(masked, at, right, high, _ABOUT)]
    if noun is not None and noun.kind == "aid":
        tries.append(_back(masked, noun.end, at, _TO))
    tries += [_back(masked, low, at, _FOR), _back(masked, 0, at, _CONTRIBUTE)]
    if own_bracket:
        tries.append(_bracketed(masked, at))
    if verb is not None and not support:
        tries.append(_object(masked, at, verb))
        if verb.passive:
            tries.append(_subject(masked, at, verb))
    tries += [_back(masked, low, at, pattern) for pattern in (_MEANT, _ABOUT, _FRAME)]
    tries += [_follow(masked, at, right, high, _FRAME)]
    if before is not None:
        tries += [_back(masked, 0, before, _FOR), _back(masked, 0, before, _FRAME)]
    yield from (span for span in tries if span is not None)


def _own_noun(masked: Masked, at: int, right: str, high: int) -> Span | None:
    """«N de travaux de voirie», «N d'aide au transport»: the noun after the amount says what it is for."""
    found = _KIND.match(right)
    if not found:
        return None
    if not _AID_WORD.match(found["noun"]):
        return _phrase(masked, at + 1 + found.start("noun"), high)
    if found["noun"].casefold() == "prise":
        charge = re.match(r"\A.{0,12}?prise en charge\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])", right, _I)
        return _phrase(masked, at + 1 + charge.end(), high) if charge else None
    if (
        found["link"]
        and re.search(r"\b(?:pour|sur|à|au|aux)\s\Z", found["link"])
        and not re.search(r"\bpour\b", right[found.end() :])
    ):
        return _phrase(masked, at + 1 + found.end(), high)
    return None


def _measured(masked: Masked, at: int, noun: Noun | None) -> Span | None:
    """«le coût de la piscine s'élève à N»: what the cost is the cost of."""
    if noun is None:
        return None
    of = re.compile(r"\s(?:\w+\s){0,3}?(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])(?=\S)").match(
        masked.text, noun.end, at
    )
    if of and not re.match(rf"\s?(?:plus de|près de|environ)?\s?{AMOUNT}", masked.text[of.end() : at + 1]):
        return _phrase(masked, of.end(), at)
    return None


def _follow(masked: Masked, at: int, right: str, high: int, pattern: re.Pattern[str]) -> Span | None:
    for found in pattern.finditer(right):
        if re.search(r"\bnotamment\b", right[: found.end()] + right[found.end() : found.end() + 10]):
            continue  # an example of what it is for
        start = at + 1 + found.end()
        if toward := _TOWARD.match(masked.text[start:high]):
            start += toward.end()
        if span := _phrase(masked, start, high):
            return span
    return None


def _back(masked: Masked, low: int, at: int, pattern: re.Pattern[str]) -> Span | None:
    for found in reversed(list(pattern.finditer(masked.text, low, at))):
        start = found.end()
        if toward := _TOWARD.match(masked.text[start:at]):
            start += toward.end()
        if span := _phrase(masked, start, at):
            return span
    return None


def _object(masked: Masked, at: int, verb: Verb | None) -> Span | None:
    """«a soutenu OBJECT à hauteur de N», «a accompagné à hauteur de N OBJECT»."""
    if verb is None or verb.start > at or verb.passive:
        return None
    lead = _ADVERBS.match(masked.text[verb.end : at])
    start = verb.end + (lead.end() if lead else 0)
    if to := re.compile(r"\s?(?:à|au|aux|sur|dans)\s").match(masked.text, start, at):
        start = to.end()
    if span := _phrase(masked, start, at):
        return span
    behind = re.compile(r"\s(?=(?:la|le|les|l['’]|un|une|des|plusieurs|\d+)\b)").match(masked.text, at + 1)
    return _phrase(masked, behind.end(), len(masked.text)) if behind else None


def _subject(masked: Masked, at: int, verb: Verb) -> Span | None:
    """«21 projets de centralité ont bénéficié de N»: the subject, from the last stop before the verb."""
    cut = max(masked.text.rfind(sign, 0, min(verb.start, at)) for sign in ".;:,(")
    start = cut + 1
    if lead := re.compile(r"\s?(?:-\s|•\s|–\s|→\s)?(?:et\s|par ailleurs\s|enfin\s)?").match(masked.text, start):
        start = lead.end()
    return _phrase(masked, start, min(verb.start, at))


def _bracketed(masked: Masked, at: int) -> Span | None:
    """«… la plateforme Delta 3 (N de fonds régionaux)»: the phrase that the brackets interrupt."""
    open_at = masked.text.rfind("(", 0, at)
    stretch = masked.text[:open_at]
    starts = [
        found.end()
        for found in re.finditer(
            r"\b(?:avec|à|au|aux|pour|sur|dans|soutenu|financé|de)\s(?:la\s|le\s|les\s|l['’])?|,\s|\A", stretch
        )
    ]
    for start in reversed(starts):
        if open_at - start > 6 and (span := _phrase(masked, start, open_at)) and span[1] >= open_at - 2:
            return span
    return None


def _phrase(masked: Masked, start: int, limit: int) -> Span | None:
    """The noun phrase that begins at ``start``: without its determiner and «son projet de», up to what closes it."""
    text = masked.text
    for pattern in (_PROJECT, _HEAD):
        if (lead := pattern.match(text, start, limit)) and lead.end() > start:
            start = lead.end()
            break
    while start < limit and text[start] in ' «"“':
        start += 1
    stop = _STOP.search(text, start, limit)
    end = stop.start() if stop else limit
    while end > start and text[end - 1] in ' ,;.:»"”-–':
        end -= 1
    while hanging := re.search(
        r"\s(?:de|d['’]|à|au|aux|et|en|pour|sur|par|avec|dans|la|le|les|l['’]|un|une|des|du)\Z", text[start:end]
    ):
        end = start + hanging.start()
    inside = [index for index in masked.actors if start <= index < end]
    if end - start < 2 and not (end - start == 1 and inside):
        return None
    if _EMPTY.match(text[start:end]):
        return None
    said = text[start:end]
    if re.match(
        rf"(?:soutien|aide|subvention|participation|concours|appui|financement)s?\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])[{SIGNS['ORG']}]\Z",
        said,
        _I,
    ):
        return None
    if re.fullmatch(
        rf"(?:associations?|clubs?|communes?|villes?|sociétés?|syndicats?|opérations?|projets?|solde|dont(?: le \w+)?|est)\s?(?:de\s|d['’])?[«\"]?\s?[{SIGNS['ORG']}{SIGNS['PLACE']}]?",
        said,
        _I,
    ):
        return None
    if re.search(
        r"\b(?:une|un|la|le)\s(?:subvention|aide|participation|dotation|fonds de concours|somme|enveloppe)\b|\Asubventions?\b|\Aaides? (?:aux?|de)\b",
        said,
        _I,
    ):
        return None
    if re.fullmatch(
        r"(?:subvention|aide|participation|dotation|contribution|enveloppe|financement|fonds de concours|somme|cotisation|soutien)s?(?:\s\w+)?",
        said,
        _I,
    ):
        return None
    if (
        inside
        and inside[0] == start
        and end - start <= 2
        and masked.actors[start].kind in ("ORG", "REFERENCE", "PLACE", "COLLECTIVE", "PERSON")
    ):
        return None
    if not re.search(r"[^\W\d_]{3}", text[start:end]) and not inside:
        return None
    return None if re.fullmatch(rf"[\s{DATE}{PERCENT}\d%]*", text[start:end]) else (start, end)


def _resolve(scene: Scene, masked: Masked, span: Span) -> Span | None:
    """Masked indexes to characters; «cette expérimentation» to the stretch that said which."""
    start, end = masked.offset(span[0]), _end(masked, span[1])
    if end <= start:
        return None
    said = scene.text[start:end]
    if anaphor := re.fullmatch(r"(?:cette|cet|ce|ces|ladite|ledit)\s([^\W\d_]{4,})(?:\s\w+)?", said, _I):
        return _antecedent(scene, start, anaphor[1])
    return start, end


def _antecedent(scene: Scene, offset: int, noun: str) -> Span | None:
    pattern = re.compile(
        rf"\b{re.escape(noun)}\b\s?(?:«[^»\n]{{3,120}}»|(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])[^.;,\n:()]{{4,100}})",
        _I,
    )
    found = list(pattern.finditer(scene.text, max(0, offset - 3000), offset))
    return found[-1].span() if found else None


def _end(masked: Masked, index: int) -> int:
    """The character after the last masked sign before ``index``."""
    last = index - 1
    actor = masked.actors.get(last)
    if actor is not None:
        return actor.end
    return masked.offset(last) + 1 if last not in masked.dates and last not in masked.percents else masked.offset(index)
