"""Who receives: addressed by the verb or the noun, helped as its object, or the subject of what benefits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import COLLECTIVE, PARTY, PLACE, REFERENCE
from filon.annotate.flows.asking import act_asks
from filon.annotate.flows.beside import receivers_in_brackets
from filon.annotate.flows.cofinancing import owner_before, payer_in_relative, receiver_of_lead, respective
from filon.annotate.flows.dues import dues_to
from filon.annotate.flows.gapped import gapped
from filon.annotate.flows.labels import awards_below, contributes, grants_title, lead_of, lists_grants
from filon.annotate.flows.lexicon import words
from filon.annotate.flows.mask import AMOUNT, RECEIVER, SIGNS
from filon.annotate.flows.pointed import carrier_of, give_him
from filon.annotate.flows.referred import other_party
from filon.annotate.flows.sheets import owner_of
from filon.annotate.flows.speaker import evidence_of
from filon.annotate.flows.theme import issuer_receives, titled_receiver, told_receiver

if TYPE_CHECKING:
    from filon.annotate.flows.clause import Verb
    from filon.annotate.flows.reading import Reading

_DET = r"(?:la\s|le\s|les\s|l['’])?"
_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"


def find_receivers(r: Reading) -> None:
    """Fill the receivers of the amount's draft; whoever pays does not receive (its own share in a plan apart)."""
    if r.out.role == "spend" or r.out.method == "flow:list-part":
        return
    if r.out.method == "flow:receivers-in-brackets":
        for at in receivers_in_brackets(r):
            if (entity := r.s.entity(at)) not in r.out.funders:
                r.out.give(entity, r.s.evidence(at))
        return
    if (
        (each := respective(r)) is not None
        and clause.governed(r.m, each)
        and r.m.actors[each].entity not in r.out.funders
    ):
        r.out.give(r.s.entity(each), r.s.evidence(each))
        return
    if r.out.role == "award" and (due := dues_to(r)) is not None and r.m.actors[due].entity not in r.out.funders:
        r.out.give(r.s.entity(due), r.s.evidence(due))
        return
    if (meant := _in_relative(r)) is not None:
        r.out.give(*meant)
        return
    if r.previous and r.previous.beneficiaries and _ADDED.search(r.between):
        for entity, evidence in zip(r.previous.beneficiaries, r.previous.beneficiary_evidence, strict=True):
            r.out.give(entity, evidence)
        return
    if r.out.method == "flow:gapped" and (shared := gapped(r)) is not None:
        if not shared.pays:
            for at in r.m.group(shared.at):
                r.out.give(r.s.entity(at), r.s.evidence(at))
        elif (to := _nearest(r)) and to[0]:
            r.out.give(r.s.entity(to[0][0]), r.s.evidence(to[0][0]))
        elif r.previous:
            for entity, evidence in zip(r.previous.beneficiaries, r.previous.beneficiary_evidence, strict=True):
                if entity not in r.out.funders:
                    r.out.give(entity, evidence)
        return
    if r.before is not None and r.out.role == "award" and _TO_COMMON.match(r.text, r.at + 1):
        return  # «…, et N à un agriculteur»: not to whom the sum before went
    if r.out.role == "plan" and (owners := owner_of(r.s.scene, r.s.block)):
        for actor in owners:
            r.out.give(actor.entity, (actor.start, actor.end))
        return
    for group in [*_nearest(r), *_relative(r), *_receiver_groups(r)]:
        for at in group:
            actor = r.m.actors[at]
            if actor.kind in (PARTY, PLACE, COLLECTIVE, REFERENCE) and (entity := r.s.entity(at)) not in r.out.funders:
                r.out.give(entity, r.s.evidence(at))
        if r.out.beneficiaries:
            return
    if r.out.role == "award" and (fed := _FED.search(r.text[: r.reach])) is not None:
        r.out.give(r.s.entity(fed.start("who")), r.s.evidence(fed.start("who")))
        return
    if (
        r.out.role == "award"
        and not r.verb
        and lists_grants(r.s.scene, r.s.block)
        and (named := _LABEL.match(r.text[: r.at])) is not None
    ):
        begin, end = r.m.offset(named.start("who")), r.m.offset(named.end("who"))
        if r.s.scene.text[begin:end].strip():
            r.out.give(r.s.scene.unnamed(" ".join(r.s.scene.text[begin:end].split()), (begin, end)), (begin, end))
            r.out.purpose = r.out.purpose or grants_title(r.s.scene, r.s.block)
            return
    if r.out.method == "flow:lead-in" and (lead := lead_of(r.s.scene, r.s.block)):
        aids = [match.end() for match in words("nouns", "aid").finditer(r.s.scene.text, *lead)]
        for actor in r.s.scene.actors_in(*lead):
            if actor.kind == COLLECTIVE and actor.start >= (aids[0] if aids else 0):
                r.out.give(r.s.scene.adopt(actor), (actor.start, actor.end))
                return
    if r.out.role == "award" and (party := other_party(r.s.scene, r.offset(), r.out.funders)) is not None:
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
        and act_asks(r)
        and (issuer := r.s.scene.issuer_at(r.offset())) is not None
        and issuer not in r.out.funders
    ):
        r.out.give(issuer, evidence_of(r.s.scene, issuer, r.offset()))
        return
    if (
        r.out.role in ("award", "plan")
        and (carrier := carrier_of(r)) is not None
        and carrier.entity not in r.out.funders
    ):
        r.out.give(carrier.entity, (carrier.start, carrier.end))
        return
    if r.out.role in ("award", "plan"):
        for actor in owner_of(r.s.scene, r.s.block):
            if r.out.role == "plan" or actor.entity not in r.out.funders:
                r.out.give(actor.entity, (actor.start, actor.end))
    if r.out.role in ("award", "plan") and r.out.funders and not r.out.beneficiaries:
        for entity, evidence in told_receiver(r):
            r.out.give(entity, evidence)
        if not r.out.beneficiaries and r.out.role == "award" and (titled := titled_receiver(r)) is not None:
            r.out.give(*titled)
        if not r.out.beneficiaries and (own := issuer_receives(r)) is not None:
            r.out.give(*own)
            r.out.confidence = min(r.out.confidence, 0.5)


