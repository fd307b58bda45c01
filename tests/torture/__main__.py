"""`make torture`: the long fault tests. `python -m tests.torture [--fresh] [--list] [--minutes N] [NAME...]`.

What was passed is remembered in .cache/torture, so that a run that was broken off goes on where it stopped; when all
is passed the next run begins anew. NAME picks parts by the beginning of their names. The table of docs/reliability.md
is what this prints.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.torture.parts import PARTS, Part

FOLDER = Path(__file__).parents[2] / ".cache" / "torture"
STATE = FOLDER / "state.json"


def main() -> int:
    """Run what is left; the exit status is 1 when a promise was broken."""
    asked = _arguments()
    wanted = [part for part in PARTS if not asked.names or part.name.startswith(tuple(asked.names))]
    if asked.list:
        print("\n".join(f"{part.name:28} {part.promise}" for part in wanted))
        return 0
    for noisy in ("aiohttp", "bot", "digest", "slack_bolt", "slack_sdk", "asyncio", "apscheduler"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)  # faults are what this is about; each is accounted for
    state = {} if asked.fresh else _read_state()
    if all(state.get(part.name, {}).get("well") for part in PARTS):
        state = {}
    began = time.monotonic()
    for part in wanted:
        if state.get(part.name, {}).get("well") and not asked.names:
            continue
        if time.monotonic() - began > asked.minutes * 60:
            break
        state[part.name] = _run(part)
        FOLDER.mkdir(parents=True, exist_ok=True)
        STATE.write_text(json.dumps(state, indent=1, ensure_ascii=False), encoding="utf-8")
    return _told(wanted, state)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", help="parts, by the beginning of their names")
    parser.add_argument("--fresh", action="store_true", help="forget what was passed before")
    parser.add_argument("--list", action="store_true", help="name the parts and what each holds us to")
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no other part after so many minutes")
    return parser.parse_args()


def _read_state() -> dict[str, dict[str, object]]:
    try:
        return dict(json.loads(STATE.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _run(part: Part) -> dict[str, object]:
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


def _told(parts: list[Part], state: dict[str, dict[str, object]]) -> int:
    """Print the table of promises; the exit status."""
    print()
    for part in parts:
        found = state.get(part.name)
        verdict = "not run yet" if found is None else "holds" if found["well"] else "BROKEN"
        print(f"{verdict:12} {part.name:28} {found['figure'] if found else part.promise}")
    return int(any(not state[part.name]["well"] for part in parts if part.name in state))


if __name__ == "__main__":
    sys.exit(main())
