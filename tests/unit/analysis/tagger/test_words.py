"""Words, pieces and windows of any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("tokenizers")

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

from digest.analysis.tagger.windows import plan_windows
from digest.analysis.tagger.words import WordReader, is_prose, readable, word_spans


@pytest.fixture(scope="module")
def reader():
    """A tokeniser of single characters that normalises like the real one."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", *"abcdefghijklmnopqrstuvwxyzABC.,-„“"]
    tokenizer = Tokenizer(models.Unigram([(piece, -float(i + 1)) for i, piece in enumerate(pieces)], unk_id=3))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return WordReader(tokenizer)


def surfaces(text):
    return [text[a:b] for a, b in word_spans(text)]


def test_compounds_numbers_and_marks_are_words():
    """Hyphen compounds and decimal numbers stay whole, quote marks and stops stand alone."""
    assert surfaces("„US-Präsident“ zahlte 1.500,5 Euro.") == [
        "„",
        "US-Präsident",
        "“",
        "zahlte",
        "1.500,5",
        "Euro",
        ".",
    ]


def test_combining_marks_and_soft_hyphens_stay_in_their_word():
    """A decomposed umlaut and a soft hyphen do not split a word; an emoji is a word of its own."""
    assert surfaces("Mu\u0308ller Regie\u00adrung 👍") == ["Mu\u0308ller", "Regie\u00adrung", "👍"]


def test_what_no_language_has_is_blanked():
    """A stretch of 300 characters without space is not read, and every offset stays."""
    text = "Vor " + "(" * 300 + " nach \ud800."
    assert len(readable(text)) == len(text)
    assert surfaces(readable(text))[:2] == ["Vor", "nach"]


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=[]), max_size=120))
def test_any_text_can_be_read(reader, text):
    """Spans are in order and disjoint, hold no white space at their ends, and piece indexes exist."""
    words = reader.read(text)
    ends = [0, *words.ends.tolist()]
    for i, (start, end) in enumerate(zip(words.starts.tolist(), words.ends.tolist(), strict=True)):
        assert ends[i] <= start < end <= len(text)
        assert text[start:end].strip() or "\ud800" <= text[start] <= "\udfff"
    if len(words):
        assert ((words.first >= 0) & (words.first <= words.last) & (words.last < len(words.pieces))).all()


@given(st.text(alphabet="ab .-ä„", max_size=400), st.integers(4, 40))
def test_windows_own_every_word_once(reader, text, limit):
    """Windows together own all words in order, and none is longer than the limit unless one word is."""
    words = reader.read(text)
    windows = plan_windows(words, max_pieces=limit, overlap=3)
    owned = [i for window in windows for i in range(window.own_start, window.own_end)]
    assert owned == list(range(len(words)))
    for window in windows:
        assert window.start <= window.own_start <= window.own_end <= window.end
        pieces = words.last[window.end - 1] - words.first[window.start] + 1
        assert pieces <= limit or window.end - window.start == 1


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("Der Minister sagte am 7. Mai: „Wir zahlen 3,5 Millionen Euro.“", True),
        ("She didn’t answer.", True),
        ("Nein, nein, nein! " * 5, True),
        ("Bundeskanzlerin " * 200, False),
        ("( ( ( ( (", False),
        ("Он сказал, что", False),
        ("1 0,3 0,7 2 | 4 5,1 0,2 9 | Summe", False),
        ("".join(map(chr, range(32, 256))), False),
    ],
)
def test_prose_is_told_from_rubbish(text, prose):
    """Sentences in Latin script are read; brackets, tables, other scripts, rubbish, one word for ever are not."""
    assert is_prose(text) is prose
