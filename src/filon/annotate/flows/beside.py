"""Payers named beside an amount: before it («l'État (N)», «par l'État à hauteur de N»), behind it («N par l'État»)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import COLLECTIVE, PARTY, PLACE, PROGRAMME, REFERENCE, only_receives
from filon.annotate.flows.labels import awards_below
from filon.annotate.flows.lexicon import before_figure, source
from filon.annotate.flows.mask import AMOUNT, PAYER, PERCENT, SIGNS

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.reading import Reading

_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"
_DET = r"(?:la\s|le\s|les\s|l['’])?"
# Who does the thing, or gets the money, is not who pays it.
NOT_PAID_BY = re.compile(
    r"\b(?:(?:complété|porté|animé|piloté|mené|sollicité|demandé|touché|présenté|réalisé|exécuté|organisé)e?s?|(?:conduit|perçu|reçu|obtenu)e?s?)\s(?:notamment\s)?par",
    re.IGNORECASE,
)
_NAMED_THING = re.compile(
    rf"\(\s?(?:\w+ de\s)?{AMOUNT}[^()]*\)\s?(?:,|et|,\set)\s(?:la|le|les|une?|l['’])\s?\w[\w-]+\s{_OF}\Z", re.IGNORECASE
)
_PARTY_OPENS = re.compile(rf"(?P<who>{SIGNS[PARTY]})\s?\(\s?\Z")
_FOR_PAYER = r"(?!\s(?:pour|afin))"  # the end of the pattern «N pour l'État», which only a sentence without giver bears


def aid_with_payer(r: Reading, high: int) -> list[int]:
    """«Avec un accompagnement de l'agence nationale du sport …»: the payer of an aid named earlier in the sentence."""
    aid = re.compile(
        rf"(?<!\w)(?:{source('nouns', 'aid')})(?:\s\w+)?\s{_OF}(?:(?:programme|dispositif|fonds|plan)\s[«\"]?\s?)?(?P<who>{PAYER})",
        re.IGNORECASE,
    )
    found = list(aid.finditer(r.text, 0, high))
    return r.m.group(found[-1].start("who")) if found else []


def payer_after(r: Reading) -> list[int]:
    """Payers named just after the amount: «N par X», «N (X)», «N de la Région», «N de subventions État»."""
    for pattern in _after_patterns():
        if (
            pattern.pattern.endswith(_FOR_PAYER)
            and r.verb
            and r.verb.kind == "give"
            and not r.verb.passive
            and r.verb.start < r.at
            and not r.says_dont()
        ):
            continue  # «X a accordé N pour Y»: Y is what for
        found = pattern.match(r.text, r.at + 1, r.reach + 1)
        if found and not NOT_PAID_BY.search(found.group()):
            group = [at for at in r.m.group(found.end("who") - 1) if at >= found.end("who") - 1]
            payers = can_pay(r, group)
            if payers:
                return payers
    return []


def payer_before(r: Reading) -> list[int]:
    """«l'État (N)», «Région : N», «Région N»."""
    found = _before_bracket().search(r.text[: r.at])
    if not found:
        return []
    index = found.start("who")
    if (
        found["colon"] is None
        and found["share"] is None
        and found["bracket"] is None
        and r.low < index
        and not re.search(
            rf"(?:[:;,(|{AMOUNT}]|\bet)\s?(?:la\s|le\s|les\s|l['’])?\Z|\d\s?\Z|\A\W*\Z", r.text[: r.m.group(index)[0]]
        )
    ):
        return []
    group = [at for at in r.m.group(index) if at <= index]
    if receivers_listed(r.text[: r.at]):
        return []
    if found["colon"] and awards_below(r.s.scene, r.s.block):
        return []  # «d'attribuer les subventions suivantes : - Commune de X : N»
    if (
        found["bracket"]
        and re.search(r"\b(?:aux?|à\s(?:la\s|l['’])?)\s?\Z", r.text[: group[0]])
        and not re.search(r"\bgrâce\s[^.;]*\Z", r.text[: group[0]], re.IGNORECASE)
    ):
        return []  # «leurs soutiens aux X (N)»
    if found["bracket"] and re.search(rf"{NOT_PAID_BY.pattern}\s{_DET}\Z", r.text[: group[0]], re.IGNORECASE):
        return []  # «la médiathèque, portée par X (N)»
    if r.m.actors[index].kind == PROGRAMME and (behind := _PARTY_OPENS.search(r.text[: group[0]])):
        return can_pay(r, [behind.start("who")])  # «l'État (DETR : N)»: the scheme is how, not who
    if found["bracket"] and _NAMED_THING.search(r.text[: group[0]]):
        return []  # «la halle de X (N) et la fromagerie de Y (N)»: a thing at a place
    if found["share"] and clause.governed(r.m, index):
        return []
    main = next((verb for verb in reversed(r.s.verbs) if verb.end < index), None)
    if (
        (found["bracket"] or found["share"])
        and main
        and main.kind in ("give", "receive")
        and not re.search(r"\b(?:auxquel(?:le)?s?|auquel|à laquelle|à quoi|où)\s(?:\w+\s)?\Z", r.text[: main.start])
        and not main.passive
        and AMOUNT not in re.sub(r"\([^()]*\)", "", r.text[main.end : index])
        and (not clause.governed(r.m, index) or re.search(r"\b(?:aux?|à\s(?:la\s|l['’])?)\s?\Z", r.text[: group[0]]))
    ):
        return []  # «a soutenu X (N accordés)»: X receives
    return can_pay(r, group)


