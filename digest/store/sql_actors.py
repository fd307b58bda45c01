"""The part of the SQL store that knows actors by their names.

Names, roles and mentions are kept under the id that their article means; they are read for all ids that lead to an
actor (digest.registry).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, tuple_

from digest.model import Actor, Alias, require_aware
from digest.ports import AliasHit, NearName, RoleUse
from digest.store.checks import storable
from digest.store.connections import Database, batches
from digest.store.lookups import final_ids, ids_leading_to, known_actors
from digest.store.nearness import near_names
from digest.store.rows import actor_of, alias_of
from digest.store.tables import actor, alias, article, given_name, mention, naming, redirect, role

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

    _forms: Forms

    def __init__(self, database: Database) -> None:
        self._database = database

    def actors(self, actor_ids: Iterable[str]) -> Mapping[str, Actor]:
        with self._database.reading() as connection:
            leads = final_ids(connection, filter(storable, actor_ids))
            known = known_actors(connection, set(leads.values()))
        return {one: known[final] for one, final in leads.items() if final in known}

    def all_actors(self) -> Iterator[tuple[Actor, Sequence[Alias], Sequence[str]]]:
        last = ("", "")
        first = True
        while True:
            following = select(actor).order_by(actor.c.name, actor.c.id).limit(_PORTION)
            following = following.where(actor.c.id.not_in(select(redirect.c.actor)))
            if not first:
                following = following.where(tuple_(actor.c.name, actor.c.id) > last)
            with self._database.reading() as connection:
                found = [actor_of(row) for row in connection.execute(following)]
                ids = {each.id: ids_leading_to(connection, each.id) for each in found}
                known = [(each, _aliases(connection, ids[each.id]), _roles(connection, ids[each.id])) for each in found]
            if not found:
                return
            yield from known
            last, first = (found[-1].name, found[-1].id), False

    def find_alias(self, folded: str) -> Sequence[AliasHit]:
        if not storable(folded):
            return []
        with self._database.reading() as connection:
            return _hits_of(connection, [folded]).get(folded, [])

    def find_aliases(self, folded: Iterable[str]) -> Mapping[str, Sequence[AliasHit]]:
        with self._database.reading() as connection:
            return _hits_of(connection, filter(storable, folded))

    def folded_aliases(self) -> Iterator[tuple[str, AliasHit]]:
        with self._database.reading() as connection:
            hits = _hits(connection, _uses(), _given())
        return iter(hits)

    def names_near(self, folded: str, least: float, most: int) -> Sequence[NearName]:
        if not storable(folded):
            return []
        with self._database.reading() as connection:
            forms = self._forms.known(connection)
            return near_names(folded, forms, lambda near: _hits_of(connection, near), least, most)

    def aliases_of(self, actor_id: str) -> Sequence[Alias]:
        if not storable(actor_id):
            return []
        with self._database.reading() as connection:
            return _aliases(connection, ids_leading_to(connection, actor_id))

    def roles_of(self, actor_id: str) -> Sequence[str]:
        if not storable(actor_id):
            return []
        with self._database.reading() as connection:
            return _roles(connection, ids_leading_to(connection, actor_id))

    def recent_roles(self, actor_id: str, until: datetime, most: int) -> Sequence[RoleUse]:
        before = require_aware(until, "until")
        if not storable(actor_id):
            return []
        with self._database.reading() as connection:
            given = (role.c.actor.in_(ids_leading_to(connection, actor_id)), role.c.current.is_(True))
            order = (role.c.published_at.desc(), role.c.position, role.c.title, role.c.article)
            latest = (
                select(role.c.title, article.c.language, role.c.position)
                .join_from(role, article, article.c.id == role.c.article)
                .where(*given, role.c.published_at < before)
                .order_by(*order)
                .limit(max(most, 0))
            )
            return [RoleUse(row.title, row.language, row.position == 0) for row in connection.execute(latest)]

    def mention_count(self, actor_id: str, since: datetime | None = None, until: datetime | None = None) -> int:
        if not storable(actor_id):
            return 0
        with self._database.reading() as connection:
            ids = ids_leading_to(connection, actor_id)
            inside: list[ColumnElement[bool]] = [mention.c.actor.in_(ids), mention.c.current.is_(True)]
            if since is not None:
                inside.append(mention.c.published_at >= require_aware(since, "since"))
            if until is not None:
                inside.append(mention.c.published_at < require_aware(until, "until"))
            number = func.count() if len(ids) == 1 else func.count(mention.c.article.distinct())
            return connection.scalar(select(number).select_from(mention).where(*inside)) or 0


class Forms:
    """The folded forms of all names ever used, remembered in the process: likeness is measured against every one.

    Names are only ever added to the database, so that each look reads what is new.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._last = 0
        self._forms: dict[str, None] = {}

    def known(self, connection: Connection) -> Sequence[str]:
        """All forms, in the order of their first use; those given by the operator last."""
        new = select(alias.c.number, alias.c.folded).where(alias.c.number > self._last).order_by(alias.c.number)
        given = set(connection.scalars(select(given_name.c.folded)))
        with self._turn:
            rows = connection.execute(new).all()
            self._forms.update(dict.fromkeys(row.folded for row in rows))
            self._last = max(self._last, rows[-1].number if rows else 0)
            return [*self._forms, *sorted(given - self._forms.keys())]


