"""The tables of channels, slots and deliveries. They hold "once": a slot's key and a part's place are unique.

A delivery's `channel` is no foreign key, because a notice to the operator belongs to no channel; parts of a slot go
with it. `number` is the order in which parts came in, and so the order in which they are claimed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from digest.store.tables import Instant, Words, metadata


def _words(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


def _instant(name: str) -> Column[datetime]:
    return Column(name, Instant, nullable=False)


channel = Table(
    "channel",
    metadata,
    Column("id", Words, primary_key=True),
    _words("platform"),
    _words("workspace"),
    _words("chat"),
    _words("thread"),
    _words("language"),
    _words("zone"),
    _words("times"),
    _words("weekdays"),
    Column("stories", Integer, nullable=False),
    _words("state"),
    _words("title"),
    Column("next_due", Instant),
    Column("changed_at", Instant),
    Column("taste", Words, nullable=False, server_default="{}"),
    UniqueConstraint("platform", "workspace", "chat", "thread"),
    Index(None, "state", "next_due"),
)

slot = Table(
    "slot",
    metadata,
    Column("id", Words, primary_key=True),
    Column("channel", Words, ForeignKey("channel.id", ondelete="CASCADE"), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("ordinal", Integer, nullable=False),
    _instant("due"),
    _words("state"),
    _words("reason"),
    UniqueConstraint("channel", "local_date", "ordinal"),
    Index(None, "state", "due", "id"),
    Index(None, "due", "id"),
)

# What a digest was before its platform rendered it, so that it can be corrected.
slot_message = Table(
    "slot_message",
    metadata,
    Column("slot", Words, ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True),
    _words("message"),
    sqlite_with_rowid=False,
)

# Which statements a digest showed to its channel.
shown = Table(
    "shown",
    metadata,
    Column("channel", Words, ForeignKey("channel.id", ondelete="CASCADE"), nullable=False),
    _words("statement"),
    Column("slot", Words, ForeignKey("slot.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("channel", "statement"),
    Index(None, "statement"),
    Index(None, "slot"),
    sqlite_with_rowid=False,
)

delivery = Table(
    "delivery",
    metadata,
    Column("number", Integer, primary_key=True),
    _words("id"),
    _words("channel"),
    Column("slot", Words, ForeignKey("slot.id", ondelete="CASCADE")),
    Column("part", Integer, nullable=False),
    _words("platform"),
    _words("workspace"),
    _words("chat"),
    _words("thread"),
    _words("state"),
    Column("formatted", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    _words("attempt"),
    Column("lease_until", Instant),
    Column("not_before", Instant),
    _words("remote_id"),
    _words("error"),
    Column("sent_at", Instant),
    Column("changed_at", Instant),
    Column("announced", Boolean, nullable=False),
    # Last, because they are long and the rest is read without them.
    _words("payload"),
    _words("plain"),
    UniqueConstraint("id"),
    UniqueConstraint("slot", "part"),
    # These two hold all that finding the next part asks for, so that it reads no row with its payload.
    Index("ix_delivery_queue", "state", "number", "platform", "workspace", "chat", "not_before", "slot", "part"),
    Index("ix_delivery_order", "slot", "part", "state"),
    Index(None, "channel"),
)

# Until when nothing is claimed for a chat; an empty chat stands for the whole platform.
pause = Table(
    "pause",
    metadata,
    _words("platform"),
    _words("workspace"),
    _words("chat"),
    _instant("until"),
    PrimaryKeyConstraint("platform", "workspace", "chat"),
    sqlite_with_rowid=False,
)

inbound_seen = Table(
    "inbound_seen",
    metadata,
    _words("platform"),
    _words("event"),
    _instant("seen_at"),
    PrimaryKeyConstraint("platform", "event"),
    Index(None, "seen_at"),
    sqlite_with_rowid=False,
)

lease = Table(
    "lease",
    metadata,
    Column("name", Words, primary_key=True),
    _words("holder"),
    Column("fencing", Integer, nullable=False),
    _instant("until"),
)
