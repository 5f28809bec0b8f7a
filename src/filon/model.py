"""The values that cross stages. Standard library only; frozen; offsets are Unicode code points ``[start, end)``.

Three groups, in the order of the data flow:

* what was read: `Document`, made of `Page`, `Block`, `Table`, `Cell`;
* what one document says: `Annotation`, made of `LocalEntity`, `Mention`, `Amount`, `Plan`, `Relation`, `Attribute`, `Part`;
* what all documents say: `Entity`, `Statement` (a fact with its evidence), gathered in a `Graph`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

# --- what was read --------------------------------------------------------------------------------------------


class BlockKind(StrEnum):
    """What a stretch of lines is, as far as layout tells."""

    HEADING = "heading"
    ARTICLE = "article"  # «Article 3 :», the line or lead that numbers it
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    KEY_VALUE = "key_value"  # «Maîtrise d'ouvrage : Commune de X»
    TABLE = "table"
    SCAR = "scar"  # page number, running header, dotted line: not part of the text


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source: its number (from 1) and the characters taken from it."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: the stripped text is ``text[start:end]`` (empty cell: start == end)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; ``rows[:header_rows]`` are the header (0, 1 or 2 rows). Rows may differ in length."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the document with one function.

    ``label`` is the span of what numbers or names it: the article's number, the bullet, the key of a key-value line.
    ``body`` is the span of what it says (without label, bullet, colon, emphasis marks at its ends).
    ``level`` is the depth of a heading (1 = highest) or of a list item (1 = outermost), else 0.
    ``parent`` is the index of the block that governs this one: the lead-in of a list item («Le Département :»),
    the article of a paragraph, else the heading of its section; ``None`` at the top.
    """

    kind: BlockKind
    start: int
    end: int
    body: tuple[int, int]
    label: tuple[int, int] | None = None
    level: int = 0
    parent: int | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: immutable text and its structure, found once.

    ``name`` is the path below the folder given to the build (POSIX separators), or the file's name.
    ``sha256`` is that of the file's bytes. ``pages`` is empty where the format has none.
    """

    name: str
    text: str
    sha256: str
    media_type: str = "text/plain"
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()

    def page_of(self, offset: int) -> int | None:
        """The number of the page that holds this offset, or ``None`` where the format has no pages."""
        return next((page.number for page in self.pages if page.start <= offset < page.end), None)


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be read, and why: ``reason`` is one sentence a user can act on.

    ``skipped``: a file of another kind that merely lay in a folder; nobody asked for it by name.
    """

    name: str
    reason: str
    skipped: bool = False


# --- what one document says -----------------------------------------------------------------------------------


class EntityType(StrEnum):
    """The five types of the facts export."""

    ORG = "ORG"
    PERSON = "PERSON"
    PLACE = "PLACE"
    PROJECT = "PROJECT"
    PROGRAMME = "PROGRAMME"


class AmountRole(StrEnum):
    """What an amount does in its sentence (the annotation guidelines define each)."""

    AWARD = "award"
    PLAN = "plan"
    SPEND = "spend"
    PART = "part"
    COST = "cost"
    OTHER = "other"


FLOW_ROLES = frozenset({AmountRole.AWARD, AmountRole.PLAN, AmountRole.SPEND, AmountRole.PART})


class RelationType(StrEnum):
    """The seven relation types of the facts export."""

    SIGNATORY = "signatory"
    HOLDS_POST = "holds_post"
    MEMBER = "member"
    PARTNER = "partner"
    OWNER = "owner"
    LOCATED = "located"
    PART_OF = "part_of"


class AttributeName(StrEnum):
    """What a document says of one entity beside its relations."""

    SIRET = "siret"
    SIREN = "siren"
    RNA = "rna"
    DATE = "date"  # when an agreement was signed, ISO
    PERIOD = "period"  # YYYY, YYYY-YYYY
    DECLARED_COUNT = "declared_count"  # «8 établissements …» signed: a number of parties said, not named


