"""The articles of the last days by their terms: how like each other any two are, without comparing all with all.

    terms of a batch -> how many articles hold each -> weights by rarity, of unit length, frozen as they are then
      -> postings (term -> articles) -> similarity of an article to every other, in words and in their sense

An article's weights are those of the day it came: how rare a term was then. So adding is never undone or redone, and
the time it takes depends on the articles added, not on those there.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from digest.lang.senses import DIMENSIONS, Vectors
from digest.phrases import base
from digest.stories.senses import Middles, sense
from digest.stories.terms import ArticleText, Numbers, Terms, Weights, is_roundup, names, terms

PRIOR_ARTICLES = 60
"""Articles without any of the terms at hand that are assumed beside the given ones, so that in a small window a term
shared by one story's articles still counts as rare."""

COMMON, COMMON_SHARE = 100, 0.2
"""A term is not compared that more than so many articles hold, and more than this share of all."""

TERMS_KEPT = 200
"""Heaviest terms of an article that are compared."""

FLOOR = 0.03
"""Similarities below this are taken as none."""

FADING, LEAST, FORGOTTEN = 120.0, 0.35, 14 * 24.0
"""Hours after which the similarity of two articles counts 1/e of what it says, the least share it keeps (a story that
comes back after a week must be told in much the same words), and the hours after which it counts nothing."""

NAMES_WEIGHT = 0.5
"""What sharing all names is worth between articles in different languages, where wording cannot be alike. The samples'
German and English accounts of one strike share .37 of their names, no other pair more than .04."""

WORDS, SENSE, SENSE_BEGINS = 0.77, 0.385, 0.25
"""What the same words count for where both articles have a sense, and the same sense from the least cosine on that says
anything (docs/decisions/0007-stories.md). Without a sense the words count for all."""

SLOTS = 1 << 20
"""Places for counting terms; two terms that share one are a little less rare."""

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Known = npt.NDArray[np.bool_]
_NOTHING = Terms(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.float32))


class _Posting:
    """The articles that hold a term, by place, with its weight in each; the arrays are longer than what they hold."""

    __slots__ = ("_places", "_size", "_weights")

    def __init__(self, place: int, weight: float) -> None:
        self._places = np.empty(4, dtype=np.int32)
        self._weights = np.empty(4, dtype=np.float32)
        self._size = 0
        self.append(place, weight)

    def append(self, place: int, weight: float) -> None:
        """Add an article."""
        if self._size == len(self._places):
            self._places = np.concatenate((self._places, np.empty_like(self._places)))
            self._weights = np.concatenate((self._weights, np.empty_like(self._weights)))
        self._places[self._size] = place
        self._weights[self._size] = weight
        self._size += 1

    @property
    def places(self) -> npt.NDArray[np.int32]:
        """Where the articles are."""
        return self._places[: self._size]

    @property
    def weights(self) -> Weights:
        """What the term weighs in each."""
        return self._weights[: self._size]


