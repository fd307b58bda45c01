"""A small internet on loopback addresses: several hosts with scripted answers, hostile ones too, and a request log.

A hosts file leads the hosts' names here, each to an address of its own where a test wants it so (127.x.y.z, one port for
all); a second server listens where the program must never go. Which host is meant tells the Host header, as on a real
server. An answer that a test did not script is 404. The server answers HTTP/1.0-style: one request per connection.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from digest.fetch import FetchLimits

ADDRESS = "127.0.0.1"
FORBIDDEN = "127.99.99.99"
"""A loopback address outside the allowed networks: whoever is asked there, the guard has failed."""


class Clock(Protocol):
    """The time the program under test lives by."""

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Answer:
    """A plain answer. `validate` makes it answer 304 when the request brings its ETag or Last-Modified."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    validate: bool = False


@dataclass(frozen=True)
class Seen:
    """One request as it arrived, and what it was answered.

    `at` is in real monotonic seconds, `moment` on the program's clock; `address` is where it arrived.
    """

    host: str
    path: str
    headers: Mapping[str, str]
    at: float
    moment: datetime | None
    address: str
    status: int | None
    answered: Mapping[str, str]

    @property
    def url(self) -> str:
        """Host and path."""
        return f"{self.host}{self.path}"


Hostile = Callable[[BaseHTTPRequestHandler, threading.Event], None]
"""Writes whatever it likes; the event is set when the test is over."""

Changing = Callable[["Question"], Answer]
"""Answers by what it is asked."""


@dataclass(frozen=True)
class Question:
    """A request for an answer that is made when it is asked."""

    path: str
    headers: Mapping[str, str]
    moment: datetime | None


