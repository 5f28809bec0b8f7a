"""What kind of body a name tells: its rank among the territories, a service, one that grants."""

from __future__ import annotations

import re

RANK_NAMES = {
    "epci": re.compile(
        r"^(?:communauté|métropole)|^(?-i:CC|CA|CU)(?-i:[A-Z]{2,})\Z|\b(?:agglo|agglomération|métropole)\b",
        re.IGNORECASE,
    ),
    "commune": re.compile(r"^(?:commune|ville|mairie)\b", re.IGNORECASE),
    "departement": re.compile(r"^(?:conseil départemental|département)\b", re.IGNORECASE),
    "region": re.compile(r"^(?:conseil régional|région)\b", re.IGNORECASE),
    "syndicat": re.compile(r"^(?:syndicat|pôle|sm|si|parc|institution)\b", re.IGNORECASE),
    "service": re.compile(
        r"^(?:service (?:départemental|territorial)|sdis|office|établissement|agence|ccas|centre|caisse|chambre|université|école|institut|fondation|gip|groupement)\b",
        re.IGNORECASE,
    ),
}


GRANTING = re.compile(
    r"^[ée]tat\b|\bagence\b|\bcaisse\b|\bministère\b|\bpréfecture\b|\bdirection\b|\bbanque\b|\bfondation\b",
    re.IGNORECASE,
)
