"""Where the document names things: candidates of every kind, each stretch given to one of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from filon.annotate import layers
from filon.annotate.lexicon import Phrases
from filon.annotate.names.acronyms import find_acronyms
from filon.annotate.names.addresses import find_addresses
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.definitions import definitions, initials_of
from filon.annotate.names.entities import link
from filon.annotate.names.grammar import is_ground
from filon.annotate.names.granted import find_granted
from filon.annotate.names.keyed import find_keyed
from filon.annotate.names.labels import find_labels
from filon.annotate.names.neighbours import by_neighbours
from filon.annotate.names.organisations import find_organisations
from filon.annotate.names.paid import paid_bodies
from filon.annotate.names.persons import find_persons
from filon.annotate.names.places import find_places
from filon.annotate.names.programmes import find_programmes
from filon.annotate.names.projects import find_projects
from filon.annotate.names.sites import find_sites
from filon.annotate.names.territories import Places
from filon.annotate.names.titles import project_titles
from filon.annotate.names.underway import find_underway
from filon.annotate.names.unknown import find_quoted, find_unknown
from filon.annotate.words import BREAK, Words, fold
from filon.gazetteer import load
from filon.model import EntityType

_AUTHORITIES = ("org:commune", "org:departement", "org:epci", "org:region", "org:state")
# Heads of bodies that are no buildings: such a name is never what is built or held.
_NEVER_BUILT = frozenset(
    "agence amicale association caisse chambre comite confederation federation groupement ligue mission office syndicat union".split()
)
# Candidates that only keep others off their words.
_SILENT = frozenset({"address", "motto"})


@Language.component("filon_mentions", assigns=["doc._.mentions", "doc._.entities"], requires=["doc.spans"])
def filon_mentions(doc: Doc) -> Doc:
    """Fill ``doc.spans["mentions"]``, ``doc._.mentions`` and ``doc._.entities``."""
    w = Words(doc)
    places = Places(w, load())
    found: list[Candidate] = [
        *find_organisations(w, places),
        *find_places(w, places),
        *find_sites(w),
        *find_addresses(w),
        *find_persons(w),
        *find_programmes(w, places),
        *find_projects(w, places, project_titles(doc, w)),
        *find_underway(w),
        *find_granted(doc, w),
        *find_labels(doc, w, places),
        *find_keyed(w, places),
        *find_unknown(w),
        *find_quoted(w),
    ]
    found = _bodies_not_titles(_off_amounts(doc, w, found))
    defined = definitions(w, found)
    initials = _initials(w, found, places)
    grounds = frozenset(c.last for c in found if c.type is EntityType.PLACE and c.method.startswith("org:"))
    payers = frozenset(c.last for c in found if c.method.startswith(_AUTHORITIES))
    found.extend(_off_amounts(doc, w, find_acronyms(w, defined, initials, grounds, payers)))
    kept = paid_bodies(doc, w, by_neighbours(w, settle(found)))
    kept = [candidate for candidate in settle([*kept, *_again(w, kept)]) if candidate.method not in _SILENT]
    entities, mentions, terms = link(w, kept, defined, places, initials, doc._.parts)
    spans = []
    plain: list[dict[str, Any]] = []
    for candidate, entity in mentions:
        spans.append(layers.char_span(doc, w.start[candidate.first], w.end[candidate.last - 1], candidate.type.value))
        plain.append({"entity": entity, "confidence": candidate.confidence, "method": candidate.method})
    doc.spans["mentions"] = spans
    doc._.mentions = plain
    doc._.entities = entities
    doc._.terms = terms
    return doc


def _off_amounts(doc: Doc, w: Words, found: Iterable[Candidate]) -> list[Candidate]:
    """Candidates that share no word with an amount: «Département 62 000 €» is no «Département 62»."""
    money: set[int] = set()
    for span in doc.spans["amounts"]:
        first, last = bisect_left(w.start, span.start_char), bisect_left(w.start, span.end_char)
        money.update(range(first, last))
    return [candidate for candidate in found if money.isdisjoint(range(candidate.first, candidate.last))]


def _bodies_not_titles(found: list[Candidate]) -> list[Candidate]:
    """Without the titles that are nothing but a body's name: an office de tourisme above its grant is no operation."""
    bodies = {
        (c.first, c.last) for c in found if c.method == "org:institution" and c.head.split(" ")[0] in _NEVER_BUILT
    }
    return [c for c in found if c.type is not EntityType.PROJECT or (c.first, c.last) not in bodies]


