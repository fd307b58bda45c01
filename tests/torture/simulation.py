"""Days in seconds: feeds, publisher, courier and chats in virtual time, with faults, crashes and clock jumps of one seed.

The parts of the program are the real ones, on a real database; services, papers, time and the database's bad moments
are scripted. Every twentieth chat gets real digests of what the papers print, the others scripted parts, which are cheap.
At the end all that was promised is checked. The same seed gives the same course: `trace` is its fingerprint.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from bot import delivery as delivering
from bot.channel_commands import planned
from bot.chat import Chats
from bot.delivery import Courier
from bot.editions import Editions
from bot.limiter import Limiter, Rates
from bot.platforms import Incoming, Place
from bot.schedule import Compiled, Publisher, Ticker, rhythm_of
from digest.answers import CommandContext
from digest.errors import StoreError, StoreLocked
from digest.ingest import Ingest
from digest.occurrences import occurrences
from digest.outbox import Channel, Delivery, DeliveryState, Outbox, Slot, SlotState, delivery_id
from digest.outcome import Address
from digest.ports import Store
from digest.publish import Newsroom
from digest.store import open_outbox, open_store
from digest.store.memory import MemoryStore
from tests.torture.press import FLOOR_S, NUMBER, Press, ScriptedAnalyser, ScriptedReader
from tests.torture.services import ScriptedService
from tests.torture.virtual import SPRING, VirtualClock, VirtualLoop
from tests.unit.bot.doubles import WISHES, a_channel

ZONES = ("Europe/Berlin", "Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATE_AFTER = 6 * HOUR
READERS = 20
"""One chat of so many gets real digests."""

NIGHTLY = 10
"""One chat of so many gets its digest in the hour that the clocks of Europe skip in spring and have twice in autumn."""

READ_WITHIN = timedelta(hours=30)
"""A feed is asked at least once a day; what fails is asked for again within hours."""

IDLE_S = 60.0
"""How often the courier looks when nothing wakes it: in virtual days the program's own second is too often."""


@dataclass(frozen=True, slots=True)
class World:
    """How large and how bad it is. `steps` are jumps of the wall clock, each once, at a random moment."""

    hours: int = 72
    chats: int = 500
    feeds: int = 200
    tick_s: float = 180.0
    trouble: float = 0.03
    crashes_a_day: float = 6.0
    locked: float = 0.002
    steps: tuple[timedelta, ...] = ()
    start: datetime = SPRING


@dataclass
class Course:
    """What happened. `faults` are broken promises, in words, and must be empty."""

    seed: int
    slots: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    articles: int = 0
    fetches: int = 0
    real: int = 0
    """Digests of what the papers printed that had something to say."""
    crashes: int = 0
    commands: int = 0
    faults: list[str] = field(default_factory=list)
    trace: str = ""


class Shaky:
    """An outbox on a disk that is busy now and then, or full: such calls fail before anything is done."""

    def __init__(self, outbox: Outbox, dice: random.Random, share: float) -> None:
        self._outbox, self._dice, self._share = outbox, dice, share
        self.is_shaky = True
        self.is_full = False

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._outbox, name)

        def perhaps(*arguments: Any, **named: Any) -> Any:
            if self.is_full:
                raise StoreError("the database has no room left: free some space on the disk")
            if self.is_shaky and self._dice.random() < self._share:
                raise StoreLocked("the database is held by another process")
            return call(*arguments, **named)

        return perhaps


