"""What the program promises about its requests, looked up in the log of the small internet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

from tests.fakes.internet import FORBIDDEN, Seen

SPACING = timedelta(seconds=1) - timedelta(milliseconds=1)  # the clock counts in floats
ROBOTS_KEPT = timedelta(days=1)
CLOSED = "/intern/"
"""What the papers' robots.txt closes."""


@dataclass(frozen=True)
class Breach:
    """A request that should not have been made, and why."""

    kind: str
    seen: Seen

    def __str__(self) -> str:
        return f"{self.kind}: {self.seen.moment} {self.seen.url}"


def breaches(log: Iterable[Seen], feeds: Iterable[str] = ()) -> list[Breach]:
    """Everything in the log that breaks a promise. `feeds` are hosts and paths for which robots.txt need not be asked."""
    seen = sorted(log, key=lambda one: one.at)
    found = [Breach("private address", one) for one in seen if one.address == FORBIDDEN]
    hosts: dict[str, list[Seen]] = {}
    for one in seen:
        hosts.setdefault(one.host, []).append(one)
    for requests in hosts.values():
        found += [Breach("within a second", one) for one in _too_close(requests)]
        found += [Breach("before Retry-After", one) for one in _too_early(requests)]
        found += [Breach("unconditional", one) for one in _unconditional(requests)]
        found += [Breach("robots", one) for one in _against_robots(requests, frozenset(feeds))]
    return found


def _moment(seen: Seen) -> datetime:
    assert seen.moment is not None, "the log needs the program's clock"
    return seen.moment


def _too_close(requests: list[Seen]) -> Iterator[Seen]:
    for before, one in pairwise(requests):
        if _moment(one) - _moment(before) < SPACING:
            yield one


def _too_early(requests: list[Seen]) -> Iterator[Seen]:
    """Requests before the time that a 429 or 503 of the host gave."""
    open_at: datetime | None = None
    for one in requests:
        if open_at is not None and _moment(one) < open_at:
            yield one
        wanted = _wait(one)
        if wanted is not None:
            open_at = max(open_at or wanted, wanted)


def _wait(seen: Seen) -> datetime | None:
    told = seen.answered.get("retry-after")
    if seen.status not in {429, 503} or told is None:
        return None
    if told.isdecimal():
        return _moment(seen) + timedelta(seconds=int(told))
    return parsedate_to_datetime(told)


def _unconditional(requests: list[Seen]) -> Iterator[Seen]:
    """Requests for what was got before with validators, and was not gone since, that do not bring them back verbatim."""
    known: dict[str, Mapping[str, str]] = {}
    for one in requests:
        validators = known.get(one.path, {})
        for given, wanted in (("etag", "if-none-match"), ("last-modified", "if-modified-since")):
            if given in validators and one.headers.get(wanted) != validators[given]:
                yield one
                break
        if one.status == 200:
            known[one.path] = one.answered
        elif one.status in {404, 410}:
            known.pop(one.path, None)
        elif one.status == 304:
            known[one.path] = {**validators, **one.answered}


def _against_robots(requests: list[Seen], feeds: frozenset[str]) -> Iterator[Seen]:
    """Closed pages, pages before robots.txt was asked for, and robots.txt asked for again within a day.

    Nothing is closed before the papers' robots.txt (which has an ETag) was read, nor while it is not there (404).
    """
    read_at: datetime | None = None
    closed = False
    for one in requests:
        if one.path == "/robots.txt":
            if read_at is not None and _moment(one) - read_at < ROBOTS_KEPT:
                yield one
            if one.status is not None and one.status < 500 and one.status != 429:
                read_at = _moment(one)
                closed = one.status != 404 and (closed or "etag" in one.answered)
        elif one.url not in feeds and (read_at is None or (one.path.startswith(CLOSED) and closed)):
            yield one
