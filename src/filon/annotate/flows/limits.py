"""Sums that nobody pays, and sums told beside another: limits, refusals, bases, comparisons, schedules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.mask import AMOUNT, PERCENT, SIGNS

if TYPE_CHECKING:
    from filon.annotate.flows.reading import Reading

OUT_OF = re.compile(
    r"\s?(?:HT|TTC)?\s?sur\s(?:(?:une? )?(?:dépense|coût|montant|total|devis|assiette)[^;.,]{0,40}\sde\s)?(?:\w+ de\s)?"
)
AGAINST = re.compile(r",\s?contre\s(?:\w+ de\s)?\Z")
COSTED = re.compile(
    r"\s?(?:HT|TTC)?\s?,?\s(?:auquel|à laquelle|auxquels?|auxquelles)\s(?:contribu|particip|concour)", re.IGNORECASE
)
SCHEDULED = re.compile(
    rf"\b(?:façon|manière|modalités|échéancier|calendrier|versements?|acomptes?|libér\w+)\b[^.]{{0,60}}:[^.]*{PERCENT}[^;.{AMOUNT}]{{0,70}}(?:,\ssoit|\()\s?(?:\w+ de\s)?\Z",
    re.IGNORECASE,
)
_THRESHOLD = re.compile(
    r"(?:\b(?:études|dossiers|projets|opérations|marchés|achats|dépenses|travaux|factures|investissements)\s(?:\w+\s)?(?:de (?:moins|plus) de|d['’]un montant (?:inférieur|supérieur) à)|\b(?:excédant|dépassant|dépasse|dépassent|excède|excèdent|au-delà de|en deçà de|en dessous de|(?:supérieure?|inférieure?)s? (?:ou égale?s? )?à|pouvant atteindre|n['’](?:atteignant|excédant|dépassant|atteignent|excèdent|dépassent)\s(?:pas|point)|(?:recevoir|percevoir|verser|attribuer|accorder|solliciter)\s(?:[^.;,]{0,30}\s)?(?:moins|plus)\sde|(?:aide|subvention|participation|montant|dépense|assiette)\s(?:\w+\s)?plafonnée?\sà))\s(?:\w+ de\s)?\Z",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\bn(?:e\s|['’])(?:lui\s|leur\s|y\s)?(?:a|ont|est|sont|sera|seront|avait|avaient)?\s?(?:pas|point|jamais|plus)\s(?:été\s|être\s)?(?:\w+ment\s)?\Z",
    re.IGNORECASE,
)


# «en empruntant N», «prête pour sa part N», «une ligne de trésorerie de N»: money that is given back.
BORROWED = re.compile(
    r"(?<!\w)(?:emprunt(?:e|ent|er|ant|era|é)|prêt(?:e|ent|er|era|ant)|(?:a|ont)\sprêté)\s(?:(?:pour (?:sa|leur) part|également|aussi|à (?:la\s|l['’])?\S+)\s)?(?:\w+ de\s)?\Z",
    re.IGNORECASE,
)
# «les dépenses imprévues, dont le solde tombe à N»: what is left on an account.
BALANCE_LEFT = re.compile(
    r"\b(?:solde|reliquat|excédent|disponible)\s(?:\w+\s){0,3}?(?:tomb|pass|descend|ressort|s['’]établi|ramené|atteint|s['’]él[eè]v)\w*\s?(?:à\s)?(?:\w+ de\s)?\Z",
    re.IGNORECASE,
)
# «acquittera un loyer de N», «contre N de loyer»: what a tenant pays.
RENT = re.compile(
    r"\b(?:acquitt|vers|pai|pay|perç|encaiss)\w*\s(?:un|une|le|la|des|son|leur)\s(?:loyer|redevance d['’]occupation)\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)
RENT_AFTER = re.compile(r"\s(?:HT\s|TTC\s)?de\sloyers?\b", re.IGNORECASE)
# «un véhicule acheté N», «devait coûter N», «facturé N»: a price.
PRICED = re.compile(
    r"\b(?:(?:achet|acqui|vendu|factur|lou)(?:ée?s?|is|ise|ises|s|es)?|co[ûu]t(?:er|é|ait|era|erait|eront)|budget\b[^.;\d]{0,60}?(?:\ue012[^.;\d]{0,60}?)?,?\s(?:arrêté|équilibré|établi)\sà)\s(?:\w+ de\s|environ\s)?\Z",
    re.IGNORECASE,
)


# «N de moins», «une baisse de N», «en hausse de N»: what parts two sums.
_DIFFERENCE = re.compile(
    rf"\b(?:baisse|hausse|diminution|augmentation|progression|recul|réduction|écart|différence)s?\b[^.;{AMOUNT}]{{0,30}}(?:\bde\s|\bd['’]|:\s|\(\s?|\bà\s)(?:\w+ de\s|[-–+]\s?)?\Z",
    re.IGNORECASE,
)
_LESS = re.compile(r"\s?(?:HT|TTC)?\s(?:de|en)\s(?:moins|retrait|baisse|diminution)\b(?!\sde\s\d)", re.IGNORECASE)
# «réparti entre les partenaires», «financé par les signataires»: a sum that several bring is what the thing costs.
_SHARED_OUT = re.compile(
    r"\s?(?:HT|TTC)?\s?,?\s(?:réparti|partag|ventil|(?:co-?)?financ|pris en charge)\w*\s(?:\w+\s)?(?:entre|par)\s(?:les|ses|nos|ces|leurs)\s(?:\w+\s)?(?:partenaires|(?:co-?)?financeurs|contributeurs|signataires|maîtres d['’]ouvrage)",
    re.IGNORECASE,
)
# «Le contrat représente N», «157 dossiers représentent un montant total de N», «réaliser des investissements à hauteur de N».
_STANDS_FOR = re.compile(
    rf"(?:\b(?:contrats?|conventions?|programmes?|projets?|opérations?|dossiers|actions|travaux|chantiers?|plans?|investissements?)\b|{SIGNS['PROGRAMME']}|{SIGNS['PROJECT']})[^.;:{AMOUNT}]{{0,140}}?\b(?:représent(?:e|ent|aient|ait)|totalis(?:e|ent)|porte(?:nt)? sur|correspond(?:ent)? à)\s(?:\w+\s)?(?:(?:un|une)\s(?:montant|total|budget|volume|coût|investissement|enveloppe|somme)[^.;,]{{0,30}}?\s(?:de\s|d['’]))?[\"“«\s]*(?:(?:près|plus) d(?:e\s|['’])|environ\s|quelque\s)?\Z",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\b(?:réaliser|réalisation|générer|déclencher|engendrer|lever|engager|permettre|permis|pour|soutenir|de)\s(?:\w+\s)?(?:des?\s|les?\s|d['’]|un\s)?(?:travaux|investissements?|projets|chantiers|opérations)\s(?:[^\s,.;]+\s){0,3}?(?:à hauteur d|d['’]un montant[^.;,]{0,20} d|pour un montant[^.;,]{0,20} d|estimés? à|évalués? à)(?:e\s|['’]|\b)\s?(?:(?:près|plus) de\s)?\Z",
    re.IGNORECASE,
)


_BUDGETS = re.compile(
    r"\b(?:avances?|virements?|reversements?|transferts?)\b[^.;]{0,120}\bbudgets?\s(?:annexe|principal|général)|\bbudgets?\s(?:annexe|principal|général)\b[^.;]{0,120}\b(?:avances?|virements?)\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"\W*(?:dépenses?|recettes?)\s(?:de\s|d['’])(?:fonctionnement|investissement|exploitation)\b[^.;\ue010]{0,80}[-+–]\s?\Z",
    re.IGNORECASE,
)


def between_budgets(r: Reading) -> bool:
    """«une avance du budget principal au budget annexe», «Recettes d'investissement : compte 27 : + N»: nobody else is paid."""
    return bool(_BUDGETS.search(r.text[: r.at]) or _ENTRY.match(r.text[: r.at]))


