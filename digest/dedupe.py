"""Same, update, wire copy or new: near-duplicates by containment of word 4-shingles.

Wire copy needs containment, not similarity: a shortened agency text inside a longer one has a small Jaccard index
(MinHash finds .76-.87 of such pairs, containment .999). A sketch keeps every shingle of a short text and, by the value
of its hash, a quarter of those of a longer one: so two sketches can be compared by what both would have kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from digest.model import Article, PageOutcome, Sketch

SHINGLE = 4
SAMPLED = 4
"""One shingle in so many is kept of a text with more than WHOLE of them."""
WHOLE = 160
INDEXED = 4
"""One kept hash of a sampled sketch in so many leads to candidates; the others are only compared."""
COMMON = 64
"""A shingle in more texts than that is a phrase everybody uses, and leads to no candidate."""
CANDIDATES = 8
FEWEST_SHARED = 6
COPY = 0.7
"""Share of a text found in another one from which it counts as its copy; independent texts on one event share < .2."""
SAME = 0.9
"""Share, both ways, from which two texts of one outlet are one article under two addresses."""
SMALLEST_PART = 0.5
"""A text that holds all of an earlier, shorter one is its copy only if that makes up so much of it."""

_WORD = re.compile(r"\w+")
_BASE = 0x9E3779B97F4A7C15
_BLANK = 0x20
_FEWEST_POWERS = 14
_MIX = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))

Hashes = NDArray[np.uint64]


def sketch(article_id: str, text: str) -> Sketch:
    """The sketch of a text; equal texts (but for case and punctuation) have equal hashes."""
    hashes = _shingles(text)
    if len(hashes) > WHOLE:
        hashes = hashes[hashes % np.uint64(SAMPLED) == 0]
    return Sketch(article_id, tuple(hashes.tolist()))


def _shingles(text: str) -> Hashes:
    """Distinct 64-bit hashes of the word 4-shingles, ascending; a text of fewer words is one shingle.

    The hash of a run of bytes is a difference of prefix sums of byte x power, divided by the power of its place: so all
    runs of a text are hashed at once, whatever their length. The last steps spread the bits.
    """
    words = _WORD.findall(text.lower())
    if not words:
        return np.empty(0, dtype=np.uint64)
    joined = np.frombuffer((" ".join(words) + " ").encode("utf-8", "surrogatepass"), dtype=np.uint8)
    powers, inverses = _powers(1 << max(_FEWEST_POWERS, len(joined).bit_length()))
    sums = np.zeros(len(joined) + 1, dtype=np.uint64)
    np.cumsum((joined.astype(np.uint64) + np.uint64(1)) * powers[: len(joined)], out=sums[1:])
    ends = np.flatnonzero(joined == _BLANK)
    starts = np.concatenate(([0], ends[:-1] + 1))
    last = ends[SHINGLE - 1 :] if len(ends) >= SHINGLE else ends[-1:]
    first = starts[: len(last)]
    mixed = (sums[last] - sums[first]) * inverses[first]
    for shift, multiplier in _MIX:
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(multiplier)
    mixed ^= mixed >> np.uint64(31)
    mixed.sort()
    return mixed[np.concatenate(([True], mixed[1:] != mixed[:-1]))]


@lru_cache(maxsize=4)
def _powers(count: int) -> tuple[Hashes, Hashes]:
    """The powers of an odd number and of its inverse, modulo 2 to the 64."""
    powers, inverses = (np.full(count, base, dtype=np.uint64) for base in (_BASE, pow(_BASE, -1, 1 << 64)))
    powers[0] = inverses[0] = 1
    return np.cumprod(powers), np.cumprod(inverses)


@dataclass(frozen=True, slots=True)
class Match:
    """A text that shares much with the one asked about: shares of the asked text in it, and of it in the asked one.

    `size` is how long the matched text is, measured in the asked one (1: equally long).
    """

    article: str
    of_asked: float
    of_match: float
    size: float

    @property
    def containment(self) -> float:
        """The larger of both shares."""
        return max(self.of_asked, self.of_match)

    @property
    def is_copy(self) -> bool:
        """Whether one of both is so much of the other that it is its copy, shortened or not."""
        return self.of_asked >= COPY or (self.of_match >= COPY and self.size >= SMALLEST_PART)

    @property
    def is_same(self) -> bool:
        """Whether both are nearly the same."""
        return min(self.of_asked, self.of_match) >= SAME


@dataclass(frozen=True, slots=True)
class _Known:
    article: str
    hashes: Hashes
    sampled: bool


class SketchIndex:
    """Finds near-duplicates among the sketches added to it, without comparing with all."""

    def __init__(self) -> None:
        self._known: list[_Known] = []
        self._ids: dict[str, int] = {}
        self._holders: dict[int, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._ids

    def add(self, sketch: Sketch) -> None:
        """Add the sketch of an article; one that is known already stays as it is."""
        if sketch.article in self._ids:
            return
        hashes = np.array(sketch.hashes, dtype=np.uint64)
        sampled = _is_sampled(hashes)
        number = len(self._known)
        self._ids[sketch.article] = number
        self._known.append(_Known(sketch.article, hashes, sampled))
        # One tuple for all hashes that only this text has: nearly all of them, millions of which are held at a time.
        alone = (number,)
        holders = self._holders
        for value in hashes[hashes % np.uint64(SAMPLED * INDEXED) == 0].tolist() if sampled else sketch.hashes:
            others = holders.get(value)
            if others is None:
                holders[value] = alone
            elif len(others) <= COMMON:
                holders[value] = others + alone

    def forget(self, article_id: str) -> None:
        """Leave an article out from now on: it was superseded by an update."""
        self._ids.pop(article_id, None)

    def near(self, asked: Sketch) -> tuple[Match, ...]:
        """The texts that share most with this one, best first, at most CANDIDATES; the article itself is left out."""
        hashes = np.array(asked.hashes, dtype=np.uint64)
        sampled = _is_sampled(hashes)
        found = []
        holders = map(self._holders.get, asked.hashes)
        counts = Counter(chain.from_iterable(one for one in holders if one is not None and len(one) <= COMMON))
        for number, _ in counts.most_common(CANDIDATES):
            known = self._known[number]
            if self._ids.get(known.article) == number and known.article != asked.article:
                match = _compare(hashes, sampled, known)
                if match is not None:
                    found.append(match)
        return tuple(sorted(found, key=lambda match: (-match.containment, match.article)))

    def nearest(self, asked: Sketch) -> Match | None:
        """The text that shares most with this one, None where nothing shares enough to say anything."""
        return next(iter(self.near(asked)), None)


def _is_sampled(hashes: Hashes) -> bool:
    return bool(len(hashes)) and not np.any(hashes % np.uint64(SAMPLED))


def _compare(asked: Hashes, sampled: bool, known: _Known) -> Match | None:
    """Both shares on what both sketches would have kept; None where too little is shared to rely on."""
    theirs = known.hashes
    of_asked, of_match = len(asked), len(theirs)
    if sampled != known.sampled:
        asked, theirs = (array[array % np.uint64(SAMPLED) == 0] for array in (asked, theirs))
    shared = _shared(asked, theirs)
    if not shared or (shared < FEWEST_SHARED and not shared == of_asked == of_match):
        return None
    return Match(
        article=known.article,
        of_asked=shared / len(asked),
        of_match=shared / len(theirs),
        size=len(theirs) / len(asked),
    )


def _shared(one: Hashes, other: Hashes) -> int:
    """How many values two ascending arrays of distinct values have in common."""
    if not len(one) or not len(other):
        return 0
    places = np.minimum(np.searchsorted(other, one), len(other) - 1)
    return int(np.count_nonzero(other[places] == one))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A match with what the store knows of it: its outlet's id, and the article at the root of its chain of copies."""

    match: Match
    outlet: str
    root: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an article: the outcome, why in words, and the ids of the one it replaces, copies or is."""

    outcome: PageOutcome
    reason: str = ""
    replaces: str | None = None
    copy_of: str | None = None
    known_as: str | None = None


def decide(article: Article, near: Sequence[Neighbour], current: Article | None) -> Decision:
    """Say whether an article is known, an update of `current` (the stored version of its URL), a wire copy or new.

    `near` are the stored articles that share much with it, best first.
    """
    if current is not None and current.text_hash == article.text_hash:
        return Decision(PageOutcome.KNOWN, "the same text as stored", known_as=current.id)
    others = [one for one in near if current is None or one.match.article != current.id]
    copied = next((one.root for one in others if one.outlet != article.outlet.id and one.match.is_copy), None)
    if current is not None:
        return Decision(PageOutcome.UPDATE, "the page has changed", replaces=current.id, copy_of=copied)
    same = next((one for one in others if one.outlet == article.outlet.id and one.match.is_same), None)
    if same is not None:
        return Decision(PageOutcome.KNOWN, "the same article under another address", known_as=same.match.article)
    if copied is not None:
        return Decision(PageOutcome.WIRE_COPY, "the text of another outlet's article", copy_of=copied)
    return Decision(PageOutcome.NEW)
