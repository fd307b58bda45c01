"""The English articles: their expectations are words of the articles, and the floors hold."""

from __future__ import annotations

import pytest

from bot.evaluating import BASELINE
from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.pipeline import OURS, RULES_ALONE, load_analyser
from digest.evaluation.actor_names import known_names
from digest.evaluation.gate import read_baseline
from digest.evaluation.quotation_figures import NAMELESS
from digest.evaluation.samples import ENGLISH, read_sample, sample_figures, sample_files, sample_scores, spans_of_pieces

DATA = {"rules": RULES_ALONE, "model": OURS}
FILES = sample_files(ENGLISH)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_expectations_are_words_of_the_article(path):
    """Contents, cues, speakers, addressees and lines to be left out stand in the article; named speakers are listed."""
    sample = read_sample(path)
    text, listed = sample.article.text, {name for name, _ in sample.actors}
    assert len(sample.statements) >= 9
    for one in sample.statements:
        assert list(spans_of_pieces(text, one.content))
        parties = [party for party in (one.speaker, one.addressee, one.via) if party is not None]
        assert [words for words in (*parties, *one.cue) if words not in text] == []
        assert [name for name in one.actors if not name.startswith(NAMELESS) and name not in listed] == []
    assert all(line in text for line in sample.never)


def test_there_are_ten():
    """Ten articles with more than 150 statements, of every mode but the rare free ones."""
    statements = [one for path in FILES for one in read_sample(path).statements]
    assert len(FILES) == 10
    assert len(statements) > 150
    assert {one.mode.value for one in statements} == {"direct", "indirect", "reported"}


@pytest.mark.parametrize("kind", DATA)
def test_floors(kind):
    """No figure on the English articles falls below its floor, by rules alone or with the trained tagger."""
    floors = read_baseline(BASELINE)[kind]["english"].floors
    scores = sample_scores(FILES, load_analyser(["en"], DATA[kind]))
    figures = sample_figures(scores, known_names(load_gazetteer()))
    assert {name: figures[name] for name, floor in floors.items() if figures[name] < floor} == {}
