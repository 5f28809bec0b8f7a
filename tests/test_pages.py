"""Pages: what they say is what the graph and the texts say, links lead somewhere, and nothing in them runs."""

import hashlib
import json
import re
import shutil
import subprocess
from decimal import Decimal
from itertools import pairwise
from urllib.parse import urlsplit

import lxml.html
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample
from filon import pages, queries, store
from filon.archive import Manifest
from filon.pages.address import decode, encode, is_path
from filon.pages.lexicon import terms
from filon.pages.listing import files, things
from filon.pages.listing import pages as every_page
from filon.pages.passages import SHEET, cuts
from filon.pages.questions import french
from filon.pages.words import Words, _data
from filon.remote import Endpoint
from filon.vocab import PREFIXES, expand
from served import served

BASE = sample.BASE
DIGESTS = {hashlib.sha256(text.encode()).hexdigest(): text for text in sample.TEXTS.values()}
EVIL = "\"'><img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script></script><!--</title>{{7*7}}"
RUN = ("javascript:alert(1)", "data:text/html;base64,PHNjcmlwdD4=", "vbscript:x", "file:///etc/passwd")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    kg = tmp_path_factory.mktemp("pages") / "kg"
    sample.build(kg)
    return pages.Library(store.read_into_memory(kg), BASE, DIGESTS.get)


@pytest.fixture(scope="module")
def hostile():
    """The sample with labels, IRIs and values that try to get out of the page or of the folder."""
    graph = ox.Store()
    label, kind = ox.NamedNode(expand("rdfs:label")), ox.NamedNode(expand("rdf:type"))
    body = ox.NamedNode(expand("org:Organization"))
    paths = (
        "org/evil",
        "../../etc/passwd",
        "org/%2e%2e/%2e%2e/x",
        "org//double",
        "org/.hidden",
        "o" * 700,
        "é/œ",
        "a?q=1&b=%22",
        "~41",
    )
    for path in paths:
        thing = ox.NamedNode(BASE + path)
        graph.extend([ox.Quad(thing, kind, body), ox.Quad(thing, label, ox.Literal(EVIL, language="fr"))])
        for iri in RUN:
            graph.add(ox.Quad(thing, ox.NamedNode(expand("rdfs:seeAlso")), ox.NamedNode(iri)))
        graph.add(ox.Quad(thing, ox.NamedNode("https://example.org/p?x=%3Cscript%3E"), ox.Literal(EVIL)))
        graph.add(ox.Quad(ox.NamedNode(f"{BASE}funding/x"), ox.NamedNode(expand("schema:funder")), thing))
    flow = ox.NamedNode(f"{BASE}funding/x")
    graph.add(ox.Quad(flow, kind, ox.NamedNode(expand("filon:Funding"))))
    graph.add(
        ox.Quad(
            flow, ox.NamedNode(expand("schema:amount")), ox.Literal("NaN", datatype=ox.NamedNode(expand("xsd:decimal")))
        )
    )
    graph.add(ox.Quad(flow, ox.NamedNode(expand("schema:currency")), ox.Literal(EVIL)))
    return pages.Library(graph, BASE, {}.get)


def html(library, path, language="fr", **parameters):
    found = pages.render(library, path, parameters, language)
    assert found is not None, path
    assert found.media_type.startswith("text/html")
    return lxml.html.document_fromstring(found.content.decode())


def words_of(element):
    return " ".join(element.text_content().split())


def pages_of(library):
    for node in things(library):
        if path := pages.page_path(node.value, library.base):
            yield path
    yield from every_page(library)


# --- what they say ---------------------------------------------------------------------------------------------


def test_every_thing_has_a_page_and_data_and_every_list_is_there(library):
    for node in things(library):
        assert html(library, pages.page_path(node.value, BASE)).findtext(".//h1")
        for form in ("ttl", "nt", "jsonld"):
            assert pages.render(library, pages.data_path(node.value, BASE, form), {}, "fr"), node
    for path in every_page(library):
        assert html(library, path).findtext(".//h1") is not None, path
    for path in files():
        assert pages.render(library, path, {}, "fr"), path


