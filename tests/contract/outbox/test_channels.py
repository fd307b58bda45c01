"""What every outbox remembers of channels."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta, timezone

import pytest

from digest.errors import BadInput
from digest.outbox import ChannelState, DeliveryState, Outbox
from digest.outcome import Address
from tests.contract.outbox.values import (
    DAY,
    FRIDAY,
    GROUP,
    HOUR,
    NINE,
    OTHER,
    ROOM,
    SECOND,
    TOPIC,
    a_channel,
    a_notice,
    a_part,
    a_slot,
    claim,
    frozen,
    opened,
    the_delivery,
    the_slot,
)


def test_a_channel_comes_back_as_it_was_saved(outbox: Outbox):
    """Every field is kept, odd times and empty lists too; instants are in UTC; the same save twice changes nothing."""
    berlin = NINE.astimezone(timezone(2 * HOUR))
    odd = a_channel(
        Address("slack", "C1", thread="17.5", workspace="T1"), times=(time(0, 0, 0, 1), time(23, 59, 59, 999999)),
        weekdays=(), zone="Asia/Kathmandu", state=ChannelState.SUSPENDED, title="Büro „Ost“ 😀", changed_at=berlin,
        next_due=None,
    )  # fmt: skip
    for _ in range(2):
        outbox.save_channel(odd)
    assert outbox.channels() == [replace(odd, changed_at=NINE)]
    assert outbox.channel(odd.id) == outbox.channel_at(odd.address) == replace(odd, changed_at=NINE)


def test_a_saved_channel_replaces_the_former_one(outbox: Outbox):
    """A later save overwrites every field, with nothing as well, and touches no other channel."""
    other = a_channel(OTHER)
    outbox.save_channel(a_channel(title="Redaktion", changed_at=NINE))
    outbox.save_channel(other)
    bare = replace(a_channel(), times=(), next_due=None, language="en")
    outbox.save_channel(bare)
    assert outbox.channels() == [bare, other]


def test_channels_come_by_address(outbox: Outbox):
    """By platform, workspace, chat and thread, as code points compare."""
    addresses = [
        Address("slack", "C1", workspace="T1"), Address("slack", "C0", workspace="T2"), Address("telegram", "-100"),
        Address("telegram", "-100", thread="7"), Address("telegram", "5"), Address("telegram", "ä"),
    ]  # fmt: skip
    for address in reversed(addresses):
        outbox.save_channel(a_channel(address))
    assert [channel.address for channel in outbox.channels()] == addresses


def test_a_channel_is_found_by_its_whole_address_only(outbox: Outbox):
    """Another thread or workspace is another channel; what no address can hold is found nowhere."""
    outbox.save_channel(a_channel(TOPIC))
    outbox.save_channel(a_channel(ROOM))
    assert outbox.channel_at(TOPIC).address == TOPIC
    for stranger in (GROUP, replace(ROOM, workspace=""), replace(TOPIC, chat="\0"), replace(TOPIC, chat="\ud83d")):
        assert outbox.channel_at(stranger) is None
    assert outbox.channel("niemand") is outbox.channel("\0") is None


def test_two_channels_cannot_share_an_address(outbox: Outbox):
    """Saving a channel at the address of another is refused and changes nothing."""
    one, two = a_channel(GROUP), a_channel(OTHER)
    outbox.save_channel(one)
    outbox.save_channel(two)
    with pytest.raises(BadInput, match="telegram:-100 is the address of another channel"):
        outbox.save_channel(replace(two, address=GROUP, title="neu"))
    assert outbox.channels() == [one, two]


def test_what_cannot_be_stored_is_refused(outbox: Outbox):
    """Text with a NUL character, a naive instant, a wall time with an offset: nothing is written."""
    for wrong in (a_channel(title="a\0b"), a_channel(times=(time(9, tzinfo=timezone(timedelta(hours=1))),))):
        with pytest.raises(BadInput):
            outbox.save_channel(wrong)
    with pytest.raises(ValueError, match="naive"):
        outbox.save_channel(a_channel(next_due=datetime(2025, 5, 9)))
    assert outbox.channels() == []


def test_only_active_channels_whose_time_has_come_are_due(outbox: Outbox):
    """Due are those with next_due up to now, the longest due first; paused, suspended, stopped ones never."""
    outbox.save_channel(a_channel(Address("telegram", "1"), next_due=NINE))
    outbox.save_channel(a_channel(Address("telegram", "2"), next_due=NINE - HOUR))
    outbox.save_channel(a_channel(Address("telegram", "3"), next_due=NINE + SECOND))
    outbox.save_channel(a_channel(Address("telegram", "4"), next_due=None))
    for state in (ChannelState.PAUSED, ChannelState.SUSPENDED, ChannelState.STOPPED):
        outbox.save_channel(a_channel(Address("telegram", state.value), state=state))
    assert [channel.address.chat for channel in outbox.due_channels(NINE)] == ["2", "1"]
    assert outbox.due_channels(NINE - DAY) == []


def test_pending_parts_move_with_their_channel(outbox: Outbox):
    """Parts still pending and notices to the chat go to the new address; sent ones and notices elsewhere stay."""
    channel, there = a_channel(GROUP), Address("telegram", "-1001")
    slot = frozen(outbox, channel, 3)
    to_admin, to_chat = a_notice("admin", OTHER, channel=channel.id), a_notice("chat", TOPIC, channel=channel.id)
    for notice in (to_admin, to_chat):
        outbox.enqueue(notice)
    sent = claim(outbox)
    outbox.settle(replace(sent, state=DeliveryState.SENT))
    outbox.save_channel(replace(channel, address=there))
    addresses = {delivery.id: delivery.address for delivery in outbox.deliveries()}
    parts = [a_part(channel, slot, number).id for number in range(3)]
    assert [addresses[part] for part in parts] == [GROUP, there, there]
    assert (addresses[to_admin.id], addresses[to_chat.id]) == (OTHER, there)
    assert outbox.channel_at(there).id == channel.id
    assert outbox.channel_at(GROUP) is None


def test_a_part_in_flight_while_its_channel_moves_follows_when_it_waits_again(outbox: Outbox):
    """Settled as pending it goes to the new chat, and not back to the one its channel has left."""
    channel, there = a_channel(GROUP), Address("telegram", "-1001")
    frozen(outbox, channel)
    flying = claim(outbox)
    outbox.save_channel(replace(channel, address=there))
    assert the_delivery(outbox, flying.id).address == GROUP
    assert outbox.settle(replace(flying, state=DeliveryState.PENDING))
    assert claim(outbox, attempt="a2").address == there


def test_parts_compiled_before_their_channel_moved_go_to_its_new_chat(outbox: Outbox):
    """Freezing parts that bear the old address sends them where the channel is now."""
    channel, there = a_channel(GROUP), Address("telegram", "-1001")
    (slot,) = opened(outbox, channel)
    outbox.save_channel(replace(channel, address=there))
    assert outbox.freeze(slot.id, [a_part(channel, slot)])
    assert claim(outbox).address == there


def test_a_save_without_a_move_leaves_addresses_alone(outbox: Outbox):
    """A part that goes to the chat because its topic is gone still does after the settings changed."""
    channel = a_channel(TOPIC)
    frozen(outbox, channel)
    flying = claim(outbox)
    outbox.settle(replace(flying, state=DeliveryState.PENDING, address=GROUP))
    outbox.save_channel(replace(channel, language="en"))
    assert claim(outbox, attempt="a2").address == GROUP


def test_a_forgotten_channel_leaves_nothing(outbox: Outbox):
    """Its slots, parts, notices and its chat's pause are gone, in flight or not; other channels keep theirs."""
    channel, other = a_channel(GROUP), a_channel(OTHER)
    frozen(outbox, channel, 2)
    kept = frozen(outbox, other)
    outbox.enqueue(a_notice())
    outbox.pause(OTHER, NINE + DAY)
    flying = claim(outbox)
    outbox.pause(GROUP, NINE + DAY)
    outbox.forget_channel(channel.id)
    assert [found.id for found in outbox.channels()] == [other.id]
    assert list(outbox.slots()) == [the_slot(outbox, kept)]
    assert [delivery.channel for delivery in outbox.deliveries()] == [other.id]
    assert not outbox.settle(replace(flying, state=DeliveryState.SENT))
    frozen(outbox, channel)
    assert claim(outbox).address == GROUP
    assert claim(outbox) is None
    outbox.forget_channel("niemand")
    outbox.forget_channel("\0")


def test_forgetting_a_topic_keeps_the_pause_of_its_chat(outbox: Outbox):
    """The service asked to leave the chat alone, in which another channel lives."""
    outbox.save_channel(a_channel(TOPIC))
    frozen(outbox, a_channel(GROUP))
    outbox.pause(GROUP, NINE + HOUR)
    outbox.forget_channel(a_channel(TOPIC).id)
    assert claim(outbox) is None
    assert claim(outbox, NINE + HOUR) is not None


def test_a_forgotten_channel_may_come_back(outbox: Outbox):
    """It starts anew: the digest of the same day can be opened again."""
    channel = a_channel()
    slot = frozen(outbox, channel)
    outbox.forget_channel(channel.id)
    outbox.save_channel(channel)
    assert outbox.open_slots(channel.id, [a_slot(channel, FRIDAY)], NINE + DAY) == [slot]
