"""Work for one chat in its order, work for different chats side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]


class Turns:
    """Starts work at once, but per key only after what was added before it."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}

    def add(self, key: str, work: Work) -> None:
        """Run `work` after all earlier work of `key`. Needs a running loop."""
        task = asyncio.create_task(self._run(self._last.get(key), work), name=f"telegram {key}")
        self._last[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))

    async def drain(self, patience_s: float) -> None:
        """Wait until nothing is left, at most `patience_s` seconds; then end what is still running."""
        tasks = list(self._last.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=patience_s)
        for task in late:
            task.cancel()

    @staticmethod
    async def _run(before: asyncio.Task[None] | None, work: Work) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await work()
        except Exception:  # a fault in one answer must not end the chat's later ones; it is a bug and logged as one
            log.exception("an update was not handled")

    def _forget(self, key: str, done: asyncio.Task[None]) -> None:
        if self._last.get(key) is done:
            del self._last[key]