def test_a_figure_stands_beside_its_sentence_with_its_characters_marked(library):
    page = html(library, f"doc/{sample.GRANT}.html")
    assert page.find_class("figure")[0].text_content() == "30\u202f000\u202f€"
    text = sample.TEXTS["convention.txt"]
    start = text.index("30 000 €")
    quote = page.find(".//*[@id='facts']").find_class("quote")[0]
    assert quote.findtext(".//mark") == "30 000 €"
    assert words_of(quote.find("blockquote")).startswith("Le Département verse 30 000 € pour l'entretien des sentiers")
    caption = words_of(quote.find("figcaption"))
    assert f"convention.txt, page 2, caractères {start}–{start + 8}" in caption
    assert "confiance 90\u202f%" in quote.find("figcaption").text_content()
    assert "rule:test" in caption


def test_what_contradicts_stands_side_by_side(library):
    sides = html(library, f"doc/{sample.GRANT}.html").find_class("side")
    assert [side.find(".//strong").text_content() for side in sides] == ["30\u202f000\u202f€", "31\u202f000\u202f€"]
    assert [side.findtext(".//mark") for side in sides] == ["30 000 €", "31 000 €"]
    assert [words_of(side.find_class("label")[0]) for side in sides] == ["retenu", "dit aussi"]


def test_sums_count_each_flow_once_and_leave_out_what_an_award_realises(library):
    """30 000 (the grant), 1 000 (its amendment), 50 000 and 20 000; the planned 55 000 is the award of 50 000, told before."""
    given_ = html(library, f"doc/{sample.DEPARTMENT}.html").find(".//*[@id='schema-funder-filon-Funding']")
    assert [each.text_content() for each in given_.find_class("sums")[0].iter("strong")] == ["101\u202f000\u202f€"]
    assert "compté ailleurs" in given_.text_content()
    joint = (
        html(library, f"doc/{sample.REGION}.html").find(".//*[@id='schema-funder-filon-Funding']").find_class("sums")[0]
    )
    assert "plus 90\u202f000\u202f€ en sommes communes" in joint.text_content()
    received = html(library, f"doc/{sample.POLIGNY}.html").find(".//*[@id='filon-beneficiary-filon-Funding']")
    assert received.find_class("sums")[0].findtext(".//strong") == "110\u202f000\u202f€"


def test_a_long_table_is_cut_and_says_so_and_its_sum_counts_all():
    graph = ox.Store()
    body = ox.NamedNode(f"{BASE}org/giver")
    for number in range(250):
        flow = ox.NamedNode(f"{BASE}funding/{number}")
        said = {
            "rdf:type": "filon:Funding",
            "filon:status": "fc:status-awarded",
            "filon:beneficiary": f"{BASE}org/{number % 3}",
        }
        for name, value in said.items():
            graph.add(
                ox.Quad(flow, ox.NamedNode(expand(name)), ox.NamedNode(value if "://" in value else expand(value)))
            )
        graph.add(ox.Quad(flow, ox.NamedNode(expand("schema:funder")), body))
        graph.add(ox.Quad(flow, ox.NamedNode(expand("schema:currency")), ox.Literal("EUR")))
        graph.add(
            ox.Quad(
                flow,
                ox.NamedNode(expand("schema:amount")),
                ox.Literal(str(number), datatype=ox.NamedNode(expand("xsd:decimal"))),
            )
        )
    library = pages.Library(graph, BASE, {}.get)
    table = html(library, "doc/org/giver.html").find(".//*[@id='schema-funder-filon-Funding']")
    assert len(table.findall(".//tbody/tr")) == 200
    assert table.find_class("sums")[0].findtext(".//strong") == "31\u202f125\u202f€"  # 0 + 1 + … + 249
    note = table.find_class("note")[-1]
    assert "200 lignes sur 250" in note.text_content()
    data = pages.render(library, "data/org/giver.nt", {}, "fr").content
    assert note.find("a").get("href") == "../../data/org/giver.ttl"
    assert sum(1 for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES) if quad.object == body) == 250
    assert [len(html(library, f"kinds/filon-Funding{page}.html").findall(".//tbody/tr")) for page in ("", ".2")] == [
        200,
        50,
    ]


