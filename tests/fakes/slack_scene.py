"""A scene for Slack's scenarios: the strict local server with a channel and two people, the platform, what listens."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.platforms import ChatEvent, Incoming
from bot.platforms.slack import Slack as SlackPlatform
from bot.platforms.slack import SlackOptions, connect
from digest.model import (
    Button,
    Buttons,
    Folded,
    Heading,
    Message,
    Paragraph,
    Run,
    StatementBlock,
)
from digest.outcome import Address, Outcome
from tests.fakes.slack import Slack
from tests.fakes.slack_workspace import Channel

SHORT = Message((Paragraph((Run("Guten Morgen <!channel> *Welt*"),)),), "")
ACTOR = Message(
    (
        Heading((Run("Wladimir Putin"),)),
        StatementBlock("s", (Run("„Ja <@U0ADA>“"),), (Run("wörtlich · "), Run("euronews", url="https://e.example/1"))),
        Folded("Nicht sicher zugeordnet", (Paragraph((Run("Nein"),)),)),
        Buttons((Button("älter", "/actor a1 older"),)),
    ),
    "",
)
OLDER = Message((Paragraph((Run("Älteres"),)), Buttons((Button("neuer", "/actor a1"),))), "")


@dataclass
class Ear:
    """A listener that answers as told and keeps what it heard."""

    answers: dict[str, tuple[Message, ...]] = field(default_factory=dict)
    heard: list[Incoming] = field(default_factory=list)
    events: list[ChatEvent] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    admin: list[bool] = field(default_factory=list)
    ask_admin: bool = False
    pause: asyncio.Event | None = None

    async def command(self, incoming: Incoming) -> tuple[Message, ...]:
        self.heard.append(incoming)
        if self.pause is not None:
            await self.pause.wait()
        if self.ask_admin:
            self.admin.append(await incoming.is_admin())
        return self.answers.get(incoming.text, (SHORT,))

    async def chat_event(self, event: ChatEvent) -> None:
        self.events.append(event)

    async def trouble(self, platform: str, reason: str, *, mute: bool = False) -> None:
        self.troubles.append(f"{platform}: {reason}")

    async def recovered(self, platform: str, reason: str) -> None:
        """Slack lets several listen."""


@dataclass
class Scene:
    """A running server with a channel, two people, the platform, and what listens."""

    slack: Slack
    platform: SlackPlatform
    ear: Ear
    news: Channel
    task: asyncio.Task[None] | None = None

    def at(self, thread: str = "") -> Address:
        return Address("slack", self.news.id, thread)

    async def send(
        self, message: Message = SHORT, delivery: str = "d1", thread: str = "", *, plain: bool = False
    ) -> Outcome:
        return await self.platform.send(self.at(thread), self.platform.render(message)[0], delivery, plain=plain)


@asynccontextmanager
async def scene(*, listen: bool = False, pace: float = 1.0, **options: Any) -> AsyncIterator[Scene]:
    async with Slack(pace=pace) as slack:
        ada = slack.space.user("ada", is_admin=True)
        slack.space.user("bob")
        news = slack.space.channel("news", creator=ada.id)
        given = SlackOptions(
            bot_token=slack.space.bot_token, app_token=slack.space.app_token, base_url=slack.base_url, pause_s=0.02
        )
        platform = connect(replace(given, **options))
        stage = Scene(slack, platform, Ear({"/actor Putin": (ACTOR,), "/actor a1 older": (OLDER,)}), news)
        if listen:
            stage.task = asyncio.create_task(platform.listen(stage.ear))
            await slack.until(lambda: slack.sockets)
        try:
            yield stage
        finally:
            await platform.close()
            if stage.task is not None:
                await asyncio.wait_for(stage.task, 5)


def play(act: Callable[[Scene], Awaitable[None]], **more: Any) -> None:
    """Run one act on a fresh scene."""

    async def run() -> None:
        async with scene(**more) as stage:
            await act(stage)

    asyncio.run(run())


class Still:
    """A clock that shows the present of the test."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return 0.0


@asynccontextmanager
async def over_http(unused_port: int) -> AsyncIterator[Scene]:
    async with Slack() as slack:
        slack.space.user("bob")
        news = slack.space.channel("news")
        options = SlackOptions(
            bot_token=slack.space.bot_token, signing_secret=slack.space.signing_secret, base_url=slack.base_url,
            http_listen=f"127.0.0.1:{unused_port}",
        )  # fmt: skip
        platform = connect(options, Still())
        stage = Scene(slack, platform, Ear({"/actor Putin": (ACTOR,), "/actor a1 older": (OLDER,)}), news)
        slack.request_url = f"http://127.0.0.1:{unused_port}/slack/events"
        stage.task = asyncio.create_task(platform.listen(stage.ear))
        try:
            await _answering(slack.request_url)
            yield stage
        finally:
            await platform.close()
            await asyncio.wait_for(stage.task, 5)


async def _answering(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(200):
            try:
                async with session.post(url, data=b""):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.01)
    raise AssertionError(f"{url} does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
