"""What Slack sends, read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms import ChatEvent, Happening, Place
from bot.platforms.slack.intake import Command, Stopped, plain, read
from digest.outcome import Address

ME = "U0BOT"


def event(**inner: Any) -> dict[str, Any]:
    return {"event_id": "Ev1", "event": inner}


def test_a_press_in_a_thread_keeps_the_thread() -> None:
    """The address names the thread, what follows the answer goes there, `pressed` is the message."""
    payload = {
        "type": "block_actions", "trigger_id": "t1", "user": {"id": "U1"}, "response_url": "https://r.example",
        "container": {"message_ts": "2.0", "channel_id": "C1", "thread_ts": "1.0"}, "actions": [{"value": "/digest 2"}],
    }  # fmt: skip
    heard = read("interactive", payload, ME)
    assert heard == Command(
        "t1", Address("slack", "C1", "1.0"), "U1", Place.CHANNEL, "/digest 2", "1.0", "https://r.example", "2.0"
    )


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "view_submission", "user": {"id": "U1"}},
        {"type": "block_actions", "actions": [], "container": {"channel_id": "C1"}},
        {"type": "block_actions", "actions": [{"action_id": "x"}], "container": {"channel_id": "C1"}},
        {"type": "block_actions", "actions": [{"value": "x"}]},
    ],
)
def test_other_interactions_are_let_pass(payload: dict[str, Any]) -> None:
    """Only a button with a value, under a message in a conversation, is a command."""
    assert read("interactive", payload, ME) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U0BOT> actor Putin", "/actor Putin"),
        ("  <@U0BOT|wortlaut>   /digest ", "/digest"),
        ("<@U0BOT>", "/help"),
        ("was sagt <@U1|ada> <@U0BOT>?", "/was sagt @ada  ?"),
    ],
)
def test_a_mention_is_a_command_without_its_mention(text: str, expected: str) -> None:
    """The slash may be left out, as Slack itself takes lines that begin with one."""
    heard = read("events_api", event(type="app_mention", user="U1", text=text, ts="1.0", channel="C1"), ME)
    assert isinstance(heard, Command)
    assert heard.text == expected
    assert (heard.event, heard.address, heard.reply_in) == ("Ev1", Address("slack", "C1"), "1.0")


def test_a_direct_message_is_answered_beside_it_and_in_its_thread() -> None:
    """Outside a thread the answer is no thread; inside one it stays there."""
    message = {"type": "message", "channel_type": "im", "user": "U1", "text": "help", "ts": "1.0", "channel": "D1"}
    top = read("events_api", event(**message), ME)
    inside = read("events_api", event(**message, thread_ts="0.5"), ME)
    assert isinstance(top, Command)
    assert isinstance(inside, Command)
    assert (top.reply_in, inside.reply_in) == ("", "0.5")
    assert top.place is Place.PRIVATE


@pytest.mark.parametrize(
    "more",
    [{"bot_id": "B1"}, {"subtype": "message_changed"}, {"user": ME}, {"channel_type": "channel"}, {"user": ""}],
    ids=str,
)
def test_what_no_person_wrote_to_us_is_no_command(more: dict[str, str]) -> None:
    """Bots, edits, our own words, and talk in channels."""
    message = {"type": "message", "channel_type": "im", "user": "U1", "text": "x", "ts": "1.0", "channel": "D1"}
    assert read("events_api", event(**message | more), ME) is None


@pytest.mark.parametrize(
    ("kind", "user", "happening"),
    [
        ("member_joined_channel", ME, Happening.ADDED),
        ("member_joined_channel", "U1", None),
        ("member_left_channel", ME, Happening.REMOVED),
        ("member_left_channel", "U1", None),
        ("group_left", "", Happening.REMOVED),
        ("channel_deleted", "U1", Happening.REMOVED),
        ("channel_unarchive", "U1", Happening.ADDED),
        ("reaction_added", ME, None),
    ],
)
def test_what_befalls_a_conversation(kind: str, user: str, happening: Happening | None) -> None:
    """Joining and leaving count when they concern us; archiving and deleting always."""
    heard = read("events_api", event(type=kind, user=user, channel="C1"), ME)
    assert heard == (ChatEvent("Ev1", Address("slack", "C1"), happening) if happening else None)


def test_a_revoked_user_token_is_not_our_end() -> None:
    """Only the app's own token ends the installation."""
    assert read("events_api", event(type="tokens_revoked", tokens={"oauth": ["U1"]}), ME) is None
    assert read("events_api", event(type="tokens_revoked", tokens={"bot": [ME]}), ME) == Stopped("tokens_revoked")
    assert read("hello", {}, ME) is None


@given(st.text(max_size=60))
def test_escapes_are_undone_once(text: str) -> None:
    """What Slack escaped comes back as typed, whatever it was."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain(escaped) == text.strip()
