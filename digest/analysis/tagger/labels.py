"""The label sets of the tagger, shared by training and run time. Their order is part of the weights' format."""

from __future__ import annotations

from digest.model import Label, Mode

MODES: tuple[Mode, ...] = (Mode.DIRECT, Mode.INDIRECT, Mode.INDIRECT_FREE, Mode.FREE, Mode.REPORTED)
"""Modes of quotations, in the order of the weights."""

ENTITY_LABELS: tuple[Label, ...] = (Label.PER, Label.ORG, Label.GPE, Label.LOC, Label.MISC)
"""Classes of named entities, in the order of the weights."""

OUTSIDE = 0
"""The label of a word outside of every span; classes follow as B, I, B, I …"""

CONTENT, SPEAKER, CUE, FRAME, ADDRESSEE = range(5)
"""Columns of the role scores: what a word is to one candidate quotation."""

ROLE_COUNT = 5

MEMORY_WIDTH = 512
"""Width of what each word passes on to the role network: 256 as a word, 256 as part of a content."""


def begin(kind: int) -> int:
    """The label that starts a span of class number `kind`."""
    return 1 + 2 * kind


def inside(kind: int) -> int:
    """The label that continues a span of class number `kind`."""
    return 2 + 2 * kind


def label_count(kinds: int) -> int:
    """Number of labels for `kinds` classes: outside, and two for each."""
    return 1 + 2 * kinds
