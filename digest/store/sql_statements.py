"""The part of the SQL store that holds stories and statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Column, Connection, Row, Select, bindparam, delete, exists, select, update

from digest.model import Actor, Outlet, Report, Statement, Story, Withdrawn, require_aware
from digest.ports import StatementQuery
from digest.store.checks import (
    actors_of,
    articles_held,
    checked_statement,
    checked_story,
    refuse_missing,
    storable,
)
from digest.store.connections import batches, inserting, replacing
from digest.store.grouping import remaining_statements, remaining_stories
from digest.store.lookups import (
    missing_articles,
    outlets_of,
    published_in,
    stored_articles,
    with_final_actors,
    with_former_versions,
)
from digest.store.rows import (
    REPORT,
    StatementRows,
    actor_of,
    actor_row,
    outlet_row,
    report_of,
    statement_of,
    statement_rows,
    story_article_rows,
    story_of,
    story_row,
    withdrawn_of,
)
from digest.store.sql_counts import CountPart, days, filters, found_for
from digest.store.tables import (
    SPEAKER,
    actor,
    article,
    outlet,
    report,
    statement,
    statement_actor,
    story,
    story_alias,
    story_article,
    to_group,
    voice,
    wording,
)
from digest.store.tables import withdrawn as withdrawn_table
from digest.store.tallies import tally_again

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_STATEMENTS = select(statement).where(statement.c.id.in_(_IDS))
_TAKING_PART = (
    select(statement_actor.c.statement, statement_actor.c.part, actor)
    .join_from(statement_actor, actor)
    .where(statement_actor.c.statement.in_(_IDS))
    .order_by(statement_actor.c.statement, statement_actor.c.part, statement_actor.c.position)
)
"""What statements are read by, made once: digests are compiled while many channels wait."""


class StatementPart(CountPart):
    """Stories and statements; what is asked and promised stands at `digest.ports.Store`."""

    def stories(self, since: datetime, until: datetime) -> Sequence[Story]:
        inside = published_in(require_aware(since, "since"), require_aware(until, "until"))
        wanted = select(story_article.c.story).join_from(article, story_article).where(*inside).distinct()
        with self._database.reading() as connection:
            found = load_stories(connection, list(connection.scalars(wanted)))
        return sorted(found.values(), key=lambda each: (each.last_at, each.id), reverse=True)

    def replace_groups(
        self,
        articles: Iterable[str],
        stories: Iterable[Story],
        statements: Iterable[Statement],
        *,
        became: Mapping[str, str] | None = None,
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
            merged = _merge_stories(connection, became or {})
            _refuse_unknown_stories(connection, new_statements.values(), vanished | merged)
            _keep_names(connection, new_statements.values())
            new_statements = with_final_actors(connection, new_statements.values())
            _replace_statements(connection, named, new_statements)
            _delete(connection, story.c.id, vanished | merged)
            _delete(connection, to_group.c.article, named)

    def statement(self, statement_id: str) -> Statement | None:
        if not storable(statement_id):
            return None
        with self._database.reading() as connection:
            return load_statements(connection, [statement_id]).get(statement_id)

    def reported_in(self, article_id: str) -> Sequence[Statement]:
        if not storable(article_id):
            return []
        with self._database.reading() as connection:
            ids = sorted(_holding(connection, report.c.statement, report.c.article, {article_id}))
            loaded = load_statements(connection, ids)
        return [loaded[each] for each in ids]

    def withdrawn(self, statement_id: str) -> Withdrawn | None:
        if not storable(statement_id):
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(withdrawn_table).where(withdrawn_table.c.statement == statement_id)).first()
        return withdrawn_of(row) if row else None

    def statements(self, query: StatementQuery, limit: int = 1000, offset: int = 0) -> Sequence[Statement]:
        found = found_for(query)
        if found is None or limit <= 0:
            return []
        with self._database.reading() as connection:
            ids = list(connection.scalars(found.newest(limit).offset(max(offset, 0))))
            loaded = load_statements(connection, ids)
        return [loaded[each] for each in ids]

    def speakers_before(self, actor_ids: Iterable[str], until: datetime) -> frozenset[str]:
        before = StatementQuery(until=require_aware(until, "until"))
        limits = (*days(statement_actor, before), *filters(statement_actor, before))
        # one look per actor at the place in the index where its statements begin
        spoke = exists().where(statement_actor.c.actor == actor.c.id, statement_actor.c.part == SPEAKER, *limits)
        wanted = sorted(filter(storable, set(actor_ids)))
        with self._database.reading() as connection:
            return frozenset(
                row.id
                for ids in batches(wanted)
                for row in connection.execute(select(actor.c.id).where(actor.c.id.in_(ids), spoke))
            )


def load_stories(connection: Connection, ids: list[str]) -> dict[str, Story]:
    """The stories with these ids, by id."""
    stories: dict[str, Story] = {}
    for batch in batches(ids):
        rows = connection.execute(select(story).where(story.c.id.in_(batch)))
        members: dict[str, list[str]] = {}
        for member in _in_order(connection, story_article.c.story, batch):
            members.setdefault(member.story, []).append(member.article)
        stories |= {row.id: story_of(row, members.get(row.id, [])) for row in rows}
    return stories


def load_statements(connection: Connection, ids: list[str]) -> dict[str, Statement]:
    """The statements with these ids, by id."""
    loaded: dict[str, Statement] = {}
    for batch in batches(ids):
        rows = connection.execute(_STATEMENTS, {"ids": batch}).all()
        parts = _load_parts(connection, batch)
        reports = _load_reports(connection, batch)
        loaded |= {row.id: statement_of(row, parts.get(row.id, {}), reports[row.id]) for row in rows}
    return loaded


def _load_parts(connection: Connection, ids: list[str]) -> dict[str, dict[int, list[Actor]]]:
    """Who takes part in these statements, by statement and part."""
    actors: dict[str, Actor] = {}
    parts: dict[str, dict[int, list[Actor]]] = {}
    for row in connection.execute(_TAKING_PART, {"ids": ids}).all():
        taking = actors.get(row.id) or actors.setdefault(row.id, actor_of(row))
        parts.setdefault(row.statement, {}).setdefault(row.part, []).append(taking)
    return parts


def _load_reports(connection: Connection, ids: list[str]) -> dict[str, list[Report]]:
    """The reports of these statements, in order."""
    rows = _in_order(connection, report.c.statement, ids, REPORT)
    outlets = outlets_of(connection, {row.outlet for row in rows})
    reports: dict[str, list[Report]] = defaultdict(list)
    for row in rows:
        reports[row.statement].append(report_of(row, outlets))
    return reports


def _in_order(
    connection: Connection, key: Column[str], ids: list[str], columns: tuple[str, ...] = ()
) -> Sequence[Row[Any]]:
    """The rows of a table whose `key` is one of these, by key and position: these columns, or all."""
    return connection.execute(_ordered(key, columns), {"ids": ids}).all()


@cache
def _ordered(key: Column[str], columns: tuple[str, ...]) -> Select[Any]:
    """What `_in_order` asks, made once."""
    wanted = (key.table.c[name] for name in columns or key.table.c.keys())
    return select(*wanted).where(key.in_(_IDS)).order_by(key, key.table.c.position)


def _replace_stories(connection: Connection, named: set[str], given: Mapping[str, Story]) -> set[str]:
    """Write the stories after those that hold `named` were replaced; return which ones are to vanish."""
    touched = _holding(connection, story_article.c.story, story_article.c.article, named)
    stored = load_stories(connection, sorted(touched | given.keys()))
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


def _merge_stories(connection: Connection, became: Mapping[str, str]) -> set[str]:
    """Send the statements of stories to those they became, and their ids after them; return which are to vanish."""
    for old, new in became.items():
        connection.execute(update(statement).where(statement.c.story == old).values(story=new))
        connection.execute(update(story_alias).where(story_alias.c.story == old).values(story=new))
        connection.execute(replacing(story_alias), {"id": old, "story": new})
    return set(became)


def _replace_statements(connection: Connection, named: set[str], given: Mapping[str, Statement]) -> None:
    """Write the statements after those that hold `named` were replaced; rows that stay the same are not touched."""
    touched = _holding(connection, report.c.statement, report.c.article, named)
    stored = load_statements(connection, sorted(touched | given.keys()))
    rest = [each for id_, each in stored.items() if id_ in touched and id_ not in given]
    members = stored_articles(connection, articles_held((), rest) - named)
    remaining = remaining_statements(rest, named, members)
    taken = _load_ids(connection, remaining.keys() - touched)
    wanted = {**{id_: each for id_, each in remaining.items() if id_ not in taken}, **given}
    before = {id_: statement_rows(each) for id_, each in stored.items()}
    after = {id_: statement_rows(each) for id_, each in wanted.items()}
    rewrite_statements(connection, before, after)


def rewrite_statements(
    connection: Connection, before: Mapping[str, StatementRows], after: Mapping[str, StatementRows]
) -> None:
    """Put `after` in the place of `before`, both by id: what they have alike is left alone, figures are kept true."""
    old = {id_: rows for id_, rows in before.items() if after.get(id_) != rows}
    new = [rows for id_, rows in after.items() if before.get(id_) != rows]
    _delete(connection, statement.c.id, old)
    _insert(connection, inserting(statement), (each.statement for each in new))
    _insert(connection, inserting(report), (row for each in new for row in each.reports))
    _insert(connection, inserting(statement_actor), (row for each in new for row in each.actors))
    _insert(connection, inserting(voice), (row for each in new for row in each.voices))
    _insert(connection, inserting(wording), (row for each in new for row in each.wordings))
    tally_again(connection, [*old.values(), *new])


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
