"""Names written in other scripts, compared across the spellings that languages give them.

A name from Russian, Ukrainian, Arabic or Persian has several spellings in Latin letters ("Selenskyj", "Zelensky";
"Chodorkowski", "Khodorkovsky"; "Raissi", "Raisi"). `skeleton` maps them to one key: consonants only, sounds that German
and English write differently made equal. It is coarse on purpose ("Müller" and "Miller" are equal, too) and says
something only about names that are known to be transliterated.
"""

from __future__ import annotations

import re
from functools import lru_cache

from digest.names import fold

_ARTICLES = re.compile(r"\b(?:al|el|as|ad|ash|asch|an|ar|at|az|bin|ibn|ben)\b[ -]?")
_SOUNDS = (
    ("schtsch", "S"), ("shch", "S"), ("dsch", ""), ("dzh", ""), ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("sh", "S"),
    ("zh", "S"), ("kh", "C"), ("ch", "C"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("ts", "s"), ("tz", "s"), ("x", "ks"),
    ("ff", "v"), ("w", "v"), ("z", "s"), ("q", "k"), ("c", "k"), ("ck", "k"),
)  # fmt: skip
_DROPPED = re.compile(r"[aeiouyjh]")
_DOUBLED = re.compile(r"(.)\1+")
SHORTEST = 3
"""Letters a skeleton needs to say anything: "Xi" and "Li" leave too little."""


@lru_cache(maxsize=16384)
def skeleton(name: str) -> str:
    """The key of a name of one or several words, words in order, articles of Arabic names left out."""
    return " ".join(part for part in map(_word, _ARTICLES.sub("", fold(name)).split()) if part)


def _word(word: str) -> str:
    first = word[:1]
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    return _DROPPED.sub("", _DOUBLED.sub(r"\1", word)) or first


def same_name(one: str, other: str) -> bool:
    """Whether two names can be spellings of one: the same number of words, each with the same skeleton."""
    key = skeleton(one)
    return key == skeleton(other) and len(key.replace(" ", "")) >= SHORTEST
