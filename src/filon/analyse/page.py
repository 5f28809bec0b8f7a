"""The report: one HTML page that works offline, explains each figure and leads from every name and tie to the sentences behind it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from filon import __version__
from filon.analyse.brokerage import ROLES
from filon.analyse.concentration import dependencies
from filon.analyse.evidence import Quote, Witness, by_edge
from filon.analyse.figures import Picture
from filon.analyse.figures.picture import TITLE_ID, TITLE_POINTS
from filon.analyse.study import REPORT, Study, anchors, said
from filon.analyse.words import Words

MOST: Final = 1_500  # ties whose evidence stands in the page; the rest is in evidence.csv
_ROWS: Final = 15  # of a table
_PASSAGES: Final = 4  # of a tie
_NAMES: Final = 14  # of the ties under an actor
_ABOUT: Final = "≈\u00a0"
_STYLE: Final = Path(__file__).parent / "data" / "report.css"


class _Page:
    """What the parts of the page share: words, the places of actors and ties, and which ties are shown."""

    def __init__(self, found: Study, witness: Witness) -> None:
        self.found, self.words, self.witness = found, found.words, witness
        self.anchor = anchors(found)
        money, together = found.graphs["funding"], found.graphs["together"]
        ties = [("funding", pair, shares) for pair, shares in by_edge(money).items()]
        ties += [("together", pair, shares) for pair, shares in by_edge(together).items()]
        weight = {(name, pair): found.graphs[name].edges[pair]["weight"] for name, pair, _ in ties}
        ties.sort(key=lambda tie: (tie[0] != "funding", -weight[tie[0], tie[1]], tie[1]))
        self.left_out = max(0, len(ties) - MOST)
        self.ties = ties[:MOST]
        self.place = {(name, pair): f"t-{at}" for at, (name, pair, _) in enumerate(self.ties, 1)}

    def label(self, iri: str) -> str:
        return self.found.reading.label(iri)

    def name(self, iri: str) -> str:
        """An actor's name, linked to where the page speaks of it."""
        text = escape(self.label(iri))
        return f'<a href="#{self.anchor[iri]}">{text}</a>' if iri in self.anchor else text

    def tie(self, network: str, pair: tuple[str, str], text: str) -> str:
        """A text, linked to the evidence of a tie where the page has it."""
        key = (network, pair)
        return f'<a href="#{self.place[key]}">{text}</a>' if key in self.place else text


def page(found: Study, svgs: Mapping[str, str], witness: Witness, files: Sequence[Path]) -> str:
    """The page; ``svgs`` are the figures by name, ``files`` what else was written beside it."""
    state, words = _Page(found, witness), found.words
    empty = not found.graphs["together"].number_of_edges() and not found.graphs["funding"].number_of_edges()
    sections: list[tuple[str, str, str]] = []
    notes = [said(note, words) for note in found.notes]
    if empty:
        notes.insert(0, words("nothing"))
    if notes:
        sections.append(
            ("notes", words("notes_title"), f"<ul>{''.join(f'<li>{escape(note)}</li>' for note in notes)}</ul>")
        )
    if not empty:
        number = 0
        for picture in found.pictures:
            if picture.name in svgs:
                number += 1
                title = words("figure", number=number, title=picture.title)
                sections.append((f"figure-{picture.name}", title, _figure(picture, svgs[picture.name], state)))
            else:
                why = words("no_figure", title=picture.title, why=picture.why)
                sections.append((f"figure-{picture.name}", picture.title, f"<p>{escape(why)}</p>"))
        sections.append(("figures", words("figures_of"), _wholes(state)))
        sections.append(("actors", words("actors_of"), _actors(state)))
        sections.append(("evidence", words("evidence"), _evidence(state)))
    sections.append(("files", words("files"), _files(files, state)))
    return _frame(state, sections)


