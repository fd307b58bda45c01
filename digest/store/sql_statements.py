"""The part of the SQL store that holds stories and statements, and counts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Table,
    case,
    delete,
    exists,
    func,
    select,
)

from digest.model import Actor, Mode, Outlet, Report, Statement, Story, require_aware
from digest.ports import StatementCounts, StatementQuery
from digest.store.checks import (
    actors_of,
    articles_held,
    checked_query,
    checked_statement,
    checked_story,
    refuse_missing,
    storable,
)
from digest.store.connections import Database, batches, inserting, replacing
from digest.store.grouping import remaining_statements, remaining_stories
from digest.store.lookups import known_actors, missing_articles, outlets_of, stored_articles, with_former_versions
from digest.store.rows import (
    StatementRows,
    actor_row,
    outlet_row,
    report_of,
    statement_of,
    statement_rows,
    story_article_rows,
    story_of,
    story_row,
)
from digest.store.tables import (
    ABOUT,
    DAY_US,
    SPEAKER,
    actor,
    article,
    instant,
    microseconds,
    outlet,
    report,
    statement,
    statement_actor,
    story,
    story_article,
    voice,
)


class StatementPart:
    """Stories and statements; what is asked and promised stands at `digest.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stories(self, since: datetime, until: datetime) -> Sequence[Story]:
        inside = (
            article.c.superseded_by.is_(None),
            article.c.published_at >= require_aware(since, "since"),
            article.c.published_at < require_aware(until, "until"),
        )
        wanted = select(story_article.c.story).join_from(article, story_article).where(*inside).distinct()
        with self._database.reading() as connection:
            found = _load_stories(connection, list(connection.scalars(wanted)))
        return sorted(found.values(), key=lambda each: (each.last_at, each.id), reverse=True)

    def replace_groups(
        self, articles: Iterable[str], stories: Iterable[Story], statements: Iterable[Statement]
    ) -> None:
        given = set(filter(storable, articles))
        new_stories = {each.id: checked_story(each) for each in stories}
        new_statements = {each.id: checked_statement(each) for each in statements}
        held = articles_held(new_stories.values(), new_statements.values())
        with self._database.writing() as connection:
            named = with_former_versions(connection, given)
            missing = missing_articles(connection, held)
            refuse_missing("stories or statements hold articles that are", missing)
            vanished = _replace_stories(connection, named, new_stories)
            _refuse_unknown_stories(connection, new_statements.values(), vanished)
            _keep_names(connection, new_statements.values())
            _replace_statements(connection, named, new_statements)
            _delete(connection, story.c.id, vanished)

    def statement(self, statement_id: str) -> Statement | None:
        if not storable(statement_id):
            return None
        with self._database.reading() as connection:
            return _load_statements(connection, [statement_id]).get(statement_id)

    def statements(self, query: StatementQuery, limit: int = 1000, offset: int = 0) -> Sequence[Statement]:
        found = _found(checked_query(query))
        if found is None or limit <= 0:
            return []
        newest_first = (found.day.desc(), found.first_at.desc(), found.id.desc())
        wanted = select(found.id).where(*found.conditions).order_by(*newest_first)
        with self._database.reading() as connection:
            ids = list(connection.scalars(wanted.limit(limit).offset(max(offset, 0))))
            loaded = _load_statements(connection, ids)
        return [loaded[each] for each in ids]

    def speakers_before(self, actor_ids: Iterable[str], until: datetime) -> frozenset[str]:
        before = StatementQuery(until=require_aware(until, "until"))
        limits = (*_days(statement_actor, before), *_filters(statement_actor, before))
        # one look per actor at the place in the index where its statements begin
        spoke = exists().where(statement_actor.c.actor == actor.c.id, statement_actor.c.part == SPEAKER, *limits)
        wanted = sorted(filter(storable, set(actor_ids)))
        with self._database.reading() as connection:
            return frozenset(
                row.id
                for ids in batches(wanted)
                for row in connection.execute(select(actor.c.id).where(actor.c.id.in_(ids), spoke))
            )

    def count_statements(self, query: StatementQuery) -> StatementCounts:
        asked = checked_query(query)
        found = _found(asked)
        if found is None:
            return StatementCounts(0, dict.fromkeys(Mode, 0), {}, 0, 0, 0)
        with self._database.reading() as connection:
            days = connection.execute(_by_day(found)).all()
            texts = connection.execute(_texts(asked, found)).one()
        return StatementCounts(
            total=sum(row.total for row in days),
            by_mode={mode: sum(row._mapping[mode.value] for row in days) for mode in Mode},  # noqa: SLF001 - its name in SQLAlchemy
            by_day={_iso_day(row.day): row.total for row in days},
            outlets=texts.outlets,
            articles=texts.articles,
            independent=texts.independent or 0,
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the statements of a query are looked up: columns of one table, and the conditions on them."""

    id: ColumnElement[str]
    day: ColumnElement[int]
    first_at: ColumnElement[datetime]
    mode: ColumnElement[str]
    conditions: tuple[ColumnElement[bool], ...]


def _found(query: StatementQuery) -> _Found | None:
    """Where to look for the statements of a query; None where it asks for what no database can hold."""
    if not all(map(storable, (query.speaker, query.about, query.story))):
        return None
    if query.speaker is not None:
        table: FromClause = statement_actor
        conditions = _takes_part(statement_actor, query.speaker, SPEAKER)
        if query.about is not None:
            about = statement_actor.alias()
            conditions.append(
                table.c.statement.in_(select(about.c.statement).where(*_takes_part(about, query.about, ABOUT)))
            )
    elif query.about is not None:
        table, conditions = statement_actor, _takes_part(statement_actor, query.about, ABOUT)
    else:
        table, conditions = statement, []
    key = table.c.id if table is statement else table.c.statement
    if query.story is not None:
        conditions.append(key.in_(select(statement.c.id).where(statement.c.story == query.story)))
    conditions += [*_days(table, query), *_filters(table, query)]
    return _Found(key, table.c.day, table.c.first_at, table.c.mode, tuple(conditions))


def _takes_part(table: FromClause, actor_id: str, part: int) -> list[ColumnElement[bool]]:
    return [table.c.actor == actor_id, table.c.part == part]


def _days(table: FromClause, query: StatementQuery) -> list[ColumnElement[bool]]:
    """The days of the query's window, by which the index is ordered; `_filters` sets the exact limits."""
    limits: list[ColumnElement[bool]] = []
    if query.since is not None:
        limits.append(table.c.day >= microseconds(query.since) // DAY_US)
    if query.until is not None:
        limits.append(table.c.day <= microseconds(query.until) // DAY_US)
    return limits


def _filters(table: FromClause, query: StatementQuery) -> list[ColumnElement[bool]]:
    """What all tables with a statement's time, mode and sureness are asked alike."""
    filters: list[ColumnElement[bool]] = []
    if query.since is not None:
        filters.append(table.c.first_at >= query.since)
    if query.until is not None:
        filters.append(table.c.first_at < query.until)
    if query.modes:
        filters.append(table.c.mode.in_(sorted(query.modes)))
    if query.certain is not None:
        filters.append(table.c.certain.is_(query.certain))
    return filters


def _by_day(found: _Found) -> Select[*tuple[Any, ...]]:
    """Per day: the total, and the number of each mode in a column of its name."""
    modes = [func.count().filter(found.mode == mode.value).label(mode.value) for mode in Mode]
    return (
        select(found.day.label("day"), func.count().label("total"), *modes)
        .where(*found.conditions)
        .group_by(found.day)
        .order_by(found.day)
    )


def _by_voice(query: StatementQuery) -> tuple[FromClause, tuple[ColumnElement[bool], ...]]:
    """The rows of one actor's voice that a query for this actor alone counts."""
    if query.speaker is not None:
        taking = _takes_part(voice, query.speaker, SPEAKER)
    else:
        taking = _takes_part(voice, query.about or "", ABOUT)
    return voice, (*taking, *_filters(voice, query))


def _texts(query: StatementQuery, found: _Found) -> Select[*tuple[Any, ...]]:
    """How many distinct articles report the statements of a query, of how many outlets, how many independent."""
    if query.story is None and (query.speaker is None) != (query.about is None):
        table, conditions = _by_voice(query)
        # One look per outlet at the place in the index where its rows begin.
        heard = exists().where(table.c.outlet == outlet.c.id, *conditions)
        outlets = select(func.count()).select_from(outlet).where(heard)
    else:
        table, conditions = report, (report.c.statement.in_(select(found.id).where(*found.conditions)),)
        outlets = select(func.count(table.c.outlet.distinct())).where(*conditions)
    own = func.max(case((table.c.independent, 1), else_=0)).label("independent")
    articles = select(own).where(*conditions).group_by(table.c.outlet, table.c.article).subquery()
    return select(
        func.count().label("articles"),
        func.sum(articles.c.independent).label("independent"),
        outlets.scalar_subquery().label("outlets"),
    )


def _load_stories(connection: Connection, ids: list[str]) -> dict[str, Story]:
    stories: dict[str, Story] = {}
    for batch in batches(ids):
        rows = connection.execute(select(story).where(story.c.id.in_(batch)))
        members: dict[str, list[str]] = {}
        for member in _in_order(connection, story_article, story_article.c.story, batch):
            members.setdefault(member.story, []).append(member.article)
        stories |= {row.id: story_of(row, members.get(row.id, [])) for row in rows}
    return stories


def _load_statements(connection: Connection, ids: list[str]) -> dict[str, Statement]:
    loaded: dict[str, Statement] = {}
    for batch in batches(ids):
        rows = connection.execute(select(statement).where(statement.c.id.in_(batch))).all()
        parts = _load_parts(connection, batch)
        reports = _load_reports(connection, batch)
        loaded |= {row.id: statement_of(row, parts.get(row.id, {}), reports[row.id]) for row in rows}
    return loaded


def _load_parts(connection: Connection, ids: list[str]) -> dict[str, dict[int, list[Actor]]]:
    """Who takes part in these statements, by statement and part."""
    taking = select(statement_actor.c.statement, statement_actor.c.part, statement_actor.c.actor)
    in_order = (statement_actor.c.statement, statement_actor.c.part, statement_actor.c.position)
    rows = connection.execute(taking.where(statement_actor.c.statement.in_(ids)).order_by(*in_order)).all()
    actors = known_actors(connection, {row.actor for row in rows})
    parts: dict[str, dict[int, list[Actor]]] = {}
    for key, part, actor_id in rows:
        parts.setdefault(key, {}).setdefault(part, []).append(actors[actor_id])
    return parts


def _load_reports(connection: Connection, ids: list[str]) -> dict[str, list[Report]]:
    """The reports of these statements, in order."""
    rows = _in_order(connection, report, report.c.statement, ids)
    outlets = outlets_of(connection, {row.outlet for row in rows})
    reports: dict[str, list[Report]] = {}
    for row in rows:
        reports.setdefault(row.statement, []).append(report_of(row, outlets))
    return reports


def _in_order(connection: Connection, table: Table, key: Column[str], ids: list[str]) -> Sequence[Row[Any]]:
    """The rows of a table whose `key` is one of these, by key and position."""
    return connection.execute(select(table).where(key.in_(ids)).order_by(key, table.c.position)).all()


def _replace_stories(connection: Connection, named: set[str], given: Mapping[str, Story]) -> set[str]:
    """Write the stories after those that hold `named` were replaced; return which ones are to vanish."""
    touched = _holding(connection, story_article.c.story, story_article.c.article, named)
    stored = _load_stories(connection, sorted(touched | given.keys()))
    rest = [each for id_, each in stored.items() if id_ in touched and id_ not in given]
    members = stored_articles(connection, articles_held(rest, ()) - named)
    changed = {**remaining_stories(rest, named, members), **given}
    changed = {id_: each for id_, each in changed.items() if stored.get(id_) != each}
    _delete(connection, story_article.c.story, changed)
    _insert(connection, replacing(story), map(story_row, changed.values()))
    _insert(
        connection, inserting(story_article), (row for each in changed.values() for row in story_article_rows(each))
    )
    return {each.id for each in rest if named.issuperset(each.articles)}


def _replace_statements(connection: Connection, named: set[str], given: Mapping[str, Statement]) -> None:
    """Write the statements after those that hold `named` were replaced; rows that stay the same are not touched."""
    touched = _holding(connection, report.c.statement, report.c.article, named)
    stored = _load_statements(connection, sorted(touched | given.keys()))
    rest = [each for id_, each in stored.items() if id_ in touched and id_ not in given]
    members = stored_articles(connection, articles_held((), rest) - named)
    remaining = remaining_statements(rest, named, members)
    taken = _load_ids(connection, remaining.keys() - touched)
    wanted = {**{id_: each for id_, each in remaining.items() if id_ not in taken}, **given}
    before = {id_: statement_rows(each) for id_, each in stored.items()}
    after = {id_: statement_rows(each) for id_, each in wanted.items()}
    _delete(connection, statement.c.id, {id_ for id_, rows in before.items() if after.get(id_) != rows})
    _insert_statements(connection, [rows for id_, rows in after.items() if before.get(id_) != rows])


def _insert_statements(connection: Connection, rows: Sequence[StatementRows]) -> None:
    _insert(connection, inserting(statement), (each.statement for each in rows))
    _insert(connection, inserting(report), (row for each in rows for row in each.reports))
    _insert(connection, inserting(statement_actor), (row for each in rows for row in each.actors))
    _insert(connection, inserting(voice), (row for each in rows for row in each.voices))


def _holding(connection: Connection, key: Any, held: Any, named: set[str]) -> set[str]:
    """Which groups (column `key`) hold any of the articles `named` (column `held`)."""
    return {
        found
        for batch in batches(sorted(named))
        for found in connection.scalars(select(key).where(held.in_(batch)).distinct())
    }


def _load_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    return {
        found
        for batch in batches(sorted(ids))
        for found in connection.scalars(select(statement.c.id).where(statement.c.id.in_(batch)))
    }


def _refuse_unknown_stories(connection: Connection, statements: Iterable[Statement], vanished: set[str]) -> None:
    named = {each.story for each in statements if each.story is not None}
    stored = {
        found
        for batch in batches(sorted(named))
        for found in connection.scalars(select(story.c.id).where(story.c.id.in_(batch)))
    }
    refuse_missing("statements belong to stories that are", named - (stored - vanished))


def _keep_names(connection: Connection, statements: Iterable[Statement]) -> None:
    """Store actors and outlets of the statements that are not known yet."""
    actors: dict[str, Actor] = {}
    outlets: dict[str, Outlet] = {}
    for each in statements:
        for taking in actors_of(each):
            actors.setdefault(taking.id, taking)
        for given in each.reports:
            outlets.setdefault(given.outlet.id, given.outlet)
    _insert(connection, inserting(actor), map(actor_row, actors.values()))
    _insert(connection, inserting(outlet), map(outlet_row, outlets.values()))


def _delete(connection: Connection, key: Any, ids: Iterable[str]) -> None:
    for batch in batches(sorted(ids)):
        connection.execute(delete(key.table).where(key.in_(batch)))


def _insert(connection: Connection, into: Any, rows: Iterable[dict[str, Any]]) -> None:
    values = list(rows)
    if values:
        connection.execute(into, values)


def _iso_day(day: int) -> str:
    return instant(day * DAY_US).date().isoformat()
