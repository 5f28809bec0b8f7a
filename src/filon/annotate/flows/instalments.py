"""Parts and wholes: instalments told in other sentences than the sum they pay, and lists that break a sum down."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from filon.annotate.flows.draft import FLOW
from filon.annotate.flows.labels import lead_of
from filon.annotate.flows.lexicon import source
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.scene import Scene

_REACH = 20000  # characters: a convention's articles
_SEVERAL = 2
_NEAR = 300  # characters from one instalment to the next
_SAID_BEFORE = re.compile(
    r"\b(?:le montant de |montant total de )?(?:la|cette|ladite|l['’])\s?(?:subvention|participation|aide|dotation|contribution|allocation)\b(?!\s(?:\w+\s)?(?:de|d['’])\s?\d)"
    r"|\b(?:le|ce|ledit)\s(?:concours|fonds de concours|financement)\b|\ble montant de la (?:subvention|participation)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\bimput\w+|\bmontant à payer\b|\bcrédits\b|\bmandat\w*|\bcette (?:subvention|aide|participation|somme)\b|\bla (?:subvention|participation)\b",
    re.IGNORECASE,
)
_PAID = re.compile(r"\b(?:vers(?:é|er|ement)|mandat|pay(?:é|er)|acompte|solde|échéance|liquid)", re.IGNORECASE)


def settle_parts(scene: Scene, drafts: dict[int, Draft]) -> None:
    """Find the whole of each part that its own sentence does not give, and let the part take who and what from it."""
    _paid_by_agreement(scene, drafts)
    _years_of_a_sum(scene, drafts)
    _rest_of_a_sum(scene, drafts)
    for amount in sorted(drafts):
        draft = drafts[amount]
        if draft.role == "award" and _repeats(scene, drafts, amount):
            draft.role, draft.method = "part", "flow:said-before"
        if (
            draft.role == "award"
            and not draft.beneficiaries
            and _AGAIN.search(scene.text, *scene.sentence_of(scene.amounts[amount][0]))
        ):
            _same_sum(scene, drafts, amount)
        if draft.role != "part":
            continue
        if draft.whole is None:
            draft.whole = _whole_beside(scene, drafts, amount) or _whole(scene, drafts, amount)
        if draft.whole is None:
            continue
        whole = drafts[draft.whole]
        if draft.method in ("flow:instalment", "flow:said-before", "flow:list-part"):
            # An instalment pays what the whole is for; its own sentence says only when and on what condition.
            draft.purpose, draft.project = whole.purpose or draft.purpose, whole.project or draft.project
            if whole.funders and whole.beneficiaries:
                draft.funders, draft.funder_evidence = [], []
                told_to = any(not scene.entities[entity].get("collective") for entity in draft.beneficiaries)
                if not (told_to and all(scene.entities[entity].get("collective") for entity in whole.beneficiaries)):
                    draft.beneficiaries, draft.beneficiary_evidence = [], []  # else it pays one of the class
            draft.period = draft.period or whole.period
        draft.like(whole)
        draft.purpose = draft.purpose or whole.purpose
        draft.period = draft.period or whole.period


_WHEN_PAID = re.compile(
    r"\b(?:à|dès|après|lors de) (?:la |l['’])(?:notification|signature|réception|remise|présentation|entrée en vigueur)|\bdans un délai|\bpremier versement|\bsecond versement|\bversée? (?:en|avant|au plus tard|dès|après)|\bpour l['’](?:année|exercice) \d{4}|\bau titre de l['’](?:année|exercice) \d{4}|\b(?:première|deuxième|seconde|troisième) (?:année|tranche)",
    re.IGNORECASE,
)


def shares_of_a_cost(scene: Scene, drafts: dict[int, Draft]) -> None:
    """Grants of several bodies, told in one paragraph, that make up the cost told there are its plan of financing."""
    blocks: dict[int, list[int]] = {}
    for amount in sorted(drafts):
        index = scene.block_of(scene.amounts[amount][0])
        if index is not None and scene.blocks[index].table is None:
            blocks.setdefault(index, []).append(amount)
    for amounts in blocks.values():
        costs = {scene.values[amount] for amount in amounts if drafts[amount].role == "cost"}
        shares = [amount for amount in amounts if drafts[amount].role in ("award", "plan", "spend")]
        payers = {entity for amount in shares for entity in drafts[amount].funders}
        if len(payers) > 1 and len(shares) > 1 and sum(scene.values[amount] for amount in shares) in costs:
            for amount in shares:
                drafts[amount].role = "plan"


def _paid_by_agreement(scene: Scene, drafts: dict[int, Draft]) -> None:
    """In an agreement, what its payer gives on signature or year by year, after the whole was told, is part of the whole."""
    for amount in sorted(drafts):
        draft = drafts[amount]
        start = scene.amounts[amount][0]
        part = scene.part_at(start)
        if (
            part is None
            or not scene.issuers.signing(part["start"], part["end"])
            or draft.role not in ("award", "other")
        ):
            continue
        begin, end = scene.sentence_of(start)
        if not _WHEN_PAID.search(scene.text, begin, end):
            continue
        if draft.role == "other" and draft.method != "flow:none":
            continue
        whole = next(
            (
                other
                for other in sorted(drafts)
                if part["start"] <= scene.amounts[other][0] < start
                and drafts[other].role == "award"
                and scene.values[other] > scene.values[amount]
                and (not draft.funders or set(draft.funders) == set(drafts[other].funders))
                and (not draft.beneficiaries or set(draft.beneficiaries) == set(drafts[other].beneficiaries))
            ),
            None,
        )
        if whole is not None:
            draft.role, draft.method, draft.whole = "part", "flow:paid-by-agreement", whole
            draft.like(drafts[whole])


def _years_of_a_sum(scene: Scene, drafts: dict[int, Draft]) -> None:
    """Awards in items of one list that add up to an award told shortly before are its yearly parts."""
    lists: dict[int, list[int]] = {}
    for amount in sorted(drafts):
        index = scene.block_of(scene.amounts[amount][0])
        if index is not None and drafts[amount].role == "award" and scene.blocks[index].kind is BlockKind.LIST_ITEM:
            lists.setdefault(scene.blocks[index].parent or -1, []).append(amount)
    for amounts in lists.values():
        total = sum(scene.values[amount] for amount in amounts)
        start = scene.amounts[amounts[0]][0]
        wholes = [
            other
            for other in range(amounts[0] - 1, -1, -1)
            if start - scene.amounts[other][0] < 3000 and drafts[other].role == "award"
        ]
        whole = next((other for other in wholes if abs(scene.values[other] - total) <= _slack(scene, other)), None)
        if len(amounts) < 2 or whole is None:
            continue
        for amount in amounts:
            drafts[amount].role, drafts[amount].method, drafts[amount].whole = "part", "flow:list-part", whole
            drafts[amount].purpose = drafts[whole].purpose
            if not drafts[amount].beneficiaries:
                drafts[amount].like(drafts[whole])


def _rest_of_a_sum(scene: Scene, drafts: dict[int, Draft]) -> None:
    """«78 M€, dont 51,6 M€ …. Les bus ont bénéficié de 26,4 M€»: what the same payer gives next, and makes the sum full, is its last part."""
    for amount in sorted(drafts):
        draft, last = drafts[amount], drafts.get(amount - 1)
        if draft.role not in ("award", "spend") or last is None or last.role != "part" or last.whole is None:
            continue
        whole = drafts[last.whole]
        side_by_side = [other for other in range(last.whole + 1, amount) if drafts[other].whole == last.whole]
        block = scene.block_of(scene.amounts[amount][0])
        if (
            len(side_by_side) == amount - last.whole - 1
            and whole.role in ("award", "spend")
            and whole.funders
            and set(draft.funders) <= set(whole.funders)
            and block == scene.block_of(scene.amounts[last.whole][0])
            and abs(sum(scene.values[at] for at in (*side_by_side, amount)) - scene.values[last.whole])
            <= _last_digit(scene, last.whole) / 2
        ):
            draft.role, draft.method, draft.whole = "part", "flow:rest-of-sum", last.whole


def _last_digit(scene: Scene, amount: int) -> Decimal:
    """What the last digit that is written stands for: 100 000 in «2,6 M€», 1 in «78 500 €»."""
    written = re.match(r"\d{1,3}(?:[\s.]?\d{3})*(?:,(\d+))?", scene.text[slice(*scene.amounts[amount])])
    unit = scene.text[slice(*scene.amounts[amount])].casefold()
    size = next((Decimal(10) ** zeros for mark, zeros in _SIZES if re.search(mark, unit)), Decimal(1))
    return size / Decimal(10) ** len((written and written[1]) or "") if size > 1 else Decimal(2)


_SIZES = ((r"md|milliard", 9), (r"m\s?€|m\s?eur|million", 6), (r"k\s?€|k\s?eur|millier", 3))


def _slack(scene: Scene, whole: int) -> Decimal:
    """How far parts may miss their whole: a rounded «2,6 M€» by half its last digit, a sum in full by a euro."""
    written = scene.text[slice(*scene.amounts[whole])]
    return scene.values[whole] / 100 if re.search(r"[Mk]\s?€|milli", written) else Decimal(1)


def _same_sum(scene: Scene, drafts: dict[int, Draft], amount: int) -> None:
    """«Le montant à payer, soit N, sera imputé …»: an award of the same sum, told before with its receiver, tells it again."""
    start = scene.amounts[amount][0]
    part = scene.part_at(start)
    low = max(start - 6000, part["start"] if part else 0)
    for other in range(amount - 1, -1, -1):
        if scene.amounts[other][0] < low:
            return
        told = drafts[other]
        same_payer = not drafts[amount].funders or not told.funders or drafts[amount].funders == told.funders
        if told.role == "award" and told.beneficiaries and scene.values[other] == scene.values[amount] and same_payer:
            drafts[amount].like(told)
            drafts[amount].purpose = drafts[amount].purpose or told.purpose
            return


def _whole_beside(scene: Scene, drafts: dict[int, Draft], amount: int) -> int | None:
    """In a list of instalments, the sum that the item before pays too."""
    index = scene.block_of(scene.amounts[amount][0])
    if index is None or scene.blocks[index].kind is not BlockKind.LIST_ITEM or not amount:
        return None
    before = scene.block_of(scene.amounts[amount - 1][0])
    if before is None or before == index or scene.blocks[before].parent != scene.blocks[index].parent:
        return None
    same = scene.blocks[before].kind is BlockKind.LIST_ITEM and drafts[amount - 1].role == "part"
    return drafts[amount - 1].whole if same else None


def _whole(scene: Scene, drafts: dict[int, Draft], amount: int) -> int | None:
    """The sum an instalment belongs to: by its percentage, else the nearest larger one before it in the same text."""
    start = scene.amounts[amount][0]
    part = scene.part_at(start)
    low = max(start - _REACH, part["start"] if part else 0)
    before = [
        other
        for other in range(amount - 1, -1, -1)
        if scene.amounts[other][0] >= low
        and drafts[other].role in ("award", "plan", "spend")
        and scene.values[other] >= scene.values[amount]
    ]
    before = [other for other in before if not _own(drafts[other])]
    issuer = scene.issuer_at(start)
    if part is not None and scene.issuers.signing(part["start"], part["end"]) and issuer is not None:
        # An agreement says how its own grant is paid.
        before = [
            other for other in before if drafts[other].role == "award" and issuer in drafts[other].funders
        ] or before
    paid = _paid_in_all(scene, drafts, amount, before)
    if paid is not None:
        return paid
    begin, end = scene.sentence_of(start)
    yearly = [
        other
        for other in range(amount - 1, -1, -1)
        if scene.amounts[other][0] >= low
        and drafts[other].role == "part"
        and drafts[other].method in ("flow:listed-part", "flow:table-part")
    ]
    for rate in re.findall(r"(\d{1,3}(?:[.,]\d+)?)\s?%", scene.text[begin:end]):
        share = Decimal(rate.replace(",", ".")) / 100
        for other in (*before, *yearly):  # an instalment may pay one year of a sum
            if abs(scene.values[other] * share - scene.values[amount]) <= max(Decimal(1), scene.values[amount] / 100):
                return other
    return before[0] if before else None


def _own(draft: Draft) -> bool:
    """Whether a plan's line is the owner's own share: nobody pays it out in instalments."""
    return draft.role == "plan" and bool(draft.funders) and set(draft.funders) <= set(draft.beneficiaries)


def _paid_in_all(scene: Scene, drafts: dict[int, Draft], amount: int, before: list[int]) -> int | None:
    """The sum that the instalments told side by side make up: an advance, then what is due."""
    run = [amount]
    while run[0] - 1 in drafts and _beside(scene, drafts, run[0] - 1, run[0]):
        run.insert(0, run[0] - 1)
    while run[-1] + 1 in drafts and _beside(scene, drafts, run[-1] + 1, run[-1]):
        run.append(run[-1] + 1)
    if len(run) < _SEVERAL:
        return None
    total = sum(scene.values[at] for at in run)
    fitting = [other for other in before if other not in run and scene.values[other] == total]
    return next((other for other in fitting if drafts[other].role == "award"), next(iter(fitting), None))


def _beside(scene: Scene, drafts: dict[int, Draft], other: int, amount: int) -> bool:
    near = abs(scene.amounts[other][0] - scene.amounts[amount][0]) < _NEAR
    return near and drafts[other].role == "part"


def _repeats(scene: Scene, drafts: dict[int, Draft], amount: int) -> bool:
    """«la subvention 2025 sera versée …, soit N»: a sum told before is paid, in part."""
    start = scene.amounts[amount][0]
    begin, end = scene.sentence_of(start)
    said = scene.text[begin:end]
    if not _SAID_BEFORE.search(said) or not _PAID.search(said):
        return False
    whole = _whole(scene, drafts, amount)
    return whole is not None and scene.values[whole] > scene.values[amount]


def listed_whole(scene: Scene, index: int, drafts: dict[int, Draft]) -> tuple[bool, int | None]:
    """Whether a list item's lead-in breaks a sum down («ventilée comme suit :»), and the sum if the lead-in tells it."""
    lead = lead_of(scene, index)
    if lead is None or not re.search(
        rf"(?:{source('words', 'schedule')})[^.]{{0,80}}:?\W*\Z", scene.text[lead[0] : lead[1]], re.IGNORECASE
    ):
        return False, None
    told = [amount for amount in scene.amounts_in(*lead) if amount in drafts and drafts[amount].role in FLOW]
    return True, told[-1] if told else None