def _frame(state: _Page, sections: Iterable[tuple[str, str, str]]) -> str:
    words, found = state.words, state.found
    sections = list(sections)
    passages = [passage for many in found.reading.passages.values() for passage in many]
    together = found.graphs["together"]
    subtitle = words(
        "subtitle",
        documents=len({passage.file for passage in passages}),
        units=len({passage.unit for passage in passages}),
        actors=len(together),
        ties=together.number_of_edges(),
    )
    contents = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title, _ in sections)
    body = "".join(f'<section id="{name}"><h2>{escape(title)}</h2>{html}</section>' for name, title, html in sections)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return (
        f'<!doctype html>\n<html lang="{words.lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(words('title'))}</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        f"<header><h1>{escape(words('title'))}</h1><p>{escape(subtitle)}</p><p>{escape(_scope(state))}</p>"
        f"<p>{escape(words('made', version=__version__))}</p></header>\n"
        f'<nav aria-label="{escape(words("contents"))}"><h2>{escape(words("contents"))}</h2><ol>{contents}</ol></nav>\n'
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _scope(state: _Page) -> str:
    words, scope = state.words, state.found.scope
    parts = [
        words(f"scope_{name}", value=getattr(scope, name))
        for name in ("period", "territory", "programme")
        if getattr(scope, name)
    ]
    if scope.kinds:
        parts.append(words("scope_kinds", value=", ".join(words.kind(kind) for kind in scope.kinds)))
    if scope.min_confidence:
        parts.append(words("scope_confidence", value=scope.min_confidence))
    return words("scope", scope=", ".join(parts) or words("scope_all"))


# --- figures --------------------------------------------------------------------------------------------------


def _figure(picture: Picture, svg: str, state: _Page) -> str:
    """The drawing with its two sentences, then the tables that go with it."""
    drawing = inline(svg, picture)
    more = {"map": _central, "sankey": _funders, "matrix": _communities, "ranks": _brokers, "lorenz": _dependency}.get(
        picture.name
    )
    return f"<figure>{drawing}<figcaption>{escape(picture.text)}</figcaption></figure>{more(state) if more else ''}"


def inline(svg: str, picture: Picture) -> str:
    """A drawing of matplotlib's as a part of a page: identifiers of its own, a title and description for those who cannot see it."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    prefix = f"{picture.name}-"
    body = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}\1"', body)
    body = re.sub(r'((?:xlink:)?href)="#([^"]+)"', rf'\1="#{prefix}\2"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", body)
    body = body.replace(f'"{REPORT}#', '"#')
    head, rest = body.split(">", 1)
    head = re.sub(r'\s(?:width|height|version)="[^"]*"', "", head)
    width, height = (float(number) for number in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)[0])
    head = re.sub(
        r'viewBox="[^"]*"', f'viewBox="0 {TITLE_POINTS:g} {width:g} {height - TITLE_POINTS:g}"', head
    )  # the heading says it
    words = (
        f'<title id="{prefix}title">{escape(picture.title)}</title><desc id="{prefix}desc">{escape(picture.alt)}</desc>'
    )
    rest = rest.replace(f'<g id="{prefix}{TITLE_ID}">', f'<g id="{prefix}{TITLE_ID}" visibility="hidden">')
    return f'{head} role="img" aria-labelledby="{prefix}title {prefix}desc">{words}{rest}'


# --- tables ---------------------------------------------------------------------------------------------------


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    """A table whose cells are HTML already; the last ``numbers`` columns are set right."""
    start = len(head) - numbers
    body = "".join(f"<tr>{_cells(row, start)}</tr>" for row in rows)
    heads = "".join(
        f'<th scope="col"{" class=n" if at >= start else ""}>{escape(text)}</th>' for at, text in enumerate(head)
    )
    return f'<div class="wide"><table><caption>{escape(title)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'


def _cells(row: Sequence[str], start: int) -> str:
    return "".join(f'<td class="n">{cell}</td>' if at >= start else f"<td>{cell}</td>" for at, cell in enumerate(row))


def _central(state: _Page) -> str:
    words = state.words
    table = (
        state.found.measures["together"]
        .sort_values(["degree", "strength", "label"], ascending=[False, False, True])
        .head(_ROWS)
    )
    names = ("degree", "strength", "betweenness", "pagerank", "core", "constraint")
    rows = [
        (
            state.name(iri),
            escape(words.kind(row["kind"])),
            *(words.written(int(row[name])) for name in ("degree", "strength")),
            *(words.decimal(row[name], 3) for name in ("betweenness", "pagerank")),
            words.written(int(row["core"])),
            words.decimal(row["constraint"]),
        )
        for iri, row in table.iterrows()
    ]
    head = [words("actor"), words("columns.kind"), *(words(f"columns.{name}") for name in names)]
    return _table(words("table_central"), head, rows, len(names))


def _funders(state: _Page) -> str:
    words, graph, trust = state.words, state.found.graphs["funding"], state.found.trust["funding"]
    table = (
        trust[(trust["measure"] == "out_strength") & (trust["value"] > 0)].sort_values(["rank", "label"]).head(_ROWS)
    )
    total = sum(weight for _, _, weight in graph.edges(data="weight")) or 1
    joint = {node: sum(data["joint"] for *_, data in graph.out_edges(node, data=True)) for node in graph}
    rows = [
        (
            state.name(row.iri),
            _sum(row.value, joint[row.iri], words),
            words.percent(row.value / total),
            f"{int(row.rank)}"
            + (f" [{int(row.rank_low)}–{int(row.rank_high)}]" if row.rank_low == row.rank_low else ""),
        )
        for row in table.itertuples(index=False)
    ]
    return _table(words("table_funders"), [words("actor"), words("given"), words("share"), words("interval")], rows, 3)


def _sum(euros: Any, joint: Any, words: Words) -> str:
    """A sum, marked where a part of it is an equal share of a joint sum."""
    return f"{_ABOUT if joint else ''}{words.euros(round(euros, 2))}"


def _communities(state: _Page) -> str:
    words, division = state.words, state.found.divisions["together"]
    sizes: defaultdict[int, int] = defaultdict(int)
    for community in division.of.values():
        sizes[community] += 1
    rows = [
        (words.written(number), escape(" · ".join(names)), words.written(sizes[number]))
        for number, names in division.typical.items()
        if sizes[number] > 1
    ][:_ROWS]
    return _table(words("table_communities"), [words("number"), words("members"), words("actors_of")], rows, 1)


def _brokers(state: _Page) -> str:
    words, table = state.words, state.found.measures["together"]
    total = table[list(ROLES)].sum(axis=1)
    table = (
        table[total > 0]
        .assign(total=total[total > 0])
        .sort_values(["total", "label"], ascending=[False, True])
        .head(_ROWS)
    )
    if table.empty:
        return ""
    rows = [
        (state.name(iri), escape(words.kind(row["kind"])), *(words.written(int(row[role])) for role in ROLES))
        for iri, row in table.iterrows()
    ]
    head = [words("actor"), words("columns.kind"), *(words(f"columns.{role}") for role in ROLES)]
    return _table(words("table_brokers"), head, rows, len(ROLES))


def _dependency(state: _Page) -> str:
    words = state.words
    rows = [
        (
            state.name(each.beneficiary),
            state.name(each.main),
            state.tie("funding", (each.main, each.beneficiary), _sum(each.received, each.joint, words)),
            words.written(each.funders),
            words.percent(each.share),
            words.decimal(each.herfindahl),
        )
        for each in dependencies(state.found.graphs["funding"])[:_ROWS]
    ]
    head = [
        words("actor"),
        words("main_funder"),
        words("received"),
        words("columns.funders"),
        words("columns.share"),
        words("columns.herfindahl"),
    ]
    return _table(words("table_dependency"), head, rows, 4)


def _wholes(state: _Page) -> str:
    words, found = state.words, state.found
    shown = [name for name in found.wholes if found.wholes[name]["edges"]]
    names = list(dict.fromkeys(key for name in shown for key in found.wholes[name]))
    rows = []
    for key in names:
        cells = []
        for name in shown:
            value = found.wholes[name].get(key)
            cells.append(
                "–"
                if value is None
                else words.brief_euros(value)
                if (key, name) == ("weight", "funding")
                else words.written(value)
            )
        rows.append((escape(words(f"figures.whole.{key}")), *cells))
    return _table(
        words("figures_of"), [words("measure"), *(words(f"networks.{name}") for name in shown)], rows, len(shown)
    )


# --- actors and evidence --------------------------------------------------------------------------------------


def _actors(state: _Page) -> str:
    words, around = state.words, defaultdict(list)
    for name, (u, v), _ in state.ties:
        around[u].append((name, (u, v), v))
        around[v].append((name, (u, v), u))
    items = []
    for iri, anchor in sorted(
        state.anchor.items(), key=lambda item: (-len(around[item[0]]), state.label(item[0]), item[0])
    ):
        thing = state.found.reading.things.get(iri)
        links: list[str] = []
        seen: set[str] = set()
        for name, pair, other in around[iri]:
            if other not in seen and len(links) < _NAMES:
                seen.add(other)
                links.append(state.tie(name, pair, escape(state.label(other))))
        more = "" if len({other for *_, other in around[iri]}) <= _NAMES else ", …"
        items.append(
            f'<li id="{anchor}"><b>{escape(state.label(iri))}</b> <span class="k">{escape(words.kind(thing.kind if thing else None))}</span> '
            f"<code>{escape(iri.removeprefix(state.found.reading.base))}</code><br>{', '.join(links)}{more}</li>"
        )
    return f"<p>{escape(words('actors_text'))}</p><ul class=list>{''.join(items)}</ul>"


def _evidence(state: _Page) -> str:
    words = state.words
    items = []
    for name, (u, v), shares in state.ties:
        graph = state.found.graphs[name]
        heading = f"{state.name(u)} {'→' if graph.is_directed() else '–'} {state.name(v)}"
        data = graph.edges[u, v]
        kinds = ", ".join(words(f"tie_kinds.{kind}") for kind in data["ties"])
        euros = f", {_sum(data['euros'], data['joint'], words)}" if name == "funding" and data["euros"] else ""
        quotes = list(state.witness.of(shares))
        said_ = (
            "".join(_quote(quote, state) for quote in quotes[:_PASSAGES]) or f"<li>{escape(words('no_passage'))}</li>"
        )
        if len(quotes) > _PASSAGES:
            said_ += f"<li>{escape(words('evidence_passages', count=len(quotes) - _PASSAGES))}</li>"
        items.append(
            f'<li id="{state.place[name, (u, v)]}"><b>{heading}</b> <span class="k">{escape(kinds)}{euros}</span><ul>{said_}</ul></li>'
        )
    more = f"<p>{escape(words('evidence_more', count=state.left_out))}</p>" if state.left_out else ""
    return f"<p>{escape(words('evidence_text'))}</p><ul class=list>{''.join(items)}</ul>{more}"


def _quote(quote: Quote, state: _Page) -> str:
    words, passage = state.words, quote.passage
    text = f"« {escape(quote.before)}<mark>{escape(quote.exact)}</mark>{escape(quote.after)} » " if quote.exact else ""
    place = [passage.file]
    if passage.page:
        place.append(words("page", page=passage.page))
    place.append(words("characters", start=str(passage.start), end=str(passage.end)))
    place.append(words("confidence", value=words.decimal(float(passage.confidence))))
    return f"<li>{text}<small>{escape(', '.join(place))}</small></li>"


def _files(files: Sequence[Path], state: _Page) -> str:
    def named(*suffixes: str) -> str:
        return ", ".join(
            f'<a href="{escape(path.name)}">{escape(path.name)}</a>' for path in files if path.suffix in suffixes
        )

    text = escape(state.words("files_text", tables="\0", graphs="\1", figures="\2"))
    for mark, names in (("\0", named(".csv")), ("\1", named(".gexf", ".graphml")), ("\2", named(".svg", ".png"))):
        text = text.replace(mark, names or "–")
    return f"<p>{text}</p>"
