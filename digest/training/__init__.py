"""Training of the tagger: corpora -> weights. Needs requirements/train.txt; nothing here is used at run time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.training.loop import Config


def train(
    data_dir: Path, out_dir: Path, config: Sequence[Config] = (), scratch: Path = Path(".cache/training")
) -> None:
    """Train the tagger on the corpora under `data_dir` and write its weights to `out_dir`.

    `config` are the stages; without any, those of the shipped weights. Checkpoints in `scratch` let a run go on.
    Raises FileNotFoundError where a corpus or package is missing.
    """
    # torch is imported here and not above, so that the corpus readers can be used and tested without it.
    from digest.training.pipeline import STAGES, train_weights  # noqa: PLC0415

    train_weights(data_dir, out_dir, tuple(config) or STAGES, scratch)
