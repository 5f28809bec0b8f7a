"""Who pays: named beside the amount, in its noun phrase, by the verb, by an adjective of rank, or whoever speaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import PARTY, PROGRAMME, rank_pattern, references
from filon.annotate.flows.asking import asked, asking
from filon.annotate.flows.beside import (
    NOT_PAID_BY,
    aid_with_payer,
    may_pay,
    pay,
    payer_after,
    payer_before,
    payer_left,
)
from filon.annotate.flows.byrank import pay_by_rank, rank_named_before, ranked_place
from filon.annotate.flows.cofinancing import (
    balance_owner,
    balance_payer,
    balance_shared,
    payer_in_relative,
    respective,
    share_owner,
)
from filon.annotate.flows.decided import decided
from filon.annotate.flows.draft import FLOW
from filon.annotate.flows.funds import embedded_payers, fund_payers
from filon.annotate.flows.gapped import gapped
from filon.annotate.flows.labels import awards_below
from filon.annotate.flows.mask import AMOUNT, PAYER
from filon.annotate.flows.shares import missing_payer
from filon.annotate.flows.sheets import owner_of
from filon.annotate.flows.speaker import evidence_of, speaker_of, subject_before
from filon.annotate.flows.subjects import opening_pronoun, summed_up
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.clause import Noun, Verb
    from filon.annotate.flows.reading import Reading

_DET = r"(?:la\s|le\s|les\s|l['’])?"
_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"


def find_payers(r: Reading) -> None:
    """Fill the payers of the amount's draft, from the surest place to the least (which lowers the confidence)."""
    out, verb = r.out, r.verb
    if out.method == "flow:balance" and (bringing := missing_payer(r)):
        for at in bringing[-1:]:
            out.pay(r.s.entity(at), r.s.evidence(at))
            out.give(r.s.entity(at), r.s.evidence(at))
        share_owner(r)
        return
    if out.method == "flow:replaced" and (issuer := r.s.scene.issuer_at(r.offset())) is not None:
        out.pay(issuer, evidence_of(r.s.scene, issuer, r.offset()))
        return
    if out.method == "flow:balance" and (sharing := balance_shared(r)):
        pay(r, sharing)
        return
    if out.method == "flow:balance" and (owner := balance_payer(r)) is not None:
        out.pay(r.s.entity(owner), r.s.evidence(owner))
        out.give(r.s.entity(owner), r.s.evidence(owner))
        share_owner(r)
        return
    if out.method == "flow:balance" and (carrier := balance_owner(r)) is not None:
        out.pay(r.s.scene.adopt(carrier), (carrier.start, carrier.end))
        out.give(r.s.scene.adopt(carrier), (carrier.start, carrier.end))
        share_owner(r)
        return
    if (each := respective(r)) is not None and may_pay(r.m.actors[each]) and not clause.governed(r.m, each):
        out.pay(r.s.entity(each), r.s.evidence(each))
        return
    if out.method == "flow:gapped" and (shared := gapped(r)) is not None:
        if shared.pays:
            pay(r, r.m.group(shared.at))
        elif r.previous:
            out.like(r.previous, receivers=False)
        return
    if (relative := payer_in_relative(r)) is not None:
        out.pay(r.s.entity(relative), r.s.evidence(relative))
        return
    if out.role == "part" and not payer_after(r):
        return
    if out.method == "flow:list-part":
        return
    if out.method == "flow:summed-up" and pay(r, summed_up(r)):
        return
    if out.method == "flow:fund-amount" and fund_payers(r):
        return
    if pay_by_rank(
        r,
        r.text[r.at + 1 : min(r.at + 45, r.reach)],
        r"\s?(?:de|d['’])\s?(?:fonds|crédits|subventions?|aides?|investissements?|dotations?)\s",
    ):
        return
    if (named := rank_named_before(r)) is not None:
        out.pay(named, r.s.scene.amounts[r.amount])
        return
    after = payer_after(r)
    if (
        verb
        and verb.kind == "give"
        and not verb.passive
        and verb.start < r.at
        and after
        and all(r.m.actors[at].kind == PROGRAMME for at in after)
    ):
        # «L'État a versé N de dotation d'équipement …»: the subject pays, through the scheme.
        subject = [at for at in clause.subject_of(r.m, verb.start) if r.m.actors[at].kind == PARTY]
        if pay(r, subject):
            return
    if out.method == "flow:receivers-in-brackets":
        if not pay_as_before(r) and (giver := speaker_of(r.s.scene, r.s.block, r.offset())) is not None:
            out.pay(*giver)
        return
    if (
        verb
        and verb.kind == "receive"
        and verb.start < r.at
        and (from_ := _FROM.search(r.text[verb.end : r.at]))
        and pay(r, r.m.group(verb.end + from_.start("who")))
    ):
        return
    if pay(r, asked(r)):
        return
    also = _ALSO_OF.search(r.between) if r.previous and r.previous.role in FLOW else None
    if also is not None and pay(r, r.m.group(r.at - len(r.between) + also.start("who"))[:1]):
        return
    if pay(r, payer_before(r)) or pay(r, payer_left(r)) or pay(r, after):
        return
    if out.method == "flow:receivers-listed":
        giver = speaker_of(r.s.scene, r.s.block, r.offset())
        if giver is not None:
            out.pay(*giver)
        return
    if (by := _GIVEN_BY.search(r.text[: r.at])) and pay(r, r.m.group(by.start("who"))):
        return
    if decided(r):
        issuer = r.s.scene.issuer_at(r.offset())
        if issuer is None:
            return  # an act whose body the text does not name
        out.pay(issuer, evidence_of(r.s.scene, issuer, r.offset()))
        out.method, out.confidence = "flow:act-award", 0.9
        return
    if r.s.scene.blocks[r.s.block].kind is BlockKind.LIST_ITEM and not verb and awards_below(r.s.scene, r.s.block):
        giver = speaker_of(r.s.scene, r.s.block, r.offset())
        if giver is not None:
            out.pay(*giver)
        return
    if out.method == "flow:own-work" and pay(r, clause.subject_of(r.m, r.at)):
        return
    if r.noun and r.noun.kind in ("aid", "spend", "cost") and pay(r, _payer_in_noun(r, r.noun)):
        return
    if verb and _verb_payers(r, verb):
        return
    if (
        (agent := clause.agents(r.m, r.at, r.reach))
        and not NOT_PAID_BY.search(r.text[r.at : agent[0]])
        and pay(r, agent)
    ):
        return
    if r.previous and r.previous.role in FLOW and r.previous.funders and r.before is not None:
        out.like(r.previous, receivers=False)
        return
    if pay(r, aid_with_payer(r, r.at)):
        return
    if (
        r.verb
        and r.verb.passive
        and r.verb.auxiliary
        and re.match(r"(?:co-?)?financé", r.verb.form, re.IGNORECASE)
        and out.role == "award"
    ):
        out.role, out.method, out.confidence = (
            "cost",
            "flow:financed-for",
            0.6,
        )  # «ont été financés pour N»: no payer is asserted
        return
    receives = verb is not None and verb.kind == "receive" and verb.start < r.at
    if pay_by_rank(r, r.text[r.bracket_start() : r.at], r".*") or ranked_place(r):
        return
    helped = verb is not None and verb.kind == "give" and verb.passive and verb.auxiliary and verb.start < r.at
    if not receives and not helped and pay(r, clause.subject_of(r.m, r.at), 0.55):
        return
    if not receives and not helped and (they := opening_pronoun(r)):
        for actor in they:
            out.pay(r.s.scene.adopt(actor), (actor.start, actor.end))
        return
    if (agent := clause.agents(r.m, 0, r.at)) and pay(r, agent, 0.5):
        return
    if re.search(r"\b(?:ses|son|sa|leurs?)\s\Z", r.text[: r.noun.start] if r.noun else ""):
        # «Au-delà de ses accompagnements … s'élevant à N, le Département a …»: the owner of «ses» follows.
        main = next((other for other in r.s.verbs if other.start > r.at and not other.passive), None)
        if main and pay(r, clause.subject_of(r.m, main.start, r.at)):
            return
    then = _OUT_OF_IT.match(r.text) if out.role == "spend" else None
    if then is not None and then.end() > r.at and pay(r, r.m.group(then.start("who"))):
        return
    if verb and not verb.passive and verb.start < r.at and _has_unknown_subject(r, verb):
        return
    if _NAMELESS.match(r.text) or references().match(r.text.lstrip(" -–•*")):
        return  # «La régie a remboursé N»: somebody the document does not name; «L'ABCD a mené un effort …»: an acronym that nobody knows
    speaker = speaker_of(r.s.scene, r.s.block, r.offset())
    own = r.s.scene.issuer_at(r.offset()) if speaker is not None and asking(r) is not None else None
    if speaker is not None and own is not None and own != speaker[0] and verb is not None and r.is_pronoun(verb):
        out.pay(own, evidence_of(r.s.scene, own, r.offset()))  # «X organise …. Il sollicite N»: X asks whose act it is
        out.give(*speaker)
        return
    if receives and speaker is not None and not _paid_before(r, speaker[0]):
        # «X a perçu N»: who was spoken of before need not be the payer; whose document it is may be.
        own = r.s.scene.issuer_at(r.offset())
        speaker = (own, evidence_of(r.s.scene, own, r.offset())) if own is not None else None
    owners = {actor.entity for actor in owner_of(r.s.scene, r.s.block)}
    issuer = r.s.scene.issuer_at(r.offset())
    if speaker is not None and speaker[0] in owners and issuer is not None and issuer not in owners:
        speaker = (issuer, evidence_of(r.s.scene, issuer, r.offset()))  # the owner of the sheet does not fund itself
    if (
        speaker is not None
        and receives
        and speaker[0] in {r.s.entity(at) for at in clause.subject_of(r.m, verb.start if verb else r.at)}
    ):
        return  # who receives does not pay
    if speaker is not None and out.role == "plan" and (verb is None or verb.passive):
        return  # «financée à hauteur de N»: one of several payers, not told
    if speaker is not None:
        out.pay(speaker[0], speaker[1])
        out.confidence = min(out.confidence, 0.45)


