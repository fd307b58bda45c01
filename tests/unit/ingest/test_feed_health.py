"""When feeds are fetched, and what becomes of those that fail or move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import BrokenFeed, FetchFailed
from digest.ingest import feed_health as health
from digest.looks import FeedState
from digest.ports import Response

NOW = datetime(2025, 5, 9, 8, 0, tzinfo=UTC)
URL = "http://zeitung.example/rss"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FLOOR_S = 900.0


def answer(status: int = 200, moved_to: str = "", **headers: str) -> Response:
    return Response(URL, status, {name.replace("_", "-"): value for name, value in headers.items()}, b"", moved_to)


def read(
    state: FeedState,
    now: datetime,
    *,
    new: int = 0,
    gap: timedelta | None = None,
    rest_s: float = 0,
    moved_to: str = "",
) -> FeedState:
    news = health.News(new, None, None if gap is None else gap.total_seconds(), rest_s)
    return health.after_reading(state, answer(moved_to=moved_to), "hash", news, now, FLOOR_S)


def failed(state: FeedState, now: datetime, reason: str = "http_500", asked_s: float | None = None) -> FeedState:
    return health.after_failure(state, FetchFailed(URL, reason, "", asked_s), now, FLOOR_S)


def interval(state: FeedState, now: datetime) -> timedelta:
    assert state.due_at is not None
    return state.due_at - now


@given(
    st.timedeltas(timedelta(), timedelta(days=400)),
    st.timedeltas(timedelta(), timedelta(days=90)),
    st.floats(0, 1e6),
    st.integers(0, 9),
)
def test_an_interval_lies_between_a_quarter_of_an_hour_and_a_day(
    gap: timedelta, silence: timedelta, rest_s: float, new: int
) -> None:
    """Whatever a feed's rhythm, silence and wishes, it is asked no sooner than the floor and no later than a day."""
    state = FeedState(URL, succeeded_at=NOW - silence, changed_at=NOW - silence)
    state = health.after_reading(
        state, answer(), "h", health.News(new, None, gap.total_seconds(), rest_s), NOW, FLOOR_S
    )
    assert 15 * MINUTE <= interval(state, NOW) <= DAY
    later = health.after_nothing_new(state, answer(304), NOW + HOUR, FLOOR_S)
    assert 15 * MINUTE <= interval(later, NOW + HOUR) <= DAY


def test_a_busy_feed_is_asked_often_and_a_quiet_one_seldom() -> None:
    """Half the gap between entries; silence makes the interval longer, something new makes it short again."""
    busy = read(FeedState(URL), NOW, new=20, gap=5 * MINUTE)
    weekly = read(FeedState(URL), NOW, new=20, gap=7 * DAY)
    assert interval(busy, NOW) < 17 * MINUTE
    assert interval(weekly, NOW) > 20 * HOUR
    night = health.after_nothing_new(busy, answer(304), NOW + 8 * HOUR, FLOOR_S)
    assert HOUR <= interval(night, NOW + 8 * HOUR) < 70 * MINUTE
    morning = read(night, NOW + 9 * HOUR, new=1, gap=5 * MINUTE)
    assert interval(morning, NOW + 9 * HOUR) < 17 * MINUTE


def test_a_feed_without_dates_is_known_by_what_is_seen() -> None:
    """The gap is then the time in which so many entries came."""
    state = read(FeedState(URL), NOW, new=10)
    state = read(state, NOW + 8 * HOUR, new=2)
    assert state.gap_s == 4 * 3600
    assert interval(state, NOW + 8 * HOUR) >= 2 * HOUR


def test_a_wished_rest_counts_up_to_an_hour() -> None:
    """`ttl` makes the interval longer within reason and never shorter than the floor."""
    news = health.news_of(1, [NOW], 86_400, NOW)
    assert news.rest_s == 3600
    assert HOUR <= interval(read(FeedState(URL), NOW, new=1, gap=MINUTE, rest_s=news.rest_s), NOW) < 70 * MINUTE
    assert interval(read(FeedState(URL), NOW, new=1, gap=MINUTE, rest_s=60), NOW) >= 15 * MINUTE


def test_feeds_are_spread() -> None:
    """Feeds fetched at the same moment are not due at the same moment, and the same feed always alike."""
    due = [read(FeedState(f"{URL}/{n}"), NOW, new=1, gap=HOUR).due_at for n in range(50)]
    assert len(set(due)) == 50
    assert due == [read(FeedState(f"{URL}/{n}"), NOW, new=1, gap=HOUR).due_at for n in range(50)]


def test_the_rhythm_is_told_by_the_latest_dates() -> None:
    """Old entries, dates to come and missing ones do not count."""
    dates = [NOW - n * HOUR for n in range(30)] + [NOW + DAY, None]
    assert health.news_of(3, dates, 0, NOW) == health.News(3, NOW, 3600.0, 0)
    assert health.news_of(0, [NOW], 0, NOW).gap_s is None


