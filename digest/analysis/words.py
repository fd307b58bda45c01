"""A document as the rules read it: plain lists of words, without blanks, cut into sentences and paragraphs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from spacy.attrs import SENT_START
from spacy.tokens import Doc

from digest.analysis.sentences import tokens_of
from digest.lang import Language
from digest.lang.lexicon import NO_VERB, VerbEntry
from digest.model import Span

FINAL_MARKS = frozenset(".!?…")


@dataclass(slots=True)
class Words:
    """The words of one text. All positions in the rules are indices into these lists; ranges are half-open.

    `verb` is what each word can be as a verb (NO_VERB for capitalised words inside a sentence), `depth` how many
    quotations are open around it (the marks themselves count as inside).
    """

    language: Language
    body: str
    text: list[str]
    low: list[str]
    start: list[int]
    end: list[int]
    verb: list[VerbEntry]
    paragraph: list[int]
    sentences: list[Range]
    depth: list[int]

    def span(self, part: Range) -> Span:
        """The code points under the words of `part`."""
        return Span(self.start[part.start], self.end[part.end - 1])

    def words(self, part: Range) -> str:
        """The text under `part`, for messages and tests."""
        return self.body[self.start[part.start] : self.end[part.end - 1]]

    def sentence_of(self, index: int) -> int:
        """The number of the sentence that the word stands in."""
        return bisect_right(self.sentences, index, key=lambda part: part.start) - 1

    def blank_before(self, index: int) -> bool:
        """Whether white space or the beginning of the text stands before the word."""
        return self.start[index] == 0 or self.body[self.start[index] - 1].isspace()

    def blank_after(self, index: int) -> bool:
        """Whether white space or the end of the text stands after the word."""
        return self.end[index] >= len(self.body) or self.body[self.end[index]].isspace()


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Half-open range of word positions, start < end."""

    start: int
    end: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.start, self.end))

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Range) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Range) -> bool:
        """Whether the two share a word."""
        return self.start < other.end and other.start < self.end


def read(doc: Doc, language: Language) -> Words:
    """The words of `doc`, whose sentence starts are set."""
    tokens = tokens_of(doc)
    offsets, texts = tokens.offsets, tokens.texts
    words = Words(language, tokens.text, [], [], [], [], [], [], [], [])
    starts = doc.to_array([SENT_START]).astype(np.int64).ravel().tolist() if texts else []
    paragraph, begin = 0, 0
    for index, text in enumerate(texts):
        if starts[index] == 1 and len(words.text) > begin:
            words.sentences.append(Range(begin, len(words.text)))
            begin = len(words.text)
        if text.isspace():
            paragraph += "\n" in text and (index + 1 >= len(texts) or starts[index + 1] == 1)
            continue
        _append(words, text, offsets[index], paragraph, opens=len(words.text) == begin)
    if len(words.text) > begin:
        words.sentences.append(Range(begin, len(words.text)))
    words.depth = [0] * len(words.text)
    return words


def _append(words: Words, text: str, offset: int, paragraph: int, *, opens: bool) -> None:
    low = text.lower()
    words.text.append(text)
    words.low.append(low if len(low) == len(text) else text)
    words.start.append(offset)
    words.end.append(offset + len(text))
    words.paragraph.append(paragraph)
    entry = words.language.verbs.get(low, NO_VERB)
    words.verb.append(entry if text[0].islower() or (entry.auxiliary and (opens or _after_mark(words))) else NO_VERB)


def _after_mark(words: Words) -> bool:
    """Whether the word just added stands after an opening mark or a colon, where a capital says nothing."""
    return len(words.text) > 1 and words.text[-2] in "„“»«\"':‚›("


def without_final_marks(words: Words, part: Range) -> Range | None:
    """`part` without full stop and the like at its end; None when nothing else is in it."""
    end = part.end
    while end > part.start and words.text[end - 1] in FINAL_MARKS:
        end -= 1
    return Range(part.start, end) if end > part.start else None
