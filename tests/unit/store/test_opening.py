"""Opening a store: by URL scheme, and with one sentence on what is wrong and what to do when it cannot be opened."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from digest.errors import StoreCorrupt, StoreError, StoreLocked, StoreTooNew
from digest.looks import FeedState
from digest.store import migrate, open_store


def url(path: Path) -> str:
    """The database_url of a file."""
    return f"sqlite:///{path}"


def test_a_scheme_names_its_store(tmp_path: Path):
    """Memory and SQLite are found by the beginning of the URL, a missing file is made, and both are empty."""
    for database_url in ("memory://", "MEMORY://", url(tmp_path / "w.db"), f"sqlite+pysqlite:///{tmp_path / 'w.db'}"):
        store = open_store(database_url)
        assert store.report().problem == ""
        store.close()
    assert (tmp_path / "w.db").stat().st_size > 0


@pytest.mark.parametrize(
    "wrong", ["mysql://host/db", "wortlaut.db", "", "sqlite://", "sqlite:///:memory:", "sqlite:/x y"]
)
def test_a_url_that_cannot_be_used_is_one_sentence(wrong: str):
    """It says that database_url is wrong and what it should look like."""
    with pytest.raises(StoreError, match=r"database_url.*(sqlite:///|sqlite://)"):
        open_store(wrong)


def test_the_twin_loads_no_database_library():
    """Neither SQLAlchemy nor Alembic is imported for a store in memory."""
    code = "import sys; from digest.store import open_store; open_store('memory://'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "digest.store.memory" in loaded
    assert not {"sqlalchemy", "alembic", "sqlite3"} & set(loaded)


def test_what_was_stored_is_there_after_reopening(tmp_path: Path):
    """A store outlives its process: a feed state survives closing, in a path with odd letters too."""
    path = tmp_path / "Wörtlich 100% & mehr?.db"
    store = open_store(url(path).replace("%", "%25").replace("?", "%3F"))
    store.save_feed_state(FeedState("https://a.example"))
    store.close()
    names = {file.name for file in tmp_path.iterdir()}
    again = open_store(url(path).replace("%", "%25").replace("?", "%3F"))
    assert again.feed_states() == {"https://a.example": FeedState("https://a.example")}
    again.close()
    assert len(names) == 1


@pytest.mark.parametrize("content", [b"keine Datenbank" * 100, b"\0" * 4096, b"<html>"])
def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path, content: bytes):
    """StoreCorrupt names the file and what to do, and the file is left as it is."""
    path = tmp_path / "w.db"
    path.write_bytes(content)
    for use in (open_store, migrate):
        with pytest.raises(StoreCorrupt, match=r"w\.db is no database: give another path"):
            use(url(path))
    assert path.read_bytes() == content


def test_a_damaged_database_is_said_to_be_damaged(tmp_path: Path):
    """Reading a page of rubbish raises StoreCorrupt, and the report of `doctor` tells the problem instead."""
    path = tmp_path / "w.db"
    store = open_store(url(path))
    store.save_feed_state(FeedState("https://a.example"))
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt, match=r"w\.db is damaged: put back a backup"):
        open_store(url(path)).feed_states()


def test_the_report_tells_a_problem_instead_of_raising(tmp_path: Path):
    """A database with one damaged table opens, and the damage is reported in words."""
    path = tmp_path / "w.db"
    open_store(url(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entry'").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    store = open_store(url(path))
    assert store.report().problem.startswith("the check found: ")
    assert store.report(thorough=False).problem == ""
    assert store.report().location == str(path)
    with pytest.raises(StoreCorrupt, match="is damaged"):
        list(store.entries())


def test_the_report_says_so_when_nothing_can_be_read(tmp_path: Path):
    """A file that is gone is a problem in words, not an exception."""
    path = tmp_path / "w.db"
    store = open_store(url(path))
    store.close()
    path.unlink()
    path.mkdir()
    report = store.report()
    assert (report.articles, report.schema) == (0, "unknown")
    assert "cannot be opened" in report.problem


def test_a_database_of_another_program_is_left_alone(tmp_path: Path):
    """Tables that are not ours are neither changed nor added to."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE statement (x)")
    with pytest.raises(StoreError, match="belongs to another program"):
        open_store(url(path))
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("statement",)]


def test_a_database_of_a_later_version_is_refused(tmp_path: Path):
    """StoreTooNew says so, for opening and for migrating."""
    path = tmp_path / "w.db"
    open_store(url(path)).close()
    with closing(sqlite3.connect(path)) as later, later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
    for use in (open_store, migrate):
        with pytest.raises(StoreTooNew, match=r"written by a later version of the program \(schema 9999"):
            use(url(path))


@pytest.mark.parametrize("place", ["missing/w.db", "file/w.db"])
def test_a_folder_that_cannot_hold_the_file_is_named(tmp_path: Path, place: str):
    """A missing folder, and a file where the folder should be, are told with what to do."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is no folder: create it"):
        open_store(url(tmp_path / place))


def test_a_folder_in_place_of_the_file_cannot_be_opened(tmp_path: Path):
    """SQLite's own complaint is put in words."""
    with pytest.raises(StoreError, match="cannot be opened: check that its folder"):
        open_store(url(tmp_path))


def test_a_file_that_cannot_be_written_is_said_to_be_so(tmp_path: Path):
    """A read-only database raises a StoreError that says what to do, and can still be read."""
    path = tmp_path / "w.db"
    store = open_store(url(path))
    with store._database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
    store._database.writing = store._database.reading  # a connection that cannot write stands for a file that cannot
    with pytest.raises(StoreError, match="cannot be written: make the file and its folder writable"):
        store.save_feed_state(FeedState("https://a.example"))
    assert store.feed_states() == {}


def test_a_locked_database_is_said_to_be_locked(tmp_path: Path):
    """A writer waits for the busy time-out and then says who is in the way; readers go on, and so does it later."""
    path = tmp_path / "w.db"
    store = open_store(url(path), busy_timeout_s=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="held by another process: wait for it to end"):
            store.save_feed_state(FeedState("https://a.example"))
        assert store.feed_states() == {}
        other.execute("ROLLBACK")
    store.save_feed_state(FeedState("https://a.example"))
    assert len(store.feed_states()) == 1


def test_a_new_file_locked_by_another_process_is_said_to_be_locked(tmp_path: Path):
    """Making the tables waits no longer than the busy time-out."""
    path = tmp_path / "w.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreLocked):
            open_store(url(path), busy_timeout_s=0.05)


def test_migrating_what_is_not_there_makes_it(tmp_path: Path):
    """A missing database is made new, and one of the present schema is left alone; both are told in a sentence."""
    path = tmp_path / "w.db"
    assert "made new" in migrate(url(path))
    assert "nothing was changed" in migrate(url(path))
    assert migrate("memory://").endswith(".")
    assert [file.name for file in tmp_path.iterdir()] == ["w.db"]
