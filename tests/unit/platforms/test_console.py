"""The terminal as a chat."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.platforms.console import Console, connect, picture, show
from digest.edition import DigestRequest
from digest.model import Block, Button, Buttons, Folded, Heading, Message, Paragraph, Run, StatementBlock, Style
from digest.publish import compile_digest, group
from digest.render import plain, render_edition
from digest.store.memory import MemoryStore
from tests.samples import filled


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def paragraph(text: str, style: Style = Style.PLAIN, url: str | None = None) -> Paragraph:
    return Paragraph((Run(text, style, url),))


def message(*blocks: Block) -> Message:
    return Message(blocks, plain(blocks))


@pytest.fixture(scope="module")
def digest() -> Message:
    store, now = filled(MemoryStore()), datetime(2025, 5, 9, 18, tzinfo=UTC)
    group(store)
    return render_edition(compile_digest(store, DigestRequest(now.date(), now - timedelta(days=4), now)))


def test_digest_is_wrapped_and_nothing_is_lost(digest):
    """No line is wider than asked, and every word of the message is printed in order."""
    printed = Console(72).render(digest)
    assert max(cell_len(line) for line in printed.splitlines()) <= 72
    words = [word for word in printed.split() if word not in "▪▸"]
    assert words == [word for word in plain(digest.blocks).split() if word not in "▪▸"]


def test_statement_hangs_and_folded_is_indented():
    """Words after a bullet hang below one another, what is folded stands indented under its title."""
    statement = StatementBlock("s", (Run("A", Style.BOLD), Run(": " + "wort " * 12)), (Run("wörtlich · X", Style.DIM),))
    lines = Console(40).render(message(statement, Folded("Mehr", (statement,)))).splitlines()
    assert lines[0].startswith("▪ A: wort")
    assert lines[1].startswith("  wort")
    assert "  wörtlich · X" in lines
    assert "▸ Mehr" in lines
    assert any(line.startswith("    ▪ A: wort") for line in lines)


def test_plain_stream_gets_plain_text(digest):
    """A file or pipe gets neither escapes nor styles."""
    stream = io.StringIO()
    show(digest, stream)
    assert "\x1b" not in stream.getvalue()
    assert stream.getvalue() == Console(100).render(digest)


def test_terminal_gets_styles_and_links():
    """A terminal gets bold and links, with the same words."""
    stream = Terminal()
    show(message(Heading((Run("Titel", Style.BOLD),)), paragraph("Quelle", url="https://a.example/x")), stream)
    assert "\x1b[1mTitel" in stream.getvalue()
    assert "https://a.example/x" in stream.getvalue()


def test_escapes_in_foreign_words_never_reach_the_terminal():
    """Control characters and direction marks in a headline or an address are not obeyed."""
    evil = "vor\x1b]0;boo\x07\x1b[31mnach\u202e\u2066x\r\n"
    stream = Terminal()
    show(message(paragraph(evil), paragraph("l", url="https://a.example/\x1b[2J")), stream)
    assert "\x07" not in stream.getvalue()
    assert "\x1b[31m" not in stream.getvalue()
    assert "\x1b[2J" not in stream.getvalue()
    assert "\u202e" not in stream.getvalue()


def test_rich_markup_in_foreign_words_is_text():
    """Square brackets in a headline are shown, not read as markup."""
    assert "[bold]x[/bold] :smile:" in Console(60).render(message(paragraph("[bold]x[/bold] :smile:")))


def test_buttons_are_what_to_type():
    """A terminal has no buttons; it shows the command instead."""
    assert "älter: /actor a1 older" in Console(60).render(message(Buttons((Button("älter", "/actor a1 older"),))))


def test_width_of_a_stream():
    """A pipe has the usual width."""
    assert connect(io.StringIO()).width == 100


def test_picture_is_self_contained_svg(digest):
    """The picture is well-formed, fetches nothing, and holds the words."""
    drawn = picture(digest, "wortlaut digest & more")
    root = ET.fromstring(drawn)
    assert root.tag.endswith("svg")
    assert "url(http" not in drawn
    assert "@import" not in drawn
    assert "@font-face" not in drawn
    assert "Nachlese" in drawn.replace("&#160;", " ")
    assert picture(digest, "wortlaut digest & more") == drawn


@settings(max_examples=80)
@given(st.text(max_size=200), st.integers(20, 80))
def test_any_text_is_wrapped_without_loss(text, width):
    """Whatever a run holds, lines keep the width and no visible character is lost."""
    printed = Console(width).render(message(paragraph(text)))
    assert max((cell_len(line) for line in printed.split("\n")), default=0) <= width
    kept = "".join(Console(10_000).render(message(paragraph(text))).split())
    assert "".join(printed.split()) == kept