def test_the_first_page_sums_as_the_pages_of_the_parties_do(library):
    home = html(library, "")
    for index, link in ((0, "schema-funder-filon-Funding"), (1, "filon-beneficiary-filon-Funding")):
        rows = home.find_class("bars")[index].findall(".//tr")
        assert rows
        for row in rows:
            party = html(library, row.find(".//a").get("href"))
            total = party.find(f".//*[@id='{link}']").find_class("sums")[0].findtext(".//strong")
            assert words_of(row.findall("td")[1]) == " ".join(total.split())


def test_a_document_shows_its_text_whole_and_marks_every_passage(library):
    for name, source in sample.sources().items():
        page = html(library, f"doc/doc/{source.sha256[:12]}.html")
        shown = "".join(block.text_content() for block in page.find_class("text")[0])
        assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", sample.TEXTS[name])
        spans = library.source.query(
            "SELECT ?span ?start ?end ?quote { GRAPH ?g { ?text filon:textOf ?document . ?span oa:hasSource ?text ; oa:hasSelector ?p , ?q ."
            " ?p oa:start ?start ; oa:end ?end . ?q oa:exact ?quote } }",
            prefixes=PREFIXES,
            substitutions={},
        )
        anchors = {each.get("id") for each in page.iter() if each.get("id")}
        mine = [row for row in spans if row["span"].value.startswith(f"{BASE}span/{source.text_sha256[:12]}")]
        assert mine
        for row in mine:
            assert f"c{row['start'].value}-{row['end'].value}" in anchors
        linked = {anchor.get("href") for anchor in page.find_class("text")[0].iter("a")}
        assert linked <= {f"../../doc/{row['span'].value.removeprefix(BASE)}.html" for row in mine}


