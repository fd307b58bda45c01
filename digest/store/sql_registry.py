"""The part of the SQL store that knows who is who across articles.

A decision is written with everything that follows from it in one transaction: mentions, roles and names of the articles
it concerns move to the other actor, and the statements it touches are credited anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, delete, exists, func, insert, or_, select, update

from digest.errors import BadInput
from digest.model import Actor
from digest.registry import COMPANY, OPERATOR, Act, Decision, Event, Identity
from digest.store.checks import folded_name, refuse_unstorable, storable
from digest.store.connections import Database, batches, inserting
from digest.store.crediting import recredited
from digest.store.lookups import final_ids, found_analyses, ids_leading_to, known_actors, resolution
from digest.store.rows import actor_row, identity_row, statement_rows
from digest.store.sql_articles import count_names, move_names
from digest.store.sql_statements import load_statements, rewrite_statements
from digest.store.tables import (
    actor,
    article,
    given_name,
    identity,
    mention,
    redirect,
    registry_event,
    report,
    role,
    statement_actor,
)


class RegistryPart:
    """Who is who; what is asked and promised stands at `digest.registry.Registry`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def merge(self, decision: Decision) -> Event:
        refuse_unstorable(decision, "the decision")
        with self._database.writing() as connection:
            one, other = (_known(connection, id_) for id_ in (decision.actor, decision.other))
            if one == other:
                raise BadInput(f"{decision.actor} and {decision.other} are one actor already.")
            event = _entered(connection, replace(decision, actor=one, other=other))
            with _crediting_again(connection, _statements_of(connection, one)):
                connection.execute(insert(redirect).values(actor=one, into=other, event=event.number))
            return event

    def split(self, decision: Decision, articles: Iterable[str], apart: Actor) -> Event:
        refuse_unstorable((decision, apart), "the decision")
        folded_name(apart.name)
        with self._database.writing() as connection:
            one = _known(connection, decision.actor)
            ids = sorted(filter(storable, set(articles)))
            means = resolution(connection, ids)
            found = [
                (id_, named.id)
                for id_, analysis in found_analyses(connection, ids).items()
                for named in analysis.actors
                if means(id_, named.id) == one
            ]
            if not found:
                raise BadInput(f"None of these articles names the actor {decision.actor}.")
            _enter_actor(connection, apart)
            event = _entered(connection, replace(decision, actor=one, other=apart.id))
            told = [Identity(id_, named, apart, OPERATOR, 1.0, event.number) for id_, named in found]
            with _crediting_again(connection, _statements_of(connection, one, {id_ for id_, _ in found})):
                for each in told:
                    _move(connection, each.article, means.base(each.article, each.found), apart.id)
                connection.execute(insert(identity), list(map(identity_row, told)))
            _give_name(connection, apart.id, apart.name, event)
            return event

    def open_namesake(self, decision: Decision, apart: Actor) -> Event:
        refuse_unstorable((decision, apart), "the decision")
        with self._database.writing() as connection:
            _known(connection, decision.actor)
            _enter_actor(connection, apart)
            return _entered(connection, decision)

    def add_name(self, decision: Decision) -> Event:
        refuse_unstorable(decision, "the decision")
        folded = folded_name(decision.other)
        with self._database.writing() as connection:
            one = _known(connection, decision.actor)
            taken = select(given_name.c.surface).where(given_name.c.folded == folded, given_name.c.actor == one)
            if connection.scalar(taken) is not None:
                raise BadInput(f"{decision.other!r} is a name of {one} already.")
            event = _entered(connection, replace(decision, actor=one))
            _give_name(connection, one, decision.other, event)
            return event

    def undo(self, number: int, who: str, at: datetime) -> Event:
        with self._database.writing() as connection:
            undone = _event(connection, number)
            if undone.undone_by is not None:
                raise BadInput(f"The decision {number} was taken back already, by {undone.undone_by}.")
            if undone.decision.act is Act.UNDO:
                raise BadInput(f"The decision {number} takes another one back; decide that one anew instead.")
            event = _entered(connection, Decision(Act.UNDO, undone.decision.actor, str(number), who, at))
            connection.execute(
                update(registry_event).where(registry_event.c.number == number).values(undone_by=event.number)
            )
            _take_back(connection, undone)
            return event

    def events(self, actor_id: str | None = None, most: int = 1000) -> Sequence[Event]:
        if not storable(actor_id):
            return []
        with self._database.reading() as connection:
            wanted = select(registry_event).order_by(registry_event.c.number.desc()).limit(max(most, 0))
            if actor_id is not None:
                ids = ids_leading_to(connection, actor_id)
                wanted = wanted.where(or_(registry_event.c.actor.in_(ids), registry_event.c.other.in_(ids)))
            return [_event_of(row) for row in connection.execute(wanted)]

    def identities(self, actor_id: str) -> Sequence[Identity]:
        if not storable(actor_id):
            return []
        with self._database.reading() as connection:
            ids = ids_leading_to(connection, actor_id)
            actors = known_actors(connection, ids)
            rows = connection.execute(
                _holding(identity.c.actor.in_(ids)).order_by(identity.c.article, identity.c.found)
            )
            return [
                Identity(row.article, row.found, actors[row.actor], row.rule, row.confidence, row.event) for row in rows
            ]

    def other_ids(self, actor_id: str) -> Sequence[str]:
        if not storable(actor_id):
            return []
        with self._database.reading() as connection:
            return ids_leading_to(connection, actor_id)[1:]

    def named_alike(self, found: str) -> Sequence[str]:
        if not storable(found):
            return []
        with self._database.reading() as connection:
            meant = {row.actor for row in connection.execute(_holding(identity.c.found == found))}
            return [found, *sorted(meant - {found})]

    def company_of(self, actor_id: str, articles: int) -> frozenset[str]:
        named_in = self.articles_of(actor_id, articles)
        with self._database.reading() as connection:
            beside = select(mention.c.actor).where(mention.c.article.in_(named_in)).distinct()
            leads = final_ids(connection, connection.scalars(beside))
            known = known_actors(connection, set(leads.values()))
            own = final_ids(connection, [actor_id])[actor_id] if storable(actor_id) else ""
        return frozenset(one.id for one in known.values() if one.kind in COMPANY) - {own}

    def articles_of(self, actor_id: str, most: int = 1000) -> Sequence[str]:
        if not storable(actor_id):
            return []
        with self._database.reading() as connection:
            naming = mention.c.actor.in_(ids_leading_to(connection, actor_id))
            latest = (
                select(mention.c.article, mention.c.published_at).where(naming, mention.c.current.is_(True)).distinct()
            )
            ordered = latest.order_by(mention.c.published_at.desc(), mention.c.article).limit(max(most, 0))
            return list(connection.scalars(ordered))


