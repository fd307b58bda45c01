"""When digests are due: pure calendar arithmetic.

An occurrence is a nominal local date, a wall time and a zone. Where the wall time does not exist (clocks go forward) it
moves on by the gap; where it exists twice (clocks go back) the first one counts. The nominal date is the key, so each
weekday asked for has exactly one occurrence per wall time, in every zone and on every day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a channel wants digests: wall times in ascending order, weekdays (Monday 0), and the zone's name."""

    times: tuple[time, ...]
    weekdays: tuple[int, ...]
    zone: str


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One due digest: the instant in UTC, the nominal local date, and which of the day's wall times it is (from 0)."""

    due: datetime
    local_date: date
    ordinal: int


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The words for the days of the week in settings and exports, Monday first."""


def parse_weekdays(text: str) -> tuple[int, ...]:
    """Days of the week, Monday 0, of words such as "mon-fri", "mon,wed,sun", "fri-mon". Raises ValueError otherwise.

    >>> parse_weekdays("fri-mon")
    (0, 4, 5, 6)
    """
    days: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last and last not in WEEKDAYS):
            raise ValueError(f"{part!r} is no weekday or range such as mon-fri")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return tuple(sorted(days))


def parse_time(text: str) -> time:
    """A wall time of hours and minutes. Raises ValueError for anything else.

    >>> parse_time("09:30")
    datetime.time(9, 30)
    """
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII):
        raise ValueError(f"{text!r} is no time of day such as 09:00")
    return time.fromisoformat(text)


def due_at(local_date: date, wall_time: time, zone: str) -> datetime:
    """The instant, in UTC, of this wall time on this nominal date.

    >>> due_at(date(2025, 3, 30), time(2, 30), "Europe/Berlin").isoformat()
    '2025-03-30T01:30:00+00:00'
    """
    # fold=0 takes the offset before the change: in a gap that is the same time moved on by the gap.
    return datetime.combine(local_date, wall_time.replace(fold=0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def occurrences(rhythm: Rhythm, after: datetime, until: datetime) -> Iterator[Occurrence]:
    """All occurrences with `after < due <= until`, ascending. Days a zone skips or repeats still count once each."""
    zone = ZoneInfo(rhythm.zone)
    # No offset and no change of offset is larger than a day, so a day on either side is enough.
    day = after.astimezone(zone).date() - timedelta(days=2)
    last = until.astimezone(zone).date() + timedelta(days=2)
    found: list[Occurrence] = []
    while day <= last:
        if day.weekday() in rhythm.weekdays:
            for ordinal, wall_time in enumerate(rhythm.times):
                due = due_at(day, wall_time, rhythm.zone)
                if after < due <= until:
                    found.append(Occurrence(due, day, ordinal))
        day += timedelta(days=1)
    yield from sorted(found)


def next_occurrence(rhythm: Rhythm, after: datetime) -> Occurrence | None:
    """The first occurrence due after that instant; None when no weekday or no time is asked for."""
    return next(occurrences(rhythm, after, after + timedelta(days=9)), None)
