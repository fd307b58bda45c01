"""What channels chose to read, where feeds lead, how far archives were read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0002"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    """Make the tables; of old entries the link stands for the page, which most of them led to as they were."""
    _make_choices()
    op.create_table(
        "feed_page",
        *_words("feed", "url"),
        sa.PrimaryKeyConstraint("feed", "url", name="pk_feed_page"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_feed_page_url", "feed_page", ["url"])
    op.execute("INSERT INTO feed_page (feed, url) SELECT DISTINCT feed, link FROM entry")
    op.create_index("ix_page_article", "page", ["article"])
    op.create_table(
        "backfill",
        *_words("source", "stamp", "position"),
        sa.Column("records", sa.Integer(), nullable=False),
        *_words("counts"),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("first_at", INSTANT, nullable=True),
        sa.Column("last_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("source", name="pk_backfill"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_page_article", "page")
    for table in ("backfill", "feed_page", "feed_try", "feed_offer", "channel_feed", "added_feed"):
        op.drop_table(table)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, nullable=False) for name in names]


def _of_channel(table: str) -> list[sa.Constraint]:
    return [sa.ForeignKeyConstraint(["channel"], ["channel.id"], name=f"fk_{table}_channel", ondelete="CASCADE")]


def _make_choices() -> None:
    op.create_table(
        "added_feed",
        *_words("url", "section", "outlet", "name", "country", "language", "kind"),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_added_feed"),
    )
    op.create_table(
        "channel_feed",
        *_words("channel", "feed"),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "feed", name="pk_channel_feed"),
        *_of_channel("channel_feed"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_channel_feed_feed_wanted", "channel_feed", ["feed", "wanted"])
    op.create_table(
        "feed_offer",
        *_words("channel"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_words("url", "title"),
        sa.PrimaryKeyConstraint("channel", "position", name="pk_feed_offer"),
        *_of_channel("feed_offer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feed_try",
        *_words("channel"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_feed_try"),
        *_of_channel("feed_try"),
        sqlite_with_rowid=False,
    )
