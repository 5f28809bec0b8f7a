"""Who asks whom: «sollicite auprès de l'État une aide de N», «sollicite le Département à hauteur de N»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.beside import can_pay
from filon.annotate.flows.mask import AMOUNT, PAYER

if TYPE_CHECKING:
    from filon.annotate.flows.clause import Verb
    from filon.annotate.flows.reading import Reading

_ASK = re.compile(r"sollicit|demand", re.IGNORECASE)
_ASKED = re.compile(
    rf"\s(?:\w+ment\s)?(?:(?P<of>(?:auprès\s)?(?:de la part\s)?(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’]))|la\s|le\s|les\s|l['’])(?:soutien\s(?:\w+\s)?(?:de\sla\s|de\sl['’]|du\s|des\s))?(?P<who>{PAYER})",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"(?!\s?(?:et|,)\s)[^.;{AMOUNT}]{{0,80}}?\bauprès\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])(?P<who>{PAYER})"
)
# Who speaks for a body, and whom it tells to ask.
_ORGAN = re.compile(
    r"\b(?:maire|présidente?|conseil|comité|bureau|commission|assemblée|directeur|directrice|exécutif)\b[^.;]*\Z",
    re.IGNORECASE,
)


def asking(r: Reading) -> Verb | None:
    """The active verb of asking that the amount depends on."""
    verb = r.verb
    if verb is None or verb.kind != "receive" or verb.start > r.at or not _ASK.match(verb.form) or verb.passive:
        return None
    return verb


def asked(r: Reading) -> list[int]:
    """Those whom the sentence asks for the amount (masked indexes): the object of the verb, or who stands behind «auprès de»."""
    verb = asking(r)
    if verb is None:
        passive = r.verb is not None and r.verb.passive and r.verb.auxiliary and _ASK.match(r.verb.form)
        return can_pay(r, clause.subject_of(r.m, r.verb.start)) if passive and r.verb and r.verb.start < r.at else []
    found = _ASKED.match(r.text, verb.end, r.at)
    if found is not None and AMOUNT not in r.text[verb.end : r.at]:
        return can_pay(r, r.m.group(found.start("who")))
    behind = _BEHIND.match(r.text, r.at + 1, r.reach)
    return can_pay(r, r.m.group(behind.start("who"))) if behind else []


def act_asks(r: Reading) -> bool:
    """Whether it is the act's own body that asks: no subject («décide de solliciter», «SOLLICITE»), an organ, or «nous»."""
    verb = asking(r)
    if verb is not None:
        before = r.text[: verb.start]
        start = max((found.end() for found in re.finditer(r"[.;:]\s|\A", before)), default=0)
        if clause.subject_of(r.m, verb.start, start):
            return False
        infinitive = verb.form.casefold().endswith("er")
        return infinitive or not re.search(r"\w", before[start:]) or bool(_ORGAN.search(before[start:]))
    return bool(
        re.search(
            r"\bnous\s(?:avons\s)?(?:\w+ment\s)?(?:sollicit|demand|perçu|percev|recev|reçu|obten)",
            r.text[: r.at],
            re.IGNORECASE,
        )
    )
