"""Titles of project sheets and labels of amounts: lines that layout, not wording, makes the name of an operation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Doc

from filon.annotate import records
from filon.annotate.layers import blocks_of, text_of
from filon.annotate.lexicon import phrases
from filon.annotate.words import Words, fold
from filon.model import Block, BlockKind

_OWNER_KEY = re.compile(
    r"\W*(?:maitrise d'ouvrage|maitre d'ouvrage(?! delegue)|porteur(?: du projet)?|adequation du projet|intitule|localisation du projet)\b"
)
_LEAD = re.compile(r"\W*(?:zoom|focus|gros plan) sur (?:l'|le |la |les )?", re.IGNORECASE)
_TITLE_KEY = re.compile(
    r"\W*(?:intitule|nom|titre|objet|denomination)(?: (?:du|de l'|de la) (?:projet|operation|action|fiche))?\W*$"
)
_PLACE_LINE = re.compile(r"[A-ZÉÈÎ][\w'’-]+(?:[ -][\w'’-]+){0,4}")
_PLACE_ITEM = re.compile(r"\s*[-–•*]\s+(?:\*\*)?[A-ZÉÈÎ][\w'’ -]{1,40}?(?:\*\*)? [-–:] ([^\n.;]{6,})")
_COUNTED = frozenset(
    "beneficiaires beneficiaire foyers habitants eleves agents soit pour plus sur total dont investissement investissements fonctionnement periode annee montant "
    "cout est sont a ont et projets aides aide subvention subventions budget recettes depenses departement region etat commune tarif prix loyer coordonnees nombre montants".split()
)
_ROAD_LABEL = re.compile(r"(?:RD|RN|A|D|N) ?\d")
_AMOUNT_LINE = re.compile(r"\W*(?:total|cout|montant|fonctionnement|investissement)?(?: \d{4})?\s*:?\s*$")


def project_titles(doc: Doc, w: Words) -> list[tuple[int, int]]:
    """Word ranges of those lines, in order."""
    text = text_of(doc)
    blocks = blocks_of(doc)
    found: list[tuple[int, int]] = []
    kept = [(record, records.title(text, record)) for record in records.records(text, blocks)]
    titled = {entry.block for record, named in kept if named is not None for entry in record}
    for at, block in enumerate(blocks):
        if (
            block.kind is BlockKind.KEY_VALUE
            and block.label is not None
            and at not in titled
            and _OWNER_KEY.match(fold(text[block.label[0] : block.label[1]]).replace("’", "'"))
        ):
            title = _title_above(text, blocks, at)
            if title is not None:
                found.append(title)
        elif (
            block.kind is BlockKind.KEY_VALUE
            and block.label is not None
            and _TITLE_KEY.match(key := fold(text[block.label[0] : block.label[1]]))
            and 5 < block.body[1] - block.body[0] < 160
            and ("objet" not in key or _names_work(text[slice(*block.body)]))
        ):
            found.append(block.body)
        elif block.kind is BlockKind.HEADING and (work := _work_heading(text, block)) is not None:
            found.append(work)
        elif block.kind is BlockKind.HEADING and (paid := _FINANCED.search(text, *block.body)) is not None:
            if _names_work(paid[1]):
                found.append(paid.span(1))
        elif block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and (
            lead := _LEAD.match(text, block.body[0], block.body[1])
        ):
            body = text[lead.end() : block.body[1]]
            cut = re.search(r" [-–] |\n", body)
            norms = [*fold(body).replace("-", " ").split(), "\0"]
            if phrases("projects", "action").match(norms, 0) or phrases("projects", "thing").match(norms, 0):
                end = lead.end() + (cut.start() if cut else len(body))
                located = _LOCATED.search(text, lead.end(), end)
                found.append((lead.end(), located.start() if located else end))
    found.extend(_of_records(text, kept))
    found.extend(_labels(doc, text))
    found.extend(_place_items(text, blocks))
    found.extend(_below_places(doc, text, blocks))
    found.extend(_listed(text, blocks))
    return sorted(
        {span for start, end in found if (span := _words(w, start, _before_act(text, start, end))) is not None}
    )


_MONEY_KEY = re.compile(
    r"\W*(?:montant|cout|depenses?|subvention|participation|aide|budget|taux|base|assiette|financement|plan de financement|enveloppe|recettes?|calendrier|duree|date|echeance)"
)
_NO_PROJECT = re.compile(
    r"\W*(?:demandes?|attribution|approbation|convention|avenant|signature|autorisation|adoption|octroi|vote|subventions?|aide|participation|fonctionnement|investissement|"
    r"divers|neant|voir|cf|sans objet|hors|idem|equipement$|travaux$|acquisition$|le present|la presente|les? |la |l'|une? |il |permettre|favoriser|\w+(?:er|ir)\b)"
)
_QUOTED = re.compile(r"[^«»\n]*«\s?([^«»\n]{4,}?)\s?»[\s.;]*$")


def _of_records(
    text: str, kept: Sequence[tuple[Sequence[records.Entry], records.Entry | None]]
) -> list[tuple[int, int]]:
    """«Opération : Balisage de la voie X» among the keys of a record: the value, or what it quotes behind a noun of no work."""
    found = []
    for record, named in kept:
        if named is None or not any(
            entry is not named
            and (entry.field not in (None, "project") or _MONEY_KEY.match(fold(text[slice(*entry.key)])))
            for entry in record
        ):
            continue
        start, end = named.value
        value = text[start:end]
        if not 6 < len(value.strip()) < 170 or _NO_PROJECT.match(fold(value)):
            continue
        quoted = _QUOTED.match(text, start, end)
        if quoted is not None and not _names_work(value):
            found.append(quoted.span(1))
        elif re.match(r"\W*[A-ZÉÈÀÂÎÔŒ]", value):
            stop = _VALUE_ENDS.search(text, start, end)
            found.append((start, stop.start() if stop else end))
    return found


_VALUE_ENDS = re.compile(r"\s\([^()]*\)[\s.;]*$|\.\s+[A-ZÉ]|\s;\s|\n\n")

# What the act does about the operation, after its name: «… – approbation du plan de financement».
_ACT = re.compile(
    r"(?: [-–—:] |, ?|\n)(?:approbation|demandes?|attribution|convention|plan de financement|avenant|autorisation|validation|adoption|subventions?|"
    r"signature|information|participation|fonds de concours|lancement|bilan|octroi|modification|annee \d|tranche \d)\b"
)
_LOCATED = re.compile(r" à [A-ZÉ][\w'’-]+(?: *$| [-–] )")


def _before_act(text: str, start: int, end: int) -> int:
    """Where the operation's name ends in a title that goes on with what is decided."""
    folded = fold(text[start:end])
    cut = _ACT.search(folded) if len(folded) == end - start else None
    return start + cut.start() if cut is not None and cut.start() > 8 else end


