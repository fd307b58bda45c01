"""What the rules found, as marks of words and proposals."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digest.analysis.tagger.hints import best_match, by_piece, proposal_for, proposed_roles, read_hints, word_f1
from digest.analysis.tagger.labels import CONTENT, SPEAKER
from digest.analysis.tagger.tagged import Tagged, TaggedQuotation
from digest.analysis.tagger.words import Words, word_spans
from digest.model import Entity, Label, Mode, Span

TEXT = "Er sei da, sagte Bo, und müde."
RULES = Tagged(
    (Entity(Span(17, 19), Label.PER),),
    (TaggedQuotation(Mode.INDIRECT, (Span(0, 9), Span(21, 29)), (Span(11, 16),), (), Span(17, 19)),),
)
RUNS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda p: (p[0], p[0] + p[1])), max_size=1)


def words():
    bounds = np.asarray(word_spans(TEXT), np.int64)
    index = np.arange(len(bounds))
    return Words(bounds[:, 0], bounds[:, 1], index, index, index)


def test_marks_tell_beginning_roles_and_entities():
    """The first word of a content is marked apart, its later pieces as going on; speaker and entity have own marks."""
    marks = read_hints(RULES, words()).marks
    begin, inside = 2, 3
    assert np.flatnonzero(marks[:, begin]).tolist() == [0]
    assert np.flatnonzero(marks[:, inside]).tolist() == [1, 2, 7, 8]
    assert np.flatnonzero(marks[5]).tolist() == [10 + SPEAKER, 15]


def test_a_proposal_speaks_for_the_same_content_only():
    """Roles are handed on for a content that shares half of its words, and for no other."""
    hints = read_hints(RULES, words())
    told = proposal_for([(0, 3)], hints.proposals)
    assert proposed_roles(told, 0, 10)[:, SPEAKER].tolist() == [0.0] * 5 + [1.0] + [0.0] * 4
    assert proposal_for([(3, 6)], hints.proposals) is None
    assert not proposed_roles(None, 0, 10).any()
    assert proposed_roles(told, 1, 4)[:, CONTENT].tolist() == [1.0, 1.0, 0.0]


def test_pieces_take_the_marks_of_their_word():
    """A word of several pieces hands its marks to each; a piece between two words belongs to the earlier one."""
    marks = np.array([[1.0], [2.0]], np.float32)
    assert by_piece(marks, np.array([0, 3]), 5)[:, 0].tolist() == [1.0, 1.0, 1.0, 2.0, 2.0]


@given(RUNS, RUNS)
def test_word_f1_is_a_share_and_symmetric(a, b):
    """Between 0 and 1, the same both ways, 1 only for the same words."""
    share = word_f1(a, b)
    assert 0.0 <= share <= 1.0
    assert share == word_f1(b, a)
    assert (share == 1.0) == (bool(a) and a == b)


def test_below_one_half_nothing_matches():
    """Of several the best is named; a poor overlap is none."""
    assert best_match([(0, 3)], [((5, 9),), ((0, 3), (7, 9))]) == 1
    assert best_match([(3, 6)], [((0, 4),)]) is None