def _in_relative(r: Reading) -> tuple[int, tuple[int, int]] | None:
    """«la ville … et l'aide de N que lui avait accordée X», «N que X nous a apporté»: the pronoun's body."""
    found = _PRONOUN.match(r.text, r.at + 1)
    if found is None or payer_in_relative(r) is None:
        return None
    if found["who"].casefold() == "nous":
        issuer = r.s.scene.issuer_at(r.offset())
        return None if issuer is None else (issuer, evidence_of(r.s.scene, issuer, r.offset()))
    named = [
        at
        for at in sorted(r.m.actors)
        if at < r.at and r.m.actors[at].kind in (PARTY, REFERENCE) and r.m.actors[at].entity not in r.out.funders
    ]
    return (r.s.entity(named[-1]), r.s.evidence(named[-1])) if named else None


# «ASSPEC : 600 €» under «Subventions aux associations :»: a name that is no mention.
_LABEL = re.compile(r"\W*(?P<who>[A-ZÀ-ÖŒ][^:;.()\d\ue000-\ue01f]{1,60}?)\s?(?::|=|–|-)\s?\Z")
_TO_COMMON = re.compile(r"\s?(?:HT|TTC)?\s(?:à|aux?)\s(?:une?|deux|trois|plusieurs)\s[a-zà-öø-ÿœ]")
# «N du Fonds, auxquels la Région a ajouté M»: to the same.
_ADDED = re.compile(r"\bauxquel\w*\b[^.;]{0,80}\bajout\w+\s(?:\w+ de\s)?\Z", re.IGNORECASE)
_PRONOUN = re.compile(
    rf"\s[^.;,{AMOUNT}]{{0,30}}?,?\s?\bqu(?:e\s|['’])[^.;,{AMOUNT}]{{0,40}}?\b(?P<who>lui|leur|nous)\s", re.IGNORECASE
)


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
_NAMED = r"(?:celles?\s(?:de\s(?:la\s|l['’])?|du\s|d['’]))?(?:la\s|le\s|les\s|l['’])?(?:(?:commune|ville|association|société)\s(?:de\s|d['’])?[«\"]?\s?)?"
_TO_BEHIND = re.compile(
    rf"\s?(?:HT|TTC|\([^()]*\))?\s?(?:à|au|aux|en faveur (?:de|du|des|d['’])|au profit (?:de|du|des|d['’]))\s?(?:{_NAMED}(?:[{SIGNS[PARTY]}{SIGNS[COLLECTIVE]}{SIGNS[REFERENCE]}])|celles?\s(?:de\s|d['’]|du\s)(?:la\s|l['’])?{SIGNS[PLACE]})",
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
        and (verb.kind == "give" or (verb.kind == "spend" and r.out.role == "award" and verb.start < r.at))
        and re.search(r"\b(?:lui|leur)\s(?:a\s|ont\s|avait\s|est\s)?(?:\w+\s)?\Z", r.text[: verb.start])
    ):
        give_him(r)
    before = re.compile(rf"(?P<who>{RECEIVER})\s?(?:\([^()]*\)\s?)?»?\s?:\s?\Z").search(r.text[: r.at])
    beside = re.compile(rf"(?P<who>{RECEIVER})\s?:?\s?\Z").search(r.text[: r.at])
    if beside and r.out.method == "flow:receivers-listed":
        groups.append([beside.start("who")])
    if before and awards_below(r.s.scene, r.s.block):
        groups.append(r.m.group(before.start("who")))
    if re.match(
        rf"\W*(?:à|aux?)\s?{_DET}(?:(?:communes?|villes?|associations?|société)\s(?:de\s|d['’])?)?[«\"]?\s?{RECEIVER}",
        r.text,
        re.IGNORECASE,
    ):
        groups.append(clause.addressed(r.m, 0, r.at))
    if verb and verb.kind == "receive" and verb.passive and re.match(r"sollicit|demand", verb.form, re.IGNORECASE):
        return groups  # «l'Agence a été sollicitée pour N»: she is asked
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
            if re.match(r"abond|sout", verb.form, re.IGNORECASE) and not verb.passive:
                groups.append(clause.projects_of(r.m, r.at, reach))
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
    functioning = re.compile(rf"\bfonctionnement\s{_OF}(?P<who>{RECEIVER})").search(
        r.text, r.before + 1 if r.before is not None else 0, reach
    )
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
    if r.brackets and (opened := _HELPED_BY.match(r.text)) and (acts := _THEN_ACTS.match(r.text, opened.end())):
        groups.insert(0, r.m.group(acts.start("who")))
    if r.brackets and verb and verb.kind == "give" and not verb.passive and verb.end < r.brackets[0]:
        beside_it = re.compile(rf"(?:[,(]|\bet)\s?{_DET}(?:\w+\s)?(?P<who>{RECEIVER})\s?\Z").search(
            r.text[: r.brackets[0]]
        )
        if beside_it:
            groups.append(r.m.group(beside_it.start("who")))
    if r.brackets and verb and verb.kind == "give" and verb.passive and verb.auxiliary:
        each = re.compile(
            rf"(?P<class>{SIGNS[COLLECTIVE]})[^.;:]*:[^.;:]*(?<=[:,t])\s(?:à\s)?{_DET}(?P<who>{RECEIVER})\s?\Z"
        )
        if one := each.search(r.text[: r.brackets[0]]):
            groups.insert(0, [one.start("who")])
    if verb and verb.kind == "give" and not verb.passive and _HELPING.match(verb.form) and verb.end <= r.at:
        straight = re.compile(rf"\s(?:HT\s|TTC\s)?(?:la\s|le\s|les\s|l['’])(?P<who>{RECEIVER})").match(
            r.text, r.at + 1, reach + 1
        )
        if straight and re.fullmatch(r"\s(?:\w+\s)?(?:à hauteur de|pour)\s(?:\w+ de\s)?", r.text[verb.end : r.at]):
            groups.insert(0, r.m.group(straight.start("who")))
    if got := _GOT_BY.match(r.text, r.at + 1, reach + 1):
        groups.insert(0, r.m.group(got.start("who")))
    if r.out.method == "flow:lead-in":
        groups.append([at for at, actor in r.m.actors.items() if actor.kind == COLLECTIVE])
    # A long bracket is a clause of its own; «porté par X (N)» is told outside.
    borne = clause.projects_of(r.m, r.bracket_start() if r.at - r.bracket_start() > 40 else 0, r.at)
    groups.append(borne)
    return groups


