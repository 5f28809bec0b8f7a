"""From a path to a page: which one it names, made of what the library knows, drawn with its template."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
import pyoxigraph as ox

from filon.pages import data, document, evidence, home, kinds, lexicon, names, questions, terms, thing
from filon.pages.address import DATA_FORMS, Language, Place, decode, encode, is_path
from filon.pages.library import Library
from filon.pages.scene import Scene
from filon.pages.words import Words
from filon.queries import Query
from filon.vocab import PREFIXES, VOCABULARY

_HERE: Final = Path(__file__).parent
_HTML: Final = "text/html; charset=utf-8"
_FILES: Final = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_PAGE: Final = re.compile(r"doc/(?P<rest>.+)\.html")
_DATA: Final = re.compile(rf"data/(?P<rest>.+)\.(?P<form>{'|'.join(DATA_FORMS)})")
_SHEET: Final = re.compile(r"text/(?P<rest>.+)/(?P<number>[1-9][0-9]{0,5})\.html")
_NAMES: Final = re.compile(r"names/(?P<letter>[a-z0])(?:-(?P<number>[1-9][0-9]{0,5}))?\.html")
_KINDS: Final = re.compile(r"kinds/(?P<name>[a-z]+-[A-Za-z]+)(?:\.(?P<number>[1-9][0-9]{0,5}))?\.html")
_QUERY: Final = re.compile(r"queries/(?P<name>[a-z0-9-]+)\.(?P<form>html|rq)")
_TERMS: Final = re.compile(rf"(?P<name>def|code)\.(?P<form>html|{'|'.join(DATA_FORMS)})")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a path holds: bytes, and of which media type."""

    content: bytes
    media_type: str


def render(library: Library, path: str, parameters: Mapping[str, str], language: Language) -> Rendered | None:
    """The page, data or file that a path names; ``None`` where there is no such thing.

    ``parameters`` are those of a form. ``language`` is that of pages whose path does not begin with one. Raises `QueryError`
    where the source cannot be asked.
    """
    if not is_path(path):
        return None
    place = Place(path, library.base, language)
    scene, plain = Scene(library, place), place.plain
    if not place.prefix and (found := _file(library, plain)):
        return found
    parameters = {key: _clean(value) for key, value in parameters.items()}
    return _page(scene, plain, parameters)


def missing(library: Library, path: str, language: Language) -> Rendered:
    """The page that says that a path names nothing."""
    scene = Scene(library, Place(path if is_path(path) else "", library.base, language))
    return _drawn(scene, "missing", title=scene.words("missing"))


