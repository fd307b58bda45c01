"""Precision, recall and F1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of the two; 0.0 where both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were found, how many there are, how many of both are right. Shares of nothing are 0.0."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.gold + other.gold)

    @property
    def measure(self) -> Measure:
        """The shares."""
        return Measure(share(self.right, self.found), share(self.right, self.gold))

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return self.measure.f1


def share(part: float, whole: float) -> float:
    """`part` of `whole`; 0.0 of nothing."""
    return part / whole if whole else 0.0


def total(counts: Iterable[Counts]) -> Counts:
    """The sum."""
    return sum(counts, Counts())


def mean(values: Iterable[float]) -> float:
    """The mean; 0.0 of nothing."""
    listed = list(values)
    return share(sum(listed), len(listed))
