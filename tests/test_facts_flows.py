"""Which tellings are one flow, which value is preferred, and that no amount is lost or counted twice."""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import Paper, entities_of
from filon import gazetteer
from filon.facts import derive_facts
from filon.model import FLOW_ROLES, AmountRole, Block, BlockKind, Cell, Genre, Graph, Literal, Table

JURA, DOLE, FRIENDS = "Département du Jura", "Commune de Dole", "association des Amis du Doubs"


def derive(*papers: Paper) -> Graph:
    documents = {paper.name: paper.document for paper in papers}
    return derive_facts([paper.annotation for paper in papers], entities_of(*papers), documents, gazetteer.load())


def values(graph: Graph, flow: str, *, preferred: bool | None = None, name: str = "schema:amount") -> list[str]:
    return sorted(
        statement.value.lexical if isinstance(statement.value, Literal) else statement.value
        for statement in graph.statements
        if statement.subject == flow and statement.property == name and preferred in (None, statement.preferred)
    )


def total(graph: Graph) -> Decimal:
    """The sum of what is granted: every funding once, planned lines left out."""
    fundings = {
        each.subject for each in graph.statements if each.property == "rdf:type" and each.value == "filon:Funding"
    }
    planned = {each.subject for each in graph.statements if each.value == "fc:status-planned"}
    return sum((Decimal(values(graph, flow, preferred=True)[0]) for flow in fundings - planned), Decimal(0))


def award(name: str, text: str, quote: str, **fields: object) -> Paper:
    paper = Paper(name, text)
    paper.amount(quote, **fields)  # type: ignore[arg-type]
    return paper


def test_the_same_award_in_an_act_its_convention_and_its_report_is_one_flow():
    paper = Paper(
        "a.txt",
        "Délibération n° 2024-12. Le Département du Jura attribue à la Commune de Dole 75 400 € pour la rénovation du gymnase.\n"
        "Convention. Le Département du Jura verse à la Commune de Dole la somme de 75 400 € pour ce gymnase.\n"
        "Rapport. Il est proposé 75 400 € pour la rénovation du gymnase.\n",
    )
    paper.part("Délibération", "gymnase.\n", Genre.DELIBERATION, number="2024-12", issuer=JURA)
    paper.part("Convention", "ce gymnase.\n", Genre.CONVENTION)
    paper.part("Rapport", "gymnase.\n", Genre.REPORT)
    paper.amount("75 400 €", by=[JURA], to=[DOLE], purpose="rénovation du gymnase")
    paper.amount("75 400 €", nth=2, by=[JURA], to=[DOLE])
    paper.amount("75 400 €", nth=3, by=[JURA], purpose="rénovation du gymnase")
    graph = derive(paper)
    assert len(set(graph.flows.values())) == 1
    assert total(graph) == 75400
    assert not graph.conflicts
    (flow,) = set(graph.flows.values())
    assert values(graph, flow, name="filon:status", preferred=True) == ["fc:status-contracted"]
    life = values(graph, flow, name="filon:status", preferred=False)
    assert sorted(life) == ["fc:status-awarded", "fc:status-proposed"], "each text says how far it had come"
    assert len(values(graph, flow, name="filon:decidedBy")) == 1


def test_two_projects_of_one_body_in_one_act_are_two_flows_of_equal_amount():
    paper = Paper(
        "a.txt",
        "Le Département du Jura attribue à la Commune de Dole 10 000 € pour la toiture de la halle et 10 000 € pour le ponton du port.",
    )
    paper.amount("10 000 €", by=[JURA], to=[DOLE], purpose="toiture de la halle")
    paper.amount("10 000 €", nth=2, by=[JURA], to=[DOLE], purpose="ponton du port")
    graph = derive(paper)
    assert len(set(graph.flows.values())) == 2
    assert total(graph) == 20000


