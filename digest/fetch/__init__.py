"""The only way to the network: one GET at a time per host, to public addresses, with a cap on everything.

    get: check URL -> (page: robots.txt) -> wait for the host's turn -> resolve, check, dial -> stream, inflate, count
         redirect: the same again for the new URL, five times at most

What `FetchFailed.reason` can be: bad_url, dns, offline (no resolver, no route: the fault is ours), refused, timeout,
tls, protocol, encoding, too_large, redirects, robots, retry_after (the host asked to be left alone and was not asked),
closed (the program ends), http_404 and so on; `AddressRefused.reason`: scheme, port, credentials, address.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

import certifi
import httpx

from digest.errors import AddressRefused, FetchFailed
from digest.fetch.guard import parse_networks
from digest.fetch.hosts import Hosts, InProcess
from digest.fetch.inflate import ACCEPTED, BadEncoding, inflate
from digest.fetch.resolve import choose_resolver
from digest.fetch.transport import Deadline, Dialling, Transport
from digest.fetch.turns import Ended, Host, Turns, retry_after
from digest.ports import Clock, HostMemory, Request, Response

__all__ = ["FetchLimits", "HttpFetcher"]

PORTS = frozenset({80, 443, 8080, 8443})
MOST_REDIRECTS = 5
LONGEST_URL = 4096
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_RAW_CHUNK = 64 * 1024
LARGE = 512 * 1024
"""Bytes from which a body counts as large: hardly a feed or page is."""
MOST_LARGE = 4
"""Large bodies read at the same time, so that however many hosts send without end, memory has a bound."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What the fetcher may do. The settings fetch.* are its fields.

    `allow_networks`: networks (CIDR) allowed beside the public internet. `allow_ports`: ports allowed beside 80, 443,
    8080 and 8443. `resolver`: "" for the system's, "address:port" of a DNS server, or the path of a hosts file.
    `ca_file`: certificates trusted beside the usual ones. Seconds: `timeout_s` for a whole request with its redirects
    (not counting the wait for the host's turn), `connect_s` for resolving and for connecting, `idle_s` between two
    pieces of an answer, `spacing_s` between two requests to a host. `max_bytes` counts after decompression.
    """

    allow_networks: tuple[str, ...] = ()
    allow_ports: tuple[int, ...] = ()
    resolver: str = ""
    ca_file: str = ""
    user_agent: str = "Wortlaut/0.1"
    contact: str = ""
    timeout_s: float = 30.0
    max_bytes: int = 10 * 1024 * 1024
    connect_s: float = 10.0
    idle_s: float = 15.0
    spacing_s: float = 1.0


@dataclass(frozen=True, slots=True)
class _Hop:
    """What one request of a chain brought: a response, or where to go next, for good or for now."""

    response: Response | None = None
    location: str = ""
    permanent: bool = False


class HttpFetcher:
    """Fetches over HTTP within its limits; any thread may call it. `wait` pauses, `ticks` are real seconds for sockets.

    Politeness is counted on the clock's time; time-outs of sockets are real time, since a peer that drips does not know
    of another clock. `memory` is what outlives the process; without it only this process remembers.
    """

    def __init__(
        self,
        limits: FetchLimits,
        clock: Clock,
        memory: HostMemory | None = None,
        *,
        wait: Callable[[float], object] | None = None,
        ticks: Callable[[], float] = time.monotonic,  # noqa: TID251 - see the docstring
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._ticks = ticks
        self._closed = threading.Event()
        self._ports = PORTS | frozenset(limits.allow_ports)
        self._turns = Turns(clock, limits.spacing_s, wait or self._closed.wait)
        self._large = threading.Semaphore(MOST_LARGE)
        self._hosts = Hosts(memory or InProcess(), clock, limits.user_agent.partition("/")[0])
        self._headers = _headers(limits)
        self._transport = Transport(
            Dialling(
                choose_resolver(limits.resolver),
                parse_networks(limits.allow_networks),
                limits.connect_s,
                limits.idle_s,
                lambda: _trust(limits.ca_file),
            )
        )

    def get(self, request: Request) -> Response:
        deadline = Deadline(self._ticks, self._ticks() + self._limits.timeout_s)
        conditions = _conditions(request)
        return self._follow(request.url, conditions, deadline, obey_robots=request.obey_robots)

    def close(self) -> None:
        """End all waiting for turns; requests under way end by their own time-outs."""
        self._closed.set()

    def _follow(self, url: str, conditions: dict[str, str], deadline: Deadline, *, obey_robots: bool) -> Response:
        seen: list[str] = []
        target = self._checked(url, url)
        moved_to, for_good = "", True
        while str(target) not in seen and len(seen) <= MOST_REDIRECTS:
            seen.append(str(target))
            if obey_robots:
                self._obey_robots(url, target, deadline)
            hop = self._hop(target, conditions, deadline)
            if hop.response is not None:
                return replace(hop.response, moved_to=moved_to)
            target = self._checked(url, _joined(target, hop.location))
            for_good = for_good and hop.permanent
            moved_to = str(target) if for_good else moved_to
        raise FetchFailed(url, "redirects", "in a circle" if len(seen) <= MOST_REDIRECTS else f"over {MOST_REDIRECTS}")

    def _obey_robots(self, url: str, target: httpx.URL, deadline: Deadline) -> None:
        def get(request: Request) -> Response:
            return self._follow(request.url, _conditions(request), deadline, obey_robots=False)

        robots = self._hosts.robots(_host(target), str(target.join("/robots.txt")), get)
        if not robots.allows(target.raw_path.decode("ascii")):
            raise FetchFailed(url, "robots", f"robots.txt of {target.host} does not allow {target.path}")

    def _checked(self, asked: str, url: str) -> httpx.URL:
        """Parse `url`, met while fetching `asked`, and refuse what can be refused without resolving its host."""
        try:
            target = httpx.URL(url.strip()).copy_with(fragment=None)
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchFailed(asked, "bad_url", str(error)) from error
        if target.scheme not in {"http", "https"}:
            raise AddressRefused(asked, "scheme", f"{target.scheme or 'none'} instead of http or https")
        if not target.host or len(str(target)) > LONGEST_URL:
            raise FetchFailed(asked, "bad_url", "no host" if not target.host else "too long")
        if target.userinfo:
            raise AddressRefused(asked, "credentials", "the URL holds a user name")
        if _host(target)[1] not in self._ports:
            raise AddressRefused(asked, "port", f"port {target.port} is not allowed (setting fetch.allow_ports)")
        return target

    def _hop(self, target: httpx.URL, conditions: dict[str, str], deadline: Deadline) -> _Hop:
        host = _host(target)
        asked_at = self._ticks()
        try:
            with self._turns.take(host):
                deadline.at += self._ticks() - asked_at
                if left := self._hosts.closed_for(host):
                    raise FetchFailed(str(target), "retry_after", f"{target.host} asks to wait {left:.0f} s", left)
                return self._exchange(target, conditions, deadline)
        except Ended:
            raise FetchFailed(str(target), "closed", "the program ends") from None

    def _exchange(self, target: httpx.URL, conditions: dict[str, str], deadline: Deadline) -> _Hop:
        headers = {**self._headers, **conditions, "Host": target.netloc.decode("ascii")}
        request = httpx.Request("GET", target, headers=headers, extensions={"deadline": deadline})
        response = self._transport.handle_request(request)
        try:
            return self._read(target, response, deadline)
        finally:
            response.close()

    def _read(self, target: httpx.URL, response: httpx.Response, deadline: Deadline) -> _Hop:
        status, url = response.status_code, str(target)
        headers = MappingProxyType({name.lower(): value for name, value in response.headers.items()})
        if status in _REDIRECTS and headers.get("location"):
            return _Hop(location=headers["location"], permanent=status in _PERMANENT)
        if status == httpx.codes.NOT_MODIFIED:
            return _Hop(Response(url, status, headers, b""))
        if status == httpx.codes.OK:
            return _Hop(Response(url, status, headers, self._body(url, response, deadline)))
        seconds = None
        if status in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}:
            seconds = retry_after(headers.get("retry-after"), self._clock.now())
            self._hosts.close(_host(target), seconds)
        raise FetchFailed(url, f"http_{status}", response.reason_phrase, seconds)

    def _body(self, url: str, response: httpx.Response, deadline: Deadline) -> bytes:
        """The decompressed body, given up as soon as it is known to be over the limit."""
        limit = self._limits.max_bytes
        if int(response.headers.get("content-length", "0")) > limit:  # h11 lets only decimal digits through
            raise FetchFailed(url, "too_large", f"over {limit} bytes")
        body = bytearray()
        try:
            self._fill(body, url, response, deadline)
        except Exception:
            body.clear()  # the failure's traceback would keep it for as long as somebody keeps the failure
            raise
        return bytes(body)

    def _fill(self, body: bytearray, url: str, response: httpx.Response, deadline: Deadline) -> None:
        encoding = response.headers.get("content-encoding", "")
        with ExitStack() as room:
            try:
                for piece in inflate(response.iter_raw(_RAW_CHUNK), encoding):
                    if len(body) < LARGE <= len(body) + len(piece):
                        room.callback(self._take_room(deadline))
                    body += piece
                    if len(body) > self._limits.max_bytes:
                        raise FetchFailed(url, "too_large", f"over {self._limits.max_bytes} bytes")
            except BadEncoding as error:
                raise FetchFailed(url, "encoding", str(error)) from error

    def _take_room(self, deadline: Deadline) -> Callable[[], None]:
        """Wait until another large body may be read, which is not counted as the peer's time; return what ends it."""
        asked_at = self._ticks()
        self._large.acquire()
        deadline.at += self._ticks() - asked_at
        return self._large.release


def _host(url: httpx.URL) -> Host:
    return url.host, url.port or (443 if url.scheme == "https" else 80)


def _joined(base: httpx.URL, location: str) -> str:
    try:
        return str(base.join(location.strip()))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchFailed(str(base), "bad_url", f"redirect to {location[:100]!r}") from error


def _headers(limits: FetchLimits) -> dict[str, str]:
    contact = f" (+{limits.contact})" if limits.contact else ""
    return {
        "User-Agent": f"{limits.user_agent}{contact}",
        "Accept": "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, */*;q=0.5",
        "Accept-Encoding": ACCEPTED,
        "Connection": "close",
    }


def _conditions(request: Request) -> dict[str, str]:
    """Validators go back verbatim, unless they hold what would break out of a header."""
    pairs = (("If-None-Match", request.etag), ("If-Modified-Since", request.last_modified))
    return {name: value for name, value in pairs if value and value.isprintable() and value.isascii()}


@cache
def _trust(ca_file: str) -> ssl.SSLContext:
    """Whose certificates are believed. Reading them takes a while, so they are read once, when first needed."""
    context = ssl.create_default_context(cafile=certifi.where())
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context
