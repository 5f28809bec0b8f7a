"""Who receives: addressed by the verb or the noun, helped as its object, or the subject of what benefits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import COLLECTIVE, PARTY, PLACE, REFERENCE
from filon.annotate.flows.cofinancing import owner_before, receiver_of_lead, respective
from filon.annotate.flows.labels import awards_below, contributes, lead_of
from filon.annotate.flows.lexicon import words
from filon.annotate.flows.mask import AMOUNT, RECEIVER, SIGNS
from filon.annotate.flows.sheets import owner_of
from filon.annotate.flows.speaker import evidence_of

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.clause import Verb
    from filon.annotate.flows.reading import Reading

_DET = r"(?:la\s|le\s|les\s|l['’])?"
_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"


def find_receivers(r: Reading) -> None:
    """Fill the receivers of the amount's draft; whoever pays does not receive (its own share in a plan apart)."""
    if r.out.role == "spend" or r.out.method == "flow:list-part":
        return
    if (each := respective(r)) is not None and clause.governed(r.m, each):
        r.out.give(r.s.entity(each), r.s.evidence(each))
        return
    for group in [*_nearest(r), *_relative(r), *_receiver_groups(r)]:
        for at in group:
            actor = r.m.actors[at]
            if actor.kind in (PARTY, PLACE, COLLECTIVE, REFERENCE) and (entity := r.s.entity(at)) not in r.out.funders:
                r.out.give(entity, r.s.evidence(at))
        if r.out.beneficiaries:
            return
    if r.out.method == "flow:lead-in" and (lead := lead_of(r.s.scene, r.s.block)):
        aids = [match.end() for match in words("nouns", "aid").finditer(r.s.scene.text, *lead)]
        for actor in r.s.scene.actors_in(*lead):
            if actor.kind == COLLECTIVE and actor.start >= (aids[0] if aids else 0):
                r.out.give(r.s.scene.adopt(actor), (actor.start, actor.end))
                return
    if r.out.role == "award" and (party := r.s.scene.other_party(r.offset(), r.out.funders)) is not None:
        r.out.give(party, evidence_of(r.s.scene, party, r.offset()))
        r.out.confidence = min(r.out.confidence, 0.6)
        return
    if (
        r.out.role == "award"
        and contributes(r.s.scene, r.s.block, r.m.offset(0), r.m.end)
        and (issuer := r.s.scene.issuer_at(r.offset())) is not None
    ):
        if issuer not in r.out.funders:
            r.out.give(issuer, evidence_of(r.s.scene, issuer, r.offset()))
        return
    if r.out.role == "award" and not r.verb and (lead_receiver := receiver_of_lead(r.s.scene, r.s.block)) is not None:
        r.out.give(r.s.scene.adopt(lead_receiver), (lead_receiver.start, lead_receiver.end))
        return
    if r.out.role == "plan" and (owner := owner_before(r)) is not None:
        r.out.give(r.s.scene.adopt(owner), (owner.start, owner.end))
        return
    if (
        r.out.role == "award"
        and re.search(
            r"\b(?:y|le|la|l['’])\s?(?:(?:a|ont)\s)?(?:contribu|particip|consacr|apport|ajout|soutien|financ|subventionn)\w*\s",
            r.text[: r.at],
        )
        and (owner := owner_before(r)) is not None
        and owner.entity not in r.out.funders
    ):
        r.out.give(r.s.scene.adopt(owner), (owner.start, owner.end))
        return
    if (
        r.out.role == "award"
        and _asks(r)
        and (issuer := r.s.scene.issuer_at(r.offset())) is not None
        and issuer not in r.out.funders
    ):
        r.out.give(issuer, evidence_of(r.s.scene, issuer, r.offset()))
        return
    if r.out.role in ("award", "plan") and (carrier := _carrier(r)) is not None and carrier.entity not in r.out.funders:
        r.out.give(carrier.entity, (carrier.start, carrier.end))
        return
    if r.out.role in ("award", "plan"):
        for actor in owner_of(r.s.scene, r.s.block):
            if r.out.role == "plan" or actor.entity not in r.out.funders:
                r.out.give(actor.entity, (actor.start, actor.end))


