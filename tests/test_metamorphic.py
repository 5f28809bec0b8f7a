"""Names carry no rule: with every body, place, person and association of an example renamed, the same facts come out renamed.

The new names are of the same kinds (a département with «du», communes that begin alike, so that «de» and «d'» stay right). A thing is compared
by the set of names that the document mentions it by, so that spellings of the gazetteer play no part.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from expectations import fold, say

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))

NAMES = {
    # bodies and places: the Jura becomes the Cantal
    "Communauté de communes Arbois, Poligny, Salins, Cœur du Jura": "Communauté de communes Cère et Goul en Carladès",
    "COMMUNAUTÉ DE COMMUNES ARBOIS, POLIGNY, SALINS, CŒUR DU JURA": "COMMUNAUTÉ DE COMMUNES CÈRE ET GOUL EN CARLADÈS",
    "Communauté de communes Champagnole Nozeroy Jura": "Communauté de communes Sumène - Artense",
    "CCAPS": "CCCGC",
    "CCCNJ": "CCSAR",
    "Bourgogne-Franche-Comté": "Auvergne-Rhône-Alpes",
    "Jura": "Cantal",
    "JURA": "CANTAL",
    "22390001000362": "22150001000014",
    "223 900 010 00362": "221 500 010 00014",
    "39039 Lons-le-Saunier": "15015 Aurillac",
    "39110 Salins-les-Bains": "15800 Vic-sur-Cère",
    "Lons-le-Saunier": "Aurillac",
    "LONS-LE-SAUNIER": "AURILLAC",
    "Salins-les-Bains": "Vic-sur-Cère",
    "Poligny": "Polminhac",
    "Arbois": "Ydes",
    "Champagnole": "Champagnac",
    "Ney": "Saignes",
    "Nozeroy": "Lanobre",
    "Pupillin": "Thiézac",
    "Mesnay": "Raulhac",
    # associations and what else bears a name
    "Sentiers et Sauniers": "Bergers et Burons",
    "ASSJ": "ABBC",
    "La Lyre polinoise": "Les Cuivres carladéziens",
    "Les Nuits de la Saline": "La Fête des Estives",
    "Route du Sel": "Route des Estives",
    "Atelier Reculée Architectes": "Atelier Planèze Architectes",
    # persons
    "Hélène VUILLERMET": "Mathilde ROUFFANGEAT",
    "HÉLÈNE VUILLERMET": "MATHILDE ROUFFANGEAT",
    "Anselme COURTEFOND": "Basile DELMONTEIL",
    "Lucien BRAISAZ": "Gaston VIGOUROULX",
    "Thibaut GRANDVOINNET": "Julien CANTALOUBE",
    "Solange CHAMBELLAND": "Rosalie FONTVERGNES",
    "Fernand JOUVENCEAU": "Marcel TEISSEDROU",
    "Aurélien PAGETTI": "Corentin SALVAGNAT",
    "Paulette FAIVRAND": "Yvonne BOUYGUETTE",
    "Mireille BOUVERESSE": "Sylvie LAFARGETTE",
    "Damien OUDOTTE": "Ludovic MALROUX",
}
_OLD = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(NAMES, key=len, reverse=True)))


def renamed(text: str) -> str:
    return _OLD.sub(lambda found: NAMES[found[0]], text)


def flat(text):
    """Words that a line end parted made whole, and every run of blanks one."""
    return " ".join(re.sub(r"(?<=[a-zà-ÿ])-\r?\n(?=[a-zà-ÿ])", "", text).split())


def told(said, rename):
    """The facts of a document with every thing put as the names it is mentioned by (a class of bodies: as its label)."""
    forms: dict[str, set[str]] = {}
    for row in said.mentions:
        forms.setdefault(row["entity"], set()).add(fold(rename(flat(row["text"]))))

    def thing(iri):
        return said.entities[iri]["type"], tuple(sorted(forms.get(iri) or {fold(rename(said.label(iri)))}))

    amounts = Counter(
        (
            row["value"],
            row["role"],
            tuple(sorted(map(thing, row["funders"]))),
            tuple(sorted(map(thing, row["beneficiaries"]))),
            row["period"],
            row["share"],
            fold(rename(flat(row["purpose"]))) if row["purpose"] else None,
        )
        for row in said.amounts
    )
    mentions = Counter(thing(row["entity"]) for row in said.mentions)
    relations = Counter((row["type"], thing(row["subject"]), thing(row["object"])) for row in said.relations)
    return {"amounts": amounts, "mentions": mentions, "relations": relations}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_renamed_documents_tell_the_same_facts_renamed(path, tmp_path):
    text = path.read_text(encoding="utf-8")
    other = tmp_path / path.name
    other.write_text(renamed(text), encoding="utf-8")
    before, after = told(say(path), renamed), told(say(other), lambda name: name)
    for layer in before:
        lost, new = before[layer] - after[layer], after[layer] - before[layer]
        assert (lost, new) == (Counter(), Counter()), layer


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_renaming_leaves_no_old_name(path):
    assert not _OLD.search(renamed(path.read_text(encoding="utf-8")))
