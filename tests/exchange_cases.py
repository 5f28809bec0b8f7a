"""A small graph of our own for the exchange formats: each grant differs from the complete one in one point, and one is hostile."""

from __future__ import annotations

import hashlib
from pathlib import Path

from filon import rdf, store
from filon.archive import Archive, Entry, Manifest, write_file
from filon.model import Document, Evidence, Genre, Graph, Literal, Part, Statement

ROOT = Path(__file__).parents[1]
BASE = "https://w3id.org/filon/id/"
FORMULA, MARKUP = "=cmd|' /C calc'!A0", '<img src=x onerror="alert(1)">, "guillemets"\nligne & suite'

TEXTS = {
    "convention.txt": "Convention entre le Département du Jura et ses partenaires. La subvention est versée en deux fois.\n",
    "minimis.txt": "Convention. L'aide est attribuée au titre du règlement (UE) n° 1407/2013 relatif aux aides de minimis.\n",
    "rapport.txt": "Rapport d'activité : les subventions de l'année.\n",
}
GENRES = {"convention.txt": Genre.CONVENTION, "minimis.txt": Genre.CONVENTION, "rapport.txt": Genre.REPORT}

JURA, TRAILS, LYRE, WRONG, FORMULAS = "org/jura", "org/sentiers", "org/lyre", "org/faux", "org/formule"
CROWD, PERSON, PLACE, ACT, AGREEMENT = "org/communes", "person/paul", "place/vallon", "act/45", "agreement/2023"
PROJECT, PROGRAMME = "project/salle", "programme/contrat"

Value = str | Literal
Fact = tuple[str, str, Value]


def money(value: str) -> Literal:
    return Literal(value, "xsd:decimal")


def day(value: str) -> Literal:
    return Literal(value, "xsd:date")


def named(iri: str, types: str, label: str) -> list[Fact]:
    return [*((iri, "rdf:type", one) for one in types.split()), (iri, "rdfs:label", Literal(label, language="fr"))]


def things() -> list[Fact]:
    public = "org:Organization cpov:PublicOrganisation"
    return [
        *named(JURA, public, "Département du Jura"),
        (JURA, "filon:siret", Literal("22390001000362")),
        (JURA, "filon:siren", Literal("223900010")),
        (JURA, "org:classification", "fc:org-departement"),
        *named(TRAILS, "org:Organization", "Sentiers du Revermont"),
        (TRAILS, "filon:siret", Literal("43216716100012")),
        (TRAILS, "skos:altLabel", Literal("SDR", language="fr")),
        (TRAILS, "org:memberOf", LYRE),
        *named(LYRE, "org:Organization", "La Lyre"),
        (LYRE, "filon:rna", Literal("W391000123")),
        *named(WRONG, "org:Organization", "SARL Erreur"),
        (WRONG, "org:classification", "fc:org-company"),
        (WRONG, "filon:siret", Literal("43216716100013")),
        *named(FORMULAS, "org:Organization", FORMULA),
        (FORMULAS, "filon:siret", Literal("43216716100012")),
        *named(CROWD, "filon:Collective", "les communes"),
        *named(PERSON, "foaf:Person", "Paul Morel"),
        *named(PLACE, "dcterms:Location", "le vallon"),
        *named(ACT, "filon:Act", "Délibération 45"),
        (ACT, "eli:id_local", Literal("2023-045")),
        (ACT, "eli:date_document", day("2023-03-27")),
        *named(AGREEMENT, "filon:Agreement", "Convention 2023"),
        (AGREEMENT, "dcterms:date", day("2023-05-12")),
        (AGREEMENT, "filon:signedBy", JURA),
        (AGREEMENT, "filon:signedBy", CROWD),
        *named(PROJECT, "filon:Project", "Salle des fêtes"),
        (PROJECT, "filon:projectOwner", TRAILS),
        (PROJECT, "filon:partner", JURA),
        *named(PROGRAMME, "filon:Programme", "Contrat Jura 2030"),
        *named("membership/a", "org:Membership", "Présidence"),
        ("membership/a", "org:member", PERSON),
        ("membership/a", "org:organization", JURA),
        ("membership/a", "org:role", "fc:function-president"),
        ("membership/a", "filon:verbatim", Literal("Président")),
        *named("membership/b", "org:Membership", "Présidence"),
        ("membership/b", "org:member", PERSON),
        ("membership/b", "org:organization", TRAILS),
        ("membership/b", "org:role", "fc:function-president"),
        *named("expenditure/routes", "filon:Expenditure", "Routes"),
        ("expenditure/routes", "schema:funder", JURA),
        ("expenditure/routes", "schema:amount", money("77777")),
    ]


def grant(name: str, amount: str, *, leave_out: str = "", to: tuple[str, ...] = (TRAILS,), **more: Value) -> list[Fact]:
    """A complete grant, but for the properties left out (local names) and those given another value."""
    iri = f"funding/{name}"
    values: dict[str, Value] = {
        "schema:funder": JURA,
        "schema:amount": money(amount),
        "schema:currency": Literal("EUR"),
        "filon:status": "fc:status-contracted",
        "filon:nature": "fc:nature-cash",
        "filon:decidedBy": ACT,
        "filon:underAgreement": AGREEMENT,
        "dcterms:description": Literal("l'entretien des sentiers", language="fr"),
        **{key.replace("__", ":"): value for key, value in more.items()},
    }
    facts: list[Fact] = named(iri, "filon:Funding", f"Jura → {name}")
    facts += [(iri, key, value) for key, value in values.items() if key.partition(":")[2] not in leave_out.split()]
    facts += [(iri, "filon:beneficiary", one) for one in to]
    if "instalment" not in leave_out.split():
        for number, when in ((1, "2023-06-30"), (2, "2023-12-15")):
            facts += instalment(iri, number, ("schema:startDate", day(when)), ("schema:endDate", day(when)))
    return facts


