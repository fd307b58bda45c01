"""The sample articles: what must be found in them, and the floors they must not fall below (baseline.json)."""

from __future__ import annotations

from functools import cache

import pytest

from bot.evaluating import BASELINE
from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.pipeline import OURS, RULES_ALONE, load_analyser
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

DATA = {"rules": RULES_ALONE, "model": OURS}
FLOORS = {kind: read_baseline(BASELINE)[kind]["samples"].floors for kind in DATA}


@cache
def scores_of(kind: str) -> list[SampleScore]:
    """The scores of all samples by the rules alone or with the trained tagger, computed once."""
    return sample_scores(sample_files(SAMPLES), load_analyser(["de", "en"], DATA[kind]))


@pytest.fixture(params=DATA)
def scores(request) -> list[SampleScore]:
    """The scores of all samples."""
    return scores_of(request.param)


def moscow(kind: str) -> SampleScore:
    """The scores of the Moscow visit."""
    return next(score for score in scores_of(kind) if "moskau" in score.sample.name)


def test_the_moscow_visit_by_rules():
    """The nine statements of the Moscow visit, with mode, speaker, cue, addressee, via and day, and no others."""
    score = moscow("rules")
    assert len(score.pairs) == 9
    wrong = [(field, pair.gold.content) for pair in score.pairs for field in FIELDS if not pair.right(field)]
    assert wrong == []
    assert score.spurious == ()


def test_the_moscow_visit():
    """The trained tagger finds the nine statements with mode, via and day, and who speaks in each is the right actor."""
    score = moscow("model")
    pairs = [pair for pair in score.pairs if pair.found is not None]
    assert len(pairs) == 9
    assert [pair.gold.content for pair in pairs for field in ("mode", "via", "said_on") if not pair.right(field)] == []
    speakers = [set(pair.found.speaker.actors) for pair in pairs]
    both = {"wladimir-putin", "xi-jinping"}
    assert speakers == [
        both, {"china", "russland"}, {"xi-jinping"}, {"dmitri-peskow"}, both, {"nato"}, {"wolodymyr-selenskyj"},
        {"donald-trump"}, {"jd-vance"},
    ]  # fmt: skip


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


@pytest.mark.parametrize(("kind", "figure"), [(kind, figure) for kind in DATA for figure in sorted(FLOORS[kind])])
def test_floors(kind, figure):
    """Precision, recall, modes, speakers and actors over all samples stay at or above what was laid down."""
    assert sample_figures(scores_of(kind), known_names(load_gazetteer()))[figure] >= FLOORS[kind][figure]


def test_the_articles_are_read_as_everywhere(scores):
    """The evaluation reads the sample articles with the same text as the other tests do."""
    texts = {reading.article.text for reading in readings()}
    assert len(scores) >= 18
    assert {score.sample.article.text for score in scores} == texts
