"""The files of the tagger's weights and their recorded sums, known without loading what computes with them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from digest.errors import WeightsError

WORDS_FILE = "words.onnx"
ROLES_FILE = "roles.onnx"
TABLE_FILE = "embeddings.npy"
TOKENIZER_FILE = "tokenizer.json"
SUMS_FILE = "SHA256SUMS"
FILES = (WORDS_FILE, ROLES_FILE, TABLE_FILE, TOKENIZER_FILE)
"""What a folder of weights holds, beside its sums and the model card."""

DEFAULT_WEIGHTS = Path(__file__).resolve().parent / "weights"
"""The weights that come with the program."""


def weights_sum(path: Path) -> str:
    """sha256 of a file, hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def checked_version(folder: Path) -> str:
    """The name of the weights in a folder. Raises WeightsError where a file is missing or not what was recorded."""
    try:
        lines = (folder / SUMS_FILE).read_text(encoding="utf-8").splitlines()
        expected = {name: total for total, name in (line.split(maxsplit=1) for line in lines if line.strip())}
        wrong = [name for name in FILES if expected.get(name) != weights_sum(folder / name)]
        version = weights_sum(folder / SUMS_FILE)[:8]
    except (OSError, ValueError) as error:
        raise WeightsError(f"weights of the tagger cannot be read from {folder} ({error}); {_REMEDY}") from error
    if wrong:
        raise WeightsError(f"weights of the tagger are altered: {', '.join(wrong)} in {folder}; {_REMEDY}")
    return version


_REMEDY = "restore the folder with `git checkout -- digest/analysis/weights` or install the program again"
