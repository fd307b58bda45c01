"""A chart as a PNG, readable on a phone: on a card of its own colour, in light and dark chats alike.

columns: standing stacked bars over time     rows: lying bars, the name before each and its number behind it
matrix: a number in each field, the darker (in the dark: the lighter) the more

`python -m digest.charts.drawing` draws in a process of its own: one chart after the other as a line of JSON on standard
input, each answered by its length in bytes and the PNG. It ends with its input, so that it never outlives who asked.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, BinaryIO

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from digest.chart import Chart, ChartKind
from digest.charts import chart_of

WIDTH, HEIGHT, DOTS = 6.4, 4.0, 150
"""Inches and dots per inch: 960 by 600 dots, about 30 kB."""

FONT = "DejaVu Sans"
"""Comes with matplotlib; has Latin with all accents, Greek and Cyrillic."""

TITLE, TEXT, SMALL = 17, 12, 11
"""Points; 11 points of 150 dots are read on a phone that shows the picture 9 cm wide."""

MOST_LABELS = 6
"""Labels below the bars; more run into each other."""

LONGEST = 58
"""Characters of a subtitle on one line."""

NAME_LINE, COLUMN_NAME = 19, 19
"""Characters of a line of a name before a bar or a row, of which there are two at most, and of one above a column."""

BAR_INCHES = 0.36
"""Height of a lying bar's place where there are few; many share the picture's height."""

MANY_ROWS = 6
"""Rows of a table from which names are written smaller, so that two lines of one find room."""

TITLE_FITS = 32
"""Characters of a title in full size; a longer one is written smaller, down to the size of the subtitle."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a card. The series' colours can be told apart by those who see no red or green (Okabe and Ito)."""

    card: str
    text: str
    faint: str
    series: tuple[str, ...]


LIGHT = Ink("#fbfaf7", "#22242a", "#62656e", ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9"))
DARK = Ink("#1d2027", "#eceef2", "#a4a8b3", ("#56b4e9", "#e69f00", "#2fc79b", "#dd9cc0", "#9fc9ea"))


def draw(chart: Chart) -> bytes:
    """The chart as a PNG."""
    ink = DARK if chart.dark else LIGHT
    with mpl.rc_context({"font.family": FONT, "font.size": TEXT, "svg.fonttype": "none", "text.parse_math": False}):
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, facecolor=ink.card)
        FigureCanvasAgg(figure)
        FORMS[chart.kind](figure, chart, ink)
        _words(figure, chart, ink)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png", facecolor=ink.card, metadata={"Software": None, "Description": chart.title})
    return drawn.getvalue()


# standing bars


def _columns(figure: Figure, chart: Chart, ink: Ink) -> None:
    axes = figure.add_axes((0.09, 0.13, 0.87, 0.6), facecolor=ink.card)
    _bars(axes, chart, ink)
    _axes(axes, chart, ink)


def _bars(axes: Any, chart: Chart, ink: Ink) -> None:
    places = range(len(chart.labels))
    below = [0] * len(chart.labels)
    for number, one in enumerate(chart.series):
        colour = ink.series[number % len(ink.series)]
        axes.bar(places, one.values, bottom=below, width=0.78, color=colour, label=drawable(one.name), linewidth=0)
        below = [low + high for low, high in zip(below, one.values, strict=True)]
    axes.set_xlim(-0.6, max(len(chart.labels), 1) - 0.4)
    axes.set_ylim(0, max([1, *below]) * 1.08)


