"""Names that layout alone announces: cells under «Bénéficiaire» or «Opération», labels before an amount in a list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from filon.annotate.layers import blocks_of, text_of
from filon.annotate.lexicon import phrases
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import CLOSE, OPEN
from filon.annotate.names.territories import Places
from filon.annotate.words import Words, fold
from filon.model import Block, BlockKind, Cell, EntityType, Table
from filon.outline import rows_below, table_header

ORG, PROJECT = EntityType.ORG, EntityType.PROJECT
_BODIES = re.compile(
    r"(?:nom (?:de l'|du |de la )?)?(?:beneficiaires?|attributaires?|bailleurs?|associations?|organismes?|structures?|porteurs?(?: de projets?| du projet)?|maitres? d'ouvrage|maitrise d'ouvrage|"
    r"demandeurs?|titulaires?|collectivites?|communes?|clubs?|entreprises?|etablissements?|prestataires?|membres?)\b(?! (?:ht|ttc|de|du|a)\b)"
)
_WORKS = re.compile(
    r"(?:objets?|operations?|projets?|manifestations?|evenements?|intitules?(?: (?:de l'operation|du projet|de l'action))?|actions?|nature (?:de l'operation|du projet|des travaux|de l'action)|"
    r"libelles?(?: de l'operation)?|designations?(?: de l'operation| des travaux)?|dossiers?|travaux)\b(?! (?:ht|ttc)\b)"
)
_NO_NAME = re.compile(
    r"(?:autorisation|credits?|chapitre|article|imputation|ligne|enveloppe)\b|(?:recette|depense|sous[- ])?total|\d|neant|idem|premiere demande|renouvellement\b|divers|autres?\b|reste|solde|acompte|montant|budget|exercice|tranche \d|lot \d|annee|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    r"part\b|fonctionnement|investissement|depenses?|recettes?|cotisation|tarif|loyer|cout|frais|prix|taux|dont|soit|pour|plus|moins|autofinancement|fonds propres|emprunts?|subventions?|honoraires|maitrise d'oeuvre|(?:aide|concours|participation|contribution|soutien|assiette|base|montant)s? (?:propos|accord|sollicit|demand|attribu|vot|subventionn|eligib|regional|departemental|maxim|plafonn|forfaitair|du |de la |de l'|prevu)|etudes?\b|achats?\b|charges|imprevus|personnel|rappel|ensemble$|hors|ht\b|ttc\b"
)
_ACT_LINE = re.compile(
    r"(?:recu|envoye|affiche|publie|transmis|accuse|extrait|deliberations?|proces[- ]verbal|compte[- ]rendu|bureau|conseil|comite|commission|assemblee|reunion|seance|registre|convention|rapport|arrete|decision|releve|direction|service|ordre du jour|recueil)\b"
)
_SHEET_KEY = re.compile(
    r"\W*(?:intitule|titre|localisation|partenaires?|maitre d'ouvrage|maitrise d'ouvrage|porteur|calendrier|referente?|contact|date|orientation|axe|objectifs?|cout|budget)\b"
)
_TITLE_KEY = re.compile(r"\W*(?:intitule|titre|nom|denomination)\b")
_GRANTS = re.compile(r"\b(?:associations?|subventions?|concours|beneficiaires?|cotisations?|participations?|aides?)\b")
_REACH = 700  # characters before a list in which its subject is announced


def find_labels(doc: Doc, w: Words, places: Places) -> Iterator[Candidate]:
    """Candidates of type ORG and PROJECT from tables and lists of amounts."""
    text = text_of(doc)
    blocks = blocks_of(doc)
    yield from _letterhead(text, w, places)
    for block in blocks:
        if block.table is not None:
            yield from _cells(text, w, places, block)
    yield from _items(doc, text, w, places, blocks)
    yield from _stacked(doc, text, w, places)


def _letterhead(text: str, w: Words, places: Places) -> Iterator[Candidate]:
    """The first line, where the next names an assembly or an act: «SDEC ÉNERGIE⏎BUREAU SYNDICAL DU …»."""
    lines = [line.strip(" *_#") for line in text[:600].split("\n") if line.strip(" *_#-")]
    if (
        len(lines) < 2
        or not 3 < len(lines[0]) < 70
        or not _ACT_LINE.match(fold(lines[1]))
        or _ACT_LINE.search(fold(lines[0]))
    ):
        return
    start = text.index(lines[0])
    first, last = bisect_left(w.start, start, 0, w.count), bisect_left(w.start, start + len(lines[0]), 0, w.count)
    if last > first and w.capital(first) and first not in places.matches:
        yield Candidate(first, last, ORG, "org:letterhead", 0.75, 54, None, (), w.norm[first])


def _cells(text: str, w: Words, places: Places, block: Block) -> Iterator[Candidate]:
    table = block.table
    if table is None or not table.header_rows:
        return
    columns = max(len(row) for row in table.rows)
    if columns == 2 and sum(bool(_SHEET_KEY.match(fold(text[row[0].start : row[0].end]))) for row in table.rows) > 1:
        yield from _sheet(text, w, places, table)
        return
    for column in range(columns):
        head = " ".join(fold(text[cell.start : cell.end]) for cell in table_header(table, column)[-1:]).strip(" *")
        kind = ORG if _BODIES.match(head) else PROJECT if _WORKS.match(head) else None
        if kind is None:
            continue
        for row in rows_below(table):
            if column < len(row) and row[column].start < row[column].end and not _heads_rows(text, row, column):
                cell = row[column]
                yield from _name(w, places, cell.start, cell.end, kind, f"cell:{kind.value.lower()}")


def _heads_rows(text: str, row: Sequence[Cell], column: int) -> bool:
    """Is the cell the heading of the rows below it («SPORT», nothing beside it)?"""
    cell = row[column]
    alone = all(other is cell or not text[other.start : other.end].strip() for other in row)
    return alone and text[cell.start : cell.end].isupper()


def _sheet(text: str, w: Words, places: Places, table: Table) -> Iterator[Candidate]:
    """A project sheet laid out as a table of keys and values: its title stands beside «Intitulé»."""
    for row in table.rows:
        if len(row) == 2 and _TITLE_KEY.match(fold(text[row[0].start : row[0].end])) and row[1].start < row[1].end:
            yield from _name(w, places, row[1].start, row[1].end, PROJECT, "cell:title")


def _items(doc: Doc, text: str, w: Words, places: Places, blocks: Sequence[Block]) -> Iterator[Candidate]:
    """«→ Cercle occitan : 2 200 €» where the text above speaks of grants; an action noun makes the label an operation."""
    starts = sorted(span.start_char for span in doc.spans["amounts"])
    for block in blocks:
        if block.kind not in (BlockKind.LIST_ITEM, BlockKind.KEY_VALUE):
            continue
        body = block.body if block.kind is BlockKind.LIST_ITEM else (block.start, block.end)
        line = text[body[0] : body[1]]
        colon = re.search(r"\s?[:…]\s*\.*\s*", line)
        if colon is None or not 2 < colon.start() < 90:
            continue
        at = bisect_left(starts, body[0] + colon.end() - 1)
        if at == len(starts) or starts[at] - (body[0] + colon.end()) > 2:
            continue
        above = fold(text[max(0, block.start - _REACH) : block.start])
        if _GRANTS.search(above):
            yield from _name(w, places, body[0], body[0] + colon.start(), ORG, "label:org")


_TO_CLUBS = re.compile(
    r"(?:subventions?|participations?|aides?)[^.\n]{0,40}\b(?:aux|des) (?:associations?|clubs?)\b", re.IGNORECASE
)
_CLUBS_REACH = 6_000  # characters over which a list of grants to associations goes on


def _stacked(doc: Doc, text: str, w: Words, places: Places) -> Iterator[Candidate]:
    """«Comité des fêtes⏎5 600 €» in a list of grants to associations: the short line above a sum that stands alone."""
    heads = [match.end() for match in _TO_CLUBS.finditer(text)]
    if not heads:
        return
    for span in doc.spans["amounts"]:
        line = text.rfind("\n", 0, span.start_char) + 1
        at = bisect_left(heads, line) - 1
        if at < 0 or line - heads[at] > _CLUBS_REACH or text[line : span.start_char].strip():
            continue
        start = text.rfind("\n", 0, max(0, line - 1)) + 1
        sentence = text.rfind(". ", start, line - 1)
        start = sentence + 2 if sentence >= 0 and text[sentence - 3 : sentence].islower() else start
        label = text[start : line - 1]
        if 3 < len(label) < 70 and label[-1] not in ".:;," and "\t" not in label and not label.isupper():
            yield from _name(w, places, start, line - 1, ORG, "label:org")


def _name(w: Words, places: Places, start: int, end: int, kind: EntityType, method: str) -> Iterator[Candidate]:
    first, last = bisect_left(w.start, start, 0, w.count), bisect_left(w.start, end, 0, w.count)
    while first < last and not w.text[first][0].isalnum() and w.text[first] != "«":
        first += 1
    if last - first > (12 if kind is ORG else 22) or last <= first or (not w.capital(first) and w.text[first] != "«"):
        return
    if w.text[first] == "«" and w.text[last - 1] == "»":
        first, last = first + 1, last - 1
    label = fold(w.quote(first, last))
    if _NO_NAME.match(label) or (kind is ORG and any(mark in label for mark in (";", "%"))):
        return
    if kind is ORG and phrases("programmes", "complete").match(w.norm, first):
        return  # «Fonds pour le développement de la vie associative : 3 000 €» is what is drawn upon
    norms = w.norm[first:last]
    announced = (
        kind is ORG
        and norms[0] in ("association", "societe", "ste", "assoc")
        and last - first > 1
        and w.text[first + 1] in OPEN
    )
    work = phrases("projects", "action").match(w.norm, first) and norms[0] not in ("animation", "protection")
    if kind is ORG and work and method == "label:org":
        kind = PROJECT
    if announced:
        first += 1
    bracket = next((k for k in range(first + 1, last) if w.text[k] == "(" or _apposed(w, k)), last)
    if w.text[first] in OPEN and w.text[bracket - 1] in CLOSE:
        first, bracket = first + 1, bracket - 1
    candidate = Candidate(first, bracket, kind, method, 0.8, 87 if kind is ORG else 64, None, (), norms[0])
    match = places.matches.get(first)
    if kind is ORG and match is not None and match[0] == bracket and match[2] is None:
        communes = tuple(key for key in match[1] if key.startswith("commune"))
        if communes:
            candidate = replace(candidate, keys=communes, kind="org-commune", weight=89)
    yield candidate


def _apposed(w: Words, k: int) -> bool:
    """Is this the comma before what is no part of the name («X, pour le compte de Y», «Z, année 2»)?"""
    return w.text[k] == "," and w.norm[k + 1] in (
        "pour",
        "annee",
        "travaux",
        "tranche",
        "phase",
        "edition",
        "representee",
        "represente",
    )
