"""The tagger on any text, with a stand-in network and with the shipped weights."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from digest.analysis.tagger import DEFAULT_WEIGHTS, FILES, load_tagger
from digest.analysis.tagger.backend import WordScores
from digest.analysis.tagger.hints import HINT_WIDTH
from digest.analysis.tagger.labels import ENTITY_LABELS, MEMORY_WIDTH, MODES, ROLE_COUNT, label_count
from digest.analysis.tagger.tagged import Tagged, TaggedQuotation
from digest.analysis.tagger.tagger import Tagger
from digest.analysis.tagger.words import WordReader
from digest.errors import WeightsError
from digest.model import Label, Mode, Span

ANY_TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=[]), max_size=150)
HAVE_WEIGHTS = all((DEFAULT_WEIGHTS / name).exists() for name in FILES)


class Noise:
    """A network that answers with scores drawn from the pieces it is given: finds something in every text."""

    def score_words(self, pieces, first, last, hints):
        assert hints.shape == (len(pieces), HINT_WIDTH)
        generator = np.random.default_rng(pieces.tolist() or None)

        def draw(*shape):
            return (generator.normal(size=shape) * 3).astype(np.float32)

        count = len(first)
        return WordScores(
            draw(count, label_count(len(MODES))), draw(count, label_count(len(ENTITY_LABELS))), draw(count),
            draw(count, MEMORY_WIDTH),
        )  # fmt: skip

    def score_candidate(self, memory, inside, distance, proposed):
        assert proposed.shape == (len(inside), ROLE_COUNT)
        assert len(memory) == len(distance) == len(inside)
        generator = np.random.default_rng(int(inside.sum()))
        roles = generator.normal(size=(len(inside), ROLE_COUNT)) * 3
        verdict = generator.normal(size=1 + len(MODES)) + 1
        return roles.astype(np.float32), verdict.astype(np.float32)


@pytest.fixture(scope="module")
def noisy():
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", *'abcdefghijklmnopqrstuvwxyzABC.,-„“"']
    tokenizer = Tokenizer(models.Unigram([(piece, -float(i + 1)) for i, piece in enumerate(pieces)], unk_id=3))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return Tagger(WordReader(tokenizer), Noise())


def spans_of(tagged):
    for entity in tagged.entities:
        yield entity.span
    for quotation in tagged.quotations:
        yield from (*quotation.content, *quotation.cue, *quotation.frame)
        yield from (span for span in (quotation.speaker, quotation.addressee) if span)


@settings(deadline=None)
@given(ANY_TEXT)
def test_any_text_is_tagged_with_spans_inside_it(noisy, text):
    """Whatever the text, every span lies in it and covers more than white space; quotations are in text order."""
    (tagged,) = noisy.tag([text])
    for span in spans_of(tagged):
        assert span.end <= len(text)
        assert text[span.start : span.end].strip() or not text.isprintable()
    starts = [quotation.content[0].start for quotation in tagged.quotations]
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in tagged.sentences)


@settings(deadline=None, max_examples=30)
@given(st.lists(ANY_TEXT, max_size=4))
def test_a_text_is_tagged_the_same_alone_and_among_others(noisy, texts):
    """The answer does not depend on the texts beside it, nor on when it is asked."""
    assert noisy.tag(texts) == [noisy.tag([text])[0] for text in texts]


@pytest.mark.parametrize("text", ["", " \n\t", "\ud800\udfff"[::-1], "(" * 200_000, "\x00" * 300, "中" * 2000])
def test_rubbish_is_answered(noisy, text):
    """Empty, blank, surrogate, bracket, binary and unspaced text gives an answer at once."""
    (tagged,) = noisy.tag([text])
    assert isinstance(tagged, Tagged)


def test_what_the_rules_found_is_considered(noisy):
    """A quotation of the rules becomes a candidate: with a network that takes everything it is in the answer."""
    text = "abc def abc def. " * 3
    rules = Tagged(quotations=(TaggedQuotation(Mode.DIRECT, (Span(17, 32),)),))

    class Willing(Noise):
        def score_words(self, *window):
            scores = super().score_words(*window)
            scores.content[:] = 0.0
            scores.content[:, 0] = 9.0
            return scores

        def score_candidate(self, *candidate):
            roles, verdict = super().score_candidate(*candidate)
            return roles * 0.0 - 9.0, verdict * 0.0 + 9.0

    willing = Tagger(noisy.reader, Willing())
    (alone,), (told,) = willing.tag([text]), willing.tag([text], [rules])
    assert alone.quotations == ()
    assert [quotation.content for quotation in told.quotations] == [(Span(17, 32),)]


def test_a_long_text_is_tagged(noisy):
    """More words than fit into one window go through in several."""
    text = "abc, sagte def. " * 1_500
    (tagged,) = noisy.tag([text])
    assert tagged.quotations[-1].content[0].start > len(text) * 0.9


@pytest.fixture(scope="module")
def tagger():
    return load_tagger()


@pytest.mark.skipif(not HAVE_WEIGHTS, reason="no weights in digest/analysis/weights")
class TestShippedWeights:
    def test_who_said_what(self, tagger):
        """A plain sentence: its content, speaker, cue and people."""
        text = "Die Lage sei ernst, sagte Bundeskanzlerin Angela Merkel am Mittwoch in Berlin."
        (tagged,) = tagger.tag([text])
        (quotation,) = tagged.quotations
        assert quotation.mode is Mode.INDIRECT
        assert quotation.content[0].of(text) == "Die Lage sei ernst"
        assert quotation.speaker is not None
        assert "Angela Merkel" in quotation.speaker.of(text)
        assert [span.of(text) for span in quotation.cue] == ["sagte"]
        assert {(e.span.of(text), e.label) for e in tagged.entities} == {
            ("Angela Merkel", Label.PER),
            ("Berlin", Label.GPE),
        }

    def test_offsets_survive_odd_characters(self, tagger):
        """Emoji, decomposed umlauts, soft hyphens and no-break spaces before a name do not move it."""
        text = "👍🏽 Mu\u0308de\u00a0Re\u00adgie: Angela Merkel besuchte Paris."
        (tagged,) = tagger.tag([text])
        assert "Angela Merkel" in {entity.span.of(text) for entity in tagged.entities}

    def test_altered_weights_are_refused(self, tmp_path):
        """One changed byte, and loading says so with the way to restore it."""
        folder = shutil.copytree(DEFAULT_WEIGHTS, tmp_path / "weights")
        with (folder / FILES[0]).open("r+b") as file:
            file.seek(5000)
            file.write(b"\x00\xff\x01")
        with pytest.raises(WeightsError, match="restore"):
            load_tagger(folder)


def test_missing_weights_are_named(tmp_path):
    """An empty folder is an error for the operator, not a crash."""
    with pytest.raises(WeightsError, match=r"SHA256SUMS"):
        load_tagger(tmp_path)
