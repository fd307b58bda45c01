"""The tables. The migrations build them step by step; a test holds that both agree.

Instants are whole microseconds since 1970 in UTC: exact, small, and sorted as they lie. Spans are compact JSON. What
counting needs is kept beside what it counts: `statement_actor` and `voice` repeat a statement's time, mode and
sureness, so that figures over 50,000 statements of one actor are read from one ordered index
(tests/bench/store_bench.py); `tally` and `coverage` add them up, so that a year of the most quoted actor costs no more
than a week.
`current` and the counters in `alias` and `naming` leave superseded articles out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

REVISION = "0009"
"""The migration that leads to these tables; a test holds that it is the latest one."""

DAY_US = 86_400_000_000
"""Microseconds of a UTC day."""

NEVER_US = -(2**62)
"""An instant before all others."""

SPEAKER, ADDRESSEE, ABOUT = 0, 1, 2
"""Values of `part`: as what an actor takes part in a statement."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """The instant as stored: microseconds since 1970.

    >>> microseconds(datetime(1970, 1, 2, tzinfo=UTC)) == DAY_US
    True
    """
    return (moment - _EPOCH) // _MICROSECOND


def instant(stored: int) -> datetime:
    """The aware UTC datetime of a stored instant."""
    return _EPOCH + timedelta(microseconds=stored)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else microseconds(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:  # noqa: ARG002
        """Without SQLAlchemy's steps in between: what is read most holds an instant or two in each row."""
        return _known_instant


def _known_instant(stored: int | None) -> datetime | None:
    return None if stored is None else instant(stored)


Words = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that compares by code point everywhere."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _words(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


def _number() -> Column[int]:
    return Column("number", Integer, primary_key=True)


outlet = Table(
    "outlet",
    metadata,
    Column("id", Words, primary_key=True),
    _words("name"),
    _words("country"),
    _words("language"),
    _words("kind"),
)

feed_state = Table(
    "feed_state",
    metadata,
    Column("url", Words, primary_key=True),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_hash", Words),
    Column("fetched_at", Instant),
    Column("succeeded_at", Instant),
    Column("failures", Integer, nullable=False),
    Column("not_before", Instant),
    Column("error", Words),
    Column("due_at", Instant),
    Column("changed_at", Instant),
    Column("gap_s", Float),
    Column("rest_s", Float, nullable=False),
    Column("address", Words),
    Column("moved_to", Words),
    Column("moved_since", Instant),
    Column("gone", Boolean, nullable=False),
    Column("told_at", Instant),
)

host_state = Table(
    "host_state",
    metadata,
    Column("host", Words, primary_key=True),
    Column("closed_until", Instant),
    Column("robots", Words),
    Column("robots_at", Instant),
    Column("robots_etag", Words),
    Column("robots_modified", Words),
)

