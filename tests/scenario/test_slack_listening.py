"""Listening to Slack: commands, events, sockets and signed requests, over real HTTP and WebSocket."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.platforms import Happening, Place
from bot.platforms.slack import SlackOptions, connect
from digest.errors import BadInput
from digest.model import Message, Paragraph, Run
from digest.outbox import channel_id
from digest.outcome import Address
from tests.fakes.slack_scene import ACTOR, SHORT, Scene, Still, free_port, over_http, play

# Commands


def test_a_slash_command_is_acknowledged_at_once_and_answered_in_the_channel() -> None:
    """The answer's folded part goes below it, mentions stay words, the event has an id of its own."""

    async def act(stage: Scene) -> None:
        stage.ear.pause = asyncio.Event()
        delivered = await stage.slack.slash("U0BOB", stage.news.id, "/actor", "Putin")
        assert delivered.acked_after_s is not None
        assert stage.slack.posts(stage.news.id) == []
        stage.ear.pause.set()
        await stage.slack.until(lambda: len(stage.news.messages) == 2)
        (head,) = stage.slack.posts(stage.news.id)
        assert len(stage.slack.posts(stage.news.id, head.ts)) == 1
        (heard,) = stage.ear.heard
        assert (heard.text, heard.user, heard.place) == ("/actor Putin", "U0BOB", Place.CHANNEL)
        assert heard.address == stage.at()
        assert heard.event == delivered.payload["trigger_id"]
        assert stage.slack.violations == []

    play(act, listen=True)


@pytest.mark.parametrize(
    ("command", "text", "expected"),
    [
        ("/wortlaut", "actor Putin", "/actor Putin"),
        ("/wortlaut", "", "/help"),
        ("/wortlaut", "/settings time 09:00", "/settings time 09:00"),
        ("/digest", "", "/digest"),
        ("/actor", "R&amp;D &lt;b&gt; <https://a.example|a> <#C1|news>", "/actor R&D <b> https://a.example #news"),
        ("/actor", "x" * 5000, "/actor " + "x" * 5000),
    ],
)
def test_command_lines_reach_the_listener_as_typed(command: str, text: str, expected: str) -> None:
    """`/wortlaut SUB` stands for `/SUB`; Slack's escapes and markup are undone."""

    async def act(stage: Scene) -> None:
        await stage.slack.slash("U0BOB", stage.news.id, command, text)
        await stage.slack.until(lambda: stage.ear.heard)
        assert stage.ear.heard[0].text == expected

    play(act, listen=True)


def test_a_mention_in_a_thread_is_answered_there() -> None:
    """Slash commands do not work in threads; a mention outside one is answered below itself."""

    async def act(stage: Scene) -> None:
        parent = stage.slack.space.say(stage.news, "U0ADA", "Was sagt er?")
        await stage.slack.mention("U0BOB", stage.news.id, "actor Putin", parent.ts)
        await stage.slack.until(lambda: len(stage.slack.posts(stage.news.id, parent.ts)) == 2)
        assert stage.ear.heard[0].text == "/actor Putin"
        assert stage.ear.heard[0].address == stage.at(parent.ts)
        alone = await stage.slack.mention("U0BOB", stage.news.id, "digest")
        await stage.slack.until(lambda: stage.slack.posts(stage.news.id, alone.ts))
        assert stage.ear.heard[1].address == stage.at()
        assert stage.slack.posts(stage.news.id) == []

    play(act, listen=True)


def test_a_direct_message_is_a_command() -> None:
    """In the direct conversation no mention is needed; our own messages and edits are not commands."""

    async def act(stage: Scene) -> None:
        await stage.slack.direct("U0BOB", "actor Putin")
        direct = stage.slack.space.direct("U0BOB")
        await stage.slack.until(lambda: stage.slack.posts(direct.id))
        assert stage.ear.heard[0].place is Place.PRIVATE
        assert await stage.ear.heard[0].is_admin()
        await stage.slack.direct("U0BOB", "x", subtype="message_changed")
        await stage.slack.direct("U0BOT", "x")
        await stage.slack.direct("U0BOB", "x", bot_id="B1")
        assert len(stage.ear.heard) == 1

    play(act, listen=True)


