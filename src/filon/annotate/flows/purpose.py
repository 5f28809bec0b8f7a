"""What a flow is for: the shortest stretch that says it.

Candidates are tried in an order that follows the grammar: what stands behind the amount («pour …», «destinée à …», «sur …»),
the object of the verb of support, the subject of what benefits, what the sentence opens with, the scheme it belongs to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.draft import FLOW
from filon.annotate.flows.dues import due_noun
from filon.annotate.flows.mask import AMOUNT, DATE, SIGNS, mask
from filon.annotate.flows.phrase import end_of, names_nothing, noun_phrase, points_back
from filon.annotate.flows.sheets import owner_of, project_in, title_of
from filon.annotate.flows.topic import (
    heading_above,
    label_before,
    named_in,
    object_article,
    object_of_agreement,
    of_lead,
    points,
    run_in_head,
    title_above,
    told_above,
    told_before,
)
from filon.annotate.wordlists import pattern
from filon.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.flows.clause import Noun, Verb
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.mask import Masked
    from filon.annotate.flows.phrase import Span
    from filon.annotate.flows.reading import Reading
    from filon.annotate.flows.scene import Scene

_I = re.IGNORECASE
_OPENING = 16  # characters between a bracket and the amount that it holds («(soit près de»)
_NEXT_TO = 6  # characters between what the amount before is for and the bracket behind it
# «… de l'État et», «… et près de»: only who pays stands between two amounts.
_PAYING_WORD = re.compile(
    rf"HT|TTC|de|d|du|des|la|le|les|l|par|et|soit|plus|près|environ|fonds|crédits|subventions?|aides?|\w+(?:aux|ales?|éens?)|[{SIGNS['ORG']}{SIGNS['PROGRAMME']}{SIGNS['REFERENCE']}]+",
    _I,
)
_SCHEME = re.compile(
    rf"(?:fonds|programme|dispositif|appels? à projets?)\s«[^»]*»?|(?:(?:appels? à projets?|fonds|programme|dispositif|plan|contrat|enveloppe)\s(?:du\s|de la\s|de\s|des\s|[«\"]\s?)?(?:fonds\s)?[«\"]?\s?)*{SIGNS['PROGRAMME']}[\s»{DATE}]*",
    _I,
)
_FRAMED = re.compile(
    r"(?:au titre|dans le cadre|au moyen|par le biais|via|grâce|sur|[(:]\s?)\s?(?:\w{1,3}\s|d['’]|l['’]){0,3}[«\"]?\s?\Z",
    _I,
)
_TITLE_OR_Y = re.compile(r"\bà ce titre\b|\by\s", _I)
_FOR = re.compile(
    rf"\b(?:pour\s|afin\s(?:de\s|d['’])|en vue\s(?:de\s|d['’]|du\s|des\s)|dans le but\s(?:de\s|d['’]))(?=\S)(?!(?:un (?:montant|total|budget|coût)|l['’]année|l['’]exercice|la période|les années|la saison|{DATE}|{AMOUNT}|moitié|sa part|mémoire))",
    _I,
)
_TOWARD = re.compile(
    r"\A(?:contribuer\s(?:à\s|au\s|aux\s)|participer\s(?:à\s|au\s|aux\s)|soutenir\s|financer\s|permettre\s|accompagner\s)",
    _I,
)
_MEANT = re.compile(
    r"\b(?:destinée?s?|affectée?s?|consacrée?s?|allouée?s?|dédiée?s?|réservée?s?)\s(?:à|au|aux|pour)\s", _I
)
_ABOUT = re.compile(
    r"\b(?:au titre|en faveur|au profit|au bénéfice)\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])\s?", _I
)
_NAMED = re.compile(r"\b(?=(?:projet|opération|action)\s(?:[A-ZÀÉÈ«]|\ue004))")
_FRAME = re.compile(
    r"\b(?:dans le cadre|dans le domaine|en matière)\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])\s?", _I
)
_NEXT = re.compile(
    r"\A\s?(?:HT|TTC)?\s?(?:/\s?an|par an)?\s?(?:ont été |a été |est |sont |était |étaient |sera |seront )?(?:\w+(?:ée?s?|is|us?)\s)?(?:à|au|aux|sur|dans)\s(?=\S)",
    _I,
)
_KIND = re.compile(
    r"\A\s?(?:HT|TTC)?\s?(?:/\s?an|par an)?\s?(?:supplémentaires?\s)?(?:de\s|d['’]|en\s)(?P<noun>[^\W\d_]+)(?P<link>\s(?:[^\s,.;:()]+\s)??(?:à|au|aux|pour|en|sur)\s)?",
    _I,
)
_AID_WORD = re.compile(
    r"(?:subventions?|aides?|participations?|financements?|crédits|investissements?|fonds|soutiens?|dotations?|prise|concours|autorisations?|plus|près)\Z",
    _I,
)
_ADVERBS = re.compile(
    rf"\A[\s,]*(?:(?:également|aussi|ainsi|notamment|financièrement|annuellement|quant à (?:lui|elle),?|à hauteur de {AMOUNT}|depuis {DATE}|en {DATE}(?: et {DATE})?,?|en\s(?!matière)\w+|,)\s?)*",
    _I,
)
_TO = re.compile(r"\s(?:à|au|aux|pour)\s(?=\S)", _I)
_CONTRIBUTE = re.compile(r"\b(?:contribu|particip)\w*\s(?:ainsi\s|également\s)?(?:à|au|aux)\s(?!hauteur)", _I)
_DATIVE = re.compile(r"attribu|accord|allou|octro|r?e?vers|notifi|rembours|pay|apport|dev", _I)
_WAS_DONE = re.compile(
    r"(?:\A|[,;.:]\s)\W*(?P<what>(?:le|la|les|l['’]|un|une|des)\s?[^,;:.()]{4,90})\s(?:a|ont)\sété\s\w+(?:\spar\s[^,;:.()]{1,40})?\s?\Z",
    _I,
)
_RELATIVE = re.compile(
    r",?\s(?:pour (?:lequel|laquelle|lesquels|lesquelles)|auquel|à laquelle|auxquels|auxquelles)\s(?=[^;:.()]{3,90}\Z)",
    _I,
)
# An article that no preposition governs: the head of a noun phrase.
_HEAD_ARTICLE = re.compile(
    r"(?<!\bde\s)(?<!\bà\s)(?<!\bpour\s)(?<!\bpar\s)(?<!\bdans\s)(?<!\bsur\s)(?<!\bavec\s)(?<!\bet\s)(?<!\w)(?:le\s|la\s|les\s|l['’]|une?\s|des\s)",
    _I,
)
_SUPPORT = re.compile(
    r"soutien|souten|soutin|accompagn|aid|(?:co-?)?financ|subventionn|contribu|particip|prend|pris|appuy|engage|abond|dot",
    _I,
)


def purpose_of(r: Reading) -> None:
    """Set the purpose (and the project it names) of the amount's draft: what its sentence says, else what the text speaks of."""
    draft = r.out
    if draft.purpose is not None:
        return
    scheme: Span | None = None
    shared = _shared(r)
    for span in () if shared else _candidates(r):
        found = _resolve(r, span)
        if found is None:
            continue
        if _is_scheme(r.m, span):
            scheme = scheme or span
            continue
        draft.purpose = found
        _name_project(r, span)
        return
    if draft.purpose is None and draft.role == "award" and (due := due_noun(r)) is not None:
        draft.purpose = due
        return
    if draft.role in FLOW:
        draft.purpose = shared or next(
            (found for found in _around(r) if found is not None and not _FORMULA.match(r.s.scene.text, *found)), None
        )
    if draft.purpose is None and scheme is not None:
        draft.purpose = _resolve(r, scheme)
    if draft.project is None and draft.role in FLOW:
        draft.project = project_in(r.s.scene, draft.purpose)