page_state = Table(
    "page_state",
    metadata,
    Column("url", Words, primary_key=True),
    _words("feed"),
    _words("guid"),
    Column("due_at", Instant),
    Column("looks", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("read_at", Instant),
    _words("hint"),
    Column("moved", Boolean, nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Index("ix_page_state_due_at", "due_at", "url"),
)

entry = Table(
    "entry",
    metadata,
    _number(),
    _words("feed"),
    _words("guid"),
    _words("title"),
    _words("link"),
    Column("published_at", Instant),
    _words("teaser"),
    Column("seen_at", Instant, nullable=False),
    Column("modified_at", Instant),
    _words("address"),
    UniqueConstraint("feed", "guid"),
    Index("ix_entry_feed_address", "feed", "address"),
)
Index("ix_entry_teased", entry.c.seen_at, sqlite_where=entry.c.teaser != "")

# Where the entries of a feed led: what an article came by.
feed_page = Table(
    "feed_page",
    metadata,
    _words("feed"),
    _words("url"),
    PrimaryKeyConstraint("feed", "url"),
    Index(None, "url"),
    sqlite_with_rowid=False,
)

line_counts = Table(
    "line_counts",
    metadata,
    Column("outlet", Words, primary_key=True),
    _words("counts"),
)

backfill = Table(
    "backfill",
    metadata,
    Column("source", Words, primary_key=True),
    _words("stamp"),
    _words("position"),
    Column("records", Integer, nullable=False),
    _words("counts"),
    Column("is_done", Boolean, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("first_at", Instant),
    Column("last_at", Instant),
)

# Where retention has left an excerpt only, `text` holds its pieces (digest.store.encoding), `length` is that of the
# whole text and `seal` binds both to the hash of the whole.
article = Table(
    "article",
    metadata,
    Column("id", Words, primary_key=True),
    _words("url"),
    Column("outlet", Words, ForeignKey("outlet.id"), nullable=False),
    _words("language"),
    _words("title"),
    Column("published_at", Instant, nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("modified_at", Instant),
    Column("date_known", Boolean, nullable=False),
    _words("access"),
    Column("superseded_by", Words),
    Column("copy_of", Words),
    _words("authors"),
    _words("dateline"),
    _words("credit"),
    _words("text_hash"),
    _words("lead"),
    _words("text"),
    Column("length", Integer),
    Column("seal", Words),
    Index(None, "superseded_by", "published_at", "id"),
    Index(None, "url"),
)
Index("ix_article_whole", article.c.fetched_at, sqlite_where=article.c.length.is_(None))

page = Table(
    "page",
    metadata,
    _number(),
    _words("url"),
    _words("outcome"),
    Column("seen_at", Instant, nullable=False),
    _words("reason"),
    Column("article", Words, ForeignKey("article.id")),
    Column("copy_of", Words),
    Column("replaces", Words),
    _words("title"),
    _words("outlet"),
    UniqueConstraint("url"),
    Index(None, "article"),
)

sketch = Table(
    "sketch",
    metadata,
    Column("article", Words, ForeignKey("article.id"), primary_key=True),
    Column("hashes", LargeBinary, nullable=False),
)

analysis = Table(
    "analysis",
    metadata,
    _number(),
    Column("article", Words, ForeignKey("article.id"), nullable=False),
    _words("version"),
    _words("language"),
    _words("body"),
    UniqueConstraint("article", "version"),
)

actor = Table(
    "actor",
    metadata,
    Column("id", Words, primary_key=True),
    _words("kind"),
    _words("name"),
    Column("wikidata", Words),
    Index(None, "name", "id"),
)

# One row per way an actor was named; `articles` counts current articles that use it. An open end of the period is ''.
alias = Table(
    "alias",
    metadata,
    _number(),
    Column("actor", Words, ForeignKey("actor.id"), nullable=False),
    _words("surface"),
    _words("language"),
    _words("kind"),
    _words("valid_from"),
    _words("valid_until"),
    _words("folded"),
    Column("articles", Integer, nullable=False),
    UniqueConstraint("actor", "surface", "language", "kind", "valid_from", "valid_until"),
    Index(None, "folded"),
)

alias_use = Table(
    "alias_use",
    metadata,
    Column("article", Words, ForeignKey("article.id"), nullable=False),
    Column("alias", Integer, ForeignKey("alias.number"), nullable=False),
    PrimaryKeyConstraint("article", "alias"),
    sqlite_with_rowid=False,
)

# In how many current articles an actor is named by any alias of this folded form.
naming = Table(
    "naming",
    metadata,
    _words("folded"),
    Column("actor", Words, ForeignKey("actor.id"), nullable=False),
    Column("articles", Integer, nullable=False),
    PrimaryKeyConstraint("folded", "actor"),
    sqlite_with_rowid=False,
)

mention = Table(
    "mention",
    metadata,
    Column("actor", Words, ForeignKey("actor.id"), nullable=False),
    Column("current", Boolean, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("article", Words, ForeignKey("article.id"), nullable=False),
    PrimaryKeyConstraint("actor", "current", "published_at", "article"),
    Index(None, "article"),
    sqlite_with_rowid=False,
)

role = Table(
    "role",
    metadata,
    Column("article", Words, ForeignKey("article.id"), nullable=False),
    Column("actor", Words, ForeignKey("actor.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    _words("title"),
    Column("current", Boolean, nullable=False),
    Column("published_at", Instant, nullable=False),
    PrimaryKeyConstraint("article", "actor", "position"),
    Index(None, "actor", "current", "title", "published_at", "position"),
    Index("ix_role_latest", "actor", "current", "published_at", "position", "title", "article"),
    sqlite_with_rowid=False,
)

story = Table(
    "story",
    metadata,
    Column("id", Words, primary_key=True),
    _words("title"),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
)

story_article = Table(
    "story_article",
    metadata,
    Column("story", Words, ForeignKey("story.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("article", Words, ForeignKey("article.id"), nullable=False),
    PrimaryKeyConstraint("story", "position"),
    Index(None, "article"),
    sqlite_with_rowid=False,
)

# The ids of stories that have become part of another one, so that what people were shown still leads somewhere.
story_alias = Table(
    "story_alias",
    metadata,
    Column("id", Words, primary_key=True),
    Column("story", Words, ForeignKey("story.id", ondelete="CASCADE"), nullable=False),
    Index(None, "story"),
    sqlite_with_rowid=False,
)

# Articles that wait to be grouped: kept, or analysed anew, since the last time.
to_group = Table(
    "to_group",
    metadata,
    Column("article", Words, ForeignKey("article.id"), primary_key=True),
    sqlite_with_rowid=False,
)

statement = Table(
    "statement",
    metadata,
    Column("id", Words, primary_key=True),
    Column("certain", Boolean, nullable=False),
    _words("mode"),
    Column("day", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("said_on", Date),
    _words("role"),
    _words("language"),
    _words("via"),
    Column("confidence", Float, nullable=False),
    Column("story", Words, ForeignKey("story.id", ondelete="SET NULL")),
    _words("text"),
    Index(None, "day", "first_at", "id", "mode", "certain"),
    Index(None, "story"),
)

report = Table(
    "report",
    metadata,
    Column("statement", Words, ForeignKey("statement.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("outlet", Words, ForeignKey("outlet.id"), nullable=False),
    Column("article", Words, ForeignKey("article.id"), nullable=False),
    _words("url"),
    _words("quotation"),
    _words("content"),
    Column("published_at", Instant, nullable=False),
    Column("independent", Boolean, nullable=False),
    PrimaryKeyConstraint("statement", "position"),
    Index(None, "article"),
    sqlite_with_rowid=False,
)

# Who takes part in a statement, in the order in which a speaker's statements are listed and counted by day.
statement_actor = Table(
    "statement_actor",
    metadata,
    Column("actor", Words, ForeignKey("actor.id"), nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("statement", Words, ForeignKey("statement.id", ondelete="CASCADE"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    _words("mode"),
    Column("certain", Boolean, nullable=False),
    PrimaryKeyConstraint("actor", "part", "day", "first_at", "statement"),
    Index(None, "statement", "part", "position"),
    sqlite_with_rowid=False,
)

# The same by outlet and article: what counting an actor's outlets, articles and independent texts reads in order.
voice = Table(
    "voice",
    metadata,
    _words("actor"),
    Column("part", SmallInteger, nullable=False),
    _words("outlet"),
    _words("article"),
    Column("statement", Words, ForeignKey("statement.id", ondelete="CASCADE"), nullable=False),
    Column("first_at", Instant, nullable=False),
    _words("mode"),
    Column("certain", Boolean, nullable=False),
    Column("independent", Boolean, nullable=False),
    PrimaryKeyConstraint("actor", "part", "outlet", "article", "statement"),
    Index(None, "statement"),
    sqlite_with_rowid=False,
)

# How many statements an actor speaks in or is told of in, by UTC day: what figures over whole days are read from.
tally = Table(
    "tally",
    metadata,
    _words("actor"),
    Column("part", SmallInteger, nullable=False),
    Column("certain", Boolean, nullable=False),
    Column("day", Integer, nullable=False),
    _words("mode"),
    Column("statements", Integer, nullable=False),
    PrimaryKeyConstraint("actor", "part", "certain", "day", "mode"),
    sqlite_with_rowid=False,
)

# Each article that reports what an actor said, with the time of the latest statement in it and of the latest one that
# is no copy (NEVER_US: none): how many articles, outlets and independent texts there are since a moment is read in
# order of time.
coverage = Table(
    "coverage",
    metadata,
    _words("actor"),
    Column("certain", Boolean, nullable=False),
    _words("article"),
    _words("outlet"),
    Column("last_at", BigInteger, nullable=False),
    Column("own_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("actor", "certain", "article"),
    Index("ix_coverage_time", "actor", "certain", "last_at", "own_at", "outlet"),
    sqlite_with_rowid=False,
)

# The stems of a statement's words, each between blanks, beside who takes part: what a topic is looked for in.
wording = Table(
    "wording",
    metadata,
    _words("actor"),
    Column("part", SmallInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("statement", Words, ForeignKey("statement.id", ondelete="CASCADE"), nullable=False),
    _words("mode"),
    Column("certain", Boolean, nullable=False),
    _words("stems"),
    PrimaryKeyConstraint("actor", "part", "day", "first_at", "statement"),
    Index(None, "statement"),
    sqlite_with_rowid=False,
)

# The registry (digest.registry): an actor id that leads to another one; whom one article means by an id. Of several
# rows for one id in one article the one of the latest event holds.
redirect = Table(
    "redirect",
    metadata,
    Column("actor", Words, primary_key=True),
    _words("into"),
    Column("event", Integer, nullable=False),
    Index(None, "into"),
    sqlite_with_rowid=False,
)

identity = Table(
    "identity",
    metadata,
    Column("article", Words, ForeignKey("article.id"), nullable=False),
    _words("found"),
    Column("event", Integer, nullable=False),
    _words("actor"),
    _words("rule"),
    Column("confidence", Float, nullable=False),
    PrimaryKeyConstraint("article", "found", "event"),
    Index(None, "actor"),
    Index(None, "found"),
    Index(None, "event"),
    sqlite_with_rowid=False,
)

# Names given by the operator, which no article needs to use.
given_name = Table(
    "given_name",
    metadata,
    _words("folded"),
    _words("actor"),
    _words("surface"),
    Column("event", Integer, nullable=False),
    PrimaryKeyConstraint("folded", "actor"),
    Index(None, "actor"),
    sqlite_with_rowid=False,
)

# Everything that was ever decided about who is who, by whom and why; an entry is taken back by a later one.
registry_event = Table(
    "registry_event",
    metadata,
    _number(),
    Column("at", Instant, nullable=False),
    _words("who"),
    _words("act"),
    _words("actor"),
    _words("other"),
    _words("detail"),
    Column("undone_by", Integer),
    Index(None, "actor"),
    Index(None, "other"),
)

# Statements whose article no longer says them, whole, as they stood when they were last reported.
withdrawn = Table(
    "withdrawn",
    metadata,
    Column("statement", Words, primary_key=True),
    Column("article", Words, ForeignKey("article.id"), nullable=False),
    Column("at", Instant, nullable=False),
    _words("body"),
    Index(None, "article"),
    Index("ix_withdrawn_at", "at", "statement"),
)

# When what has to be done now and then was last done, and what came of it.
chore = Table(
    "chore",
    metadata,
    Column("name", Words, primary_key=True),
    Column("at", Instant, nullable=False),
    _words("result"),
    _words("problem"),
)

# What is left of the commands that a person or a chat may give; told by a keyed hash, and gone when it is full again.
allowance = Table(
    "allowance",
    metadata,
    Column("who", Words, primary_key=True),
    Column("left", Float, nullable=False),
    Column("at", Instant, nullable=False),
    Column("told_at", Instant),
    sqlite_with_rowid=False,
)
