"""The part of the SQL store that finds the statements of a query and counts them.

query -> where its statements are looked up (`_Found`) -> figures
one actor, no topic: whole days from `tally`, the days at both ends one by one; texts from `coverage` in order of time
all else: statement by statement
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
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
from digest.store.lookups import final_query
from digest.store.rows import actor_of
from digest.store.tables import (
    ABOUT,
    DAY_US,
    NEVER_US,
    SPEAKER,
    actor,
    coverage,
    instant,
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
    """Where the statements of `query` are looked up: columns of one table, and the conditions on them."""

    query: StatementQuery
    id: ColumnElement[str]
    day: ColumnElement[int]
    first_at: ColumnElement[datetime]
    mode: ColumnElement[str]
    conditions: tuple[ColumnElement[bool], ...]

    def newest(self, limit: int, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        """These columns, by default the ids, of the newest statements."""
        newest_first = (self.day.desc(), self.first_at.desc(), self.id.desc())
        return select(*(columns or (self.id,))).where(*self.conditions).order_by(*newest_first).limit(max(limit, 0))


class CountPart:
    """Figures over statements; what is asked and promised stands at `digest.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_statements(self, query: StatementQuery) -> StatementCounts:
        with self._database.reading() as connection:
            found = found_for(connection, query)
            if found is None:
                return StatementCounts(0, dict.fromkeys(Mode, 0), {}, 0, 0, 0)
            by_day, by_mode = _days_and_modes(connection, found)
            texts = _texts(connection, found)
        return StatementCounts(
            total=sum(by_mode.values()),
            by_mode={mode: by_mode[mode.value] for mode in Mode},
            by_day={_iso_day(day): by_day[day] for day in sorted(by_day)},
            outlets=texts.outlets,
            articles=texts.articles,
            independent=texts.independent,
        )

    def how_many(self, query: StatementQuery) -> int:
        with self._database.reading() as connection:
            found = found_for(connection, query)
            return 0 if found is None else sum(_days_and_modes(connection, found)[1].values())

    def count_between(self, query: StatementQuery, edges: Sequence[datetime]) -> Sequence[int]:
        limits = [microseconds(require_aware(edge, "edge")) for edge in edges]
        with self._database.reading() as connection:
            found = found_for(connection, query)
            if found is None or len(limits) < 2:
                return [0] * max(len(limits) - 1, 0)
            spans = _spans(limits)
            inside = (
                found.day.between(spans.c.first_day, spans.c.last_day),
                type_coerce(found.first_at, BigInteger) >= spans.c.low,
                type_coerce(found.first_at, BigInteger) < spans.c.high,
            )
            number = select(func.count()).where(*found.conditions, *inside).correlate(spans).scalar_subquery()
            return list(connection.scalars(select(number).select_from(spans).order_by(spans.c.place)))

    def company(self, query: StatementQuery, newest: int, most: int) -> Sequence[tuple[Actor, int]]:
        with self._database.reading() as connection:
            found = found_for(connection, query)
            if found is None:
                return []
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
        with self._database.reading() as connection:
            found = found_for(connection, query, in_words=True)
            if found is None:
                return []
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


def found_for(connection: Connection, query: StatementQuery, *, in_words: bool = False) -> Found | None:
    """Where to look for the statements of a query as it was asked; None where it asks for what no database can hold.

    `in_words` looks where the words are, as a query with a topic does; it needs a speaker or somebody it is about.
    """
    asked = checked_query(query)
    stems = [stem for word in asked.topic for stem in word]
    if not all(map(storable, (asked.speaker, asked.about, asked.story, *stems))):
        return None
    return where_to_look(final_query(connection, asked), in_words=in_words)


def where_to_look(query: StatementQuery, *, in_words: bool = False) -> Found:
    """The same for a query that was checked, about actors no id of which leads to another one."""
    taking = wording if query.topic or in_words else statement_actor
    if query.speaker is not None:
        table: FromClause = taking
        conditions = _takes_part(taking, query.speaker, SPEAKER)
        if query.about is not None:
            about = statement_actor.alias()
            conditions.append(
                table.c.statement.in_(select(about.c.statement).where(*_takes_part(about, query.about, ABOUT)))
            )
    elif query.about is not None:
        table, conditions = taking, _takes_part(taking, query.about, ABOUT)
    else:
        table, conditions = statement, []
    key = table.c.id if table is statement else table.c.statement
    if query.story is not None:
        conditions.append(key.in_(select(statement.c.id).where(statement.c.story == query.story)))
    conditions += [*days(table, query), *filters(table, query), *_topic(query)]
    return Found(query, key, table.c.day, table.c.first_at, table.c.mode, tuple(conditions))


def _spans(limits: Sequence[int]) -> CTE:
    """The spans of time between these instants as a table, each with the days that it touches."""
    names = ("place", "low", "high", "first_day", "last_day")
    rows = [(place, low, high, low // DAY_US, high // DAY_US) for place, (low, high) in enumerate(pairwise(limits))]
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


def _days_and_modes(connection: Connection, found: Found) -> tuple[Counter[int], Counter[str]]:
    """How many statements there are by UTC day, and by mode."""
    each: Select[*tuple[Any, ...]] = select(
        found.day.label("day"), found.mode.label("mode"), func.count().label("statements")
    )
    one = _of_one(found.query)
    if one is None:
        counted: Any = each.where(*found.conditions).group_by(found.day, found.mode)
    else:
        counted = _by_tally(found.query, *one, each.where(*found.conditions))
    by_day, by_mode = Counter[int](), Counter[str]()
    for day, mode, number in connection.execute(counted):
        by_day[day] += number
        by_mode[mode] += number
    return by_day, by_mode


def _by_tally(query: StatementQuery, actor_id: str, part: int, each: Select[*tuple[Any, ...]]) -> Any:
    """Whole days as tallied, and what `each` finds on the days at both ends, of which only a part is asked for."""
    whole, edges = [], []
    if query.since is not None:
        first = microseconds(query.since) // DAY_US
        edges.append(first)
        whole.append(tally.c.day > first)
    if query.until is not None:
        last = microseconds(query.until) // DAY_US
        edges.append(last)
        whole.append(tally.c.day < last)
    counted = select(tally.c.day, tally.c.mode, func.sum(tally.c.statements)).where(
        *_takes_part(tally, actor_id, part), *whole, *_kinds(tally, query)
    )
    tallied = counted.group_by(tally.c.day, tally.c.mode)
    at_the_ends = [
        each.where(statement_actor.c.day == day).group_by(statement_actor.c.day, statement_actor.c.mode)
        for day in sorted(set(edges))
    ]
    return union_all(tallied, *at_the_ends)


@dataclass(frozen=True, slots=True)
class _Texts:
    """How many distinct articles report the statements of a query, of how many outlets, how many independent."""

    articles: int
    outlets: int
    independent: int


def _texts(connection: Connection, found: Found) -> _Texts:
    query = found.query
    one = _of_one(query)
    covered = _by_coverage(connection, query)
    if covered is not None:
        return covered
    if one is not None:
        table: FromClause = voice
        conditions: tuple[ColumnElement[bool], ...] = (*_takes_part(voice, *one), *filters(voice, query))
    else:
        table, conditions = report, (report.c.statement.in_(select(found.id).where(*found.conditions)),)
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


def _iso_day(day: int) -> str:
    return instant(day * DAY_US).date().isoformat()
