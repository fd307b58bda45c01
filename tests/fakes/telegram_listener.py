"""A listener that notes what comes in, and a bot connected to the local server for the length of a test."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from bot.platforms import ChatEvent, Incoming
from bot.platforms.telegram import Telegram, TelegramOptions, connect
from digest.model import Button, Buttons, Message, Paragraph, Run
from digest.outcome import Address
from tests.fakes.telegram import Chat, TelegramServer

GUARD_S = 30.0
T = TypeVar("T")

STALE = {"de": "Diese Schaltfläche ist zu alt.", "en": "This button is too old."}


def says(text: str, *buttons: Button) -> Message:
    """A message of one paragraph, with a row of buttons below it."""
    blocks = (Paragraph((Run(text),)),) + ((Buttons(buttons),) if buttons else ())
    return Message(blocks, text)


def echo(incoming: Incoming) -> tuple[Message, ...]:
    """An answer that repeats the question."""
    return (says(f"Antwort auf {incoming.text}"),)


class Notebook:
    """Notes commands, events and troubles; answers commands by `answer`."""

    def __init__(self, answer: Callable[[Incoming], tuple[Message, ...]] = echo) -> None:
        self.commands: list[Incoming] = []
        self.events: list[ChatEvent] = []
        self.troubles: list[str] = []
        self.troubled = asyncio.Event()
        self.recoveries: list[str] = []
        self.well_again = asyncio.Event()
        self.answer = answer

    async def command(self, incoming: Incoming) -> tuple[Message, ...]:
        self.commands.append(incoming)
        return self.answer(incoming)

    async def chat_event(self, event: ChatEvent) -> None:
        self.events.append(event)

    async def trouble(self, platform: str, reason: str, *, mute: bool = False) -> None:
        self.troubles.append(f"{platform}: {reason}")
        self.troubled.set()

    async def recovered(self, platform: str, reason: str) -> None:
        self.recoveries.append(f"{platform}: {reason}")
        self.well_again.set()


class Waits:
    """Stands for sleeping: notes how long, and returns at once."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._more = asyncio.Condition()

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        async with self._more:
            self._more.notify_all()
        await asyncio.sleep(0)

    async def often(self, times: int) -> None:
        """Return when it was waited so many times."""
        async with self._more:
            await self._more.wait_for(lambda: len(self.seconds) >= times)


def options(server: TelegramServer, **others: Any) -> TelegramOptions:
    """What connects a bot to the local server."""
    defaults: dict[str, Any] = {
        "token": server.token,
        "base_url": server.base_url,
        "file_base_url": server.file_base_url,
        "stale_button": STALE,
    }
    return TelegramOptions(**(defaults | others))


@asynccontextmanager
async def listening(
    server: TelegramServer, listener: Notebook, waits: Waits | None = None, **others: Any
) -> AsyncIterator[Telegram]:
    """A bot that listens, closed at the end."""
    platform = connect(options(server, **others), sleep=waits or Waits())
    task = asyncio.create_task(platform.listen(listener))
    try:
        yield platform
    finally:
        await platform.close()
        await task


@asynccontextmanager
async def sending(server: TelegramServer, **others: Any) -> AsyncIterator[Telegram]:
    """A bot that only sends."""
    platform = connect(options(server, **others), sleep=Waits())
    try:
        yield platform
    finally:
        await platform.close()


def run(scenario: Coroutine[Any, Any, T]) -> T:
    """Run a scenario that must end by itself."""

    async def guarded() -> T:
        async with asyncio.timeout(GUARD_S):
            return await scenario

    return asyncio.run(guarded())


def to(chat: Chat, thread: str = "") -> Address:
    """Where a chat is."""
    return Address("telegram", str(chat.id), thread)


def texts(server: TelegramServer, chat: Chat) -> list[str]:
    """What a chat got, in order."""
    return [accepted.text for accepted in server.sent_to(chat)]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
