"""What an amount does in its sentence: award, plan, spend, part, cost or other."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import COLLECTIVE, PARTY
from filon.annotate.flows.beside import (
    aid_with_payer,
    payer_after,
    payer_before,
    payer_left,
    receivers_in_brackets,
    receivers_listed,
)
from filon.annotate.flows.cofinancing import (
    granted_by_pronoun,
    is_balance,
    is_cofinanced,
    receiver_of_lead,
    told_in_block,
)
from filon.annotate.flows.costs import (
    alone_in_brackets,
    has_share_of_cost,
    is_carried,
    is_owned,
    is_price,
    is_procurement,
    is_taxed,
    is_valued,
    of_an_amount,
    takes_money,
)
from filon.annotate.flows.draft import FLOW
from filon.annotate.flows.gapped import gapped
from filon.annotate.flows.instalments import listed_whole
from filon.annotate.flows.labels import awards_below, contributes, lead_of, role_of_lead
from filon.annotate.flows.lexicon import own_verbs, words
from filon.annotate.flows.limits import (
    AGAINST,
    BALANCE_LEFT,
    BORROWED,
    COSTED,
    OUT_OF,
    PRICED,
    RENT,
    RENT_AFTER,
    SCHEDULED,
    between_budgets,
    is_difference,
    is_refused,
    is_threshold,
    stands_for,
)
from filon.annotate.flows.mask import AMOUNT, SIGNS
from filon.annotate.flows.shares import is_receipt, missing_part, shares_of_cost
from filon.annotate.flows.subjects import summed_up
from filon.annotate.flows.terms import in_times, paid_under_heading, replaced

if TYPE_CHECKING:
    from filon.annotate.flows.reading import Reading

_ITEM_OPENS = 6  # characters: the bullet of an item, whose first sentence alone its lead-in speaks of
_TO_HIM = re.compile(r"\b(?:lui|leur)\s(?:a\s|ont\s|avait\s|aura\s)?(?:\w+ment\s)?\Z", re.IGNORECASE)
_DET = r"(?:la\s|le\s|les\s|l['’])?"


# «N de fonds propres», «N sur ses fonds propres»: one's own money.
_OWN_FUNDS = re.compile(
    r"\s?(?:HT|TTC)?\s(?:(?:de|sur|d['’]|en|par|prélevés sur)\s?(?:ses\s|leurs?\s|nos\s)?)(?:fonds propres|ressources propres|autofinancement|crédits propres|propres (?:fonds|crédits|deniers))",
    re.IGNORECASE,
)


def role_of(r: Reading) -> tuple[str, str, float]:
    """Role, name of the rule, and confidence: what the nearest noun of money says, else the verb, else the surroundings."""
    noun, after, verb = r.noun, r.noun_after, r.verb
    left = r.text[r.low : r.at]
    if noun and noun.kind == "other" and len(r.text[noun.end : r.at]) < 40:
        return "other", "flow:other-noun", 0.75
    if is_difference(r):
        return "other", "flow:difference", 0.7
    if stands_for(r):
        return "cost", "flow:stands-for", 0.7
    if verb and re.match(r"dot", verb.form, re.IGNORECASE) and verb.start < r.at and noun and noun.start > verb.start:
        return "award", "flow:endowed", 0.7
    if re.match(r"\s?(?:au|dans le|en)\s(?:capital|fonds de roulement)\b", r.text[r.at + 1 :]):
        return "other", "flow:capital", 0.7
    if _OWN_FUNDS.match(r.text, r.at + 1):
        return "plan" if _splits_cost(r) or is_cofinanced(r) else "spend", "flow:own-funds", 0.7
    if re.match(r"\s(?:à|restant à)\s(?:engager|investir|mobiliser|dépenser|programmer)\b", r.text[r.at + 1 :]):
        return "spend", "flow:to-be-spent", 0.6
    if (is_balance(r) and told_in_block(r)) or missing_part(r):
        return "plan", "flow:balance", 0.8
    if BORROWED.search(r.text[: r.at]) or between_budgets(r):
        return "other", "flow:loan", 0.75
    if RENT.search(r.text[: r.at]) or RENT_AFTER.match(r.text, r.at + 1):
        return "other", "flow:rent", 0.7
    if r.previous and r.previous.role == "plan" and is_receipt(r):
        return "other", "flow:plan-receipt", 0.7
    if BALANCE_LEFT.search(r.text[: r.at]):
        return "other", "flow:balance-left", 0.75
    if replaced(r):
        return "award", "flow:replaced", 0.75
    if in_times(r) or paid_under_heading(r):
        return "part", "flow:instalment", 0.75
    if PRICED.search(r.text[: r.at]):
        return "cost", "flow:priced", 0.7
    if is_refused(r):
        return "other", "flow:refused", 0.7
    if is_threshold(r):
        return "other", "flow:threshold", 0.7
    if COSTED.match(r.text, r.at + 1) or re.search(
        r"\b(?:(?:a|ont|aura|auront)\scoûté|(?:chantier|opération|projet|équipement)\sà)\s(?:(?:près|plus|moins) de\s|environ\s)?\Z",
        r.text[: r.at],
    ):
        return "cost", "flow:costed", 0.75
    if r.previous and r.previous.role == "award" and OUT_OF.fullmatch(r.between):
        return "cost", "flow:out-of", 0.7
    if r.previous and r.previous.role in FLOW and AGAINST.search(r.between):
        return r.previous.role, "flow:coordinated", 0.65
    if SCHEDULED.search(r.text[: r.at]):
        return "part", "flow:instalment", 0.75
    if is_price(r):
        return "cost", "flow:priced", 0.7
    if is_valued(r) or is_owned(r) or is_carried(r) or takes_money(r):
        return "cost", "flow:valued", 0.7
    if granted_by_pronoun(r):
        return "award", "flow:granted", 0.7
    if receivers_in_brackets(r):
        return "award", "flow:receivers-in-brackets", 0.7
    if gapped(r) is not None and r.previous:
        return r.previous.role, "flow:gapped", 0.7
    if (whole := _comprised(r)) is not None:
        r.out.whole = whole
        r.out.like(r.s.drafts[whole])
        return "part", "flow:comprised", 0.75
    if _in_breakdown(r):
        return _breakdown(r)
    if receivers_listed(r.text[: r.at]) and re.search(r"[\ue001\ue006]\s?:?\s?\Z", r.text[: r.at]):
        return "award", "flow:receivers-listed", 0.7
    if alone_in_brackets(r) or of_an_amount(r):
        return "cost", "flow:cost-noun", 0.7
    if words("nouns", "part").search(r.between) and not (
        noun and noun.kind == "aid" and not re.search(r"%|soit|\ue011|solde|acompte", r.between)
    ):
        part = words("nouns", "part").search(r.between)
        if (
            part
            and not payer_left(r)
            and (noun or verb)
            and not re.search(r"prêt|emprunt|trésorerie|dette|clôture", left, re.IGNORECASE)
        ):
            return "part", "flow:instalment", 0.8
    listed, whole = listed_whole(r.s.scene, r.s.block, r.s.drafts)
    if (
        listed
        and r.m.offset(0) < r.s.scene.blocks[r.s.block].start + _ITEM_OPENS
        and not (verb and verb.kind == "give" and not verb.passive)
        and not (noun and noun.kind in ("cost", "other", "aid"))
    ):
        r.out.whole = whole
        return "part", "flow:list-part", 0.8
    if is_procurement(r):
        return "cost", "flow:procurement", 0.8
    if has_share_of_cost(r):
        return "cost", "flow:cost-with-share", 0.8
    if (
        after
        and after.kind == "cost"
        and r.brackets
        and re.match(r"projets|travaux|dépenses|co[ûu]t", after.form, re.IGNORECASE)
    ):
        return "cost", "flow:amount-of-cost", 0.7
    if after and after.kind in ("aid", "other") and not (noun and noun.kind == "other"):
        return ("award", "flow:amount-of-aid", 0.85) if after.kind == "aid" else ("other", "flow:amount-of-other", 0.7)
    if noun and noun.kind == "other":
        return "other", "flow:other-noun", 0.75
    if noun and noun.kind == "aid":
        return ("plan" if _splits_cost(r) else "award"), "flow:aid-of-amount", 0.85
    if summed_up(r):
        return "award", "flow:summed-up", 0.65
    if noun and noun.kind == "cost" and not (verb and verb.start > r.at and verb.kind == "give"):
        return "cost", "flow:cost-noun", 0.8
    if (
        r.brackets
        and words("nouns", "aid").search(r.text[max(0, r.brackets[0] - 50) : r.brackets[0]])
        and after
        and after.kind == "spend"
    ):
        return "award", "flow:aid-in-brackets", 0.65
    if after and after.kind == "spend":
        return _spend_or_award(r, "flow:amount-of-spending")
    if is_cofinanced(r) and not (noun and noun.kind in ("aid", "cost")):
        return "plan", "flow:cofinanced", 0.7
    if _THANKS.search(r.text[: r.at]) and r.brackets:
        return ("plan" if _splits_cost(r) else "award"), "flow:thanks-to", 0.7
    if (
        (noun is None or noun.kind == "spend")
        and r.fund_before()
        and not (verb and verb.kind == "give" and not verb.passive)
    ):
        return _spend_or_award(r, "flow:fund-amount")
    if (
        noun
        and noun.kind == "spend"
        and verb
        and re.match(r"estim|évalu|chiffr", verb.form, re.IGNORECASE)
        and not clause.subject_of(r.m, noun.start)
    ):
        return "cost", "flow:estimated", 0.6
    if noun and noun.kind == "spend":
        return _spend_or_award(r, "flow:spending-noun")
    if payer_before(r) or payer_left(r) or payer_after(r):
        if _splits_cost(r):
            return "plan", "flow:cost-split", 0.75
        if is_cofinanced(r):
            return "plan", "flow:cofinanced", 0.7
        if not verb and receiver_of_lead(r.s.scene, r.s.block):
            return "award", "flow:lead-in-receiver", 0.7
        if contributes(r.s.scene, r.s.block, r.m.offset(0), r.m.end):
            return "award", "flow:contribution", 0.65
        if re.match(
            r"\W*(?:financements?|co-?financements?|financeurs?|recettes?|ressources)\s?:", r.text, re.IGNORECASE
        ):
            return "plan", "flow:financiers", 0.65
        if re.search(
            r"\b(?:co-?)?financeurs?\b|\bcontributeurs?\b", r.s.scene.text[r.m.offset(0) : r.offset()], re.IGNORECASE
        ):
            return "plan", "flow:financiers", 0.7
        if words("nouns", "aid").search(r.text[r.at : r.at + 90]):
            return "award", "flow:actor-amount", 0.65
        if verb and verb.kind == "spend":
            return _spend_or_award(r, "flow:actor-amount")
        if r.aid_said() or (verb and verb.kind == "give"):
            return "award", "flow:actor-amount", 0.7
        beside = re.search(rf"[{SIGNS['ORG']}{SIGNS['PROGRAMME']}]\s?:?\s?\Z", left)
        return "plan" if beside else "spend", "flow:actor-amount", 0.5
    if verb and verb.kind == "give":
        return ("plan" if _splits_cost(r) or is_cofinanced(r) else "award"), "flow:give-verb", 0.75
    if verb and verb.kind == "spend":
        return _spend_or_award(r, "flow:spend-verb")
    if verb and verb.kind == "receive":
        return "award", "flow:receive-verb", 0.75
    if lead := _lead_in(r):
        return lead
    if after and after.kind == "cost":
        return "cost", "flow:amount-of-cost", 0.6
    if _own_work().search(r.between) and clause.subject_of(r.m, r.at):
        return "spend", "flow:own-work", 0.55
    if r.previous and r.before is not None and r.coordinated():
        if r.previous.role == "cost" and r.aid_said():
            return "award", "flow:after-cost", 0.5
        return r.previous.role, "flow:coordinated", 0.6
    if re.search(r"\b(?:est|sera|sont|seront|était|serait)\s(?:\w+\s)?d['’]un (?:montant|coût)\b", r.between) and not (
        noun and noun.kind == "aid"
    ):
        return "cost", "flow:amounts-to", 0.6
    if verb and verb.kind == "amount_to":
        return ("award", "flow:amounts-to", 0.5) if r.aid_said() else ("cost", "flow:amounts-to", 0.5)
    if is_taxed(r) or _beside_thing(r):
        return "cost", "flow:taxed", 0.5
    if r.aid_said():
        return "award", "flow:aid-near", 0.4
    return "other", "flow:none", 0.2


def _beside_thing(r: Reading) -> bool:
    """«Conception et pilotage (N) : …»: a sum in brackets behind the words that open a line is what they cost."""
    return (
        r.brackets is not None
        and r.text[r.brackets[0] + 1 : r.at].strip() == ""
        and bool(re.match(r"\W*[^.;:()\ue000-\ue01f]{4,90}\(\s?\Z", r.text[: r.at]))
        and bool(re.match(r"\s?(?:HT|TTC)?\s?\)\s?:", r.text[r.at + 1 :]))
    )


# «Grâce au soutien du FEDER (N) et de la Région (M), …», «avec l'aide de l'État (N)».
_THANKS = re.compile(
    r"\b(?:grâce (?:à l['’]|au |aux )|avec (?:le |l['’]))(?:soutien|aide|concours|appui|participation|financement)s?\s(?:financi[eè]re?s?\s)?(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])[^.;]*\(\s?(?:\w+ de\s)?\Z",
    re.IGNORECASE,
)


@cache
def _own_work() -> re.Pattern[str]:
    """«X a rénové le gymnase pour N», «X a acquis les terrains pour N»."""
    return re.compile(
        rf"\b(?:a|ont|aura|avait)\s(?:\w+\s)?(?:{own_verbs()}|acquis|construit)\b[^.;{AMOUNT}]{{0,90}}\bpour\s(?:un (?:montant|coût)(?: \w+)? de\s)?(?:\w+ de\s)?\Z",
        re.IGNORECASE,
    )


_COMPRISES = re.compile(
    r"\W*(?:cette|ce|ladite|ledit|la|le|elle|il)\s?(?:(?:subvention|participation|aide|contribution|dotation|enveloppe|somme|montant|concours|cotisation)\s)?(?:[^\s.;,]+\s){0,3}?(?:comprend|inclut|intègre|se (?:compose|décompose|répartit|ventile)|est (?:composée?|répartie?|ventilée?))\b",
    re.IGNORECASE,
)


def _comprised(r: Reading) -> int | None:
    """«Cette contribution comprend N pour … et M pour …»: the sum of the sentence before, which these add up to or are part of."""
    whole = r.amount - r.number - 1
    earlier = r.s.drafts.get(whole)
    if earlier is None or earlier.role not in FLOW or not _COMPRISES.match(r.text):
        return None
    told = [r.s.scene.values[r.m.amounts[at]] for at in r.s.order]
    return whole if sum(told) <= r.s.scene.values[whole] * 101 / 100 else None


def _in_breakdown(r: Reading) -> bool:
    if r.before is None:
        return False
    if r.says_dont():
        return True
    previous = r.previous
    # «14 M€ … (7,8 M€ de travaux et 6,5 M€ de minoration)»: what stands in the brackets adds up to what stands before.
    if r.brackets and r.before < r.brackets[0] and previous and previous.role in FLOW:
        inside = [r.m.amounts[at] for at in r.s.order if r.brackets[0] < at < r.brackets[1]]
        total = sum(r.s.scene.values[amount] for amount in inside)
        whole = r.s.scene.values[r.m.amounts[r.before]]
        if len(inside) > 1 and abs(total - whole) <= whole / 20:
            return True
    if _adds_up(r):
        return True
    # …and the parts that follow the first one: «dont 2 M€ …, 15 M€ …, et 3 M€ …».
    if not previous or previous.role != "part" or previous.method not in ("flow:dont", "flow:dont-next") or r.joins():
        return False
    closed = clause.bracket(r.m, r.before)
    if closed and closed[1] < r.at:
        return False
    other = payer_after(r)
    return r.coordinated() and not (other and r.s.entity(other[0]) not in previous.funders)


def _adds_up(r: Reading) -> bool:
    """Whether the amounts after the sentence's first make it up («300 M€ …: 40 M€ … et 260 M€ …»)."""
    values = [r.s.scene.values[r.m.amounts[at]] for at in r.s.order]
    first = r.s.drafts[r.m.amounts[r.s.order[0]]]
    if payer_left(r) or payer_before(r) or payer_after(r):
        return False  # an amount with a payer of its own is no part of another's
    return len(values) > 2 and first.role in FLOW and abs(sum(values[1:]) - values[0]) <= values[0] / 50