# What stands on an act and says nothing of its money.
_FORMULA = re.compile(
    r"\W*(?:reçu|affichée?|envoyé|publiée?|transmis|accusé|certifiée?|télétransmis|vu|considérant|objet\s?:|fait à|délibération|république|page|séance|rapporteur|nomenclature|présents?|absents?|date|n°|monsieur|madame|m\.|mme|pour information)(?!\w)",
    _I,
)


_CUT = re.compile(r"\s?(?:€|HT|TTC|\*)*[ \t]*\n\s*(?=(?:pour|afin|en vue|destinée?s?)\b)")


def _next_block(r: Reading) -> tuple[int, int] | None:
    """«… d'une subvention de N», and on the next line «pour l'aménagement de …»: a title that blank lines cut."""
    scene = r.s.scene
    cut = _CUT.match(scene.text, scene.amounts[r.amount][1])
    if cut is None:
        return None
    masked = mask(scene, cut.end(), scene.sentence_of(cut.end())[1])
    lead = _FOR.match(masked.text) or _MEANT.match(masked.text)
    span = noun_phrase(masked, lead.end(), len(masked.text)) if lead else None
    return (masked.offset(span[0]), end_of(masked, span[1])) if span else None


def purposes_told_before(scene: Scene, drafts: dict[int, Draft]) -> None:
    """A share of a plan, or a grant, whose own words say no purpose is for what its paragraph or its heading names last."""
    for amount, draft in drafts.items():
        if draft.purpose is not None or draft.role not in ("award", "plan"):
            continue
        start = scene.amounts[amount][0]
        index = scene.block_of(start)
        if index is None:
            continue
        table = scene.blocks[index].table is not None
        if draft.role == "award" and (table or not draft.beneficiaries):
            continue  # its row says what for, or nothing does; who gets it is not even told
        found = None if table else told_before(scene, index, start)
        found = found or (told_above(scene, index) if table or draft.role == "plan" else None)
        found = found or heading_above(scene, index) or told_above(scene, index)
        if found is not None and start - found[1] < _TOLD_NEAR and not _FORMULA.match(scene.text, *found):
            draft.purpose = found
            draft.project = draft.project if draft.project is not None else project_in(scene, found)


