"""Names of operations, equipment under way, events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from filon.annotate.lexicon import phrases
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, DE, FUNCTION, OPEN, extend, quoted
from filon.annotate.names.territories import Places
from filon.annotate.words import NEWLINE, SPACE, Words
from filon.model import EntityType

PROJECT = EntityType.PROJECT
# «projet de …» that is a paper, not an operation.
_PAPER = frozenset(
    "deliberation loi convention territoire budget contrat service vie sante decision arrete rapport statuts avenant recherche societe plan reglement schema "
    "charte programme ordonnance decret etablissement soins motion partenariat protocole accord investissement investissements developpement".split()
)
_STOP = frozenset(
    "qui que qu dont ou par pour afin mis mise situe situee situes situees porte portee porté mene menee est sont a ont sera seront etait pourra doit doivent ainsi selon "
    "sous suivant presente presentee estime prevu prevue inscrit inscrite retenu represente conformement lequel laquelle notamment comme ce cette ces ils elle elles il "
    "ayant etant depuis avec dans vise permet permettra permettant consiste prevoit concerne comprend repond fait n ne s se y c si mais car aupres lors".split()
)
_TRIGGER = frozenset({"projet", "operation", "travaux"})
_QUOTE_ONLY = frozenset(
    "action evenement manifestation chantier projets operations spectacle exposition festival salon foire concours course rencontre rencontres fete".split()
)


def find_projects(w: Words, places: Places, headings: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """Candidates of type PROJECT; ``headings`` are word ranges that stand as the title of a project sheet or a label of an amount."""
    for first, last in headings:
        yield Candidate(first, last, PROJECT, "project:title", 0.85, 77)
    yield from _announced(w)
    yield from _things(w, places)


def _announced(w: Words) -> Iterator[Candidate]:
    """«son projet de requalification du …», «l'opération « X »»."""
    actions, things = phrases("projects", "action"), phrases("projects", "thing")
    for i in range(w.count):
        if w.norm[i] not in _TRIGGER | _QUOTE_ONLY or w.upper(i) or w.gap[i + 1] >= NEWLINE:
            continue
        past = quoted(w, i + 1)
        if past > i + 1:
            yield Candidate(i + 2, past - 1, PROJECT, "project:quoted", 0.85, 76)
            continue
        if w.norm[i] in _QUOTE_ONLY or w.norm[i + 1] not in DE:
            continue
        j = i + 2
        while w.norm[j] in DE and w.gap[j] <= SPACE:
            j += 1
        if w.norm[j] in ARTICLE and w.gap[j] <= SPACE and w.norm[i + 1] in ("de", "d"):
            j += 1
        if w.norm[j] in _PAPER or w.gap[j] >= NEWLINE or w.norm[j] in FUNCTION or not w.text[j][0].isalpha():
            continue
        action = actions.match(w.norm, j)
        thing = things.match(w.norm, j)
        own = w.norm[i - 1] in ("son", "leur", "le", "du", "au", "ce") and w.norm[i] == "projet"
        if not (action or thing or w.capital(j) or own):
            continue
        if w.norm[i] == "travaux" and not w.capital(j) and not (w.norm[i - 1] in ("les", "des") and action):
            continue
        last = noun_phrase_end(w, j)
        if last <= j or (last - j == 1 and not w.capital(j)):
            continue
        if not (w.norm[i] == "projet" and own) and not any(w.capital(k) for k in range(j, last)):
            continue
        yield Candidate(j, last, PROJECT, "project:announced", 0.75, 63)


def noun_phrase_end(w: Words, j: int, limit: int = 18, *, listed: bool = False) -> int:
    """The end of the noun phrase that names a project: at the first sign, relative, participle or adverbial."""
    k = j
    while k < min(j + limit, w.count):
        text, norm = w.text[k], w.norm[k]
        if k > j and (w.gap[k] >= NEWLINE and not (w.gap[k] == NEWLINE and (norm in DE or w.text[k][0].islower()))):
            break
        if text[0] in ".,;:()[]?!" or text == "–" or norm in _STOP:
            break
        if text in OPEN:
            past = quoted(w, k)
            if past > k:
                return past
            break
        if norm == "a" and w.capital(k + 1):
            break  # «… à Lens» is where it lies
        if (
            norm == "sur"
            and w.norm[k + 1] in ("le", "la", "les", "l")
            and w.norm[k + 2] in ("territoire", "commune", "periode", "base", "perimetre")
        ):
            break
        if norm == "en" and (
            w.text[k + 1].isdigit()
            or w.norm[k + 1] in ("cours", "lien", "faveur", "vue", "matiere", "tant", "partenariat")
        ):
            break
        if norm in ("au", "a") and w.norm[k + 1] in (
            "titre",
            "hauteur",
            "travers",
            "sein",
            "cote",
            "cours",
            "regard",
            "proximite",
            "l",
        ):
            break
        if (
            norm == "et"
            and w.norm[k + 1] in ("a", "de", "son", "sa", "ses")
            and w.norm[k + 2] not in ("creation", "requalification", "renovation")
            and w.norm[k + 1] != "de"
        ):
            break
        if norm == "et" and listed and w.norm[k + 1] in ("le", "la", "l", "les", "un", "une", "du", "des"):
            break
        if (
            norm == "d"
            and w.norm[k + 1] in ("un", "une")
            and w.norm[k + 2] in ("montant", "cout", "duree", "superficie")
        ):
            break
        k += 1
    while k > j and (
        w.norm[k - 1] in DE
        or w.norm[k - 1] in ARTICLE
        or w.norm[k - 1] in ("et", "a", "au", "aux", "en", "sur", "ou")
        or w.text[k - 1] in "-–«"
    ):
        k -= 1
    return k


