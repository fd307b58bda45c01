"""Quotations in tokens of their article: the form in which what was found is compared with gold."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from digest.model import Analysis, Article, Mode, Party, Span

Slot = Literal["content", "addressee", "cue", "frame", "speaker"]
SLOTS: tuple[Slot, ...] = get_args(Slot)
"""What is compared of a quotation, word by word."""
ROLES: tuple[Slot, ...] = SLOTS[1:]

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, in order and disjoint."""

    text: str
    spans: tuple[Span, ...]

    def under(self, spans: Iterable[Span]) -> frozenset[int]:
        """Indexes of the tokens that overlap any of the spans."""
        found: set[int] = set()
        for span in spans:
            first = bisect_right(self.spans, span.start, key=lambda token: token.end)
            found.update(range(first, bisect_left(self.spans, span.end, key=lambda token: token.start)))
        return frozenset(found)

    def runs(self, indexes: Iterable[int]) -> tuple[Span, ...]:
        """The code points of these tokens; adjacent tokens make one span."""
        runs: list[list[int]] = []
        for index in sorted(indexes):
            if runs and index == runs[-1][1] + 1:
                runs[-1][1] = index
            else:
                runs.append([index, index])
        return tuple(Span(self.spans[first].start, self.spans[last].end) for first, last in runs)

    def words(self, indexes: Iterable[int]) -> str:
        """The wording of these tokens, with " … " where something is left out."""
        return " … ".join(" ".join(span.of(self.text).split()) for span in self.runs(indexes))


def tokens_of(text: str) -> Tokens:
    """Words and single punctuation marks, for gold that comes without tokens."""
    return Tokens(text, tuple(Span(*match.span()) for match in _TOKEN.finditer(text)))


@dataclass(frozen=True, slots=True)
class Marks:
    """A quotation as token indexes. `actors` are the names behind the speaker."""

    mode: Mode
    content: frozenset[int]
    speaker: frozenset[int] = frozenset()
    cue: frozenset[int] = frozenset()
    frame: frozenset[int] = frozenset()
    addressee: frozenset[int] = frozenset()
    actors: tuple[str, ...] = ()
    confidence: float = 1.0

    def slot(self, name: Slot) -> frozenset[int]:
        """The tokens of one slot."""
        found: frozenset[int] = getattr(self, name)
        return found


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with its annotated quotations."""

    article: Article
    tokens: Tokens
    quotations: tuple[Marks, ...]


def found_marks(analysis: Analysis, tokens: Tokens) -> tuple[Marks, ...]:
    """The quotations of an analysis. One whose content covers no token (mere punctuation) is left out."""
    names = {actor.id: actor.name for actor in analysis.actors}

    def party(who: Party | None) -> frozenset[int]:
        return tokens.under([who.span]) if who is not None and who.span is not None else frozenset()

    marks = (
        Marks(
            mode=quotation.mode,
            content=tokens.under(quotation.content),
            speaker=party(quotation.speaker),
            cue=tokens.under(quotation.cue),
            frame=tokens.under(quotation.frame),
            addressee=party(quotation.addressee),
            actors=tuple(names[actor] for actor in quotation.speaker.actors if actor in names),
            confidence=quotation.confidence,
        )
        for quotation in analysis.quotations
    )
    return tuple(mark for mark in marks if mark.content)


def spans_of(pairs: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    """Spans of [start, end] pairs."""
    return tuple(Span(start, end) for start, end in pairs)
