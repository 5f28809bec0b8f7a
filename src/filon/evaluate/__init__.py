"""Facts against a gold annotation: how much was found, how much of it is right, and how sure the reading may be.

`align` pairs records once; `measure` scores the pairs, `misses` names what is wrong, `reliability` holds confidence against
truth, `page` shows it all on the text.
"""

from __future__ import annotations

from filon.evaluate.align import Alignment, Pair, align
from filon.evaluate.calibration import Judged, Reliability, judged, reliability
from filon.evaluate.gold import Facts, Row, Windows, name_keys, normal_name, read_gold, read_windows
from filon.evaluate.misses import Miss, Verdict, counts, misses
from filon.evaluate.page import page
from filon.evaluate.scores import Clustering, Measure, Score, by_document, evaluate, measure, to_plain

__all__ = [
    "Alignment",
    "Clustering",
    "Facts",
    "Judged",
    "Measure",
    "Miss",
    "Pair",
    "Reliability",
    "Row",
    "Score",
    "Verdict",
    "Windows",
    "align",
    "by_document",
    "counts",
    "evaluate",
    "judged",
    "measure",
    "misses",
    "name_keys",
    "normal_name",
    "page",
    "read_gold",
    "read_windows",
    "reliability",
    "to_plain",
]