def payer_left(r: Reading) -> list[int]:
    """«financé par l'Europe (FEDER) à hauteur de N, par la Région pour N», «auprès du Département une subvention de N»."""
    found = _payer_left().search(r.text[: r.at])
    return can_pay(r, [at for at in r.m.group(found.start("who")) if at <= found.start("who")]) if found else []


def can_pay(r: Reading, group: list[int]) -> list[int]:
    """Those of some actors (masked indexes) that can pay; an agreement does not."""
    return [at for at in group if may_pay(r.m.actors[at]) and not is_agreement(r, at)]


def is_agreement(r: Reading, at: int) -> bool:
    """Whether the actor at a masked index is a contract or convention."""
    actor = r.m.actors[at]
    if actor.kind != PROGRAMME:
        return False
    said = r.s.scene.text[actor.start : actor.end]
    return bool(
        re.match(
            r"(?:projet d[e'’]\s?)?(?:convention|contrat|avenant|protocole|accord|charte|pacte)\b", said, re.IGNORECASE
        )
    )


def pay(r: Reading, group: list[int], confidence: float | None = None) -> bool:
    """Let those of some actors (masked indexes) that can pay do so; whether the sum has a payer now."""
    for at in can_pay(r, group):
        r.out.pay(r.s.entity(at), r.s.evidence(at))
    if group and confidence is not None:
        r.out.confidence = min(r.out.confidence, confidence)
    return bool(r.out.funders)


def may_pay(actor: Actor) -> bool:
    """Bodies, schemes and classes of bodies pay; households do not."""
    return actor.kind in (PARTY, PROGRAMME, REFERENCE) or (actor.kind == COLLECTIVE and not only_receives(actor))


_RUN_OF = re.compile(
    rf"(?:\ben faveur|\bau profit|\bau bénéfice|\bportée?s? par|\bprésentée?s? par|\bsoutien|\baux?|\bà)\s(?:{_OF}|{_DET})?(?:(?:communes?|villes?|associations?)\s(?:de\s|d['’])?)?(?P<first>[^\s\w(){{}}]|[^.;:()]{{1,80}}?)\s?\(\s?{AMOUNT}\s?\)(?P<rest>[^.;:]*)\(\s?\Z",
    re.IGNORECASE,
)
_HEADS_RUN = re.compile(
    rf"(?:\ben faveur|\bau profit|\bau bénéfice|\bportée?s? par|\bprésentée?s? par|\baux?|\bà)\s(?:{_OF}|{_DET})?(?:(?:communes?|villes?|associations?)\s(?:de\s|d['’])?)?[^.;:(),]{{1,60}}\(\s?\Z",
    re.IGNORECASE,
)
_GIFTS = re.compile(
    r"\b(?:subventions?|aides?|dotations?|financements?|projets? (?:retenus|soutenus|aidés|financés))\b", re.IGNORECASE
)


def receivers_in_brackets(r: Reading) -> list[int]:
    """«… portés par X (N), Y (N), Z (N)», «en faveur des communes de X (N), Y (N)»: who stands before the amount's own bracket, where gifts are listed."""
    if r.brackets is None or r.text[r.brackets[0] + 1 : r.at].strip():
        return []
    left = r.text[: r.at]
    run = _RUN_OF.search(left)
    if run is None and not (_HEADS_RUN.search(left) and len(r.s.order) > 1 and r.number == 0):
        return []
    if re.search(r"\bgrâce\s|\bavec le soutien|\bavec l['’]aide|\bfinanc\w+\spar|\bcofinanc", left, re.IGNORECASE):
        return []
    if not _listed_gifts(r):
        return []
    low = max(left.rfind(")", 0, r.brackets[0]), 0)
    near = [
        at
        for at in sorted(r.m.actors)
        if low <= at < r.brackets[0] and r.m.actors[at].kind in (PARTY, PLACE, COLLECTIVE, REFERENCE)
    ]
    return near[-1:] if near and r.brackets[0] - near[-1] < len(" de X ()") else []


