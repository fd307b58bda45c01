"""The lead of a database: one instance works, another waits, and one that lost it stops."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot import leadership as module
from bot.leadership import Leadership, LeadLost, holder_at
from digest.store.memory_outbox import MemoryOutbox
from tests.unit.bot.doubles import EIGHT, Clock


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """Looking again and renewing come at once."""
    monkeypatch.setattr(module, "LOOK_S", 0.005)
    monkeypatch.setattr(module, "RENEW_S", 0.005)


def test_the_second_waits_until_the_first_gives_up():
    """It takes the lead then, with a higher number."""

    async def scenario():
        outbox, clock, stop = MemoryOutbox(), Clock(), asyncio.Event()
        first, second = Leadership(outbox, clock, "first"), Leadership(outbox, clock, "second")
        assert await first.take(stop)
        waiting = asyncio.create_task(second.take(stop))
        await asyncio.sleep(0.03)
        assert not waiting.done()
        assert holder_at(outbox, clock.now()) == "first"
        first.give_up()
        assert await asyncio.wait_for(waiting, 5)
        assert (first.lead.fencing, second.lead.fencing) == (1, 2)

    asyncio.run(scenario())


def test_told_to_end_it_waits_no_longer():
    """A waiting instance ends at once and has no lead."""

    async def scenario():
        outbox, clock, stop = MemoryOutbox(), Clock(), asyncio.Event()
        await Leadership(outbox, clock, "first").take(stop)
        second = Leadership(outbox, clock, "second")
        waiting = asyncio.create_task(second.take(stop))
        await asyncio.sleep(0.02)
        stop.set()
        assert not await asyncio.wait_for(waiting, 5)
        assert second.lead is None

    asyncio.run(scenario())


def test_whoever_slept_through_the_end_of_its_lead_stops():
    """Another has taken over meanwhile: going on would send everything twice."""

    async def scenario():
        outbox, clock, stop = MemoryOutbox(), Clock(), asyncio.Event()
        first, second = Leadership(outbox, clock, "first"), Leadership(outbox, clock, "second")
        await first.take(stop)
        clock.moment = EIGHT + timedelta(hours=8)
        assert await second.take(stop)
        with pytest.raises(LeadLost):
            await asyncio.wait_for(first.keep(stop), 5)

    asyncio.run(scenario())


def test_a_lead_is_kept_by_renewing():
    """As long as it is renewed in time nobody else gets it."""

    async def scenario():
        outbox, clock, stop = MemoryOutbox(), Clock(), asyncio.Event()
        first = Leadership(outbox, clock, "first")
        await first.take(stop)
        keeping = asyncio.create_task(first.keep(stop))
        for _ in range(5):
            clock.moment += timedelta(seconds=15)
            await asyncio.sleep(0.05)
            assert holder_at(outbox, clock.now()) == "first"
        stop.set()
        await keeping

    asyncio.run(scenario())


def test_a_lead_that_was_over_for_nobody_is_taken_anew():
    """A jump of the clock or a long sleep ends nothing where there is no other instance."""

    async def scenario():
        outbox, clock, stop = MemoryOutbox(), Clock(), asyncio.Event()
        first = Leadership(outbox, clock, "first")
        await first.take(stop)
        keeping = asyncio.create_task(first.keep(stop))
        clock.moment += timedelta(hours=8)
        async with asyncio.timeout(5):
            while first.lead.fencing != 2:  # noqa: ASYNC110  nothing else tells
                await asyncio.sleep(0.005)
        assert not keeping.done()
        stop.set()
        await keeping

    asyncio.run(scenario())
