"""Floors on articles annotated by others, where they lie beside the project."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from digest.analysis.pipeline import load_analyser
from tests.eval.score import GNQA, SCORER, shared_scores

BASELINE = json.loads((Path(__file__).parent / "baseline.json").read_text("utf-8"))["gnqa_dev"]


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    """The scores of the rules, computed once."""
    if not (GNQA.exists() and SCORER.exists()):
        pytest.skip(f"no evaluation data at {GNQA.parent} (set SHARED_DATA)")
    return shared_scores(load_analyser(["de"]))


def test_the_data_is_what_was_measured(scores):
    """The floors were measured on exactly this file."""
    assert scores
    assert hashlib.sha256(GNQA.read_bytes()).hexdigest() == BASELINE["sha256"]


@pytest.mark.parametrize("name", sorted(BASELINE["floors"]))
def test_floors(scores, name):
    """No score falls below its floor."""
    assert scores[name] >= BASELINE["floors"][name]
