"""Parties and signatures: who an agreement is between, who presides, and who signs in which capacity."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.relations.listed import sole_scheme
from filon.annotate.relations.masking import BODIES, SIGNS, mask
from filon.annotate.relations.parties import Party, first_stop, is_told, parties, preambles, read_presented, represented
from filon.annotate.relations.rules import expand, written
from filon.annotate.words import fold
from filon.model import BlockKind, EntityType, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.relations.scene import Scene, Slot

_ORG, _PERSON = BODIES, SIGNS["P"]
_CIVIL = r"(?:M\.|Mme|Mlle|Monsieur|Madame|Maître|Docteur|Dr\.?)"
_NAME_LINE = re.compile(rf"[\s*_#|]*(?:{_CIVIL}\s+)?(?:le |la )?\x00[\s*_|,.]*", re.IGNORECASE)
_SIGNED = re.compile(
    r"[\s*_#|.…]*(?:signé|sign[eé] électroniquement|p/o|pour le président et par délégation)?[\s*_|:.…]*", re.IGNORECASE
)
_ABOVE = 700  # characters above the names in which their posts stand
_AGREEMENT_HEAD = re.compile(r"\W*(?:projet d[e'] ?)?(?:avenant|accord|charte|contrat|convention|pacte|protocole)\b")
_PREAMBLE = 4_000  # characters from an agreement's title to the end of its parties
_TITLE_LINE = 200
_BETWEEN = re.compile(r"(?:[\s/–—|,;&+•*_()-]|\b(?:et|la|le|les|l|avec|entre)\b|['’])*", re.IGNORECASE)
_LISTED = re.compile(
    r"[\W_]*(?:les )?(?:co-?)?signataires?(?: (?:de la|du) [\w ]{4,30})?[\s*_]*[:|][\s*_]*", re.IGNORECASE
)
_AGREEMENT_NOUN = re.compile(r"\b(?:convention|contrat|accord|protocole|avenant|charte|pacte)\b")
_PRESENT = re.compile(rf"présente? ({_AGREEMENT_NOUN.pattern})", re.IGNORECASE)
_OWNER = re.compile(r"\bma[iî]tre d['’]ouvrage\b(?! délégué)", re.IGNORECASE)
_GIVING = re.compile(
    r"\b(?:soutien|subvention|participation|financement|concours|aide|contribution|dotation|appui)\b", re.IGNORECASE
)
_OPERATION = re.compile(r"(?:OPAH|opération programmée)", re.IGNORECASE)
_TITLED = 700  # characters from the agreement's title to «Signataires :»
_RIDER = re.compile(r"avenant\b", re.IGNORECASE)


@cache
def _posts() -> re.Pattern[str]:
    return re.compile(
        expand(
            rf"(?P<delegator>pour {_CIVIL}? ?(?:le |la |l')(?:{{post}}))|(?P<for>pour (?:le |la |les |l')?{{gap:30}}[{_ORG}])|"
            r"(?:^|[ ,])(?:le |la |l')?(?P<role>{post})(?= |,|$|\b)"
        ),
        re.IGNORECASE,
    )


@cache
def _presides() -> re.Pattern[str]:
    return re.compile(
        expand(
            rf"(?P<president>(?:sous la )?présidence (?:de |d'){_CIVIL}? ?{_PERSON})|"
            rf"(?P<secretary>secrétaire(?: de (?:la )?séance)?(?: de séance)? ?: ?{_CIVIL}? ?{_PERSON})|"
            rf"(?P<appointed>{_PERSON}{{but P:80}} (?:a été|est) (?:élue?|désignée?|nommée?){{gap:30}} pour (?:remplir|assurer|exercer) (?:ces fonctions|(?:les|la) fonctions? de secrétaire)|"
            rf"désign\w+ {_CIVIL}? ?{_PERSON},? (?:(?:comme|en qualité de|aux fonctions de|pour (?:assurer|remplir|exercer) (?:les|la) fonctions? de) )?secrétaire)|"
            rf"{_PERSON} (?:a été|est) (?:élue?|désignée?|nommée?) (?P<role>secrétaire(?: de séance)?)|"
            rf"{_PERSON}, (?:le |la )?(?P<speaker>{{post}}),? (?:expose|rapporte|présente|propose|informe|rappelle|indique|donne lecture)"
        ),
        re.IGNORECASE,
    )


def read(scene: Scene) -> None:
    """Assert parties of agreements, chairs of sessions, and posts in signature blocks."""
    for start, end in preambles(scene):
        _read_parties(scene, start, end)
    for index, block in enumerate(scene.blocks):
        if block.kind is BlockKind.HEADING and _AGREEMENT_HEAD.match(fold(scene.text[block.body[0] : block.body[1]])):
            _read_untold_preamble(scene, block.end)
            _read_title_page(scene, index)
    for block in scene.blocks:
        if block.table is None and (found := _LISTED.match(scene.text, block.start, block.end)):
            _read_listed(scene, found.end(), block.end)
    people = [slot for slot in scene.slots if slot.sign == "P"]
    for run in _signature_runs(scene, people):
        _read_signatures(scene, run)
    _read_sessions(scene)


# --- parties ------------------------------------------------------------------------------------------------------


def _read_parties(scene: Scene, start: int, end: int, *, told: bool = True) -> None:
    """Each party signs the agreement above; where nothing has ``told`` parties, only who is represented is one."""
    found = [party for party in parties(scene, start, end) if told or represented(scene, party.slot.end, party.end)]
    for party in found:
        read_presented(scene, party)
    if len({party.slot.entity for party in found}) < 2:
        return
    said = _PRESENT.search(scene.text, *scene.line(start))
    near = (slot for slot in scene.before(start) if slot.sign == "C" and start - slot.end < 3_000)
    # «La présente convention est conclue entre» is not about a contract named above.
    agreement = next((slot for slot in near if said is None or _is_headed(scene, slot, said[1])), None)
    if agreement is None:
        return
    signed = [agreement.entity]
    # «Avenant n° 2 à la convention …»: its parties signed both, and it belongs to the convention.
    rider = next((slot for slot in scene.before(agreement.start) if agreement.start - slot.end < 40), None)
    if rider is not None and rider.sign == "C" and _RIDER.match(scene.text, rider.start):
        signed.append(rider.entity)
        evidence = (rider.start, agreement.end)
        scene.relate(RelationType.PART_OF, [rider.entity], signed[:1], evidence, 0.85, "relations.part_of.rider")
    for party in found:
        body = scene.body(party.slot.entity)
        scene.relate(RelationType.SIGNATORY, [body], signed, party.shown, 0.9, "relations.signatory.party")
    _read_owner(scene, found, agreement)
    _read_supported(scene, found, agreement)


def _read_untold_preamble(scene: Scene, start: int) -> None:
    """«La Région X, représentée par …,⏎et⏎La commune Y, représentée par …» below the title, without «entre»."""
    end = first_stop(scene, start, _PREAMBLE)
    if represented(scene, start, end) > 1 and not is_told(scene, start, end):
        _read_parties(scene, start, end, told=False)


def _read_title_page(scene: Scene, index: int) -> None:
    """The line below the agreement's title that consists of bodies: «Département A / Communauté de communes B»."""
    title, below = scene.blocks[index], scene.blocks[index + 1 : index + 2]
    agreement = sole_scheme(scene, title)
    if agreement is None or not below or below[0].table is not None or below[0].end - below[0].start > _TITLE_LINE:
        return
    slots = scene.within(below[0].start, below[0].end)
    ends = [below[0].body[0], *(slot.end for slot in slots)]
    starts = [*(slot.start for slot in slots), below[0].end]
    parted = all(_BETWEEN.fullmatch(scene.text, low, high) for low, high in zip(ends, starts, strict=True))
    if parted and len(slots) > 1 and all(slot.sign in "OAL" for slot in slots):
        for slot in slots:
            evidence = (slot.start, slot.end)
            body = scene.body(slot.entity)
            scene.relate(
                RelationType.SIGNATORY, [body], [agreement.entity], evidence, 0.75, "relations.signatory.title_page"
            )