_WEAK_WORKS = frozenset(
    "accompagnement soutien animation organisation developpement entretien protection valorisation etude etudes travaux equipement ouverture realisation amenagement creation achat pose".split()
)


_BOUGHT = frozenset({"achat", "acquisition", "fourniture", "pose", "installation", "remplacement"})


def _work_heading(text: str, block: Block) -> tuple[int, int] | None:
    """«POINT N° 11 – MISE EN ACCESSIBILITÉ DU CLOÎTRE»: a heading whose last member opens with a noun of works and says of what."""
    body = text[block.body[0] : block.body[1]].rstrip(" :*")
    cut = max((body.rfind(mark) + len(mark) for mark in (" – ", " - ", " : ", " — ") if mark in body), default=0)
    tail = body[cut:].split(", demande")[0].rstrip(" *.")
    norms = [*fold(tail).replace("-", " ").replace("'", " ").replace("’", " ").split(), "\0"]
    size = phrases("projects", "action").match(norms, 0)
    weak = norms[0] in _WEAK_WORKS and not any(word[0].isupper() for word in tail.split()[1:] if not tail.isupper())
    bought = cut and norms[0] in _BOUGHT and len(norms) > 3 and norms[1] in ("d", "de", "du")
    if not size:
        things = phrases("projects", "thing").match(norms, 0)
        named = things and cut and not tail.isupper() and any(word[0].isupper() for word in tail.split()[things:])
        size, weak = (things if named else 0), False
    if not size or len(norms) - 1 - size < 2 or len(tail) > 130 or "\n" in tail or (weak and not bought):
        return None
    bracket = re.search(r"\s\([A-ZÉÈÎ][^()]*\)$", tail)  # «effacement du seuil de X (Commune)»: where it lies
    return block.body[0] + cut, block.body[0] + cut + (bracket.start() if bracket else len(tail))


