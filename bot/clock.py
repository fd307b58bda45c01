"""Clocks: the machine's, one that a test file replaces, and one that stands still.

Everything below the composition root takes a `digest.ports.Clock`; this file alone reads the machine's time.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.errors import BadInput
from digest.model import require_aware


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock whose wall time stands still at `moment`, for sample data; monotonic time goes on."""

    moment: datetime

    def now(self) -> datetime:
        return require_aware(self.moment, "moment")

    def monotonic(self) -> float:
        return time.monotonic()


class FileClock:
    """Time out of a file: an ISO instant with offset and, after a blank, a speed factor (1 when absent).

    The instant is the time at which the file was last written, so that all processes reading it agree. The file is
    looked at again at every call; writing it moves the clock. Monotonic time follows the speed and never goes back.

    Raises BadInput when the file cannot be read or understood.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = threading.Lock()
        self._real_before = time.monotonic()
        self._monotonic = self._real_before
        self.now()

    def _read(self) -> tuple[datetime, float, float]:
        try:
            words = self._file.read_text(encoding="ascii").split()
            written_at = self._file.stat().st_mtime
            instant = require_aware(datetime.fromisoformat(words[0]), "the time")
            return instant, float(words[1]) if len(words) > 1 else 1.0, written_at
        except (OSError, ValueError, IndexError) as error:
            raise BadInput(
                f"The clock file {self._file} must hold an ISO time with offset and a speed factor: {error}."
            ) from error

    def now(self) -> datetime:
        instant, speed, written_at = self._read()
        return instant + timedelta(seconds=max(0.0, time.time() - written_at) * speed)

    def monotonic(self) -> float:
        speed = max(0.0, self._read()[1])
        with self._turn:  # several threads ask, and time passes once
            real = time.monotonic()
            self._monotonic += (real - self._real_before) * speed
            self._real_before = real
            return self._monotonic