def _is_headed(scene: Scene, slot: Slot, noun: str) -> bool:
    """Whether one of the agreement's names opens with this noun, or is an acronym or a title that has none."""
    names = [name.casefold() for name in scene.names(slot.entity)]
    return any(noun.casefold() in name for name in names) or not any(_AGREEMENT_NOUN.search(name) for name in names)


def _read_owner(scene: Scene, found: list[Party], agreement: Slot) -> None:
    """«l'Université X, représentée par …, maître d'ouvrage»: of the one project that the title names."""
    named = {slot.entity for slot in scene.within(agreement.start, found[0].slot.start) if slot.sign == "J"}
    programmed = agreement.entity if _OPERATION.match(scene.text, agreement.start) else None
    project = named.pop() if len(named) == 1 else programmed
    for party in found:
        owner = _OWNER.search(scene.text, party.slot.end, party.end)
        if owner is not None and project is not None:
            evidence = (party.slot.start, owner.end())
            body = scene.body(party.slot.entity)
            scene.relate(RelationType.OWNER, [body], [project], evidence, 0.8, "relations.owner.party")


def _read_supported(scene: Scene, found: list[Party], agreement: Slot) -> None:
    """«Convention relative à la subvention pour J» between an authority and one other: who gives, and whose J is."""
    title = (agreement.start, found[0].slot.start)
    projects = {slot.entity for slot in scene.within(*title) if slot.sign == "J"}
    bodies = list(dict.fromkeys(scene.body(party.slot.entity) for party in found))
    if len(projects) != 1 or len(bodies) != 2 or not _GIVING.search(scene.text, *title):
        return
    givers = [body for body in bodies if scene.is_public(body)]
    giver = bodies[0] if givers and bodies[0] in givers else givers[0] if len(givers) == 1 else None
    if giver is not None:
        owner = next(body for body in bodies if body != giver)
        scene.relate(RelationType.PARTNER, [giver], projects, title, 0.65, "relations.partner.convention")
        if not any(plain["type"] == "owner" and plain["object"] in projects for plain in scene.relations):
            scene.relate(RelationType.OWNER, [owner], projects, title, 0.65, "relations.owner.convention")


