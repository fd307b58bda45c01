"""Updates as commands, presses and events."""

import asyncio

import pytest
from telegram import Update

from bot.platforms import ChatEvent, Happening, Incoming, Place
from bot.platforms.telegram.intake import Press, Rights, read
from digest.outcome import Address

ANNA = {"id": 5, "is_bot": False, "first_name": "Anna", "language_code": "de-AT"}
BOT = {"id": 9, "is_bot": True, "first_name": "W", "username": "wortlaut_bot"}
PRIVATE = {"id": 5, "type": "private", "first_name": "Anna"}
GROUP = {"id": -7, "type": "group", "title": "G"}
FORUM = {"id": -1007, "type": "supergroup", "title": "F", "is_forum": True}
CHANNEL = {"id": -1008, "type": "channel", "title": "C"}


async def no_admin(chat, user):
    return False


def decide(kind="message", chat=PRIVATE, **content: object):
    base = {"callback_query": {}, "my_chat_member": {"chat": chat}}.get(
        kind, {"message_id": 3, "date": 1, "chat": chat}
    )
    sender = {} if kind == "channel_post" else {"from": ANNA}
    return read(
        Update.de_json({"update_id": 11, kind: base | sender | content}, None), "wortlaut_bot", Rights(no_admin)
    )


def test_command():
    """A command comes with its chat, user, place, language and a number that is its own."""
    incoming = decide(text=" /actor Putin ")
    assert (incoming.event, incoming.text, incoming.user) == ("11", "/actor Putin", "5")
    assert (incoming.address, incoming.place) == (Address("telegram", "5"), Place.PRIVATE)
    assert (incoming.language, incoming.pressed) == ("de-AT", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/actor@wortlaut_bot Putin", "/actor Putin"),
        ("/actor@Wortlaut_Bot", "/actor"),
        ("/actor@other_bot Putin", None),
        ("/start a_17", "/start a_17"),
        ("/actor\nPutin", "/actor\nPutin"),
        ("hallo", None),
        ("/", None),
        ("@wortlaut_bot hallo", None),
    ],
)
def test_commands_in_groups(text, expected):
    """In a group only commands count, and only those without a name behind them or with ours."""
    incoming = decide(chat=GROUP, text=text)
    assert (incoming and incoming.text) == expected


def test_free_text_in_private():
    """Alone with the bot, every text is passed on."""
    assert decide(text="Putin").text == "Putin"


def test_topic():
    """A topic is part of the address; a thread of replies is none."""
    assert decide(chat=FORUM, text="/a", message_thread_id=4, is_topic_message=True).address.thread == "4"
    assert decide(chat=FORUM, text="/a", message_thread_id=4).address.thread == ""


def test_channel_post():
    """Who posts in a channel is its admin."""
    incoming = decide("channel_post", CHANNEL, text="/digest", sender_chat=CHANNEL)
    assert incoming.place is Place.CHANNEL
    assert asyncio.run(incoming.is_admin())


def test_hidden_admin():
    """Who posts as the group itself is an admin; who posts as some other chat is not."""
    assert asyncio.run(decide(chat=FORUM, text="/stop", sender_chat=FORUM).is_admin())
    other = decide(chat=FORUM, text="/stop", sender_chat=CHANNEL)
    assert other.user == "-1008"
    assert not asyncio.run(other.is_admin())


@pytest.mark.parametrize(
    "content",
    [{"photo": [], "caption": "/start"}, {"text": "/start", "is_automatic_forward": True}, {"new_chat_title": "x"}],
)
def test_ignored(content):
    """Pictures, posts forwarded by the service and service messages are no commands."""
    assert decide(chat=GROUP, **content) is None


def test_press():
    """A pressed button is its action, with the number of the message that bears it."""
    message = {"message_id": 3, "date": 1, "chat": FORUM, "text": "x", "message_thread_id": 4, "is_topic_message": True}
    press = decide("callback_query", id="q1", chat_instance="1", data="/actor a1", message=message)
    assert (press.query, press.chat) == ("q1", "-1007")
    assert (press.incoming.text, press.incoming.pressed, press.incoming.user) == ("/actor a1", "3", "5")
    assert (press.incoming.address.thread, press.incoming.language) == ("4", "de-AT")


@pytest.mark.parametrize("message", [{}, {"message": {"message_id": 3, "date": 0, "chat": GROUP}}])
def test_press_out_of_reach(message):
    """A button whose message the bot no longer sees is a press without a command."""
    press = decide("callback_query", id="q1", chat_instance="1", data="/actor a1", **message)
    assert isinstance(press, Press)
    assert press.incoming is None


@pytest.mark.parametrize(
    ("chat", "content"), [(GROUP, {"migrate_to_chat_id": -1007}), (FORUM, {"migrate_from_chat_id": -7})]
)
def test_migration(chat, content):
    """A group that became a supergroup moved, whichever of the two chats tells."""
    assert decide(chat=chat, **content) == ChatEvent(
        "11", Address("telegram", "-7"), Happening.MOVED, Address("telegram", "-1007")
    )


@pytest.mark.parametrize(
    ("before", "after", "happening"),
    [
        ("left", "member", Happening.ADDED),
        ("kicked", "administrator", Happening.ADDED),
        ("member", "kicked", Happening.REMOVED),
        ("administrator", "left", Happening.REMOVED),
        ("member", "administrator", None),
        ("left", "kicked", None),
    ],
)
def test_membership(before, after, happening):
    """Only getting in and getting out are events."""
    old, new = (
        {"user": BOT, "status": status, "until_date": 0, "is_anonymous": False} | RIGHTS for status in (before, after)
    )
    event = decide("my_chat_member", chat=GROUP, date=1, old_chat_member=old, new_chat_member=new)
    assert event == (happening and ChatEvent("11", Address("telegram", "-7"), happening))


RIGHTS = dict.fromkeys(
    ("can_be_edited", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories"),
    True,
)  # fmt: skip


def test_incoming_type():
    """Nothing of the library's own types is handed on."""
    assert type(decide(text="/a")) is Incoming
