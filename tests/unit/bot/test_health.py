"""What /healthz, /readyz and /metrics say, over real HTTP."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field, replace
from datetime import timedelta

import aiohttp
import pytest

from bot import meters
from bot.health import Health, Watched, count_outcome, note_event
from bot.meters import Counters, exposition
from digest.errors import StoreCorrupt
from digest.ingest.events import FeedDone
from digest.outcome import Sent, Unknown
from digest.store.memory import MemoryStore
from digest.store.memory_outbox import MemoryOutbox
from digest.upkeep import Chore
from tests.contract.outbox.values import a_channel, frozen
from tests.unit.bot.doubles import Clock


@dataclass
class Place:
    """Something to look at."""

    clock: Clock = field(default_factory=Clock)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    store: MemoryStore = field(default_factory=MemoryStore)
    last_tick: float = 0.0
    is_open: frozenset[str] = frozenset({"telegram"})
    counters: Counters = field(default_factory=Counters)

    def watched(self, **more) -> Watched:
        watched = Watched(
            self.clock, 15.0, lambda: self.last_tick, self.outbox.tally, self.store.state, lambda: self.is_open,
            frozenset({"slack", "telegram"}), self.counters,
        )  # fmt: skip
        return replace(watched, **more)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def got(watched: Watched, *paths: str) -> list[tuple[int, str]]:
    """Status and text of these paths."""

    async def scenario():
        listen, stop, alarms = f"127.0.0.1:{free_port()}", asyncio.Event(), []

        async def alarm(text):
            alarms.append(text)

        running = asyncio.create_task(Health(listen, watched).run(stop, alarm))
        found = []
        async with aiohttp.ClientSession() as session, asyncio.timeout(10):
            for path in paths:
                while True:
                    try:
                        async with session.get(f"http://{listen}{path}") as answer:
                            found.append((answer.status, await answer.text()))
                            break
                    except aiohttp.ClientConnectorError:
                        await asyncio.sleep(0.01)
        stop.set()
        await running
        assert alarms == []
        return found

    return asyncio.run(scenario())


def test_a_running_bot_is_healthy_and_ready():
    """Both say so with 200, and nothing else is served."""
    assert got(Place().watched(), "/healthz", "/readyz", "/") == [
        (200, "ok\n"),
        (200, "ready\n"),
        (404, "404: Not Found"),
    ]


def test_a_ticker_that_stopped_is_not_healthy():
    """After six intervals without a tick, the answer is 503 and says for how long."""
    place = Place(last_tick=-91.0)
    assert got(place.watched(), "/healthz") == [(503, "no tick for 91 s\n")]
    assert got(Place(last_tick=-89.0).watched(), "/healthz")[0][0] == 200


def test_readiness_names_every_reason():
    """A database that cannot be read, and no platform that is open."""

    def broken():
        raise StoreCorrupt("The database is damaged.")

    (status, text), = got(Place(is_open=frozenset()).watched(tally=broken), "/readyz")  # fmt: skip
    assert (status, text) == (503, "The database is damaged.\nno platform is open\n")


def test_metrics_show_what_waits_and_what_was_done():
    """States of the outbox, outcomes of calls, feeds that failed; also when the database cannot be asked."""
    place = Place()
    frozen(place.outbox, a_channel(), 2)
    count_outcome(place.counters, "telegram", Sent("1"))
    count_outcome(place.counters, "telegram", Sent("2"))
    count_outcome(place.counters, "telegram", Unknown("read time-out"))
    note_event(place.counters, FeedDone("http://a/feed", error="dns"))
    (status, text), = got(place.watched(), "/metrics")  # fmt: skip
    assert status == 200
    for line in (
        'wortlaut_deliveries{state="pending"} 2',
        'wortlaut_slots{state="late"} 0',
        "wortlaut_queue_depth 2",
        'wortlaut_calls_total{outcome="Sent",platform="telegram"} 2',
        'wortlaut_calls_total{outcome="Unknown",platform="telegram"} 1',
        "wortlaut_feeds_failed_total 1",
        'wortlaut_platform_open{platform="slack"} 0',
        "# TYPE wortlaut_deliveries gauge",
    ):
        assert line in text.splitlines()

    def broken():
        raise StoreCorrupt("The database is damaged.")

    (status, text), = got(place.watched(tally=broken), "/metrics")  # fmt: skip
    assert status == 200
    assert "wortlaut_deliveries" not in text
    assert "wortlaut_calls_total" in text


def test_metrics_show_when_chores_were_done():
    """How long ago each was last done, and whether it fails; one that was never done has no age."""
    place = Place()
    now = place.clock.now()
    place.store.note(Chore("retention", now - timedelta(seconds=90), "3 texts"))
    place.store.note(Chore("backup", now, problem="no room"))
    (_, text), = got(place.watched(), "/metrics")  # fmt: skip
    lines = text.splitlines()
    assert 'wortlaut_chore_done_seconds{chore="retention"} 90' in lines
    assert 'wortlaut_chore_failing{chore="retention"} 0' in lines
    assert 'wortlaut_chore_failing{chore="backup"} 1' in lines
    assert 'wortlaut_chore_done_seconds{chore="backup"}' not in text


def test_an_address_in_use_is_an_alarm_and_ends_nothing():
    """The operator is told the setting; the bot goes on."""

    async def scenario():
        told = []

        async def alarm(text):
            told.append(text)

        with socket.create_server(("127.0.0.1", 0)) as taken:
            listen = f"127.0.0.1:{taken.getsockname()[1]}"
            await Health(listen, Place().watched()).run(asyncio.Event(), alarm)
        return told

    (text,) = asyncio.run(scenario())
    assert "metrics_listen" in text


@pytest.mark.parametrize("word", ['a"b', "a\\b", "a\nb"])
def test_labels_cannot_break_a_line(word):
    """Quotes, backslashes and line breaks are escaped."""
    text = exposition([(meters.OUTCOMES, (("platform", word),), 1.0)])
    assert len(text.splitlines()) == 3
    assert text.count('"') - text.count('\\"') == 2
