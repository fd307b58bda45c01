"""Commands in, answers out; what befalls a chat changes its channels."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot import commands
from bot.chat import Chats
from bot.platforms import Elsewhere, Happening
from bot.privacy_commands import PrivacyDesk
from bot.turnstile import PERSON_A_MINUTE, Turnstile
from digest.answers import CommandContext
from digest.model import Buttons
from digest.outbox import ChannelState, Delivery, Slot, SlotState, delivery_id, slot_id
from digest.outcome import Address
from digest.store.memory import MemoryStore
from digest.store.memory_outbox import MemoryOutbox
from digest.taste import Taste
from tests.unit.bot.doubles import EIGHT, GROUP, NINE, PRIVATE, ROOM, TOPIC, WISHES, Clock, a_channel, befell, typed

NEWS = Address("telegram", "-1009")


class Desk:
    """The chats with an empty store, and what they told the operator."""

    def __init__(self) -> None:
        self.outbox = MemoryOutbox()
        self.store = MemoryStore()
        self.clock = Clock()
        self.alarms: list[str] = []
        self.muted: list[str] = []
        self.asked: list[CommandContext] = []
        self.broken = False
        self.unmuted: list[str] = []
        self.spoken: list[Address] = []
        self.chats = Chats(
            self.outbox, self.clock, WISHES, self.context, self.alarm, self.muted.append, spoke=self.spoken.append,
            unmute=self.unmuted.append, turnstile=Turnstile(self.store, b"key"),
        )  # fmt: skip

    def context(self, channel) -> CommandContext:
        if self.broken:
            raise RuntimeError("no context")
        asked = CommandContext(self.store, self.clock.now(), channel.language, channel.zone, commands=commands.ROWS)
        self.asked.append(asked)
        return asked

    async def alarm(self, text: str) -> None:
        self.alarms.append(text)

    def says(self, *arguments, **named) -> list[str]:
        """What is answered to a command."""
        return [one.fallback for one in asyncio.run(self.chats.command(typed(*arguments, **named)))]

    def befalls(self, *arguments) -> None:
        asyncio.run(self.chats.chat_event(befell(*arguments)))

    def known(self, address=GROUP):
        return self.outbox.channel_at(address)


@pytest.fixture
def desk():
    return Desk()


def test_start_subscribes_and_shows_a_digest(desk):
    """The first /start saves an active channel that is due next at its time, says so, and shows a digest at once."""
    first, *more = desk.says("/start")
    assert "09:00" in first
    assert len(more) == 1
    assert (desk.known(PRIVATE).state, desk.known(PRIVATE).next_due) == (ChannelState.ACTIVE, NINE)


def test_a_deep_link_answers_and_subscribes_nobody(desk):
    """`/start a_17`, which a link into the chat sends, is answered as /actor and changes nothing."""
    (answer,) = desk.says("/start a_17")
    assert answer == desk.says("/actor 17")[0] != desk.says("/quote 17")[0]
    assert desk.outbox.channels() == []


def test_only_admins_change_a_group_and_everybody_reads(desk):
    """In a group a member's /start is refused and changes nothing; an admin's works; reading needs no right."""
    desk.says("/start", GROUP, event="1")
    assert desk.known() is None
    assert desk.says("/help", GROUP, event="2")
    desk.says("/start", GROUP, event="3", admin=True)
    assert desk.known().state is ChannelState.ACTIVE


def test_a_pressed_button_needs_the_same_rights(desk):
    """A button whose action changes the channel is no way around the admins."""
    desk.outbox.save_channel(a_channel())
    desk.says("/stop", GROUP, pressed="5")
    assert desk.known().state is ChannelState.ACTIVE


def test_an_event_is_answered_once(desk):
    """The same event again, as after a restart, gets no answer and changes nothing."""
    assert desk.says("/settings time 18:00", event="7")
    changed = desk.known(PRIVATE)
    assert desk.says("/settings time 7:00", event="7") == []
    assert desk.known(PRIVATE) == changed


def test_settings_of_a_chat_that_never_subscribed_are_kept_for_its_start(desk):
    """They are saved, the chat stays unsubscribed, and /start takes them."""
    desk.says("/settings time 18:00")
    assert (desk.known(PRIVATE).state, desk.outbox.due_channels(NINE + timedelta(days=1))) == (ChannelState.STOPPED, [])
    desk.says("/start")
    assert desk.known(PRIVATE).times == (time(18),)


def test_a_fresh_chat_is_answered_in_the_persons_language(desk):
    """As far as the interface speaks it; otherwise in the default one."""
    assert "Pause" not in desk.says("/pause", language="en-GB", event="1")[0]
    assert "Abonnement" in desk.says("/pause", language="fr", event="2")[0]


def test_a_flood_is_answered_once(desk):
    """Commands over the limit are turned away; the person is told so once a minute and not for each of them."""
    for number in range(PERSON_A_MINUTE):
        assert desk.says("/help", event=f"a{number}")
    told = [desk.says("/help", event=f"b{number}") for number in range(10)]
    assert [len(one) for one in told] == [1, *[0] * 9]
    assert desk.says("/help", event="c", user="18")
    desk.clock.moment += timedelta(seconds=61)
    assert desk.says("/help", event="d")


def test_a_broken_answer_is_said_and_alarmed(desk):
    """Whatever breaks, the person gets a sentence and the operator the cause."""
    desk.broken = True
    (answer,) = desk.says("/status")
    assert "nicht geklappt" in answer
    assert "no context" in desk.alarms[0]


def test_long_arguments_are_cut(desk):
    """An argument of 5,000 characters is answered with at most a few lines."""
    (answer,) = desk.says("/actor " + "x" * 5000)
    assert len(answer) < 500


@pytest.mark.parametrize("line", ["/", "", "   ", "/\n", "/start\nnews", "/settings\ttime\t18:00"])
def test_odd_lines_are_answered(desk, line):
    """Nothing but blanks, and blanks of other kinds between the words, are no reason to be silent."""
    assert desk.says(line, event="odd")


def compiled(desk, channel) -> Slot:
    """A digest of the channel that is compiled and not yet sent."""
    desk.outbox.save_channel(channel)
    slot = Slot(slot_id(channel.id, date(2025, 5, 9), 0), channel.id, date(2025, 5, 9), 0, NINE)
    desk.outbox.open_slots(channel.id, [slot], NINE + timedelta(days=1))
    part = Delivery(delivery_id(slot.id, 0), channel.id, slot.id, 0, channel.address, "{}", "x")
    assert desk.outbox.freeze(slot.id, [part])
    return slot


@pytest.mark.parametrize("line", ["/stop", "/pause"])
def test_nothing_follows_a_stop(desk, line):
    """What is compiled and not yet sent is taken back when the channel stops or pauses."""
    compiled(desk, a_channel(PRIVATE))
    desk.says(line)
    assert desk.outbox.claim(NINE, NINE + timedelta(minutes=1), ["a"], ["telegram"], ()) == []
    assert [slot.state for slot in desk.outbox.slots()] == [SlotState.FAILED]


def test_a_change_of_settings_skips_no_digest_that_is_due(desk):
    """A setting changed after nine, before the tick that opens nine o'clock's digest, leaves that digest due."""
    desk.outbox.save_channel(a_channel(PRIVATE))
    desk.clock.moment = NINE + timedelta(seconds=5)
    for line in ("/settings language en", "/settings weekdays mon-sun", "/start", "/resume"):
        desk.says(line)
        assert desk.outbox.due_channels(desk.clock.moment), line


def test_a_topic_without_a_channel_speaks_for_the_chat(desk):
    """In a topic or thread that has no channel of its own, settings and /stop are those of the whole chat."""
    desk.outbox.save_channel(a_channel(language="en", zone="Europe/London"))
    desk.says("/status", TOPIC, event="1")
    assert (desk.asked[-1].language, desk.asked[-1].zone) == ("en", "Europe/London")
    desk.says("/stop", TOPIC, event="2", admin=True)
    assert desk.known().state is ChannelState.STOPPED


def test_start_in_a_topic_subscribes_the_topic(desk):
    """Beside the chat's channel it gets one of its own, with the chat's settings."""
    desk.outbox.save_channel(a_channel(language="en"))
    desk.says("/start", TOPIC, admin=True)
    own = desk.known(TOPIC)
    assert (own.language, own.state, own.id != desk.known().id) == ("en", ChannelState.ACTIVE, True)


def test_a_channel_is_managed_from_the_private_chat(desk):
    """Its admin starts it and sets its time by its number, in the private chat, which is not subscribed by that."""
    there = Elsewhere(NEWS, "Nachrichten")
    (answer,) = desk.says("/start -1009", elsewhere=there)
    assert "09:00" in answer
    desk.says("/settings @nachrichten time 18:00", elsewhere=there)
    assert (desk.known(NEWS).state, desk.known(NEWS).times) == (ChannelState.ACTIVE, (time(18),))
    assert (desk.known(NEWS).title, desk.known(PRIVATE)) == ("Nachrichten", None)


@pytest.mark.parametrize("typed_first", ["/follow -1009 Putin", "/follow @nachrichten Putin", "/unfollow -1009 Rente"])
def test_a_button_below_what_was_done_for_a_channel_undoes_it_there(desk, typed_first):
    """Pressed in the private chat it gives the channel back what it followed; the private chat gets none of it, and the
    message with the button stays.
    """
    there = Elsewhere(NEWS, "Nachrichten")
    desk.outbox.save_channel(a_channel(NEWS, taste=Taste(follows=("Rente",))))
    (answer,) = asyncio.run(desk.chats.command(typed(typed_first, elsewhere=there)))
    assert answer.beside
    assert desk.known(NEWS).taste.follows != ("Rente",)
    (button,) = answer.blocks[-1].buttons
    desk.says(button.action, elsewhere=there)
    assert (desk.known(NEWS).taste.follows, desk.known(PRIVATE)) == (("Rente",), None)


def test_a_button_that_cannot_name_the_channel_is_not_shown(desk):
    """Where the name to follow leaves no room for the channel's number, nothing offers to undo it in the wrong place."""
    (answer,) = asyncio.run(desk.chats.command(typed(f"/follow -1009 {'x' * 50}", elsewhere=Elsewhere(NEWS, ""))))
    assert not any(isinstance(block, Buttons) for block in answer.blocks)


