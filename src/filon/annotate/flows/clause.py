"""The grammar of one sentence around one amount: its noun, its verb, the subject, the agent, those addressed.

All of it is read from the masked sentence with closed-class words and punctuation; a syntax tree is not needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.lexicon import VERB_CLASSES, before_figure, is_participle, noun_class, nouns, source, verbs
from filon.annotate.flows.mask import AMOUNT, PAYER, RECEIVER, SIGNS

if TYPE_CHECKING:
    from filon.annotate.flows.mask import Masked

_BE = re.compile(
    r"\b(?:est|sont|été|sera|seront|serait|seraient|soit|soient|étant|être|fut|furent|était|étaient)\s(?:\w+\s){0,2}\Z",
    re.IGNORECASE,
)
_HAVE = re.compile(
    r"(?:\b(?:a|ont|avait|avaient|aura|auront|ayant|aurait|ai|avons)|\b[nlsd]['’](?:a|ont))\s(?:(?:\w+ment|également|aussi|ainsi|déjà|notamment|bien|donc|toujours|quant à (?:lui|elle|eux)|pour sa part|de son côté|en outre|par ailleurs)[\s,]*){0,3}\Z",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:\b(?:de|du|des|d['’]|à|au|aux|par|pour|avec|dans|en|sur|sous|entre|chez|vers|via|selon|auprès|contre|sans|depuis|hors|près|dont|et de|(?:au |à )travers|par (?:l['’]intermédiaire|le biais|l['’]entremise) d[eu]|au nom d[eu]|quant à|en lien avec|aux côtés d[eu])\s?(?:la\s|les\s|l['’]|le\s|une?\s|chaque\s|cette\s|ces?\s|son\s|sa\s|ses\s|leurs?\s|notre\s|nos\s|toutes\s|tous\s)?"
    r"(?:(?:communes?|villes?|département|région|association|société|syndicat|établissement|partenaires?|programme|dispositif|service|services|fonds|réseau|territoires?|habitants?|périmètre|projets?|représentants?)\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])?)?[«\"“]?\s?)\Z",
    re.IGNORECASE,
)
# Behind an article these are nouns.
_NOUNS_TOO = frozenset({"finance", "finances", "aide", "aides", "engage", "dépense", "dépenses", "réserve", "réserves"})
_CLAUSE = re.compile(r"[;:]|\s[–—-]\s|\.\s")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of money in the masked sentence."""

    start: int
    end: int
    kind: str
    form: str
    passive: bool
    auxiliary: bool


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun of money in the masked sentence; ``kind`` is its class."""

    start: int
    end: int
    kind: str
    form: str


def verbs_in(masked: Masked) -> list[Verb]:
    """Every verb of the lists in the sentence, in order."""
    found = []
    for match in verbs().finditer(masked.text):
        kind = next(name for name in VERB_CLASSES if match[name])
        before = masked.text[max(0, match.start() - 60) : match.start()]
        participle = is_participle(match.group())
        have = bool(_HAVE.search(before))
        be = bool(_BE.search(before)) and not re.search(
            r"\b(?:a|ont)\s(?:\w+\s)?\Z", before[: -len("été ")] if False else ""
        )
        finite_noun = match.group().casefold() in _NOUNS_TOO and re.search(
            r"(?:\b(?:une?|la|les?|des?|aux?|d['’]|l['’]|cette|ces|en|son|sa|ses|leurs?|du|l’)\s?|d['’]|l['’])\Z",
            before,
            re.IGNORECASE,
        )
        if finite_noun:
            continue
        passive = participle and (be or not have)
        found.append(Verb(match.start(), match.end(), kind, match.group(), passive, have or be))
    return found


def noun_before(masked: Masked, at: int, low: int) -> Noun | None:
    """The noun that the amount at ``at`` is the measure of: «une subvention annuelle de la Région de N», «coût : N»."""
    text = masked.text
    for match in reversed(list(nouns().finditer(text, low, at))):
        kind = noun_class(match)
        gap = text[match.end() : at]
        if len(gap) > 160 or AMOUNT in gap or ";" in gap:
            break
        if not _links(kind, match.group(), gap):
            continue
        if kind != "aid" and (of_aid := _AID_OF.search(text, low, match.start())):
            # «une subvention d'investissement d'un montant de N»
            return Noun(of_aid.start("aid"), match.end(), "aid", of_aid["aid"])
        if kind != "aid" and _INSIDE.search(text, low, match.start()) and _MEASURED.search(gap):
            continue  # «la contribution du Département au budget du SDIS est fixée à N»: N measures the contribution
        if re.match(r"budget", match.group(), re.IGNORECASE) and re.search(
            r"(?:[ée]e?s?|us?)\b[^.;]{0,50}\bpour un\s\Z", text[: match.start()]
        ):
            continue  # «26 projets soutenus pour un budget de N»: the participle says it
        return Noun(match.start(), match.end(), kind, match.group())
    return None


_INSIDE = re.compile(
    r"\b(?:contribution|participation|subvention|aide|dotation|cotisation|concours)s?\b[^.;:]{1,80}?\s(?:au|aux|du|des|dans le|sur le|au titre du|à la|de la|de l['’]|à l['’])\s?\Z",
    re.IGNORECASE,
)
_AID_OF = re.compile(
    r"\b(?P<aid>(?:subventions?|aides?|dotations?|participations?|contributions?|concours|fonds de concours))(?:\s\w+)?\s(?:d['’]|de\s|en\s|à l['’])\Z",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:est|sera|était|serait|a été|demeure|reste)\s(?:\w+\s)?(?:fixée?|arrêtée?|portée?|établie?|évaluée?|estimée?|plafonnée?|maintenue?|de\b|d['’])|s['’]él[eè]v|s['’]établ|se mont|ressort",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"(?:travaux|opérations?|projets?|marchés?|prestations?|études?|acquisition|chantiers?|achats?|contrats?|lots?|charges?|factures?)\Z",
    re.IGNORECASE,
)
_DIRECT = re.compile(
    r"(?:\s(?!pour|à\b|avec|dans|sur|en\b|par)[^\s,;:()]+){0,4}\s(?:de|d['’]|d['’]un montant(?:\s\w+)? de|s['’]élev\w+ à|pour un (?:coût|budget) de|pour|:)\s?(?:{precise}\s?)*\Z"
)


@cache
def _direct() -> re.Pattern[str]:
    return re.compile(_DIRECT.pattern.replace("{precise}", f"(?:{source('words', 'precise')})"), re.IGNORECASE)


@cache
def _to_amount() -> re.Pattern[str]:
    precise = before_figure()
    return re.compile(rf"(?:^|[\s(,])(?:{source('words', 'to_amount')})\s?{precise}\Z", re.IGNORECASE)


def _links(kind: str, form: str, gap: str) -> bool:
    """Whether the stretch between noun and amount makes the amount the noun's measure."""
    if kind == "cost" and _WEAK.fullmatch(form):
        return (
            len(gap) < 60
            and bool(_direct().match(gap))
            and not any(verb.lastgroup != "amount_to" for verb in verbs().finditer(gap))
        )
    if not _to_amount().search(gap):
        return False
    if re.search(r"\b(?:pour un (?:montant|total|budget)|à hauteur|à concurrence)", gap) and kind == "cost":
        return False
    if any(
        verb.lastgroup in ("spend", "receive") and not is_participle(verb.group()) for verb in verbs().finditer(gap)
    ):
        return False
    if re.search(r"s['’]élev\w+ à\s(?:\w+\s)*\Z", gap):
        return True
    commas = gap.count(",")
    return commas == 0 or (
        commas <= 2
        and bool(
            re.search(r",\s(?:soit|d['’]un montant|pour un|à hauteur|de|estimé\w*|fixé\w*|s['’]élevant)\b[^,]*\Z", gap)
        )
    )


