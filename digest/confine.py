"""Adapter: reads pages in a process of its own, so that a page that hangs or eats memory costs one outcome and no more.

    reader.read(page)  -> job over a pipe -> read_page in the child -> Reading, or the reason why none
                       -> no answer in time, or no child any more  -> UnusablePage; the next page gets a new child

Parsers written in C cannot be interrupted from Python; a process can be ended. The bounds inside `digest.extract`
refuse every monster known so far before it gets there; this is the second line, for those not known yet.
"""

from __future__ import annotations

import logging
import resource
import signal
import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from digest.errors import ReaderFailed, UnusablePage
from digest.extract import Reading, read_any_page
from digest.model import Entry, Outlet

CPU_SECONDS = 10.0
"""Processor time a page may take: it takes 40 ms, the worst that is let in about 5 s."""
SECONDS = 60.0
"""Time after which a page that takes no processor time either, or only a little of a busy one, is given up."""
MEGABYTES = 400
"""Memory that reading pages may take beyond what the loaded program does; the worst page let in takes 150."""
_START_SECONDS = 60.0
_END_SECONDS = 5.0
_OUT_OF_MEMORY = 3
"""Exit status of a child that could not even take the page in."""
_STATUS = Path("/proc/self/status")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Job:
    page: bytes
    url: str
    headers: Mapping[str, str]
    fetched_at: datetime
    languages: frozenset[str]
    hint: Entry | None
    outlet: Outlet | None


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why there is no article; `trace` is that of an error nobody foresaw."""

    reason: str
    detail: str
    trace: str = ""


class ConfinedReader:
    """Reads pages one after the other in a child process; for one calling thread. Use `close` at the end."""

    def __init__(self, cpu_seconds: float = CPU_SECONDS, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._cpu_seconds = cpu_seconds
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def prepare(self) -> None:
        """Have a child that waits for pages. Raises ReaderFailed."""
        if self._process is not None and self._process.is_alive():
            return
        self.close()
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self._cpu_seconds, self._megabytes), name="page-reader", daemon=True
        )
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        try:
            started = ours.poll(_START_SECONDS) and ours.recv()
        except (EOFError, OSError):
            started = False
        if not started:
            self.close()
            raise ReaderFailed("The process that reads pages does not start; memory or processes may be short.")

    def read(
        self,
        page: bytes,
        url: str,
        headers: Mapping[str, str],
        fetched_at: datetime,
        *,
        languages: Collection[str],
        hint: Entry | None = None,
        outlet: Outlet | None = None,
    ) -> Reading:
        """Do as `read_any_page` does. Raises UnusablePage also with the reason "too slow", and ReaderFailed."""
        answer = self._asked(_Job(page, url, dict(headers), fetched_at, frozenset(languages), hint, outlet))
        if isinstance(answer, Reading):
            return answer
        if answer.trace:
            log.error("reading %s failed in an unforeseen way:\n%s", url, answer.trace)
        raise UnusablePage(answer.reason, answer.detail)

    def _asked(self, job: _Job) -> Reading | _Refused:
        self.prepare()
        assert self._pipe is not None
        assert self._process is not None
        try:
            self._pipe.send(job)
            if self._pipe.poll(self._seconds):
                answer: Reading | _Refused = self._pipe.recv()
                return answer
        except (EOFError, OSError):
            self._process.join(_END_SECONDS)
            status = self._process.exitcode
            log.warning("the process that read %s ended with %s", job.url, status)
            self.close()
            if status == _OUT_OF_MEMORY:
                return _Refused("too large", "reading it needs too much memory")
            return self._too_slow() if status == -signal.SIGPROF else _Refused("unreadable", "its reader broke down")
        self.close()
        return self._too_slow()

    def _too_slow(self) -> _Refused:
        return _Refused("too slow", f"reading it takes over {self._cpu_seconds:g} s")

    def close(self) -> None:
        """End the child, whatever it is at."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()


def _serve(pipe: Connection, cpu_seconds: float, megabytes: int) -> None:
    """Read pages until the other end is closed. Says nothing on its own: what is to be known goes back by the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    _answer(_WARMING)
    _limit_memory(megabytes)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send(True)
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        except MemoryError:
            raise SystemExit(_OUT_OF_MEMORY) from None
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)  # its signal ends the process
        answer = _answer(job)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send(answer)


def _answer(job: _Job) -> Reading | _Refused:
    try:
        return read_any_page(
            job.page,
            job.url,
            job.headers,
            job.fetched_at,
            languages=job.languages,
            hint=job.hint,
            outlet=job.outlet,
        )
    except UnusablePage as error:
        trace = "".join(traceback.format_exception(error.__cause__, limit=-8)) if error.reason == "unreadable" else ""
        return _Refused(error.reason, error.detail, trace)


def _limit_memory(megabytes: int) -> None:
    """Bound the memory of this process where the system tells how much it has already."""
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return
    held = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)
    if held:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (held + megabytes * 1024 * 1024, hard))


_WARMING = _Job(
    page=b"<html lang='de'><body><article><h1>Titel</h1><p>"
    + b"Der Rat hat am Donnerstag beraten und dann entschieden. " * 5
    + b"</p></article></body></html>",
    url="https://wortlaut.invalid/page",
    headers={},
    fetched_at=datetime.fromisoformat("2025-05-09T12:00:00+00:00"),
    languages=frozenset({"de"}),
    hint=None,
    outlet=None,
)
"""A page that loads models and caches, so that the first real one is read as quickly as all others."""
