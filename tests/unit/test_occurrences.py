"""When digests are due."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.occurrences import Rhythm, due_at, next_occurrence, occurrences, parse_weekdays

EVERY_DAY = tuple(range(7))


def rhythm(zone: str, *times: time, weekdays: tuple[int, ...] = EVERY_DAY) -> Rhythm:
    return Rhythm(times, weekdays, zone)


@pytest.mark.parametrize(
    ("day", "wall", "expected"),
    [
        (date(2025, 3, 30), time(2, 30), "2025-03-30T03:30:00+02:00"),
        (date(2025, 10, 26), time(2, 30), "2025-10-26T02:30:00+02:00"),
        (date(2025, 3, 31), time(0, 15), "2025-03-31T00:15:00+02:00"),
    ],
)
def test_clock_changes(day, wall, expected):
    """A wall time in a gap moves on by the gap, and of a doubled one the first counts."""
    assert due_at(day, wall, "Europe/Berlin") == datetime.fromisoformat(expected)


def test_weekdays_wrap_around():
    """A range of weekdays may run over the weekend."""
    assert parse_weekdays("sat-mon,wed") == (0, 2, 5, 6)


def test_next_is_strictly_later():
    """The occurrence that is due now is not the next one."""
    daily = rhythm("Europe/Berlin", time(9))
    due = due_at(date(2025, 5, 9), time(9), "Europe/Berlin")
    assert next_occurrence(daily, due).local_date == date(2025, 5, 10)
    assert next_occurrence(daily, due - timedelta(seconds=1)).local_date == date(2025, 5, 9)


def test_weekdays_and_several_times_a_day():
    """Only the weekdays asked for occur, and each wall time has its own ordinal."""
    weekdays = rhythm("Europe/Berlin", time(9), time(18), weekdays=(0, 4))
    start = datetime(2025, 5, 8, tzinfo=UTC)
    found = [(o.local_date, o.ordinal) for o in occurrences(weekdays, start, start + timedelta(days=7))]
    assert found == [
        (date(2025, 5, 9), 0),
        (date(2025, 5, 9), 1),
        (date(2025, 5, 12), 0),
        (date(2025, 5, 12), 1),
    ]


def test_nothing_asked_for_is_never_due():
    """Without weekdays or times there is no next occurrence."""
    start = datetime(2025, 5, 8, tzinfo=UTC)
    assert next_occurrence(rhythm("UTC"), start) is None
    assert next_occurrence(rhythm("UTC", time(9), weekdays=()), start) is None


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    start=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2037, 1, 1)),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_exactly_one_per_nominal_date(zone, start, minute):
    """Over any stretch, in any zone, every nominal date inside it has exactly one occurrence."""
    after = start.replace(tzinfo=UTC)
    until = after + timedelta(days=20)
    found = [o.local_date for o in occurrences(rhythm(zone, time(minute // 60, minute % 60)), after, until)]
    local = ZoneInfo(zone)
    inner_first = after.astimezone(local).date() + timedelta(days=2)
    inner = [inner_first + timedelta(days=n) for n in range(15)]
    assert len(set(found)) == len(found)
    assert set(inner) <= set(found)


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    cuts=st.lists(st.integers(0, 30 * 24 * 60), min_size=1, max_size=20),
)
def test_intervals_join_without_loss(zone, cuts):
    """Asking for consecutive intervals gives the same occurrences as asking for the whole."""
    whole_rhythm = rhythm(zone, time(2, 30), time(23, 45))
    start = datetime(2025, 3, 15, tzinfo=UTC)
    points = [start, *(start + timedelta(minutes=m) for m in sorted(cuts)), start + timedelta(days=31)]
    pieces = [o for a, b in itertools.pairwise(points) for o in occurrences(whole_rhythm, a, b)]
    assert pieces == list(occurrences(whole_rhythm, points[0], points[-1]))