def _read_listed(scene: Scene, start: int, end: int) -> None:
    """«Signataires : l'État, A, les villes de B et C»: of the agreement that the heading above names."""
    named = [slot for slot in scene.before(start) if slot.sign in "CG" and start - slot.end < _TITLED]
    if not named:
        return
    agreement = next((slot for slot in named if slot.sign == "C"), named[0])
    for slot in scene.within(start, end):
        if slot.sign in "OAL":
            evidence = (slot.start, slot.end)
            body = scene.body(slot.entity)
            scene.relate(
                RelationType.SIGNATORY, [body], [agreement.entity], evidence, 0.85, "relations.signatory.listed"
            )


# --- signature blocks ---------------------------------------------------------------------------------------------


def _signature_runs(scene: Scene, people: list[Slot]) -> Iterator[list[Slot]]:
    """Persons who have a line to themselves, in runs that only blanks and «Signé» part."""
    run: list[Slot] = []
    for slot in people:
        low, high = scene.line(slot.start)[0], scene.line(slot.end)[1]
        line = scene.text[low : slot.start] + "\0" + scene.text[slot.end : high]
        alone = _NAME_LINE.fullmatch(line) is not None
        if run and not (alone and _SIGNED.fullmatch(scene.text, run[-1].end, slot.start)):
            yield run
            run = []
        if alone:
            run.append(slot)
    if run:
        yield run