def test_a_slip_between_convention_and_report_is_one_flow_with_a_contradiction():
    paper = Paper(
        "a.txt",
        "Convention. En 2023, le Département du Jura verse à association des Amis du Doubs 54 210 € pour son fonctionnement. "
        "Un acompte de 43 360 € à la signature, un solde de 10 840 €.\n"
        "Rapport. En 2021-2023, une participation annuelle de 54 200 € au fonctionnement de l'association des Amis du Doubs est versée.\n",
    )
    paper.part("Convention", "10 840 €.\n", Genre.CONVENTION)
    paper.part("Rapport", "versée.\n", Genre.REPORT)
    whole = paper.amount("54 210 €", by=[JURA], to=[FRIENDS], purpose="son fonctionnement", period="2023")
    for quote, share in (("43 360 €", 80), ("10 840 €", 20)):
        paper.amount(quote, AmountRole.PART, by=[JURA], to=[FRIENDS], whole=whole, share=Decimal(share))
    paper.amount(
        "54 200 €",
        by=[JURA],
        to=[FRIENDS],
        purpose="fonctionnement de l'association",
        period="2021-2023",
        precision="max",
    )
    graph = derive(paper)
    (flow,) = set(graph.flows.values())
    assert values(graph, flow, preferred=True) == ["54210"], "a signed convention outweighs a report"
    assert values(graph, flow, preferred=False) == ["54200"]
    (conflict,) = graph.conflicts
    assert (conflict.subject, conflict.kind) == (flow, "conflict-amount")
    assert [value.lexical for value in conflict.values if isinstance(value, Literal)] == ["54200", "54210"]
    (lost,) = [
        each
        for each in graph.statements
        if (each.subject, each.property, each.preferred) == (flow, "schema:amount", False)
    ]
    assert {each.method for each in lost.evidence} == {"test", "computed:sum-of-parts"}, "the instalments say it too"
    assert values(graph, flow, name="filon:instalment") == [f"{flow}/1", f"{flow}/2"]
    assert total(graph) == 54210
    assert values(graph, flow, name="filon:budgetYear") == ["2023"]


def test_two_neighbouring_digits_that_changed_places_are_a_slip_even_in_a_round_figure():
    one = award(
        "a.txt",
        "Le Département du Jura attribue 65 400 € à la Commune de Dole pour le gymnase.",
        "65 400 €",
        by=[JURA],
        to=[DOLE],
        purpose="gymnase",
        period="2024",
    )
    two = award(
        "b.txt",
        "Le Département du Jura verse 64 500 € à la Commune de Dole pour le gymnase.",
        "64 500 €",
        by=[JURA],
        to=[DOLE],
        purpose="gymnase",
        period="2024",
    )
    other = award(
        "c.txt",
        "Le Département du Jura verse 65 900 € à la Commune de Dole pour le carnaval.",
        "65 900 €",
        by=[JURA],
        to=[DOLE],
        purpose="carnaval",
        period="2024",
    )
    graph = derive(one, two, other)
    assert graph.flows["a.txt", 0] == graph.flows["b.txt", 0] != graph.flows["c.txt", 0]
    assert [conflict.kind for conflict in graph.conflicts] == ["conflict-amount"]
    assert (
        len(
            set(
                derive(
                    one,
                    award(
                        "d.txt",
                        "Le Département du Jura verse 66 200 € à la Commune de Dole pour le gymnase.",
                        "66 200 €",
                        by=[JURA],
                        to=[DOLE],
                        purpose="gymnase",
                        period="2024",
                    ),
                ).flows.values()
            )
        )
        == 2
    )


@pytest.mark.parametrize(
    ("first", "second", "flows"),
    [
        ("aménagement de la place, phase 1", "aménagement de la place, phase 2", 2),
        ("aménagement de la place", "aménagement de la place, phase 2", 1),
        ("toiture de la halle", "réfection de toiture de la halle", 1),
        ("toiture de la halle", "la Commune de Dole", 1),  # the receiver's name is no purpose
        ("toiture de la halle", "carnaval des écoles", 2),
    ],
)
def test_purposes_are_one_by_their_words_and_numbers(first: str, second: str, flows: int):
    tellings = [
        award(
            f"{place}.txt",
            f"Le Département du Jura verse 64 520 € à la Commune de Dole : {purpose}.",
            "64 520 €",
            by=[JURA],
            to=[DOLE],
            purpose=purpose,
        )
        for place, purpose in enumerate((first, second))
    ]
    assert len(set(derive(*tellings).flows.values())) == flows


