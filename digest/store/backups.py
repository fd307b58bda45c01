"""Copies of a SQLite database: made while it is in use, checked, and put back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from digest.errors import StoreCorrupt, StoreError, StoreLocked
from digest.store.schema import back_up

LEFT_FREE = 64 << 20
"""Bytes that a copy leaves free on its disk."""


def make(path: Path, file: Path) -> str:
    """Copy the database at `path` to `file`, which must not exist. Raises StoreError, leaving no half copy."""
    if not path.is_file():
        raise StoreError(f"There is no database {path} to copy.")
    if file.exists():
        raise StoreError(f"{file} exists already; name another file.")
    _refuse_no_room(path, file.parent)
    # A copy becomes visible under its name only when it is whole and checked.
    part = file.with_name(file.name + ".part")
    try:
        back_up(path, part)
        part.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror or error}.") from error
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + suffix).unlink(missing_ok=True)
    return f"Copied {path} to {file} ({file.stat().st_size} bytes) and checked the copy."


def _refuse_no_room(path: Path, folder: Path) -> None:
    """Raise StoreError where the copy would fill the disk that others need too."""
    needed = path.stat().st_size + LEFT_FREE
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise StoreError(f"{folder} cannot be written to: {error.strerror or error}.") from error
    if free < needed:
        raise StoreError(f"A copy needs {needed} bytes in {folder}, where {free} are free: make room.")


def put_back(path: Path, file: Path, *, force: bool) -> str:
    """Put the copy `file` in the place of the database at `path`; the old one is kept beside it.

    Raises StoreCorrupt when the copy is no sound database, StoreLocked when the database is in use, and StoreError when
    a database is there and `force` is not given.
    """
    if not file.is_file():
        raise StoreError(f"There is no file {file}.")
    _refuse_unsound(file)
    if path.exists() and not force:
        raise StoreError(f"{path} exists; give --force to replace it (it is kept beside the copy).")
    fresh = path.with_name(path.name + ".restored")
    fresh.unlink(missing_ok=True)
    back_up(file, fresh)
    kept = ""
    if path.exists():
        _settle(path)
        old = _free_name(path)
        path.replace(old)
        kept = f" The old one is {old}."
    fresh.replace(path)
    return f"Restored {path} from {file}.{kept}"


def _refuse_unsound(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.Error as error:
        raise StoreCorrupt(f"{file} is no sound database: {error}.") from error
    if not sound or not ours:
        raise StoreCorrupt(f"{file} is no sound copy of a Wortlaut database.")


def _settle(path: Path) -> None:
    """Bring what stands in the write-ahead log into the file, so that it can be moved alone."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.DatabaseError:
        busy = 0  # a damaged file is what a restore is for: it is moved as it is
    if busy:
        raise StoreLocked(f"{path} is in use: stop the bot before restoring.")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _free_name(path: Path) -> Path:
    number = 1
    while (old := path.with_name(f"{path.name}.replaced-{number}")).exists():
        number += 1
    return old
