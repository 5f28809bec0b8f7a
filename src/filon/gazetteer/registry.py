"""The gazetteer: entries by key, by name, and the choice between namesakes."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files

from filon.gazetteer.entry import Entry, decode
from filon.gazetteer.names import normalise, split_article
from filon.gazetteer.scan import NameIndex, PlaceMatch

EDITION = "2026"
"""The year of the codes in the data file."""

_DATA = "cog.tsv.gz"

# How much a territory named in a document says for a namesake that lies in it.
_SELF, _EPCI, _DEPARTEMENT, _REGION = 4.0, 2.0, 1.0, 0.25
_LESS_NAMED = 0.5  # a part of a commune, or a former one, is named less often than a commune
_MARGIN = 1.5  # the winner must have this much more evidence than the next
_NEAR = 0.03  # a small place lies where at least this share of what the document's main département has points
_POPULATION_MARGIN, _POPULATION_FLOOR = 50, 20_000  # «Lille» without context is the city

# The legal forms that open an EPCI's name, as normalised words; the longest is tried first.
_FORMS = {
    "communaute d agglomeration": "CA",
    "communaute agglomeration": "CA",
    "communaute de communes": "CC",
    "communaute des communes": "CC",
    "communaute communes": "CC",
    "communaute urbaine": "CU",
    "communautes d agglomeration": "CA",
    "communautes de communes": "CC",
    "communautes urbaines": "CU",
    "communaute de villes": "CA",
    "metropole": "METRO",
    "agglomeration": "CA",
    "agglo": "CA",
    "intercommunalite": "",
    "etablissement public territorial": "EPT",
    "ca": "CA",
    "cc": "CC",
    "cu": "CU",
    "ept": "EPT",
}
_LINKS = ("de la", "de l", "du", "des", "de", "d", "la", "le", "les", "l")


class Gazetteer:
    """Read-only tables over the data file. Lines are decoded into `Entry` when they are asked for."""

    def __init__(self, lines: Iterable[str], edition: str) -> None:
        """``lines`` are data lines, without header; ``edition`` is the year they are of."""
        self.edition = edition
        self._rows: dict[str, list[str]] = {}
        self._entries: dict[str, Entry] = {}
        self._by_name: dict[str, tuple[str, ...]] = {}
        self._by_core: dict[str, tuple[str, ...]] = {}
        weak: list[tuple[dict[str, tuple[str, ...]], str, str]] = []
        for line in lines:
            row = line.split("\t")
            kind, code, _, norm = row[:4]
            key = f"{kind}:{code}"
            self._rows[key] = row
            names = self._by_core if kind in ("epci", "ept") else self._by_name
            if row[13]:
                weak.extend((names, alias, key) for alias in row[13].split("|"))
            if not self._adds_doubt_only(row, names.get(norm, ())):
                names[norm] = (*names.get(norm, ()), key)
        for names, alias, key in weak:
            if alias not in names or names is self._by_name:  # what a commune was called makes it a namesake
                names[alias] = (*names.get(alias, ()), key)

    def _adds_doubt_only(self, row: list[str], namesakes: tuple[str, ...]) -> bool:
        """Is this a part of a commune of the same name, or a former thing whose name another now bears on the same ground?"""
        if row[0] == "commune-deleguee":
            return row[10] in namesakes
        return "f" in row[12] and any(self._rows[key][6] == row[6] for key in namesakes)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        """Every key, in file order: régions, départements, EPCI, communes, parts of communes."""
        return iter(self._rows)

    def entry(self, key: str) -> Entry:
        """The entry of a key (``commune:62498``); ``KeyError`` if there is none."""
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = decode(self._rows[key])
        return entry

    def get(self, key: str | None) -> Entry | None:
        """The entry of a key, or ``None`` for ``None`` and unknown keys."""
        return self.entry(key) if key in self._rows else None

    def by_siren(self, siren: str) -> Entry | None:
        """The territory whose governing body has this SIREN."""
        return self.get(self._by_siren.get(siren))

    @cached_property
    def _by_siren(self) -> Mapping[str, str]:
        owners: dict[str, str] = {}
        for key, row in self._rows.items():  # a former body comes last and does not take the number of a living one
            if row[4]:
                owners.setdefault(row[4], key)
        return owners

    def candidates(self, normalised_name: str, kind: str | None = None) -> tuple[Entry, ...]:
        """All entries of that name, in file order; with ``kind`` those of one kind.

        The name is a `normalise` result, with the registry's article («le portel») or without it («portel»: what is left of
        «du Portel»); an exact name comes before one that lacks its article. EPCI answer to their core name (asked for
        by kind where a commune has it too), to the spelled out or abbreviated legal form before it, and to the acronym where
        the registry has it.
        """
        keys = self._by_name.get(normalised_name) or self.index.without_article.get(normalised_name, ())
        if kind in ("epci", "ept") or not keys:
            keys = tuple(entry.key for entry in self._epci(normalised_name))
        return tuple(entry for entry in map(self.entry, keys) if kind is None or entry.kind == kind)

    def epci_by_core(self, normalised_core: str) -> tuple[Entry, ...]:
        """The EPCI (and EPT) of that proper name without legal form: ``epci_by_core("pays de lumbres")``."""
        return tuple(self.entry(key) for key in self._by_core.get(normalised_core, ()))

    def _epci(self, normalised: str) -> tuple[Entry, ...]:
        """By core name, or by legal form and core name; the form said must not be another of the same core."""
        found = self.epci_by_core(normalised)
        form, core = _split_form(normalised)
        if found or form is None:  # a former body's proper name alone («Calaisis») means the land
            return tuple(entry for entry in found if not entry.former)
        spelled = next((self.epci_by_core(c) for c in (core, _unlinked(core)) if c in self._by_core), ())
        of_form = tuple(entry for entry in spelled if entry.status == form)
        return of_form or spelled  # a body keeps its name when its form changes

    def is_common_word(self, name: str) -> bool:
        """Whether the name is, article apart, also a French word («Avion», «Le Titre»): the name alone proves no place."""
        return any(entry.common_word for entry in self.candidates(normalise(name)))

    def is_person_name(self, name: str) -> bool:
        """Whether the name is, article apart, also a first name or a surname («Vincent», «Lambert»)."""
        return any(entry.person_name for entry in self.candidates(normalise(name)))

    def shortened(self, normalised_name: str, kind: str = "commune") -> tuple[Entry, ...]:
        """Communes of which this is the beginning, cut at a word: «boulogne» for Boulogne-sur-Mer, «touquet» or «le touquet».

        With ``kind`` ``epci``, EPCI by the beginning of their core name, with or without legal form: «communaute
        d agglomeration de bethune bruay». Many answer; only a document's territory can choose.
        """
        if kind == "epci":
            core = _split_form(normalised_name)[1]
            keys = self._by_head["epci"].get(core) or self._by_head["epci"].get(_unlinked(core), ())
        else:
            keys = self._by_head["commune"].get(split_article(normalised_name)[1], ())
        return tuple(self.entry(key) for key in keys)

    @cached_property
    def _by_head(self) -> Mapping[str, Mapping[str, Iterable[str]]]:
        heads: dict[str, dict[str, dict[str, None]]] = {"commune": {}, "epci": {}}  # keys in order, each once
        for key, row in self._rows.items():
            if row[0] in heads and "f" not in row[12]:
                names = (split_article(row[3])[1], *(row[13].split("|") if row[0] == "epci" else ()))
                for words in {tuple(name.replace(" ,", "").split()) for name in names}:
                    for n in range(1, len(words)):
                        if words[:n] not in (("saint",), ("sainte",)):
                            heads[row[0]].setdefault(" ".join(words[:n]), {})[key] = None
        return heads

    @cached_property
    def _current_cores(self) -> Mapping[str, tuple[str, ...]]:
        living = (
            (core, tuple(k for k in keys if "f" not in self._rows[k][12])) for core, keys in self._by_core.items()
        )
        return {core: keys for core, keys in living if keys}

    @cached_property
    def index(self) -> NameIndex:
        """The index that `scan` walks."""
        return NameIndex(self._by_name, self._by_core, self._current_cores, _FORMS, _LINKS)

    def scan(self, words: Sequence[str]) -> tuple[PlaceMatch, ...]:
        """The place names in a text's tokens; see `filon.gazetteer.scan.NameIndex.scan`."""
        return self.index.scan(words)

    def spread(self, weights: Mapping[str, float]) -> dict[str, float]:
        """A context for `choose`: the territories a document names (key to weight), and what they lie in.

        An unambiguous commune speaks for its EPCI, its département and its région, an EPCI for its département.
        """
        context: dict[str, float] = defaultdict(float)
        for key, weight in weights.items():
            entry = self.get(key)
            context[key] += weight
            for parent in (entry.epci, entry.departement, entry.region) if entry else ():
                if parent:
                    context[parent] += weight
        return dict(context)

    def choose(self, candidates: Sequence[Entry], context: Mapping[str, float]) -> Entry | None:
        """The candidate that the document's territory speaks for; ``None`` when it does not say.

        ``context`` comes from `spread`. A candidate alone is chosen, unless the document stands in other
        départements and the place is a small one. Between namesakes the one whose own key, EPCI or département weighs most wins
        (its région where no département is known), if by a clear margin; population is the last hint, and only where
        one candidate dwarfs all others and nothing speaks for them.
        """
        ground = max((weight for key, weight in context.items() if key.startswith("departement:")), default=0.0)
        scored = sorted(((self._evidence(e, context, grounded=ground > 0), e) for e in candidates), key=_best_first)
        chosen = _clear_winner(scored)
        if chosen is None or not ground or _is_known_afar(chosen):
            return chosen
        return chosen if context.get(chosen.departement or chosen.key, 0.0) >= _NEAR * ground else None

    @staticmethod
    def _evidence(entry: Entry, context: Mapping[str, float], *, grounded: bool) -> float:
        if not context:
            return 0.0
        score = _SELF * context.get(entry.key, 0.0)
        parents = ((_EPCI, entry.epci), (_DEPARTEMENT, entry.departement), (0 if grounded else _REGION, entry.region))
        for weight, parent in parents:
            if parent:
                score += weight * context.get(parent, 0.0)
        whole = entry.kind in ("commune", "epci", "departement", "region") and not entry.former
        return score if whole else score * _LESS_NAMED


