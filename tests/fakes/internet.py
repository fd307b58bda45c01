"""A small internet on the loopback address: several hosts with scripted answers, hostile ones too, and a request log.

Hosts are told apart by the Host header, as on a real server; a hosts file leads their names here. An answer that a test
did not script is 404. The server answers HTTP/1.0-style: one request per connection.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from digest.fetch import FetchLimits

ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """A plain answer. `validate` makes it answer 304 when the request brings its ETag or Last-Modified."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    validate: bool = False


@dataclass(frozen=True)
class Seen:
    """One request as it arrived; `at` is in real monotonic seconds."""

    host: str
    path: str
    headers: Mapping[str, str]
    at: float


Hostile = Callable[[BaseHTTPRequestHandler, threading.Event], None]
"""Writes whatever it likes; the event is set when the test is over."""


class Internet:
    """Answers for hosts by script; use it through `internet()`."""

    def __init__(self, folder: Path) -> None:
        self.answers: dict[tuple[str, str], Answer | Hostile | list[Answer]] = {}
        self.log: list[Seen] = []
        self.over = threading.Event()
        self.hosts_file = folder / "hosts"
        self._names: dict[str, str] = {}
        self._server = ThreadingHTTPServer((ADDRESS, 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def put(self, host: str, path: str, answer: Answer | Hostile | list[Answer]) -> str:
        """Script the answer of a URL and return it. Of a list the answers come one after the other, the last for ever."""
        self.answers[host, path] = answer
        self.name(host)
        return f"http://{host}:{self.port}{path}"

    def name(self, host: str, address: str = ADDRESS) -> None:
        """Let a name lead to an address."""
        self._names[host] = address
        self.hosts_file.write_text("".join(f"{there}\t{name}\n" for name, there in self._names.items()))

    def limits(self, **changes: object) -> FetchLimits:
        """Limits that reach this internet and nothing else on the loopback network; time-outs short, no pause."""
        settings: dict[str, object] = {
            "allow_networks": (f"{ADDRESS}/32",),
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
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        world = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host = (self.headers.get("Host") or "").rpartition(":")[0]
                answer = world.answers.get((host, self.path), Answer(status=404))
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                headers = {name.lower(): value for name, value in self.headers.items()}
                world.log.append(Seen(host, self.path, headers, time.monotonic()))
                try:
                    if isinstance(answer, Answer):
                        self._plain(answer)
                    else:
                        answer(self, world.over)
                except OSError:
                    self.close_connection = True

            def _plain(self, answer: Answer) -> None:
                tag = answer.headers.get("ETag")
                same = tag is not None and self.headers.get("If-None-Match") == tag
                status = 304 if answer.validate and same else answer.status
                body = b"" if status == 304 else answer.body
                self.send_response(status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Quiet: the log is `Internet.log`."""

        return Handler


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


def cut_off(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
    """Promises more than it sends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")


@contextmanager
def internet(folder: Path) -> Iterator[Internet]:
    """An internet for one test."""
    world = Internet(folder)
    try:
        yield world
    finally:
        world.close()
