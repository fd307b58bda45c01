"""Names typed in Cyrillic letters as German and English write them: "Путин" is "putin", "Си Цзиньпин" is "xi jinping".

Russian and Ukrainian names are written letter by letter; Chinese ones stand in Russian in the syllables of Palladius,
each of which is one of Pinyin. Which of these a name is, its letters do not tell: all readings are given. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

CYRILLIC = re.compile(r"[\u0400-\u04ff]")

_LETTERS = {
    "а": "a", "б": "b", "в": "w", "г": "g", "д": "d", "е": "e", "ё": "jo", "ж": "sch", "з": "s", "и": "i", "й": "j",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "ju",
    "я": "ja", "і": "i", "ї": "ji", "є": "je", "ґ": "g", "’": "", "'": "",
}  # fmt: skip
"""As German newspapers write Russian names (Duden)."""

_UKRAINIAN = {"и": "y", "г": "h", "й": "j", "щ": "schtsch"}
_ENGLISH = {
    "в": "v", "ж": "zh", "з": "z", "й": "y", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu",
    "я": "ya", "ё": "yo", "ї": "yi", "є": "ye",
}  # fmt: skip

_INITIALS = {
    "": "", "б": "b", "п": "p", "м": "m", "ф": "f", "д": "d", "т": "t", "н": "n", "л": "l", "г": "g", "к": "k",
    "х": "h", "цз": "z", "ц": "c", "с": "s", "чж": "zh", "ч": "ch", "ш": "sh", "ж": "r", "в": "w",
}  # fmt: skip
_FINALS = {
    "а": "a", "ай": "ai", "ань": "an", "ан": "ang", "ао": "ao", "о": "o", "оу": "ou", "э": "e", "эй": "ei", "энь": "en",
    "эн": "eng", "эр": "er", "и": "i", "я": "ia", "ян": "iang", "янь": "ian", "яо": "iao", "е": "ie", "инь": "in",
    "ин": "ing", "ю": "iu", "юн": "iong", "у": "u", "уа": "ua", "уай": "uai", "уань": "uan", "уан": "uang", "уй": "ui",
    "унь": "un", "ун": "ong", "уо": "uo", "юй": "ü", "юань": "üan", "юэ": "üe", "юнь": "ün", "ы": "i",
}  # fmt: skip
_PALATAL = {"z": "j", "c": "q", "s": "x"}
_BARE = {
    "i": "yi", "ia": "ya", "iang": "yang", "ian": "yan", "iao": "yao", "ie": "ye", "in": "yin", "ing": "ying",
    "iu": "you", "iong": "yong", "u": "wu", "ua": "wa", "uai": "wai", "uan": "wan", "uang": "wang", "ui": "wei",
    "un": "wen", "uo": "wo", "ong": "weng", "ü": "yu", "üan": "yuan", "üe": "yue", "ün": "yun",
}  # fmt: skip
_LABIAL = frozenset("bpmfw")


def readings(name: str) -> tuple[str, ...]:
    """How a name with Cyrillic letters can be written in Latin ones, lower case; nothing for other names.

    >>> readings("Си Цзиньпин")[-1]
    'xi jinping'
    >>> readings("Зеленський")[1]
    'selenskyj'
    """
    lower = name.lower()
    if not CYRILLIC.search(lower):
        return ()
    spelt = ["".join(table.get(char, char) for char in lower) for table in _tables()]
    words = [_chinese(word) for word in lower.split()]
    chinese = [" ".join(word for word in words if word)] if all(words) else []
    return tuple(dict.fromkeys([*spelt, *chinese]))


@cache
def _tables() -> tuple[dict[str, str], ...]:
    """Russian and Ukrainian in German, both in English."""
    german, ukrainian = dict(_LETTERS), _LETTERS | _UKRAINIAN
    return german, ukrainian, german | _ENGLISH, ukrainian | _ENGLISH | {"и": "y", "й": "y"}


def _chinese(word: str) -> str:
    """The Pinyin of a word in the syllables of Palladius; empty where it is no such word."""
    table, spelt, at = _syllables(), "", 0
    while at < len(word):
        length = next((size for size in range(7, 0, -1) if word[at : at + size] in table), 0)
        if not length:
            return ""
        spelt += table[word[at : at + length]]
        at += length
    return spelt


@cache
def _syllables() -> dict[str, str]:
    """Pinyin by the syllable in Cyrillic letters."""
    return dict(_spelt()) | {"хуэй": "hui"}


def _spelt() -> Iterator[tuple[str, str]]:
    for (cyrillic, initial), (final_cyrillic, final) in product(_INITIALS.items(), _FINALS.items()):
        yield cyrillic + final_cyrillic, _joined(initial, final, final_cyrillic)


def _joined(initial: str, final: str, final_cyrillic: str) -> str:
    if not initial:
        return _BARE.get(final, final)
    if final_cyrillic == "о":
        return initial + ("o" if initial in _LABIAL else "uo")
    if initial in _PALATAL and final_cyrillic[0] in "ияею":
        initial = _PALATAL[initial]
    if initial in {"j", "q", "x"} or final in {"üan", "üe", "ün"}:
        final = final.replace("ü", "u")
    if initial in {"zh", "ch", "sh", "r"} and final_cyrillic == "и":
        return f"{initial}i"
    return initial + final.replace("ü", "u")
