"""The words of the page in its two languages; both stand in it, and a switch shows one."""

from __future__ import annotations

from html import escape

_WORDS = {
    "page": ("Évaluation des faits", "Evaluation of the facts"),
    "intro": (
        "Pour chaque extrait annoté à la main : à gauche ce que dit l’annotation, à droite ce qui a été trouvé.",
        "For each stretch that was annotated by hand: on the left what the annotation says, on the right what was found.",
    ),
    "measures": ("Mesures", "Measures"),
    "measure": ("mesure", "measure"),
    "whole": ("ensemble", "all"),
    "by document": ("F1 par document", "F1 by document"),
    "document": ("document", "document"),
    "gold": ("annotation", "gold"),
    "found": ("trouvé", "found"),
    "misses": ("Écarts par genre", "Misses by kind"),
    "kind": ("genre", "kind"),
    "count": ("nombre", "count"),
    "types": ("dont, par type", "of which, by type"),
    "none": ("aucun", "none"),
    "reliability": ("Fiabilité de la confiance", "Reliability of confidence"),
    "reliability intro": (
        "Sur la diagonale, la confiance affichée est la part de faits justes. ECE : écart moyen, à viser ≤ 0,05.",
        "On the diagonal, the confidence stated is the share of right facts. ECE: mean gap, to be kept ≤ 0.05.",
    ),
    "confidence": ("confiance affichée", "confidence stated"),
    "right share": ("part de faits justes", "share of right facts"),
    "facts": ("faits", "facts"),
    "windows": ("Extraits", "Windows"),
    "show": ("Montrer", "Show"),
    "sides": ("Colonnes", "Columns"),
    "both": ("les deux", "both"),
    "all": ("tout", "all"),
    "wrong only": ("écarts seuls", "misses only"),
    "ORG": ("organismes", "bodies"),
    "PERSON": ("personnes", "persons"),
    "PLACE": ("lieux", "places"),
    "PROJECT": ("projets", "projects"),
    "PROGRAMME": ("programmes", "programmes"),
    "amount": ("montant", "amount"),
    "amounts": ("montants", "amounts"),
    "relation": ("relation", "relation"),
    "relations": ("relations", "relations"),
    "mention": ("mention", "mention"),
    "right": ("juste", "right"),
    "near": ("juste, bornes différentes", "right, other ends"),
    "wrong": ("erreur", "wrong"),
    "missed": ("oubli", "missed"),
    "invented": ("invention", "invented"),
    "typed": ("mise parmi les", "taken for"),
    "role accuracy": ("rôles justes", "role accuracy"),
    "flow detected": ("flux reconnu", "flow detected"),
    "purpose accuracy": ("objets justes", "purpose accuracy"),
    "period accuracy": ("périodes justes", "period accuracy"),
    "whole flow": ("flux entier", "whole flow"),
    "mention exact": ("mention, bornes exactes", "mention exact"),
    "resolution B3": ("résolution B³", "resolution B³"),
    "value": ("valeur", "value"),
    "role": ("rôle", "role"),
    "funder": ("financeur", "funder"),
    "beneficiary": ("bénéficiaire", "beneficiary"),
    "purpose": ("objet", "purpose"),
    "period": ("période", "period"),
    "characters": ("caractères", "characters"),
}


def say(word: str) -> str:
    """A word in both languages, as HTML; what has no translation stands as it is."""
    french, english = _WORDS.get(word, (word, word))
    if french == english:
        return escape(french)
    return f'<span lang="fr">{escape(french)}</span><span lang="en">{escape(english)}</span>'


def say_all(words: str) -> str:
    """Each word of a kind of miss («amount funder wrong») in both languages, the first set apart."""
    layer, _, kind = words.partition(" ")
    return f"{say(layer)} : {' '.join(map(say, kind.replace(' wrong', ' ≠').split()))}"


def plain(word: str) -> str:
    """A word in both languages as text, for what can hold no markup («montant / amount»)."""
    french, english = _WORDS.get(word, (word, word))
    return french if french == english else f"{french} / {english}"
