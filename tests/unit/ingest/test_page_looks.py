"""When pages are looked at, and again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.errors import FetchFailed
from digest.ingest import page_looks as looks
from digest.looks import PageState
from digest.model import Entry
from digest.ports import Response

NOW = datetime(2025, 5, 9, 8, 0, tzinfo=UTC)
URL = "https://zeitung.example/a"
HOUR = timedelta(hours=1)
ENTRY = Entry("https://zeitung.example/rss", "1", "Titel", URL, NOW, "Anriss")
CHANGED = replace(ENTRY, teaser="Anriss, berichtigt")


def page(status: int = 200, **headers: str) -> Response:
    return Response(URL, status, {name.replace("_", "-"): value for name, value in headers.items()}, b"")


def first() -> PageState:
    return looks.first_look(URL, ENTRY, NOW)


def test_a_new_page_is_due_at_once() -> None:
    """The first look names the entry that led there."""
    assert (first().due_at, first().looks, first().feed, first().guid) == (NOW, 0, ENTRY.feed, "1")


def test_a_page_with_validators_is_looked_at_three_times_more() -> None:
    """After 1 h, 6 h and 24 h, counted from the first look however late the others are, and never after."""
    state, moment, seen = looks.looked(first(), page(etag='"1"'), NOW), NOW, []
    while state.due_at is not None:
        seen.append(state.due_at - NOW)
        moment = state.due_at + timedelta(minutes=20)
        state = looks.looked(state, page(304), moment)
        assert state.etag == '"1"'
    assert seen == [HOUR, 6 * HOUR, 24 * HOUR]
    assert (state.looks, state.read_at) == (4, NOW)


def test_a_page_without_validators_is_looked_at_again_when_the_feed_says_so() -> None:
    """Nothing is planned until title, teaser or dates move; then the next of the three times counts, once."""
    state = looks.looked(first(), page(), NOW)
    assert state.due_at is None
    assert looks.hinted(state, ENTRY, NOW + HOUR) == state
    moved = looks.hinted(state, CHANGED, NOW + 2 * HOUR)
    assert (moved.due_at, moved.moved) == (NOW + 6 * HOUR, True)
    again = looks.looked(moved, page(), NOW + 6 * HOUR)
    assert (again.due_at, again.moved) == (None, False)
    assert looks.hinted(again, CHANGED, NOW + 7 * HOUR) == again
    assert looks.hinted(again, ENTRY, NOW + 25 * HOUR).due_at is None


@pytest.mark.parametrize("field", ["title", "teaser", "published_at", "modified_at"])
def test_every_part_of_an_entry_is_a_hint(field: str) -> None:
    """A changed title, teaser or date makes the feed say something else of the page; a new guid or link does not."""
    other = NOW + HOUR if field.endswith("_at") else "anders"
    assert looks.hint_of(replace(ENTRY, **{field: other})) != looks.hint_of(ENTRY)
    assert looks.hint_of(replace(ENTRY, guid="2", link=URL + "?x")) == looks.hint_of(ENTRY)


def test_a_hint_before_the_first_look_only_counts_as_said() -> None:
    """A page that waits to be read is read when it is due, whatever the feed says meanwhile."""
    state = looks.hinted(first(), CHANGED, NOW + HOUR)
    assert (state.due_at, state.moved, state.hint) == (NOW, False, looks.hint_of(CHANGED))


def test_a_failure_in_passing_is_tried_again_four_times() -> None:
    """After 15 minutes, 1, 4 and 16 hours; then it is given up."""
    state, moment, waits = first(), NOW, []
    while state.due_at is not None:
        moment = state.due_at
        state = looks.unread(state, FetchFailed(URL, "timeout"), moment)
        waits += [state.due_at - moment] if state.due_at else []
    assert waits == [timedelta(minutes=15), HOUR, 4 * HOUR, 16 * HOUR]
    assert state.tries == 5


def test_what_the_host_asks_for_is_waited_for() -> None:
    """Retry-After counts where it is longer; a host that was not even asked is no failed try, nor is our own end."""
    assert looks.unread(first(), FetchFailed(URL, "http_503", "", 7200), NOW).due_at == NOW + 2 * HOUR
    waiting = looks.unread(first(), FetchFailed(URL, "retry_after", "", 60), NOW)
    assert (waiting.tries, waiting.due_at) == (0, NOW + timedelta(seconds=60))
    assert looks.unread(first(), FetchFailed(URL, "closed"), NOW) == first()


def test_a_further_look_that_fails_waits_for_the_next_one() -> None:
    """What was read stands; the page is asked at the next of the three times."""
    state = looks.looked(first(), page(etag='"1"'), NOW)
    assert looks.unread(state, FetchFailed(URL, "timeout"), NOW + HOUR).due_at == NOW + 6 * HOUR
    assert looks.unread(state, FetchFailed(URL, "timeout"), NOW + 24 * HOUR).due_at is None


def test_a_page_with_an_outcome_is_settled() -> None:
    """Nothing more is planned for it."""
    assert looks.settled(first()).due_at is None
