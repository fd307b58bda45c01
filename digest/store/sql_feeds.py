"""The part of the SQL store that remembers feeds and their entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, case, func, select

from digest.looks import FeedState
from digest.model import Entry, PageOutcome, require_aware
from digest.ports import BackfillState, FeedFigures
from digest.store.checks import (
    checked_backfill,
    checked_counts,
    checked_entries,
    checked_links,
    checked_state,
    new_entries,
    storable,
)
from digest.store.connections import Database, batches, inserting, replacing
from digest.store.encoding import counts_of, counts_text
from digest.store.rows import Values, backfill_of, backfill_row, entry_of, entry_row, feed_state_of, feed_state_row
from digest.store.tables import article, backfill, entry, feed_page, feed_state, line_counts, page, report

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
        by_feed: dict[str, list[Entry]] = {}
        for given in checked_entries(entries):
            by_feed.setdefault(given.feed, []).append(given)
        if not by_feed:
            return 0
        with self._database.writing() as connection:
            new = [row for feed, given in by_feed.items() for row in _new_rows(connection, feed, given, seen)]
            if new:
                connection.execute(inserting(entry), new)
        return len(new)

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

    def entry(self, feed: str, guid: str) -> Entry | None:
        if not (storable(feed) and storable(guid)):
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(entry).where(entry.c.feed == feed, entry.c.guid == guid)).first()
        return entry_of(row) if row else None

    def keep_links(self, feed: str, pages: Iterable[str]) -> None:
        values = [{"feed": feed, "url": url} for url in checked_links(feed, pages)]
        if values:
            with self._database.writing() as connection:
                connection.execute(inserting(feed_page), values)

    def feeds_of(self, article_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        ids = list(filter(storable, dict.fromkeys(article_ids)))
        wanted = select(page.c.article, feed_page.c.feed).join(feed_page, feed_page.c.url == page.c.url)
        found: dict[str, set[str]] = defaultdict(set)
        with self._database.reading() as connection:
            for batch in batches(ids):
                for row in connection.execute(wanted.where(page.c.article.in_(batch))):
                    found[row.article].add(row.feed)
        return {article_id: frozenset(feeds) for article_id, feeds in found.items()}

    def feed_figures(self, since: datetime) -> Mapping[str, FeedFigures]:
        first = require_aware(since, "since")
        entries = select(
            entry.c.feed,
            func.count().label("entries"),
            func.sum(case((entry.c.seen_at >= first, 1), else_=0)).label("recent"),
            func.max(entry.c.published_at).label("newest_at"),
        ).group_by(entry.c.feed)
        reason = case((page.c.outcome == PageOutcome.REJECTED.value, page.c.reason), else_="").label("reason")
        outcomes = (
            select(feed_page.c.feed, page.c.outcome, reason, func.count().label("number"))
            .join(page, page.c.url == feed_page.c.url)
            .group_by(feed_page.c.feed, page.c.outcome, reason)
        )
        articles = (
            select(
                feed_page.c.feed,
                func.count(article.c.id.distinct()).label("articles"),
                func.count(report.c.article.distinct()).label("spoken"),
            )
            .join(page, page.c.url == feed_page.c.url)
            .join(article, article.c.id == page.c.article)
            .outerjoin(report, report.c.article == article.c.id)
            .where(article.c.superseded_by.is_(None))
            .group_by(feed_page.c.feed)
        )
        counted: dict[str, dict[tuple[PageOutcome, str], int]] = defaultdict(dict)
        with self._database.reading() as connection:
            for row in connection.execute(outcomes):
                counted[row.feed][PageOutcome(row.outcome), row.reason] = row.number
            kept = {row.feed: (row.articles, row.spoken) for row in connection.execute(articles)}
            return {
                row.feed: FeedFigures(
                    row.entries, row.recent, row.newest_at, counted.get(row.feed, {}), *kept.get(row.feed, (0, 0))
                )
                for row in connection.execute(entries)
            }

    def line_counts(self, outlet: str) -> Mapping[str, int]:
        if not storable(outlet):
            return {}
        with self._database.reading() as connection:
            counts = connection.scalar(select(line_counts.c.counts).where(line_counts.c.outlet == outlet))
            return counts_of(counts) if counts else {}

    def save_line_counts(self, outlet: str, counts: Mapping[str, int]) -> None:
        values = {"outlet": outlet, "counts": counts_text(checked_counts(outlet, counts))}
        with self._database.writing() as connection:
            connection.execute(replacing(line_counts), values)

    def backfill(self, source: str) -> BackfillState | None:
        if not storable(source):
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(backfill).where(backfill.c.source == source)).first()
            return backfill_of(row) if row else None

    def save_backfill(self, state: BackfillState) -> None:
        values = backfill_row(checked_backfill(state))
        with self._database.writing() as connection:
            connection.execute(replacing(backfill), values)


def _new_rows(connection: Connection, feed: str, given: Sequence[Entry], seen_at: datetime) -> list[Values]:
    """The rows of those entries of a feed that are not stored yet."""
    guids = _known(connection, feed, entry.c.guid, [one.guid for one in given])
    addresses = _known(connection, feed, entry.c.address, [one.address for one in given if one.address])
    return [entry_row(one, seen_at) for one in new_entries(given, guids, addresses)]


def _known(connection: Connection, feed: str, column: Column[str], values: list[str]) -> set[str]:
    return {
        found
        for batch in batches(values)
        for found in connection.scalars(select(column).where(entry.c.feed == feed, column.in_(batch)))
    }
