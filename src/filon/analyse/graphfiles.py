"""Graphs as files for Gephi and others: GEXF 1.3 and GraphML, the same bytes for the same graph.

Both hold labels, kinds, weights, the IRIs of facts and the years of each tie; GEXF also as time intervals, for Gephi's timeline.
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import networkx as nx

from filon import __version__
from filon.archive import write_file

_NAMESPACE: Final = "http://gexf.net/1.3"
_TYPES: Final[dict[type, str]] = {bool: "boolean", int: "long", float: "double", str: "string"}
Value = str | int | float | bool


def plain(graph: Any) -> Any:
    """The graph with attributes that any format holds: texts, numbers, truth values; lists joined by spaces, what is unknown absent."""
    flat = graph.__class__(name=graph.graph.get("name", ""))
    flat.add_nodes_from((node, _plain(data)) for node, data in graph.nodes(data=True))
    flat.add_edges_from((u, v, _plain(data)) for u, v, data in graph.edges(data=True))
    return flat


def _plain(data: Mapping[str, Any]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in data.items():
        if isinstance(value, Decimal):
            found[name] = float(value)
        elif isinstance(value, tuple):
            found[name] = " ".join(value)
        elif isinstance(value, dict):
            found[name] = " ".join(f"{key if key is not None else '?'}:{each}" for key, each in value.items())
        elif isinstance(value, str):
            found[name] = "".join(char for char in " ".join(value.split()) if char.isprintable())
        elif isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
            found[name] = value
    return found


def write_gexf(graph: Any, path: Path) -> None:
    """Write a graph as GEXF 1.3; raises `StoreError` where the place cannot be written."""
    flat = plain(graph)
    root = ET.Element("gexf", xmlns=_NAMESPACE, version="1.3")
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = f"Filon {__version__}"
    ET.SubElement(meta, "description").text = str(graph.graph.get("name", ""))
    kind = "directed" if flat.is_directed() else "undirected"
    dated = any("first" in data for _, _, data in flat.edges(data=True))
    time: dict[str, str] = (
        {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"} if dated else {"mode": "static"}
    )
    body = ET.SubElement(root, "graph", {"defaultedgetype": kind, "idtype": "string", **time})
    nodes = [(node, data) for node, data in flat.nodes(data=True)]
    edges = [(u, v, data) for u, v, data in flat.edges(data=True)]
    of_nodes = _declare(body, "node", [data for _, data in nodes], {"label"})
    of_edges = _declare(body, "edge", [data for *_, data in edges], {"weight"})
    holder = ET.SubElement(body, "nodes", count=str(len(nodes)))
    for node, data in nodes:
        element = ET.SubElement(holder, "node", id=str(node), label=str(data.get("label", node)))
        _values(element, data, of_nodes)
    holder = ET.SubElement(body, "edges", count=str(len(edges)))
    for at, (u, v, data) in enumerate(edges):
        element = ET.SubElement(
            holder, "edge", id=str(at), source=str(u), target=str(v), weight=repr(float(data.get("weight", 1.0)))
        )
        if "first" in data:
            element.set("start", f"{data['first']:04}-01-01")
            element.set("end", f"{data.get('last', data['first']):04}-12-31")
        _values(element, data, of_edges)
    ET.indent(root, " ")
    write_file(path, ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _declare(
    body: ET.Element, owner: str, all_data: list[dict[str, Value]], apart: set[str]
) -> dict[str, tuple[str, str]]:
    """Declare the attributes that occur, by name; returns the number and type of each. One of whole numbers and others is a double."""
    types: dict[str, set[type]] = {}
    for data in all_data:
        for name, value in data.items():
            types.setdefault(name, set()).add(type(value))
    found: dict[str, tuple[str, str]] = {}
    if not types.keys() - apart:
        return found
    holder = ET.SubElement(body, "attributes", {"class": owner, "mode": "static"})
    for name in sorted(types.keys() - apart):
        kind = types[name]
        word = _TYPES[next(iter(kind))] if len(kind) == 1 else "double" if kind <= {int, float} else "string"
        found[name] = str(len(found)), word
        ET.SubElement(holder, "attribute", id=found[name][0], title=name, type=word)
    return found


def _values(element: ET.Element, data: Mapping[str, Value], declared: Mapping[str, tuple[str, str]]) -> None:
    holder = None
    for name in sorted(data.keys() & declared.keys()):
        holder = ET.SubElement(element, "attvalues") if holder is None else holder
        number, word = declared[name]
        value = data[name]
        text = str(value).lower() if word == "boolean" else repr(float(value)) if word == "double" else str(value)
        ET.SubElement(holder, "attvalue", {"for": number, "value": text})


def write_graphml(graph: Any, path: Path) -> None:
    """Write a graph as GraphML; raises `StoreError` where the place cannot be written."""
    lines = nx.generate_graphml(plain(graph), named_key_ids=True)
    write_file(path, ("<?xml version='1.0' encoding='utf-8'?>\n" + "\n".join(lines) + "\n").encode())
