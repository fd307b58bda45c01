"""The embedding table of the encoder in its 4-bit form (Q4_0), unpacked row by row as pieces are looked up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BLOCK = 32
"""Weights that share a scale."""
BYTES_PER_BLOCK = 18
"""A 2-byte float scale and 32 weights of 4 bits."""
_ZERO = 8


@dataclass(frozen=True, slots=True)
class PackedTable:
    """`data` holds one row of bytes for each piece."""

    data: npt.NDArray[np.uint8]

    def rows(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The vectors of the given pieces, one row each."""
        blocks = self.data[ids].reshape(len(ids), -1, BYTES_PER_BLOCK)
        scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
        packed = blocks[:, :, 2:]
        weights = np.concatenate([packed & 0x0F, packed >> 4], axis=2).astype(np.float32) - _ZERO
        return np.asarray((weights * scales).reshape(len(ids), -1), np.float32)
