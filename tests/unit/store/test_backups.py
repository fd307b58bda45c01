"""Copies of the database."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from digest.errors import StoreCorrupt, StoreError
from digest.looks import FeedState
from digest.store import backup, open_store, restore


@pytest.fixture
def place(tmp_path):
    """A database with one feed state in it."""
    url = f"sqlite:///{tmp_path / 'w.db'}"
    with closing(open_store(url)) as store:
        store.save_feed_state(FeedState("https://a.example/feed", etag='"1"'))
    return tmp_path, url


def feeds(url):
    with closing(open_store(url)) as store:
        return set(store.feed_states())


def test_a_copy_holds_what_the_database_held(place):
    """A copy made while the database is open, put back elsewhere, has the same content."""
    folder, url = place
    with closing(open_store(url)):
        backup(url, folder / "copy.db")
    elsewhere = f"sqlite:///{folder / 'other.db'}"
    restore(elsewhere, folder / "copy.db", force=False)
    assert feeds(elsewhere) == {"https://a.example/feed"}


def test_restoring_keeps_the_old_database(place):
    """A database that is replaced is kept beside the new one, and is not replaced without being told to."""
    folder, url = place
    backup(url, folder / "copy.db")
    with pytest.raises(StoreError, match="--force"):
        restore(url, folder / "copy.db", force=False)
    said = restore(url, folder / "copy.db", force=True)
    assert "replaced-1" in said
    assert (folder / "w.db.replaced-1").is_file()
    assert feeds(url) == {"https://a.example/feed"}


def test_a_damaged_database_can_be_replaced(place):
    """Restoring works where it is needed most: over a file that is no database any more."""
    folder, url = place
    backup(url, folder / "copy.db")
    (folder / "w.db").write_bytes(b"rubbish" * 1000)
    restore(url, folder / "copy.db", force=True)
    assert feeds(url) == {"https://a.example/feed"}


@pytest.mark.parametrize("content", [b"rubbish" * 1000, b""])
def test_no_rubbish_is_restored(place, content):
    """A file that is no copy of ours is refused, and the database stays."""
    folder, url = place
    (folder / "copy.db").write_bytes(content)
    with pytest.raises(StoreCorrupt):
        restore(url, folder / "copy.db", force=True)
    assert feeds(url) == {"https://a.example/feed"}


def test_no_file_is_overwritten(place):
    """A copy never goes over a file that is there, and a missing database is said to be missing."""
    folder, url = place
    (folder / "copy.db").write_bytes(b"mine")
    with pytest.raises(StoreError, match="exists already"):
        backup(url, folder / "copy.db")
    assert (folder / "copy.db").read_bytes() == b"mine"
    with pytest.raises(StoreError, match="no database"):
        backup(f"sqlite:///{folder / 'nowhere.db'}", folder / "new.db")


def test_the_copy_is_checked(place):
    """A damaged database is not copied as if it were sound."""
    folder, url = place
    with closing(sqlite3.connect(folder / "w.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    body = bytearray((folder / "w.db").read_bytes())
    body[5000:9000] = b"\xff" * 4000
    (folder / "w.db").write_bytes(body)
    with pytest.raises(StoreError):
        backup(url, folder / "copy.db")
    assert not (folder / "copy.db").exists()


LIMITED = """
import resource, signal, sys
from pathlib import Path
from digest.errors import StoreError
from digest.store import backup
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    backup(sys.argv[1], Path(sys.argv[2]))
except StoreError as error:
    print(error)
"""


def test_a_disk_that_is_full_leaves_no_half_copy(place):
    """When the copy cannot be written to its end, one sentence says so and nothing is left of it."""
    folder, url = place
    told = subprocess.run(
        [sys.executable, "-c", LIMITED, url, str(folder / "copy.db")], capture_output=True, text=True, check=True
    ).stdout
    assert "copy.db" in told
    assert [file.name for file in folder.iterdir() if file.name.startswith("copy")] == []


def test_a_copy_does_not_take_the_last_room(place, monkeypatch):
    """Where the disk has hardly more room than the copy needs, none is made and the sentence says how much it needs."""
    folder, url = place
    monkeypatch.setattr("digest.store.backups.LEFT_FREE", 1 << 60)
    with pytest.raises(StoreError, match="make room"):
        backup(url, folder / "copy.db")


def test_nothing_is_left_beside_a_copy(place):
    """A copy is one file: no log and no index of it stay in its folder."""
    folder, url = place
    (folder / "copies").mkdir()
    backup(url, folder / "copies" / "copy.db")
    assert [file.name for file in (folder / "copies").iterdir()] == ["copy.db"]