_LONG = 120  # characters of a purpose
_TOLD_NEAR = 1500  # characters


def _name_project(r: Reading, span: Span) -> None:
    if r.out.project is None:
        r.out.project = next(
            (a.entity for i, a in r.m.actors.items() if span[0] <= i < span[1] and a.kind == "PROJECT"), None
        )


def _is_scheme(masked: Masked, span: Span) -> bool:
    """Whether a phrase is but a fund, a programme or a call: from where the money comes, not what it is for."""
    framed = _FRAMED.search(masked.text[max(0, span[0] - 40) : span[0]])
    return bool(_SCHEME.fullmatch(masked.text[slice(*span)])) and (framed is not None or masked.text[span[0]] in "fpda")


def _shared(r: Reading) -> tuple[int, int] | None:
    """What this amount is for because the one before it is: in its brackets («X (N de l'État et N de la Région)»), its balance."""
    told = r.previous
    if r.out.method == "flow:receivers-in-brackets" and told is not None and told.method == r.out.method:
        return told.purpose
    if told is None or told.role not in (*FLOW, "cost") or told.purpose is None:
        return None
    if names_nothing(r.s.scene.text[slice(*told.purpose)]):
        return None
    if r.out.method == "flow:balance" or (r.brackets and r.before is not None and r.before > r.brackets[0]):
        return told.purpose if _only_payer(r.between) or r.out.method == "flow:balance" else None
    if (
        r.brackets
        and r.offset() - told.purpose[1] < _NEXT_TO
        and told.role in FLOW
        and not _KIND.match(r.text[r.at + 1 :])
    ):
        return told.purpose  # «N pour X (M par an)»
    return None


def _cost_told(r: Reading) -> tuple[int, int] | None:
    """What the sum costs that a plan's line is a share of: the purpose of the cost told last before it in the block."""
    start = r.s.scene.blocks[r.s.block].start
    told = [r.s.drafts[at] for at in r.s.scene.amounts_in(start, r.offset()) if at in r.s.drafts]
    costs = [draft for draft in told if draft.role == "cost"]
    if not costs or costs[-1].purpose is None:
        return None
    said = r.s.scene.text[slice(*costs[-1].purpose)]
    return costs[-1].purpose if pattern("purposes", "action").match(said) and len(said) < _LONG else None


def _only_payer(between: str) -> bool:
    return all(_PAYING_WORD.fullmatch(word) for word in re.split(r"[\s,'’]+", between) if word)


