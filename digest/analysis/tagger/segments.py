"""The surroundings of one candidate quotation as the role network reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digest.analysis.tagger.decode import Run

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

WORDS_BEFORE = 64
WORDS_AFTER = 48
MAX_WORDS = 320
"""Words around a content that may hold its speaker, cue, frame and addressee. The shipped weights were trained with 96
and 64; these give the same figures in four fifths of the time, 48 and 48 lose a tenth of a point of joint F1."""

_STEPS = np.array([1, 2, 3, 5, 9, 17, 33, 65])
DISTANCE_COUNT = 2 + 2 * len(_STEPS)
"""Number of distance classes: in the content, in a gap of it, eight before it, eight after it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `start`..`end` of the text; for each whether it is content (1.0 or 0.0) and its distance class."""

    start: int
    end: int
    inside: Floats
    distance: Ints

    def __len__(self) -> int:
        return self.end - self.start


def segment_of(runs: Sequence[Run], length: int) -> Segment:
    """The segment around the content `runs` in a text of `length` words."""
    first, end = runs[0][0], runs[-1][1]
    start = max(0, first - WORDS_BEFORE)
    stop = min(length, end + WORDS_AFTER, start + MAX_WORDS)
    inside = np.zeros(stop - start, np.float32)
    for run_start, run_end in runs:
        inside[max(run_start - start, 0) : max(run_end - start, 0)] = 1.0
    return Segment(start, stop, inside, _distances(inside, first - start, end - start))


def _distances(inside: Floats, first: int, end: int) -> Ints:
    positions = np.arange(len(inside))
    before = 1 + np.searchsorted(_STEPS, np.maximum(first - positions, 1), side="right")
    after = 1 + len(_STEPS) + np.searchsorted(_STEPS, np.maximum(positions - end + 1, 1), side="right")
    outer = np.where(positions < first, before, np.where(positions >= end, after, 1))
    return np.asarray(np.where(inside > 0, 0, outer), np.int64)
