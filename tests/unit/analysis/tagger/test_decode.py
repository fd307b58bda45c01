"""Viterbi decoding and the runs it yields."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

pytest.importorskip("onnxruntime")

from digest.analysis.tagger.decode import (
    Candidate,
    Tuning,
    best_path,
    best_run,
    decode_contents,
    decode_entities,
    runs_above,
)

FREE = Tuning(start_cost=0.0, resume_cost=0.0)
scores_of = lambda columns: arrays.arrays(  # noqa: E731
    np.float32, st.tuples(st.integers(1, 12), st.just(columns)), elements=st.floats(-5, 5, width=32)
)


def emitted(labels: list[int], columns: int) -> np.ndarray:
    """Scores that clearly say the given labels."""
    scores = np.zeros((len(labels), columns), np.float32)
    scores[np.arange(len(labels)), labels] = 10.0
    return scores


def test_entities_take_b_and_i_of_one_class():
    """B I I of a class is one entity; a B next to it starts another."""
    assert decode_entities(emitted([1, 2, 2, 1, 0, 3], 5), 2) == [(0, (0, 3)), (0, (3, 4)), (1, (5, 6))]


def test_content_resumes_after_a_gap():
    """I after O continues the quotation before it: one candidate with two runs."""
    assert decode_contents(emitted([1, 2, 0, 0, 2, 2, 0], 5), 2, FREE) == [Candidate(0, ((0, 2), (4, 6)))]


def test_content_does_not_resume_over_a_long_gap():
    """Pieces further apart than allowed are two candidates."""
    tuning = Tuning(start_cost=0.0, resume_cost=0.0, max_gap=1)
    assert decode_contents(emitted([1, 2, 0, 0, 2], 5), 2, tuning) == [
        Candidate(0, ((0, 2),)),
        Candidate(0, ((4, 5),)),
    ]


def test_start_cost_refuses_weak_quotations():
    """What is barely likelier than nothing is found for free and refused at a cost."""
    scores = np.array([[0.0, 0.3, -9, -9, -9]] * 1, np.float32)
    assert decode_contents(scores, 2, FREE)
    assert not decode_contents(scores, 2, Tuning(start_cost=1.0))


@given(scores_of(5))
def test_candidates_are_ordered_and_disjoint(scores):
    """Runs are half-open, inside the text, in order, and no word is in two candidates."""
    runs = [run for candidate in decode_contents(scores, 2, FREE) for run in candidate.runs]
    assert all(0 <= a < b <= len(scores) for a, b in runs)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(runs))


@given(scores_of(3))
def test_best_path_is_the_best_of_all_paths(scores):
    """Viterbi finds the sum that trying every path finds."""
    scores = scores[:5]
    transitions = np.array([[0, -1, 2], [0.5, 0, -3], [-2, 1, 0]], np.float32)
    initial = np.array([0, -1, 0.5], np.float32)

    def total(path):
        steps = sum(transitions[a, b] for a, b in itertools.pairwise(path))
        return initial[path[0]] + steps + sum(scores[i, s] for i, s in enumerate(path))

    best = max(total(path) for path in itertools.product(range(3), repeat=len(scores)))
    assert abs(total(best_path(scores, transitions, initial)) - best) < 1e-3


@given(st.lists(st.floats(-3, 3, width=32), max_size=9))
def test_best_run_has_the_highest_sum(values):
    """No other run of words has a higher sum; where none is positive there is none."""
    scores = np.array(values, np.float32)
    sums = {(a, b): float(scores[a:b].sum()) for b in range(1, len(values) + 1) for a in range(b)}
    found = best_run(scores)
    if found is None:
        assert all(value <= 1e-5 for value in sums.values())
    else:
        assert sums[found] >= max(sums.values()) - 1e-4


def test_short_gaps_between_runs_are_filled():
    """A gap of one word is bridged with join=1, a gap of two is not."""
    assert runs_above(np.array([1, -1, 1, -1, -1, 1], np.float32), join=1) == [(0, 3), (5, 6)]
