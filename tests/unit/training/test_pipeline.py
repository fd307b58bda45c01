"""The network, its loss and its export, on a tiny encoder. Needs torch."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from tokenizers import Tokenizer, models, pre_tokenizers

from digest.analysis.tagger import NOTHING
from digest.analysis.tagger.embeddings import PackedTable
from digest.analysis.tagger.hints import HINT_WIDTH
from digest.analysis.tagger.words import WordReader
from digest.corpora import MarkedQuotation, MarkedText, Scheme
from digest.model import Mode
from digest.training.base_model import Shape
from digest.training.dataset import make_examples
from digest.training.export import TorchBackend
from digest.training.loop import Config, Corpus, run_training, standardise
from digest.training.network import Network

SHAPE = Shape(hidden=64, layers=2, heads=2, feed_forward=64, vocabulary=40, positions=128, epsilon=1e-5)
CONFIG = Config(epochs=2, layers=2, frozen_layers=1, batch_pieces=200, half_precision=False, encoder_rate=1e-3)


@pytest.fixture
def table():
    data = np.random.default_rng(0).integers(0, 255, (40, 36), np.uint8)
    data[:, [0, 18]], data[:, [1, 19]] = 0, 0x30
    return PackedTable(data)


@pytest.fixture
def corpus():
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", *"abcdefghijklmnopqrstuvwxyzEBü.,"]
    tokenizer = Tokenizer(models.Unigram([(piece, -1.0) for piece in pieces], unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    quotation = MarkedQuotation(Mode.INDIRECT, ((0, 9),), ((17, 19),), ((11, 16),), ((9, 19),), ())
    text = MarkedText("x", "Er sei da, sagte Bo.", Scheme.QUOTATIONS, (), (quotation,), (0,))
    return Corpus(tuple(make_examples([text] * 6, WordReader(tokenizer), lambda _: NOTHING)), 1.0)


def trained(table, corpus, folder, epochs=2):
    torch.manual_seed(1)
    network = Network(SHAPE, 2, 1, 0.0)
    network.encoder.layers[0].requires_grad_(False)
    standardise(network, table, corpus.examples)
    run_training(network, table, [corpus], Config(**{**vars_of(CONFIG), "epochs": epochs}), folder)
    return network


def vars_of(config):
    return {name: getattr(config, name) for name in config.__slots__}


def test_training_is_reproducible_and_survives_a_stop(table, corpus, tmp_path):
    """Two runs from one seed end in the same weights; a run called again after its end changes nothing."""
    first = trained(table, corpus, tmp_path / "a").state_dict()
    second = trained(table, corpus, tmp_path / "b").state_dict()
    again = trained(table, corpus, tmp_path / "b").state_dict()
    for name, value in first.items():
        assert torch.equal(value, second[name])
        assert torch.equal(value, again[name])


def test_frozen_layers_stay_and_others_learn(table, corpus, tmp_path):
    """The lowest layer is what it was; the head has moved."""
    torch.manual_seed(1)
    before = Network(SHAPE, 2, 1, 0.0).state_dict()
    after = trained(table, corpus, tmp_path).state_dict()
    assert torch.equal(before["encoder.layers.0.query.weight"], after["encoder.layers.0.query.weight"])
    assert not torch.equal(before["content.weight"], after["content.weight"])


def test_scores_have_the_shapes_the_tagger_expects(table, corpus, tmp_path):
    """One row per word; role scores per candidate and word, a verdict and modes per candidate."""
    backend = TorchBackend(trained(table, corpus, tmp_path, 1), table)
    example = corpus.examples[0]
    shape = len(example) - 2, HINT_WIDTH
    scores = backend.score_words(example.pieces[1:-1], example.first - 1, example.last - 1, np.zeros(shape, np.float32))
    assert scores.content.shape == (len(example.first), 11)
    memory = scores.memory
    ones = np.ones(len(memory), np.float32)
    roles, verdict = backend.score_candidate(
        memory, ones, np.zeros(ones.shape, np.int64), np.zeros((*ones.shape, 5), np.float32)
    )
    assert roles.shape == (len(example.first), 5)
    assert verdict.shape == (6,)
