"""The weekly summary: figures of seven days, and who was heard for the first time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from digest.model import Actor, Kind
from digest.windows import Roundup

QUOTED, PAIRS, STORIES, NEWCOMERS = 8, 5, 5, 4
"""Lines of each part that are shown."""

FEW_NEWCOMERS = 1 / 3
"""Share of those quoted most up to which being heard for the first time is news; where nothing older is stored nobody
is new.
"""


@dataclass(frozen=True, slots=True)
class Week:
    """A summary for readers in `zone` (IANA name) and `language`; `newcomers` are people heard for the first time."""

    roundup: Roundup
    language: str
    zone: str
    newcomers: tuple[Actor, ...] = ()


def ranked(roundup: Roundup) -> Roundup:
    """The roundup with those first, of those quoted equally often, whom more outlets quote."""
    quoted = sorted(roundup.quoted, key=lambda one: (-one.statements, -one.outlets, one.actor.name, one.actor.id))
    return replace(roundup, quoted=tuple(quoted))


def newcomers(roundup: Roundup, unheard: frozenset[str]) -> tuple[Actor, ...]:
    """The people among those quoted who were not heard before, most quoted first; none where nearly all are new."""
    people = [one.actor for one in roundup.quoted if one.actor.kind is Kind.PERSON]
    fresh = [actor for actor in people if actor.id in unheard]
    return tuple(fresh[:NEWCOMERS]) if len(fresh) <= FEW_NEWCOMERS * len(people) else ()
