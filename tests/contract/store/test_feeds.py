"""What every store keeps of feeds and their entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from digest.model import Entry, FeedState
from digest.ports import Store
from tests.contract.store.values import HOUR, NOON


def test_a_feed_state_comes_back_as_it_was_saved(store: Store):
    """Validators are kept verbatim and instants are in UTC."""
    berlin = NOON.astimezone(timezone(2 * HOUR))
    state = FeedState(
        "https://a.example/feed", 'W/"x\'y"', "Fri, 09 May 2025", "ff", berlin, NOON, 3, NOON + HOUR, "weg"
    )
    store.save_feed_state(state)
    assert store.feed_states() == {state.url: replace(state, fetched_at=NOON)}
    assert store.feed_states()[state.url].fetched_at.tzinfo is NOON.tzinfo


def test_a_saved_state_replaces_the_former_one(store: Store):
    """A later save overwrites every field, with nothing as well, and no other feed."""
    store.save_feed_state(FeedState("https://a.example/feed", etag="1", failures=4, error="weg"))
    store.save_feed_state(FeedState("https://b.example/feed"))
    store.save_feed_state(FeedState("https://a.example/feed"))
    assert store.feed_states() == {url: FeedState(url) for url in ("https://a.example/feed", "https://b.example/feed")}


def test_a_naive_instant_is_refused(store: Store):
    """No store guesses a zone."""
    with pytest.raises(ValueError, match="naive"):
        store.save_feed_state(FeedState("https://a.example/feed", fetched_at=datetime(2025, 5, 9)))
    with pytest.raises(ValueError, match="naive"):
        store.keep_entries([], datetime(2025, 5, 9))
    with pytest.raises(ValueError, match="naive"):
        store.articles(datetime(2025, 5, 9), NOON)
    assert store.feed_states() == {}


def test_entries_are_kept_once_by_feed_and_guid(store: Store):
    """The first wording of an entry stands; the same guid in another feed is another entry."""
    first = Entry("https://a.example/feed", "1", "Titel", "https://a.example/1", NOON, "Anriss")
    other = replace(first, feed="https://b.example/feed", published_at=None)
    assert store.keep_entries([first, replace(first, title="anders"), other], NOON) == 2
    assert store.keep_entries([replace(first, title="später")], NOON + HOUR) == 0
    assert store.keep_entries([], NOON) == 0
    assert list(store.entries()) == [first, other]


def test_entries_come_in_the_order_they_were_first_seen(store: Store):
    """The order is that of arrival, whatever dates the entries bear, over any number of them."""
    entries = [Entry("https://a.example/feed", str(n), "T", "", NOON - n * timedelta(minutes=1)) for n in range(2500)]
    assert store.keep_entries(entries[:1200], NOON) == 1200
    assert store.keep_entries(entries[1000:], NOON) == 1300
    assert list(store.entries()) == entries


def test_entries_can_be_kept_while_they_are_iterated(store: Store):
    """An iteration holds no lock and no transaction between two steps."""
    store.keep_entries([Entry("https://a.example/feed", "1", "T", "")], NOON)
    iteration = store.entries()
    next(iteration)
    assert store.keep_entries([Entry("https://a.example/feed", "2", "T", "")], NOON) == 1


def test_an_empty_store_has_nothing(store: Store):
    """Every question to an empty store has an empty answer."""
    assert (store.feed_states(), list(store.entries()), list(store.pages())) == ({}, [], [])
    assert (list(store.all_actors()), list(store.folded_aliases())) == ([], [])
    assert (store.newest_article_at(), store.unanalysed("1"), store.sketches(NOON)) == (None, [], [])
    report = store.report()
    assert (report.articles, report.statements, report.problem) == (0, 0, "")