def is_difference(r: Reading) -> bool:
    """«N de moins qu'en 2019», «une baisse de N»: no sum that is paid."""
    return bool(_LESS.match(r.text, r.at + 1) or _DIFFERENCE.search(r.text[: r.at]))


def stands_for(r: Reading) -> bool:
    """Whether the amount is what works, projects or an agreement come to, and nobody is said to pay it."""
    if _SHARED_OUT.match(r.text, r.at + 1):
        return True
    said = _STANDS_FOR.search(r.text[: r.at])
    if said is not None and not re.search(
        r"\b(?:subvention|aide|participation|dotation)s?\b", said.group(), re.IGNORECASE
    ):
        return True
    return bool(_MADE.search(r.text[: r.at])) and AMOUNT not in r.between


def is_threshold(r: Reading) -> bool:
    """«les études de moins de N», «les dossiers excédant N»: a limit, no sum."""
    return bool(_THRESHOLD.search(r.text[: r.at]))


def is_refused(r: Reading) -> bool:
    """«X n'a pas perçu les N qu'elle sollicitait»: what is not given."""
    verb = r.verb
    return bool(
        verb
        and verb.kind in ("give", "receive")
        and _NEGATED.search(r.text[max(0, verb.start - 60) : verb.start])
        and AMOUNT not in r.text[min(verb.end, r.at) : r.at]
    )
