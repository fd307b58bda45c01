"""What hosts asked for: to be left alone for a while, and which pages not to fetch. Kept where it outlives the process.

robots.txt is read as RFC 9309 has it: kept for a day; none there allows everything; where the server fails, what was
read before counts for up to 30 days, and without it the pages wait. What is no clear word on it takes back no rule
that was read before: a web page in its place ("Wartungsarbeiten"), a redirect to nowhere, "forbidden".
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from digest.errors import AddressRefused, FetchFailed
from digest.fetch.robots import MOST_BYTES, Robots, parse_robots
from digest.fetch.turns import Host
from digest.looks import HostState
from digest.ports import Clock, HostMemory, Request, Response

ROBOTS_KEPT = timedelta(days=1)
ROBOTS_TRIED_AGAIN = timedelta(hours=1)
"""How long a server that failed to give its robots.txt is not asked for it again."""
ROBOTS_OUTDATED = timedelta(days=30)
"""How long an old robots.txt stands in for one that cannot be read (RFC 9309, 2.3.1.4 and 2.4)."""
_PASSING = frozenset({"http_408", "http_425", "http_429"})
_GONE = frozenset({"http_404", "http_410"})
_NO_FILE = frozenset({"redirects", "bad_url", "too_large", "encoding"})

Get = Callable[[Request], Response]
"""Fetches a robots.txt; raises FetchFailed."""


class InProcess:
    """A HostMemory that dies with the process."""

    def __init__(self) -> None:
        self._states: dict[str, HostState] = {}

    def host_state(self, host: str) -> HostState | None:
        return self._states.get(host)

    def save_host_state(self, state: HostState) -> None:
        self._states[state.host] = state


class Hosts:
    """What is known of hosts. Any thread may use it. `product` is our product token in a robots.txt."""

    def __init__(self, memory: HostMemory, clock: Clock, product: str) -> None:
        self._memory = memory
        self._clock = clock
        self._product = product
        self._parsed: dict[Host, tuple[str, Robots]] = {}
        self._failed: dict[Host, tuple[datetime, FetchFailed]] = {}
        self._lock = threading.Lock()

    def close(self, host: Host, seconds: float) -> None:
        """Remember that the host wants no request for so many seconds. A longer wait already known stays."""
        until = self._clock.now() + timedelta(seconds=seconds)
        with self._lock:
            state = self._state(host)
            if state.closed_until is None or state.closed_until < until:
                self._memory.save_host_state(replace(state, closed_until=until))

    def closed_for(self, host: Host) -> float:
        """Seconds the host still wants to be left alone, 0 when it may be asked."""
        until = self._state(host).closed_until
        return 0.0 if until is None else max(0.0, (until - self._clock.now()).total_seconds())

    def robots(self, host: Host, url: str, get: Get) -> Robots:
        """The rules of the host, whose robots.txt is at `url`, asked for with `get` where it is not known.

        Raises FetchFailed where the host cannot be asked and nothing is known of it: then its pages have to wait.
        """
        state, now = self._state(host), self._clock.now()
        if state.robots is not None and state.robots_at is not None and now - state.robots_at < ROBOTS_KEPT:
            return self._rules(host, state.robots)
        failed_at, failure = self._failed.get(host, (None, None))
        if failed_at is None or failure is None or now - failed_at >= ROBOTS_TRIED_AGAIN:
            try:
                return self._rules(host, self._asked(host, url, get))
            except FetchFailed as error:
                self._failed[host] = now, error
                failure = error
        if state.robots is not None and state.robots_at is not None and now - state.robots_at < ROBOTS_OUTDATED:
            return self._rules(host, state.robots)
        raise failure

    def _asked(self, host: Host, url: str, get: Get) -> str:
        """The text of the robots.txt, "" where there is none, also kept. Raises FetchFailed where that is not known."""
        state = self._state(host)
        text, etag, modified = state.robots or "", state.robots_etag, state.robots_modified
        try:
            answer = get(Request(url, etag, modified))
        except FetchFailed as error:
            if not _says_none(error):
                raise
            if error.reason in _GONE or not text:
                text, etag, modified = "", None, None
        else:
            if answer.status != 304 and not (text and answer.body.lstrip()[:1] == b"<"):
                text = answer.body[:MOST_BYTES].decode("utf-8-sig", "replace").replace("\0", "")
                etag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
        now = self._clock.now()
        with self._lock:
            kept = replace(self._state(host), robots=text, robots_at=now, robots_etag=etag, robots_modified=modified)
            self._memory.save_host_state(kept)
        return text

    def _rules(self, host: Host, text: str) -> Robots:
        known = self._parsed.get(host)
        if known is None or known[0] != text:
            known = self._parsed[host] = text, parse_robots(text, self._product)
        return known[1]

    def _state(self, host: Host) -> HostState:
        name = f"{host[0]}:{host[1]}"
        return self._memory.host_state(name) or HostState(name)


def _says_none(failure: FetchFailed) -> bool:
    """Whether the server said that it has no robots.txt, or one that leads nowhere."""
    if isinstance(failure, AddressRefused) or failure.reason in _NO_FILE:
        return True
    return failure.reason.startswith(("http_3", "http_4")) and failure.reason not in _PASSING
