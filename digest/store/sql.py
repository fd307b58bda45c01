"""The store in a SQLite file: its parts put together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy import TextClause, func, make_url, select, text
from sqlalchemy.exc import ArgumentError

from digest.choices import Choices
from digest.errors import StoreError
from digest.outbox import Outbox
from digest.ports import Store, StoreReport
from digest.store import backups
from digest.store.connections import Database
from digest.store.schema import PRESENT, revision_of
from digest.store.sql_actors import ActorPart, Forms
from digest.store.sql_allowances import AllowancePart
from digest.store.sql_articles import ArticlePart
from digest.store.sql_choices import SqlChoices
from digest.store.sql_feeds import FeedPart
from digest.store.sql_looks import LookPart
from digest.store.sql_outbox import SqlOutbox
from digest.store.sql_registry import RegistryPart
from digest.store.sql_statements import StatementPart
from digest.store.sql_stories import StoryPart
from digest.store.sql_upkeep import UpkeepPart
from digest.store.tables import article, statement


def open_url(database_url: str, busy_timeout_s: float) -> Store:
    """The store of a URL such as sqlite:///wortlaut.db; see `digest.store.open_store`."""
    database = Database(_path(database_url), busy_timeout_s)
    with ExitStack() as on_failure:
        on_failure.callback(database.close)
        PRESENT.prepare(database)
        on_failure.pop_all()
    return SqlStore(database)


def migrate_url(database_url: str, busy_timeout_s: float) -> str:
    """Migrate the database of a URL; see `digest.store.migrate`."""
    with closing(Database(_path(database_url), busy_timeout_s)) as database:
        return PRESENT.migrate(database)


def backup_url(database_url: str, file: Path) -> str:
    """Copy the database of a URL; see `digest.store.backup`."""
    return backups.make(_path(database_url), file)


def restore_url(database_url: str, file: Path, *, force: bool) -> str:
    """Put a copy in the place of the database of a URL; see `digest.store.restore`."""
    return backups.put_back(_path(database_url), file, force=force)


def file_of_url(database_url: str) -> Path:
    """The file of a URL; see `digest.store.database_file`."""
    return _path(database_url)


class SqlStore(
    FeedPart, LookPart, ArticlePart, StatementPart, StoryPart, ActorPart, RegistryPart, UpkeepPart, AllowancePart
):
    """A Store in one SQLite file. Any thread may use it, and other processes may use the file beside it."""

    def __init__(self, database: Database) -> None:
        """Take over an opened database with the present schema."""
        super().__init__(database)
        self._forms = Forms()
        self.outbox: Outbox = SqlOutbox(database)
        self.choices: Choices = SqlChoices(database)

    def forget_articles(self, article_ids: Iterable[str]) -> None:
        ids = list(article_ids)
        self.replace_groups(ids, (), ())
        self._delete_articles(ids)

    def report(self, *, thorough: bool = True) -> StoreReport:
        location, engine = self._database.location, f"SQLite {sqlite3.sqlite_version}"
        try:
            return self._report(location, engine, _CHECK if thorough else None)
        except StoreError as error:
            return StoreReport(location, engine, "unknown", 0, 0, str(error))

    def _report(self, location: str, engine: str, check: TextClause | None) -> StoreReport:
        with self._database.reading() as connection:
            found = connection.scalar(check) if check is not None else "ok"
            return StoreReport(
                location=location,
                engine=engine,
                schema=revision_of(connection) or "unknown",
                articles=connection.scalar(_CURRENT_ARTICLES) or 0,
                statements=connection.scalar(select(func.count()).select_from(statement)) or 0,
                problem="" if found == "ok" else f"the check found: {found}",
            )

    def close(self) -> None:
        self._database.close()


_CHECK = text("PRAGMA quick_check(1)")  # 5 s for a million statements (1.7 GB)
_CURRENT_ARTICLES = select(func.count()).select_from(article).where(article.c.superseded_by.is_(None))


def _path(database_url: str) -> Path:
    try:
        name = make_url(database_url).database
    except ArgumentError as error:
        raise StoreError(
            f"database_url {database_url!r} cannot be read; write it like sqlite:///wortlaut.db"
        ) from error
    if not name or name == ":memory:":
        raise StoreError(
            f"database_url {database_url!r} names no file; write it like sqlite:///wortlaut.db, or memory://"
        )
    return Path(name)
