"""What a running bot does for its database now and then: retention, room, copies. Only the instance that leads.

    every LOOK_S: which chores are due -> a step of each, off the event loop -> more to do? after a pause
                  -> done: noted with its time -> failed: noted, the operator is told once

A step is one short transaction, so that nobody waits for it. When what was last done stands in the database: a restart
repeats nothing, `doctor` and the metrics tell it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.copies import NAME, Copies
from bot.resting import rest
from digest.errors import StoreError
from digest.ports import Clock
from digest.upkeep import Chore, Upkeep

log = logging.getLogger(__name__)

LOOK_S = 20.0
"""Seconds between two looks at what is due."""

PAUSE_S = 0.2
"""Seconds between two steps of one chore, in which others write."""

AGAIN = timedelta(minutes=15)
"""A chore that failed is tried again no earlier."""

TEXTS, TEASERS, BYTES = 25, 250, 1 << 20
"""What one step does at most: texts and teasers that expire, bytes given back to the disk (about 10 ms each)."""

RESERVE = 16 << 20
"""Free bytes that stay in the file for what comes next."""

RETENTION = "retention"
EVERY_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Task:
    """A chore: how often, and how it is done, a step at a time; its last step is the account of what was done."""

    name: str
    every: timedelta
    steps: Callable[[datetime], Iterator[Chore | None]]


def retention(upkeep: Upkeep, keep: timedelta, forget: Callable[[datetime], object] = lambda _now: None) -> Task:
    """Let texts and teasers expire that are older than `keep`, and give back the room; `forget` is done along."""

    def steps(now: datetime) -> Iterator[Chore | None]:
        texts = teasers = room = 0
        forget(now)
        while done := upkeep.expire_texts(now - keep, TEXTS):
            texts += done
            yield None
        while done := upkeep.expire_teasers(now - keep, TEASERS):
            teasers += done
            yield None
        while upkeep.room().free > RESERVE and (done := upkeep.give_back(BYTES)):
            room += done
            yield None
        yield Chore(RETENTION, now, f"{texts} texts and {teasers} teasers expired, {room / 1e6:.1f} MB given back")

    return Task(RETENTION, EVERY_HOUR, steps)


def copying(copies: Copies, every: timedelta) -> Task:
    """Copy the database."""
    return Task(NAME, every, lambda now: iter([copies.copy(now)]))


def is_due(task: Task, last: Chore | None, now: datetime) -> bool:
    """Whether it is time; also when it was last done in a time to come: the clock was set back since."""
    return last is None or _is_over(last.at, task.every, now)


def _is_over(since: datetime, limit: timedelta, now: datetime) -> bool:
    return not timedelta(0) <= now - since < limit


@dataclass(slots=True)
class Caretaker:
    """Does what is due until it is told to stop. `alarm` tells the operator."""

    upkeep: Upkeep
    clock: Clock
    tasks: Sequence[Task]
    alarm: Callable[[str], Awaitable[None]]
    _tried: dict[str, datetime] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Look at what is due again and again."""
        while not stop.is_set():
            await self.look(stop)
            await rest(stop, LOOK_S)

    async def look(self, stop: asyncio.Event) -> None:
        """Do what is due now. A database that fails is the courier's alarm; here it is tried again."""
        try:
            last = await asyncio.to_thread(self.upkeep.chores)
        except StoreError as error:
            log.warning("what is due for the database cannot be told: %s", error)
            return
        for task in self.tasks:
            now = self.clock.now()
            if is_due(task, last.get(task.name), now) and self._may_try(task, now):
                await self._do(task, last, now, stop)

    def _may_try(self, task: Task, now: datetime) -> bool:
        tried = self._tried.get(task.name)
        return tried is None or _is_over(tried, min(AGAIN, task.every), now)

    async def _do(self, task: Task, last: Mapping[str, Chore], now: datetime, stop: asyncio.Event) -> None:
        self._tried[task.name] = now
        before = last.get(task.name)
        try:
            steps = task.steps(now)
            while (done := await asyncio.to_thread(next, steps)) is None:
                if stop.is_set():
                    return
                await rest(stop, PAUSE_S)
            await asyncio.to_thread(self.upkeep.note, done)
        except StoreError as error:
            await self._failed(task, before, str(error), now)
            return
        log.info("%s: %s", task.name, done.result)
        if before is not None and before.problem:
            await self.alarm(f"{task.name} works again: {done.result}")

    async def _failed(self, task: Task, before: Chore | None, problem: str, now: datetime) -> None:
        """Say once that a chore fails: it is noted that it was said, for the next start as well."""
        log.error("%s failed: %s", task.name, problem)
        if before is not None and before.problem:
            return
        never = now - task.every  # not done, so it stays due
        failed = Chore(task.name, before.at if before else never, before.result if before else "", problem)
        with contextlib.suppress(StoreError):
            await asyncio.to_thread(self.upkeep.note, failed)
        await self.alarm(f"{task.name} fails, the bot goes on without: {problem}")


def at_once(upkeep: Upkeep, task: Task, now: datetime) -> str:
    """Do all of a chore now; what was done. Raises StoreError."""
    done = next(one for one in task.steps(now) if one is not None)
    upkeep.note(done)
    return done.result
