"""`python -m tests.fuzz.campaign [COUNT]`: so many mutated feeds and pages (10,000 of each unless given).

Prints crashes, inputs that took over 5 s, and how much memory grew after the first tenth; writes each offending input
into the corpus. The exit status is 1 if there was any, or memory grew by over 50 MB.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.mutate import mutated
from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import CORPUS, TARGETS

HANG_S = 5.0
MOST_GROWTH_MB = 50.0


@dataclass
class Tally:
    """What came of a campaign; `slowest_s` is processor time, so that a busy machine makes no hang."""

    inputs: int = 0
    read: int = 0
    crashes: int = 0
    hangs: int = 0
    slowest_s: float = 0.0
    growth_mb: float = 0.0


def run(target: Callable[[bytes], bool], inputs: Iterable[bytes], count: int, keep: Path | None = None) -> Tally:
    """Give every input to the target. Offending ones are written to the folder `keep`."""
    tally = Tally()
    settled = 0.0
    for body in inputs:
        tally.inputs += 1
        began = time.process_time()
        try:
            tally.read += target(body)
        except Exception:  # noqa: BLE001 - any error is a finding
            tally.crashes += 1
            traceback.print_exc(limit=-4)
            _keep(body, keep)
        took = time.process_time() - began
        tally.slowest_s = max(tally.slowest_s, took)
        if took > HANG_S:
            tally.hangs += 1
            _keep(body, keep)
        if tally.inputs == count // 10:
            settled = held_mb()
    tally.growth_mb = max(0.0, held_mb() - settled) if settled else 0.0
    return tally


def _keep(body: bytes, folder: Path | None) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{hashlib.sha256(body).hexdigest()[:16]}.bin").write_bytes(body)


def held_mb() -> float:
    """The memory this process holds now, in MB; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0


def main() -> int:
    """Run both campaigns and print what came of them."""
    logging.disable(logging.CRITICAL)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    bad = 0
    for name, target in TARGETS.items():
        tally = run(target, mutated(SEEDS[name](), count, seed=20250509), count, CORPUS / name)
        print(
            f"{tally.inputs:,} mutated {name}s: {tally.crashes} crashes, {tally.hangs} over {HANG_S:g} s "
            f"(slowest {tally.slowest_s:.2f} s), memory +{tally.growth_mb:.1f} MB, {tally.read:,} could be read",
            flush=True,
        )
        bad += tally.crashes + tally.hangs + (tally.growth_mb > MOST_GROWTH_MB)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