def test_a_button_replaces_the_message_it_stands_under() -> None:
    """The press comes with its action and receipt; the answer takes the place of the message."""

    async def act(stage: Scene) -> None:
        for part in stage.platform.render(ACTOR):
            await stage.platform.send(stage.at(), part, "d1")
        (posted,) = stage.slack.posts(stage.news.id)
        delivered = await stage.slack.press("U0BOB", stage.news.id, posted.ts, "älter")
        assert delivered.acked_after_s is not None
        await stage.slack.until(lambda: posted.edited)
        assert "Älteres" in posted.text
        assert (stage.ear.heard[0].text, stage.ear.heard[0].pressed) == ("/actor a1 older", posted.ts)
        assert stage.ear.heard[0].address == stage.at()
        await stage.slack.press("U0BOB", stage.news.id, posted.ts, "neuer")
        await stage.slack.until(lambda: posted.edited == 2)
        assert len(stage.slack.posts(stage.news.id)) == 1

    play(act, listen=True)


def test_an_answer_that_stands_beside_leaves_the_message_with_the_button() -> None:
    """What says that something was done goes into the message's thread; the message itself stays as it was."""

    async def act(stage: Scene) -> None:
        stage.ear.answers["/actor a1 older"] = (replace(SHORT, beside=True),)
        for part in stage.platform.render(ACTOR):
            await stage.platform.send(stage.at(), part, "d1")
        (posted,) = stage.slack.posts(stage.news.id)
        before = stage.slack.posts(stage.news.id, posted.ts)
        await stage.slack.press("U0BOB", stage.news.id, posted.ts, "älter")
        await stage.slack.until(lambda: len(stage.slack.posts(stage.news.id, posted.ts)) == len(before) + 1)
        assert not posted.edited
        assert stage.slack.posts(stage.news.id) == [posted]
        assert stage.slack.violations == []

    play(act, listen=True)


def test_where_the_app_is_no_member_the_answer_takes_the_command_s_own_address() -> None:
    """A command works in every conversation; its response address is used only where posting is refused."""

    async def act(stage: Scene) -> None:
        other = stage.slack.space.channel("other", with_bot=False)
        await stage.slack.slash("U0BOB", other.id, "/actor", "Putin")
        await stage.slack.until(lambda: len(other.messages) == 2)
        assert {one.via for one in other.messages} == {"response_url"}
        assert other.messages[0].ephemeral_for == ""
        await stage.slack.press("U0BOB", other.id, other.messages[0].ts, "älter")
        await stage.slack.until(lambda: other.messages[0].edited)
        assert stage.slack.violations == []

    play(act, listen=True)


def test_an_answer_waits_when_slack_asks_for_patience() -> None:
    """What surely did not arrive is tried again while somebody waits."""

    async def act(stage: Scene) -> None:
        stage.slack.fail("rate", "chat.postMessage", seconds=1)
        await stage.slack.slash("U0BOB", stage.news.id, "/digest")
        await stage.slack.until(lambda: stage.slack.posts(stage.news.id))
        assert len(stage.slack.called("chat.postMessage")) == 2

    play(act, listen=True)


def test_the_log_says_where_an_answer_did_not_arrive(log_lines: Callable[[], list[dict[str, Any]]]) -> None:
    """Its line carries the platform and the channel of the command."""

    async def act(stage: Scene) -> None:
        stage.slack.fail("error", "chat.postMessage", value="fatal_error")
        await stage.slack.slash("U0BOB", stage.news.id, "/digest")
        await stage.slack.until(lambda: any("the answer to" in line["message"] for line in log_lines()))
        (line,) = [one for one in log_lines() if one["level"] == "warning"]
        assert (line["platform"], line["channel"]) == ("slack", channel_id(stage.at()))

    play(act, listen=True)


def test_answers_in_one_chat_keep_the_order_of_their_commands() -> None:
    """A slow answer is not overtaken in its own channel; another channel need not wait for it."""

    async def act(stage: Scene) -> None:
        other = stage.slack.space.channel("other", creator="U0BOB")
        stage.ear.answers = {
            "/digest": (Message((Paragraph((Run("eins"),)),), ""),),
            "/digest 2": (Message((Paragraph((Run("zwei"),)),), ""),),
        }
        stage.slack.fail("slow_before", "chat.postMessage", seconds=0.3)
        await stage.slack.slash("U0BOB", stage.news.id, "/digest")
        await stage.slack.until(lambda: stage.slack.called("chat.postMessage"))
        await stage.slack.slash("U0BOB", stage.news.id, "/digest", "2")
        await stage.slack.slash("U0BOB", other.id, "/digest")
        await stage.slack.until(lambda: stage.slack.posts(other.id))
        assert stage.slack.posts(stage.news.id) == []
        await stage.slack.until(lambda: len(stage.slack.posts(stage.news.id)) == 2)
        assert [one.text for one in stage.slack.posts(stage.news.id)] == ["eins", "zwei"]

    play(act, listen=True)


