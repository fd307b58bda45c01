"""The bot as a service, in this process: what starts, what ends, who is told; and the courier between its parts."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import service as module
from bot.channel_commands import planned
from bot.chat import Chats
from bot.delivery import Courier
from bot.limiter import Limiter, Rates
from bot.platforms import Found
from bot.schedule import Compiled, Publisher, Ticker
from bot.service import Alarms, Parts, Service
from digest.answers import CommandContext
from digest.errors import ReaderFailed, StoreLocked
from digest.outbox import ChannelState, Delivery, DeliveryState, SlotState, delivery_id
from digest.outcome import Address, Fault, Moved, Refused, Sent, TryLater, Unknown
from digest.store.memory import MemoryStore
from digest.store.memory_outbox import MemoryOutbox
from tests.unit.bot.doubles import GROUP, NINE, ROOM, TOPIC, WISHES, Clock, Recorder, a_channel

OFFICE, DESK = Address("telegram", "1"), Address("slack", "C9")
MINUTE = timedelta(minutes=1)


class Quick(Clock):
    """Goes on by a tenth of a second at each look, so that no limit holds a test up."""

    def monotonic(self) -> float:
        self.moment += timedelta(seconds=0.1)
        return super().monotonic()


class House:
    """A service with recording platforms, one channel that is due, and an operator on both platforms."""

    def __init__(self, *channels, parts: int = 1, **platforms) -> None:
        self.outbox, self.clock, self.many = MemoryOutbox(), Quick(NINE), parts
        for channel in channels:
            self.outbox.save_channel(channel)
        self.platforms = platforms or {"telegram": Recorder()}
        self.alarms = Alarms(self.clock, self.platforms, (OFFICE, DESK))
        self.announced: list[Delivery] = []
        self.courier = Courier(
            self.outbox, self.platforms, self.clock, Limiter(Rates(10_000, 10_000, 10_000)),
            uncertain_after=timedelta(0), announce=self.announce, alarm=self.alarms.alarm,
        )  # fmt: skip
        self.read = threading.Event()
        self.service = Service(
            Parts(
                platforms=self.platforms,
                chats=Chats(self.outbox, self.clock, WISHES, self.context, self.alarms.alarm, self.courier.shut),
                courier=self.courier,
                publisher=Publisher(
                    self.outbox, self.clock, timedelta(hours=6), self.compile, frozenset(self.platforms)
                ),
                ticker=lambda tick: Ticker(self.clock, 0.02, tick),
                read_feeds=lambda stop: self.read.set(),
                read_every_s=60,
                clean=lambda: None,
                menus=(),
            )
        )

    def compile(self, channel, slot):
        parts = tuple(
            Delivery(delivery_id(slot.id, n), channel.id, slot.id, n, channel.address, f"payload {n}", f"plain {n}")
            for n in range(self.many)
        )
        return Compiled(parts)

    def context(self, channel):
        return CommandContext(MemoryStore(), self.clock.now())

    def announce(self, doubtful):
        self.announced.append(doubtful)

    def run(self, *holds) -> int:
        """Run until all of these hold, then end it; the status."""

        async def scenario() -> int:
            task = asyncio.create_task(self.service.run())
            async with asyncio.timeout(10):
                while not task.done() and not all(one() for one in holds):  # noqa: ASYNC110  nothing else tells
                    await asyncio.sleep(0.005)
            self.service.stop()
            return await asyncio.wait_for(task, 10)

        return asyncio.run(scenario())

    def states(self) -> list[DeliveryState]:
        return [part.state for part in self.outbox.deliveries()]

    def slots(self) -> list[SlotState]:
        return [slot.state for slot in self.outbox.slots()]

    def texts(self, address) -> list[str]:
        """What the platforms were given for this address."""
        return [part.plain for one in self.platforms.values() for to, part, _ in one.sent if to == address]


def due(address=GROUP):
    """A channel whose digest is due now."""
    return replace(planned(a_channel(address), NINE - MINUTE), next_due=NINE)


def test_what_is_due_is_sent_once_and_in_order():
    """All parts of the digest go out in order; the slot is sent; the feeds are read beside; everything is closed."""
    house = House(due(), parts=3)
    assert house.run(lambda: house.slots() == [SlotState.SENT], house.read.is_set) == 0
    assert house.texts(GROUP) == ["plain 0", "plain 1", "plain 2"]
    assert house.platforms["telegram"].closed


def test_a_pass_without_a_reader_is_one_line(caplog):
    """Where the process that reads pages cannot be had, as it was told to end, a warning says so, without a trace."""
    house = House(due())

    def ended(_stop: threading.Event) -> None:
        house.read.set()
        raise ReaderFailed("The process that reads pages was told to end.")

    house.service._parts = replace(house.service._parts, read_feeds=ended)
    house.run(house.read.is_set, lambda: "ended early" in caplog.text)
    (told,) = [record for record in caplog.records if "a pass over the feeds" in record.message]
    assert (told.levelname, told.exc_info) == ("WARNING", None)
    assert "told to end" in told.message


def test_later_parts_know_the_earlier_ones():
    """A continuation carries the payloads and receipts of what was sent before, for services that thread them."""
    house = House(due(), parts=3)
    house.run(lambda: house.slots() == [SlotState.SENT])
    last = house.platforms["telegram"].sent[-1][1]
    assert last.earlier == (("payload 0", "r1"), ("payload 1", "r2"))


def test_nothing_is_sent_before_the_platform_answered(monkeypatch):
    """While the service does not answer, what is due waits untouched; commands are published once it does."""
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 0.01)
    telegram = Recorder(probes=[Unknown("ConnectError")])
    house = House(due(), telegram=telegram)
    house.run(lambda: house.slots() == [SlotState.SENT])
    assert len(telegram.greeted) == 1
    assert [part.attempts for part in house.outbox.deliveries()] == [1]


def test_a_refused_token_sends_nothing_and_tells_the_other_platform():
    """What is due keeps waiting; the operator hears it where the bot still can speak."""
    telegram = Recorder(probes=[Refused("the token is refused", Fault.PLATFORM)])
    house = House(due(), telegram=telegram, slack=Recorder("slack"))
    house.run(lambda: house.states() == [DeliveryState.PENDING], lambda: house.texts(DESK))
    assert "the token is refused" in house.texts(DESK)[0]
    assert house.texts(GROUP) == []


def test_a_token_revoked_in_between_leaves_everything_pending():
    """Of several digests none is marked failed or uncertain once the token ends; the other platform goes on."""
    many = [due(replace(GROUP, chat=f"-{number}")) for number in range(5)]
    telegram = Recorder(outcomes=[Refused("Unauthorized", Fault.PLATFORM)] * 50)
    house = House(*many, due(ROOM), telegram=telegram, slack=Recorder("slack"))
    house.run(lambda: house.texts(ROOM), lambda: house.texts(DESK), lambda: len(house.states()) == 6)
    states = {(part.address.platform, part.state) for part in house.outbox.deliveries()}
    assert states == {("telegram", DeliveryState.PENDING), ("slack", DeliveryState.SENT)}


def test_a_chat_that_refuses_suspends_an_active_channel_only():
    """One that was paused meanwhile by its people stays paused, so that nobody resumes it for them."""
    for state, after in ((ChannelState.ACTIVE, ChannelState.SUSPENDED), (ChannelState.PAUSED, ChannelState.PAUSED)):
        house = House(due(), telegram=Recorder())

        async def refuse(address, part, delivery, *, plain=False, house=house, state=state):
            house.outbox.save_channel(replace(house.outbox.channel_at(GROUP), state=state))
            return Refused("bot was kicked", Fault.CHAT)

        house.platforms["telegram"].send = refuse
        house.run(lambda house=house: house.slots() == [SlotState.FAILED])
        assert house.outbox.channel_at(GROUP).state is after


def test_a_moved_chat_gets_its_digest_at_the_new_address():
    """And its channel lives there from then on."""
    there = Address("telegram", "-1007")
    house = House(due(), telegram=Recorder(outcomes=[Moved(there)]))
    house.run(lambda: house.slots() == [SlotState.SENT], lambda: house.outbox.channel_at(there))
    assert len(house.texts(there)) == 1


def test_a_chat_that_moved_to_one_with_a_channel_gets_one_digest():
    """The old channel stops and its part fails; the channel at the new address gets its own, once."""
    there = Address("telegram", "-1007")
    telegram = Recorder()
    house = House(due(), due(there), telegram=telegram)

    async def send(address, part, delivery, *, plain=False):
        telegram.sent.append((address, part, plain))
        return Moved(there) if address == GROUP else Sent("r")

    telegram.send = send
    house.run(lambda: sorted(house.slots()) == [SlotState.FAILED, SlotState.SENT])
    assert len(house.texts(there)) == 1
    assert house.outbox.channel_at(GROUP).state is ChannelState.STOPPED


def test_a_topic_that_is_gone_is_told_to_the_operator():
    """The digest goes to the chat itself."""
    house = House(due(TOPIC), telegram=Recorder(outcomes=[Refused("message thread not found", Fault.THREAD)]))
    house.run(lambda: house.slots() == [SlotState.SENT], lambda: house.texts(OFFICE))
    assert house.texts(replace(TOPIC, thread="")) == ["plain 0"]


def test_too_fast_slows_everything_down():
    """The second "too fast" within a minute, of whichever service, halves the overall rate."""
    house = House(due(), telegram=Recorder(outcomes=[TryLater(0.0, "too fast")] * 2))
    house.run(lambda: house.slots() == [SlotState.SENT])
    assert house.courier._limiter._slow_until > 0


def test_a_database_that_is_busy_for_a_moment_loses_no_outcome(monkeypatch):
    """A claim and an outcome that could not be written at once are written later: the part is sent, once."""
    house = House(due())
    for name in ("claim", "settle"):
        real, fails = getattr(house.outbox, name), [StoreLocked("busy")]

        def once(*arguments, real=real, fails=fails):
            if fails:
                raise fails.pop()
            return real(*arguments)

        monkeypatch.setattr(house.outbox, name, once)
    assert house.run(lambda: house.slots() == [SlotState.SENT]) == 0
    assert house.texts(GROUP) == ["plain 0"]


def test_a_doubtful_part_is_looked_for_or_announced():
    """Found, it is sent; not found, it is sent again; where nobody can look, its chat is told and it is not repeated."""
    for found, sent, announced in ((Found(True, "r9"), 1, 0), (Found(True), 2, 0), (Found(False), 1, 1)):
        house = House(due(), telegram=Recorder(outcomes=[Unknown("read time-out")], found=found))
        house.run(lambda house=house: not set(house.states()) & {DeliveryState.PENDING, DeliveryState.SENDING},
                  lambda house=house: house.states(),
                  lambda house=house: house.announced or house.slots() == [SlotState.SENT])  # fmt: skip
        assert (len(house.texts(GROUP)), len(house.announced)) == (sent, announced)


def test_a_part_that_breaks_ends_the_program_with_a_failure():
    """Half a bot would go unnoticed: the status tells the process manager to start it again."""
    house = House(due())

    async def listen(listener):
        raise RuntimeError("broken")

    house.platforms["telegram"].listen = listen
    assert house.run(lambda: False) == 1


def test_a_signal_ends_it():
    """SIGTERM ends the program with status 0."""

    async def scenario() -> int:
        house = House()
        task = asyncio.create_task(house.service.run())
        await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGTERM)
        return await asyncio.wait_for(task, 10)

    assert asyncio.run(scenario()) == 0


@pytest.fixture
def both():
    return {"telegram": Recorder(), "slack": Recorder("slack")}


def test_an_alarm_is_given_once_an_hour(both):
    """On every platform of the operator; the same text again only after an hour; others at once."""
    clock = Clock()
    alarms = Alarms(clock, both, (OFFICE, DESK))
    for text in ("a", "a", "b"):
        asyncio.run(alarms.alarm(text))
    clock.moment += timedelta(hours=1)
    asyncio.run(alarms.alarm("a"))
    assert [[part.plain for _, part, _ in one.sent] for one in both.values()] == [
        ["Wortlaut: a", "Wortlaut: b", "Wortlaut: a"]
    ] * 2


def test_an_alarm_nobody_got_is_given_again(both):
    """One that reached no operator does not count as given, and one platform that breaks keeps no other from it."""
    alarms = Alarms(Clock(), both, (OFFICE, DESK))
    both["slack"].outcomes = [TryLater(9, "not reached")]

    async def broken(*arguments, **named):
        raise RuntimeError("broken")

    sound, both["telegram"].send = both["telegram"].send, broken
    asyncio.run(alarms.alarm("a"))
    both["telegram"].send = sound
    asyncio.run(alarms.alarm("a"))
    assert [len(one.sent) for one in both.values()] == [1, 2]


def test_alarms_are_no_flood(both):
    """A fault in a thousand chats at once gives a few dozen alarms; the rest stands in the log."""
    alarms = Alarms(Clock(), both, (OFFICE,))

    async def flood() -> None:
        for number in range(1000):
            await alarms.alarm(f"fault {number}")

    asyncio.run(flood())
    assert len(both["telegram"].sent) == module.MOST_ALARMS
