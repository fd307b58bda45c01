"""A database from before feeds had a rhythm goes up and down with all that is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from digest.looks import FeedState, HostState, PageState
from digest.model import Entry
from digest.store.connections import Database
from digest.store.schema import PRESENT, Schema
from digest.store.sql import SqlStore
from tests.contract.store.values import HOUR, NOON

STATE = """INSERT INTO feed_state (url, etag, last_modified, body_hash, fetched_at, succeeded_at, failures, not_before, error)
VALUES ('https://a.example/rss', 'W/"1"', 'Fri', 'ff', 0, 1000000, 2, NULL, 'weg')"""
ENTRY = """INSERT INTO entry (feed, guid, title, link, published_at, teaser, seen_at)
VALUES ('https://a.example/rss', '1', 'Titel', 'https://a.example/1', 1000000, 'Anriss', 2000000)"""


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A database of the second revision, with a feed and an entry."""
    database = Database(tmp_path / "w.db", 5)
    Schema("0002").prepare(database)
    with database.writing() as connection:
        for statement in (STATE, ENTRY):
            connection.execute(text(statement))
    yield database
    database.close()


def test_feeds_and_entries_survive(old: Database):
    """What was known stays, what is new is unknown; an old entry is known again by its link."""
    assert "schema 0002" in PRESENT.migrate(old)
    store = SqlStore(old)
    state = store.feed_states()["https://a.example/rss"]
    assert (state.etag, state.failures, state.error, state.due_at, state.gone) == ('W/"1"', 2, "weg", None, False)
    (entry,) = store.entries()
    assert (entry.guid, entry.teaser, entry.address) == ("1", "Anriss", "https://a.example/1")
    again = Entry(entry.feed, "neu", "Titel", entry.link, address=entry.link)
    assert store.keep_entries([again], NOON) == 0
    assert store.report().problem == ""


def test_down_and_up_again(old: Database):
    """Going back keeps feeds and entries as they were known before, filled as the new tables may be."""
    PRESENT.migrate(old)
    store = SqlStore(old)
    store.save_feed_state(FeedState("https://b.example/rss", gone=True, due_at=NOON))
    store.save_host_state(HostState("a.example:443", NOON))
    store.save_page_states([PageState("https://a.example/1", "https://a.example/rss", "1", NOON + HOUR)])
    with old.building() as connection:
        PRESENT.downgrade(connection, "0002")
        assert connection.execute(text("SELECT count(*) FROM feed_state")).scalar() == 2
        assert connection.execute(text("SELECT title FROM entry")).scalars().all() == ["Titel"]
    PRESENT.migrate(old)
    assert store.host_state("a.example:443") is None
    assert store.due_pages(NOON + 2 * HOUR) == []
    assert not store.feed_states()["https://b.example/rss"].gone
