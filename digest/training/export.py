"""The trained network -> the files of the weights folder: two ONNX graphs in int8, packed embeddings, tokeniser, sums.

All weights are int8. Activations are scaled at run time, for a whole window at once where that is harmless, and in
blocks of each vector where a few large values would drown the others (SENSITIVE).
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from torch import Tensor, nn

from digest.analysis.tagger import FILES, ROLES_FILE, SUMS_FILE, TABLE_FILE, TOKENIZER_FILE, WORDS_FILE, weights_sum
from digest.analysis.tagger.backend import BEGIN_PIECE, END_PIECE, WordScores
from digest.analysis.tagger.embeddings import PackedTable
from digest.analysis.tagger.hints import HINT_WIDTH
from digest.analysis.tagger.labels import ROLE_COUNT
from digest.training.network import MEMORY, Network

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

OPSET = 17
SENSITIVE = ("/widen/", "/narrow/")
"""Matrices whose inputs have outliers, by part of their name in the graph. Scaling these per window cost 2.7 points of
joint F1 on gnqa-dev; which they are was found by trying (model card)."""
BLOCK = 128
"""Values that share a scale there. 32 is closer still and a sixth slower."""


class _WordGraph(nn.Module):
    """The part of the network that reads one window without padding."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, vectors: Tensor, first: Tensor, last: Tensor, hints: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        scores = self.network(vectors, first, last, hints)
        return scores.content, scores.entity, scores.sentence, scores.memory


class TorchBackend:
    """The network in full precision, for measuring what quantising costs."""

    def __init__(self, network: Network, table: PackedTable) -> None:
        self._network = network.eval()
        self._table = table

    def score_words(self, pieces: Ints, first: Ints, last: Ints, hints: Floats) -> WordScores:
        framed = np.concatenate([[BEGIN_PIECE], pieces, [END_PIECE]])
        with torch.no_grad():
            scores = self._network(
                torch.from_numpy(self._table.rows(framed))[None],
                torch.from_numpy(first + 1)[None],
                torch.from_numpy(last + 1)[None],
                torch.from_numpy(np.pad(hints, ((1, 1), (0, 0))))[None],
            )
        parts = (scores.content, scores.entity, scores.sentence, scores.memory)
        return WordScores(*(part[0].numpy() for part in parts))

    def score_candidates(
        self, memory: Floats, inside: Floats, distance: Ints, valid: Floats, proposed: Floats
    ) -> tuple[Floats, Floats]:
        with torch.no_grad():
            roles, verdict = self._network.role_network(
                *(torch.from_numpy(x) for x in (memory, inside, distance, valid, proposed))
            )
        return roles.numpy(), verdict.numpy()


def export_weights(network: Network, table: PackedTable, tokenizer: str, folder: Path) -> None:
    """Write the weights folder, sums included; the model card is written by hand beside them."""
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    width = 8
    places = torch.arange(width)[None]
    _graph(
        _WordGraph(network),
        (torch.randn(1, width, network.mean.shape[0]), places, places, torch.zeros(1, width, HINT_WIDTH)),
        {"vectors": {1: "places"}, "first": {1: "words"}, "last": {1: "words"}, "hints": {1: "places"}},
        ["content", "entity", "sentence", "memory"],
        folder / WORDS_FILE,
    )
    marks = torch.ones(2, width)
    axes = {0: "candidates", 1: "words"}
    _graph(
        network.role_network,
        (
            torch.randn(2, width, 2 * MEMORY),
            marks,
            torch.zeros(2, width, dtype=torch.int64),
            marks,
            torch.zeros(2, width, ROLE_COUNT),
        ),
        {"memory": axes, "inside": axes, "distance": axes, "valid": axes, "proposed": axes},
        ["roles", "verdict"],
        folder / ROLES_FILE,
    )
    np.save(folder / TABLE_FILE, table.data)
    (folder / TOKENIZER_FILE).write_text(tokenizer, encoding="utf-8")
    sums = "".join(f"{weights_sum(folder / name)}  {name}\n" for name in FILES)
    (folder / SUMS_FILE).write_text(sums, encoding="utf-8")


def _graph(
    module: nn.Module, sample: tuple[Tensor, ...], axes: dict[str, dict[int, str]], outputs: list[str], target: Path
) -> None:
    """Trace one module and quantise it to `target`. `axes` names the inputs and their free dimensions."""
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(scratch) / "full.onnx"
        exporter: Any = torch.onnx.export
        exporter(
            module, sample, str(full), input_names=list(axes), output_names=outputs, dynamic_axes=axes,
            opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        _quantise(full, target)


def _quantise(full: Path, target: Path) -> None:
    model = onnx.load(full)
    products = [node.name for node in model.graph.node if node.op_type == "MatMul"]
    harmless = [name for name in products if not any(part in name for part in SENSITIVE)]
    blockwise = MatMulNBitsQuantizer(
        model, bits=8, block_size=BLOCK, is_symmetric=True, accuracy_level=4, nodes_to_exclude=harmless
    )
    blockwise.process()
    onnx.save(blockwise.model.model, full)
    quantize_dynamic(full, target, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
