"""What the words of a language mean, as numbers: stems of like meaning have like vectors ("klinik", "krankenhaus").

A language brings two files here, made by `python -m digest.training.senses`: `<code>.txt`, a stem a line,
the most frequent first, and `<code>.npy`, for each stem its vector. A language without them is told apart by its words
alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parent

DIMENSIONS = 64
"""Numbers of a vector."""

ROW = np.dtype([("length", "<f2"), ("sense", "i1", (DIMENSIONS,))])
"""What is stored of a stem."""

STEP = 1 / 127
"""What one step of the stored bytes is worth."""

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SenseTable:
    """`places` says in which row of `vectors` a stem stands. Rows are as long as the stem says something: a word that
    stands in every text has a short one. `middle` is the mean of what news texts come to.
    """

    places: Mapping[str, int]
    vectors: Vectors
    middle: Vectors


@cache
def sense_table(code: str) -> SenseTable | None:
    """The table of a language (ISO 639-1), None where there is none."""
    listed = FOLDER / f"{code}.txt"
    if not listed.is_file():
        return None
    stems = listed.read_text(encoding="utf-8").splitlines()
    stored = np.load(FOLDER / f"{code}.npy", allow_pickle=False)
    vectors = stored["sense"].astype(np.float32) * (stored["length"].astype(np.float32) * STEP)[:, None]
    return SenseTable(dict(zip(stems, range(len(stems)), strict=True)), vectors[:-1], vectors[-1])