def test_nobody_else_manages_a_channel(desk):
    """Who is no admin there, or asks from a group, changes nothing there."""
    (answer,) = desk.says("/start -1009")
    assert "nicht von hier aus verwaltet" in answer
    desk.says("/stop -1009", GROUP, elsewhere=Elsewhere(NEWS, ""), admin=False)
    assert desk.outbox.channels() == []


def test_removed_and_added(desk):
    """Removed from a chat, all its active channels rest, those of its topics too; added again, they go on."""
    for address in (GROUP, TOPIC):
        desk.outbox.save_channel(a_channel(address))
    desk.befalls(Happening.REMOVED)
    assert {one.state for one in desk.outbox.channels()} == {ChannelState.SUSPENDED}
    desk.clock.moment = EIGHT + timedelta(days=3)
    desk.befalls(Happening.ADDED)
    assert {(one.state, one.next_due) for one in desk.outbox.channels()} == {
        (ChannelState.ACTIVE, NINE + timedelta(days=3))
    }


@pytest.mark.parametrize("state", [ChannelState.STOPPED, ChannelState.PAUSED])
def test_what_its_people_ended_is_not_resumed(desk, state):
    """A channel that was stopped or paused stays so when the bot is removed and added again."""
    desk.outbox.save_channel(a_channel(state=state))
    desk.befalls(Happening.REMOVED)
    desk.befalls(Happening.ADDED)
    assert desk.known().state is state


