"""Parts of `make torture`, each in a process of its own, some at a time."""

from __future__ import annotations

import logging
import os
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from tests.torture.parts import PARTS, Part

Found = dict[str, object]
"""Whether a part went well, its figure, and the seconds it took."""

NOISY = ("aiohttp", "bot", "digest", "slack_bolt", "slack_sdk", "asyncio", "apscheduler")
"""Who logs what the faults do to them: faults are what this is about; each is accounted for."""


def runs(parts: Sequence[Part], at_once: int, until: float) -> Iterator[tuple[str, Found]]:
    """What became of each part, as they end: first those that measure time, alone. None begins after `until`."""
    for group, together in (
        ([one for one in parts if one.alone], 1),
        ([one for one in parts if not one.alone], at_once),
    ):
        with ThreadPoolExecutor(together) as pool:
            running = {pool.submit(_in_a_process, one.name, until): one.name for one in group}
            for done in as_completed(running):
                if (found := done.result()) is not None:
                    yield running[done], found


def _in_a_process(name: str, until: float) -> Found | None:
    """Run the part in a process of its own, so that it takes nothing but itself with it when it ends badly."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        try:
            return pool.submit(run_part, name, until).result()
        except BrokenProcessPool as error:
            return {"well": False, "figure": f"its process ended: {error}", "seconds": 0.0, "processor": 0.0}


def run_part(name: str, until: float) -> Found | None:
    """Run the part of this name; None when it is too late to begin (`until` on the system's monotonic clock)."""
    if time.monotonic() > until:
        return None
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    part = next(one for one in PARTS if one.name == name)
    print(f"{part.name} …", flush=True)
    began, used = time.monotonic(), _processor_s()
    with tempfile.TemporaryDirectory(prefix="torture") as folder:
        try:
            result = part.run(Path(folder))
            well, figure = result.is_well, result.figure
        except Exception:  # noqa: BLE001  the other parts must run; the cause is shown
            traceback.print_exc()
            well, figure = False, traceback.format_exc(limit=-1).strip().splitlines()[-1]
    seconds, used = time.monotonic() - began, _processor_s() - used
    took = f"{seconds:.0f} s, {used:.0f} s of the processor"
    print(f"{part.name}: {'well' if well else 'BROKEN'} in {took}: {figure}", flush=True)
    return {"well": well, "figure": figure, "seconds": round(seconds, 1), "processor": round(used, 1)}


def _processor_s() -> float:
    """What this process and its finished children used of the processor, which other work does not change much."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system
