"""Gold records and found rows for the tests of the evaluation, and the gold's own scorer."""

import importlib.util
import random

from filon.archive import FACTS

WINDOWS = {"w": {"id": "w", "doc": "d.txt", "start": 0, "end": 100}}
LENS = {"iri": "org/lens", "type": "ORG", "label": "Commune de Lens", "alt_labels": ["Lens"]}
AVION = {"iri": "org/avion", "type": "ORG", "label": "Commune d'Avion", "alt_labels": []}
PARC = {"iri": "project/parc", "type": "PROJECT", "label": "Parc des Îles", "alt_labels": []}


def gold_amount(start, **fields):
    known = {
        "value": 100,
        "role": "award",
        "funder": [["Lens"]],
        "beneficiary": [["Avion"]],
        "purpose": None,
        "period": None,
    }
    return {"layer": "amount", "window": "w", "quote": "100 €", "start": start, "end": start + 5, **known, **fields}


def found_amount(start, **fields):
    known = {
        "value": 100.0,
        "role": "award",
        "funders": ["org/lens"],
        "beneficiaries": ["org/avion"],
        "purpose": None,
        "period": None,
    }
    return {"document": "d.txt", "start": start, "end": start + 5, **known, **fields}


def scorer(shared):
    """The function ``score`` of the gold's own scorer."""
    specification = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.score


def spoiled(gold, windows, seed):
    """Rows that the gold records would be, some lost, moved, mistyped, doubled or with other parties."""
    chance = random.Random(seed)  # noqa: S311 - the same spoiling every time
    facts = {name: [] for name in FACTS}
    iris = {}

    def iri(names, kind):
        key = names[0] if chance.random() < 0.9 else chance.choice(names)
        if key not in iris:
            iris[key] = f"x/{len(iris)}"
            facts["entities"].append({"iri": iris[key], "type": kind, "label": key, "alt_labels": names[1:3]})
        return iris[key] if chance.random() < 0.9 else f"x/{chance.randrange(40)}"

    for record in gold:
        if chance.random() < 0.15:
            continue
        shift = chance.choice((0, 0, 0, 0, 1, -1, 400))
        start = record.get("start", windows[record["window"]]["start"]) + shift
        row = {
            "document": windows[record["window"]]["doc"],
            "start": max(0, start),
            "end": max(1, start + len(record["quote"])),
        }
        if record["layer"] == "amount":
            row |= {
                "value": record["value"] + (chance.random() < 0.1),
                "role": record["role"] if chance.random() < 0.8 else chance.choice(("award", "cost")),
                "funders": [iri(names, "ORG") for names in record["funder"]],
                "beneficiaries": [iri(names, "ORG") for names in record["beneficiary"]][: chance.choice((1, 5))],
                "purpose": (record.get("purpose") or "")[: chance.choice((10, 1000))] or None,
                "period": record.get("period") if chance.random() < 0.8 else "2001",
            }
            facts["amounts"].append(row)
        elif record["layer"] == "entity":
            kind = record["type"] if chance.random() < 0.9 else "PLACE"
            facts["mentions"] += [row | {"type": kind, "entity": iri(record["name"], kind)}] * chance.choice((1, 1, 2))
        else:
            kind = record["type"] if chance.random() < 0.9 else "member"
            ends = {"subject": iri(record["subject"], "PERSON"), "object": iri(record["object"], "ORG")}
            facts["relations"].append(row | {"type": kind, **ends})
    return facts
