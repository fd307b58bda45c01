"""What decisions of the training are worth: `python -m tests.eval.ablation DATA SCRATCH [NAME...]`.

Each variant is trained alike, from the base model, for one epoch beside the rules; then the whole analysis is measured
with its weights. It takes the environment made from requirements/train.txt and about ten minutes a variant on two cores. The figures stand in the weights' model card; they are lower than those of the whole training.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from bot.evaluating import EvalOptions, evaluate
from digest.analysis.pipeline import Data, load_analyser
from digest.training.base_model import BaseModel, load_base_model
from digest.training.export import export_weights
from digest.training.loop import Config, new_network, run_training, standardise
from digest.training.pipeline import SAMPLE, STAGES
from digest.training.prepare import Prepared, prepare

SHORT = replace(STAGES[-1], epochs=1, stop_after=1)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to train; `is_standardised` is whether the encoder's output is before the heads read it."""

    config: Config
    is_standardised: bool = True


VARIANTS: Mapping[str, Variant] = {
    "8-layers": Variant(SHORT),
    "6-layers": Variant(replace(SHORT, layers=6)),
    "not-standardised": Variant(SHORT, is_standardised=False),
    "no-auxiliary-data": Variant(replace(SHORT, smartdata_share=0.0, gepade_share=0.0)),
    "12-layers": Variant(replace(SHORT, layers=12)),
}
"""The first is what the others are compared with: each differs from it in one thing."""


def train_variant(base: BaseModel, variant: Variant, prepared: Prepared, out: Path) -> None:
    """Train one variant from the base model and write its weights to `out`; checkpoints beside them."""
    config = variant.config
    network = new_network(base, config)
    if variant.is_standardised:
        standardise(network, prepared.table, prepared.corpora[0].examples[:SAMPLE])
    shares = (0.5, config.germeval_share, config.smartdata_share, config.gepade_share)
    corpora = [replace(corpus, share=share) for corpus, share in zip(prepared.corpora, shares, strict=True) if share]
    run_training(network, prepared.table, corpora, config, out.with_suffix(".training"))
    export_weights(network, prepared.table, prepared.tokenizer, prepared.corpora[0].examples[:SAMPLE], out)


def main(data: Path, scratch: Path, names: list[str]) -> None:
    """Train and measure the named variants, or all, printing the figures of each."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    torch.set_num_threads(2)
    base = load_base_model()
    prepared = prepare(base, data, SHORT, scratch)
    for name in names or VARIANTS:
        out = scratch / name
        if not (out / "SHA256SUMS").exists():
            train_variant(base, VARIANTS[name], prepared, out)
        print(f"== {name}", flush=True)
        corpora = ("gnqa-dev", "corpus-de-dev", "germeval-dev")
        evaluate(load_analyser(["de"], Data(weights=out)), EvalOptions(data=data.parent, only=corpora))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
