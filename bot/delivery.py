"""Drain the outbox: claim one part, make exactly one call, settle what became of it.

    claim (pending -> sending, durable; several at once where the rates allow) -> send -> settle
        sent        -> sent
        try later   -> pending, not before ...; the chat (or platform) pauses
        moved       -> the channel gets its new address; pending
        refused     -> content: pending in plain form, once, then failed
                       thread: pending to the chat itself, once, then failed
                       chat: failed, the channel is suspended
                       platform: pending; the platform stops and the operator is told
        unknown     -> uncertain: looked up where the service allows it, else announced to the chat; never repeated

What to write is decided by `decide`, which is pure; `Courier` carries it out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.limiter import Limiter
from bot.logs import about, about_part
from bot.platforms import Part, Platform
from digest.errors import StoreError
from digest.model import short_id
from digest.outbox import ChannelState, Delivery, DeliveryState, Lead, Outbox
from digest.outcome import TOO_FAST, Address, Fault, Moved, Outcome, Refused, Sent, TryLater, Unknown
from digest.ports import Clock

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""How long a claim holds: twice the read time-out of a call."""

IDLE_S = 1.0
"""Longest sleep between two looks into the outbox, in seconds."""

LONGEST_PAUSE_S = 86400.0
"""No service is obeyed for longer than a day at a time."""

SETTLE_TRIES = 8
"""How often the outcome of a call is written again, a second apart or more, before the claim is left to its end."""

AT_ONCE = 16
"""Calls in flight at the same time, to different chats: at 20 parts a second one may take 0.8 s to be settled."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an outcome means: the row to write, and what else follows from it."""

    delivery: Delivery
    pause_until: datetime | None = None
    whole_platform: bool = False
    move_to: Address | None = None
    suspend: bool = False
    stop_platform: str = ""
    alarm: str = ""


def decide(claimed: Delivery, outcome: Outcome, now: datetime) -> Decision:
    """What to write for this outcome of a claimed part. Pure."""
    settled = replace(claimed, changed_at=now, lease_until=None)
    match outcome:
        case Sent(receipt):
            return Decision(replace(settled, state=DeliveryState.SENT, remote_id=receipt, sent_at=now, error=""))
        case TryLater(after_s, reason, whole_platform):
            until = now + timedelta(seconds=min(max(after_s, 0.0), LONGEST_PAUSE_S))
            waiting = replace(settled, state=DeliveryState.PENDING, not_before=until, error=reason)
            return Decision(waiting, pause_until=until, whole_platform=whole_platform)
        case Moved(address):
            moved = replace(settled, state=DeliveryState.PENDING, address=address, error="moved")
            return Decision(moved, move_to=address)
        case Unknown(reason):
            return Decision(replace(settled, state=DeliveryState.UNCERTAIN, error=reason))
        case Refused(reason, fault):
            return _refused(settled, reason, fault)


def _refused(settled: Delivery, reason: str, fault: Fault) -> Decision:
    again = replace(settled, state=DeliveryState.PENDING, error=reason)
    failed = replace(settled, state=DeliveryState.FAILED, error=reason)
    if fault is Fault.PLATFORM:
        return Decision(again, stop_platform=reason)
    if fault is Fault.CHAT:
        return Decision(failed, suspend=True)
    if fault is Fault.THREAD and settled.address.thread:
        whole_chat = replace(again, address=replace(settled.address, thread=""))
        return Decision(whole_chat, alarm=f"thread gone in {settled.address}: {reason}")
    if fault is Fault.CONTENT and settled.formatted:
        return Decision(replace(again, formatted=False), alarm=f"{settled.address} refused the formatting: {reason}")
    return Decision(failed, alarm=f"{settled.address} refused part {settled.part}: {reason}")


def _same_chat(address: Address, decision: Decision) -> bool:
    return address.chat == decision.delivery.address.chat