def test_a_doubtful_answer_is_not_repeated() -> None:
    """It may have arrived; a second one would double it."""

    async def act(stage: Scene) -> None:
        stage.slack.fail("cut_after", "chat.postMessage")
        await stage.slack.slash("U0BOB", stage.news.id, "/digest")
        await stage.slack.until(lambda: stage.slack.posts(stage.news.id))
        await stage.slack.slash("U0BOB", stage.news.id, "/digest", "2")
        await stage.slack.until(lambda: len(stage.slack.posts(stage.news.id)) == 2)
        assert len(stage.slack.called("chat.postMessage")) == 2

    play(act, listen=True)


@pytest.mark.parametrize(
    ("user", "scopes", "admin"),
    [("U0ADA", True, True), ("U0BOB", True, False), ("U0EVE", True, True), ("U0ADA", False, False)],
    ids=["workspace admin", "member", "creator", "cannot ask"],
)
def test_admins_are_asked_for_at_every_call(user: str, scopes: bool, admin: bool) -> None:
    """Admins of the workspace and the creator of the channel may change settings; when in doubt nobody may."""

    async def act(stage: Scene) -> None:
        eve = stage.slack.space.user("eve")
        room = stage.slack.space.channel("room", creator=eve.id)
        if not scopes:
            stage.slack.space.scopes -= {"users:read", "channels:read"}
        stage.ear.ask_admin = True
        await stage.slack.slash(user, room.id, "/wortlaut", "settings")
        await stage.slack.slash(user, room.id, "/wortlaut", "settings")
        await stage.slack.until(lambda: len(stage.slack.posts(room.id)) == 2)
        assert stage.ear.admin == [admin, admin]
        assert len(stage.slack.called("users.info")) == 2

    play(act, listen=True)


def test_who_we_are_is_asked_once() -> None:
    """At the start; no event waits for a call before it is acknowledged."""

    async def act(stage: Scene) -> None:
        await stage.slack.slash("U0BOB", stage.news.id, "/digest")
        await stage.slack.join(stage.news.id)
        await stage.slack.mention("U0BOB", stage.news.id, "digest")
        await stage.slack.until(lambda: len(stage.ear.heard) == 2 and stage.ear.events)
        assert len(stage.slack.called("auth.test")) == 1

    play(act, listen=True)


# What befalls a conversation


def test_events_of_a_conversation_are_told() -> None:
    """Invitations, removals, archiving and a new id; those of other people are not our business."""

    async def act(stage: Scene) -> None:
        await stage.slack.join(stage.news.id)
        await stage.slack.join(stage.news.id, "U0BOB")
        await stage.slack.kick(stage.news.id)
        await stage.slack.archive(stage.news.id)
        await stage.slack.change_id("C0NEWS", "C0NEW2")
        assert [(event.address.chat, event.happening) for event in stage.ear.events] == [
            ("C0NEWS", Happening.ADDED),
            ("C0NEWS", Happening.REMOVED),
            ("C0NEWS", Happening.REMOVED),
            ("C0NEWS", Happening.MOVED),
        ]
        assert stage.ear.events[-1].to == Address("slack", "C0NEW2")
        assert len({event.event for event in stage.ear.events}) == 4

    play(act, listen=True)


@pytest.mark.parametrize("end", ["revoke", "uninstall"])
def test_a_revoked_installation_stops_the_platform(end: str) -> None:
    """The operator is told once, and listening ends by itself."""

    async def act(stage: Scene) -> None:
        await getattr(stage.slack, end)()
        assert stage.task is not None
        await asyncio.wait_for(stage.task, 5)
        assert stage.ear.troubles == ["slack: " + {"revoke": "tokens_revoked", "uninstall": "app_uninstalled"}[end]]

    play(act, listen=True)


def test_a_token_found_revoked_at_reconnecting_stops_the_platform() -> None:
    """Also when the event that says so never came."""

    async def act(stage: Scene) -> None:
        stage.slack.space.revoked[stage.slack.space.app_token] = "token_revoked"
        stage.slack.drop_sockets()
        assert stage.task is not None
        await asyncio.wait_for(stage.task, 5)
        assert stage.ear.troubles == ["slack: apps.connections.open: token_revoked"]

    play(act, listen=True)


def test_a_wrong_token_at_the_start_is_told_at_once() -> None:
    """No socket is opened, and the reason names the call."""

    async def act(stage: Scene) -> None:
        stage.slack.space.bot_token = "xoxb-other"
        await asyncio.wait_for(stage.platform.listen(stage.ear), 5)
        assert stage.ear.troubles == ["slack: auth.test: invalid_auth"]
        assert stage.slack.called("apps.connections.open") == []

    play(act)


