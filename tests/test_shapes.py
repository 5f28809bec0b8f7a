"""Each shape finds the fault it is meant for, and the runner in Oxigraph finds what pySHACL finds."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import SH, Graph, URIRef

import sample
from filon import shapes
from filon.build import build
from filon.store import read_into_memory
from filon.vocab import PREFIXES, shorten

SHAPES = sample.ROOT / "ontology" / "shapes.ttl"
PREFIX_LINES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
X = sample.BASE
FUNDING = "<funding/jura-sentiers-2023>"
CLAIMS = f"GRAPH <{X}graph/doc/{sample.sources()['convention.txt'].sha256[:12]}>"


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    paths = sample.write(tmp_path_factory.mktemp("sample"))
    return b"".join(path.read_bytes() for path in paths if path.name != "vocabulary.nq")


def mutated(lines: bytes, update: str) -> ox.Store:
    store = ox.Store()
    store.load(lines, format=ox.RdfFormat.N_QUADS)
    before = len(store)
    if update:
        store.update(f"BASE <{X}>\n{PREFIX_LINES}{update}")
        assert (len(store), update) != (before, "")
    return store


def found(store: ox.Store) -> set[tuple[str, str, str]]:
    checks = shapes.read_shapes(SHAPES)
    return {(f.severity, f.constraint, f.focus) for f in shapes.find(store, checks)}


def found_by_pyshacl(store: ox.Store) -> set[tuple[str, str, str]]:
    """The same over the merged graph, as any SHACL processor would."""
    triples = ox.serialize((quad.triple for quad in store), format=ox.RdfFormat.N_TRIPLES)
    merged, rules = Graph().parse(data=triples, format="nt"), Graph().parse(SHAPES)
    _, results, _ = validate(merged, shacl_graph=rules, advanced=False)
    assert isinstance(results, Graph)
    rows = set()
    for result in results.subjects(SH.focusNode, None):
        severity = str(results.value(result, SH.resultSeverity)).rsplit("#", 1)[-1]
        source, path = results.value(result, SH.sourceConstraint), results.value(result, SH.resultPath)
        component = str(results.value(result, SH.sourceConstraintComponent)).rsplit("#", 1)[-1]
        if isinstance(source, URIRef):
            constraint = str(source).rsplit("/", 1)[-1]
        else:
            kind = component.removesuffix("ConstraintComponent")
            constraint = f"{kind[0].lower()}{kind[1:]} {shorten(str(path))}"
        rows.add((severity, constraint, str(results.value(result, SH.focusNode))))
    return rows


CLEAN = {
    ("Warning", "contradiction"),  # 30 000 € or 31 000 €
    ("Info", "signatory-count"),  # two parties named, three announced
    ("Info", "joint-sum"),
}
MUTATIONS = {
    "": set(),
    f"DELETE WHERE {{ {FUNDING} schema:funder ?x }}": {("Info", "minCount schema:funder")},
    "DELETE WHERE { <expenditure/routes> schema:funder ?x }": {("Violation", "minCount schema:funder")},
    f"DELETE WHERE {{ {FUNDING} filon:beneficiary ?x }}": {("Info", "minCount filon:beneficiary")},
    f"INSERT DATA {{ {FUNDING} schema:amount -1.0 }}": {
        ("Violation", "maxCount schema:amount"),
        ("Violation", "minInclusive schema:amount"),
        ("Warning", "instalments-sum"),
        ("Warning", "instalment-share"),
    },
    f'INSERT DATA {{ {FUNDING} schema:currency "USD" }}': {
        ("Violation", "in schema:currency"),
        ("Violation", "maxCount schema:currency"),
    },
    f"INSERT DATA {{ {FUNDING} filon:status fc:status-paid }}": {("Violation", "maxCount filon:status")},
    f"INSERT DATA {{ {FUNDING} filon:share 1.5 }}": {("Violation", "maxInclusive filon:share")},
    f'INSERT DATA {{ {FUNDING} filon:share "half" }}': {
        ("Violation", "datatype filon:share"),
        ("Violation", "minInclusive filon:share"),
        ("Violation", "maxInclusive filon:share"),
    },
    f"DELETE DATA {{ {FUNDING} filon:budgetYear 2023 }} ; INSERT DATA {{ {FUNDING} filon:budgetYear 2025 }}": {
        ("Warning", "year-in-period")
    },
    f"DELETE DATA {{ <{FUNDING[1:-1]}/1> schema:amount 24000.0 }} ; INSERT DATA {{ <{FUNDING[1:-1]}/1> schema:amount 24500.0 }}": {
        ("Warning", "instalments-sum"),
        ("Warning", "instalment-share"),
    },
    "INSERT DATA { <expenditure/routes> filon:beneficiary <org/etat> }": {("Violation", "maxCount filon:beneficiary")},
    "INSERT DATA { <cost/1> a filon:Cost ; schema:amount 5.0 ; schema:funder <org/etat> }": {
        ("Violation", "maxCount schema:funder")
    },
    "INSERT DATA { <plan/salle> filon:line <funding/poligny> }": {("Warning", "plan-balance")},
    "INSERT DATA { <funding/plan-etat> filon:share 0.5 }": {("Warning", "plan-rates")},
    "DELETE WHERE { <project/salle-des-fetes> filon:projectOwner ?x }": {("Info", "owner-20")},
    "DELETE WHERE { <funding/plan-arbois> filon:nature ?x }": {("Info", "self-nature")},
    "DELETE WHERE { <funding/jura-sentiers-2023> filon:underAgreement ?x }": {("Info", "convention-23000")},
    "DELETE WHERE { <funding/plan-departement> schema:amount ?x } ; INSERT DATA { <funding/plan-departement> schema:amount 45000.0 }": {
        ("Warning", "realised-over"),
        ("Warning", "plan-balance"),
        ("Violation", "unasserted"),
    },
    'INSERT DATA { <agreement/avenant> schema:startDate "2023-02-01"^^xsd:date ; schema:endDate "2023-01-01"^^xsd:date }': {
        ("Warning", "period-order")
    },
    'INSERT DATA { <agreement/avenant> dcterms:date "2024-02-01"^^xsd:date ; schema:endDate "2023-01-01"^^xsd:date }': {
        ("Warning", "signed-late")
    },
    'INSERT DATA { <act/2023-045> eli:date_document "2023-04-27"^^xsd:date }': {
        ("Warning", "maxCount eli:date_document")
    },
    "INSERT DATA { <project/salle-des-fetes> filon:projectOwner <org/etat> }": {
        ("Warning", "maxCount filon:projectOwner")
    },
    'INSERT DATA { <org/etat> filon:siren "123" }': {("Violation", "pattern filon:siren")},
    'INSERT DATA { <org/etat> rdfs:label "The State"@en }': {("Violation", "maxCount rdfs:label")},
    'DELETE WHERE { <territory/commune/39013> igeo:codeINSEE ?x } ; INSERT DATA { <territory/commune/39013> igeo:codeINSEE "3901" }': {
        ("Violation", "pattern igeo:codeINSEE")
    },
    "DELETE WHERE { <membership/paul-morel--voie-verte> org:member ?x }": {("Violation", "minCount org:member")},
    f"DELETE {{ {CLAIMS} {{ ?s oa:end ?e }} }} INSERT {{ {CLAIMS} {{ ?s oa:end 1 }} }} WHERE {{ {CLAIMS} {{ ?s oa:end ?e ; oa:start 0 }} }}": {
        ("Violation", "offsets")
    },
    f"DELETE {{ {CLAIMS} {{ ?c filon:evidence ?e }} }} WHERE {{ {CLAIMS} {{ ?c filon:evidence ?e ; filon:verbatim '30 000 €' }} }}": {
        ("Violation", "minCount filon:evidence")
    },
    f"INSERT {{ {CLAIMS} {{ ?c filon:confidence 1.1 }} }} WHERE {{ {CLAIMS} {{ ?c filon:verbatim '30 000 €' }} }}": {
        ("Violation", "maxInclusive filon:confidence"),
        ("Violation", "maxCount filon:confidence"),
    },
}


@pytest.mark.parametrize("update", MUTATIONS, ids=range(len(MUTATIONS)))
def test_each_fault_is_found_by_the_shape_meant_for_it(update: str, lines: bytes) -> None:
    kinds = {(severity, constraint) for severity, constraint, _ in found(mutated(lines, update))}
    taken_away = (
        {("Violation", "unasserted")} if "DELETE" in update else set()
    )  # the claim of what is gone is still there
    assert kinds - CLEAN - taken_away == MUTATIONS[update] - taken_away
    assert MUTATIONS[update] <= kinds


def test_pyshacl_finds_the_same(lines: bytes) -> None:
    """All mutations that do not hide each other at once: one run of the slow processor."""
    updates = [
        u for u in MUTATIONS if u and "budgetYear" not in u and "DELETE WHERE { <project" not in u and '"half"' not in u
    ]
    store = mutated(lines, " ;\n".join(updates))
    ours, theirs = found(store), found_by_pyshacl(store)
    assert ours == theirs
    assert len({constraint for _, constraint, _ in ours}) > 25


def test_a_contradiction_names_both_sources_and_values(lines: bytes) -> None:
    (finding,) = (
        f for f in shapes.find(mutated(lines, ""), shapes.read_shapes(SHAPES)) if f.constraint == "contradiction"
    )
    assert finding.severity == "Warning"
    assert finding.shape == "ClaimWarning"
    assert (
        finding.message
        == f"{X}funding/jura-sentiers-2023 schema:amount: «Convention» (convention) says 30000, «Rapport» (report) says 31000"
    )


def test_findings_come_worst_first_and_always_in_the_same_order(lines: bytes) -> None:
    store = mutated(lines, "DELETE WHERE { <expenditure/routes> schema:funder ?x }")
    checks = shapes.read_shapes(SHAPES)
    first, second = list(shapes.find(store, checks)), list(shapes.find(store, reversed(checks)))
    assert first == second
    assert [f.severity for f in first] == sorted(
        (f.severity for f in first), key=["Violation", "Warning", "Info"].index
    )


def test_a_constraint_the_runner_cannot_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://x/s> a sh:NodeShape ; sh:targetClass <http://x/c> ; sh:property [ sh:path <http://x/p> ; sh:lessThan <http://x/q> ] ."
    )
    with pytest.raises(ValueError, match="lessThan"):
        shapes.read_shapes(tmp_path / "s.ttl")


def test_pyshacl_finds_the_same_in_what_a_document_says(tmp_path: Path) -> None:
    document = Path(__file__).parent / "contradictions" / "documents" / "19-vosges-convention.txt"
    build([document], tmp_path / "kg")
    store = read_into_memory(tmp_path / "kg")
    ours, theirs = found(store), found_by_pyshacl(store)
    assert ours == theirs
    assert ("Warning", "contradiction") in {(severity, constraint) for severity, constraint, _ in ours}
