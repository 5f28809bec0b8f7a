"""One entry of the gazetteer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from filon.gazetteer.names import with_de

# How the data file names its columns; `scripts/compile_gazetteer.py` writes them in this order.
COLUMNS = (
    "kind",
    "code",
    "name",
    "norm",
    "siren",
    "liaison",
    "departement",
    "epci",
    "region",
    "population",
    "chief",
    "status",
    "flags",
    "aliases",
)

_LEGAL_FORMS = {
    "CC ": "Communauté de communes ",
    "CA ": "Communauté d'agglomération ",
    "CU ": "Communauté urbaine ",
}


_LINK = re.compile(r"^(?:de la |de l'|du |des |de |d')")


@dataclass(frozen=True, slots=True)
class Entry:
    """A territory with an official code.

    ``key`` is ``kind:code``; kinds are ``commune``, ``commune-deleguee``, ``commune-associee``, ``arrondissement-municipal``,
    ``epci``, ``ept``, ``departement``, ``region``. ``code`` is the COG code, or the SIREN of an EPCI. ``siren`` is that of
    the body that governs it, where the registry gives it. ``departement``, ``epci``, ``region`` are keys of what it lies in;
    ``chief`` is the commune that a part belongs to, or the région that replaced a former one. ``status`` is the legal form
    of an EPCI (``CC``, ``CA``, ``CU``, ``METRO``, ``MET69``, ``EPT``). ``common_word`` and ``person_name`` say that the name alone
    is no evidence of a place, ``former`` that another took its place since. ``aliases`` are other names, normalised.
    """

    key: str
    kind: str
    code: str
    name: str
    normalised: str
    siren: str | None
    liaison: int
    departement: str | None
    epci: str | None
    region: str | None
    population: int
    chief: str | None
    status: str | None
    common_word: bool
    person_name: bool
    former: bool
    aliases: tuple[str, ...]

    @property
    def insee(self) -> str | None:
        """The COG code; ``None`` for an EPCI, which has a SIREN only."""
        return None if self.kind in ("epci", "ept") else self.code

    @property
    def after_de(self) -> str:
        """The name after «de»: «de Lens», «d'Avion», «du Portel», «du Pas-de-Calais»."""
        return with_de(self.name, self.liaison)

    @property
    def official_name(self) -> str:
        """The territory's name in full: an EPCI's legal form spelled out, a parenthesis left out, else the name itself."""
        if self.kind not in ("epci", "ept"):
            return self.name
        name = self.name.partition(" (")[0].replace(" - ", "-") if " - " in self.name else self.name.partition(" (")[0]
        return _LEGAL_FORMS.get(name[:3], name[:3]) + name[3:]

    @property
    def core_name(self) -> str:
        """The name without an EPCI's legal form and the «de» after it: «Pays de Lumbres», «Lens-Liévin»; else the name."""
        if self.kind not in ("epci", "ept"):
            return self.name
        official = self.official_name
        form = next((form for form in _LEGAL_FORMS.values() if official.startswith(form)), "")
        return _LINK.sub("", official.removeprefix(form)) if form else official

    @property
    def body_name(self) -> str:
        """The body that governs the territory: «Commune de Lens», «Département du Nord», «Région Hauts-de-France»."""
        if self.kind == "departement":
            return f"Département {self.after_de}"
        if self.kind == "region":
            return f"Région {self.name}"
        if self.kind == "commune":
            return f"Commune {self.after_de}"
        return self.official_name


def decode(fields: list[str]) -> Entry:
    """An entry from the columns of its line."""
    kind, code, name, norm, siren, liaison, departement, epci, region, population, chief, status, flags, aliases = (
        fields
    )
    return Entry(
        key=f"{kind}:{code}",
        kind=kind,
        code=code,
        name=name,
        normalised=norm,
        siren=siren or None,
        liaison=int(liaison or 0),
        departement=departement or None,
        epci=epci or None,
        region=region or None,
        population=int(population or 0),
        chief=chief or None,
        status=status or None,
        common_word="w" in flags,
        person_name="p" in flags,
        former="f" in flags,
        aliases=tuple(aliases.split("|")) if aliases else (),
    )