# «abonde le Fonds de solidarité pour le logement de N»: a fund may be fed.
_FED = re.compile(
    rf"\b(?:abond\w+\s(?:également\s|aussi\s)?(?:le\s|la\s|l['’]|au\s|à la\s)?|contribu\w+\sau\s|particip\w+\sau\s|cotis\w+\sau\s|dotation\sau\s)(?P<who>{SIGNS['PROGRAMME']})",
    re.IGNORECASE,
)
# «Avec le soutien de l'Agence (N) et du Parc (N), la commune de X a planté …»: who acts is helped.
_HELPED_BY = re.compile(rf"\W*(?:avec|grâce|bénéficiant)\s[^.;]*{AMOUNT}\s?\)\s?,\s", re.IGNORECASE)
_THEN_ACTS = re.compile(rf"{_DET}(?:\w+\s)?(?P<who>{RECEIVER})\s?(?:\([^()]*\)\s)?,?\s\w+", re.IGNORECASE)
_HELPING = re.compile(r"subventionn|souten|soutien|soutin|accompagn|aid|financ|cofinanc", re.IGNORECASE)
# «N perçus par 410 exploitations», «N sollicités par l'association».
_GOT_BY = re.compile(
    rf"[^;.{AMOUNT}]{{0,90}}?\b(?:perçu|reçu|touché|sollicité|demandé|obtenu)e?s?\s(?:chaque année\s)?par\s{_DET}(?P<who>{RECEIVER})",
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
