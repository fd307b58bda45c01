"""The strict local Slack in a thread of its own, for tests that run the bot as another process or without a loop.

    with SlackServer() as slack:
        slack.slash("U0ADA", "C0NEWS", "/actor", "Putin")
        slack.until(lambda: slack.posts("C0NEWS"))

Everything else is as in tests.fakes.slack; what waits there blocks here.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Coroutine
from typing import Any, Self

from tests.fakes.slack import Slack


class SlackServer:
    """A Slack whose methods can be called from any thread."""

    def __init__(self, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack", daemon=True)
        self._options = options
        self.slack: Slack

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _made(self) -> Slack:
        return await Slack(**self._options).__aenter__()

    def __enter__(self) -> Self:
        self._thread.start()
        self.slack = self._do(self._made())
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self.slack.__aexit__())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.slack, name)
        if not inspect.iscoroutinefunction(found):
            return found
        return lambda *arguments, **named: self._do(found(*arguments, **named))
