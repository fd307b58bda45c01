"""Which digests are opened and when, and that each ends in a named state."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule import Compiled, Daily, Publisher, Ticker, plan, purge
from digest.errors import StoreLocked
from digest.outbox import ChannelState, Delivery, DeliveryState, SlotState, delivery_id
from digest.store.memory_outbox import MemoryOutbox
from tests.unit.bot.doubles import EIGHT, GROUP, NINE, ROOM, Clock, a_channel

SIX_HOURS, DAY = timedelta(hours=6), timedelta(days=1)


def one_part(channel, slot):
    return Compiled((Delivery(delivery_id(slot.id, 0), channel.id, slot.id, 0, channel.address, "{}", "x"),))


class Press:
    """A publisher with the channels given; `compile` may be replaced."""

    def __init__(self, *channels) -> None:
        self.outbox, self.clock = MemoryOutbox(), Clock()
        for channel in channels:
            self.outbox.save_channel(channel)
        self.compile = one_part
        self.publisher = Publisher(self.outbox, self.clock, SIX_HOURS, self._compiled, frozenset({"telegram"}))

    def _compiled(self, channel, slot):
        return self.compile(channel, slot)

    def at(self, moment) -> list[SlotState]:
        """The states of all slots after a tick at this time."""
        self.clock.moment = moment
        self.publisher.publish_due()
        return [slot.state for slot in self.outbox.slots()]


def test_nothing_is_opened_before_it_is_due():
    """A second before nine there is no slot, at nine there is one, and it stays the only one."""
    press = Press(a_channel())
    assert press.at(NINE - timedelta(seconds=1)) == []
    assert press.at(NINE) == [SlotState.PENDING]
    assert press.at(NINE + timedelta(seconds=15)) == [SlotState.PENDING]
    assert len(list(press.outbox.deliveries())) == 1
    assert press.outbox.channel_at(GROUP).next_due == NINE + DAY


@given(
    back=st.floats(0, 30), away=st.floats(0, 12 * 86400), ticks=st.lists(st.floats(0, 40000), min_size=1, max_size=12)
)
def test_every_day_has_one_slot_whatever_the_ticks(back, away, ticks):
    """However long the program was away and however it ticks, each day that was due has exactly one slot, and at most
    the newest of those found at once is sent.
    """
    press = Press(a_channel())
    moment = EIGHT - timedelta(seconds=back) + timedelta(seconds=away)
    press.at(moment)
    found = [slot for slot in press.outbox.slots() if slot.state is not SlotState.LATE]
    assert len(found) <= 1
    for step in ticks:
        moment += timedelta(seconds=step)
        press.at(moment)
    days = [slot.local_date for slot in press.outbox.slots()]
    due = [NINE + number * DAY for number in range(40) if NINE + number * DAY <= moment]
    assert days == [one.date() for one in due]


def test_a_plan_of_a_channel_that_is_not_due_is_empty():
    """It leaves next_due as it is."""
    assert plan(a_channel(), EIGHT, SIX_HOURS).slots == ()
    assert plan(a_channel(next_due=None), NINE, SIX_HOURS).next_due is None


@pytest.mark.parametrize("state", [ChannelState.PAUSED, ChannelState.STOPPED, ChannelState.SUSPENDED])
def test_only_active_channels_are_due(state):
    """The others get no slot."""
    assert Press(a_channel(state=state)).at(NINE + DAY) == []


def test_nothing_to_say_is_a_result():
    """A slot without parts is empty and stays so."""
    press = Press(a_channel())
    press.compile = lambda channel, slot: Compiled()
    assert press.at(NINE) == [SlotState.EMPTY]


def test_a_broken_slot_stops_no_other(log_lines):
    """One that cannot be compiled fails with the reason, under its own name in the log; the other gets its digest."""
    press = Press(a_channel(), a_channel(replace(GROUP, chat="-200")))

    def compile_one(channel, slot):
        if channel.address == GROUP:
            raise ValueError("odd text")
        return one_part(channel, slot)

    press.compile = compile_one
    assert sorted(press.at(NINE)) == [SlotState.FAILED, SlotState.PENDING]
    (failed,) = press.outbox.slots(SlotState.FAILED)
    assert "odd text" in failed.reason
    (line,) = [one for one in log_lines() if one["level"] == "error"]
    assert (line["platform"], line["channel"], line["slot"]) == ("telegram", failed.channel, failed.id)


def test_a_busy_database_is_tried_again():
    """A slot that could not be read for stays due and is compiled at the next tick."""
    press = Press(a_channel())

    def locked(channel, slot):
        raise StoreLocked("busy")

    press.compile = locked
    assert press.at(NINE) == [SlotState.DUE]
    press.compile = one_part
    assert press.at(NINE + timedelta(seconds=15)) == [SlotState.PENDING]


def test_a_platform_without_a_token_keeps_its_slots_waiting():
    """A slot of a platform that is not connected waits, and is late once it is too old."""
    press = Press(a_channel(ROOM))
    assert press.at(NINE) == [SlotState.DUE]
    assert press.at(NINE + SIX_HOURS + timedelta(seconds=1)) == [SlotState.LATE]


def test_what_was_not_compiled_in_time_is_late():
    """A slot opened before a crash and found hours later is late, as one that was compiled is."""
    press = Press(a_channel())
    press.publisher.stop()
    assert press.at(NINE) == [SlotState.DUE]
    assert press.at(NINE + SIX_HOURS + timedelta(minutes=1)) == [SlotState.LATE]
    press = Press(a_channel())
    press.at(NINE)
    assert press.at(NINE + SIX_HOURS + timedelta(minutes=1)) == [SlotState.LATE]
    assert [part.state for part in press.outbox.deliveries()] == [DeliveryState.LATE]


def test_a_channel_stopped_after_its_slot_was_opened_gets_nothing():
    """The slot fails with the reason instead of being compiled."""
    press = Press(a_channel())
    press.publisher.stop()
    press.at(NINE)
    press.outbox.save_channel(replace(press.outbox.channel_at(GROUP), state=ChannelState.STOPPED))
    press.publisher = Publisher(press.outbox, press.clock, SIX_HOURS, one_part, frozenset({"telegram"}))
    assert press.at(NINE) == [SlotState.FAILED]


def test_channels_suspended_for_a_month_are_forgotten():
    """Thirty days they are kept, then they go with all they had; others stay, however old."""
    outbox = MemoryOutbox()
    outbox.save_channel(a_channel(state=ChannelState.SUSPENDED))
    outbox.save_channel(a_channel(ROOM, state=ChannelState.STOPPED))
    purge(outbox, EIGHT + timedelta(days=29))
    assert len(outbox.channels()) == 2
    purge(outbox, EIGHT + timedelta(days=31))
    assert [one.address for one in outbox.channels()] == [ROOM]


def test_daily_is_once_a_day():
    """At the first call, and then not before a day has passed."""
    clock, calls = Clock(), []
    daily = Daily(clock, lambda: calls.append(clock.moment))
    for hours in (0, 1, 23, 24, 30, 48):
        clock.moment = EIGHT + timedelta(hours=hours)
        daily()
    assert calls == [EIGHT, EIGHT + DAY, EIGHT + 2 * DAY]


def test_the_ticker_outlives_a_broken_tick():
    """A tick that raises is logged, the next one comes, and the ticker ends when told."""

    async def scenario() -> int:
        stop, count = asyncio.Event(), 0

        async def tick() -> None:
            nonlocal count
            count += 1
            if count == 3:
                stop.set()
            raise ValueError("broken")

        await asyncio.wait_for(Ticker(Clock(), 0.02, tick).run(stop), 10)
        return count

    assert asyncio.run(scenario()) >= 3


def test_the_ticker_lets_a_tick_finish():
    """Told to end in the middle of a tick, it waits for it instead of cutting it off."""

    async def scenario() -> list[str]:
        stop, log = asyncio.Event(), []

        async def tick() -> None:
            if log:
                stop.set()
                await asyncio.sleep(0)
                log.append("finished")
            else:
                log.append("first")

        await asyncio.wait_for(Ticker(Clock(), 0.02, tick).run(stop), 10)
        return log

    assert asyncio.run(scenario()) == ["first", "finished"]


def test_dates_are_those_of_the_channels_zone():
    """The nominal date of a slot is the channel's, not the machine's."""
    press = Press(a_channel(zone="Pacific/Auckland", next_due=EIGHT - timedelta(hours=9)))
    press.at(EIGHT - timedelta(hours=9) + timedelta(minutes=1))
    assert [slot.local_date for slot in press.outbox.slots()] == [date(2025, 5, 9)]
