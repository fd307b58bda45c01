"""What the rules found, as input of the network: marks for each word, and proposals of whole quotations.

The network was trained beside the rules: it learned how far each of their findings is to be trusted, mends their ends,
refuses what is none and adds what they miss.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digest.analysis.tagger.decode import Run
from digest.analysis.tagger.labels import (
    ADDRESSEE,
    CONTENT,
    CUE,
    ENTITY_LABELS,
    FRAME,
    MODES,
    ROLE_COUNT,
    SPEAKER,
)
from digest.analysis.tagger.tagged import Tagged, TaggedQuotation
from digest.analysis.tagger.words import Words
from digest.model import Span

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_ROLES_AT = 2 * len(MODES)
_ENTITIES_AT = _ROLES_AT + ROLE_COUNT
HINT_WIDTH = _ENTITIES_AT + 2 * len(ENTITY_LABELS)
"""Marks of a word: a content of each mode begins or goes on here, it has a role of some quotation, an entity of each
label begins or goes on here.
"""

MATCH = 0.5
"""Word F1 from which two contents are taken for the same quotation."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A quotation the rules found: number of its mode, runs of its content, and for each role its runs."""

    kind: int
    runs: tuple[Run, ...]
    roles: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """`marks` is words x HINT_WIDTH."""

    marks: Floats
    proposals: tuple[Proposal, ...]


def word_runs(spans: Iterable[Span | tuple[int, int]], words: Words) -> tuple[Run, ...]:
    """Runs of the words that the spans touch; neighbouring runs are one."""
    runs: list[Run] = []
    for start, end in sorted((s.start, s.end) if isinstance(s, Span) else s for s in spans):
        run = (
            int(np.searchsorted(words.ends, start, side="right")),
            int(np.searchsorted(words.starts, end, side="left")),
        )
        if runs and run[0] <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], run[1]))
        elif run[0] < run[1]:
            runs.append(run)
    return tuple(runs)


def read_hints(rules: Tagged, words: Words) -> Hints:
    """The findings of the rules for the words of the same text."""
    marks = np.zeros((len(words), HINT_WIDTH), np.float32)
    proposals = tuple(
        proposal for quotation in rules.quotations if (proposal := _proposal(quotation, words)) is not None
    )
    mark_proposals(marks, proposals)
    for entity in rules.entities:
        _mark_run(marks, word_runs([entity.span], words), _ENTITIES_AT + 2 * ENTITY_LABELS.index(entity.label))
    return Hints(marks, proposals)


def mark_proposals(marks: Floats, proposals: Sequence[Proposal]) -> None:
    """Enter the proposals into `marks`, in place."""
    for proposal in proposals:
        _mark_run(marks, proposal.runs, 2 * proposal.kind)
        for role, runs in enumerate(proposal.roles):
            for start, end in runs:
                marks[start:end, _ROLES_AT + role] = 1.0


def _mark_run(marks: Floats, runs: Sequence[Run], column: int) -> None:
    """Mark the first word in `column`, all others in the next."""
    for start, end in runs:
        marks[start:end, column + 1] = 1.0
    if runs:
        marks[runs[0][0], column : column + 2] = 1.0, 0.0


def _proposal(quotation: TaggedQuotation, words: Words) -> Proposal | None:
    runs = word_runs(quotation.content, words)
    if not runs:
        return None
    spans = {
        CONTENT: quotation.content, CUE: quotation.cue, FRAME: quotation.frame,
        SPEAKER: (quotation.speaker,) if quotation.speaker else (),
        ADDRESSEE: (quotation.addressee,) if quotation.addressee else (),
    }  # fmt: skip
    roles = tuple(word_runs(spans[role], words) for role in range(ROLE_COUNT))
    return Proposal(MODES.index(quotation.mode), runs, roles)


def by_piece(marks: Floats, first: Ints, pieces: int) -> Floats:
    """The marks of words for each of `pieces` pieces; `first` is the first piece of each word."""
    owner = np.searchsorted(first, np.arange(pieces), side="right") - 1
    return np.asarray(marks[np.maximum(owner, 0)], np.float32)


def word_f1(a: Sequence[Run], b: Sequence[Run]) -> float:
    """Harmonic mean of precision and recall of words."""
    if not a or not b or a[0][0] >= b[-1][1] or b[0][0] >= a[-1][1]:
        return 0.0
    common = sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)
    total = sum(end - start for start, end in (*a, *b))
    return 2 * common / total


def best_match(runs: Sequence[Run], others: Sequence[Sequence[Run]]) -> int | None:
    """Number of the content among `others` with the highest word F1 to `runs`, if that is at least MATCH."""
    shares = [word_f1(runs, other) for other in others]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= MATCH else None


def proposal_for(runs: Sequence[Run], proposals: Sequence[Proposal]) -> Proposal | None:
    """The same quotation as the rules have it, by its content."""
    number = best_match(runs, [proposal.runs for proposal in proposals])
    return proposals[number] if number is not None else None


def proposed_roles(told: Proposal | None, start: int, end: int) -> Floats:
    """Words `start`..`end` x roles: 1.0 where the proposal has one; zeros without a proposal."""
    roles = np.zeros((end - start, ROLE_COUNT), np.float32)
    for role, runs in enumerate(told.roles if told is not None else ()):
        for first, last in runs:
            roles[max(first - start, 0) : max(last - start, 0), role] = 1.0
    return roles
