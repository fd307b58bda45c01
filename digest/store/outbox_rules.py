"""What holds for every outbox: what it refuses, and what follows from a change. Pure; both implementations use it.

Refused with BadInput, before anything is written: text no database can hold, and parts that contradict each other.
Instants become UTC. What a service said (error, receipt) is made storable instead: an outcome is never lost over it.

A slot stands as its first part that is not sent. Parts behind one that failed, is late, or whose chat was told that it
may not have arrived, can no longer go and end with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from digest.errors import BadInput
from digest.model import require_aware
from digest.outbox import Channel, Delivery, DeliveryState, OutboxTally, Slot, SlotState
from digest.outcome import Address
from digest.store.checks import refuse_unstorable

OPEN = (SlotState.DUE, SlotState.PENDING)
"""Slots on the way; all other states are results and stand."""

CAME = (SlotState.SENT, SlotState.PENDING, SlotState.UNCERTAIN)
"""Slots whose digest reached the chat, is on its way to it, or may have."""

NEVER_CAME = (SlotState.LATE, SlotState.FAILED)

ON_THE_WAY = (DeliveryState.PENDING, DeliveryState.SENDING)

EXPIRED = "its claim ended without an outcome"
"""The error of a part whose lease has passed."""

Chat = tuple[str, str, str]
"""Platform, workspace and chat: what limits and order are kept for, whatever the thread."""


def chat_of(address: Address) -> Chat:
    """The chat of an address."""
    return address.platform, address.workspace, address.chat


def address_key(address: Address) -> tuple[str, str, str, str]:
    """What orders channels: the columns of their address."""
    return (*chat_of(address), address.thread)


def pause_key(address: Address, *, whole_platform: bool) -> Chat:
    """What a pause holds for: a chat, or a platform in all its workspaces (told by an empty chat)."""
    return (address.platform, "", "") if whole_platform else chat_of(address)


def checked_pause(address: Address, until: datetime, *, whole_platform: bool) -> tuple[datetime, Chat]:
    """Until when, in UTC, and what a pause holds for. Raises BadInput for one that holds for nothing."""
    refuse_unstorable(address, "address")
    if not address.chat and not whole_platform:
        raise BadInput(f"{address} names no chat to pause")
    return require_aware(until, "until"), pause_key(address, whole_platform=whole_platform)


def checked_event(platform: str, event: str, now: datetime) -> datetime:
    """When an incoming event was seen, in UTC. Raises BadInput for one that cannot be stored."""
    refuse_unstorable((platform, event), f"an event of {platform!a}")
    return require_aware(now, "now")


def checked_lease(name: str, holder: str, now: datetime, until: datetime) -> tuple[datetime, datetime]:
    """From when and until when a lease is asked for, in UTC. Raises BadInput for one that cannot be stored."""
    refuse_unstorable((name, holder), "lease")
    return require_aware(now, "now"), require_aware(until, "until")


def purge_limits(before: datetime, events_before: datetime | None) -> tuple[datetime, datetime]:
    """Before when results go, and before when incoming events do (default: the same), in UTC."""
    moment = require_aware(before, "before")
    return moment, moment if events_before is None else require_aware(events_before, "events_before")


def utc(moment: datetime | None, name: str) -> datetime | None:
    """The instant in UTC, if there is one. Raises ValueError for a naive one."""
    return None if moment is None else require_aware(moment, name)


def storable_words(text: str) -> str:
    """Words of a service as a database can hold them.

    >>> storable_words("a" + chr(0) + "b") == "a" + chr(0xFFFD) + "b"
    True
    """
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


# what is given


def checked_channel(channel: Channel) -> Channel:
    """The channel in its stored form. Raises BadInput for what cannot be stored, ValueError for a naive instant."""
    refuse_unstorable(channel, f"channel {channel.id!a}")
    if any(wall_time.tzinfo is not None for wall_time in channel.times):
        raise BadInput(f"channel {channel.id!a} has a wall time with an offset; its zone is told by `zone`")
    return replace(
        channel, next_due=utc(channel.next_due, "next_due"), changed_at=utc(channel.changed_at, "changed_at")
    )


def refuse_address(channel: Channel) -> BadInput:
    """The error for a channel saved at the address of another one."""
    return BadInput(f"{channel.address} is the address of another channel: change or forget that one first")


def checked_slots(channel_id: str, slots: Iterable[Slot]) -> list[Slot]:
    """The slots in their stored form. Raises BadInput for those of another channel."""
    checked = [replace(slot, due=require_aware(slot.due, "due"), reason=storable_words(slot.reason)) for slot in slots]
    for slot in checked:
        refuse_unstorable(slot, f"slot {slot.id!a}")
        if slot.channel != channel_id:
            raise BadInput(f"slot {slot.id!a} belongs to channel {slot.channel!a}, not to {channel_id!a}")
    return checked


def checked_parts(slot: str, deliveries: Iterable[Delivery]) -> list[Delivery]:
    """The parts of a slot in their stored form, in order. Raises BadInput unless they are its new parts, each once."""
    parts = sorted(map(_checked_new, deliveries), key=lambda part: part.part)
    if any(part.slot != slot for part in parts):
        raise BadInput(f"slot {slot!a} was given parts of another one")
    if len({part.part for part in parts}) < len(parts) or len({part.id for part in parts}) < len(parts):
        raise BadInput(f"slot {slot!a} was given the same part twice")
    return parts


def refuse_strangers(slot: Slot, parts: Iterable[Delivery], known: Iterable[str]) -> None:
    """Raise BadInput when a part is for another channel than the slot's, or has an id that is taken."""
    if any(part.channel != slot.channel for part in parts):
        raise BadInput(f"slot {slot.id!a} was given parts for another channel than {slot.channel!a}")
    for taken in known:
        raise BadInput(f"slot {slot.id!a} was given a part whose id {taken!a} is taken")


def checked_notice(delivery: Delivery) -> Delivery:
    """The notice in its stored form. Raises BadInput for a part of a slot."""
    if delivery.slot is not None:
        raise BadInput(f"delivery {delivery.id!a} belongs to slot {delivery.slot!a}: parts are frozen with their slot")
    return _checked_new(delivery)


def _checked_new(delivery: Delivery) -> Delivery:
    refuse_unstorable(delivery, f"delivery {delivery.id!a}")
    if delivery.state is not DeliveryState.PENDING:
        raise BadInput(f"delivery {delivery.id!a} is {delivery.state.value} before it was ever claimed")
    return _in_utc(delivery)


def checked_outcome(delivery: Delivery) -> Delivery:
    """A part as it is to stand after an outcome. Raises BadInput for `sending`, which only a claim gives."""
    if delivery.state is DeliveryState.SENDING:
        raise BadInput(f"delivery {delivery.id!a} cannot be made sending but by a claim")
    words = replace(delivery, error=storable_words(delivery.error), remote_id=storable_words(delivery.remote_id))
    refuse_unstorable(words, f"delivery {delivery.id!a}")
    return _in_utc(words)


def checked_result(slot: str, state: SlotState) -> SlotState:
    """The result to close a slot with. Raises BadInput for what is no result, or told by the parts alone."""
    if state in OPEN or state is SlotState.SENT:
        raise BadInput(f"slot {slot!a} cannot be closed as {state.value}")
    return state


def _in_utc(delivery: Delivery) -> Delivery:
    return replace(
        delivery,
        lease_until=utc(delivery.lease_until, "lease_until"),
        not_before=utc(delivery.not_before, "not_before"),
        sent_at=utc(delivery.sent_at, "sent_at"),
        changed_at=utc(delivery.changed_at, "changed_at"),
    )


# what follows


def claimed(part: Delivery, now: datetime, lease_until: datetime, attempt: str) -> Delivery:
    """The part under a new claim."""
    return replace(
        part,
        state=DeliveryState.SENDING,
        attempts=part.attempts + 1,
        attempt=attempt,
        lease_until=lease_until,
        changed_at=now,
    )


def settled(part: Delivery, outcome: Delivery, channel: Channel | None) -> Delivery:
    """The stored part after an outcome was written onto it: what names it, and how often it was tried, stays.

    A part that waits again goes to the address of the outcome if that is a new one; else a part of a slot goes to where
    its channel is now.
    """
    after = replace(
        part,
        address=outcome.address,
        state=outcome.state,
        formatted=outcome.formatted,
        lease_until=None,
        not_before=outcome.not_before,
        remote_id=outcome.remote_id,
        error=outcome.error,
        sent_at=outcome.sent_at,
        changed_at=outcome.changed_at or part.changed_at,
        announced=outcome.announced and outcome.state is DeliveryState.UNCERTAIN,
    )
    waits_as_before = after.state is DeliveryState.PENDING and after.address == part.address
    return placed(after, channel) if waits_as_before and part.slot is not None and channel is not None else after


def expired(part: Delivery, now: datetime) -> Delivery:
    """The part whose claim ended without an outcome: it may have arrived."""
    return replace(part, state=DeliveryState.UNCERTAIN, lease_until=None, error=EXPIRED, changed_at=now)


def placed(part: Delivery, channel: Channel) -> Delivery:
    """The part of the channel's slot, addressed to the chat where the channel is now."""
    return part if chat_of(part.address) == chat_of(channel.address) else replace(part, address=channel.address)


def moves_along(part: Delivery, former: Channel) -> bool:
    """Whether a part goes along when its channel moves: the parts of its slots, and notices to its chat."""
    return part.state is DeliveryState.PENDING and (
        part.slot is not None or chat_of(part.address) == chat_of(former.address)
    )


def followed(slot: Slot, parts: Sequence[Delivery]) -> tuple[Slot, list[Delivery]]:
    """The slot as its parts, given in order, make it stand; and those of the parts that end with an earlier one."""
    first = next((part for part in parts if part.state is not DeliveryState.SENT), None)
    if first is None:
        return (replace(slot, state=SlotState.SENT, reason="") if parts else slot), []
    if first.state in ON_THE_WAY:
        return replace(slot, state=SlotState.PENDING, reason=""), []
    standing = replace(slot, state=SlotState(first.state.value), reason=first.error)
    if first.state is DeliveryState.UNCERTAIN and not first.announced:
        return standing, []
    state = DeliveryState.LATE if first.state is DeliveryState.LATE else DeliveryState.FAILED
    error = f"not sent: part {first.part} before it is {first.state.value}"
    waiting = [part for part in parts if part.state is DeliveryState.PENDING]
    return standing, [replace(part, state=state, error=error, changed_at=first.changed_at) for part in waiting]


def closed(slot: Slot, state: SlotState, reason: str, parts: Sequence[Delivery]) -> tuple[Slot, list[Delivery]]:
    """The slot with its result, and its parts that were still pending with theirs."""
    end = DeliveryState.LATE if state is SlotState.LATE else DeliveryState.FAILED
    waiting = [part for part in parts if part.state is DeliveryState.PENDING]
    return replace(slot, state=state, reason=reason), [replace(part, state=end, error=reason) for part in waiting]


def next_due_stands(stored: datetime | None, opened: Sequence[Slot]) -> bool:
    """Whether the channel's next_due lies behind all of the slots that were planned with a former one.

    It does when the channel's times were changed between the planning and now: then it was computed anew.
    """
    return stored is not None and bool(opened) and stored > max(slot.due for slot in opened)


def is_finished(part: Delivery) -> bool:
    """Whether nothing will be done about the part any more."""
    return part.announced or part.state not in {*ON_THE_WAY, DeliveryState.UNCERTAIN}


def tallied(slots: Mapping[SlotState, int], parts: Mapping[DeliveryState, int]) -> OutboxTally:
    """The counts with a number for every state."""
    return OutboxTally(
        {state: slots.get(state, 0) for state in SlotState}, {state: parts.get(state, 0) for state in DeliveryState}
    )


def lease_is_over(until: datetime, now: datetime, asked: datetime, *, is_own: bool) -> bool:
    """Whether a lease may be taken anew by somebody who asks for one until `asked`.

    One of somebody else that ends much later than anybody would ask for was taken before the clock was set back.
    """
    return until <= now or (not is_own and asked > now and until - now > 2 * (asked - now))