def pay_as_before(r: Reading) -> bool:
    """Of a list of gifts each is paid by who paid the one before, or the sum that the list breaks down."""
    if r.previous and r.previous.role == "award" and r.previous.funders:
        r.out.like(r.previous, receivers=False)
        return True
    start = r.offset()
    for at in reversed(r.s.scene.amounts_in(max(0, start - 2000), start)):
        told = r.s.drafts.get(at)
        if told is not None and told.role == "award" and told.funders:
            r.out.like(told, receivers=False)
            return True
    return False


_NAMELESS = re.compile(r"\W*(?:L['’]|La |Le |Les )(?:[A-ZÀ-Ö]{3,}|[A-ZÀ-Ö]+\d+)\s(?:a|ont|aura|y|lui|se|s['’])\b")


def _paid_before(r: Reading, entity: int) -> bool:
    """Whether a body pays a sum told before in the paragraph, or granting is its office and the act is its own."""
    block = r.s.scene.blocks[r.s.block]
    told = [r.s.drafts[at] for at in r.s.scene.amounts_in(block.start, r.offset()) if at in r.s.drafts]
    return not told or any(entity in draft.funders for draft in told)


# «le versement par la Ville de X d'un fonds de concours de N»
_GIVEN_BY = re.compile(
    rf"\b(?:versement|attribution|octroi|apport|prise en charge|financement|participation)\s(?:\w+\s)?par\s{_DET}(?P<who>{PAYER})[^.;{AMOUNT}]{{0,70}}\Z",
    re.IGNORECASE,
)
# «un soutien de l'Union de N et de la Banque des Territoires à hauteur de M»
_ALSO_OF = re.compile(
    rf"(?:,|\bet|\bainsi que|\bpuis)\s{_OF}(?P<who>{PAYER})\s?(?:\([^()]*\)\s?)?(?:à hauteur de\s|pour\s|d['’]un montant de\s|à concurrence de\s|,\s)(?:\w+ de\s)?\Z",
    re.IGNORECASE,
)
# «perçoit de l'agglomération N, de la Ville M»
_FROM = re.compile(rf"(?:\A|[,;]|\bet)\s{_OF}(?P<who>{PAYER})\s?\Z", re.IGNORECASE)
# «Sur l'enveloppe de N, le SDIS poursuit …»: who acts spends.
_OUT_OF_IT = re.compile(
    rf"\W*(?:sur|avec|grâce à|dans)\s[^.;,]*{AMOUNT}[^.;,]{{0,30}},\s{_DET}(?P<who>{PAYER})\s\w", re.IGNORECASE
)