def test_sheets_of_a_long_text_are_the_text():
    text = "".join(
        f"Article {number}. {'x' * (number % 90)}\n{'' if number % 7 else chr(10)}" for number in range(3_000)
    )
    starts = [*cuts(text), len(text)]
    assert len(starts) > 5
    assert "".join(text[a:b] for a, b in pairwise(starts)) == text
    assert all(0 < b - a <= SHEET * 5 // 4 for a, b in pairwise(starts))
    assert cuts("") == (0,)
    assert len(cuts("x" * 100_000)) == 5


def test_passages_are_those_the_graph_quotes_where_no_text_is_kept(library):
    bare = pages.Library(library.source, BASE, lambda _: None)
    quote = html(bare, f"doc/{sample.GRANT}.html").find(".//*[@id='facts']").find_class("quote")[0]
    assert quote.findtext(".//mark") == "30 000 €"
    document = next(iter(sample.sources().values()))
    assert "n'est pas conservé" in html(bare, f"doc/doc/{document.sha256[:12]}.html").text_content()


def test_a_claim_and_a_passage_say_what_they_say(library):
    claim = next(
        row["claim"].value
        for row in library.source.query(
            "SELECT ?claim { GRAPH ?g { ?claim rdf:predicate schema:amount ; rdf:object 31000.0 } }", prefixes=PREFIXES
        )
    )
    page = html(library, pages.page_path(claim, BASE))
    assert page.findtext(".//mark") == "31 000 €"
    assert "dit aussi" in page.text_content()
    span = page.find_class("head")[0].findall(".//a")[-1].get("href")
    assert span.partition("#")[2].startswith("c")


def test_pages_speak_both_languages_and_link_to_each_other(library):
    french, english = html(library, "doc/" + sample.GRANT + ".html"), html(library, "en/doc/" + sample.GRANT + ".html")
    assert (french.get("lang"), english.get("lang")) == ("fr", "en")
    assert "€30,000" in english.text_content()
    up = "../" * sample.GRANT.count("/") + "../"
    assert french.find_class("languages")[0].find("a").get("href") == f"{up}en/doc/{sample.GRANT}.html"
    assert english.find_class("languages")[0].find("a").get("href") == f"../{up}doc/{sample.GRANT}.html"
    again = html(library, "fr/doc/" + sample.GRANT + ".html", "en")
    assert again.get("lang") == "fr"
    assert again.find_class("languages")[0].find("a").get("href") == f"../{up}doc/{sample.GRANT}.html"


def test_both_languages_have_the_same_words():
    french, english = _data()["fr"], _data()["en"]
    assert set(french) == set(english)
    for table in ("groups", "plurals"):
        assert set(french[table]) == set(english[table])


def test_every_question_is_asked_infrench_too():
    asked = {query.name: {parameter.name for parameter in query.parameters} for query in queries.catalogue()}
    said = {name: set(words) - {"title", "description"} for name, words in french()["questions"].items()}
    assert said == asked


def test_amounts_and_days_are_written_as_each_language_does():
    fr, en = Words("fr"), Words("en")
    assert (fr.amount(Decimal("1234567.5"), "EUR"), en.amount(Decimal("1234567.5"), "EUR")) == (
        "1\u202f234\u202f567,50\u202f€",
        "€1,234,567.50",
    )
    assert (fr.amount(Decimal(-3), "EUR"), fr.amount(Decimal(3), None), fr.amount(Decimal(3), "CHF")) == (
        "−3\u202f€",
        "3",
        "3\u202fCHF",
    )
    assert (fr.day("2024-06-01"), en.day("2024-06-01"), fr.day("2024-13-01"), fr.day("2024")) == (
        "1er juin 2024",
        "1 June 2024",
        "2024-13-01",
        "2024",
    )
    assert (fr.percent(Decimal("0.125")), en.percent(Decimal("0.8")), fr.percent(Decimal(0))) == (
        "12,5\u202f%",
        "80%",
        "0\u202f%",
    )


def test_terms_have_their_anchors(library):
    for path, space in (("def.html", "filon"), ("code.html", "fc")):
        page = html(library, path)
        anchors = [each.get("id") for each in page.iter() if each.get("id")]
        assert len(anchors) == len(set(anchors))
        assert {iri.removeprefix(PREFIXES[space]) for iri in terms() if iri.startswith(PREFIXES[space])} <= set(anchors)


def test_what_was_merged_leads_to_what_is_kept_and_shows_who_judged(library):
    kept, gone, quality = (ox.NamedNode(BASE + name) for name in (sample.TRAILS, "org/sentiers", "graph/quality"))
    graph = ox.Store()
    graph.extend(library.source)
    judgement = ox.NamedNode(f"{BASE}judgement/1")
    said = {"rdf:type": "filon:Judgement", "dcterms:type": "fc:verdict-merge"}
    told = {
        "dcterms:date": "2026-11-20",
        "dcterms:creator": "A. Martin",
        "rdfs:comment": "one association",
        "rdfs:label": "merge | …",
    }
    for name, value in said.items():
        graph.add(ox.Quad(judgement, ox.NamedNode(expand(name)), ox.NamedNode(expand(value)), quality))
    for name, value in told.items():
        datatype = ox.NamedNode(expand("xsd:date" if name == "dcterms:date" else "xsd:string"))
        graph.add(ox.Quad(judgement, ox.NamedNode(expand(name)), ox.Literal(value, datatype=datatype), quality))
    graph.add(ox.Quad(judgement, ox.NamedNode(expand("filon:about")), kept, quality))
    graph.add(ox.Quad(gone, ox.NamedNode(expand("dcterms:isReplacedBy")), kept, quality))
    judged = pages.Library(graph, BASE, DIGESTS.get)
    notice = html(judged, "doc/org/sentiers.html").find_class("notice")[0]
    assert notice.find("a").get("href") == f"../../doc/{sample.TRAILS}.html"
    assert "Sentiers du Revermont" in notice.text_content()
    assert "20 novembre 2026, A. Martin : one association" in words_of(
        html(judged, f"doc/{sample.TRAILS}.html").find(".//*[@id='judgements']")
    )


def test_pages_of_an_endpoint_are_those_of_the_store(library, tmp_path):
    sample.build(tmp_path / "kg")
    Manifest(BASE).write(store.current_version(tmp_path / "kg"))
    local = pages.Library(library.source, BASE, lambda _: None)
    with served(tmp_path / "kg") as server, Endpoint.open(server.sparql, base_iri=BASE) as endpoint:
        remote = pages.Library(endpoint, BASE, lambda _: None)
        lists = (
            "index.html",
            "names/s.html",
            "names/documents.html",
            "kinds/filon-Funding.html",
            "queries/spending-totals.html",
        )
        documents = [f"doc/doc/{source.sha256[:12]}.html" for source in sample.sources().values()]
        for path in (
            *lists,
            *documents,
            f"doc/{sample.GRANT}.html",
            f"doc/{sample.DEPARTMENT}.html",
            f"data/{sample.GRANT}.nt",
        ):
            assert pages.render(remote, path, {}, "fr") == pages.render(local, path, {}, "fr"), path


# --- questions, search -----------------------------------------------------------------------------------------


def test_every_question_has_its_page_and_answers_as_the_command_does(library):
    for query in queries.catalogue():
        page = html(library, f"queries/{query.name}.html", limit="1000")
        rows = page.findall(".//*[@id='answer']//tbody/tr")
        if any(parameter.needed for parameter in query.parameters):
            assert page.find(".//*[@id='answer']") is None
        else:
            asked = queries.run(library.source, query, {}, base=BASE)
            assert len(rows) == min(1_000, sum(1 for _ in asked)), query.name
        assert pages.render(library, f"queries/{query.name}.rq", {}, "fr").content.decode() == query.text


def test_a_question_takes_parameters_and_says_what_does_not_fit(library):
    page = html(library, "queries/funders-of.html", beneficiary="revermont")
    assert "30\u202f000" in page.find(".//*[@id='answer']").text_content()
    assert page.find(".//input[@name='beneficiary']").get("value") == "revermont"
    wrong = html(library, "queries/top-beneficiaries.html", funder="x", nonsense="y", limit="0")
    assert wrong.find(".//*[@id='answer']") is not None
    year = html(library, "queries/funding-by-funder-and-year.html", year="never")
    assert "'never' is not a value for year" in year.find_class("notice")[0].text_content()


@pytest.mark.parametrize(("limit", "shown"), [("1", 1), ("999999999999", 100), ("-1", 100), ("0", 1), ("x", 100)])
def test_rows_are_limited(library, limit, shown):
    page = html(library, "queries/network-things.html", limit=limit)
    rows = page.findall(".//*[@id='answer']//tbody/tr")
    assert len(rows) == min(shown, sum(1 for _ in queries.run(library.source, "network-things", {}, base=BASE)))


@pytest.mark.parametrize(
    "query", ["departement du jura", "DÉPARTEMENT DU JURA", "Département  du   Jura", "tement du j"]
)
def test_search_finds_names_whatever_their_accents_and_capitals(library, query):
    found = html(library, "search.html", q=query).find_class("things")
    assert any("Département du Jura" in each.text_content() for each in found)


@given(query=st.text(max_size=60))
def test_search_takes_any_text(library, query):
    assert html(library, "search.html", q=query) is not None


def test_the_pages_of_files_have_no_forms(library):
    still = pages.Library(library.source, BASE, DIGESTS.get, live=False)
    assert pages.render(still, "search.html", {"q": "x"}, "fr") is None
    for path in ("", "queries/funders-of.html", f"doc/{sample.GRANT}.html"):
        assert not list(html(still, path).iter("form"))


# --- data ------------------------------------------------------------------------------------------------------


def test_the_three_forms_of_data_are_one_graph_which_has_all_that_is_said_of_the_thing(library):
    node = ox.NamedNode(BASE + sample.GRANT)
    forms = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    found = {}
    for form, parser in forms.items():
        content = pages.render(library, pages.data_path(node.value, BASE, form), {}, "fr").content
        found[form] = {quad.triple for quad in ox.parse(content, format=parser)}
    assert found["ttl"] == found["nt"] == found["jsonld"]
    facts = library.source.quads_for_pattern
    expected = {q.triple for q in facts(node, None, None, ox.DefaultGraph())} | {
        q.triple for q in facts(None, None, node, ox.DefaultGraph())
    }
    claims = {q.subject for q in facts(None, ox.NamedNode(expand("rdf:subject")), node, None)}
    spans = {q.object for claim in claims for q in facts(claim, ox.NamedNode(expand("filon:evidence")), None, None)}
    expected |= {q.triple for each in claims | spans for q in facts(each, None, None, None)}
    assert expected <= found["nt"]
    assert any(t.predicate.value == expand("oa:exact") and t.object.value == "31 000 €" for t in found["nt"])
    assert any(
        t.predicate.value == expand("rdfs:label") and t.subject.value == BASE + sample.DEPARTMENT for t in found["nt"]
    )


def test_embedded_data_are_the_statements_of_the_page(library):
    script = html(library, f"doc/{sample.GRANT}.html").find(".//script[@type='application/ld+json']")
    triples = {quad.triple for quad in ox.parse(script.text.encode(), format=ox.RdfFormat.JSON_LD)}
    node = ox.NamedNode(BASE + sample.GRANT)
    assert {q.triple for q in library.source.quads_for_pattern(node, None, None, ox.DefaultGraph())} <= triples


# --- what is not there, and what is hostile ----------------------------------------------------------------------

OUTSIDE = (
    "../etc/passwd", "doc/../../etc/passwd.html", "doc/%2e%2e/x.html", "/etc/passwd", "doc//x.html", "doc/x\x00.html", "doc/\ud800.html",
    "static/../rendering.py", "static/..%2frendering.py", "static/style.css/", "static/nothing.css", "data/org/x.exe", "doc/.html", "doc/nothing.html",
    "data/nothing.ttl", "text/doc/nothing/2.html", "text/doc/x/0.html", "names/q.html", "names/aa.html", "kinds/filon-Nothing.html", "queries/nothing.rq",
    "queries/../pyproject.html", "queries/index.rq", "doc/" + "a" * 5000 + ".html", "doc\\x.html", "de/index.html", "en/static/style.css", "doc/~zz.html",
    "doc/a~2fb.html", "doc/a b.html", "en", "doc/", "kinds/org-Organization.99.html",
)  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_there_is_nothing_there(library, path):
    assert pages.render(library, path, {}, "fr") is None
    page = lxml.html.document_fromstring(pages.missing(library, path, "en").content.decode())
    assert page.get("lang") == "en" or path.startswith(("fr/", "de/"))


@given(
    path=st.text(max_size=80)
    | st.from_regex(r"(doc|data|text|names|queries|static)/[./%~\\a-z]{0,20}\.(html|ttl|css|rq)", fullmatch=True)
)
def test_no_path_breaks_anything(library, path):
    found = pages.render(library, path, {}, "fr")
    assert found is None or found.content
    assert pages.missing(library, path, "fr").content


@given(rest=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=700))
def test_a_path_stands_for_one_iri_and_is_a_file_anywhere(rest):
    path = encode(rest)
    if path is not None:
        assert decode(path) == rest
        assert is_path(f"doc/{path}.html")
        assert all(re.fullmatch(r"(?!\.)[A-Za-z0-9._~-]{1,202}", name) for name in path.split("/"))


