"""Parts of documents as acts and agreements: what is decided where, and under which agreement money is given."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from filon.facts.claims import Claims, date, text
from filon.facts.context import Source
from filon.facts.flow import Flow
from filon.facts.iris import act_iri, digest, slug
from filon.facts.lexicon import fold, says
from filon.facts.tellings import ACTS, words_of
from filon.model import Conflict, EntityType, Evidence, Genre, Literal, Part, RelationType
from filon.values import read_date
from filon.vocab import Class, Code, Property

_HEAD = 600  # characters in which an agreement that has no title names itself
_SURE = 0.9  # a number, date or title stands where the part's reading found it
_METHOD = "part"
_PREAMBLE = 4000  # characters in which an agreement names its parties and what authorises them
_CITED = re.compile(r"(?i)(?:autoris|habilit)\w+ (?:\w+ ){0,4}?par (?:la |une |sa )?délibération[^;\n]{0,160}")
_NUMBER = re.compile(r"(?i)\bn\s?[°ºo]\s?([\w][\w./-]*\d)")
_DATE = re.compile(r"\d{1,2}(?:\s?er)? \w+ \d{4}|\d{1,2}/\d{1,2}/\d{4}")
_UNNAMED = re.compile(r"avenant(?:\W+n?\W*\d*)?")  # every agreement has its first amendment
_AGREEMENTS = frozenset({Genre.CONVENTION, Genre.CONTRACT})


def state_acts(claims: Claims, sources: Iterable[Source]) -> list[Conflict]:
    """Every délibération and arrêté with a number: number, date, issuer, title; returns the dates that contradict each other.

    What the act itself says of its day is preferred to what others say who cite it.
    """
    sources = list(sources)
    for source in sources:
        for part in source.annotation.parts:
            if part.genre in ACTS and part.number and part.number_span:
                _state_act(claims, source, part, part.number, part.number_span)
    return _state_cited_dates(claims, sources)


def _state_cited_dates(claims: Claims, sources: Iterable[Source]) -> list[Conflict]:
    """The days that texts give acts in hand which they cite by number and whose issuer they name."""
    sources = list(sources)
    known = {
        number: acts
        for number, acts in _known_acts(sources)[0].items()
        if len({iri for _, iri in acts}) == 1 and acts[0][0]
    }
    own: dict[str, set[str]] = {}
    for source in sources:
        for part in source.annotation.parts:
            if part.number in known and part.genre in ACTS and part.number_span and part.date:
                own.setdefault(part.number, set()).add(part.date)
    conflicts = []
    cited: dict[str, set[str]] = {}
    for source in sources:
        named = {entity.iri for entity in source.entities.values()}
        for citation in source.citations:
            if citation.date is None or len(own.get(citation.number, ())) != 1:
                continue
            issuer, iri = known[citation.number][0]
            if issuer in named:
                cited.setdefault(citation.number, set()).add(citation.date)
                right = citation.date in own[citation.number]
                evidence = source.evidence(citation.start, citation.end, _SURE, "citation")
                claims.say(iri, Property.DATE_DOCUMENT, date(citation.date), evidence, preferred=right)
    for number, days in sorted(cited.items()):
        if days - own[number]:
            values = tuple(date(day) for day in sorted(days | own[number]))
            kind = Code.CONFLICT_DATE.removeprefix("fc:")
            conflicts.append(Conflict(known[number][0][1], Property.DATE_DOCUMENT.value, kind, values))
    return conflicts


def _state_act(claims: Claims, source: Source, part: Part, number: str, span: tuple[int, int]) -> None:
    issuer = source.iri(part.issuer)
    iri, said = act_iri(issuer, number), _said(source, span)
    is_order = part.genre is Genre.ARRETE
    claims.say(iri, Property.TYPE, Class.ACT, said)
    claims.say(iri, Property.LABEL, text(f"{'Arrêté' if is_order else 'Délibération'} n° {number}"), said)
    claims.say(iri, Property.ID_LOCAL, Literal(number), said)
    claims.say(iri, Property.TYPE_DOCUMENT, Code.ACT_ARRETE if is_order else Code.ACT_DELIBERATION, said)
    if part.date and part.date_span:
        claims.say(iri, Property.DATE_DOCUMENT, date(part.date), _said(source, part.date_span))
    if part.title:
        claims.say(iri, Property.TITLE, text(source.quote(part.title)), _said(source, part.title))
    if issuer is not None and part.issuer is not None:
        mention = source.mention_near(part.issuer, part.start, part.end)
        shown = source.evidence(mention.start, mention.end, mention.confidence, mention.method) if mention else said
        claims.say(iri, Property.PASSED_BY, issuer, shown)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement that a part of a document is the text of, and what says so."""

    iri: str
    evidence: Evidence


def find_agreements(claims: Claims, sources: Iterable[Source]) -> dict[tuple[str, int], Agreement]:
    """The agreement of each convention or contract, by document and part: the one its title or its head names, else its own title."""
    found: dict[tuple[str, int], Agreement] = {}
    for source in sources:
        named = sorted(
            (mention.start, mention.end, index)
            for index, entity in source.entities.items()
            if entity.type is EntityType.PROGRAMME and (entity.kind or "").startswith("agreement-")
            for mention in source.mentions_of(index)
        )
        for number, part in enumerate(source.annotation.parts):
            if part.genre not in _AGREEMENTS:
                continue
            start, end = part.title or (part.start, min(part.end, part.start + _HEAD))
            place = bisect_left(named, (start, 0, 0))
            inside = place < len(named) and named[place][0] < end
            if inside and not (part.title and _UNNAMED.fullmatch(fold(source.entities[named[place][2]].label))):
                first, last, index = named[place]
                found[source.name, number] = Agreement(source.entities[index].iri, _said(source, (first, last)))
            elif part.title:
                found[source.name, number] = _state_agreement(claims, source, part, part.title)
    return found