class _Outcomes:
    """Writes outcomes: those that come while others are being written go together, in one transaction."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._waiting: list[tuple[Delivery, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def settle(self, delivery: Delivery) -> bool:
        """As `Outbox.settle`."""
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await written

    async def _write(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            try:
                results = await asyncio.to_thread(lambda: self._outbox.settle_all([one for one, _ in together]))  # noqa: B023
            except Exception as error:  # noqa: BLE001  each who waits gets it, as if it had written alone
                for _, written in together:
                    if not written.done():
                        written.set_exception(error)
                continue
            for (_, written), result in zip(together, results, strict=True):
                if not written.done():
                    written.set_result(result)


class Courier:
    """Carries parts from the outbox to the platforms until it is stopped.

    `announce` builds the notice that a part may not have arrived (None when nobody needs one); `alarm` tells the
    operator. Nothing is claimed for a platform before `open` said that it answers, nor after `shut`. Calls of the
    outbox run off the event loop. `observe` is told the platform and outcome of every call. Claims are
    made under the `lead`, where there is one.
    """

    def __init__(
        self,
        outbox: Outbox,
        platforms: Mapping[str, Platform],
        clock: Clock,
        limiter: Limiter,
        *,
        uncertain_after: timedelta,
        announce: Callable[[Delivery], Delivery | None],
        alarm: Callable[[str], Awaitable[None]],
        observe: Callable[[str, Outcome], None] = lambda _platform, _outcome: None,
        lead: Callable[[], Lead | None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._observe = observe
        self._lead = lead
        self._platforms = dict(platforms)
        self._clock = clock
        self._limiter = limiter
        self._uncertain_after = uncertain_after
        self._announce = announce
        self._alarm = alarm
        self._outcomes = _Outcomes(outbox)
        self._wake = asyncio.Event()
        self._claims = 0
        self._open: set[str] = set()
        self._shut: set[str] = set()

    def open(self, platform: str) -> None:
        """The platform answers: send there."""
        self._open |= {platform} - self._shut
        self.wake()

    def shut(self, platform: str) -> None:
        """Send nothing there until `reopen`; what waits stays pending."""
        self._shut.add(platform)
        self._open.discard(platform)

    def reopen(self, platform: str) -> None:
        """What it was shut for is over."""
        self._shut.discard(platform)
        self.open(platform)

    @property
    def open_platforms(self) -> frozenset[str]:
        """Where parts are sent at present."""
        return frozenset(self._open)

    def wake(self) -> None:
        """Look into the outbox at once: something was put in."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Drain until `stop` is set, then wait for the calls in flight."""
        flying: set[asyncio.Task[None]] = set()
        while not stop.is_set():
            self._wake.clear()
            try:
                claimed = await self._claim(AT_ONCE - len(flying))
            except StoreError as error:  # a database that is busy or full may be well again soon: nothing is lost yet
                claimed = ()
                await self._alarm(f"nothing can be sent, the database fails: {error}")
            for one in claimed:
                with about_part(one):
                    task = asyncio.create_task(self._carry(one))
                    task.add_done_callback(self._landed)
                flying.add(task)
            if not claimed:
                await self._rest(flying, stop)
            flying = {task for task in flying if not task.done()}
        if flying:
            await asyncio.wait(flying)

    def _landed(self, task: asyncio.Task[None]) -> None:
        """A call ended. One that broke leaves its row `sending`; the end of its lease makes it uncertain."""
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a delivery could not be settled: %s", error, exc_info=error)
        self.wake()

    async def _rest(self, flying: set[asyncio.Task[None]], stop: asyncio.Event) -> None:
        wait_s = min(IDLE_S, max(0.01, self._limiter.wait_s(self._clock.monotonic()) or IDLE_S))
        waits = [asyncio.ensure_future(self._wake.wait()), asyncio.ensure_future(stop.wait())]
        await asyncio.wait([*waits, *flying], timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _claim(self, most: int) -> Sequence[Delivery]:
        """As many parts as the rates allow now, at most so many."""
        now = self._clock.monotonic()
        most = min(most, self._limiter.room(now))
        if most < 1 or not self._open:
            return ()
        moment = self._clock.now()
        attempts = [short_id("attempt", moment.isoformat(), id(self), self._claims + n) for n in range(most)]
        self._claims += most
        platforms, busy, lead = tuple(self._open), self._limiter.busy(now), self._lead()
        claimed = await asyncio.to_thread(
            lambda: self._outbox.claim(moment, moment + LEASE, attempts, platforms, busy, lead)
        )
        for one in claimed:
            self._limiter.sent(one.address, now)
        return claimed

    async def _carry(self, claimed: Delivery) -> None:
        try:
            outcome = await self._send(claimed)
        finally:
            self._limiter.spoke(claimed.address, self._clock.monotonic())
        self._observe(claimed.address.platform, outcome)
        with about(outcome=type(outcome).__name__):
            await self._settle(claimed, outcome)

    async def _settle(self, claimed: Delivery, outcome: Outcome) -> None:
        decision = decide(claimed, outcome, self._clock.now())
        log.log(
            logging.INFO if isinstance(outcome, Sent) else logging.WARNING,
            "part %s of slot %s to %s: %s (attempt %d)",
            claimed.part, claimed.slot, claimed.address, outcome, claimed.attempts,
        )  # fmt: skip
        if isinstance(outcome, TryLater) and outcome.reason == TOO_FAST:
            self._limiter.refused(self._clock.monotonic())
        if decision.move_to is not None and await asyncio.to_thread(lambda: self._is_taken(claimed, decision.move_to)):
            reason = f"its chat is now {decision.move_to}, which has a channel of its own"
            stopped = replace(decision.delivery, state=DeliveryState.FAILED, address=claimed.address, error=reason)
            decision = replace(decision, delivery=stopped)
        await self._carry_out(decision)

    async def _send(self, claimed: Delivery) -> Outcome:
        if claimed.address.platform in self._shut:  # since it was claimed
            return TryLater(0.0, "the platform has stopped")
        part = Part(claimed.payload, claimed.plain, await self._earlier(claimed))
        platform = self._platforms[claimed.address.platform]
        return await platform.send(claimed.address, part, claimed.id, plain=not claimed.formatted)

    async def _earlier(self, delivery: Delivery) -> tuple[tuple[str, str], ...]:
        """Payloads and receipts of the parts of its digest that were sent before it."""
        slot = delivery.slot
        if slot is None or not delivery.part:
            return ()
        parts = await asyncio.to_thread(lambda: self._outbox.parts(slot))
        return tuple((one.payload, one.remote_id) for one in parts if one.part < delivery.part and one.remote_id)

    def _is_taken(self, claimed: Delivery, address: Address | None) -> bool:
        """Whether another channel lives at this address; one chat gets one digest."""
        there = self._outbox.channel_at(address) if address else None
        return there is not None and there.id != claimed.channel

    async def _settled(self, delivery: Delivery) -> bool:
        """Write an outcome. It is known only here, so a database that is busy is asked again for as long as we may."""
        for number in range(SETTLE_TRIES):
            try:
                return await self._outcomes.settle(delivery)
            except StoreError as error:
                log.warning("the outcome of part %s could not be written yet: %s", delivery.id, error)
                await asyncio.sleep(1.0 + number / 2)
        return await self._outcomes.settle(delivery)

    async def _carry_out(self, decision: Decision) -> None:
        address = decision.delivery.address
        if not await self._settled(decision.delivery):
            log.warning("part %s was settled by somebody else", decision.delivery.id)
            return
        if decision.pause_until is not None:
            until = decision.pause_until
            await asyncio.to_thread(lambda: self._outbox.pause(address, until, whole_platform=decision.whole_platform))
        if decision.move_to is not None or decision.suspend:
            await asyncio.to_thread(lambda: self._change_channel(decision))
        if decision.stop_platform:
            self.shut(address.platform)
            await self._alarm(f"{address.platform} stopped: {decision.stop_platform}")
        if decision.alarm:
            await self._alarm(decision.alarm)

    def _change_channel(self, decision: Decision) -> None:
        channel = self._outbox.channel(decision.delivery.channel)
        if channel is None:
            return
        now = self._clock.now()
        if decision.move_to is not None:
            there = self._outbox.channel_at(decision.move_to)
            if there is not None and there.id != channel.id:
                channel = replace(channel, state=ChannelState.STOPPED, changed_at=now)
            else:
                channel = replace(channel, address=decision.move_to)
        if decision.suspend and channel.state is ChannelState.ACTIVE and _same_chat(channel.address, decision):
            log.warning("%s is suspended: %s", channel.address, decision.delivery.error)
            channel = replace(channel, state=ChannelState.SUSPENDED, changed_at=now)
        self._outbox.save_channel(channel)

    async def adopt(self) -> None:
        """Take over from a process that is gone: what it was sending may have arrived."""
        now = self._clock.now()
        for left in await asyncio.to_thread(lambda: self._outbox.expire_leases(now, abandoned=True)):
            with about_part(left):
                log.warning(
                    "part %s to %s was being sent when the program last ended: uncertain", left.part, left.address
                )

    async def settle_doubts(self) -> None:
        """Give up expired claims; look up or announce parts that have been uncertain for long enough."""
        now = self._clock.now()
        for expired in await asyncio.to_thread(lambda: self._outbox.expire_leases(now)):
            with about_part(expired):
                log.warning(
                    "part %s to %s was being sent when its claim ended: uncertain", expired.part, expired.address
                )
        doubtful = await asyncio.to_thread(lambda: list(self._outbox.deliveries(DeliveryState.UNCERTAIN)))
        for delivery in doubtful:
            since = delivery.changed_at or now
            if not delivery.announced and now - since >= self._uncertain_after:
                with about_part(delivery):
                    await self._settle_doubt(delivery)

    async def _settle_doubt(self, delivery: Delivery) -> None:
        platform = self._platforms.get(delivery.address.platform)
        if platform is None or delivery.address.platform not in self._open:
            return
        found = await platform.find(delivery.address, delivery.id, await self._earlier(delivery))
        now = self._clock.now()
        if found.looked:
            state = DeliveryState.SENT if found.receipt else DeliveryState.PENDING
            sent_at = now if found.receipt else None
            seen = replace(delivery, state=state, remote_id=found.receipt, sent_at=sent_at, changed_at=now)
            await asyncio.to_thread(lambda: self._outbox.resolve(seen))
            self.wake()
            return
        notice = await asyncio.to_thread(lambda: self._announce(delivery))
        if notice is not None:
            await asyncio.to_thread(lambda: self._outbox.enqueue(notice))
        await asyncio.to_thread(lambda: self._outbox.resolve(replace(delivery, announced=True)))
        self.wake()
