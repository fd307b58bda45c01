"""The weekly summary as pictures: who was quoted most as bars, who spoke about whom as a table; both in words too."""

from __future__ import annotations

from dataclasses import replace

from digest.chart import Chart, ChartKind, Series
from digest.edition import Week
from digest.edition.week import QUOTED
from digest.model import Picture
from digest.render.voices import Reader
from digest.taste import Pictures

FEWEST_BARS, FEWEST_SIDES, FEWEST_FIELDS, FEWEST_STATEMENTS = 4, 3, 8, 2
"""Bars, sides of a table and fields with a number in it below which words tell as much; statements from which somebody
is worth a bar.
"""

SUBTITLES = {ChartKind.ROWS: "week.picture_span", ChartKind.MATRIX: "week.picture_sides"}

FIELDS_IN_WORDS = 6
"""Fields of the table that are told in words."""

QUOTED_FILE, PAIRS_FILE = "wortlaut-woche-zitiert.png", "wortlaut-woche-wer-ueber-wen.png"


def week_pictures(week: Week, reader: Reader, dates: str) -> tuple[Picture, ...]:
    """The pictures of a week that has enough to show; none where none are wanted. `dates` are the days it covers."""
    if week.pictures is Pictures.OFF:
        return ()
    found = (_quoted(week, reader, dates), _pairs(week, reader, dates))
    return tuple(picture for picture in found if picture is not None)


def _quoted(week: Week, reader: Reader, dates: str) -> Picture | None:
    quoted = [one for one in week.roundup.quoted[:QUOTED] if one.statements >= FEWEST_STATEMENTS]
    if len(quoted) < FEWEST_BARS:
        return None
    texts = reader.phrases
    chart = replace(
        _chart(week, reader, dates, "week.picture_quoted", ChartKind.ROWS),
        labels=tuple(one.actor.name for one in quoted),
        series=(Series(texts.text("week.quoted"), tuple(one.statements for one in quoted)),),
    )
    figures = ", ".join(f"{one.actor.name} {texts.number(one.statements)}" for one in quoted)
    return Picture(chart, texts.text("week.alt_quoted", figures=figures), QUOTED_FILE)


def _pairs(week: Week, reader: Reader, dates: str) -> Picture | None:
    table, texts = week.crossing, reader.phrases
    fields = sum(number > 0 for row in table.statements for number in row)
    if min(len(table.speakers), len(table.about)) < FEWEST_SIDES or fields < FEWEST_FIELDS:
        return None
    chart = replace(
        _chart(week, reader, dates, "week.picture_pairs", ChartKind.MATRIX),
        labels=tuple(one.name for one in table.about),
        series=tuple(Series(one.name, row) for one, row in zip(table.speakers, table.statements, strict=True)),
    )
    fields_by_number = sorted(
        (-number, one.name, other.name)
        for one, row in zip(table.speakers, table.statements, strict=True)
        for other, number in zip(table.about, row, strict=True)
        if number
    )
    figures = ", ".join(
        texts.text("week.pair", who=who, about=about, n=texts.number(-number))
        for number, who, about in fields_by_number[:FIELDS_IN_WORDS]
    )
    return Picture(chart, texts.text("week.alt_pairs", figures=figures), PAIRS_FILE)


def _chart(week: Week, reader: Reader, dates: str, title: str, kind: ChartKind) -> Chart:
    """A chart of the week without its numbers."""
    texts = reader.phrases
    subtitle = texts.text(SUBTITLES[kind], dates=dates)
    return Chart(texts.text(title), subtitle, (), (), texts.text("product"), week.pictures is Pictures.DARK, kind)
