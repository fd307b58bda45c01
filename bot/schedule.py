"""The ticker: APScheduler calls, tables decide.

    tick: due channels -> occurrences since next_due -> open slots (once each) -> compile due ones -> freeze their parts
    ingest: the same ticker starts a pass over the feeds when the last one is old enough

APScheduler holds one interval job in memory and nothing else; a watchdog on the monotonic clock ticks by itself when
three intervals pass without a tick. What is due is computed from the tables at every tick, so a missed tick, a crash or
a clock that jumps loses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.logs import about_channel
from digest.errors import StoreError
from digest.occurrences import Occurrence, Rhythm, next_occurrence, occurrences
from digest.outbox import Channel, ChannelState, Delivery, Outbox, Shown, Slot, SlotState, slot_id
from digest.ports import Clock

log = logging.getLogger(__name__)

KEPT_SUSPENDED = timedelta(days=30)
"""How long a channel whose chat refuses us is kept."""

CLOSING_S = 6.0
"""Longest wait for a tick under way when the program ends."""

MISSED_TICKS = 3
"""After so many intervals without a tick the watchdog ticks."""


def rhythm_of(channel: Channel) -> Rhythm:
    """When this channel wants digests."""
    return Rhythm(channel.times, channel.weekdays, channel.zone)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a tick opens for one channel: new slots (late ones already closed) and when the channel is due next."""

    slots: tuple[Slot, ...]
    next_due: datetime | None


def plan(channel: Channel, now: datetime, late_after: timedelta) -> Plan:
    """Decide the slots of a due channel. Pure.

    Of several due ones only the newest is sent, and only when it is at most `late_after` late; the others are recorded
    as late. A channel that is not due gets an empty plan.
    """
    rhythm = rhythm_of(channel)
    upcoming = next_occurrence(rhythm, now)
    next_due = upcoming.due if upcoming else None
    if channel.next_due is None or channel.next_due > now:
        return Plan((), channel.next_due)
    due = list(occurrences(rhythm, channel.next_due - timedelta(microseconds=1), now))
    return Plan(tuple(_slot(channel, one, now, late_after, newest=one is due[-1]) for one in due), next_due)


def _slot(channel: Channel, one: Occurrence, now: datetime, late_after: timedelta, *, newest: bool) -> Slot:
    slot = Slot(slot_id(channel.id, one.local_date, one.ordinal), channel.id, one.local_date, one.ordinal, one.due)
    if now - one.due > late_after:
        return replace(slot, state=SlotState.LATE, reason=f"due {now - one.due} ago")
    if not newest:
        return replace(slot, state=SlotState.LATE, reason="a later one was due as well")
    return slot


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a slot's digest became: the parts its channel gets (none: nothing to say), and what they show."""

    parts: tuple[Delivery, ...] = ()
    shown: Shown | None = None