def _state_agreement(claims: Claims, source: Source, part: Part, span: tuple[int, int]) -> Agreement:
    title, said = source.quote(span), _said(source, span)
    iri = f"agreement/{slug(title)}-{digest(source.document.sha256, part.start)}"
    kind = Code.AGREEMENT_CONVENTION if part.genre is Genre.CONVENTION else Code.AGREEMENT_CONTRACT
    claims.say(iri, Property.TYPE, Class.AGREEMENT, said)
    claims.say(iri, Property.LABEL, text(title), said)
    claims.say(iri, Property.KIND, kind, said)
    if part.date and part.date_span:
        claims.say(iri, Property.DATE, date(part.date), _said(source, part.date_span))
    return Agreement(iri, said)


def state_amendments(
    claims: Claims, sources: Iterable[Source], agreements: Mapping[tuple[str, int], Agreement]
) -> None:
    """What each amendment amends: the one agreement in hand whose title its own holds and of whose parties one signs it.

    An agreement that is not in hand is amended under the name that the title gives it.
    """
    by_name = {source.name: source for source in sources}
    titled = [
        (agreement, words_of(by_name[name].quote(part.title)), _naming(by_name[name], part))
        for (name, number), agreement in agreements.items()
        if (part := by_name[name].annotation.parts[number]).title
    ]
    for (name, number), agreement in agreements.items():
        source = by_name[name]
        part = source.annotation.parts[number]
        if part.title is None or not says(source.quote(part.title), "amendment"):
            continue
        title, parties = words_of(source.quote(part.title)), _naming(source, part)
        known = {
            other.iri
            for other, words, others in titled
            if other.iri != agreement.iri and len(words) > 1 and words < title and parties & others
        }
        target = known.pop() if len(known) == 1 else _named_in(source, part.title, besides=agreement.iri)
        if target:
            claims.say(agreement.iri, Property.AMENDS, target, _said(source, part.title))


def _naming(source: Source, part: Part) -> set[str]:
    """The bodies that a part names where it names its parties."""
    end = min(part.end, part.start + _PREAMBLE)
    return {
        entity.iri
        for index, entity in source.entities.items()
        if entity.type is EntityType.ORG
        and any(part.start <= mention.start < end for mention in source.mentions_of(index))
    }


def _named_in(source: Source, span: tuple[int, int], *, besides: str) -> str | None:
    """The agreement that is named in a stretch, last of those that are; ``None`` where none is but a nameless amendment."""
    named = [
        (mention.start, entity.iri)
        for index, entity in source.entities.items()
        if (entity.kind or "").startswith("agreement-")
        and entity.iri != besides
        and not _UNNAMED.fullmatch(fold(entity.label))
        for mention in source.mentions_of(index)
        if span[0] <= mention.start < span[1]
    ]
    return max(named)[1] if named else None


def state_authorisations(
    claims: Claims, sources: Iterable[Source], agreements: Mapping[tuple[str, int], Agreement]
) -> None:
    """The act that authorised an agreement, as the agreement's head cites it («autorisé par délibération … en date du …»).

    An act is recognised by its number, or by its date where one act only of that day is known whose issuer signs.
    """
    by_number, by_date = _known_acts(sources)
    for source in sources:
        for number, part in enumerate(source.annotation.parts):
            agreement = agreements.get((source.name, number))
            if agreement is None:
                continue
            signing = {iri for iri in (source.iri(index) for index in _signing(source, part)) if iri}
            for cited in _CITED.finditer(source.document.text, part.start, min(part.end, part.start + _PREAMBLE)):
                numbered = _NUMBER.search(cited[0])
                dated = _DATE.search(cited[0])
                acts = (
                    by_number.get(numbered[1], [])
                    if numbered
                    else by_date.get(read_date(dated[0]) or "", [])
                    if dated
                    else []
                )
                known = {iri for issuer, iri in acts if issuer in signing}
                if len(known) == 1:
                    claims.say(agreement.iri, Property.DECIDED_BY, known.pop(), _said(source, cited.span()))


_Acts = dict[str, list[tuple[str | None, str]]]


def _known_acts(sources: Iterable[Source]) -> tuple[_Acts, _Acts]:
    """Issuer and IRI of the acts in hand, by number and by date."""
    by_number: _Acts = {}
    by_date: _Acts = {}
    for source in sources:
        for part in source.annotation.parts:
            if part.genre in ACTS and part.number and part.number_span:
                issuer = source.iri(part.issuer)
                act = issuer, act_iri(issuer, part.number)
                by_number.setdefault(part.number, []).append(act)
                if part.date:
                    by_date.setdefault(part.date, []).append(act)
    return by_number, by_date


def _signing(source: Source, part: Part) -> set[int]:
    """The local entities that sign an agreement inside a part."""
    return {
        relation.subject
        for relation in source.annotation.relations
        if relation.type is RelationType.SIGNATORY and part.start <= relation.start < part.end
    }


def state_agreements(claims: Claims, flows: Iterable[Flow], agreements: Mapping[tuple[str, int], Agreement]) -> None:
    """Tie each grant that a convention tells to that convention."""
    for flow in flows:
        for telling in flow.tellings:
            if telling.part is None or telling.genre is not Genre.CONVENTION or flow.spent:
                continue
            agreement = agreements.get((telling.source.name, telling.part))
            if agreement:
                claims.say(flow.iri, Property.UNDER_AGREEMENT, agreement.iri, agreement.evidence)


def _said(source: Source, span: tuple[int, int]) -> Evidence:
    return source.evidence(*span, _SURE, _METHOD)