def test_failures_wait_an_hour_doubling_to_a_week() -> None:
    """Nothing in a row is asked sooner than the wait; a success forgets it all."""
    state, now, waits = FeedState(URL, succeeded_at=NOW), NOW, []
    for _ in range(10):
        state = failed(state, now, "timeout")
        assert state.not_before is not None
        assert state.due_at == state.not_before
        assert not health.is_due(state, state.not_before - MINUTE)
        assert health.is_due(state, state.not_before)
        waits.append(state.not_before - now)
        now = state.not_before
    assert waits == [HOUR * 2**n for n in range(8)] + [7 * DAY] * 2
    well = health.after_nothing_new(state, answer(304), now, FLOOR_S)
    assert (well.failures, well.not_before, well.error, well.told_at) == (0, None, None, None)


def test_a_broken_feed_fails_like_a_dead_one() -> None:
    """What is no feed is not asked for every quarter of an hour."""
    state = health.after_failure(FeedState(URL), BrokenFeed("this is a web page"), NOW, FLOOR_S)
    assert (state.failures, state.not_before, state.error) == (1, NOW + HOUR, "this is a web page")


def test_a_wait_the_host_asks_for_is_kept_to_the_second() -> None:
    """Retry-After counts as it is; when it never ends, the longer of both waits counts."""
    state = failed(FeedState(URL), NOW, "http_429", 600)
    assert state.not_before == NOW + timedelta(seconds=600)
    state = replace(state, failures=5)
    assert failed(state, NOW, "http_503", 600).not_before == NOW + 32 * HOUR
    assert failed(state, NOW, "http_503", 5e5).not_before == NOW + timedelta(seconds=5e5)


@pytest.mark.parametrize("reason", ["offline", "closed", "retry_after"])
def test_what_is_not_the_feed_s_fault_is_not_counted(reason: str) -> None:
    """No network here, the end of the program, a host that was not asked: the feed is as well as before."""
    state = failed(FeedState(URL, failures=2, etag='"1"'), NOW, reason, 300 if reason == "retry_after" else None)
    assert (state.failures, state.etag) == (2, '"1"')
    assert not health.to_be_told(state)
    assert (state.not_before is not None) == (reason == "retry_after")


def test_410_ends_it_at_once_until_it_works_again() -> None:
    """A feed that is gone is never due; asked by name it may come back."""
    state = failed(FeedState(URL), NOW, "http_410")
    assert state.gone
    assert health.to_be_told(state)
    assert not health.is_due(state, NOW + 400 * DAY)
    assert health.is_due(read(state, NOW, new=1), NOW + 2 * DAY)


def test_an_owner_is_told_once() -> None:
    """After the third failure in a row, and again only after it has worked in between."""
    state, told = FeedState(URL), []
    for number in range(6):
        state = failed(state, NOW + number * DAY)
        if health.to_be_told(state):
            told.append(number)
            state = replace(state, told_at=NOW)
    assert told == [2]
    state = read(state, NOW + 7 * DAY, new=1)
    assert not health.to_be_told(state)


def test_a_permanent_redirect_counts_after_seven_days_of_the_same() -> None:
    """Until then the old address is asked; another target, or none, begins anew."""
    new, other = "http://neu.example/rss", "http://anders.example/rss"
    state = read(FeedState(URL), NOW, moved_to=new)
    for day in range(7):
        assert health.address_of(state) == URL
        state = health.after_nothing_new(state, answer(304, new), NOW + day * DAY, FLOOR_S)
    turned = read(state, NOW + 7 * DAY - HOUR, moved_to=other)
    assert (turned.moved_to, turned.moved_since) == (other, NOW + 7 * DAY - HOUR)
    assert read(state, NOW + 7 * DAY - HOUR).moved_to is None
    moved = read(state, NOW + 7 * DAY, moved_to=new)
    assert (health.address_of(moved), moved.url, moved.moved_to) == (new, URL, None)


def test_https_counts_at_once() -> None:
    """The same address by https is the same feed; another path is not."""
    assert (
        health.address_of(read(FeedState(URL), NOW, moved_to="https://zeitung.example/rss"))
        == "https://zeitung.example/rss"
    )
    assert health.address_of(read(FeedState(URL), NOW, moved_to="https://zeitung.example/feed")) == URL
    assert (
        health.address_of(read(FeedState("https://a.example/"), NOW, moved_to="http://a.example/"))
        == "https://a.example/"
    )


@pytest.mark.parametrize("reason", ["http_404", "http_410", "dns"])
def test_an_address_that_dies_is_given_up_for_the_listed_one(reason: str) -> None:
    """A feed that moved is not lost with its new address: the one it was listed with is tried again."""
    state = FeedState(URL, address="http://neu.example/rss")
    assert health.address_of(failed(state, NOW, "timeout")) == "http://neu.example/rss"
    after = failed(state, NOW, reason)
    assert (health.address_of(after), after.gone) == (URL, False)


def test_validators_are_kept_verbatim_and_survive_304() -> None:
    """A 304 without headers does not forget them, one with new ones replaces them, a full answer always does."""
    state = health.after_reading(
        FeedState(URL), answer(etag='W/"a"', last_modified="Fri"), "h", health.News(1, None, None), NOW, FLOOR_S
    )
    same = health.after_nothing_new(state, answer(304), NOW, FLOOR_S)
    assert (same.etag, same.last_modified, same.body_hash) == ('W/"a"', "Fri", "h")
    assert health.after_nothing_new(state, answer(304, etag="b"), NOW, FLOOR_S).etag == "b"
    assert read(state, NOW).etag is None
    assert failed(state, NOW).etag == 'W/"a"'
