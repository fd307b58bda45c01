"""The trained network -> the files of the weights folder: two ONNX graphs in int8, packed embeddings, tokeniser, sums.

All weights are int8 but for a few in full precision (digest/training/quantising.py); activations are scaled at run
time, for a whole window or candidate at once.
"""

from __future__ import annotations

import copy
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from digest.analysis.tagger.backend import BEGIN_PIECE, END_PIECE, WordScores
from digest.analysis.tagger.embeddings import PackedTable
from digest.analysis.tagger.hints import HINT_WIDTH
from digest.analysis.tagger.labels import ROLE_COUNT
from digest.analysis.weight_files import (
    FILES,
    ROLES_FILE,
    SUMS_FILE,
    TABLE_FILE,
    TOKENIZER_FILE,
    WORDS_FILE,
    weights_sum,
)
from digest.training.dataset import Example
from digest.training.network import MEMORY, Network, RoleNetwork
from digest.training.quantising import EXACT, quantisable, watched

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

OPSET = 17


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


class _RoleGraph(nn.Module):
    """The role network for one candidate: all its words are valid."""

    def __init__(self, role_network: RoleNetwork) -> None:
        super().__init__()
        self.role_network = role_network

    def forward(self, memory: Tensor, inside: Tensor, distance: Tensor, proposed: Tensor) -> tuple[Tensor, Tensor]:
        found: tuple[Tensor, Tensor] = self.role_network(memory, inside, distance, None, proposed)
        return found


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

    def score_candidate(
        self, memory: Floats, inside: Floats, distance: Ints, proposed: Floats
    ) -> tuple[Floats, Floats]:
        with torch.no_grad():
            roles, verdict = self._network.role_network(
                *(torch.from_numpy(x)[None] for x in (memory, inside, distance, np.ones_like(inside), proposed))
            )
        return roles[0].numpy(), verdict[0].numpy()


def export_weights(
    network: Network, table: PackedTable, tokenizer: str, sample: Sequence[Example], folder: Path
) -> None:
    """Write the weights folder, sums included; the model card is written by hand beside them.

    `sample` are windows of which the network's largest activations are measured.
    """
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    width = 8
    places = torch.arange(width)[None]
    _graph(
        _WordGraph(_quantisable(network, table, sample)),
        (torch.randn(1, width, network.mean.shape[0]), places, places, torch.zeros(1, width, HINT_WIDTH)),
        {"vectors": "places", "first": "words", "last": "words", "hints": "places"},
        ["content", "entity", "sentence", "memory"],
        folder / WORDS_FILE,
    )
    distance = torch.zeros(1, width, dtype=torch.int64)
    _graph(
        _RoleGraph(network.role_network),
        (torch.randn(1, width, 2 * MEMORY), torch.ones(1, width), distance, torch.zeros(1, width, ROLE_COUNT)),
        dict.fromkeys(("memory", "inside", "distance", "proposed"), "words"),
        ["roles", "verdict"],
        folder / ROLES_FILE,
    )
    np.save(folder / TABLE_FILE, table.data)
    (folder / TOKENIZER_FILE).write_text(tokenizer, encoding="utf-8")
    sums = "".join(f"{weights_sum(folder / name)}  {name}\n" for name in FILES)
    (folder / SUMS_FILE).write_text(sums, encoding="utf-8")


def _quantisable(network: Network, table: PackedTable, sample: Sequence[Example]) -> Network:
    backend = TorchBackend(network, table)
    with watched(network.encoder) as inputs:
        for example in sample:
            hints = np.zeros((len(example) - 2, HINT_WIDTH), np.float32)
            backend.score_words(example.pieces[1:-1], example.first - 1, example.last - 1, hints)
    ready = copy.deepcopy(network)
    ready.encoder = quantisable(network.encoder, inputs)
    return ready


def _graph(
    module: nn.Module, sample: tuple[Tensor, ...], inputs: dict[str, str], outputs: list[str], target: Path
) -> None:
    """Trace one module and quantise it to `target`. `inputs` are names and the free dimension of each."""
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(scratch) / "full.onnx"
        exporter: Any = torch.onnx.export
        exporter(
            module, sample, str(full), input_names=list(inputs), output_names=outputs, opset_version=OPSET,
            dynamo=False, dynamic_axes={name: {1: free} for name, free in inputs.items()},
        )  # fmt: skip
        exact = [node.name for node in onnx.load(full).graph.node if node.op_type == "MatMul" and EXACT in node.name]
        quantize_dynamic(
            full, target, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"],
            nodes_to_exclude=exact,
        )  # fmt: skip
