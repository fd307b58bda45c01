"""Drafts -> quotations."""

from __future__ import annotations

from digest.analysis.assembling import tidy
from digest.analysis.words import Range


def test_parts_are_put_in_order_joined_and_never_empty():
    """Overlapping parts become one, empty ones vanish: no quotation has a span of nothing."""
    assert tidy([Range(7, 9), Range(4, 4), Range(1, 3), Range(2, 5)]) == (Range(1, 5), Range(7, 9))
    assert tidy([Range(4, 4)]) == ()