def test_two_iris_never_share_a_path():
    rests = [
        "a",
        "a/",
        "/a",
        "a//b",
        "a/b",
        "a.b",
        "A",
        ".",
        "..",
        "~",
        "~2e",
        "a" * 200,
        "a" * 200 + "/",
        "a" * 200 + "b",
        "%2e",
        "a#b",
        "a?b",
    ]
    assert len({encode(rest) for rest in rests}) == len(rests)


def _safe(page, path):
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ("img", "iframe", "object", "embed", "style", "base", "svg"), (path, element.tag)
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (path, name)
            assert name != "style", path
            if name in ("href", "src", "action"):
                assert urlsplit(value).scheme in ("", "http", "https"), (path, value)
        if element.tag == "script":
            assert element.get("type") == "application/ld+json"
            json.loads(element.text)
            assert "<" not in element.text


def test_nothing_in_a_page_can_run(library, hostile):
    for each in (library, hostile):
        for path in pages_of(each):
            page = html(each, path)
            _safe(page, path)
            assert page.find(".//title").text.endswith(" – Filon")
    assert "{{7*7}}" in html(hostile, "doc/org/evil.html").text_content()
    _safe(html(hostile, "search.html", q=EVIL), "search")
    _safe(html(hostile, "queries/find.html", name=EVIL), "find")
    _safe(lxml.html.document_fromstring(pages.missing(hostile, f"doc/{EVIL}.html", "fr").content.decode()), "missing")


