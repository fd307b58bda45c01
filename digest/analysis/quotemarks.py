"""Quotation marks in all their forms, paired: „ “ ‚ ‘ » « › ‹ “ ” and straight ones, nested, unbalanced, over
paragraphs.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from digest.analysis.words import Range, Words

LONGEST = 600
"""Words; what stands open longer was a stray mark."""

DEEPEST = 16
"""Marks that may stand open at once; of more, which is no language, the first are taken for stray ones."""

CLOSED_BY = {
    "„": '“”"', "“": '”"“', "»": "«", "«": "»", '"': '"', "‚": "‘’'", "‘": "’'", "›": "‹", "‹": "›", "'": "'",
    "”": "”",
}  # fmt: skip
"""Opening mark -> marks that can close it."""

MARKS = frozenset("„“”»«\"‚‘’›‹'")
ALWAYS_OPENING = frozenset("„‚")
SINGLE = frozenset("‚‘’›‹'")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted stretch, marks included; `level` 0 is outermost. `complete` is False where the closing mark is
    missing.
    """

    part: Range
    level: int
    complete: bool = True

    @property
    def inner(self) -> Range | None:
        """The words between the marks; None for an empty pair."""
        end = self.part.end - 1 if self.complete else self.part.end
        return Range(self.part.start + 1, end) if self.part.start + 1 < end else None


def pair(words: Words) -> tuple[Quoted, ...]:
    """All quoted stretches in text order, and sets `words.depth` to how many are open around each word."""
    found: list[Quoted] = []
    stack: list[int] = []
    for index in (i for i, text in enumerate(words.text) if text in MARKS):
        stack = _drop_stale(words, stack, index, found)
        opener = _closes(words, stack, index)
        if opener is not None:
            found.append(Quoted(Range(opener, index + 1), 0))
            del stack[stack.index(opener) :]
        elif _opens(words, index):
            stack = [*stack[1 - DEEPEST :], index]
    _drop_stale(words, stack, len(words.text), found)
    return _levelled(words, found)


def _closes(words: Words, stack: list[int], index: int) -> int | None:
    """The opening mark that the mark at `index` closes, if any."""
    mark = words.text[index]
    if not stack or mark in ALWAYS_OPENING or (_looks_opening(words, index) and not _looks_closing(words, index)):
        return None
    if mark in SINGLE and not _looks_closing(words, index):
        return None
    for opener in reversed(stack):
        if mark in CLOSED_BY[words.text[opener]]:
            return opener
        if mark in SINGLE:
            return None
    return None


def _opens(words: Words, index: int) -> bool:
    mark = words.text[index]
    if mark in ALWAYS_OPENING:
        return not (mark == "‚" and words.blank_after(index))
    return mark not in "”’" and _looks_opening(words, index)


def _looks_opening(words: Words, index: int) -> bool:
    before = words.blank_before(index) or words.text[index - 1] in "([–-/„“»«‚›"
    return before and not words.blank_after(index)


def _looks_closing(words: Words, index: int) -> bool:
    if words.blank_before(index):
        return False
    return words.blank_after(index) or not words.text[index + 1][0].isalnum() or words.text[index] in "“”"


def _drop_stale(words: Words, stack: list[int], index: int, found: list[Quoted]) -> list[int]:
    """The stack without marks that nothing will close; a paragraph that is reopened in the next one ends there."""
    kept: list[int] = []
    for opener in stack:
        end = _paragraph_end(words, opener)
        if end >= index and index < len(words.text):
            kept.append(opener)
        elif index < len(words.text) and index == end and words.text[index] == words.text[opener]:
            found.append(Quoted(Range(opener, end), 0, complete=False))
        elif index < len(words.text) and index - opener < LONGEST and not _reopened(words, opener, index):
            kept.append(opener)
        elif _reopened(words, opener, min(end + 1, len(words.text))):
            found.append(Quoted(Range(opener, end), 0, complete=False))
    return kept


def _reopened(words: Words, opener: int, index: int) -> bool:
    """Whether a paragraph after that of `opener` begins with the same mark before `index`, inclusive."""
    mark = words.text[opener]
    return any(
        words.text[position] == mark and words.paragraph[position] != words.paragraph[position - 1]
        for position in range(opener + 1, min(index + 1, len(words.text)))
    )


def _paragraph_end(words: Words, index: int) -> int:
    """The first position after the paragraph of `index`."""
    return bisect_right(words.paragraph, words.paragraph[index], lo=index)


def _levelled(words: Words, found: list[Quoted]) -> tuple[Quoted, ...]:
    found.sort(key=lambda quoted: (quoted.part.start, -quoted.part.end))
    levelled: list[Quoted] = []
    for quoted in found:
        for position in quoted.part:
            words.depth[position] += 1
        levelled.append(Quoted(quoted.part, words.depth[quoted.part.start] - 1, quoted.complete))
    return tuple(levelled)
