"""How SQLite is opened: one writer, several readers, and transactions that begin when we say so.

The driver's own transaction handling is switched off (`isolation_level = None`): left on, it begins a transaction only
before the first write, so that two processes which read and then write lose updates. Every writing transaction is BEGIN
IMMEDIATE, every reading one a plain BEGIN on a connection that cannot write.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from sqlite3 import Connection as DriverConnection

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, Table, create_engine, event
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.pool import Pool

from digest.store.faults import told

_READERS = 8
"""Connections kept open for reading; more are opened for a moment when as many threads ask at once."""

_CHECKPOINT_PAGES = 1000
"""Pages in the log after which it is moved into the file: SQLite's default."""

_INCREMENTAL = 2
_GIVES_BACK = f"PRAGMA auto_vacuum = {_INCREMENTAL}"
"""Free pages are given back to the disk when that is asked for."""

_CACHE = "PRAGMA cache_size = -16384"
"""16 MiB of pages per connection instead of SQLite's 2: a third off listing 1,000 statements out of a million."""

_BATCH = 500
"""How many keys one query asks for at a time, far below SQLite's limit of 32,766 variables."""


class Database:
    """A SQLite file with its writer and its readers. Any thread may use it, and other processes the file."""

    def __init__(self, path: Path, busy_timeout_s: float) -> None:
        """Prepare to use the file at `path`; nothing is opened yet. `busy_timeout_s` is in seconds."""
        self.path = path
        self.location = str(path)
        self._turn = threading.Lock()
        waiting = f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}"
        keys = "PRAGMA foreign_keys = ON"
        self._writer = _engine(
            path,
            QueuePool,
            "BEGIN IMMEDIATE",
            [waiting, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", keys, _CACHE],
            pool_size=1,
            max_overflow=0,
        )
        self._writer.update_execution_options(synchronous="NORMAL")
        self._durable_writer = self._writer.execution_options(synchronous="FULL")
        self._reader = _engine(
            path,
            QueuePool,
            "BEGIN",
            [waiting, keys, _CACHE, "PRAGMA query_only = ON"],
            pool_size=_READERS,
            max_overflow=-1,
        )
        # Rebuilding a table drops it, which with foreign keys on would take the rows that point to it along.
        self._builder = _engine(
            path, NullPool, "BEGIN IMMEDIATE", [waiting, "PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = OFF"]
        )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write: committed at the end, undone by any exception. Raises StoreError."""
        with told(self.location), self._turn, self._writer.begin() as connection:
            yield connection

    @contextmanager
    def writing_durably(self) -> Iterator[Connection]:
        """As `writing`, on the same connection, but what was committed outlives a power cut. Raises StoreError."""
        with told(self.location), self._turn, self._durable_writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A view of the database as it is now, unmoved by what others write meanwhile. Raises StoreError."""
        with told(self.location), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def building(self) -> Iterator[Connection]:
        """A transaction that may change the tables themselves. Raises StoreError."""
        with told(self.location), self._turn, self._builder.begin() as connection:
            yield connection

    def checkpoint_here(self, *, wanted: bool) -> None:
        """Whether this process moves the write-ahead log into the file, or leaves it to another. Raises StoreError.

        SQLite before 3.51.3 can damage a file that several connections checkpoint at the same time.
        """
        with told(self.location), self._turn, self._writer.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES if wanted else 0}")

    def room(self) -> tuple[int, int]:
        """Bytes of the file, and how many of them are free for new content. Raises StoreError."""
        with self.reading() as connection:
            page, pages, free = (_told_by(connection, one) for one in ("page_size", "page_count", "freelist_count"))
        return pages * page, free * page

    def give_back(self, most: int) -> int:
        """Give at most `most` free bytes of the file back to the disk; return how many were. Raises StoreError.

        None where the file was made without `auto_vacuum`, which `compact` mends.
        """
        with self.writing() as connection:
            page, before = (_told_by(connection, name) for name in ("page_size", "page_count"))
            driver = connection.connection.driver_connection
            assert driver is not None
            # It gives back one page a step and has no rows, of which SQLAlchemy would read none.
            driver.execute(f"PRAGMA incremental_vacuum({most // page})").fetchall()
            return (before - _told_by(connection, "page_count")) * page

    def compact(self) -> None:
        """Have the file able to give room back: written anew where it was made without that. Raises StoreError.

        Nobody else may use the file meanwhile, and the disk needs room for two more of it.
        """
        with self.reading() as connection:
            if _told_by(connection, "auto_vacuum") == _INCREMENTAL:
                return
        with told(self.location), self._turn, self._builder.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(_GIVES_BACK)
            driver.execute("VACUUM")  # beside the engine: no file is written anew inside a transaction

    def close(self) -> None:
        """Close all connections that are not in use."""
        self._reader.dispose()
        self._writer.dispose()


def _is_new(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0


def _told_by(connection: Connection, pragma: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() or 0)


def _engine(path: Path, pool: type[Pool], begin: str, pragmas: list[str], **pool_options: int) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=pool, **pool_options)

    @event.listens_for(engine, "connect")
    def prepare(driver: DriverConnection, _record: object) -> None:
        driver.isolation_level = None
        if begin != "BEGIN" and _is_new(path):  # can be chosen only before anything is written
            driver.execute(_GIVES_BACK).close()
        for pragma in pragmas:
            driver.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        level = connection.get_execution_options().get("synchronous")
        if level is not None:  # set each time and before it begins: SQLite changes it in no transaction
            connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
        connection.exec_driver_sql(begin)

    return engine


def batches(keys: list[str]) -> Iterator[list[str]]:
    """The keys in portions that one query can ask for."""
    return (keys[first : first + _BATCH] for first in range(0, len(keys), _BATCH))


@cache
def inserting(table: Table) -> Insert:
    """INSERT that leaves rows alone which are there already."""
    return insert(table).on_conflict_do_nothing()


@cache
def replacing(table: Table, *key: str) -> Insert:
    """INSERT that overwrites the row with the same primary key, or with the same columns `key`."""
    statement = insert(table)
    columns = list(key) or [column.name for column in table.primary_key]
    kept = {*columns, *(column.name for column in table.primary_key)}
    changed = {column.name: statement.excluded[column.name] for column in table.c if column.name not in kept}
    return statement.on_conflict_do_update(index_elements=columns, set_=changed)
