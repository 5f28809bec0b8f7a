"""Bodies of one word that no complement tells: the State, the Union as payer, «Habitat 08»."""

from __future__ import annotations

from collections.abc import Iterator

from filon.annotate.lexicon import words
from filon.annotate.names.acting import decides
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import DE, FUNCTION, acts_at, counts
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.model import EntityType

ORG = EntityType.ORG


def find_state(w: Words) -> Iterator[Candidate]:
    """«l'État», not «état des lieux» nor «État-Région»."""
    for i in range(w.count):
        if w.norm[i] != "etat" or not w.capital(i):
            continue
        before = w.norm[i - 1] if i and w.gap[i] != BREAK else ""
        if w.norm[i + 1] in (
            "des",
            "civil",
            "d",
            "de",
            "recapitulatif",
            "previsionnel",
            "initial",
            "actuel",
            "membre",
        ) and not (w.norm[i + 1] in ("de", "d", "des") and before == "l"):
            continue
        if before in ("un", "en", "tout", "cet", "bon", "mauvais", "chaque"):
            continue
        if w.gap[i + 1] == TIGHT and w.text[i + 1].isalpha() and w.capital(i + 1):
            continue  # «Etat-Région» belongs to a scheme's name
        if w.gap[i] == TIGHT and before and before != "l" and w.text[i - 1][-1].isalnum():
            continue  # «Région-État» is a scheme's word
        yield Candidate(i, i + 1, ORG, "org:state", 0.97, 60, "org-state", (), "etat")


def find_europe(w: Words) -> Iterator[Candidate]:
    """«l'Europe a apporté», «cofinancé par l'Europe», «Europe : 12 M€»: the Union as who pays, not the continent."""
    for i in range(w.count):
        if w.norm[i] != "europe" or not w.capital(i) or w.shouting[i]:
            continue
        article = w.norm[i - 1] == "l" and w.gap[i] <= SPACE
        k = i - 1 - article
        acting = article and (
            bool(decides(w, i + 1)) or (acts_at(w, i + 1) and w.norm[i + 1] not in ("est", "s", "se"))
        )
        given = article and (
            w.norm[k] == "par" or (w.norm[k] in DE and w.norm[k - 1] in words("organisations", "given_by"))
        )
        opens = w.gap[i] >= NEWLINE or w.text[k] in ",;:/–-|(" or w.norm[k] == "et"
        paid = w.text[i + 1] in ":(|" or w.text[i + 1][0].isdigit()
        among = w.norm[max(0, i - 8) : i] + w.norm[i + 1 : i + 9]
        label = not article and opens and (paid or w.gap[i + 1] == BREAK) and w.norm[i - 1] not in ("en", "d")
        listed = opens and not {"etat", "region", "departement", "regions", "departements"}.isdisjoint(among)
        if acting or given or (label and (paid or listed)) or listed:
            yield Candidate(i, i + 1, ORG, "org:europe", 0.8, 60, None, (), "europe", name="Union européenne")


def find_numbered(w: Words) -> Iterator[Candidate]:
    """«Habitat 08»: a noun of what a body does, and its département's number."""
    for i in range(w.count):
        number = w.text[i + 1]
        if (
            w.norm[i] in words("organisations", "field")
            and w.capital(i)
            and not w.shouting[i]
            and number.isdigit()
            and (len(number) == 2 or number.startswith("97"))
            and len(number) < 4
            and w.gap[i + 1] == SPACE
            and not counts(w, i + 1)
            and not (w.text[i + 2][0].isalpha() and w.norm[i + 2] not in FUNCTION and not acts_at(w, i + 2))
        ):
            yield Candidate(i, i + 2, ORG, "org:field-number", 0.75, 36)
