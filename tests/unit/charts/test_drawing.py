"""Charts drawn: real pictures with the letters they need, legible in both kinds of light."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from digest.chart import Chart, ChartKind, Series
from digest.charts import chart_line, chart_of
from digest.charts.drawing import (
    DARK,
    LIGHT,
    LONGEST,
    Ink,
    contrast,
    draw,
    drawable,
    field_colours,
    labelled,
    serve,
    shortened,
)
from tests.fakes.pictures import read_png

CHART = Chart(
    title="Wolodymyr Selenskyj",
    subtitle="7 Tage zum Thema „Größe“",
    labels=tuple(f"{day}. Mai" for day in range(3, 10)),
    series=(Series("wörtlich", (0, 1, 2, 0, 0, 3, 1)), Series("berichtet", (0, 0, 1, 0, 0, 0, 2))),
    foot="Wortlaut",
)


@pytest.mark.parametrize(
    "chart",
    [
        CHART,
        replace(CHART, dark=True),
        replace(CHART, title="", subtitle="", foot=""),
        replace(CHART, title="習近平 😀 $x$ \u202e" + "Ä" * 5000, subtitle="$" * 5000),
        Chart("$x^{$", r"$\frac{$", ("$_{$", "b"), (Series("$^{$", (1, 2)),), kind=ChartKind.ROWS),  # no mathematics
        replace(CHART, kind=ChartKind.ROWS, dark=True),
        replace(CHART, kind=ChartKind.MATRIX),
        Chart("leer", "", (), ()),
        Chart("leer", "", (), (), kind=ChartKind.ROWS),
        Chart("leer", "", (), (), kind=ChartKind.MATRIX, dark=True),
        Chart("lang", "", ("Ä" * 900, "a b " * 90), (Series("Name " * 90, (0, 10**9)),), kind=ChartKind.MATRIX),
        Chart("lang", "", ("Ä" * 900, "a b " * 90), (Series("", (0, 10**9)),), kind=ChartKind.ROWS),
        Chart("eins", "", ("9. Mai",), (Series("wörtlich", (0,)),)),
        Chart("viele", "", tuple(map(str, range(400))), (Series("a", tuple(range(400))),)),
    ],
)
def test_every_chart_becomes_a_picture_that_both_services_take(chart: Chart):
    """Whatever is drawn is a PNG of measures and size that phones show quickly."""
    picture = read_png("a.png", draw(chart))
    assert picture is not None
    assert (picture.width, picture.height) == (960, 600)
    assert len(picture.data) < 200_000


def test_light_and_dark_differ_and_the_same_is_the_same():
    """A chart is drawn alike each time, and otherwise in the dark."""
    assert draw(CHART) == draw(CHART)
    assert draw(CHART) != draw(replace(CHART, dark=True))
    assert draw(CHART) != draw(replace(CHART, title="Xi Jinping"))


@pytest.mark.parametrize("ink", [LIGHT, DARK])
def test_words_and_bars_stand_out_from_their_card(ink: Ink):
    """Words have the contrast WCAG asks of text (4.5), bars more than half of what it asks of graphics (3)."""
    assert contrast(ink.text, ink.card) >= 7
    assert contrast(ink.faint, ink.card) >= 4.5
    assert min(contrast(colour, ink.card) for colour in ink.series) >= 1.9


@pytest.mark.parametrize("ink", [LIGHT, DARK])
def test_numbers_stand_out_from_the_fields_of_a_table(ink: Ink):
    """Whatever the number, it can be read on its field; black on white is the measure of contrast."""
    assert round(contrast("#000000", "#ffffff"), 6) == 21
    assert min(contrast(*field_colours(number, 50, ink)) for number in range(1, 51)) >= 4.5


def test_each_kind_of_chart_looks_otherwise():
    """The same numbers are drawn as columns, rows and a table."""
    assert len({draw(replace(CHART, kind=kind)) for kind in ChartKind}) == len(ChartKind)


def test_letters_of_names_are_drawn_and_others_left_out():
    """Umlauts, accents, Cyrillic and quotation marks are in the font; what is not there leaves no empty boxes."""
    assert drawable("Ärzte „Größe“ Đặng Łódź İnönü Си") == "Ärzte „Größe“ Đặng Łódź İnönü Си"
    assert drawable("Xi 習近平 🦜\u202e") == "Xi"
    assert drawable("5 $ und 6 $") == "5 $ und 6 $"


def test_long_lines_are_shortened_and_labels_thinned_out():
    """A line never runs out of the picture, and labels do not run into each other."""
    assert len(shortened("a" * 500)) == LONGEST
    assert shortened("kurz") == "kurz"
    assert [len(labelled(number)) <= 6 for number in range(1, 400)] == [True] * 399


def test_a_chart_survives_its_line():
    """What goes to the process that draws comes out there as it was."""
    for kind in ChartKind:
        assert chart_of(chart_line(replace(CHART, kind=kind))) == replace(CHART, kind=kind)


def test_the_drawing_process_answers_each_line():
    """Each chart is answered by its length and its bytes; a line that is none by nothing, and the next one is drawn."""
    out = io.BytesIO()
    serve(io.BytesIO(chart_line(CHART) + b"nonsense\n" + b'{"series": 1}\n' + chart_line(CHART)), out)
    out.seek(0)
    sizes = []
    while line := out.readline():
        sizes.append(int(line))
        out.read(sizes[-1])
    assert sizes[0] == sizes[3] > 1000
    assert sizes[1:3] == [0, 0]


def test_a_series_needs_a_value_for_each_label():
    """A chart whose numbers do not fit its labels cannot be made."""
    with pytest.raises(ValueError, match="a value for each label"):
        replace(CHART, labels=("9. Mai",))
