"""The outbox that lives and dies with the process: plain values under one lock, the yardstick of the database's."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from digest.model import require_aware
from digest.outbox import Channel, ChannelState, Delivery, DeliveryState, Lead, OutboxTally, Shown, Slot, SlotState
from digest.outcome import Address
from digest.store.checks import refuse_unstorable
from digest.store.outbox_rules import (
    CAME,
    NEVER_CAME,
    OPEN,
    Chat,
    address_key,
    chat_of,
    checked_channel,
    checked_event,
    checked_lease,
    checked_notice,
    checked_outcome,
    checked_parts,
    checked_pause,
    checked_result,
    checked_slots,
    claimed,
    closed,
    expired,
    followed,
    is_finished,
    lease_is_over,
    moves_along,
    next_due_stands,
    pause_key,
    placed,
    purge_limits,
    refuse_address,
    refuse_strangers,
    settled,
    storable_words,
    tallied,
    utc,
)


class MemoryOutbox:
    """An Outbox in memory; what is asked and promised stands at `digest.outbox.Outbox`."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._channels: dict[str, Channel] = {}
        self._slots: dict[str, Slot] = {}
        self._shown: dict[str, Shown] = {}
        self._deliveries: dict[str, Delivery] = {}
        self._pauses: dict[Chat, datetime] = {}
        self._seen: dict[tuple[str, str], datetime] = {}
        self._leases: dict[str, tuple[str, int, datetime]] = {}
        self._forgetting: list[Callable[[str], None]] = []

    def when_forgotten(self, call: Callable[[str], None]) -> None:
        """Have the call made with the id of each channel that is forgotten."""
        self._forgetting.append(call)

    # channels

    def channels(self) -> Sequence[Channel]:
        with self._lock:
            return sorted(self._channels.values(), key=lambda channel: address_key(channel.address))

    def channel(self, channel_id: str) -> Channel | None:
        with self._lock:
            return self._channels.get(channel_id)

    def channel_at(self, address: Address) -> Channel | None:
        return next((channel for channel in self.channels() if channel.address == address), None)

    def save_channel(self, channel: Channel) -> None:
        given = checked_channel(channel)
        with self._lock:
            there = self.channel_at(given.address)
            if there is not None and there.id != given.id:
                raise refuse_address(given)
            former = self._channels.get(given.id)
            self._channels[given.id] = given
            if former is not None and former.address != given.address:
                own = [part for part in self._deliveries.values() if part.channel == given.id]
                self._write(replace(part, address=given.address) for part in own if moves_along(part, former))

    def forget_channel(self, channel_id: str) -> None:
        with self._lock:
            gone = self._channels.pop(channel_id, None)
            self._slots = {id_: slot for id_, slot in self._slots.items() if slot.channel != channel_id}
            self._deliveries = {id_: part for id_, part in self._deliveries.items() if part.channel != channel_id}
            if gone is not None and not any(self._in_chat(gone.address)):
                self._pauses.pop(chat_of(gone.address), None)
        for call in self._forgetting:
            call(channel_id)

    def _in_chat(self, address: Address) -> Iterator[Channel]:
        return (channel for channel in self._channels.values() if chat_of(channel.address) == chat_of(address))

    # slots

    def due_channels(self, now: datetime) -> Sequence[Channel]:
        moment = require_aware(now, "now")
        due = [
            (channel.next_due, address_key(channel.address), channel)
            for channel in self.channels()
            if channel.state is ChannelState.ACTIVE and channel.next_due is not None and channel.next_due <= moment
        ]
        return [channel for _, _, channel in sorted(due, key=lambda entry: entry[:2])]

    def open_slots(self, channel_id: str, slots: Sequence[Slot], next_due: datetime | None) -> Sequence[Slot]:
        given, upcoming = checked_slots(channel_id, slots), utc(next_due, "next_due")
        with self._lock:
            channel = self._channels.get(channel_id)
            if channel is None:
                return []
            if not next_due_stands(channel.next_due, given):
                self._channels[channel_id] = replace(channel, next_due=upcoming)
            return [slot for slot in given if self._open(slot)]

    def _open(self, slot: Slot) -> bool:
        key = (slot.channel, slot.local_date, slot.ordinal)
        taken = ((known.channel, known.local_date, known.ordinal) for known in self._slots.values())
        if slot.id in self._slots or key in taken:
            return False
        self._slots[slot.id] = slot
        return True

    def slots(self, state: SlotState | None = None) -> Iterator[Slot]:
        with self._lock:
            found = [slot for slot in self._slots.values() if state is None or slot.state is state]
        return iter(sorted(found, key=lambda slot: (slot.due, slot.id)))

    def slot(self, slot_id: str) -> Slot | None:
        with self._lock:
            return self._slots.get(slot_id)

    def freeze(self, slot: str, deliveries: Sequence[Delivery], shown: Shown | None = None) -> bool:
        parts = checked_parts(slot, deliveries)
        refuse_unstorable(shown, "what was shown")
        with self._lock:
            due = self._slots.get(slot)
            if due is None or due.state is not SlotState.DUE:
                return False
            refuse_strangers(due, parts, sorted({part.id for part in parts} & self._deliveries.keys()))
            self._slots[slot] = replace(due, state=SlotState.PENDING if parts else SlotState.EMPTY)
            self._write(placed(part, self._channels[due.channel]) for part in parts)
            if shown is not None:
                self._remember(due, shown)
            return True

    def _remember(self, frozen: Slot, given: Shown) -> None:
        """Keep what a slot's digest shows; a statement of an earlier one which never came is this one's now."""
        fresh = set(given.statements) - self.shown_to(frozen.channel)
        for slot, shown in self._shown.items():
            if slot in self._slots and self._slots[slot].channel == frozen.channel:
                left = tuple(one for one in shown.statements if one not in fresh)
                self._shown[slot] = replace(shown, statements=left)
        self._shown[frozen.id] = replace(given, statements=tuple(sorted(fresh)))

    def shown(self, slot: str) -> Shown | None:
        with self._lock:
            return self._shown.get(slot) if slot in self._slots else None

    def shown_to(self, channel_id: str) -> frozenset[str]:
        with self._lock:
            own = (slot for slot in self._slots.values() if slot.channel == channel_id)
            came = (slot.id for slot in own if slot.state not in NEVER_CAME)
            return frozenset(one for slot in came if slot in self._shown for one in self._shown[slot].statements)

    def last_came(self, channel_id: str, before: datetime) -> datetime | None:
        moment = require_aware(before, "before")
        with self._lock:
            own = (slot for slot in self._slots.values() if slot.channel == channel_id and slot.state in CAME)
            return max((slot.due for slot in own if slot.due < moment), default=None)

    def showing(self, statements: Collection[str]) -> Sequence[Slot]:
        asked = set(statements)
        with self._lock:
            found = [
                self._slots[slot]
                for slot, shown in self._shown.items()
                if slot in self._slots and not asked.isdisjoint(shown.statements)
            ]
        return sorted(found, key=lambda slot: (slot.due, slot.id))

    def amend(self, given: Delivery, message: str) -> bool:
        payload, plain = storable_words(given.payload), storable_words(given.plain)
        with self._lock:
            part = self._deliveries.get(given.id)
            if part is None or part.state is not DeliveryState.SENT or part.remote_id != given.remote_id:
                return False
            self._deliveries[given.id] = replace(part, payload=payload, plain=plain)
            if part.slot in self._shown:
                self._shown[part.slot] = replace(self._shown[part.slot], message=storable_words(message))
            return True

    def close_slot(self, slot: str, state: SlotState, reason: str) -> None:
        result, words = checked_result(slot, state), storable_words(reason)
        with self._lock:
            standing = self._slots.get(slot)
            if standing is not None and standing.state in OPEN:
                self._slots[slot], ended = closed(standing, result, words, self._parts(slot))
                self._write(ended)

    # deliveries

    def enqueue(self, delivery: Delivery) -> bool:
        notice = checked_notice(delivery)
        with self._lock:
            if notice.id in self._deliveries:
                return False
            self._write([notice])
            return True

    def claim(
        self,
        now: datetime,
        lease_until: datetime,
        attempts: Sequence[str],
        platforms: Collection[str],
        busy: Collection[Address],
        lead: Lead | None = None,
    ) -> Sequence[Delivery]:
        moment, until = require_aware(now, "now"), require_aware(lease_until, "lease_until")
        refuse_unstorable(tuple(attempts), "attempts")
        with self._lock:
            if lead is not None and self._leases.get(lead.name, ("", 0))[:2] != (lead.holder, lead.fencing):
                return []
            blocked, taken = self._chats_in_flight() | set(map(chat_of, busy)), list[Delivery]()
            for part in self._deliveries.values():
                if len(taken) == len(attempts):
                    break
                if part.address.platform in platforms and self._may_go(part, moment, blocked):
                    taken.append(claimed(part, moment, until, attempts[len(taken)]))
                    blocked.add(chat_of(part.address))
            self._write(taken)
            return taken

    def _chats_in_flight(self) -> set[Chat]:
        return {chat_of(part.address) for part in self._deliveries.values() if part.state is DeliveryState.SENDING}

    def _may_go(self, part: Delivery, now: datetime, blocked: set[Chat]) -> bool:
        earlier = [other for other in self._parts(part.slot) if other.part < part.part]
        pauses = (pause_key(part.address, whole_platform=whole) for whole in (False, True))
        return (
            part.state is DeliveryState.PENDING
            and (part.not_before is None or part.not_before <= now)
            and chat_of(part.address) not in blocked
            and not any(self._pauses.get(key, now) > now for key in pauses)
            and all(other.state is DeliveryState.SENT for other in earlier)
        )

    def settle(self, delivery: Delivery) -> bool:
        return self._settle(delivery, DeliveryState.SENDING)

    def settle_all(self, deliveries: Sequence[Delivery]) -> Sequence[bool]:
        outcomes = list(map(checked_outcome, deliveries))
        with self._lock:
            return [self._settle(outcome, DeliveryState.SENDING) for outcome in outcomes]

    def resolve(self, delivery: Delivery) -> bool:
        return self._settle(delivery, DeliveryState.UNCERTAIN)

    def _settle(self, delivery: Delivery, expected: DeliveryState) -> bool:
        outcome = checked_outcome(delivery)
        with self._lock:
            part = self._deliveries.get(outcome.id)
            if part is None or part.state is not expected or part.attempt != outcome.attempt:
                return False
            self._change(settled(part, outcome, self._channels.get(part.channel)))
            return True

    def expire_leases(self, now: datetime, *, abandoned: bool = False) -> Sequence[Delivery]:
        moment = require_aware(now, "now")
        with self._lock:
            over = [
                expired(part, moment)
                for part in self._deliveries.values()
                if part.state is DeliveryState.SENDING
                and (abandoned or (part.lease_until is not None and part.lease_until <= moment))
            ]
            for part in over:
                self._change(part)
            return over

    def deliveries(self, state: DeliveryState | None = None, channel: str | None = None) -> Iterator[Delivery]:
        with self._lock:
            of_state = (part for part in self._deliveries.values() if state is None or part.state is state)
            return iter([part for part in of_state if channel is None or part.channel == channel])

    def parts(self, slot: str) -> Sequence[Delivery]:
        with self._lock:
            return self._parts(slot)

    def tally(self) -> OutboxTally:
        with self._lock:
            slots = Counter(slot.state for slot in self._slots.values())
            parts = Counter(part.state for part in self._deliveries.values())
        return tallied(slots, parts)

    def _parts(self, slot: str | None) -> list[Delivery]:
        """The parts of a slot, in order; none for a notice."""
        return [part for part in self._deliveries.values() if part.slot == slot and slot is not None]

    def _change(self, part: Delivery) -> None:
        """Write a part, and what follows for its slot."""
        self._write([part])
        if part.slot is not None:
            self._slots[part.slot], ended = followed(self._slots[part.slot], self._parts(part.slot))
            self._write(ended)

    def _write(self, parts: Iterable[Delivery]) -> None:
        self._deliveries |= {part.id: part for part in parts}

    # pauses, limits, replays

    def pause(self, address: Address, until: datetime, *, whole_platform: bool = False) -> None:
        moment, key = checked_pause(address, until, whole_platform=whole_platform)
        with self._lock:
            self._pauses[key] = max(moment, self._pauses.get(key, moment))

    def first_sight(self, platform: str, event: str, now: datetime) -> bool:
        moment = checked_event(platform, event, now)
        with self._lock:
            if (platform, event) in self._seen:
                return False
            self._seen[platform, event] = moment
            return True

    def take_lease(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        moment, end = checked_lease(name, holder, now, until)
        with self._lock:
            former, fencing, former_end = self._leases.get(name, ("", 0, moment))
            over = lease_is_over(former_end, moment, end, is_own=former == holder)
            if not over and former != holder:
                return None
            self._leases[name] = (holder, fencing + over, end)
            return fencing + over

    def lease_holder(self, name: str, now: datetime) -> str:
        moment = require_aware(now, "now")
        with self._lock:
            holder, _, until = self._leases.get(name, ("", 0, moment))
        return holder if until > moment else ""

    def checkpoint_here(self, *, wanted: bool) -> None:
        """Nothing is logged in memory."""

    def purge(self, before: datetime, *, events_before: datetime | None = None) -> int:
        moment, events = purge_limits(before, events_before)
        with self._lock:
            self._seen = {key: seen for key, seen in self._seen.items() if seen >= events}
            self._pauses = {key: until for key, until in self._pauses.items() if until >= moment}
            old_slots = {slot.id for slot in self._slots.values() if self._is_old(slot, moment)}
            old_notices = {
                part.id for part in self._deliveries.values() if part.slot is None and _is_old_part(part, moment)
            }
            self._slots = {id_: slot for id_, slot in self._slots.items() if id_ not in old_slots}
            self._deliveries = {
                id_: part
                for id_, part in self._deliveries.items()
                if part.slot not in old_slots and id_ not in old_notices
            }
            return len(old_slots) + len(old_notices)

    def _is_old(self, slot: Slot, before: datetime) -> bool:
        parts = self._parts(slot.id)
        return slot.state not in OPEN and slot.due < before and all(_is_old_part(part, before) for part in parts)


def _is_old_part(part: Delivery, before: datetime) -> bool:
    return is_finished(part) and (part.changed_at is None or part.changed_at < before)