# «CONVENTION RELATIVE AU FINANCEMENT DE LA MAISON DE SANTÉ DE X»: the title of an agreement says what it pays for.
_FINANCED = re.compile(
    r"\b(?:relati\w+|portant|pour|en vue)\b[\w'’ ,\n]{1,20}?\b(?:co-?)?(?:financement|réalisation|soutien|exploitation|gestion|aide|subvention|participation|attribution d'une subvention)"
    r"[\w'’ \n]{0,40}?\b(?:de la|du|de l['’]|des|à la|à l['’]|au|pour la|pour le|pour l['’])\s?([^:;()–—]{8,120}?)(?=\s*(?:$|[:;()–—]|,))",
    re.IGNORECASE,
)


def _names_work(text: str) -> bool:
    """Does the text open with a noun of works or of equipment?"""
    norms = [*fold(text).replace("-", " ").replace("'", " ").replace("’", " ").lstrip(" *«").split(), "\0"]
    return bool(phrases("projects", "action").match(norms, 0) or phrases("projects", "thing").match(norms, 0))


def _title_above(text: str, blocks: Sequence[Block], at: int) -> tuple[int, int] | None:
    """The heading of the sheet whose owner is stated in block ``at``: the nearest short line above that is no letter heading."""
    above = next((block for block in reversed(blocks[max(0, at - 3) : at]) if block.kind is not BlockKind.SCAR), None)
    if above is not None and above.kind is BlockKind.KEY_VALUE and above.parent != at:
        # «Hydraulique douce : lutte contre …» right above the first key of its sheet is a title with a colon in it
        start, end = above.start, above.end
        whole = text[start:end].strip(" *_\n")
        opens = fold(text[blocks[at].start : blocks[at].end]).lstrip(" *_").startswith("adequation")
        if opens and "\n" not in whole and 8 < len(whole) < 160:
            begin = text.index(whole, start)
            return begin, begin + len(whole)
    for back in range(at - 1, max(-1, at - 10), -1):
        block = blocks[back]
        body = text[block.body[0] : block.body[1]]
        folded = fold(body)
        if folded.lstrip(" *_").startswith("adequation") or fold(text[block.start : block.end]).lstrip(
            " *_"
        ).startswith("adequation"):
            return _title_above(text, blocks, back)  # the sheet's first key: its title is right above it
        if (
            _OWNER_KEY.match(folded)
            or block.label is not None
            or text[block.start : block.end].rstrip(" *\n").endswith(":")
            or (body.isupper() and "PROJET" in body)
        ):
            continue
        if (
            block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
            and 8 < len(body) < 160
            and "\n" not in body.strip()
            and body[0].isupper()
            and body.rstrip()[-1] not in ".:;,"
        ):
            if re.match(
                r"(?:[a-z0-9]{1,3} ?[-–.)] |general|fiche|livret|titre|i+\. |seance|reunion|conseil|deliberation|extrait|ville d|commune d|departement|objet)",
                folded,
            ):
                continue
            return block.body
        if block.kind is BlockKind.TABLE:
            return None
    return None