def test_a_move_takes_the_channel_along(desk):
    """With its settings and its id; what is compiled goes to the new address. Told twice, it moves once."""
    compiled(desk, a_channel())
    for _ in range(2):
        desk.befalls(Happening.MOVED, GROUP, NEWS)
    assert (desk.known(GROUP), desk.known(NEWS).id) == (None, a_channel().id)
    assert [part.address for part in desk.outbox.deliveries()] == [NEWS]


def test_a_move_to_a_chat_with_a_channel_of_its_own_ends_the_old_one(desk):
    """One chat gets one digest: the old channel stops, and what it had compiled is not sent."""
    compiled(desk, a_channel())
    desk.outbox.save_channel(a_channel(NEWS))
    desk.befalls(Happening.MOVED, GROUP, NEWS)
    assert (desk.known(GROUP).state, desk.known(NEWS).state) == (ChannelState.STOPPED, ChannelState.ACTIVE)
    assert [slot.state for slot in desk.outbox.slots()] == [SlotState.FAILED]


@pytest.mark.parametrize("mute", [True, False])
def test_trouble_reaches_the_operator(desk, mute):
    """The operator hears of it; the platform is muted only where nothing may be sent any more."""
    asyncio.run(desk.chats.trouble("telegram", "Another instance polls", mute=mute))
    assert desk.alarms == ["telegram: Another instance polls"]
    assert desk.muted == (["telegram"] if mute else [])


