"""Prints the figures of stories, statements and novelty beside their floors; `python -m tests.eval.story_table [-v]`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from digest.analysis.pipeline import load_analyser
from digest.ports import Analyser
from tests.eval.story_pairs import judged, precision_and_recall
from tests.eval.story_scores import novelty_errors, story_figures, wrong_merges
from tests.eval.story_set import ASIDE, FOLDER, SETS, items

FLOORS: dict[str, dict[str, float]] = json.loads((FOLDER / "floors.json").read_text("utf-8"))
CEILINGS = frozenset({"repeated", "swallowed"})
"""Figures that must not rise."""


def measured(analyser: Analyser) -> dict[str, dict[str, float]]:
    """All figures by set. `…, found actors`: clustered by what the analyser finds in the text."""
    table: dict[str, dict[str, float]] = {}
    for name in SETS:
        table[name] = asdict(story_figures(items(name)))
        found = story_figures(items(name), analyser)
        table[f"{name}, found actors"] = {"pairwise": found.pairwise, "bcubed": found.bcubed}
    precision, recall = precision_and_recall(judged())
    table["pairs"] = {"merge_precision": precision, "merge_recall": recall}
    return table


def main(analyser: Analyser | None = None) -> list[str]:
    """Print the figures; return those beyond their floor or ceiling."""
    broken = []
    for name, figures in measured(analyser or load_analyser(["de", "en"])).items():
        print(f"stories, {name}")
        for figure, value in figures.items():
            limit = FLOORS.get(name, {}).get(figure)
            word = "at most" if figure in CEILINGS else "floor"
            print(f"  {figure:24s} {value:6.2f}" + (f"   {word} {limit:5.1f}" if limit is not None else ""))
            if limit is not None and (value > limit if figure in CEILINGS else value < limit):
                broken.append(f"{name} {figure}")
    return broken


def verbose() -> None:
    """Print the merges that are wrong and missed, and wrong novelty, of all sets but those put aside."""
    for name in (one for one in SETS if one not in ASIDE):
        for error in novelty_errors(items(name)):
            print(f"{name} {error}")
        wrong, missed = wrong_merges(items(name))
        for title, pairs in (("wrong", wrong), ("missed", missed)):
            for one, other in pairs:
                print(f"{name} {title}: {one}  |  {other}")
    for pair in judged():
        if pair.same != pair.merged:
            print(f"pairs {'missed' if pair.same else 'wrong'}: {'  |  '.join(pair.accounts)}")


if __name__ == "__main__":
    if "-v" in sys.argv:
        verbose()
    sys.exit(bool(main()))
