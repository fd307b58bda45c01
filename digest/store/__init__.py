"""Everything that outlives the process: one store per URL scheme, found by name, all held to one contract suite.

`memory://` is the twin that lives in the process; `sqlite:///path` a database file. Neither SQLAlchemy nor Alembic is
loaded before a URL asks for them.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from digest.allowances import Allowances
from digest.choices import Choices
from digest.errors import StoreError
from digest.outbox import Outbox
from digest.ports import Store
from digest.registry import Registry
from digest.upkeep import Upkeep

DEFAULT_BUSY_TIMEOUT_S = 5.0
"""How long a writer waits for another process before StoreLocked (4-delivery of the design: 5 s)."""

_ENGINES = {"memory": "digest.store.memory", "sqlite": "digest.store.sql"}


class _Engine(Protocol):
    """What the module behind a scheme offers."""

    def open_url(self, database_url: str, busy_timeout_s: float) -> Store: ...

    def migrate_url(self, database_url: str, busy_timeout_s: float) -> str: ...

    def backup_url(self, database_url: str, file: Path) -> str: ...

    def restore_url(self, database_url: str, file: Path, *, force: bool) -> str: ...

    def file_of_url(self, database_url: str) -> Path | None: ...


class _HasOutbox(Protocol):
    """What every store opened here offers beside the port."""

    @property
    def outbox(self) -> Outbox: ...

    @property
    def choices(self) -> Choices: ...


def open_store(database_url: str, *, busy_timeout_s: float = DEFAULT_BUSY_TIMEOUT_S) -> Store:
    """Open the store at `database_url`; a database file that is missing or empty is created with the present schema.

    `busy_timeout_s` is how many seconds a writer waits for another process. Raises StoreError or one of its kinds:
    StoreLocked, StoreCorrupt, StoreTooNew; a database of an earlier version has to be migrated first.
    """
    return _engine(database_url).open_url(database_url, busy_timeout_s)


def open_outbox(store: Store) -> Outbox:
    """The outbox of an opened store: in the same database, used and closed with it. Always the same one."""
    return cast("_HasOutbox", store).outbox


def open_choices(store: Store) -> Choices:
    """What channels chose to read: in the same database as the opened store, used and closed with it."""
    return cast("_HasOutbox", store).choices


def open_registry(store: Store) -> Registry:
    """The registry of an opened store: who is who in it, in the same database."""
    return cast("Registry", store)


def open_upkeep(store: Store) -> Upkeep:
    """The chores of an opened store: in the same database."""
    return cast("Upkeep", store)


def open_allowances(store: Store) -> Allowances:
    """The commands that people and chats have left: in the same database."""
    return cast("Allowances", store)


def migrate(database_url: str, *, busy_timeout_s: float = DEFAULT_BUSY_TIMEOUT_S) -> str:
    """Bring an older database to the present schema, after a backup copy of it; return one sentence on what was done.

    Raises StoreError or one of its kinds.
    """
    return _engine(database_url).migrate_url(database_url, busy_timeout_s)


def backup(database_url: str, file: Path) -> str:
    """Copy the database to a file while it is in use, and check the copy; return one sentence. Raises StoreError."""
    return _engine(database_url).backup_url(database_url, file)


def restore(database_url: str, file: Path, *, force: bool) -> str:
    """Put a copy in the place of the database, whose file is kept beside it; return one sentence. Raises StoreError.

    A database that is there is replaced with `force` only; one that is in use is not replaced.
    """
    return _engine(database_url).restore_url(database_url, file, force=force)


def database_file(database_url: str) -> Path | None:
    """The file of the database; None where it has none. Raises StoreError for a URL that cannot be read."""
    return _engine(database_url).file_of_url(database_url)


def _engine(database_url: str) -> _Engine:
    scheme = database_url.partition(":")[0].partition("+")[0].lower()
    if scheme not in _ENGINES:
        known = ", ".join(f"{name}://" for name in _ENGINES)
        raise StoreError(f"database_url begins with {scheme!r}, which no store answers to; use one of {known}")
    return cast("_Engine", import_module(_ENGINES[scheme]))
