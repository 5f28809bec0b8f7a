"""Sums that say what a thing costs: valued, carried, procured, financed at a rate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.beside import payer_before
from filon.annotate.flows.lexicon import words
from filon.annotate.flows.mask import AMOUNT, PERCENT

if TYPE_CHECKING:
    from filon.annotate.flows.reading import Reading


def is_valued(r: Reading) -> bool:
    """«une aide pour la médiathèque, évaluée à N»: what stands before the comma is what is valued, if it is no aid."""
    found = re.search(
        r"(?P<last>\w+)\s?[»\"]?\s?\)?\s?,\s(?:estimée?|évaluée?|chiffrée?)s?\sà\s(?:\w+ de\s)?\Z", r.text[: r.at]
    )
    if (
        found
        and _WORKS.search(r.text[max(r.low, found.start() - 160) : found.end()])
        and not words("nouns", "aid").search(r.text[max(r.low, found.start() - 160) : found.end()])
    ):
        return True  # «approuve les travaux de l'école, estimés à N»
    return bool(
        found
        and r.verb
        and r.verb.kind in ("receive", "give")
        and r.verb.start < found.start()
        and not words("nouns", "aid").fullmatch(found["last"])
    )


_WORKS = re.compile(
    r"\b(?:travaux|projet|opération|acquisition|achat|construction|rénovation|aménagement|réfection|étude|installation|fourniture|chantier)s?\b",
    re.IGNORECASE,
)


def is_carried(r: Reading) -> bool:
    """«X porte la requalification de la friche (N) avec l'appui de Y»: the sum beside the project is its cost."""
    if r.brackets is None or r.text[r.brackets[0] + 1 : r.brackets[1]].strip() != AMOUNT:
        return False
    return bool(
        re.search(
            rf"\b(?:porte|portera|conduit|mène|pilote|réalise|réalisera|engage|lance|entreprend)\s(?:la\s|le\s|les\s|l['’]|une?\s)[^.;:,(){AMOUNT}]{{1,120}}\Z",
            r.text[: r.brackets[0]],
        )
    )


def is_owned(r: Reading) -> bool:
    """«X assure la maîtrise d'ouvrage de la piscine (N)»: the sum beside the project is its cost."""
    return r.brackets is not None and bool(
        re.search(
            r"\bma[iî]trise d['’]ouvrage\s(?:de\s|du\s|des\s|d['’])[^.;()]{3,90}\(\s?(?:\w+ de\s)?\Z", r.text[: r.at]
        )
    )


# «au prix de N», «le devis de X pour un montant de N», «N HT»: what is bought or built has its price.
_PRICE = re.compile(
    r"(?:\bau prix de\s|\bmoyennant (?:le prix|la somme) de\s|\b(?:devis|factures?|offre|proposition commerciale|marché)\b[^.;]{0,90}\b(?:d['’]un|pour un) (?:montant|total)(?:\s\w+){0,2}\s(?:de\s|d['’]))(?:\w+ de\s)?\Z",
    re.IGNORECASE,
)
_TAXED = re.compile(
    r"\s?(?:\(\s?)?(?:H\.?\s?T\.?(?!\w)|T\.?T\.?C\.?(?!\w)|hors taxes?\b|toutes taxes\b)", re.IGNORECASE
)


def is_price(r: Reading) -> bool:
    """«au prix de N», «le devis de X pour un montant de N»."""
    return bool(_PRICE.search(r.text[: r.at]))


def is_taxed(r: Reading) -> bool:
    """«N HT», «N TTC»: a price; grants bear no tax."""
    return bool(_TAXED.match(r.text, r.at + 1))


def takes_money(r: Reading) -> bool:
    """«Les travaux de la ligne ont mobilisé N»: what a thing takes is its cost."""
    verb = r.verb
    return bool(
        verb
        and not verb.passive
        and verb.start < r.at
        and re.match(r"mobilis", verb.form, re.IGNORECASE)
        and re.fullmatch(r"\s(?:\w+ de\s|environ\s)?", r.text[verb.end : r.at])
        and re.search(
            r"(?:\A|[.;:]\s)\W*(?:l['’]|le\s|la\s|les\s|ces?\s|cette\s)?(?:travaux|opération|projet|chantier|étude|aménagement|réalisation|mise en œuvre|mise en oeuvre|construction|rénovation)\b[^.;:]*\Z",
            r.text[: verb.start],
            re.IGNORECASE,
        )
        and not clause.subject_of(r.m, verb.start)
    )


def alone_in_brackets(r: Reading) -> bool:
    """«Le projet de pôle d'échanges (N) est cofinancé par …»."""
    if r.brackets is None or r.text[r.brackets[0] + 1 : r.brackets[1]].strip() != AMOUNT or payer_before(r):
        return False
    return bool(
        re.match(
            rf"\)\s?(?:[^.;(){AMOUNT}]{{0,80}}?\b(?:est|sont|a été|ont été|sera|seront)\s(?:\w+\s)?)?(?:(?:co-?)?financé|soutenue?s?\b|subventionné)",
            r.text[r.brackets[1] :],
        )
    )


def of_an_amount(r: Reading) -> bool:
    """«Les travaux de la médiathèque, d'un montant de N HT, ont débuté»: no aid is spoken of before."""
    return bool(
        re.search(
            r"\b(?:travaux|opération|projet|étude|marché|investissement|chantier|équipement|programme)s?\b[^.;]{0,90}d['’]un (?:montant|coût)(?: \w+)? (?:de\s|d['’])(?:environ\s|\w+ de\s)?\Z",
            r.text[: r.at],
        )
        and not words("nouns", "aid").search(r.text[r.low : r.at])
        and not any(verb.kind in ("give", "spend") and verb.start < r.at for verb in r.s.verbs)
    )


def is_procurement(r: Reading) -> bool:
    """«Le marché est attribué à l'entreprise X pour un montant de N»: a price, not a grant."""
    return bool(
        re.search(
            r"\b(?:marchés?|lots?\sn?|lot|accord-cadre|offre|devis|maîtrise d['’](?:œuvre|oeuvre)|prestations?|avenant|bon de commande)\b[^.;]{0,90}\b(?:attribu|confi|retenu|retenir|notifi|conclu|pass[ée]|accept)",
            r.text[: r.at],
            re.IGNORECASE,
        )
        or re.search(
            r"\b(?:attribu|confi|notifi|conclu|pass|sign|retenir|retenu|accept)\w*\s(?:le|les|la|un|une|ce|cet|cette|l['’]|d['’]un|d['’]une)?\s?(?:marchés?|lots?|accords?-cadres?|offre|devis|avenant|bon de commande|mission de maîtrise)\b[^.;]{0,160}\Z",
            r.text[: r.at],
            re.IGNORECASE,
        )
    ) and not (r.noun and r.noun.kind == "aid")


def has_share_of_cost(r: Reading) -> bool:
    """«15 M€ (pris en charge à 70 % par l'État)», «opération de 2,8 M€ financée à 30 % par X»: the amount is the cost."""
    if r.noun and r.noun.kind == "aid":
        return False
    return bool(
        re.match(
            rf"\s?(?:HT|TTC)?\s?[,(]?\s?[^;.{AMOUNT}{PERCENT}]{{0,70}}?\b(?:co-?financ|financ|pris|subventionn|support)\w*[^;.{AMOUNT}{PERCENT}]{{0,40}}{PERCENT}",
            r.text[r.at + 1 :],
        )
    )
