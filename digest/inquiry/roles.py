"""Roles in words: which of those that articles give is shown, and whether a word typed tells one. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from digest.errors import BadInput
from digest.lang.naming import Naming, load
from digest.names import fold
from digest.phrases import base, languages
from digest.ports import RoleUse

LONGEST = 60
"""Characters of a role that is shown beside a name; a longer one tells a story of its own."""

_UMLAUT = re.compile("ae|oe|ue")
"""An umlaut typed as two letters ("Praesident")."""

HALF_LIFE = 8
"""Uses of other titles after which one counts half: who left office is soon called by the new one."""


def role_on(uses: Sequence[RoleUse]) -> str:
    """The title that the latest articles use most, the fuller of equals; empty where none is known.

    `uses` are the latest first.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for place, use in enumerate(uses):
        weights[use.title] += 0.5 ** (place / HALF_LIFE) * (1.0 if use.best else 0.8)
    readable = [title for title in weights if len(title) <= LONGEST]
    return max(readable, key=lambda title: (round(weights[title], 3), len(title), title), default="")


def translated(title: str, language: str, name: str, sex: str) -> str:
    """A role from articles of another language in words of this one; empty where the title is no single known word."""
    target = next((naming for naming in namings() if naming.code == base(language)), None)
    if target is None or " " in title:
        return ""
    for naming in namings():
        noun = naming.read_role(title) if naming is not target else None
        if noun is not None:
            known = noun.sex or sex or naming.sex_of_given(name.partition(" ")[0])
            return target.translated_role(noun.title, known)
    return ""


def is_bare(title: str, language: str) -> bool:
    """Whether a title says next to nothing by itself ("leader", "Minister"): one noun with nothing before it."""
    noun = next((naming.read_role(title) for naming in namings() if naming.code == base(language)), None)
    return noun is not None and not noun.prefix


def is_role(word: str) -> bool:
    """Whether a word is one that stands before names: a role noun of any language, a courtesy, a degree."""
    return any(_is_role(naming, word) for naming in namings())


def _is_role(naming: Naming, word: str) -> bool:
    written = {word, word.capitalize(), word.rstrip(".")}
    if written & (naming.courtesies.keys() | naming.degrees):
        return True
    return any(naming.read_role(form) is not None for form in (word.lower(), _UMLAUT.sub(_umlaut, word.lower())))


def _umlaut(letters: re.Match[str]) -> str:
    return {"ae": "ä", "oe": "ö", "ue": "ü"}[letters[0]]


def tells_role(word: str, uses: Sequence[RoleUse]) -> bool:
    """Whether the word is, by its last part, one of the roles given: "Ministerin" tells "Landesumweltminister".

    Also in another language: "mayor" tells "Bürgermeisterin".
    """
    bases = {base_of for naming in namings() if (base_of := _base(naming, word))}
    told = {part for use in uses for part in fold(use.title).split()}
    if fold(word) in told or fold(word) in {fold(one) for use in uses for one in _elsewhere(use.title)}:
        return True
    own = {
        known for naming in namings() for use in uses for part in use.title.split() if (known := _base(naming, part))
    }
    return bool(bases & own)


@lru_cache(maxsize=4096)
def _elsewhere(title: str) -> tuple[str, ...]:
    """The role in words of the other languages."""
    return tuple(word for naming in namings() if (word := translated(title, naming.code, "", "")))


@lru_cache(maxsize=4096)
def _read(code: str, word: str) -> str:
    noun = load(code).read_role(word.lower())
    return noun.base if noun is not None else ""


def _base(naming: Naming, word: str) -> str:
    return _read(naming.code, word.strip(",;.()"))


@lru_cache(maxsize=1)
def namings() -> tuple[Naming, ...]:
    """What the languages bring that have names."""
    found = []
    for code in languages():
        try:
            found.append(load(code))
        except BadInput:  # a language of the interface whose articles are not read
            continue
    return tuple(found)