@pytest.mark.parametrize(("printed", "flows"), [("182 436 €", 1), ("182 631 €", 2), ("185 426 €", 1)])
def test_beside_a_convention_one_wrong_digit_of_a_long_figure_is_enough(printed: str, flows: int):
    paper = Paper(
        "a.txt",
        "Convention. Le Département du Jura verse 182 426 € à la Commune de Dole en 2023.\n"
        f"Rapport. Le Département du Jura verse {printed} à la Commune de Dole.\n",
    )
    paper.part("Convention", "2023.\n", Genre.CONVENTION)
    paper.part("Rapport", "Dole.\n", Genre.REPORT)
    paper.amount("182 426 €", by=[JURA], to=[DOLE], period="2023")
    paper.amount(printed, by=[JURA], to=[DOLE])
    graph = derive(paper)
    assert len(set(graph.flows.values())) == flows
    assert len(graph.conflicts) == 2 - flows


def contracts(*figures: str) -> Paper:
    """One contract for each territory in one file, each with what the département spends on roads there."""
    clauses = [
        f"Contrat {place}. Le Département du Jura investit {figure} sur les routes en 2015-2018 [{place}].\n"
        for place, figure in enumerate(figures)
    ]
    paper = Paper("a.txt", "".join(clauses))
    for place, figure in enumerate(figures):
        paper.part(f"Contrat {place}", f"[{place}].", Genre.CONTRACT)
        nth = figures[: place + 1].count(figure)
        paper.amount(figure, AmountRole.SPEND, nth=nth, by=[JURA], purpose="routes", period="2015-2018")
    return paper


def test_much_the_same_spending_on_two_territories_is_no_slip_and_not_one_flow():
    assert not derive(contracts("5,92 millions d'euros", "5,93 millions d'euros")).conflicts
    assert len(set(derive(contracts("5,92 millions d'euros", "5,93 millions d'euros")).flows.values())) == 2
    assert len(set(derive(contracts("500 000 €", "500 000 €")).flows.values())) == 2


def test_an_amendment_changes_and_does_not_contradict():
    paper = Paper(
        "a.txt",
        "Convention 2023. Le Département du Jura verse 54 210 € à la Commune de Dole pour le gymnase.\n"
        "Avenant n° 1. Le Département du Jura verse 54 900 € à la Commune de Dole pour le gymnase.\n",
    )
    paper.part("Convention", "gymnase.\n", Genre.CONVENTION, title="Convention 2023")
    paper.part("Avenant", "gymnase.\n", Genre.CONVENTION, title="Avenant n° 1")
    paper.amount("54 210 €", by=[JURA], to=[DOLE], purpose="gymnase", period="2023")
    paper.amount("54 900 €", by=[JURA], to=[DOLE], purpose="gymnase", period="2023")
    graph = derive(paper)
    assert not graph.conflicts
    (flow,) = set(graph.flows.values())
    assert values(graph, flow, preferred=True) == ["54900"], "what was amended last holds"
    assert values(graph, flow, preferred=False) == ["54210"]
    assert total(graph) == 54900, "one grant, counted once"


def test_an_amendment_that_grants_more_on_top_is_another_grant():
    paper = Paper(
        "a.txt",
        "Convention 2023. Le Département du Jura verse 54 210 € à la Commune de Dole pour le gymnase.\n"
        "Avenant n° 1. Le Département du Jura verse une aide complémentaire de 9 900 € à la Commune de Dole pour le gymnase.\n",
    )
    paper.part("Convention", "gymnase.\n", Genre.CONVENTION, title="Convention 2023")
    paper.part("Avenant", "gymnase.\n", Genre.CONVENTION, title="Avenant n° 1")
    paper.amount("54 210 €", by=[JURA], to=[DOLE], purpose="gymnase", period="2023")
    paper.amount("9 900 €", by=[JURA], to=[DOLE], purpose="gymnase", period="2023")
    graph = derive(paper)
    assert not graph.conflicts
    assert total(graph) == 64110


def test_a_rounded_amount_is_the_same_flow_and_no_contradiction():
    one = award(
        "a.txt",
        "Le Département du Jura a investi 45 912 000 € sur ses routes.",
        "45 912 000 €",
        by=[JURA],
        purpose="routes",
    )
    two = award(
        "b.txt",
        "Près de 46 M€ du Département du Jura pour les routes.",
        "46 M€",
        by=[JURA],
        purpose="routes",
        precision="approximate",
    )
    for paper in (one, two):
        paper.amounts[0] = type(paper.amounts[0])(
            **{name: getattr(paper.amounts[0], name) for name in paper.amounts[0].__slots__}
            | {"role": AmountRole.SPEND}
        )
    graph = derive(one, two)
    (flow,) = set(graph.flows.values())
    assert flow.startswith("expenditure/")
    assert values(graph, flow, preferred=True) == ["45912000"]
    assert not graph.conflicts


