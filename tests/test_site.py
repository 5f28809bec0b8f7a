"""A graph as a site of files: every link leads to a file, the same graph gives the same bytes, nothing is written outside."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import lxml.html
import pyoxigraph as ox
import pytest

import sample
from filon import pages, store
from filon.archive import Manifest
from filon.errors import StoreError, UsageError
from filon.pages.listing import things
from filon.site import LIST, _sitemap, export_site

PLACE = "https://example.org/graph/"
ORIGIN = "https://a-host.example/some/where/"


def knowledge_graph(folder, graph=None):
    """The sample as a build leaves it: the store, its manifest, the texts."""
    sample.build(folder, graph)
    Manifest(sample.BASE).write(store.current_version(folder))
    (folder / "texts").mkdir(exist_ok=True)
    for text in sample.TEXTS.values():
        (folder / "texts" / f"{hashlib.sha256(text.encode()).hexdigest()}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    return knowledge_graph(tmp_path_factory.mktemp("site") / "kg")


@pytest.fixture(scope="module")
def site(kg, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "out"
    export_site(kg, folder)
    return folder


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_link_leads_to_a_file_and_a_place_in_it(site):
    written = files_of(site)
    documents = {
        path: lxml.html.document_fromstring(content.decode())
        for path, content in written.items()
        if path.endswith(".html")
    }
    anchors = {path: {each.get("id") for each in page.iter() if each.get("id")} for path, page in documents.items()}
    links = 0
    for path, page in documents.items():
        for element, _, link, _ in page.iterlinks():
            if urlsplit(link).scheme:
                assert link.startswith(("https://", "http://"))
                continue
            where = urlsplit(urljoin(ORIGIN + path, link))
            assert where.geturl().startswith(ORIGIN), (path, link)
            target = unquote(where.path).removeprefix(urlsplit(ORIGIN).path)
            assert target in written, (path, link, element.tag)
            if where.fragment and target in anchors:
                assert unquote(where.fragment) in anchors[target], (path, link)
            links += 1
    assert links > 10_000


def test_every_thing_has_its_page_in_both_languages_and_its_data(kg, site):
    written = files_of(site)
    library = pages.Library(store.open_read(kg), sample.BASE, lambda _: None)
    for node in things(library):
        page = pages.page_path(node.value, sample.BASE)
        assert {page, f"en/{page}"} <= set(written)
        for form, parser in (
            ("ttl", ox.RdfFormat.TURTLE),
            ("nt", ox.RdfFormat.N_TRIPLES),
            ("jsonld", ox.RdfFormat.JSON_LD),
        ):
            data = written[pages.data_path(node.value, sample.BASE, form)]
            assert any(node in (quad.subject, quad.object) for quad in ox.parse(data, format=parser))
    assert '<html lang="en">' in written["en/index.html"].decode()


def test_the_same_graph_gives_the_same_bytes(kg, site, tmp_path):
    export_site(kg, tmp_path / "again")
    assert files_of(tmp_path / "again") == files_of(site)


def test_the_list_names_every_file(site):
    assert (site / LIST).read_text("utf-8").splitlines() == sorted(set(files_of(site)) - {LIST})


def test_another_export_removes_what_is_no_more_and_leaves_what_is_not_its_own(kg, tmp_path):
    to = tmp_path / "out"
    export_site(kg, to)
    stale = to / "doc" / "gone" / "thing.html"
    stale.parent.mkdir()
    stale.write_text("x")
    (to / "CNAME").write_text("example.org")
    (to / LIST).write_text((to / LIST).read_text("utf-8") + "doc/gone/thing.html\n../outside.txt\n", "utf-8")
    (tmp_path / "outside.txt").write_text("mine")
    export_site(kg, to, "en")
    assert not stale.parent.exists()
    assert (to / "CNAME").read_text() == "example.org"
    assert (tmp_path / "outside.txt").read_text() == "mine"
    assert '<html lang="en">' in (to / "index.html").read_text("utf-8")
    assert (to / "fr" / "index.html").exists()
    assert not (to / "en").exists()


def test_a_folder_with_other_things_is_left_alone(kg, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="no site of Filon"):
        export_site(kg, tmp_path)
    with pytest.raises(StoreError, match="cannot write"):
        export_site(kg, tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("place", ["doc", "doc/org", "index.html", "static/style.css"])
def test_links_in_the_folder_are_not_followed(kg, tmp_path, place):
    outside, to = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    to.mkdir()
    (to / LIST).write_text("")
    (to / place).parent.mkdir(exist_ok=True)
    target = outside / "file" if "." in place else outside
    (to / place).symlink_to(target)
    with pytest.raises(StoreError):
        export_site(kg, to)
    assert list(outside.iterdir()) == []


def test_a_sitemap_is_there_where_the_place_is_known(kg, site, tmp_path):
    assert not (site / "sitemap.xml").exists()
    export_site(kg, tmp_path / "out", url="https://example.org/a&b")
    tree = lxml.etree.fromstring((tmp_path / "out" / "sitemap.xml").read_bytes())
    urls = [each.text for each in tree.iter("{*}loc")]
    written = [path for path in files_of(tmp_path / "out") if path.endswith(".html")]
    assert urls == [f"https://example.org/a&b/{path}" for path in sorted(written)]


def test_a_sitemap_of_many_pages_is_several():
    parts = dict(_sitemap((f"doc/{number:06}.html" for number in range(120_000)), "https://example.org/"))
    assert list(parts) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    index = [each.text for each in lxml.etree.fromstring(parts["sitemap.xml"]).iter("{*}loc")]
    assert index == [f"https://example.org/sitemap-{number}.xml" for number in (1, 2, 3)]
    assert sum(len(list(lxml.etree.fromstring(parts[f"sitemap-{n}.xml"]).iter("{*}loc"))) for n in (1, 2, 3)) == 120_000


def test_odd_iris_become_files_within_and_those_too_long_are_named(tmp_path):
    graph = sample.sample()
    odd = ["../../escape", "org//x", "org/.hidden", "a?b=c&d", "o" * 700, "l" * 3_000]
    said = [
        replace(each, subject=sample.BASE + name)
        for name in odd
        for each in graph.statements
        if each.subject == sample.GREENWAY
    ]
    kg = knowledge_graph(tmp_path / "kg", replace(graph, statements=(*graph.statements, *said)))
    written = export_site(kg, tmp_path / "deep" / "out")
    assert written.left_out == (sample.BASE + "l" * 3_000,)
    assert {path.name for path in tmp_path.iterdir()} == {"kg", "deep"}
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]
    out = tmp_path / "deep" / "out"
    assert (out / "doc" / "~2e." / "~2e." / "escape.html").is_file()
    assert (out / Path(pages.page_path(sample.BASE + "o" * 700, sample.BASE))).is_file()


def test_what_is_no_graph_has_no_site(tmp_path):
    with pytest.raises(StoreError):
        export_site(tmp_path / "nothing", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_writes_a_site_and_a_catalogue(kg, tmp_path):
    def filon(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "filon", "export", kg, *arguments], capture_output=True, text=True, check=False
        )

    assert filon("site", "--to", tmp_path / "out", "--lang", "en", "--url", PLACE).returncode == 0
    assert '<html lang="en">' in (tmp_path / "out" / "index.html").read_text("utf-8")
    done = filon("catalog", "--to", "-", "--publisher", "Ville d'Exemple", "--url", PLACE)
    assert done.returncode == 0
    assert '"Ville d\'Exemple"' in done.stdout
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("x")
    refused = filon("site", "--to", tmp_path / "mine")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "no site of Filon" in refused.stderr
