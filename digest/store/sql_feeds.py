"""The part of the SQL store that remembers feeds and their entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select

from digest.model import Entry, FeedState, require_aware
from digest.store.checks import checked_entries, checked_state
from digest.store.connections import Database, inserting, replacing
from digest.store.rows import entry_of, entry_row, feed_state_of, feed_state_row
from digest.store.tables import entry, feed_state

_PORTION = 1000
"""Rows that one step of an iteration reads, so that no reading transaction stays open between two steps."""


class FeedPart:
    """Feeds and entries; what is asked and promised stands at `digest.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def feed_states(self) -> Mapping[str, FeedState]:
        with self._database.reading() as connection:
            return {row.url: feed_state_of(row) for row in connection.execute(select(feed_state))}

    def save_feed_state(self, state: FeedState) -> None:
        values = feed_state_row(checked_state(state))
        with self._database.writing() as connection:
            connection.execute(replacing(feed_state), values)

    def keep_entries(self, entries: Iterable[Entry], seen_at: datetime) -> int:
        seen = require_aware(seen_at, "seen_at")
        values = [entry_row(given, seen) for given in checked_entries(entries)]
        if not values:
            return 0
        with self._database.writing() as connection:
            return connection.execute(inserting(entry), values).rowcount

    def entries(self) -> Iterator[Entry]:
        last = 0
        while True:
            following = select(entry).where(entry.c.number > last).order_by(entry.c.number).limit(_PORTION)
            with self._database.reading() as connection:
                rows = connection.execute(following).all()
            if not rows:
                return
            yield from map(entry_of, rows)
            last = rows[-1].number
