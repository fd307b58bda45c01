"""Work that waits for strangers' servers, beside the threads that answer commands.

Those threads are few, and a command must be answered within a second; what waits for half a minute gets threads of its
own, of which there are few as well. They are daemons: a program that is told to end does not wait for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")


class TooMuchWork(Exception):
    """So much is waiting already that it would take too long."""


class SlowWork:
    """Does so many pieces of work at once, and lets so many more wait. For one event loop."""

    def __init__(self, at_once: int = 3, waiting: int = 9) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._taken = 0

    async def done(self, work: Callable[[], T]) -> T:
        """The result of the work, done in a thread. Raises what it raises, and TooMuchWork where too much waits."""
        if self._taken >= self._most:
            raise TooMuchWork
        self._taken += 1
        try:
            async with self._turns:
                return await _in_thread(work)
        finally:
            self._taken -= 1


async def _in_thread(work: Callable[[], T]) -> T:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def finish(result: T | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(cast("T", result))

    def run() -> None:
        try:
            done: tuple[T | None, BaseException | None] = work(), None
        except Exception as error:  # noqa: BLE001  whatever it is, the one who waits for the result gets it
            done = None, error
        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile; nobody waits any more
            loop.call_soon_threadsafe(finish, *done)

    context = contextvars.copy_context()  # what lines of the log are about goes along, as with asyncio.to_thread
    threading.Thread(target=context.run, args=(run,), name="slow work", daemon=True).start()
    return await future