def _clean(text: str) -> str:
    """What someone typed, without the characters that no text has."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "\ufffd", text)


def _file(library: Library, path: str) -> Rendered | None:
    """What is the same in all languages: data, queries as text, the files of the design."""
    if found := _DATA.fullmatch(path):
        subject = _subject(library, found["rest"])
        triples = data.description(library, subject) if subject else []
        return (
            Rendered(data.serialise(triples, found["form"], library.base), data.FORMS[found["form"]][1])
            if triples
            else None
        )
    if (found := _QUERY.fullmatch(path)) and found["form"] == "rq":
        text = next((query.text for query in questions.known() if query.name == found["name"]), None)
        return None if text is None else Rendered(text.encode(), "application/sparql-query; charset=utf-8")
    if (found := _TERMS.fullmatch(path)) and found["form"] != "html":
        return Rendered(terms.file(found["name"], found["form"]), data.FORMS[found["form"]][1])
    if (found := re.fullmatch(r"static/([a-z]+)(\.[a-z]+)", path)) and found[2] in _FILES:
        file = _HERE / "static" / f"{found[1]}{found[2]}"
        return Rendered(file.read_bytes(), _FILES[found[2]]) if file.is_file() else None
    return None


def _page(scene: Scene, path: str, parameters: Mapping[str, str]) -> Rendered | None:
    """The page at a path of one of the patterns above, or one of those that stand alone."""
    if found := _PAGE.fullmatch(path):
        return _thing(scene, found["rest"])
    if found := _SHEET.fullmatch(path):
        return _sheet(scene, found["rest"], int(found["number"]))
    if (found := _QUERY.fullmatch(path)) and found["form"] == "html":
        return _question(scene, found["name"], parameters)
    if found := _NAMES.fullmatch(path):
        return _letter(scene, found["letter"], int(found["number"] or 1))
    if found := _KINDS.fullmatch(path):
        return _kind(scene, found["name"], int(found["number"] or 1))
    drawer = _ALONE.get(path or "index.html")
    return drawer(scene, parameters) if drawer else None


def _home(scene: Scene, _: Mapping[str, str]) -> Rendered:
    return _drawn(scene, "home", title=scene.words("home"), home=home.read(scene))


def _search(scene: Scene, parameters: Mapping[str, str]) -> Rendered | None:
    if not scene.library.live:
        return None
    found = names.search(scene, parameters.get("q", ""))
    return _drawn(scene, "search", title=scene.words("search"), results=found, letters=names.overview(scene.library))


def _letters(scene: Scene, _: Mapping[str, str]) -> Rendered:
    return _drawn(scene, "letters", title=scene.words("names"), letters=names.overview(scene.library))


def _documents(scene: Scene, _: Mapping[str, str]) -> Rendered:
    return _drawn(scene, "documents", title=scene.words("documents"), documents=names.documents(scene))


def _ontology(scene: Scene, _: Mapping[str, str]) -> Rendered:
    sections = terms.ontology(scene)
    return _drawn(scene, "terms", title=scene.words("ontology"), sections=sections, file="def", iri=VOCABULARY)


def _codes(scene: Scene, _: Mapping[str, str]) -> Rendered:
    iri = PREFIXES["fc"].removesuffix("#")
    return _drawn(scene, "terms", title=scene.words("codes"), sections=terms.codes(scene), file="code", iri=iri)


_ALONE: Final[Mapping[str, Callable[[Scene, Mapping[str, str]], Rendered | None]]] = {
    "index.html": _home,
    "search.html": _search,
    "names/index.html": _letters,
    "names/documents.html": _documents,
    "def.html": _ontology,
    "code.html": _codes,
}


def _letter(scene: Scene, letter: str, number: int) -> Rendered | None:
    listed = names.page(scene, letter, number)
    if listed is None:
        return None
    title = scene.words("names_of", letter=_capital(letter))
    return _drawn(scene, "letter", title=title, listed=listed, letters=names.overview(scene.library))


def _kind(scene: Scene, name: str, number: int) -> Rendered | None:
    found = kinds.page(scene, name, number)
    return _drawn(scene, "kind", title=found.title, kind=found) if found else None


def _subject(library: Library, path: str) -> ox.NamedNode | None:
    """The node whose page or data a path holds: the path is the one that `encode` makes for it, or what its IRI has below the base."""
    rest = decode(path)
    if rest is None or encode(rest) != path:
        rest = path if "~" not in path else None
    try:
        return ox.NamedNode(library.base + rest) if rest else None
    except ValueError:
        return None


def _thing(scene: Scene, rest: str) -> Rendered | None:
    node = _subject(scene.library, rest)
    if node is None:
        return None
    kind = node.value.removeprefix(scene.library.base).partition("/")[0]
    if kind in ("claim", "span") and (said := evidence.read(scene, node)):
        title = scene.words("claim" if said.single else "span")
        return _drawn(scene, "evidence", title=f"{title} – {said.document.text}", evidence=said, about=node.value)
    read = thing.read(scene, node)
    if read is None:
        return None
    contents = document.contents(scene, node, read.label) if kind == "doc" else None
    embedded = data.embedded(read.triples)
    return _drawn(scene, "thing", title=read.label, thing=read, contents=contents, about=node.value, embedded=embedded)


def _sheet(scene: Scene, rest: str, number: int) -> Rendered | None:
    node = _subject(scene.library, rest)
    found = document.sheet(scene, node, number) if node else None
    if node is None or found is None:
        return None
    return _drawn(
        scene, "sheet", title=f"{found.file.text} ({number}/{len(found.links)})", sheet=found, about=node.value
    )


def _question(scene: Scene, name: str, parameters: Mapping[str, str]) -> Rendered | None:
    if name == "index":
        return _questions(scene)
    if name == "own":
        return _own(scene, parameters) if scene.library.live else None
    query = next((query for query in questions.known() if query.name == name), None)
    if query is None:
        return None
    asked = questions.question(scene, query, parameters if scene.library.live else {})
    return _drawn(scene, "question", title=asked.title, question=asked, most=questions.MOST)


def _own(scene: Scene, parameters: Mapping[str, str]) -> Rendered:
    """A question in SPARQL as someone types it; the server has looked at it before."""
    text = parameters.get("query", "")[: questions.LONGEST]
    query = Query(scene.words("own_question"), "", "", (), text or questions.SAMPLE)
    asked = questions.question(scene, query, parameters, asked=bool(text.strip()))
    shown = replace(asked, title=scene.words("own_question"), description=scene.words("own_lead"))
    return _drawn(scene, "own", title=shown.title, question=shown, most=questions.MOST, longest=questions.LONGEST)


def _questions(scene: Scene) -> Rendered:
    return _drawn(scene, "questions", title=scene.words("questions"), questions=questions.titles(scene))


def _capital(letter: str) -> str:
    return "0–9 …" if letter == names.OTHERS else letter.upper()


def prepare() -> None:
    """Read what all pages need: templates, words, terms, questions. A process that forks does it before."""
    for name in _templates().list_templates():
        _templates().get_template(name)
    lexicon.terms()
    questions.known()
    questions.french()
    Words("fr")("home")


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _drawn(
    scene: Scene, template: str, *, about: str | None = None, embedded: str | None = None, **values: Any
) -> Rendered:
    """A template with what it shows; ``about`` is the thing whose data is linked, ``embedded`` JSON-LD that may stand in HTML."""
    place = scene.place
    alternates = (
        [(data.FORMS[form][1].partition(";")[0], place.data(about, form), form) for form in DATA_FORMS] if about else []
    )
    html = (
        _templates()
        .get_template(f"{template}.html")
        .render(
            **values,
            at=place,
            w=scene.words,
            scene=scene,
            alternates=alternates,
            about=about,
            embedded=embedded,
            capital=_capital,
        )
    )
    return Rendered(html.encode("utf-8", "replace"), _HTML)
