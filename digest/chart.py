"""What a picture shows: numbers with their names; drawn by digest.charts, told in words where it cannot be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing that a chart counts: its name in the key, and a number for each place on the axis."""

    name: str
    values: tuple[int, ...]


class ChartKind(StrEnum):
    """How a chart is drawn: standing bars over time, lying bars by name, or a table of two sides."""

    COLUMNS = "columns"
    ROWS = "rows"
    MATRIX = "matrix"


@dataclass(frozen=True, slots=True)
class Chart:
    """What a picture shows: stacked bars, one per label, each piece of a bar of one of the series; as a matrix, a row
    per series and a column per label.

    Names and labels are plain text in the reader's language. `dark` draws light on dark.
    """

    title: str
    subtitle: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    foot: str = ""
    dark: bool = False
    kind: ChartKind = ChartKind.COLUMNS

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("a series needs a value for each label")
