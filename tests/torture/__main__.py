"""`make torture`: the long fault tests. `python -m tests.torture [--fresh] [--list] [--minutes N] [--at-once N] [NAME...]`.

Each part runs in a process of its own; as many at once as there are processors, but for those that measure time: they
come first, alone. What was passed is remembered in .cache/torture, so that a run that was broken off goes on where it
stopped; when all is passed the next run begins anew. NAME picks parts by the beginning of their names. The table of
docs/reliability.md is what this prints.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from tests.torture.parts import PARTS, Part
from tests.torture.running import runs

FOLDER = Path(__file__).parents[2] / ".cache" / "torture"
STATE = FOLDER / "state.json"


def main() -> int:
    """Run what is left; the exit status is 1 when a promise was broken."""
    asked = _arguments()
    wanted = [part for part in PARTS if not asked.names or part.name.startswith(tuple(asked.names))]
    if asked.list:
        print("\n".join(f"{part.name:28} {part.promise}" for part in wanted))
        return 0
    state = {} if asked.fresh else _read_state()
    if all(state.get(part.name, {}).get("well") for part in PARTS):
        state = {}
    left = [part for part in wanted if asked.names or not state.get(part.name, {}).get("well")]
    for name, found in runs(left, asked.at_once, time.monotonic() + asked.minutes * 60):
        state[name] = found
        FOLDER.mkdir(parents=True, exist_ok=True)
        STATE.write_text(json.dumps(state, indent=1, ensure_ascii=False), encoding="utf-8")
    return _told(wanted, state)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", help="parts, by the beginning of their names")
    parser.add_argument("--fresh", action="store_true", help="forget what was passed before")
    parser.add_argument("--list", action="store_true", help="name the parts and what each holds us to")
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no other part after so many minutes")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="parts that run at the same time")
    return parser.parse_args()


def _read_state() -> dict[str, dict[str, object]]:
    try:
        return dict(json.loads(STATE.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


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
