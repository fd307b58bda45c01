"""One HTTP exchange over a connection that goes to a checked address and ends at a deadline.

Nothing is pooled: a host is asked at most once a second anyway, and a connection of its own lets the deadline hold for
every read, also for headers that drip in. Proxies of the environment are not looked at.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import httpcore
import httpx

from digest.errors import AddressRefused, FetchFailed
from digest.fetch.guard import Address, Network, parse_address, refusal
from digest.fetch.resolve import NoAddress, NoResolver, Resolver

_MOST_ADDRESSES_DIALLED = 4


@dataclass(slots=True)
class Deadline:
    """The instant, in real monotonic seconds, at which a request has lasted long enough. Waits for a turn are added."""

    ticks: Callable[[], float]
    at: float

    def left(self) -> float:
        """Seconds until the deadline, never negative."""
        return max(0.0, self.at - self.ticks())


@dataclass(frozen=True, slots=True)
class Dialling:
    """How connections are made: the resolver, the networks allowed beside the public ones, and time-outs in seconds."""

    resolver: Resolver
    allowed: Sequence[Network]
    connect_s: float
    idle_s: float
    tls: Callable[[], ssl.SSLContext]


class Transport(httpx.BaseTransport):
    """Sends one request and streams the answer. Raises FetchFailed or AddressRefused, also while streaming."""

    def __init__(self, dialling: Dialling) -> None:
        self._dialling = dialling

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        connection = httpcore.HTTPConnection(
            httpcore.Origin(request.url.raw_scheme, request.url.raw_host, _port(request.url)),
            ssl_context=self._dialling.tls() if request.url.scheme == "https" else None,
            network_backend=_Backend(url, self._dialling, request.extensions["deadline"]),
        )
        try:
            with _explained(url):
                answer = connection.handle_request(
                    httpcore.Request(
                        method=request.method,
                        url=httpcore.URL(
                            scheme=request.url.raw_scheme,
                            host=request.url.raw_host,
                            port=_port(request.url),
                            target=request.url.raw_path,
                        ),
                        headers=request.headers.raw,
                        extensions={"timeout": {"connect": self._dialling.connect_s}},
                    )
                )
        except BaseException:
            connection.close()
            raise
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(url, connection, answer))


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


class _Body(httpx.SyncByteStream):
    def __init__(self, url: str, connection: httpcore.HTTPConnection, answer: httpcore.Response) -> None:
        self._url = url
        self._connection = connection
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _explained(self._url):
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._connection.close()


class _explained:  # noqa: N801 - a context manager, used like a function
    """Turns the library's errors into the stable words of FetchFailed."""

    _WORDS: tuple[tuple[type[Exception], str], ...] = (
        (httpcore.TimeoutException, "timeout"),
        (httpcore.ConnectError, "refused"),
        (httpcore.NetworkError, "protocol"),
        (httpcore.ProtocolError, "protocol"),
    )

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        for kind, word in self._WORDS:
            if isinstance(error, kind):
                raise FetchFailed(self._url, word, str(error)[:200]) from error


class _Backend(httpcore.NetworkBackend):
    """Resolves, checks every address, and dials one that was checked: a second answer of the DNS is never asked for."""

    def __init__(self, url: str, dialling: Dialling, deadline: Deadline) -> None:
        self._url = url
        self._dialling = dialling
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception | None = None
        for address in self._checked_addresses(host)[:_MOST_ADDRESSES_DIALLED]:
            seconds = min(self._deadline.left(), self._dialling.connect_s if timeout is None else timeout)
            if not seconds:
                break
            try:
                stream = self._sockets.connect_tcp(str(address), port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _TimedStream(self._url, stream, self._deadline, self._dialling)
        raise last or FetchFailed(self._url, "timeout", "before a connection was made")

    def _checked_addresses(self, host: str) -> tuple[Address, ...]:
        literal = parse_address(host)
        try:
            addresses = (literal,) if literal else self._dialling.resolver(host, self._resolving_s())
        except NoResolver as error:
            raise FetchFailed(self._url, "offline", str(error)) from error
        except NoAddress as error:
            raise FetchFailed(self._url, "dns", str(error)) from error
        for address in addresses:
            if why := refusal(address, self._dialling.allowed):
                raise AddressRefused(self._url, "address", why)
        return addresses

    def _resolving_s(self) -> float:
        return min(self._deadline.left(), self._dialling.connect_s)


class _TimedStream(httpcore.NetworkStream):
    """A stream of which no read or write outlasts the idle time or the deadline, whichever comes first."""

    def __init__(self, url: str, stream: httpcore.NetworkStream, deadline: Deadline, dialling: Dialling) -> None:
        self._url = url
        self._stream = stream
        self._deadline = deadline
        self._dialling = dialling

    def _seconds(self) -> float:
        left = self._deadline.left()
        if not left:
            raise FetchFailed(self._url, "timeout", "the answer took too long as a whole")
        return min(left, self._dialling.idle_s)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - ours is stricter
        return self._stream.read(max_bytes, self._seconds())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - ours is stricter
        self._stream.write(buffer, self._seconds())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - ours is stricter
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(
                ssl_context, server_hostname, min(self._seconds(), self._dialling.connect_s)
            )
        except httpcore.ConnectError as error:
            raise FetchFailed(self._url, "tls", str(error)[:200]) from error
        return _TimedStream(self._url, stream, self._deadline, self._dialling)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