def _labels(doc: Doc, text: str) -> list[tuple[int, int]]:
    """«Terrain synthétique⏎150 000 €»: the short line or lines right above an amount that stands alone, where they name a thing."""
    actions, things = phrases("projects", "action"), phrases("projects", "thing")
    found = []
    for span in doc.spans["amounts"]:
        line = text.rfind("\n", 0, span.start_char) + 1
        if (
            line == 0
            or not _AMOUNT_LINE.match(fold(text[line : span.start_char]))
            or text[span.end_char : span.end_char + 1] not in ("", "\n", " ")
        ):
            continue
        end = line - 1
        apart = text[max(0, end - 1) : end] == "\n"
        if apart:  # a page laid out in boxes: a blank line between the label and its amount
            while end and text[end - 1].isspace():
                end -= 1
        start = text.rfind("\n\n", 0, end) + 2
        label = text[start:end]
        head, _, rest = label.partition("\n")
        if rest and _PLACE_LINE.fullmatch(head) and _names_work(rest):
            start, label = end - len(rest), rest  # the place stands on a line of its own above the operation
        if "\t" in label or label.count("\n") > 2 or not 6 < len(label) < 110 or label.rstrip()[-1] in ".:;":
            continue
        norms = fold(label).replace("-", " ").split()
        named = norms and (actions.match([*norms, "\0"], 0) or things.match([*norms, "\0"], 0))
        if named or (
            norms
            and not apart
            and label[0].isupper()
            and len(norms) > 1
            and _COUNTED.isdisjoint(norms)
            and not _ROAD_LABEL.match(label)
        ):
            found.append((start, end))
    return found