def _around(r: Reading) -> Iterator[tuple[int, int] | None]:
    """Where the sentence says no purpose of its own: what it names before, what its neighbours and its place in the text say."""
    scene, draft = r.s.scene, r.out
    yield _next_block(r)
    if draft.role == "plan" and (cost := _cost_told(r)) is not None:
        yield cost
    own = draft.role != "part" or draft.method == "flow:instalment"
    if own and (span := named_in(r.m, 0, r.at)) is not None:
        yield r.m.offset(span[0]), end_of(r.m, span[1])
    told = r.previous
    if told is not None and told.purpose is not None and told.role in FLOW:
        alike = not draft.beneficiaries or set(draft.beneficiaries) <= set(told.beneficiaries)
        yield told.purpose if alike and draft.role != "part" else None
    if draft.method == "flow:lead-in":
        yield of_lead(scene, r.s.block)
    if draft.role == "part":
        return  # what its whole is for is found when all sums are read
    if draft.role in ("award", "spend"):
        yield label_before(scene, r.m, r.s.block)
        yield of_lead(scene, r.s.block)
    if draft.role in ("award", "plan") and owner_of(scene, r.s.block):
        yield title_of(scene, r.s.block)
    if points(r.text) or draft.role == "plan" or scene.blocks[r.s.block].kind is BlockKind.LIST_ITEM:
        yield told_before(scene, r.s.block, r.m.offset(0), schemes=bool(_TITLE_OR_Y.search(r.text)))
    yield run_in_head(scene, r.s.block)
    yield heading_above(scene, r.s.block, schemes=points(r.text))
    yield object_of_agreement(scene, r.s.block)
    yield object_article(scene, r.s.block)
    if draft.role == "plan":
        yield title_above(scene, r.s.block)


def _candidates(r: Reading) -> Iterator[Span]:
    masked, at, before, after, draft, verb, noun = r.m, r.at, r.before, r.after, r.out, r.verb, r.noun
    text = masked.text
    low = before + 1 if before is not None else 0
    if r.previous is not None and r.previous.purpose is not None and r.previous.purpose[1] < r.offset():
        low = max(low, masked.index(r.previous.purpose[1]))  # what the amount before is for
    close = re.compile(r";|\.\s|\.\Z").search(text, at + 1, min(after, len(text)))
    high = close.start() if close else min(after, len(text))
    own_bracket = text.rfind("(", low, at) > text.rfind(")", low, at)
    right = text[at + 1 : high]
    if own_bracket and ")" in right:
        right = right[: right.index(")")]
        high = at + 1 + len(right)
    tries: list[Span | None] = [_just_before(masked, low, at)]
    tries.append(_own_noun(masked, at, right, high))
    if own_bracket and draft.method != "flow:receivers-in-brackets":
        tries.append(_listed_in_brackets(masked, at))
        tries += [_in_bracket(masked, at, right, high), _done(masked, at)]
    tries.append(_relative(masked, low, at))
    if draft.role == "cost":
        tries += [_measured(masked, at, noun), _follow(masked, at, right, high, _FOR)]
    tries += [_follow(masked, at, right, high, pattern) for pattern in (_MEANT, _FOR)]
    support = verb is not None and bool(_SUPPORT.match(verb.form)) and not verb.passive
    if support:
        tries.append(_object(masked, at, verb))
    tries += [_follow(masked, at, right, high, _NEXT)]
    if verb is not None and verb.kind == "receive":
        tries.append(_subject(masked, at, verb))
    tries += [_follow(masked, at, right, high, _ABOUT)]
    if noun is not None and noun.kind == "aid":
        tries.append(_back(masked, noun.end, at, _TO))
    tries += [_back(masked, low, at, _FOR), _back(masked, 0, at, _CONTRIBUTE)]
    if own_bracket and at - text.rfind("(", 0, at) < _OPENING:
        tries.append(_bracketed(masked, at))
    if verb is not None and not support:
        if verb.kind != "receive" or verb.form.casefold().startswith("bénéfici"):  # «perçoit de X N»: who pays
            tries.append(_object(masked, at, verb))
        if verb.passive:
            tries.append(_subject(masked, at, verb))
    tries += [_back(masked, low, at, pattern) for pattern in (_NAMED, _MEANT, _ABOUT, _FRAME)]
    tries += [_follow(masked, at, right, high, _FRAME)]
    if before is not None:
        tries += [_back(masked, 0, before, _FOR), _back(masked, 0, before, _FRAME)]
    yield from (span for span in tries if span is not None)