# Sockets


def test_nothing_is_lost_while_slack_renews_the_socket() -> None:
    """The old socket is read on while the new one opens; commands before and after are answered once."""

    async def act(stage: Scene) -> None:
        (old,) = stage.slack.sockets
        await stage.slack.refresh()
        await stage.slack.until(lambda: len(stage.slack.sockets) == 2)
        assert stage.slack.sockets[0] is old
        stage.slack.sockets.reverse()  # the next command still comes over the old one
        await stage.slack.slash("U0BOB", stage.news.id, "/digest")
        stage.slack.sockets.reverse()
        await stage.slack.slash("U0BOB", stage.news.id, "/digest", "2")
        await stage.slack.until(lambda: len(stage.slack.posts(stage.news.id)) == 2)
        assert [heard.text for heard in stage.ear.heard] == ["/digest", "/digest 2"]
        assert stage.slack.violations == []

    play(act, listen=True)


def test_a_lost_socket_is_opened_anew() -> None:
    """With a fresh address each time, after failures too; an event meanwhile is delivered again."""

    async def act(stage: Scene) -> None:
        stage.slack.fail("status", "apps.connections.open", value=502, times=2)
        stage.slack.drop_sockets()
        await stage.slack.until(lambda: not stage.slack.sockets)
        delivered = await stage.slack.event({"type": "channel_left", "channel": stage.news.id})
        assert delivered.acked_after_s is not None
        assert [event.happening for event in stage.ear.events] == [Happening.REMOVED]
        assert len(stage.slack.called("apps.connections.open")) == 4
        assert stage.slack.violations == []

    play(act, listen=True, pace=0.01)


def test_a_quiet_socket_outlives_the_time_outs_of_calls() -> None:
    """Nothing may come for hours; that is no reason to connect anew. Frames that make no sense are let pass."""

    async def act(stage: Scene) -> None:
        await stage.slack.sockets[0].send_str("kein JSON")
        await stage.slack.sockets[0].send_str("[]")
        await asyncio.sleep(0.8)  # that nothing happens can only be seen by waiting: four times the time-out
        await stage.slack.slash("U0BOB", stage.news.id, "/digest")
        await stage.slack.until(lambda: stage.ear.heard)
        assert len(stage.slack.called("apps.connections.open")) == 1

    play(act, listen=True, timeout_s=0.2)


def test_socket_mode_switched_off_stops_the_platform() -> None:
    """The operator must know; connecting again would be refused for ever. Being turned away otherwise is waited out."""

    async def act(stage: Scene) -> None:
        await stage.slack.sockets[0].send_json({"type": "disconnect", "reason": "too_many_websockets"})
        await stage.slack.until(lambda: len(stage.slack.called("apps.connections.open")) == 2 and stage.slack.sockets)
        await stage.slack.sockets[-1].send_json({"type": "disconnect", "reason": "link_disabled"})
        assert stage.task is not None
        await asyncio.wait_for(stage.task, 5)
        assert stage.ear.troubles == ["slack: Socket Mode was switched off for the app"]

    play(act, listen=True)


def test_no_network_at_the_start_is_waited_out(caplog: pytest.LogCaptureFixture) -> None:
    """The platform says so in the log and begins when Slack answers."""

    async def act(stage: Scene) -> None:
        stage.slack.fail("status", "auth.test", value=502, times=3)
        with caplog.at_level(logging.WARNING):
            task = asyncio.create_task(stage.platform.listen(stage.ear))
            await stage.slack.until(lambda: stage.slack.sockets)
        assert "does not answer" in caplog.text
        await stage.platform.close()
        await asyncio.wait_for(task, 5)
        assert stage.ear.troubles == []

    play(act)


def test_closing_waits_for_the_answer_in_work() -> None:
    """A command taken is answered before the connections go."""

    async def act(stage: Scene) -> None:
        stage.slack.fail("slow_before", "chat.postMessage", seconds=0.3)
        await stage.slack.slash("U0BOB", stage.news.id, "/digest")
        await stage.platform.close()
        assert len(stage.slack.posts(stage.news.id)) == 1

    play(act, listen=True)


def test_a_broken_payload_harms_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    """It is acknowledged and logged; the next command is answered."""

    async def act(stage: Scene) -> None:
        await stage.slack.event({"type": "app_mention", "user": 7, "channel": None, "text": None})
        await stage.slack.event({"type": "channel_id_changed"})
        await stage.slack.event({"type": 7})
        await stage.slack.event({"type": "app_mention", "team": 7})
        delivered = await stage.slack.event({})
        assert delivered.attempts == 1
        await stage.slack.slash("U0BOB", stage.news.id, "/digest")
        await stage.slack.until(lambda: stage.slack.posts(stage.news.id))
        assert "could not be handled" in caplog.text

    play(act, listen=True)


