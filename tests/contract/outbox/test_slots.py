"""Slots in every outbox: each once, and each with a result."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.errors import BadInput
from digest.outbox import ChannelState, DeliveryState, Outbox, SlotState, delivery_id
from tests.contract.outbox.values import (
    DAY,
    FRIDAY,
    GROUP,
    HOUR,
    NINE,
    OTHER,
    a_channel,
    a_notice,
    a_part,
    a_slot,
    claim,
    frozen,
    opened,
    the_slot,
)


def test_a_slot_is_opened_once(outbox: Outbox):
    """By channel, date and ordinal, whatever it was given beside; what is new is returned and kept as given."""
    channel = a_channel()
    late = a_slot(channel, FRIDAY - DAY, state=SlotState.LATE, reason="due 1 day ago")
    first, second = a_slot(channel), a_slot(channel, ordinal=1)
    assert opened(outbox, channel, late, first, first) == [late, first]
    again = replace(first, due=NINE + HOUR)
    assert outbox.open_slots(channel.id, [again, replace(again, id="anders"), second], NINE + DAY) == [second]
    assert list(outbox.slots()) == [late, first, second]


def test_a_slot_is_found_by_its_id(outbox: Outbox):
    """As it stands now; nothing is found for an id nobody has, or that no database can hold."""
    channel = a_channel()
    slot = a_slot(channel)
    opened(outbox, channel, slot)
    assert outbox.slot(slot.id) == slot
    outbox.close_slot(slot.id, SlotState.LATE, "so")
    assert outbox.slot(slot.id) == replace(slot, state=SlotState.LATE, reason="so")
    assert outbox.slot("nobody's") is None
    assert outbox.slot("\0") is None


def test_opening_moves_the_next_due(outbox: Outbox):
    """In the same transaction, to an instant or to none, also when nothing was new."""
    channel = a_channel()
    opened(outbox, channel)
    assert outbox.channel(channel.id) == replace(channel, next_due=NINE + DAY)
    outbox.open_slots(channel.id, [], None)
    assert outbox.channel(channel.id).next_due is None
    outbox.open_slots(channel.id, [a_slot(channel)], NINE + 2 * DAY)
    assert outbox.channel(channel.id).next_due == NINE + 2 * DAY


def test_a_next_due_computed_anew_meanwhile_stays(outbox: Outbox):
    """When the settings changed between planning and opening, the slot is opened and the newer plan stands."""
    channel = a_channel()
    outbox.save_channel(replace(channel, next_due=NINE + 23 * HOUR))
    assert len(outbox.open_slots(channel.id, [a_slot(channel)], NINE + DAY)) == 1
    assert outbox.channel(channel.id).next_due == NINE + 23 * HOUR


def test_slots_of_a_channel_forgotten_meanwhile_are_not_opened(outbox: Outbox):
    """Nothing is written for a channel that is not there, and nothing under another's name."""
    channel = a_channel()
    assert outbox.open_slots(channel.id, [a_slot(channel)], NINE) == []
    assert list(outbox.slots()) == []
    with pytest.raises(BadInput, match="belongs to channel"):
        opened(outbox, channel, a_slot(a_channel(OTHER)))


def test_slots_come_by_their_due_time(outbox: Outbox):
    """Over all channels, any number, all or those in one state, and while they are changed."""
    channels = [a_channel(replace(GROUP, chat=str(number))) for number in range(3)]
    slots = [a_slot(channel, FRIDAY + n * DAY) for n in range(150) for channel in channels]
    for channel in reversed(channels):
        opened(outbox, channel, *(slot for slot in reversed(slots) if slot.channel == channel.id))
    expected = sorted(slots, key=lambda slot: (slot.due, slot.id))
    assert list(outbox.slots()) == list(outbox.slots(SlotState.DUE)) == expected
    for slot in outbox.slots(SlotState.DUE):
        assert outbox.freeze(slot.id, [])
    assert list(outbox.slots(SlotState.DUE)) == []
    assert [slot.id for slot in outbox.slots(SlotState.EMPTY)] == [slot.id for slot in expected]


def test_freezing_puts_all_parts_in_at_once(outbox: Outbox):
    """The slot is pending and its parts are there in order, as they were given; a second time does nothing."""
    channel = a_channel()
    (slot,) = opened(outbox, channel)
    parts = [a_part(channel, slot, number) for number in range(3)]
    assert outbox.freeze(slot.id, list(reversed(parts)))
    assert list(outbox.deliveries()) == parts
    assert the_slot(outbox, slot).state is SlotState.PENDING
    assert not outbox.freeze(slot.id, [a_part(channel, slot, 3)])
    assert not outbox.freeze(slot.id, [])
    assert list(outbox.deliveries()) == parts