def _just_before(masked: Masked, low: int, at: int) -> Span | None:
    """«pour la médiathèque N et pour le musée M»: what stands between «pour» and the amount."""
    for found in reversed(
        list(re.compile(r"(?:\A|[,;:(]\s?|\bet\s|\bsoit\s)pour\s(?=\S)", _I).finditer(masked.text, low, at))
    ):
        span = noun_phrase(masked, found.end(), at)
        return span if span and span[1] >= at - 2 else None
    return None


_NEXT_NAMED = re.compile(
    r"\)\s?(?:,\s?(?:et\s)?|;\s?|\s?et\s|\s?ainsi que\s|\s?ou\s)(?:encore\s|enfin\s|aussi\s|notamment\s)?(?:pour\s|de\s|à\s)?(?=[^()]{4,140}\(\s?(?:(?:près|plus) de\s)?\Z)",
    _I,
)


def _listed_in_brackets(masked: Masked, at: int) -> Span | None:
    """«la maison de santé (N), la médiathèque (M)»: what stands between the bracket before and the amount's own."""
    found = _NEXT_NAMED.search(masked.text, max(0, at - 180), at)
    open_at = masked.text.rfind("(", 0, at)
    if (
        found is None
        or open_at < found.end()
        or re.search(r"\b(?:a|ont|est|sont|aura|sera)\s", masked.text[found.end() : open_at])
    ):
        return None
    return noun_phrase(masked, found.end(), open_at)


def _in_bracket(masked: Masked, at: int, right: str, high: int) -> Span | None:
    """«(N accordés, ligne de bus en site propre)»: the apposition in the amount's brackets."""
    found = re.match(
        r"\s?(?:[^\W\d_]+(?:é|is|us?)e?s?)?,\s(?!dont\b|soit\b|en\b|et\b|de\b|d['’]|par\b|sur\b|hors\b|auxquel)(?=[a-zéèàê])",
        right,
    )
    return noun_phrase(masked, at + 1 + found.end(), high) if found else None


def _done(masked: Masked, at: int) -> Span | None:
    """«Un diagnostic a été conduit par X (N …)», «le patrimoine a été entretenu (N investis)»: what was done."""
    open_at = masked.text.rfind("(", 0, at)
    found = _WAS_DONE.search(masked.text[:open_at]) if at - open_at < _OPENING else None
    return noun_phrase(masked, found.start("what"), found.end("what")) if found else None


def _relative(masked: Masked, low: int, at: int) -> Span | None:
    """«le relais itinérant, pour lequel elle inscrit N»: the antecedent of the relative clause that holds the amount."""
    pronoun = _RELATIVE.search(masked.text, low, at)
    if pronoun is None:
        return None
    start = max(masked.text.rfind(sign, low, pronoun.start()) for sign in ";:.(,")
    heads = list(_HEAD_ARTICLE.finditer(masked.text, max(low, start + 1), pronoun.start()))
    if not heads and start >= low:  # «la Fête de la truffe, manifestation pour laquelle …»
        return named_in(masked, low, start)
    return noun_phrase(masked, heads[-1].end(), pronoun.start()) if heads else None


def _own_noun(masked: Masked, at: int, right: str, high: int) -> Span | None:
    """«N de travaux de voirie», «N d'aide au transport»: the noun after the amount says what it is for."""
    found = _KIND.match(right)
    if not found:
        return None
    if not _AID_WORD.match(found["noun"]):
        return noun_phrase(masked, at + 1 + found.start("noun"), high)
    if found["noun"].casefold() == "prise":
        charge = re.match(r"\A.{0,12}?prise en charge\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])", right, _I)
        return noun_phrase(masked, at + 1 + charge.end(), high) if charge else None
    if (
        found["link"]
        and re.search(r"\b(?:pour|sur|à|au|aux)\s\Z", found["link"])
        and not re.search(r"\bpour\b", right[found.end() :])
    ):
        return noun_phrase(masked, at + 1 + found.end(), high)
    return None


def _measured(masked: Masked, at: int, noun: Noun | None) -> Span | None:
    """«le coût de la piscine s'élève à N»: what the cost is the cost of."""
    if noun is None:
        return None
    of = re.compile(r"\s(?:\w+\s){0,3}?(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])(?=\S)").match(
        masked.text, noun.end, at
    )
    if of and not re.match(rf"\s?(?:plus de|près de|environ)?\s?{AMOUNT}", masked.text[of.end() : at + 1]):
        return noun_phrase(masked, of.end(), at)
    return None


