"""Reads pages in a process of their own, so that a page that hangs or eats memory costs one outcome and no more.

    reader.read(page)  -> job over a pipe -> read_page in the child -> Reading, or the reason why none
                       -> no answer in time, or no child any more  -> UnusablePage; the next page gets a new child

The bounds inside `digest.extract` refuse every monster known so far before it gets there; this is the second line, for
those not known yet.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.confine.child import Child, End, Limits, Work
from digest.errors import PageNotRead, ReaderFailed, UnusablePage
from digest.extract import Reading, read_any_page
from digest.model import Entry, Outlet

LIMITS = Limits(cpu_seconds=10.0, seconds=60.0, megabytes=400)
"""A page takes 40 ms of processor time, the worst that is let in about 5 s, and 150 MB."""

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

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._child: Child[_Job, Reading | _Refused] = Child("process that reads pages", _load, limits, ReaderFailed)

    @property
    def pid(self) -> int | None:
        """The number of the child, None where there is none at the moment."""
        return self._child.pid

    def prepare(self) -> None:
        """Have a child that waits for pages. Raises ReaderFailed."""
        self._child.prepare()

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
        """Do as `read_any_page` does.

        Raises UnusablePage also with the reason "too slow", PageNotRead where the system killed the child at the page,
        and ReaderFailed.
        """
        answer = self._child.ask(_Job(page, url, dict(headers), fetched_at, frozenset(languages), hint, outlet))
        if isinstance(answer, Reading):
            return answer
        if isinstance(answer, End):
            log.warning("reading %s: %s", url, answer.value)
            if answer is End.KILLED:
                raise PageNotRead("killed", "the system ended its reader")
            answer = self._refused(answer)
        if answer.trace:
            log.error("reading %s failed in an unforeseen way:\n%s", url, answer.trace)
        raise UnusablePage(answer.reason, answer.detail)

    def _refused(self, end: End) -> _Refused:
        if end is End.TOO_SLOW:
            return _Refused("too slow", f"reading it takes over {self._limits.cpu_seconds:g} s")
        if end is End.NO_ANSWER:
            return _Refused("too slow", f"no answer within {self._limits.seconds:g} s")
        if end is End.TOO_LARGE:
            return _Refused("too large", "reading it needs too much memory")
        return _Refused("unreadable", "its reader broke down")

    def close(self) -> None:
        """End the child, whatever it is at."""
        self._child.close()


def _load() -> Work[_Job, Reading | _Refused]:
    _answer(_WARMING)
    return _answer


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
