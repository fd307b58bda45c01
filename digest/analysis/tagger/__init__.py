"""The trained tagger: text -> named entities and quotations with their roles, in code points. No torch at run time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from digest.analysis.tagger.backend import OnnxBackend
from digest.analysis.tagger.embeddings import PackedTable
from digest.analysis.tagger.tagged import NOTHING, Tagged, TaggedQuotation
from digest.analysis.tagger.tagger import Tagger
from digest.analysis.tagger.words import WordReader
from digest.analysis.weight_files import (
    DEFAULT_WEIGHTS,
    FILES,
    ROLES_FILE,
    TABLE_FILE,
    TOKENIZER_FILE,
    WORDS_FILE,
    checked_version,
)


def load_tagger(weights_dir: Path = DEFAULT_WEIGHTS, threads: int = 1) -> Tagger:
    """The tagger with the weights of a folder. Raises WeightsError where a file is missing or altered."""
    version = checked_version(weights_dir)
    table = PackedTable(np.load(weights_dir / TABLE_FILE, mmap_mode="r", allow_pickle=False))
    backend = OnnxBackend(weights_dir / WORDS_FILE, weights_dir / ROLES_FILE, table, threads)
    return Tagger(WordReader.load(weights_dir / TOKENIZER_FILE), backend, version=version)


__all__ = ["DEFAULT_WEIGHTS", "FILES", "NOTHING", "Tagged", "TaggedQuotation", "Tagger", "load_tagger"]