def test_nothing_to_say_is_a_result(outbox: Outbox):
    """A slot frozen without parts is empty, and stays so."""
    (slot,) = opened(outbox, a_channel())
    assert outbox.freeze(slot.id, [])
    assert not outbox.freeze(slot.id, [a_part(a_channel(), slot)])
    assert the_slot(outbox, slot).state is SlotState.EMPTY
    assert not outbox.freeze("kein Slot", [])
    assert not outbox.freeze("\0", [])


def test_parts_that_contradict_their_slot_are_refused(outbox: Outbox):
    """Parts of another slot or channel, given twice, already on the way, or with an id that is taken: all or nothing."""
    channel = a_channel()
    slot, other = opened(outbox, channel, a_slot(channel), a_slot(channel, ordinal=1))
    part = a_part(channel, slot)
    outbox.enqueue(a_notice("vergeben"))
    taken = replace(a_part(channel, slot, 1), id=delivery_id("vergeben", 0))
    for wrong in (
        a_part(channel, other), replace(part, channel="c9"), part, replace(part, id="b"), taken,
        replace(a_part(channel, slot, 1), state=DeliveryState.SENT), replace(a_part(channel, slot, 1), payload="\0"),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            outbox.freeze(slot.id, [part, wrong])
    assert the_slot(outbox, slot).state is SlotState.DUE
    assert len(list(outbox.deliveries())) == 1


@pytest.mark.parametrize(
    ("state", "end"), [(SlotState.LATE, DeliveryState.LATE), (SlotState.FAILED, DeliveryState.FAILED)]
)
def test_closing_ends_what_is_pending(outbox: Outbox, state: SlotState, end: DeliveryState):
    """The slot has its result and reason; parts still pending end with it, the one in flight and the sent one do not."""
    channel = a_channel()
    slot = frozen(outbox, channel, 4)
    outbox.settle(replace(claim(outbox), state=DeliveryState.SENT))
    flying = claim(outbox, attempt="a2")
    outbox.close_slot(slot.id, state, "zu spät")
    closed = the_slot(outbox, slot)
    assert (closed.state, closed.reason) == (state, "zu spät")
    assert [part.state for part in outbox.deliveries()] == [DeliveryState.SENT, DeliveryState.SENDING, end, end]
    assert [part.error for part in outbox.deliveries()][2:] == ["zu spät", "zu spät"]
    assert outbox.settle(replace(flying, state=DeliveryState.SENT))
    assert (the_slot(outbox, slot).state, the_slot(outbox, slot).reason) == (state, "zu spät")
    assert claim(outbox, attempt="a3") is None


def test_a_result_stands(outbox: Outbox):
    """Closing a slot that has its result changes nothing; what is no result cannot be given."""
    channel = a_channel()
    slot = frozen(outbox, channel)
    outbox.settle(replace(claim(outbox), state=DeliveryState.SENT))
    outbox.close_slot(slot.id, SlotState.LATE, "zu spät")
    assert the_slot(outbox, slot).state is SlotState.SENT
    due = a_slot(channel, ordinal=1)
    opened(outbox, channel, due)
    for state in (SlotState.DUE, SlotState.PENDING, SlotState.SENT):
        with pytest.raises(BadInput):
            outbox.close_slot(due.id, state, "")
    outbox.close_slot(due.id, SlotState.FAILED, "kaputt: \0\ud83d")
    assert the_slot(outbox, due).reason == "kaputt: \ufffd?"
    outbox.close_slot("kein Slot", SlotState.FAILED, "")


def test_a_channel_that_was_stopped_keeps_its_slots(outbox: Outbox):
    """What was due is on record after the channel has ended."""
    channel = a_channel()
    slot = frozen(outbox, channel)
    outbox.save_channel(replace(channel, state=ChannelState.STOPPED))
    assert the_slot(outbox, slot).state is SlotState.PENDING


def test_the_tally_counts_every_state(outbox: Outbox):
    """What is there by its state, and zero for every other state."""
    assert not any([*outbox.tally().slots.values(), *outbox.tally().deliveries.values()])
    channel = a_channel()
    frozen(outbox, channel, 2)
    outbox.enqueue(a_notice("a"))
    outbox.open_slots(channel.id, [a_slot(channel, FRIDAY + DAY)], None)
    tally = outbox.tally()
    assert set(tally.slots) == set(SlotState)
    assert {state: many for state, many in tally.slots.items() if many} == {SlotState.PENDING: 1, SlotState.DUE: 1}
    assert {state: many for state, many in tally.deliveries.items() if many} == {DeliveryState.PENDING: 3}
