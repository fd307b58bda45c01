"""Parts on their way in every outbox: claimed by one, settled by the one that claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from digest.errors import BadInput
from digest.outbox import Delivery, DeliveryState, Outbox, SlotState
from digest.outcome import Address
from tests.contract.outbox.values import (
    ALL,
    DAY,
    FRIDAY,
    GROUP,
    HOUR,
    MINUTE,
    NINE,
    OTHER,
    ROOM,
    SECOND,
    TOPIC,
    a_channel,
    a_notice,
    a_part,
    claim,
    frozen,
    the_delivery,
    the_slot,
)

SENT, PENDING, FAILED = DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.FAILED
UNCERTAIN, SENDING, LATE = DeliveryState.UNCERTAIN, DeliveryState.SENDING, DeliveryState.LATE


def states(outbox: Outbox) -> list[DeliveryState]:
    """The states of all deliveries, oldest first."""
    return [delivery.state for delivery in outbox.deliveries()]


def test_a_claimed_part_bears_its_claim(outbox: Outbox):
    """It is sending, with the attempt, the lease and one more attempt counted; all else is as it was frozen."""
    channel = a_channel()
    slot = frozen(outbox, channel)
    claimed = claim(outbox)
    assert claimed == replace(
        a_part(channel, slot), state=SENDING, attempts=1, attempt="a1", lease_until=NINE + MINUTE, changed_at=NINE
    )
    assert list(outbox.deliveries(SENDING)) == [claimed]
    assert claim(outbox, attempt="a2") is None


def test_deliveries_of_one_channel(outbox: Outbox):
    """Asked for a channel, those to others are left out, in whatever state; of an unknown one there are none."""
    one, other = a_channel(), a_channel(OTHER)
    slots = [frozen(outbox, one, 2), frozen(outbox, other)]
    claimed = claim(outbox)
    assert claimed is not None
    assert [part.slot for part in outbox.deliveries(channel=one.id)] == [slots[0].id] * 2
    assert list(outbox.deliveries(SENDING, one.id)) == [claimed]
    assert list(outbox.deliveries(SENDING, other.id)) == list(outbox.deliveries(channel="nobody")) == []


def test_the_oldest_part_goes_first(outbox: Outbox):
    """In the order in which they came in, notices among them."""
    slots = [frozen(outbox, a_channel(Address("telegram", str(number)))) for number in (3, 1, 2)]
    notice = a_notice("alarm", OTHER)
    outbox.enqueue(notice)
    claimed = [claim(outbox, attempt=f"a{number}") for number in range(4)]
    assert [delivery.slot for delivery in claimed] == [*(slot.id for slot in slots), None]
    assert claimed[-1].id == notice.id


def test_parts_of_a_slot_go_one_after_the_other(outbox: Outbox):
    """The next one only when all before it are sent."""
    slot = frozen(outbox, a_channel(), 3)
    for number in range(3):
        part = claim(outbox, attempt=f"a{number}")
        assert part.part == number
        assert claim(outbox, attempt="zu früh") is None
        assert the_slot(outbox, slot).state is SlotState.PENDING
        assert outbox.settle(replace(part, state=SENT))
    assert the_slot(outbox, slot).state is SlotState.SENT


def test_one_part_is_in_flight_per_chat(outbox: Outbox):
    """Topics of one chat share it; another chat, or the same chat id in another workspace, does not wait."""
    frozen(outbox, a_channel(GROUP))
    frozen(outbox, a_channel(TOPIC))
    frozen(outbox, a_channel(ROOM))
    frozen(outbox, a_channel(replace(ROOM, workspace="T2")))
    claimed = [claim(outbox, attempt=f"a{number}") for number in range(4)]
    assert [delivery and delivery.address for delivery in claimed] == [GROUP, ROOM, replace(ROOM, workspace="T2"), None]
    outbox.settle(replace(claimed[0], state=SENT))
    assert claim(outbox, attempt="a5").address == TOPIC


def test_several_parts_are_claimed_at_once(outbox: Outbox):
    """The oldest first, each for another chat and under an attempt of its own, as many as there are attempts."""
    slots = [frozen(outbox, a_channel(address), 2) for address in (GROUP, TOPIC, OTHER, ROOM)]
    taken = outbox.claim(NINE, NINE + HOUR, ["a1", "a2"], ALL, ())
    assert [(part.slot, part.attempt) for part in taken] == [(slots[0].id, "a1"), (slots[2].id, "a2")]
    more = outbox.claim(NINE, NINE + HOUR, ["a3", "a4"], ALL, ())
    assert [(part.slot, part.part, part.attempt) for part in more] == [(slots[3].id, 0, "a3")]
    assert list(outbox.deliveries(SENDING)) == [*taken, *more]


def test_a_busy_chat_waits_in_all_its_threads(outbox: Outbox):
    """Addresses are compared by platform, workspace and chat."""
    frozen(outbox, a_channel(TOPIC))
    frozen(outbox, a_channel(ROOM))
    assert claim(outbox, busy=[GROUP, replace(ROOM, thread="17.5"), Address("x", "\0")]) is None
    assert claim(outbox, busy=[replace(TOPIC, thread="8"), replace(ROOM, workspace="T2")]).address == ROOM
    assert claim(outbox, busy=[Address("telegram", str(number)) for number in range(2000)]).address == TOPIC


def test_only_named_platforms_are_served(outbox: Outbox):
    """A part for a platform that is not connected waits."""
    frozen(outbox, a_channel(GROUP))
    frozen(outbox, a_channel(ROOM))
    assert claim(outbox, platforms=()) is None
    assert claim(outbox, platforms=["slack"]).address == ROOM
    assert claim(outbox, platforms=["slack"]) is None
    assert claim(outbox, platforms=["telegram"]).address == GROUP


def test_a_part_waits_for_its_not_before(outbox: Outbox):
    """Up to that instant and not longer; it keeps its place in the order."""
    frozen(outbox, a_channel(GROUP))
    frozen(outbox, a_channel(OTHER))
    first = claim(outbox)
    outbox.settle(replace(first, state=PENDING, not_before=NINE + HOUR, error="too fast"))
    assert claim(outbox, NINE + HOUR - SECOND, "a2", busy=[OTHER]) is None
    again = claim(outbox, NINE + HOUR, "a3")
    assert (again.id, again.attempts, again.attempt, again.error) == (first.id, 2, "a3", "too fast")


def test_a_paused_chat_waits(outbox: Outbox):
    """Until the pause is over, in all its threads; a shorter pause later does not end a longer one."""
    frozen(outbox, a_channel(TOPIC))
    outbox.pause(GROUP, NINE + HOUR)
    outbox.pause(replace(GROUP, thread="9"), NINE + MINUTE)
    outbox.pause(Address("slack", GROUP.chat), NINE + DAY)
    assert claim(outbox, NINE + HOUR - SECOND) is None
    assert claim(outbox, NINE + HOUR) is not None


def test_a_paused_platform_waits_as_a_whole(outbox: Outbox):
    """In every chat and workspace, and no other platform."""
    frozen(outbox, a_channel(ROOM))
    frozen(outbox, a_channel(replace(ROOM, workspace="T2")))
    frozen(outbox, a_channel(GROUP))
    outbox.pause(ROOM, NINE + HOUR, whole_platform=True)
    assert claim(outbox).address == GROUP
    assert claim(outbox, attempt="a2") is None
    assert claim(outbox, NINE + HOUR, "a3").address == ROOM
    with pytest.raises(BadInput, match="names no chat"):
        outbox.pause(Address("slack", ""), NINE + DAY)


def test_an_outcome_is_written_whole(outbox: Outbox):
    """State, receipt, error, times, form and address are kept; name, payload and attempts are not touched."""
    channel = a_channel(TOPIC)
    slot = frozen(outbox, channel)
    claimed = claim(outbox)
    outcome = replace(
        claimed, state=PENDING, formatted=False, not_before=NINE + HOUR, error="can't parse", address=GROUP,
        changed_at=NINE + SECOND, payload="anders", plain="anders", channel="anders", attempts=77, lease_until=None,
    )  # fmt: skip
    assert outbox.settle(outcome)
    assert the_delivery(outbox, claimed.id) == replace(
        a_part(channel, slot), formatted=False, not_before=NINE + HOUR, error="can't parse", address=GROUP,
        changed_at=NINE + SECOND, attempts=1, attempt="a1",
    )  # fmt: skip
    again = claim(outbox, NINE + HOUR, "a2")
    sent = replace(again, state=SENT, remote_id="42", error="", sent_at=NINE + HOUR, not_before=None)
    assert outbox.settle(sent)
    assert the_delivery(outbox, claimed.id) == replace(sent, lease_until=None)


def test_what_a_service_says_never_loses_an_outcome(outbox: Outbox):
    """Characters no database can hold are replaced, and the outcome is kept."""
    frozen(outbox, a_channel())
    assert outbox.settle(replace(claim(outbox), state=FAILED, error="kaputt\0\ud83d", remote_id="\0"))
    (failed,) = outbox.deliveries(FAILED)
    assert (failed.error, failed.remote_id) == ("kaputt\ufffd?", "\ufffd")


@pytest.mark.parametrize("end", [SENT, PENDING, FAILED, UNCERTAIN, LATE])
def test_only_the_claim_that_stands_may_settle(outbox: Outbox, end: DeliveryState):
    """Another attempt, a part not in flight, one that is settled already, one that is not there: nothing is done."""
    channel = a_channel()
    slot = frozen(outbox, channel)
    assert not outbox.settle(replace(a_part(channel, slot), state=end))
    claimed = claim(outbox)
    before = list(outbox.deliveries())
    assert not outbox.settle(replace(claimed, state=end, attempt="a0"))
    assert not outbox.settle(replace(claimed, state=end, id="fehlt"))
    assert list(outbox.deliveries()) == before
    assert outbox.settle(replace(claimed, state=end))
    after = list(outbox.deliveries())
    assert not outbox.settle(replace(claimed, state=SENT, remote_id="doppelt"))
    assert list(outbox.deliveries()) == after
    with pytest.raises(BadInput, match="by a claim"):
        outbox.settle(claimed)


@pytest.mark.parametrize("end", [FAILED, LATE])
def test_parts_behind_one_that_failed_fail_with_it(outbox: Outbox, end: DeliveryState):
    """They can never go, so they do not wait for ever; the slot tells the first reason."""
    slot = frozen(outbox, a_channel(), 3)
    outbox.settle(replace(claim(outbox), state=SENT))
    outbox.settle(replace(claim(outbox, attempt="a2"), state=end, error="zu lang", changed_at=NINE))
    assert states(outbox) == [SENT, end, end]
    standing = the_slot(outbox, slot)
    assert (standing.state, standing.reason) == (SlotState(end.value), "zu lang")
    assert list(outbox.deliveries())[2].error == f"not sent: part 1 before it is {end.value}"
    assert claim(outbox, attempt="a3") is None


def test_an_uncertain_part_holds_those_behind_it(outbox: Outbox):
    """The slot is uncertain, and nothing goes on before somebody has looked."""
    slot = frozen(outbox, a_channel(), 2)
    outbox.settle(replace(claim(outbox), state=UNCERTAIN, error="read time-out"))
    standing = the_slot(outbox, slot)
    assert (standing.state, standing.reason) == (SlotState.UNCERTAIN, "read time-out")
    assert states(outbox) == [UNCERTAIN, PENDING]
    assert claim(outbox, NINE + DAY, "a2") is None


def test_found_to_have_arrived_the_rest_follows(outbox: Outbox):
    """Resolved as sent, the slot is on its way again, and in the end sent."""
    slot = frozen(outbox, a_channel(), 2)
    outbox.settle(replace(claim(outbox), state=UNCERTAIN))
    (doubtful,) = outbox.deliveries(UNCERTAIN)
    assert outbox.resolve(replace(doubtful, state=SENT, remote_id="42", sent_at=NINE))
    assert the_slot(outbox, slot).state is SlotState.PENDING
    assert not outbox.resolve(replace(doubtful, state=PENDING))
    second = claim(outbox, attempt="a2")
    assert second.part == 1
    outbox.settle(replace(second, state=SENT))
    assert the_slot(outbox, slot).state is SlotState.SENT


def test_found_not_to_have_arrived_it_is_sent_again(outbox: Outbox):
    """Resolved as pending it can be claimed; an old look decides nothing about the new attempt."""
    frozen(outbox, a_channel())
    outbox.settle(replace(claim(outbox), state=UNCERTAIN))
    (first_doubt,) = outbox.deliveries(UNCERTAIN)
    assert outbox.resolve(replace(first_doubt, state=PENDING))
    outbox.settle(replace(claim(outbox, attempt="a2"), state=UNCERTAIN))
    assert not outbox.resolve(replace(first_doubt, state=PENDING))
    assert states(outbox) == [UNCERTAIN]


def test_an_announced_doubt_ends_the_slot(outbox: Outbox):
    """The part stays uncertain and is not announced again; what was behind it fails, the slot stays uncertain."""
    slot = frozen(outbox, a_channel(), 2)
    outbox.settle(replace(claim(outbox), state=UNCERTAIN, error="read time-out"))
    (doubtful,) = outbox.deliveries(UNCERTAIN)
    assert not doubtful.announced
    assert outbox.resolve(replace(doubtful, announced=True))
    assert the_delivery(outbox, doubtful.id) == replace(doubtful, announced=True)
    assert states(outbox) == [UNCERTAIN, FAILED]
    assert the_slot(outbox, slot).state is SlotState.UNCERTAIN


def test_a_doubt_about_a_new_attempt_is_announced_anew(outbox: Outbox):
    """The mark of having been announced goes when the part is sent again."""
    frozen(outbox, a_channel())
    outbox.settle(replace(claim(outbox), state=UNCERTAIN))
    (doubtful,) = outbox.deliveries(UNCERTAIN)
    outbox.resolve(replace(doubtful, announced=True))
    assert outbox.resolve(replace(doubtful, state=PENDING, announced=True))
    outbox.settle(replace(claim(outbox, attempt="a2"), state=UNCERTAIN))
    assert not next(outbox.deliveries(UNCERTAIN)).announced


def test_only_an_uncertain_part_is_resolved(outbox: Outbox):
    """One that waits, flies or has arrived is not touched."""
    channel = a_channel()
    part = a_part(channel, frozen(outbox, channel))
    assert not outbox.resolve(replace(part, state=SENT))
    claimed = claim(outbox)
    assert not outbox.resolve(replace(claimed, state=SENT))
    outbox.settle(replace(claimed, state=SENT))
    assert not outbox.resolve(replace(claimed, state=PENDING))
    assert states(outbox) == [SENT]


def test_a_claim_that_is_over_makes_its_part_uncertain(outbox: Outbox):
    """From the end of the lease on, with its slot; the late outcome of that claim is not taken."""
    slot = frozen(outbox, a_channel())
    claimed = claim(outbox)
    assert outbox.expire_leases(NINE + MINUTE - SECOND) == []
    (over,) = outbox.expire_leases(NINE + MINUTE)
    assert over == replace(
        claimed, state=UNCERTAIN, lease_until=None, changed_at=NINE + MINUTE, error="its claim ended without an outcome"
    )
    assert list(outbox.deliveries(UNCERTAIN)) == [over]
    assert the_slot(outbox, slot).state is SlotState.UNCERTAIN
    assert not outbox.settle(replace(claimed, state=SENT))
    assert outbox.expire_leases(NINE + DAY) == []


def test_a_notice_is_put_in_once(outbox: Outbox):
    """By its id; it needs no channel, goes like a part, and touches no slot."""
    slot = frozen(outbox, a_channel(OTHER))
    notice = a_notice()
    assert outbox.enqueue(notice)
    assert not outbox.enqueue(replace(notice, plain="anders"))
    assert the_delivery(outbox, notice.id) == notice
    claimed = claim(outbox, busy=[OTHER])
    assert claimed.id == notice.id
    outbox.settle(replace(claimed, state=FAILED))
    assert the_slot(outbox, slot).state is SlotState.PENDING
    assert not outbox.enqueue(notice)


def test_what_is_no_new_notice_is_refused(outbox: Outbox):
    """A part of a slot, one that is on its way, unstorable text, a naive instant: nothing is written."""
    channel = a_channel(OTHER)
    slot = frozen(outbox, channel)
    for wrong in (a_part(channel, slot, 1), a_notice(state=SENT), a_notice(payload="\0")):
        with pytest.raises(BadInput):
            outbox.enqueue(wrong)
    with pytest.raises(ValueError, match="naive"):
        outbox.enqueue(a_notice(not_before=datetime(2025, 5, 9)))
    with pytest.raises(ValueError, match="naive"):
        outbox.claim(datetime(2025, 5, 9), NINE, ["a"], ("telegram",), ())
    assert len(list(outbox.deliveries())) == 1


def test_notices_do_not_wait_for_each_other(outbox: Outbox):
    """Each is a part 0 of its own; one that failed holds no other."""
    for key in ("eins", "zwei"):
        outbox.enqueue(a_notice(key))
    first: Delivery = claim(outbox)
    outbox.settle(replace(first, state=UNCERTAIN))
    assert claim(outbox, attempt="a2").plain == "zwei"


def test_deliveries_come_oldest_first(outbox: Outbox):
    """Any number of them, in the order they came in, while they are changed and without a transaction left open."""
    notices = [a_notice(str(number), Address("telegram", str(number % 7))) for number in range(450)]
    for notice in notices:
        outbox.enqueue(notice)
    assert list(outbox.deliveries()) == list(outbox.deliveries(PENDING)) == notices
    seen = [outbox.deliveries(PENDING), outbox.deliveries(SENT)]
    assert next(seen[0]) == notices[0]
    assert claim(outbox).id == notices[0].id
    assert next(outbox.deliveries(SENDING)).id == notices[0].id
    assert list(seen[1]) == []


def test_a_chat_with_two_slots_gets_the_older_one_first(outbox: Outbox):
    """The digest of Friday goes before Saturday's, part by part."""
    channel = a_channel()
    slots = [frozen(outbox, channel, 2, day) for day in (FRIDAY, FRIDAY + DAY)]
    order = []
    while (part := claim(outbox, attempt=f"a{len(order)}")) is not None:
        order.append((part.slot, part.part))
        outbox.settle(replace(part, state=SENT))
    assert order == [(slot.id, number) for slot in slots for number in range(2)]


def test_the_parts_of_a_slot_are_given_in_order(outbox: Outbox):
    """With where each stands; another slot's are not among them, and a slot that is not known has none."""
    slot = frozen(outbox, a_channel(GROUP), parts=3)
    frozen(outbox, a_channel(OTHER))
    first = claim(outbox)
    outbox.settle(replace(first, state=SENT, remote_id="42"))
    assert [(part.part, part.remote_id) for part in outbox.parts(slot.id)] == [(0, "42"), (1, ""), (2, "")]
    assert list(outbox.parts("nowhere")) == []
