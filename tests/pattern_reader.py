"""A reader of two patterns, in the place of the pipeline where a test is about what stands around it, and texts for it."""

import re
from decimal import Decimal

from filon.build import reading
from filon.model import Amount, AmountRole, Annotation, EntityType, LocalEntity, Mention, Silence, SilenceKind

TEXTS = {
    "a.txt": "Le Conseil attribue 100 € à la commune de Poligny.\n\nIl reste 7 € à placer.\n",
    "sub/b.txt": "Le Conseil attribue 250 € à la commune d’Arbois.\n",
    "c.txt": "Rien à dire de la commune de Mesnay.\n",
}


def annotate_by_pattern(document):
    """«N € à la commune X» is an award of the Conseil; any other amount is a silence."""
    entities = [LocalEntity(EntityType.ORG, "Conseil municipal de Dole")]
    mentions, amounts, silences = [], [], []
    for found in re.finditer(r"commune (?:de |d’)(\w+)", document.text):
        entities.append(LocalEntity(EntityType.ORG, f"Commune {found[0].removeprefix('commune ')}"))
        mentions.append(Mention(*found.span(), len(entities) - 1, 0.9, "test"))
    mentions += [Mention(*found.span(), 0, 0.9, "test") for found in re.finditer("Conseil", document.text)]
    for found in re.finditer(r"(\d+) €( à la commune)?", document.text):
        span = found.start(), found.start() + len(found[1]) + 2
        if found[2]:
            place = next(m.entity for m in mentions if m.start > found.start())
            fields = {"funders": (0,), "beneficiaries": (place,), "confidence": 0.9, "method": "test"}
            amounts.append(Amount(*span, Decimal(found[1]), AmountRole.AWARD, **fields))
        else:
            silences.append(Silence(*span, SilenceKind.AMOUNT_WITHOUT_FLOW))
    yield Annotation(document.name, tuple(entities), tuple(mentions), tuple(amounts), silences=tuple(silences))


def read_here(tasks, _workers, names=None):
    """Readings in this process, in the place of `filon.build.workers._local`; ``names`` gathers the names of what was read."""
    for task in list(tasks):
        if names is not None:
            names.append(task.file.name)
        yield reading.read_task(task)


def write_texts(place, texts):
    for name, text in texts.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return place
