"""The tables of the chores come and go with a filled database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect, text

from digest.model import wording
from digest.store import open_store, open_upkeep
from digest.store.connections import Database
from digest.store.schema import PRESENT
from digest.upkeep import Chore
from tests.contract.store.test_upkeep import AT, TEXT, filled
from tests.contract.store.values import DAY, NOON


def test_a_filled_database_goes_down_and_up(tmp_path: Path):
    """Back at the former schema the words of statements stand where they stood; forward again all texts are whole."""
    path = tmp_path / "w.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        articles, _ = filled(store)
        open_upkeep(store).expire_texts(NOON + DAY, 9)
        open_upkeep(store).note(Chore("retention", NOON, "1 text"))
    with closing(Database(path, 5)) as database:
        with database.building() as connection:
            PRESENT.downgrade(connection, "0008")
            assert not {"chore", "allowance"} & set(inspect(connection).get_table_names())
            rows = connection.execute(text("SELECT id, text FROM article")).all()
            texts = {row.id: row.text for row in rows}
        assert wording(texts[articles[0].id], AT) == wording(TEXT, AT)
        assert len(texts[articles[0].id]) == len(TEXT)
        assert texts[articles[1].id] == TEXT
        assert "schema 0008" in PRESENT.migrate(database)
    with closing(open_store(f"sqlite:///{path}")) as store:
        assert store.article(articles[1].id) == articles[1]
        assert open_upkeep(store).chores() == {}
        assert store.report().problem == ""
