"""The sample articles: what must be found in them, and the floors they must not fall below (baseline.json)."""

from __future__ import annotations

import pytest

from bot.evaluating import BASELINE
from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.pipeline import load_analyser
from digest.evaluation.actor_names import known_names
from digest.evaluation.gate import read_baseline
from digest.evaluation.samples import (
    FIELDS,
    SAMPLES,
    SampleScore,
    sample_figures,
    sample_files,
    sample_scores,
)
from tests.samples import readings

FLOORS = read_baseline(BASELINE)["rules"]["samples"].floors


@pytest.fixture(scope="module")
def scores() -> list[SampleScore]:
    """The scores of all samples, computed once."""
    return sample_scores(sample_files(SAMPLES), load_analyser(["de", "en"]))


def test_the_moscow_visit(scores):
    """The nine statements of the Moscow visit, with mode, speaker, cue, addressee, via and day, and no others."""
    score = next(score for score in scores if "moskau" in score.sample.name)
    assert len(score.pairs) == 9
    wrong = [(field, pair.gold.content) for pair in score.pairs for field in FIELDS if not pair.right(field)]
    assert wrong == []
    assert score.spurious == ()


def test_no_boilerplate(scores):
    """No teaser, caption or headline list is part of any statement, its frame, or its speaker."""
    checked = 0
    for score in scores:
        text = score.sample.article.text
        for line in score.sample.never:
            start = text.index(line)
            for quotation in (*score.spurious, *(p.found for p in score.pairs if p.found is not None)):
                spans = (*quotation.content, *quotation.frame, *quotation.cue)
                assert not any(span.start < start + len(line) and start < span.end for span in spans), line
            checked += 1
    assert checked >= 4


@pytest.mark.parametrize("figure", sorted(FLOORS))
def test_floors(scores, figure):
    """Precision, recall, modes, speakers and actors over all samples stay at or above what was laid down."""
    assert sample_figures(scores, known_names(load_gazetteer()))[figure] >= FLOORS[figure]


def test_the_articles_are_read_as_everywhere(scores):
    """The evaluation reads the sample articles with the same text as the other tests do."""
    texts = {reading.article.text for reading in readings()}
    assert len(scores) >= 18
    assert {score.sample.article.text for score in scores} == texts
