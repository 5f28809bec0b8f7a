"""A SPARQL endpoint answers as the folder does: every question, with and without its parameters, over a real server."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import hypothesis
import pyoxigraph as ox
import pytest
from hypothesis import strategies as st

import sample
from filon import queries, store
from filon.analyse.reading import Reading
from filon.archive import Archive
from filon.build import build
from filon.cli.app import run
from filon.errors import QueryError, StoreError, UsageError
from filon.remote import Endpoint, opened
from filon.remote.binding import bind, declare
from filon.remote.transport import Patience, Transport
from peers.servers import free_port, oxigraph
from weather import Weather, answering, reply, serving

BASE = sample.BASE
QUICK = Patience(connect=2, read=5, longest=0.05, first=0.01, attempts=4)


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of the example documents: real sentences, every kind of fact."""
    folder = tmp_path_factory.mktemp("examples") / "kg"
    build([sample.ROOT / "examples"], folder)
    return folder


@pytest.fixture(scope="module")
def local(kg: Path) -> ox.Store:
    return store.read_into_memory(kg)


@pytest.fixture(scope="module")
def address(kg: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same graph behind the Oxigraph server."""
    folder = tmp_path_factory.mktemp("oxigraph")
    server = ox.Store(str(folder / "data"))
    server.bulk_load(b"".join(store.nquads(kg)), format=ox.RdfFormat.N_QUADS)
    server.flush()
    del server
    with oxigraph(folder, read_only=True) as url:
        yield url


@pytest.fixture(scope="module")
def endpoint(address: str) -> Iterator[Endpoint]:
    found = Endpoint.open(f"{address}/query", patience=QUICK)
    yield found
    found.close()


def table(result: queries.Result) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
    """Columns and rows with every term as N-Triples writes it; rows that the order leaves open are sorted."""
    assert isinstance(result, ox.QuerySolutions)
    names = tuple(variable.value for variable in result.variables)
    rows = [tuple(None if row[name] is None else _plain(str(row[name])) for name in names) for row in result]
    return names, sorted(rows, key=str)


def _plain(term: str) -> str:
    """A term; what GROUP_CONCAT joined in no order in a fixed one."""
    return " · ".join(sorted(re.sub(r'^"|"(@fr)?$', "", term).split(" · "))) if " · " in term else term


VALUES = {
    "string": ("a", "jura", "arbois", "salins", "é", 'no "one"\\ is\ncalled so', ""),
    "integer": ("2024", "2", "0"),
    "decimal": ("50000", "0.5"),
    "date": ("2024-06-30",),
    "curie": ("fc:conflict-amount", "fc:site-friche"),
    "iri": ("org/departement-du-jura",),
}


def asked() -> Iterator[tuple[str, dict[str, str]]]:
    """Every question: its needed parameters alone, then each of all its parameters with each value of its type."""
    for query in queries.catalogue():
        needed = {p.name: VALUES[p.type][0] for p in query.parameters if p.needed}
        yield query.name, needed
        for parameter in query.parameters:
            for value in VALUES[parameter.type]:
                yield query.name, {**needed, parameter.name: value}


@pytest.mark.parametrize(
    ("name", "values"), list(asked()), ids=lambda value: value if isinstance(value, str) else repr(value)[:40]
)
def test_a_question_has_the_same_answer_elsewhere(
    endpoint: Endpoint, local: ox.Store, name: str, values: dict[str, str]
) -> None:
    expected = table(queries.run(local, name, values))
    assert table(queries.run(endpoint, name, values)) == expected


def test_questions_that_name_a_thing_of_the_graph_have_rows_to_compare(endpoint: Endpoint, local: ox.Store) -> None:
    flow = next(iter(local.query("SELECT ?f { ?f a <https://w3id.org/filon/def#Funding> } ORDER BY ?f")))["f"].value
    for name, given in (("evidence-of", {"resource": flow}), ("funding-claims", {"flow": flow})):
        expected = table(queries.run(local, name, given))
        assert expected[1]
        assert table(queries.run(endpoint, name, given)) == expected


def test_the_network_read_from_an_endpoint_is_that_of_the_folder(kg: Path, address: str) -> None:
    here, there = Reading.of(kg), Reading.of(address)
    assert (there.things, there.ties, there.passages, there.base) == (here.things, here.ties, here.passages, here.base)
    archive = Archive(kg)
    for passage in itertools.chain.from_iterable(there.passages.values()):
        before, exact, after = there.quotes[passage.text, passage.start, passage.end]
        text = archive.text(passage.text)
        assert exact == text[passage.start : passage.end]
        assert text[: passage.start].endswith(before)
        assert text[passage.end :].startswith(after)


def test_the_address_of_a_server_is_enough(address: str) -> None:
    with Endpoint.open(address) as found:
        assert found.url == f"{address}/query"


def test_the_base_is_that_of_the_documents(address: str) -> None:
    for given, expected in ((None, BASE), ("http://e/", "http://e/")):
        with opened(address, base_iri=given) as (source, base):
            assert isinstance(source, Endpoint)
            assert base == source.base == expected


# Queries that bind in every place a query can read a variable; each answers as the store does with substitutions.
EX = ox.Store()
EX.update(
    'PREFIX : <http://e/> INSERT DATA { :a :p "x" , "y" ; :q 1 . :b :p "x" ; :q 2 . :c :p "z"@fr . GRAPH :g { :a :p "x" . :d :p "é\\n\\"" } }'
)
X = {"v": ox.Literal("x")}
PLACES: list[tuple[str, dict[str, ox.Literal | ox.NamedNode]]] = [
    ("SELECT ?s ?v { ?s :p ?v }", X),
    ("SELECT * { ?s :p ?v }", X),
    ("SELECT DISTINCT ?v { ?s :p ?v }", X),
    ("SELECT ?s ?v { ?s :p ?w FILTER(?w = ?v) }", X),
    ("SELECT ?s ?v { ?s :p ?w FILTER NOT EXISTS { ?s :p ?v } }", X),
    ("SELECT ?s ?v { ?s :p ?w FILTER EXISTS { ?s :p ?u FILTER(CONTAINS(?u, ?v)) } }", X),
    ("SELECT ?s ?w ?v { ?s :q ?n OPTIONAL { ?s :p ?w FILTER(?w = ?v) } }", X),
    ("SELECT ?s ?v { { ?s :p ?v } UNION { ?s :q 2 } }", X),
    ("SELECT ?s ?v { { ?s :p ?w FILTER(?w = ?v) } UNION { ?s :p ?w FILTER(?w != ?v) } }", X),
    ("SELECT (COUNT(?s) AS ?n) ?v { ?s :p ?w FILTER(?w >= ?v) } GROUP BY ?v", X),
    ("SELECT ?s (COUNT(?w) AS ?n) ?v { ?s :p ?w } GROUP BY ?s ?v HAVING (COUNT(?w) >= ?v)", {"v": ox.Literal(2)}),
    ("SELECT ?s ?n ?v { { SELECT ?s (COUNT(?w) AS ?n) ?v { ?s :p ?w FILTER(?w = ?v) } GROUP BY ?s ?v } }", X),
    ("SELECT ?s ?v { { SELECT ?v { :a :p ?v } } ?s :p ?v }", X),
    ("SELECT ?s ?v { ?s :p ?v . { SELECT ?s { ?s :p ?v } } }", X),  # the inner ?v is another variable
    ("SELECT ?s ?g ?v { GRAPH ?g { ?s :p ?v } }", X),
    ("SELECT ?s ?g { GRAPH ?g { ?s :p ?v } }", {"g": ox.NamedNode("http://e/g")}),
    ("SELECT ?o ?s { ?s :p ?o }", {"s": ox.NamedNode("http://e/a")}),
    ("SELECT ?o ?s { ?s ?p ?o } ORDER BY ?s DESC(?o)", {"s": ox.NamedNode("http://e/a")}),
    ('SELECT ?s ?v { ?s :p ?w FILTER(COALESCE(?w = ?v, true)) FILTER("?v" != ?w) } # ?v', X),
    ("SELECT ?s $v { GRAPH :g { ?s :p $v } }", {"v": ox.Literal('é\n"')}),
    ("SELECT ?s ?v { ?s :p ?v }", {"v": ox.Literal("z", language="fr")}),
    ("SELECT ?s ?v { ?s :q ?v }", {"v": ox.Literal(2)}),
    ("ASK { ?s :p ?v }", X),
]


@pytest.mark.parametrize(("text", "given"), PLACES)
def test_a_term_written_into_a_query_binds_as_the_engine_does(
    text: str, given: dict[str, ox.Literal | ox.NamedNode]
) -> None:
    bound = {ox.Variable(name): term for name, term in given.items()}
    prefixes = {"": "http://e/", "unused": "http://unused/"}
    written = declare(bind(text, bound), prefixes)
    assert "unused" not in written
    expected, found = EX.query(text, substitutions=bound, prefixes=prefixes), EX.query(written)
    if isinstance(expected, ox.QueryBoolean):
        assert bool(found) == bool(expected)
    else:
        assert table(found) == table(expected)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@hypothesis.given(
    value=_TEXT | st.sampled_from(['"', "\\", "'", "\n", "?v", "} #", '"""', "\\u0041", "<http://e/a>"]),
    language=st.sampled_from([None, "fr"]),
)
def test_whatever_a_literal_holds_it_stays_one_literal(value: str, language: str | None) -> None:
    term = ox.Literal(value, language=language)
    text = "SELECT ?v ?same ?long { BIND(?v AS ?same) BIND(CONCAT(?v, '}') AS ?long) }"
    (row,) = EX.query(bind(text, {ox.Variable("v"): term}))
    assert row["v"] == row["same"] == term
    assert row["long"].value == f"{value}}}"