class Simulation:
    """One course of events."""

    def __init__(self, seed: int, world: World, store: Store, loop: VirtualLoop, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        self.clock = VirtualClock(loop, world.start)
        self.store, self.outbox = store, open_outbox(store)
        self.shaky: Any = Shaky(self.outbox, dice, world.locked)
        self.press = Press(self.clock, dice, world.feeds, world.hours, world.trouble)
        self.course = Course(seed)
        self.services = {
            name: ScriptedService(name, self.clock, dice, world.trouble, looks=name == "slack")
            for name in ("telegram", "slack")
        }
        self.edited: set[str] = set()
        self.readers: set[str] = set()
        self.born: dict[str, Channel] = {}
        self._events = 0

    # people

    def settle_in(self) -> None:
        """Chats with times of their own; nine in Berlin is the favourite, and half past two there is among them."""
        for number in range(self.world.chats):
            platform = "slack" if number % 5 == 0 else "telegram"
            hours = (
                {9}
                if self.dice.random() < 0.5
                else {self.dice.randrange(24) for _ in range(self.dice.choice([1, 2, 3]))}
            )
            times = tuple(time(hour, self.dice.choice([0, 0, 30])) for hour in sorted(hours))
            zone = self.dice.choice(ZONES)
            if number % NIGHTLY == 1:
                times, zone = (time(2, 30),), "Europe/Berlin"
            start = self.world.start
            channel = planned(a_channel(Address(platform, f"{number}"), start, times=times, zone=zone), start)
            self.outbox.save_channel(channel)
            self.born[channel.id] = channel
            if number % READERS == 0:
                self.readers.add(channel.id)

    async def people(self, chats: Chats) -> None:
        """Now and then somebody changes something."""
        lines = ["/pause", "/resume", "/stop", "/start", "/settings time 7:30", "/settings time 9,18", "/help"]
        while True:
            await asyncio.sleep(self.dice.expovariate(1 / 900))
            channel = self.born[self.dice.choice(sorted(self.born)[: max(1, len(self.born) // 10)])]
            self.edited.add(channel.id)
            self._events += 1
            text = self.dice.choice(lines)
            incoming = Incoming(f"e{self._events}", channel.address, channel.address.chat, Place.PRIVATE, text, _yes)
            self.course.commands += 1
            await chats.command(incoming)

    # the program

    async def read(self, newsroom: Newsroom) -> None:
        """A pass over what is due every half hour; now and then one is broken off."""
        feeds = self.press.feeds
        while True:
            ingest = Ingest(
                self.store, self.press, self.clock, ("de",), reader=ScriptedReader(), analyser=ScriptedAnalyser(),
                group=newsroom.group, listed=feeds, workers=1, floor_s=FLOOR_S,
            )  # fmt: skip
            most = self.dice.randrange(30) if self.dice.random() < 0.05 else None
            for _ in islice(ingest.ingest_feeds(feeds, due_only=True), most):
                pass
            if most is not None:
                self.press.broken_off()
            await asyncio.sleep(1800.0)

    def compile(self, editions: Editions, channel: Channel, slot: Slot) -> Compiled:
        """Parts of a slot: mostly two, sometimes none, sometimes it breaks; for some chats what the papers print."""
        draw = self.dice.random()
        if draw < 0.002:
            raise ValueError("an article of that day breaks it")
        if draw < 0.004:
            raise StoreLocked("the database is held by another process")
        many = 0 if draw < 0.04 else self.dice.choice([1, 2, 2, 3])
        if channel.id in self.readers:
            compiled = editions.compile_slot(channel, slot)
            self.course.real += bool(compiled.parts)
            return compiled
        return Compiled(
            tuple(
                Delivery(
                    delivery_id(slot.id, n), channel.id, slot.id, n, channel.address, f"{slot.id}.{n}", f"{slot.id}.{n}"
                )
                for n in range(many)
            )
        )

    async def live(self) -> None:
        """One life of the program, until it is cancelled, which is as abrupt here as a kill."""
        newsroom = Newsroom(self.store)
        editions = Editions(self.shaky, self.services, self.clock, lambda request, *_: newsroom.compile(request))
        limiter = Limiter(Rates())
        courier = Courier(
            self.shaky, self.services, self.clock, limiter, uncertain_after=timedelta(minutes=1),
            announce=editions.announce, alarm=_no_alarm,
        )  # fmt: skip
        compiling = partial(self.compile, editions)
        publisher = Publisher(self.shaky, self.clock, LATE_AFTER, compiling, frozenset(self.services))
        chats = Chats(
            self.shaky,
            self.clock,
            WISHES,
            lambda _: CommandContext(MemoryStore(), self.clock.now()),
            _no_alarm,
            courier.shut,
        )

        async def tick() -> None:
            publisher.publish_due()
            courier.wake()
            await courier.settle_doubts()

        for name in self.services:
            courier.open(name)
        ticker = Ticker(self.clock, self.world.tick_s, tick)
        works = courier.run(asyncio.Event()), self.people(chats), self.read(newsroom)
        tasks = [asyncio.create_task(work) for work in works]
        try:
            while True:
                await ticker.tick_once()
                await asyncio.sleep(self.world.tick_s)
                for task in tasks:
                    if task.done():
                        task.result()
        finally:
            for task in asyncio.all_tasks():
                if task is not asyncio.current_task() and task not in self._outer:
                    task.cancel()

    async def happen(self) -> None:
        """Let the hours pass: lives and crashes, outages, jumps of the clock; then rest until all is settled."""
        self._outer = set(asyncio.all_tasks())
        self.settle_in()
        end = self.world.hours * 3600.0
        jumps = sorted((self.dice.uniform(0.2, 0.8) * end, by) for by in self.world.steps)
        while self.clock.monotonic() < end:
            await self._one_life(min(end - self.clock.monotonic(), self._lifetime()), jumps)
        self.shaky.is_shaky = False
        for service in self.services.values():
            service.trouble = 0.0
        await self._one_life(2.5 * 3600.0, [])

    def _lifetime(self) -> float:
        rate = self.world.crashes_a_day / 86400
        return self.dice.expovariate(rate) if rate else self.world.hours * 3600.0

    async def _one_life(self, seconds: float, jumps: list[tuple[float, timedelta]]) -> None:
        life = asyncio.ensure_future(self.live())
        self._outer.add(life)
        until = self.clock.monotonic() + seconds
        while self.clock.monotonic() < until and not life.done():
            await asyncio.sleep(min(120.0, until - self.clock.monotonic()))
            while jumps and jumps[0][0] <= self.clock.monotonic():
                self.clock.step(jumps.pop(0)[1])
            if self.dice.random() < (self.world.trouble if self.shaky.is_shaky else 0.0) / 60:
                await self._fill_the_disk()
            service = self.services[self.dice.choice(["telegram", "slack"])]
            if self.dice.random() < service.trouble / 30:
                service.down_until = self.clock.monotonic() + self.dice.choice([30, 600, 5400])
        if life.done():
            life.result()
        life.cancel()
        with suppress(asyncio.CancelledError):
            await life
        self.course.crashes += 1
        await asyncio.sleep(self.dice.uniform(2.0, 60.0))

    async def _fill_the_disk(self) -> None:
        """For a while nothing can be written or read; what is in flight meanwhile cannot be put on record."""
        self.shaky.is_full = True
        await asyncio.sleep(self.dice.choice([3, 20, 300]))
        self.shaky.is_full = False

    # what must hold

    def check(self) -> Course:
        """Everything that was promised."""
        slots, deliveries = list(self.outbox.slots()), list(self.outbox.deliveries())
        taken = Counter(one.delivery for service in self.services.values() for one in service.taken)
        course = self.course
        course.slots = Counter(slot.state.value for slot in slots)
        course.parts = Counter(one.state.value for one in deliveries)
        course.posts = sum(taken.values())
        course.faults += self._missing_slots(slots)
        course.faults += _unsettled(slots, deliveries)
        course.faults += _miscounted(deliveries, taken)
        course.faults += _unannounced(deliveries)
        course.faults += self._early(slots, deliveries)
        course.faults += self._out_of_order(slots, deliveries)
        course.faults += [fault for service in self.services.values() for fault in service.broken_limits]
        course.faults += self._unread()
        course.faults += self._from_the_future(slots, deliveries)
        course.articles = sum(article is not None for _, article in self.store.pages())
        course.fetches = self.press.fetches
        told = repr([(one.delivery, one.address.chat, one.at) for s in self.services.values() for one in s.taken])
        told += repr([(slot.id, slot.state, slot.reason) for slot in slots])
        course.trace = hashlib.sha256(told.encode()).hexdigest()[:16]
        return course

    def _missing_slots(self, slots: Sequence[Slot]) -> Iterator[str]:
        """Each channel that nobody changed has exactly the slots of the calendar."""
        found: dict[str, list[tuple[Any, int]]] = defaultdict(list)
        for slot in slots:
            found[slot.channel].append((slot.local_date, slot.ordinal))
        for identity, channel in self.born.items():
            if len(set(found[identity])) < len(found[identity]):
                yield f"{channel.address} has a slot twice"
            if identity in self.edited:
                continue
            calendar = occurrences(rhythm_of(channel), self.world.start, self.clock.latest - timedelta(minutes=5))
            missing = {(one.local_date, one.ordinal) for one in calendar} - set(found[identity])
            if missing:
                yield f"{channel.address} has no slot for {sorted(missing)[:3]}"

    def _unread(self) -> Iterator[str]:
        """Each article was read, and no feed was asked too often; where the clock jumped neither can be told."""
        if self.world.steps:
            return
        yield from self.press.asked_too_often()
        read = {record.url for record, article in self.store.pages() if article is not None}
        for piece in self.press.pieces.values():
            if piece.url not in read and self.world.start < piece.at < self.clock.latest - READ_WITHIN:
                yield f"{piece.url} of {piece.at} was never read"

    def _from_the_future(self, slots: Sequence[Slot], deliveries: Sequence[Delivery]) -> Iterator[str]:
        """No digest tells of what was printed after it was due."""
        due = {slot.id: slot.due for slot in slots}
        printed = {piece.number: piece.at for piece in self.press.pieces.values()}
        for one in deliveries:
            for number in map(int, NUMBER.findall(one.plain) if one.slot else ()):
                if printed[number] >= due[one.slot or ""]:
                    yield f"{one.id}, due {due[one.slot or '']}, tells of what was printed at {printed[number]}"

    def _early(self, slots: Sequence[Slot], deliveries: Sequence[Delivery]) -> Iterator[str]:
        due = {slot.id: slot.due for slot in slots}
        by_id = {one.id: one for one in deliveries}
        for service in self.services.values():
            for one in service.taken:
                slot = by_id[one.delivery].slot
                if slot is not None and one.at < due[slot]:
                    yield f"{one.delivery} was posted at {one.at}, due {due[slot]}"

    def _out_of_order(self, slots: Sequence[Slot], deliveries: Sequence[Delivery]) -> Iterator[str]:
        """In each chat the posts come by their digests' due times, and within a digest by part.

        When the clock was set back between two posts, hours come again: a digest of theirs that there was none of the
        first time (somebody has changed the times since) is due then, after a later one that was posted too early.
        """
        due = {slot.id: slot.due for slot in slots}
        by_id = {one.id: one for one in deliveries}
        last: dict[str, tuple[datetime, int, datetime]] = {}
        start = self.world.start
        for service in self.services.values():
            for one in service.taken:
                part = by_id[one.delivery]
                if part.slot is None:
                    continue
                at, number, wall = last.get(one.address.chat, (start - DAY, 0, start))
                comes_again = due[part.slot] != at and one.wall < wall
                if (due[part.slot], part.part) <= (at, number) and not comes_again:
                    yield f"{one.delivery} in {one.address}, part {part.part} of {due[part.slot]}, came after part {number} of {at}"
                last[one.address.chat] = due[part.slot], part.part, one.wall


def _unsettled(slots: Sequence[Slot], deliveries: Sequence[Delivery]) -> Iterator[str]:
    """Nothing is on its way any more, and what was not sent says why."""
    for slot in slots:
        if slot.state in (SlotState.DUE, SlotState.PENDING):
            yield f"slot {slot.id} of {slot.due} is still {slot.state.value}"
        elif slot.state in (SlotState.LATE, SlotState.FAILED, SlotState.UNCERTAIN) and not slot.reason:
            yield f"slot {slot.id} is {slot.state.value} without a reason"
    for one in deliveries:
        if one.state in (DeliveryState.PENDING, DeliveryState.SENDING):
            yield f"part {one.id} is still {one.state.value} ({one.error}, {one.not_before})"


def _miscounted(deliveries: Sequence[Delivery], taken: Counter[str]) -> Iterator[str]:
    for one in deliveries:
        most = int(one.state in (DeliveryState.SENT, DeliveryState.UNCERTAIN))
        if taken[one.id] > most:
            yield f"part {one.id} is {one.state.value} and was taken {taken[one.id]} times"
        if one.state is DeliveryState.SENT and not taken[one.id]:
            yield f"part {one.id} counts as sent and was never taken"


def _unannounced(deliveries: Sequence[Delivery]) -> Iterator[str]:
    by_id = {one.id: one for one in deliveries}
    for one in deliveries:
        notice = by_id.get(delivery_id(f"doubt:{one.id}", 0))
        if one.state is DeliveryState.UNCERTAIN and one.slot is not None and not (one.announced and notice):
            yield f"part {one.id} is uncertain and nobody was told"


async def _yes() -> bool:
    return True


async def _no_alarm(_text: str) -> None:
    """Nobody to tell."""


def simulate(seed: int, world: World, folder: Path | None = None) -> Course:
    """One course of events from this seed, on a database in `folder` (default: memory-backed where there is such)."""
    dice = random.Random(seed)
    loop = VirtualLoop(dice)
    for name in ("bot", "digest"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    place = folder or Path("/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir())
    idle, delivering.IDLE_S = delivering.IDLE_S, IDLE_S
    try:
        with (
            tempfile.TemporaryDirectory(dir=place) as home,
            closing(open_store(f"sqlite:///{home}/w.db")) as store,
            asyncio.Runner(loop_factory=lambda: loop) as runner,
        ):
            simulation = Simulation(seed, world, store, loop, dice)
            runner.run(simulation.happen())
            return simulation.check()
    finally:
        delivering.IDLE_S = idle
        for name in ("bot", "digest"):
            logging.getLogger(name).setLevel(logging.NOTSET)