def _has_unknown_subject(r: Reading, verb: Verb) -> bool:
    """Whether the verb's own subject is a name that is no mention: then nobody else is put in its place."""
    start = max((found.end() for found in re.finditer(r"[.;:,()]\s|\A", r.text[: verb.start])), default=0)
    said = re.sub(r"\A\W*\w+['’\s](?=[a-zà-öø-ÿœ])", "", r.text[start : verb.start])  # a capital begins every sentence
    return bool(re.search(r"(?<![\w«])[A-ZÀ-ÖŒ][a-zà-öø-ÿœ][\w'’-]+", said)) and not re.search(r"[\ue001-\ue007]", said)


def _payer_in_noun(r: Reading, noun: Noun) -> list[int]:
    """«une subvention annuelle de la Région de N», «Fonds conjoint État-Région de N», «l'aide du Département s'élève à N»."""
    gap = r.text[noun.end : r.at]
    found = re.match(rf"(?:\s(?!auprès|envers)[^\s,;:()]+){{0,4}}?\s{_OF}(?P<who>{PAYER})", gap) or re.match(
        rf"(?:\sconjoint|\scommun)?\s(?P<who>{PAYER})", gap
    )
    if found and not re.search(r"\s(?:à|au|aux|pour|en faveur)\s", found.group()):
        first = noun.end + found.start("who")
        beside = re.match(r"-\w+", r.text[first + 1 :])
        rank = rank_pattern().match(beside.group()[1:]) if beside else None
        if rank and rank.lastgroup:  # «Fonds État-Région»: the second name may be no mention
            entity = r.s.scene.ranked(rank.lastgroup, r.offset())
            r.out.pay(r.s.entity(first), r.s.evidence(first))
            r.out.pay(entity, r.s.evidence(first))
        return r.m.group(first)
    found = re.search(
        rf"\b(?:versée?s?|accordée?s?|attribuée?s?|allouée?s?|apportée?s?)\spar\s{_DET}(?P<who>{PAYER})", gap
    )
    return r.m.group(noun.end + found.start("who")) if found else []


