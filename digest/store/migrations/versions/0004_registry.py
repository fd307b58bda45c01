"""Who is who across articles, and the figures and stems that answers about actors are read from.

The figures are made from what is stored; stems are computed here, since no database stems German as we do.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from digest.store import topics

revision = "0004"
down_revision = "0006"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    """Make the tables and fill those that repeat what is stored."""
    op.create_index("ix_role_latest", "role", ["actor", "current", "published_at", "position", "title", "article"])
    _make_figures()
    _make_wording()
    _make_registry()
    op.execute(_TALLIES)
    op.execute(_COVERAGE)
    _fill_wording()


def downgrade() -> None:
    """Drop them."""
    for table in ("registry_event", "given_name", "identity", "redirect", "wording", "coverage", "tally"):
        op.drop_table(table)
    op.drop_index("ix_role_latest", "role")


_TALLIES = """
INSERT INTO tally (actor, part, certain, day, mode, statements)
SELECT actor, part, certain, day, mode, count(*) FROM statement_actor WHERE part <> 1
GROUP BY actor, part, certain, day, mode
"""

_COVERAGE = """
INSERT INTO coverage (actor, certain, article, outlet, last_at, own_at)
SELECT actor, certain, article, min(outlet), max(first_at),
    max(CASE WHEN independent THEN first_at ELSE -4611686018427387904 END)
FROM voice WHERE part = 0 GROUP BY actor, certain, article
"""


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, nullable=False) for name in names]


def _taking_part() -> list[sa.Column[Any]]:
    return [*_words("actor"), sa.Column("part", sa.SmallInteger(), nullable=False)]


def _make_figures() -> None:
    op.create_table(
        "tally",
        *_taking_part(),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        *_words("mode"),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "part", "certain", "day", "mode", name="pk_tally"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "coverage",
        *_words("actor"),
        sa.Column("certain", sa.Boolean(), nullable=False),
        *_words("article", "outlet"),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("own_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("actor", "certain", "article", name="pk_coverage"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_coverage_time", "coverage", ["actor", "certain", "last_at", "own_at", "outlet"])


def _make_wording() -> None:
    op.create_table(
        "wording",
        *_taking_part(),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        *_words("statement", "mode"),
        sa.Column("certain", sa.Boolean(), nullable=False),
        *_words("stems"),
        sa.PrimaryKeyConstraint("actor", "part", "day", "first_at", "statement", name="pk_wording"),
        sa.ForeignKeyConstraint(["statement"], ["statement.id"], name="fk_wording_statement", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_wording_statement", "wording", ["statement"])


def _make_registry() -> None:
    op.create_table(
        "redirect",
        *_words("actor", "into"),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("actor", name="pk_redirect"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_redirect_into", "redirect", ["into"])
    op.create_table(
        "identity",
        *_words("article", "found"),
        sa.Column("event", sa.Integer(), nullable=False),
        *_words("actor", "rule"),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("article", "found", "event", name="pk_identity"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_identity_article"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identity_actor", "identity", ["actor"])
    op.create_index("ix_identity_found", "identity", ["found"])
    op.create_index("ix_identity_event", "identity", ["event"])
    op.create_table(
        "given_name",
        *_words("folded", "actor", "surface"),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("folded", "actor", name="pk_given_name"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_given_name_actor", "given_name", ["actor"])
    op.create_table(
        "registry_event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *_words("who", "act", "actor", "other", "detail"),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_registry_event"),
    )
    op.create_index("ix_registry_event_actor", "registry_event", ["actor"])
    op.create_index("ix_registry_event_other", "registry_event", ["other"])


_STATEMENTS = sa.text("SELECT id, text, language FROM statement WHERE id > :last ORDER BY id LIMIT :portion")

_NEW_WORDING = sa.text("""
INSERT INTO wording (actor, part, day, first_at, statement, mode, certain, stems)
SELECT actor, part, day, first_at, statement, mode, certain, :stems
FROM statement_actor WHERE statement = :id AND part <> 1
""")


def _fill_wording() -> None:
    connection = op.get_bind()
    last = ""
    while rows := connection.execute(_STATEMENTS, {"last": last, "portion": topics.STEMMED_AT_ONCE}).all():
        connection.execute(
            _NEW_WORDING, [{"id": row.id, "stems": topics.stems_text(row.text, row.language)} for row in rows]
        )
        last = rows[-1].id