def _aliases(connection: Connection, ids: Sequence[str]) -> list[Alias]:
    """The surfaces used for an actor, under whatever id, each once for its language, kind and period."""
    used = select(alias).where(alias.c.actor.in_(ids), alias.c.articles > 0)
    rows = connection.execute(used.order_by(*_MOST_USED_FIRST, alias.c.actor))
    return list(dict.fromkeys(alias_of(row, ids[0]) for row in rows))


def _roles(connection: Connection, ids: Sequence[str]) -> list[str]:
    latest, best = func.max(role.c.published_at), func.min(role.c.position)
    titles = select(role.c.title).where(role.c.actor.in_(ids), role.c.current.is_(True)).group_by(role.c.title)
    return list(connection.scalars(titles.order_by(latest.desc(), best, role.c.title)))


def _hits_of(connection: Connection, folded: Iterable[str]) -> dict[str, list[AliasHit]]:
    """The actors that these forms name, by form."""
    found: dict[str, list[AliasHit]] = {}
    for forms in batches(sorted(set(folded))):
        uses, given = _uses().where(naming.c.folded.in_(forms)), _given().where(given_name.c.folded.in_(forms))
        for form, hit in _hits(connection, uses, given):
            found.setdefault(form, []).append(hit)
    return found


def _uses() -> Select[Any]:
    """Every alias in use: by folded form, actors by use, and of each actor the surfaces by use."""
    return (
        select(naming.c.actor, naming.c.folded, naming.c.articles, alias.c.surface)
        .join_from(naming, alias, (alias.c.folded == naming.c.folded) & (alias.c.actor == naming.c.actor))
        .where(naming.c.articles > 0, alias.c.articles > 0)
        .order_by(naming.c.folded, naming.c.articles.desc(), naming.c.actor, *_MOST_USED_FIRST)
    )


def _given() -> Select[Any]:
    """Every name given by the operator."""
    return select(given_name.c.actor, given_name.c.folded, given_name.c.surface)


def _hits(connection: Connection, uses: Select[Any], given: Select[Any]) -> list[tuple[str, AliasHit]]:
    """One hit per folded form and actor, with the surface used most; by form, the actor used most first."""
    rows = connection.execute(uses).all()
    used = [(key, next(group)) for key, group in groupby(rows, key=lambda row: (row.folded, row.actor))]
    named = connection.execute(given).all()
    leads = final_ids(connection, {row.actor for row in (*rows, *named)})
    known = known_actors(connection, set(leads.values()))
    hits: dict[tuple[str, str], tuple[int, Row[Any]]] = {}
    for (folded, actor_id), row in used:
        articles, first = hits.get((folded, leads[actor_id]), (0, row))
        hits[folded, leads[actor_id]] = (articles + row.articles, first)
    for row in named:
        hits.setdefault((row.folded, leads[row.actor]), (0, row))
    ordered = sorted(hits.items(), key=lambda item: (item[0][0], -item[1][0], item[0][1]))
    return [(folded, AliasHit(known[id_], row.surface, number)) for (folded, id_), (number, row) in ordered]
