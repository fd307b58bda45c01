"""Annotated texts as labelled windows."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from digest.analysis.tagger import NOTHING, Tagged, TaggedQuotation
from digest.analysis.tagger.labels import CUE, ENTITY_LABELS, SPEAKER, begin, inside
from digest.analysis.tagger.words import WordReader
from digest.corpora import MarkedEntity, MarkedQuotation, MarkedText, Scheme
from digest.model import Label, Mode, Span
from digest.training.dataset import collate, grouped, make_examples, shuffled_batches

TEXT = "Er sei da, sagte Bo, und müde."


@pytest.fixture
def reader():
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", *"abcdefghijklmnopqrstuvwxyzEBü.,"]
    tokenizer = Tokenizer(models.Unigram([(piece, -1.0) for piece in pieces], unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return WordReader(tokenizer)


def article(**changes: object):
    quotation = MarkedQuotation(Mode.INDIRECT, ((0, 9), (21, 29)), ((17, 19),), ((11, 16),), ((9, 19),), ())
    values = {
        "entities": (MarkedEntity((17, 19), (Label.PER,)),), "quotations": (quotation,), "sentences": (0,)
    } | changes  # fmt: skip
    return MarkedText("x", TEXT, Scheme.QUOTATIONS, **values)


def silent(_text: str) -> Tagged:
    return NOTHING


def test_split_content_is_b_then_i_after_the_gap(reader):
    """Er sei da | , sagte Bo , | und müde: the second piece continues with I."""
    (example,) = make_examples([article()], reader, silent)
    b, i = begin(1), inside(1)
    assert example.content.tolist() == [b, i, i, 0, 0, 0, 0, i, i, 0]
    gold = example.quotations[0]
    assert gold.runs == ((0, 3), (7, 9))
    assert np.flatnonzero(gold.roles[:, SPEAKER]).tolist() == [5]
    assert np.flatnonzero(gold.roles[:, CUE]).tolist() == [4]


def test_undecided_and_unmarked_entities_allow_what_they_may_be(reader):
    """A mark without labels allows everything; a label the corpus does not know is allowed beside "outside"."""
    text = article(entities=(MarkedEntity((17, 19), ()),), unmarked=(Label.MISC,))
    (example,) = make_examples([text], reader, silent)
    assert example.allowed[5].all()
    misc = ENTITY_LABELS.index(Label.MISC)
    assert np.flatnonzero(example.allowed[0]).tolist() == [0, begin(misc), inside(misc)]


def test_batches_hold_every_window_once_within_the_budget(reader):
    """Nothing is lost or doubled; padding stays within the budget."""
    examples = make_examples([article()] * 9, reader, silent)
    batches = shuffled_batches(examples, 70, np.random.default_rng(1))
    assert sorted(id(e) for batch in batches for e in batch) == sorted(map(id, examples))
    assert all(len(batch) * max(map(len, batch)) <= 70 for batch in batches)
    assert collate(batches[0]).valid.sum() == sum(map(len, batches[0]))


def test_grouped_sentences_keep_their_entities():
    """Joined texts have shifted spans that cover the same words."""
    (joined,) = grouped([article(), article()], 2)
    assert [joined.text[slice(*entity.span)] for entity in joined.entities] == ["Bo", "Bo"]
    assert joined.sentences == (0, len(TEXT) + 1)


def test_what_the_rules_found_is_cut_with_the_window(reader):
    """The proposal of the rules comes with the window's words, and only where its content lies inside."""
    found = Tagged(quotations=(TaggedQuotation(Mode.INDIRECT, (Span(0, 9),), speaker=Span(17, 19)),))
    (example,) = make_examples([article()], reader, lambda _: found)
    (proposal,) = example.proposals
    assert proposal.runs == ((0, 3),)
    assert proposal.roles[SPEAKER] == ((5, 6),)