@pytest.mark.parametrize("value", ["abc", "1E999999999", "-1", ""])
@pytest.mark.parametrize("name", ["oa:start", "oa:end", "schema:pageStart", "filon:confidence", "filon:start", "schema:amount", "filon:budgetYear", "filon:share", "rdf:type", "wikibase:rank", "filon:sha256"])  # fmt: skip
def test_values_of_no_sense_break_no_page(library, name, value):
    """Each value of a property replaced by a literal that is none of its kind."""
    graph, prop = ox.Store(), ox.NamedNode(expand(name))
    for quad in library.source:
        datatype = quad.object.datatype if isinstance(quad.object, ox.Literal) and not quad.object.language else None
        wrong = ox.Literal(value, datatype=datatype) if datatype else ox.Literal(value)
        graph.add(ox.Quad(quad.subject, quad.predicate, wrong, quad.graph_name) if quad.predicate == prop else quad)
    broken = pages.Library(graph, BASE, DIGESTS.get)
    documents = [f"doc/doc/{source.sha256[:12]}.html" for source in sample.sources().values()]
    texts = [f"doc/{kind}/{source.text_sha256[:12]}{rest}.html" for source in sample.sources().values()
             for kind, rest in (("text", ""), ("part", f"-0-{len(sample.TEXTS[source.name])}"))]  # fmt: skip
    for path in (
        "",
        *documents,
        *texts,
        f"doc/{sample.GRANT}.html",
        f"doc/{sample.DEPARTMENT}.html",
        f"data/{sample.GRANT}.ttl",
        "kinds/filon-Funding.html",
    ):
        found = pages.render(broken, path, {}, "fr")
        assert found is None or found.content


