"""The tables of what channels chose to read. All but the shared list go with their channel."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table

from digest.store.tables import Instant, Words, metadata


def _words(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


def _channel() -> Column[str]:
    return Column("channel", Words, ForeignKey("channel.id", ondelete="CASCADE"), nullable=False)


# The feeds that channels added. The outlet stands here as it was when the feed was added: no article may be stored yet.
added_feed = Table(
    "added_feed",
    metadata,
    Column("url", Words, primary_key=True),
    _words("section"),
    _words("outlet"),
    _words("name"),
    _words("country"),
    _words("language"),
    _words("kind"),
    Column("added_at", Instant, nullable=False),
)

channel_feed = Table(
    "channel_feed",
    metadata,
    _channel(),
    _words("feed"),
    Column("wanted", Boolean, nullable=False),
    Column("changed_at", Instant, nullable=False),
    PrimaryKeyConstraint("channel", "feed"),
    Index(None, "feed", "wanted"),
    sqlite_with_rowid=False,
)

feed_offer = Table(
    "feed_offer",
    metadata,
    _channel(),
    Column("position", Integer, nullable=False),
    _words("url"),
    _words("title"),
    PrimaryKeyConstraint("channel", "position"),
    sqlite_with_rowid=False,
)

# One row a channel: how many addresses it had looked at on the last day it did.
feed_try = Table(
    "feed_try",
    metadata,
    _channel(),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("channel"),
    sqlite_with_rowid=False,
)
