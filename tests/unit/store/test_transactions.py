"""Transactions of the SQL store: nothing is lost between writers, and nothing half-written is ever seen."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import event, text

from digest.errors import StoreError
from digest.looks import FeedState
from digest.model import Entry
from digest.ports import StatementQuery
from digest.store import open_store
from digest.store.connections import Database
from digest.store.sql import SqlStore
from digest.store.tables import REVISION
from tests.contract.store.test_articles import everything
from tests.contract.store.values import NOON, PUTIN, XI, a_page, a_report, a_statement, a_story, an_article

INCREMENT = """
import sys
from pathlib import Path
from sqlalchemy import text
from digest.store.connections import Database
database = Database(Path(sys.argv[1]), 20)
for _ in range(int(sys.argv[2])):
    with database.writing() as connection:
        value = connection.scalar(text("SELECT failures FROM feed_state"))
        connection.execute(text("UPDATE feed_state SET failures = :value"), {"value": value + 1})
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A SQL store in a new file."""
    opened = open_store(f"sqlite:///{tmp_path / 'w.db'}")
    assert isinstance(opened, SqlStore)
    yield opened
    opened.close()


def test_threads_and_processes_that_read_and_then_write_lose_nothing(store: SqlStore):
    """Every increment of a counter by six threads, 150 each, and two other processes is in the sum; none is refused."""
    store.save_feed_state(FeedState("a"))
    path = store._database.path
    others = [subprocess.Popen([sys.executable, "-c", INCREMENT, str(path), "100"]) for _ in range(2)]

    def increment(database: Database) -> None:
        for _ in range(150):
            with database.writing() as connection:
                value = connection.scalar(text("SELECT failures FROM feed_state"))
                connection.execute(text("UPDATE feed_state SET failures = :value"), {"value": value + 1})

    databases = [store._database] * 5 + [Database(path, 20)]
    threads = [threading.Thread(target=increment, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait(60) for other in others] == [0, 0]
    assert store.feed_states()["a"].failures == 6 * 150 + 2 * 100


def test_the_connections_are_set_as_the_design_says(store: SqlStore):
    """Write-ahead log, foreign keys, waiting time; the driver begins no transaction itself; readers cannot write."""
    with store._database.writing() as connection:
        driver = connection.connection.driver_connection
        assert driver.isolation_level is None
        assert driver.in_transaction
        told = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
        assert told == ["wal", 1, 5000]
    with store._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with pytest.raises(StoreError), store._database.reading() as connection:
        connection.exec_driver_sql("DELETE FROM feed_state")


def test_a_reader_sees_one_state_throughout(store: SqlStore):
    """What another writes meanwhile does not move the ground under a reader of several tables."""
    with store._database.reading() as connection:
        before = connection.scalar(text("SELECT count(*) FROM feed_state"))
        store.save_feed_state(FeedState("a"))
        assert connection.scalar(text("SELECT count(*) FROM feed_state")) == before == 0
    assert len(store.feed_states()) == 1


def test_two_stores_on_one_file_see_each_other(store: SqlStore):
    """A short command beside the running program reads what it wrote, and the other way round."""
    beside = open_store(f"sqlite:///{store._database.path}")
    store.keep(a_page(an_article(1), PUTIN))
    beside.keep(a_page(an_article(2), XI))
    assert everything(beside) == everything(store)
    assert store.report().articles == 2
    beside.close()
    assert store.keep_entries([Entry("f", "1", "T", "")], NOON) == 1


def test_several_processes_can_make_the_same_new_database(tmp_path: Path):
    """Opening a new file at the same moment makes its tables once, and all of the openers succeed."""
    code = "import sys; from digest.store import open_store; print(open_store(sys.argv[1]).report().schema)"
    command = [sys.executable, "-c", code, f"sqlite:///{tmp_path / 'w.db'}"]
    openers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [opener.communicate(timeout=60)[0].strip() for opener in openers] == [REVISION] * 4


@contextmanager
def failing(store: SqlStore, statement: int) -> Iterator[list[int]]:
    """Let the SQL statement of this number, counted in writing transactions, fail; yield how many there were."""
    seen = [0]

    def fail(*_: object) -> None:
        seen[0] += 1
        if seen[0] > statement:
            raise RuntimeError("power cut")

    event.listen(store._database._writer, "before_cursor_execute", fail)
    try:
        yield seen
    finally:
        event.remove(store._database._writer, "before_cursor_execute", fail)


def an_update(store: SqlStore):
    """A page that touches every table: an update with names, roles, copies."""
    old = store.articles(NOON, datetime(2026, 1, 1, tzinfo=UTC))[0]
    new = an_article(8, NOON, url=old.url)
    page = a_page(new, PUTIN, XI, replaces=old.id, copy_of=old.id)
    return lambda: store.keep(page)


def a_regrouping(store: SqlStore):
    """Groups that change, add and take away."""
    first, second = store.articles(NOON, datetime(2026, 1, 1, tzinfo=UTC))[:2]
    story = a_story("s2", first, second)
    given = [a_statement(a_report(first, 30), speakers=(XI,), story="s2"), a_statement(a_report(second), story="s2")]
    return lambda: store.replace_groups([first.id], [story], given)


@pytest.mark.parametrize("change", [an_update, a_regrouping])
def test_a_change_that_breaks_off_leaves_nothing(store: SqlStore, change):
    """Whichever SQL statement fails, all is as before; and the change still works when it is tried again."""
    articles = [an_article(number) for number in range(3)]
    for article in articles:
        store.keep(a_page(article, PUTIN, XI))
    store.replace_groups([], [a_story("s1", *articles)], [
        a_statement(a_report(articles[0]), a_report(articles[1]), story="s1"), a_statement(a_report(articles[2])),
    ])  # fmt: skip

    def state():
        return (
            everything(store),
            store.stories(NOON, datetime(2026, 1, 1, tzinfo=UTC)),
            store.statements(StatementQuery()),
        )

    before = state()
    write = change(store)
    for statement in count():
        try:
            with failing(store, statement):
                write()
        except RuntimeError:
            assert state() == before
        else:
            break
    assert statement > 10
    assert state() != before
    assert store.report().problem == ""


def test_counters_of_names_equal_a_recount(store: SqlStore):
    """After updates and returns the stored numbers of articles per name are what the uses add up to."""
    versions = [an_article(number, url="https://abendblatt.example/1") for number in range(3)]
    for number, article in enumerate([*versions, versions[0]]):
        former = versions[(number - 1) % 3].id if number else None
        page = a_page(article, PUTIN, *((XI,) if number % 2 else ()), replaces=former)
        store.keep(replace(page, record=replace(page.record, seen_at=NOON.replace(day=10 + number))))
    recount = text(
        "SELECT sum(abs(articles - (SELECT count(*) FROM alias_use JOIN article ON article.id = alias_use.article "
        "WHERE alias_use.alias = alias.number AND article.superseded_by IS NULL))), sum(articles) FROM alias"
    )
    with store._database.reading() as connection:
        assert connection.execute(recount).one() == (0, 2)
