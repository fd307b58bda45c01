"""Figures and stems made by the migration are those that writing statements makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from digest.model import Mode
from digest.store.connections import Database
from digest.store.schema import PRESENT
from digest.store.sql import SqlStore
from tests.contract.store.values import NOON, PUTIN, XI, a_page, a_report, a_statement, an_article

MADE = ("tally", "coverage", "wording")
BEFORE = "0006"


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Database]:
    """A database with statements of every mode over several days, some with several reports."""
    database = Database(tmp_path / "w.db", 5)
    PRESENT.prepare(database)
    store = SqlStore(database)
    articles = [an_article(number, NOON + timedelta(hours=13 * number)) for number in range(6)]
    for article in articles:
        store.keep(a_page(article, PUTIN, XI))
    statements = [
        a_statement(
            *(a_report(one, 5 * place, independent=bool(place % 3)) for one in articles[place % 4 : place % 4 + 2]),
            speakers=(PUTIN, XI) if place % 2 else (XI,),
            mode=list(Mode)[place % len(Mode)],
            certain=place % 5 > 0,
        )
        for place in range(12)
    ]
    store.replace_groups([], [], statements)
    yield database
    database.close()


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that repeat what others say."""
    with database.reading() as connection:
        return {name: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {name}")))) for name in MADE}


def test_migrating_makes_what_writing_makes(filled: Database):
    """Taken back and made anew from the statements, every figure is the same."""
    before = contents(filled)
    assert all(before.values())
    with filled.building() as connection:
        PRESENT.downgrade(connection, BEFORE)
    assert f"to {PRESENT.revision}" in PRESENT.migrate(filled)
    assert contents(filled) == before


def test_portions_do_not_lose_or_double_statements(filled: Database, monkeypatch: pytest.MonkeyPatch):
    """However the statements fall into portions, each is stemmed once."""
    before = contents(filled)
    for portion in (2, 3, 5, 7):
        with filled.building() as connection:
            PRESENT.downgrade(connection, BEFORE)
        monkeypatch.setattr("digest.store.topics.STEMMED_AT_ONCE", portion)
        PRESENT.migrate(filled)
        assert contents(filled) == before
