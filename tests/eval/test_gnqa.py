"""Floors of the rules on articles annotated by others, where they lie beside the project; and our scorer beside theirs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.evaluating import BASELINE
from digest.analysis.pipeline import RULES_ALONE, load_analyser
from digest.evaluation.gate import read_baseline, shortcomings
from digest.evaluation.gold import GNQA, read_gnqa
from digest.evaluation.marks import found_marks
from digest.evaluation.quotation_figures import by_name, judge, measure, plain_name
from digest.evaluation.run import Evaluation
from digest.export import analysis_line

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared"))
SCORER = SHARED / "tools" / "score_quotations.py"
ARTICLES_OF_THE_COMPARISON = 40


@pytest.fixture(scope="module")
def analyser():
    """The rules, loaded once."""
    if not (SHARED / "data" / GNQA).exists():
        pytest.skip(f"no evaluation data in {SHARED} (set SHARED_DATA)")
    return load_analyser(["de"], RULES_ALONE)


def test_floors(analyser):
    """On exactly the data the floors were measured on, no figure of the rules falls below its floor."""
    floors = read_baseline(BASELINE)["rules"]
    (section,) = Evaluation(analyser, SHARED / "data", floors).sections(["gnqa-dev"])
    assert section.measured is not None
    assert len(floors["gnqa-dev"].floors) >= 5
    assert shortcomings(section.measured, floors["gnqa-dev"]) == []


def test_our_scorer_agrees_with_the_public_one(analyser, tmp_path):
    """On the same predictions our figures are those that the shared scorer prints, to the last digit."""
    if not SCORER.exists():
        pytest.skip("the shared scorer is not at hand")
    wanted = tmp_path / "gold.jsonl"
    rows = [with_actors(line) for line in (SHARED / "data" / GNQA).read_text("utf-8").splitlines()]
    rows.sort(key=lambda row: -len(row["quotations"]))
    rows = rows[:ARTICLES_OF_THE_COMPARISON]
    wanted.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    gold = read_gnqa(wanted)
    analyses = [analyser.analyse(one.article) for one in gold]
    predicted = tmp_path / "predicted.jsonl"
    pairs = list(zip(gold, analyses, strict=True))
    lines = [json.dumps(analysis_line(one.article.id, one.article.text, analysis)) for one, analysis in pairs]
    predicted.write_text("\n".join(lines), encoding="utf-8")
    ours = by_name(measure([judge(one, found_marks(analysis, one.tokens)) for one, analysis in pairs], plain_name))
    theirs = printed(wanted, predicted)
    assert theirs["speaker actor"] != "0.0"
    assert {name: f"{ours[name]:.{len(value.partition('.')[2])}f}" for name, value in theirs.items()} == theirs


def with_actors(line: str) -> dict:
    """A gold row whose speakers have the names that their words hold, so that actors are compared too."""
    row = json.loads(line)
    for one in row["quotations"]:
        spans = [row["tokens"][index] for index in one.get("speaker") or []]
        name = " ".join(row["text"][start:end] for start, end in spans if row["text"][start].isupper())
        one["actors"] = [name] if name else []
    return row


def printed(gold: Path, predicted: Path) -> dict[str, str]:
    """What the shared scorer prints, by the names of our figures."""
    command = [sys.executable, str(SCORER), str(gold), str(predicted)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = {}
    for name, precision, recall, f1 in re.findall(
        r"^([a-z ]+?)\s+P\s+([\d.]+)\s+R\s+([\d.]+)\s+F1\s+([\d.]+)", out, re.MULTILINE
    ):
        found[name] = f1
        if name == "messages":
            found |= {"messages P": precision, "messages R": recall}
    found["type"] = re.search(r"^type\s+F1\s+([\d.]+)", out, re.MULTILINE)[1]
    for slot, f1 in re.findall(r"^(\w+)\s+token F1\s+([\d.]+)", out, re.MULTILINE):
        found[f"{'content' if slot == 'quote' else slot} tokens"] = f1
    exactly, overlapped = re.search(r"exactly ([\d.]+) %, overlapped ([\d.]+) %", out).groups()
    found |= {"speaker exact": exactly, "speaker overlapped": overlapped}
    found["speaker actor"] = re.search(r"speaker actor right: ([\d.]+) %", out)[1]
    assert len(found) >= 14
    return found
