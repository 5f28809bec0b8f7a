"""IRIs of what facts mint: a readable name and a digest of the key, relative to the base. A pure function of the key."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def slug(text: str, limit: int = 60) -> str:
    """Lower-case ASCII words joined by hyphens, cut at a word: «Pôle d'Échanges» → ``pole-d-echanges``."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae").replace("&", " et ")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words if len(words) <= limit else words[: limit + 1].rsplit("-", 1)[0][:limit]


def digest(*key: object, length: int = 8) -> str:
    """The first hexadecimal digits of the SHA-256 of a key; the key's parts are told apart."""
    return hashlib.sha256("\x1f".join(str(part) for part in key).encode()).hexdigest()[:length]


def name_of(iri: str) -> str:
    """What an IRI is called after its kind: ``org/commune-de-lens`` → ``commune-de-lens``."""
    return slug(iri.split("/", 1)[-1], 40)


def act_iri(issuer: str | None, number: str) -> str:
    """The IRI of a numbered act: a number is unique for its issuer only."""
    return f"act/{name_of(issuer)}-{slug(number)}" if issuer else f"act/{slug(number)}"
