"""From kept candidates to the document's entities: who is who here.

Registry keys first, then acronyms ↔ full names, then names; short references («le Département», «la Mission») go to what the
document defines, to what its section speaks of, or to its issuer. A short reference that nothing explains names nobody and is
left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from filon.annotate.lexicon import data
from filon.annotate.names.acronyms import Definition
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import is_ground
from filon.annotate.names.territories import Places
from filon.annotate.words import Words, fold
from filon.gazetteer import normalise
from filon.model import EntityType

ORG, PLACE, PERSON, PROJECT, PROGRAMME = (
    EntityType.ORG,
    EntityType.PLACE,
    EntityType.PERSON,
    EntityType.PROJECT,
    EntityType.PROGRAMME,
)
Key = tuple[EntityType, str]

_LEVELS = ("departement", "region", "epci", "commune")
_DEFINED = re.compile(
    r"(?:ci[- ]apr[èe]s\s+(?:d[ée]sign[ée]+e?s?|d[ée]nomm[ée]+e?s?|nomm[ée]+e?s?|appel[ée]+e?s?)|(?:d[ée]sign[ée]+e?s?|d[ée]nomm[ée]+e?s?|nomm[ée]+e?s?|appel[ée]+e?s?)\s+ci[- ]apr[èe]s)"
    r"\s*(?:par|sous le (?:terme|nom)|comme)?\s*:?\s*(?:[«“\"]\s*([^»”\"\n]{2,60}?)\s*[»”\"]|((?:l['’]|le |la |les )?[A-ZÉÈ][\w'’\-]*(?:\s[A-ZÉÈ][\w'’\-]*)*))"
)
_ARTICLE = re.compile(r"^(?:le |la |les |l['’] ?|du |des |de la |de l['’]|d['’])", re.IGNORECASE)
_PARTY_OPENS = re.compile(
    r"(?:^|\n)[ \t*_\-–•]*(?:et|entre|d['’]une part|d['’]autre part)?[ \t:,*]*(?:et |entre )?"
    r"(?:(?:l['’]|le |la |les )(?:(?:association|soci[ée]t[ée]|syndicat|f[ée]d[ée]ration|fondation|commune) ?)?[ «“\"]*)?$",
    re.IGNORECASE,
)
# Words by which a body that is no territory speaks of itself.
_OWN_WORDS = frozenset(
    "syndicat agence association office mission etablissement fondation federation societe chambre caisse centre pole regie groupement parc".split()
)
_LISTING = frozenset({",", "et", "de", "la", "le", "du", "l", "d", "des"})
_ISSUER_HEAD = 3_000
_NEAR = 900
_ASSEMBLIES = {
    "commission permanente": {
        "departement": "Commission permanente du Conseil départemental {}",
        "region": "Commission permanente du Conseil régional {}",
    },
    "conseil municipal": {"commune": "Conseil municipal {}"},
    "conseil communautaire": {"epci": "Conseil communautaire de la {}"},
    "bureau communautaire": {"epci": "Bureau communautaire de la {}"},
}


def link(
    w: Words,
    kept: Sequence[Candidate],
    defined: Sequence[Definition],
    places: Places,
    initials: dict[str, str],
    parts: list[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[tuple[Candidate, int]], list[dict[str, Any]]]:
    """(entities as `LocalEntity` fields, mentions as (candidate, entity index), defined terms); ``parts`` get their issuer."""
    return _Linker(w, kept, defined, places, initials, parts).run()


class _Linker:
    """One document's linking; an object because every step reads what the steps before found."""

    def __init__(
        self,
        w: Words,
        kept: Sequence[Candidate],
        defined: Sequence[Definition],
        places: Places,
        initials: dict[str, str],
        parts: list[dict[str, Any]],
    ) -> None:
        self.w, self.kept, self.places, self.initials, self.parts = w, kept, places, initials, parts
        self.gazetteer = places.gazetteer
        self.acronyms: dict[str, tuple[Definition, str]] = {
            fold(d.acronym): (d, w.quote(*d.name_words)) for d in defined
        }
        self.national = {
            fold(k): v for kind in ("organisations", "programmes") for k, v in data(kind)["acronym"].items() if v
        }
        self.keys: list[Key | None] = []
        self.names: dict[Key, str] = {}
        self.kinds: dict[Key, str | None] = {}

    def run(self) -> tuple[list[dict[str, Any]], list[tuple[Candidate, int]], list[dict[str, Any]]]:
        self.keys = [None if c.short else self._key(c) for c in self.kept]
        self._join_prefixes()
        self._issuers()
        self._terms()
        self._references()
        self._grounds()
        return self._entities()

    # --- keys of full names -----------------------------------------------------------------------------------

    def _key(self, c: Candidate) -> Key:
        text = clean(self.w.quote(c.first, c.last))
        folded = fold("".join(text.split()))
        if c.method == "org:state":
            return self._named((ORG, "etat"), "État", c)
        if c.keys:
            entry = self.places.choose(c.keys)
            known = entry or self.gazetteer.entry(c.keys[0])
            name = known.body_name if c.type is ORG else known.official_name
            # of several namesakes none is chosen: the name stands, the code does not
            return self._named((c.type, entry.key if entry is not None else normalise(name)), name, c)
        spelled = fold(text)
        if spelled in self.acronyms or folded in self.acronyms:
            definition, full = self.acronyms.get(spelled) or self.acronyms[folded]
            return self._full((definition.type), clean(full), c)
        if c.method == "acronym:initials":
            meant = self.initials.get(text.upper()) or self.initials.get(folded.upper())
            if meant and meant in self.gazetteer:
                return self._named((ORG, meant), self.gazetteer.entry(meant).body_name, c)
            if meant:
                return ORG, normalise(_ARTICLE.sub("", meant))
        if c.method == "acronym:national":
            return self._national(c, text, folded)
        if c.type is PERSON:
            return PERSON, " ".join(sorted(normalise(text).split()))
        if c.method == "place:road":
            return PLACE, re.sub(r"^(?:rd)?d(?=\d)|^rdd", "rd", folded.replace("°", "").replace("n°", ""))
        return self._full(c.type, text, c)

    def _national(self, c: Candidate, text: str, folded: str) -> Key:
        """«DRAC», «DRAC Bretagne»: the national name, with the ground that tells which one where it is said."""
        size = next(n for n in range(len(folded), 0, -1) if folded[:n] in self.national)
        full = self.national[folded[:size]]
        name = f"{full} {_after_letters(text, size)}".strip()
        return self._named((c.type, normalise(name)), name, c)

    def _full(self, type_: EntityType, text: str, c: Candidate) -> Key:
        """A full name: that of a registry body when it is one, else its normalised form."""
        name = _ARTICLE.sub("", text)
        norm = normalise(name)
        if type_ is ORG:
            hits = self.gazetteer.candidates(norm, "epci")
            if len(hits) == 1 and (" " in norm):
                return self._named((ORG, hits[0].key), hits[0].body_name, c)
            if norm in {"etat", "l etat"}:
                return self._named((ORG, "etat"), "État", c)
        return self._named((type_, norm), None, c)

    def _named(self, key: Key, name: str | None, c: Candidate) -> Key:
        if name is not None:
            self.names.setdefault(key, name)
        if c.kind is not None:
            self.kinds.setdefault(key, c.kind)
        return key

    def _join_prefixes(self) -> None:
        """«Mission X» and «Mission X du Nord»: the shorter is the longer where only one longer name begins so."""
        by_type: dict[EntityType, Counter[str]] = {}
        for key in self.keys:
            if key is not None and key[0] in (ORG, PROGRAMME, PROJECT, PLACE) and ":" not in key[1]:
                by_type.setdefault(key[0], Counter())[key[1]] += 1
        merged: dict[Key, Key] = {}
        for type_, names in by_type.items():
            ordered = sorted(names)
            for i, name in enumerate(ordered):
                if name.count(" ") < 1 or (type_ is PLACE and not name.startswith("bassin ")):
                    continue
                longer = []
                for other in ordered[i + 1 :]:
                    if not other.startswith(name + " "):
                        if not other.startswith(name):
                            break
                        continue
                    longer.append(other)
                tails = [other[len(name) + 1 :] for other in longer]
                if (
                    len(longer) == 1
                    and (type_ is not PROGRAMME or not re.search(r"\d{4}", tails[0]))
                    and not re.match(r"\d", tails[0])
                ):
                    merged[type_, name] = (type_, longer[0])
                elif longer and type_ is PLACE:
                    merged[type_, name] = (type_, max(longer, key=lambda n: (names[n], n)))
        self.keys = [merged.get(key, key) if key is not None else None for key in self.keys]

    # --- issuers and defined terms ----------------------------------------------------------------------------

    def _issuers(self) -> None:
        """The authority whose paper it is: the first territorial body of the head, else the one named most."""
        territorial = [
            (self.w.start[c.first], key)
            for c, key in zip(self.kept, self.keys, strict=True)
            if key is not None and key[0] is ORG and key[1].partition(":")[0] in _LEVELS
        ]
        counts = Counter(key for _, key in territorial)
        head = self._letterhead() or next((key for at, key in territorial if at < _ISSUER_HEAD), None)
        most = max(counts, key=lambda k: (counts[k], k[1])) if counts else None
        self.issuer: Key | None = (
            head
            if head is not None and (most is None or head not in counts or counts[head] * 4 >= counts[most])
            else most
        )
        self.part_issuer: list[tuple[int, int, Key | None]] = []
        for part in self.parts:
            begin, end = part["start"], min(part["end"], part["start"] + 1_500)
            found = next((key for at, key in territorial if begin <= at < end), None)
            if self.issuer is not None and self.issuer not in counts:
                found = self.issuer  # a syndicat, an agency: the territories its acts name are not their authors
            if part["genre"] in ("report", "other", "contract") or found is None:
                found = self.issuer
            self.part_issuer.append((part["start"], part["end"], found))

    def _letterhead(self) -> Key | None:
        """A body that is no territory, alone on the first lines, in whose name the paper is."""
        for c, key in zip(self.kept[:3], self.keys[:3], strict=False):
            if c.method == "org:letterhead":
                return key
        return None

    def _issuer_at(self, offset: int) -> Key | None:
        return next((key for start, end, key in self.part_issuer if start <= offset < end), self.issuer)

    def _terms(self) -> None:
        """«ci-après désignée « la Mission »»: the term means the party that the clause belongs to, in its part."""
        self.terms: list[tuple[str, int, int, Key]] = []
        text = self.w.source
        starts = [self.w.start[c.first] for c in self.kept]
        for match in _DEFINED.finditer(text):
            term = match.group(1) or match.group(2)
            party = None
            for _c, key, at in zip(reversed(self.kept), reversed(self.keys), reversed(starts), strict=True):
                if at >= match.start() or key is None or key[0] is not ORG:
                    continue
                if match.start() - at > 1_500:
                    break
                if _PARTY_OPENS.search(text[max(0, at - 60) : at]) or party is None:
                    candidate = key
                    opens = bool(_PARTY_OPENS.search(text[max(0, at - 60) : at]))
                    party = candidate if opens or party is None else party
                    if opens:
                        break
            if party is None:
                continue
            start, end = next(
                ((p["start"], p["end"]) for p in self.parts if p["start"] <= match.start() < p["end"]), (0, len(text))
            )
            self.terms.append((normalise(_ARTICLE.sub("", term.strip())), start, end, party))

    # --- short references -------------------------------------------------------------------------------------

    def _references(self) -> None:
        last: dict[str, tuple[int, Key]] = {}
        for i, c in enumerate(self.kept):
            at = self.w.start[c.first]
            key = self.keys[i]
            if key is None:
                self.keys[i] = key = self._refer(c, at, last)
            elif key[0] is ORG:
                level = key[1].partition(":")[0]
                if level in _LEVELS:
                    last[level] = (at, key)
                    last[f"{level} {c.head}"] = (at, key)
                elif c.head:
                    last[c.head.split()[0]] = (at, key)
                    for alias in _heads_of(key[1]):
                        last[alias] = (at, key)
            elif key[0] is PLACE and c.head:
                last[f"place {c.head}"] = (at, key)
            if (
                key is not None
                and key[0] is ORG
                and c.head in _ASSEMBLIES
                and not c.short
                and ":" not in key[1]
                and key[1] == normalise(c.head)
            ):
                self.keys[i] = self._assembly(c.head, at) or key

    def _assembly(self, head: str, at: int) -> Key | None:
        issuer = self._issuer_at(at)
        level = issuer[1].partition(":")[0] if issuer else ""
        pattern = _ASSEMBLIES[head].get(level)
        if pattern is None or issuer is None:
            return None
        entry = self.gazetteer.entry(issuer[1])
        name = pattern.format(entry.body_name if level == "epci" else entry.after_de)
        key = (ORG, normalise(name))
        self.names.setdefault(key, name)
        return key

    def _refer(self, c: Candidate, at: int, last: dict[str, tuple[int, Key]]) -> Key | None:
        term = normalise(self.w.quote(c.first, c.last))
        for name, start, end, key in self.terms:
            if start <= at < end and name == term:
                return key
        if c.method == "place:site-short":
            hit = last.get(f"place {c.head}")
            return hit[1] if hit is not None else None
        level = next((level for level in _LEVELS if c.method == f"org:{level}-short"), None)
        if c.method.endswith("s-short") and c.method != "org:communes-short":
            return self._several(c)
        issuer = self._issuer_at(at)
        if level is None:
            hit = last.get(c.head) or last.get(f"place {c.head}")
            if (
                hit is None
                and issuer is not None
                and issuer[1].partition(":")[0] not in _LEVELS
                and c.head in _OWN_WORDS
            ):
                return issuer
            return hit[1] if hit is not None else None
        if level == "departement":
            near = last.get(level)
            if near is not None and near[1] != issuer and at - near[0] < _NEAR and self._leads(near[0]):
                return near[1]
            if issuer is not None and issuer[1].startswith("departement:"):
                return issuer
            return near[1] if near is not None else self._territory("departement")
        if level == "region":
            known = [key for key in self.keys if key is not None and key[0] is ORG and key[1].startswith("region:")]
            return Counter(known).most_common(1)[0][0] if known else self._territory("region")
        if level == "epci":
            near = last.get(f"epci {c.head}") or last.get("epci")
            if near is not None:
                return near[1]
            return issuer if issuer is not None and issuer[1].startswith("epci:") else self._territory("epci")
        near = last.get("commune")
        if issuer is not None and issuer[1].startswith("commune:"):
            return issuer
        return near[1] if near is not None else None

    def _leads(self, offset: int) -> bool:
        """Does the name at ``offset`` open its paragraph, so that the paragraph speaks of it?"""
        text = self.w.source
        line = text.rfind("\n", 0, offset) + 1
        return offset - line < 60

    def _territory(self, level: str) -> Key | None:
        """The territory of that level that the document speaks of most, as a body."""
        keys = [(weight, key) for key, weight in self.places.context.items() if key.startswith(level + ":")]
        if not keys:
            return None
        weight, key = max(keys)
        rest = max((other for other, k in keys if k != key), default=0.0)
        if weight < 2 * rest:
            return None
        full = (ORG, key)
        self.names.setdefault(full, self.gazetteer.entry(key).body_name)
        return full

    def _several(self, c: Candidate) -> Key | None:
        """«les Départements»: those that the document names, as one party."""
        level = c.method.removeprefix("org:").removesuffix("s-short")
        members = sorted(
            {key[1] for key in self.keys if key is not None and key[0] is ORG and key[1].startswith(level + ":")}
        )
        if not 2 <= len(members) <= 4:
            return None
        entries = [self.gazetteer.entry(key) for key in members]
        plural = {"departement": "Départements", "region": "Régions"}.get(level, "")
        parts = [entry.after_de if level == "departement" else entry.name for entry in entries]
        name = f"{plural} {', '.join(parts[:-1])} et {parts[-1]}"
        key = (ORG, normalise(name))
        self.names.setdefault(key, name)
        return key

    def _grounds(self) -> None:
        """A territorial body named by acronym or short reference where ground is meant («le territoire de la CALL»)."""
        grounded = -2
        for i, (c, key) in enumerate(zip(self.kept, self.keys, strict=True)):
            if key is not None and key[0] is PLACE and c.method.startswith("org:"):
                grounded = i
            if key is None or key[0] is not ORG or not (c.method.startswith("acronym:") or c.short):
                continue
            level = key[1].partition(":")[0]
            follows = (
                i > 0
                and grounded == i - 1
                and all(self.w.norm[k] in _LISTING for k in range(self.kept[i - 1].last, c.first))
            )
            if level in ("epci", "commune", "departement") and (follows or is_ground(self.w, c.first, c.last, "epci")):
                grounded = i
                name = self.gazetteer.entry(key[1]).official_name
                self.keys[i] = self._named((PLACE, key[1]), name, c)

    # --- entities ---------------------------------------------------------------------------------------------

    def _entities(self) -> tuple[list[dict[str, Any]], list[tuple[Candidate, int]], list[dict[str, Any]]]:
        index: dict[Key, int] = {}
        forms: dict[Key, Counter[str]] = {}
        mentions: list[tuple[Candidate, int]] = []
        for c, key in zip(self.kept, self.keys, strict=True):
            if key is None:
                continue
            entity = index.setdefault(key, len(index))
            text = clean(self.w.quote(c.first, c.last))
            forms.setdefault(key, Counter())[text] += 1
            mentions.append((replace(c, type=key[0]), entity))
        for part, (_, _, issuer) in zip(self.parts, self.part_issuer, strict=True):
            part["issuer"] = index.get(issuer) if issuer is not None else None
        self._name_acronyms(forms)
        entities = [self._entity(key, forms[key]) for key in index]
        terms = [
            {"term": term, "start": start, "end": end, "entity": index[key]}
            for term, start, end, key in self.terms
            if key in index
        ]
        return entities, mentions, terms

    def _name_acronyms(self, forms: dict[Key, Counter[str]]) -> None:
        for acronym, (definition, full) in self.acronyms.items():
            del acronym
            key = self._full(definition.type, clean(full), Candidate(0, 1, definition.type, "", 0.0))
            if key in forms:
                forms[key].setdefault(clean(full), 1)
                forms[key].setdefault(definition.acronym, 1)

    def _entity(self, key: Key, forms: Counter[str]) -> dict[str, Any]:
        type_, ident = key
        registry = ident if ident in self.gazetteer else None
        name = self.names.get(key) or _best(forms)
        if type_ is PERSON:
            name = _person(forms)
        kind = self.kinds.get(key)
        aliases = [form for form in sorted(forms, key=lambda f: (-forms[f], f)) if form != name]
        if type_ is ORG and registry and registry.startswith("departement:"):
            aliases += [f"Conseil départemental {self.gazetteer.entry(registry).after_de}"]
        return {
            "type": type_.value,
            "name": name,
            "aliases": list(dict.fromkeys(aliases)),
            "kind": kind,
            "registry": registry,
            "territory": None,
            "collective": False,
        }


def clean(text: str) -> str:
    """A name as it is said: no line breaks, emphasis marks or superscript braces."""
    text = re.sub(r"\^\{([^}]*)\}", r"\1", text)
    return re.sub(r"\s+", " ", text.replace("**", "").replace("\t", " ")).strip(" *_")


def _after_letters(text: str, count: int) -> str:
    """What follows the first ``count`` characters that are not blanks."""
    seen = 0
    for at, character in enumerate(text):
        seen += not character.isspace()
        if seen == count:
            return text[at + 1 :].strip()
    return ""


def _heads_of(norm: str) -> tuple[str, ...]:
    return (norm.split(maxsplit=1)[0],) if norm else ()


def _best(forms: Counter[str]) -> str:
    """The fullest printed form: long, not all capitals, said often."""
    return max(forms, key=lambda f: (not f.isupper() or len(f) < 7, len(f.split()) > 1, len(f), forms[f], f))


def _person(forms: Counter[str]) -> str:
    """«Prénom NOM»: the most frequent form that is not all capitals."""
    return max(forms, key=lambda f: (not f.isupper(), forms[f], f))