def _is_known_afar(entry: Entry) -> bool:
    """Whether a document of another ground may well name it: a larger town or body, a département, a région."""
    return entry.population >= _POPULATION_FLOOR or entry.kind in ("departement", "region")


def _clear_winner(scored: Sequence[tuple[float, Entry]]) -> Entry | None:
    """The first of (evidence, candidate), best first, if it is clearly better than the second."""
    if len(scored) < 2:
        return scored[0][1] if scored else None
    (best, first), (second, _) = scored[:2]
    if best > 0:
        return first if best >= _MARGIN * second else None
    dwarfs = first.population >= max(_POPULATION_FLOOR, _POPULATION_MARGIN * scored[1][1].population)
    return first if dwarfs else None


def _best_first(scored: tuple[float, Entry]) -> tuple[float, int, str]:
    score, entry = scored
    return -score, -entry.population, entry.key


def _split_form(normalised: str) -> tuple[str | None, str]:
    """A normalised EPCI name as (legal form or ``None``, the rest)."""
    for spelled, form in _FORMS.items():
        if normalised.startswith(spelled + " "):
            return form, normalised[len(spelled) + 1 :]
    return None, normalised


def _unlinked(core: str) -> str:
    """A core name without the «de», «du», «d'» that ties it to its legal form."""
    return next((core[len(link) + 1 :] for link in _LINKS if core.startswith(link + " ")), core)


@cache
def load() -> Gazetteer:
    """The shipped gazetteer, read once (about a tenth of a second)."""
    text = gzip.decompress((files("filon.gazetteer") / _DATA).read_bytes()).decode()
    head, _columns, *lines = text.splitlines()
    return Gazetteer(lines, edition=head.split()[2].rstrip(","))
