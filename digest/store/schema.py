"""The schema of a database file: made when the file is new, checked when it is opened, migrated when asked.

A revision is one file in migrations/versions. Migrations run in one transaction with foreign keys off, because
rebuilding a table drops it, and the keys are checked before anything is committed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from digest.errors import StoreCorrupt, StoreError, StoreTooNew
from digest.store.connections import Database
from digest.store.faults import store_error
from digest.store.tables import REVISION

MIGRATIONS = Path(__file__).parent / "migrations"
"""Where Alembic finds its environment."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What a database has to look like: the revision, and the folders of the migrations that lead to it."""

    revision: str = REVISION
    versions: tuple[Path, ...] = (MIGRATIONS / "versions",)

    def prepare(self, database: Database) -> None:
        """Make the tables of a new file; accept a file of the present revision. Raises StoreError for all else."""
        folder = database.path.parent
        if not folder.is_dir():
            raise StoreError(
                f"The database {database.location} cannot be opened because {folder} is no folder: "
                "create it, or give another path in database_url."
            )
        found = _found(database)
        if found is None:
            found = self._make(database)
        if found != self.revision:
            self._refuse_later(database.location, found)
            raise StoreError(
                f"The database {database.location} is of an earlier version (schema {found}, now {self.revision}): "
                "run `wortlaut migrate`, which keeps a copy."
            )

    def migrate(self, database: Database) -> str:
        """Bring the file to the present revision, after a backup copy; return one sentence. Raises StoreError."""
        found = _found(database)
        if found is None:
            self.prepare(database)
            return f"The database {database.location} was made new with schema {self.revision}."
        if found == self.revision:
            return f"The database {database.location} has schema {found} already; nothing was changed."
        self._refuse_later(database.location, found)
        copy = back_up(database.path, _free_name(database.path, found))
        with database.building() as connection:
            self.upgrade(connection, self.revision)
            _check_keys(connection, database.location)
        database.compact()
        return (
            f"The database {database.location} went from schema {found} to {self.revision}; "
            f"the file as it was is kept as {copy}."
        )

    def upgrade(self, connection: Connection, target: str) -> None:
        """Run the migrations up to the revision `target` in the connection's transaction."""
        command.upgrade(self._config(connection), target)

    def downgrade(self, connection: Connection, target: str) -> None:
        """Run the migrations back to the revision `target` in the connection's transaction."""
        command.downgrade(self._config(connection), target)

    def revisions(self) -> list[str]:
        """All revisions this program knows, the latest first."""
        return [script.revision for script in ScriptDirectory.from_config(self._config(None)).walk_revisions()]

    def _make(self, database: Database) -> str:
        """Make the tables, unless another process was quicker; return the revision that is there then."""
        with database.building() as connection:
            found = revision_of(connection)
            if found is not None:
                return found
            if inspect(connection).get_table_names():
                raise StoreError(
                    f"The database {database.location} belongs to another program: give another path in database_url."
                )
            self.upgrade(connection, self.revision)
        return self.revision

    def _refuse_later(self, location: str, found: str) -> None:
        if found not in self.revisions():
            raise StoreTooNew(
                f"The database {location} was written by a later version of the program (schema {found}, "
                f"this one knows {self.revision}): install that version, or give another path in database_url."
            )

    def _config(self, connection: Connection | None) -> Config:
        config = Config()
        config.set_main_option("script_location", _escaped([MIGRATIONS]))
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_locations", _escaped(self.versions))
        config.attributes["connection"] = connection
        return config


PRESENT = Schema()
"""The schema of this version of the program."""


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables; None when this program has not made any."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def back_up(path: Path, copy: Path) -> Path:
    """Copy a database while others may use it, and check the copy; return its path. Raises StoreError."""
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            problems = [row[0] for row in target.execute("PRAGMA quick_check(1)") if row[0] != "ok"]
    except sqlite3.Error as error:
        raise store_error(str(copy), error) from error
    if problems:
        raise StoreCorrupt(
            f"The database {path} is damaged ({problems[0]}): put back a backup with `wortlaut restore`."
        )
    return copy


def _found(database: Database) -> str | None:
    """The revision of the file; None when there is no file yet, or nothing in it."""
    if not database.path.is_file() or database.path.stat().st_size == 0:
        return None
    with database.reading() as connection:
        return revision_of(connection)


def _free_name(path: Path, revision: str) -> Path:
    """A name beside `path` for its copy that is not taken."""
    names = (path.with_name(f"{path.name}.{revision}{f'-{number}' if number else ''}.bak") for number in count())
    return next(name for name in names if not name.exists())


def _check_keys(connection: Connection, location: str) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise StoreCorrupt(f"The database {location} was not migrated: a row of {broken[0]} points to nothing.")


def _escaped(paths: Iterable[Path]) -> str:
    return os.pathsep.join(map(str, paths)).replace("%", "%%")
