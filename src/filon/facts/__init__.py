"""What all documents say, as statements with their evidence: `derive_facts`; and the facts export: `export_rows`.

The order of thought: what stands around each character (`context`), each amount as a telling (`tellings`), tellings as
flows (`flows`, `slips`) with IRIs (`naming`), their parts (`instalments`). Then statements: budget lines (`imputation`), flows
(`money`, `doubts`), parts (`parts`), plans and costs (`plans`), acts and agreements (`acts`), relations and attributes
(`relations`, `participations`), and last the entities that all of these name (`things`). What people judged of facts comes after all
(`review`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from filon.facts.acts import find_agreements, state_acts, state_agreements, state_amendments, state_authorisations
from filon.facts.claims import Claims
from filon.facts.context import Source, read_sources
from filon.facts.doubts import state_doubts
from filon.facts.flow import Flow
from filon.facts.flows import gather
from filon.facts.imputation import find_budget_lines, state_budget_lines
from filon.facts.instalments import Share, divide, find_wholes
from filon.facts.money import state_flows, state_realisations
from filon.facts.owners import state_owner_conflicts
from filon.facts.participations import state_participations
from filon.facts.parts import state_instalments, state_orphans, state_shares_elsewhere
from filon.facts.plans import state_costs, state_plans
from filon.facts.printed import printed_names, state_printed_names
from filon.facts.relations import state_attributes, state_relations
from filon.facts.review import Review, review, without_rejected
from filon.facts.rows import export_rows
from filon.facts.tellings import tellings
from filon.facts.things import mentions_by_entity, state_entity, state_likenesses, state_territories
from filon.gazetteer import Gazetteer
from filon.model import FLOW_ROLES, Annotation, Document, Entity, Graph

__all__ = ["Review", "derive_facts", "export_rows", "review", "without_rejected"]


def derive_facts(
    annotations: Sequence[Annotation],
    entities: Sequence[Entity],
    documents: Mapping[str, Document],
    gazetteer: Gazetteer,
) -> Graph:
    """Everything a build asserts: statements with evidence, contradictions, and the flow that each amount tells.

    The result does not depend on the order of ``annotations`` and ``entities``. ``documents`` holds every annotated
    document by name (``KeyError`` where one is missing).
    """
    sources = read_sources(annotations, entities, documents)
    labels = {entity.iri: entity.label for entity in entities}
    claims = Claims()

    charged = state_budget_lines(claims, find_budget_lines(sources))
    flows = gather(tellings(sources, besides=charged))
    by_amount = {telling.key: flow for flow in flows for telling in flow.tellings}
    wholes = find_wholes(sources, besides=charged)
    divisions = divide(sources, by_amount, wholes)
    conflicts = state_flows(claims, flows, divisions, labels)
    state_realisations(claims, flows)
    state_doubts(claims, flows)
    state_instalments(claims, flows, divisions)
    state_shares_elsewhere(claims, flows, divisions)
    iris = {key: charged[key] for key in _flow_amounts(sources) if key in charged}
    iris |= {key: flow.iri for key, flow in by_amount.items()}
    iris |= {part: by_amount[whole].iri for part, whole in wholes.items() if whole in by_amount}
    iris |= state_orphans(claims, _orphans(sources, wholes, by_amount))

    conflicts += state_plans(claims, sources, by_amount, labels)
    state_costs(claims, sources, besides=charged)
    conflicts += state_acts(claims, sources)
    agreements = find_agreements(claims, sources)
    state_agreements(claims, flows, agreements)
    state_amendments(claims, sources, agreements)
    state_authorisations(claims, sources, agreements)
    state_relations(claims, sources)
    state_participations(claims, sources, agreements)
    conflicts += state_attributes(claims, sources)
    conflicts += state_owner_conflicts(claims, sources, labels)
    _state_things(claims, sources, entities, gazetteer)
    return Graph(
        entities=tuple(sorted(entities, key=lambda entity: entity.iri)),
        statements=claims.statements(),
        conflicts=tuple(sorted(conflicts, key=lambda conflict: (conflict.subject, conflict.property))),
        flows=dict(sorted(iris.items())),
    )


def _flow_amounts(sources: Sequence[Source]) -> Iterator[tuple[str, int]]:
    """The amounts that were read as telling a flow."""
    for source in sources:
        for index, amount in enumerate(source.annotation.amounts):
            if amount.role in FLOW_ROLES:
                yield source.name, index


def _orphans(
    sources: Sequence[Source],
    wholes: Mapping[tuple[str, int], tuple[str, int] | None],
    flows: Mapping[tuple[str, int], Flow],
) -> list[Share]:
    """The parts that break down no flow."""
    return [
        Share(source, index, amount, source.part_at(amount.start))
        for source in sources
        for index, amount in enumerate(source.annotation.amounts)
        if (source.name, index) in wholes and wholes[source.name, index] not in flows
    ]


def _state_things(claims: Claims, sources: Sequence[Source], entities: Sequence[Entity], gazetteer: Gazetteer) -> None:
    """The entities: by their mentions, and those named as a class only («les communes») by the first statement on them."""
    mentions = dict(mentions_by_entity(sources))
    for entity in entities:
        shown = mentions.get(entity.iri) or claims.about(entity.iri)
        if shown:
            mentions[entity.iri] = shown
            state_entity(claims, entity, shown)
    state_printed_names(claims, printed_names(sources))
    state_likenesses(claims, entities, mentions)
    state_territories(claims, sources, entities, mentions, gazetteer)
