"""Whom a paragraph is about, for sums whose own sentence names a payer alone: «La Région y ajoute N», «Le Département a aussi versé N»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, REFERENCE
from filon.annotate.flows.mask import AMOUNT
from filon.annotate.flows.speaker import evidence_of

if TYPE_CHECKING:
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.reading import Reading

Found = tuple[int, tuple[int, int]]

_REACH = 900  # characters back in the paragraph
# What points back to the thing that was just spoken of.
_BACK = re.compile(
    r"\b(?:lui|leur|y)\s|\b(?:ajout|compl[éè]t)\w+|\bce(?:tte|t|s)?\s(?:même\s)?(?:aide|action|opération|projet|travaux|chantier|équipement|étude|programme|initiative|manifestation|événement|acquisition|investissement|poste|dossier|tour de table)s?\b"
    r"|(?<!\w)(?:l['’]|le\s|la\s|les\s)(?:opération|projet|chantier|action|manifestation|dossier)(?!\s(?:de|d['’]|du|des)\b)(?!\w)|\bce(?:tte|t|s)\s(?!année|semaine|fois|date|titre|effet|fin|cadre|somme|montant|période|exercice|saison|enveloppe|commune|ville)[^\W\d_]{5,}|\bcelles?\b|\bcelui\b|\bceux\b",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"\b(?:également|aussi|en outre|par ailleurs|de plus|de (?:son|leur) côté|pour (?:sa|leur) part|quant à (?:elle|lui|eux)|de même|déjà|en complément)\b",
    re.IGNORECASE,
)
_OWN_THING = re.compile(
    rf"[^.;,{AMOUNT}]{{0,40}}?\b(?:pour|afin|destinée?s?|au titre|dans le cadre|à)\s", re.IGNORECASE
)
# Bodies that mostly pay: what others bring beside them goes to the owner of the project.
_GRANTS = re.compile(
    r"(?:région|conseil régional|départements?|conseil départemental|[ée]tat|préfecture|agence|ademe|direction|ministère|caisse)\b",
    re.IGNORECASE,
)
_TO_ELSE = re.compile(
    r"\s(?:\w+\s)?(?:à|aux?|en faveur|au profit|pour)\s(?:(?:les?|la|des|de|l['’])\s?)?(?:\d+\s)?(?:projets|dossiers|opérations|entreprises|associations|familles|jeunes|acteurs|lauréats)",
    re.IGNORECASE,
)
_ACTS = ("deliberation", "minutes", "arrete", "other")


def told_receiver(r: Reading) -> list[Found]:
    """Those who received the sum told before in the paragraph, where the sentence goes on about the same thing."""
    earlier = _earlier(r)
    if earlier is None:
        return []
    start = r.s.scene.amounts[r.amount][0]
    told = next(
        (r.s.scene.amounts[at][0] for at in r.s.scene.amounts_in(0, start) if r.s.drafts.get(at) is earlier), start
    )
    same_sentence = told >= r.m.offset(0)
    also = _ALSO.search(r.text[: r.reach]) and not _OWN_THING.match(r.text, r.at + 1)
    also = also or r.out.method == "flow:act-award"  # «X sollicite …. Je vous propose d'allouer N»
    if not same_sentence and not also and not _BACK.search(r.text[: r.reach]):
        return []
    if same_sentence and _OWN_THING.match(r.text, r.at + 1):
        return []
    found = list(zip(earlier.beneficiaries, earlier.beneficiary_evidence, strict=True))
    if any(entity in r.out.funders or r.s.scene.entities[entity].get("collective") for entity, _ in found):
        return []
    return found


def _name(r: Reading, entity: int) -> str:
    name: str = r.s.scene.entities[entity]["name"]
    return name


def _earlier(r: Reading) -> Draft | None:
    """The flow told last in the paragraph; its receiver must be a body, and the sentence may name no other."""
    block = r.s.scene.blocks[r.s.block]
    low = max(block.start, r.offset() - _REACH)
    told = [r.s.drafts[at] for at in r.s.scene.amounts_in(low, r.offset()) if at in r.s.drafts]
    flows = [draft for draft in told if draft.role in ("award", "plan", "part")]
    if not flows and (part := r.s.scene.part_at(r.offset())) and part.get("genre") == "convention":
        told = [r.s.drafts[at] for at in r.s.scene.amounts_in(part["start"], r.offset()) if at in r.s.drafts]
        flows = [draft for draft in told if draft.role == "award" and draft.beneficiaries][:1]
    if not flows or not flows[-1].beneficiaries or _others_named(r, set(flows[-1].beneficiaries)):
        return None
    return flows[-1]


def _others_named(r: Reading, known: set[int]) -> bool:
    """Whether the sentence names a body that neither pays this sum nor is known to receive."""
    payers = {entity for at in r.s.order if (draft := r.s.drafts.get(r.m.amounts[at])) for entity in draft.funders}
    payers |= set(r.out.funders)
    beside = {at for group in r.m.groups if any(r.m.actors[at].entity in payers for at in group) for at in group}
    return any(
        actor.kind in (PARTY, COLLECTIVE, REFERENCE) and r.s.entity(at) not in payers | known
        for at, actor in r.m.actors.items()
        if at < r.at and at not in beside
    )


def titled_receiver(r: Reading) -> Found | None:
    """The body whose name opens the paragraph as its title («7.1 Mission locale du Lot. La commune lui verse …»)."""
    scene = r.s.scene
    block = scene.blocks[r.s.block]
    for actor in scene.mentions_in(block.start, min(r.offset(), block.start + 90))[:1]:
        before, after = scene.text[block.start : actor.start], scene.text[actor.end : actor.end + 6]
        if (
            actor.kind == PARTY
            and actor.entity is not None
            and actor.entity not in r.out.funders
            and re.fullmatch(r"[\W\d]*(?:\d+(?:\.\d+)*)?[\W\d]*", before)
            and re.match(r"\s?(?:\.\**\s|\*+|[:–—]\s|-\s)", after)
            and not _others_named(r, {actor.entity})
        ):
            return actor.entity, (actor.start, actor.end)
    return None


def issuer_receives(r: Reading) -> Found | None:
    """In an act of a body, what another body brings and nobody else is named to receive comes to the act's own body."""
    scene = r.s.scene
    part = scene.part_at(r.offset())
    if part is None or part.get("genre") not in _ACTS or not r.out.funders:
        return None
    issuer = scene.issuer_at(r.offset())
    if issuer is None or (part["genre"] == "other" and not scene.issuers.heads(issuer, part["start"])):
        return None
    if issuer in r.out.funders or _others_named(r, {issuer}) or _GRANTS.match(_name(r, issuer)):
        return None
    if re.search(r"\b(?:lui|leur)\s", r.text[r.low : r.at]):
        return None  # somebody else is meant
    if _TO_ELSE.match(r.text, r.at + 1) and not (r.verb and re.match(r"particip|contribu|concour", r.verb.form)):
        return None  # «N à 86 projets»
    given = r.noun is not None and re.match(r"dons?\Z|mécénat", r.noun.form, re.IGNORECASE)
    if not given and not all(
        scene.is_authority(entity) or scene.entities[entity].get("collective") for entity in r.out.funders
    ):
        return None
    if len({term["entity"] for term in scene.terms if term["start"] <= r.offset() < term["end"]} - {issuer}) > 1:
        return None  # an agreement of several bodies
    block = scene.blocks[r.s.block]
    others = [
        entity
        for at in scene.amounts_in(block.start, r.offset())
        if at in r.s.drafts and r.s.drafts[at].role in ("award", "plan", "part")
        for entity in r.s.drafts[at].beneficiaries
    ]
    if any(entity != issuer for entity in others):
        return None
    return issuer, evidence_of(scene, issuer, r.offset())


__all__ = ["issuer_receives", "titled_receiver", "told_receiver"]
