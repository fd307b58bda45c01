"""The short form of `make torture`: a few kills, lost answers and simulated days, so that each change meets them."""

from __future__ import annotations

import asyncio
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import Courier
from bot.editions import Editions
from bot.limiter import Limiter
from bot.schedule import Publisher
from digest.outcome import Sent
from tests.scenario.bot_process import until
from tests.torture import dropped, kills, simulation, zones
from tests.torture.parts import is_settled
from tests.torture.services import ScriptedService, Taken
from tests.torture.simulation import World
from tests.unit.bot.test_health import free_port

SMALL = World(hours=9, chats=20, feeds=10, tick_s=120.0, trouble=0.08, crashes_a_day=24, locked=0.005)

pytestmark = pytest.mark.timeout(120)


@pytest.mark.parametrize("read_history", [True, False])
def test_a_killed_bot_loses_nothing_and_doubles_nothing(tmp_path, read_history):
    """Killed anywhere in its digests, every part is sent once, or uncertain and announced; where Slack's history may be
    read, none there stays uncertain.
    """
    tally = kills.run_kills(tmp_path, 5, 7, read_history=read_history)
    assert tally.is_well, tally
    assert sum(tally.slots.values()) == 5 * 2 * kills.CHATS
    assert not (read_history and tally.parts["slack part"]["uncertain"])


def test_a_second_instance_waits_for_the_first(tmp_path):
    """On one database one bot sends; the other says that it waits, takes over when the first ends, and nothing goes
    out twice. Meanwhile health and metrics are served.
    """
    nursery, address = kills.Nursery(tmp_path), f"127.0.0.1:{free_port()}"
    with kills.stage(tmp_path, read_history=False) as scene:
        first = nursery.start(scene.settings(WORTLAUT_METRICS_LISTEN=address))
        until(lambda: scene.taken() == 4 * kills.CHATS, "the first digests")
        with urllib.request.urlopen(f"http://{address}/readyz", timeout=10) as answer:
            assert answer.status == 200
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as answer:
            assert 'wortlaut_slots{state="sent"}' in answer.read().decode()
        second = nursery.start(scene.settings())
        until(lambda: "another instance works" in nursery.log.read_text(encoding="utf-8"), "the second to say so")
        assert kills.end(first) == 0
        scene.at(kills.FIRST + kills.HOUR)
        until(lambda: scene.taken() == 8 * kills.CHATS, "those of the second")
        assert kills.end(second) == 0
        tally = kills.Tally()
        kills.account(scene, tally)
        assert tally.is_well, tally


def test_lost_answers_double_nothing(tmp_path):
    """Where one can look every post is found; else its chat is told."""
    assert is_settled(asyncio.run(dropped.telegram_drops(tmp_path, 6)), is_looked_up=False)
    assert is_settled(asyncio.run(dropped.slack_drops(tmp_path, 6, read_history=True)), is_looked_up=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_simulated_day_keeps_every_promise(seed):
    """Never lost, early, doubled, out of order or too fast, whatever crashes; and the seed gives the course again."""
    course = simulation.simulate(seed, SMALL)
    assert course.faults == []
    assert course.posts > 10
    assert course.articles > 2
    if seed == 1:
        assert simulation.simulate(seed, SMALL).trace == course.trace


async def _nothing(_courier, _most):
    return ()


def _twice(service, address, part, delivery):
    service.taken.append(Taken(delivery, address, part.plain, service.clock.latest, service.clock.now()))
    return _TAKE(service, address, part, delivery)


def _never(service, address, part, delivery):
    return Sent("r")


def _backwards(service, address, part, delivery):
    outcome = _TAKE(service, address, part, delivery)
    service.taken.insert(0, service.taken.pop())
    return outcome


def _a_day_early(service, address, part, delivery):
    at = service.clock.now() - timedelta(days=1)
    service.taken.append(Taken(delivery, address, part.plain, at, at))
    return Sent("r")


_TAKE = ScriptedService._take


@pytest.mark.parametrize(
    ("broken", "seen"),
    [
        ((ScriptedService, "_take", _twice), "was taken 2 times"),
        ((ScriptedService, "_take", _never), "was never taken"),
        ((ScriptedService, "_take", _backwards), "came after"),
        ((ScriptedService, "_take", _a_day_early), "was posted at"),
        ((Editions, "announce", lambda _editions, _part: None), "nobody was told"),
        ((Publisher, "publish_due", lambda _publisher: 0), "has no slot for"),
        ((Limiter, "busy", lambda _limiter, _now: frozenset()), "posts within"),
        ((Courier, "_claim", _nothing), "is still pending"),
    ],
)
def test_the_simulation_sees_a_broken_promise(monkeypatch, broken, seen):
    """A program or a service that breaks one of the promises is caught at it."""
    monkeypatch.setattr(*broken)
    faults = simulation.simulate(1, replace(SMALL, chats=40, feeds=0, trouble=0.2)).faults
    assert any(seen in fault for fault in faults), faults[:5]


@pytest.mark.parametrize("night", [datetime(2025, 3, 29, 18, tzinfo=UTC), datetime(2025, 10, 25, 18, tzinfo=UTC)])
def test_a_digest_comes_once_in_the_night_of_a_clock_change(night):
    """Also those of half past two in Berlin, which there is not in spring, and twice in autumn."""
    course = simulation.simulate(5, replace(SMALL, feeds=0, start=night))
    assert course.faults == []
    assert course.posts > 10


def test_a_simulated_day_with_a_jumping_clock():
    """An hour back, an hour forward and eight of suspend change nothing of it."""
    hour = timedelta(hours=1)
    assert simulation.simulate(3, replace(SMALL, steps=(-hour, hour, 8 * hour))).faults == []


def test_odd_zones_have_one_occurrence_a_day():
    """Gaps, overlaps and half hours included."""
    walked = zones.walk(["Australia/Lord_Howe", "Europe/Berlin"])
    assert walked.faults == ()
    assert walked.in_gaps > 0
