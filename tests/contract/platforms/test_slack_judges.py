"""Judges not written here: Slack's own SDK and bolt on our local server, and backlot, another local Slack.

backlot is skipped where it is not installed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack import SlackOptions, connect
from bot.platforms.slack.platform import HISTORY_SCOPES as OUR_HISTORY_SCOPES
from bot.platforms.slack.platform import SCOPES
from digest.model import Message, Paragraph, Run
from digest.outcome import Address, Sent
from tests.fakes.slack import Slack
from tests.fakes.slack_workspace import HISTORY_SCOPES, LEAST_SCOPES

MANIFEST = Path(__file__).parents[3] / "docs" / "slack" / "manifest.yaml"


def listed(key: str) -> list[str]:
    """The plain items of a list in the manifest, without its comments."""
    lines = MANIFEST.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip() == f"{key}:")
    indent = len(lines[start]) - len(lines[start].lstrip())
    items = []
    for line in lines[start + 1 :]:
        if len(line) - len(line.lstrip()) <= indent:
            break
        if line.strip().startswith("- "):
            items.append(line.strip().removeprefix("- "))
    return items


def test_the_manifest_asks_for_the_scopes_the_tests_grant() -> None:
    """No scope is granted in tests that a real installation would lack, and none is asked for in vain."""
    assert set(listed("bot")) == LEAST_SCOPES == SCOPES
    assert HISTORY_SCOPES == OUR_HISTORY_SCOPES
    assert not set(listed("bot")) & HISTORY_SCOPES
    assert {"app_mention", "message.im", "tokens_revoked", "channel_id_changed"} <= set(listed("bot_events"))


def test_the_sdk_reads_our_server_as_slack() -> None:
    """Its client posts, edits, reads history and gets the error codes it knows."""

    async def run() -> None:
        async with Slack() as slack:
            slack.space.scopes |= HISTORY_SCOPES
            slack.space.channel("news")
            client = AsyncWebClient(slack.space.bot_token, base_url=f"{slack.base_url}/api/")
            posted = await client.chat_postMessage(channel="C0NEWS", text="x", unfurl_links=False, unfurl_media=False)
            await client.chat_update(channel="C0NEWS", ts=posted["ts"], text="y")
            history = await client.conversations_history(channel="C0NEWS", limit=5)
            assert [one["text"] for one in history["messages"]] == ["y"]
            with pytest.raises(SlackApiError) as caught:
                await client.chat_postMessage(channel="C9", text="x")
            assert caught.value.response["error"] == "channel_not_found"

    asyncio.run(run())


def test_bolt_works_against_our_server() -> None:
    """A bot written with bolt receives commands over our Socket Mode and answers by our response address."""

    async def run() -> None:
        async with Slack() as slack:
            slack.space.user("bob")
            slack.space.channel("news")
            client = AsyncWebClient(slack.space.bot_token, base_url=f"{slack.base_url}/api/")
            app = AsyncApp(client=client, signing_secret="x")

            @app.command("/actor")
            async def actor(ack: Any, respond: Any, command: Any) -> None:
                await ack()
                await respond(text=f"du sagst {command['text']}", response_type="in_channel")

            handler = AsyncSocketModeHandler(app, slack.space.app_token, web_client=client)
            await handler.connect_async()
            await slack.until(lambda: slack.sockets)
            delivered = await slack.slash("U0BOB", "C0NEWS", "/actor", "Putin")
            assert delivered.acked_after_s is not None
            await slack.until(lambda: slack.posts("C0NEWS"))
            assert slack.posts("C0NEWS")[0].text == "du sagst Putin"
            await handler.close_async()

    asyncio.run(run())


# Why the SDK's socket client is not used (docs/decisions/0004-slack.md); once these fail, it may be


@asynccontextmanager
async def sdk_client(slack: Slack) -> AsyncIterator[SocketModeClient]:
    """The SDK's socket client, pausing 50 ms where it would pause 5 s."""
    quiet = logging.getLogger("tests.sdk_client")
    quiet.setLevel(logging.CRITICAL + 1)
    web = AsyncWebClient(slack.space.bot_token, base_url=f"{slack.base_url}/api/", logger=quiet)
    client = SocketModeClient(slack.space.app_token, web_client=web, ping_interval=0.05, logger=quiet)
    connecting = asyncio.create_task(client.connect())
    try:
        yield client
    finally:
        await client.close()
        connecting.cancel()


def test_the_sdk_s_socket_client_dials_a_used_address_for_ever() -> None:
    """It asks for a new one only after having been connected."""

    async def run() -> None:
        async with Slack() as slack:
            slack.web.new_link = lambda: f"ws://127.0.0.1:{slack.port}/link?ticket=used"
            async with sdk_client(slack):
                for _ in range(100):
                    await asyncio.sleep(0.05)
                    if len(slack.violations) >= 4:
                        break
                assert {one.kind for one in slack.violations} == {"stale_link"}
                assert len(slack.called("apps.connections.open")) == 1

    asyncio.run(run())