def _known(connection: Connection, actor_id: str) -> str:
    """The id of the actor that an id leads to. Raises BadInput where there is none."""
    final = final_ids(connection, [actor_id])[actor_id]
    if not known_actors(connection, [final]):
        raise BadInput(f"No actor has the id {actor_id!r}.")
    return final


def _enter_actor(connection: Connection, new: Actor) -> None:
    if known_actors(connection, [new.id]):
        raise BadInput(f"There is an actor {new.id} already.")
    connection.execute(inserting(actor), actor_row(new))


def _entered(connection: Connection, decision: Decision) -> Event:
    """The decision as an entry of the audit trail."""
    number = (connection.scalar(select(func.max(registry_event.c.number))) or 0) + 1
    connection.execute(
        insert(registry_event).values(
            number=number,
            at=decision.at,
            who=decision.who,
            act=decision.act.value,
            actor=decision.actor,
            other=decision.other,
            detail=decision.detail,
        )
    )
    return Event(number, decision)


def _give_name(connection: Connection, actor_id: str, surface: str, event: Event) -> None:
    """Let an actor be found by a name that no article needs to have used, for as long as the decision holds."""
    connection.execute(
        insert(given_name).values(folded=folded_name(surface), actor=actor_id, surface=surface, event=event.number)
    )


def _event(connection: Connection, number: int) -> Event:
    row = connection.execute(select(registry_event).where(registry_event.c.number == number)).first()
    if row is None:
        raise BadInput(f"There is no decision {number}.")
    return _event_of(row)


