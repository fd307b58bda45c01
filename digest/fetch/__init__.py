"""The only way to the network: one GET at a time per host, to public addresses, with a cap on everything.

    get: check URL -> (page: robots.txt) -> wait for the host's turn -> resolve, check, dial -> stream, inflate, count
         redirect: the same again for the new URL, five times at most

What `FetchFailed.reason` can be: bad_url, dns, refused, timeout, tls, protocol, encoding, too_large, redirects, robots,
retry_after (the host asked to be left alone and was not asked), http_404 and so on; `AddressRefused.reason`: scheme,
port, credentials, address.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import certifi
import httpx

from digest.errors import AddressRefused, FetchFailed
from digest.fetch.guard import parse_networks
from digest.fetch.inflate import ACCEPTED, BadEncoding, inflate
from digest.fetch.resolve import choose_resolver
from digest.fetch.robots import ALLOW_ALL, DISALLOW_ALL, MOST_BYTES, Robots, parse_robots
from digest.fetch.transport import Deadline, Dialling, Transport
from digest.fetch.turns import Host, Turns, retry_after
from digest.ports import Clock, Request, Response

__all__ = ["FetchLimits", "HttpFetcher"]

PORTS = frozenset({80, 443, 8080, 8443})
MOST_REDIRECTS = 5
LONGEST_URL = 4096
ROBOTS_KEPT_S = 86400.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RAW_CHUNK = 64 * 1024


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
    """What one request of a chain brought: a response, or where to go next."""

    response: Response | None = None
    location: str = ""


class HttpFetcher:
    """Fetches over HTTP within its limits; any thread may call it. `wait` pauses, `ticks` are real seconds for sockets.

    Politeness is counted on the clock's monotonic time; time-outs of sockets are real time, since a peer that drips
    does not know of another clock.
    """

    def __init__(
        self,
        limits: FetchLimits,
        clock: Clock,
        wait: Callable[[float], object] | None = None,
        ticks: Callable[[], float] = time.monotonic,  # noqa: TID251 - see the docstring
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._ticks = ticks
        self._closed = threading.Event()
        self._ports = PORTS | frozenset(limits.allow_ports)
        self._turns = Turns(clock, limits.spacing_s, wait or self._closed.wait)
        self._robots: dict[tuple[str, str, int], tuple[float, Robots]] = {}
        self._product = limits.user_agent.partition("/")[0]
        self._headers = _headers(limits)
        self._transport = Transport(
            Dialling(
                choose_resolver(limits.resolver),
                parse_networks(limits.allow_networks),
                limits.connect_s,
                limits.idle_s,
                _trust(limits.ca_file),
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
        while str(target) not in seen and len(seen) <= MOST_REDIRECTS:
            seen.append(str(target))
            if obey_robots and not self._robots_of(target, deadline).allows(target.raw_path.decode("ascii")):
                raise FetchFailed(url, "robots", f"robots.txt of {target.host} does not allow {target.path}")
            hop = self._hop(target, conditions, deadline)
            if hop.response is not None:
                return hop.response
            target = self._checked(url, _joined(target, hop.location))
        raise FetchFailed(url, "redirects", "in a circle" if len(seen) <= MOST_REDIRECTS else f"over {MOST_REDIRECTS}")

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
        with self._turns.take(host):
            deadline.at += self._ticks() - asked_at
            if left := self._turns.closed_for(host):
                raise FetchFailed(str(target), "retry_after", f"{target.host} asks to wait {left:.0f} s", left)
            headers = {**self._headers, **conditions, "Host": target.netloc.decode("ascii")}
            request = httpx.Request("GET", target, headers=headers, extensions={"deadline": deadline})
            response = self._transport.handle_request(request)
            try:
                return self._read(target, response)
            finally:
                response.close()

    def _read(self, target: httpx.URL, response: httpx.Response) -> _Hop:
        status, url = response.status_code, str(target)
        headers = MappingProxyType({name.lower(): value for name, value in response.headers.items()})
        if status in _REDIRECTS and headers.get("location"):
            return _Hop(location=headers["location"])
        if status == httpx.codes.NOT_MODIFIED:
            return _Hop(Response(url, status, headers, b""))
        if status == httpx.codes.OK:
            return _Hop(Response(url, status, headers, self._body(url, response)))
        seconds = None
        if status in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}:
            seconds = retry_after(headers.get("retry-after"), self._clock.now())
            self._turns.close(_host(target), seconds)
        raise FetchFailed(url, f"http_{status}", response.reason_phrase, seconds)

    def _body(self, url: str, response: httpx.Response) -> bytes:
        """The decompressed body, given up as soon as it is known to be over the limit."""
        limit = self._limits.max_bytes
        if int(response.headers.get("content-length", "0")) > limit:  # h11 lets only decimal digits through
            raise FetchFailed(url, "too_large", f"over {limit} bytes")
        body = bytearray()
        try:
            for piece in inflate(response.iter_raw(_RAW_CHUNK), response.headers.get("content-encoding", "")):
                body += piece
                if len(body) > limit:
                    raise FetchFailed(url, "too_large", f"over {limit} bytes")
        except BadEncoding as error:
            raise FetchFailed(url, "encoding", str(error)) from error
        return bytes(body)

    def _robots_of(self, target: httpx.URL, deadline: Deadline) -> Robots:
        """The origin's robots.txt, kept for a day. RFC 9309: none there allows all, a failing server nothing."""
        origin = (target.scheme, *_host(target))
        kept_until, robots = self._robots.get(origin, (float("-inf"), ALLOW_ALL))
        if self._clock.monotonic() < kept_until:
            return robots
        try:
            answer = self._follow(str(target.join("/robots.txt")), {}, deadline, obey_robots=False)
        except AddressRefused:
            robots = ALLOW_ALL  # a redirect to nowhere; the page itself passes the same guard
        except FetchFailed as error:
            if not error.reason.startswith("http_") and error.reason not in {"redirects", "too_large", "encoding"}:
                raise  # the host does not answer at all: that is what the page's failure has to say
            robots = DISALLOW_ALL if error.reason.startswith("http_5") else ALLOW_ALL
        else:
            robots = parse_robots(answer.body[:MOST_BYTES].decode("utf-8-sig", "replace"), self._product)
        self._robots[origin] = (self._clock.monotonic() + ROBOTS_KEPT_S, robots)
        return robots


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


def _trust(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context
