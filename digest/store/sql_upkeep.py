"""The part of the SQL store that keeps it in order; what is asked and promised stands at `digest.upkeep.Upkeep`.

What to keep of texts is worked out between two transactions, so that nobody waits for it; the writing one only writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select, update

from digest.excerpts import pieces, seal
from digest.model import Span, require_aware, text_hash
from digest.store.checks import refuse_unstorable
from digest.store.connections import Database, replacing
from digest.store.encoding import pieces_text, spans_of, statement_of_text
from digest.store.tables import article, chore, entry, report, to_group, withdrawn
from digest.upkeep import Chore, Room, State

_WAITS = exists().where(to_group.c.article == article.c.id)
_EXPIRED = (
    update(article)
    .where(article.c.id == bindparam("expired"), article.c.length.is_(None), ~_WAITS)
    .values(text=bindparam("text"), length=bindparam("length"), seal=bindparam("seal"), lead="")
)


class UpkeepPart:
    """Chores on a SQLite file."""

    _database: Database

    def expire_texts(self, before: datetime, most: int) -> int:
        old = require_aware(before, "before")
        wanted = select(article.c.id, article.c.text, article.c.text_hash).where(
            article.c.length.is_(None), article.c.fetched_at < old, ~_WAITS
        )
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(article.c.fetched_at).limit(most)).all()
            spoken = _spoken(connection, [row.id for row in rows])
        if not rows:
            return 0
        values = [_excerpt(row, spoken[row.id]) for row in rows]
        with self._database.writing() as connection:
            return connection.execute(_EXPIRED, values).rowcount

    def expire_teasers(self, before: datetime, most: int) -> int:
        old = entry.c.teaser != "", entry.c.seen_at < require_aware(before, "before")
        with self._database.reading() as connection:
            wanted = select(entry.c.number).where(*old).order_by(entry.c.seen_at).limit(most)
            numbers = connection.scalars(wanted).all()
        if not numbers:
            return 0
        with self._database.writing() as connection:
            return connection.execute(update(entry).where(entry.c.number.in_(numbers)).values(teaser="")).rowcount

    def room(self) -> Room:
        return Room(*self._database.room())

    def give_back(self, most: int) -> int:
        return self._database.give_back(most)

    def note(self, done: Chore) -> None:
        refuse_unstorable(done, f"chore {done.name!a}")
        at = require_aware(done.at, "at")
        values = {"name": done.name, "at": at, "result": done.result, "problem": done.problem}
        with self._database.writing() as connection:
            connection.execute(replacing(chore), values)

    def chores(self) -> Mapping[str, Chore]:
        with self._database.reading() as connection:
            rows = connection.execute(select(chore).order_by(chore.c.name)).all()
        return {row.name: Chore(row.name, row.at, row.result, row.problem) for row in rows}

    def state(self) -> State:
        return State(self.chores(), self.room())


def _spoken(connection: Connection, articles: Sequence[str]) -> Mapping[str, list[tuple[Span, ...]]]:
    """The spans on which statements stand in each of these articles, taken back or not."""
    found: dict[str, list[tuple[Span, ...]]] = defaultdict(list)
    for row in connection.execute(select(report.c.article, report.c.content).where(report.c.article.in_(articles))):
        found[row.article].append(spans_of(row.content))
    for body in connection.scalars(select(withdrawn.c.body).where(withdrawn.c.article.in_(articles))):
        for each in statement_of_text(body).reports:
            found[each.article].append(each.content)
    return found


def _excerpt(row: Any, spoken: Sequence[Sequence[Span]]) -> dict[str, Any]:
    """The columns of what is left of an article; nothing is left of a text that is not the one its hash was made of."""
    kept = pieces(row.text, spoken) if text_hash(row.text) == row.text_hash else ()
    length = len(row.text)
    sealed = seal(row.text_hash, length, kept)
    return {"expired": row.id, "text": pieces_text(kept), "length": length, "seal": sealed}
