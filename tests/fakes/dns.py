"""A DNS server on the loopback address whose answers a test makes up, also one after the other."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address


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


class Names:
    """Answers for names: each question for an A record gets the next list of addresses, the last for ever."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.answers = {name.replace("_", "."): list(lists) for name, lists in answers.items()}
        self.asked: list[str] = []

    def __call__(self, question: bytes) -> bytes:
        name, kind = _name(question), struct.unpack("!H", question[-4:-2])[0]
        addresses: Sequence[str] = ()
        if kind == 1 and name in self.answers:
            self.asked.append(name)
            lists = self.answers[name]
            addresses = lists.pop(0) if len(lists) > 1 else lists[0]
        records = b"".join(
            b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 0, 4) + IPv4Address(address).packed for address in addresses
        )
        return question[:2] + struct.pack("!HHHHH", 0x8180, 1, len(addresses), 0, 0) + question[12:] + records


def _name(question: bytes) -> str:
    labels, at = [], 12
    while question[at]:
        labels.append(question[at + 1 : at + 1 + question[at]].decode())
        at += question[at] + 1
    return ".".join(labels)
