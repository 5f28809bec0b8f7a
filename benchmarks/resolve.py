"""How long resolution takes for many mentions, and that it grows with their number: twice as many should take about twice as long.

python benchmarks/resolve.py [MENTIONS]      (default: 100000)

The documents are made up, with names as administrations write them: communes and EPCI of the registry with their namesakes, bodies of
each commune, associations, acronyms, persons, misprints. Every mention is a local entity of its own, the worst case: within a document
the reading has joined none.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

from filon.gazetteer import Entry, Gazetteer, load
from filon.model import Annotation, EntityType, LocalEntity, Mention
from filon.resolve import identify

EACH = 100  # mentions in a document
_BODIES = (
    "Commune {of}",
    "Ville {of}",
    "CCAS {of}",
    "Comité des fêtes {of}",
    "Office de tourisme {of}",
    "Collège Jean Moulin {of}",
    "Société de pêche {of}",
    "Mission locale {of}",
    "Club de tennis {of}",
    "Tennis club {of}",
    "Syndicat intercommunal des eaux {of}",
    "Association de sauvegarde du patrimoine {of}",
    "Assoc. pour la sauvegarde du patrimoine {of}",
)
_OF_DEPARTEMENT = (
    "Conseil départemental {of}",
    "CAUE {of}",
    "Conseil d'architecture, d'urbanisme et de l'environnement {of}",
    "SDIS {code}",
    "Service départemental d'incendie et de secours {of}",
)
_WORDS = [
    "lac",
    "bois",
    "source",
    "vallée",
    "moulin",
    "prieuré",
    "tilleul",
    "hirondelle",
    "terril",
    "colline",
    "ruisseau",
    "verger",
    "atelier",
    "étoile",
]
_GIVEN, _SURNAMES = ("Anne", "Jean", "Lucie", "Paul", "Rose", "Yves"), ("Morel", "Leroy", "Petit", "Garnier", "Faure")


def main() -> None:
    """Print seconds for half the mentions and for all, and what became of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    gazetteer = load()
    for wanted in (count // 2, count):
        documents = list(made_up(wanted, gazetteer))
        start, busy = time.perf_counter(), time.process_time()
        entities = identify(documents, gazetteer).entities
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        doubts = sum(len(entity.doubts) for entity in entities)
        print(
            f"{wanted:,} mentions in {len(documents):,} documents: {seconds:.1f} s ({busy:.1f} s of one core), {len(entities):,} things, {doubts:,} doubts"
        )


def made_up(count: int, gazetteer: Gazetteer) -> Iterator[Annotation]:
    """Documents of one département each, with ``count`` mentions in all; the same each time."""
    chance = random.Random(1)  # noqa: S311 - figures that can be had again
    by_departement: dict[str, list[Entry]] = {}
    for key in gazetteer:
        if key.startswith(("commune:", "epci:")) and (home := gazetteer.entry(key).departement):
            by_departement.setdefault(home, []).append(gazetteer.entry(key))
    homes = sorted(by_departement)
    for number in range(count // EACH):
        home = gazetteer.entry(homes[number % len(homes)])
        near = by_departement[home.key]
        entities = [LocalEntity(EntityType.PLACE, home.name, registry=home.key)]
        entities += [_entity(chance, chance.choice(near), home) for _ in range(EACH - 1)]
        mentions = tuple(Mention(place, place + 1, place, 0.9, "made up") for place in range(EACH))
        yield Annotation(f"{number:05}.txt", tuple(entities), mentions)


def _entity(chance: random.Random, place: Entry, home: Entry) -> LocalEntity:
    sort = chance.random()
    if sort < 0.2:
        return LocalEntity(EntityType.PLACE, place.official_name, registry=place.key)
    if sort < 0.3:
        return LocalEntity(
            EntityType.PERSON, f"{chance.choice(_GIVEN)} {chance.choice(_SURNAMES)}{chance.randrange(400)}"
        )
    if sort < 0.4:
        pattern = chance.choice(_OF_DEPARTEMENT)
        return LocalEntity(EntityType.ORG, pattern.format(of=home.after_de, code=home.code))
    if sort < 0.6:
        name = f"Les Amis du {chance.choice(_WORDS)} et du {chance.choice(_WORDS)} {place.after_de}"
        return LocalEntity(EntityType.ORG, _misprinted(chance, name))
    of = place.after_de if place.kind == "commune" else f"de {place.core_name}"
    return LocalEntity(EntityType.ORG, _misprinted(chance, chance.choice(_BODIES).format(of=of)))


def _misprinted(chance: random.Random, name: str) -> str:
    """One name in ten lacks a letter."""
    at = chance.randrange(len(name))
    return name[:at] + name[at + 1 :] if chance.random() < 0.1 else name


if __name__ == "__main__":
    main()
