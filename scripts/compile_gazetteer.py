"""Compile the official French geographical codes into the gazetteer's data file.

    pip install spacy-lookups-data faker        # word list and name list, read here only
    npm pack @etalab/decoupage-administratif && tar xzf etalab-decoupage-administratif-*.tgz
    python scripts/compile_gazetteer.py package [--older 2025/package 2024/package …]

``--older`` takes earlier editions (package versions 5.3.0, 4.1.0, 3.1.1, 2.3.1, 1.1.1, 0.7.0), newest first: what has been merged or
renamed since keeps its name in the documents of its time. The same packages give the same bytes. What is in the file, and under
which licence: ``src/filon/gazetteer/README.md``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from filon.gazetteer import COLUMNS, normalise, split_article

DEFAULT_TARGET = Path(__file__).parents[1] / "src" / "filon" / "gazetteer" / "cog.tsv.gz"

# The package's major version is the year of the codes (its README has the table).
EDITIONS = {6: 2026, 5: 2025, 4: 2024, 3: 2023, 2: 2022, 1: 2021}

# The régions of before 2016: code, name, INSEE's article code, the région of today (décret n° 2014-404 lists them).
FORMER_REGIONS = (
    ("21", "Champagne-Ardenne", 3, "44"),
    ("22", "Picardie", 3, "32"),
    ("23", "Haute-Normandie", 3, "28"),
    ("25", "Basse-Normandie", 3, "28"),
    ("26", "Bourgogne", 3, "27"),
    ("31", "Nord-Pas-de-Calais", 2, "32"),
    ("41", "Lorraine", 3, "44"),
    ("42", "Alsace", 5, "44"),
    ("43", "Franche-Comté", 3, "27"),
    ("54", "Poitou-Charentes", 2, "75"),
    ("72", "Aquitaine", 5, "75"),
    ("73", "Midi-Pyrénées", 2, "76"),
    ("74", "Limousin", 2, "75"),
    ("82", "Rhône-Alpes", 2, "84"),
    ("83", "Auvergne", 5, "84"),
    ("91", "Languedoc-Roussillon", 2, "76"),
)

_EPCI_PREFIX = re.compile(r"^(?:CC|CA|CU) (?=\S)")
_LINK = re.compile(r"^(?:de la |de l'|du |des |de |d')", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)\s*$")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{2,}|(?:CC|CA) [A-Z]{2,}")
_GENERIC_WORDS = "communauté de communes|communauté|agglomération|agglopôle|agglo|métropole"
_GENERIC_END = re.compile(rf"[ -](?:{_GENERIC_WORDS})$", re.IGNORECASE)
_GENERIC_START = re.compile(
    rf"^(?:{_GENERIC_WORDS}|eurométropole)(?: de la | de l'| du | des | de | d'| )", re.IGNORECASE
)

CITY, TOWN = 50_000, 10_000
SHORT = 3

_NUMBERS = {"deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8", "neuf": "9"}

Row = dict[str, Any]


class Lexicon(NamedTuple):
    """The words of French, normalised."""

    lemmas: frozenset[str]
    forms: frozenset[str]


def main() -> None:
    """Read the package named on the command line and write the data file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="the unpacked npm package")
    parser.add_argument("--older", type=Path, nargs="*", default=[], help="the same, of earlier years, newest first")
    parser.add_argument("--to", type=Path, default=DEFAULT_TARGET)
    args = parser.parse_args()
    version = json.loads((args.package / "package.json").read_text(encoding="utf-8"))["version"]
    rows = list(compile_rows(args.package / "data"))
    for older in args.older:
        add_older(rows, older / "data")
    flag(rows, french_words(), person_names())
    edition = EDITIONS[int(version.split(".")[0])]
    lines = [f"# edition {edition}, from @etalab/decoupage-administratif {version}", "\t".join(COLUMNS)]
    lines += ["\t".join(str(row.get(column) or "") for column in COLUMNS) for row in rows]
    raw = ("\n".join(lines) + "\n").encode()
    args.to.write_bytes(gzip.compress(raw, compresslevel=9, mtime=0))
    print(f"{len(rows)} entries, {len(raw)} bytes, {args.to.stat().st_size} compressed: {args.to}")


