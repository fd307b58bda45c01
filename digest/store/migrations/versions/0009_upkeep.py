"""Texts end with their retention; when chores were last done; allowances of commands."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Every text is whole as yet; nothing was done, nobody has asked."""
    op.add_column("article", sa.Column("length", sa.Integer()))
    op.add_column("article", sa.Column("seal", WORDS))
    op.create_index("ix_article_whole", "article", ["fetched_at"], sqlite_where=sa.text("length IS NULL"))
    op.create_index("ix_entry_teased", "entry", ["seen_at"], sqlite_where=sa.text("teaser != ''"))
    op.create_table(
        "chore",
        sa.Column("name", WORDS, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("result", WORDS, nullable=False),
        sa.Column("problem", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_chore"),
    )
    op.create_table(
        "allowance",
        sa.Column("who", WORDS, nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("who", name="pk_allowance"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them. What is left of texts stays at its place, so that spans hold: the program before knew whole texts."""
    op.drop_table("allowance")
    op.drop_table("chore")
    connection = op.get_bind()
    for number, length, stored in connection.execute(
        sa.text("SELECT rowid, length, text FROM article WHERE length IS NOT NULL")
    ).all():
        parts, at = [], 0
        for start, words in [*json.loads(stored), [length, ""]]:
            gap = start - at
            parts += ["\n" * gap if gap < 3 else f"\n{'…' * (gap - 2)}\n", words]
            at = start + len(words)
        filled = {"text": "".join(parts), "number": number}
        connection.execute(sa.text("UPDATE article SET text = :text WHERE rowid = :number"), filled)
    op.drop_index("ix_article_whole", "article")
    op.drop_index("ix_entry_teased", "entry")
    with op.batch_alter_table("article") as batch:
        batch.drop_column("seal")
        batch.drop_column("length")