def noun_after(masked: Masked, at: int) -> Noun | None:
    """The noun after the amount: «N de subventions», «N d'aides à l'investissement», «N HT de travaux»."""
    lead = re.compile(
        r"\s?(?:HT|TTC|ht|ttc)?\s?(?:/\s?an(?:née)?|par an|annuels?)?\s?(?:au total|supplémentaires?)?\s?(?:de\s|d['’]|des\s|en\s|du\s)(?:[^\s,.;:()]+\s)?"
    )
    text = masked.text
    first = re.compile(
        r"\s?(?:HT|TTC|ht|ttc)?\s?(?:/\s?an(?:née)?|par an|annuels?)?\s?(?:au total|supplémentaires?)?\s?(?:de\s|d['’]|des\s|en\s|du\s)"
    ).match(text, at + 1)
    if not first:
        return None
    places = [first.end()]
    if second := lead.match(text, at + 1):
        places.append(second.end())
    for place in places:
        if match := nouns().match(text, place):
            return Noun(match.start(), match.end(), noun_class(match), match.group())
    return None


# --- who ------------------------------------------------------------------------------------------------------


def subject_of(masked: Masked, verb_start: int, low: int = 0) -> list[int]:
    """The actors that stand as subject before a verb: the nearest ones that no preposition governs; [] if none."""
    text = masked.text
    depth = 0
    for at in range(verb_start - 1, low - 1, -1):
        sign = text[at]
        if sign == ")":
            depth += 1
        elif sign == "(":
            if depth == 0:
                continue
            depth -= 1
        elif depth == 0 and at in masked.actors and re.match(PAYER, sign):
            group = masked.group(at)
            if _governed(text, group[0]):
                continue
            if masked.actors[at].kind == "PROGRAMME" and (party := _bare_party(masked, low, at)):
                return party  # «La Région met en œuvre un appel à projets (26 projets soutenus …)»
            return [index for index in group if index < verb_start]
    return []


