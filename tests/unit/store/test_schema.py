"""The schema and its migrations: both agree, and a filled database goes up and down without loss."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from digest.errors import StoreCorrupt, StoreError
from digest.ports import StatementQuery, Store
from digest.store import open_store
from digest.store.connections import Database
from digest.store.schema import MIGRATIONS, PRESENT, Schema, back_up, revision_of
from digest.store.sql import SqlStore
from digest.store.tables import REVISION, metadata
from tests.contract.store.test_articles import everything
from tests.contract.store.values import NOON, PUTIN, XI, a_page, a_report, a_statement, a_story, an_article

NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "later", "{present}", None, None

def upgrade():
    with op.batch_alter_table("statement") as batch:
        batch.alter_column("via", new_column_name="through")
        batch.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("article", recreate="always") as batch:
        batch.create_check_constraint("ck_article_language", "length(language) < 9")
    {more}

def downgrade():
    with op.batch_alter_table("article", recreate="always") as batch:
        batch.drop_constraint("ck_article_language", type_="check")
    with op.batch_alter_table("statement") as batch:
        batch.drop_column("weight")
        batch.alter_column("through", new_column_name="via")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with something in every table."""
    file = tmp_path / "w.db"
    store = open_store(f"sqlite:///{file}")
    articles = [an_article(number) for number in range(3)]
    for article in articles:
        store.keep(a_page(article, PUTIN, XI))
    statements = [a_statement(a_report(article), story="s1") for article in articles]
    store.replace_groups([], [a_story("s1", *articles)], statements)
    store.close()
    return file


def later(tmp_path: Path, more: str = "pass") -> Schema:
    """The schema of a program that is one revision further."""
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "later.py").write_text(NEXT.format(more=more, present=REVISION))
    return Schema("later", (MIGRATIONS / "versions", folder))


def contents(store: Store):
    """All that the store tells."""
    return everything(store), store.statements(StatementQuery()), store.stories(NOON, NOON.replace(year=2026))


def test_tables_and_migrations_agree(path: Path):
    """What the migrations build is what the program uses, tables without row ids included."""
    with Database(path, 5).building() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        made = dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all())
    for table in metadata.tables.values():
        without = table.dialect_options["sqlite"]["with_rowid"] is False
        assert ("WITHOUT ROWID" in made[table.name]) == without, table.name


def test_the_latest_revision_is_the_one_the_tables_name():
    """A new migration needs a new REVISION and the other way round."""
    assert PRESENT.revisions()[0] == REVISION


def test_down_and_up_again_on_a_filled_database(path: Path):
    """Going back removes every table of ours, even filled; going forward makes them again, empty."""
    database = Database(path, 5)
    with database.building() as connection:
        PRESENT.downgrade(connection, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    with database.building() as connection:
        PRESENT.upgrade(connection, "head")
    store = SqlStore(database)
    assert (store.report().articles, store.report().problem) == (0, "")
    store.keep(a_page(an_article(), PUTIN))
    assert store.report().articles == 1


def test_tables_that_another_process_made_first_are_accepted(path: Path):
    """Making the tables looks again once it may write, and leaves alone what it finds then."""
    before = path.read_bytes()
    with closing(Database(path, 5)) as database:
        assert PRESENT._make(database) == REVISION
    assert path.read_bytes() == before


def test_an_older_database_asks_to_be_migrated(path: Path, tmp_path: Path):
    """Opening it says which command to run, and changes nothing."""
    before = path.read_bytes()
    with pytest.raises(StoreError, match=rf"earlier version \(schema {REVISION}, now later\): run `wortlaut migrate`"):
        later(tmp_path).prepare(Database(path, 5))
    assert path.read_bytes() == before


def test_migrating_a_filled_database_keeps_all_and_a_copy(path: Path, tmp_path: Path):
    """Rebuilt tables keep their rows and the rows that point to them; the copy is the file as it was; back works too."""
    store = open_store(f"sqlite:///{path}")
    before = contents(store)
    store.close()
    schema, database = later(tmp_path), Database(path, 5)
    assert schema.migrate(database) == (
        f"The database {path} went from schema {REVISION} to later; the file as it was is kept as {path}.{REVISION}.bak."
    )
    schema.prepare(database)
    with database.reading() as connection:
        assert revision_of(connection) == "later"
        counted = connection.exec_driver_sql("SELECT count(*), sum(weight), max(through) FROM statement").one()
        assert counted == (3, 3, "dpa")
        assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar() == 3
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert contents(open_store(f"sqlite:///{path}.{REVISION}.bak")) == before
    with database.building() as connection:
        schema.downgrade(connection, REVISION)
    assert contents(open_store(f"sqlite:///{path}")) == before


@pytest.mark.parametrize(
    ("more", "error"),
    [("raise RuntimeError('power cut')", RuntimeError), ("op.execute('DELETE FROM outlet')", StoreCorrupt)],
)
def test_a_migration_that_fails_leaves_the_database_as_it_was(path: Path, tmp_path: Path, more: str, error):
    """Half a migration is none, and neither is one that leaves rows pointing to nothing."""
    store = open_store(f"sqlite:///{path}")
    before = contents(store)
    store.close()
    with pytest.raises(error):
        later(tmp_path, more).migrate(Database(path, 5))
    again = open_store(f"sqlite:///{path}")
    assert contents(again) == before
    assert again.report().schema == REVISION


def test_a_second_copy_does_not_overwrite_the_first(path: Path, tmp_path: Path):
    """The name of a copy is never one that is taken."""
    schema = later(tmp_path)
    first = path.with_name(f"w.db.{REVISION}.bak")
    first.write_text("wichtig")
    assert schema.migrate(Database(path, 5)).endswith(f"w.db.{REVISION}-1.bak.")
    assert first.read_text() == "wichtig"


def test_a_copy_is_whole_while_the_database_is_in_use(path: Path, tmp_path: Path):
    """What is still in the write-ahead log is in the copy."""
    store = open_store(f"sqlite:///{path}")
    store.keep(a_page(an_article(7), PUTIN))
    copy = open_store(f"sqlite:///{back_up(path, tmp_path / 'copy.db')}")
    assert contents(copy) == contents(store)


def test_a_damaged_database_is_not_migrated(path: Path, tmp_path: Path):
    """The check of the copy finds the damage before anything is changed."""
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[4096 * (pages - 3) : 4096 * (pages - 1)] = b"\xff" * 8192
    path.write_bytes(content)
    damaged = shutil.copy(path, tmp_path / "damaged.db")
    with pytest.raises(StoreCorrupt):
        later(tmp_path).migrate(Database(path, 5))
    assert path.read_bytes() == Path(damaged).read_bytes()
