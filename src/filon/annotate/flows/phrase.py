"""The noun phrase that says what money is for: where it begins, what closes it, and what looks like one and is none."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.mask import AMOUNT, DATE, PERCENT, SIGNS
from filon.annotate.wordlists import pattern

if TYPE_CHECKING:
    from filon.annotate.flows.mask import Masked

Span = tuple[int, int]

_I = re.IGNORECASE
_STOP = re.compile(
    rf"[,;.:()»\"{AMOUNT}]|\s[-–•]\s(?=[A-ZÀ-Ö])|\s(?:au prix\b|à un prix\b|pour un prix\b|au coût\b|pour un coût\b|Vu\s|Considérant\b|et de\s\w+er\s|dans le cadre|au titre|à hauteur|pour un (?:montant|total|budget|coût)|d['’]un montant|s['’]él[eè]v\w*|soit\b|dont\b|qui\b|que\b|représentant|correspondant|ainsi qu|avec\b|sur la période|sur l['’]année|entre\s{DATE}|depuis\b|en\s{DATE}|de\s{DATE}|par\s(?:la\s|le\s|l['’]|les\s)?[{SIGNS['ORG']}]"
    rf"|n['’](?:a|ont|avait|est|était|aura)\b|grâce\b|était\b|étaient\b|[^\W\d_]+(?:é|ée|és|ées|it|is|ie|ite|ites|ies)\spar\b|sur\s(?:le\s|la\s|l['’])?[{SIGNS['PLACE']}]|sur\s(?:le|son|leur|ce)\sterritoire\b|en\s[^\W\d_]+ant\b|passe\b|est\b|sont\b|a\b|ont\b|sera\b|permettant|située?s?\b|selon\b|sous réserve|afin\b|via\b|notamment\b|et\s{AMOUNT}|et\s(?:plus|près) d|et\s(?:pour|de)\s(?:un montant)|sur\s\d+\s|au profit|\({DATE}|pour\s(?:l['’]année|l['’]exercice|la période|les années|la saison|{DATE})|au cours|par an(?![a-zéè])|\bà\s\d+\s?%|financée?s?\b|accordée?s?\b|attribuée?s?\b|versée?s?\b|au regard\b)"
)
# «son projet de», «l'opération intitulée»: what the announcer announces is the purpose; «21 projets de …» is one as it stands.
_PROJECT = re.compile(
    r"(?:son|sa|leur|le|la|l['’]|un|une|du|de|d['’])?\s?(?:projet|opération|action)\s(?:de\s|d['’]|du\s|des\s|:\s|intitulée?\s|relative? à\s|relatif à\s|concernant\s)(?:de\s)?(?=\S)",
    _I,
)
_HEAD = re.compile(
    r"(?:la\s|le\s|les\s|l['’]|un\s|une\s|des\s|du\s|de\s|d['’]|son\s|sa\s|ses\s|leurs?\s)*(?:(?:compétences?|politiques?|actions?)\s(?:en\smatière|dans le domaine)\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])|(?:réalisation|financement|mise en œuvre|mise en oeuvre|prise en charge|poursuite|organisation)\s(?:de\s(?:la\s|l['’]|ses\s|son\s)?|du\s|des\s|d['’])(?:travaux\s(?:de\s(?:la\s|l['’])?|d['’]))?)?",
    _I,
)
# What looks like a purpose and is none.
_MONTH = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
_EMPTY = re.compile(
    rf"(?:plus\Z|(?:plus|moins)\s(?:d[eu]|des|en|qu|que)\b|moins\b|restes?\b|soldes?\b|restant\b|considérant\b|vu\b|objet\s?:|prendre\s|prélever\s|abstention|\d+\s(?:voix|abstention)|la somme\b|reçu\b|information\Z|rappel\b|(?:seront|sera|est|sont)\b|premi[eè]re?\Z|(?:premi|deuxi|trois|quatri|second)\w*\s(?:et\s\w+\s)?(?:années?|tranches?)|seconde?\Z|respectivement\b|par\s(?:la|le|les|l['’])|profit\b|(?:\d[\d ]*|\w+)\s(?:élèves?|habitants?|agents?|repas|personnes?|sites?|bénéficiaires?|logements sociaux)(?![a-zéèêàç])|pour\b|en\b|ils?\b|elles?\b|part\b|montants?\b|hauteur|ann[ée]e|exercice|période|territoires?\b(?!\sen\s)|ensemble\Z|étalement\b|enveloppe\b|crédits?\b|fonds propres\b|mémoire\b|charge\b|\w+(?:[aeiou]i?r|el|iv|al|iqu|eus|t)ement\Z|(?!(?:tous|toutes|et|\w+(?:er|ir|re))\s)\w+\s(?:(?:le|la|les|ses|son|sa)\s|l['’])|\d{{1,2}}(?:er)?\s(?:du|de)\s|(?!\w*té)\w+ée?s?\Z|paiement\b|nous\b|vous\b|depuis\b|dès\b|entre\b|avec\b|dans\b|déjà\b|{_MONTH}\b|échelle|remise|notification|présentation|cotisations?\Z|réception|signature|convention\b|délibération|politiques?\b|ce titre|cette fin|regard|budgets?\b|compte\b|total\b|plus de|près de|ce stade|suite|minima|maximum|vote\b|titre|terme|cet effet|son tour|chacun|cofinancement\b|{DATE}|\d+\s?\Z|fin\b|"
    r"(?:a|ont|avait|aura|auront|mêmes?|seule?s?|faveur|derni[eè]re?s?)\s|cette année|seule année|accompagnement\Z|financement\Z|soutien\Z|concours\Z|sa part|le compte|lui|elle|eux|mesure|moitié|soit\b|qui\b|sont ainsi|saison\b(?! culturelle)|jour|mois|an\b|taux|date|plafond|dépense subventionnable|dépenses? éligibles?|la présente|présente|article|règlement|dispositions?|conditions?|laquelle|lesquelles|lequel|ce stade|financ|portés?|partenaires|notamment)",
    _I,
)

# «la CAB et Douaisis Agglo»: who receives, not what for.
_PARTIES = re.compile(
    rf"(?:\s?(?:(?:,|et|ainsi que|/|la|le|les|l['’]|aux?|à|des|de|du|d['’]|(?:association|commune|ville|société|syndicat)s?)\s?)*[{SIGNS['ORG']}{SIGNS['REFERENCE']}{SIGNS['COLLECTIVE']}{SIGNS['PERSON']}])+\s?",
    _I,
)


def noun_phrase(masked: Masked, start: int, limit: int) -> Span | None:
    """The masked indexes of the phrase that begins at ``start``: without determiner and «son projet de», up to what closes it.

    ``None`` where nothing stands there that can be a purpose: a date, a party, a condition.
    """
    text = masked.text
    for opening in (_PROJECT, _HEAD):
        if (lead := opening.match(text, start, limit)) and lead.end() > start:
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
        rf"(?:avec\s)?(?:le\s|l['’])?(?:renouvellement du\s)?(?:soutien|aide|subvention|participation|concours|appui|financement|contribution|cotisation|dotation)s?\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])[{SIGNS['ORG']}{SIGNS['REFERENCE']}]",
        said,
        _I,
    ):
        return None
    if re.fullmatch(
        rf"(?:communautés? (?:de communes|d['’]agglomération|urbaine)|métropole|département|région|collectivité|associations?|clubs?|communes?|villes?|sociétés?|syndicats?|office|parc|établissement|agence|chambre|fédération|solde|dont(?: le \w+)?|est)\s?(?:de\s|d['’])?[«\"]?\s?[{SIGNS['ORG']}{SIGNS['PLACE']}]?",
        said,
        _I,
    ):
        return None
    if _PARTIES.fullmatch(said):
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


def end_of(masked: Masked, index: int) -> int:
    """The character after the last masked sign before ``index``."""
    last = index - 1
    actor = masked.actors.get(last)
    if actor is not None:
        return actor.end
    return masked.offset(last) + 1 if last not in masked.dates and last not in masked.percents else masked.offset(index)


def points_back(masked: Masked, span: Span) -> bool:
    """Whether a phrase («l'opération», «ce projet», «le chantier mobilise …») stands for what was named before."""
    found = _pointing().fullmatch(masked.text, *span)
    if found is None:
        return False
    noun = found.start("noun")
    lead = _DEFINITE.search(masked.text[max(0, noun - 30) : noun])
    plural = re.match(r"\w+(?:s|x)\b", masked.text[noun : span[1]])
    return lead is not None and (not plural or lead.group().casefold().strip() in ("ces", "les", "desdits", "lesdits"))


_DEFINITE = re.compile(
    r"(?:(?<!\w)(?:ce|cet|cette|ces|le|la|les|du|au|ledit|ladite|dudit|desdits|lesdits)\s|l['’])(?:(?:projet|opération|programme|travaux)\s(?:de\s|d['’]))?\Z",
    _I,
)


def names_nothing(said: str) -> bool:
    """Whether a phrase is but a word like «travaux», which any project has."""
    return bool(pattern("purposes", "generic").fullmatch(said))


@cache
def _pointing() -> re.Pattern[str]:
    alone = "|".join(pattern("purposes", key).pattern for key in ("generic", "action"))
    verb = pattern("purposes", "said_of").pattern
    return re.compile(
        rf"(?:(?:ce|cet|cette|ces|le|la|les|ledit|ladite)\s|l['’])?(?P<noun>{alone})(?:\s(?:\w+\s)?(?:{verb})\b.*)?", _I
    )
