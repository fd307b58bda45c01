"""Scores per word -> spans: the best allowed path through the labels (Viterbi), in numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digest.analysis.tagger.labels import OUTSIDE, begin, inside

Floats = npt.NDArray[np.float32]
Run = tuple[int, int]

FORBIDDEN = -1e9
ADJACENT_COST = 3.0
"""Cost (log probability) of an entity right behind another: names in a row are nearly always one name."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words (half-open runs, in order) that may be the content of one quotation, and the number of its mode."""

    kind: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Tuning:
    """Costs in log probability, found on development data: of starting a quotation and of resuming it after a gap.

    `max_gap` is the longest gap (words) over which pieces still belong together.
    """

    start_cost: float = 0.5
    resume_cost: float = 1.0
    max_gap: int = 40


def log_softmax(scores: Floats) -> Floats:
    """Log probabilities along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)


def best_path(emissions: Floats, transitions: Floats, initial: Floats) -> list[int]:
    """The states with the highest sum of emission and transition scores. `emissions` is words x states."""
    length, states = emissions.shape
    back = np.zeros((length, states), np.int64)
    score = initial + emissions[0]
    columns = np.arange(states)
    for i in range(1, length):
        step = score[:, None] + transitions
        back[i] = step.argmax(axis=0)
        score = step[back[i], columns] + emissions[i]
    path = [int(score.argmax())]
    for i in range(length - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def decode_entities(scores: Floats, kinds: int, adjacent_cost: float = ADJACENT_COST) -> list[tuple[int, Run]]:
    """Class number and words of each entity: B starts, I continues its own class."""
    if not len(scores):
        return []
    labels = 1 + 2 * kinds
    transitions = np.zeros((labels, labels), np.float32)
    initial = np.zeros(labels, np.float32)
    transitions[1:, 1::2] = -adjacent_cost
    for kind in range(kinds):
        transitions[:, inside(kind)] = FORBIDDEN
        transitions[[begin(kind), inside(kind)], inside(kind)] = 0.0
        initial[inside(kind)] = FORBIDDEN
    path = best_path(log_softmax(scores), transitions, initial)
    return [(kind, run) for kind, runs in _spans(path, resumes=False) for run in runs]


def decode_contents(scores: Floats, kinds: int, tuning: Tuning) -> list[Candidate]:
    """The contents of quotations. After O, one of the same class may go on with I: a frame splits its content."""
    if not len(scores):
        return []
    emissions, transitions, initial = _content_lattice(log_softmax(scores), kinds, tuning)
    labels = 1 + 2 * kinds
    path = [state if state < labels else OUTSIDE for state in best_path(emissions, transitions, initial)]
    return [Candidate(kind, runs) for kind, runs in _spans(path, resumes=True, max_gap=tuning.max_gap)]


def _content_lattice(log_probabilities: Floats, kinds: int, tuning: Tuning) -> tuple[Floats, Floats, Floats]:
    """States: the labels, then one "outside after class k" for each class."""
    labels = 1 + 2 * kinds
    states = labels + kinds
    emissions = np.concatenate([log_probabilities, np.repeat(log_probabilities[:, :1], kinds, axis=1)], axis=1)
    transitions = np.zeros((states, states), np.float32)
    initial = np.zeros(states, np.float32)
    for kind in range(kinds):
        after = labels + kind
        transitions[:, begin(kind)] = -tuning.start_cost
        initial[begin(kind)] = -tuning.start_cost
        transitions[:, inside(kind)] = FORBIDDEN
        transitions[:, after] = FORBIDDEN
        transitions[[begin(kind), inside(kind)], inside(kind)] = 0.0
        transitions[after, inside(kind)] = -tuning.resume_cost
        transitions[[begin(kind), inside(kind), after], after] = 0.0
        transitions[[begin(kind), inside(kind), after], OUTSIDE] = FORBIDDEN
        initial[[inside(kind), after]] = FORBIDDEN
    return np.asarray(emissions, np.float32), transitions, initial


def _spans(path: list[int], *, resumes: bool, max_gap: int = 0) -> list[tuple[int, tuple[Run, ...]]]:
    """Group a label path into spans of words. With `resumes`, I after O continues the last span if it is near."""
    spans: list[tuple[int, list[Run]]] = []
    previous = OUTSIDE
    for i, label in enumerate(path):
        if label != OUTSIDE:
            kind, starts = (label - 1) // 2, label % 2 == 1
            if starts or not spans or (previous == OUTSIDE and not (resumes and i - spans[-1][1][-1][1] <= max_gap)):
                spans.append((kind, [(i, i + 1)]))
            elif previous == OUTSIDE:
                spans[-1][1].append((i, i + 1))
            else:
                spans[-1][1][-1] = (spans[-1][1][-1][0], i + 1)
        previous = label
    return [(kind, tuple(runs)) for kind, runs in spans]


def best_run(scores: Floats) -> Run | None:
    """The run of words with the highest sum of scores, None where no sum is above zero."""
    best: Run | None = None
    best_sum = current = 0.0
    start = 0
    for i, score in enumerate(scores.tolist()):
        if current <= 0.0:
            current, start = 0.0, i
        current += score
        if current > best_sum:
            best, best_sum = (start, i + 1), current
    return best


def runs_above(scores: Floats, join: int) -> list[Run]:
    """Runs of words whose score is above zero; gaps of at most `join` words between two of them are filled."""
    runs: list[Run] = []
    for i in np.flatnonzero(scores > 0.0).tolist():
        if runs and i - runs[-1][1] <= join:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs
