"""Channels, slots and deliveries as rows, and back: `x_row` and `x_of` undo each other. No query is written here."""
# ruff: noqa: D103 - the sentence above would stand at every pair

from __future__ import annotations

import json
from datetime import time
from typing import Any

from sqlalchemy import Row

from digest.outbox import Channel, ChannelState, Delivery, DeliveryState, Slot, SlotState
from digest.outcome import Address
from digest.store.encoding import compact, names_of, names_text
from digest.taste import taste_of, taste_text

Values = dict[str, Any]
"""The columns of one row, by name: what SQLAlchemy takes."""


def address_row(address: Address) -> Values:
    return {
        "platform": address.platform,
        "workspace": address.workspace,
        "chat": address.chat,
        "thread": address.thread,
    }


def address_of(row: Row[Any]) -> Address:
    return Address(row.platform, row.chat, row.thread, row.workspace)


def channel_row(channel: Channel) -> Values:
    return {
        "id": channel.id,
        **address_row(channel.address),
        "language": channel.language,
        "zone": channel.zone,
        "times": names_text([wall_time.isoformat() for wall_time in channel.times]),
        "weekdays": compact(list(channel.weekdays)),
        "stories": channel.stories,
        "state": channel.state.value,
        "title": channel.title,
        "next_due": channel.next_due,
        "changed_at": channel.changed_at,
        "taste": taste_text(channel.taste),
    }


def channel_of(row: Row[Any]) -> Channel:
    return Channel(
        id=row.id,
        address=address_of(row),
        language=row.language,
        zone=row.zone,
        times=tuple(map(time.fromisoformat, names_of(row.times))),
        weekdays=tuple(json.loads(row.weekdays)),
        stories=row.stories,
        state=ChannelState(row.state),
        title=row.title,
        next_due=row.next_due,
        changed_at=row.changed_at,
        taste=taste_of(row.taste),
    )


def slot_row(slot: Slot) -> Values:
    return {
        "id": slot.id,
        "channel": slot.channel,
        "local_date": slot.local_date,
        "ordinal": slot.ordinal,
        "due": slot.due,
        "state": slot.state.value,
        "reason": slot.reason,
    }


def slot_of(row: Row[Any]) -> Slot:
    return Slot(row.id, row.channel, row.local_date, row.ordinal, row.due, SlotState(row.state), row.reason)


def standing_row(delivery: Delivery) -> Values:
    """What changes of a delivery during its life."""
    return {
        **address_row(delivery.address),
        "state": delivery.state.value,
        "formatted": delivery.formatted,
        "attempts": delivery.attempts,
        "attempt": delivery.attempt,
        "lease_until": delivery.lease_until,
        "not_before": delivery.not_before,
        "remote_id": delivery.remote_id,
        "error": delivery.error,
        "sent_at": delivery.sent_at,
        "changed_at": delivery.changed_at,
        "announced": delivery.announced,
    }


def delivery_row(delivery: Delivery) -> Values:
    return {
        "id": delivery.id,
        "channel": delivery.channel,
        "slot": delivery.slot,
        "part": delivery.part,
        "payload": delivery.payload,
        "plain": delivery.plain,
        **standing_row(delivery),
    }


def delivery_of(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        channel=row.channel,
        slot=row.slot,
        part=row.part,
        address=address_of(row),
        payload=row.payload,
        plain=row.plain,
        state=DeliveryState(row.state),
        formatted=row.formatted,
        attempts=row.attempts,
        attempt=row.attempt,
        lease_until=row.lease_until,
        not_before=row.not_before,
        remote_id=row.remote_id,
        error=row.error,
        sent_at=row.sent_at,
        changed_at=row.changed_at,
        announced=row.announced,
    )
