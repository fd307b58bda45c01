"""Quoted words inside another quotation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("tokenizers")

from digest.analysis.tagger.nested import quoted_inside
from digest.analysis.tagger.quotations import WordQuotation
from digest.analysis.tagger.words import Words, word_spans
from digest.model import Mode


def words_of(text):
    bounds = np.array(word_spans(text))
    none = np.zeros(len(bounds), np.int64)
    return Words(bounds[:, 0], bounds[:, 1], none, none, none)


def found(text, mode=Mode.INDIRECT):
    words = words_of(text)
    outer = WordQuotation(mode, ((0, len(words)),), (), (), None, None, 0.9)
    inner = quoted_inside(text, words, outer)
    return [text[words.starts[q.content[0][0]] : words.ends[q.content[0][1] - 1]] for q in inner]


def test_quoted_speech_is_found_with_its_marks():
    """The fragment and both marks are the content, its mode is direct."""
    assert found("die Lage sei „ernst, aber nicht hoffnungslos“ gewesen") == ["„ernst, aber nicht hoffnungslos“"]


@pytest.mark.parametrize("text", ["die Zeitung „Die Welt“", "das „Wunder“ sei", "ein „offenes Ende", "ohne Marken"])
def test_names_single_words_and_open_marks_are_not_speech(text):
    """Titles, distance marks and unbalanced marks give nothing."""
    assert found(text) == []


def test_direct_speech_has_no_quotation_of_its_own_inside():
    """What is direct already is left alone."""
    assert found("„ernst, aber nicht hoffnungslos“", Mode.DIRECT) == []


def test_the_inner_quotation_inherits_the_roles():
    """Speaker and cue of the outer quotation are those of the inner one."""
    text = "sei „ganz und gar falsch“ , sagte er"
    words = words_of(text)
    outer = WordQuotation(Mode.INDIRECT, ((0, 7),), ((8, 9),), ((7, 10),), (9, 10), None, 0.8)
    assert quoted_inside(text, words, outer) == [replace(outer, mode=Mode.DIRECT, content=((1, 7),))]
