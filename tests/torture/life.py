"""The program as a process that can be killed again and again, quickly: forked from one that has everything loaded.

What runs is the program's own composition (bot.app): settings, SQLite, ticker, publisher, courier, both platforms over
HTTP. Only the analyser is left out, and digests are scripted.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Coroutine
from contextlib import suppress
from functools import lru_cache
from multiprocessing.process import BaseProcess
from pathlib import Path

LOADED = [
    "tests.torture.life", "tests.torture.scripted", "bot.app", "bot.chat", "bot.delivery", "bot.editions",
    "bot.limiter", "bot.schedule", "bot.service", "bot.platforms.telegram", "bot.platforms.slack", "config.settings",
    "digest.answers", "digest.ingest", "digest.publish", "digest.store.sql",
]  # fmt: skip


class NoAnalyser:
    """Stands where the analyser would; nothing is read in these runs."""

    version = "none"

    def close(self) -> None:
        """No child was started."""


def live(settings: dict[str, str], log: str) -> None:
    """Be the program until it ends or is killed; its log goes to a file."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # as bot.__main__ does, while the program is still loading
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(target, 2)
    for name in [name for name in os.environ if name.upper().startswith("WORTLAUT")]:
        del os.environ[name]
    os.environ.update(settings)

    import digest.publish
    from bot.app import App
    from config.settings import load
    from tests.torture.scripted import WORDS, scripted_edition

    long = "TORTURE_LONG" in settings
    words = f"{WORDS}, wie es überall im Land hieß" if long else WORDS
    edition = lru_cache(lambda request: scripted_edition(request, 7 if long else 6, 6, words))
    setattr(digest.publish.Newsroom, "compile", lambda _newsroom, request, *_: edition(request))  # noqa: B010
    app = App(load())
    app.__dict__["confined_analyser"] = NoAnalyser()
    gc.collect()
    gc.freeze()  # as the program does before it serves
    serving = _watched(app._serve()) if "TORTURE_WATCH_LOOP" in settings else app._serve()
    status = asyncio.run(serving)
    app.close()
    os._exit(status)


async def _watched(serving: Coroutine[None, None, int]) -> int:
    """Serve, and write to the log how late the event loop was at most, leaving out the start.

    Late by the clock is also what other work on the machine makes it; what its thread worked between two turns is not.
    """
    task, latest, longest = asyncio.ensure_future(serving), 0.0, 0.0
    began = time.monotonic()
    while not task.done():
        before, worked = time.monotonic(), time.thread_time()
        await asyncio.sleep(0.01)
        if before - began > 3.0:
            latest = max(latest, time.monotonic() - before - 0.01)
            longest = max(longest, time.thread_time() - worked)
    os.write(2, f"loop late {latest:.3f}, at work {longest:.3f}\n".encode())
    return await task


class Nursery:
    """Starts lives. `settings` are environment variables of the program."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "bot.log"
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(LOADED)

    def start(self, settings: dict[str, str]) -> BaseProcess:
        """A running program."""
        process = self._context.Process(target=live, args=(settings, str(self.log)))
        process.start()
        return process


def end(process: BaseProcess) -> int | None:
    """Tell it to end as a process manager does; its exit code, None where it did not end within ten seconds."""
    process.terminate()
    process.join(10)
    code = process.exitcode
    if code is None:
        with suppress(ProcessLookupError):
            process.kill()
        process.join()
    return code
