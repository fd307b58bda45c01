"""The bot as a service: chats are listened to, due digests are published, parts are delivered, feeds are read.

    ticker  -> publish due slots -> wake the courier; settle doubtful parts
    courier -> outbox -> platforms
    reader  -> a pass over the feeds every so often, in a thread of its own
    chats   <- platforms

All of it ends when `stop` is set: claiming stops, calls in flight are waited for, at most CLOSING_S seconds.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.chat import Chats
from bot.delivery import Courier
from bot.platforms import Part, Platform
from bot.schedule import Publisher, Ticker
from digest.model import Message, Paragraph, Run
from digest.outcome import Address, Sent
from digest.ports import Clock
from digest.render.plain import message

log = logging.getLogger(__name__)

CLOSING_S = 8.0
"""Longest wait for calls in flight when the program is told to end."""

SAME_ALARM_S = 3600.0
"""An alarm that was given is not given again within this time."""


@dataclass(slots=True)
class Alarms:
    """Tells the operator what needs a person: in the log always, in the operator's chats where there are any."""

    clock: Clock
    platforms: Mapping[str, Platform]
    addresses: tuple[Address, ...]
    _given: dict[str, float] = field(default_factory=dict)

    async def alarm(self, text: str) -> None:
        """Give the alarm unless the same was given within the last hour. Never raises."""
        now = self.clock.monotonic()
        log.error("alarm: %s", text)
        if now - self._given.get(text, -SAME_ALARM_S) < SAME_ALARM_S:
            return
        self._given[text] = now
        for address in self.addresses:
            platform = self.platforms.get(address.platform)
            if platform is not None:
                await self._tell(platform, address, f"Wortlaut: {text}")

    async def _tell(self, platform: Platform, address: Address, text: str) -> None:
        told: Message = message([Paragraph((Run(text),))])
        for part in platform.render(told):
            outcome = await platform.send(address, Part(part.payload, part.plain), "")
            if not isinstance(outcome, Sent):
                log.error("the alarm did not reach %s: %s", address, outcome)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a running bot is made of. `read_feeds` makes one pass and looks at the event to end early."""

    platforms: Mapping[str, Platform]
    chats: Chats
    courier: Courier
    publisher: Publisher
    ticker: Callable[[Callable[[], Awaitable[None]]], Ticker]
    read_feeds: Callable[[threading.Event], None]
    read_every_s: float
    clean: Callable[[], None]
    greet: Callable[[], Coroutine[Any, Any, None]]


class Service:
    """Runs the parts until it is told to stop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._stop = asyncio.Event()
        self._stop_reading = threading.Event()

    def stop(self) -> None:
        """End soon; may be called more than once."""
        self._stop.set()
        self._stop_reading.set()

    async def run(self) -> int:
        """Run until SIGTERM, SIGINT or `stop`; the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)
        reader = threading.Thread(target=self._read, name="reader", daemon=True)
        reader.start()
        ticker = self._parts.ticker(self._tick)
        tasks = [
            asyncio.create_task(self._parts.courier.run(self._stop), name="courier"),
            asyncio.create_task(ticker.run(self._stop), name="ticker"),
            *(
                asyncio.create_task(self._listen(platform), name=name)
                for name, platform in self._parts.platforms.items()
            ),
            asyncio.create_task(self._parts.greet(), name="greet"),
        ]
        for task in tasks:
            task.add_done_callback(self._ended)
        await self._stop.wait()
        log.info("ending")
        await asyncio.wait(
            [*tasks, *(asyncio.create_task(one.close()) for one in self._parts.platforms.values())], timeout=CLOSING_S
        )
        return 0

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A part that breaks ends the program: a process manager starts it again, half a bot would go unnoticed."""
        if not task.cancelled() and (error := task.exception()) is not None:
            log.critical("%s broke: %s", task.get_name(), error, exc_info=error)
            self.stop()

    async def _listen(self, platform: Platform) -> None:
        await platform.listen(self._parts.chats)

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._parts.publisher.publish_due)
        await loop.run_in_executor(None, self._parts.clean)
        self._parts.courier.wake()
        await self._parts.courier.settle_doubts()

    def _read(self) -> None:
        while not self._stop_reading.is_set():
            try:
                self._parts.read_feeds(self._stop_reading)
            except Exception:  # reading must go on after whatever one pass runs into; the cause is in the log
                log.exception("a pass over the feeds failed")
            self._stop_reading.wait(self._parts.read_every_s)
