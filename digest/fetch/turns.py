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
LONGEST_WAIT_S = 7 * 86400.0


@dataclass(slots=True)
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = float("-inf")
    closed_until: float = float("-inf")


class Turns:
    """Hands out turns. Seconds are those of the clock's monotonic time; `wait` pauses the calling thread."""

    def __init__(self, clock: Clock, spacing_s: float, wait: Callable[[float], object]) -> None:
        self._clock = clock
        self._spacing = spacing_s
        self._wait = wait
        self._turns: dict[Host, _Turn] = {}
        self._lock = threading.Lock()

    @contextmanager
    def take(self, host: Host) -> Iterator[None]:
        """Hold the host's turn; the next one starts no earlier than the spacing after this one's end."""
        turn = self._turn(host)
        with turn.lock:
            while (left := turn.free_at - self._clock.monotonic()) > 0:
                self._wait(left)
            try:
                yield
            finally:
                turn.free_at = self._clock.monotonic() + self._spacing

    def close(self, host: Host, seconds: float) -> None:
        """Remember that the host wants no request for so many seconds. A longer wait already known stays."""
        turn = self._turn(host)
        turn.closed_until = max(turn.closed_until, self._clock.monotonic() + seconds)

    def closed_for(self, host: Host) -> float:
        """Seconds the host still wants to be left alone, 0 when it may be asked."""
        return max(0.0, self._turn(host).closed_until - self._clock.monotonic())

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
