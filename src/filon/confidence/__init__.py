"""How sure a reading is: `calibrated` puts a probability of being right on each fact, `at_least` leaves out those below one.

A rule says of itself how sure it is; whether that holds only a gold annotation can tell. The table ``methods.toml`` has, for each
kind of fact, how often each rule was right there, and was made by ``scripts/calibrate.py``.
"""

from __future__ import annotations

from filon.confidence.table import KINDS, Rate, Table, calibrated, estimate, read_table, rule_of, to_toml
from filon.confidence.threshold import Selection, at_least

__all__ = [
    "KINDS",
    "Rate",
    "Selection",
    "Table",
    "at_least",
    "calibrated",
    "estimate",
    "read_table",
    "rule_of",
    "to_toml",
]
