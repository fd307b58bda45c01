"""/healthz, /readyz and /metrics over HTTP, when metrics_listen is set; nothing else, and nothing about anybody.

/healthz  200 while the ticker ticks; a process manager may restart the program when it does not
/readyz   200 while the database answers and a platform is open; else 503 with the reasons, one a line
/metrics  figures for Prometheus
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from aiohttp import web

from bot import meters
from bot.meters import Counters, Labels, Meter
from digest.errors import StoreError
from digest.ingest.events import Event, FeedDone, PageDone, Summary
from digest.outbox import DeliveryState, OutboxTally
from digest.outcome import Outcome
from digest.ports import Clock
from digest.upkeep import State

log = logging.getLogger(__name__)

LEAST_PATIENCE_S = 60.0
"""A ticker that was silent for less is never called dead."""

MISSED_TICKS = 6
"""Intervals of silence after which the ticker counts as dead; its own watchdog acts after three."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at. `last_tick` is monotonic; `tally` and `upkeep` ask the database and raise StoreError."""

    clock: Clock
    tick_s: float
    last_tick: Callable[[], float]
    tally: Callable[[], OutboxTally]
    upkeep: Callable[[], State]
    open_platforms: Callable[[], frozenset[str]]
    platforms: frozenset[str]
    counters: Counters


class Health:
    """Answers on one address."""

    def __init__(self, listen: str, watched: Watched) -> None:
        self._listen = listen
        self._watched = watched
        self._began = watched.clock.monotonic()

    async def run(self, stop: asyncio.Event, alarm: Callable[[str], Awaitable[None]]) -> None:
        """Answer until `stop` is set. An address that cannot be used is an alarm; the bot runs without it."""
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        host, _, port = self._listen.rpartition(":")
        try:
            await web.TCPSite(runner, host.strip("[]") or "127.0.0.1", int(port)).start()
            log.info("health and metrics at http://%s", self._listen)
            await stop.wait()
        except (OSError, OverflowError) as error:
            await alarm(f"health and metrics cannot be served at {self._listen} (metrics_listen): {error}")
        finally:
            await runner.cleanup()

    async def _healthz(self, _request: web.Request) -> web.Response:
        silent_s = self._silent_s()
        if silent_s <= max(LEAST_PATIENCE_S, MISSED_TICKS * self._watched.tick_s):
            return web.Response(text="ok\n")
        return web.Response(status=503, text=f"no tick for {silent_s:.0f} s\n")

    async def _readyz(self, _request: web.Request) -> web.Response:
        asked = await self._asked()
        reasons = [asked] if isinstance(asked, str) else []
        if not self._watched.open_platforms():
            reasons.append("no platform is open")
        return web.Response(status=503 if reasons else 200, text="\n".join(reasons or ["ready"]) + "\n")

    async def _metrics(self, _request: web.Request) -> web.Response:
        asked = await self._asked()
        text = meters.exposition(self._figures(None if isinstance(asked, str) else asked))
        return web.Response(text=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    async def _asked(self) -> tuple[OutboxTally, State] | str:
        """The state of the database, or why it cannot be told; off the loop."""
        watched = self._watched
        try:
            return await asyncio.to_thread(lambda: (watched.tally(), watched.upkeep()))
        except StoreError as error:
            return str(error)

    def _figures(self, asked: tuple[OutboxTally, State] | None) -> Iterator[tuple[Meter, Labels, float]]:
        watched = self._watched
        yield meters.UP, (), watched.clock.monotonic() - self._began
        yield meters.SINCE_TICK, (), self._silent_s()
        is_open = watched.open_platforms()
        yield from meters.gauges(meters.OPEN, "platform", {name: float(name in is_open) for name in watched.platforms})
        if asked is not None:
            tally, upkeep = asked
            yield from _upkeep_figures(upkeep, watched.clock.now())
            yield meters.WAITING, (), tally.deliveries[DeliveryState.PENDING]
            yield from meters.gauges(
                meters.DELIVERIES, "state", {state.value: many for state, many in tally.deliveries.items()}
            )
            yield from meters.gauges(meters.SLOTS, "state", {state.value: many for state, many in tally.slots.items()})
        yield from watched.counters.figures()

    def _silent_s(self) -> float:
        return self._watched.clock.monotonic() - self._watched.last_tick()


def _upkeep_figures(state: State, now: datetime) -> Iterator[tuple[Meter, Labels, float]]:
    since = {name: (now - chore.at).total_seconds() for name, chore in state.chores.items() if chore.result}
    yield from meters.gauges(meters.CHORE_DONE, "chore", since)
    failing = {name: float(bool(chore.problem)) for name, chore in state.chores.items()}
    yield from meters.gauges(meters.CHORE_FAILING, "chore", failing)
    if state.room.size:
        yield meters.FILE_BYTES, (), state.room.size
        yield meters.FREE_BYTES, (), state.room.free


def note_event(counters: Counters, event: Event) -> None:
    """Count what a pass over the feeds reports."""
    match event:
        case PageDone(record):
            counters.count(meters.ARTICLES, outcome=record.outcome.value)
        case FeedDone(error=error, waits=False) if error:
            counters.count(meters.FEEDS_FAILED)
        case Summary(seconds=seconds):
            for step in fields(seconds):
                counters.count(meters.STEP_SECONDS, getattr(seconds, step.name), step=step.name)


def count_outcome(counters: Counters, platform: str, outcome: Outcome) -> None:
    """Count what became of a call to a chat service."""
    counters.count(meters.OUTCOMES, platform=platform, outcome=type(outcome).__name__)