def _nearest(r: Reading) -> list[list[int]]:
    """Of several coordinated gifts, the receiver right beside this sum: «N à X, M à Y», «à X une subvention de N et à Y …»."""
    if len(r.s.order) < 2 or r.brackets:
        return []
    groups = []
    if to := _TO_BEHIND.match(r.text, r.at + 1, r.reach + 1):
        groups.append(r.m.group(to.end() - 1))
    low = r.before + 1 if r.before is not None else 0
    if before := _TO_BEFORE.search(r.text[low : r.at]):
        groups.append(r.m.group(low + before.start("who")))
    return groups


def _relative(r: Reading) -> list[list[int]]:
    """«X, à laquelle la Région a reversé N»: the antecedent of the dative relative."""
    if not r.verb or r.verb.kind != "give" or r.verb.start > r.at:
        return []
    found = _TO_WHOM.search(r.text[: r.verb.start])
    return [r.m.group(found.start("who"))] if found else []


_TO_WHOM = re.compile(
    rf"(?P<who>{RECEIVER})\s?[»\"”)]?\s?,?\s(?:à laquelle|auquel|à qui|auxquels|auxquelles)\s[^;.:]{{0,60}}\Z",
    re.IGNORECASE,
)
_NAMED = r"(?:la\s|le\s|les\s|l['’])?(?:(?:commune|ville|association|société)\s(?:de\s|d['’])?[«\"]?\s?)?"
_TO_BEHIND = re.compile(
    rf"\s?(?:HT|TTC|\([^()]*\))?\s?(?:à|au|aux|en faveur (?:de|du|des|d['’])|au profit (?:de|du|des|d['’]))\s?{_NAMED}(?:[{SIGNS[PARTY]}{SIGNS[COLLECTIVE]}{SIGNS[REFERENCE]}])",
    re.IGNORECASE,
)
_TO_BEFORE = re.compile(
    rf"(?:,|\bet|;|ainsi qu['’])\s?(?:à|au|aux)\s?{_NAMED}(?P<who>{RECEIVER})\s?,?\s(?:pour\s[^,;.]{{1,60}},\s)?(?:une?|d['’]une?|la|le)?\s?(?:\w+\s){{0,3}}?(?:de\s|d['’]|à hauteur de\s)?(?:\w+ de\s)?\Z",
    re.IGNORECASE,
)


