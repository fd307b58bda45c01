"""What a channel wants of its digests beyond when they come: filters, weekends, what to do when nothing is new.

Names, topics and words are kept as people typed them and compared folded or by stems; an empty list asks for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

LONGEST_LIST, LONGEST_WORD = 40, 60
"""Entries of one list, and characters of one entry; what is beyond is left out."""


class Weekend(StrEnum):
    """What a channel gets on Saturdays and Sundays: the same, or one short edition a day."""

    SAME = "same"
    SHORT = "short"


class WhenEmpty(StrEnum):
    """What a channel gets when nothing new was said: a line, a line without sound, or nothing."""

    LINE = "line"
    SILENT = "silent"
    SKIP = "skip"


class Pictures(StrEnum):
    """Which pictures a channel gets with the summary of the week."""

    LIGHT = "light"
    DARK = "dark"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Taste:
    """A channel's filters and wishes.

    `actors` (names) and `topics`: if any is given, only statements by or about these actors or on these topics.
    `without`: nothing in whose headline or statement one of these words stands. `outlets`: only these (names or ids).
    `languages`: articles in these only. `independent`: a story needs so many independent texts to be shown.
    `follows` (names or topics) are put forward, and shown beside `actors`, `topics` and `independent`. `weekly` is the
    weekday (Monday 0) whose last edition sums up the week, drawn as `pictures` says.
    """

    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    independent: int = 1
    follows: tuple[str, ...] = ()
    weekend: Weekend = Weekend.SAME
    empty: WhenEmpty = WhenEmpty.LINE
    weekly: int | None = None
    pictures: Pictures = Pictures.LIGHT

    @property
    def filters(self) -> bool:
        """Whether anything is left out."""
        lists = self.actors + self.topics + self.without + self.outlets + self.languages
        return bool(lists) or self.independent > 1


LISTS = tuple(field.name for field in fields(Taste) if field.type == "tuple[str, ...]")
"""The fields that are lists of words."""


def taste_text(taste: Taste) -> str:
    """The taste as compact JSON, what is as usual left out.

    >>> taste_text(Taste(without=("Fußball",)))
    '{"without":["Fußball"]}'
    """
    usual = Taste()
    told: dict[str, Any] = {}
    for field in fields(Taste):
        value = getattr(taste, field.name)
        if value != getattr(usual, field.name):
            told[field.name] = list(value) if isinstance(value, tuple) else value
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def taste_of(text: str) -> Taste:
    """The taste of `taste_text`; what cannot be understood is as usual.

    >>> taste_of('{"independent":2,"weekend":"short","unknown":1}') == Taste(independent=2, weekend=Weekend.SHORT)
    True
    """
    try:
        told = json.loads(text)
    except ValueError:
        return Taste()
    return _read(told) if isinstance(told, dict) else Taste()


def _read(told: Mapping[str, Any]) -> Taste:
    lists = {name: _words(told.get(name)) for name in LISTS}
    independent, weekly = told.get("independent"), told.get("weekly")
    return Taste(
        **lists,
        independent=independent if isinstance(independent, int) and 1 <= independent <= 99 else 1,
        weekend=Weekend(told["weekend"]) if told.get("weekend") in set(Weekend) else Weekend.SAME,
        empty=WhenEmpty(told["empty"]) if told.get("empty") in set(WhenEmpty) else WhenEmpty.LINE,
        weekly=weekly if isinstance(weekly, int) and 0 <= weekly <= 6 else None,
        pictures=Pictures(told["pictures"]) if told.get("pictures") in set(Pictures) else Pictures.LIGHT,
    )


def _words(value: object) -> tuple[str, ...]:
    given = value if isinstance(value, list) else []
    return tuple(word[:LONGEST_WORD] for word in given if isinstance(word, str) and word.strip())[:LONGEST_LIST]
