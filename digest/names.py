"""Names made comparable."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations

from digest.model import Kind

_NO_LETTER = re.compile(r"[^\w]+|_+")
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})


def fold(name: str) -> str:
    """Return `name` without case, accents, punctuation and surplus blanks, for comparing names.

    >>> fold("  Recep Tayyip ERDOĞAN ")
    'recep tayyip erdogan'
    >>> fold("Weißes Haus") == fold("WEISSES-HAUS")
    True
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_SPECIAL))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_NO_LETTER.sub(" ", letters).split())


def bears(name: str, words: str) -> bool:
    """Whether somebody of this name is meant by folded words: one word of the name, or several that stand there side by
    side. Half of what a hyphen joins is one word of it, but does not go with another one: that would be somebody else.

    >>> [bears("Karl Berg-Meier", words) for words in ("karl berg meier", "meier", "karl berg", "karl m")]
    [True, True, False, False]
    """
    if " " not in words:
        return words in fold(name).split()
    parts = [folded for part in name.split() if (folded := fold(part))]
    return any(words == " ".join(parts[first:last]) for first, last in combinations(range(len(parts) + 1), 2))


def unlisted_id(kind: Kind, name: str) -> str:
    """The id of an actor the gazetteer does not list. Names equal after folding give the same id."""
    return f"{kind.value}:{fold(name).replace(' ', '-')}"