def _place_items(text: str, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """«- **Montbéliard** - Centre culturel …»: what follows the place in such an item.

    It names a work, or the items before and after it in the list do.
    """
    found = []
    for run in _runs(blocks):
        matches = [match for block in run if (match := _PLACE_ITEM.match(text, block.start, block.end)) is not None]
        named = [_names_work(match.group(1)) for match in matches]
        alike = len(matches) == len(run) and sum(named) > len(run) / 2
        found += [
            match.span(1)
            for match, work in zip(matches, named, strict=True)
            if (work or alike) and match.end(1) - match.start(1) <= 120
        ]
    return found


def _below_places(doc: Doc, text: str, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """«LAGRASSE⏎Médiathèque 92 300 €»: what an amount ends on a line that a place has for its heading."""
    starts = {text.rfind("\n", 0, span.start_char) + 1: span.start_char for span in reversed(doc.spans["amounts"])}
    found = []
    for block in blocks:
        if block.table is not None or block.parent is None or block.start not in starts:
            continue
        above = blocks[block.parent]
        begin = block.body[0] if block.kind is BlockKind.LIST_ITEM else block.start
        label = text[begin : starts[block.start]].split(" (", maxsplit=1)[0].rstrip(" :–-\t\xa0")
        if (
            above.kind is BlockKind.HEADING
            and _PLACE_LINE.fullmatch(" ".join(text[above.body[0] : above.body[1]].split()))
            and 6 < len(label) < 110
            and "\n" not in label
            and _names_work(label)
        ):
            found.append((begin, begin + len(label)))
    return found


def _runs(blocks: Sequence[Block]) -> list[list[Block]]:
    """The list items that follow one another."""
    runs: list[list[Block]] = []
    previous = None
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.LIST_ITEM:
            if previous != at - 1:
                runs.append([])
            runs[-1].append(block)
            previous = at
    return runs


_PROJECTS_FOLLOW = re.compile(
    r"\b(?:projets|operations|manifestations|evenements|realisations|chantiers|actions)\b[^:]{0,30}"
    r"\b(?:soutenu|retenu|finance|laureat|aide|subventionne|selectionne|accompagne|programme|inaugure|mene|engage|realise|suivant|ci-dessou|eligible|inscrit)e?s\b[^:]{0,40}:[\s*_]*$"
)
_ITEM_HEAD = re.compile(r"[-–—•▪◦‣*✓→▶\s]*(?:\*\*)?([A-ZÉÈÀÂÎÔ][^\n,:;(–*]{5,110}?)(?= - |[\n,:;(–*]|$)")
_NO_ITEM = re.compile(
    r"(?:\w+(?:er|ir|re) |(?:le|la|les|l['’]|un|une|de|des|d['’]|en|par|pour|sur|a|au|aux|dans|qui|que|si|plus|dont)\b|commune|ville|communaute|departement|region|association|syndicat|etat\b|"
    r"direction|agence|chambre|metropole|\d)"
)
_MOST_WORDS = 12
# «- l'aménagement de la traversée de X», «- un nouveau local pour …»: an item that begins with an article.
_ITEM_WORK = re.compile(
    r"[-–—•▪◦‣*✓→▶\s]*(?:\*\*)?(?:l['’]|la |le |les |des |un |une )((?:\d(?:e|è|ème|ere|ère) tranche de (?:la |l['’])?)?[a-zéèêàâîô][^\n:;(–*.]{9,150}?)(?= ?[\n:;(–*.]|$)"
)
_NEW = re.compile(r"(?:nouve(?:au|l|lle)|future?|\d\w+ tranche) ")
_ON_GROUND = re.compile(r" (?:à|au|aux|sur|dans|en) (?:la |le |l['’])?[A-ZÉÈÎ](?![A-Z])[\w'’-]+")
_GROUND_LEAD = re.compile(r"[-–•\s]*(?:sur|dans|a|pour|en) (?:l['’]|la |le |les )?[^:\n.]{3,60}:[\s*_]*$")


def _lead(text: str, blocks: Sequence[Block], at: int) -> Block:
    """The sentence that leads to a list, past the ground that parts it («Sur l'arrondissement de X :»)."""
    for back in range(at, max(-1, at - _LEAD_REACH), -1):
        block = blocks[back]
        if block.kind is BlockKind.LIST_ITEM or block.kind is BlockKind.SCAR:
            continue
        if not _GROUND_LEAD.match(fold(text[block.start : block.end])):
            return block
    return blocks[at]


_LEAD_REACH = 40


def _listed(text: str, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """«Parmi les projets soutenus :⏎- Du champ au cartable, porté par …»: the noun phrase that opens each item."""
    found = []
    for block in blocks:
        if block.kind is not BlockKind.LIST_ITEM or block.parent is None:
            continue
        lead = _lead(text, blocks, block.parent)
        if lead.kind is BlockKind.HEADING or not _PROJECTS_FOLLOW.search(
            fold(text[max(lead.start, lead.end - 120) : lead.end])
        ):
            continue
        work = _ITEM_WORK.match(text, block.start, block.end)
        if work is not None and (_names_work(work[1]) or _NEW.match(work[1])):
            located = _ON_GROUND.search(text, work.start(1), work.end(1))
            found.append((work.start(1), located.start() if located else work.end(1)))
            continue
        head = _ITEM_HEAD.match(text, block.start, block.end)
        if head is None or not 1 < len(head[1].split()) <= _MOST_WORDS or _NO_ITEM.match(fold(head[1])):
            continue
        located = _LOCATED.search(text, head.start(1), head.end(1))
        found.append((head.start(1), located.start() if located else head.end(1)))
    return found


def _words(w: Words, start: int, end: int) -> tuple[int, int] | None:
    """The word range of these characters without signs at its ends."""
    first, last = bisect_left(w.start, start, 0, w.count), bisect_left(w.start, end, 0, w.count)
    while first < last and not w.text[first][0].isalnum() and w.text[first] != "«":
        first += 1
    while last > first and not w.text[last - 1][0].isalnum() and w.text[last - 1] not in "»)":
        last -= 1
    return (first, last) if last > first else None
