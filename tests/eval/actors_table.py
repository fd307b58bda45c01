"""Who is meant, measured: `python -m tests.eval.actors_table` (with -v every mark that went wrong in the open articles).

marked   own articles with hand-made gold (tests/eval/actors), by phenomenon; the words of the parties are given
found    the same articles end to end: of the statements found, how many have the right actors
corpus   the annotated corpus, where it is at hand: speakers given their words, and end to end
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence

from digest.analysis.pipeline import load_analyser
from digest.ports import Analyser
from tests.eval.actor_articles import FOLDER, PARTS, Marked, Verdict, judge, judge_found, merges, read
from tests.eval.actor_corpus import CORPUS, found_and_right, read_corpus, right_given_spans

FLOORS = json.loads((FOLDER / "floors.json").read_text("utf-8"))
"""What each figure must not fall below, in per cent; a floor is lowered on purpose only, with the reason."""

TOLD = {
    "open": "own articles with hand-made gold, also used to develop the rules; by phenomenon, given the parties' words",
    "held": "own articles like those, kept aside",
    "corpus": "speakers of annotated articles: right, given their words, and from the text alone",
}
"""What each part is."""


def percent(verdicts: Iterable[bool | None]) -> float:
    """Share of those that are true, in per cent with one decimal; 0 where there are none."""
    counted = [bool(one) for one in verdicts]
    return round(100 * sum(counted) / max(1, len(counted)), 1)


def marked_figures(items: Sequence[Marked], analyser: Analyser) -> dict[str, float]:
    """Accuracy in per cent by phenomenon, over all marks, of metonyms and end to end; and the number of merges."""
    verdicts = [(item, list(judge(item))) for item in items]
    every = [verdict for _, found in verdicts for verdict in found]
    kinds: dict[str, list[bool]] = defaultdict(list)
    for verdict in every:
        kinds[verdict.mark.phenomenon].append(verdict.right)
    return {
        "all": percent(verdict.right for verdict in every),
        **{kind: percent(kinds[kind]) for kind in sorted(kinds)},
        "metonym precision": percent(verdict.right for verdict in every if "metonym" in verdict.rule),
        "certain and right": percent(verdict.right for verdict in every if verdict.certain),
        "found and right": percent(
            right for item in items for right in judge_found(item, analyser.analyse(item.article))
        ),
        "merges": float(sum(len(list(merges(item, found))) for item, found in verdicts)),
    }


def corpus_figures(analyser: Analyser) -> dict[str, float]:
    """Shares in per cent on the development corpus; empty where it is not at hand."""
    if not CORPUS.exists():
        return {}
    with_name: list[bool] = []
    nameless: list[bool] = []
    whole: list[bool | None] = []
    for article, statements in read_corpus():
        for gold, right in zip(statements, right_given_spans(article, statements), strict=True):
            (with_name if gold.names else nameless).append(right)
        whole += found_and_right(analyser.analyse(article), statements)
    return {
        "given spans": percent(with_name),
        "given spans, nameless": percent(nameless),
        "end to end": percent(whole),
        "end to end, of found": percent(one for one in whole if one is not None),
    }


def measure(analyser: Analyser) -> dict[str, dict[str, float]]:
    """All figures, by part."""
    figures = {part: marked_figures(read(part), analyser) for part in PARTS}
    corpus = corpus_figures(analyser)
    return {**figures, "corpus": corpus} if corpus else figures


def wrong(items: Iterable[Marked]) -> Iterable[Verdict]:
    """Every mark that went wrong."""
    return (verdict for item in items for verdict in judge(item) if not verdict.right)


def main() -> int:
    """Print the figures beside their floors; 1 when one is below."""
    below = []
    for part, figures in measure(load_analyser(["de", "en"])).items():
        print(f"{part}: {TOLD[part]}")
        for name, value in figures.items():
            floor = FLOORS[part].get(name)
            print(f"  {name:24s} {value:6.1f}" + (f"   floor {floor:5.1f}" if floor is not None else ""))
            below += [f"{part} {name}"] if floor is not None and value < floor else []
    print("gate: " + (f"below the floor: {', '.join(below)}" if below else "all figures at or above their floors"))
    if "-v" in sys.argv:
        for one in wrong(read("open")):
            print(f"{one.article}: {one.words!r} {set(one.mark.names)}, found {set(one.found)} by {one.rule!r}")
    return bool(below)


if __name__ == "__main__":
    sys.exit(main())
