"""Which found quotation answers to which gold one: the pairing of the GermEval 2023 task 2 metric.

Pairs are chosen so that their shares of common tokens add up to the most. What is left over is paired too, although it
has no token in common; the strict figures drop those pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from digest.evaluation.marks import Marks

SAME_MODE = 0.01
"""By how much a pair of the same mode is preferred to one of equal overlap."""

Matrix = Sequence[Sequence[float]]


def overlap(gold: frozenset[int], found: frozenset[int]) -> float:
    """F1 of the tokens in common; 0.0 where there are none."""
    both = len(gold & found)
    if not both:
        return 0.0
    precision, recall = both / len(found), both / len(gold)
    return 2 * precision * recall / (precision + recall)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Pairs (gold, found) by index in the order of the gold; `touching` are those with a token in common."""

    pairs: tuple[tuple[int, int], ...]
    touching: tuple[tuple[int, int], ...]


def pair_up(gold: Sequence[Marks], found: Sequence[Marks]) -> Pairing:
    """The best pairing of an article's quotations."""
    scores = [[_score(one, other) for other in found] for one in gold]
    pairs = assign(scores)
    return Pairing(pairs, tuple((i, j) for i, j in pairs if scores[i][j] > 0))


def _score(gold: Marks, found: Marks) -> float:
    share = overlap(gold.content, found.content)
    return share + (SAME_MODE if share and gold.mode is found.mode else 0.0)


def assign(scores: Matrix) -> tuple[tuple[int, int], ...]:
    """Pairs (row, column) with the greatest sum, every row or every column used once, ordered by row.

    Shortest augmenting paths after Crouse (2016, IEEE TAES 52/4). Of several best answers it gives the one that
    scipy.optimize.linear_sum_assignment gives, with which the public scorer works: the figures depend on it.
    """
    if not scores or not scores[0]:
        return ()
    if len(scores[0]) < len(scores):
        turned = [list(column) for column in zip(*scores, strict=True)]
        return tuple(sorted((column, row) for row, column in assign(turned)))
    search = _Search([[-score for score in row] for row in scores])
    for row in range(len(scores)):
        search.add(row)
    return tuple(enumerate(search.column_of))


@dataclass(slots=True)
class _Search:
    """The assignment under construction; `cost` is to be least, and has no more rows than columns."""

    cost: list[list[float]]
    row_price: list[float] = field(init=False)
    column_price: list[float] = field(init=False)
    column_of: list[int] = field(init=False)
    row_of: list[int] = field(init=False)

    def __post_init__(self) -> None:
        rows, columns = len(self.cost), len(self.cost[0])
        self.row_price, self.column_price = [0.0] * rows, [0.0] * columns
        self.column_of, self.row_of = [-1] * rows, [-1] * columns

    def add(self, row: int) -> None:
        """Give `row` a column, moving others where that is cheaper."""
        rows, columns, length, came_from, sink = self._path(row)
        least = length[sink]
        self.row_price[row] += least
        for other in rows - {row}:
            self.row_price[other] += least - length[self.column_of[other]]
        for column in columns:
            self.column_price[column] -= least - length[column]
        column, at = sink, -1
        while at != row:
            at = came_from[column]
            self.row_of[column] = at
            self.column_of[at], column = column, self.column_of[at]

    def _path(self, row: int) -> tuple[set[int], set[int], list[float], list[int], int]:
        """The cheapest path from `row` to a free column: rows and columns on the way, lengths, where each came from."""
        width = len(self.cost[0])
        left = list(range(width - 1, -1, -1))  # from the end, so that a constant matrix gives the diagonal
        length, came_from = [inf] * width, [-1] * width
        rows: set[int] = set()
        columns: set[int] = set()
        so_far = 0.0
        while True:
            rows.add(row)
            lowest, chosen = inf, -1
            for place, column in enumerate(left):
                reduced = so_far + self.cost[row][column] - self.row_price[row] - self.column_price[column]
                if reduced < length[column]:
                    length[column], came_from[column] = reduced, row
                if length[column] < lowest or (length[column] == lowest and self.row_of[column] < 0):
                    lowest, chosen = length[column], place
            so_far, column = lowest, left[chosen]
            columns.add(column)
            if self.row_of[column] < 0:
                return rows, columns, length, came_from, column
            row = self.row_of[column]
            left[chosen] = left[-1]
            left.pop()
