"""Text -> words -> pieces, with exact code-point offsets.

A word is a run of letters and digits with what binds it (marks, soft hyphens, inner hyphens), or one other character.
The sub-word tokeniser sees the whole text; each word keeps the first and the last piece that touches it. Stretches
without white space that are longer than any word of a language (keys, base64, walls of brackets) are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]

_BINDING = "\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufe0e\ufe0f"
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)+(?!\w)|\w[\w{_BINDING}]*(?:[-\u2010\u2011]\w[\w{_BINDING}]*)*|\S",
)
_UNREADABLE = re.compile(r"\S{257,}")
"""No word of a European language is nearly as long; addresses and keys are."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text. `starts` and `ends` are code points; `first` and `last` are indexes into `pieces`."""

    starts: Ints
    ends: Ints
    pieces: Ints
    first: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.starts)


def readable(text: str) -> str:
    """`text` with the same length, unreadable stretches blanked and unpaired surrogates replaced."""
    return _UNREADABLE.sub(lambda match: " " * len(match.group()), _SURROGATE.sub("\ufffd", text))


def word_spans(text: str) -> list[tuple[int, int]]:
    """Half-open code-point spans of the words of a readable text."""
    return [match.span() for match in _WORD.finditer(text)]


_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_INK = re.compile(r"\S")
PROSE = 0.6
"""Share of Latin letters in what is no white space, below which a stretch is no prose the network could read: news has
.95, tables and binary rubbish less than half.
"""


FEWEST_DIFFERENT = 8
"""Different words without which a long stretch says nothing; the barest repeated sentence has more."""

LONG = 64
"""Words of a long stretch."""


def is_prose(text: str) -> bool:
    """Whether a stretch of text looks like sentences in Latin script, and not like the same few words for ever."""
    if len(_LATIN.findall(text)) < PROSE * len(_INK.findall(text)):
        return False
    words = text.split()
    return len(words) < LONG or len(set(words)) >= FEWEST_DIFFERENT


class WordReader:
    """Reads words and pieces with the tokeniser of the weights."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, path: Path) -> WordReader:
        """Read the tokeniser file. Raises OSError or an exception of `tokenizers` where it is no such file."""
        return cls(Tokenizer.from_str(path.read_text(encoding="utf-8")))

    def read(self, text: str) -> Words:
        """The words of any text; none for one without readable characters."""
        clean = readable(text)
        spans = word_spans(clean)
        encoding = self._tokenizer.encode(clean, add_special_tokens=False)
        if not spans or not encoding.ids:
            return _none()
        bounds = np.asarray(spans, np.int64)
        return _aligned(bounds[:, 0], bounds[:, 1], encoding.ids, encoding.offsets)


def _none() -> Words:
    empty = np.zeros(0, np.int64)
    return Words(empty, empty, empty, empty, empty)


def _aligned(starts: Ints, ends: Ints, ids: Sequence[int], offsets: Sequence[tuple[int, int]]) -> Words:
    pieces = np.asarray(ids, np.int64)
    bounds = np.asarray(offsets, np.int64)
    piece_starts = np.maximum.accumulate(bounds[:, 0])
    piece_ends = np.maximum.accumulate(bounds[:, 1])
    limit = len(pieces) - 1
    first = np.minimum(np.searchsorted(piece_ends, starts, side="right"), limit)
    last = np.searchsorted(piece_starts, ends, side="left") - 1
    return Words(starts, ends, pieces, first, np.clip(last, first, limit))
