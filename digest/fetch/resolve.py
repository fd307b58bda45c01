"""From a host name to its addresses: the system's resolver, a hosts file, or one DNS server."""

from __future__ import annotations

import os
import queue
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from digest.fetch.guard import Address, parse_address

_A, _AAAA = 1, 28
_ANSWER_BYTES = 4096
_HEADER = struct.Struct("!HHHHHH")
_RECORD = struct.Struct("!HHIH")
_POINTER = 0xC0
_TRUNCATED, _RECURSION_DESIRED = 0x0200, 0x0100


class NoAddress(Exception):
    """The name has no address, or the resolver gave none in time; the text says which."""


class NoResolver(NoAddress):
    """There is nobody to ask: the fault is this machine's or its network's, and says nothing of the name."""


Resolver = Callable[[str, float], tuple[Address, ...]]
"""Takes a host name and the seconds it may last; returns at least one address or raises NoAddress."""


def choose_resolver(setting: str) -> Resolver:
    """The resolver for the setting fetch.resolver: "" the system's, "address:port" a DNS server, else a hosts file."""
    if not setting:
        return _ask_system
    host, _, port = setting.removeprefix("DNS").strip().rpartition(":")
    server = parse_address(host) if port.isdecimal() else None
    if server is not None:
        return lambda name, seconds: _ask_server((str(server), int(port)), name, seconds)
    path = Path(setting)
    return lambda name, _seconds: _look_up(path, name)


def _look_up(path: Path, name: str) -> tuple[Address, ...]:
    """Read the hosts file anew each time: it is small, and whoever changes it expects that it counts."""
    wanted = name.lower().rstrip(".")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NoAddress(f"hosts file {path}: {error.strerror}") from error
    found = [
        address
        for line in lines
        if (words := line.partition("#")[0].lower().split()) and wanted in words[1:]
        if (address := parse_address(words[0])) is not None
    ]
    if not found:
        raise NoAddress(f"{name} is not in {path}")
    return tuple(found)


def _ask_system(name: str, seconds: float) -> tuple[Address, ...]:
    """Ask the system. It knows no time-out, so it runs beside us and is left behind when it takes too long."""
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
            answers.put([str(row[4][0]) for row in rows])
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise NoAddress(f"no answer for {name} in {seconds:.0f} s") from None
    if isinstance(answer, Exception):
        offline = isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_AGAIN
        raise NoResolver(f"{name}: {answer}") if offline else NoAddress(f"the name {name} is not known") from answer
    found = tuple(address for text in dict.fromkeys(answer) if (address := parse_address(text)) is not None)
    if not found:
        raise NoAddress(f"{name} has no address")
    return found


def _ask_server(server: tuple[str, int], name: str, seconds: float) -> tuple[Address, ...]:
    """Ask one DNS server for A and AAAA records (RFC 1035); over TCP when the datagram was cut.

    Each kind gets half of the seconds, so that both together last no longer.
    """
    found: list[Address] = []
    for kind in (_A, _AAAA):
        try:
            found += _addresses(_exchange(server, _question(name, kind), seconds / 2))
        except (ConnectionError, TimeoutError) as error:
            raise NoResolver(f"DNS server {server[0]}:{server[1]}: {error}") from error
        except (OSError, struct.error, IndexError, UnicodeError) as error:
            raise NoAddress(f"DNS server {server[0]}:{server[1]}: {error}") from error
    if not found:
        raise NoAddress(f"{name} has no address")
    return tuple(found)


def _question(name: str, kind: int) -> bytes:
    labels = [label.encode("idna") for label in name.rstrip(".").split(".")]
    encoded = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    number = int.from_bytes(os.urandom(2), "big")  # has to be unguessable: it is what a forged answer must hit
    return _HEADER.pack(number, _RECURSION_DESIRED, 1, 0, 0, 0) + encoded + struct.pack("!HH", kind, 1)


def _exchange(server: tuple[str, int], question: bytes, seconds: float) -> bytes:
    family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as udp:
        udp.settimeout(max(seconds, 0.001))
        udp.connect(server)
        udp.send(question)
        answer = udp.recv(_ANSWER_BYTES)
    if answer[:2] != question[:2]:
        raise OSError("answer to another question")
    if not _HEADER.unpack_from(answer)[1] & _TRUNCATED:
        return answer
    with socket.create_connection(server, timeout=max(seconds, 0.001)) as tcp, tcp.makefile("rb") as stream:
        tcp.sendall(struct.pack("!H", len(question)) + question)
        return stream.read(struct.unpack("!H", stream.read(2))[0])


def _addresses(answer: bytes) -> Iterator[Address]:
    _, _, questions, answers, _, _ = _HEADER.unpack_from(answer)
    at = _HEADER.size
    for _ in range(questions):
        at = _after_name(answer, at) + 4
    for _ in range(answers):
        at = _after_name(answer, at)
        kind, _, _, size = _RECORD.unpack_from(answer, at)
        at += _RECORD.size
        if kind == _A:
            yield IPv4Address(answer[at : at + size])
        elif kind == _AAAA:
            yield IPv6Address(answer[at : at + size])
        at += size


def _after_name(answer: bytes, at: int) -> int:
    while answer[at]:
        if answer[at] & _POINTER == _POINTER:
            return at + 2
        at += answer[at] + 1
    return at + 1
