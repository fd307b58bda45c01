"""The first tables: feeds, articles, analyses, actors, stories, statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    """Make the tables."""
    _make_feeds()
    _make_articles()
    _make_analyses()
    _make_actors()
    _make_mentions()
    _make_statements()
    _make_voices()


def downgrade() -> None:
    """Drop them, those that point to others first."""
    for table in (
        "voice",
        "statement_actor",
        "report",
        "statement",
        "story_article",
        "story",
        "role",
        "mention",
        "naming",
        "alias_use",
        "alias",
        "actor",
        "analysis",
        "sketch",
        "page",
        "article",
        "entry",
        "feed_state",
        "outlet",
    ):
        op.drop_table(table)


def _make_feeds() -> None:
    op.create_table(
        "outlet",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("country", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outlet"),
    )
    op.create_table(
        "feed_state",
        sa.Column("url", WORDS, nullable=False),
        sa.Column("etag", WORDS, nullable=True),
        sa.Column("last_modified", WORDS, nullable=True),
        sa.Column("body_hash", WORDS, nullable=True),
        sa.Column("fetched_at", INSTANT, nullable=True),
        sa.Column("succeeded_at", INSTANT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("error", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("url", name="pk_feed_state"),
    )
    op.create_table(
        "entry",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("feed", WORDS, nullable=False),
        sa.Column("guid", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("link", WORDS, nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("teaser", WORDS, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_entry"),
        sa.UniqueConstraint("feed", "guid", name="uq_entry_feed_guid"),
    )


def _make_articles() -> None:
    op.create_table(
        "article",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("url", WORDS, nullable=False),
        sa.Column("outlet", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("fetched_at", INSTANT, nullable=False),
        sa.Column("modified_at", INSTANT, nullable=True),
        sa.Column("date_known", sa.Boolean(), nullable=False),
        sa.Column("access", WORDS, nullable=False),
        sa.Column("superseded_by", WORDS, nullable=True),
        sa.Column("copy_of", WORDS, nullable=True),
        sa.Column("authors", WORDS, nullable=False),
        sa.Column("dateline", WORDS, nullable=False),
        sa.Column("credit", WORDS, nullable=False),
        sa.Column("text_hash", WORDS, nullable=False),
        sa.Column("lead", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.id"], name="fk_article_outlet"),
    )
    op.create_index("ix_article_superseded_by_published_at_id", "article", ["superseded_by", "published_at", "id"])
    op.create_index("ix_article_url", "article", ["url"])
    op.create_table(
        "page",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("url", WORDS, nullable=False),
        sa.Column("outcome", WORDS, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("article", WORDS, nullable=True),
        sa.Column("copy_of", WORDS, nullable=True),
        sa.Column("replaces", WORDS, nullable=True),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("outlet", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_page"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_page_article"),
        sa.UniqueConstraint("url", name="uq_page_url"),
    )


def _make_analyses() -> None:
    op.create_table(
        "sketch",
        sa.Column("article", WORDS, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("article", name="pk_sketch"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_sketch_article"),
    )
    op.create_table(
        "analysis",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("article", WORDS, nullable=False),
        sa.Column("version", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("body", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_analysis"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_analysis_article"),
        sa.UniqueConstraint("article", "version", name="uq_analysis_article_version"),
    )


def _make_actors() -> None:
    op.create_table(
        "actor",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("wikidata", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_actor"),
    )
    op.create_index("ix_actor_name_id", "actor", ["name", "id"])
    op.create_table(
        "alias",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("surface", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("valid_from", WORDS, nullable=False),
        sa.Column("valid_until", WORDS, nullable=False),
        sa.Column("folded", WORDS, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_alias"),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name="fk_alias_actor"),
        sa.UniqueConstraint(
            "actor",
            "surface",
            "language",
            "kind",
            "valid_from",
            "valid_until",
            name="uq_alias_actor_surface_language_kind_valid_from_valid_until",
        ),
    )
    op.create_index("ix_alias_folded", "alias", ["folded"])
    op.create_table(
        "alias_use",
        sa.Column("article", WORDS, nullable=False),
        sa.Column("alias", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article", "alias", name="pk_alias_use"),
        sa.ForeignKeyConstraint(["alias"], ["alias.number"], name="fk_alias_use_alias"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_alias_use_article"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "naming",
        sa.Column("folded", WORDS, nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("folded", "actor", name="pk_naming"),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name="fk_naming_actor"),
        sqlite_with_rowid=False,
    )


def _make_mentions() -> None:
    op.create_table(
        "mention",
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("article", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("actor", "current", "published_at", "article", name="pk_mention"),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name="fk_mention_actor"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_mention_article"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mention_article", "mention", ["article"])
    op.create_table(
        "role",
        sa.Column("article", WORDS, nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("article", "actor", "position", name="pk_role"),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name="fk_role_actor"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_role_article"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_role_actor_current_title_published_at_position",
        "role",
        ["actor", "current", "title", "published_at", "position"],
    )


def _make_statements() -> None:
    op.create_table(
        "story",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
    )
    op.create_table(
        "story_article",
        sa.Column("story", WORDS, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("story", "position", name="pk_story_article"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_story_article_article"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_story_article_story", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_article_article", "story_article", ["article"])
    op.create_table(
        "statement",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("mode", WORDS, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("via", WORDS, nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("story", WORDS, nullable=True),
        sa.Column("text", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_statement_story", ondelete="SET NULL"),
    )
    op.create_index(
        "ix_statement_day_first_at_id_mode_certain", "statement", ["day", "first_at", "id", "mode", "certain"]
    )
    op.create_index("ix_statement_story", "statement", ["story"])
    op.create_table(
        "report",
        sa.Column("statement", WORDS, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outlet", WORDS, nullable=False),
        sa.Column("article", WORDS, nullable=False),
        sa.Column("url", WORDS, nullable=False),
        sa.Column("quotation", WORDS, nullable=False),
        sa.Column("content", WORDS, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("independent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("statement", "position", name="pk_report"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_report_article"),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.id"], name="fk_report_outlet"),
        sa.ForeignKeyConstraint(["statement"], ["statement.id"], name="fk_report_statement", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_article", "report", ["article"])


def _make_voices() -> None:
    op.create_table(
        "statement_actor",
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("statement", WORDS, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("mode", WORDS, nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "part", "day", "first_at", "statement", name="pk_statement_actor"),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name="fk_statement_actor_actor"),
        sa.ForeignKeyConstraint(
            ["statement"], ["statement.id"], name="fk_statement_actor_statement", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_statement_actor_statement_part_position", "statement_actor", ["statement", "part", "position"])
    op.create_table(
        "voice",
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("outlet", WORDS, nullable=False),
        sa.Column("article", WORDS, nullable=False),
        sa.Column("statement", WORDS, nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("mode", WORDS, nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("independent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "part", "outlet", "article", "statement", name="pk_voice"),
        sa.ForeignKeyConstraint(["statement"], ["statement.id"], name="fk_voice_statement", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_voice_statement", "voice", ["statement"])
