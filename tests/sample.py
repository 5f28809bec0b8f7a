"""A small graph made by hand from three short texts of our own: what the tests of rdf, store, shapes and queries stand on."""

from __future__ import annotations

import hashlib
from pathlib import Path

from filon import rdf, store
from filon.model import Conflict, Document, Evidence, Genre, Graph, Literal, Page, Part, Statement

ROOT = Path(__file__).parents[1]
BASE = "https://w3id.org/filon/id/"

TEXTS = {
    "convention.txt": (
        "Convention entre le Département du Jura, représenté par son Président Paul Morel, et l'association Sentiers du Revermont.\n"
        "Le Département verse 30 000 € pour l'entretien des sentiers en 2023 : 24 000 € (80 %) à la signature et 6 000 € (20 %) "
        "sur rapport. Elle vaut du 1er janvier 2023 au 31 décembre 2023. Signée le 12 mai 2023.\n"
    ),
    "rapport.txt": (
        "Rapport. Le Département du Jura a versé 31 000 € à l'association Sentiers du Revermont. "
        "Il a investi 2 M€ sur les routes en 2023. L'association reverse 5 000 € au comité Voie verte, dont Paul Morel est président. "
        "L'État et la Région apportent ensemble 90 000 € à la commune de Poligny. Un avenant ajoute 1 000 € à la convention.\n"
    ),
    "deliberation.txt": (
        "Délibération n° 2023-045 du 27 mars 2023.\nArticle 1 : d'attribuer à la commune d'Arbois 50 000 € pour la salle des fêtes "
        "et à la commune de Poligny 20 000 € pour la halle.\n"
        "Plan de financement de la salle des fêtes, friche Pasteur : État 60 000 €, Département 55 000 €, commune d'Arbois 40 000 €, total 155 000 €. "
        "L'association Sentiers du Revermont, adhérente du comité Voie verte, est partenaire du projet, inscrit au contrat Jura 2030, "
        "signé par l'État, la Région et trois autres parties.\n"
    ),
}


