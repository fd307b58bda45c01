"""Which digest is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from digest.model import Actor, require_aware
from digest.taste import Taste


class PartOfDay(StrEnum):
    """Which edition of a day it is; `DAY` covers a whole day, `SPAN` several."""

    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"
    DAY = "day"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader is asked to read: stories, voices a story, characters unfolded (about) and of a quote (at most).

    `further` is the most voices folded below a story, `brief` the most headlines in brief, `more` the most stories of
    the second part.
    """

    stories: int = 7
    voices: int = 2
    characters: int = 1800
    quote: int = 220
    further: int = 12
    brief: int = 3
    more: int = 20


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """Which digest: what could first be known in [since, until), for readers in `zone` (IANA name) and `language`.

    `outlets` are ids; none means all. `seen` are statements this channel was shown before. With `explain` the edition
    says why each story and statement stands where it does. `bearers` are the full names among what is followed, folded,
    each with an actor whom the store knows by it. Raises ValueError for naive times.
    """

    date: date
    since: datetime
    until: datetime
    language: str = "de"
    zone: str = "Europe/Berlin"
    outlets: frozenset[str] = frozenset()
    limits: Limits = field(default=Limits())
    taste: Taste = field(default=Taste())
    seen: frozenset[str] = field(default=frozenset(), repr=False)
    explain: bool = False
    bearers: frozenset[tuple[str, Actor]] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "since", require_aware(self.since, "since"))
        object.__setattr__(self, "until", require_aware(self.until, "until"))


SEVERAL_DAYS_H = 30
"""Hours beyond which a digest covers more than a day, and says from when to when."""


def part_of_day(request: DigestRequest) -> PartOfDay:
    """The part of the day at whose end the window ends, for the reader's clock."""
    zone = ZoneInfo(request.zone)
    start, end = request.since.astimezone(zone), request.until.astimezone(zone)
    if (request.until - request.since).total_seconds() > SEVERAL_DAYS_H * 3600:
        return PartOfDay.SPAN
    if (end.hour, end.minute, start.hour, start.minute) == (0, 0, 0, 0):
        return PartOfDay.DAY
    if end.hour < 11:
        return PartOfDay.MORNING
    return PartOfDay.MIDDAY if end.hour < 16 else PartOfDay.EVENING
