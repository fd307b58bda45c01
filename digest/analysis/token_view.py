"""The tokens of a document as plain lists, read once, for rules that look at words and their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spacy.attrs import SENT_START
from spacy.tokens import Doc

from digest.model import Span
from digest.names import fold

OPENING_QUOTES = frozenset("„»“\"‚‘'«‹›”")
_OPENERS = OPENING_QUOTES | frozenset("([-–—•*:")

_KEPT = "wortlaut_view"
"""Where a document keeps its view for the next component."""

folded = lru_cache(maxsize=65536)(fold)
"""`digest.names.fold`, remembered: the same words come again and again."""


@dataclass(frozen=True, slots=True)
class TokenView:
    """Words with their offsets. `opening[i]`: a capital may be due to the place alone (start of a sentence)."""

    text: str
    words: tuple[str, ...]
    offsets: tuple[int, ...]
    opening: tuple[bool, ...]
    sentence: tuple[int, ...]
    """Number of the sentence each token stands in."""

    def __len__(self) -> int:
        return len(self.words)

    def word(self, index: int) -> str:
        """The token, or an empty string outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def end(self, index: int) -> int:
        """Offset behind the token."""
        return self.offsets[index] + len(self.words[index])

    def span(self, start: int, end: int) -> Span:
        """The code points of the tokens start..end-1."""
        return Span(self.offsets[start], self.end(end - 1))

    def piece(self, start: int, end: int) -> str:
        """The text of the tokens start..end-1."""
        return self.text[self.offsets[start] : self.end(end - 1)]

    def is_name_like(self, index: int) -> bool:
        """Whether the token begins with a capital letter."""
        word = self.word(index)
        return word[:1].isupper()


def view(doc: Doc) -> TokenView:
    """The view of `doc`, read once as long as its sentences stay; without sentence starts the text is one sentence."""
    starts = doc.to_array([SENT_START]).tobytes()
    kept: tuple[bytes, TokenView] | None = doc.user_data.get(_KEPT)
    if kept is None or kept[0] != starts:
        kept = doc.user_data[_KEPT] = (starts, _read(doc))
    return kept[1]


def _read(doc: Doc) -> TokenView:
    words: list[str] = []
    offsets: list[int] = []
    opening: list[bool] = []
    sentence: list[int] = []
    number, at_opening = 0, True
    for token in doc:
        word, start = token.text, bool(token.is_sent_start)
        words.append(word)
        offsets.append(token.idx)
        number += start and bool(sentence)
        opens = start or at_opening
        opening.append(opens)
        sentence.append(number)
        at_opening = word in _OPENERS or word.isspace() or (opens and not word[:1].isalnum())
    return TokenView(doc.text, tuple(words), tuple(offsets), tuple(opening), tuple(sentence))