def _breakdown(r: Reading) -> tuple[str, str, float]:
    first = r.says_dont()
    whole = next(
        (
            r.s.drafts[r.m.amounts[at]]
            for at in reversed(r.s.order[: r.number])
            if r.s.drafts[r.m.amounts[at]].role != "part"
        ),
        r.previous,
    )
    payer = payer_after(r) or payer_before(r)
    if whole and whole.role == "cost":
        return ("plan", "flow:cost-split", 0.8) if payer else ("part", "flow:dont" if first else "flow:dont-next", 0.7)
    if payer and whole and not whole.funders:
        return ("spend" if _spending(r) else "award"), "flow:dont-payer", 0.6
    return "part", "flow:dont" if first else "flow:dont-next", 0.8


def _spending(r: Reading) -> bool:
    return bool(r.verb and (r.verb.kind == "spend" or re.match(r"financ", r.verb.form, re.IGNORECASE)))


def _spend_or_award(r: Reading, method: str) -> tuple[str, str, float]:
    """Spending becomes an award where somebody is named who gets it."""
    if _splits_cost(r) and (payer_after(r) or payer_before(r) or (r.verb and r.verb.kind == "give")):
        return "plan", "flow:cost-split", 0.7
    verb = r.verb
    if verb and verb.start < r.at and _TO_HIM.search(r.text[: verb.start]):
        return "award", method, 0.65  # «Le GAL lui a réservé N», «La Ville leur consacre N»
    if verb and re.search(r"\by\s(?:a\s|ont\s)?\Z", r.text[: verb.start]) and "cost" in told_in_block(r):
        return "plan", "flow:cost-split", 0.65  # «La Région y consacre N»: to the operation whose cost was told
    low = verb.end if verb and verb.start < r.at else r.at
    listing = re.compile(r",|\s(?:avec|notamment|dont|pour l)\b").search(r.text, r.at, r.reach)
    high = max(listing.start() if listing else r.reach, r.at + 1)
    behind = re.compile(r"[-–—)]\s(?=en faveur|au profit|aux?\s|auprès)").search(r.text, r.at, r.reach)
    to = clause.addressed(r.m, low, high) or (clause.addressed(r.m, behind.start(), r.reach) if behind else [])
    receivers = [at for at in to if r.m.actors[at].kind in (PARTY, COLLECTIVE)]
    if receivers or _for_class(r):
        return "award", method, 0.65
    if verb and verb.kind == "receive":
        noun = r.noun
        return ("spend", method, 0.6) if noun and noun.kind == "spend" else ("award", method, 0.65)
    if verb and verb.kind == "give" and not (r.noun and r.noun.kind == "spend"):
        return "award", method, 0.6
    if (
        verb
        and verb.kind == "spend"
        and re.search(r"\ben\s\Z", r.text[: verb.start])
        and (main := r.verb_before(verb))
        and main.kind == "give"
        and main.start > verb.start - 220
    ):
        return "award", method, 0.6
    if r.noun and r.noun.kind == "spend" and aid_with_payer(r, r.noun.start):
        return "award", method, 0.6
    if (
        verb
        and re.match(r"consacr", verb.form, re.IGNORECASE)
        and re.match(
            r"[^.;,]{0,25}?\s(?:à|aux?)\s(?:\d+\s|des\s|l)?(?:projets|opérations|dossiers)",
            r.text[r.at + 1 :],
        )
    ):
        return "award", method, 0.6
    return "spend", method, 0.7