class Publisher:
    """Opens due slots and freezes their parts. Synchronous; the ticker runs it off the event loop.

    `compile_slot` turns a slot of a channel into its parts, as the platform will get them; no parts mean that there is
    nothing to say. Slots of other platforms than `platforms` wait until these are connected again, or late.
    """

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        late_after: timedelta,
        compile_slot: Callable[[Channel, Slot], Compiled],
        platforms: Collection[str],
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._late_after = late_after
        self._compile_slot = compile_slot
        self._platforms = platforms
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Begin no other slot; what is due and not compiled is compiled after the next start."""
        self._stopping.set()

    def publish_due(self) -> int:
        """Open what is due, compile what is open; return how many slots got parts. A broken slot stops no other.

        What is still unsent after `late_after` is recorded as late: after a long outage nobody gets a pile of old ones.
        """
        now = self._clock.now()
        for channel in self._outbox.due_channels(now):
            planned_now = plan(channel, now, self._late_after)
            for slot in self._outbox.open_slots(channel.id, planned_now.slots, planned_now.next_due):
                with about_channel(channel, slot):
                    log.info("slot %s of %s on %s: %s", slot.ordinal, channel.address, slot.local_date, slot.state)
        for state in (SlotState.PENDING, SlotState.DUE):
            for slot in list(self._outbox.slots(state)):
                if now - slot.due > self._late_after:
                    self._outbox.close_slot(slot.id, SlotState.LATE, f"not sent within {self._late_after}")
        return sum(self._freeze(slot) for slot in list(self._outbox.slots(SlotState.DUE)))

    def _freeze(self, slot: Slot) -> bool:
        channel = self._outbox.channel(slot.channel)
        if channel is None or channel.address.platform not in self._platforms or self._stopping.is_set():
            return False
        if channel.state is not ChannelState.ACTIVE:  # stopped since the slot was opened
            self._outbox.close_slot(slot.id, SlotState.FAILED, f"the channel was {channel.state.value}")
            return False
        with about_channel(channel, slot):
            return self._compiled(channel, slot)

    def _compiled(self, channel: Channel, slot: Slot) -> bool:
        """Compile a slot and freeze its parts; whether there are any."""
        try:
            compiled = self._compile_slot(channel, slot)
            log.debug("compiled, parts: %d", len(compiled.parts))
            return self._outbox.freeze(slot.id, compiled.parts, compiled.shown) and bool(compiled.parts)
        except StoreError:
            log.exception("slot %s of %s waits for the next tick", slot.local_date, channel.address)
            return False
        except Exception as error:  # the slot must end in a named state, whatever broke in the text of one day
            log.exception("slot %s of %s cannot be compiled", slot.local_date, channel.address)
            self._outbox.close_slot(slot.id, SlotState.FAILED, f"cannot be compiled: {error}")
            return False


def purge(outbox: Outbox, now: datetime) -> int:
    """Delete what is kept no longer: finished deliveries after 90 days, the memory of incoming events after 2, channels
    that have been suspended for 30.
    """
    for channel in outbox.channels():
        since = channel.changed_at if channel.state is ChannelState.SUSPENDED else None
        if since is not None and since < now - KEPT_SUSPENDED:
            with about_channel(channel):
                log.info("%s has been suspended for %s and is forgotten", channel.address, KEPT_SUSPENDED)
            outbox.forget_channel(channel.id)
    return outbox.purge(now - timedelta(days=90), events_before=now - timedelta(days=2))


class Daily:
    """Calls something at the first call and then at most once a day, however often it is called."""

    def __init__(self, clock: Clock, call: Callable[[], object]) -> None:
        self._clock = clock
        self._call = call
        self._next_at = clock.monotonic()

    def __call__(self) -> None:
        """Do it if a day has passed."""
        if self._clock.monotonic() >= self._next_at:
            self._next_at = self._clock.monotonic() + 86400
            self._call()


class Ticker:
    """Calls the given jobs every `interval_s` seconds until it is stopped, one call of each at a time."""

    def __init__(self, clock: Clock, interval_s: float, tick: Callable[[], Awaitable[None]]) -> None:
        self._clock = clock
        self._interval_s = interval_s
        self._tick = tick
        self._lock = asyncio.Lock()
        self.last_tick = clock.monotonic()

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set."""
        scheduler = AsyncIOScheduler(timezone=UTC)  # its own default asks the machine, which may not know
        scheduler.add_job(
            self.tick_once,
            "interval",
            seconds=self._interval_s,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        try:
            await self.tick_once()
            await self._watch(stop)
        finally:
            scheduler.pause()
            with contextlib.suppress(TimeoutError):  # a tick under way is let finish: cut off, it would look broken
                await asyncio.wait_for(self._lock.acquire(), CLOSING_S)
            scheduler.shutdown(wait=False)

    async def _watch(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), timeout=self._interval_s)
            except TimeoutError:
                if self._clock.monotonic() - self.last_tick > MISSED_TICKS * self._interval_s:
                    log.warning("no tick for %d intervals: ticking without the scheduler", MISSED_TICKS)
                    await self.tick_once()

    async def tick_once(self) -> None:
        """One tick; a broken one is logged and the next one comes."""
        if self._lock.locked():
            return
        async with self._lock:
            try:
                await self._tick()
            except Exception:  # the ticker must outlive whatever a tick runs into; the cause is in the log
                log.exception("a tick failed")
            self.last_tick = self._clock.monotonic()
