"""A chat service in virtual time: it takes posts, loses answers, refuses, slows down, and notes what broke its limits."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.platforms import Earlier, Found, Listener, Menu, Part
from digest.model import Message
from digest.outcome import TOO_FAST, Address, Fault, Outcome, Refused, Sent, TryLater, Unknown
from tests.torture.virtual import VirtualClock

ALL_PER_S, CHAT_PER_S, GROUP_PER_MIN = 30, 1, 20
"""The limits of the real service (the design's figures for Telegram), over any second or minute."""


PART_LINES = 12
"""Lines of a post."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A post that arrived: which delivery, where, when (the latest wall time seen until then), and what the wall clock
    said, which may have gone back since.
    """

    delivery: str
    address: Address
    words: str
    at: datetime
    wall: datetime


@dataclass
class ScriptedService:
    """A Platform. `trouble` is the share of calls that go wrong; `looks` says whether arrived posts can be found."""

    name: str
    clock: VirtualClock
    dice: random.Random
    trouble: float
    looks: bool
    taken: list[Taken] = field(default_factory=list)
    broken_limits: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    down_until: float = 0.0
    _arrived: dict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def render(self, message: Message) -> tuple[Part, ...]:
        """Parts of some lines each."""
        lines = message.fallback.splitlines()
        chunks = ("\n".join(lines[first : first + PART_LINES]) for first in range(0, max(1, len(lines)), PART_LINES))
        return tuple(Part(chunk, chunk) for chunk in chunks)

    async def send(self, address: Address, part: Part, delivery: str, *, plain: bool = False) -> Outcome:
        slow = self.dice.random() < self.trouble / 10
        latency = self.dice.uniform(10.0, 29.0) if slow else self.dice.uniform(0.02, 0.4)
        await asyncio.sleep(latency / 2)
        outcome = self._arrive(address, part, delivery, plain=plain)
        await asyncio.sleep(latency / 2)
        self.calls[type(outcome).__name__] += 1
        return outcome

    def _arrive(self, address: Address, part: Part, delivery: str, *, plain: bool) -> Outcome:
        if self.clock.monotonic() < self.down_until:
            return TryLater(10.0, "ConnectError", whole_platform=True)
        self._count(address)
        if self.dice.random() >= self.trouble:
            return self._take(address, part, delivery)
        kinds: list[Callable[[], Outcome]] = [
            lambda: TryLater(10.0, "ConnectError", whole_platform=True),
            lambda: TryLater(float(self.dice.choice([1, 5, 60, 1800])), TOO_FAST),
            lambda: Unknown("read time-out"),
            lambda: self._unheard(address, part, delivery),
            lambda: self._unheard(address, part, delivery),
            lambda: self._take(address, part, delivery) if plain else Refused("can't parse entities", Fault.CONTENT),
        ]
        return self.dice.choice(kinds)()

    def _take(self, address: Address, part: Part, delivery: str) -> Outcome:
        self.taken.append(Taken(delivery, address, part.plain, self.clock.latest, self.clock.now()))
        return Sent(f"r{len(self.taken)}")

    def _unheard(self, address: Address, part: Part, delivery: str) -> Outcome:
        """Taken, but the answer is lost."""
        self._take(address, part, delivery)
        return Unknown("connection lost")

    def _count(self, address: Address) -> None:
        now = self.clock.monotonic()
        limits = [
            ("all", ALL_PER_S, 1.0),
            (address.chat, CHAT_PER_S, 1.0),
            ((address.chat, "min"), GROUP_PER_MIN, 60.0),
        ]
        for key, most, span in limits:
            times = self._arrived[key]
            while times and times[0] <= now - span + 1e-6:
                times.popleft()
            times.append(now)
            if len(times) > most:
                self.broken_limits.append(f"{len(times)} posts within {span:.0f} s for {key} at {now:.2f}")

    async def edit(self, address: Address, receipt: str, part: Part) -> Outcome:
        return Sent(receipt)

    async def find(self, address: Address, delivery: str, earlier: Earlier = ()) -> Found:
        await asyncio.sleep(self.dice.uniform(0.05, 0.5))
        if not self.looks:
            return Found(looked=False)
        hit = next((n for n, one in enumerate(self.taken) if (one.delivery, one.address) == (delivery, address)), None)
        return Found(looked=True, receipt="" if hit is None else f"r{hit + 1}")

    async def probe(self) -> Outcome:
        return Sent("@bot")

    async def examine(self, addresses: Sequence[Address]) -> tuple[str, ...]:
        return ()

    async def greet(self, menus: Sequence[Menu]) -> tuple[str, ...]:
        return ()

    async def listen(self, listener: Listener) -> None:
        """Nobody speaks by itself here."""

    async def close(self) -> None:
        """Nothing to release."""