def _bare_party(masked: Masked, low: int, at: int) -> list[int]:
    for other in reversed(
        [index for index in masked.actors if low <= index < at and masked.actors[index].kind == "ORG"]
    ):
        group = masked.group(other)
        if not _governed(masked.text, group[0]) and not re.search(
            r"[;:]|\.\s|,\s(?:le|la|l['’])", masked.text[other:at]
        ):
            return group
    return []


def _governed(text: str, at: int) -> bool:
    if re.search(r"\b(?:plus|moins|près) (?:de\s|d['’])\Z", text[max(0, at - 12) : at], re.IGNORECASE):
        return False  # «Plus de 230 associations ont bénéficié …»
    before = text[max(0, at - 45) : at]
    return bool(
        _PREPOSITION.search(before)
        or re.search(r"\b(?:projet|opération|équipement)\s[«\"]?\s?\Z", before, re.IGNORECASE)
    )


def governed(masked: Masked, at: int) -> bool:
    """Whether a preposition stands before the actor at ``at`` (or before the first of its enumeration)."""
    return _governed(masked.text, masked.group(at)[0])


def agents(masked: Masked, low: int, high: int) -> list[int]:
    """The actors of «par X», «de la part de X et Y», «grâce à X» between two masked indexes."""
    for match in _agent().finditer(masked.text, low, high):
        return masked.group(match.end() - 1)
    return []


