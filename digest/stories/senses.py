"""What an article is about by the sense of its words, so that "Geflügelpest" meets "Vogelgrippe".

    headline and teaser -> stems -> rows of the language's table -> their weighted sum
      -> less what the news at hand have in common -> a vector of length 1

Only where there is no more than a headline and a teaser: whole articles share words enough, and by sense alone would be
joined with others of their kind (docs/decisions/0007-stories.md).

A stem that is not in the table is looked at as a compound: the longest beginning and end of it that are. What is found
nowhere, such as most names, adds nothing. In a week in which all write about one flood, that it is about a flood says
little of an article: the middle of the news at hand is taken away, as it is when the article comes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from digest.lang.senses import DIMENSIONS, Vectors, sense_table
from digest.phrases import base
from digest.stories.terms import ArticleText, content_stems, headline_parts, is_roundup

TEASER_WORDS = 22
"""Most words of a text of which the sense is looked at."""

TITLE_WEIGHT = 3.0
"""Weight of a word of the headline; others have 1."""

PART = 4
"""Fewest letters of a part of a compound; 5 was worse."""

FEWEST = 4
"""Stems with a sense that an article must have; fewer say too little of what it is about."""

PRIOR_ARTICLES = 20
"""Articles like those that the table was made for that are assumed beside the news at hand."""

NO_SENSE: Vectors = np.zeros(DIMENSIONS, dtype=np.float32)
NO_SENSE.setflags(write=False)


def sense(article: ArticleText) -> Vectors:
    """The sense of a teaser, of length 1; NO_SENSE of a longer text, and of one that tells too little or too much."""
    code = base(article.language)
    table = sense_table(code)
    if table is None or len(article.text.split()) > TEASER_WORDS or is_roundup(article.title, article.language):
        return NO_SENSE
    rows: list[int] = []
    weights: list[float] = []
    for stemmed, count in _stems(article).items():
        found = _places(stemmed, code)
        rows.extend(found)
        weights.extend([(1 + math.log(count)) / len(found)] * len(found) if found else ())
    return _unit(np.asarray(weights, dtype=np.float32) @ table.vectors[rows]) if len(rows) >= FEWEST else NO_SENSE


class Middles:
    """What the news at hand have in common, by language."""

    def __init__(self) -> None:
        self._sums: dict[str, Vectors] = {}
        self._counts: Counter[str] = Counter()

    def add(self, language: str, found: Vectors) -> None:
        """Count an article in."""
        if found.any():
            self._sums[language] = self._sums.get(language, NO_SENSE) + found
            self._counts[language] += 1

    def apart(self, language: str, found: Vectors) -> Vectors:
        """What sets an article apart from the others, of length 1; NO_SENSE where it has none."""
        table = sense_table(language)
        if table is None or not found.any():
            return NO_SENSE
        total = self._sums.get(language, NO_SENSE) + PRIOR_ARTICLES * table.middle
        return _unit(found - total / (PRIOR_ARTICLES + self._counts[language]))


def _unit(vector: npt.NDArray[np.floating]) -> Vectors:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length, dtype=np.float32) if length else NO_SENSE


def _stems(article: ArticleText) -> Mapping[str, float]:
    kicker, title = headline_parts(article.title)
    counts: dict[str, float] = {}
    for text, weight in ((kicker, 1.0), (title, TITLE_WEIGHT), (article.text, 1.0)):
        for stemmed in content_stems(text, article.language):
            counts[stemmed] = counts.get(stemmed, 0.0) + weight
    return counts


@lru_cache(maxsize=100_000)
def _places(stemmed: str, code: str) -> tuple[int, ...]:
    """The rows of a stem: its own, or those of the parts it is made of."""
    table = sense_table(code)
    places: Mapping[str, int] = table.places if table is not None else {}
    own = places.get(stemmed)
    if own is not None:
        return (own,)
    begins = (places.get(stemmed[:at]) for at in range(len(stemmed) - 1, PART - 1, -1))
    ends = (places.get(stemmed[at:]) for at in range(1, len(stemmed) - PART + 1))
    parts = (next((place for place in found if place is not None), None) for found in (begins, ends))
    return tuple(place for place in parts if place is not None)
