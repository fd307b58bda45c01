"""The strict local Slack itself: it enforces what the real service does, so that passing against it means something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from tests.fakes import slack_blocks
from tests.fakes.slack import Slack
from tests.fakes.slack_thread import SlackServer
from tests.fakes.slack_workspace import HISTORY_SCOPES

QUIET = {"unfurl_links": False, "unfurl_media": False}


def text_block(text: str = "a", **more: Any) -> dict[str, Any]:
    element = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [element], **more}


def header(text: str, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": "header", "text": {"type": kind, "text": text}}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(buttons)}


def button(label: str = "b", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, **more}


async def api(slack: Slack, method: str, arguments: dict[str, Any], token: str | None = None) -> dict[str, Any]:
    given = {"Authorization": f"Bearer {slack.space.bot_token if token is None else token}"}
    headers = given if token != "" else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.base_url}/api/{method}", json=arguments, headers=headers) as answer,
    ):
        found = await answer.json()
        assert isinstance(found, dict)
        return found


def post(
    arguments: dict[str, Any], prepare: Callable[[Slack], Any] | None = None, method: str = "chat.postMessage"
) -> Any:
    """The answer to one call on a fresh workspace with the channel C0NEWS, and the server."""

    async def run() -> Any:
        async with Slack() as slack:
            slack.space.channel("news")
            if prepare is not None:
                prepare(slack)
            return await api(slack, method, {"channel": "C0NEWS", **QUIET, **arguments}), slack

    return asyncio.run(run())


GOOD = [
    [text_block()],
    [header("ä" * 150)],
    [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}, {"type": "divider"}],
    [{"type": "context", "elements": [{"type": "plain_text", "text": "x"}] * 10}],
    [row(*(button(action_id=str(n)) for n in range(25)))],
    [row(button("x" * 75, value="v" * 2000))],
    [text_block()] * 50,
    [{"type": "section", "text": {"type": "plain_text", "text": "x" * 2800}}] * 4,
]

BAD = [
    ([text_block()] * 51, "no more than 50"),
    ([header("x" * 151)], "less than 151"),
    ([header("😀" * 76)], "less than 151"),
    ([header("x", "mrkdwn")], "plain_text"),
    ([header("")], "more than 0"),
    ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "less than 3001"),
    ([{"type": "section"}], "missing required field: text"),
    ([{"type": "context", "elements": [{"type": "plain_text", "text": "x"}] * 11}], "no more than 10"),
    ([{"type": "context", "elements": []}], "no fewer than 1"),
    ([row(*(button(action_id=str(n)) for n in range(26)))], "no more than 25"),
    ([row(button("x" * 76))], "less than 76"),
    ([row(button(value="v" * 2001))], "less than 2001"),
    ([row(button(action_id="a"), button(action_id="a"))], "must be unique"),
    ([row(button(action_id="a")), row(button(action_id="a"))], "must be unique"),
    ([text_block(block_id="a"), text_block(block_id="a")], "must be unique"),
    ([text_block(block_id="a" * 256)], "less than 256"),
    ([text_block(colour="red")], "invalid additional property: colour"),
    ([{"type": "teaser"}], "unsupported type: teaser"),
    ([{"type": "rich_text", "elements": []}], "no fewer than 1"),
    ([text_block("")], "more than 0"),
    ([{"type": "rich_text", "elements": [{"type": "rich_text_box", "elements": []}]}], "unsupported rich text"),
    ([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "x"}]}]}], "URL"),
    ([{"type": "image", "image_url": "https://a.example/1.png"}], "missing required field: alt_text"),
    (["text"], "must be an object"),
]  # fmt: skip


@pytest.mark.parametrize("blocks", GOOD, ids=lambda blocks: f"{len(blocks)} {blocks[0]['type']}")
def test_blocks_at_their_limits_are_taken(blocks: list[dict[str, Any]]) -> None:
    """The limits are where the service has them, not below."""
    answer, slack = post({"text": "t", "blocks": blocks})
    assert answer["ok"] is True
    assert len(slack.posts("C0NEWS")) == 1


@pytest.mark.parametrize(("blocks", "error"), BAD, ids=[error for _, error in BAD])
def test_blocks_beyond_a_limit_are_refused(blocks: list[Any], error: str) -> None:
    """With invalid_blocks and the pointer; nothing is posted."""
    answer, slack = post({"text": "t", "blocks": blocks})
    assert answer["error"] == "invalid_blocks"
    assert any(error in one and "json-pointer:/blocks" in one for one in answer["errors"])
    assert slack.posts("C0NEWS") == []


def thread_far_ahead() -> dict[str, Any]:
    return {"text": "x", "thread_ts": "9999999999.000001"}


@pytest.mark.parametrize(
    ("arguments", "prepare", "error"),
    [
        ({}, None, "no_text"),
        ({"text": ""}, None, "no_text"),
        ({"text": "", "blocks": []}, None, "no_text"),
        ({"text": "x", "blocks": "abc"}, None, "invalid_blocks_format"),
        ({"text": "x", "blocks": {}}, None, "invalid_blocks_format"),
        ({"text": "x" * 40_001}, None, "msg_too_long"),
        ({"text": "x", "blocks": [text_block("x" * 5_650)] * 2}, None, "msg_blocks_too_long"),
        ({"text": "x", "channel": "C9"}, None, "channel_not_found"),
        ({"text": "x", "channel": None}, None, "invalid_arguments"),
        ({"text": "x", "metadata": {"event_type": "x"}}, None, "invalid_metadata_format"),
        (thread_far_ahead(), None, "invalid_thread_ts"),
        ({"text": "x", "thread_ts": "abc"}, None, "invalid_thread_ts"),
        ({"text": "x"}, lambda slack: slack.space.channels["C0NEWS"].members.clear(), "not_in_channel"),
        ({"text": "x"}, lambda slack: setattr(slack.space.channels["C0NEWS"], "archived", True), "is_archived"),
        ({"text": "x"}, lambda slack: slack.space.scopes.discard("chat:write"), "missing_scope"),
        ({"text": "x"}, lambda slack: setattr(slack.space, "bot_token", "xoxb-2"), None),
    ],
)
def test_posting_is_refused_with_the_code_of_the_service(
    arguments: dict[str, Any], prepare: Callable[[Slack], Any] | None, error: str | None
) -> None:
    """Each reason has its own code (docs.slack.dev, chat.postMessage)."""
    answer, slack = post(arguments, prepare)
    assert answer.get("error") == error
    assert len(slack.posts("C0NEWS")) == (0 if error else 1)


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-made-up", "auth.test", "invalid_auth"),
        ("xoxb-fake-1", "apps.connections.open", "not_allowed_token_type"),
        ("xapp-1-A0APP-fake", "chat.postMessage", "not_allowed_token_type"),
        ("xoxb-fake-1", "chat.postMessages", "unknown_method"),
        ("xoxb-fake-1", "conversations.history", "missing_scope"),
    ],
)
def test_a_call_needs_the_right_token_and_scope(token: str, method: str, error: str) -> None:
    """The app's token opens sockets, the bot's does everything else."""

    async def run() -> None:
        async with Slack() as slack:
            slack.space.channel("news")
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with (
                aiohttp.ClientSession() as session,
                session.post(f"{slack.base_url}/api/{method}", data={"channel": "C0NEWS"}, headers=headers) as answer,
            ):
                assert (await answer.json())["error"] == error

    asyncio.run(run())


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({"text": "<!channel> da"}, "mention"),
        ({"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<@U0ADA>"}}]}, "mention"),
        ({"text": "a < b"}, "unescaped"),
        ({"text": "*x*"}, "mrkdwn"),
        ({"blocks": [text_block()]}, "missing_text"),
        ({"text": "x", "mrkdwn": False, "unfurl_links": True}, "unfurl"),
        ({"text": "x", "mrkdwn": False, "link_names": True}, "link_names"),
        ({"text": "x", "mrkdwn": False, "parse": "full"}, "parse"),
        ({"text": "x", "blocks": [text_block("x" * 9_001)]}, "near_limit"),
        ({"text": "x", "blocks": [text_block()] * 46}, "near_limit"),
        ({"text": "x" * 4_001, "mrkdwn": False}, "near_limit"),
    ],
)
def test_what_is_taken_but_should_not_be_sent_is_noted(arguments: dict[str, Any], kind: str) -> None:
    """The post goes through, as it really does, and the test can see what was wrong with it."""
    answer, slack = post(arguments)
    assert answer["ok"] is True
    assert kind in {violation.kind for violation in slack.violations}


def test_a_clean_post_violates_nothing() -> None:
    """The notes are not noise."""
    _, slack = post({"text": "a &lt; b", "blocks": [text_block("<!channel> *x*"), row(button(action_id="a"))]})
    assert slack.violations == []


def test_an_edit_keeps_to_its_own_rules() -> None:
    """Own messages only, shorter text, and what is gone is told."""

    async def run() -> None:
        async with Slack() as slack:
            channel = slack.space.channel("news")
            theirs = slack.space.say(channel, "U1", "x")
            mine = await api(slack, "chat.postMessage", {"channel": channel.id, "text": "x"})
            where = {"channel": channel.id, "ts": mine["ts"]}
            assert (await api(slack, "chat.update", where | {"text": "y" * 4_001}))["error"] == "msg_too_long"
            assert (await api(slack, "chat.update", where | {"text": "y"}))["ok"]
            assert (await api(slack, "chat.update", where | {"ts": theirs.ts, "text": "y"}))[
                "error"
            ] == "cant_update_message"
            assert (await api(slack, "chat.delete", where))["ok"]
            assert (await api(slack, "chat.update", where | {"text": "y"}))["error"] == "message_not_found"

    asyncio.run(run())


def test_a_reply_to_what_was_deleted_stands_at_top_level() -> None:
    """In silence, as the service does it; below a placeholder that still has replies it stays in the thread."""

    async def run() -> None:
        async with Slack() as slack:
            channel = slack.space.channel("news")
            parent = slack.space.say(channel, "U1", "x")
            reply = {"channel": channel.id, "text": "y", "thread_ts": parent.ts}
            assert (await api(slack, "chat.postMessage", reply))["message"]["thread_ts"] == parent.ts
            slack.space.delete(channel, parent.ts)
            assert (await api(slack, "chat.postMessage", reply))["message"]["thread_ts"] == parent.ts
            lonely = slack.space.say(channel, "U1", "x")
            slack.space.delete(channel, lonely.ts)
            assert (
                "thread_ts" not in (await api(slack, "chat.postMessage", reply | {"thread_ts": lonely.ts}))["message"]
            )

    asyncio.run(run())


def test_a_response_url_serves_five_times_in_half_an_hour() -> None:
    """Then it is used up, or expired."""

    async def run() -> None:
        async with Slack() as slack:
            slack.space.user("bob")
            channel = slack.space.channel("news")
            first = (await slack.slash("U0BOB", channel.id, "/x")).payload["response_url"]
            second = (await slack.slash("U0BOB", channel.id, "/x")).payload["response_url"]
            async with aiohttp.ClientSession() as session:

                async def respond(url: str) -> str:
                    async with session.post(url, json={"text": "x", "mrkdwn": False}) as answer:
                        return str((await answer.json()).get("error", "ok"))

                assert [await respond(first) for _ in range(6)] == ["ok"] * 5 + ["used_url"]
                slack.pass_time(1_801)
                assert await respond(second) == "expired_url"
            assert {one.ephemeral_for for one in slack.posts(channel.id)} == {"U0BOB"}

    asyncio.run(run())


def test_events_come_again_three_times_until_acknowledged() -> None:
    """With the same event id; a command comes once. Each late acknowledgement is noted."""

    async def run() -> None:
        async with Slack(pace=0.01) as slack:
            slack.space.user("bob")
            channel = slack.space.channel("news")
            url = (await api(slack, "apps.connections.open", {}, slack.space.app_token))["url"]
            async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
                assert (await socket.receive_json())["type"] == "hello"
                delivered = await slack.event({"type": "channel_left", "channel": channel.id})
                assert (delivered.attempts, delivered.acked_after_s) == (4, None)
                frames = [await socket.receive_json() for _ in range(4)]
                assert len({frame["payload"]["event_id"] for frame in frames}) == 1
                assert [frame["retry_attempt"] for frame in frames] == [0, 1, 2, 3]
                assert (await slack.slash("U0BOB", channel.id, "/x")).attempts == 1
            assert [violation.kind for violation in slack.violations] == ["late_ack"] * 5
            async with aiohttp.ClientSession() as session:
                with pytest.raises(aiohttp.WSServerHandshakeError):
                    await session.ws_connect(url)

    asyncio.run(run())


def test_history_needs_its_scope_and_shows_metadata_on_request() -> None:
    """Newest first, without replies, in pages."""

    async def run() -> None:
        async with Slack() as slack:
            slack.space.scopes |= HISTORY_SCOPES
            channel = slack.space.channel("news")
            metadata = {"event_type": "e", "event_payload": {"a": "b"}}
            for number in range(3):
                await api(slack, "chat.postMessage", {"channel": channel.id, "text": str(number), "metadata": metadata})
            headers = {"Authorization": f"Bearer {slack.space.bot_token}"}
            async with aiohttp.ClientSession(headers=headers) as session:

                async def history(**arguments: str) -> dict[str, Any]:
                    data = {"channel": channel.id, **arguments}
                    async with session.post(f"{slack.base_url}/api/conversations.history", data=data) as answer:
                        found = await answer.json()
                        assert isinstance(found, dict)
                        return found

                page = await history(limit="2", include_all_metadata="true")
                assert [one["text"] for one in page["messages"]] == ["2", "1"]
                assert page["messages"][0]["metadata"] == metadata
                rest = await history(limit="2", cursor=page["response_metadata"]["next_cursor"])
                assert [one["text"] for one in rest["messages"]] == ["0"]
                assert "metadata" not in rest["messages"][0]

    asyncio.run(run())


def test_weight_counts_links_and_values() -> None:
    """What the service counts is not documented, so everything a message carries is."""
    link = {"type": "rich_text_section", "elements": [{"type": "link", "url": "https://a.b", "text": "cd"}]}
    assert (
        slack_blocks.weight([{"type": "rich_text", "elements": [link]}, row(button("ef", value="ghi"))])
        == 11 + 2 + 2 + 3
    )


def test_the_server_runs_beside_a_test_without_a_loop() -> None:
    """In a thread of its own, with the same methods."""
    with SlackServer() as server:
        server.space.user("bob")
        server.space.channel("news")
        assert server.slash("U0BOB", "C0NEWS", "/x").acked_after_s is None
        assert server.posts("C0NEWS") == []
        assert server.base_url.startswith("http://127.0.0.1:")
