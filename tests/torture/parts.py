"""The parts of `make torture`: what each holds the program to, and how it is measured."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.torture import dropped, hostile, kills, literal, rush, simulation, soak, weather, zones
from tests.torture.simulation import Course, World
from tests.torture.virtual import AUTUMN


@dataclass(frozen=True, slots=True)
class Result:
    """Whether the promise held, and the figure that shows it."""

    is_well: bool
    figure: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `run` gets an empty folder. `alone`: it measures time, so nothing else may run beside it."""

    name: str
    promise: str
    run: Callable[[Path], Result]
    alone: bool = False


def _kills(seed: int, *, read_history: bool) -> Callable[[Path], Result]:
    def run(folder: Path) -> Result:
        tally = kills.run_kills(folder, KILLS, seed, read_history=read_history)
        for trouble in (tally.lost + tally.doubled + tally.unannounced + tally.violations)[:20]:
            print(f"  {trouble}")
        parts = "; ".join(f"{kind}: {_counted(found)}" for kind, found in sorted(tally.parts.items()))
        figure = (
            f"{tally.kills} kills ({tally.mid_flight} with a post in flight): {len(tally.lost)} lost, "
            f"{len(tally.doubled)} doubled, {len(tally.unannounced)} unannounced, {tally.secrets_in_log} secrets in the log, {tally.unclean_databases} damaged "
            f"databases; {parts}; uncertain ones that had arrived {tally.uncertain_accepted}"
        )
        uncertain_on_slack = tally.parts["slack part"]["uncertain"]
        return Result(tally.is_well and not (read_history and uncertain_on_slack), figure)

    return run


def _counted(found: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(found.items()))


