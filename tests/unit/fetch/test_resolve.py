"""Names are resolved by a hosts file or one DNS server where the operator says so."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest

from digest.fetch.resolve import NoAddress, choose_resolver


def test_hosts_file_is_read_anew(tmp_path: Path) -> None:
    """Names are found whatever their case, comments are none, and a change counts at once."""
    path = tmp_path / "hosts"
    path.write_text(
        "# 1.1.1.1 zeitung.example\n127.0.0.5 zeitung.example www.zeitung.example # comment\n::1 Zeitung.example\n"
    )
    resolve = choose_resolver(str(path))
    assert resolve("ZEITUNG.example.", 1) == (ip_address("127.0.0.5"), ip_address("::1"))
    path.write_text("127.0.0.6 zeitung.example\n")
    assert resolve("zeitung.example", 1) == (ip_address("127.0.0.6"),)
    with pytest.raises(NoAddress, match="not in"):
        resolve("andere.example", 1)


def test_missing_hosts_file_is_said() -> None:
    """A hosts file that is not there is an answer in words, not a crash."""
    with pytest.raises(NoAddress, match="hosts file"):
        choose_resolver("/nonexistent/hosts")("a.example", 1)


@contextmanager
def dns(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A DNS server that answers questions with `answer`; yields its address:port."""
    over = threading.Event()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(0.05)

        def serve() -> None:
            while not over.is_set():
                try:
                    question, peer = udp.recvfrom(2000)
                except TimeoutError:
                    continue
                udp.sendto(answer(question), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"127.0.0.1:{udp.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


def _answer(question: bytes) -> bytes:
    """An alias and then an A record; nothing for AAAA."""
    kind = struct.unpack("!H", question[-4:-2])[0]
    if kind != 1:
        return question[:2] + struct.pack("!HHHHH", 0x8180, 1, 0, 0, 0) + question[12:]
    alias = b"\xc0\x0c" + struct.pack("!HHIH", 5, 1, 60, 2) + b"\xc0\x0c"
    address = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + bytes([127, 0, 0, 9])
    return question[:2] + struct.pack("!HHHHH", 0x8180, 1, 2, 0, 0) + question[12:] + alias + address


def test_asks_a_dns_server() -> None:
    """A and AAAA records are asked for, aliases skipped."""
    with dns(_answer) as server:
        assert choose_resolver(f"DNS {server}")("zeitung.example", 2) == (ip_address("127.0.0.9"),)


def test_forged_and_broken_answers_are_refused() -> None:
    """An answer to another question, or one that is cut, gives no address."""
    with dns(lambda question: b"\0\0" + _answer(question)[2:]) as server, pytest.raises(NoAddress):
        choose_resolver(server)("zeitung.example", 0.3)
    with dns(lambda question: _answer(question)[:-6]) as server, pytest.raises(NoAddress):
        choose_resolver(server)("zeitung.example", 0.3)
