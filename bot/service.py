"""The bot as a service: chats are listened to, due digests are published, parts are delivered, feeds are read.

    greeter -> is the platform there? tries until it is -> opens it to the courier, publishes the commands
    ticker  -> publish due slots -> wake the courier; settle doubtful parts
    courier -> outbox -> platforms
    reader  -> a pass over the feeds every so often, in a thread of its own
    chats   <- platforms

All of it ends when `stop` is set: claiming stops, calls in flight are waited for, at most CLOSING_S seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field

from bot.chat import Chats
from bot.delivery import Courier
from bot.leadership import Leadership
from bot.logs import about
from bot.platforms import Menu, Platform
from bot.schedule import Publisher, Ticker
from digest.errors import ReaderFailed
from digest.model import Message, Paragraph, Run
from digest.outcome import Address, Refused, Sent
from digest.ports import Clock
from digest.render.plain import message

log = logging.getLogger(__name__)

CLOSING_S = 8.0
"""Longest wait for calls in flight when the program is told to end."""

SAME_ALARM_S = 3600.0
"""An alarm that was given is not given again within this time."""

MOST_ALARMS = 30
"""Alarms given within that time; what comes on top stands in the log only."""

THREADS_TURN_S = 0.001
"""How long a thread may keep the interpreter while another waits for it (Python's own 5 ms add up): digests are
compiled and feeds are read beside the loop that answers people.
"""

LONGEST_WAIT_S = 60.0
"""Longest pause between two tries to reach a platform for the first time, in seconds."""


@dataclass(slots=True)
class Alarms:
    """Tells the operator what needs a person: in the log always, in the operator's chats where there are any."""

    clock: Clock
    platforms: Mapping[str, Platform]
    addresses: tuple[Address, ...]
    _given: dict[str, float] = field(default_factory=dict)

    async def alarm(self, text: str) -> None:
        """Give the alarm unless the same was given within the last hour. Never raises.

        All chats are told at the same time: the platform that is down must not keep the others waiting. An alarm that
        reached nobody counts as not given.
        """
        now = self.clock.monotonic()
        log.error("alarm: %s", text)
        self._given = {one: at for one, at in self._given.items() if now - at < SAME_ALARM_S}
        if text in self._given or len(self._given) >= MOST_ALARMS:
            return
        self._given[text] = now
        reached = [(self.platforms[one.platform], one) for one in self.addresses if one.platform in self.platforms]
        told = await asyncio.gather(*(self._tell(platform, one, f"Wortlaut: {text}") for platform, one in reached))
        if reached and not any(told):
            self._given.pop(text, None)

    async def _tell(self, platform: Platform, address: Address, text: str) -> bool:
        told: Message = message([Paragraph((Run(text),))])
        try:
            outcomes = [await platform.send(address, part, "") for part in platform.render(told)]
        except Exception:  # telling of one fault must not raise another; the cause is in the log
            log.exception("the alarm did not reach %s", address)
            return False
        for outcome in outcomes:
            if not isinstance(outcome, Sent):
                log.error("the alarm did not reach %s: %s", address, outcome)
        return all(isinstance(outcome, Sent) for outcome in outcomes)


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
    menus: tuple[Menu, ...]
    leadership: Leadership | None = None


class Service:
    """Runs the parts until it is told to stop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._stop = asyncio.Event()
        self._stop_reading = threading.Event()
        self._broke = False
        self._beside: list[Callable[[asyncio.Event], Coroutine[None, None, None]]] = []
        self._ticker = parts.ticker(self._tick)

    def beside(self, work: Callable[[asyncio.Event], Coroutine[None, None, None]]) -> None:
        """Run this as well, until the event it is given is set."""
        self._beside.append(work)

    def last_tick(self) -> float:
        """When the ticker last did its work, in monotonic seconds."""
        return self._ticker.last_tick

    def stop(self) -> None:
        """End soon; may be called more than once."""
        self._stop.set()
        self._stop_reading.set()
        self._parts.publisher.stop()

    async def run(self) -> int:
        """Run until SIGTERM, SIGINT or `stop`; the exit status: 1 if it ended because a part broke."""
        sys.setswitchinterval(THREADS_TURN_S)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)
        leadership = self._parts.leadership
        try:
            if leadership is not None and not await leadership.take(self._stop):
                await asyncio.gather(*(platform.close() for platform in self._parts.platforms.values()))
                return 0
            return await self._lead()
        finally:
            if leadership is not None:
                leadership.give_up()

    async def _lead(self) -> int:
        """Do the work, being the only one who does."""
        if (leadership := self._parts.leadership) is not None:
            self.beside(leadership.keep)
            await self._parts.courier.adopt()
        reader = threading.Thread(target=self._read, name="reader", daemon=True)
        reader.start()
        tasks = [
            asyncio.create_task(self._parts.courier.run(self._stop), name="courier"),
            asyncio.create_task(self._ticker.run(self._stop), name="ticker"),
            *(asyncio.create_task(work(self._stop), name="beside") for work in self._beside),
        ]
        for name, one in self._parts.platforms.items():
            with about(platform=name):
                tasks.append(asyncio.create_task(self._listen(one), name=f"listening on {name}"))
                tasks.append(asyncio.create_task(self._greet(one), name=f"greeting {name}"))
        for task in tasks:
            task.add_done_callback(self._ended)
        await self._stop.wait()
        log.info("ending")
        await asyncio.wait(
            [*tasks, *(asyncio.create_task(one.close()) for one in self._parts.platforms.values())], timeout=CLOSING_S
        )
        return int(self._broke)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A part that breaks ends the program: a process manager starts it again, half a bot would go unnoticed."""
        if not task.cancelled() and (error := task.exception()) is not None:
            log.critical("%s broke: %s", task.get_name(), error, exc_info=error)
            self._broke = True
            self.stop()

    async def _greet(self, platform: Platform) -> None:
        """Try the token until the service answers; then send there, and publish the lists of commands."""
        wait_s = 1.0
        while not self._stop.is_set():
            outcome = await platform.probe()
            if isinstance(outcome, Sent):
                self._parts.courier.open(platform.name)
                for trouble in await platform.greet(self._parts.menus):
                    log.warning("%s", trouble)
                return
            if isinstance(outcome, Refused):
                await self._parts.chats.trouble(platform.name, outcome.reason, mute=True)
                return
            log.warning("%s cannot be reached yet (%s); next try in %.0f s", platform.name, outcome, wait_s)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), wait_s)
            wait_s = min(LONGEST_WAIT_S, 2 * wait_s)

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
            except ReaderFailed as error:  # as where the program is told to end, and its children with it
                log.warning("a pass over the feeds ended early: %s", error)
            except Exception:  # reading must go on after whatever one pass runs into; the cause is in the log
                log.exception("a pass over the feeds failed")
            self._stop_reading.wait(self._parts.read_every_s)
