"""Channels, due digests and deliveries: their types, and the port of what remembers them.

The database guarantees "once": a slot is unique by channel, nominal local date and ordinal, a delivery by slot and
part. Every state a delivery can have is named here; there are no others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol

from digest.model import short_id
from digest.outcome import Address
from digest.taste import Taste


class ChannelState(StrEnum):
    """Whether a channel gets digests: paused by its people, suspended because the service refused, stopped for good."""

    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Channel:
    """A chat and what it asked for. `id` is `channel_id(address)` at its first sight and survives a move of the chat.

    `times` are wall times in `zone`, ascending; `weekdays` count from Monday 0; `next_due` is derived from them;
    `taste` is what it wants of its digests.
    """

    id: str
    address: Address
    language: str
    zone: str
    times: tuple[time, ...]
    weekdays: tuple[int, ...]
    stories: int
    state: ChannelState = ChannelState.ACTIVE
    title: str = ""
    next_due: datetime | None = None
    changed_at: datetime | None = None
    taste: Taste = field(default=Taste())


def channel_id(address: Address) -> str:
    """The id of the channel first seen at this address."""
    return short_id("channel", address.platform, address.workspace, address.chat, address.thread)


class SlotState(StrEnum):
    """What became of a due digest. DUE and PENDING are on the way; the others are results."""

    DUE = "due"
    PENDING = "pending"
    SENT = "sent"
    EMPTY = "empty"
    LATE = "late"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Slot:
    """One due digest of a channel. `id` is `slot_id` of its key."""

    id: str
    channel: str
    local_date: date
    ordinal: int
    due: datetime
    state: SlotState = SlotState.DUE
    reason: str = ""


def slot_id(channel: str, local_date: date, ordinal: int) -> str:
    """The id of the channel's digest for this nominal date and wall time."""
    return short_id("slot", channel, local_date, ordinal)


class DeliveryState(StrEnum):
    """The only states of a part on its way (docs/delivery.md)."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One part on its way to a chat: frozen `payload` and `plain` form, and where it stands.

    `attempt` names the claim that may settle it; `lease_until` is when that claim is given up. `formatted` turns False
    once the service refused the payload and the plain form is tried. `slot` is None for a notice (an alarm, an
    announcement). `announced` is set once the chat was told that an uncertain part may not have arrived.
    """

    id: str
    channel: str
    slot: str | None
    part: int
    address: Address
    payload: str
    plain: str
    state: DeliveryState = DeliveryState.PENDING
    formatted: bool = True
    attempts: int = 0
    attempt: str = ""
    lease_until: datetime | None = None
    not_before: datetime | None = None
    remote_id: str = ""
    error: str = ""
    sent_at: datetime | None = None
    changed_at: datetime | None = None
    announced: bool = False


def delivery_id(slot_or_key: str, part: int) -> str:
    """The id of a part: of a slot, or of a notice with a key of its own."""
    return short_id("delivery", slot_or_key, part)


@dataclass(frozen=True, slots=True)
class Lead:
    """The right to send, as a lease names it: what it is for, who holds it, and its fencing number."""

    name: str
    holder: str
    fencing: int


@dataclass(frozen=True, slots=True)
class OutboxTally:
    """How many slots and deliveries are in each state; every state has a number."""

    slots: Mapping[SlotState, int]
    deliveries: Mapping[DeliveryState, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a digest was before its platform rendered it: its first part as text (digest.render.frozen), and the ids of
    the statements in it.
    """

    message: str
    statements: tuple[str, ...] = ()


class Outbox(Protocol):
    """Remembers channels, slots and deliveries; every method that writes is one transaction.

    One contract suite (tests/contract) holds for every implementation. Raises the StoreError family.
    """

    # channels
    def channels(self) -> Sequence[Channel]:
        """All channels, by address."""
        ...

    def channel(self, channel_id: str) -> Channel | None:
        """The channel with this id."""
        ...

    def channel_at(self, address: Address) -> Channel | None:
        """The channel whose present address this is."""
        ...

    def save_channel(self, channel: Channel) -> None:
        """Insert or replace; pending parts of the channel go to its present address.

        Raises BadInput when another channel is at this address.
        """
        ...

    def forget_channel(self, channel_id: str) -> None:
        """Delete the channel with its slots, deliveries, notices and the pause of its chat for good."""
        ...

    # slots
    def due_channels(self, now: datetime) -> Sequence[Channel]:
        """Active channels with next_due <= now."""
        ...

    def open_slots(self, channel_id: str, slots: Sequence[Slot], next_due: datetime | None) -> Sequence[Slot]:
        """Insert those slots whose key is new and move the channel's next_due; return the inserted ones.

        A next_due behind all of these slots was computed anew since they were planned (the settings changed): it stays.
        """
        ...

    def slots(self, state: SlotState | None = None) -> Iterator[Slot]:
        """Slots (in that state), oldest due first."""
        ...

    def slot(self, slot_id: str) -> Slot | None:
        """The slot with this id."""
        ...

    def freeze(self, slot: str, deliveries: Sequence[Delivery], shown: Shown | None = None) -> bool:
        """DUE -> PENDING with these parts, or -> EMPTY without any. False, and nothing done, if it is not DUE.

        `shown` is remembered with it. Raises BadInput for parts of another slot or channel, a part given twice, or text
        no database can hold.
        """
        ...

    def shown(self, slot: str) -> Shown | None:
        """What the slot's digest was; None where that was not remembered."""
        ...

    def shown_to(self, channel_id: str) -> frozenset[str]:
        """The statements that digests of the channel showed, but for those that never came (LATE, FAILED)."""
        ...

    def last_came(self, channel_id: str, before: datetime) -> datetime | None:
        """When the latest digest of the channel was due that came or is on its way, among those due before then."""
        ...

    def showing(self, statements: Collection[str]) -> Sequence[Slot]:
        """Slots whose digest shows any of these statements, oldest due first."""
        ...

    def amend(self, delivery: Delivery, message: str) -> bool:
        """Give a SENT part its new payload and plain form, and its slot's digest the new text, after it was edited.

        False, and nothing done, unless it is SENT under the same receipt.
        """
        ...

    def close_slot(self, slot: str, state: SlotState, reason: str) -> None:
        """Give the slot its result; its parts still pending become LATE or FAILED accordingly.

        A slot that has a result keeps it. Raises BadInput for DUE, PENDING and SENT, which only the parts tell.
        """
        ...

    # deliveries
    def enqueue(self, delivery: Delivery) -> bool:
        """Insert a notice (no slot). False, and nothing done, if its id is there already."""
        ...

    def claim(
        self,
        now: datetime,
        lease_until: datetime,
        attempts: Sequence[str],
        platforms: Collection[str],
        busy: Collection[Address],
        lead: Lead | None = None,
    ) -> Sequence[Delivery]:
        """PENDING -> SENDING for parts that may go now, oldest first, one under each of these attempts at most.

        A part may go when its platform is one of these, its chat (in any thread) is not busy, its not_before has
        passed, its chat and platform are not paused, every earlier part of its slot is SENT, and no other part for the
        same chat is SENDING. The rows get attempt and lease, attempts + 1; all of them are durable (one transaction,
        synchronous FULL) before this returns. With a `lead` that is no longer the lease on record there are none.
        """
        ...

    def settle(self, delivery: Delivery) -> bool:
        """Write state, not_before, remote_id, error, sent_at, formatted of a claimed part; its slot's state follows.

        False, and nothing done, unless the row is SENDING under the same attempt. When all parts of the slot are SENT
        the slot is SENT; a FAILED or UNCERTAIN part makes it FAILED or UNCERTAIN. The address is written too (a thread
        that is gone, a chat that moved). Parts behind one that FAILED can never go and fail with it.
        """
        ...

    def settle_all(self, deliveries: Sequence[Delivery]) -> Sequence[bool]:
        """Settle each of them, in one transaction; return what `settle` would of each."""
        ...

    def resolve(self, delivery: Delivery) -> bool:
        """UNCERTAIN -> the given state, after looking (SENT, PENDING) or announcing. False unless it was UNCERTAIN.

        Its attempt must be the row's, so that an old look decides nothing new. Once an uncertain part is announced, the
        parts behind it fail.
        """
        ...

    def expire_leases(self, now: datetime, *, abandoned: bool = False) -> Sequence[Delivery]:
        """SENDING rows whose lease has passed become UNCERTAIN; return them.

        With `abandoned` all of them do: who claimed them is known to be gone.
        """
        ...

    def deliveries(self, state: DeliveryState | None = None, channel: str | None = None) -> Iterator[Delivery]:
        """Deliveries (in that state, to that channel), oldest first."""
        ...

    def parts(self, slot: str) -> Sequence[Delivery]:
        """The parts of a slot, in order; none before it is frozen."""
        ...

    def tally(self) -> OutboxTally:
        """How many of them are in each state."""
        ...

    # pauses, limits, replays
    def pause(self, address: Address, until: datetime, *, whole_platform: bool = False) -> None:
        """Claim nothing for this chat (or its whole platform) before that instant; survives a restart."""
        ...

    def first_sight(self, platform: str, event: str, now: datetime) -> bool:
        """True once for each incoming event, False for every repetition."""
        ...

    def take_lease(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        """Become or stay the holder of a role; return the fencing number, or None while another holds it.

        The number grows whenever a lease that is over is taken. `until` = `now` gives the role up. One that ends later
        than twice the time asked for now was taken before the clock was set back, and counts as over.
        """
        ...

    def lease_holder(self, name: str, now: datetime) -> str:
        """Who holds the role now; "" when nobody does."""
        ...

    def checkpoint_here(self, *, wanted: bool) -> None:
        """Whether this process moves the database's log into its file; only the holder of the lead should."""
        ...

    def purge(self, before: datetime, *, events_before: datetime | None = None) -> int:
        """Delete results from before that instant: slots with their parts, and notices; return how many of both.

        Pauses that were over by then go too, and incoming events seen before `events_before` (default: the same).
        Nothing on its way is touched, nor an uncertain part its chat was not told of.
        """
        ...
