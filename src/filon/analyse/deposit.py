"""Measures into the graph: a named graph of its own in a new version of the store, so that SPARQL can join them.

::

    GRAPH <…/id/graph/network> {
      ?measure a filon:Measure ; filon:measured ?actor ; filon:network "funding" ; filon:measure "pagerank" ; filon:value ?value .
      <…/id/graph/network> prov:wasGeneratedBy ?run . ?run filon:parameters "{…}" ; prov:wasAssociatedWith/schema:softwareVersion ?version .
    }

Questions on the default graph do not see them. They describe the version they were computed from: the next build leaves them out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from filon import __version__
from filon.analyse.study import Study
from filon.archive import Manifest
from filon.errors import StoreError
from filon.store import current_version, writing
from filon.vocab import Class, Property, expand

GRAPH: Final = "graph/network"
_FILE: Final = "network.nq"
_APART: Final = ("label", "kind")
_REMADE: Final = ("graph", "files.json")  # what every version has of its own


def deposit(found: Study, kg: Path) -> int:
    """Put the measures of a study into ``kg`` as a new version, in place of those of an earlier study; returns how many there are.

    Everything else is that of the version in force. Raises `StoreError` where a build has changed the graph since it was read, is writing it,
    or the folder cannot be written.
    """
    before = current_version(kg)
    base = Manifest.read(before).base_iri
    lines = {bytes(line) for line in _lines(found, base)}
    with writing(kg) as draft:
        if draft.previous is None or draft.previous.name != before.name:
            raise StoreError(f"{kg} was built again meanwhile; analyse it once more.")
        draft.inherit(*(path.name for path in sorted(draft.previous.iterdir()) if path.name not in _REMADE))
        (draft.quads / _FILE).write_bytes(b"".join(sorted(lines)))
        draft.fill()
        draft.commit()
    return sum(len(frame) * (len(frame.columns) - len(_APART)) for frame in found.measures.values())


def _lines(found: Study, base: str) -> Iterator[bytes]:
    text = ox.serialize(_quads(found, base), format=ox.RdfFormat.N_QUADS)
    assert text is not None  # noqa: S101 - no output was given
    yield from text.splitlines(keepends=True)


def _quads(found: Study, base: str) -> Iterator[ox.Quad]:
    where = ox.NamedNode(base + GRAPH)
    scope = found.scope
    for name, frame in found.measures.items():
        parameters = {
            "period": scope.period,
            "territory": scope.territory,
            "programme": scope.programme,
            "kinds": list(scope.kinds),
            "min_confidence": scope.min_confidence,
            "pivots": frame.attrs["pivots"],
            "seeds": found.divisions[name].spread.seeds,
        }
        said = json.dumps(parameters, sort_keys=True, ensure_ascii=False)
        run = ox.NamedNode(f"{base}run/network-{name}-{sha256(said.encode()).hexdigest()[:12]}")
        agent = ox.NamedNode(f"{base}agent/filon-{__version__}")
        yield from (
            _quad(where, Property.WAS_GENERATED_BY, run, where),
            _quad(run, Property.TYPE, ox.NamedNode(expand(Class.RUN)), where),
            _quad(run, Property.NETWORK, ox.Literal(name), where),
            _quad(run, Property.PARAMETERS, ox.Literal(said), where),
            _quad(run, Property.WAS_ASSOCIATED_WITH, agent, where),
            _quad(agent, Property.TYPE, ox.NamedNode(expand(Class.SOFTWARE_AGENT)), where),
            _quad(agent, Property.SOFTWARE_VERSION, ox.Literal(__version__), where),
        )
        for actor, row in frame.iterrows():
            for column in frame.columns:
                value = None if column in _APART else _literal(row[column])
                if value is None:
                    continue
                key = sha256(f"{name}\x1f{column}\x1f{actor}".encode()).hexdigest()[:16]
                measure = ox.NamedNode(f"{base}measure/{key}")
                yield from (
                    _quad(measure, Property.TYPE, ox.NamedNode(expand(Class.MEASURE)), where),
                    _quad(measure, Property.MEASURED, ox.NamedNode(str(actor)), where),
                    _quad(measure, Property.NETWORK, ox.Literal(name), where),
                    _quad(measure, Property.MEASURE, ox.Literal(column), where),
                    _quad(measure, Property.VALUE, value, where),
                    _quad(measure, Property.WAS_GENERATED_BY, run, where),
                )


def _literal(value: Any) -> ox.Literal | None:
    """A truth value, a whole number, or a number to twelve digits; nothing for what is not a number."""
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool | int):
        return ox.Literal(plain)
    return ox.Literal(float(f"{plain:.12g}")) if math.isfinite(plain) else None


def _quad(subject: ox.NamedNode, name: Property, value: ox.NamedNode | ox.Literal, where: ox.NamedNode) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(expand(name)), value, where)
