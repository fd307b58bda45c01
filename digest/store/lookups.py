"""Small questions to the database that several parts of the SQL store ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Row, select

from digest.model import Actor, Article, Outlet
from digest.store.connections import batches
from digest.store.rows import actor_of, article_of, outlet_of
from digest.store.tables import actor, article, outlet


def outlets_of(connection: Connection, ids: Collection[str]) -> dict[str, Outlet]:
    """The outlets with these ids."""
    return {row.id: outlet_of(row) for row in _rows(connection, outlet.c.id, ids)}


def known_actors(connection: Connection, ids: Collection[str]) -> dict[str, Actor]:
    """The actors with these ids that are stored."""
    return {row.id: actor_of(row) for row in _rows(connection, actor.c.id, ids)}


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
        yield from connection.execute(select(key.table).where(key.in_(batch)))
