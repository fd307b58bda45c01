"""The part of the outbox in the database that remembers what digests showed: not to be repeated, to be corrected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from digest.model import require_aware
from digest.outbox import Delivery, DeliveryState, Shown, Slot
from digest.store.checks import storable
from digest.store.connections import Database, batches, inserting, replacing
from digest.store.outbox_rows import slot_of
from digest.store.outbox_rules import CAME, NEVER_CAME, storable_words
from digest.store.outbox_tables import delivery, shown, slot, slot_message

_CAME = [state.value for state in CAME]
_NEVER_CAME = [state.value for state in NEVER_CAME]


class ShownPart:
    """What was shown; what is asked and promised stands at `digest.outbox.Outbox`."""

    def __init__(self, database: Database) -> None:
        """Use an opened database with the present schema; the store closes it."""
        self._database = database

    def shown(self, slot: str) -> Shown | None:
        with self._database.reading() as connection:
            message = connection.scalar(select(slot_message.c.message).where(slot_message.c.slot == slot))
            held = select(shown.c.statement).where(shown.c.slot == slot).order_by(shown.c.statement)
            return None if message is None else Shown(message, tuple(connection.scalars(held)))

    def shown_to(self, channel_id: str) -> frozenset[str]:
        if not storable(channel_id):
            return frozenset()
        came = select(shown.c.statement).join(slot, slot.c.id == shown.c.slot)
        wanted = came.where(shown.c.channel == channel_id, slot.c.state.not_in(_NEVER_CAME))
        with self._database.reading() as connection:
            return frozenset(connection.scalars(wanted))

    def last_came(self, channel_id: str, before: datetime) -> datetime | None:
        if not storable(channel_id):
            return None
        came = slot.c.channel == channel_id, slot.c.state.in_(_CAME), slot.c.due < require_aware(before, "before")
        with self._database.reading() as connection:
            latest: datetime | None = connection.scalar(select(func.max(slot.c.due)).where(*came))
            return latest

    def showing(self, statements: Collection[str]) -> Sequence[Slot]:
        with self._database.reading() as connection:
            found = {
                row.id: slot_of(row)
                for batch in batches(sorted(filter(storable, statements)))
                for row in connection.execute(select(slot).join(shown).where(shown.c.statement.in_(batch)).distinct())
            }
        return sorted(found.values(), key=lambda one: (one.due, one.id))

    def amend(self, given: Delivery, message: str) -> bool:
        sent = (
            delivery.c.id == given.id,
            delivery.c.state == DeliveryState.SENT.value,
            delivery.c.remote_id == given.remote_id,
        )
        words = {"payload": storable_words(given.payload), "plain": storable_words(given.plain)}
        with self._database.writing_durably() as connection:
            if not connection.execute(update(delivery).where(*sent).values(words)).rowcount:
                return False
            kept = update(slot_message).where(slot_message.c.slot == given.slot)
            connection.execute(kept.values(message=storable_words(message)))
            return True


def remember(connection: Connection, frozen: Slot, given: Shown) -> None:
    """Write what a slot's digest shows. A statement that an earlier one showed which never came is this one's now."""
    connection.execute(replacing(slot_message), {"slot": frozen.id, "message": given.message})
    never_came = select(slot.c.id).where(slot.c.channel == frozen.channel, slot.c.state.in_(_NEVER_CAME))
    for batch in batches(list(dict.fromkeys(given.statements))):
        mine = shown.c.channel == frozen.channel, shown.c.statement.in_(batch)
        connection.execute(delete(shown).where(*mine, shown.c.slot.in_(never_came)))
        rows = [{"channel": frozen.channel, "statement": one, "slot": frozen.id} for one in batch]
        connection.execute(inserting(shown), rows)
