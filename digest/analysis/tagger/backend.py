"""The network as exported: two ONNX graphs run by onnxruntime, one window or one candidate a call.

Nothing is padded or put together: the int8 activations are scaled per call, so the scores of one would otherwise depend
on those it is called with.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime

from digest.analysis.tagger.embeddings import PackedTable

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

BEGIN_PIECE, END_PIECE = 0, 2


@dataclass(frozen=True, slots=True)
class WordScores:
    """Scores of the words of one window or text: label scores, sentence starts, and what the role network reads, which
    is kept in half precision for a whole text.
    """

    content: Floats
    entity: Floats
    sentence: Floats
    memory: npt.NDArray[np.floating[Any]]


class Backend(Protocol):
    """Whatever computes the network: onnxruntime at run time, torch when training is measured."""

    def score_words(self, pieces: Ints, first: Ints, last: Ints, hints: Floats) -> WordScores:
        """Scores of one window; `first` and `last` are indexes into `pieces`, `hints` has a row for each piece."""
        ...

    def score_candidate(
        self, memory: Floats, inside: Floats, distance: Ints, proposed: Floats
    ) -> tuple[Floats, Floats]:
        """Role scores (words x roles) and verdict (1 + modes) of one candidate; all four have a row for each word."""
        ...


class OnnxBackend:
    """The weights as shipped."""

    def __init__(self, words: Path, roles: Path, table: PackedTable, threads: int) -> None:
        self._words = _session(words, threads)
        self._roles = _session(roles, threads)
        self._table = table

    def score_words(self, pieces: Ints, first: Ints, last: Ints, hints: Floats) -> WordScores:
        framed = np.concatenate([[BEGIN_PIECE], pieces, [END_PIECE]])
        outputs = _computed(
            self._words,
            ["content", "entity", "sentence", "memory"],
            {
                "vectors": self._table.rows(framed)[None],
                "first": first[None] + 1,
                "last": last[None] + 1,
                "hints": np.pad(hints, ((1, 1), (0, 0)))[None],
            },
        )
        return WordScores(*(np.asarray(output[0], np.float32) for output in outputs))

    def score_candidate(
        self, memory: Floats, inside: Floats, distance: Ints, proposed: Floats
    ) -> tuple[Floats, Floats]:
        inputs = {
            "memory": memory[None],
            "inside": inside[None],
            "distance": distance[None],
            "proposed": proposed[None],
        }
        roles, verdict = _computed(self._roles, ["roles", "verdict"], inputs)
        return np.asarray(roles[0], np.float32), np.asarray(verdict[0], np.float32)


def _computed(session: onnxruntime.InferenceSession, outputs: list[str], inputs: dict[str, Any]) -> list[Any]:
    """The outputs of one run. Raises MemoryError where the library tells in words of its own that there is none."""
    try:
        found: list[Any] = session.run(outputs, inputs)
    except Exception as error:
        if _NO_MEMORY in str(error):
            raise MemoryError(_NO_MEMORY) from error
        raise
    return found


_NO_MEMORY = "Failed to allocate memory"


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_mem_pattern = False
    # Threads that wait in a loop take two thirds more processor time, and are slower where others want it too.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
