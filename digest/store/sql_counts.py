"""The part of the SQL store that finds the statements of a query and counts them.

query -> where its statements are looked up (`_Found`) -> figures
one actor, no topic: whole days from `tally`, the days at both ends one by one; texts from `coverage` in order of time
all else: statement by statement
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    case,
    column,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
    values,
)

from digest.model import Actor, Mode, require_aware
from digest.ports import StatementCounts, StatementQuery, StemUse
from digest.store.checks import checked_query, storable
from digest.store.connections import Database, batches
from digest.store.rows import actor_of
from digest.store.tables import (
    ABOUT,
    DAY_US,
    NEVER_US,
    SPEAKER,
    actor,
    coverage,
    microseconds,
    report,
    statement,
    statement_actor,
    tally,
    voice,
    wording,
)
from digest.store.topics import most_frequent, sought


@dataclass(frozen=True, slots=True)
class Found:
    """Where the statements of `query` are looked up: a table, the column of their ids, and the conditions on them.

    `within` are the days of the window, by which the index is ordered.
    """

    query: StatementQuery
    table: FromClause
    id: ColumnElement[str]
    within: tuple[ColumnElement[bool], ...]
    others: tuple[ColumnElement[bool], ...]

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """All conditions."""
        return (*self.within, *self.others)

    def on(self, day: ColumnElement[int] | int) -> tuple[ColumnElement[bool], ...]:
        """The conditions for one day of the window. Beside "= day" SQLite would still walk through "between"."""
        return (self.table.c.day == day, *self.others)

    def newest(self, limit: int, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        """These columns, by default the ids, of the newest statements."""
        newest_first = (self.table.c.day.desc(), self.table.c.first_at.desc(), self.id.desc())
        return select(*(columns or (self.id,))).where(*self.conditions).order_by(*newest_first).limit(max(limit, 0))


class CountPart:
    """Figures over statements; what is asked and promised stands at `digest.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_statements(self, query: StatementQuery) -> StatementCounts:
        found = found_for(query)
        if found is None:
            return StatementCounts(0, dict.fromkeys(Mode, 0), 0, 0, 0)
        with self._database.reading() as connection:
            by_mode = _by_mode(connection, found)
            total = sum(by_mode.values())
            texts = _texts(connection, found, total)
        return StatementCounts(
            total=total,
            by_mode={mode: by_mode.get(mode.value, 0) for mode in Mode},
            outlets=texts.outlets,
            articles=texts.articles,
            independent=texts.independent,
        )

    def how_many(self, query: StatementQuery) -> int:
        found = found_for(query)
        if found is None:
            return 0
        with self._database.reading() as connection:
            return sum(_by_mode(connection, found).values())

    def count_between(self, query: StatementQuery, edges: Sequence[datetime]) -> Sequence[int]:
        limits = [microseconds(require_aware(edge, "edge")) for edge in edges]
        found = found_for(query)
        if found is None or len(limits) < 2:
            return [0] * max(len(limits) - 1, 0)
        spans = _spans(_clipped(limits, found.query))
        number = _tallied_between(found, spans) if _of_one(query) else _counted_between(found, spans)
        with self._database.reading() as connection:
            return list(connection.scalars(select(number).select_from(spans).order_by(spans.c.place)))

    def company(self, query: StatementQuery, newest: int, most: int) -> Sequence[tuple[Actor, int]]:
        found = found_for(query)
        if found is None:
            return []
        with self._database.reading() as connection:
            these = found.newest(newest).subquery()
            other = statement_actor.alias()
            number = func.count(other.c.statement.distinct())
            together = (
                select(actor, number.label("statements"))
                .join_from(these, other, other.c.statement == these.c[0])
                .join(actor, actor.c.id == other.c.actor)
                .where(other.c.actor.not_in({found.query.speaker or "", found.query.about or ""}))
                .group_by(other.c.actor)
                .order_by(number.desc(), actor.c.name, actor.c.id)
                .limit(max(most, 0))
            )
            return [(actor_of(row), row.statements) for row in connection.execute(together)]

    def frequent_stems(self, query: StatementQuery, newest: int, most: int) -> Sequence[StemUse]:
        found = found_for(query, in_words=True)
        if found is None:
            return []
        with self._database.reading() as connection:
            rows = connection.execute(found.newest(newest, wording.c.stems, wording.c.statement)).all()
            frequent = most_frequent(((row.stems, row.statement) for row in rows), most)
            wanted = select(statement.c.id, statement.c.text, statement.c.language)
            named = sorted({one for _, _, one in frequent})
            texts = {
                row.id: row
                for ids in batches(named)
                for row in connection.execute(wanted.where(statement.c.id.in_(ids)))
            }
        return [StemUse(stem, number, texts[one].text, texts[one].language) for stem, number, one in frequent]


def found_for(query: StatementQuery, *, in_words: bool = False) -> Found | None:
    """Where to look for the statements of a query as it was asked; None where it asks for what no database can hold.

    `in_words` looks where the words are, as a query with a topic does; it needs a speaker or somebody it is about.
    """
    asked = checked_query(query)
    stems = [stem for word in asked.topic for stem in word]
    if not all(map(storable, (asked.speaker, asked.about, asked.story, *stems))):
        return None
    taking = wording if asked.topic or in_words else statement_actor
    table: FromClause = statement if asked.speaker is None and asked.about is None else taking
    key = table.c.id if table is statement else table.c.statement
    others = [*_who(table, key, asked), *filters(table, asked), *_topic(asked)]
    if asked.story is not None:
        others.append(key.in_(select(statement.c.id).where(statement.c.story == asked.story)))
    return Found(asked, table, key, tuple(days(table, asked)), tuple(others))


def _who(table: FromClause, key: ColumnElement[str], query: StatementQuery) -> list[ColumnElement[bool]]:
    """Who speaks and who is spoken about. Of two actors the one spoken about is looked for first: it has fewer."""
    if query.about is None:
        return [] if query.speaker is None else _takes_part(table, query.speaker, SPEAKER)
    told = _takes_part(table, query.about, ABOUT)
    if query.speaker is not None:
        speaks = statement_actor.alias()
        speakers = select(speaks.c.actor).where(speaks.c.statement == key, speaks.c.part == SPEAKER)
        told.append(literal(query.speaker).in_(speakers))
    return told


def _counted_between(found: Found, spans: CTE) -> ColumnElement[int]:
    """The number of statements in a span, one by one."""
    first_at = type_coerce(found.table.c.first_at, BigInteger)
    inside = (
        found.table.c.day.between(spans.c.first_day, spans.c.last_day),
        first_at >= spans.c.low,
        first_at < spans.c.high,
    )
    return select(func.count()).where(*found.others, *inside).correlate(spans).scalar_subquery()


def _tallied_between(found: Found, spans: CTE) -> ColumnElement[int]:
    """The same with the whole days of a span as tallied; those at its ends, of which it has a part, one by one."""
    whole = select(func.coalesce(func.sum(tally.c.statements), 0)).where(
        *_tallied(found.query), tally.c.day > spans.c.first_day, tally.c.day < spans.c.last_day
    )
    first_at = type_coerce(found.table.c.first_at, BigInteger)
    inside = (first_at >= spans.c.low, first_at < spans.c.high)
    begins = select(func.count()).where(*found.on(spans.c.first_day), *inside)
    ends = select(func.count()).where(*found.on(spans.c.last_day), *inside, spans.c.last_day > spans.c.first_day)
    parts = (part.correlate(spans).scalar_subquery() for part in (whole, begins, ends))
    return reduce(add, parts)


def _clipped(limits: Sequence[int], query: StatementQuery) -> list[tuple[int, int]]:
    """The spans between these instants, as far as they lie in the query's window; an empty one begins where it ends."""
    since = NEVER_US if query.since is None else microseconds(query.since)
    until = -NEVER_US if query.until is None else microseconds(query.until)
    return [(low, max(low, high)) for low, high in ((max(a, since), min(b, until)) for a, b in pairwise(limits))]


def _spans(limits: Sequence[tuple[int, int]]) -> CTE:
    """These spans of time as a table, each with the days that it touches."""
    names = ("place", "low", "high", "first_day", "last_day")
    rows = [(place, low, high, low // DAY_US, high // DAY_US) for place, (low, high) in enumerate(limits)]
    return values(*(column(name, BigInteger) for name in names), name="span").data(rows).cte("span")


def _takes_part(table: FromClause, actor_id: str, part: int) -> list[ColumnElement[bool]]:
    return [table.c.actor == actor_id, table.c.part == part]


def days(table: FromClause, query: StatementQuery) -> list[ColumnElement[bool]]:
    """The days of the query's window, by which the index is ordered; `filters` sets the exact limits."""
    limits: list[ColumnElement[bool]] = []
    if query.since is not None:
        limits.append(table.c.day >= microseconds(query.since) // DAY_US)
    if query.until is not None:
        limits.append(table.c.day <= microseconds(query.until) // DAY_US)
    return limits


def filters(table: FromClause, query: StatementQuery) -> list[ColumnElement[bool]]:
    """What all tables with a statement's time, mode and sureness are asked alike."""
    limits: list[ColumnElement[bool]] = []
    if query.since is not None:
        limits.append(table.c.first_at >= query.since)
    if query.until is not None:
        limits.append(table.c.first_at < query.until)
    return [*limits, *_kinds(table, query)]


def _kinds(table: FromClause, query: StatementQuery) -> list[ColumnElement[bool]]:
    """The query's conditions on mode and sureness."""
    kinds: list[ColumnElement[bool]] = []
    if query.modes:
        kinds.append(table.c.mode.in_(sorted(query.modes)))
    if query.certain is not None:
        kinds.append(table.c.certain.is_(query.certain))
    return kinds


def _topic(query: StatementQuery) -> list[ColumnElement[bool]]:
    return [or_(*(func.instr(wording.c.stems, sought(stem)) > 0 for stem in sorted(word))) for word in query.topic]


def _of_one(query: StatementQuery) -> tuple[str, int] | None:
    """The actor and the part, where a query asks for one actor's statements and for nothing that is not tallied."""
    if query.story is not None or query.topic or (query.speaker is None) == (query.about is None):
        return None
    return (query.speaker, SPEAKER) if query.speaker is not None else (query.about or "", ABOUT)


def _by_mode(connection: Connection, found: Found) -> Counter[str]:
    """How many statements there are by mode."""
    each: Select[*tuple[Any, ...]] = select(found.table.c.mode, func.count()).group_by(found.table.c.mode)
    counted = each.where(*found.conditions) if _of_one(found.query) is None else _by_tally(found, each)
    by_mode = Counter[str]()
    for mode, number in connection.execute(counted):
        by_mode[mode] += number
    return by_mode


def _by_tally(found: Found, each: Select[*tuple[Any, ...]]) -> Any:
    """Whole days as tallied, and what `each` finds on the days at both ends, of which only a part is asked for."""
    since, until = found.query.since, found.query.until
    first = None if since is None else microseconds(since) // DAY_US
    last = None if until is None else microseconds(until) // DAY_US
    whole = [*([] if first is None else [tally.c.day > first]), *([] if last is None else [tally.c.day < last])]
    counted = select(tally.c.mode, func.sum(tally.c.statements)).where(*_tallied(found.query), *whole)
    ends = sorted({day for day in (first, last) if day is not None})
    return union_all(counted.group_by(tally.c.mode), *(each.where(*found.on(day)) for day in ends))


def _tallied(query: StatementQuery) -> list[ColumnElement[bool]]:
    """The tallies of the one actor of a query, each of its days in order."""
    actor_id, part = _of_one(query) or ("", SPEAKER)
    sureness = [True, False] if query.certain is None else [query.certain]
    modes = [tally.c.mode.in_(sorted(query.modes))] if query.modes else []
    return [*_takes_part(tally, actor_id, part), tally.c.certain.in_(sureness), *modes]


@dataclass(frozen=True, slots=True)
class _Texts:
    """How many distinct articles report the statements of a query, of how many outlets, how many independent."""

    articles: int
    outlets: int
    independent: int


MANY = 3_000
"""Statements from which on their reports are found by going through all of the actor's, not one statement by one."""


def _texts(connection: Connection, found: Found, total: int) -> _Texts:
    covered = _by_coverage(connection, found.query)
    if covered is not None:
        return covered
    query = found.query
    these = select(found.id).where(*found.conditions)
    one = _of_one(replace(query, topic=()))
    if one is not None and (not query.topic or total > MANY):
        table: FromClause = voice
        conditions: list[ColumnElement[bool]] = [*_takes_part(voice, *one), *filters(voice, query)]
        conditions += [voice.c.statement.in_(these)] if query.topic else []
    else:
        table, conditions = report, [report.c.statement.in_(these)]
    own = func.max(case((table.c.independent, 1), else_=0)).label("own")
    articles = select(own, table.c.outlet).where(*conditions).group_by(table.c.outlet, table.c.article).subquery()
    row = connection.execute(
        select(func.count(), func.count(articles.c.outlet.distinct()), func.coalesce(func.sum(articles.c.own), 0))
    ).one()
    return _Texts(*row)


def _by_coverage(connection: Connection, query: StatementQuery) -> _Texts | None:
    """The same in order of time; None for all but what one actor said up to the latest statement, in whatever mode."""
    one = _of_one(query)
    if one is None or one[1] != SPEAKER or query.modes or query.certain is None:
        return None
    of_this = (coverage.c.actor == one[0], coverage.c.certain.is_(query.certain))
    if query.until is not None:
        beyond = select(coverage.c.last_at).where(*of_this, coverage.c.last_at >= microseconds(query.until)).limit(1)
        if connection.execute(beyond).first() is not None:
            return None
    since = NEVER_US + 1 if query.since is None else microseconds(query.since)
    figures = (func.count(), func.count(coverage.c.outlet.distinct()), func.count().filter(coverage.c.own_at >= since))
    return _Texts(*connection.execute(select(*figures).where(*of_this, coverage.c.last_at >= since)).one())
