"""The sample articles: what the rules must find in them, and the floors they must not fall below (baseline.json)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digest.analysis.pipeline import load_analyser
from tests.eval.score import Figures, SampleScore, sample_scores

FLOORS = json.loads((Path(__file__).parent / "baseline.json").read_text("utf-8"))["samples"]
FIELDS = ("mode", "speaker", "cue", "addressee", "via", "said_on")


@pytest.fixture(scope="module")
def scores() -> list[SampleScore]:
    """The scores of all samples, computed once."""
    return sample_scores(load_analyser(["de", "en"]))


def test_the_moscow_visit(scores):
    """The nine statements of the Moscow visit, with mode, speaker, cue, addressee, via and day, and no others."""
    score = next(score for score in scores if "moskau" in score.name)
    assert len(score.pairs) == 9
    wrong = [(field, pair.gold["content"]) for pair in score.pairs for field in FIELDS if not pair.right(field)]
    assert wrong == []
    assert score.spurious == ()


def test_no_boilerplate(scores):
    """No teaser, caption or headline list is part of any statement, its frame, or its speaker."""
    checked = 0
    for score in scores:
        for line in score.forbidden:
            start = score.text.index(line)
            for quotation in (*score.spurious, *(p.found for p in score.pairs if p.found is not None)):
                spans = (*quotation.content, *quotation.frame, *quotation.cue)
                assert not any(span.start < start + len(line) and start < span.end for span in spans), line
            checked += 1
    assert checked >= 4


@pytest.mark.parametrize("figure", sorted(FLOORS))
def test_floors(scores, figure):
    """Precision, recall, modes and speakers over all samples stay at or above what was measured."""
    assert getattr(Figures.of(scores), figure) >= FLOORS[figure]