@pytest.mark.parametrize(("coarse", "exact"), [("1 M€", "1 400 000 €"), ("46 M€", "45 100 000 €")])
def test_rounding_reaches_half_of_the_last_printed_digit_and_five_per_cent(coarse: str, exact: str):
    one = award("a.txt", f"{exact} du Département du Jura pour les routes.", exact, by=[JURA], purpose="routes")
    two = award("b.txt", f"{coarse} du Département du Jura pour les routes.", coarse, by=[JURA], purpose="routes")
    assert len(set(derive(one, two).flows.values())) == 2


def test_two_rows_of_one_table_are_two_flows():
    text = "Bénéficiaire\tMontant\nCommune de Dole\t12 345 €\nCommune de Dole\t12 345 €\nDépartement du Jura"
    rows, start = [], 0
    for line in text.splitlines()[:3]:
        cut = line.index("\t")
        rows.append((Cell(start, start + cut), Cell(start + cut + 1, start + len(line))))
        start += len(line) + 1
    table = Block(BlockKind.TABLE, 0, start - 1, (0, start - 1), table=Table(tuple(rows), 1))
    paper = Paper("a.txt", text, blocks=(table,))
    paper.amount("12 345 €", by=[JURA], to=[DOLE])
    paper.amount("12 345 €", nth=2, by=[JURA], to=[DOLE])
    assert total(derive(paper)) == 24690


def test_two_numbered_acts_decide_twice_unless_they_speak_of_one_year():
    def act(number: str, period: str | None) -> Paper:
        text = (
            f"Délibération n° {number}. Le Département du Jura attribue 4 321 € à la Commune de Dole pour le carnaval."
        )
        paper = Paper(f"{number}.txt", text)
        paper.part("Délibération", "carnaval.", Genre.DELIBERATION, number=number, issuer=JURA)
        paper.amount("4 321 €", by=[JURA], to=[DOLE], purpose="carnaval", period=period)
        return paper

    apart = derive(act("2023-1", None), act("2024-7", None))
    assert total(apart) == 8642
    assert [each.property for each in apart.statements if each.value in apart.flows.values()] == [
        "filon:possiblySameAs"
    ]
    assert total(derive(act("2023-1", "2023"), act("2024-7", "2024"))) == 8642
    assert total(derive(act("2023-1", "2023"), act("2023-2", "2023"))) == 4321


def test_conventions_of_two_years_grant_twice():
    def convention(year: str) -> Paper:
        paper = Paper(
            f"{year}.txt", "Convention. Le Département du Jura verse 4 320 € à la Commune de Dole pour le carnaval."
        )
        paper.part("Convention", "carnaval.", Genre.CONVENTION, date=f"{year}-05-02")
        paper.amount("4 320 €", by=[JURA], to=[DOLE], purpose="carnaval")
        return paper

    assert total(derive(convention("2022"), convention("2023"))) == 8640
    assert total(derive(convention("2022"))) == 4320


def test_a_grant_realises_the_planned_line_and_is_not_merged_with_it():
    sheet = Paper(
        "plan.txt",
        "Réhabilitation de la halle. Maîtrise d'ouvrage : Commune de Dole. Coût 300 000 €. Département du Jura 90 000 €, Commune de Dole 210 000 €.",
    )
    hall = "Réhabilitation de la halle"
    lines = [
        sheet.amount("90 000 €", AmountRole.PLAN, by=[JURA], to=[DOLE], project=hall),
        sheet.amount("210 000 €", AmountRole.PLAN, by=[DOLE], to=[DOLE], project=hall),
    ]
    sheet.plan(lines, total=sheet.amount("300 000 €", AmountRole.COST), project=hall, owner=DOLE)
    grant = Paper(
        "acte.txt", "Le Département du Jura attribue 90 000 € à la Commune de Dole pour la réhabilitation de la halle."
    )
    grant.amount("90 000 €", by=[JURA], to=[DOLE], purpose="réhabilitation de la halle")
    graph = derive(sheet, grant)
    line, own, given = (graph.flows[key] for key in (("plan.txt", 0), ("plan.txt", 1), ("acte.txt", 0)))
    assert values(graph, given, name="filon:realises") == [line]
    assert given != line
    assert values(graph, own, name="filon:nature") == ["fc:nature-self"]
    (plan,) = {each.subject for each in graph.statements if each.value == "filon:FinancingPlan"}
    assert values(graph, plan, name="filon:totalCost") == ["300000"]
    assert values(graph, plan, name="filon:line") == sorted([line, own])
    assert values(graph, plan, name="filon:planFor") == ["project/réhabilitation-de-la-halle"]
    assert values(graph, "project/réhabilitation-de-la-halle", name="filon:projectOwner") == ["org/commune-de-dole"]