def _axes(axes: Any, chart: Chart, ink: Ink) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.grid(axis="y", color=ink.faint, alpha=0.25, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(ink.faint)
    axes.tick_params(colors=ink.text, labelsize=SMALL, length=0, pad=7)
    shown = labelled(len(chart.labels))
    axes.set_xticks(shown, [drawable(chart.labels[place]) for place in shown])


# lying bars


def _rows(figure: Figure, chart: Chart, ink: Ink) -> None:
    number = max(len(chart.labels), 1)
    height = min(0.7, number * BAR_INCHES / HEIGHT)
    axes = figure.add_axes((0.35, 0.79 - height, 0.56, height), facecolor=ink.card)
    totals = [sum(values) for values in zip(*(one.values for one in chart.series), strict=True)]
    left = [0] * len(chart.labels)
    for place, one in enumerate(chart.series):
        colour = ink.series[place % len(ink.series)]
        axes.barh(range(len(chart.labels)), one.values, left=left, height=0.72, color=colour, linewidth=0)
        left = [low + high for low, high in zip(left, one.values, strict=True)]
    most = max([1, *totals])
    axes.set_xlim(0, most * 1.02)
    axes.set_ylim(number - 0.4, -0.6)
    for place, total in enumerate(totals):
        axes.text(total + most * 0.02, place, str(total), va="center_baseline", color=ink.text, fontsize=TEXT)
    _bare(axes, ink)
    axes.set_xticks([])
    names = [_named(label) for label in chart.labels]
    axes.set_yticks(range(len(names)), names, fontsize=TEXT, linespacing=1.05)


# a table of two sides


def _matrix(figure: Figure, chart: Chart, ink: Ink) -> None:
    axes = figure.add_axes((0.35, 0.09, 0.48, 0.45), facecolor=ink.card)
    values = [one.values for one in chart.series]
    most = max([1, *(value for row in values for value in row)])
    wide, tall = max(len(chart.labels), 1), max(len(chart.series), 1)
    for row, numbers in enumerate(values):
        for column, value in enumerate(numbers):
            _field(axes, (column, row), value, most, ink)
    axes.set_xlim(-0.5, wide - 0.5)
    axes.set_ylim(tall - 0.5, -0.5)
    _bare(axes, ink)
    axes.xaxis.tick_top()
    names = [shortened(label, COLUMN_NAME) for label in chart.labels]
    axes.set_xticks(range(len(names)), names, rotation=38, ha="left", rotation_mode="anchor", fontsize=SMALL)
    rows = [_named(one.name) for one in chart.series]
    axes.set_yticks(range(len(rows)), rows, fontsize=TEXT if len(rows) < MANY_ROWS else SMALL, linespacing=1.05)


def _field(axes: Any, at: tuple[int, int], value: int, most: int, ink: Ink) -> None:
    """A field of the table, its number in it; none for nothing."""
    column, row = at
    words, colour = field_colours(value, most, ink)
    axes.add_patch(Rectangle((column - 0.46, row - 0.44), 0.92, 0.88, facecolor=colour, linewidth=0))
    if value:
        axes.text(column, row, str(value), ha="center", va="center_baseline", color=words, fontsize=TEXT)


def field_colours(value: int, most: int, ink: Ink) -> tuple[str, str]:
    """The colours of a number and of its field: black or white, whichever stands out better."""
    share = 0.15 + 0.85 * value / most
    colour = _mixed(ink.card, ink.series[0], share) if value else _mixed(ink.card, ink.faint, 0.1)
    return max(("#000000", "#ffffff"), key=lambda words: contrast(words, colour)), colour


def _mixed(one: str, other: str, share: float) -> str:
    """The colour between the two, so far towards the other."""
    pairs = zip(to_rgb(one), to_rgb(other), strict=True)
    red, green, blue = (low + (high - low) * share for low, high in pairs)
    return to_hex((red, green, blue))


def luminance(colour: str) -> float:
    """How bright a colour is, as https://www.w3.org/TR/WCAG21/#dfn-relative-luminance has it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio has it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _bare(axes: Any, ink: Ink) -> None:
    """Without frame and ticks: names alone."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(colors=ink.text, length=0, pad=6)


def _named(name: str) -> str:
    """The name on one line or two."""
    first, *rest = wrap(drawable(name), NAME_LINE, break_long_words=False) or [""]
    lines = [first, " ".join(rest)] if rest else [first]
    return "\n".join(shortened(line, NAME_LINE) for line in lines)


# words


FORMS: dict[ChartKind, Callable[[Figure, Chart, Ink], None]] = {
    ChartKind.COLUMNS: _columns,
    ChartKind.ROWS: _rows,
    ChartKind.MATRIX: _matrix,
}


def labelled(number: int) -> list[int]:
    """The places whose labels are shown, evenly spread, the first one among them.

    >>> labelled(5), labelled(31)
    ([0, 1, 2, 3, 4], [0, 6, 12, 18, 24, 30])
    """
    step = max(1, -(-number // MOST_LABELS))
    return list(range(0, number, step))


def _words(figure: Figure, chart: Chart, ink: Ink) -> None:
    title = shortened(chart.title)
    size = max(TEXT, TITLE * min(1.0, TITLE_FITS / max(len(title), 1)))
    figure.text(0.04, 0.93, title, fontsize=size, fontweight="bold", color=ink.text, va="center")
    figure.text(0.04, 0.855, shortened(chart.subtitle), fontsize=TEXT, color=ink.text, va="center")
    figure.text(0.97, 0.03, drawable(chart.foot), fontsize=SMALL - 2, color=ink.faint, ha="right", va="center")
    if len(chart.series) > 1 and chart.kind is ChartKind.COLUMNS:
        key = figure.legend(
            loc="upper left", bbox_to_anchor=(0.03, 0.82), ncols=len(chart.series), frameon=False, fontsize=SMALL,
            labelcolor=ink.text, handlelength=1.0, handletextpad=0.5, columnspacing=1.6, borderaxespad=0.0,
        )  # fmt: skip
        key.set_in_layout(False)


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text as it can be drawn on one line of so many characters."""
    drawn = drawable(text)
    return drawn if len(drawn) <= longest else drawn[: longest - 1].rstrip() + "…"


def drawable(text: str) -> str:
    """The text without what the font has no picture for."""
    known = get_font(findfont(FONT)).get_charmap()
    kept = "".join(char for char in text if ord(char) in known and char.isprintable())
    return " ".join(kept.split())


# The process of its own


def serve(lines: BinaryIO, out: BinaryIO) -> None:
    """Draw a chart for each line: its length in bytes on a line, then the PNG; 0 where it could not be drawn."""
    for line in lines:
        try:
            png = draw(chart_of(line))
        except Exception as error:  # noqa: BLE001  whatever breaks one picture must not end the drawing of others
            sys.stderr.write(f"a chart could not be drawn: {type(error).__name__}: {error}\n")
            png = b""
        out.write(b"%d\n" % len(png) + png)
        out.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
