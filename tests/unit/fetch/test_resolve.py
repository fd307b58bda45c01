"""Names are resolved by a hosts file or one DNS server where the operator says so."""

from __future__ import annotations

import socket
import struct
from ipaddress import ip_address
from pathlib import Path

import pytest

from digest.fetch.resolve import NoAddress, NoResolver, choose_resolver
from tests.fakes.dns import dns


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


def test_a_missing_resolver_is_told_from_a_missing_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """When nobody can be asked the fault is ours and says nothing of the name; an unknown name is the name's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(NoResolver):
        choose_resolver(nobody)("zeitung.example", 0.5)
    for errno, offline in ((socket.EAI_AGAIN, True), (socket.EAI_NONAME, False)):

        def lookup(*_args: object, errno: int = errno, **_more: object) -> None:
            raise socket.gaierror(errno, "no")

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        with pytest.raises(NoAddress) as caught:
            choose_resolver("")("zeitung.example", 1)
        assert isinstance(caught.value, NoResolver) == offline