def _lead_in(r: Reading) -> tuple[str, str, float] | None:
    """What the lead-in of the list makes of an amount that its own line leaves open."""
    if r.verb and r.verb.kind != "amount_to":
        return None
    lead = lead_of(r.s.scene, r.s.block)
    role = role_of_lead(r.s.scene.text[lead[0] : lead[1]]) if lead else None
    if role is None and awards_below(r.s.scene, r.s.block) and re.match(r"[\W\d]*(?:à|aux?)\s", r.text):
        return "award", "flow:lead-in-gift", 0.7  # «d'attribuer : - à la commune de X, N pour …»
    return (role, "flow:lead-in", 0.6) if role else None


def _splits_cost(r: Reading) -> bool:
    """Whether the amount is a share of a cost that the sentence, or the one before it, tells."""
    if shares_of_cost(r):
        return True
    if any(r.s.drafts[r.m.amounts[at]].role == "cost" for at in r.s.order[: r.number]):
        return not re.search(r"\bsubventions?\b", r.text[r.at : r.at + 25])
    earlier = r.s.drafts.get(r.amount - r.number - 1)
    if (
        earlier is not None
        and earlier.role == "cost"
        and re.match(
            r"\W*(?:(?:l['’]|la\s|le\s|les\s)?[\ue001\ue006](?:\s?,?\s(?:et\s)?(?:l['’]|la\s|le\s|les\s)?[\ue001\ue006]){0,4}(?:\s\w+){0,2}?\s(?:la|le|y|l['’])\s?(?:a\s)?\w+|le solde|ils?(?!\s(?:est|sera|a été|vous est|lui est|convient|s['’]agit|y a))|elles?|cette opération|ce projet|ces travaux|l['’]opération|le projet|cet équipement)\b",
            r.text,
            re.IGNORECASE,
        )
    ):
        start = r.s.scene.amounts[r.amount - r.number - 1][0]
        if r.s.scene.blocks[r.s.block].start <= start:
            return True
    head = r.text[: r.at]
    return bool(
        re.search(
            r"\b(?:opération|projet|équipement|travaux|construction|aménagement)s?\b[^.]{0,60}\b(?:fait l['’]objet d['’]une? (?:co-?financement|financement|plan)|co-?financée?s?|est financée?s?)\b",
            head,
            re.IGNORECASE,
        )
    )


def _for_class(r: Reading) -> list[int]:
    """«N pour les 222 villes retenues»."""
    found = re.compile(rf"[^;.{AMOUNT}]{{0,40}}?\bpour\s{_DET}(?P<who>{SIGNS[COLLECTIVE]})").match(
        r.text, r.at + 1, r.reach + 1
    )
    return [found.start("who")] if found else []