def _event_of(row: Row[Any]) -> Event:
    decision = Decision(Act(row.act), row.actor, row.other, row.who, row.at, row.detail)
    return Event(row.number, decision, row.undone_by)


def _take_back(connection: Connection, event: Event) -> None:
    """Make what followed from the decision as if it had not been taken."""
    match event.decision.act:
        case Act.MERGE | Act.LEARNED:
            other = final_ids(connection, [event.decision.other])[event.decision.other]
            with _crediting_again(connection, _statements_of(connection, other)):
                connection.execute(delete(redirect).where(redirect.c.event == event.number))
        case Act.SPLIT | Act.NAMESAKE:
            apart = final_ids(connection, [event.decision.other])[event.decision.other]
            rows = connection.execute(select(identity).where(identity.c.event == event.number)).all()
            with _crediting_again(connection, _statements_of(connection, apart, {row.article for row in rows})):
                connection.execute(delete(identity).where(identity.c.event == event.number))
                means = resolution(connection, {row.article for row in rows})
                for row in rows:
                    _move(connection, row.article, row.actor, means.base(row.article, row.found))
        case Act.UNDO:
            raise AssertionError("refused before")
        case Act.NAME:
            pass
    connection.execute(delete(given_name).where(given_name.c.event == event.number))


def _holding(condition: Any) -> Any:
    """The identities with this condition that hold: those of the latest event of their article and found id."""
    later = identity.alias()
    superseded = exists().where(
        later.c.article == identity.c.article, later.c.found == identity.c.found, later.c.event > identity.c.event
    )
    return select(identity).where(condition, ~superseded)


def _statements_of(connection: Connection, actor_id: str, articles: set[str] | None = None) -> set[str]:
    """The statements the actor takes part in; those reported by these articles, where they are given."""
    taking = select(statement_actor.c.statement).where(statement_actor.c.actor == actor_id)
    if articles is None:
        return set(connection.scalars(taking))
    reported = {
        found
        for ids in batches(sorted(articles))
        for found in connection.scalars(select(report.c.statement).where(report.c.article.in_(ids)))
    }
    return reported & set(connection.scalars(taking))


@contextmanager
def _crediting_again(connection: Connection, statements: set[str]) -> Iterator[None]:
    """Credit these statements anew after what is decided inside."""
    stored = load_statements(connection, sorted(statements))
    articles = {given.article for each in stored.values() for given in each.reports}
    before = resolution(connection, articles)
    yield
    after = resolution(connection, articles)
    analyses = found_analyses(connection, articles)
    meant = {after(id_, named.id) for id_, analysis in analyses.items() for named in analysis.actors}
    own = {one.id for each in stored.values() for one in (*each.speakers, *each.addressees, *each.about)}
    actors = known_actors(connection, meant | {after("", id_) for id_ in own})
    new = {id_: recredited(each, analyses, before, after, actors) for id_, each in stored.items()}
    rewrite_statements(
        connection,
        {id_: statement_rows(each) for id_, each in stored.items()},
        {id_: statement_rows(each) for id_, each in new.items()},
    )


def _move(connection: Connection, used_in: str, old: str, new: str) -> None:
    """Make the article's mentions, roles and names of one actor those of another."""
    is_current = connection.scalar(select(article.c.superseded_by.is_(None)).where(article.c.id == used_in))
    if is_current:
        count_names(connection, used_in, -1)
    _rename(connection, mention, used_in, old, new, mention.c.article)
    _rename(connection, role, used_in, old, new, role.c.article, role.c.position)
    move_names(connection, used_in, old, new)
    if is_current:
        count_names(connection, used_in, +1)


def _rename(connection: Connection, table: Table, used_in: str, old: str, new: str, *key: Column[Any]) -> None:
    """Put one actor's rows of an article down to another, except where that one has a row like it."""
    there = table.alias()
    taken = exists().where(there.c.actor == new, *(there.c[column.name] == column for column in key))
    these = (table.c.article == used_in, table.c.actor == old)
    connection.execute(update(table).where(*these, ~taken).values(actor=new))
    connection.execute(delete(table).where(*these))
