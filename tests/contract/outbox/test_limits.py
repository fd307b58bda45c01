"""Replays, roles and the end of what is remembered, in every outbox; and how it is exported."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from digest.errors import BadInput
from digest.export import export
from digest.outbox import DeliveryState, Lead, Outbox, SlotState
from digest.store.memory import MemoryStore
from tests.contract.outbox.values import (
    ALL,
    DAY,
    FRIDAY,
    GROUP,
    HOUR,
    MINUTE,
    NINE,
    OTHER,
    SECOND,
    TOPIC,
    a_channel,
    a_notice,
    a_slot,
    claim,
    frozen,
    opened,
    the_slot,
)


def test_an_event_is_seen_first_once(outbox: Outbox):
    """By platform and event, whenever it is repeated."""
    assert outbox.first_sight("slack", "Ev1", NINE)
    assert not outbox.first_sight("slack", "Ev1", NINE)
    assert not outbox.first_sight("slack", "Ev1", NINE + DAY)
    assert outbox.first_sight("telegram", "Ev1", NINE)
    assert outbox.first_sight("slack", "Ev2", NINE)
    with pytest.raises(BadInput):
        outbox.first_sight("slack", "\0", NINE)
    with pytest.raises(ValueError, match="naive"):
        outbox.first_sight("slack", "Ev3", datetime(2025, 5, 9))
    assert outbox.first_sight("slack", "Ev3", NINE)


def test_a_role_has_one_holder(outbox: Outbox):
    """Who holds it may stay; others wait until it is over; the number grows with every new taking."""
    assert outbox.take_lease("schedule", "a", NINE, NINE + MINUTE) == 1
    assert outbox.take_lease("schedule", "b", NINE + SECOND, NINE + DAY) is None
    assert outbox.take_lease("deliver", "b", NINE, NINE + MINUTE) == 1
    assert outbox.take_lease("schedule", "a", NINE + 30 * SECOND, NINE + 2 * MINUTE) == 1
    assert outbox.take_lease("schedule", "b", NINE + MINUTE, NINE + DAY) is None
    assert outbox.take_lease("schedule", "b", NINE + 2 * MINUTE, NINE + 3 * MINUTE) == 2
    assert outbox.take_lease("schedule", "a", NINE + 2 * MINUTE, NINE + 4 * MINUTE) is None
    assert outbox.take_lease("schedule", "b", NINE + HOUR, NINE + 2 * HOUR) == 3


def test_a_role_can_be_given_up(outbox: Outbox):
    """A lease up to now is over at once."""
    outbox.take_lease("schedule", "a", NINE, NINE + HOUR)
    assert outbox.take_lease("schedule", "a", NINE + SECOND, NINE + SECOND) == 1
    assert outbox.take_lease("schedule", "b", NINE + SECOND, NINE + HOUR) == 2


def finished(outbox: Outbox, day, outcome: DeliveryState):
    """A slot whose parts got this outcome, on that day: one in doubt, two otherwise."""
    channel = a_channel(GROUP)
    slot = frozen(outbox, channel, 1 if outcome is DeliveryState.UNCERTAIN else 2, day)
    at = a_slot(channel, day).due
    outbox.settle(replace(claim(outbox, at, f"a{day}"), state=outcome, changed_at=at))
    if outcome is DeliveryState.SENT:
        outbox.settle(replace(claim(outbox, at, f"b{day}"), state=outcome, changed_at=at))
    return slot


def test_old_results_are_purged_and_new_ones_kept(outbox: Outbox):
    """Slots with their parts, notices, and each by the day it was finished."""
    finished(outbox, FRIDAY, DeliveryState.SENT)
    finished(outbox, FRIDAY + DAY, DeliveryState.FAILED)
    kept = finished(outbox, FRIDAY + 3 * DAY, DeliveryState.SENT)
    channel = a_channel(GROUP)
    late, empty = a_slot(channel, FRIDAY, 1, state=SlotState.LATE), a_slot(channel, FRIDAY, 2)
    opened(outbox, channel, late, empty)
    outbox.freeze(empty.id, [])
    for key, at in (("alt", NINE), ("neu", NINE + 3 * DAY)):
        outbox.enqueue(a_notice(key, OTHER))
        outbox.settle(replace(claim(outbox, at, key), state=DeliveryState.SENT, changed_at=at))
    assert outbox.purge(NINE + 2 * DAY) == 5
    assert [slot.id for slot in outbox.slots()] == [kept.id]
    assert [delivery.slot or delivery.plain for delivery in outbox.deliveries()] == [kept.id, kept.id, "neu"]
    assert outbox.purge(NINE + 2 * DAY) == 0
    assert outbox.channels()[0].id == channel.id


def test_nothing_on_its_way_is_purged(outbox: Outbox):
    """However old: due, pending, in flight, or uncertain without the chat having been told."""
    channel = a_channel(OTHER)
    opened(outbox, channel, a_slot(channel))
    doubtful = finished(outbox, FRIDAY, DeliveryState.UNCERTAIN)
    frozen(outbox, a_channel(replace(GROUP, chat="5")))
    outbox.enqueue(a_notice("wartet", OTHER))
    assert claim(outbox) is not None
    assert outbox.purge(NINE + 99 * DAY) == 0
    assert len(list(outbox.slots())) == 3
    (part,) = outbox.deliveries(DeliveryState.UNCERTAIN)
    outbox.resolve(replace(part, announced=True))
    assert outbox.purge(NINE + 99 * DAY) == 1
    assert doubtful.id not in [slot.id for slot in outbox.slots()]


def test_a_slot_whose_last_part_is_recent_is_kept_whole(outbox: Outbox):
    """A part sent after the line keeps its slot and the parts sent before it."""
    channel = a_channel()
    frozen(outbox, channel, 2)
    outbox.settle(replace(claim(outbox), state=DeliveryState.SENT, changed_at=NINE))
    late = NINE + 5 * DAY
    outbox.settle(replace(claim(outbox, late, "b"), state=DeliveryState.SENT, changed_at=late))
    assert outbox.purge(NINE + DAY) == 0
    assert len(list(outbox.deliveries())) == 2
    assert outbox.purge(late + SECOND) == 1
    assert list(outbox.slots()) == list(outbox.deliveries()) == []


def test_old_events_are_purged_by_their_own_line(outbox: Outbox):
    """Events go after days, results after months; without a line of their own they share it."""
    for number, at in enumerate((NINE, NINE + DAY, NINE + 2 * DAY)):
        outbox.first_sight("slack", f"Ev{number}", at)
    assert outbox.purge(NINE - 90 * DAY, events_before=NINE + DAY) == 0
    assert [outbox.first_sight("slack", f"Ev{number}", NINE + DAY) for number in range(3)] == [True, False, False]
    outbox.purge(NINE + DAY + SECOND)
    assert [outbox.first_sight("slack", f"Ev{number}", NINE + DAY) for number in range(3)] == [True, True, False]


def test_a_pause_that_holds_is_not_purged(outbox: Outbox):
    """Only those that were over go."""
    frozen(outbox, a_channel(TOPIC))
    outbox.pause(GROUP, NINE + DAY)
    outbox.purge(NINE + HOUR)
    assert claim(outbox, NINE + DAY - SECOND) is None


def test_slots_and_deliveries_are_exported(outbox: Outbox):
    """One object a line, with the keys other programs rely on; an unknown kind is refused."""
    channel = a_channel(TOPIC)
    slot = frozen(outbox, channel)
    outbox.settle(replace(claim(outbox), state=DeliveryState.SENT, remote_id="42", sent_at=NINE))
    outbox.enqueue(a_notice("alarm", OTHER))
    first, second, notice = export(MemoryStore(), outbox, ("slots", "deliveries"))
    assert first == {
        "kind": "slot", "id": slot.id, "channel": channel.id, "address": "telegram:-100:7", "local_date": "2025-05-09",
        "ordinal": 0, "due": "2025-05-09T07:00:00+00:00", "state": "sent", "reason": "",
    }  # fmt: skip
    contract = ("slot", "part", "state", "attempts", "remote_id", "error", "sent_at")
    assert [second[key] for key in contract] == [slot.id, 0, "sent", 1, "42", "", "2025-05-09T07:00:00+00:00"]
    assert [notice[key] for key in contract] == [None, 0, "pending", 0, "", "", None]
    assert {second["kind"], notice["kind"]} == {"delivery"}
    assert the_slot(outbox, slot).state is SlotState.SENT
    with pytest.raises(BadInput, match="slots, deliveries"):
        list(export(MemoryStore(), outbox, ("channels",)))


def test_a_lease_from_before_the_clock_was_set_back_is_over(outbox: Outbox):
    """It would hold for a day that nobody asked for; one of the usual length holds, and the holder is on record."""
    minute = MINUTE
    assert outbox.take_lease("bot", "a", NINE + DAY, NINE + DAY + minute) == 1
    assert outbox.take_lease("bot", "b", NINE, NINE + minute) == 2
    assert outbox.take_lease("bot", "a", NINE, NINE + minute) is None
    assert outbox.lease_holder("bot", NINE) == "b"
    assert outbox.lease_holder("bot", NINE + minute) == ""
    assert outbox.lease_holder("other", NINE) == ""


def test_a_claim_is_made_under_the_lead(outbox: Outbox):
    """Whoever lost the lead claims nothing more; the new holder does, and takes up what was being sent."""
    frozen(outbox, a_channel(), 2)
    assert outbox.take_lease("bot", "a", NINE, NINE + MINUTE) == 1
    old, new = Lead("bot", "a", 1), Lead("bot", "b", 2)
    later = NINE + HOUR
    assert outbox.take_lease("bot", "b", later, later + MINUTE) == 2
    assert outbox.claim(later, later + MINUTE, ["x"], ALL, (), old) == []
    (claimed,) = outbox.claim(later, later + MINUTE, ["y"], ALL, (), new)
    assert outbox.expire_leases(later) == []
    assert [part.id for part in outbox.expire_leases(later, abandoned=True)] == [claimed.id]
