"""Walks of life of English role nouns, by their base as digest.lang.en_names reads it."""

from __future__ import annotations

_WALKS = {
    "politics": """minister chancellor mayor governor senator lawmaker congressman congresswoman premier councillor
        politician""",
    "sport": "coach player goalkeeper striker driver",
    "culture": "actor actress singer musician composer artist poet",
    "science": "researcher scientist historian physicist chemist biologist",
    "law": "lawyer attorney prosecutor",
    "church": "pope bishop cardinal archbishop priest",
    "police": "detective",
    "health": "doctor surgeon",
    "farming": "farmer",
}

CALLINGS = {base: walk for walk, bases in _WALKS.items() for base in bases.split()}
