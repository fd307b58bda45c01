"""The analyser from outside."""

from __future__ import annotations

import pytest

from digest.analysis.pipeline import COMPONENTS, RULES_ALONE, build_pipeline, load_analyser
from digest.errors import BadInput
from digest.model import Mode
from digest.plaintext import LARGEST_TEXT
from digest.ports import Analyser
from tests.unit.analysis.reading import article


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """German and English."""
    return load_analyser(["de", "en"])


def test_components_in_order():
    """The pipeline of a language is its four components, by name."""
    assert tuple(build_pipeline("de").pipe_names) == COMPONENTS


def test_an_analysis(analyser):
    """An article gives an analysis with its id, language and version, and quotations that name it."""
    analysis = analyser.analyse(article("Angela Merkel sagte, sie komme."))
    assert (analysis.article, analysis.language, analysis.version) == ("a1", "de", analyser.version)
    assert [(q.mode, q.article) for q in analysis.quotations] == [(Mode.INDIRECT, "a1")]


def test_each_article_in_its_language():
    """The language of the article chooses the rules."""
    rules = load_analyser(["de", "en"], RULES_ALONE)
    assert len(rules.analyse(article("She said that it was late.", "en")).quotations) == 1
    assert rules.analyse(article("She said that it was late.", "de")).quotations == ()


def test_deterministic(analyser):
    """The same article gives the same analysis, whatever came between."""
    first = analyser.analyse(article("Xi kritisierte Peking. Er sagte, es sei spät."))
    analyser.analyse(article("Die Polizei Köln teilte mit, es brenne."))
    assert analyser.analyse(article("Xi kritisierte Peking. Er sagte, es sei spät.")) == first


@pytest.mark.parametrize("text", ["", "\n", "\ud800", "نص بالعربية.", "\x00\x01\x02" * 50, "😀" * 500, "„" * 500])
def test_odd_texts(analyser, text):
    """Empty text, binary rubbish, other scripts and unpaired surrogates have no quotations and do no harm."""
    assert analyser.analyse(article(text)).quotations == ()


def test_too_long(analyser):
    """A text over the limit is refused, counted in bytes."""
    assert analyser.analyse(article("( " * (LARGEST_TEXT // 2))).quotations == ()
    with pytest.raises(BadInput, match="200 kB"):
        analyser.analyse(article("ä " * (LARGEST_TEXT // 3 + 1)))
    with pytest.raises(BadInput, match="200 kB"):
        analyser.analyse(article("x" * 1_000_000))


def test_a_language_that_was_not_asked_for():
    """Neither loading nor analysing an unknown language goes unnoticed."""
    with pytest.raises(BadInput, match="xx"):
        load_analyser(["de", "xx"])
    with pytest.raises(BadInput, match="en"):
        load_analyser(["de"]).analyse(article("Hello.", "en"))