class Genre(StrEnum):
    """The kind of text a part of a document is; the order of preference between sources follows from it."""

    CONVENTION = "convention"
    CONTRACT = "contract"  # contrat territorial and its sheets
    DELIBERATION = "deliberation"
    ARRETE = "arrete"
    MINUTES = "minutes"  # procès-verbal
    REPORT = "report"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """One thing as one document knows it: every way the document names it, and what it is.

    ``name`` is the fullest form; ``aliases`` the other forms (acronyms, short references, printed variants).
    ``kind`` refines the type with a code of the ontology's lists (``org-commune``, ``site-terril``,
    ``agreement-convention`` …) or ``None``. ``registry`` is a key of the shipped gazetteer
    (``commune:62528``, ``epci:246200364``, ``departement:62``, ``region:32``) or ``None``. For an ORG it is the key of the
    territory that the body governs: commune the place and commune the body share the key, not the entity.
    ``territory`` is the registry key of the ground it stands on where the document says so.
    ``collective`` marks a party that is named as a class («les communes»): it has no mention.
    """

    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    registry: str | None = None
    territory: str | None = None
    collective: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a document names an entity: ``entity`` indexes `Annotation.entities`."""

    start: int
    end: int
    entity: int
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A monetary amount and the flow it tells. Entities are indexes into `Annotation.entities`.

    ``value`` is in units of ``currency`` (EUR, FRF). ``purpose`` is a span. ``period`` is ``YYYY``, ``YYYY-YYYY`` or
    ``YYYY-MM-DD``. ``share`` is a percentage (30 for 30 %). ``whole`` is the index of the amount that a `part` breaks down.
    ``precision`` is ``exact``, ``approximate``, ``max`` or ``min``; ``tax`` is ``ht``, ``ttc`` or ``None``. ``yearly`` is true for «5 M€/an».
    """

    start: int
    end: int
    value: Decimal
    role: AmountRole
    currency: str = "EUR"
    funders: tuple[int, ...] = ()
    beneficiaries: tuple[int, ...] = ()
    purpose: tuple[int, int] | None = None
    project: int | None = None
    period: str | None = None
    share: Decimal | None = None
    whole: int | None = None
    precision: str = "exact"
    tax: str | None = None
    yearly: bool = False
    confidence: float = 0.5
    method: str = ""
    funder_evidence: tuple[tuple[int, int], ...] = ()
    beneficiary_evidence: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A financing plan: revenue ``lines`` and ``costs`` index `Annotation.amounts`; ``total`` is the total cost's index."""

    start: int
    end: int
    lines: tuple[int, ...]
    costs: tuple[int, ...] = ()
    total: int | None = None
    project: int | None = None
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two entities and the characters that assert it."""

    start: int
    end: int
    type: RelationType
    subject: int
    object: int
    confidence: float
    method: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """A value that the document states of one entity, with the characters that state it."""

    start: int
    end: int
    subject: int
    name: AttributeName
    value: str
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document that is a text of its own: an act, a convention, a report inside a collection.

    ``number`` is the act's own number («2019-117»), ``date`` ISO, ``issuer`` an entity index, ``title`` a span;
    ``number_span`` and ``date_span`` are where they are written.
    """

    start: int
    end: int
    genre: Genre
    number: str | None = None
    date: str | None = None
    title: tuple[int, int] | None = None
    issuer: int | None = None
    number_span: tuple[int, int] | None = None
    date_span: tuple[int, int] | None = None


class SilenceKind(StrEnum):
    """What was seen and could not be turned into a fact."""

    AMOUNT_WITHOUT_FLOW = "amount_without_flow"
    PAYING_VERB_WITHOUT_AMOUNT = "paying_verb_without_amount"
    TABLE_NOT_UNDERSTOOD = "table_not_understood"
    LINE_NOT_READ = "line_not_read"


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch that was seen and not understood; it goes into the report."""

    start: int
    end: int
    kind: SilenceKind


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that one document says, as plain data; spaCy is gone."""

    document: str
    entities: tuple[LocalEntity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    amounts: tuple[Amount, ...] = ()
    plans: tuple[Plan, ...] = ()
    relations: tuple[Relation, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    parts: tuple[Part, ...] = ()
    silences: tuple[Silence, ...] = ()


# --- what all documents say -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Doubt:
    """Another thing that may be this one: its IRI, how likely that is (0 to 1), and the reasons with their weights in bits."""

    iri: str
    confidence: float
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing across documents. ``iri`` is relative to the base (``org/commune-de-lens``).

    ``members`` are the (document name, local entity index) pairs that were judged to be this thing. ``doubts`` are the
    things that may be this one; of the two only the first by IRI names the other.
    """

    iri: str
    type: EntityType
    label: str
    alt_labels: tuple[str, ...] = ()
    kind: str | None = None
    registry: str | None = None
    siren: str | None = None
    insee: str | None = None
    collective: bool = False
    members: tuple[tuple[str, int], ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters of one document that say something, and how sure the reading is."""

    document: str
    start: int
    end: int
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal value: lexical form, datatype CURIE (``xsd:decimal`` …) or language (``fr``)."""

    lexical: str
    datatype: str = "xsd:string"
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact: subject (relative IRI), property (CURIE), value (relative IRI, CURIE or literal), and what says so.

    A ``str`` value that holds a known prefix (``fc:``, ``filon:`` …) is a CURIE, any other is an IRI relative to the base.
    ``preferred`` statements stand in the default graph; the others are claims only (a contradiction that lost), and those
    ``rejected`` were taken out by a person.
    """

    subject: str
    property: str
    value: str | Literal
    evidence: tuple[Evidence, ...]
    preferred: bool = True
    verbatim: str | None = None
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements about one subject and property that cannot all hold; ``kind`` is a code (``conflict-amount`` …).

    ``settled``: a person has said which holds.
    """

    subject: str
    property: str
    kind: str
    values: tuple[str | Literal, ...]
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything that a build asserts, before it is RDF."""

    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    flows: dict[tuple[str, int], str] = field(default_factory=dict)  # (document, amount index) -> flow IRI
