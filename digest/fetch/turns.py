"""Politeness: one request at a time per host and port, a pause between two, and the waits a host asks for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from digest.ports import Clock

Host = tuple[str, int]
"""Name (or address) and port: what counts as one host."""

DEFAULT_WAIT_S = 60.0
LONGEST_WAIT_S = 30 * 86400.0
"""A host that asks for more is a mistake, and nobody locks us out for ever."""


class Ended(Exception):
    """The program ends: there are no more turns."""


@dataclass(slots=True)
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = float("-inf")


class Turns:
    """Hands out turns. Seconds are those of the clock's monotonic time.

    `wait` pauses the calling thread for so many seconds, or returns True at once when the program ends.
    """

    def __init__(self, clock: Clock, spacing_s: float, wait: Callable[[float], object]) -> None:
        self._clock = clock
        self._spacing = spacing_s
        self._wait = wait
        self._turns: dict[Host, _Turn] = {}
        self._lock = threading.Lock()

    @contextmanager
    def take(self, host: Host) -> Iterator[None]:
        """Hold the host's turn; the next one starts no earlier than the spacing after this one's end. Raises Ended."""
        turn = self._turn(host)
        with turn.lock:
            while (left := turn.free_at - self._clock.monotonic()) > 0:
                if self._wait(left):
                    raise Ended
            try:
                yield
            finally:
                turn.free_at = self._clock.monotonic() + self._spacing

    def _turn(self, host: Host) -> _Turn:
        with self._lock:
            return self._turns.setdefault(host, _Turn())


def retry_after(value: str | None, now: datetime) -> float:
    """Seconds that a Retry-After header asks for: a number or a date (RFC 9110); a default where it says nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:12]), LONGEST_WAIT_S)
    try:
        seconds = (parsedate_to_datetime(text) - now).total_seconds()
    except (ValueError, TypeError):
        return DEFAULT_WAIT_S
    return min(max(seconds, 0.0), LONGEST_WAIT_S)