def _receiver_groups(r: Reading) -> list[list[int]]:
    verb, groups = r.verb, []
    if (
        verb
        and verb.kind == "spend"
        and re.search(r"\ben\s\Z", r.text[: verb.start])
        and (main := r.verb_before(verb))
        and main.kind == "give"
    ):
        verb = main  # «a soutenu X en mobilisant N»
    if r.brackets and (
        aux := re.compile(rf"\b(?:aux?|à)\s{_DET}(?P<who>{RECEIVER})\s?\Z").search(r.text[: r.brackets[0]])
    ):
        groups.append(r.m.group(aux.start("who")))
    reach = r.reach
    if (
        verb
        and verb.kind == "give"
        and re.search(r"\b(?:lui|leur)\s(?:a\s|ont\s|avait\s|est\s)?(?:\w+\s)?\Z", r.text[: verb.start])
    ):
        _give_him(r)
    before = re.compile(rf"(?P<who>{RECEIVER})\s?(?:\([^()]*\)\s?)?»?\s?:\s?\Z").search(r.text[: r.at])
    beside = re.compile(rf"(?P<who>{RECEIVER})\s?:?\s?\Z").search(r.text[: r.at])
    if beside and r.out.method == "flow:receivers-listed":
        groups.append([beside.start("who")])
    if before and awards_below(r.s.scene, r.s.block):
        groups.append(r.m.group(before.start("who")))
    if re.match(r"\W*(?:à|aux?)\b", r.text):
        groups.append(clause.addressed(r.m, 0, r.at))
    if verb and verb.kind == "receive":
        subject = clause.subject_of(r.m, verb.start) or _place_subject(r, verb)
        if not subject and r.is_pronoun(verb):
            subject = _near_antecedent(r, verb)
        groups.append(subject)
        return groups
    if verb and verb.kind == "give":
        if verb.start < r.at:
            groups.append(clause.addressed(r.m, verb.end, r.at))
            if (
                re.match(
                    r"soutien|souten|soutin|accompagn|aid|financ|subventionn|cofinanc|dot|abond",
                    verb.form,
                    re.IGNORECASE,
                )
                and not verb.passive
            ):
                groups.append(_object(r, verb.end))
            groups.append(clause.projects_of(r.m, verb.end, r.at))
            if (
                verb.passive
                and verb.auxiliary
                and re.match(r"(?:soutenu|accompagné|aidé|subventionné)", verb.form, re.IGNORECASE)
            ):
                groups.append(clause.passive_subject(r.m, verb.start))
            if (
                verb.passive
                and not verb.auxiliary
                and (main := r.verb_before(verb))
                and main.kind == "give"
                and not main.passive
            ):
                groups.append(_object(r, main.end))
        else:
            groups.append(clause.addressed(r.m, verb.end, len(r.text)))
    groups.append(clause.addressed(r.m, r.at, reach))
    if r.noun and r.noun.kind in ("aid", "part"):
        groups.append(clause.addressed(r.m, max(0, r.noun.start), r.at))
        groups.append(clause.projects_of(r.m, r.noun.start, r.at))
    groups.append(clause.projects_of(r.m, r.low, r.at))
    found = re.compile(
        rf"[^;.{AMOUNT}]{{0,60}}?\bpour\s{_DET}(?:{_OF})?(?P<who>[{SIGNS[PARTY]}{SIGNS[COLLECTIVE]}])"
    ).match(r.text, r.at + 1, reach + 1)
    if found and r.out.role == "award":
        groups.append(r.m.group(found.start("who")))
    functioning = re.compile(rf"\bfonctionnement\s{_OF}(?P<who>{RECEIVER})").search(r.text, 0, reach)
    if functioning and not clause.in_other_brackets(r.text, functioning.start(), r.at):
        groups.append(r.m.group(functioning.start("who")))
    on = re.compile(rf"[^;.{AMOUNT}]{{0,50}}?\bsur\s{_DET}(?P<who>{SIGNS[COLLECTIVE]})").match(
        r.text, r.at + 1, reach + 1
    )
    if on and r.noun_after and r.noun_after.kind == "aid":
        groups.append([on.start("who")])
    if not (r.noun_after and r.noun_after.kind == "aid") or r.brackets:
        main = next(
            (other for other in r.s.verbs if other.end < r.at and other.kind == "give" and not other.passive),
            None,
        )
        if r.brackets and main and main.end < r.brackets[0]:
            groups.append(_object(r, main.end))
    if r.out.method == "flow:lead-in":
        groups.append([at for at, actor in r.m.actors.items() if actor.kind == COLLECTIVE])
    borne = clause.projects_of(r.m, 0, r.at)
    groups.append(borne)
    return groups


def _asks(r: Reading) -> bool:
    """«SOLLICITE auprès de l'État une aide de N»: the act's own body asks where the sentence names no subject."""
    return bool(
        re.match(r"[\W\d]*(?:(?:décide\s)?(?:de\s)?sollicit(?:e|er)|demande(?:r)?)\s", r.text, re.IGNORECASE)
    ) or bool(
        re.search(
            r"\bnous\s(?:avons\s)?(?:\w+ment\s)?(?:sollicit|demand|perçu|percev|recev|reçu|obten)",
            r.text[: r.at],
            re.IGNORECASE,
        )
    )


