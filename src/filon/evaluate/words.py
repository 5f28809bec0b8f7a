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
    "wrong": ("faux", "wrong"),
    "missed": ("manqué", "missed"),
    "invented": ("inventé", "invented"),
    "typed": ("pris pour", "taken for"),
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
    """Each word of a kind of miss («funder wrong») in both languages: the longest known run of words first."""
    if words in _WORDS:
        return say(words)
    head, _, tail = words.partition(" ")
    return f"{say(head)} {say_all(tail)}" if tail else say(head)


def plain(word: str) -> str:
    """A word in both languages as text, for what can hold no markup («montant / amount»)."""
    french, english = _WORDS.get(word, (word, word))
    return french if french == english else f"{french} / {english}"
