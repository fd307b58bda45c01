"""Commands on sources in chats: who may give them, where they count, and that nobody waits for them."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest

from bot.chat import Chats
from bot.logs import about
from bot.platforms import Elsewhere
from bot.slow_work import SlowWork, TooMuchWork
from bot.source_commands import SourceDesk
from bot.source_look import Readable, Several
from bot.source_outlets import publisher
from digest.choices import Offer
from digest.model import Buttons
from digest.store.memory import MemoryStore
from tests.unit.bot.doubles import EIGHT, GROUP, PRIVATE, TOPIC, WISHES, Clock, a_channel, typed
from tests.unit.bot.test_chat import NEWS, Desk

BOTE = "https://bote.example/rss"


class Reading(Desk):
    """The chats, with the commands on sources; what is looked at is a feed, or a site with two."""

    def __init__(self) -> None:
        super().__init__()
        store = MemoryStore()
        self.outbox, self.choices = store.outbox, store.choices
        self.go_on = threading.Event()
        self.go_on.set()
        desk = SourceDesk(self.outbox, self.choices, tuple, self.look, publisher, ("de", "en"))
        self.chats = Chats(
            self.outbox, self.clock, WISHES, self.context, self.alarm, self.muted.append, desk.commands()
        )

    def look(self, address):
        assert self.go_on.wait(30)
        if address.url.endswith("/"):
            return Several("bote.example", (Offer(BOTE, "Politik"), Offer(f"{BOTE}2", "Sport")))
        return Readable(address.url, "Bote", "de", 1, None, EIGHT)

    def reads(self, address) -> dict[str, bool]:
        channel = self.outbox.channel_at(address)
        return dict(self.choices.of_channel(channel.id)) if channel else {}


@pytest.fixture
def desk() -> Reading:
    return Reading()


def test_only_admins_choose_for_a_group(desk):
    """A member is refused, by command and by button, and nothing is looked at; an admin is not."""
    desk.outbox.save_channel(a_channel())
    for line, more in (
        (f"/addsource {BOTE}", {}),
        (f"/addsource {BOTE} ", {"pressed": "5"}),
        (f"/removesource {BOTE}", {}),
    ):
        (answer,) = desk.says(line, GROUP, **more)
        assert "nur Admins" in answer
    assert desk.reads(GROUP) == {}
    desk.says(f"/addsource {BOTE}", GROUP, event="9", admin=True)
    assert desk.reads(GROUP) == {BOTE: True}


def test_a_topic_speaks_for_its_chat(desk):
    """In a topic without a channel of its own, the choice is that of the whole chat."""
    desk.outbox.save_channel(a_channel())
    desk.says(f"/neuequelle {BOTE}", TOPIC, admin=True)
    assert desk.reads(GROUP) == {BOTE: True}


def test_an_event_chooses_once(desk):
    """The same event again, as after a restart, looks at nothing."""
    assert desk.says(f"/addsource {BOTE}", event="7")
    assert desk.says(f"/addsource {BOTE}", event="7") == []


def test_a_channel_chooses_from_the_private_chat(desk):
    """Its admin names it in front; a button pressed in the private chat chooses for the channel."""
    there = Elsewhere(NEWS, "Nachrichten")
    (answer,) = asyncio.run(desk.chats.command(typed("/addsource @nachrichten bote.example", elsewhere=there)))
    (row,) = [block for block in answer.blocks if isinstance(block, Buttons)]
    action = row.buttons[0].action
    assert action.startswith(f"/addsource {NEWS.chat} ")
    desk.says(action, elsewhere=there)
    assert (desk.reads(NEWS), desk.reads(PRIVATE)) == ({BOTE: True}, {})
    (answer,) = desk.says("/removesource -1009 1", elsewhere=there)
    assert "Abbestellt: Bote" in answer
    assert desk.reads(NEWS) == {BOTE: False}


def test_other_commands_are_answered_while_an_address_is_looked_at(desk):
    """However many wait for strangers' servers, /help does not; beyond a number, more are asked to come back."""

    async def scenario():
        desk.go_on.clear()
        waiting = [
            asyncio.create_task(
                desk.chats.command(typed(f"/addsource {BOTE}{n}", PRIVATE, event=str(n), user=str(n % 3)))
            )
            for n in range(12)
        ]
        await asyncio.sleep(0)
        busy = await desk.chats.command(typed(f"/addsource {BOTE}", event="more", user="9"))
        helped = await desk.chats.command(typed("/help", event="help"))
        undone = [task.done() for task in waiting]
        desk.go_on.set()
        return busy[0].fallback, helped[0].fallback, undone, await asyncio.gather(*waiting)

    busy, helped, undone, answers = asyncio.run(scenario())
    assert "schon mehrere Adressen geprüft" in busy
    assert "/addsource" in helped
    assert not any(undone)
    assert all("Aufgenommen: Bote" in answer[0].fallback for answer in answers)


def test_what_breaks_in_slow_work_reaches_the_caller():
    """An error is raised where the result is waited for, and frees the place."""

    def breaks():
        raise KeyError("x")

    async def scenario():
        work = SlowWork(at_once=1, waiting=0)
        for _ in range(3):
            with pytest.raises(KeyError):
                await work.done(breaks)
        return await work.done(lambda: 7)

    assert asyncio.run(scenario()) == 7


def test_lines_on_slow_work_say_whose_it_is(log_lines):
    """What is logged in the thread is about the chat that waits for it."""

    async def scenario():
        with about(channel="c1"):
            await SlowWork().done(lambda: logging.getLogger("bot.tests").info("looked"))

    asyncio.run(scenario())
    assert [line["channel"] for line in log_lines()] == ["c1"]


def test_slow_work_is_done_by_few_at_once():
    """No more than allowed run side by side, the others in turn, and what is beyond those is refused."""
    running, most, lock, go_on = 0, 0, threading.Lock(), threading.Event()

    def work():
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        assert go_on.wait(30)
        with lock:
            running -= 1
        return 1

    async def scenario():
        slow = SlowWork(at_once=2, waiting=3)
        tasks = [asyncio.create_task(slow.done(work)) for _ in range(5)]
        await asyncio.sleep(0)
        with pytest.raises(TooMuchWork):
            await slow.done(work)
        go_on.set()
        return sum(await asyncio.gather(*tasks))

    assert asyncio.run(scenario()) == 5
    assert most == 2


def test_a_broken_look_is_said_and_alarmed(desk):
    """As with any command: the person gets a sentence and the operator the cause."""
    desk.clock = Clock()
    desk.chats._more = (desk.chats._more[0].__class__(desk.chats._more[0].row, lambda *_: 1 / 0, is_slow=True),)
    (answer,) = desk.says(f"/addsource {BOTE}")
    assert "nicht geklappt" in answer
    assert "division" in desk.alarms[0]
