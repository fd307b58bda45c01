"""A disk that is full and a database that may not be written, while the bot runs: nothing is lost, nothing doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channel_commands import planned
from bot.delivery import Courier
from bot.limiter import Limiter, Rates
from bot.platforms import Part
from bot.schedule import Compiled, Publisher, Ticker
from digest.outbox import Channel, Delivery, Slot, SlotState, delivery_id
from digest.outcome import Address, Outcome
from digest.store import open_outbox, open_store
from digest.store.sql import SqlStore
from tests.unit.bot.doubles import EIGHT, NINE, Clock, Recorder, a_channel

CHATS = 5
FULL = "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000", "no room left"
"""SQLite's own limit on the size of the file: the same error as a full disk."""
READ_ONLY = "PRAGMA query_only = ON", "PRAGMA query_only = OFF", "cannot be written"


class Moving(Clock):
    """Goes on by a tenth of a second at each look."""

    def monotonic(self) -> float:
        self.moment += timedelta(seconds=0.1)
        return super().monotonic()


@dataclass
class Desk:
    """Publisher and courier on a real database that can be hindered."""

    store: SqlStore
    clock: Clock = field(default_factory=lambda: Moving(NINE))
    alarms: list[str] = field(default_factory=list)
    when_sent: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.outbox = open_outbox(self.store)
        self.platform = Recorder()
        taken = self.platform.send

        async def send(address: Address, part: Part, delivery: str, *, plain: bool = False) -> Outcome:
            self.when_sent()
            return await taken(address, part, delivery, plain=plain)

        self.platform.send = send
        platforms = {"telegram": self.platform}
        self.courier = Courier(
            self.outbox, platforms, self.clock, Limiter(Rates(10_000, 10_000, 10_000)), uncertain_after=timedelta(0),
            announce=lambda _: None, alarm=self.alarm,
        )  # fmt: skip
        self.publisher = Publisher(self.outbox, self.clock, timedelta(hours=6), self.compile, {"telegram"})
        self.ticker = Ticker(self.clock, 1.0, self.tick)
        for number in range(CHATS):
            self.outbox.save_channel(planned(a_channel(Address("telegram", str(number))), EIGHT))

    async def alarm(self, text: str) -> None:
        self.alarms.append(text)

    def compile(self, channel: Channel, slot: Slot) -> Compiled:
        """A part larger than a page of the file, so that it needs room."""
        words = f"{slot.id} " * 3000
        part = Delivery(delivery_id(slot.id, 0), channel.id, slot.id, 0, channel.address, words, slot.id)
        return Compiled((part,))

    async def tick(self) -> None:
        self.publisher.publish_due()
        self.courier.wake()

    def told(self, pragma: str) -> None:
        """Say this to the connection that writes."""
        with self.store._database._turn, closing(self.store._database._writer.raw_connection()) as connection:
            connection.driver_connection.execute(pragma).fetchall()

    def states(self) -> list[SlotState]:
        return [slot.state for slot in self.outbox.slots()]

    async def until(self, holds: Callable[[], object]) -> None:
        """Tick until this holds."""
        async with asyncio.timeout(30):
            while not holds():
                await self.ticker.tick_once()
                await asyncio.sleep(0.02)

    def run(self, course: Callable[[], object]) -> None:
        """Let the courier run beside the course of a test."""

        async def running() -> None:
            stop = asyncio.Event()
            self.courier.open("telegram")
            courier = asyncio.create_task(self.courier.run(stop))
            await course()
            stop.set()
            await courier

        asyncio.run(running())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One on a new file."""
    store = open_store(f"sqlite:///{tmp_path / 'w.db'}")
    assert isinstance(store, SqlStore)
    yield Desk(store)
    store.close()


@pytest.mark.parametrize(("begin", "end", "words"), [FULL, READ_ONLY], ids=["full", "read-only"])
def test_what_is_due_waits_for_the_disk(desk, caplog, begin, end, words):
    """While nothing can be written nothing is sent; the log says why; afterwards each chat has its digest once."""

    async def course() -> None:
        desk.told(begin)
        await desk.until(lambda: words in caplog.text)
        assert desk.platform.sent == []
        desk.told(end)
        await desk.until(lambda: desk.states() == [SlotState.SENT] * CHATS)

    desk.run(course)
    assert sorted(address.chat for address, *_ in desk.platform.sent) == [str(number) for number in range(CHATS)]


@pytest.mark.parametrize(("begin", "end", "words"), [READ_ONLY], ids=["read-only"])
def test_an_outcome_waits_for_the_disk(desk, caplog, begin, end, words):
    """What the service took while nothing could be written is put on record afterwards, and not sent again."""
    desk.when_sent = lambda: desk.told(begin)

    async def course() -> None:
        await desk.until(lambda: "could not be written yet" in caplog.text)
        desk.when_sent = lambda: None
        desk.told(end)
        await desk.until(lambda: desk.states() == [SlotState.SENT] * CHATS)

    desk.run(course)
    assert words in caplog.text
    assert len(desk.platform.sent) == CHATS