class Teller:
    """Collects statements; the evidence of each is a quotation of one of the texts."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str, str | Literal], Statement] = {}

    def say(
        self,
        subject: str,
        name: str,
        value: str | Literal,
        quote: str,
        *,
        preferred: bool = True,
        method: str = "rule:test",
    ) -> None:
        ((document, text),) = [(d, t) for d, t in TEXTS.items() if quote in t][:1]
        start = text.index(quote)
        evidence = Evidence(document, start, start + len(quote), 0.9, method)
        key = subject, name, value
        known = self.said[key].evidence if key in self.said else ()
        verbatim = quote if name == "schema:amount" else None
        self.said[key] = Statement(subject, name, value, (*known, evidence), preferred=preferred, verbatim=verbatim)

    def entity(self, iri: str, types: str, label: str, quote: str, **more: str | Literal) -> None:
        for one in types.split():
            self.say(iri, "rdf:type", one, quote)
        self.say(iri, "rdfs:label", Literal(label, language="fr"), quote)
        for name, value in more.items():
            self.say(iri, name.replace("__", ":"), value, quote)

    def flow(self, iri: str, kind: str, funder: str, amount: str, quote: str, **more: str | Literal) -> None:
        self.say(iri, "rdf:type", kind, quote)
        self.say(iri, "schema:funder", funder, quote)
        self.say(iri, "schema:amount", money(amount), quote)
        self.say(iri, "schema:currency", Literal("EUR"), quote)
        for name, value in more.items():
            self.say(iri, name.replace("__", ":"), value, quote)


def money(value: str) -> Literal:
    return Literal(value, "xsd:decimal")


def whole(value: int) -> Literal:
    return Literal(str(value), "xsd:integer")


def day(value: str) -> Literal:
    return Literal(value, "xsd:date")


DEPARTMENT, STATE, REGION = "org/departement-du-jura", "org/etat", "org/region-bourgogne-franche-comte"
ARBOIS, POLIGNY, TRAILS, GREENWAY = (
    "org/commune-d-arbois",
    "org/commune-de-poligny",
    "org/sentiers-du-revermont",
    "org/voie-verte",
)
HALL, CONTRACT, AGREEMENT, ACT = (
    "project/salle-des-fetes",
    "agreement/contrat-jura-2030",
    "agreement/sentiers-2023",
    "act/2023-045",
)
GRANT = "funding/jura-sentiers-2023"
AWARDED = {"filon__status": "fc:status-awarded", "filon__nature": "fc:nature-cash"}
PLANNED = {"filon__status": "fc:status-planned", "schema__fundedItem": HALL, "filon__beneficiary": ARBOIS}


def _actors(t: Teller) -> None:
    public = "org:Organization cpov:PublicOrganisation"
    t.entity(DEPARTMENT, public, "Département du Jura", "Département du Jura", org__classification="fc:org-departement")
    t.say(DEPARTMENT, "skos:altLabel", Literal("CD39", language="fr"), "Le Département")
    t.entity(STATE, public, "État", "État", org__classification="fc:org-state")
    t.entity(REGION, public, "Région Bourgogne-Franche-Comté", "la Région", org__classification="fc:org-region")
    t.entity(
        ARBOIS,
        public,
        "Commune d'Arbois",
        "commune d'Arbois",
        org__classification="fc:org-commune",
        dcterms__spatial="territory/commune/39013",
    )
    t.entity(
        POLIGNY,
        public,
        "Commune de Poligny",
        "commune de Poligny",
        org__classification="fc:org-commune",
        dcterms__spatial="territory/commune/39434",
    )
    t.entity(
        TRAILS,
        "org:Organization",
        "Sentiers du Revermont",
        "Sentiers du Revermont",
        org__classification="fc:org-association",
        org__memberOf=GREENWAY,
    )
    t.entity(GREENWAY, "org:Organization", "Voie verte", "comité Voie verte")
    t.entity("person/paul-morel", "foaf:Person", "Paul Morel", "Paul Morel", foaf__name=Literal("Paul Morel"))
    for body, quote in ((DEPARTMENT, "son Président Paul Morel"), (GREENWAY, "dont Paul Morel est président")):
        post = f"membership/paul-morel--{body.removeprefix('org/')}"
        for name, value in (
            ("rdf:type", "org:Membership"),
            ("org:member", "person/paul-morel"),
            ("org:organization", body),
            ("org:role", "fc:function-president"),
            ("filon:verbatim", Literal("Président")),
        ):
            t.say(post, name, value, quote)


def _places(t: Teller) -> None:
    registry = {"method": "registry:cog"}
    for code, name, quote in (("39013", "Arbois", "commune d'Arbois"), ("39434", "Poligny", "commune de Poligny")):
        iri = f"territory/commune/{code}"
        t.entity(iri, "igeo:Commune dcterms:Location", name, quote)
        t.say(iri, "igeo:codeINSEE", Literal(code), quote, **registry)
        t.say(iri, "igeo:subdivisionDe", "territory/epci/200069615", quote, **registry)
    t.entity(
        "territory/epci/200069615",
        "igeo:Intercommunalite dcterms:Location",
        "CC Arbois Poligny Salins",
        "commune d'Arbois",
    )
    t.entity(
        "site/friche-pasteur",
        "filon:Site dcterms:Location",
        "Friche Pasteur",
        "friche Pasteur",
        dcterms__type="fc:site-friche",
    )
    t.say("site/friche-pasteur", "dcterms:spatial", "territory/commune/39013", "friche Pasteur")


def _agreements(t: Teller) -> None:
    t.entity(
        AGREEMENT,
        "filon:Agreement",
        "Convention Sentiers du Revermont 2023",
        "Convention",
        dcterms__type="fc:agreement-convention",
    )
    for name, value, quote in (
        ("dcterms:date", day("2023-05-12"), "12 mai 2023"),
        ("schema:startDate", day("2023-01-01"), "1er janvier 2023"),
        ("schema:endDate", day("2023-12-31"), "31 décembre 2023"),
        ("filon:signedBy", DEPARTMENT, "Département du Jura"),
        ("filon:signedBy", TRAILS, "Sentiers du Revermont"),
        ("filon:decidedBy", ACT, "Délibération n° 2023-045"),
    ):
        t.say(AGREEMENT, name, value, quote)
    share = f"{AGREEMENT}/p/departement-du-jura"
    t.say(AGREEMENT, "filon:participation", share, "représenté par")
    for name, value in (
        ("rdf:type", "filon:Participation"),
        ("filon:agent", DEPARTMENT),
        ("filon:role", "fc:role-signatory"),
        ("filon:representedBy", "person/paul-morel"),
        ("filon:verbatim", Literal("Président")),
    ):
        t.say(share, name, value, "représenté par son Président Paul Morel")
    t.entity("agreement/avenant", "filon:Agreement", "Avenant Sentiers", "Un avenant", filon__amends=AGREEMENT)
    t.entity(
        CONTRACT,
        "filon:Agreement filon:Programme",
        "Contrat Jura 2030",
        "contrat Jura 2030",
        dcterms__type="fc:agreement-contract",
    )
    t.say(CONTRACT, "filon:signedBy", STATE, "signé par l'État")
    t.say(CONTRACT, "filon:signedBy", REGION, "la Région")
    t.say(CONTRACT, "filon:declaredCount", whole(3), "trois autres parties")
    t.entity(
        ACT,
        "filon:Act",
        "Délibération n° 2023-045",
        "Délibération n° 2023-045",
        eli__id_local=Literal("2023-045"),
        eli__passed_by=DEPARTMENT,
    )
    t.say(ACT, "eli:date_document", day("2023-03-27"), "27 mars 2023")


def _flows(t: Teller) -> None:
    year = {"filon__budgetYear": whole(2023)}
    t.flow(
        GRANT, "filon:Funding", DEPARTMENT, "30000", "30 000 €", filon__status="fc:status-contracted", filon__nature="fc:nature-cash",
        filon__beneficiary=TRAILS, filon__underAgreement=AGREEMENT, dcterms__description=Literal("l'entretien des sentiers", language="fr"), **year,
    )  # fmt: skip
    t.say(GRANT, "schema:amount", money("31000"), "31 000 €", preferred=False)
    for number, amount, share, quote in ((1, "24000", "0.8", "24 000 €"), (2, "6000", "0.2", "6 000 €")):
        part = f"{GRANT}/{number}"
        t.say(GRANT, "filon:instalment", part, quote)
        for name, value in (
            ("rdf:type", "filon:Instalment"),
            ("schema:amount", money(amount)),
            ("filon:share", money(share)),
            ("schema:position", whole(number)),
        ):
            t.say(part, name, value, quote)
    t.flow(
        "expenditure/routes",
        "filon:Expenditure",
        DEPARTMENT,
        "2000000",
        "2 M€",
        dcterms__description=Literal("les routes", language="fr"),
        **year,
    )
    t.flow(
        "funding/reversement",
        "filon:Funding",
        TRAILS,
        "5000",
        "5 000 € au comité",
        filon__beneficiary=GREENWAY,
        **AWARDED,
    )
    t.flow("funding/joint", "filon:Funding", STATE, "90000", "90 000 €", filon__beneficiary=POLIGNY, **AWARDED)
    t.say("funding/joint", "schema:funder", REGION, "L'État et la Région")
    t.flow(
        "funding/avenant",
        "filon:Funding",
        DEPARTMENT,
        "1000",
        "1 000 € à la",
        filon__beneficiary=TRAILS,
        filon__underAgreement="agreement/avenant",
        **AWARDED,
    )
    t.flow(
        "funding/arbois",
        "filon:Funding",
        DEPARTMENT,
        "50000",
        "50 000 €",
        filon__beneficiary=ARBOIS,
        filon__decidedBy=ACT,
        schema__fundedItem=HALL,
        filon__realises="funding/plan-departement",
        **AWARDED,
        **year,
    )
    t.flow(
        "funding/poligny",
        "filon:Funding",
        DEPARTMENT,
        "20000",
        "20 000 €",
        filon__beneficiary=POLIGNY,
        filon__decidedBy=ACT,
        **AWARDED,
        **year,
    )
    t.entity(
        HALL,
        "filon:Project",
        "Salle des fêtes d'Arbois",
        "la salle des fêtes",
        filon__projectOwner=ARBOIS,
        filon__partner=TRAILS,
        filon__programme=CONTRACT,
    )
    t.say(HALL, "dcterms:spatial", "territory/commune/39013", "la salle des fêtes")
    t.say(HALL, "dcterms:spatial", "site/friche-pasteur", "friche Pasteur")
    t.say("plan/salle", "rdf:type", "filon:FinancingPlan", "Plan de financement")
    t.say("plan/salle", "filon:planFor", HALL, "Plan de financement")
    t.say("plan/salle", "filon:totalCost", money("155000"), "155 000 €")
    for name, funder, amount, quote, nature in (
        ("etat", STATE, "60000", "60 000 €", "cash"),
        ("departement", DEPARTMENT, "55000", "55 000 €", "cash"),
        ("arbois", ARBOIS, "40000", "40 000 €", "self"),
    ):
        t.flow(
            f"funding/plan-{name}",
            "filon:Funding",
            funder,
            amount,
            quote,
            filon__nature=f"fc:nature-{nature}",
            **PLANNED,
        )
        t.say("plan/salle", "filon:line", f"funding/plan-{name}", quote)


def sample() -> Graph:
    """The facts of the three texts: one contradiction (30 000 € or 31 000 €), one plan that balances, one joint sum."""
    teller = Teller()
    for part in (_actors, _places, _agreements, _flows):
        part(teller)
    conflict = Conflict(GRANT, "schema:amount", "conflict-amount", (money("30000"), money("31000")))
    return Graph(statements=tuple(teller.said.values()), conflicts=(conflict,))


def sources() -> dict[str, rdf.Source]:
    """The three documents: the convention has pages, the deliberation is a part of its own genre."""
    found = {}
    for name, text in TEXTS.items():
        first_line = text.index("\n") + 1
        pages = (Page(1, 0, first_line), Page(2, first_line, len(text))) if name == "convention.txt" else ()
        number, date = ("2023-045", "2023-03-27") if name == "deliberation.txt" else (None, None)
        part = Part(
            0,
            len(text),
            Genre[{"convention": "CONVENTION", "rapport": "REPORT", "deliberation": "DELIBERATION"}[name[:-4]]],
            number,
            date,
        )
        document = Document(name, text, hashlib.sha256(text.encode()).hexdigest(), pages=pages)
        found[name] = rdf.source_of(document, title=name[:-4].capitalize(), parts=(part,))
    return found


def build(kg: Path, graph: Graph | None = None) -> None:
    """Make a knowledge graph of the sample (or of another graph over the same texts)."""
    with store.writing(kg) as draft:
        write(draft.quads, graph)
        draft.fill()
        draft.commit()


def write(folder: Path, graph: Graph | None = None) -> tuple[Path, ...]:
    """The sample's N-Quads files."""
    vocabulary = ROOT / "ontology" / "filon.ttl"
    return rdf.write(graph or sample(), sources(), TEXTS.__getitem__, folder, version="1.2.3", vocabulary=vocabulary)
