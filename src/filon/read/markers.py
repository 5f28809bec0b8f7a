"""What the beginning of a line says: bullet, number, article, heading, key. One pattern each, anchored and linear.

Patterns see at most `REACH` characters of a line, so that a line of any length costs the same.
"""

from __future__ import annotations

import re

REACH = 400

# Emphasis (Markdown and the few HTML tags that converters leave) and invisible characters around what a line says.
_OPENING = re.compile(r"(?:[\s*_\ufeff\u200b\xad]|</?[a-zA-Z]{1,6}/?>|\.{3,}|…)+")
_CLOSING_TAG = re.compile(r"</?[a-zA-Z]{1,6}/?>$")
_CLOSING = " \t\r\n\f\v\xa0\u2009\u202f*_\ufeff\u200b\xad"

# --- what is not text ------------------------------------------------------------------------------------------
_PAGE = re.compile(
    r"<!--.*-->|!\[[^\]]*\]\([^)]*\)"  # comments and pictures of converters
    r"|[-–—\s]*(?:pages?|p\.)?\s*\d{1,4}\s*(?:(?:/|sur|de)\s*\d{1,4})?[-–—\s]*"  # 3 · - 3 - · Page 3/12 · p. 3 sur 12
    r"|pages?\s*"
    r"|[A-Z]{1,6}[-_ ]?\d{6,8}[-_/]\d{1,4}",  # the stamp that some registers print on every page
    re.IGNORECASE,
)
PAGE_MARK = re.compile(r"<!--\s*page\b|-{3,}\s*$|[-–—\s]*(?:pages?|p\.)\s*\d", re.IGNORECASE)
LONE_NUMBER = re.compile(r"\d{1,4}")

# --- list items --------------------------------------------------------------------------------------------------
_BULLETS = "-–—•●○◦◆◇❖■▪▫□☐✓✔➢➤►▶→⇒·‣⁃*o\uf0b7\uf0a7\uf0d8\uf0fc"
_ENUMERATION = r"\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})\s?\)|\d{1,2}\s?°\)?|\d{1,2}\s?[-–](?=\s)|[a-h]\.(?=\s)"
_ITEM = re.compile(
    rf"(?:[{_BULLETS}](?=\s)\s+){{1,3}}(?:(?:{_ENUMERATION}|\d{{1,2}}\.(?=\s))\s*)?|(?:{_ENUMERATION})\s*"
)
_TIGHT_DASH = re.compile(r"[-–•●▪■✓➢](?=[^\W\d])")  # «-soutenir …»

POINT = re.compile(r"\d{1,2}\s?(?:\)|°\)?)")  # what numbers the points of an agenda

# --- headings ----------------------------------------------------------------------------------------------------
_MARKDOWN = re.compile(r"(#{1,6})\s+")
_UPPER = "A-ZÀ-ÖØ-ÞŒ"
_BEGIN = rf"(?=[*_«\"“(]*\s?[{_UPPER}])"
_ROMAN = re.compile(rf"([IVX]{{1,5}})(?:\s?[.)]|\s?[-–—:/](?=\s))\s*{_BEGIN}")
_LETTER = re.compile(rf"([A-L])(?:\s?[.)]\s|\s?[-–—:]\s)\s*{_BEGIN}")
_NUMBERED = re.compile(
    rf"(\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}\.?|\d{{1,2}}\.)\s*[-–—]?\s*(?=[*_«\"“(]*\s?[{_UPPER}dl][\w’'])"
)
_WORDED = re.compile(
    r"(titre|livret|livre|tome|partie|chapitre|section|sous-section|annexe|axe|objectif|action|fiche|volet|thème|thématique"
    r"|orientation|enjeu|priorité|mesure|pièce|phase|étape|lot|opération|projet|compétence)s?"
    r"(?:[-\s](?:action|projet|stratégique|opérationnelle?|prioritaire|thématique))?"
    r"\s*(?:n\s?[°º]\s?)?(\d{1,3}(?:[.-]\d{1,2})*|[IVX]{1,5}|[A-L])(?![\w'’])\s*(?=[.:–—-]|$)",
    re.IGNORECASE,
)
_ORDINAL_PART = re.compile(r"\d{1,2}\s?(?:\^\{)?(?:[eè]re|[eè]me|er|e)\}?\s+(?:partie|volet|chapitre)\b", re.IGNORECASE)
_TOP_WORDS = frozenset({"titre", "livret", "livre", "tome", "partie", "annexe"})

# --- articles ----------------------------------------------------------------------------------------------------
_ARTICLE = re.compile(
    r"(?:article|art\.?)\s+(?:n\s?[°º]\s?)?"
    r"(unique|premier|\d{1,3}(?:[.-]\d{1,2})*(?:\s?(?:\^\{(?:er|ère|ere|[eè]me)\}|\^?(?:er|ère|ere|[eè]me)\b))?|[IVX]{1,5})(?![\w'’])"
    r"(\s*[:.–—)-]+|\s*$)?\s*",
    re.IGNORECASE,
)

