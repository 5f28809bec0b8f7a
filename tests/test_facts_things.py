"""Entities, territories, relations, attributes, acts and budget lines as statements; the rows of the facts export."""

from __future__ import annotations

from builders import Paper, entities_of
from filon import gazetteer
from filon.facts import derive_facts, export_rows
from filon.facts.relations import post_code
from filon.model import (
    AmountRole,
    AttributeName,
    Block,
    BlockKind,
    Cell,
    EntityType,
    Genre,
    Graph,
    Literal,
    RelationType,
    Table,
)
from filon.vocab import BASE

JURA, DOLE = "Département du Jura", "Commune de Dole"


def derive(*papers: Paper) -> Graph:
    documents = {paper.name: paper.document for paper in papers}
    return derive_facts([paper.annotation for paper in papers], entities_of(*papers), documents, gazetteer.load())


def told(graph: Graph, subject: str, name: str) -> list[str]:
    return sorted(
        each.value.lexical if isinstance(each.value, Literal) else each.value
        for each in graph.statements
        if (each.subject, each.property) == (subject, name)
    )


def test_a_body_has_its_class_names_and_the_ground_that_the_registry_knows():
    paper = Paper("a.txt", "La Commune de Dole et la Commune de Dole.")
    paper.entity(DOLE, kind="org-commune", registry="commune:39198", aliases=("Ville de Dole",))
    graph = derive(paper)
    body = "org/commune-de-dole"
    assert told(graph, body, "rdf:type") == ["cpov:PublicOrganisation", "org:Organization"]
    assert told(graph, body, "org:classification") == ["fc:org-commune"]
    assert told(graph, body, "skos:altLabel") == ["Ville de Dole"]
    assert told(graph, body, "dcterms:spatial") == ["territory/commune/39198"]
    assert told(graph, "territory/commune/39198", "rdfs:label") == ["Dole"]
    assert told(graph, "territory/commune/39198", "igeo:codeINSEE") == ["39198"]
    assert "territory/departement/39" in told(graph, "territory/commune/39198", "igeo:subdivisionDe")
    assert told(graph, "territory/departement/39", "rdfs:label") == ["Jura"]
    assert told(graph, "territory/departement/39", "igeo:subdivisionDe") == ["territory/region/27"]
    (spatial,) = [each for each in graph.statements if each.subject == body and each.property == "dcterms:spatial"]
    assert [each.method for each in spatial.evidence] == [f"registry:cog-{gazetteer.EDITION}"]
    (label,) = [each for each in graph.statements if each.subject == body and each.property == "rdfs:label"]
    assert len(label.evidence) == 1, "one claim for each document, not for each mention"


def test_a_named_territory_keeps_one_label():
    paper = Paper("a.txt", "À DOLE, la Commune de Dole agit.")
    paper.entity(DOLE, kind="org-commune", registry="commune:39198")
    paper.entity("DOLE", EntityType.PLACE, registry="commune:39198")
    graph = derive(paper)
    assert told(graph, "territory/commune/39198", "rdfs:label") == ["DOLE"]
    assert told(graph, "territory/commune/39198", "rdf:type") == ["dcterms:Location", "igeo:Commune"]


def test_a_party_named_as_a_class_rests_on_the_flow_that_names_it():
    paper = Paper("a.txt", "Le Département du Jura verse aux communes 40 000 € pour la voirie.")
    paper.entity("communes", collective=True)
    paper.amount("40 000 €", by=[JURA], to=["communes"], purpose="voirie")
    graph = derive(paper)
    assert told(graph, "org/communes", "rdf:type") == ["filon:Collective"]
    assert told(graph, "org/communes", "rdfs:label") == ["communes"]


def test_relations_become_the_triples_of_the_ontology():
    paper = Paper(
        "a.txt",
        "Convention Halle signée par le Département du Jura. Mme Anne Morel, maire adjointe de la Commune de Dole. "
        "Rénovation de la halle, portée par la Commune de Dole avec le Syndicat mixte du Doubs, dans le Plan Centres.",
    )
    deal = paper.entity("Convention Halle", EntityType.PROGRAMME, kind="agreement-convention")
    jura, dole, syndicate = (paper.entity(name) for name in (JURA, DOLE, "Syndicat mixte du Doubs"))
    anne, hall = (
        paper.entity("Anne Morel", EntityType.PERSON),
        paper.entity("Rénovation de la halle", EntityType.PROJECT),
    )
    plan = paper.entity("Plan Centres", EntityType.PROGRAMME)
    paper.relation(RelationType.SIGNATORY, jura, deal, "signée par")
    paper.relation(RelationType.HOLDS_POST, anne, dole, "maire adjointe", "maire adjointe")
    paper.relation(RelationType.OWNER, dole, hall, "portée par")
    paper.relation(RelationType.PARTNER, syndicate, hall, "avec le")
    paper.relation(RelationType.PART_OF, hall, plan, "dans le")
    paper.relation(RelationType.MEMBER, dole, syndicate, "avec")
    graph = derive(paper)
    assert told(graph, "programme/convention-halle", "filon:signedBy") == ["org/département-du-jura"]
    assert told(graph, "programme/convention-halle", "rdf:type") == ["filon:Agreement", "filon:Programme"]
    assert told(graph, "project/rénovation-de-la-halle", "filon:projectOwner") == ["org/commune-de-dole"]
    assert told(graph, "project/rénovation-de-la-halle", "filon:partner") == ["org/syndicat-mixte-du-doubs"]
    assert told(graph, "project/rénovation-de-la-halle", "filon:programme") == ["programme/plan-centres"]
    assert told(graph, "org/commune-de-dole", "org:memberOf") == ["org/syndicat-mixte-du-doubs"]
    (post,) = {each.subject for each in graph.statements if each.value == "org:Membership"}
    assert told(graph, post, "org:role") == ["fc:function-deputy-mayor"]
    assert told(graph, post, "filon:verbatim") == ["maire adjointe"]


