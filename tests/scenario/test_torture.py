"""The short form of `make torture`: a few kills, lost answers and simulated days, so that each change meets them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.torture import dropped, kills, simulation, zones
from tests.torture.parts import is_settled
from tests.torture.simulation import World

SMALL = World(hours=9, chats=20, tick_s=120.0, trouble=0.08, crashes_a_day=24, locked=0.005)

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


def test_lost_answers_double_nothing(tmp_path):
    """Where one can look every post is found; else its chat is told."""
    assert is_settled(asyncio.run(dropped.telegram_drops(tmp_path, 6)), is_looked_up=False)
    assert is_settled(asyncio.run(dropped.slack_drops(tmp_path, 6, read_history=True)), is_looked_up=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_simulated_day_keeps_every_promise(seed):
    """Never lost, early, doubled, out of order or too fast, whatever crashes; and the seed gives the course again."""
    course = simulation.simulate(seed, SMALL)
    assert course.faults == []
    assert course.posts > 20
    if seed == 1:
        assert simulation.simulate(seed, SMALL).trace == course.trace


def test_a_simulated_day_with_a_jumping_clock():
    """An hour back, an hour forward and eight of suspend change nothing of it."""
    hour = timedelta(hours=1)
    assert simulation.simulate(3, replace(SMALL, steps=(-hour, hour, 8 * hour))).faults == []


def test_odd_zones_have_one_occurrence_a_day():
    """Gaps, overlaps and half hours included."""
    walked = zones.walk(["Australia/Lord_Howe", "Europe/Berlin"])
    assert walked.faults == ()
    assert walked.in_gaps > 0
