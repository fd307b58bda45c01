"""Time that passes at once: an event loop whose clock leaps to the next thing that is waited for.

Everything runs in one thread, work for executors too, so that the same seed gives the same course of events. Such work
is done at once and its result arrives a moment later, drawn from `dice`: what other tasks do meanwhile comes in between.
"""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar, TypeVarTuple

Made = TypeVar("Made")
Given = TypeVarTuple("Given")

SPRING, AUTUMN = datetime(2025, 3, 28, 12, tzinfo=UTC), datetime(2025, 10, 24, 12, tzinfo=UTC)
"""Two days before the clocks of Europe go forward, and back."""


class _Leaping(selectors.DefaultSelector):
    """Finds nothing ever; waiting is done by turning the clock."""

    def __init__(self, leap: Callable[[float], None]) -> None:
        super().__init__()
        self._leap = leap

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("everything waits for something that nothing will bring about")
        if timeout > 0:
            self._leap(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Begins at 0 seconds."""

    def __init__(self, dice: random.Random) -> None:
        self._passed = 0.0
        self._dice = dice
        super().__init__(_Leaping(self._leap))

    def _leap(self, seconds: float) -> None:
        self._passed += seconds

    def time(self) -> float:
        """Seconds since the beginning."""
        return self._passed

    def run_in_executor(self, executor: Any, func: Callable[[*Given], Made], *args: *Given) -> asyncio.Future[Made]:
        """Do it now; the result arrives a little later."""
        future: asyncio.Future[Made] = self.create_future()
        settle: Callable[[], None]
        try:
            settle = partial(future.set_result, func(*args))
        except Exception as raised:  # noqa: BLE001  handed on, as an executor does
            settle = partial(future.set_exception, raised)

        def arrive() -> None:
            if not future.done():
                settle()

        self.call_later(self._dice.random() * 0.004, arrive)
        return future


class VirtualClock:
    """The loop's time as a digest.ports.Clock. `step` moves wall time alone, as people, NTP and suspends do."""

    def __init__(self, loop: VirtualLoop, start: datetime = SPRING) -> None:
        self._loop = loop
        self._start = start
        self._stepped = timedelta(0)
        self.latest = start

    def now(self) -> datetime:
        moment = self._start + timedelta(seconds=self._loop.time()) + self._stepped
        self.latest = max(self.latest, moment)
        return moment

    def monotonic(self) -> float:
        return self._loop.time()

    def step(self, by: timedelta) -> None:
        """Let wall time jump."""
        self._stepped += by
        self.now()