def test_a_query_that_sets_the_variable_itself_is_refused() -> None:
    for text in ('SELECT ?v { BIND("y" AS ?v) }', 'SELECT ("y" AS ?v) {}', 'SELECT ?v { VALUES ?v { "y" } }'):
        with pytest.raises(QueryError, match="sets"):
            bind(text, {ox.Variable("v"): ox.Literal("x")})


def test_a_long_query_is_posted_and_answered(endpoint: Endpoint, local: ox.Store) -> None:
    text = f"SELECT (COUNT(*) AS ?n) {{ ?s a ?t }} # {'é' * 5000}"
    assert table(endpoint.query(text)) == table(local.query(text))


def test_triples_come_as_triples(endpoint: Endpoint, local: ox.Store) -> None:
    text = "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }"
    found, expected = (source.query(text, prefixes=queries.PREFIXES) for source in (endpoint, local))
    assert isinstance(found, ox.QueryTriples)
    assert {str(triple) for triple in found} == {str(triple) for triple in expected}


def test_named_graphs_can_be_chosen(endpoint: Endpoint, local: ox.Store) -> None:
    graph = min(local.named_graphs(), key=str)
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert table(endpoint.query(text, default_graph=graph)) == table(local.query(text, default_graph=graph))


def test_a_wrong_query_is_one_sentence(endpoint: Endpoint) -> None:
    with pytest.raises(QueryError, match=r"does not take the query \(400"):
        endpoint.query("SELECT ?x { BROKEN")


