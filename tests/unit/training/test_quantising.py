"""An encoder rearranged for int8, and the weights as they are written. Needs torch."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from digest.analysis.tagger.backend import OnnxBackend
from digest.analysis.tagger.hints import HINT_WIDTH
from digest.analysis.tagger.labels import MEMORY_WIDTH, ROLE_COUNT
from digest.training.base_model import Shape
from digest.training.export import TorchBackend, export_weights
from digest.training.network import Encoder, Network
from digest.training.quantising import quantisable, watched
from tests.unit.training.test_pipeline import corpus, table  # noqa: F401  (fixtures)

SHAPE = Shape(hidden=64, layers=2, heads=2, feed_forward=64, vocabulary=40, positions=128, epsilon=1e-5)


def with_outliers(encoder: Encoder) -> Encoder:
    """The encoder with one dimension of its norms and one hidden unit ten times as large, as in the base model."""
    with torch.no_grad():
        for layer in encoder.layers:
            layer.attention_norm.weight[3] *= 10
            layer.widen.bias[5] += 30
    return encoder


def test_the_rearranged_encoder_computes_the_same():
    """With outliers scaled and computed apart the vectors are those of the encoder up to rounding."""
    torch.manual_seed(2)
    encoder = with_outliers(Encoder(SHAPE, 2, 0.0)).eval()
    vectors = torch.randn(1, 20, 64)
    with torch.no_grad():
        with watched(encoder) as inputs:
            states = encoder.upper(encoder.lower(vectors, None, 1), None, 1)
        ready = quantisable(encoder, inputs, outliers=4)
        assert ready.layers[0].shrink.min() < 0.5
        assert torch.allclose(ready.upper(ready.lower(vectors, None, 1), None, 1), states, atol=1e-4)


def test_written_weights_answer_as_the_network(table, corpus, tmp_path):  # noqa: F811
    """The int8 graphs give nearly the scores of the network in full precision, outliers or not."""
    torch.manual_seed(3)
    network = Network(SHAPE, 2, 1, 0.0).eval()
    with_outliers(network.encoder)
    export_weights(network, table, "{}", corpus.examples, tmp_path)
    full, small = TorchBackend(network, table), OnnxBackend(tmp_path / "words.onnx", tmp_path / "roles.onnx", table, 1)
    example = corpus.examples[0]
    window = (example.pieces[1:-1], example.first - 1, example.last - 1)
    hints = np.zeros((len(window[0]), HINT_WIDTH), np.float32)
    wanted, given = full.score_words(*window, hints), small.score_words(*window, hints)
    assert np.abs(wanted.content - given.content).max() < 0.1 * np.abs(wanted.content).max()
    count = len(example.first)
    memory = np.random.default_rng(1).normal(size=(count, MEMORY_WIDTH)).astype(np.float32)
    candidate = (memory, np.ones(count, np.float32), np.zeros(count, np.int64))
    proposed = np.zeros((count, ROLE_COUNT), np.float32)
    for one, other in zip(
        full.score_candidate(*candidate, proposed), small.score_candidate(*candidate, proposed), strict=True
    ):
        assert np.abs(one - other).max() < 0.1