def _listed_gifts(r: Reading) -> bool:
    """Whether the sentence, or the lead-in of its list, speaks of what is given."""
    if _GIFTS.search(r.text[: r.at]):
        return True
    scene = r.s.scene
    above = next(iter(scene.lead_ins(r.s.block)), None)
    return above is not None and bool(_GIFTS.search(scene.text, scene.blocks[above].start, scene.blocks[above].end))


def receivers_listed(left: str) -> bool:
    """«Subventions 2023 votées : Comité des fêtes N, Amicale laïque N»: those named before the amounts receive."""
    return bool(re.match(r"\W*(?:subventions?|aides?|dotations?)\b[^:.;]{0,60}:\s", left, re.IGNORECASE))


@cache
def _after_patterns() -> tuple[re.Pattern[str], ...]:
    aid = f"(?:{source('nouns', 'aid')}|{source('nouns', 'spend')})"
    tax = r"\s?(?:HT|TTC|ht|ttc)?(?:\s?/\s?an|\spar an|\sannuels?)?"
    return (
        re.compile(rf"{tax}\s?\(\s?(?P<who>{PAYER})\s?\)"),
        re.compile(
            rf"{tax}\s(?:obtenue?s?|reçue?s?|perçue?s?|attendue?s?|espérée?s?|sollicitée?s?|demandée?s?|provenant|venue?s?)\s(?:auprès\s)?{_OF}(?P<who>{PAYER})",
            re.IGNORECASE,
        ),
        re.compile(rf"{tax}\s?(?:auprès|de la part)\s{_OF}(?P<who>{PAYER})", re.IGNORECASE),
        re.compile(rf"{tax}[^;.({AMOUNT}]{{0,60}}?\bà (?:la )?charge\s{_OF}(?P<who>{PAYER})", re.IGNORECASE),
        re.compile(
            rf"{tax}[^;.,({AMOUNT}]{{0,60}}?\b(?:par|de la part {_OF}|de la part)\s?{_DET}(?P<who>{PAYER})",
            re.IGNORECASE,
        ),
        re.compile(rf"{tax}\s(?:de\s|d['’])?(?:{aid})?(?:\s\w+)?\s?{_OF}(?P<who>{PAYER})", re.IGNORECASE),
        re.compile(rf"{tax}\s(?:de\s|d['’]){aid}\s(?P<who>{PAYER})", re.IGNORECASE),
        re.compile(rf"{tax}\s{_OF}{aid}\s(?:de\s|d['’]|du\s)?(?P<who>{PAYER})", re.IGNORECASE),
        re.compile(
            rf"{tax}\s(?:pour|provenant {_OF}|issus? {_OF}|via|sur)\s?{_DET}(?P<who>[{SIGNS[PARTY]}])(?=[\s,).]|\Z)(?!\s(?:pour|afin))"
        ),
    )


@cache
def _payer_left() -> re.Pattern[str]:
    precise = before_figure()
    aid = source("nouns", "aid")
    return re.compile(
        rf"\b(?:reste à (?:la )?charge (?:pour|de)|par|auprès\s(?:de\s|du\s|des\s|d['’])?|de la part {_OF})\s?{_DET}(?:(?:[A-ZÉ][\w-]+|{SIGNS[PLACE]})\s\()?(?P<who>{PAYER})\)?(?:\s?\([^()]*\))?\s?,?\s?"
        rf"(?:est de|sera de|s['’]élève à|:|à hauteur (?:maximale )?(?:de|d['’])|pour(?: un montant de| le solde)?,?(?: soit)?|,?\s?soit|à concurrence de|d['’]un montant (?:\w+ )?de|(?:une|d['’]une|un|le)\s(?:{aid})(?:\s[^\s,;:.]+){{0,4}}?\s(?:de|d['’]|d['’]un montant de|à hauteur de))\s?{precise}\Z",
        re.IGNORECASE,
    )


@cache
def _before_bracket() -> re.Pattern[str]:
    precise = before_figure()
    return re.compile(
        rf"(?P<who>{PAYER})\s?(?:\([^()]{{0,40}}\)\s?)?(?:(?P<bracket>\(\s?(?:{PERCENT}\s?,?\s?)?(?:dont\s|soit\s|pour\s|à hauteur de\s)?)|(?P<colon>:\s?)|(?P<share>(?:contribue\s|participe\s|apporte\s)?(?:pour|à hauteur de)\s)|)\s?{precise}\Z",
        re.IGNORECASE,
    )
