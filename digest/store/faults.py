"""What the database complains of, said in one sentence each: the only place where its errors are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from digest.errors import StoreCorrupt, StoreError, StoreLocked

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html); extended ones carry them in the low byte.
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 3, 5, 6, 8, 10, 11, 13, 14, 26
_CONSTRAINT = 19

_FOR_CODE: dict[int, tuple[type[StoreError], str]] = {
    _BUSY: (StoreLocked, "is held by another process: wait for it to end, or stop it, and try again"),
    _LOCKED: (StoreLocked, "is held by another process: wait for it to end, or stop it, and try again"),
    _CORRUPT: (StoreCorrupt, "is damaged: put back a backup with `wortlaut restore`"),
    _NOTADB: (StoreCorrupt, "is no database: give another path in database_url, or put back a backup"),
    _PERM: (StoreError, "may not be read or written: check who owns the file and its folder"),
    _READONLY: (StoreError, "cannot be written: make the file and its folder writable"),
    _CANTOPEN: (StoreError, "cannot be opened: check that its folder exists and may be written to"),
    _FULL: (StoreError, "has no room left: free some space on the disk"),
    _IOERR: (StoreError, "cannot be read or written because of a disk error: check the disk and the mount"),
    _CONSTRAINT: (StoreError, "was handed data that contradicts itself, which is a fault of the program"),
}


@contextmanager
def told(location: str) -> Iterator[None]:
    """Turn what the database raises inside into StoreError or one of its kinds; `location` names the database."""
    try:
        yield
    except DBAPIError as error:
        raise store_error(location, error.orig) from error


def store_error(location: str, error: BaseException | None) -> StoreError:
    """The error to raise for one that the database driver raised."""
    code = getattr(error, "sqlite_errorcode", None)
    kind, advice = _FOR_CODE.get((code or 0) & 0xFF, (StoreError, "cannot be used"))
    return kind(f"The database {location} {advice} ({error}).")