def test_the_sdk_s_socket_client_never_ends_on_a_revoked_token() -> None:
    """It goes on asking, and nobody is told."""

    async def run() -> None:
        async with Slack() as slack, sdk_client(slack) as client:
            await slack.until(lambda: slack.sockets)
            slack.space.revoked[slack.space.app_token] = "token_revoked"
            slack.drop_sockets()
            await slack.until(lambda: len(slack.called("apps.connections.open")) >= 5)
            assert not client.closed

    asyncio.run(run())


@pytest.fixture(scope="module")
def backlot() -> Iterator[Any]:
    """Another local Slack, with its telemetry off."""
    server = pytest.importorskip("backlot", reason="backlot is not installed")
    record = {
        "source_type": "slack", "channel": "incidents", "author_email": "bob@acme.example",
        "created": "2026-02-10T18:00:00Z", "content": "Hallo",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKLOT_TELEMETRY", "0")
        patch.setenv("DO_NOT_TRACK", "1")
        with server.serve([record], telemetry=False) as running:
            yield running


async def ask(base_url: str, token: str, method: str, arguments: dict[str, str]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{base_url}/api/{method}", data=arguments) as answer,
    ):
        found = await answer.json(content_type=None)
        assert isinstance(found, dict)
        return found


def test_backlot_takes_what_we_post(backlot: Any) -> None:
    """Our platform posts, edits and is refused there as on our own server."""

    async def run() -> None:
        base = f"{backlot.base_url}/slack"
        channels = await ask(base, backlot.token, "conversations.list", {})
        channel = channels["channels"][0]["id"]
        platform = connect(SlackOptions(bot_token=backlot.token, base_url=base))
        (part,) = platform.render(Message((Paragraph((Run("Guten Morgen"),)),), ""))
        sent = await platform.send(Address("slack", channel), part, "d1")
        assert isinstance(sent, Sent)
        assert await platform.edit(Address("slack", channel), sent.receipt, part) == sent
        refused = await platform.send(Address("slack", "C0NOSUCH"), part, "d2")
        await platform.close()
        assert getattr(refused, "reason", "") == "channel_not_found"

    asyncio.run(run())


CASES: list[tuple[str, dict[str, str]]] = [
    ("chat.postMessage", {"text": "x"}),
    ("chat.postMessage", {"channel": "C0NOSUCH", "text": "x"}),
    ("chat.postMessage", {"channel": "{channel}"}),
    ("chat.postMessage", {"channel": "{channel}", "text": ""}),
    ("chat.postMessage", {"channel": "{channel}", "text": "x", "blocks": "abc"}),
    ("chat.postMessage", {"channel": "{channel}", "text": "x", "blocks": "{}"}),
    ("chat.postMessage", {"channel": "{channel}", "blocks": "[]"}),
    ("chat.postMessage", {"channel": "{channel}", "text": "x", "thread_ts": "1.0"}),
    ("chat.postMessage", {"channel": "{channel}", "text": "x", "thread_ts": "1700000000.000001"}),
    ("chat.postMessage", {"channel": "{channel}", "text": " "}),
    ("chat.update", {"channel": "{channel}", "ts": "1700000000.000001", "text": "x"}),
    ("chat.delete", {"channel": "{channel}", "ts": "1700000000.000001"}),
    ("conversations.info", {"channel": "C0NOSUCH"}),
    ("conversations.replies", {"channel": "{channel}", "ts": "1700000000.000001"}),
    ("users.info", {"user": "U0NOSUCH"}),
    ("chat.noSuchMethod", {}),
]


@pytest.mark.parametrize(("method", "arguments"), CASES, ids=lambda value: str(value)[:60])
def test_backlot_and_our_server_answer_alike(backlot: Any, method: str, arguments: dict[str, str]) -> None:
    """The same error code, or success, for the same call; backlot's were measured on the real service."""

    async def run() -> None:
        theirs_at = f"{backlot.base_url}/slack"
        channel = (await ask(theirs_at, backlot.token, "conversations.list", {}))["channels"][0]["id"]
        theirs = await ask(
            theirs_at,
            backlot.token,
            method,
            {key: value.replace("{channel}", channel) for key, value in arguments.items()},
        )
        async with Slack() as slack:
            slack.space.scopes |= HISTORY_SCOPES
            slack.space.channel("news")
            ours = await ask(
                slack.base_url, slack.space.bot_token, method,
                {key: value.replace("{channel}", "C0NEWS") for key, value in arguments.items()},
            )  # fmt: skip
        assert ours.get("error", "ok") == theirs.get("error", "ok")
        assert ("thread_ts" in ours.get("message", {})) == ("thread_ts" in theirs.get("message", {}))

    asyncio.run(run())


@pytest.mark.parametrize("token", ["", "xoxb-made-up"], ids=["none", "wrong"])
def test_backlot_and_our_server_refuse_tokens_alike(backlot: Any, token: str) -> None:
    """Without a token, and with one that nobody issued."""

    async def run() -> None:
        theirs = await ask(f"{backlot.base_url}/slack", token, "auth.test", {})
        async with Slack() as slack:
            ours = await ask(slack.base_url, token, "auth.test", {})
        assert ours["error"] == theirs["error"]

    asyncio.run(run())
