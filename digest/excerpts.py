"""What is kept of an article's text when its retention ends: the words that statements stand on, and their context.

Every kept piece stays at its place: an excerpt is as long as the whole text was, with EMPTY characters between line
feeds where words were deleted, so that all spans of statements still hold and still say the same. What was kept is
sealed together with the hash of the whole text it was taken from; an excerpt that does not match its seal is no
evidence of anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digest.model import Span

CONTEXT = 240
"""Characters before and after a statement that are kept and shown as its context: whole sentences as far as they fit,
within the paragraph.
"""

APART = 400
"""Characters between two spans of one statement above which what lies between is not kept."""

CLOSE = 8
"""Pieces as close as this are kept as one."""

EMPTY = "…"
"""Stands for a deleted character. No white space, so that spans on both sides of a gap never count as neighbours."""

_SENTENCE_BEGINS = re.compile(r"[.!?…][“”\"»«]?\s+(?=\S)")
_SENTENCE_ENDS = re.compile(r"[.!?…][“”\"»«]?(?=\s)")
_GAP = re.compile(rf"(?:\n|^){EMPTY}{{{CLOSE - 2},}}(?:\n|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are kept, and where they stand in the text."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The end of the words in the text."""
        return self.start + len(self.text)


def surroundings(text: str, start: int, end: int) -> Span:
    r"""The statement at [start, end) with the sentences around it in its paragraph, at most CONTEXT on each side.

    >>> whole = "Erstens. Zweitens.\nDrittens. Er kam. Viertens."
    >>> surroundings(whole, 29, 36).of(whole)
    'Drittens. Er kam. Viertens.'
    """
    return Span(_begin(text, start), _end(text, end))


def _begin(text: str, start: int) -> int:
    paragraph = text.rfind("\n", 0, start) + 1
    if start - paragraph <= CONTEXT:
        return paragraph
    window = text[start - CONTEXT : start]
    cut = _SENTENCE_BEGINS.search(window)
    blank = window.find(" ")
    return start - CONTEXT + (cut.end() if cut else blank + 1 if blank >= 0 else CONTEXT)


def _end(text: str, end: int) -> int:
    line = text.find("\n", end)
    paragraph = len(text) if line < 0 else line
    if paragraph - end <= CONTEXT:
        return paragraph
    window = text[end : end + CONTEXT]
    ends = list(_SENTENCE_ENDS.finditer(window))
    return end + (ends[-1].end() if ends else max(0, window.rfind(" ")))


def pieces(text: str, statements: Iterable[Sequence[Span]]) -> tuple[Piece, ...]:
    """What to keep of a text on whose spans these statements stand, in order; spans beyond the text are passed over."""
    wanted = sorted(one for spans in statements for one in _around(text, spans))
    kept: list[Span] = []
    for span in wanted:
        if kept and span.start - kept[-1].end < CLOSE:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return tuple(Piece(span.start, span.of(text)) for span in kept)


def _around(text: str, spans: Sequence[Span]) -> Iterable[Span]:
    """The spans of one statement with their context; those far apart each with their own."""
    inside = [span for span in spans if span.end <= len(text)]
    groups: list[Span] = []
    for span in inside:
        if groups and span.start - groups[-1].end <= APART:
            groups[-1] = Span(groups[-1].start, max(groups[-1].end, span.end))
        else:
            groups.append(span)
    return [surroundings(text, group.start, group.end) for group in groups]


def filled(length: int, kept: Iterable[Piece]) -> str:
    r"""The excerpt: a text of that length with the pieces at their places.

    >>> filled(20, [Piece(9, "Er kam.")])
    '\n…………………\nEr kam.\n……\n'
    """
    parts, at = [], 0
    for piece in kept:
        parts += [_gap(piece.start - at), piece.text]
        at = piece.end
    return "".join([*parts, _gap(length - at)])


def _gap(length: int) -> str:
    return "\n" * length if length < 3 else f"\n{EMPTY * (length - 2)}\n"


def seal(whole_hash: str, length: int, kept: Iterable[Piece]) -> str:
    """sha256 over the hash of the whole text, its length, and every piece with its place; hexadecimal."""
    told = "\x1f".join([whole_hash, str(length), *(f"{piece.start}\x1e{piece.text}" for piece in kept)])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def left_of(excerpt: str) -> tuple[Piece, ...]:
    """The pieces that an excerpt holds."""
    found, at = [], 0
    for gap in _GAP.finditer(excerpt):
        found.append(Piece(at, excerpt[at : gap.start()]))
        at = gap.end()
    found.append(Piece(at, excerpt[at:]))
    return tuple(piece for piece in found if piece.text.strip())