def compile_rows(data: Path) -> Iterator[Row]:
    """The rows in file order: régions, départements, EPCI, EPT, communes, parts of communes."""
    regions, departements, epcis, epts, communes = (
        json.loads((data / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("regions", "departements", "epci", "ept", "communes")
    )
    for region in regions:
        yield row("region", region["code"], region["nom"], liaison=region["typeLiaison"])
    for code, name, liaison, today in FORMER_REGIONS:
        yield row("region", code, name, liaison=liaison, chief=f"region:{today}", former=True)
    for departement in departements:
        name, parent = departement["nom"], f"region:{departement['region']}"
        yield row("departement", departement["code"], name, liaison=departement["typeLiaison"], region=parent)
    where = {c["code"]: c for c in communes if c["type"] == "commune-actuelle"}
    for body in (*epcis, *epts):
        yield intercommunal(body, where)
    group = {member["code"]: f"epci:{body['code']}" for body in epcis for member in body["membres"]}
    for commune in sorted(communes, key=lambda c: c["type"] != "commune-actuelle"):
        yield municipal(commune, group, where)


def add_older(rows: list[Row], data: Path) -> None:
    """Add what an earlier edition has and later ones have no more: names of bodies and communes, as aliases or as former ones."""
    epcis, communes = (json.loads((data / f"{name}.json").read_text(encoding="utf-8")) for name in ("epci", "communes"))
    here = {(entry["kind"], entry["code"]): entry for entry in rows}
    parts = {entry["code"] for entry in rows if entry["kind"].startswith("commune-")}
    names = {entry["norm"] for entry in rows}
    into = {old: entry for entry in rows if entry["kind"] == "commune" for old in entry.get("older_codes", ())}
    where = {code: entry for (kind, code), entry in here.items() if kind == "commune"} | into
    for body in epcis:
        now = here.get(("epci", body["code"]))
        core, aliases = core_names(body["nom"])
        if now is None:
            places = [where[member["code"]] for member in body["membres"] if member["code"] in where]
            home = Counter((place["departement"], place["region"]) for place in places).most_common(1)
            parents = dict(zip(("departement", "region"), home[0][0], strict=True)) if home else {}
            kept = {"siren": body["code"], "status": body["type"], "aliases": "|".join(aliases), "former": True}
            rows.append(row("epci", body["code"], body["nom"], **kept, **parents) | {"norm": normalise(core)})
        elif normalise(core) != now["norm"]:
            now["aliases"] = "|".join(sorted({normalise(core), *filter(None, now["aliases"].split("|"))}))
    for commune in communes:
        code, norm = commune["code"], normalise(_PARENTHESIS.sub("", commune["nom"]))
        if commune["type"] != "commune-actuelle" or code in parts:
            continue
        now = here.get(("commune", code))
        if now is not None and now["norm"] != norm:
            now["aliases"] = "|".join(sorted({norm, *filter(None, (now.get("aliases") or "").split("|"))}))
        elif now is None and (code in into or norm not in names):
            home = into.get(code, {})
            parents = {level: home.get(level) for level in ("departement", "epci", "region")}
            parents["departement"] = parents["departement"] or f"departement:{commune['departement']}"
            chief = f"commune:{home['code']}" if home else None
            kept = {
                "siren": commune.get("siren"),
                "liaison": commune.get("typeLiaison"),
                "chief": chief,
                "former": True,
            }
            rows.append(row("commune", code, commune["nom"], **kept, **parents))


def row(kind: str, code: str, name: str, **fields: Any) -> Row:
    """A row of the file; the normalised name leaves out what stands in parentheses."""
    return {"kind": kind, "code": code, "name": name, "norm": normalise(_PARENTHESIS.sub("", name)), **fields}


def intercommunal(body: Row, where: dict[str, Row]) -> Row:
    """The row of an EPCI or EPT; its département is the one where most of its people live."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for member in body["membres"]:
        home = where[member["code"]]
        for level in ("departement", "region"):
            people[level][home[level]] += member["populationMunicipale"]
    core, aliases = core_names(body["nom"])
    if "," in core:  # in a running text a comma parts names, so the scan must meet it inside one
        aliases.append(" , ".join(normalise(part) for part in core.split(",")))
    return row(
        "ept" if body["type"] == "EPT" else "epci",
        body["code"],
        body["nom"],
        siren=body["code"],
        status=body["type"],
        population=body["populationMunicipale"],
        aliases="|".join(aliases),
        **{level: f"{level}:{max(sorted(count), key=count.__getitem__)}" for level, count in people.items()},
    ) | {"norm": normalise(core)}


def core_names(name: str) -> tuple[str, list[str]]:
    """An EPCI's proper name without its legal form, and other normalised names that follow from the registry's form.

    "CA de la Porte de l'Isère (CAPI)" gives "Porte de l'Isère" and the acronym; "CA Valenciennes Métropole" gives itself
    and "valenciennes", by which «Communauté d'agglomération de Valenciennes» is found.
    """
    inside = _PARENTHESIS.search(name)
    core = _LINK.sub("", _EPCI_PREFIX.sub("", _PARENTHESIS.sub("", name)))
    aliases = []
    if inside and _ACRONYM.fullmatch(inside[1]):
        aliases.append(normalise(inside[1]))
    for generic in (_GENERIC_END, _GENERIC_START):
        short = _LINK.sub("", generic.sub("", core))
        if short != core:
            aliases.append(normalise(short))
    for key in (normalise(core), *aliases):
        aliases += [_swapped(key, _NUMBERS), _swapped(key, {figure: word for word, figure in _NUMBERS.items()})]
    return core, sorted(set(aliases) - {normalise(core)})


def _swapped(name: str, words: dict[str, str]) -> str:
    """A name with its number words as figures, or the other way round."""
    return " ".join(words.get(word, word) for word in name.split())


def municipal(commune: Row, group: dict[str, str], where: dict[str, Row]) -> Row:
    """The row of a commune, of a part of one (délégué, associé) or of a municipal arrondissement."""
    kind = "commune" if commune["type"] == "commune-actuelle" else commune["type"]
    chief = commune.get("chefLieu") or commune.get("commune")
    home = where.get(chief or commune["code"], commune)
    return row(
        kind,
        commune["code"],
        commune["nom"],
        siren=commune.get("siren"),
        liaison=commune.get("typeLiaison"),
        departement=f"departement:{commune['departement']}",
        region=f"region:{commune['region']}",
        epci=group.get(home["code"]),
        chief=chief and f"commune:{chief}",
        older_codes=commune.get("anciensCodes", ()),
        population=commune.get("population"),
    )


def flag(rows: list[Row], lexicon: Lexicon, people: frozenset[str]) -> None:
    """Mark the names that are also French words (w) or first names and surnames (p), with or without their article.

    A rare noun («lille», «quimper») is no rival to a city of fifty thousand, nor a form that is no lemma («calais», a past
    tense) to a town of ten thousand. Names of three letters are marked too: in capitals they look like an acronym («ARS»).
    """
    for entry in rows:
        name = split_article(entry["norm"])[1]
        if entry["kind"] in ("epci", "ept"):
            word = all(part in lexicon.lemmas or part in lexicon.forms for part in name.split())
        else:
            people_there = entry.get("population") or 0
            word = (
                len(name) <= SHORT
                or (name in lexicon.lemmas and people_there < CITY)
                or (name in lexicon.forms and people_there < TOWN)
            )
        entry["flags"] = "w" * word + "p" * (name in people) + "f" * entry.get("former", False)


def french_words() -> Lexicon:
    """The lower-case lemmas and inflected forms of spaCy's French lemma tables, normalised."""
    lemmas = {lemma for lemmas in spacy_table("index").values() for lemma in lemmas}
    return Lexicon(
        *(frozenset(normalise(w) for w in words if w.islower()) for words in (lemmas, spacy_table("lookup")))
    )


def spacy_table(name: str) -> dict[str, Any]:
    """A French lemma table: ``index`` is part of speech to lemmas, ``lookup`` is inflected form to lemma."""
    path = files("spacy_lookups_data") / "data" / f"fr_lemma_{name}.json.gz"
    table: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return table


def person_names() -> frozenset[str]:
    """The French first names and surnames of Faker, normalised."""
    from faker.providers.person.fr_FR import Provider  # noqa: PLC0415 - only this script has it

    return frozenset(normalise(name) for name in (*Provider.first_names, *Provider.last_names))


if __name__ == "__main__":
    main()