def instalment(whole: str, number: int, *values: tuple[str, Value]) -> list[Fact]:
    part = f"{whole}/{number}"
    return [(whole, "filon:instalment", part), (part, "rdf:type", "filon:Instalment"), *((part, *v) for v in values)]


def shared_by_two() -> list[Fact]:
    """60 % to one, 40 % to the other: an instalment each."""
    iri, when = "funding/two", (("schema:startDate", day("2023-07-01")), ("schema:endDate", day("2023-07-31")))
    return [
        *grant("two", "1000.10", leave_out="instalment", to=(TRAILS, LYRE)),
        *instalment(iri, 1, ("schema:amount", money("600.06")), ("filon:beneficiary", TRAILS), *when),
        *instalment(iri, 2, ("schema:amount", money("400.04")), ("filon:beneficiary", LYRE), *when),
    ]


def flows() -> list[Fact]:
    once = (
        ("schema:amount", money("1200.5")),
        ("schema:startDate", day("2023-06-01")),
        ("schema:endDate", day("2023-06-01")),
    )
    return [
        *grant("complete", "30000.10", schema__fundedItem=PROJECT, filon__programme=PROGRAMME),
        *grant("once", "1200.50", leave_out="instalment", to=(LYRE,)),
        *instalment("funding/once", 1, *once),
        *shared_by_two(),
        *grant("hostile", "11.11", to=(FORMULAS,), dcterms__description=Literal(MARKUP, language="fr")),
        *grant("minimis", "2000.01"),
        *grant("wrong", "300.33", to=(WRONG,)),
        *grant("reported", "4000", filon__status="fc:status-reported"),
        *grant("planned", "99999", filon__status="fc:status-planned"),
        *grant("envelope", "5000", to=(CROWD,)),
        *grant("part", "2500", dcterms__isPartOf="funding/envelope"),
        *grant("own", "600", to=(JURA,), filon__nature="fc:nature-self"),
        *grant("loan", "650", filon__nature="fc:nature-loan"),
        *grant("ceiling", "700", filon__precision="fc:precision-max"),
        *grant("yearly", "800", filon__frequency="fc:frequency-yearly"),
        *grant("unknown", "1", leave_out="amount"),
        *grant("joint", "900"),
        ("funding/joint", "schema:funder", LYRE),
        *grant("crowd", "1000", to=(CROWD,)),
        *grant("nobody", "1100", to=()),
        *grant("person", "1200", to=(PERSON,)),
        *grant("place", "1300", to=(PLACE,)),
        *grant("francs", "1400", schema__currency=Literal("FRF")),
        *grant("unsigned", "1500", leave_out="underAgreement"),
        *grant("undated", "1600", leave_out="instalment"),
        *grant("unnamed", "1700", leave_out="description"),
        *grant("two-unknown", "1800", to=(TRAILS, LYRE)),
    ]  # fmt: skip


WHY = {  # what the national table lacks; nothing where it lacks nothing
    "complete": "", "once": "", "two": "", "hostile": "", "part": "", "minimis": "state-aid", "wrong": "beneficiary-number",
    "reported": "reported", "envelope": "envelope collective beneficiary-number", "own": "own nature", "loan": "loan nature",
    "ceiling": "ceiling", "yearly": "yearly", "unknown": "amount", "joint": "joint funder-number", "crowd": "collective beneficiary-number",
    "nobody": "no-beneficiary", "person": "person beneficiary-number", "place": "no-body beneficiary-number", "francs": "currency",
    "unsigned": "signed", "undated": "conditions payment-dates", "unnamed": "purpose", "two-unknown": "shares",
}  # fmt: skip


def build(kg: Path) -> None:
    """Make the knowledge graph: the convention tells every fact, but for one grant and the project's partner."""
    statements = []
    for subject, name, value in dict.fromkeys((*things(), *flows())):
        document = "minimis.txt" if subject.startswith("funding/minimis") else "convention.txt"
        document = "rapport.txt" if (subject, name) == (PROJECT, "filon:partner") else document
        statements.append(Statement(subject, name, value, (Evidence(document, 0, 10, 0.9, "test"),)))
    sources, entries = {}, []
    for name, text in TEXTS.items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        part = Part(0, len(text), GENRES[name])
        sources[name] = rdf.source_of(Document(name, text, digest), title=name[:-4].capitalize(), parts=(part,))
        write_file(Archive(kg).text_path(digest), text.encode())
        entries.append(Entry(name, "texts", digest, digest))
    with store.writing(kg) as draft:
        rdf.write(
            Graph(statements=tuple(statements)), sources, TEXTS.__getitem__, draft.quads, version="1.2.3",
            vocabulary=ROOT / "ontology" / "filon.ttl",
        )  # fmt: skip
        Manifest(BASE, tuple(entries)).write(draft.folder)
        draft.fill()
        draft.commit()
