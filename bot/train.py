"""`wortlaut train`: the corpora -> the weights of the tagger, with progress on stderr."""

from __future__ import annotations

import logging
from pathlib import Path

from digest.errors import BadInput

CORPORA = (
    "corpus-de/train.jsonl",
    "ner/germeval2014-test.tsv",
    "ner/smartdata-train.json.gz",
    "speech/gepade-train.jsonl",
)
"""What a training needs, below the data folder."""


def train_tagger(data: Path, out: Path, scratch: Path) -> None:
    """Train and write the weights to `out`; checkpoints in `scratch` let a stopped run go on.

    Raises BadInput where a corpus or one of the packages for training is missing.
    """
    missing = [name for name in CORPORA if not (data / name).is_file()]
    if missing:
        raise BadInput(f"corpora are missing in {data}: {', '.join(missing)}")
    logging.getLogger("digest.training").setLevel(logging.INFO)
    from digest.training import train  # noqa: PLC0415  (the training packages are an extra)

    try:
        train(data, out, scratch=scratch)
    except ModuleNotFoundError as error:
        raise BadInput(
            f"training needs the package {error.name}: make an environment of its own and run "
            "pip install --require-hashes -r requirements/train.txt in it"
        ) from error
