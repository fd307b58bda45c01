"""What the database does beyond the contract: seals, room, two processes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from digest.publish.compiling import literal
from digest.store import open_store, open_upkeep
from digest.store.connections import Database
from tests.contract.store.test_upkeep import TEXT, filled
from tests.contract.store.values import DAY, NOON, PUTIN, a_page, an_article

LATER = NOON + 99 * DAY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "w.db"


def opened(path: Path):
    return closing(open_store(f"sqlite:///{path}"))


def changed(path: Path, statement: str) -> None:
    """Change the file behind the program's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_an_excerpt_that_was_tampered_with_is_no_evidence(path: Path):
    """When a kept word is changed in the file, its seal no longer matches and the statement counts as not literal."""
    with opened(path) as store:
        (article, *_), statement = filled(store)
        open_upkeep(store).expire_texts(LATER, 50)
        assert literal(statement, store.article(article.id))
        changed(path, "UPDATE article SET text = replace(text, 'gesperrt', 'geräumt ')")
        assert not literal(statement, store.article(article.id))


def test_nothing_is_kept_of_a_text_that_is_not_the_one_it_was(path: Path):
    """A text whose hash does not match when its retention ends leaves nothing that could pass for evidence."""
    with opened(path) as store:
        (article, *_), statement = filled(store)
        changed(path, "UPDATE article SET text = replace(text, 'gesperrt', 'geräumt ')")
        assert open_upkeep(store).expire_texts(LATER, 50) == 3
        assert not literal(statement, store.article(article.id))


def test_room_is_given_back(path: Path):
    """When most texts are gone the file becomes smaller, a bounded step at a time, and stays sound."""
    with opened(path) as store:
        articles = [an_article(number, text=f"{number} {TEXT}" * 20) for number in range(200)]
        for article in articles:
            store.keep(a_page(article, PUTIN))
        store.replace_groups([one.id for one in articles], [], [])
        upkeep = open_upkeep(store)
        before = upkeep.room()
        while upkeep.expire_texts(LATER, 50):
            pass
        assert upkeep.room().free > before.size / 2
        steps = 0
        while upkeep.give_back(1 << 20):
            steps += 1
        assert steps > 2
        assert upkeep.room().size < before.size / 2
        assert store.report().problem == ""


def test_a_file_made_without_is_compacted_when_it_is_migrated(path: Path):
    """A file of an earlier program cannot give room back before it was written anew, and can afterwards."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 4000,)] * 500)
    with closing(Database(path, 5)) as database:
        with database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM t")
        assert database.give_back(1 << 20) == 0
        database.compact()
        with database.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 999) SELECT hex(zeroblob(2000)) FROM n"
            )
            connection.exec_driver_sql("DELETE FROM t")
        assert database.give_back(1 << 20) > 0


def test_two_processes_may_do_it_at_once(path: Path):
    """Two that expire the same texts do no harm: each text is done once, and both see the same afterwards."""
    with opened(path) as one, opened(path) as other:
        (article, *_), statement = filled(one)
        done = [open_upkeep(store).expire_texts(LATER, 2) for store in (one, other, one, other)]
        assert sum(done) == 3
        assert one.article(article.id) == other.article(article.id)
        assert literal(statement, other.article(article.id))