def test_several_funders_together_are_one_funding():
    paper = award(
        "a.txt",
        "État et Région mobilisent un fonds de 200 M€ pour les cités.",
        "200 M€",
        by=["État", "Région"],
        purpose="cités",
    )
    graph = derive(paper)
    (flow,) = set(graph.flows.values())
    assert values(graph, flow, name="schema:funder") == ["org/région", "org/état"]
    assert total(graph) == 200_000_000


def test_partial_items_are_part_of_the_whole_but_not_its_instalments():
    paper = Paper(
        "a.txt", "Le Département du Jura verse 90 000 € à la Commune de Dole, dont 20 000 € pour les vitraux."
    )
    whole = paper.amount("90 000 €", by=[JURA], to=[DOLE])
    paper.amount("20 000 €", AmountRole.PART, by=[JURA], to=[DOLE], whole=whole, purpose="vitraux")
    graph = derive(paper)
    (flow,) = set(graph.flows.values())
    assert values(graph, flow, name="filon:instalment") == []
    assert values(graph, f"{flow}/1", name="dcterms:isPartOf") == [flow]
    assert total(graph) == 90000
    assert not graph.conflicts


def test_an_iri_does_not_depend_on_the_amount():
    def told(quote: str) -> str:
        text = f"Le Département du Jura attribue {quote} à la Commune de Dole pour le carnaval en 2024."
        paper = award("a.txt", text, quote, by=[JURA], to=[DOLE], purpose="carnaval", period="2024")
        return derive(paper).flows["a.txt", 0]

    assert told("4 000 €") == told("5 500 €")


# --- laws -------------------------------------------------------------------------------------------------------

PURPOSES = ("le carnaval", "la toiture de la halle", "son fonctionnement", None)
FIGURES = ("1 000 €", "12 345 €", "12 355 €", "46 M€", "45 912 000 €")


@st.composite
def papers(draw: st.DrawFn) -> list[Paper]:
    made = []
    for number in range(draw(st.integers(1, 4))):
        told = draw(
            st.lists(
                st.tuples(
                    st.sampled_from(FIGURES),
                    st.sampled_from(sorted(FLOW_ROLES)),
                    st.sampled_from(PURPOSES),
                    st.sampled_from((None, "2023", "2022-2024")),
                    st.booleans(),
                    st.booleans(),
                ),
                min_size=1,
                max_size=5,
            )
        )
        sentences = [
            f"{JURA}, {DOLE} : {figure} pour {purpose or 'tout'} [{place}].\n"
            for place, (figure, _, purpose, *_) in enumerate(told)
        ]
        paper = Paper(f"{number}.txt", "".join(sentences))
        genre = draw(st.sampled_from(list(Genre)))
        paper.part(JURA, sentences[-1], genre)
        counts: dict[str, int] = {}
        for figure, role, purpose, period, funder, receiver in told:
            counts[figure] = counts.get(figure, 0) + 1
            paper.amount(
                figure,
                role,
                nth=counts[figure],
                by=[JURA] if funder else [],
                to=[DOLE] if receiver else [],
                purpose=purpose,
                period=period,
            )
        made.append(paper)
    return made


@given(papers(), st.randoms(use_true_random=False))
def test_the_order_of_documents_and_entities_does_not_matter(made: list[Paper], chance: random.Random):
    entities = entities_of(*made)
    documents = {paper.name: paper.document for paper in made}
    graph = derive_facts([paper.annotation for paper in made], entities, documents, gazetteer.load())
    chance.shuffle(made)
    chance.shuffle(entities)
    again = derive_facts([paper.annotation for paper in made], entities, documents, gazetteer.load())
    assert again == graph
    assert list(again.flows) == list(graph.flows)