RESULT = json.dumps({"head": {}, "boolean": True}).encode()
JSON = "application/sparql-results+json"


def test_a_busy_server_is_asked_again_and_a_refusing_one_is_not() -> None:
    for status, after in ((503, "0"), (429, None), (502, None), (504, "Thu, 01 Jan 1970 00:00:00 GMT"), (0, None)):
        weather = Weather([(status, "text/plain", b"busy"), (200, JSON, RESULT)], retry_after=after)
        with answering(weather) as url, Transport.to(url, QUICK) as transport:
            assert Endpoint(url, transport).query("ASK {}")
        assert weather.asked == 2
    for status in (400, 404, 500):
        weather = Weather([(status, "text/plain", b"no")])
        with (
            answering(weather) as url,
            Transport.to(url, QUICK) as transport,
            pytest.raises((QueryError, StoreError), match=f"{status}.*no"),
        ):
            Endpoint(url, transport).query("ASK {}")
        assert weather.asked == 1


def test_the_server_says_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    weather = Weather([(503, "text/plain", b""), (200, JSON, RESULT)], retry_after="7")
    with answering(weather) as url, Transport.to(url, Patience(longest=20)) as transport:
        Endpoint(url, transport).query("ASK {}")
    assert slept == [7]


def test_who_stays_busy_or_is_not_there_is_named() -> None:
    weather = Weather([(503, "text/html", b"<h1>no</h1>")])
    with (
        answering(weather) as url,
        Transport.to(url, QUICK) as transport,
        pytest.raises(StoreError, match=r"stays busy \(503 Service Unavailable\); try again later"),
    ):
        Endpoint(url, transport).query("ASK {}")
    assert weather.asked == QUICK.attempts
    with pytest.raises(StoreError, match="cannot be reached"):
        Endpoint.open(f"http://127.0.0.1:{free_port()}", patience=QUICK)


