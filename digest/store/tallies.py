"""The figures of `tally` and `coverage`: counted anew for whatever a change of statements touched.

Counting anew instead of adding and taking away costs little (an actor's day, an actor's article) and cannot drift.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Delete, Insert, and_, bindparam, case, delete, func, insert, literal, select

from digest.store.rows import StatementRows, Values
from digest.store.tables import ADDRESSEE, NEVER_US, SPEAKER, coverage, statement_actor, tally, voice


def tally_again(connection: Connection, changed: Iterable[StatementRows]) -> None:
    """Make both tables true again for the statements with these rows, which were written or deleted."""
    every = list(changed)
    actors = (row for rows in every for row in rows.actors if row["part"] != ADDRESSEE)
    voices = (row for rows in every for row in rows.voices if row["part"] == SPEAKER)
    _again(connection, _tally_statements(), actors, ("actor", "part", "certain", "day", "mode"))
    _again(connection, _coverage_statements(), voices, ("actor", "certain", "outlet", "article"))


def _again(
    connection: Connection, statements: tuple[Delete, Insert], rows: Iterable[Values], names: tuple[str, ...]
) -> None:
    keys = list(dict.fromkeys(tuple(row[name] for name in names) for row in rows))
    parameters = [{f"k_{name}": value for name, value in zip(names, key, strict=True)} for key in keys]
    if parameters:
        for each in statements:
            connection.execute(each, parameters)


def _key(table: Any, *names: str) -> Any:
    return and_(*(table.c[name] == bindparam(f"k_{name}") for name in names))


@cache
def _tally_statements() -> tuple[Delete, Insert]:
    """Forget an actor's tally of a day and mode, and count it."""
    names = ("actor", "part", "certain", "day", "mode")
    counted = select(*(bindparam(f"k_{name}", type_=tally.c[name].type) for name in names), func.count()).where(
        _key(statement_actor, *names)
    )
    filled = insert(tally).from_select([*names, "statements"], counted.having(func.count() > literal(0)))
    return delete(tally).where(_key(tally, *names)), filled


@cache
def _coverage_statements() -> tuple[Delete, Insert]:
    """Forget when an actor's words were last reported by an article, and look again."""
    names = ("actor", "certain", "article", "outlet")
    own = func.max(case((voice.c.independent, voice.c.first_at), else_=NEVER_US))
    latest = select(
        *(bindparam(f"k_{name}", type_=coverage.c[name].type) for name in names), func.max(voice.c.first_at), own
    ).where(voice.c.part == SPEAKER, _key(voice, *names))
    filled = insert(coverage).from_select([*names, "last_at", "own_at"], latest.having(func.count() > literal(0)))
    return delete(coverage).where(_key(coverage, *names[:3])), filled