def test_a_party_is_represented_by_whom_the_convention_names():
    paper = Paper(
        "a.txt",
        "Convention Halle entre la Commune de Dole, représentée par Anne Morel, maire. Jean Roy, directeur de la Commune de Dole.",
    )
    deal = paper.entity("Convention Halle", EntityType.PROGRAMME, kind="agreement-convention")
    dole, anne, jean = (
        paper.entity(DOLE),
        *(paper.entity(name, EntityType.PERSON) for name in ("Anne Morel", "Jean Roy")),
    )
    paper.relation(RelationType.SIGNATORY, dole, deal, "entre la Commune de Dole")
    paper.relation(RelationType.HOLDS_POST, anne, dole, "Anne Morel, maire", "maire")
    paper.relation(RelationType.HOLDS_POST, jean, dole, "Jean Roy, directeur", "directeur")
    graph = derive(paper)
    (share,) = told(graph, "programme/convention-halle", "filon:participation")
    assert told(graph, share, "filon:representedBy") == ["person/anne-morel"]
    assert told(graph, share, "filon:agent") == ["org/commune-de-dole"]
    assert told(graph, share, "filon:role") == ["fc:role-signatory"]


def test_a_post_is_read_by_the_longest_beginning():
    assert post_code("Vice-Présidente déléguée") == "fc:function-vice-president"
    assert post_code("Le Président du Conseil") == "fc:function-president"
    assert post_code("Madame la Sous-préfète") == "fc:function-sub-prefect"
    assert post_code("chargée de mission") is None


def test_of_two_dates_the_convention_is_believed_and_both_are_kept():
    paper = Paper("a.txt", "Convention Halle du 12 mai 2023.\nRapport : la Convention Halle du 13 mai 2023.\n")
    paper.part("Convention Halle du 12", "2023.\n", Genre.CONVENTION)
    paper.part("Rapport", "2023.\n", Genre.REPORT)
    deal = paper.entity("Convention Halle", EntityType.PROGRAMME, kind="agreement-convention")
    paper.attribute(deal, AttributeName.DATE, "2023-05-13", "13 mai 2023")
    paper.attribute(deal, AttributeName.DATE, "2023-05-12", "12 mai 2023")
    paper.attribute(deal, AttributeName.DECLARED_COUNT, "8", "Halle")
    graph = derive(paper)
    dates = {
        each.value.lexical: each.preferred
        for each in graph.statements
        if each.property == "dcterms:date" and isinstance(each.value, Literal)
    }
    assert dates == {"2023-05-12": True, "2023-05-13": False}
    assert [(conflict.property, conflict.kind) for conflict in graph.conflicts] == [("dcterms:date", "conflict-date")]
    assert told(graph, "programme/convention-halle", "filon:declaredCount") == ["8"]


def test_an_act_has_number_date_issuer_and_title():
    paper = Paper("a.txt", "VOIRIE (N°2024-31) du 3 juin 2024. Le Département du Jura décide.")
    start = paper.span("3 juin 2024")
    paper.part(
        "VOIRIE",
        "décide.",
        Genre.DELIBERATION,
        number="2024-31",
        date="2024-06-03",
        date_span=start,
        title="VOIRIE",
        issuer=JURA,
    )
    graph = derive(paper)
    act = "act/departement-du-jura-2024-31"
    assert told(graph, act, "eli:id_local") == ["2024-31"]
    assert told(graph, act, "eli:date_document") == ["2024-06-03"]
    assert told(graph, act, "eli:passed_by") == ["org/département-du-jura"]
    assert told(graph, act, "dcterms:title") == ["VOIRIE"]


