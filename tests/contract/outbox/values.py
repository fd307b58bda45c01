"""Channels, slots and deliveries to put into an outbox: small builders with plain defaults."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from digest.outbox import Channel, Delivery, Outbox, Slot, channel_id, delivery_id, slot_id
from digest.outcome import Address

NINE = datetime(2025, 5, 9, 7, tzinfo=UTC)
"""Nine o'clock in Berlin, when the digests of these tests are due."""
FRIDAY = date(2025, 5, 9)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

GROUP = Address("telegram", "-100")
TOPIC = Address("telegram", "-100", thread="7")
OTHER = Address("telegram", "-200")
ROOM = Address("slack", "C1", workspace="T1")
ALL = ("telegram", "slack")


def a_channel(address: Address = GROUP, **more: Any) -> Channel:
    """A channel that wants a digest at nine every day and gets it next."""
    wishes = {"language": "de", "zone": "Europe/Berlin", "times": (time(9),), "weekdays": tuple(range(7)), "stories": 8}
    return Channel(channel_id(address), address, **{**wishes, "next_due": NINE, **more})


def a_slot(channel: Channel, day: date = FRIDAY, ordinal: int = 0, **more: Any) -> Slot:
    """The digest of a channel on a day."""
    due = NINE + (day - FRIDAY) + ordinal * HOUR
    return Slot(slot_id(channel.id, day, ordinal), channel.id, day, ordinal, **{"due": due, **more})


def a_part(channel: Channel, slot: Slot, part: int = 0, **more: Any) -> Delivery:
    """A part of a slot for the channel's address."""
    identity = delivery_id(slot.id, part)
    words = {"payload": f'{{"text": "Teil {part} für {slot.id}"}}', "plain": f"Teil {part}"}
    return Delivery(identity, channel.id, slot.id, part, **{"address": channel.address, **words, **more})


def a_notice(key: str = "alarm", address: Address = GROUP, **more: Any) -> Delivery:
    """A notice to a chat, which may be the operator's and no channel."""
    return Delivery(
        delivery_id(key, 0), **{"channel": channel_id(address), "slot": None, "part": 0, "address": address,
        "payload": "{}", "plain": key, **more},
    )  # fmt: skip


def opened(outbox: Outbox, channel: Channel, *slots: Slot) -> Sequence[Slot]:
    """Save a channel and open its slots."""
    outbox.save_channel(channel)
    return outbox.open_slots(channel.id, slots or [a_slot(channel)], NINE + DAY)


def frozen(outbox: Outbox, channel: Channel, parts: int = 1, day: date = FRIDAY, **more: Any) -> Slot:
    """Save a channel and freeze a slot of it with so many parts."""
    slot = a_slot(channel, day)
    opened(outbox, channel, slot)
    assert outbox.freeze(slot.id, [a_part(channel, slot, number, **more) for number in range(parts)])
    return slot


def claim(
    outbox: Outbox,
    now: datetime = NINE,
    attempt: str = "a1",
    *,
    platforms: Collection[str] = ALL,
    busy: Collection[Address] = (),
) -> Delivery | None:
    """Claim for a minute."""
    return next(iter(outbox.claim(now, now + MINUTE, [attempt], platforms, busy)), None)


def the_slot(outbox: Outbox, slot: Slot) -> Slot:
    """The slot as it stands now."""
    return next(found for found in outbox.slots() if found.id == slot.id)


def the_delivery(outbox: Outbox, id_: str) -> Delivery:
    """The delivery as it stands now."""
    return next(found for found in outbox.deliveries() if found.id == id_)
