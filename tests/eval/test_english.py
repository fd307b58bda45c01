"""The English articles: their expectations are words of the articles, and the floors hold."""

from __future__ import annotations

import pytest

from bot.evaluating import BASELINE
from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.pipeline import load_analyser
from digest.evaluation.actor_names import known_names
from digest.evaluation.gate import read_baseline
from digest.evaluation.quotation_figures import NAMELESS
from digest.evaluation.samples import (
    ENGLISH,
    ENGLISH_HELD,
    read_sample,
    sample_figures,
    sample_files,
    sample_scores,
    spans_of_pieces,
)

FLOORS = read_baseline(BASELINE)
FILES = {"english": sample_files(ENGLISH), "english-held": sample_files(ENGLISH_HELD)}
ALL = [path for files in FILES.values() for path in files]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
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


def test_there_are_enough():
    """At least ten articles for developing and four kept aside, with more than 200 statements of every frequent mode."""
    statements = [one for path in ALL for one in read_sample(path).statements]
    assert len(FILES["english"]) >= 10
    assert len(FILES["english-held"]) >= 4
    assert len(statements) > 200
    assert {one.mode.value for one in statements} == {"direct", "indirect", "reported"}


@pytest.fixture(scope="module")
def analyser():
    """The analyser the program uses, loaded once."""
    return load_analyser(["en"])


@pytest.mark.parametrize("part", sorted(FILES))
def test_floors(analyser, part):
    """No figure on the English articles falls below the floor laid down for this kind of analyser."""
    kind = analyser.version.partition("-")[0]
    floors = FLOORS[kind][part].floors
    figures = sample_figures(sample_scores(FILES[part], analyser), known_names(load_gazetteer()))
    assert {name: figures[name] for name, floor in floors.items() if figures[name] < floor} == {}
    assert len(floors) >= 4
