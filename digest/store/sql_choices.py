"""What channels chose, in the store's database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from digest.choices import Offer
from digest.model import Feed, Outlet, OutletKind, require_aware
from digest.store.checks import refuse_unstorable, storable
from digest.store.choice_rules import checked_feed, checked_offers, refuse_stranger
from digest.store.choice_tables import added_feed, channel_feed, feed_offer, feed_try
from digest.store.connections import Database, inserting, replacing
from digest.store.outbox_tables import channel


class SqlChoices:
    """Choices in a database; what is asked and promised stands at `digest.choices.Choices`."""

    def __init__(self, database: Database) -> None:
        """Use an opened database with the present schema; the store closes it."""
        self._database = database

    def added(self) -> Sequence[Feed]:
        with self._database.reading() as connection:
            return [_feed_of(row) for row in connection.execute(select(added_feed).order_by(added_feed.c.url))]

    def of_channel(self, channel_id: str) -> Mapping[str, bool]:
        if not storable(channel_id):
            return {}
        with self._database.reading() as connection:
            rows = connection.execute(select(channel_feed).where(channel_feed.c.channel == channel_id))
            return {row.feed: row.wanted for row in rows}

    def readers(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(select(channel_feed).where(channel_feed.c.wanted)):
                found.setdefault(row.feed, set()).add(row.channel)
        return {url: frozenset(channels) for url, channels in found.items()}

    def add(self, channel_id: str, feed: Feed, now: datetime) -> None:
        given, moment = checked_feed(feed), require_aware(now, "now")
        with self._database.writing() as connection:
            _require(connection, channel_id)
            connection.execute(inserting(added_feed), _added_row(given, moment))
            _choose(connection, channel_id, given.url, moment, wanted=True)

    def choose(self, channel_id: str, url: str, now: datetime, *, wanted: bool) -> None:
        moment = require_aware(now, "now")
        refuse_unstorable(url, "the address of a feed")
        with self._database.writing() as connection:
            _require(connection, channel_id)
            _choose(connection, channel_id, url, moment, wanted=wanted)

    def drop(self, url: str, now: datetime) -> int:
        moment = require_aware(now, "now")
        if not storable(url):
            return 0
        reading = channel_feed.c.feed == url, channel_feed.c.wanted
        with self._database.writing() as connection:
            gone = update(channel_feed).where(*reading).values(wanted=False, changed_at=moment)
            return connection.execute(gone).rowcount

    def offer(self, channel_id: str, offers: Sequence[Offer]) -> None:
        rows = [
            {"channel": channel_id, "position": position, "url": offer.url, "title": offer.title}
            for position, offer in enumerate(checked_offers(offers))
        ]
        with self._database.writing() as connection:
            _require(connection, channel_id)
            connection.execute(delete(feed_offer).where(feed_offer.c.channel == channel_id))
            if rows:
                connection.execute(inserting(feed_offer), rows)

    def offers(self, channel_id: str) -> Sequence[Offer]:
        if not storable(channel_id):
            return []
        wanted = select(feed_offer).where(feed_offer.c.channel == channel_id).order_by(feed_offer.c.position)
        with self._database.reading() as connection:
            return [Offer(row.url, row.title) for row in connection.execute(wanted)]

    def count_try(self, channel_id: str, day: date) -> int:
        with self._database.writing() as connection:
            _require(connection, channel_id)
            last = connection.execute(select(feed_try).where(feed_try.c.channel == channel_id)).first()
            number: int = last.number + 1 if last is not None and last.day == day else 1
            connection.execute(replacing(feed_try), {"channel": channel_id, "day": day, "number": number})
            return number


def _require(connection: Connection, channel_id: str) -> None:
    if (
        not storable(channel_id)
        or not connection.execute(select(channel.c.id).where(channel.c.id == channel_id)).first()
    ):
        raise refuse_stranger(channel_id)


def _choose(connection: Connection, channel_id: str, url: str, moment: datetime, *, wanted: bool) -> None:
    values = {"channel": channel_id, "feed": url, "wanted": wanted, "changed_at": moment}
    connection.execute(replacing(channel_feed), values)


def _added_row(feed: Feed, moment: datetime) -> dict[str, Any]:
    outlet = feed.outlet
    return {
        "url": feed.url,
        "section": feed.section,
        "outlet": outlet.id,
        "name": outlet.name,
        "country": outlet.country,
        "language": outlet.language,
        "kind": outlet.kind.value,
        "added_at": moment,
    }


def _feed_of(row: Row[Any]) -> Feed:
    outlet = Outlet(row.outlet, row.name, row.country, row.language, OutletKind(row.kind))
    return Feed(row.url, outlet, row.section)
