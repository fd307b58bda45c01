"""Health and rhythm of feeds, what hosts asked for, further looks at pages, withdrawn statements."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0004"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def _feed_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("due_at", INSTANT),
        sa.Column("changed_at", INSTANT),
        sa.Column("gap_s", sa.Float()),
        sa.Column("rest_s", sa.Float(), nullable=False, server_default="0"),
        sa.Column("address", WORDS),
        sa.Column("moved_to", WORDS),
        sa.Column("moved_since", INSTANT),
        sa.Column("gone", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("told_at", INSTANT),
    )


def upgrade() -> None:
    """Add the columns, make the tables; what is stored already has said nothing of what they hold."""
    with op.batch_alter_table("feed_state", recreate="always") as batch:
        for column in _feed_columns():
            batch.add_column(column)
    with op.batch_alter_table("feed_state", recreate="always") as batch:
        for name in ("rest_s", "gone"):
            batch.alter_column(name, server_default=None)
    with op.batch_alter_table("entry", recreate="always") as batch:
        batch.add_column(sa.Column("modified_at", INSTANT))
        batch.add_column(sa.Column("address", WORDS, nullable=False, server_default=""))
    op.execute("UPDATE entry SET address = link")
    with op.batch_alter_table("entry", recreate="always") as batch:
        batch.alter_column("address", server_default=None)
    op.create_index("ix_entry_feed_address", "entry", ["feed", "address"])
    _make_tables()


def _make_tables() -> None:
    op.create_table(
        "host_state",
        sa.Column("host", WORDS, nullable=False),
        sa.Column("closed_until", INSTANT),
        sa.Column("robots", WORDS),
        sa.Column("robots_at", INSTANT),
        sa.Column("robots_etag", WORDS),
        sa.Column("robots_modified", WORDS),
        sa.PrimaryKeyConstraint("host", name="pk_host_state"),
    )
    op.create_table(
        "page_state",
        sa.Column("url", WORDS, nullable=False),
        sa.Column("feed", WORDS, nullable=False),
        sa.Column("guid", WORDS, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("read_at", INSTANT),
        sa.Column("hint", WORDS, nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("etag", WORDS),
        sa.Column("last_modified", WORDS),
        sa.PrimaryKeyConstraint("url", name="pk_page_state"),
    )
    op.create_index("ix_page_state_due_at", "page_state", ["due_at", "url"])
    op.create_table(
        "withdrawn",
        sa.Column("statement", WORDS, nullable=False),
        sa.Column("article", WORDS, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("body", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("statement", name="pk_withdrawn"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_withdrawn_article"),
    )
    op.create_index("ix_withdrawn_article", "withdrawn", ["article"])
    op.create_index("ix_withdrawn_at", "withdrawn", ["at", "statement"])


def downgrade() -> None:
    """Drop them; feeds and entries stay with what they had before."""
    for table in ("withdrawn", "page_state", "host_state"):
        op.drop_table(table)
    op.drop_index("ix_entry_feed_address", "entry")
    with op.batch_alter_table("entry", recreate="always") as batch:
        batch.drop_column("address")
        batch.drop_column("modified_at")
    with op.batch_alter_table("feed_state", recreate="always") as batch:
        for column in _feed_columns():
            batch.drop_column(column.name)
