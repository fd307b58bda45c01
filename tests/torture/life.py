"""The program as a process that can be killed again and again, quickly: forked from one that has everything loaded.

What runs is the program's own composition (bot.app): settings, SQLite, ticker, publisher, courier, both platforms over
HTTP. Only the analyser is left out, and digests are scripted.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
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


def live(settings: dict[str, str], log: str) -> None:
    """Be the program until it ends or is killed; its log goes to a file."""
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(target, 2)
    for name in [name for name in os.environ if name.upper().startswith("WORTLAUT")]:
        del os.environ[name]
    os.environ.update(settings)

    import digest.publish
    from bot.app import App
    from config.settings import load
    from tests.torture.scripted import scripted_edition

    edition = lru_cache(lambda request: scripted_edition(request, 6, 6))
    digest.publish.compile_digest = lambda _store, request, *_: edition(request)
    app = App(load())
    app.__dict__["analyser"] = NoAnalyser()
    status = asyncio.run(app._serve())
    app.close()
    os._exit(status)


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
