"""One amount of a sentence with the grammar around it, as the rules of role, payer and receiver look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import PROGRAMME
from filon.annotate.flows.draft import Draft
from filon.annotate.flows.lexicon import before_figure, words
from filon.annotate.flows.mask import AMOUNT, SIGNS, Masked

if TYPE_CHECKING:
    from filon.annotate.flows.clause import Verb
    from filon.annotate.flows.scene import Scene


# «cette opération, dont le coût s'élève à N»: a relative clause, no part.
_WHOSE = re.compile(
    r"dont\s(?:le|la|les|l['’])\s?(?:co[ûu]ts?|montants?|budgets?|prix|dépenses?|charge|financement|plan de financement)\b",
    re.IGNORECASE,
)


@dataclass
class Sentence:
    """One sentence with its amounts; ``order`` are their masked indexes, ``drafts`` what was read so far."""

    scene: Scene
    block: int
    masked: Masked
    drafts: dict[int, Draft]
    verbs: list[Verb] = field(default_factory=list)
    order: list[int] = field(default_factory=list)

    def entity(self, at: int) -> int:
        """The entity index of the actor at a masked index."""
        return self.scene.adopt(self.masked.actors[at])

    def evidence(self, at: int) -> tuple[int, int]:
        """The characters of the actor at a masked index."""
        actor = self.masked.actors[at]
        return actor.start, actor.end


class Reading:
    """The amount at masked index ``at``: the noun before and after it, its verb, the amounts around it, its draft."""

    def __init__(self, sentence: Sentence, at: int, number: int) -> None:
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
        near = self.before + 1 if self.before is not None else 0
        self.noun_after = clause.noun_after(self.m, self.at)
        self.noun = clause.noun_before(self.m, self.at, max(near, self.bracket_start()))
        self.verb = self.verb_of()
        self.previous = self.s.drafts.get(self.m.amounts[self.before]) if self.before is not None else None
        self.between = self.text[near : self.at]

    def offset(self) -> int:
        """The document's character where the amount begins."""
        return self.m.offset(self.at)

    def bracket_start(self) -> int:
        """Where the brackets around the amount open (0 where it stands in none)."""
        return self.brackets[0] + 1 if self.brackets else 0

    def verb_of(self) -> Verb | None:
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

    @cached_property
    def reach(self) -> int:
        """How far to the right the amount's own complements go."""
        end = min(self.after, len(self.text))
        if self.brackets:
            end = min(end, self.brackets[1])
        elif (
            insert := re.compile(r"[^.;:]{0,40}?\s?(?P<open>[-–—(])\s?(?:dont|y compris|soit)\s").match(
                self.text, self.at + 1, end
            )
        ) is not None:
            # «N - dont N en 2020 - en faveur de X»: the complements go on behind the insertion.
            closing = {"(": ")"}.get(insert["open"], insert["open"])
            back = self.text.find(closing, end + 1)
            if back > 0:
                following = [at for at in self.s.order if at > back]
                end = following[0] if following else len(self.text)
        stop = re.compile(r";|\.\s|\s:\s").search(self.text, self.at + 1, end)
        return stop.start() if stop else end

    def verb_before(self, verb: Verb) -> Verb | None:
        """The verb of money before another one, outside brackets."""
        return next(
            (
                other
                for other in reversed(self.s.verbs)
                if other.start < verb.start and not clause.bracket(self.m, other.start)
            ),
            None,
        )

    def coordinated(self) -> bool:
        """Whether the amount goes on with the one before («…, N et N»)."""
        return bool(re.search(r"(?:,|\bet|\bpuis|\bainsi que|;|\(|\bplus)\s?", self.between)) or len(self.between) < 40

    def joins(self) -> bool:
        """Whether the amount is added to the one before («auxquels s'ajoutent N»)."""
        return bool(words("words", "joined").search(self.between))

    def says_dont(self) -> bool:
        """Whether «dont», «y compris», «réparti» make it a part of the one before."""
        found = [
            match
            for match in words("words", "breakdown").finditer(self.between)
            if not _WHOSE.match(self.between, match.start())
        ]
        return bool(found) and len(rest := self.between[found[-1].end() :]) < 70 and "(" not in rest

    def aid_said(self) -> bool:
        """Whether the sentence speaks of giving: a noun of aid, a verb of giving or receiving, a scheme named «aide …»."""
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

    def fund_before(self) -> int | None:
        """«Fonds friches (N)», «un Fonds conjoint État-Région de N»: the index of the fund just before the amount."""
        precise = before_figure()
        found = re.search(
            rf"(?P<fund>{SIGNS[PROGRAMME]})[»\"”]?\s?(?:\(\s?|(?:doté\s)?(?:de\s|d['’]))(?:un montant de\s)?{precise}\Z",
            self.text[: self.at],
        )
        return found.start("fund") if found else None

    def is_pronoun(self, verb: Verb) -> bool:
        """Whether a pronoun is the subject of the verb."""
        return bool(
            re.search(
                r"\b(?:il|elle|ils|elles|qui|celui-ci|celle-ci|ce dernier|cette dernière)\s(?:[nlsy]['’]?\s?)?(?:\w+\s){0,3}\Z",
                self.text[max(0, verb.start - 50) : verb.start],
                re.IGNORECASE,
            )
        )