def _follow(masked: Masked, at: int, right: str, high: int, pattern: re.Pattern[str]) -> Span | None:
    for found in pattern.finditer(right):
        if re.search(r"\bnotamment\b", right[: found.end()] + right[found.end() : found.end() + 10]):
            continue  # an example of what it is for
        start = at + 1 + found.end()
        if toward := _TOWARD.match(masked.text[start:high]):
            start += toward.end()
        if span := noun_phrase(masked, start, high):
            return span
    return None


def _back(masked: Masked, low: int, at: int, pattern: re.Pattern[str]) -> Span | None:
    for found in reversed(list(pattern.finditer(masked.text, low, at))):
        start = found.end()
        if toward := _TOWARD.match(masked.text[start:at]):
            start += toward.end()
        if span := noun_phrase(masked, start, at):
            return span
    return None


def _object(masked: Masked, at: int, verb: Verb | None) -> Span | None:
    """«a soutenu OBJECT à hauteur de N», «a accompagné à hauteur de N OBJECT»."""
    if verb is None or verb.start > at or verb.passive:
        return None
    lead = _ADVERBS.match(masked.text[verb.end : at])
    start = verb.end + (lead.end() if lead else 0)
    if to := re.compile(r"\s?(?:à|au|aux|sur|dans)\s").match(masked.text, start, at):
        if _DATIVE.match(verb.form):
            return None  # «alloue à l'Office N»: to whom
        start = to.end()
    if span := noun_phrase(masked, start, at):
        return span
    behind = re.compile(r"\s(?=(?:la|le|les|l['’]|un|une|des|plusieurs|\d+)\b)").match(masked.text, at + 1)
    return noun_phrase(masked, behind.end(), len(masked.text)) if behind else None


def _subject(masked: Masked, at: int, verb: Verb) -> Span | None:
    """«21 projets de centralité ont bénéficié de N»: the subject, from the last stop before the verb."""
    cut = max(masked.text.rfind(sign, 0, min(verb.start, at)) for sign in ".;:,(")
    start = cut + 1
    if lead := re.compile(r"\s?(?:-\s|•\s|–\s|→\s)?(?:et\s|par ailleurs\s|enfin\s)?").match(masked.text, start):
        start = lead.end()
    return noun_phrase(masked, start, min(verb.start, at))


def _bracketed(masked: Masked, at: int) -> Span | None:
    """«… la plateforme Delta 3 (N de fonds régionaux)»: the phrase that the brackets interrupt."""
    open_at = masked.text.rfind("(", 0, at)
    stretch = masked.text[:open_at]
    starts = [
        found.end()
        for found in re.finditer(
            r"\b(?:avec|à|au|aux|pour|sur|dans|soutenu|financé|de)\s(?:la\s|le\s|les\s|l['’])?|,\s|\A", stretch
        )
    ]
    for start in reversed(starts):
        if open_at - start > 6 and (span := noun_phrase(masked, start, open_at)) and span[1] >= open_at - 2:
            return span
    return None


def _resolve(r: Reading, span: Span) -> tuple[int, int] | None:
    """Masked indexes to characters; «cette expérimentation», «l'opération» to the stretch that said which."""
    scene = r.s.scene
    start, end = r.m.offset(span[0]), end_of(r.m, span[1])
    if end <= start:
        return None
    said = scene.text[start:end]
    if points_back(r.m, span):
        noun = re.split(r"\W+", said.strip())[-1] if re.match(r"ce|cette|ces|cet", said, _I) else None
        return told_before(scene, r.s.block, start) or (_antecedent(scene, start, noun) if noun else None)
    if anaphor := re.fullmatch(r"(?:cette|cet|ce|ces|ladite|ledit)\s([^\W\d_]{4,})(?:\s\w+)?", said, _I):
        return _antecedent(scene, start, anaphor[1])
    return start, end


def _antecedent(scene: Scene, offset: int, noun: str) -> Span | None:
    pattern = re.compile(
        rf"\b{re.escape(noun)}\b\s?(?:«[^»\n]{{3,120}}»|(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])[^.;,\n:()]{{4,100}})",
        _I,
    )
    found = list(pattern.finditer(scene.text, max(0, offset - 3000), offset))
    return found[-1].span() if found else None
