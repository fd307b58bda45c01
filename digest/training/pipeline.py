"""Data -> weights: the whole of a training, in the order the model card describes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from digest.training.base_model import load_base_model
from digest.training.export import export_weights
from digest.training.loop import Config, new_network, run_training, shorten, standardise
from digest.training.prepare import prepare

_LOG = logging.getLogger(__name__)
SAMPLE = 24
"""Windows from which the encoder's mean and deviation are measured."""

_WITHOUT_RULES = Config(
    epochs=4, hint_dropout=1.0, germeval_share=0.4, smartdata_share=0.0, gepade_share=0.0, restyle=False
)
_ALL_CORPORA = replace(
    _WITHOUT_RULES, seed=20261126, epochs=5, stop_after=3, encoder_rate=1e-4, head_rate=6e-4, warmup=0.06,
    germeval_share=0.6, smartdata_share=0.05, gepade_share=0.15, restyle=True,
)  # fmt: skip
_BESIDE_RULES = replace(_ALL_CORPORA, seed=20261127, epochs=6, stop_after=6, layers=8, hint_dropout=0.1, head_rate=1e-3)

STAGES: tuple[Config, ...] = (_WITHOUT_RULES, _ALL_CORPORA, _BESIDE_RULES)
"""How the shipped weights were trained: news and GermEval first; then all corpora and other quote marks; then without
the upper four layers and with the findings of the rules.
"""


def train_weights(data: Path, out: Path, stages: Sequence[Config], scratch: Path, threads: int = 2) -> None:
    """Train on the corpora under `data`, stage after stage, and write the weights to `out`.

    `scratch` keeps a checkpoint after each epoch: called again after a stop, training goes on from there. The same
    data, stages and number of threads on the same processor give the same weights.
    """
    torch.set_num_threads(threads)
    base = load_base_model()
    network = new_network(base, stages[0])
    for number, config in enumerate(stages, 1):
        prepared = prepare(base, data, config, scratch)
        if number == 1:
            standardise(network, prepared.table, prepared.corpora[0].examples[:SAMPLE])
        if config.layers < len(network.encoder.layers):
            shorten(network, config.layers)
            standardise(network, prepared.table, prepared.corpora[0].examples[:SAMPLE])
        _LOG.info("stage %d of %d: %s", number, len(stages), config)
        run_training(network, prepared.table, prepared.corpora, config, scratch / f"stage-{number}")
    export_weights(network, prepared.table, prepared.tokenizer, prepared.corpora[0].examples[:SAMPLE], out)
    _LOG.info("weights written to %s", out)
