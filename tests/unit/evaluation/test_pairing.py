"""The pairing of found with gold quotations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.evaluation.marks import Marks
from digest.evaluation.pairing import assign, overlap, pair_up
from digest.model import Mode

matrices = st.integers(1, 7).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0.0, 0.0, 0.01, 0.25, 0.5, 0.51, 1.0, 1.01]), min_size=width, max_size=width),
        min_size=1,
        max_size=7,
    )
)


@settings(deadline=None)
@given(matrices)
def test_ties_fall_as_in_the_library_of_the_public_scorer(matrix):
    """On matrices full of ties the pairs are those of scipy, whatever the shape."""
    optimize = pytest.importorskip("scipy.optimize")
    rows, columns = optimize.linear_sum_assignment(matrix, maximize=True)
    assert assign(matrix) == tuple(zip(rows.tolist(), columns.tolist(), strict=True))


def test_nothing_pairs_with_nothing():
    """Without gold or without anything found there are no pairs."""
    assert assign([]) == assign([[], []]) == ()


def test_overlap_is_the_f1_of_common_tokens():
    """Two of three gold tokens among four found ones."""
    assert overlap(frozenset({1, 2, 3}), frozenset({2, 3, 4, 5})) == pytest.approx(4 / 7)
    assert overlap(frozenset({1}), frozenset({2})) == overlap(frozenset(), frozenset({2})) == 0.0


def test_of_equal_overlaps_the_same_mode_is_paired():
    """Two quotations over the same words are told apart by mode; what shares no token is paired but not touching."""
    gold = [mark(Mode.DIRECT, 1, 2), mark(Mode.INDIRECT, 1, 2), mark(Mode.FREE, 9)]
    found = [mark(Mode.INDIRECT, 1, 2), mark(Mode.DIRECT, 1, 2), mark(Mode.FREE, 5)]
    pairing = pair_up(gold, found)
    assert pairing.pairs == ((0, 1), (1, 0), (2, 2))
    assert pairing.touching == ((0, 1), (1, 0))


def mark(mode, *tokens):
    return Marks(mode, frozenset(tokens))
