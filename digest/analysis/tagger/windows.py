"""A text of any length as windows that the encoder can take, each word owned by the window where it sits deepest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from digest.analysis.tagger.words import Words

MAX_PIECES = 510
"""Positions of the base encoder (512) less the two marks around a window."""
OVERLAP_WORDS = 48
"""Words two neighbouring windows share where a text needs several: about two sentences of context. 80 take a tenth more
time and give no better figures."""


@dataclass(frozen=True, slots=True)
class Window:
    """Words `start`..`end` are read together; `own_start`..`own_end` take their scores from this window."""

    start: int
    end: int
    own_start: int
    own_end: int


def plan_windows(words: Words, max_pieces: int = MAX_PIECES, overlap: int = OVERLAP_WORDS) -> list[Window]:
    """Windows that cover all words, in order; every word is owned by exactly one."""
    bounds: list[tuple[int, int]] = []
    start = 0
    while start < len(words):
        end = _reach(words, start, max_pieces)
        bounds.append((start, end))
        if end == len(words):
            break
        start = max(start + 1, end - min(overlap, (end - start) // 2))
    return _owned(bounds)


def _reach(words: Words, start: int, max_pieces: int) -> int:
    """End of the longest run of words from `start` within `max_pieces` pieces, at least one word."""
    low, high = start + 1, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if words.last[middle - 1] - words.first[start] + 1 <= max_pieces:
            low = middle
        else:
            high = middle - 1
    return low


def _owned(bounds: list[tuple[int, int]]) -> list[Window]:
    cuts = [0, *((nxt[0] + this[1]) // 2 for this, nxt in pairwise(bounds)), 0]
    if bounds:
        cuts[-1] = bounds[-1][1]
    return [Window(start, end, cuts[i], cuts[i + 1]) for i, (start, end) in enumerate(bounds)]