# Signed requests


def test_signed_requests_do_the_same_as_the_socket() -> None:
    """Commands, presses, mentions and events over HTTP, acknowledged with an empty answer at once."""

    async def run() -> None:
        async with over_http(free_port()) as stage:
            stage.ear.pause = asyncio.Event()
            delivered = await stage.slack.slash("U0BOB", stage.news.id, "/actor", "Putin")
            assert delivered.acked_after_s is not None
            assert delivered.response == ""
            stage.ear.pause.set()
            await stage.slack.until(lambda: stage.slack.posts(stage.news.id))
            (posted,) = stage.slack.posts(stage.news.id)
            await stage.slack.press("U0BOB", stage.news.id, posted.ts, "älter")
            await stage.slack.until(lambda: posted.edited)
            asked = await stage.slack.mention("U0BOB", stage.news.id, "digest")
            await stage.slack.until(lambda: stage.slack.posts(stage.news.id, asked.ts))
            assert [heard.text for heard in stage.ear.heard] == ["/actor Putin", "/actor a1 older", "/digest"]
            assert stage.slack.violations == []

    asyncio.run(run())


def test_only_fresh_requests_signed_by_slack_are_taken() -> None:
    """Wrong secret, old stamp, no signature, altered body, what is no payload: refused. The address check of Slack is
    answered, and what concerns us not is acknowledged.
    """

    async def run() -> None:
        async with over_http(free_port()) as stage, aiohttp.ClientSession() as session:
            body = json.dumps({"type": "url_verification", "challenge": "c1"}).encode()
            now = datetime.now(UTC)
            old = (now - timedelta(minutes=6)).timestamp()

            async def status(headers: dict[str, str], sent: bytes = body) -> int:
                given = headers | {"Content-Type": "application/json"}
                async with session.post(stage.slack.request_url, data=sent, headers=given) as answer:
                    return answer.status

            good = stage.slack.signed(body)
            assert await status(good) == 200
            assert await status(stage.slack.signed(body, secret="wrong")) == 401
            assert await status(stage.slack.signed(body, at=old)) == 401
            assert await status({}) == 401
            assert await status(good | {"X-Slack-Request-Timestamp": "١"}) == 401
            assert await status(good, body + b" ") == 401
            assert await status(good | {"X-Slack-Request-Timestamp": "bald"}) == 401
            assert await status(good | {"X-Slack-Request-Timestamp": "9" * 5000}) == 401
            assert await status(good | {"X-Slack-Signature": "v0=ü"}) == 401
            for junk in (b"[1", b"[1]", b"null", b'{"team": 1}', b"\xff", b"[" * 100_000):
                assert await status({}, junk) == 400
                assert await status(stage.slack.signed(b"x"), junk) == 400
            unread = b'{"type": "view_submission", "view": {"type": "modal", "callback_id": "x"}}'
            assert await status({}, unread) == 401
            broken = b'{"type": "view_submission", "view": {"callback_id": "x"}}'
            assert await status({}, broken) == 401
            assert await status(stage.slack.signed(broken), broken) == 400
            assert await status(stage.slack.signed(unread), unread) == 200
            async with session.post(
                stage.slack.request_url, data=body, headers=good | {"Content-Type": "application/json"}
            ) as answer:
                assert await answer.json() == {"challenge": "c1"}
            assert stage.ear.heard == []

    asyncio.run(run())


def test_options_that_do_not_fit_are_refused_in_words() -> None:
    """Before anything is called."""
    with pytest.raises(BadInput, match="bot_token"):
        connect(SlackOptions(bot_token=""))
    with pytest.raises(BadInput, match="signing_secret"):
        connect(SlackOptions(bot_token="x", http_listen="127.0.0.1:80"), Still())
    with pytest.raises(BadInput, match="host:port"):
        connect(SlackOptions(bot_token="x", signing_secret="s", http_listen="127.0.0.1"), Still())
    assert "secret-token" not in repr(SlackOptions(bot_token="secret-token"))


def test_without_a_way_in_listening_says_so() -> None:
    """A bot token alone can post, but hears nothing."""

    async def act(stage: Scene) -> None:
        await asyncio.wait_for(stage.platform.listen(stage.ear), 5)
        assert stage.ear.troubles == ["slack: neither platforms.slack.app_token nor http_listen is set"]

    play(act, app_token="")
