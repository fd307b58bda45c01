"""Corpora, cut vocabulary and windows of a training run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from digest.analysis.tagger.embeddings import PackedTable
from digest.analysis.tagger.words import WordReader
from digest.corpora import (
    MarkedText,
    read_corpus_de,
    read_gepade,
    read_germeval,
    read_smartdata,
    restyled,
)
from digest.training.base_model import BaseModel, base_tokenizer
from digest.training.dataset import grouped, make_examples
from digest.training.loop import Config, Corpus
from digest.training.rules import rules_of
from digest.training.vocabulary import cut_tokenizer

VOCABULARY = 56_000
"""Pieces kept at most; German and English text needs about 46,600."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The cut tokeniser (JSON), its embeddings, and the corpora as windows; the first corpus has the quotations."""

    tokenizer: str
    table: PackedTable
    corpora: tuple[Corpus, ...]


def read_training_texts(data: Path, config: Config) -> list[tuple[list[MarkedText], float]]:
    """Each corpus under `data` with its share. GNQA is not among them: it is for measuring only.

    With `config.restyle` the news have a copy with other quote marks, and an epoch takes half of both.
    """
    germeval = grouped(read_germeval(data / "ner" / "germeval2014-test.tsv"), config.germeval_group)
    smartdata = [
        text for part in ("train", "test") for text in read_smartdata(data / "ner" / f"smartdata-{part}.json.gz")
    ]
    news = read_corpus_de(data / "corpus-de" / "train.jsonl")
    news += [restyled(text, i) for i, text in enumerate(news)] if config.restyle else []
    return [
        (news, 0.5 if config.restyle else 1.0),
        (germeval, config.germeval_share),
        (smartdata, config.smartdata_share),
        (read_gepade(data / "speech" / "gepade-train.jsonl"), config.gepade_share),
    ]


def prepare(base: BaseModel, data: Path, config: Config, folder: Path) -> Prepared:
    """Read the corpora and cut the vocabulary (kept in `folder`, since ranking it takes most of a minute)."""
    texts = read_training_texts(data, config)
    tokenizer, kept = _vocabulary(folder, [text.text for part, _ in texts for text in part])
    reader, rules = WordReader(Tokenizer.from_str(tokenizer)), rules_of("de")
    corpora = tuple(Corpus(tuple(make_examples(part, reader, rules)), share) for part, share in texts)
    return Prepared(tokenizer, PackedTable(base.embeddings.data[kept]), corpora)


def _vocabulary(folder: Path, texts: list[str]) -> tuple[str, np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    names = folder / "tokenizer.json", folder / "kept.npy"
    if all(name.exists() for name in names):
        return names[0].read_text(encoding="utf-8"), np.load(names[1])
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer, kept = cut_tokenizer(base_tokenizer(), texts, VOCABULARY)
    names[0].write_text(tokenizer, encoding="utf-8")
    np.save(names[1], kept)
    return tokenizer, kept
