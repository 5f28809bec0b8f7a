"""Amounts in sentences: what each does, who pays, who receives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.draft import FLOW, Draft
from filon.annotate.flows.instalments import listed_whole
from filon.annotate.flows.labels import is_label, lead_of, read_label, role_of_lead
from filon.annotate.flows.lexicon import source, words
from filon.annotate.flows.mask import AMOUNT, PAYER, PERCENT, RECEIVER, SIGNS, Masked, mask
from filon.annotate.flows.period import period_of
from filon.annotate.flows.purpose import purpose_of
from filon.annotate.flows.scene import (
    COLLECTIVE,
    PARTY,
    PLACE,
    PROGRAMME,
    PROJECT,
    REFERENCE,
    only_receives,
    rank_pattern,
)
from filon.model import BlockKind
from filon.annotate.flows.sheets import owner_of, title_of
from filon.annotate.flows.speaker import evidence_of, speaker_of

if TYPE_CHECKING:
    from filon.annotate.flows.clause import Noun, Verb
    from filon.annotate.flows.scene import Actor, Scene

_DET = r"(?:la\s|le\s|les\s|l['’])?"
_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"


def read_block(scene: Scene, index: int, drafts: dict[int, Draft]) -> None:
    """Fill the drafts of the amounts in a block that is no table."""
    block = scene.blocks[index]
    amounts = scene.amounts_in(block.start, block.end)
    at = 0
    while at < len(amounts):
        low, high = scene.sentence_of(scene.amounts[amounts[at]][0])
        inside = [amount for amount in amounts[at:] if scene.amounts[amount][0] < high] or [amounts[at]]
        if is_label(scene, index, low, high):
            for amount in inside:
                drafts[amount] = read_label(scene, index, amount)
        else:
            _Sentence(scene, index, mask(scene, low, high), drafts).read()
        at += len(inside)


@dataclass
class _Sentence:
    """One sentence with its amounts; ``read`` fills their drafts from left to right."""

    scene: Scene
    block: int
    masked: Masked
    drafts: dict[int, Draft]
    verbs: list[Verb] = field(default_factory=list)
    order: list[int] = field(default_factory=list)

    def read(self) -> None:
        self.verbs = clause.verbs_in(self.masked)
        self.order = sorted(self.masked.amounts)
        for number, at in enumerate(self.order):
            amount = self.masked.amounts[at]
            self.drafts[amount] = _Reading(self, at, number).draft()

    def entity(self, at: int) -> int:
        return self.scene.adopt(self.masked.actors[at])

    def evidence(self, at: int) -> tuple[int, int]:
        actor = self.masked.actors[at]
        return actor.start, actor.end


class _Reading:
    """One amount of a sentence while it is read."""

    def __init__(self, sentence: _Sentence, at: int, number: int) -> None:
        self.s = sentence
        self.m = sentence.masked
        self.text = sentence.masked.text
        self.at = at
        self.number = number
        self.amount = sentence.masked.amounts[at]
        self.before = sentence.order[number - 1] if number else None
        self.after = sentence.order[number + 1] if number + 1 < len(sentence.order) else len(self.text)
        self.brackets = clause.bracket(self.m, at)
        self.low = max(clause.clause_start(self.m, at), 0)
        self.out = Draft()

    # --- what it does -----------------------------------------------------------------------------------------

    def draft(self) -> Draft:
        out = self.out
        self.noun_after = clause.noun_after(self.m, self.at)
        near = self.before + 1 if self.before is not None else 0
        self.noun = clause.noun_before(self.m, self.at, max(near, self._bracket_start()))
        self.verb = self._verb()
        self.previous = self.s.drafts.get(self.m.amounts[self.before]) if self.before is not None else None
        self.between = self.text[near : self.at]
        out.role, out.method, out.confidence = self._role()
        if out.role in FLOW:
            self._payers()
            self._receivers()
            self._settle()
        self._share()
        self._whole()
        period_of(self.s.scene, self.m, self.at, self.before, self.after, self.s.block, out)
        purpose_of(self.s.scene, self.m, self.at, self.before, self.after, self.s.block, out, self.verb, self.noun)
        if out.purpose is None and out.role in ("award", "plan") and owner_of(self.s.scene, self.s.block):
            out.purpose = title_of(self.s.scene, self.s.block)
        if out.role == "part" and self.previous:
            out.period = out.period or self.previous.period
        return out

    def _bracket_start(self) -> int:
        return self.brackets[0] + 1 if self.brackets else 0

    def _verb(self) -> Verb | None:
        """The verb that governs the amount: the one whose subject it is, else the last one before it."""
        follow = re.compile(
            rf"\s?(?:\([^)]*\))?\s?(?:HT|TTC)?\s?(?:(?:de|d['’])\s?[^,;.{AMOUNT}]{{0,60}}?)?\s?(?:(?:qui|ont|a|ait|soit|sera|seront|serait|est|sont|avaient|avait|auront|aura|pourra|pourront|devra|été|ainsi|également|déjà|donc|ensuite|être|annuellement)\s){{0,4}}\Z"
        )
        for verb in self.s.verbs:
            if verb.start > self.at and verb.kind != "amount_to" and verb.start - self.at < 90:
                lead = self.text[self.at + 1 : verb.start]
                if follow.fullmatch(lead) and (verb.passive or not lead.strip()):
                    if self.brackets and verb.start > self.brackets[1]:
                        continue
                    return verb
                break
        chosen = None
        for verb in self.s.verbs:
            if verb.start >= self.at:
                break
            holder = clause.bracket(self.m, verb.start)
            if holder and not (holder[0] < self.at < holder[1]):
                continue
            if verb.kind == "amount_to" and chosen and chosen.kind != "amount_to":
                continue
            chosen = verb
        return chosen

    def _role(self) -> tuple[str, str, float]:
        noun, after, verb = self.noun, self.noun_after, self.verb
        left = self.text[self.low : self.at]
        if self._in_breakdown():
            return self._breakdown()
        if words("nouns", "part").search(self.between) and not (
            noun and noun.kind == "aid" and not re.search(r"%|soit|\ue011|solde|acompte", self.between)
        ):
            part = words("nouns", "part").search(self.between)
            if part and (noun or verb) and not re.search(r"prêt|emprunt|trésorerie|dette|clôture", left, re.IGNORECASE):
                return "part", "flow:instalment", 0.8
        listed, whole = listed_whole(self.s.scene, self.s.block, self.s.drafts)
        if (
            listed
            and not (verb and verb.kind == "give" and not verb.passive)
            and not (noun and noun.kind in ("cost", "other", "aid"))
        ):
            self.out.whole = whole
            return "part", "flow:list-part", 0.8
        if self._share_of_cost():
            return "cost", "flow:cost-with-share", 0.8
        if (
            after
            and after.kind == "cost"
            and self.brackets
            and re.match(r"projets|travaux|dépenses|co[ûu]t", after.form, re.IGNORECASE)
        ):
            return "cost", "flow:amount-of-cost", 0.7
        if after and after.kind in ("aid", "other") and not (noun and noun.kind == "other"):
            return (
                ("award", "flow:amount-of-aid", 0.85) if after.kind == "aid" else ("other", "flow:amount-of-other", 0.7)
            )
        if noun and noun.kind == "other":
            return "other", "flow:other-noun", 0.75
        if noun and noun.kind == "aid":
            return ("plan" if self._splits_cost() else "award"), "flow:aid-of-amount", 0.85
        if noun and noun.kind == "cost" and not (verb and verb.start > self.at and verb.kind == "give"):
            return "cost", "flow:cost-noun", 0.8
        if after and after.kind == "spend":
            return self._spend_or_award("flow:amount-of-spending")
        if (
            (noun is None or noun.kind == "spend")
            and self._fund_before()
            and not (verb and verb.kind == "give" and not verb.passive)
        ):
            return self._spend_or_award("flow:fund-amount")
        if (
            noun
            and noun.kind == "spend"
            and verb
            and re.match(r"estim|évalu|chiffr", verb.form, re.IGNORECASE)
            and not clause.subject_of(self.m, noun.start)
        ):
            return "cost", "flow:estimated", 0.6
        if noun and noun.kind == "spend":
            return self._spend_or_award("flow:spending-noun")
        if self._payer_before_bracket() or self._payer_after():
            if self._splits_cost():
                return "plan", "flow:cost-split", 0.75
            if verb and verb.kind == "spend":
                return self._spend_or_award("flow:actor-amount")
            if self._aid_said() or (verb and verb.kind == "give"):
                return "award", "flow:actor-amount", 0.7
            return "plan" if re.search(r":\s?\Z", left) else "spend", "flow:actor-amount", 0.5
        if verb and verb.kind == "give":
            return ("plan" if self._splits_cost() else "award"), "flow:give-verb", 0.75
        if verb and verb.kind == "spend":
            return self._spend_or_award("flow:spend-verb")
        if verb and verb.kind == "receive":
            return "award", "flow:receive-verb", 0.75
        if lead := self._lead_in():
            return lead
        if after and after.kind == "cost":
            return "cost", "flow:amount-of-cost", 0.6
        if self.previous and self.before is not None and self._coordinated():
            if self.previous.role == "cost" and self._aid_said():
                return "award", "flow:after-cost", 0.5
            return self.previous.role, "flow:coordinated", 0.6
        if re.search(
            r"\b(?:est|sera|sont|seront|était|serait)\s(?:\w+\s)?d['’]un (?:montant|coût)\b", self.between
        ) and not (noun and noun.kind == "aid"):
            return "cost", "flow:amounts-to", 0.6
        if verb and verb.kind == "amount_to":
            return ("award", "flow:amounts-to", 0.5) if self._aid_said() else ("cost", "flow:amounts-to", 0.5)
        if self._aid_said():
            return "award", "flow:aid-near", 0.4
        return "other", "flow:none", 0.2

    def _share_of_cost(self) -> bool:
        """«15 M€ (pris en charge à 70 % par l'État)», «opération de 2,8 M€ financée à 30 % par X»: the amount is the cost."""
        if self.noun and self.noun.kind == "aid":
            return False
        return bool(
            re.match(
                rf"\s?(?:HT|TTC)?\s?[,(]?\s?[^;.{AMOUNT}{PERCENT}]{{0,70}}?\b(?:co-?financ|financ|pris|subventionn|support)\w*[^;.{AMOUNT}{PERCENT}]{{0,40}}{PERCENT}",
                self.text[self.at + 1 :],
            )
        )

    def _in_breakdown(self) -> bool:
        if self.before is None:
            return False
        if self._says_dont():
            return True
        previous = self.previous
        # «14 M€ … (7,8 M€ de travaux et 6,5 M€ de minoration)»: what stands in the brackets adds up to what stands before.
        if self.brackets and self.before < self.brackets[0] and previous and previous.role in FLOW:
            inside = [self.m.amounts[at] for at in self.s.order if self.brackets[0] < at < self.brackets[1]]
            total = sum(self.s.scene.values[amount] for amount in inside)
            whole = self.s.scene.values[self.m.amounts[self.before]]
            return len(inside) > 1 and abs(total - whole) <= whole / 20
        if self._adds_up():
            return True
        # …and the parts that follow the first one: «dont 2 M€ …, 15 M€ …, et 3 M€ …».
        if (
            not previous
            or previous.role != "part"
            or previous.method not in ("flow:dont", "flow:dont-next")
            or self._joins()
        ):
            return False
        closed = clause.bracket(self.m, self.before)
        if closed and closed[1] < self.at:
            return False
        other = self._payer_after()
        return self._coordinated() and not (other and self.s.entity(other[0]) not in previous.funders)

    def _adds_up(self) -> bool:
        """Whether the amounts after the sentence's first make it up («300 M€ …: 40 M€ … et 260 M€ …»)."""
        values = [self.s.scene.values[self.m.amounts[at]] for at in self.s.order]
        first = self.s.drafts[self.m.amounts[self.s.order[0]]]
        return len(values) > 2 and first.role in FLOW and abs(sum(values[1:]) - values[0]) <= values[0] / 50

    def _says_dont(self) -> bool:
        found = list(words("words", "breakdown").finditer(self.between))
        return bool(found) and len(rest := self.between[found[-1].end() :]) < 70 and "(" not in rest

    def _breakdown(self) -> tuple[str, str, float]:
        first = self._says_dont()
        whole = next(
            (
                self.s.drafts[self.m.amounts[at]]
                for at in reversed(self.s.order[: self.number])
                if self.s.drafts[self.m.amounts[at]].role != "part"
            ),
            self.previous,
        )
        payer = self._payer_after() or self._payer_before_bracket()
        if whole and whole.role == "cost":
            return (
                ("plan", "flow:cost-split", 0.8) if payer else ("part", "flow:dont" if first else "flow:dont-next", 0.7)
            )
        if payer and whole and not whole.funders:
            return ("spend" if self._spending() else "award"), "flow:dont-payer", 0.6
        return "part", "flow:dont" if first else "flow:dont-next", 0.8

    def _spending(self) -> bool:
        return bool(self.verb and (self.verb.kind == "spend" or re.match(r"financ", self.verb.form, re.IGNORECASE)))

    def _spend_or_award(self, method: str) -> tuple[str, str, float]:
        """Spending becomes an award where somebody is named who gets it."""
        if self._splits_cost() and (self._payer_after() or self._payer_before_bracket()):
            return "plan", "flow:cost-split", 0.7
        verb = self.verb
        low = verb.end if verb and verb.start < self.at else self.at
        to = clause.addressed(self.m, low, self.reach) or (
            clause.addressed(self.m, self.at, self.reach) if verb else []
        )
        receivers = [at for at in to if self.m.actors[at].kind in (PARTY, COLLECTIVE)]
        if receivers or self._for_class():
            return "award", method, 0.65
        if verb and verb.kind == "receive":
            noun = self.noun
            return ("spend", method, 0.6) if noun and noun.kind == "spend" else ("award", method, 0.65)
        if verb and verb.kind == "give" and not (self.noun and self.noun.kind == "spend"):
            return "award", method, 0.6
        if (
            verb
            and verb.kind == "spend"
            and re.search(r"\ben\s\Z", self.text[: verb.start])
            and (main := self._verb_before(verb))
            and main.kind == "give"
            and main.start > verb.start - 220
        ):
            return "award", method, 0.6
        if self.noun and self.noun.kind == "spend" and self._aid_with_payer(self.noun.start):
            return "award", method, 0.6
        if (
            verb
            and re.match(r"consacr", verb.form, re.IGNORECASE)
            and re.match(
                r"[^.;,]{0,25}?\s(?:à|aux?)\s(?:\d+\s|des\s|l)?(?:projets|opérations|dossiers)",
                self.text[self.at + 1 :],
            )
        ):
            return "award", method, 0.6
        return "spend", method, 0.7

    def _lead_in(self) -> tuple[str, str, float] | None:
        """What the lead-in of the list makes of an amount that its own line leaves open."""
        if self.verb and self.verb.kind != "amount_to":
            return None
        lead = lead_of(self.s.scene, self.s.block)
        role = role_of_lead(self.s.scene.text[lead[0] : lead[1]]) if lead else None
        return (role, "flow:lead-in", 0.6) if role else None

    def _fund_before(self) -> int | None:
        """«Fonds friches (N)», «un Fonds conjoint État-Région de N»: the index of the fund just before the amount."""
        precise = f"(?:(?:{source('words', 'precise')})\\s?)*"
        found = re.search(
            rf"(?P<fund>{SIGNS[PROGRAMME]})[»\"”]?\s?(?:\(\s?|(?:doté\s)?(?:de\s|d['’]))(?:un montant de\s)?{precise}\Z",
            self.text[: self.at],
        )
        return found.start("fund") if found else None

    def _for_class(self) -> list[int]:
        """«N pour les 222 villes retenues»."""
        found = re.compile(rf"[^;.{AMOUNT}]{{0,40}}?\bpour\s{_DET}(?P<who>{SIGNS[COLLECTIVE]})").match(
            self.text, self.at + 1, self.reach + 1
        )
        return [found.start("who")] if found else []

    def _verb_before(self, verb: Verb) -> Verb | None:
        return next(
            (
                other
                for other in reversed(self.s.verbs)
                if other.start < verb.start and not clause.bracket(self.m, other.start)
            ),
            None,
        )

    def _aid_with_payer(self, high: int) -> list[int]:
        """«Avec un accompagnement de l'agence nationale du sport …»: the payer of an aid named earlier in the sentence."""
        aid = re.compile(rf"(?<!\w)(?:{source('nouns', 'aid')})(?:\s\w+)?\s{_OF}(?P<who>{PAYER})", re.IGNORECASE)
        found = list(aid.finditer(self.text, 0, high))
        return self.m.group(found[-1].start("who")) if found else []

    def _coordinated(self) -> bool:
        return bool(re.search(r"(?:,|\bet|\bpuis|\bainsi que|;|\(|\bplus)\s?", self.between)) or len(self.between) < 40

    def _joins(self) -> bool:
        return bool(words("words", "joined").search(self.between))

    def _splits_cost(self) -> bool:
        """Whether the amount is a share of a cost that the sentence, or the one before it, tells."""
        if any(self.s.drafts[self.m.amounts[at]].role == "cost" for at in self.s.order[: self.number]):
            return not re.search(r"\bsubventions?\b", self.text[self.at : self.at + 25])
        head = self.text[: self.at]
        return bool(
            re.search(
                r"\b(?:opération|projet|équipement|travaux|construction|aménagement)s?\b[^.]{0,60}\b(?:fait l['’]objet|co-?financée?s?|est financée?s?)\b",
                head,
                re.IGNORECASE,
            )
        )

    def _aid_said(self) -> bool:
        named = any(
            words("nouns", "aid").search(self.s.scene.text[a.start : a.end])
            for a in self.m.actors.values()
            if a.kind == PROGRAMME
        )
        return (
            named
            or bool(words("nouns", "aid").search(self.text))
            or any(verb.kind in ("give", "receive") for verb in self.s.verbs)
        )

    @cached_property
    def reach(self) -> int:
        """How far to the right the amount's own complements go."""
        end = min(self.after, len(self.text))
        if self.brackets:
            end = min(end, self.brackets[1])
        elif (
            insert := re.compile(r"[^.;:]{0,40}?\s?(?P<open>[-–—(,])\s?(?:dont|y compris|soit)\s").match(
                self.text, self.at + 1, end
            )
        ) is not None:
            # «N - dont N en 2020 - en faveur de X»: the complements go on behind the insertion.
            closing = {"(": ")", ",": ","}.get(insert["open"], insert["open"])
            back = self.text.find(closing, end + 1)
            if back > 0:
                following = [at for at in self.s.order if at > back]
                end = following[0] if following else len(self.text)
        stop = re.compile(r";|\.\s|\s:\s").search(self.text, self.at + 1, end)
        return stop.start() if stop else end

    # --- who pays ---------------------------------------------------------------------------------------------

    def _payer_after(self) -> list[int]:
        """Payers named just after the amount: «N par X», «N (X)», «N de la Région», «N de subventions État»."""
        for pattern in _after_patterns():
            found = pattern.match(self.text, self.at + 1, self.reach + 1)
            if found:
                group = [at for at in self.m.group(found.end("who") - 1) if at >= found.end("who") - 1]
                payers = self._can_pay(group)
                if payers:
                    return payers
        return []

    def _payer_before_bracket(self) -> list[int]:
        """«l'État (N)», «Région : N», «Région N»."""
        found = _before_bracket().search(self.text[: self.at])
        if not found:
            return []
        index = found.start("who")
        if (
            found["colon"] is None
            and found["bracket"] is None
            and self.low < index
            and not re.search(r"[:;,(|]\s?\Z|\d\s?\Z|\A\W*\Z", self.text[: self.m.group(index)[0]])
        ):
            return []
        group = [at for at in self.m.group(index) if at <= index]
        main = next((verb for verb in reversed(self.s.verbs) if verb.end < index), None)
        if (
            found["bracket"]
            and main
            and main.kind in ("give", "receive")
            and not main.passive
            and (
                not clause.governed(self.m, index)
                or re.search(r"\b(?:aux?|à\s(?:la\s|l['’])?)\s?\Z", self.text[: group[0]])
            )
        ):
            return []  # «a soutenu X (N accordés)»: X receives
        return self._can_pay(group if found["bracket"] is None or len(group) == 1 else group)

    def _can_pay(self, group: list[int]) -> list[int]:
        return [at for at in group if self._may_pay(self.m.actors[at])]

    def _may_pay(self, actor: Actor) -> bool:
        return actor.kind in (PARTY, PROGRAMME, REFERENCE) or (actor.kind == COLLECTIVE and not only_receives(actor))

    def _pay(self, group: list[int], confidence: float | None = None) -> bool:
        for at in self._can_pay(group):
            self.out.pay(self.s.entity(at), self.s.evidence(at))
        if group and confidence is not None:
            self.out.confidence = min(self.out.confidence, confidence)
        return bool(self.out.funders)

    def _payers(self) -> None:
        out, verb = self.out, self.verb
        if out.role == "part" and not self._payer_after():
            return
        if out.method == "flow:list-part":
            return
        if out.method == "flow:fund-amount" and self._fund_payers():
            return
        if self._pay(self._payer_before_bracket()) or self._pay(self._payer_after()):
            return
        if self._decided() and (issuer := self.s.scene.issuer_at(self.m.offset(self.at))) is not None:
            out.pay(issuer, evidence_of(self.s.scene, issuer, self.m.offset(self.at)))
            out.method, out.confidence = "flow:act-award", 0.9
            return
        if self._rank(
            self.text[self.at + 1 : min(self.at + 45, self.reach)],
            r"\s?(?:de|d['’])\s?(?:fonds|crédits|subventions?|aides?|investissements?|dotations?)\s",
        ):
            return
        if self.noun and self.noun.kind in ("aid", "spend", "cost") and self._pay(self._payer_in_noun(self.noun)):
            return
        if verb and self._verb_payers(verb):
            return
        if (
            (agent := clause.agents(self.m, self.at, self.reach))
            and not re.search(r"complétée?s?\s(?:notamment\s)?par", self.text[self.at : agent[0]])
            and self._pay(agent)
        ):
            return
        if out.method == "flow:fund-amount" and self._fund_payers():
            return
        if self.previous and self.previous.role in FLOW and self.previous.funders and self.before is not None:
            out.like(self.previous, receivers=False)
            return
        if self._pay(self._aid_with_payer(self.at)):
            return
        if (
            self.verb
            and self.verb.passive
            and self.verb.auxiliary
            and re.match(r"(?:co-?)?financé", self.verb.form, re.IGNORECASE)
            and out.role == "award"
        ):
            out.role, out.method, out.confidence = (
                "cost",
                "flow:financed-for",
                0.6,
            )  # «ont été financés pour N»: no payer is asserted
            return
        if (
            self._rank(self.text[self._bracket_start() : self.at], r".*")
            or self._ranked_place()
            or self._pay(clause.subject_of(self.m, self.at), 0.55)
        ):
            return
        if agent := clause.agents(self.m, 0, self.at):
            if self._pay(agent, 0.5):
                return
        speaker = speaker_of(self.s.scene, self.s.block, self.m.offset(self.at))
        owners = {actor.entity for actor in owner_of(self.s.scene, self.s.block)}
        if (
            speaker is not None
            and speaker[0] in owners
            and (issuer := self.s.scene.issuer_at(self.m.offset(self.at))) not in (None, *owners)
        ):
            speaker = (issuer, evidence_of(self.s.scene, issuer, self.m.offset(self.at)))
        if speaker is not None:
            out.pay(speaker[0], speaker[1])
            out.confidence = min(out.confidence, 0.45)

    def _decided(self) -> bool:
        """Whether the amount stands in a decision of the act itself: «D'attribuer …», «Est attribuée …», «Le conseil décide d'allouer …»."""
        if _act_form().search(self.text[: self.at]):
            return True
        block = self.s.scene.blocks[self.s.block]
        under_article = (
            any(self.s.scene.blocks[above].kind is BlockKind.ARTICLE for above in self.s.scene.headings(self.s.block))
            or block.kind is BlockKind.ARTICLE
        )
        verb = self.verb
        return bool(
            under_article
            and verb
            and verb.kind == "give"
            and verb.passive
            and not clause.agents(self.m, verb.end, len(self.text))
        )

    def _ranked_place(self) -> bool:
        """«les routes départementales du Nord»: the Département du Nord."""
        scene = self.s.scene
        for rank in rank_pattern().finditer(self.text, 0, self.at):
            place = re.compile(rf"\s(?P<of>{_OF})(?P<where>{SIGNS[PLACE]})").match(self.text, rank.end())
            if place and rank.lastgroup in ("departement", "region"):
                where = self.m.actors[place.start("where")]
                noun = "Département" if rank.lastgroup == "departement" else "Région"
                entity = scene.named(
                    f"{noun} {place['of']}{scene.text[where.start : where.end]}",
                    f"{noun} {scene.text[where.start : where.end]}",
                )
                if entity is not None:
                    self.out.pay(entity, (where.start, where.end))
                    return True
        return False

    def _payer_in_noun(self, noun: Noun) -> list[int]:
        """«une subvention annuelle de la Région de N», «Fonds conjoint État-Région de N», «l'aide du Département s'élève à N»."""
        gap = self.text[noun.end : self.at]
        found = re.match(rf"(?:\s[^\s,;:()]+){{0,4}}?\s{_OF}(?P<who>{PAYER})", gap) or re.match(
            rf"\s(?P<who>{PAYER})", gap
        )
        if found and not re.search(r"\s(?:à|au|aux|pour|en faveur)\s", found.group()):
            return self.m.group(noun.end + found.start("who"))
        found = re.search(
            rf"\b(?:versée?s?|accordée?s?|attribuée?s?|allouée?s?|apportée?s?)\spar\s{_DET}(?P<who>{PAYER})", gap
        )
        return self.m.group(noun.end + found.start("who")) if found else []

    def _rank(self, stretch: str, lead: str) -> bool:
        found = re.match(rf"{lead}", stretch)
        if not found:
            return False
        for rank in rank_pattern().finditer(stretch):
            said = rank.group()
            if not said[0].isupper() and re.search(
                r"(?:fonds|crédits?|subventions?|aides?|investissements?|politiques?|budgets?|enveloppes?|financements?|soutiens?|participations?|dotations?)\s(?:\w+\s)?\Z",
                stretch[: rank.start()],
                re.IGNORECASE,
            ):
                entity = self.s.scene.ranked(rank.lastgroup or "", self.m.offset(self.at))
                if entity is not None:
                    offset = self.m.offset(self.at)
                    self.out.pay(entity, (offset, offset + 1) if False else self.s.scene.amounts[self.amount])
                    self.out.confidence = min(self.out.confidence, 0.6)
                    return True
        return False

    def _verb_payers(self, verb: Verb) -> bool:
        if verb.kind == "amount_to":
            return False
        if verb.kind == "receive":
            source_of = re.compile(
                rf"\b(?:de la part|auprès)\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])(?P<who>{PAYER})|\bde\s(?:fonds|crédits|subventions|aides)\s(?:de\s|d['’]|du\s)?(?P<fund>{PAYER})"
            )
            if found := source_of.search(self.text, verb.end, self.reach):
                return self._pay(self.m.group(found.start("who") if found["who"] else found.start("fund")))
            programme = re.compile(
                rf"\A\s(?:également\s|aussi\s)?(?:du\s|de la\s|de l['’]|d['’]|des\s|de\s)(?:\w+\s)?(?P<who>{PAYER})"
            )
            if found := programme.search(self.text[verb.end : self.at]):
                return self._pay(self.m.group(verb.end + found.start("who")))
            embedded = self._embedded_payers()
            return embedded
        if verb.passive:
            if self._pay(clause.agents(self.m, verb.end, max(self.reach, min(len(self.text), verb.end + 120)))):
                return self._allies()
            return self._pay(self._main_subject(verb), 0.6) if not verb.auxiliary else False
        if re.search(r"\bpermis de\s\Z|\bpermet de\s\Z", self.text[: verb.start]):
            return True  # «un appel à projets a permis de soutenir …»: who paid is not said
        if re.search(r"\ben\s\Z", self.text[: verb.start]) and (main := self._verb_before(verb)) and not main.passive:
            verb = main
        subject = clause.subject_of(self.m, verb.start)
        if self._is_pronoun(verb) or not subject:
            speaker = self._antecedent(verb)
            if speaker is not None:
                self.out.pay(*speaker)
                return True
        if subject and self._pay(subject):
            return self._allies()
        return False

    def _main_subject(self, verb: Verb) -> list[int]:
        """For a bare participle («26 projets soutenus …»): the subject of the clause that the brackets interrupt."""
        holder = clause.bracket(self.m, verb.start)
        low = holder[0] if holder and holder[0] < self.at else verb.start
        main = next(
            (
                other
                for other in self.s.verbs
                if other.start < low and not other.passive and not clause.bracket(self.m, other.start)
            ),
            None,
        )
        return clause.subject_of(self.m, main.start if main else low)

    def _allies(self) -> bool:
        """«avec l'aide de l'ANAH, d'Action Logement»: they pay too."""
        found = re.compile(
            rf"\bavec\s(?:l['’]aide|le soutien|le concours|l['’]appui|la participation)\s(?:financière?\s)?{_OF}(?P<who>{PAYER})"
        ).search(self.text, self.at)
        if found:
            self._pay(self.m.group(found.start("who")))
        return True

    def _fund_payers(self) -> bool:
        """Who stands behind a named fund: who is in its name, who runs it («géré par X»), else who speaks."""
        run = re.compile(
            rf"\b(?:gérée?s?|portée?s?|pilotée?s?|financée?s?|abondée?s?|alimentée?s?)\spar\s{_DET}(?P<who>{PAYER})"
        ).search(self.text, self.at, min(len(self.text), self.at + 80))
        if run and self._pay(self.m.group(run.start("who"))):
            return True
        fund = self._fund_before()
        if fund is not None:
            actor = self.m.actors[fund]
            self.out.purpose = (actor.start, actor.end)
            scene = self.s.scene
            for rank in rank_pattern().finditer(scene.text, actor.start, actor.end):
                if (entity := scene.ranked(rank.lastgroup or "", actor.start)) is not None:
                    self.out.pay(entity, (actor.start, actor.end))
            of = re.compile(rf"\s?{_OF}(?P<who>{PAYER})").match(self.text, fund + 1, self.at)
            if not self.out.funders and of:
                self._pay(self.m.group(of.start("who")))
            if (
                not self.out.funders
                and (speaker := speaker_of(scene, self.s.block, self.m.offset(self.at))) is not None
            ):
                self.out.pay(*speaker)
            if not self.out.funders and actor.entity is not None:
                self.out.pay(actor.entity, (actor.start, actor.end))
        return bool(self.out.funders)

    def _embedded_payers(self) -> bool:
        """«bénéficient d'un Fonds conjoint État-Région de N»: the actors that a fund's name names."""
        scene = self.s.scene
        for at in sorted(self.m.actors):
            actor = self.m.actors[at]
            if at < self.at and actor.kind == PROGRAMME and self.at - at < 30:
                named = [
                    scene.ranked(rank.lastgroup or "", actor.start)
                    for rank in rank_pattern().finditer(scene.text, actor.start, actor.end)
                ]
                for entity in named or [actor.entity]:
                    self.out.pay(entity, (actor.start, actor.end))
        return bool(self.out.funders)

    def _is_pronoun(self, verb: Verb) -> bool:
        return bool(
            re.search(
                r"\b(?:il|elle|ils|elles|qui|celui-ci|celle-ci|ce dernier|cette dernière)\s(?:[nlsy]['’]?\s?)?(?:\w+\s){0,3}\Z",
                self.text[max(0, verb.start - 50) : verb.start],
                re.IGNORECASE,
            )
        )

    def _antecedent(self, verb: Verb) -> tuple[int, tuple[int, int]] | None:
        before = self.text[max(0, verb.start - 50) : verb.start]
        if relative := re.search(r"\bqui\s(?:[^,.;]*)\Z", before):
            cut = max(0, verb.start - 50) + relative.start()
            close = [at for at in self.m.actors if at < cut and self._may_pay(self.m.actors[at])]
            if close and cut - close[-1] < 40:
                at = max(close)
                return self.s.entity(at), self.s.evidence(at)
        return speaker_of(self.s.scene, self.s.block, self.m.offset(0))

    # --- who receives -----------------------------------------------------------------------------------------

    def _receivers(self) -> None:
        if self.out.role == "spend" or self.out.method == "flow:list-part":
            return
        for group in self._receiver_groups():
            for at in group:
                actor = self.m.actors[at]
                if (
                    actor.kind in (PARTY, PLACE, COLLECTIVE, REFERENCE)
                    and (entity := self.s.entity(at)) not in self.out.funders
                ):
                    self.out.give(entity, self.s.evidence(at))
            if self.out.beneficiaries:
                return
        if self.out.method == "flow:lead-in" and (lead := lead_of(self.s.scene, self.s.block)):
            for actor in self.s.scene.actors_in(*lead):
                if actor.kind == COLLECTIVE:
                    self.out.give(self.s.scene.adopt(actor), (actor.start, actor.end))
                    return
        if self.out.role in ("award", "plan"):
            for actor in owner_of(self.s.scene, self.s.block):
                if actor.entity not in self.out.funders:
                    self.out.give(actor.entity, (actor.start, actor.end))

    def _receiver_groups(self) -> list[list[int]]:
        verb, groups = self.verb, []
        reach = self.reach
        if verb and verb.kind == "receive":
            subject = clause.subject_of(self.m, verb.start) or self._place_subject(verb)
            if not subject and self._is_pronoun(verb):
                subject = self._near_antecedent(verb)
            groups.append(subject)
            return groups
        if verb and verb.kind == "give":
            if verb.start < self.at:
                groups.append(clause.addressed(self.m, verb.end, self.at))
                if (
                    re.match(
                        r"soutien|souten|soutin|accompagn|aid|financ|subventionn|cofinanc|dot|abond",
                        verb.form,
                        re.IGNORECASE,
                    )
                    and not verb.passive
                ):
                    groups.append(self._object(verb.end))
                groups.append(clause.projects_of(self.m, verb.end, self.at))
                if (
                    verb.passive
                    and not verb.auxiliary
                    and (main := self._verb_before(verb))
                    and main.kind == "give"
                    and not main.passive
                ):
                    groups.append(self._object(main.end))
            else:
                groups.append(clause.addressed(self.m, verb.end, len(self.text)))
        groups.append(clause.addressed(self.m, self.at, reach))
        if self.noun and self.noun.kind in ("aid", "part"):
            groups.append(clause.addressed(self.m, max(0, self.noun.start), self.at))
            groups.append(clause.projects_of(self.m, self.noun.start, self.at))
        groups.append(clause.projects_of(self.m, self.low, self.at))
        found = re.compile(
            rf"[^;.{AMOUNT}]{{0,60}}?\bpour\s{_DET}(?:{_OF})?(?P<who>[{SIGNS[PARTY]}{SIGNS[COLLECTIVE]}])"
        ).match(self.text, self.at + 1, reach + 1)
        if found and self.out.role == "award":
            groups.append(self.m.group(found.start("who")))
        functioning = re.compile(rf"\bfonctionnement\s{_OF}(?P<who>{RECEIVER})").search(self.text, 0, reach)
        if functioning:
            groups.append(self.m.group(functioning.start("who")))
        on = re.compile(rf"[^;.{AMOUNT}]{{0,50}}?\bsur\s{_DET}(?P<who>{SIGNS[COLLECTIVE]})").match(
            self.text, self.at + 1, reach + 1
        )
        if on and self.noun_after and self.noun_after.kind == "aid":
            groups.append([on.start("who")])
        if not (self.noun_after and self.noun_after.kind == "aid") or self.brackets:
            main = next(
                (other for other in self.s.verbs if other.end < self.at and other.kind == "give" and not other.passive),
                None,
            )
            if self.brackets and main and main.end < self.brackets[0]:
                groups.append(self._object(main.end))
        if self.out.method == "flow:lead-in":
            groups.append([at for at, actor in self.m.actors.items() if actor.kind == COLLECTIVE])
        borne = clause.projects_of(self.m, 0, self.at)
        groups.append(borne)
        return groups

    def _object(self, low: int) -> list[int]:
        """The direct object of «soutenir», «accompagner» …, if it is an actor."""
        found = re.compile(
            rf"\s(?:(?:également|aussi|ainsi|notamment|financièrement|depuis|en \w+|en|à hauteur de)\s|{SIGNS['ORG']}?\ue012\s?(?:et\s\ue012)?,?\s?|\d+\s|{AMOUNT}\s?)*(?:la\s|le\s|les\s|l['’])?(?:principales?\s|nombreux\s|\w+s\s)?(?P<who>{RECEIVER})"
        ).match(self.text, low, self.at)
        if not found:
            return []
        group = self.m.group(found.start("who"))
        listed = re.compile(rf"\s?[^,.;()]{{0,60}}\(\s?(?P<first>{SIGNS[PLACE]})").match(
            self.text, group[-1] + 1, self.at
        )
        return self.m.group(listed.start("first")) if listed else group

    def _place_subject(self, verb: Verb) -> list[int]:
        """«Le bassin minier a bénéficié de …»: a territory may receive."""
        found = re.compile(rf"\A\W*(?:Le\s|La\s|Les\s|L['’])?(?P<who>[{SIGNS[PLACE]}{SIGNS[COLLECTIVE]}])").match(
            self.text
        )
        if found and found.start("who") < verb.start:
            group = self.m.group(found.start("who"))
            return [] if re.match(r"projet", self.text[found.end() :].strip()) else group
        return []

    def _near_antecedent(self, verb: Verb) -> list[int]:
        cut = self.text.rfind("qui", 0, verb.start)
        close = [at for at in self.m.actors if at < cut and self.m.actors[at].kind in (PARTY, COLLECTIVE, PLACE)]
        if not close:
            return []
        start = self.m.group(max(close))[0]
        governed = [at for at in close if not re.search(rf"{SIGNS[PARTY]}\s?\)?\s?{_OF}\Z", self.text[:at])]
        return [max(governed)] if governed else [start]

    # --- the rest ---------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """What an amount without payer or receiver takes from the one before it in its sentence."""
        if (
            self.previous
            and self.previous.role in FLOW
            and (self.out.role == "part" or self.out.method == "flow:coordinated")
        ):
            self.out.like(self.previous)
            if self.out.role == "part" and self.out.purpose is None:
                self.out.project = self.previous.project

    def _share(self) -> None:
        stretch = self.text[self.at + 1 : self._share_reach()]
        found = re.search(
            rf"(?:financée?s?|prise? en charge|pris en charge|subventionnée?s?|soit|à hauteur de|correspondant|représentant|,)[^{AMOUNT}.;]{{0,90}}?(?P<rate>{PERCENT})",
            stretch,
        )
        if self.out.role == "cost":
            if found and len(re.findall(PERCENT, stretch)) == 1 and re.search(r"financ|charge|subvention", stretch):
                self.out.share = self._percent(self.at + 1 + found.start("rate"))
        elif (
            self.out.role in ("award", "plan")
            and found
            and not re.search(r"acompte|solde|avance", stretch[: found.end()])
        ):
            self.out.share = self._percent(self.at + 1 + found.start("rate"))

    def _share_reach(self) -> int:
        end = min(self.after, len(self.text))
        return min(end, self.brackets[1]) if self.brackets else end

    def _percent(self, index: int) -> str | None:
        written = self.m.percents.get(index)
        return written.replace(",", ".") if written else None

    def _whole(self) -> None:
        if self.out.role != "part" or self.out.whole is not None:
            return
        for at in reversed(self.s.order[: self.number]):
            draft = self.s.drafts[self.m.amounts[at]]
            if draft.role != "part":
                self.out.whole = self.m.amounts[at]
                self.out.like(draft) if draft.role in FLOW else None
                return


@cache
def _act_form() -> re.Pattern[str]:
    forms = source("sheets", "award_forms")
    return re.compile(
        rf"(?:\A[^{AMOUNT}\w]*(?:(?:article|art\.?)\s\w+\s?[:.–-]\s?)?|\b(?:décide|décident|propose|proposé|approuve|approuvent|autorise|vote|délibéré|unanimité|convient|est d['’]avis)\b[^.;]{{0,120}}?)(?:{forms})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _after_patterns() -> tuple[re.Pattern[str], ...]:
    aid = f"(?:{source('nouns', 'aid')}|{source('nouns', 'spend')})"
    tax = r"\s?(?:HT|TTC|ht|ttc)?(?:\s?/\s?an|\spar an|\sannuels?)?"
    return (
        re.compile(rf"{tax}\s?\(\s?(?P<who>{PAYER})\s?\)"),
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
def _before_bracket() -> re.Pattern[str]:
    precise = f"(?:(?:{source('words', 'precise')})\\s?)*"
    return re.compile(
        rf"(?P<who>{PAYER})\s?(?:\([^()]{{0,40}}\)\s?)?(?:(?P<bracket>\(\s?(?:dont\s|soit\s|pour\s|à hauteur de\s)?)|(?P<colon>:\s?)|)\s?{precise}\Z",
        re.IGNORECASE,
    )
