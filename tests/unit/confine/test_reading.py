"""A page that hangs or eats memory costs one outcome: the pages after it are read as if nothing had been."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from digest.confine.child import Limits
from digest.confine.reading import ConfinedReader
from digest.errors import PageNotRead, ReaderFailed, UnusablePage
from digest.extract import DirectReader, PageReader, Reading
from tests.fakes.ordeals import Deadly
from tests.unit.extract.pages import LANGUAGES, SEEN, TEXT, URL, page

SLOW = page(*(f"{number} Der Rat hat am Abend über die Brücke beraten." for number in range(19_000)))
"""Just below what is refused at once; takes two seconds of processor time where a common page takes 0.04."""


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedReader]:
    one = ConfinedReader(Limits(cpu_seconds=0.5, seconds=60.0, megabytes=200))
    yield one
    one.close()


def read(reader: PageReader, body: bytes) -> Reading:
    return reader.read(body, URL, {}, SEEN, languages=LANGUAGES)


def refusal(reader: PageReader, body: bytes) -> str:
    with pytest.raises(UnusablePage) as caught:
        read(reader, body)
    return caught.value.reason


def test_a_page_is_read_as_elsewhere(reader: ConfinedReader) -> None:
    """What comes back from the child is what reading here gives, refusals too."""
    assert read(reader, page()) == read(DirectReader(), page())
    empty = b"<html><body></body></html>"
    assert refusal(reader, empty) == refusal(DirectReader(), empty) == "no text"


def test_a_page_that_takes_too_long_is_given_up(reader: ConfinedReader) -> None:
    """The child is ended, the page has its reason, and the next page is read by another child."""
    reader.prepare()
    before = reader.pid
    assert refusal(reader, SLOW) == "too slow"
    assert read(reader, page()).article.text == "\n\n".join(TEXT)
    assert reader.pid != before


def test_a_page_that_needs_too_much_memory_is_given_up(reader: ConfinedReader) -> None:
    """What does not fit into the bound ends the page and not the program."""
    huge = b"<html><body>" + b"<p>\xc3\xa4</p>" * 16_000_000
    assert refusal(reader, huge) in {"too large", "unreadable"}
    assert read(reader, page()).article.text == "\n\n".join(TEXT)


def test_a_child_that_vanished_is_replaced(reader: ConfinedReader) -> None:
    """Somebody else may end it; no page is blamed for that when it is not at one."""
    reader.prepare()
    os.kill(reader.pid, signal.SIGKILL)
    assert read(reader, page()).article.text == "\n\n".join(TEXT)


def test_a_page_at_which_the_system_kills_is_not_refused(reader: ConfinedReader) -> None:
    """Memory may be short: the page is read another time; at two pages in a row it is the machine."""
    for blamed in (PageNotRead, ReaderFailed):
        with pytest.raises(blamed, match="killed"):
            reader.read(page(), URL, {}, SEEN, languages=LANGUAGES, outlet=Deadly())
    assert read(reader, page()).article.text == "\n\n".join(TEXT)
    with pytest.raises(PageNotRead):
        reader.read(page(), URL, {}, SEEN, languages=LANGUAGES, outlet=Deadly())


def test_closing_leaves_no_process_behind(reader: ConfinedReader) -> None:
    """After `close` the child is gone, and closing twice is fine."""
    reader.prepare()
    child = reader.pid
    reader.close()
    reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
