"""What somebody talks about: the words that most of his statements share. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from digest.errors import BadInput
from digest.lang.naming import load
from digest.names import fold
from digest.phrases import base
from digest.ports import StemUse
from digest.stories import stem

SHORTEST = 4
"""Letters of a word that can be a subject; shorter ones only in capitals ("EU")."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def subjects(uses: Sequence[StemUse], names: Iterable[str], most: int) -> tuple[tuple[str, int], ...]:
    """Words as they stand in a statement, each with the number of statements that have it, the most frequent first.

    Nouns where the language writes them with a capital; no part of the `names` of people and bodies is one.
    """
    named = {part for name in names for part in fold(name).split()}
    found: dict[str, tuple[str, int]] = {}
    for use in uses:
        word = _word_of(use, named)
        if word and fold(word) not in found and len(found) < most:
            found[fold(word)] = (word, use.statements)
    return tuple(found.values())


def _word_of(use: StemUse, named: Collection[str]) -> str:
    """The first word of the text that has the stem and can be a subject; empty where none can."""
    for word in _WORD.findall(use.text):
        long_enough = len(word) >= SHORTEST or word.isupper()
        capital = word[0].isupper() or not _capitals(base(use.language))
        if long_enough and capital and not word.isdigit() and use.stem in fold(stem(word, use.language)).split():
            return "" if any(part in named for part in fold(word).split()) else word
    return ""


@lru_cache(maxsize=32)
def _capitals(language: str) -> bool:
    """Whether the language writes nouns with a capital."""
    try:
        return load(language).nouns_capitalised
    except BadInput:
        return False
