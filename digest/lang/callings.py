"""Walks of life that role nouns tell, one module `<code>_callings.py` per language: what keeps namesakes apart.

A module has `CALLINGS`, from the base of a role noun to its walk of life. Nouns of many walks ("Präsident", "Sprecher",
"Leiter") are in none: they tell nobody apart. Adding a language is adding that file; nothing else names a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

APART = frozenset(
    {
        frozenset(pair.split())
        for pair in (
            "sport politics", "sport science", "sport law", "sport church", "sport health", "sport culture",
            "sport police", "culture politics", "culture church", "culture law", "culture police", "culture health",
            "church politics", "church police", "church law", "police politics", "farming church", "farming law",
        )
    }
)  # fmt: skip
"""Pairs that hardly one person unites at a time; a professor is a minister, a lawyer a deputy often enough."""


@cache
def callings(code: str) -> Mapping[str, str]:
    """The walks of life by base of a role noun, in the language with this ISO 639-1 code; none where it brings none."""
    module = f"digest.lang.{code}_callings"
    if not code.isidentifier() or len(code) != 2 or find_spec(module) is None:
        return {}
    found: Mapping[str, str] = import_module(module).CALLINGS
    return found


def apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether no walk of life of the one goes with any of the other."""
    return bool(one and other) and all(frozenset({a, b}) in APART for a in one for b in other)