def settle(found: Iterable[Candidate]) -> list[Candidate]:
    """One candidate a stretch: the heavier, then the longer, then the earlier; in reading order."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for candidate in sorted(found, key=lambda c: (-c.weight, c.first - c.last, c.first, c.type, c.method)):
        stretch = range(candidate.first, candidate.last)
        if candidate.last > candidate.first and taken.isdisjoint(stretch):
            taken.update(stretch)
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.first)


def _initials(w: Words, found: Iterable[Candidate], places: Places) -> dict[str, str]:
    """Acronyms that bodies named in full would have: theirs if only one body has those letters."""
    names: dict[str, set[str]] = {}
    for candidate in found:
        if (
            candidate.type is EntityType.ORG
            and not candidate.short
            and candidate.last - candidate.first > 1
            and candidate.weight >= 70
        ):
            for name in _full_names(w, candidate, places):
                letters = initials_of(name)
                if 3 <= len(letters) <= 8:
                    names.setdefault(letters, set()).add(candidate.keys[0] if candidate.keys else fold(name))
    for key, weight in places.context.items():
        if key.startswith("epci:") and weight > 0:
            name = places.gazetteer.entry(key).official_name
            letters = initials_of(name)
            if 3 <= len(letters) <= 8:
                names.setdefault(letters, set()).add(key)
    return {letters: next(iter(meant)) for letters, meant in names.items() if len(meant) == 1}


def _full_names(w: Words, candidate: Candidate, places: Places) -> Iterator[str]:
    yield w.quote(candidate.first, candidate.last)
    if len(candidate.keys) == 1 and candidate.keys[0].startswith("epci:"):
        yield places.gazetteer.entry(candidate.keys[0]).official_name


def _again(w: Words, kept: list[Candidate]) -> Iterator[Candidate]:
    """The same names where no rule saw them: names of two words or more, proper names of one, in any letter case."""
    known: dict[str, Candidate] = {}
    for candidate in kept:
        if candidate.short or (candidate.type is EntityType.PERSON and candidate.last - candidate.first < 2):
            continue
        if candidate.method.startswith(("place:", "acronym:", "org:state")) and not candidate.method.startswith(
            "place:site"
        ):
            continue
        if candidate.method.endswith("-list") or (candidate.keys and not candidate.head):
            continue
        if candidate.method == "org:prefect":
            continue  # elsewhere the person is meant
        name = " ".join(w.norm[candidate.first : candidate.last])
        words = candidate.last - candidate.first
        rare = (
            words == 1
            and len(name) > 5
            and w.capital(candidate.first)
            and candidate.type in (EntityType.ORG, EntityType.PROJECT)
            and candidate.method.startswith(
                ("org:announced", "org:legal", "project:quoted", "project:coined", "programme:quoted")
            )
        )
        proper = any(w.capital(k) for k in range(candidate.first, candidate.last))
        project = candidate.type is EntityType.PROJECT and candidate.method != "name:quoted"
        if not proper and words < (3 if project else 4):
            continue  # a plain noun phrase stands for many things
        if (words >= 2 and len(name) > 7) or rare:
            best = known.get(name)
            if best is None or candidate.weight > best.weight:
                known[name] = candidate
    if not known:
        return
    index = Phrases(known)
    there = {(candidate.first, candidate.last, candidate.type) for candidate in kept}
    for i in range(w.count):
        size = index.match(w.norm, i)
        if size and not any(w.gap[k] == BREAK for k in range(i + 1, i + size)):
            source = known[" ".join(w.norm[i : i + size])]
            if (i, i + size, source.type) in there or not (
                w.capital(i)
                or w.capital(i + size - 1)
                or source.type is EntityType.PROJECT
                or not any(w.capital(k) for k in range(source.first, source.last))
            ):
                continue
            if source.kind == "org-commune" and not w.capital(i):
                continue  # «la commune de X compte …» has been read as ground
            body = source.type is EntityType.ORG and source.kind == "org-epci"
            ground = body and is_ground(w, i, i + size, "epci")
            yield Candidate(
                i,
                i + size,
                EntityType.PLACE if ground else source.type,
                "again:" + source.method.partition(":")[0],
                min(source.confidence, 0.8),
                min(source.weight, 53),
                source.kind,
                source.keys,
                source.head,
            )
