"""Text with marks: what Telegram calls entities, before they are counted in UTF-16 units.

Telegram looks for mentions, commands and addresses in every text by itself and makes them live. In foreign words that
would ping strangers, run commands and link to pages nobody quoted, so such words are set as code, which keeps them
literal and inert; where no marks are allowed, an invisible word joiner breaks them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

JOINER = "\u2060"
"""Word joiner: invisible, no line break; Telegram's own search for entities stops at it (checked with TDLib)."""

MANY = 8
"""From so many live words in one block on, all from the first to the last are set as code at once."""

LONGEST_URL = 2048

_REMOVED = (
    *range(0x09),
    *range(0x0B, 0x20),
    *range(0x7F, 0x85),
    *range(0x86, 0xA0),
    0x061C,
    *range(0x200E, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
)
_CLEAN: dict[int, str | None] = (
    dict.fromkeys(_REMOVED)
    | {0x09: " ", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
)

_WORD = re.compile(r"\S+")
_LIVE = re.compile(
    r"""
      @\w                                                  # a mention, an e-mail address
    | (?<![A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f])/[A-Za-z0-9_]  # a command
    | ://                                                  # an address with its scheme
    | \S\.(?![A-ZÄÖÜ][a-zäöüß]+(?!\w))[^\W\d_]{2}          # a host name; "er.Die" is a missing space, no host
    | \d\.\d+\.\d+\.\d                                     # a numeric host
    """,
    re.VERBOSE,
)
_JOINT = re.compile(r"[@/:](?=\S)|\.(?=\w)")
_OUTSIDE = re.compile(r"^[^\w@/#]+|[^\w/]+$")
_COMMAND = re.compile(r"^/([a-z0-9_]{1,32})$")


@dataclass(frozen=True, slots=True)
class Mark:
    """Code points start..end of a text set off as `type`, a MessageEntity type of the Bot API."""

    start: int
    end: int
    type: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and its marks."""

    text: str
    marks: tuple[Mark, ...] = ()


def clean(text: str) -> str:
    """Without control and bidi characters; lines end in a line feed; lone surrogates become U+FFFD."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN)


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts.

    >>> units("a😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def linkable(url: str | None) -> bool:
    """Whether Telegram takes it as the address of a link; any other would have the whole message refused."""
    if not url or len(url) > LONGEST_URL or " " in url or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    named = re.fullmatch(r"[\w-]+(\.[\w-]+)+", host) is not None and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and named and port != 0


def stripped(marked: Marked) -> Marked:
    """Without white space around; marks shrink with it."""
    start = len(marked.text) - len(marked.text.lstrip())
    return sliced(marked, start, max(start, len(marked.text.rstrip())))


def sliced(marked: Marked, start: int, end: int) -> Marked:
    """The piece start..end with the marks that reach into it."""
    cut = (
        Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.type, mark.url) for mark in marked.marks
    )
    return Marked(marked.text[start:end], tuple(mark for mark in cut if mark.start < mark.end))


def joined(pieces: list[Marked]) -> Marked:
    """The pieces one after the other."""
    text, marks, at = "", [], 0
    for piece in pieces:
        marks += [Mark(mark.start + at, mark.end + at, mark.type, mark.url) for mark in piece.marks]
        text += piece.text
        at = len(text)
    return Marked(text, tuple(marks))


@lru_cache(maxsize=512)
def inert(marked: Marked, own: frozenset[str]) -> Marked:
    """The same with everything that Telegram would make live set as code, save links we set and the commands `own`."""
    spans = _merged(_uncovered(_live_words(marked.text, own), _links(marked)), marked)
    styles = tuple(
        Mark(start, end, mark.type, mark.url)
        for mark in marked.marks
        for start, end in (_uncovered([(mark.start, mark.end)], spans) if mark.type != "text_link" else [_ends(mark)])
    )
    return Marked(marked.text, styles + tuple(Mark(start, end, "code") for start, end in spans))


@lru_cache(maxsize=512)
def broken(text: str, own: frozenset[str]) -> str:
    """The text for posting without marks: an invisible joiner in all that Telegram would make live, save `own`."""
    pieces, at = [], 0
    for start, end in _live_words(text, own):
        pieces += [text[at:start], _JOINT.sub(lambda joint: joint[0] + JOINER, text[start:end])]
        at = end
    return "".join(pieces) + text[at:]


def _ends(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end


def _links(marked: Marked) -> list[tuple[int, int]]:
    return sorted(_ends(mark) for mark in marked.marks if mark.type == "text_link")


def _live_words(text: str, own: frozenset[str]) -> list[tuple[int, int]]:
    """Where words stand in which Telegram would find something, without the punctuation around them."""
    found = []
    for word in _WORD.finditer(text):
        if not _LIVE.search(word[0]):
            continue
        core = _OUTSIDE.sub("", word[0]) or word[0]
        command = _COMMAND.match(core)
        if command is None or command[1] not in own:
            start = word.start() + word[0].index(core)
            found.append((start, start + len(core)))
    return found


def _uncovered(spans: list[tuple[int, int]], covers: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of `spans` outside `covers`; both ascending."""
    left = []
    for start, end in spans:
        at = start
        for cover_start, cover_end in covers:
            if cover_start >= end or cover_end <= at:
                continue
            if cover_start > at:
                left.append((at, cover_start))
            at = cover_end
        if at < end:
            left.append((at, end))
    return left


def _merged(spans: list[tuple[int, int]], marked: Marked) -> list[tuple[int, int]]:
    """Few spans as they are; many as one from the first to the last, links left out."""
    if len(spans) <= MANY:
        return spans
    return _uncovered([(spans[0][0], spans[-1][1])], _links(marked))