def test_what_is_over_reaches_the_operator(desk):
    """He hears that the platform works again, and it is sent to again."""
    asyncio.run(desk.chats.recovered("telegram", "the other instance has gone"))
    assert desk.alarms == ["telegram receives and sends again: the other instance has gone"]
    assert desk.unmuted == ["telegram"]


def test_every_answer_counts_where_it_goes(desk):
    """The limits are told of each answer, those that are refused too."""
    answers = [*desk.says("/help"), *desk.says("/start")]
    assert desk.spoken == [PRIVATE] * len(answers)
    assert len(answers) == 3


def test_channels_of_other_chats_are_left_alone(desk):
    """What befalls one chat touches no other, of the same number on another platform either."""
    other = Address("slack", GROUP.chat)
    desk.outbox.save_channel(a_channel(other))
    desk.befalls(Happening.REMOVED)
    assert desk.known(other) == replace(a_channel(other))


@pytest.fixture
def private_desk(desk):
    """The desk with the commands on what is stored."""
    desk.chats._more = PrivacyDesk(desk.outbox, lambda _channel: {"https://blatt.example/feed": False}).commands()
    return desk


def test_everything_of_a_chat_is_deleted_once_confirmed(private_desk):
    """Asked for without the word it only explains; with it the channels of the chat and its topics are gone for good."""
    desk = private_desk
    for address in (GROUP, TOPIC, ROOM):
        desk.outbox.save_channel(a_channel(address))
    assert "/deletemydata ja" in desk.says("/deletemydata", GROUP, admin=True)[0]
    assert desk.outbox.channel_at(GROUP) is not None
    assert "Gelöscht" in desk.says("/deletemydata ja", GROUP, admin=True, event="again")[0]
    assert [one.address for one in desk.outbox.channels()] == [ROOM]
    assert "nichts gespeichert" in desk.says("/datenlöschen ja", GROUP, admin=True, event="third")[0]


def test_only_admins_export_and_delete_what_everybody_may_know_of(private_desk):
    """In a group anybody learns what is stored; only an admin sees or deletes it."""
    desk = private_desk
    desk.outbox.save_channel(a_channel(GROUP))
    assert "/deletemydata" in desk.says("/privacy", GROUP)[0]
    assert "Admin" in desk.says("/export", GROUP)[0]
    assert "Admin" in desk.says("/deletemydata ja", GROUP)[0]
    (shown,) = desk.says("/export", GROUP, admin=True, event="as admin")
    stored = json.loads(shown[shown.index("{") : shown.rindex("}") + 1])
    assert (stored["chat"], stored["times"]) == (GROUP.chat, ["09:00"])
    assert stored["sources"] == {"https://blatt.example/feed": False}
    assert stored["messages"] == {"stored": 0, "sent": 0}


def test_copies_of_the_database_are_named_where_they_are_made(desk):
    """Both what is said beforehand and after a deletion tells how long copies still hold what was deleted."""
    desk.chats._more = PrivacyDesk(desk.outbox, lambda _channel: {}, 6).commands()
    desk.outbox.save_channel(a_channel(GROUP))
    assert "nach höchstens 6 Stunden ersetzt" in desk.says("/privacy", GROUP)[0]
    told = desk.says("/deletemydata ja", GROUP, admin=True, event="2")[0]
    assert "nach höchstens 6 Stunden ersetzt" in told
    assert "nichts mehr gespeichert" in told
