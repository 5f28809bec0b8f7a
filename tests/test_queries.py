"""Each question is well headed, runs, and answers what a reader of the three sample texts would."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample
from filon import queries
from filon.errors import QueryError
from filon.vocab import PREFIXES

FOLDER = sample.ROOT / "queries"
NAMES = sorted(path.stem for path in FOLDER.glob("*.rq"))
JURA, STATE, REGION, TRAILS = "Département du Jura", "État", "Région Bourgogne-Franche-Comté", "Sentiers du Revermont"
ARBOIS, POLIGNY, GREENWAY, HALL = "Commune d'Arbois", "Commune de Poligny", "Voie verte", "Salle des fêtes d'Arbois"
CONTRACT, AGREEMENT = "Contrat Jura 2030", "Convention Sentiers du Revermont 2023"


def iris(*values: str | None) -> tuple[str | None, ...]:
    """The values of a row, what is relative to the base made whole."""
    return tuple(sample.BASE + value if value and "/" in value else value for value in values)


# question, parameters, the columns to look at, the rows in any order
ANSWERS: list[tuple[str, dict[str, str], str, list[tuple[str | None, ...]]]] = [
    ("find", {"name": "cd39"}, "label type", [(JURA, "cpov:PublicOrganisation")]),
    ("find", {"name": "FÊTES"}, "label type", [(HALL, "filon:Project")]),
    (
        "funders-of",
        {"beneficiary": "arbois"},
        "funder amount status act",
        [
            (JURA, "50000", "fc:status-awarded", "2023-045"),
            (JURA, "55000", "fc:status-planned", None),
            (STATE, "60000", "fc:status-planned", None),
        ],
    ),
    (
        "funders-of",
        {"beneficiary": "sentiers"},
        "amount agreement",
        [("30000", AGREEMENT), ("1000", "Avenant Sentiers")],
    ),
    (
        "funding-by-funder-and-year",
        {"year": "2023"},
        "funder of total fundings",
        [
            (JURA, "2023", "100000", "3")
        ],  # 30 000 + 50 000 + 20 000; the contradicting 31 000 and the instalments are not in it
    ),
    (
        "funding-by-funder-and-year",
        {},
        "funder of total",
        [
            (JURA, "2023", "100000"),
            (JURA, None, "1000"),
            (f"{REGION} + {STATE}", None, "90000"),
            (TRAILS, None, "5000"),
        ],
    ),
    (
        "top-beneficiaries",
        {"funder": "CD39"},
        "to total joint",
        [(ARBOIS, "50000", "0"), (TRAILS, "31000", "0"), (POLIGNY, "20000", "0")],
    ),
    ("top-beneficiaries", {"funder": "état"}, "to total joint", [(POLIGNY, "0", "90000")]),
    (
        "financing-plan",
        {"project": "salle des fêtes"},
        "owner funder amount percent sum total",
        [
            (ARBOIS, STATE, "60000", "38.71", "155000", "155000"),
            (ARBOIS, JURA, "55000", "35.48", "155000", "155000"),
            (ARBOIS, ARBOIS, "40000", "25.81", "155000", "155000"),
        ],
    ),
    ("cofunded-projects", {"minimum": "2"}, "project funders", [(HALL, "2")]),
    ("cofunded-projects", {}, "project", []),
    ("projects-led-by-their-commune", {}, "project commune", [(HALL, "Arbois")]),
    (
        "signatories",
        {"agreement": "contrat"},
        "title party person",
        [(CONTRACT, STATE, None), (CONTRACT, REGION, None)],
    ),
    (
        "signatories",
        {"agreement": "convention"},
        "party person capacity signed",
        [(JURA, "Paul Morel", "Président", "2023-05-12"), (TRAILS, None, None, "2023-05-12")],
    ),
    (
        "parties-of",
        {"agreement": "jura 2030"},
        "party kind named declared",
        [(STATE, "fc:org-state", "2", "3"), (REGION, "fc:org-region", "2", "3")],
    ),
    ("co-signature-network", {}, "a b agreements", [(JURA, TRAILS, "1"), (STATE, REGION, "1")]),
    (
        "funding-network",
        {},
        "source target total joint",
        [
            (JURA, ARBOIS, "50000", "0"),
            (JURA, TRAILS, "31000", "0"),
            (JURA, POLIGNY, "20000", "0"),
            (TRAILS, GREENWAY, "5000", "0"),
            (STATE, POLIGNY, "0", "90000"),
            (REGION, POLIGNY, "0", "90000"),
        ],
    ),
    ("intermediaries", {}, "organisation in out", [(TRAILS, "31000", "5000")]),
    ("interlocks", {}, "person organisations", [("Paul Morel", "2")]),
    ("posts", {"organisation": "voie"}, "body person post", [(GREENWAY, "Paul Morel", "Président")]),
    ("members-of", {}, "body member", [(GREENWAY, TRAILS)]),
    (
        "partners-of",
        {"project": "salle"},
        "role actor",
        [("owner", ARBOIS), ("partner", TRAILS), ("funder", STATE), ("funder", JURA), ("funder", ARBOIS)],
    ),
    (
        "payment-schedule",
        {"beneficiary": "sentiers"},
        "whole position share amount",
        [("30000", "1", "0.8", "24000"), ("30000", "2", "0.2", "6000")],
    ),
    ("payment-schedule", {"beneficiary": "poligny"}, "amount", []),
    ("planned-against-awarded", {}, "project funder planned awarded", [(HALL, JURA, "55000", "50000")]),
    (
        "funding-by-epci",
        {},
        "epci total fundings",
        [("CC Arbois Poligny Salins", "220000", "4")],
    ),  # 60 + 50 + 20 + 90, own 40 and realised 55 out
    (
        "projects-on-sites",
        {"kind": "fc:site-friche"},
        "project site commune owner",
        [(HALL, "Friche Pasteur", "Arbois", ARBOIS)],
    ),
    ("projects-on-sites", {"kind": "fc:site-terril"}, "project", []),
    ("agreements-in-force", {"day": "2023-12-31"}, "title", [(AGREEMENT,)]),
    ("agreements-in-force", {"day": "2024-01-01"}, "title", []),
    ("amendments", {}, "agreement amendments total", [(AGREEMENT, "1", "1000")]),
    (
        "evidence-of",
        {"resource": "territory/commune/39013"},
        "property value quote method",
        [
            ("rdf:type", "igeo:Commune", "commune d'Arbois", "rule:test"),
            ("rdf:type", "dcterms:Location", "commune d'Arbois", "rule:test"),
            ("rdfs:label", "Arbois", "commune d'Arbois", "rule:test"),
            ("igeo:codeINSEE", "39013", "commune d'Arbois", "registry:cog"),
            ("igeo:subdivisionDe", sample.BASE + "territory/epci/200069615", "commune d'Arbois", "registry:cog"),
        ],
    ),
    (
        "funding-claims",
        {"flow": sample.GRANT},
        "part value quote document genre page rank",
        [
            ("whole", "30000", "30 000 €", "Convention", "fc:genre-convention", "2", "wikibase:PreferredRank"),
            ("whole", "31000", "31 000 €", "Rapport", "fc:genre-report", None, "wikibase:NormalRank"),
            ("instalment", "24000", "24 000 €", "Convention", "fc:genre-convention", "2", "wikibase:PreferredRank"),
            ("instalment", "6000", "6 000 €", "Convention", "fc:genre-convention", "2", "wikibase:PreferredRank"),
        ],
    ),
    ("funding-claims", {"beneficiary": "voie verte"}, "to value", [(GREENWAY, "5000")]),
    (
        "contradictions",
        {"kind": "fc:conflict-amount"},
        "property value document genre rank",
        [
            ("schema:amount", "30000", "Convention", "fc:genre-convention", "wikibase:PreferredRank"),
            ("schema:amount", "31000", "Rapport", "fc:genre-report", "wikibase:NormalRank"),
        ],
    ),
    ("contradictions", {"kind": "fc:conflict-date"}, "value", []),
    (
        "single-source-amounts",
        {"minimum": "60000"},
        "amount documents",
        [("2000000", "1"), ("90000", "1"), ("60000", "1")],
    ),
    ("documents", {}, "document file confidence", [(n[:-4].capitalize(), n, "0.9") for n in sample.TEXTS]),
    ("vote-and-signature", {}, "agreement act voted signed", [(AGREEMENT, "2023-045", "2023-03-27", "2023-05-12")]),
    (
        "act-grants",
        {"number": "2023-045"},
        "to amount grants total date",
        [(ARBOIS, "50000", "2", "70000", "2023-03-27"), (POLIGNY, "20000", "2", "70000", "2023-03-27")],
    ),
    ("act-grants", {"number": "2023"}, "to", []),
    (
        "spending-by-funder",
        {"funder": "jura", "document": "rapport"},
        "kind amount to purpose year",
        [
            ("spend", "2000000", None, "les routes", "2023"),
            (
                "award",
                "30000",
                TRAILS,
                "l'entretien des sentiers",
                "2023",
            ),  # the value preferred, whatever this document says
            ("award", "1000", TRAILS, None, None),
        ],
    ),
    (
        "spending-totals",
        {},
        "funder kind total flows",
        [
            (JURA, "spend", "2000000", "1"),
            (JURA, "award", "101000", "4"),  # the planned 55 000 is realised by an award
            (f"{REGION} + {STATE}", "award", "90000", "1"),
            (STATE, "plan", "60000", "1"),
            (ARBOIS, "plan", "40000", "1"),
            (TRAILS, "award", "5000", "1"),
        ],
    ),
    ("spending-totals", {"document": "convention"}, "funder total", [(JURA, "30000")]),
    (
        "scdl-rows",
        {},
        "nomAttribuant nomBeneficiaire montant nature conditionsVersement datesPeriodeVersement",
        [
            (JURA, ARBOIS, "50000", "aide en numéraire", None, None),  # nothing says how and when it is paid
            (JURA, POLIGNY, "20000", "aide en numéraire", None, None),
            (JURA, TRAILS, "1000", "aide en numéraire", None, None),
            (JURA, TRAILS, "30000", "aide en numéraire", "échelonné", None),  # in two, at times that no one tells
            (TRAILS, GREENWAY, "5000", "aide en numéraire", None, None),
        ],
    ),
    ("programme-totals", {}, "programme projects planned", [(CONTRACT, "1", "155000")]),
    ("owner-shares", {}, "project owner brought sum percent", [(HALL, ARBOIS, "40000", "155000", "25.81")]),
    (
        "network-actors",
        {},
        "label kind public",
        [
            (JURA, "fc:org-departement", "true"),
            (STATE, "fc:org-state", "true"),
            (REGION, "fc:org-region", "true"),
            (ARBOIS, "fc:org-commune", "true"),
            (POLIGNY, "fc:org-commune", "true"),
            (TRAILS, "fc:org-association", "false"),
            (GREENWAY, None, "false"),
            ("Paul Morel", None, "false"),
        ],
    ),
    (
        "network-funding",
        {},
        "a b amount status year item agreement",
        [
            iris(*row)
            for row in (  # the planned 55 000 is realised by an award
                (sample.DEPARTMENT, sample.TRAILS, "30000", "fc:status-contracted", "2023", None, sample.AGREEMENT),
                (sample.DEPARTMENT, sample.TRAILS, "1000", "fc:status-awarded", None, None, "agreement/avenant"),
                (sample.DEPARTMENT, sample.ARBOIS, "50000", "fc:status-awarded", "2023", sample.HALL, None),
                (sample.DEPARTMENT, sample.POLIGNY, "20000", "fc:status-awarded", "2023", None, None),
                (sample.TRAILS, sample.GREENWAY, "5000", "fc:status-awarded", None, None, None),
                (sample.STATE, sample.POLIGNY, "90000", "fc:status-awarded", None, None, None),
                (sample.REGION, sample.POLIGNY, "90000", "fc:status-awarded", None, None, None),
                (sample.STATE, sample.ARBOIS, "60000", "fc:status-planned", None, sample.HALL, None),
                (sample.ARBOIS, sample.ARBOIS, "40000", "fc:status-planned", None, sample.HALL, None),
            )
        ],
    ),
    (
        "network-cofunding",
        {},
        "a b fact",
        [
            iris(*row)
            for row in (  # the owner's own 40 000 is no outside money
                (sample.DEPARTMENT, sample.HALL, "funding/arbois"),
                (sample.DEPARTMENT, sample.HALL, "funding/plan-departement"),
                (sample.STATE, sample.HALL, "funding/plan-etat"),
                (sample.STATE, "funding/joint", "funding/joint"),
                (sample.REGION, "funding/joint", "funding/joint"),
            )
        ],
    ),
    (
        "network-signatures",
        {},
        "a b signed begins ends",
        [
            iris(sample.DEPARTMENT, sample.AGREEMENT, "2023-05-12", "2023-01-01", "2023-12-31"),
            iris(sample.TRAILS, sample.AGREEMENT, "2023-05-12", "2023-01-01", "2023-12-31"),
            iris(sample.STATE, sample.CONTRACT, None, None, None),
            iris(sample.REGION, sample.CONTRACT, None, None, None),
        ],
    ),
    ("network-memberships", {}, "a b", [iris(sample.TRAILS, sample.GREENWAY)]),
    (
        "network-projects",
        {},
        "a role fact",
        [
            iris(*row)
            for row in (
                (sample.ARBOIS, "owner", None),
                (sample.TRAILS, "partner", None),
                (sample.DEPARTMENT, "funder", "funding/arbois"),
                (sample.ARBOIS, "beneficiary", "funding/arbois"),
                (sample.DEPARTMENT, "funder", "funding/plan-departement"),
                (sample.ARBOIS, "beneficiary", "funding/plan-departement"),
                (sample.STATE, "funder", "funding/plan-etat"),
                (sample.ARBOIS, "beneficiary", "funding/plan-etat"),
                (sample.ARBOIS, "funder", "funding/plan-arbois"),
            )
        ],
    ),
    (
        "network-territories",
        {},
        "a b role fact",
        [
            iris(*row)
            for row in (
                (sample.ARBOIS, "territory/commune/39013", "ground", None),
                (sample.POLIGNY, "territory/commune/39434", "ground", None),
                *(
                    (actor, place, role, flow)
                    for place in ("territory/commune/39013", "site/friche-pasteur")  # where the hall is
                    for actor, role, flow in (
                        (sample.ARBOIS, "owner", None),
                        (sample.TRAILS, "partner", None),
                        (sample.DEPARTMENT, "funder", "funding/arbois"),
                        (sample.DEPARTMENT, "funder", "funding/plan-departement"),
                        (sample.STATE, "funder", "funding/plan-etat"),
                        (sample.ARBOIS, "funder", "funding/plan-arbois"),
                    )
                ),
                (sample.DEPARTMENT, "territory/commune/39013", "funder", "funding/arbois"),  # and where its commune is
                (sample.DEPARTMENT, "territory/commune/39013", "funder", "funding/plan-departement"),
                (sample.STATE, "territory/commune/39013", "funder", "funding/plan-etat"),
                (sample.DEPARTMENT, "territory/commune/39434", "funder", "funding/poligny"),
                (sample.STATE, "territory/commune/39434", "funder", "funding/joint"),
                (sample.REGION, "territory/commune/39434", "funder", "funding/joint"),
            )
        ],
    ),
    (
        "network-persons",
        {},
        "b role",
        [iris(sample.DEPARTMENT, "post"), iris(sample.DEPARTMENT, "signature"), iris(sample.GREENWAY, "post")],
    ),
    (
        "network-things",
        {},
        "thing type programme place whole",
        [
            iris(*row)
            for row in (
                (sample.HALL, "filon:Project", sample.CONTRACT, "territory/commune/39013", None),
                (sample.HALL, "filon:Project", sample.CONTRACT, "site/friche-pasteur", None),
                (sample.CONTRACT, "filon:Agreement", None, None, None),
                (sample.CONTRACT, "filon:Programme", None, None, None),
                (sample.AGREEMENT, "filon:Agreement", None, None, None),
                ("agreement/avenant", "filon:Agreement", None, None, None),
                ("plan/salle", "filon:FinancingPlan", None, None, None),
                ("territory/commune/39013", "dcterms:Location", None, None, "territory/epci/200069615"),
                ("territory/commune/39434", "dcterms:Location", None, None, "territory/epci/200069615"),
                ("territory/epci/200069615", "dcterms:Location", None, None, None),
                ("site/friche-pasteur", "dcterms:Location", None, "territory/commune/39013", None),
            )
        ],
    ),
    (
        "network-evidence",
        {"property": "filon:programme"},  # it ties nothing by itself
        "subject",
        [],
    ),
    (
        "network-evidence",
        {"property": "org:memberOf"},
        "subject value file start page confidence",
        [iris(sample.TRAILS, sample.GREENWAY, "convention.txt", "99", "1", "0.9")],
    ),
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    store = ox.Store()
    for path in sample.write(tmp_path_factory.mktemp("sample")):
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.mark.parametrize(
    ("name", "given_", "looked_at", "expected"), ANSWERS, ids=[f"{a[0]}-{i}" for i, a in enumerate(ANSWERS)]
)
def test_a_question_is_answered(
    graph: ox.Store, name: str, given_: dict[str, str], looked_at: str, expected: list[tuple[str | None, ...]]
) -> None:
    result = queries.run(graph, name, given_)
    places = [queries.columns(result).index(column) for column in looked_at.split()]
    found = [tuple(row[place] for place in places) for row in queries.rows(result)]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_every_question_has_an_answer_among_these() -> None:
    assert {answer[0] for answer in ANSWERS if answer[3]} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_headers_say_what_is_asked_and_queries_stand_on_their_own(graph: ox.Store, name: str) -> None:
    query = queries.find_query(name)
    assert query.title.endswith("?")
    assert query.description.endswith(".")
    result = graph.query(query.text)  # as any SPARQL engine would run it: no prefixes or parameters from outside
    assert isinstance(result, ox.QuerySolutions)
    columns = queries.columns(result)
    assert {parameter.name for parameter in query.parameters} <= set(columns)  # else Oxigraph could not bind them
    assert "FROM" not in query.text
    used = {line.split()[1].rstrip(":") for line in query.text.splitlines() if line.startswith("PREFIX")}
    assert all(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" in query.text for prefix in used)
    assert all(query.text.count(f"{prefix}:") > 1 for prefix in used)


def test_the_catalogue_lists_all_questions() -> None:
    assert [query.name for query in queries.catalogue()] == NAMES
    assert len(NAMES) >= 25


def test_a_header_is_read() -> None:
    query = queries.read_query(
        "q",
        "# title: What?\n# description: This.\n# param: who iri The body\n# param: year integer? Only this\n# param: least decimal=2.5 From\n\nASK {}",
    )
    assert query.parameters == (
        queries.Parameter("who", "iri", "The body"),
        queries.Parameter("year", "integer", "Only this", optional=True),
        queries.Parameter("least", "decimal", "From", default="2.5"),
    )
    assert [parameter.needed for parameter in query.parameters] == [True, False, False]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("# description: x.", "one `# title:`"),
        ("# title: a\n# title: b\n# description: x.", "one `# title:`"),
        ("# title: a", "one `# description:`"),
        ("# titel: a\n# description: x.", "is none of"),
        ("# title: a\n# description: x.\n# param: year", "a parameter is"),
        ("# title: a\n# description: x.\n# param: year number A year", "'number' is not a type"),
    ],
)
def test_a_wrong_header_is_one_sentence(header: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        queries.read_query("q", header + "\n\nASK {}")


@pytest.mark.parametrize(
    ("name", "given_", "message"),
    [
        ("funder-of", {}, r"no question 'funder-of' \(did you mean funders-of"),
        ("zzz", {}, "no question 'zzz'; `filon queries` lists them"),
        ("funders-of", {}, "funders-of needs --param beneficiary=STRING"),
        (
            "funders-of",
            {"benefiary": "x"},
            r"no parameter 'benefiary' \(did you mean beneficiary\?\); it takes beneficiary",
        ),
        ("documents", {"x": "y"}, "no parameter 'x'; it takes none"),
        ("agreements-in-force", {"day": "1er juin"}, "'1er juin' is not a value for day: it takes one of type date"),
        ("cofunded-projects", {"minimum": "many"}, "type integer"),
        ("single-source-amounts", {"minimum": "NaN"}, "type decimal"),
        ("single-source-amounts", {"minimum": "1 000"}, "type decimal"),
        ("contradictions", {"kind": "amount"}, "type curie"),
        ("evidence-of", {"resource": "not an iri"}, "type iri"),
        ("SELECT * WHERE", {}, "is not a SPARQL query"),
        ("DELETE WHERE { ?s ?p ?o }", {}, "is not a SPARQL query"),
        ("# param: x string X\nSELECT ?s { ?s ?p ?x }", {"x": "1"}, "cannot be answered.*SELECT projection"),
    ],
)
def test_wrong_use_is_one_sentence(graph: ox.Store, name: str, given_: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        queries.run(graph, name, given_)


@given(value=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_value_is_ever_query_text(value: str) -> None:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal(value)))
    rows = list(queries.rows(queries.run(store, "# param: v string V\nSELECT ?s ?v { ?s ?p ?v }", {"v": value})))
    assert rows == [("http://x/s", value)]


def test_an_iri_may_be_relative_to_the_base(graph: ox.Store) -> None:
    full = queries.run(graph, "evidence-of", {"resource": sample.BASE + "org/etat"})
    short = queries.run(graph, "evidence-of", {"resource": "org/etat"})
    rows = list(queries.rows(short))
    assert rows
    assert rows == list(queries.rows(full))
    assert not list(queries.rows(queries.run(graph, "evidence-of", {"resource": "org/etat"}, base="http://elsewhere/")))


def test_results_are_written_in_the_standard_formats(graph: ox.Store) -> None:
    def written(query: str, form: str) -> str:
        output = io.BytesIO()
        queries.write(queries.run(graph, query), output, form)
        return output.getvalue().decode()

    assert written("documents", "csv").splitlines()[0] == "document,file,claims,things,confidence"
    assert written("documents", "tsv").splitlines()[0].startswith("?document\t")
    assert len(json.loads(written("documents", "json"))["results"]["bindings"]) == 3
    assert json.loads(written("ASK { ?s a org:Organization }", "json"))["boolean"] is True
    assert "<sparql" in written("documents", "xml")
    construct = "CONSTRUCT { ?s a org:Organization } WHERE { ?s a cpov:PublicOrganisation }"
    assert len(written(construct, "ntriples").splitlines()) == 5
    assert "Organization" in written(construct, "turtle")
    with pytest.raises(QueryError, match="gives a table, which turtle cannot hold"):
        written("documents", "turtle")
    with pytest.raises(QueryError, match="gives triples, which csv cannot hold"):
        written(construct, "csv")


def test_rows_of_a_yes_and_of_triples(graph: ox.Store) -> None:
    assert list(queries.rows(queries.run(graph, "ASK { ?s a filon:Nothing }"))) == [("false",)]
    triples = queries.run(graph, "CONSTRUCT WHERE { ?s a filon:Act }")
    assert queries.columns(triples) == ("subject", "predicate", "object")
    assert list(queries.rows(triples)) == [(sample.BASE + "act/2023-045", "rdf:type", "filon:Act")]


def test_questions_may_stand_in_a_folder_of_the_users(graph: ox.Store, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("# title: Mine?\n# description: Yes.\n\nASK { ?s ?p ?o }")
    assert list(queries.rows(queries.run(graph, "mine", folder=tmp_path))) == [("true",)]
