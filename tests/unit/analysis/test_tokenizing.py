import time

import pytest

from tests.unit.analysis.reading import doc_of, pipeline


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "Er sagte: „Nein.“",
        "x" * 5000,
        "a " + "(" * 1000 + " b",
        "Ende \ud800 da",
        "e\u0301tat\u00ad",
        "ﬁ 👩‍👩‍👧 z\u0000",
    ],
)
def test_tokens_cover_the_text_exactly(text):
    """Whatever the text, its tokens stand at their own offsets and add up to it, surrogates seen as U+FFFD."""
    seen = text.replace("\ud800", "\ufffd")
    doc = pipeline("de").make_doc(text)
    assert doc.text == seen
    assert all(seen[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_a_run_of_brackets_does_not_hang():
    """100,000 brackets without blank are read in a moment, not in hours."""
    started = time.perf_counter()
    doc = doc_of("Er sagte " + "(" * 100_000 + " nichts.")
    assert len(doc) < 2000
    assert time.perf_counter() - started < 10


def test_ordinary_text_is_tokenized_as_by_spacy():
    """Text without long runs gets spaCy's own tokens."""
    text = "Die dpa meldet am 3. Mai, dass z. B. 1,5 Prozent fehlen."
    tokenizer = pipeline("de").tokenizer
    assert [t.text for t in tokenizer(text)] == [t.text for t in tokenizer.inner(text)]
