"""When digests are due: pure calendar arithmetic.

An occurrence is a nominal local date, a wall time and a zone. Where the wall time does not exist (clocks go forward) it
moves on by the gap; where it exists twice (clocks go back) the first one counts. The nominal date is the key, so each
weekday asked for has exactly one occurrence per wall time, in every zone and on every day.
"""

from __future__ import annotations

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
