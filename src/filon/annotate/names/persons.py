"""Names of persons: after a title, in a signature block, in «Prénom NOM» form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from filon.annotate.lexicon import french_words, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import FUNCTION
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.model import EntityType

PERSON = EntityType.PERSON


_INTRODUCING = frozenset(",:(;–-|")
_SPOKEN_OF = frozenset(
    "a et par avec de d dont selon pour presidente president maire rapporteur rapporteure secretaire".split()
)
_SEVERAL = frozenset({"mm", "mmes", "messieurs", "mesdames"})
_ROLL = 60  # words of an attendance list behind its key
_PRESENT = frozenset("presents presentes excuses excusees absents absentes pouvoirs procurations representes".split())
_LISTED = 10  # the annotation guidelines keep the first names of an attendance list; the others are marked


def find_persons(w: Words) -> list[Candidate]:
    """Candidates of type PERSON: the name without its title; from the eleventh of a list on, with a method of its own."""
    found = list(_persons(w))
    position = 0
    for at in range(1, len(found)):
        before, here = found[at - 1], found[at]
        between = range(before.last, here.first)
        near = len(between) <= 4 and all(
            w.text[k] in ",.;" or w.norm[k] in words("persons", "title") or w.norm[k] == "et" for k in between
        )
        position = position + 1 if near and w.gap[here.first] != BREAK else 0
        if position >= _LISTED:
            found[at] = replace(here, method="person:attendance")
    return found


def _persons(w: Words) -> Iterator[Candidate]:
    titles = words("persons", "title")
    i = 0
    while i < w.count:
        last = 0
        first = i
        if w.norm[i] in titles and w.capital(i) and w.text[i] != "D":
            first = i + 1
            if w.text[first] == "." and w.gap[first] == TIGHT:
                first += 1
            while w.norm[first] in titles and w.gap[first] <= SPACE:
                first += 1
            first = _skip_post(w, first)
            last = _name(w, first, titled=True) if w.gap[first] <= NEWLINE else 0
        if last:
            yield Candidate(first, last, PERSON, "person:title", 0.96, 80)
            while w.norm[i] in _SEVERAL:  # «MM. LEROY, MASSON (pouvoir à M. ROCHE) et PETIT»
                closed = _closed(w, last)
                past = _next_surname(w, closed)
                if past == closed:
                    break
                yield from _bracketed(w, last, closed)
                yield Candidate(closed + 1, past, PERSON, "person:title", 0.9, 80)
                last = past
        elif (last := _untitled(w, i)) > 0:
            first = i
            # a surname in capitals that comes first looks like an acronym with its complement
            yield Candidate(first, last, PERSON, "person:first-last", 0.85, 67 if w.upper(first) else 64)
        i = max(i + 1, last)


def _closed(w: Words, j: int) -> int:
    """Past the short bracket that opens at ``j``; ``j`` where none does."""
    if w.text[j] != "(":
        return j
    return next((k + 1 for k in range(j + 1, min(j + 9, w.count)) if w.text[k] == ")"), j)


def _bracketed(w: Words, first: int, last: int) -> Iterator[Candidate]:
    """The person after a title inside a bracket."""
    for k in range(first, last):
        if w.norm[k] in words("persons", "title"):
            begin = k + 1 + (w.text[k + 1] == "." and w.gap[k + 1] == TIGHT)
            if (end := _name(w, begin, titled=True)) > begin:
                yield Candidate(begin, end, PERSON, "person:title", 0.9, 80)
            return


def _next_surname(w: Words, j: int) -> int:
    """The end of the surname in capitals after the comma or «et» at ``j``, else ``j``."""
    if not (w.text[j] == "," or w.norm[j] == "et") or not w.upper(j + 1) or len(w.text[j + 1]) < 3:
        return j
    return j if w.norm[j + 1] in words("persons", "title") else _name(w, j + 1, titled=True) or j


def _skip_post(w: Words, i: int) -> int:
    """«Madame la Présidente Anne MARTIN», «M. le préfet du département de X Daniel B»: past a short post to the name."""
    posts = phrases("persons", "post")
    j = i
    if w.norm[j] in ("le", "la", "l") and posts.match(w.norm, j + 1):
        j += 1
        j += posts.match(w.norm, j)
        for k in range(j, min(j + 8, w.count)):
            if w.gap[k] >= NEWLINE or w.text[k] in ",;:.":
                return i
            if w.capital(k) and w.upper(k + 1) and len(w.text[k + 1]) > 2 and not w.upper(k) and w.gap[k + 1] == SPACE:
                return k
    return i


def _name(w: Words, i: int, *, titled: bool) -> int:
    """The end of the personal name that begins at ``i`` (0 when none): capitals, particles, initials, hyphens."""
    particles = words("persons", "particle")
    j, parts, surname = i, 0, False
    while j < i + 8:
        if j > i and w.gap[j] >= NEWLINE:
            break
        text, norm = w.text[j], w.norm[j]
        if text[0].isalpha() and text[0].isupper():
            if norm in FUNCTION and not w.upper(j) and not (norm in ("le", "la") and w.capital(j) and w.capital(j + 1)):
                break
            if parts and phrases("persons", "post").match(w.norm, j) and w.gap[j] == SPACE and not w.upper(j):
                break
            if surname and not w.upper(j) and w.gap[j] == SPACE and norm not in particles:
                break
            surname = surname or (w.upper(j) and parts > 0)
            parts += 1
            j += 1
            if w.text[j] == "." and w.gap[j] == TIGHT and len(text) == 1:
                j += 1
        elif (
            norm in particles
            and parts
            and w.gap[j + 1] <= SPACE
            and (w.capital(j + 1) or (w.norm[j + 1] in particles and w.capital(j + 2) and w.gap[j + 2] <= SPACE))
        ):
            j += 1
        else:
            break
    while j < w.count and w.gap[j] == TIGHT and w.source[w.start[j] - 1] in "'’" and w.text[j].isalpha():
        j += 1  # «Kerloc'h»
    if parts < (1 if titled else 2):
        return 0
    if titled and parts == 1 and (len(w.text[j - 1]) < 3 or phrases("persons", "post").match(w.norm, i)):
        return 0
    return j


def _named_thing(w: Words, i: int) -> bool:
    """Is the name part of a thing called after a person («collège Albert Camus», «rue de Paul Bert»)?"""
    k = i - 1
    while k >= 0 and w.norm[k] in ("de", "d", "du"):
        k -= 1
    heads = (("places", "site"), ("organisations", "institution"), ("projects", "thing"))
    return any(
        phrases(domain, key).match(w.norm, back) == k - back + 1
        for domain, key in heads
        for back in range(max(0, k - 2), k + 1)
        if w.gap[k + 1] <= SPACE
    )


def _signature(w: Words, i: int) -> int:
    """«F. BERTRAND» alone on its line or in its column: an initial and a surname in capitals."""
    j = i + 2
    while len(w.text[j]) == 1 and w.capital(j) and w.text[j + 1] == ".":
        j += 2
    if not (w.gap[i] >= NEWLINE and w.upper(j) and len(w.text[j]) > 2 and w.gap[j] <= SPACE):
        return 0
    last = j + 1
    while w.upper(last) and w.gap[last] <= SPACE:
        last += 1
    return last if w.gap[last] >= NEWLINE and last - j < 4 else 0


def _under_post(w: Words, i: int) -> int:
    """«Lénaïc BRIÉRO» alone on its line below a post («La Première adjointe,»): the end, 0 when it is none."""
    if w.gap[i] < NEWLINE or w.upper(i) or not w.upper(i + 1) or len(w.text[i + 1]) < 3 or i < 2:
        return 0
    last = i + 2
    while w.upper(last) and w.gap[last] <= SPACE:
        last += 1
    posts = phrases("persons", "post")
    k = i - 1
    while k > max(0, i - 12) and w.gap[k] < NEWLINE:
        k -= 1
    opens = k + (w.norm[k] in ("le", "la", "l"))
    told = posts.match(w.norm, opens) or posts.match(w.norm, opens + 1)
    return last if told and w.gap[last] >= NEWLINE and last - i < 4 and w.norm[i] not in french_words() else 0


def _post_follows(w: Words, last: int) -> bool:
    """Does «, adjointe à …» follow, the post that a person has?"""
    if w.text[last] != "," or not w.text[last + 1].islower():
        return False
    k = last + 1 + (w.norm[last + 1] in ("ancien", "ancienne"))
    return bool(phrases("persons", "post").match(w.norm, k))


def _under_mandate(w: Words, i: int, last: int) -> bool:
    """«…, représentée par sa directrice, Élise BEAU ;», «de Jean ROY, ancien maire de»: a post beside a first name and its surname."""
    if last - i > 4 or not (w.text[last] in ",;.()" or w.gap[last] >= NEWLINE):
        return False
    posts = phrases("persons", "post")
    if w.text[i - 1] == ",":
        return any(posts.match(w.norm, k) for k in range(max(0, i - 9), i - 1)) and not {
            "represente",
            "representee",
            "representes",
            "representees",
        }.isdisjoint(w.norm[max(0, i - 14) : i])
    if w.text[last] != ",":
        return False
    k = last + 1 + (w.norm[last + 1] in ("ancien", "ancienne", "le", "la"))
    return w.text[k].isalpha() and bool(posts.match(w.norm, k))


def _attending(w: Words, i: int) -> bool:
    """Does a list of those who are present, excused or absent run up to word ``i``?"""
    before = w.norm[max(0, i - _ROLL) : i]
    if w.text[i - 1] == "(" or w.norm[i + 1] in words("persons", "particle"):
        return False
    if any(phrases("places", "country").match(w.norm, k) for k in (i + 1, i + 2)):
        return False  # «KEBAB ROYAL France»
    return not _PRESENT.isdisjoint(before)


def _surname_first(w: Words, i: int) -> int:
    """«DUPONT Anne», an entry of a list or of a bracket: the end, 0 when it is none."""
    k = i + (w.norm[i] in words("persons", "particle"))
    if not (w.upper(i) and w.upper(k) and len(w.text[k]) > 2) or w.shouting[i]:
        return 0
    k += 1
    while k < i + 4 and (w.upper(k) or w.norm[k] in words("persons", "particle")) and w.gap[k] <= SPACE:
        k += 1
    first_names = words("first_names", "names")
    if w.upper(k) or not w.capital(k) or w.gap[k] != SPACE or not w.text[k].isalpha():
        return 0
    if w.norm[k] not in first_names and not (w.norm[k] not in french_words() and _attending(w, i)):
        return 0
    k += 1
    while w.norm[k] in first_names and w.capital(k) and not w.upper(k) and w.gap[k] == SPACE:
        k += 1  # «ROY Marie Catherine»
    while w.gap[k] == TIGHT and w.capital(k):
        k += 1  # «Jean-Claude»
    opens = (
        w.gap[i] >= NEWLINE or w.text[i - 1] in ",:;(-–—•" or w.norm[i - 1] in ("a", "et", *words("persons", "title"))
    )
    closes = w.gap[k] >= NEWLINE or w.text[k] in ",;.()–—" or w.norm[k] in ("a", "et")
    return k if opens and closes and not phrases("organisations", "institution").match(w.norm, i) else 0


def _told_by_post(w: Words, i: int) -> int:
    """«de Janick ROY, ancien président de», «Solveig Martin, adjointe à»: two words that no list has, and the post that one has."""
    last = i + 2
    if (
        w.upper(i)
        or not w.capital(i + 1)
        or w.gap[i + 1] != SPACE
        or not (w.text[i].isalpha() and w.text[i + 1].isalpha() and len(w.text[i + 1]) > 2)
        or w.norm[i] in french_words()
        or w.norm[i + 1] in french_words()
        or w.norm[i + 1] in FUNCTION
    ):
        return 0
    k = last + 1 + (w.norm[last + 1] in ("ancien", "ancienne", "nouveau", "nouvelle"))
    post = w.text[last] == "," and k > last and phrases("persons", "post").match(w.norm, k)
    heads = (
        ("organisations", "institution"),
        ("organisations", "epci"),
        ("places", "site"),
        ("organisations", "commune"),
    )
    body = any(phrases(*head).match(w.norm, at) for head in heads for at in (i, i + 1))
    return last if post and not w.norm[k].endswith("s") and not body else 0


def _in_apposition(w: Words, i: int) -> int:
    """«…, Solveig MARTIN,»: a first name that no list has and a surname in capitals, where one is told who has a post."""
    if (
        w.upper(i)
        or w.norm[i] in french_words()
        or not w.upper(i + 1)
        or len(w.text[i + 1]) < 3
        or w.gap[i + 1] != SPACE
    ):
        return 0
    last = i + 2
    while w.upper(last) and w.gap[last] <= SPACE and last < i + 5:
        last += 1
    told = w.text[i - 1] == "," and any(
        phrases("persons", "post").match(w.norm, k) for k in range(max(0, i - 12), i - 1) if w.gap[k + 1] < NEWLINE
    )
    return last if told or _post_follows(w, last) else 0


def _untitled(w: Words, i: int) -> int:
    """«Prénom NOM» or, alone on its line or after a colon, «NOM Prénom» / «Nom Prénom»; 0 when it is none."""
    text = w.text[i]
    if len(text) == 1 and w.capital(i) and w.text[i + 1] == "." and w.gap[i + 1] == TIGHT:
        return _signature(w, i)
    if w.upper(i) and w.norm[i] in words("persons", "particle") and w.gap[i + 1] == SPACE:
        return _surname_first(w, i)
    if not (text[0].isupper() and text.isalpha() and len(text) > 1) or w.norm[i] in FUNCTION:
        return 0
    first_names = words("first_names", "names")
    if w.norm[i] not in first_names:
        if (last := _under_post(w, i) or _surname_first(w, i) or _in_apposition(w, i) or _told_by_post(w, i)) > i:
            return last
        nxt = w.norm[i + 1]
        # «Lalliot Matthieu» after a colon or a dash
        if (
            nxt in first_names
            and w.capital(i + 1)
            and w.gap[i + 1] == SPACE
            and i
            and w.text[i - 1] in ":-–"
            and w.gap[i + 2] >= NEWLINE
        ):
            return i + 2
        return 0
    if (last := _surname_first(w, i)) > i:
        return last
    if w.upper(i) and not (w.gap[i] >= NEWLINE):
        return 0
    if w.norm[i - 1] in ("saint", "sainte", "st", "ste") and w.gap[i] <= SPACE:
        return 0
    j = i + 1
    while w.gap[j] == TIGHT and w.capital(j):
        j += 1  # Jean-Claude
    while (
        w.norm[j] in first_names
        and w.capital(j)
        and w.gap[j] == SPACE
        and not w.upper(j)
        and w.capital(j + 1)
        and w.gap[j + 1] == SPACE
    ):
        j += 1
    if w.gap[j] != SPACE:
        return 0
    last = _name(w, i, titled=False)
    if last <= j:
        return 0
    surname_upper = any(w.upper(k) and len(w.text[k]) > 1 for k in range(j, last))
    alone = w.gap[i] >= NEWLINE and w.gap[last] >= NEWLINE
    before = w.text[i - 1] if i and w.gap[i] != BREAK else ""
    if _under_mandate(w, i, last):
        return last
    strange = all(
        w.norm[k] not in french_words() or w.upper(k)
        for k in range(j, last)
        if w.norm[k] not in words("persons", "particle")
    )
    introduced = before in _INTRODUCING or w.gap[i] >= NEWLINE or w.norm[i - 1] in _SPOKEN_OF
    introduced = introduced or w.norm[i - 1] in words("persons", "says") or _post_follows(w, last)
    if strange and introduced and last - i <= 4 and not _named_thing(w, i):
        return last
    if (
        surname_upper
        or (alone and last - i <= 5)
        or (before in (":", "–", "-") and last - i <= 4)
        or w.norm[i - 1] in ("par", "prefet", "president", "presidente", "maire")
    ):
        return last
    return 0