def _give_him(r: Reading) -> None:
    """«elle lui a attribué N»: the other body of the sentence before."""
    scene = r.s.scene
    start = r.m.offset(0)
    carrier = _carrier(r)
    low = scene.sentence_of(start - 1) if start else (0, 0)
    parties = [actor for actor in scene.mentions_in(*low) if actor.kind == PARTY]
    others = [actor for actor in parties if actor.entity not in r.out.funders]
    if carrier is None and not parties and (lead := next(iter(scene.lead_ins(r.s.block)), None)) is not None:
        block = scene.blocks[lead]
        parties = [actor for actor in scene.mentions_in(block.start, block.end) if actor.kind == PARTY][:1]
        r.out.give(parties[0].entity, (parties[0].start, parties[0].end)) if parties else None
        return
    if carrier is None and (owner := owner_before(r)) is not None and owner.entity not in r.out.funders:
        r.out.give(scene.adopt(owner), (owner.start, owner.end))
        return
    if carrier is None and not {actor.entity for actor in parties} & set(r.out.funders):
        return  # the sentence before is not about whoever pays
    for actor in [carrier] if carrier else others[:1]:
        r.out.give(actor.entity, (actor.start, actor.end))


def _carrier(r: Reading) -> Actor | None:
    """Who carries the project that the paragraph is about: «portée par X», «X assure la maîtrise d'ouvrage»."""
    scene, block = r.s.scene, r.s.scene.blocks[r.s.block]
    for actor in scene.mentions_in(max(block.start, r.offset() - 350), r.offset()):
        if actor.kind != PARTY:
            continue
        before, after = (
            scene.text[max(block.start, actor.start - 45) : actor.start],
            scene.text[actor.end : actor.end + 45],
        )
        if _CARRIED.search(before) or _CARRIES.match(after):
            return actor
    return None


_CARRIED = re.compile(
    r"(?:portée?\spar|maîtrise d['’]ouvrage\s(?:de|par|:))\s?(?:la\s|le\s|les\s|l['’])?\Z", re.IGNORECASE
)
_CARRIES = re.compile(
    r",?\s(?:qui\s)?(?:assure|assurera|assurant|exerce|est|sera)\s(?:la\s|le\s)?(?:maîtrise|maître|maîtresse)\sd['’]ouvrage",
    re.IGNORECASE,
)


def _object(r: Reading, low: int) -> list[int]:
    """The direct object of «soutenir», «accompagner» …, if it is an actor."""
    found = re.compile(
        rf"\s(?:(?:également|aussi|ainsi|notamment|financièrement|depuis|en \w+|en|à hauteur de)\s|{SIGNS['ORG']}?\ue012\s?(?:et\s\ue012)?,?\s?|\d+\s|{AMOUNT}\s?)*(?:la\s|le\s|les\s|l['’])?(?:(?:commune|ville|association)\s(?:de\s|d['’]|[«\"]\s?)?)?(?:principales?\s|nombreux\s|\w+s\s)?(?P<who>{RECEIVER})"
    ).match(r.text, low, r.at)
    if not found:
        return []
    group = r.m.group(found.start("who"))
    listed = re.compile(rf"\s?[^,.;()]{{0,60}}\(\s?(?P<first>{SIGNS[PLACE]})").match(r.text, group[-1] + 1, r.at)
    return r.m.group(listed.start("first")) if listed else group


def _place_subject(r: Reading, verb: Verb) -> list[int]:
    """«Le bassin minier a bénéficié de …»: a territory may receive."""
    found = re.compile(rf"\A\W*(?:Le\s|La\s|Les\s|L['’])?(?P<who>[{SIGNS[PLACE]}{SIGNS[COLLECTIVE]}])").match(r.text)
    if found and found.start("who") < verb.start:
        group = r.m.group(found.start("who"))
        return [] if re.match(r"projet", r.text[found.end() :].strip()) else group
    return []


def _near_antecedent(r: Reading, verb: Verb) -> list[int]:
    cut = r.text.rfind("qui", 0, verb.start)
    close = [at for at in r.m.actors if at < cut and r.m.actors[at].kind in (PARTY, COLLECTIVE)] or [
        at for at in r.m.actors if at < cut and r.m.actors[at].kind == PLACE
    ]
    if not close:
        return []
    start = r.m.group(max(close))[0]
    governed = [at for at in close if not re.search(rf"{SIGNS[PARTY]}\s?\)?\s?{_OF}\Z", r.text[:at])]
    return [max(governed)] if governed else [start]