@given(papers())
def test_no_amount_is_lost_and_every_statement_rests_on_characters(made: list[Paper]):
    graph = derive(*made)
    assert set(graph.flows) == {(paper.name, index) for paper in made for index in range(len(paper.amounts))}
    texts = {paper.name: paper.text for paper in made}
    for statement in graph.statements:
        assert statement.evidence, statement
        assert all(0 <= each.start < each.end <= len(texts[each.document]) for each in statement.evidence)
    claimed = _claimed(graph)
    for paper in made:
        for index, amount in enumerate(paper.amounts):
            assert any(amount.value in claimed.get(node, ()) for node in _nodes(graph, paper.name, index)), amount


@given(papers())
def test_each_flow_asserts_exactly_one_value(made: list[Paper]):
    graph = derive(*made)
    claimed = _claimed(graph, preferred=True)
    assert all(len(found) == 1 for found in claimed.values())
    wholes = {flow for (name, index), flow in graph.flows.items() if _role(made, name, index) != AmountRole.PART}
    assert wholes <= set(claimed)


def _claimed(graph: Graph, *, preferred: bool | None = None) -> dict[str, list[Decimal]]:
    found: dict[str, list[Decimal]] = {}
    for each in graph.statements:
        if each.property == "schema:amount" and isinstance(each.value, Literal) and preferred in (None, each.preferred):
            found.setdefault(each.subject, []).append(Decimal(each.value.lexical))
    return found


def _nodes(graph: Graph, name: str, index: int) -> Iterable[str]:
    flow = graph.flows[name, index]
    return [flow, *(each.subject for each in graph.statements if each.subject.startswith(f"{flow}/"))]


def _role(made: list[Paper], name: str, index: int) -> AmountRole:
    return next(paper for paper in made if paper.name == name).amounts[index].role


def test_an_operating_grant_of_one_year_voted_and_signed_with_other_values_is_one():
    act = Paper(
        "act.txt",
        "Délibération n° 2024-12. Le Département du Jura alloue à association des Amis du Doubs 27 500 € pour 2023.\n",
    )
    act.part("Délibération", "2023.\n", Genre.DELIBERATION, number="2024-12", issuer=JURA)
    act.amount("27 500 €", by=[JURA], to=[FRIENDS], period="2023")
    convention = Paper(
        "convention.txt",
        "Convention, autorisée par délibération n° 2024-12. Le Département du Jura verse à association des Amis du Doubs "
        "26 100 € pour 2023.\n",
    )
    convention.part("Convention", "2023.\n", Genre.CONVENTION)
    convention.amount("26 100 €", by=[JURA], to=[FRIENDS], period="2023")
    graph = derive(act, convention)
    (conflict,) = graph.conflicts
    assert conflict.kind == "conflict-amount"
    assert total(graph) == 26100, "the convention's value, once"


def test_two_operating_grants_that_one_text_tells_are_not_taken_for_that_of_another():
    act = Paper(
        "act.txt",
        "Délibération n° 2024-12. Le Département du Jura alloue à association des Amis du Doubs 27 500 €, puis 8 000 € pour 2023.\n",
    )
    act.part("Délibération", "2023.\n", Genre.DELIBERATION, number="2024-12", issuer=JURA)
    for quote in ("27 500 €", "8 000 €"):
        act.amount(quote, by=[JURA], to=[FRIENDS], period="2023")
    convention = Paper(
        "convention.txt",
        "Convention, autorisée par délibération n° 2024-12. Le Département du Jura verse à association des Amis du Doubs "
        "26 100 € pour 2023.\n",
    )
    convention.part("Convention", "2023.\n", Genre.CONVENTION)
    convention.amount("26 100 €", by=[JURA], to=[FRIENDS], period="2023")
    assert not derive(act, convention).conflicts


def test_what_is_raised_from_one_value_to_another_has_the_second():
    paper = Paper(
        "a.txt",
        "Convention 2023. Le Département du Jura verse 54 210 € à la Commune de Dole pour le gymnase.\n"
        "Avenant n° 1. L'aide du Département du Jura à la Commune de Dole pour le gymnase est portée de 54 210 € à 61 000 €.\n",
    )
    paper.part("Convention", "gymnase.\n", Genre.CONVENTION, title="Convention 2023")
    paper.part("Avenant", "61 000 €.\n", Genre.CONVENTION, title="Avenant n° 1")
    for quote, nth in (("54 210 €", 1), ("54 210 €", 2), ("61 000 €", 1)):
        paper.amount(quote, nth=nth, by=[JURA], to=[DOLE], purpose="gymnase", period="2023")
    graph = derive(paper)
    assert not graph.conflicts
    assert total(graph) == 61000
