"""What the role network learns from: true contents, true ones disturbed, and what the content head takes for one.

At run time the role network sees contents that the content head found, with its mistakes; it is trained on the same
kind, so that it can mend their ends and refuse those that are no quotations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digest.analysis.tagger.decode import Run, Tuning, decode_contents
from digest.analysis.tagger.labels import MODES
from digest.analysis.tagger.segments import Segment, segment_of
from digest.corpora import Scheme
from digest.training.dataset import Example, GoldQuotation

Floats = npt.NDArray[np.float32]

MATCH = 0.5
"""Word F1 from which a found content counts as the true quotation it overlaps most."""
MAX_FALSE = 2
"""Contents without a true quotation taken from one window, so that early training is not flooded."""
FOUND_SHARE = 0.6
"""How often a true quotation is learned from what the content head found instead of from the annotation."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One candidate in window `row` of the batch, and the true quotation (None: it is none)."""

    row: int
    segment: Segment
    truth: GoldQuotation | None


def lessons_for(row: int, example: Example, scores: Floats, generator: np.random.Generator) -> list[Lesson]:
    """Candidates of one window, at most one for each true quotation; `scores` are the content head's for its words."""
    length = len(example.first)
    found, false = _found(example, scores, generator) if example.scheme is Scheme.QUOTATIONS else ({}, [])
    lessons = [Lesson(row, segment_of(runs, length), None) for runs in false]
    for number, gold in enumerate(example.quotations):
        runs = found.get(number) if generator.random() < FOUND_SHARE else None
        lessons.append(Lesson(row, segment_of(runs or _disturbed(gold.runs, length, generator), length), gold))
    return lessons


def _found(
    example: Example, scores: Floats, generator: np.random.Generator
) -> tuple[dict[int, tuple[Run, ...]], list[tuple[Run, ...]]]:
    """What the content head finds with its scores shaken and a random readiness to start: by number of the true
    quotation it matches, and false ones.
    """
    shaken = scores + generator.normal(0.0, 0.7, scores.shape).astype(np.float32)
    tuning = Tuning(start_cost=float(generator.uniform(-2.0, 0.5)), resume_cost=float(generator.uniform(0.0, 1.5)))
    found: dict[int, tuple[Run, ...]] = {}
    false: list[tuple[Run, ...]] = []
    for candidate in decode_contents(shaken, len(MODES), tuning):
        match = best_match(candidate.runs, example.quotations)
        if match is not None:
            found[match] = candidate.runs
        elif sum(b - a for a, b in candidate.runs) > 1:
            false.append(candidate.runs)
    chosen = generator.permutation(len(false))[:MAX_FALSE]
    return found, [false[i] for i in chosen]


def best_match(runs: Sequence[Run], gold: Sequence[GoldQuotation]) -> int | None:
    """Number of the true quotation with the highest word F1 to `runs`, if that is at least MATCH."""
    shares = [word_f1(runs, quotation.runs) for quotation in gold]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= MATCH else None


def word_f1(a: Sequence[Run], b: Sequence[Run]) -> float:
    """Harmonic mean of precision and recall of words."""
    common = sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)
    total = sum(end - start for start, end in (*a, *b))
    return 2 * common / total if total else 0.0


def _disturbed(runs: Sequence[Run], length: int, generator: np.random.Generator) -> tuple[Run, ...]:
    """The runs, half of the time with moved ends or without one of several pieces."""
    if generator.random() < 0.5:
        return tuple(runs)
    kept = list(runs)
    if len(kept) > 1 and generator.random() < 0.4:
        kept.pop(int(generator.integers(len(kept))))
    start, end = kept[0][0], kept[-1][1]
    start = min(max(0, start + int(generator.integers(-4, 5))), kept[0][1] - 1)
    end = max(min(length, end + int(generator.integers(-4, 5))), kept[-1][0] + 1)
    kept[0] = (start, kept[0][1])
    kept[-1] = (kept[-1][0], max(end, kept[-1][0] + 1))
    return tuple((a, b) for a, b in kept if a < b)
