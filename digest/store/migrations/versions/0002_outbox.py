"""Channels, slots, deliveries, pauses, incoming events, leases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    """Make the tables."""
    _make_channels()
    _make_deliveries()
    _make_limits()


def downgrade() -> None:
    """Drop them, those that point to others first."""
    for table in ("lease", "inbound_seen", "pause", "delivery", "slot", "channel"):
        op.drop_table(table)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, nullable=False) for name in names]


def _make_channels() -> None:
    op.create_table(
        "channel",
        *_words("id", "platform", "workspace", "chat", "thread", "language", "zone", "times", "weekdays"),
        sa.Column("stories", sa.Integer(), nullable=False),
        *_words("state", "title"),
        sa.Column("next_due", INSTANT, nullable=True),
        sa.Column("changed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
        sa.UniqueConstraint(
            "platform", "workspace", "chat", "thread", name="uq_channel_platform_workspace_chat_thread"
        ),
    )
    op.create_index("ix_channel_state_next_due", "channel", ["state", "next_due"])
    op.create_table(
        "slot",
        *_words("id", "channel"),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("due", INSTANT, nullable=False),
        *_words("state", "reason"),
        sa.PrimaryKeyConstraint("id", name="pk_slot"),
        sa.ForeignKeyConstraint(["channel"], ["channel.id"], name="fk_slot_channel", ondelete="CASCADE"),
        sa.UniqueConstraint("channel", "local_date", "ordinal", name="uq_slot_channel_local_date_ordinal"),
    )
    op.create_index("ix_slot_state_due_id", "slot", ["state", "due", "id"])
    op.create_index("ix_slot_due_id", "slot", ["due", "id"])


def _make_deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("number", sa.Integer(), nullable=False),
        *_words("id", "channel"),
        sa.Column("slot", WORDS, nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        *_words("platform", "workspace", "chat", "thread", "state"),
        sa.Column("formatted", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_words("attempt"),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("not_before", INSTANT, nullable=True),
        *_words("remote_id", "error"),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("changed_at", INSTANT, nullable=True),
        sa.Column("announced", sa.Boolean(), nullable=False),
        *_words("payload", "plain"),
        sa.PrimaryKeyConstraint("number", name="pk_delivery"),
        sa.ForeignKeyConstraint(["slot"], ["slot.id"], name="fk_delivery_slot", ondelete="CASCADE"),
        sa.UniqueConstraint("id", name="uq_delivery_id"),
        sa.UniqueConstraint("slot", "part", name="uq_delivery_slot_part"),
    )
    op.create_index(
        "ix_delivery_queue",
        "delivery",
        ["state", "number", "platform", "workspace", "chat", "not_before", "slot", "part"],
    )
    op.create_index("ix_delivery_order", "delivery", ["slot", "part", "state"])
    op.create_index("ix_delivery_channel", "delivery", ["channel"])


def _make_limits() -> None:
    op.create_table(
        "pause",
        *_words("platform", "workspace", "chat"),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "chat", name="pk_pause"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inbound_seen",
        *_words("platform", "event"),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "event", name="pk_inbound_seen"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_inbound_seen_seen_at", "inbound_seen", ["seen_at"])
    op.create_table(
        "lease",
        *_words("name", "holder"),
        sa.Column("fencing", sa.Integer(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