def test_the_act_that_an_agreement_says_to_be_authorised_by_is_found_by_its_day():
    def papers(more: str = "") -> Paper:
        paper = Paper(
            "a.txt",
            "Délibération n° 2024-31 du 3 juin 2024 du Département du Jura.\n"
            f"{more}Convention Halle. Le Département du Jura, dûment autorisé par délibération du Conseil départemental en date du 3 juin 2024, signe.\n",
        )
        day = paper.span("3 juin 2024")
        paper.part(
            "Délibération",
            "Jura.\n",
            Genre.DELIBERATION,
            number="2024-31",
            date="2024-06-03",
            date_span=day,
            issuer=JURA,
        )
        if more:
            paper.part(
                "Autre", "Jura.\n", Genre.DELIBERATION, number="2024-32", date="2024-06-03", date_span=day, issuer=JURA
            )
        paper.part("Convention", "signe.\n", Genre.CONVENTION, title="Convention Halle")
        deal = paper.entity("Convention Halle", EntityType.PROGRAMME, kind="agreement-convention")
        paper.relation(RelationType.SIGNATORY, paper.entity(JURA), deal, "signe")
        return paper

    deal = "programme/convention-halle"
    assert told(derive(papers()), deal, "filon:decidedBy") == ["act/departement-du-jura-2024-31"]
    assert (
        told(
            derive(papers("Autre délibération n° 2024-32 du même jour, Département du Jura.\n")),
            deal,
            "filon:decidedBy",
        )
        == []
    )


def imputed() -> Paper:
    text = (
        "Délibération n° 2024-31. Le Département du Jura attribue à la Commune de Dole 30 000 € pour la halle et 12 500 € pour le carnaval.\n"
        "Imputation\tLibellé\tAP €\tDépense €\n"
        "204142\tAide aux halles\t900 000,00\t30 000,00\n"
        "6574\tFêtes et manifestations\t50 000,00\t12 500,00\n"
    )
    rows, start = [], text.index("Imputation\t")
    first = start
    for line in text[start:].splitlines():
        cells, at = [], start
        for cell in line.split("\t"):
            cells.append(Cell(at, at + len(cell)))
            at += len(cell) + 1
        rows.append(tuple(cells))
        start += len(line) + 1
    table = Block(BlockKind.TABLE, first, len(text), (first, len(text)), table=Table(tuple(rows), 1))
    prose = Block(BlockKind.PARAGRAPH, 0, first, (0, first))
    paper = Paper("a.txt", text, blocks=(prose, table))
    paper.part("Délibération", "12 500,00\n", Genre.DELIBERATION, number="2024-31", issuer=JURA)
    paper.amount("30 000 €", by=[JURA], to=[DOLE], purpose="halle")
    paper.amount("12 500 €", by=[JURA], to=[DOLE], purpose="carnaval")
    for quote, value in (("900 000,00", 900_000), ("30 000,00", 30_000), ("50 000,00", 50_000), ("12 500,00", 12_500)):
        paper.amount(quote, AmountRole.SPEND, value=value, by=[JURA])
    return paper


def test_an_imputation_table_is_budget_lines_of_the_act_and_no_grant():
    graph = derive(imputed())
    fundings = {each.subject for each in graph.statements if each.value in ("filon:Funding", "filon:Expenditure")}
    assert sorted(told(graph, flow, "schema:amount")[0] for flow in fundings) == ["12500", "30000"]
    lines = told(graph, "act/departement-du-jura-2024-31", "filon:imputation")
    assert sorted(told(graph, line, "schema:amount")[0] for line in lines) == ["12500", "30000"]
    assert sorted(told(graph, line, "rdfs:label")[0] for line in lines) == [
        "Aide aux halles",
        "Fêtes et manifestations",
    ]
    assert sorted(told(graph, line, "dcterms:identifier")[0] for line in lines) == ["204142", "6574"]
    assert {graph.flows["a.txt", index] for index in range(2, 6)} == set(lines)


def test_rows_have_the_fields_of_the_contract_and_the_very_characters():
    paper = imputed()
    paper.relation(RelationType.PARTNER, 0, 1, "attribue")
    documents = {paper.name: paper.document}
    entities = entities_of(paper)
    graph = derive(paper)
    rows = export_rows([paper.annotation], entities, graph, documents, BASE)
    assert set(rows) == {"entities", "mentions", "amounts", "relations"}
    assert set(rows["entities"][0]) == {"iri", "type", "label", "alt_labels", "siren", "insee"}
    mention = {"document", "start", "end", "text", "type", "entity", "confidence", "method"}
    assert set(rows["mentions"][0]) == mention
    first = rows["amounts"][0]
    assert first == {
        "document": "a.txt",
        "start": paper.text.index("30 000 €"),
        "end": paper.text.index("30 000 €") + len("30 000 €"),
        "text": "30 000 €",
        "value": 30000,
        "currency": "EUR",
        "role": "award",
        "funders": [f"{BASE}org/département-du-jura"],
        "beneficiaries": [f"{BASE}org/commune-de-dole"],
        "purpose": "halle",
        "purpose_start": paper.text.index("halle"),
        "project": None,
        "period": None,
        "share": None,
        "flow": f"{BASE}{graph.flows['a.txt', 0]}",
        "confidence": 0.8,
        "method": "test",
    }
    assert rows["relations"][0]["subject"] == f"{BASE}org/département-du-jura"
    for kind in ("mentions", "amounts", "relations"):
        assert all(row["text"] == paper.text[row["start"] : row["end"]] for row in rows[kind])
