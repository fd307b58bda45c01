"""Whether a confidence of .8 means that four of five are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.evaluation.counting import mean, share

BINS = 10
"""Bins of equal width between 0 and 1, as usual for the expected calibration error."""


@dataclass(frozen=True, slots=True)
class Bin:
    """What was found with a confidence from `low` to below `low` + 1/BINS (the last bin holds 1.0)."""

    low: float
    number: int
    confidence: float
    """Mean confidence; 0.0 in an empty bin."""
    right: float
    """Share that is right; 0.0 in an empty bin."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The bins from low to high."""

    bins: tuple[Bin, ...]

    @property
    def error(self) -> float:
        """Expected calibration error: how far confidence and share of right ones are apart, on average."""
        number = sum(one.number for one in self.bins)
        return share(sum(one.number * abs(one.confidence - one.right) for one in self.bins), number)


def calibrate(verdicts: Sequence[tuple[float, bool]]) -> Calibration:
    """The calibration of (confidence, whether it was right) pairs."""
    filled: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in verdicts:
        filled[max(0, min(BINS - 1, int(confidence * BINS)))].append((confidence, right))
    return Calibration(
        tuple(
            Bin(
                low=number / BINS,
                number=len(inside),
                confidence=mean(confidence for confidence, _ in inside),
                right=mean(float(right) for _, right in inside),
            )
            for number, inside in enumerate(filled)
        )
    )