def test_odd_iris_have_pages_and_links_to_them(hostile):
    flow = html(hostile, "doc/funding/x.html")
    links = [
        a.get("href") for a in flow.find(".//*[@id='facts']").iter("a") if a.get("href", "").startswith("../../doc/")
    ]
    assert len(links) == 9
    for link in links:
        page = html(hostile, link.removeprefix("../../"))
        assert "img src=x" in page.findtext(".//h1")


def test_a_path_may_be_what_the_iri_has_below_the_base(hostile):
    assert "img src=x" in html(hostile, "doc/é/œ.html").findtext(".//h1")
    assert html(hostile, "doc/~c3~a9/~c5~93.html").findtext(".//h1") == html(hostile, "doc/é/œ.html").findtext(".//h1")


def test_a_browser_runs_nothing_of_it(hostile, tmp_path):
    """The pages without their own policy and as files, where nothing but the escaping protects."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no chromium to look at the pages with")
    content = pages.render(hostile, "doc/org/evil.html", {}, "fr").content
    bare = re.sub(rb"<meta http-equiv[^>]*>", b"", content)
    assert bare != content
    (tmp_path / "evil.html").write_bytes(bare + b"<script>document.body.dataset.ran = 'yes'</script>")
    flags = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-sync",
    )
    command = [
        browser,
        *flags,
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
        f"file://{tmp_path / 'evil.html'}",
    ]
    dom = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()
    page = lxml.html.document_fromstring(dom)
    assert page.body.get("data-ran") == "yes"  # scripts do run here, those of the page apart
    assert page.findtext(".//title") != "pwned"
