"""A chart as a PNG, readable on a phone: stacked bars on a card of their own colour, in light and dark chats alike.

`python -m digest.charts.drawing` draws in a process of its own: one chart after the other as a line of JSON on standard
input, each answered by its length in bytes and the PNG. It ends with its input, so that it never outlives who asked.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from typing import Any, BinaryIO

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.ticker import MaxNLocator

from digest.charts import chart_of
from digest.model import Chart

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
    with mpl.rc_context({"font.family": FONT, "font.size": TEXT, "svg.fonttype": "none"}):
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, facecolor=ink.card)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.09, 0.13, 0.87, 0.6), facecolor=ink.card)
        _bars(axes, chart, ink)
        _axes(axes, chart, ink)
        _words(figure, chart, ink)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png", facecolor=ink.card, metadata={"Software": None, "Description": chart.title})
    return drawn.getvalue()


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
    if len(chart.series) > 1:
        key = figure.legend(
            loc="upper left", bbox_to_anchor=(0.03, 0.82), ncols=len(chart.series), frameon=False, fontsize=SMALL,
            labelcolor=ink.text, handlelength=1.0, handletextpad=0.5, columnspacing=1.6, borderaxespad=0.0,
        )  # fmt: skip
        key.set_in_layout(False)


def shortened(text: str) -> str:
    """The text as it can be drawn on one line."""
    drawn = drawable(text)
    return drawn if len(drawn) <= LONGEST else drawn[: LONGEST - 1].rstrip() + "…"


def drawable(text: str) -> str:
    """The text without what the font has no picture for, and with no sign taken for mathematics."""
    known = get_font(findfont(FONT)).get_charmap()
    kept = "".join(char for char in text if ord(char) in known and char.isprintable())
    return " ".join(kept.split()).replace("$", r"\$")


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
