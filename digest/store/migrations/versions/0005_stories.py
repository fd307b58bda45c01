"""Stories that become one, articles that wait to be grouped; what channels like and were shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0007"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; every current article that is in no story yet waits to be grouped."""
    _make_grouping()
    _make_memory()
    op.add_column("channel", sa.Column("taste", WORDS, nullable=False, server_default="{}"))
    op.execute(
        "INSERT INTO to_group (article) SELECT id FROM article WHERE superseded_by IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM story_article WHERE story_article.article = article.id)"
    )


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("channel") as batch:
        batch.drop_column("taste")
    for table in ("shown", "slot_message", "to_group", "story_alias"):
        op.drop_table(table)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, nullable=False) for name in names]


def _make_grouping() -> None:
    op.create_table(
        "story_alias",
        *_words("id", "story"),
        sa.PrimaryKeyConstraint("id", name="pk_story_alias"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_story_alias_story", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_alias_story", "story_alias", ["story"])
    op.create_table(
        "to_group",
        *_words("article"),
        sa.PrimaryKeyConstraint("article", name="pk_to_group"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_to_group_article"),
        sqlite_with_rowid=False,
    )


def _make_memory() -> None:
    op.create_table(
        "slot_message",
        *_words("slot", "message"),
        sa.PrimaryKeyConstraint("slot", name="pk_slot_message"),
        sa.ForeignKeyConstraint(["slot"], ["slot.id"], name="fk_slot_message_slot", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "shown",
        *_words("channel", "statement", "slot"),
        sa.PrimaryKeyConstraint("channel", "statement", name="pk_shown"),
        sa.ForeignKeyConstraint(["channel"], ["channel.id"], name="fk_shown_channel", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["slot"], ["slot.id"], name="fk_shown_slot", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shown_statement", "shown", ["statement"])
    op.create_index("ix_shown_slot", "shown", ["slot"])
