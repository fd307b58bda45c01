"""`make eval`: the quality figures on the development data, with the floors of tests/eval/baseline.json as the gate.

Figures whose data is not at hand are left out with a line that says so; the gate holds for what was measured.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from digest.analysis.pipeline import load_analyser
from tests.eval import actors_table, extraction_table
from tests.eval.score import GNQA, SCORER, Figures, sample_scores, shared_scores

BASELINE = Path(__file__).with_name("baseline.json")


def main() -> int:
    """Print all figures; the exit status is 1 when one is below its floor."""
    floors = json.loads(BASELINE.read_text(encoding="utf-8"))
    analyser = load_analyser(["de", "en"])
    print(f"analyser {analyser.version}")
    figures = Figures.of(sample_scores(analyser))
    measured = {name: round(100 * getattr(figures, name), 1) for name in floors["samples"]}
    print("samples: own articles with hand-made gold, also used to develop the rules")
    below = _table(measured, {name: 100 * floor for name, floor in floors["samples"].items()})
    if GNQA.exists() and SCORER.exists():
        print("gnqa-dev: 150 articles annotated by others, never used for rules")
        below += _table(shared_scores(analyser), floors["gnqa_dev"]["floors"])
    else:
        print("gnqa-dev: not at hand (SHARED_DATA names the folder of the shared data); not measured")
    for part, actors in actors_table.measure(analyser).items():
        print(f"actors, {part}: {actors_table.TOLD[part]}")
        below += _table(actors, floors["actors"][part])
    print("page extraction: real pages of the shared data, used to develop the repairs")
    extraction_table.main()
    print("gate: " + ("all figures at or above their floors" if not below else f"below the floor: {', '.join(below)}"))
    return bool(below)


def _table(measured: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Print the figures beside their floors; return the names of those below."""
    for name, value in measured.items():
        floor = floors.get(name)
        print(f"  {name:24s} {value:6.2f}" + (f"   floor {floor:5.1f}" if floor is not None else ""))
    return [name for name, floor in floors.items() if measured[name] < floor]


if __name__ == "__main__":
    sys.exit(main())
