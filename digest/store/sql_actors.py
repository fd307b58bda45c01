"""The part of the SQL store that knows actors by their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, tuple_

from digest.model import Actor, Alias, require_aware
from digest.ports import AliasHit
from digest.store.checks import storable
from digest.store.connections import Database
from digest.store.lookups import known_actors
from digest.store.rows import actor_of, alias_of
from digest.store.tables import actor, alias, mention, naming, role

_PORTION = 500
"""Actors that one step of an iteration reads."""

_MOST_USED_FIRST = (
    alias.c.articles.desc(),
    alias.c.surface,
    alias.c.language,
    alias.c.kind,
    alias.c.valid_from,
    alias.c.valid_until,
)


class ActorPart:
    """Actors, aliases, roles, mentions; what is asked and promised stands at `digest.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def actors(self, actor_ids: Iterable[str]) -> Mapping[str, Actor]:
        ids = set(filter(storable, actor_ids))
        with self._database.reading() as connection:
            return known_actors(connection, ids)

    def all_actors(self) -> Iterator[tuple[Actor, Sequence[Alias], Sequence[str]]]:
        last = ("", "")
        first = True
        while True:
            following = select(actor).order_by(actor.c.name, actor.c.id).limit(_PORTION)
            if not first:
                following = following.where(tuple_(actor.c.name, actor.c.id) > last)
            with self._database.reading() as connection:
                found = [actor_of(row) for row in connection.execute(following)]
                known = [(each, _aliases(connection, each.id), _roles(connection, each.id)) for each in found]
            if not found:
                return
            yield from known
            last, first = (found[-1].name, found[-1].id), False

    def find_alias(self, folded: str) -> Sequence[AliasHit]:
        if not storable(folded):
            return []
        with self._database.reading() as connection:
            return [hit for _, hit in _hits(connection, _uses().where(naming.c.folded == folded))]

    def folded_aliases(self) -> Iterator[tuple[str, AliasHit]]:
        with self._database.reading() as connection:
            hits = _hits(connection, _uses())
        return iter(hits)

    def aliases_of(self, actor_id: str) -> Sequence[Alias]:
        if not storable(actor_id):
            return []
        with self._database.reading() as connection:
            return _aliases(connection, actor_id)

    def roles_of(self, actor_id: str) -> Sequence[str]:
        if not storable(actor_id):
            return []
        with self._database.reading() as connection:
            return _roles(connection, actor_id)

    def mention_count(self, actor_id: str, since: datetime | None = None, until: datetime | None = None) -> int:
        if not storable(actor_id):
            return 0
        inside = [mention.c.actor == actor_id, mention.c.current.is_(True)]
        if since is not None:
            inside.append(mention.c.published_at >= require_aware(since, "since"))
        if until is not None:
            inside.append(mention.c.published_at < require_aware(until, "until"))
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(mention).where(*inside)) or 0


def _aliases(connection: Connection, actor_id: str) -> list[Alias]:
    used = select(alias).where(alias.c.actor == actor_id, alias.c.articles > 0)
    return [alias_of(row) for row in connection.execute(used.order_by(*_MOST_USED_FIRST))]


def _roles(connection: Connection, actor_id: str) -> list[str]:
    latest, best = func.max(role.c.published_at), func.min(role.c.position)
    titles = select(role.c.title).where(role.c.actor == actor_id, role.c.current.is_(True)).group_by(role.c.title)
    return list(connection.scalars(titles.order_by(latest.desc(), best, role.c.title)))


def _uses() -> Select[Any]:
    """Every alias in use: by folded form, actors by use, and of each actor the surfaces by use."""
    return (
        select(actor, naming.c.folded, naming.c.articles, alias.c.surface)
        .join_from(naming, actor, actor.c.id == naming.c.actor)
        .join(alias, (alias.c.folded == naming.c.folded) & (alias.c.actor == naming.c.actor))
        .where(naming.c.articles > 0, alias.c.articles > 0)
        .order_by(naming.c.folded, naming.c.articles.desc(), naming.c.actor, *_MOST_USED_FIRST)
    )


def _hits(connection: Connection, uses: Select[Any]) -> list[tuple[str, AliasHit]]:
    """One hit per folded form and actor, with the surface used most."""
    rows = connection.execute(uses).all()
    return [_hit(next(group)) for _, group in groupby(rows, key=lambda row: (row.folded, row.id))]


def _hit(row: Row[Any]) -> tuple[str, AliasHit]:
    return row.folded, AliasHit(actor_of(row), row.surface, row.articles)
