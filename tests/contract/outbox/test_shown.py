"""What digests showed is remembered: for not repeating it, and for correcting it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.errors import BadInput
from digest.outbox import DeliveryState, Outbox, Shown, SlotState
from digest.taste import Pictures, Taste, Weekend
from tests.contract.outbox.values import (
    DAY,
    FRIDAY,
    NINE,
    OTHER,
    a_channel,
    a_part,
    a_slot,
    claim,
    opened,
    the_delivery,
)


def froze(outbox: Outbox, *statements: str, channel=None, day=FRIDAY, message: str = "[]"):
    """A slot whose digest shows these statements."""
    channel = channel or a_channel()
    slot = a_slot(channel, day)
    opened(outbox, channel, slot)
    assert outbox.freeze(slot.id, [a_part(channel, slot)], Shown(message, statements))
    return slot


def test_what_was_shown_is_told_by_slot_channel_and_statement(outbox: Outbox):
    """Each channel has its own memory."""
    friday = froze(outbox, "b", "a", message="[1]")
    saturday = froze(outbox, "c", day=FRIDAY + DAY)
    other = froze(outbox, "a", channel=a_channel(OTHER))
    assert outbox.shown(friday.id) == Shown("[1]", ("a", "b"))
    assert outbox.shown_to(a_channel().id) == {"a", "b", "c"}
    assert outbox.shown_to("niemand") == frozenset()
    assert {slot.id for slot in outbox.showing(["a"])} == {friday.id, other.id}
    assert [slot.id for slot in outbox.showing(["c", "x", "\0"])] == [saturday.id]
    assert outbox.shown("kein Slot") is None


def test_what_never_came_was_not_shown(outbox: Outbox):
    """Statements of a digest that was too late count as new for the next one, which shows them then."""
    friday = froze(outbox, "a", "b")
    outbox.close_slot(friday.id, SlotState.LATE, "zu spät")
    assert outbox.shown_to(a_channel().id) == frozenset()
    saturday = froze(outbox, "a", day=FRIDAY + DAY)
    assert outbox.shown_to(a_channel().id) == {"a"}
    assert [slot.id for slot in outbox.showing(["a"])] == [saturday.id]


def test_a_statement_belongs_to_the_first_digest_that_showed_it(outbox: Outbox):
    """Shown again by mistake, it stays where people saw it first."""
    friday = froze(outbox, "a")
    froze(outbox, "a", day=FRIDAY + DAY)
    assert [slot.id for slot in outbox.showing(["a"])] == [friday.id]


def test_an_edited_part_is_kept_as_it_stands_now(outbox: Outbox):
    """Only what was sent can be amended, and under its receipt alone."""
    slot = froze(outbox, "a", message="[1]")
    part = the_delivery(outbox, outbox.parts(slot.id)[0].id)
    assert not outbox.amend(replace(part, payload="neu", plain="neu"), "[2]")
    sent = replace(claim(outbox), state=DeliveryState.SENT, remote_id="7", sent_at=NINE)
    assert outbox.settle(sent)
    assert not outbox.amend(replace(sent, remote_id="8", payload="neu", plain="neu"), "[2]")
    assert outbox.amend(replace(sent, payload="neu", plain="neu"), "[2]")
    assert the_delivery(outbox, part.id).payload == "neu"
    assert outbox.shown(slot.id) == Shown("[2]", ("a",))


def test_the_memory_goes_with_the_channel(outbox: Outbox):
    """A forgotten channel leaves nothing of what it was shown."""
    slot = froze(outbox, "a")
    outbox.forget_channel(a_channel().id)
    assert (outbox.shown_to(a_channel().id), outbox.shown(slot.id), outbox.showing(["a"])) == (frozenset(), None, [])


def test_the_last_digest_that_came_is_told(outbox: Outbox):
    """One that was too late, or empty, did not come; one on its way counts."""
    channel = a_channel()
    friday = froze(outbox, "a")
    saturday = froze(outbox, "b", day=FRIDAY + DAY)
    empty = a_slot(channel, FRIDAY + 2 * DAY)
    opened(outbox, channel, empty)
    outbox.freeze(empty.id, [])
    later = NINE + 9 * DAY
    assert outbox.last_came(channel.id, later) == saturday.due
    assert outbox.last_came(channel.id, saturday.due) == friday.due
    outbox.close_slot(saturday.id, SlotState.LATE, "zu spät")
    assert outbox.last_came(channel.id, later) == friday.due
    assert outbox.last_came("niemand", later) is None


def test_a_taste_is_kept_with_its_channel(outbox: Outbox):
    """Filters and wishes come back as they were saved."""
    taste = Taste(without=("Fußball",), independent=2, weekend=Weekend.SHORT, weekly=4, pictures=Pictures.DARK)
    outbox.save_channel(a_channel(taste=taste))
    assert outbox.channel(a_channel().id).taste == taste


def test_text_no_database_can_hold_is_refused(outbox: Outbox):
    """Nothing is frozen then."""
    channel = a_channel()
    slot = a_slot(channel)
    opened(outbox, channel, slot)
    with pytest.raises(BadInput):
        outbox.freeze(slot.id, [a_part(channel, slot)], Shown("\0"))
    assert outbox.parts(slot.id) == []