# --- keys --------------------------------------------------------------------------------------------------------
_KEY = re.compile(r"([^\s:;|\t][^:;|\t]{0,118}?)[\s*_]*:(?!//)(?=[\s*_<]|$|[^\W\d])")
_SENTENCE_START = re.compile(
    r"(?:il|elle|ils|elles|on|nous|vous|je|ce|cela|ceci|c['’]est|afin|ainsi|aussi|considérant|attendu|vu que)\b",
    re.IGNORECASE,
)
_SENTENCE_SIGN = re.compile(
    r"\b(?:est|sont|sera|seront|a|ont|été|doit|doivent|peut|peuvent|fixe|propose|décide|décident|engage|engagent|suivant|suivants"
    r"|suivante|suivantes|suit|que|qui|dont|notamment)\b|[.!?]\s|,\s",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[\s*_]*\d[\d\s.,]*(?:k€|m€|€|euros?\b|millions?\b)", re.IGNORECASE)
_TERMINAL = re.compile(r"[.!?;:…][\s*_»\"”)\]]*$")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks, emphasis marks and dotted lines at its ends; empty (at ``end``) where nothing is left."""
    before = _OPENING.match(text, start, end)
    if before:
        start = before.end()
    while start < end:
        tail = text[max(start, end - 10) : end]
        stripped = len(tail.rstrip(_CLOSING))
        tag = _CLOSING_TAG.search(tail[:stripped])
        kept = tag.start() if tag else stripped
        if kept == len(tail):
            break
        end -= len(tail) - kept
    if before and "**" in before[0] and text.count("**", start, end) % 2:
        start = text.rindex("**", before.start(), start)  # «**Nom** – suite»: the pair stays whole
    return start, max(start, end)


def opening(line: str) -> int:
    """How many characters of emphasis, dots and blanks come before what the line says."""
    found = _OPENING.match(line[:REACH])
    return found.end() if found else 0


def is_scar(line: str) -> bool:
    """Whether a line is no text: nothing but signs, a page number, a converter's comment."""
    if len(line) <= 200 and _PAGE.fullmatch(line):
        return True
    return not any(character.isalnum() or character in "€%$£" for character in line)


def item_marker(line: str, *, tight: bool) -> int:
    """The length of the bullet or number that opens a list item, blanks included; 0 where there is none."""
    found = _ITEM.match(line[:40]) or (_TIGHT_DASH.match(line) if tight else None)
    return found.end() if found and found.end() < len(line) else 0


def ends_sentence(line: str) -> bool:
    """Whether the line ends in closing punctuation, quotes and emphasis apart."""
    return _TERMINAL.search(line[-12:]) is not None


def is_capitals(line: str) -> bool:
    """Whether a line is in capitals: at least six letters, nearly all of them upper case."""
    upper = sum(character.isupper() for character in line)
    lower = sum(character.islower() for character in line)
    return upper >= 6 and lower * 12 <= upper


def article(line: str) -> re.Match[str] | None:
    """«Article 3 :», «ARTICLE UNIQUE», «Art. 2 -»: group 1 is the number, group 2 what closes it (``None``: open)."""
    return _ARTICLE.match(line[:REACH]) if line[:1] in "Aa" else None


def markdown(line: str) -> int:
    """The depth of a Markdown heading, 0 for another line."""
    found = _MARKDOWN.match(line)
    return len(found[1]) if found else 0


def key(line: str) -> re.Match[str] | None:
    """The key of «Maîtrise d'ouvrage : X» (group 1), ``None`` where what stands before the colon is no key."""
    found = _KEY.match(line[:REACH])
    if found is None:
        return None
    name = found[1].rstrip("*_ \xa0")
    bare = re.sub(r"\([^()]*\)", "", name)
    if not name[:1].isalpha() or not name[:1].isupper() or len(bare) > 90 or bare.count(" ") > 11:
        return None
    sign = _SENTENCE_SIGN.search(bare + " ")
    is_comma = sign is not None and sign[0].startswith(",") and _MONEY.match(line, found.end())
    if _SENTENCE_START.match(bare) or (sign and not is_comma):
        return None
    return found


def keyed_sum(line: str) -> bool:
    """Whether a line is a key and a sum of money («ADMR : 600 €»)."""
    found = key(line)
    return found is not None and _MONEY.match(line, found.end()) is not None


class Number:
    """The number that opens a heading: its style (what numbers of one series share), its rank in the series, its length."""

    __slots__ = ("length", "rank", "style", "top")

    def __init__(self, style: str, rank: int, length: int, *, top: bool = False) -> None:
        self.style, self.rank, self.length, self.top = style, rank, length, top


def heading_number(line: str) -> Number | None:
    """The number of «Livret III», «A – …», «I. …», «1.2 …»; ``None`` where the line opens otherwise."""
    head = line[:REACH]
    if found := _WORDED.match(head):
        word = found[1].lower()
        return Number(word, _rank(found[2]), 0, top=word in _TOP_WORDS)
    if found := _ORDINAL_PART.match(head):
        return Number("part", int(re.match(r"\d+", head)[0]), 0, top=True)  # type: ignore[index]
    if found := _NUMBERED.match(head):
        parts = found[1].strip(".").split(".")
        return Number(f"decimal{len(parts)}", int(parts[-1]), found.end())
    if found := _ROMAN.match(head):
        return Number("roman" + _separator(found), _rank(found[1]), found.end())
    if found := _LETTER.match(head):
        return Number("letter" + _separator(found), ord(found[1]) - 64, found.end())
    return None


def _separator(found: re.Match[str]) -> str:
    return found[0][len(found[1]) :].strip()[:1]


def _rank(number: str) -> int:
    """1, I and A are all first."""
    if number[0].isdigit():
        return int(re.split(r"[.-]", number)[-1])
    number = number.upper()
    if set(number) <= set("IVX"):
        values = [{"I": 1, "V": 5, "X": 10}[sign] for sign in number]
        return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    return ord(number[0]) - 64