class _Postings:
    """Postings by term. A term that only one article holds is kept aside: most are, and nothing shares them."""

    __slots__ = ("_once", "_shared")

    def __init__(self) -> None:
        self._once: dict[int, tuple[int, float]] = {}
        self._shared: dict[int, _Posting] = {}

    def add(self, held: Terms, place: int) -> None:
        """Add the terms of an article."""
        for term, weight in zip(held.numbers.tolist(), held.counts.tolist(), strict=True):
            posting = self._shared.get(term)
            if posting is None:
                first = self._once.setdefault(term, (place, weight))
                if first[0] == place:
                    continue
                posting = self._shared[term] = _Posting(*self._once.pop(term))
            posting.append(place, weight)

    def scores(self, asked: Terms, combine: np.ufunc, size: int) -> npt.NDArray[np.float64]:
        """For every article the sum of `combine` over the terms it shares with what is asked."""
        found = [self._shared.get(term) for term in asked.numbers.tolist()]
        held = [posting for posting in found if posting is not None]
        if not held:
            return np.zeros(size)
        places = np.concatenate([posting.places for posting in held])
        weights = np.concatenate([posting.weights for posting in held])
        sizes = [len(posting.places) for posting in held]
        own = np.repeat(asked.counts[np.array([posting is not None for posting in found])], sizes)
        return np.bincount(places, weights=combine(own, weights), minlength=size).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in the index: its weighed terms, names and sense; the text itself is not kept.

    `apart` is its sense less what the news have in common.
    """

    id: str
    title: str
    language: str
    published_at: datetime
    copy_of: str | None
    version_of: str | None
    counts: Terms
    vector: Terms
    named: Terms
    sense: Vectors
    apart: Vectors

    @property
    def hours(self) -> float:
        """Its time as a number."""
        return self.published_at.timestamp() / 3600


class ArticleIndex:
    """Articles in the order they were added; `place` numbers count from 0 and change only when it is pruned."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.entries: list[Entry] = []
        self._places: dict[str, int] = {}
        self._frequency = np.zeros(SLOTS, dtype=np.int32)
        self._name_frequency = np.zeros(SLOTS, dtype=np.int32)
        self._postings = _Postings()
        self._name_postings = _Postings()
        self._hours = array("d")
        self._middles = Middles()
        self._senses = np.zeros((64, DIMENSIONS), dtype=np.float32)
        self._speaks = np.full(64, -1, dtype=np.int32)
        self._silent: set[int] = set()
        self._languages = array("i")
        self._language_numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, article: object) -> bool:
        return article in self._places

    def place(self, article: str) -> int:
        """Where the article is. Raises KeyError for one that is not there."""
        return self._places[article]

    def add(self, articles: Sequence[ArticleText]) -> list[int]:
        """Add articles that are not there yet; return their places."""
        fresh = [article for article in dict.fromkeys(articles) if article.id not in self._places]
        read = [(article, terms(article), names(article), sense(article)) for article in fresh]
        for article, counted, named, meant in read:
            np.add.at(self._frequency, counted.numbers % SLOTS, 1)
            np.add.at(self._name_frequency, named.numbers % SLOTS, 1)
            self._middles.add(base(article.language), meant)
        total = len(self.entries) + len(read)
        return [
            self._append(
                Entry(
                    article.id,
                    article.title,
                    base(article.language),
                    article.published_at,
                    article.copy_of,
                    article.version_of,
                    counted,
                    self._weighed(article, counted, total),
                    self._shared_names(named, total),
                    meant,
                    self._middles.apart(base(article.language), meant),
                )
            )
            for article, counted, named, meant in read
        ]

    def _append(self, entry: Entry) -> int:
        place = len(self.entries)
        self.entries.append(entry)
        self._places[entry.id] = place
        self._hours.append(entry.hours)
        number = self._language_numbers.setdefault(entry.language, len(self._language_numbers))
        self._languages.append(number)
        self._postings.add(entry.vector, place)
        self._name_postings.add(entry.named, place)
        if place == len(self._senses):
            self._senses = np.concatenate((self._senses, np.zeros_like(self._senses)))
            self._speaks = np.concatenate((self._speaks, np.full_like(self._speaks, -1)))
        self._senses[place] = entry.apart
        self._speaks[place] = number if entry.apart.any() else -1
        return place

    def _weighed(self, article: ArticleText, counted: Terms, total: int) -> Terms:
        """The unit vector over the heaviest terms; of a page that sums up several stories there is none."""
        if is_roundup(article.title, article.language):
            return _NOTHING
        held = self._frequency[counted.numbers % SLOTS]
        rarity = np.log((total + PRIOR_ARTICLES) / held)
        rarity[held > max(COMMON, COMMON_SHARE * total)] = 0.0
        weights = (1 + np.log(np.maximum(counted.counts, 1))) * rarity
        kept = _heaviest(weights, TERMS_KEPT)
        length = float(np.sqrt(np.sum(weights[kept] ** 2)))
        if length == 0.0:
            return _NOTHING
        return Terms(counted.numbers[kept], (weights[kept] / length).astype(np.float32))

    def _shared_names(self, named: Terms, total: int) -> Terms:
        """Each name that others have too, with its part of all that the article names."""
        held = self._name_frequency[named.numbers % SLOTS]
        weights = named.counts * np.log((total + PRIOR_ARTICLES) / held)
        whole = float(weights.sum()) or 1.0
        return Terms(named.numbers, (weights / whole).astype(np.float32))

    # similarity

    def like_article(self, place: int) -> Scores:
        """The similarity of every article to this one, 0 where it is below FLOOR."""
        entry = self.entries[place]
        scores = self._postings.scores(entry.vector, np.multiply, len(self.entries))
        if entry.apart.any():
            alike, told = self._alike([place], slice(len(self.entries)))
            scores = scores * np.where(told[0], WORDS, 1.0) + alike[0]
        if len(self._language_numbers) > 1:
            foreign = np.frombuffer(self._languages, dtype=np.int32) != self._languages[place]
            named = NAMES_WEIGHT * self._name_postings.scores(entry.named, np.maximum, len(self.entries))
            scores = np.where(foreign, np.maximum(scores, named), scores)
        scores *= _fading(np.abs(np.frombuffer(self._hours, dtype=np.float64) - entry.hours))
        scores[[place, *self._silent]] = 0.0
        scores[scores < FLOOR] = 0.0
        return scores

    def _alike(self, ones: Sequence[int], others: Sequence[int] | slice) -> tuple[Scores, Known]:
        """What the senses of each of `ones` (rows) and of each of `others` have in common, and for which pairs that
        can be told: both have a sense, in one language.
        """
        told = self._speaks[ones][:, None] == self._speaks[others][None, :]
        told &= (self._speaks[ones] >= 0)[:, None]
        alike = np.maximum(self._senses[ones] @ self._senses[others].T - SENSE_BEGINS, 0.0)
        return np.where(told, SENSE * alike, 0.0), told

    def central(self, places: Sequence[int]) -> Scores:
        """The mean similarity of each of these to all of them, without fading."""
        rows, numbers, weights = self._terms_of(places)
        distinct, inverse = np.unique(numbers, return_inverse=True)
        summed = np.bincount(inverse, weights=weights, minlength=len(distinct))
        return np.bincount(rows, weights=weights * summed[inverse], minlength=len(places)) / len(places)

    def mean_between(self, ones: Sequence[int], others: Sequence[int]) -> float:
        """The mean similarity of each of `ones` to each of `others`, fading with the time between their middles; the
        words count for what they do in the mean of all pairs.
        """
        first, second = self._summed(ones), self._summed(others)
        _, left, right = np.intersect1d(first.numbers, second.numbers, assume_unique=True, return_indices=True)
        total = float(np.dot(first.counts[left], second.counts[right]))
        apart = abs(
            sum(self._hours[at] for at in ones) / len(ones) - sum(self._hours[at] for at in others) / len(others)
        )
        alike, told = self._alike(ones, others)
        in_words = total / (len(ones) * len(others)) * (1 - (1 - WORDS) * float(told.mean()))
        return (in_words + float(alike.mean())) * float(_fading(np.array([apart]))[0])

    def _summed(self, places: Sequence[int]) -> Terms:
        _, numbers, weights = self._terms_of(places)
        distinct, inverse = np.unique(numbers, return_inverse=True)
        return Terms(distinct, np.bincount(inverse, weights=weights, minlength=len(distinct)).astype(np.float32))

    def within(self, places: Sequence[int]) -> Scores:
        """The similarity of each of these to each other one; what stands on the diagonal says nothing."""
        rows, numbers, weights = self._terms_of(places)
        _, columns, held = np.unique(numbers, return_inverse=True, return_counts=True)
        shared = held[columns] > 1  # most terms are one article's, and would only make the product large
        _, columns = np.unique(columns[shared], return_inverse=True)
        dense = np.zeros((len(places), int(columns.max(initial=-1)) + 1), dtype=np.float32)
        dense[rows[shared], columns] = weights[shared]
        hours = np.frombuffer(self._hours, dtype=np.float64)[list(places)]
        alike, told = self._alike(places, places)
        similar: Scores = (dense @ dense.T) * np.where(told, WORDS, 1.0) + alike
        return similar * _fading(np.abs(hours[:, None] - hours[None, :]))

    def _terms_of(self, places: Sequence[int]) -> tuple[npt.NDArray[np.intp], Numbers, Weights]:
        """The terms of these articles in one row each: the row, the term and its weight."""
        vectors = [self.entries[place].vector for place in places]
        rows = np.repeat(np.arange(len(places)), [len(vector.numbers) for vector in vectors])
        numbers = np.concatenate([vector.numbers for vector in vectors])
        return rows, numbers, np.concatenate([vector.counts for vector in vectors])

    # forgetting

    def silence(self, place: int) -> None:
        """Let the article be like nothing from now on."""
        self._silent.add(place)

    def keep_only(self, wanted: Collection[str]) -> None:
        """Forget all other articles, and silenced ones; places are numbered anew, weights stay as they are."""
        kept = [entry for place, entry in enumerate(self.entries) if entry.id in wanted and place not in self._silent]
        self._clear()
        for entry in kept:
            np.add.at(self._frequency, entry.counts.numbers % SLOTS, 1)
            np.add.at(self._name_frequency, entry.named.numbers % SLOTS, 1)
            self._middles.add(entry.language, entry.sense)
            self._append(entry)


def _heaviest(weights: Weights, limit: int) -> npt.NDArray[np.intp]:
    """Where the heaviest of these stand, at most so many, ascending; of equal ones the first."""
    positive = np.flatnonzero(weights > 0)
    if len(positive) <= limit:
        return positive
    order = np.argsort(-weights[positive], kind="stable")[:limit]
    return np.sort(positive[order])


def _fading(apart: Scores) -> Scores:
    """What is left of the similarity of articles so many hours apart."""
    return np.where(apart > FORGOTTEN, 0.0, np.maximum(np.exp(-apart / FADING), LEAST))
