"""Unpacking of 4-bit weights."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("onnxruntime")

from digest.analysis.tagger.embeddings import PackedTable


@given(st.lists(st.integers(0, 15), min_size=32, max_size=32), st.floats(-4, 4, width=16))
def test_a_block_unpacks_to_scale_times_nibble_minus_eight(nibbles, scale):
    """Low nibbles hold weights 0 to 15, high nibbles 16 to 31 (e5.c, deq_row)."""
    packed = bytes(nibbles[i] | nibbles[i + 16] << 4 for i in range(16))
    table = PackedTable(np.frombuffer(struct.pack("<e", scale) + packed, np.uint8)[None].copy())
    assert np.array_equal(table.rows(np.array([0]))[0], (np.array(nibbles, np.float32) - 8) * np.float32(scale))