class Internet:
    """Answers for hosts by script; use it through `internet()`."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.answers: dict[tuple[str, str], Answer | Hostile | list[Answer]] = {}
        self.sites: dict[str, Changing] = {}
        self.log: list[Seen] = []
        self.clock = clock
        self.over = threading.Event()
        self.hosts_file = folder / "hosts"
        self._names: dict[str, str] = {}
        self._listeners: dict[str, ThreadingHTTPServer] = {}
        self._selector = selectors.DefaultSelector()
        self._wake, self._woken = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ)
        self.port = self._listen(ADDRESS, 0)
        threading.Thread(target=self._serve, daemon=True).start()
        self._listen(FORBIDDEN, self.port)

    def put(self, host: str, path: str, answer: Answer | Hostile | list[Answer]) -> str:
        """Script the answer of a URL and return it. Of a list the answers come one after the other, the last for ever."""
        self.answers[host, path] = answer
        if host not in self._names:
            self.name(host)
        return self.url(host, path)

    def site(self, host: str, answer: Changing, address: str = ADDRESS) -> None:
        """Let something that changes answer for a whole host, but for the paths that are scripted."""
        self.sites[host] = answer
        self.name(host, address)

    def url(self, host: str, path: str = "/") -> str:
        """The address of a path here."""
        return f"http://{host}:{self.port}{path}"

    def name(self, host: str, address: str = ADDRESS) -> None:
        """Let a name lead to an address; on this machine's own network it is listened there."""
        self._names[host] = address
        if address.startswith("127."):
            self._listen(address, self.port)
        self.hosts_file.write_text("".join(f"{there}\t{name}\n" for name, there in self._names.items()))

    def limits(self, **changes: Any) -> FetchLimits:
        """Limits that reach this internet and nothing else on the loopback network; time-outs short, no pause."""
        addresses = sorted({f"{one}/32" for one in self._listeners} - {f"{FORBIDDEN}/32"})
        settings: dict[str, Any] = {
            "allow_networks": tuple(addresses),
            "allow_ports": (self.port,),
            "resolver": str(self.hosts_file),
            "timeout_s": 5.0,
            "idle_s": 2.0,
            "connect_s": 2.0,
            "spacing_s": 0.0,
        }
        return FetchLimits(**{**settings, **changes})

    def paths(self, host: str) -> list[str]:
        """The paths asked of a host, in order."""
        return [seen.path for seen in self.log if seen.host == host]

    def close(self) -> None:
        self.over.set()
        self._wake.send(b"x")

    def _listen(self, address: str, port: int) -> int:
        if address in self._listeners:
            return port
        server = ThreadingHTTPServer((address, port), self._handler())
        server.daemon_threads = True
        server.request_queue_size = 128
        server.socket.listen(128)
        server.timeout = 1.0
        self._listeners[address] = server
        self._selector.register(server.socket, selectors.EVENT_READ, server)
        self._wake.send(b"x")
        return int(server.server_address[1])

    def _serve(self) -> None:
        """Accept on all addresses with one thread; each request has one of its own."""
        while not self.over.is_set():
            for key, _ in self._selector.select():
                if key.data is None:
                    self._woken.recv(1000)
                else:
                    key.data.handle_request()
        for server in self._listeners.values():
            server.server_close()
        self._selector.close()
        self._wake.close()
        self._woken.close()

    def _answer_to(self, host: str, path: str, headers: Mapping[str, str]) -> Answer | Hostile:
        answer = self.answers.get((host, path))
        if answer is None and host in self.sites:
            moment = self.clock.now() if self.clock else None
            return self.sites[host](Question(path, headers, moment))
        if isinstance(answer, list):
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer or Answer(status=404)

    def _note(self, host: str, path: str, headers: Mapping[str, str], address: str, answer: Answer | Hostile) -> None:
        plain = answer if isinstance(answer, Answer) else None
        self.log.append(
            Seen(
                host=host,
                path=path,
                headers=headers,
                at=time.monotonic(),
                moment=self.clock.now() if self.clock else None,
                address=address,
                status=plain.status if plain else None,
                answered={name.lower(): value for name, value in plain.headers.items()} if plain else {},
            )
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        world = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host = (self.headers.get("Host") or "").rpartition(":")[0]
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = world._answer_to(host, self.path, headers)
                if isinstance(answer, Answer) and answer.validate and _is_same(answer, headers):
                    answer = Answer(status=304, headers=answer.headers)
                world._note(host, self.path, headers, self.connection.getsockname()[0], answer)
                try:
                    if isinstance(answer, Answer):
                        self._plain(answer)
                    else:
                        answer(self, world.over)
                except OSError:
                    self.close_connection = True

            def _plain(self, answer: Answer) -> None:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *args: object) -> None:
                """Quiet: the log is `Internet.log`."""

        return Handler


def _is_same(answer: Answer, asked: Mapping[str, str]) -> bool:
    """Whether a request says that it knows this answer already; the ETag decides where both are given (RFC 9110)."""
    tag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    if "if-none-match" in asked:
        return tag is not None and asked["if-none-match"] == tag
    return modified is not None and asked.get("if-modified-since") == modified


def silent(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """Takes the request and never says a word."""
    over.wait(60)


def dripping_headers(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """Sends a byte of a header now and then, each well within an idle time-out."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not over.wait(0.05):
        handler.wfile.write(b"a")
        handler.wfile.flush()


def dripping_body(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """Sends a byte of the body now and then, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>")
    while not over.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def endless(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """Sends bytes as fast as they are taken, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
    while not over.is_set():
        handler.wfile.write(b"<item/>" * 10_000)


def endless_headers(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """Sends headers as fast as they are taken, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not over.is_set():
        handler.wfile.write(b"X-More: " + b"a" * 1000 + b"\r\n")


def cut_off(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """Promises more than it sends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")


@contextmanager
def internet(folder: Path, clock: Clock | None = None) -> Iterator[Internet]:
    """An internet for one test; with a clock its log tells the time by it."""
    world = Internet(folder, clock)
    try:
        yield world
    finally:
        world.close()
