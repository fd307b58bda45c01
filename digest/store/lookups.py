"""Small questions to the database that several parts of the SQL store ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, bindparam, func, select

from digest.model import Actor, Analysis, Article, Outlet, Statement
from digest.registry import CERTAIN
from digest.store.connections import batches
from digest.store.crediting import Resolution
from digest.store.encoding import analysis_of
from digest.store.rows import actor_of, article_of, outlet_of
from digest.store.tables import actor, analysis, article, identity, outlet, redirect

_INTO = select(redirect.c.actor, redirect.c.into).where(redirect.c.actor.in_(bindparam("ids", expanding=True)))
_FROM = select(redirect.c.actor).where(redirect.c.into.in_(bindparam("ids", expanding=True)))


IS_CURRENT = article.c.superseded_by.is_(None)


def published_in(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions for current articles published in that time, which ends before `until`."""
    return IS_CURRENT, article.c.published_at >= since, article.c.published_at < until


def outlets_of(connection: Connection, ids: Collection[str]) -> dict[str, Outlet]:
    """The outlets with these ids."""
    return {row.id: outlet_of(row) for row in _rows(connection, outlet.c.id, ids)}


def known_actors(connection: Connection, ids: Collection[str]) -> dict[str, Actor]:
    """The actors with these ids that are stored."""
    return {row.id: actor_of(row) for row in _rows(connection, actor.c.id, ids)}


def final_ids(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """For each id the id of the actor that it leads to."""
    leads = dict.fromkeys(ids, "")
    steps: dict[str, str] = {}
    open_ids = set(leads)
    while open_ids:
        found = {
            row.actor: row.into for ids in batches(sorted(open_ids)) for row in connection.execute(_INTO, {"ids": ids})
        }
        steps |= found
        open_ids = set(found.values()) - steps.keys()
    for one in leads:
        end = one
        while end in steps:
            end = steps[end]
        leads[one] = end
    return leads


def ids_leading_to(connection: Connection, actor_id: str) -> list[str]:
    """The actor that the id leads to, then all other ids that do, in order."""
    final = final_ids(connection, [actor_id])[actor_id]
    found, new = {final}, [final]
    while new:
        new = [one for ids in batches(new) for one in connection.scalars(_FROM, {"ids": ids}) if one not in found]
        found.update(new)
    return [final, *sorted(found - {final})]


def with_final_actors(connection: Connection, statements: Iterable[Statement]) -> dict[str, Statement]:
    """By id, the statements with the actors that their actors' ids lead to."""
    given = list(statements)
    taking = {one.id: one for each in given for one in (*each.speakers, *each.addressees, *each.about)}
    final = final_ids(connection, taking)
    changed = {old: new for old, new in final.items() if old != new}
    taking |= known_actors(connection, set(changed.values()))

    def led(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
        return tuple(taking[one] for one in dict.fromkeys(changed.get(actor.id, actor.id) for actor in actors))

    return {
        each.id: replace(each, speakers=led(each.speakers), addressees=led(each.addressees), about=led(each.about))
        for each in given
    }


def resolution(connection: Connection, articles: Collection[str]) -> Resolution:
    """Whom ids mean in these articles."""
    redirects = {row.actor: row.into for row in connection.execute(select(redirect.c.actor, redirect.c.into))}
    return replace(own_meanings(connection, articles), redirects=redirects)


def own_meanings(connection: Connection, articles: Collection[str]) -> Resolution:
    """Whom these articles mean by ids that others use otherwise; no id leads to another one."""
    rows = [
        row
        for ids in batches(sorted(articles))
        for row in connection.execute(
            select(identity).where(identity.c.article.in_(ids)).order_by(identity.c.event)  # the latest one stands
        )
    ]
    held = {(row.article, row.found): row for row in rows}
    doubtful = frozenset(key for key, row in held.items() if row.confidence < CERTAIN)
    return Resolution({key: row.actor for key, row in held.items()}, doubtful=doubtful)


def found_analyses(connection: Connection, articles: Collection[str]) -> dict[str, Analysis]:
    """The latest analysis of each of these articles, superseded or not, as it was found."""
    later = analysis.alias()
    latest = select(func.max(later.c.number)).where(later.c.article == analysis.c.article).scalar_subquery()
    return {
        row.article: analysis_of(row.article, row.version, row.language, row.body)
        for ids in batches(sorted(articles))
        for row in connection.execute(select(analysis).where(analysis.c.article.in_(ids), analysis.c.number == latest))
    }


def missing_actors(connection: Connection, ids: Collection[str]) -> set[str]:
    """Which of these actors are not stored."""
    return set(ids) - known_actors(connection, ids).keys()


def missing_articles(connection: Connection, ids: Collection[str]) -> set[str]:
    """Which of these articles are not stored."""
    stored = {
        row.id
        for batch in batches(sorted(ids))
        for row in connection.execute(select(article.c.id).where(article.c.id.in_(batch)))
    }
    return set(ids) - stored


def stored_articles(connection: Connection, ids: Collection[str]) -> dict[str, Article]:
    """The articles with these ids that are stored, superseded or not."""
    rows = list(_rows(connection, article.c.id, ids))
    outlets = outlets_of(connection, {row.outlet for row in rows})
    return {row.id: article_of(row, outlets) for row in rows}


def with_former_versions(connection: Connection, ids: Collection[str]) -> set[str]:
    """These articles and all versions that they took the place of."""
    named, newest = set(ids), set(ids)
    while newest:
        newest = {
            row.id
            for batch in batches(sorted(newest))
            for row in connection.execute(select(article.c.id).where(article.c.superseded_by.in_(batch)))
        } - named
        named |= newest
    return named


def _rows(connection: Connection, key: Column[Any], ids: Collection[str]) -> Iterator[Row[Any]]:
    for batch in batches(sorted(ids)):
        yield from connection.execute(_with(key), {"ids": batch}).all()  # at once: one by one costs more


@cache
def _with(key: Column[Any]) -> Select[Any]:
    """The rows whose `key` is one of `ids`; made once, since making it costs as much as asking."""
    return select(key.table).where(key.in_(bindparam("ids", expanding=True)))
