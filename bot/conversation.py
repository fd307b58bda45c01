"""The terminal as the chat: lines in, answers out, until the input ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TextIO

from bot.platforms import console
from digest.model import Message

QUIT = frozenset({"/quit", "/exit", "quit", "exit"})
"""What ends a conversation, beside the end of input."""


def converse(lines: TextIO, out: TextIO, ask: Callable[[str], Message]) -> None:
    """Show the digest, then answer each line that is typed."""
    for line in ("/digest", *_typed(lines, out)):
        console.show(ask(line), out)
        out.write("\n")
        out.flush()


def _typed(lines: TextIO, out: TextIO) -> Iterator[str]:
    """The lines somebody types, after a prompt if it is a terminal, up to the end of input or a word of QUIT."""
    prompt = "> " if lines.isatty() else ""
    while True:
        out.write(prompt)
        out.flush()
        line = lines.readline()
        if not line or line.strip().lower() in QUIT:
            return
        if line.strip():
            yield line
