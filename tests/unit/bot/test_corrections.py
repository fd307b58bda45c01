"""What an article took back is noted in the posts that showed it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from bot.corrections import LOOK_BACK, Corrector
from bot.editions import Editions
from bot.platforms import Part
from digest.model import Withdrawn
from digest.outbox import DeliveryState, Slot, slot_id
from digest.outcome import Address, Fault, Outcome, Refused, Sent, TryLater
from digest.store.memory_outbox import MemoryOutbox
from tests.contract.outbox.values import claim
from tests.unit.bot.doubles import NINE, Clock, Recorder, a_channel, an_edition

HOUR = timedelta(hours=1)
FRIDAY = date(2025, 5, 9)


@dataclass
class Editing(Recorder):
    """Records what is edited; `answers` are given one after the other, then all is well."""

    edited: list[tuple[Address, str, Part]] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)

    async def edit(self, address: Address, receipt: str, part: Part) -> Outcome:
        self.edited.append((address, receipt, part))
        return self.answers.pop(0) if self.answers else Sent(receipt)


class Posted:
    """A digest that came at nine, and an hour later its article says something else."""

    def __init__(self, *answers: Outcome, came: bool = True) -> None:
        self.outbox, self.platform, self.clock = MemoryOutbox(), Editing(answers=list(answers)), Clock(NINE)
        channel = a_channel()
        self.outbox.save_channel(channel)
        slot = Slot(slot_id(channel.id, FRIDAY, 0), channel.id, FRIDAY, 0, NINE)
        self.outbox.open_slots(channel.id, [slot], NINE + 24 * HOUR)
        editions = Editions(
            self.outbox, {"telegram": self.platform}, self.clock, lambda request, _: self._edition(request)
        )
        compiled = editions.compile_slot(channel, slot)
        self.outbox.freeze(slot.id, compiled.parts, compiled.shown)
        if came:
            claimed = claim(self.outbox, NINE)
            arrived = replace(claimed, state=DeliveryState.SENT, remote_id="post 7", sent_at=NINE)
            assert self.outbox.settle(arrived)
        self.clock.moment = NINE + HOUR
        self.gone = [Withdrawn(self.said, NINE + HOUR)]
        self.corrector = Corrector(self.outbox, {"telegram": self.platform}, self.clock, self._withdrawn_since)

    def _edition(self, request):
        edition = an_edition(request)
        self.said = edition.stories[0].voices[0].statement
        return edition

    def _withdrawn_since(self, since):
        return [one for one in self.gone if one.at >= since]

    def look(self) -> int:
        return asyncio.run(self.corrector.run())

    @property
    def part(self):
        return next(iter(self.outbox.deliveries()))


def test_a_post_is_edited_where_its_statement_was_taken_back():
    """The quote is replaced by a note that says when; who said it and where stay, and so does all else."""
    posted = Posted()
    assert "Das Wasser steigt" in posted.part.plain
    assert posted.look() == 1
    ((address, receipt, part),) = posted.platform.edited
    assert (address, receipt) == (posted.part.address, "post 7")
    assert "Das Wasser steigt" not in part.plain
    assert "Korrektur (9. Mai, 10:00): Der Artikel sagt dies nicht mehr." in part.plain
    assert "Berg" in part.plain
    assert "Hochwasser" in part.plain
    assert (posted.part.plain, posted.part.state) == (part.plain, DeliveryState.SENT)


def test_a_post_is_edited_once():
    """The next look finds the note there and does nothing."""
    posted = Posted()
    assert [posted.look(), posted.look()] == [1, 0]
    assert len(posted.platform.edited) == 1


def test_an_edit_that_fails_is_tried_again():
    """The post counts as it was until the platform took the edit."""
    posted = Posted(TryLater(3, "slow down"))
    assert posted.look() == 0
    assert "Das Wasser steigt" in posted.part.plain
    assert posted.look() == 1


def test_an_edit_that_is_refused_is_not_asked_for_again(log_lines):
    """A post that was deleted there will not come back; the log says which."""
    posted = Posted(Refused("message to edit not found", Fault.CONTENT))
    assert [posted.look(), posted.look()] == [0, 0]
    assert len(posted.platform.edited) == 1
    (line,) = log_lines()
    assert (line["channel"], line["slot"], line["part"]) == (posted.part.channel, posted.part.slot, 0)


def test_what_other_digests_showed_is_left_alone():
    """A statement that this digest does not show changes nothing in it."""
    posted = Posted()
    posted.gone = [Withdrawn(replace(posted.said, id="anderes"), NINE)]
    assert posted.look() == 0
    assert posted.platform.edited == []


@pytest.mark.parametrize("late", [False, True])
def test_only_recent_posts_that_came_are_edited(late):
    """Not what is older than a few days, and not what never reached the chat."""
    posted = Posted(came=late)
    if late:
        posted.clock.moment = NINE + LOOK_BACK + HOUR
        posted.gone = [Withdrawn(posted.said, posted.clock.moment)]
    assert posted.look() == 0
    assert posted.platform.edited == []


def test_a_look_that_breaks_does_not_end_the_watch():
    """The store may be away for a moment; whoever waits for the end of the program does not wait for the next look."""
    posted = Posted()
    looks = []

    async def watched():
        stop = asyncio.Event()

        def broken(_since):
            looks.append(1)
            stop.set()
            raise RuntimeError("gone for a moment")

        posted.corrector = Corrector(posted.outbox, {}, posted.clock, broken)
        await asyncio.wait_for(posted.corrector.watch(stop), 5)

    asyncio.run(watched())
    assert looks == [1]
