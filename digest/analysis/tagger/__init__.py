"""The trained tagger: text -> named entities and quotations with their roles, in code points. No torch at run time."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from digest.analysis.tagger.backend import OnnxBackend
from digest.analysis.tagger.embeddings import PackedTable
from digest.analysis.tagger.tagged import NOTHING, Tagged, TaggedQuotation
from digest.analysis.tagger.tagger import Tagger
from digest.analysis.tagger.words import WordReader
from digest.errors import WeightsError

WORDS_FILE = "words.onnx"
ROLES_FILE = "roles.onnx"
TABLE_FILE = "embeddings.npy"
TOKENIZER_FILE = "tokenizer.json"
SUMS_FILE = "SHA256SUMS"
FILES = (WORDS_FILE, ROLES_FILE, TABLE_FILE, TOKENIZER_FILE)
"""What a folder of weights holds, beside its sums and the model card."""

DEFAULT_WEIGHTS = Path(__file__).resolve().parent.parent / "weights"
"""The weights that come with the program."""


def load_tagger(weights_dir: Path = DEFAULT_WEIGHTS, threads: int = 1) -> Tagger:
    """The tagger with the weights of a folder. Raises WeightsError where a file is missing or altered."""
    _check(weights_dir)
    table = PackedTable(np.load(weights_dir / TABLE_FILE, mmap_mode="r", allow_pickle=False))
    backend = OnnxBackend(weights_dir / WORDS_FILE, weights_dir / ROLES_FILE, table, threads)
    version = weights_sum(weights_dir / SUMS_FILE)[:8]
    return Tagger(WordReader.load(weights_dir / TOKENIZER_FILE), backend, version=version)


def weights_sum(path: Path) -> str:
    """sha256 of a file, hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _check(folder: Path) -> None:
    """Compare every file with the recorded sum."""
    try:
        lines = (folder / SUMS_FILE).read_text(encoding="utf-8").splitlines()
        expected = {name: total for total, name in (line.split(maxsplit=1) for line in lines if line.strip())}
        wrong = [name for name in FILES if expected.get(name) != weights_sum(folder / name)]
    except (OSError, ValueError) as error:
        raise WeightsError(f"weights of the tagger cannot be read from {folder} ({error}); {_REMEDY}") from error
    if wrong:
        raise WeightsError(f"weights of the tagger are altered: {', '.join(wrong)} in {folder}; {_REMEDY}")


_REMEDY = "restore the folder with `git checkout -- digest/analysis/weights` or install the program again"

__all__ = ["DEFAULT_WEIGHTS", "FILES", "NOTHING", "Tagged", "TaggedQuotation", "Tagger", "load_tagger", "weights_sum"]
