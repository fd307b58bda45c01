"""Floors: what was reached once is not lost unnoticed.

The baseline is a JSON file: analyser -> corpus -> {"sha256": fingerprint of the data, "floors": {figure: per cent}}.
Floors of an analyser ("rules") are compared with the figures of that analyser only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digest.errors import BadInput

MARGIN = 0.5
"""Floors are set this much (per cent) below what was measured: other processors round a network's sums differently."""


@dataclass(frozen=True, slots=True)
class Floors:
    """What the figures of one corpus must reach, in per cent, and the data it was measured on."""

    sha256: str
    floors: Mapping[str, float]


Baseline = dict[str, dict[str, Floors]]
"""By analyser and corpus."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one corpus, in per cent, with the fingerprint of its data."""

    corpus: str
    sha256: str
    figures: Mapping[str, float]


def read_baseline(path: Path) -> Baseline:
    """The floors of a file. Raises BadInput where it cannot be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            analyser: {
                name: Floors(str(row["sha256"]), {figure: float(floor) for figure, floor in row["floors"].items()})
                for name, row in corpora.items()
            }
            for analyser, corpora in content.items()
        }
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path}: is no baseline: {error!r}") from error


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write the floors so that a diff shows one changed figure as one changed line."""
    content = {
        analyser: {name: {"sha256": row.sha256, "floors": dict(row.floors)} for name, row in corpora.items()}
        for analyser, corpora in baseline.items()
    }
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def shortcomings(measured: Measured, floors: Floors | None) -> list[str]:
    """What speaks against letting this pass, in words; empty where nothing does or nothing was laid down."""
    if floors is None:
        return []
    if floors.sha256 != measured.sha256:
        return [f"{measured.corpus}: not the data the floors were measured on (sha256 {measured.sha256[:12]}…)"]
    return [
        f"{measured.corpus}: {name} {measured.figures.get(name, 0.0):.2f} is below its floor {floor:.1f}"
        for name, floor in floors.floors.items()
        if measured.figures.get(name, 0.0) < floor
    ]


FLOORS = {
    "samples": ("precision", "recall", "mode", "speaker", "speaker linked", "actors"),
    "english": ("precision", "recall", "mode", "speaker", "speaker linked", "actors"),
    "english-held": ("precision", "recall", "mode", "speaker", "speaker linked"),
    "gnqa-dev": ("joint", "strict joint", "messages", "messages P", "roles", "type", "speaker overlapped"),
    "corpus-de-dev": ("joint", "strict joint", "messages P", "speaker overlapped", "speaker linked", "entities"),
    "germeval-dev": ("entities",),
}
"""The figures that have a floor."""


def raised(measured: Measured, floors: Floors | None, *, lower: bool) -> Floors:
    """Floors a little below what was measured. None is lowered unless `lower`.

    Raises BadInput where the data is other data and `lower` is not set: what was measured on different data cannot be
    compared.
    """
    if floors is not None and floors.sha256 != measured.sha256 and not lower:
        raise BadInput(f"{measured.corpus}: the data has changed; its floors are set anew only with --lower")
    old = floors.floors if floors is not None else {}
    new: dict[str, float] = {}
    for name in FLOORS.get(measured.corpus, ()):
        reached = math.floor(10 * (measured.figures[name] - MARGIN)) / 10
        new[name] = reached if lower else max(reached, old.get(name, 0.0))
    return Floors(measured.sha256, new)
