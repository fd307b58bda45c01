"""A clock that only moves when it is told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2025, 5, 9, 8, 0, tzinfo=UTC)


class HandClock:
    """Stands still until `advance` is called, which is also what waiting on it does."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._passed = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._passed += seconds
