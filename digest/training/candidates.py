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
from digest.analysis.tagger.hints import Proposal, best_match, proposal_for, proposed_roles
from digest.analysis.tagger.labels import MODES
from digest.analysis.tagger.segments import DISTANCE_COUNT, Segment, segment_of
from digest.corpora import Scheme
from digest.training.dataset import Example, GoldQuotation

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

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
    proposed: Floats
    """Words of the segment x roles, as the rules have them."""


def lessons_for(
    row: int, example: Example, proposals: Sequence[Proposal], scores: Floats, generator: np.random.Generator
) -> list[Lesson]:
    """Candidates of one window, at most one for each true quotation; `scores` are the content head's for its words."""
    length = len(example.first)

    def lesson(runs: tuple[Run, ...], truth: GoldQuotation | None) -> Lesson:
        segment = segment_of(runs, length)
        return Lesson(row, segment, truth, proposed_roles(proposal_for(runs, proposals), segment.start, segment.end))

    found, false = (
        ({}, []) if example.scheme is not Scheme.QUOTATIONS else _found(example, proposals, scores, generator)
    )
    lessons = [lesson(runs, None) for runs in false]
    for number, gold in enumerate(example.quotations):
        runs = found.get(number) if generator.random() < FOUND_SHARE else None
        lessons.append(lesson(runs or _disturbed(gold.runs, length, generator), gold))
    return lessons


def _found(
    example: Example, proposals: Sequence[Proposal], scores: Floats, generator: np.random.Generator
) -> tuple[dict[int, tuple[Run, ...]], list[tuple[Run, ...]]]:
    """What the content head finds with its scores shaken and a random readiness to start, and what the rules found
    beside it: by number of the true quotation it matches, and false ones.
    """
    shaken = scores + generator.normal(0.0, 0.7, scores.shape).astype(np.float32)
    tuning = Tuning(start_cost=float(generator.uniform(-2.0, 0.5)), resume_cost=float(generator.uniform(0.0, 1.5)))
    contents = [candidate.runs for candidate in decode_contents(shaken, len(MODES), tuning)]
    contents += [proposal.runs for proposal in proposals if best_match(proposal.runs, contents) is None]
    true = [quotation.runs for quotation in example.quotations]
    found: dict[int, tuple[Run, ...]] = {}
    false: list[tuple[Run, ...]] = []
    for runs in contents:
        match = best_match(runs, true)
        if match is not None:
            found[match] = runs
        elif sum(b - a for a, b in runs) > 1:
            false.append(runs)
    chosen = generator.permutation(len(false))[:MAX_FALSE]
    return found, [false[i] for i in chosen]


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


def padded(segments: Sequence[Segment]) -> tuple[Ints, Floats, Ints, Floats]:
    """Word indexes, content marks, distance classes and validity of several segments, padded to one length."""
    width = max(len(segment) for segment in segments)
    index = np.zeros((len(segments), width), np.int64)
    inside = np.zeros((len(segments), width), np.float32)
    distance = np.full((len(segments), width), DISTANCE_COUNT - 1, np.int64)
    valid = np.zeros((len(segments), width), np.float32)
    for row, segment in enumerate(segments):
        size = len(segment)
        index[row, :size] = np.arange(segment.start, segment.end)
        inside[row, :size] = segment.inside
        distance[row, :size] = segment.distance
        valid[row, :size] = 1.0
    return index, inside, distance, valid
