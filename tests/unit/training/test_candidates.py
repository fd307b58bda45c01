"""What the role network learns from, put together for one call."""

from __future__ import annotations

import numpy as np

from digest.analysis.tagger.segments import segment_of
from digest.training.candidates import padded


def test_padding_is_marked():
    """Segments of different length share one array; what is padding has validity 0."""
    index, inside, _, valid = padded([segment_of([(0, 1)], 2), segment_of([(0, 2)], 3)])
    assert index.shape == (2, 3)
    assert valid.tolist() == [[1, 1, 0], [1, 1, 1]]
    assert np.array_equal(inside, [[1, 0, 0], [1, 1, 0]])
