"""What the role network sees of a candidate's surroundings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("onnxruntime")

from digest.analysis.tagger.segments import DISTANCE_COUNT, MAX_WORDS, segment_of


def test_distances_tell_before_inside_gap_and_after():
    """Content is class 0, a gap in it 1, neighbours before and after have classes of their own."""
    segment = segment_of([(2, 3), (4, 5)], 7)
    assert segment.inside.tolist() == [0, 0, 1, 0, 1, 0, 0]
    assert segment.distance.tolist() == [3, 2, 0, 1, 0, 10, 11]


@given(st.integers(1, 2000), st.data())
def test_segment_lies_in_the_text(length, data):
    """A segment is never longer than allowed, never leaves the text, and holds the beginning of the content."""
    start = data.draw(st.integers(0, length - 1))
    end = data.draw(st.integers(start + 1, length))
    segment = segment_of([(start, end)], length)
    assert 0 <= segment.start <= start < segment.end <= length
    assert len(segment) <= MAX_WORDS
    assert segment.inside.sum() == min(end, segment.end) - start
    assert ((segment.distance >= 0) & (segment.distance < DISTANCE_COUNT)).all()