@pytest.mark.parametrize(
    ("media_type", "body", "said"),
    [
        ("text/html", b"<h1>Welcome</h1>", "text/html, which is no SPARQL results document"),
        (JSON, b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a"}},', "cut short"),
        (JSON, b"The operation has been cancelled", "damaged"),
    ],
)
def test_an_answer_that_is_none_is_one_sentence(media_type: str, body: bytes, said: str) -> None:
    with (
        answering(Weather([(200, media_type, body)])) as url,
        Transport.to(url, QUICK) as transport,
        pytest.raises(StoreError, match=said),
    ):
        Endpoint(url, transport).query("SELECT ?x {}")


def test_credentials_come_from_the_environment_in_the_manner_that_the_server_asks_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    challenges = {'Basic realm="x"': "Basic dTpwdw==", 'Digest realm="r", nonce="n", qop="auth"': 'Digest username="u"'}
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login u password pw\n")
    netrc.chmod(0o600)
    settings = ({"FILON_USER": "u", "FILON_PASSWORD": "pw"}, {"NETRC": str(netrc)})
    for (challenge, answer), given in itertools.product(challenges.items(), settings):
        seen = asked_for_credentials(challenge, given, monkeypatch)
        assert not seen[0]
        assert seen[-1].startswith(answer)


def asked_for_credentials(challenge: str, given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a client says who it is, request by request, to a server that asks in this manner."""
    seen: list[str] = []

    def gate(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        said = handler.headers.get("authorization", "")
        seen.append(said)
        if said:
            reply(handler, 200, {"content-type": JSON}, RESULT)
        else:
            reply(handler, 401, {"www-authenticate": challenge}, b"")

    with monkeypatch.context() as patch, serving(gate) as url:
        for name, value in given.items():
            patch.setenv(name, value)
        with Transport.to(url, QUICK) as transport:
            assert Endpoint(url, transport).query("ASK {}")
    return seen


def test_without_credentials_a_closed_server_says_what_to_do() -> None:
    with answering(Weather([(401, "text/plain", b"")])) as url, pytest.raises(StoreError, match="FILON_USER"):
        Endpoint.open(url, patience=QUICK)


def test_an_address_with_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as told:
        Endpoint.open("http://u:secret@127.0.0.1/sparql")
    assert "secret" not in str(told.value)


def test_the_command_takes_an_address_for_a_folder(
    address: str, kg: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    answers = []
    for where in (address, str(kg)):
        assert run(["query", where, "spending-totals", "--format", "csv"]) == 0
        answers.append(capsysbinary.readouterr().out)
    assert answers[0] == answers[1]