def _things(w: Words, places: Places) -> Iterator[Candidate]:
    """Equipment and events with a proper complement («Trail des …», «contournement d'Auby»)."""
    actions, things = phrases("projects", "action"), phrases("projects", "thing")
    for i in range(w.count):
        thing = things.match(w.norm, i)
        action = 0 if thing else actions.match(w.norm, i)
        size = thing or action
        if not size or w.upper(i) or w.gap[i + size] >= NEWLINE:
            continue
        j = i + size
        if action and w.norm[i] in (
            "travaux",
            "etude",
            "accompagnement",
            "soutien",
            "organisation",
            "animation",
            "entretien",
            "protection",
            "developpement",
            "valorisation",
            "realisation",
            "deploiement",
            "acquisition",
            "installation",
            "implantation",
            "ouverture",
            "deplacement",
            "conception",
            "experimentation",
            "renouvellement",
            "classement",
            "equipement",
            "plantation",
            "sauvegarde",
            "reparation",
            "transformation",
            "amenagement",
            "amenagements",
            "creation",
            "construction",
        ):
            strong = False
        else:
            strong = True
        last = extend(
            w,
            j,
            lower=frozenset(
                {
                    "nouveau",
                    "nouvelle",
                    "regional",
                    "intercommunal",
                    "intercommunale",
                    "couvert",
                    "noires",
                    "noirs",
                    "nationales",
                    "national",
                    "internationales",
                    "metropolitain",
                    "liaison",
                    "salle",
                    "mediatheque",
                    "piscine",
                    "ecole",
                    "eglise",
                    "friche",
                    "gare",
                    "place",
                    "centre",
                    "route",
                    "fort",
                    "chateau",
                    "echangeur",
                    "site",
                    "ferroviaire",
                    "galerie",
                    "maison",
                    "pont",
                    "quai",
                    "berges",
                    "base",
                    "pluridisciplinaire",
                    "digue",
                    "stade",
                    "piste",
                    "cyclable",
                    "quartier",
                    "cite",
                    "parc",
                }
            ),
            conjoin=False,
        )
        while last > j and (w.norm[last - 1] in DE or w.norm[last - 1] in ARTICLE):
            last -= 1
        inside = (
            w.capital(i)
            and w.gap[i] <= SPACE
            and w.norm[i - 1] in ("le", "la", "l", "les", "du", "des", "une", "un", "au", "aux")
        )
        if thing and inside and last == j and not w.shouting[i]:
            end = noun_phrase_end(w, i, 9) if w.norm[j] in DE or w.norm[j] in ("aux", "au") else j
            if end > j or thing > 1:
                yield Candidate(i, end, PROJECT, "project:thing-capital", 0.6, 57)
            continue
        if (
            action
            and strong
            and w.norm[j] in DE
            and (w.norm[i - 1] in ("la", "le", "l", "du", "des", "les", "et", "pour", ",") or w.gap[i] >= NEWLINE)
        ):
            last = max(last, noun_phrase_end(w, i, listed=True))
        if w.norm[i - 1] in DE and w.norm[i - 2] in ("loi", "code", "decret"):
            continue
        proper = sum(w.capital(k) for k in range(j, last))
        if not proper or last == j:
            continue
        if (
            action
            and not strong
            and not (w.capital(i) and w.gap[i] >= NEWLINE)
            and not any(
                w.norm[k]
                in (
                    "salle",
                    "mediatheque",
                    "piscine",
                    "ecole",
                    "eglise",
                    "friche",
                    "gare",
                    "maison",
                    "piste",
                    "stade",
                    "pont",
                )
                for k in range(j, last)
            )
        ):
            continue
        if action and places.starting(i + size, "epci"):
            continue
        yield Candidate(i, last, PROJECT, "project:thing" if thing else "project:action", 0.68, 63)