def _verb_payers(r: Reading, verb: Verb) -> bool:
    if verb.kind == "amount_to":
        return False
    if verb.kind == "receive":
        source_of = re.compile(
            rf"\b(?:de la part|auprès)\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])(?P<who>{PAYER})|\bde\s(?:fonds|crédits|subventions|aides)\s(?:de\s|d['’]|du\s)?(?P<fund>{PAYER})"
        )
        if found := source_of.search(r.text, verb.end, r.reach):
            return pay(r, r.m.group(found.start("who") if found["who"] else found.start("fund")))
        programme = re.compile(
            rf"\A\s(?:également\s|aussi\s)?(?:du\s|de la\s|de l['’]|d['’]|des\s|de\s)(?:\w+\s)?(?P<who>{PAYER})"
        )
        if found := programme.search(r.text[verb.end : r.at]):
            return pay(r, r.m.group(verb.end + found.start("who")))
        return embedded_payers(r)
    if verb.passive:
        if pay(r, clause.agents(r.m, verb.end, max(r.reach, min(len(r.text), verb.end + 120)))):
            return _allies(r)
        return pay(r, _main_subject(r, verb), 0.6) if not verb.auxiliary else False
    if re.search(r"\bpermis de\s\Z|\bpermet de\s\Z", r.text[: verb.start]):
        return True  # «un appel à projets a permis de soutenir …»: who paid is not said
    if re.search(r"\ben\s\Z", r.text[: verb.start]) and (main := r.verb_before(verb)) and not main.passive:
        verb = main
    subject = clause.subject_of(r.m, verb.start)
    if not subject and _has_unknown_subject(r, verb):
        return True
    if r.is_pronoun(verb) and (they := opening_pronoun(r)):
        for actor in they:
            r.out.pay(r.s.scene.adopt(actor), (actor.start, actor.end))
        return True
    if r.is_pronoun(verb) or not subject:
        speaker = _antecedent(r, verb)
        if speaker is not None:
            r.out.pay(*speaker)
            return True
    if subject and pay(r, subject):
        return _allies(r)
    return False


def _main_subject(r: Reading, verb: Verb) -> list[int]:
    """For a bare participle («26 projets soutenus …»): the subject of the clause that the brackets interrupt."""
    holder = clause.bracket(r.m, verb.start)
    low = holder[0] if holder and holder[0] < r.at else verb.start
    main = next(
        (
            other
            for other in r.s.verbs
            if other.start < low and not other.passive and not clause.bracket(r.m, other.start)
        ),
        None,
    )
    return clause.subject_of(r.m, main.start if main else low)


def _allies(r: Reading) -> bool:
    """«avec l'aide de l'ANAH, d'Action Logement»: they pay too."""
    found = re.compile(
        rf"\bavec\s(?:l['’]aide|le soutien|le concours|l['’]appui|la participation)\s(?:financière?\s)?{_OF}(?P<who>{PAYER})"
    ).search(r.text, r.at)
    if found:
        pay(r, r.m.group(found.start("who")))
    return True


def _antecedent(r: Reading, verb: Verb) -> tuple[int, tuple[int, int]] | None:
    before = r.text[max(0, verb.start - 50) : verb.start]
    if relative := re.search(r"\bqui\s(?:[^,.;]*)\Z", before):
        cut = max(0, verb.start - 50) + relative.start()
        close = [at for at in r.m.actors if at < cut and may_pay(r.m.actors[at])]
        if close and cut - close[-1] < 40:
            at = max(close)
            return r.s.entity(at), r.s.evidence(at)
    opens = r.m.offset(0) < r.s.scene.blocks[r.s.block].start + len("– ") and _PRONOUN_OPENS.match(r.text)
    if opens and (subject := subject_before(r.s.scene, r.s.block)) is not None:
        return subject
    return speaker_of(r.s.scene, r.s.block, r.m.offset(0))


_PRONOUN_OPENS = re.compile(r"\W*(?:Elles?|Ils?|Celle-ci|Celui-ci|Cette dernière|Ce dernier)\s")
