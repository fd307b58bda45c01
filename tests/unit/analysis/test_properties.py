"""What must hold for any text at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analysis.reading import doc_of

PIECES = [
    "Der Minister", "Merkel", "die SPD", "er", "sie", "sagte", "sagten", "teilte", "mit", "kündigte", "an", "hat", "erklärt",
    "dass", "sei", "habe", "werde", "könne", "zu", "gehen", "kommen", "laut", "nach Angaben", "zufolge", "so", "wie", "heißt",
    "es", "als", "bezeichnete", "wurde", "vorgeworfen", "und", "der", "des", "von", "Polizei", "am Montag", "gestern",
    "demnach", "nicht", "„", "“", "»", "«", '"', "‚", "‘", "“", "”", ",", ".", ":", ";", "?", "!", "…", "–", "(", ")", "\n",
    "\n\n", "3.", "Dr.", "the minister", "said", "that", "told", "reporters", "according to", "accused", "of", "he", "",
    "\u00ad", "é", "👩‍👩‍👧", "\ud800", "\x00",
]  # fmt: skip
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))


@pytest.mark.parametrize("code", ["de", "en"])
@settings(max_examples=250, deadline=None)
@given(text=texts)
def test_spans_lie_inside_the_text_in_order(code, text):
    """Content is never empty; content, cue and frame lie inside the text, in order and without overlap."""
    for quotation in doc_of(text, code)._.quotations:
        for spans in (quotation.content, quotation.cue, quotation.frame):
            assert all(0 <= span.start < span.end <= len(text) for span in spans)
            assert all(left.end <= right.start for left, right in pairwise(spans))
        assert all(span.of(text).strip() for span in quotation.content)
        parties = (quotation.speaker, quotation.addressee, quotation.via)
        assert all(p.span.end <= len(text) for p in parties if p is not None and p.span is not None)
        assert 0 < quotation.confidence <= 1


@pytest.mark.parametrize("code", ["de", "en"])
@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_the_same_text_gives_the_same_quotations(code, text):
    """Nothing depends on what was read before; ids are unique and nesting points to a quotation that is there."""
    first, second = doc_of(text, code)._.quotations, doc_of(text, code)._.quotations
    assert first == second
    ids = [quotation.id for quotation in first]
    assert len(ids) == len(set(ids))
    assert all(quotation.nested_in in ids for quotation in first if quotation.nested_in is not None)
