"""A database from before channels chose feeds goes up and down with all that is in it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from digest.store import open_choices, open_outbox, open_store
from digest.store.connections import Database
from digest.store.schema import PRESENT
from digest.store.sql import SqlStore
from tests.contract.choices.test_choices import BOTE
from tests.contract.outbox.values import NINE, a_channel
from tests.contract.store.values import PUTIN, a_page, an_article

NEW = {"added_feed", "channel_feed", "feed_offer", "feed_try", "feed_page", "backfill"}
ENTRY = "INSERT INTO entry (feed, guid, title, link, teaser, seen_at) VALUES (:feed, :guid, '', :link, '', 0)"


def test_a_filled_database_learns_what_its_articles_came_by(tmp_path: Path):
    """Migrated, its entries tell the feeds of its articles, and its channels can choose; back, the new tables go."""
    path, article = tmp_path / "w.db", an_article()
    database = Database(path, 5)
    PRESENT.prepare(database)
    store = SqlStore(database)
    store.keep(a_page(article, PUTIN))
    open_outbox(store).save_channel(a_channel())
    with database.building() as connection:
        PRESENT.downgrade(connection, "0002")
        for guid in ("1", "2"):
            connection.execute(text(ENTRY), {"feed": BOTE.url, "guid": guid, "link": article.url})
    assert "schema 0002" in PRESENT.migrate(database)
    again = open_store(f"sqlite:///{path}")
    assert again.feeds_of([article.id]) == {article.id: {BOTE.url}}
    open_choices(again).add(a_channel().id, BOTE, NINE)
    assert open_choices(again).readers() == {BOTE.url: {a_channel().id}}
    again.close()
    with database.building() as connection:
        PRESENT.downgrade(connection, "0002")
        assert not NEW & set(inspect(connection).get_table_names())
        assert connection.scalar(text("SELECT text FROM article")) == article.text
    database.close()