def _dropped(posts: int) -> Callable[[Path], Result]:
    def run(folder: Path) -> Result:
        found = {
            "Telegram": asyncio.run(dropped.telegram_drops(folder, posts)),
            "Slack with history": asyncio.run(dropped.slack_drops(folder, posts, read_history=True)),
            "Slack without": asyncio.run(dropped.slack_drops(folder, posts // 2, read_history=False)),
        }
        figure = "; ".join(
            f"{name}: {one.posts} answers lost, {_counted(one.states)}, {one.announced} announced, "
            f"{one.doubled} doubled, {one.missing} missing"
            for name, one in found.items()
        )
        return Result(all(is_settled(one, name == "Slack with history") for name, one in found.items()), figure)

    return run


def is_settled(one: dropped.Dropped, is_looked_up: bool) -> bool:
    """Whether all are sent where one could look, or else uncertain and announced; none doubled, none missing."""
    right = one.states["sent"] == one.posts if is_looked_up else one.states["uncertain"] == one.announced == one.posts
    return right and not one.doubled and not one.missing


def _zones(_folder: Path) -> Result:
    walked = zones.walk()
    for fault in walked.faults[:20]:
        print(f"  {fault}")
    figure = (
        f"{walked.zones} zones x {len(zones.WALL_TIMES)} wall times x {zones.YEARS[0]}-{zones.YEARS[1]}: "
        f"{walked.occurrences} occurrences, {len(walked.faults)} faults ({walked.in_gaps} in gaps)"
    )
    return Result(not walked.faults, figure)


def _weather(seed: int) -> Callable[[Path], Result]:
    def run(folder: Path) -> Result:
        read = weather.read(folder, seed, days=5)
        for breach in read.breaches[:20]:
            print(f"  {breach}")
        figure = (
            f"5 days, 8 papers, {read.requests.total()} requests ({read.requests[304]} unchanged), "
            f"pages {_counted(dict(read.outcomes))}: {len(read.breaches)} breaches"
        )
        return Result(not read.breaches, figure)

    return run


def _soaked(articles: int, *, tagger: bool) -> Callable[[Path], Result]:
    def run(folder: Path) -> Result:
        found = soak.soak(folder, articles, tagger=tagger)
        return Result(found.slope_mb < 1 and found.kept > 0.9 * articles, soak.told(found))

    return run


def _simulated(seed: int, world: World) -> Callable[[Path], Result]:
    def run(_folder: Path) -> Result:
        course = simulation.simulate(seed, world)
        for fault in course.faults[:20]:
            print(f"  {fault}")
        return Result(not course.faults, told(course, world))

    return run


def told(course: Course, world: World) -> str:
    """A course in one line."""
    return (
        f"seed {course.seed}: {world.hours} h, {world.chats} chats, {world.feeds} feeds asked {course.fetches} times, "
        f"{course.articles} articles, {course.real} digests of them, {course.crashes} crashes, {course.commands} commands, "
        f"{course.posts} posts, slots {_counted(course.slots)}, parts {_counted(course.parts)}; "
        f"{len(course.faults)} broken promises; trace {course.trace}"
    )


def _hostile(_folder: Path) -> Result:
    found = hostile.hostilities(500)
    for fault in found.faults[:20]:
        print(f"  {fault}")
    figure = (
        f"{found.digests} digests in {found.posts} posts: {len(found.faults)} over a limit, mentions or strange links"
    )
    return Result(not found.faults, figure)


def _literal(seed: int) -> Callable[[Path], Result]:
    def run(_folder: Path) -> Result:
        found = literal.compile_many(2500, seed)
        for text in (found.not_literal + found.negations_lost)[:20]:
            print(f"  {text}")
        return Result(found.is_well, found.figure)

    return run


def _rushed(folder: Path) -> Result:
    found = rush.run_rush(folder, 500)
    figure = (
        f"{found.chats} chats, {found.parts} parts: the last after {found.last_part_s:.0f} s, {found.flood_answers} answers "
        f"429, {found.answered} commands meanwhile with a p95 of {found.answers_p95_s:.2f} s, the loop at most "
        f"{1000 * found.loop_late_s:.0f} ms late ({1000 * found.loop_at_work_s:.0f} ms at work), {found.sent_slots} slots "
        f"sent, {1000 * found.processor_s / max(1, found.parts):.0f} ms of the processor a part"
    )
    well = found.sent_slots == found.chats and not found.flood_answers and not found.violations
    return Result(well and found.last_part_s <= 90 and found.answers_p95_s <= 1 and found.loop_late_s <= 0.1, figure)


def _suite(*arguments: str, **environment: str) -> Callable[[Path], Result]:
    """Tests of `make test`, some of them with more examples than there."""

    def run(_folder: Path) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--timeout=1500", *arguments],
            cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        if done.returncode:
            print(done.stdout[-3000:])
        counted = sum(line.count(".") for line in lines if re.fullmatch(r"[.sxF]+ *\[ *\d+%\]", line))
        return Result(done.returncode == 0, f"{counted} tests passed" if done.returncode == 0 else lines[-1])

    return run


ROOT = Path(__file__).parents[2]
KILLS = 25
"""In each of the eight parts, so that none takes long."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = {
    "1h-forward": (HOUR,), "1h-back": (-HOUR,), "1d-forward": (DAY,), "1d-back": (-DAY,), "suspend-8h": (8 * HOUR,),
    "both": (HOUR, -HOUR, 8 * HOUR),
}  # fmt: skip

PARTS: tuple[Part, ...] = (
    Part("soak-rules", "memory grows by less than 1 MB per 1,000 articles read", _soaked(50_000, tagger=False)),
    Part("soak-tagger", "the same with the trained tagger", _soaked(5_000, tagger=True)),
    Part("zones", "exactly one occurrence per nominal date, at the right instant", _zones),
    Part("hostile-titles", "never over a limit, a mention, or a link that is not the article's", _hostile),
    *(
        Part(
            f"literal-{seed}",
            "whatever a digest shows stands in a stored article; no negation is cut off; what is damaged is left out",
            _literal(seed),
        )
        for seed in range(1, 5)
    ),
    Part("nine-o-clock", "500 chats at once: all within 90 s, no 429, commands answered within 1 s", _rushed, alone=True),
    Part(
        "state-machine", "any course of subscriptions, slots and parts, on both stores",
        _suite("tests/contract/outbox/test_random.py", TORTURE_EXAMPLES="300"),
    ),
    Part(
        "database", "threads and processes lose no update; killed, locked, damaged, read-only, of another version",
        _suite("tests/unit/store"),
    ),
    Part(
        "bot-faults", "token revoked, second poller, no network, SIGTERM while sending, chats that vanish or move",
        _suite("tests/scenario/test_bot_faults.py", "tests/scenario/test_bot.py"),
    ),
    Part("dropped-answers", "an answer lost after the service took the post never doubles it", _dropped(400)),
    *(
        Part(
            f"kills-{'history' if history else 'plain'}-{seed}",
            "kill -9 anywhere: nothing lost, nothing doubled, all in flight announced or looked up",
            _kills(seed, read_history=history),
        )
        for seed in (1, 2, 3, 4)
        for history in (True, False)
    ),
    *(
        Part(f"weather-{seed}", "no request too early, too close, unconditional, closed by robots.txt, or inside", _weather(seed))
        for seed in range(1, 6)
    ),
    *(
        Part(f"simulation-{seed:02}", "three days of everything: never lost, early, doubled, out of order or too fast",
             _simulated(seed, World()))
        for seed in range(1, 21)
    ),
    Part("simulation-autumn", "the same over the night in which an hour comes twice", _simulated(21, World(start=AUTUMN))),
    *(
        Part(f"clock-{name}", "the same while the wall clock jumps", _simulated(100, World(hours=48, chats=100, feeds=50, steps=steps)))
        for name, steps in STEPS.items()
    ),
)  # fmt: skip
