"""What clustering reads of one article: its terms, and how much each counts before rarity.

A term is the stem of a word, a run of five letters of a longer stem (so that "Gipfelpläne" meets "Gipfel" and
"Warnstreiks" meets "Streik" without a dictionary of compounds), a figure, or an actor. Terms are numbers (CRC-32 of
their text): small, the same in every process; two terms with one number would only be a little less rare.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
import snowballstemmer

from digest.names import fold
from digest.phrases import base, words

BODY_WORDS = 120
"""Words of the text that are read; news says what it is about at the start."""

LEAD_WORDS = 45
"""Words at the start of the text that count as its lead where the article has none."""

TITLE_WEIGHT, LEAD_WEIGHT, ACTOR_WEIGHT, KICKER_WEIGHT, RUN_WEIGHT = 3.0, 2.0, 1.0, 1.0, 0.3
"""Weights of a word of the headline, of the lead, of an actor (twice that for the first four), of a word that stands
before a colon in the headline, of a run of letters; other words have 1. Chosen on tests/eval/stories/first.txt and
evening.txt (docs/decisions/0007-stories.md)."""

KICKER = re.compile(r"^(?P<kicker>[^:„“\"]{3,40}): (?P<rest>.{15,})$")
KICKER_WORDS = 3
"""Most words of a kicker ("Ukraine-Krieg: …"), which an outlet puts before headlines of many stories."""

RUN = 5
"""Letters of a run. Of 4, 5 and 6 tried, 5 told sub-stories of one evening apart best."""

NAMED_WORDS = 240
"""Words in which names are looked for that articles in different languages can share."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")

Numbers = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What clustering looks at of one article. `actors` are ids, most mentioned first; `copy_of` is the article whose
    text it repeats, `version_of` the one whose place it takes.
    """

    id: str
    title: str
    text: str
    language: str
    published_at: datetime
    lead: str = ""
    actors: tuple[str, ...] = ()
    copy_of: str | None = None
    version_of: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The distinct terms of an article with what each counts, ascending by number."""

    numbers: Numbers
    counts: Weights


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


@lru_cache(maxsize=8)
def _stemmer(language: str) -> _Stemmer | None:
    names = {"de": "german", "en": "english", "fr": "french", "es": "spanish", "it": "italian", "nl": "dutch"}
    name = names.get(language)
    return snowballstemmer.stemmer(name) if name else None


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of a word, folded; of a language without stemmer the folded word itself.

    >>> stem("Waffenlieferungen", "de") == stem("Waffenlieferung", "de")
    True
    """
    stemmer = _stemmer(base(language))
    return fold(stemmer.stemWord(word.lower()) if stemmer else word)


def content_stems(text: str, language: str, limit: int | None = None) -> list[str]:
    """Stems of the words that say something, in order; `limit` is the number of words read."""
    stop = words(language).stop
    tokens = _WORD.findall(text)[:limit]
    return [
        stem(token, language)
        for token in tokens
        if token.lower() not in stop and (len(token) > 2 or token.isupper() or token.isdigit())
    ]


def number_of(term: str) -> int:
    """The number that stands for a term."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=100_000)
def _numbers(stemmed: str) -> tuple[int, tuple[int, ...]]:
    """The number of a stem, and those of its runs of letters."""
    runs: tuple[int, ...] = ()
    if len(stemmed) > RUN and stemmed.isalpha():
        runs = tuple(number_of("#" + stemmed[at : at + RUN]) for at in range(len(stemmed) - RUN + 1))
    return number_of(stemmed), runs


def terms(article: ArticleText) -> Terms:
    """The terms of an article."""
    counts: dict[int, float] = {}
    for stemmed, weight in _weighed_stems(article).items():
        number, runs = _numbers(stemmed)
        counts[number] = counts.get(number, 0.0) + weight
        for run in runs:
            counts[run] = counts.get(run, 0.0) + RUN_WEIGHT * weight
    for rank, actor in enumerate(article.actors[:12]):
        number = number_of("@" + actor)
        counts[number] = counts.get(number, 0.0) + ACTOR_WEIGHT * (2.0 if rank < 4 else 1.0)
    numbers = np.fromiter(counts.keys(), dtype=np.uint32, count=len(counts))
    weights = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    order = np.argsort(numbers)
    return Terms(numbers[order], weights[order])


def _weighed_stems(article: ArticleText) -> Mapping[str, float]:
    kicker, title = headline_parts(article.title)
    lead = article.lead or " ".join(article.text.split()[:LEAD_WORDS])
    weighed: dict[str, float] = {}
    for text, weight, limit in (
        (kicker, KICKER_WEIGHT, None),
        (title, TITLE_WEIGHT, None),
        (lead, LEAD_WEIGHT, None),
        (article.text, 1.0, BODY_WORDS),
    ):
        for stemmed in content_stems(text, article.language, limit):
            weighed[stemmed] = weighed.get(stemmed, 0.0) + weight
    return weighed


def headline_parts(title: str) -> tuple[str, str]:
    """The kicker of a headline, "" for none, and the rest.

    >>> headline_parts("Ukraine-Krieg: EU verbietet Flüssiggas aus Russland")
    ('Ukraine-Krieg', 'EU verbietet Flüssiggas aus Russland')
    """
    match = KICKER.match(title)
    if match is None or len(match["kicker"].split()) > KICKER_WORDS:
        return "", title
    return match["kicker"], match["rest"]


def names(article: ArticleText) -> Terms:
    """What articles in different languages can share: actors, figures, capitalised words."""
    found: dict[int, float] = {number_of("@" + actor): 2.0 for actor in article.actors[:12]}
    for token in _WORD.findall(f"{article.title} {article.text}")[:NAMED_WORDS]:
        if token[0].isupper() and len(token) > 3:
            found[number_of("!" + fold(token))] = 1.0
        elif token[0].isdigit() and len(token) > 1:
            found[number_of("!" + token.replace(",", "."))] = 1.0
    numbers = np.fromiter(sorted(found), dtype=np.uint32, count=len(found))
    return Terms(numbers, np.array([found[number] for number in numbers.tolist()], dtype=np.float32))


def is_roundup(title: str, language: str) -> bool:
    """Whether the headline announces a page that sums up several stories; such a page belongs to none of them."""
    return re.search(words(language).roundup, title, re.IGNORECASE) is not None
