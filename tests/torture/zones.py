"""Every zone of the tz database, eleven wall times, two years: one occurrence per nominal date, at the right instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from digest.occurrences import Occurrence, Rhythm, occurrences

WALL_TIMES = tuple(time(*one) for one in (
    (0, 0), (0, 30), (1, 0), (1, 59), (2, 0), (2, 30), (3, 0), (9, 0), (12, 15), (23, 0), (23, 59),
))  # fmt: skip
YEARS = 2025, 2026
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Walked:
    """How much was looked at, and every fault found, in words."""

    zones: int
    occurrences: int
    in_gaps: int
    faults: tuple[str, ...]


def walk(zones: Iterable[str] | None = None) -> Walked:
    """Look at every occurrence in these zones (default: all)."""
    names = sorted(available_timezones() if zones is None else zones)
    first, last = date(YEARS[0], 1, 1), date(YEARS[1], 12, 31)
    nominal = [first + n * DAY for n in range((last - first).days + 1)]
    start, end = (datetime(one.year, one.month, one.day, tzinfo=UTC) for one in (first - 2 * DAY, last + 3 * DAY))
    faults, seen, gaps = [], 0, 0
    for name in names:
        for wall in WALL_TIMES:
            found = list(occurrences(Rhythm((wall,), tuple(range(7)), name), start, end))
            inside = [one for one in found if first <= one.local_date <= last]
            if [one.local_date for one in inside] != nominal:
                faults.append(f"{name} {wall}: not one occurrence per date")
            if any(one.due >= other.due for one, other in pairwise(found)):
                faults.append(f"{name} {wall}: not in order")
            odd = [one for one in inside if not _on_time(one.due, one.local_date, wall, ZoneInfo(name))]
            gaps += len(odd)
            faults += [f"{name} {wall} {one.local_date}: due {one.due}" for one in odd if not _moved(one, wall, name)]
            seen += len(inside)
    return Walked(len(names), seen, gaps, tuple(faults))


def _on_time(due: datetime, day: date, wall: time, zone: ZoneInfo) -> bool:
    """Whether clocks in the zone show the wall time for the first time that day."""
    local = due.astimezone(zone)
    return local.replace(tzinfo=None) == datetime.combine(day, wall) and local.fold == 0


def _moved(one: Occurrence, wall: time, name: str) -> bool:
    """Whether that wall time was skipped and the occurrence moved on by as much as was skipped."""
    zone = ZoneInfo(name)
    due, naive = one.due, datetime.combine(one.local_date, wall)
    skipped = _shown(naive.replace(tzinfo=zone, fold=0), zone) != naive
    before, after = (moment.astimezone(zone).utcoffset() for moment in (due - DAY, due))
    assert before is not None
    assert after is not None
    return skipped and due.astimezone(zone).replace(tzinfo=None) == naive + (after - before)


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