@cache
def _agent() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:par|de la part|notamment par)\s(?:de\s|d['’]|des\s|du\s|de la\s|de l['’])?(?:la\s|le\s|les\s|l['’])?(?:\w+\s)?{PAYER}",
        re.IGNORECASE,
    )


def addressed(masked: Masked, low: int, high: int) -> list[int]:
    """Those to whom something goes: «à X», «aux communes et EPCI», «en faveur de X», «auprès des X» in ``[low, high)``."""
    for match in _to().finditer(masked.text, low, high):
        if masked.text[low : match.start()].count("(") > masked.text[low : match.start()].count(")"):
            continue
        if (
            match.group()[-1] == SIGNS["PLACE"]
            and match.start() > low + 12
            and not re.match(r"en faveur|au profit|au bénéfice", match.group())
            and not re.search(r"communes?|villes?", match.group())
        ):
            continue  # «à Béthune» after more words is where, not to whom
        if _FRAMED.search(masked.text[max(low, match.start() - 60) : match.start()]):
            continue  # «au titre de l'aide aux communes, une subvention … à X»: a scheme, not to whom
        group = masked.group(match.end() - 1)
        return [index for index in group if re.match(RECEIVER, masked.text[index])]
    return []


# The name of a scheme goes on to whom it helps.
_FRAMED = re.compile(
    r"\b(?:au titre|dans le cadre)\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])\s?(?:programme\s|dispositif\s|fonds\s|volet\s)?(?:d['’]|de\s)?(?:aides?|soutien|appui|accompagnement|dotations?|assistance)\s(?:\w+\s){0,2}\Z",
    re.IGNORECASE,
)


def in_other_brackets(text: str, low: int, at: int) -> bool:
    """Whether a bracket opens or closes between two indexes without its counterpart: they are not of one clause."""
    stretch = text[low:at]
    return stretch.count("(") != stretch.count(")")


@cache
def _to() -> re.Pattern[str]:
    return re.compile(
        r"(?:\b(?:à|au|aux|à la|à l['’]|en faveur (?:de|des|du|d['’])|au profit (?:de|des|du|d['’])|au bénéfice (?:de|des|du|d['’])|auprès (?:de|des|du|d['’])|à destination (?:de|des|du|d['’])|à l['’]attention (?:de|des|du))\s?)"
        rf"(?:la\s|le\s|les\s|l['’]|cette\s|cet\s|ce\s|ces\s|ladite\s|ledit\s)?(?:(?:commune|communes|ville|villes|association|associations|société|syndicat)\s(?:de\s|d['’])?[«\"]?\s?)?{RECEIVER}",
        re.IGNORECASE,
    )


def passive_subject(masked: Masked, verb_start: int) -> list[int]:
    """«35 entreprises ont été aidées»: the parties that are the subject of a passive."""
    found = re.compile(
        rf"(?:\A|[,;.]\s?)\W*(?:la\s|le\s|les\s|l['’])?(?P<who>{RECEIVER})[^,;.]{{0,60}}\Z", re.IGNORECASE
    ).search(masked.text[:verb_start])
    return masked.group(found.start("who")) if found else []


def projects_of(masked: Masked, low: int, high: int) -> list[int]:
    """Those whose projects are helped: «les projets des communes et EPCI», «projets portés par X», «le fonctionnement de X»."""
    found = re.compile(
        r"\b(?:projets?|opérations?|actions?|initiatives?|fonctionnement|programme d['’]actions?|activités?|investissements?|budget)\s(?:[^\s,.;:()]+\s){0,3}?(?:portée?s? par|menée?s? par|conduite?s? par|de|d['’]|du|des)\s?"
        rf"(?:la\s|le\s|les\s|l['’])?{RECEIVER}",
        re.IGNORECASE,
    )
    for match in found.finditer(masked.text, low, high):
        if in_other_brackets(masked.text, match.start(), high):
            continue
        return [index for index in masked.group(match.end() - 1) if re.match(RECEIVER, masked.text[index])]
    borne = re.compile(
        rf",?\s(?:portée?s?|menée?s?|conduite?s?)\spar\s(?:la\s|le\s|les\s|l['’])?{RECEIVER}", re.IGNORECASE
    )
    for match in borne.finditer(masked.text, low, high):
        return masked.group(match.end() - 1)
    return []


def clause_start(masked: Masked, at: int) -> int:
    """Where the clause of the amount begins: after the last «;» or «:», outside brackets."""
    cut = 0
    for match in _CLAUSE.finditer(masked.text, 0, at):
        cut = match.end()
    return cut


def bracket(masked: Masked, at: int) -> tuple[int, int] | None:
    """The innermost brackets that hold an index: the positions of «(» and «)» (or the text's end)."""
    depth = 0
    for index in range(at - 1, -1, -1):
        sign = masked.text[index]
        if sign == ")":
            depth += 1
        elif sign == "(":
            if depth == 0:
                close = masked.text.find(")", at)
                return index, close if close >= 0 else len(masked.text)
            depth -= 1
    return None
