"""The words of the ontology as constants. Facts speak CURIEs (``filon:beneficiary``); `expand` makes them IRIs.

`Class`, `Property` and `Code` name exactly the terms of ``ontology/filon.ttl`` (tested both ways). Standard library only.

How each fact is expressed stands in one table, ``ontology/README.md``. In short, with S → relative subject IRI:

* Everything in the default graph is a `filon.model.Statement`, also types and labels: an entity has ``TYPE``, one
  ``LABEL`` (fr), ``ALT_LABEL``…; ORG adds ``CLASSIFICATION`` (``fc:org-…``), a place or programme ``KIND``.
* award, plan line: a ``Class.FUNDING`` with ``FUNDER``, ``BENEFICIARY``, ``AMOUNT``, ``CURRENCY``, ``STATUS``, ``NATURE`` …;
  spend: ``Class.EXPENDITURE``; cost: ``Class.COST``; part: ``Class.INSTALMENT`` that its whole names by ``INSTALMENT``.
* signatory: agreement ``SIGNED_BY`` body; holds_post: a ``Class.MEMBERSHIP`` with ``MEMBER``, ``ORGANISATION``, ``POST_ROLE``,
  ``VERBATIM``; member: ``MEMBER_OF``; partner: project ``PARTNER`` body; owner: project ``PROJECT_OWNER`` body;
  located: ``SPATIAL``; part_of: ``IS_PART_OF``, of a project in a programme ``PROGRAMME``, between coded territories ``SUBDIVISION_DE``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

BASE: Final = "https://w3id.org/filon/id/"  # what relative IRIs are resolved against unless the user says otherwise
VOCABULARY: Final = "https://w3id.org/filon/def"  # the ontology, and the named graph that holds it

PREFIXES: Final[dict[str, str]] = {
    "filon": "https://w3id.org/filon/def#",
    "fc": "https://w3id.org/filon/code#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "cpov": "http://data.europa.eu/m8g/",
    "igeo": "http://rdf.insee.fr/def/geo#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "wikibase": "http://wikiba.se/ontology#",
    "sh": "http://www.w3.org/ns/shacl#",
}


class Class(StrEnum):
    """The classes that data nodes have: own ones, then reused ones."""

    SITE = "filon:Site"
    PROJECT = "filon:Project"
    PROGRAMME = "filon:Programme"
    AGREEMENT = "filon:Agreement"
    ACT = "filon:Act"
    DOCUMENT = "filon:Document"
    TEXT_VERSION = "filon:TextVersion"
    PART = "filon:Part"
    FUNDING = "filon:Funding"
    EXPENDITURE = "filon:Expenditure"
    COST = "filon:Cost"
    INSTALMENT = "filon:Instalment"
    BUDGET_LINE = "filon:BudgetLine"
    FINANCING_PLAN = "filon:FinancingPlan"
    PARTICIPATION = "filon:Participation"
    COLLECTIVE = "filon:Collective"
    CLAIM = "filon:Claim"
    CONFLICT = "filon:Conflict"
    MEASURE = "filon:Measure"
    JUDGEMENT = "filon:Judgement"
    ORGANISATION = "org:Organization"
    PUBLIC_ORGANISATION = "cpov:PublicOrganisation"
    COLLABORATION = "org:OrganizationalCollaboration"
    MEMBERSHIP = "org:Membership"
    PERSON = "foaf:Person"
    COMMUNE = "igeo:Commune"
    INTERCOMMUNALITE = "igeo:Intercommunalite"
    DEPARTEMENT = "igeo:Departement"
    REGION = "igeo:Region"
    PLACE = "dcterms:Location"
    SPAN = "oa:SpecificResource"
    POSITION_SELECTOR = "oa:TextPositionSelector"
    QUOTE_SELECTOR = "oa:TextQuoteSelector"
    RUN = "prov:Activity"
    SOFTWARE_AGENT = "prov:SoftwareAgent"


class Property(StrEnum):
    """The properties that statements use: own ones, then reused ones."""

    BENEFICIARY = "filon:beneficiary"
    UNDER_AGREEMENT = "filon:underAgreement"
    DECIDED_BY = "filon:decidedBy"
    PROGRAMME = "filon:programme"
    INSTALMENT = "filon:instalment"
    PLAN_FOR = "filon:planFor"
    LINE = "filon:line"
    EXPENSE = "filon:expense"
    COST_OF = "filon:costOf"
    REALISES = "filon:realises"
    IMPUTATION = "filon:imputation"
    PROJECT_OWNER = "filon:projectOwner"
    PARTNER = "filon:partner"
    SIGNED_BY = "filon:signedBy"
    PARTICIPATION = "filon:participation"
    AGENT = "filon:agent"
    ROLE = "filon:role"
    REPRESENTED_BY = "filon:representedBy"
    AMENDS = "filon:amends"
    EVIDENCE = "filon:evidence"
    TEXT_OF = "filon:textOf"
    IN_PART = "filon:inPart"
    GENRE = "filon:genre"
    INVOLVES = "filon:involves"
    ABOUT = "filon:about"
    ON_PROPERTY = "filon:onProperty"
    POSSIBLY_SAME_AS = "filon:possiblySameAs"
    STATUS = "filon:status"
    NATURE = "filon:nature"
    TAX_BASIS = "filon:taxBasis"
    PRECISION = "filon:precision"
    FREQUENCY = "filon:frequency"
    AMOUNT_MIN = "filon:amountMin"
    AMOUNT_MAX = "filon:amountMax"
    TOTAL_COST = "filon:totalCost"
    ELIGIBLE_COST = "filon:eligibleCost"
    SHARE = "filon:share"
    BUDGET_YEAR = "filon:budgetYear"
    CONDITION = "filon:condition"
    VERBATIM = "filon:verbatim"
    DECLARED_COUNT = "filon:declaredCount"
    CONFIDENCE = "filon:confidence"
    METHOD = "filon:method"
    PART_START = "filon:start"
    PART_END = "filon:end"
    SHA256 = "filon:sha256"
    SIREN = "filon:siren"
    SIRET = "filon:siret"
    RNA = "filon:rna"
    MEASURED = "filon:measured"
    MEASURE = "filon:measure"
    VALUE = "filon:value"
    NETWORK = "filon:network"
    PARAMETERS = "filon:parameters"
    TYPE = "rdf:type"
    LABEL = "rdfs:label"
    PREF_LABEL = "skos:prefLabel"
    ALT_LABEL = "skos:altLabel"
    HIDDEN_LABEL = "skos:hiddenLabel"
    SEE_ALSO = "rdfs:seeAlso"
    SAME_AS = "owl:sameAs"
    DEPRECATED = "owl:deprecated"
    COMMENT = "rdfs:comment"
    TITLE = "dcterms:title"
    DESCRIPTION = "dcterms:description"
    DATE = "dcterms:date"
    CREATOR = "dcterms:creator"
    SPATIAL = "dcterms:spatial"
    IS_PART_OF = "dcterms:isPartOf"
    KIND = "dcterms:type"
    FORMAT = "dcterms:format"
    IDENTIFIER = "dcterms:identifier"
    IS_REPLACED_BY = "dcterms:isReplacedBy"
    PERSON_NAME = "foaf:name"
    CLASSIFICATION = "org:classification"
    MEMBER = "org:member"
    ORGANISATION = "org:organization"
    POST_ROLE = "org:role"
    MEMBER_OF = "org:memberOf"
    FUNDER = "schema:funder"
    AMOUNT = "schema:amount"
    CURRENCY = "schema:currency"
    FUNDED_ITEM = "schema:fundedItem"
    START_DATE = "schema:startDate"
    END_DATE = "schema:endDate"
    POSITION = "schema:position"
    PAGE_START = "schema:pageStart"
    SOFTWARE_VERSION = "schema:softwareVersion"
    CODE_INSEE = "igeo:codeINSEE"
    SUBDIVISION_DE = "igeo:subdivisionDe"
    PASSED_BY = "eli:passed_by"
    DATE_DOCUMENT = "eli:date_document"
    TYPE_DOCUMENT = "eli:type_document"
    ID_LOCAL = "eli:id_local"
    SUBJECT = "rdf:subject"
    PREDICATE = "rdf:predicate"
    OBJECT = "rdf:object"
    WAS_GENERATED_BY = "prov:wasGeneratedBy"
    WAS_ASSOCIATED_WITH = "prov:wasAssociatedWith"
    USED = "prov:used"
    HAS_SOURCE = "oa:hasSource"
    HAS_SELECTOR = "oa:hasSelector"
    SPAN_START = "oa:start"
    SPAN_END = "oa:end"
    EXACT = "oa:exact"
    PREFIX = "oa:prefix"
    SUFFIX = "oa:suffix"
    RANK = "wikibase:rank"


class Code(StrEnum):
    """The concepts of the code lists: ``<LIST>_<CODE>``; the CURIE is ``fc:<list>-<code>``."""

    STATUS_REQUESTED = "fc:status-requested"
    STATUS_PLANNED = "fc:status-planned"
    STATUS_PROPOSED = "fc:status-proposed"
    STATUS_REPORTED = "fc:status-reported"
    STATUS_AWARDED = "fc:status-awarded"
    STATUS_CONTRACTED = "fc:status-contracted"
    STATUS_PAID = "fc:status-paid"
    STATUS_CANCELLED = "fc:status-cancelled"
    STATUS_REFUSED = "fc:status-refused"
    NATURE_CASH = "fc:nature-cash"
    NATURE_INKIND = "fc:nature-inkind"
    NATURE_SELF = "fc:nature-self"
    NATURE_LOAN = "fc:nature-loan"
    NATURE_FEE = "fc:nature-fee"
    FREQUENCY_YEARLY = "fc:frequency-yearly"
    ROLE_SIGNATORY = "fc:role-signatory"
    ROLE_OWNER = "fc:role-owner"
    ROLE_DELEGATED_OWNER = "fc:role-delegated-owner"
    ROLE_DESIGNER = "fc:role-designer"
    ROLE_PARTNER = "fc:role-partner"
    ROLE_FUNDER = "fc:role-funder"
    ROLE_LEAD = "fc:role-lead"
    GENRE_CONVENTION = "fc:genre-convention"
    GENRE_CONTRACT = "fc:genre-contract"
    GENRE_DELIBERATION = "fc:genre-deliberation"
    GENRE_ARRETE = "fc:genre-arrete"
    GENRE_MINUTES = "fc:genre-minutes"
    GENRE_REPORT = "fc:genre-report"
    GENRE_OTHER = "fc:genre-other"
    AGREEMENT_CONVENTION = "fc:agreement-convention"
    AGREEMENT_CPO = "fc:agreement-cpo"
    AGREEMENT_CONTRACT = "fc:agreement-contract"
    AGREEMENT_PROTOCOL = "fc:agreement-protocol"
    AGREEMENT_CHARTER = "fc:agreement-charter"
    AGREEMENT_AMENDMENT = "fc:agreement-amendment"
    PROGRAMME_PLAN = "fc:programme-plan"
    PROGRAMME_FUND = "fc:programme-fund"
    PROGRAMME_SCHEME = "fc:programme-scheme"
    PROGRAMME_LABEL = "fc:programme-label"
    PROGRAMME_CALL = "fc:programme-call"
    PROGRAMME_BENEFIT = "fc:programme-benefit"
    ACT_DELIBERATION = "fc:act-deliberation"
    ACT_ARRETE = "fc:act-arrete"
    ACT_DECISION = "fc:act-decision"
    FUNCTION_PRESIDENT = "fc:function-president"
    FUNCTION_VICE_PRESIDENT = "fc:function-vice-president"
    FUNCTION_MAYOR = "fc:function-mayor"
    FUNCTION_DEPUTY_MAYOR = "fc:function-deputy-mayor"
    FUNCTION_COUNCILLOR = "fc:function-councillor"
    FUNCTION_PREFECT = "fc:function-prefect"
    FUNCTION_SUB_PREFECT = "fc:function-sub-prefect"
    FUNCTION_MINISTER = "fc:function-minister"
    FUNCTION_DIRECTOR = "fc:function-director"
    FUNCTION_SECRETARY = "fc:function-secretary"
    FUNCTION_TREASURER = "fc:function-treasurer"
    FUNCTION_DELEGATE = "fc:function-delegate"
    SITE_CITE_MINIERE = "fc:site-cite-miniere"
    SITE_TERRIL = "fc:site-terril"
    SITE_FOSSE = "fc:site-fosse"
    SITE_CAVALIER = "fc:site-cavalier"
    SITE_FRICHE = "fc:site-friche"
    SITE_QUARTIER = "fc:site-quartier"
    SITE_PARK = "fc:site-park"
    SITE_ROAD = "fc:site-road"
    SITE_AREA = "fc:site-area"
    SITE_BUILDING = "fc:site-building"
    ORG_STATE = "fc:org-state"
    ORG_REGION = "fc:org-region"
    ORG_DEPARTEMENT = "fc:org-departement"
    ORG_COMMUNE = "fc:org-commune"
    ORG_EPCI = "fc:org-epci"
    ORG_MIXED_SYNDICATE = "fc:org-mixed-syndicate"
    ORG_PUBLIC_BODY = "fc:org-public-body"
    ORG_SCHOOL = "fc:org-school"
    ORG_HEALTH = "fc:org-health"
    ORG_HOUSING = "fc:org-housing"
    ORG_CHAMBER = "fc:org-chamber"
    ORG_ASSOCIATION = "fc:org-association"
    ORG_COMPANY = "fc:org-company"
    ORG_POLITICAL_GROUP = "fc:org-political-group"
    ORG_COMMITTEE = "fc:org-committee"
    ORG_EUROPEAN = "fc:org-european"
    ORG_INTERNATIONAL = "fc:org-international"
    TAX_HT = "fc:tax-ht"
    TAX_TTC = "fc:tax-ttc"
    TAX_NET = "fc:tax-net"
    PRECISION_EXACT = "fc:precision-exact"
    PRECISION_APPROXIMATE = "fc:precision-approximate"
    PRECISION_MAX = "fc:precision-max"
    PRECISION_MIN = "fc:precision-min"
    CONFLICT_AMOUNT = "fc:conflict-amount"
    CONFLICT_DATE = "fc:conflict-date"
    CONFLICT_PARTY = "fc:conflict-party"
    CONFLICT_OWNER = "fc:conflict-owner"
    CONFLICT_COUNT = "fc:conflict-count"
    CONFLICT_ARITHMETIC = "fc:conflict-arithmetic"
    CONFLICT_VALUE = "fc:conflict-value"
    REVIEW_OPEN = "fc:review-open"
    REVIEW_CONFIRMED = "fc:review-confirmed"
    REVIEW_REJECTED = "fc:review-rejected"
    VERDICT_MERGE = "fc:verdict-merge"
    VERDICT_SPLIT = "fc:verdict-split"
    VERDICT_DIFFER = "fc:verdict-differ"
    VERDICT_RENAME = "fc:verdict-rename"
    VERDICT_REJECT = "fc:verdict-reject"
    VERDICT_CONFIRM = "fc:verdict-confirm"


class Rank(StrEnum):
    """How far a claim is believed: preferred claims are asserted in the default graph."""

    PREFERRED = "wikibase:PreferredRank"
    NORMAL = "wikibase:NormalRank"
    DEPRECATED = "wikibase:DeprecatedRank"


def is_curie(value: str) -> bool:
    """Whether a value holds one of the `PREFIXES` (``fc:status-paid``), and so is not a relative IRI."""
    prefix, colon, _ = value.partition(":")
    return bool(colon) and prefix in PREFIXES


def expand(curie: str) -> str:
    """The IRI of a CURIE; `ValueError` where its prefix is unknown."""
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in PREFIXES:
        msg = f"{curie!r} is not a CURIE with a known prefix."
        raise ValueError(msg)
    return PREFIXES[prefix] + local


def shorten(iri: str) -> str:
    """The CURIE of an IRI under one of the `PREFIXES`, else the IRI itself."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def short(iri: str, base: str) -> str:
    """An IRI as people read it: without the ``base`` of its graph where it lies below that, else `shorten`."""
    return iri.removeprefix(base) if iri.startswith(base) else shorten(iri)


def resolve(value: str, base: str = BASE) -> str:
    """The IRI that a statement's subject or value stands for: a CURIE expanded, an absolute IRI kept, any other under ``base``."""
    if is_curie(value):
        return expand(value)
    return value if "://" in value or value.startswith(base) else base + value


def code_of(scheme: str, notation: str) -> Code:
    """The code ``fc:<scheme>-<notation>``; `ValueError` where the list has no such code."""
    return Code(f"fc:{scheme}-{notation}")
