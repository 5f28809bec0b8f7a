"""Lines of a financing plan: expenses, revenues by payer, the owner's own share; loans and own receipts are neither."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, REFERENCE, Actor, rank_pattern
from filon.annotate.flows.lexicon import source, words
from filon.annotate.flows.tables.cells import PAYERS, label_span, party_noun, share_of, side, side_of_subhead, years_in

if TYPE_CHECKING:
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.scene import Scene
    from filon.annotate.flows.tables.cells import Place
    from filon.annotate.flows.tables.kinds import Context
    from filon.model import Table


def read_plan(scene: Scene, table: Table, place: Place, draft: Draft, context: Context) -> Draft:
    """One amount of a plan that is no total."""
    half = side(place) or side_of_subhead(scene, context.subheads.get(place.row))
    payers = [actor for actor in place.label_actors if actor.kind in PAYERS]
    own = bool(words("tables", "own_share").search(place.label_text))
    noun = party_noun(place.label_text) if not payers and not own else None
    if noun is not None and noun.lastgroup is not None and half != "expense" and place.label is not None:
        entity = scene.resolve(noun.lastgroup, noun[noun.lastgroup], place.label.start)
        if entity is None:
            entity = scene.unnamed(noun[noun.lastgroup], (place.label.start, place.label.end))
        payers = [Actor(place.label.start, place.label.end, PARTY, entity)]
    if half == "expense" or (half is None and not payers and not own and not place.header_actors):
        draft.role, draft.method, draft.confidence = "cost", "flow:plan-expense", 0.9
        draft.purpose = label_span(scene, place)
        return draft
    if words("tables", "loan").match(place.label_text.strip(" *_-–•")):
        draft.role, draft.method, draft.confidence = "other", "flow:plan-loan", 0.8
        draft.purpose = label_span(scene, place)
        return draft
    if not payers and not own and words("tables", "receipt").search(place.label_text):
        draft.role, draft.method, draft.confidence = "other", "flow:plan-receipt", 0.7
        draft.purpose = label_span(scene, place)
        return draft
    return _revenue(scene, table, place, draft, context, payers, own)


def _revenue(
    scene: Scene, table: Table, place: Place, draft: Draft, context: Context, payers: list[Actor], own: bool
) -> Draft:
    draft.role, draft.method, draft.confidence = "plan", "flow:plan-revenue", 0.9
    draft.share = share_of(scene, table, place)
    draft.period = draft.period or years_in(place.label_text)
    draft.purpose = subhead_purpose(scene, context, place)
    evidence = (place.label.start, place.label.end) if place.label else context.lead_span
    give_to_owner(draft, context, evidence, sure=own or not payers)
    actors = payers or [actor for actor in place.header_actors if actor.kind in PAYERS]
    main = [actor for actor in actors if not _in_brackets(scene, place, actor)] or actors
    parties = [actor for actor in main if actor.kind in (PARTY, COLLECTIVE, REFERENCE)] or main
    if parties:
        several = len({a.entity for a in parties}) > 1
        joined = "/" in place.label_text or " et " in place.label_text
        for actor in parties[:1] if several and not joined else parties:
            draft.pay(scene.adopt(actor), (actor.start, actor.end))
    elif (kind := _kind_of_party(place.label_text)) is not None:
        entity = draft.beneficiaries[0] if draft.beneficiaries else scene.resolve(kind, place.label_text, evidence[0])
        draft.pay(entity, evidence)
        draft.confidence = 0.6
    elif own:
        for entity in list(draft.beneficiaries):
            draft.pay(entity, evidence)
    elif (rank := rank_pattern().search(place.label_text)) and rank.lastgroup:
        draft.pay(scene.ranked(rank.lastgroup, evidence[0]), evidence)
        draft.confidence = 0.7
    return draft


def subhead_purpose(scene: Scene, context: Context, place: Place) -> tuple[int, int] | None:
    """The line above a row that names a part of the project; «Recettes», «Financements» names none."""
    span = context.subheads.get(place.row)
    if span is None:
        return None
    said = scene.text[slice(*span)].strip(" *_:")
    half = any(words("tables", key).fullmatch(said) for key in ("revenue", "expense", "total"))
    return None if half else span


def give_to_owner(draft: Draft, context: Context, evidence: tuple[int, int], *, sure: bool) -> None:
    """The owner of what the table finances receives; the issuer where nobody is said to own it."""
    for actor in context.owners:
        draft.give(actor.entity, (actor.start, actor.end))
    if not context.owners and context.issuer is not None and context.issuer not in context.contributing:
        draft.give(context.issuer, evidence)
        draft.confidence = 0.7 if sure else 0.6


def _kind_of_party(label: str) -> str | None:
    """«Association (mécénat)», «Commune»: a party of the plan named by its kind."""
    kinds = (
        kind
        for kind in ("association", "commune", "epci")
        if re.match(rf"(?:{source('references', kind)})(?!\w)", label, re.IGNORECASE)
    )
    return next(kinds, None)


def _in_brackets(scene: Scene, place: Place, actor: Actor) -> bool:
    """«Etat (DSIL)»: the fund in brackets is how, not who."""
    if place.label is None:
        return False
    before = scene.text[place.label.start : actor.start]
    return before.count("(") > before.count(")")
