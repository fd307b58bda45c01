"""The weekly summary: figures of seven days, and who was heard for the first time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from digest.model import Actor, Kind
from digest.taste import Pictures
from digest.windows import Roundup, SpokenOf

QUOTED, PAIRS, STORIES, NEWCOMERS = 8, 5, 5, 4
"""Lines of each part that are shown."""

FEW_NEWCOMERS = 1 / 3
"""Share of those quoted most up to which being heard for the first time is news; where nothing older is stored nobody
is new.
"""


SIDE = 6
"""Speakers, and those they speak about, that a table of who spoke about whom has."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Who spoke about whom as a table: how many statements of each speaker (a row each) are about whom."""

    speakers: tuple[Actor, ...]
    about: tuple[Actor, ...]
    statements: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """A summary for readers in `zone` (IANA name) and `language`; `newcomers` are people heard for the first time.

    `pictures` says how it is drawn where pictures can be shown.
    """

    roundup: Roundup
    language: str
    zone: str
    newcomers: tuple[Actor, ...] = ()
    crossing: Crossing = Crossing((), ())
    pictures: Pictures = Pictures.OFF


def sides(pairs: Sequence[SpokenOf]) -> Crossing:
    """The table's sides, still without numbers: those who spoke most about others, and those most spoken about."""
    actors = {actor.id: actor for pair in pairs for actor in (pair.speaker, pair.about)}
    speaking: Counter[str] = Counter()
    for pair in pairs:
        speaking[pair.speaker.id] += pair.statements
    speakers = _most(speaking, actors)
    spoken_of: Counter[str] = Counter()
    for pair in pairs:
        if pair.speaker in speakers:
            spoken_of[pair.about.id] += pair.statements
    return Crossing(speakers, _most(spoken_of, actors))


def _most(counted: Counter[str], actors: Mapping[str, Actor]) -> tuple[Actor, ...]:
    ordered = sorted(counted, key=lambda one: (-counted[one], actors[one].name, one))
    return tuple(actors[one] for one in ordered[:SIDE])


def ranked(roundup: Roundup) -> Roundup:
    """The roundup with those first, of those quoted equally often, whom more outlets quote."""
    quoted = sorted(roundup.quoted, key=lambda one: (-one.statements, -one.outlets, one.actor.name, one.actor.id))
    return replace(roundup, quoted=tuple(quoted))


def newcomers(roundup: Roundup, unheard: frozenset[str]) -> tuple[Actor, ...]:
    """The people among those quoted who were not heard before, most quoted first; none where nearly all are new."""
    people = [one.actor for one in roundup.quoted if one.actor.kind is Kind.PERSON]
    fresh = [actor for actor in people if actor.id in unheard]
    return tuple(fresh[:NEWCOMERS]) if len(fresh) <= FEW_NEWCOMERS * len(people) else ()