def _read_signatures(scene: Scene, run: list[Slot]) -> None:
    """Posts above the names, in the same order as the names."""
    high = scene.line(run[0].start)[0]
    low = max(0, high - _ABOVE, scene.line(previous.end)[1] if (previous := _person_line_before(scene, run[0])) else 0)
    low = _after_prose(scene, low, high)
    masked = mask(scene, (low, high))
    posts: list[tuple[str, int | None, int]] = []
    body: int | None = None
    for found in _posts().finditer(masked.text):
        upto = _posts().search(masked.text, found.end())
        tail = masked.text[found.end() : upto.start() if upto else len(masked.text)][:90]
        said = next((masked.slots[found.end() + i] for i, sign in enumerate(tail) if sign in _ORG + SIGNS["L"]), None)
        own = scene.body(said[0].entity) if said else None
        if found["for"] is not None:
            body = scene.body(masked.slots[found.end() - 1][0].entity)
        elif found["delegator"] is not None:
            body = own if own is not None else body
        else:
            posts.append(
                (
                    written(scene, masked, found.span("role")),
                    own if own is not None else body,
                    masked.origin[found.start("role")][0],
                )
            )
            body = own if own is not None else body
    chosen = posts[-1:] if len(run) == 1 else posts
    if len(chosen) != len(run):
        return
    for slot, (role, held, start) in zip(run, chosen, strict=True):
        if held is not None and scene.type_of(held) is EntityType.ORG:
            scene.relate(
                RelationType.HOLDS_POST,
                [slot.entity],
                [held],
                (start, slot.end),
                0.85,
                "relations.holds_post.signature",
                role,
            )


def _person_line_before(scene: Scene, first: Slot) -> Slot | None:
    return next((slot for slot in scene.before(first.start) if slot.sign == "P"), None)


def _after_prose(scene: Scene, low: int, high: int) -> int:
    """A signature block has short lines; it begins after the last long one."""
    at = high
    while at > low:
        start = scene.text.rfind("\n", low, at - 1) + 1 or low
        if at - start > 160:
            return at
        at = start
    return at


# --- sessions -----------------------------------------------------------------------------------------------------


def _read_sessions(scene: Scene) -> None:
    """Who presides over and keeps the minutes of the session of the assembly named last, or of the act's issuer."""
    for start, end in scene.passages(_SPOKEN):
        if end - start > _LONGEST or not any(slot.sign == "P" for slot in scene.within(start, end)):
            continue
        masked = mask(scene, (start, end))
        for found in _presides().finditer(masked.text):
            person = next(
                masked.slots[i][0] for i in range(*found.span()) if i in masked.slots and masked.text[i] == _PERSON
            )
            role = (
                "Président"
                if found["president"]
                else "Secrétaire"
                if found["secretary"] or found["appointed"]
                else written(scene, masked, found.span("role" if found["role"] else "speaker"))
            )
            titled = bool(found["president"] or found["secretary"] or found["appointed"])
            at = masked.origin[found.start()][0]
            elsewhere = _POST_ELSEWHERE.match(masked.text, found.end()) is not None
            held = _assembly(scene, at, only=elsewhere) if titled else scene.holder(role, at)
            if held is not None:
                span = masked.span(*found.span())
                scene.relate(
                    RelationType.HOLDS_POST, [person.entity], [held], span, 0.8, "relations.holds_post.session", role
                )


# «sous la présidence de Mme X, préfète de l'Allier»: she presides over what may not be named.
_POST_ELSEWHERE = re.compile(r", (?:le |la |l')?(?:sous-)?(?:prefet|prefete|recteur|rectrice|direct(?:eur|rice))\b")


def _assembly(scene: Scene, offset: int, *, only: bool = False) -> int | None:
    """The body whose session this is: the last assembly named above, else (but for ``only``) the last organisation in the lines above, else the issuer."""
    near: Slot | None = None
    for slot in scene.before(offset):
        if offset - slot.end > _SESSION or not scene.same_part(slot.start, offset):
            break
        if slot.sign in "OA" and _ASSEMBLY.match(scene.names(slot.entity)[0]):
            return slot.entity
        if slot.sign in "OA" and near is None and offset - slot.end <= _HEADED:
            near = slot
    if only:
        return None
    return near.entity if near is not None else scene.issuer(offset)


_ASSEMBLY = re.compile(r"(?:conseil|comité|bureau|commission|assemblée)\b", re.IGNORECASE)
_SPOKEN = 400  # characters of a paragraph in which a chair or a secretary is told
_LONGEST = 900  # … of a sentence
_SESSION = 3_000  # characters from the name of an assembly to who presides over it
_HEADED = 600  # … from another body's
