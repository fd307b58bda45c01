"""A database from before the outbox goes up and down with all that is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from digest.store import open_outbox, open_store
from digest.store.connections import Database
from digest.store.outbox_tables import channel, delivery, inbound_seen, lease, pause, slot
from digest.store.schema import PRESENT
from digest.store.sql import SqlStore
from digest.store.tables import metadata
from tests.contract.outbox.values import GROUP, NINE, a_channel, a_notice, claim, frozen
from tests.contract.store.test_articles import everything
from tests.contract.store.values import PUTIN, XI, a_page, a_report, a_statement, a_story, an_article

FIRST = ("actor", "alias", "article", "mention", "page", "report", "statement", "statement_actor", "story", "voice")
OUTBOX = {table.name for table in (channel, slot, delivery, pause, inbound_seen, lease)}


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A database of the first revision, with articles: made by this version, taken back."""
    database = Database(tmp_path / "w.db", 5)
    PRESENT.prepare(database)
    store = SqlStore(database)
    articles = [an_article(number) for number in range(3)]
    for article in articles:
        store.keep(a_page(article, PUTIN, XI))
    statements = [a_statement(a_report(article), story="s1") for article in articles]
    store.replace_groups([], [a_story("s1", *articles)], statements)
    with database.building() as connection:
        PRESENT.downgrade(connection, "0001")
    yield database
    database.close()


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that the first revision has, in the columns that it knows of articles, as they lie."""
    with database.reading() as connection:
        return {
            name: [tuple(row) for row in connection.execute(text(f"SELECT {_known(name)} FROM {name} ORDER BY 1, 2"))]
            for name in FIRST
        }


def _known(table: str) -> str:
    later = {"length", "seal"}
    return ", ".join(c.name for c in metadata.tables[table].c if c.name not in later) if table == "article" else "*"


def tables(database: Database) -> set[str]:
    """The names of its tables."""
    with database.reading() as connection:
        return set(inspect(connection).get_table_names())


def test_a_filled_database_gets_its_outbox(old: Database):
    """Migrated, it has all it had, and an outbox that works beside it."""
    before = contents(old)
    assert not OUTBOX & tables(old)
    assert "schema 0001" in PRESENT.migrate(old)
    assert tables(old) >= OUTBOX
    store = open_store(f"sqlite:///{old.path}")
    assert contents(old) == before
    assert everything(store)
    frozen(open_outbox(store), a_channel())
    assert claim(open_outbox(store)) is not None
    assert store.report().problem == ""
    store.close()


def test_down_and_up_again_with_a_filled_outbox(old: Database):
    """Going back drops the outbox, filled as it may be, and nothing else; going forward makes it again, empty."""
    before = contents(old)
    PRESENT.migrate(old)
    outbox = SqlStore(old).outbox
    frozen(outbox, a_channel(), 2)
    outbox.enqueue(a_notice())
    outbox.pause(GROUP, NINE)
    assert outbox.first_sight("slack", "1", NINE)
    assert outbox.take_lease("schedule", "a", NINE, NINE) == 1
    with old.reading() as connection:
        assert all(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in OUTBOX)
    with old.building() as connection:
        PRESENT.downgrade(connection, "0001")
    assert not OUTBOX & tables(old)
    assert contents(old) == before
    PRESENT.migrate(old)
    again = SqlStore(old).outbox
    assert (again.channels(), list(again.slots()), list(again.deliveries())) == ([], [], [])
    assert again.first_sight("slack", "1", NINE)


def test_the_words_of_a_forgotten_channel_are_not_in_the_file(tmp_path: Path):
    """Deleting overwrites: neither the text sent nor the chat's name can be read from the closed file."""
    path = tmp_path / "w.db"
    store = open_store(f"sqlite:///{path}")
    outbox, gone = open_outbox(store), a_channel(title="Kaffeekränzchen")
    frozen(outbox, gone, payload="Geheimnis " * 2000)
    outbox.enqueue(a_notice(plain="Vertraulich"))
    outbox.save_channel(a_channel(GROUP, title="Kaffeekränzchen 2"))
    store.close()
    assert all(word.encode() in path.read_bytes() for word in ("Geheimnis", "Vertraulich", "Kaffeekränzchen"))
    store = open_store(f"sqlite:///{path}")
    open_outbox(store).forget_channel(gone.id)
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["w.db"]
    assert not [word for word in ("Geheimnis", "Vertraulich", "Kaffeekränzchen") if word.encode() in path.read_bytes()]
