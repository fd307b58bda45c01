"""Annotated articles as gold, and the data folder they lie in. The data is not part of the program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.corpora import Range, joined_sentences
from digest.errors import BadInput
from digest.evaluation.marks import GoldArticle, Marks, Tokens, spans_of, tokens_of
from digest.model import Article, Mode, Outlet, Span

GNQA = Path("eval") / "gnqa-dev.jsonl"
CORPUS_DE = Path("corpus-de") / "dev.jsonl"
GERMEVAL = Path("ner") / "germeval2014-dev.tsv"
"""Where the development data lies inside the data folder."""

MODES = {
    "Direct": Mode.DIRECT,
    "Indirect": Mode.INDIRECT,
    "IndirectFreeIndirect": Mode.INDIRECT_FREE,
    "FreeIndirect": Mode.FREE,
    "Reported": Mode.REPORTED,
}
"""The names GNQA has for modes."""

WIKINEWS = Outlet("wikinews", "Wikinews", language="de")
UNKNOWN_DAY = datetime(1970, 1, 1, tzinfo=UTC)


def fingerprint(paths: Iterable[Path]) -> str:
    """sha256 over the content of the files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def data_folder(given: Path) -> Path:
    """The folder with the corpora: `given`, or its subfolder `data`. Raises BadInput where `given` is no folder."""
    if not given.is_dir():
        raise BadInput(f"{given} is no folder with evaluation data")
    return given / "data" if (given / "data").is_dir() else given


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise BadInput(f"{path}: line {number} is no JSON: {error}") from error


def _article(row: dict[str, Any], text: str) -> Article:
    moment = datetime.fromisoformat(row["published_at"]) if row.get("published_at") else None
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    published = moment or UNKNOWN_DAY
    return Article(
        str(row["id"]), "", WIKINEWS, "de", row.get("title", ""), text, published, published, date_known=bool(moment)
    )


def read_gnqa(path: Path) -> list[GoldArticle]:
    """Gold of the public scorer's form: token offsets, and token indexes for each slot of a quotation."""
    return [_tokenised(row) for row in _lines(path)]


def _tokenised(row: dict[str, Any]) -> GoldArticle:
    return GoldArticle(
        _article(row, row["text"]),
        Tokens(row["text"], spans_of(row["tokens"])),
        tuple(
            Marks(
                MODES[one["type"]] if one["type"] in MODES else Mode(one["type"]),
                frozenset(one["quote"]),
                speaker=frozenset(one.get("speaker") or ()),
                cue=frozenset(one.get("cue") or ()),
                frame=frozenset(one.get("frame") or ()),
                addressee=frozenset(one.get("addressee") or ()),
                actors=tuple(one.get("actors") or ()),
            )
            for one in row["quotations"]
            if one["quote"]
        ),
    )


def read_corpus_de(path: Path) -> list[GoldArticle]:
    """Our own annotation, with tokens of our own."""
    return [_sentence_wise(row) for row in _lines(path)]


def _sentence_wise(row: dict[str, Any]) -> GoldArticle:
    text, starts = joined_sentences(row["sentences"])
    tokens = tokens_of(text)

    def under(pieces: Iterable[tuple[int, int, int]]) -> frozenset[int]:
        ranges: list[Range] = [(starts[sentence] + start, starts[sentence] + end) for sentence, start, end in pieces]
        return tokens.under(Span(*one) for one in ranges)

    return GoldArticle(
        _article(row, text),
        tokens,
        tuple(
            Marks(
                Mode(one["mode"]),
                under(one["content"]),
                speaker=under(one["speaker"]),
                cue=under(one["cue"]),
                frame=under(one["frame"]),
                addressee=under(one["addressee"]),
                actors=tuple(one["actors"]),
            )
            for one in row["statements"]
        ),
    )
