"""The week in pictures: what they show, in words too, and when there is too little to draw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.chart import ChartKind
from digest.edition import Week
from digest.edition.week import SIDE, Crossing, sides
from digest.model import Message, Picture
from digest.publish import Compiler
from digest.publish.compiling import MOST_QUOTED
from digest.render import render_week
from digest.store.memory import MemoryStore
from digest.taste import Pictures
from digest.windows import QuotedActor, Roundup, SpokenOf
from tests.building import person
from tests.contract.store.values import DAY, HOUR, NOON, a_page, a_report, a_statement, a_story, an_article

PEOPLE = tuple(person(f"Person {letter}") for letter in "ABCDEFGH")
QUOTED = tuple(QuotedActor(one, 20 - 2 * place, 3) for place, one in enumerate(PEOPLE))
PAIRS = tuple(
    SpokenOf(one, other, 9 - place)
    for place, one in enumerate(PEOPLE[:4])
    for other in PEOPLE[4:7]
)  # fmt: skip
NUMBERS = tuple(tuple(9 - place for _ in range(3)) for place in range(4))
CROSSING = Crossing(PEOPLE[:4], PEOPLE[4:7], NUMBERS)
WEEK = Week(
    Roundup(NOON - 7 * DAY, NOON, 40, 9, 112, QUOTED, PAIRS, ()), "de", "Europe/Berlin", (), CROSSING, Pictures.LIGHT
)


def pictures(message: Message) -> list[Picture]:
    """The pictures of a message."""
    return [block for block in message.blocks if isinstance(block, Picture)]


def test_a_week_is_drawn_as_bars_and_as_a_table():
    """Those quoted most as bars, who spoke about whom as a table, with the figures of the words."""
    quoted, pairs = pictures(render_week(WEEK))
    assert (quoted.chart.kind, quoted.chart.labels) == (ChartKind.ROWS, tuple(one.name for one in PEOPLE))
    assert quoted.chart.series[0].values == (20, 18, 16, 14, 12, 10, 8, 6)
    assert (pairs.chart.kind, pairs.chart.labels) == (ChartKind.MATRIX, ("Person E", "Person F", "Person G"))
    assert (pairs.chart.series[0].name, pairs.chart.series[0].values) == ("Person A", (9, 9, 9))
    assert quoted.chart.subtitle == "2. Mai bis 9. Mai 2025 · Aussagen"
    assert "Person A 20, Person B 18" in quoted.alt
    assert "Person A über Person E: 9" in pairs.alt
    assert quoted.name != pairs.name


def test_pictures_are_light_dark_or_none_as_the_channel_wants():
    """What is chosen holds for both; the words are the same."""
    words = [block for block in render_week(WEEK).blocks if not isinstance(block, Picture)]
    assert [one.chart.dark for one in pictures(render_week(replace(WEEK, pictures=Pictures.DARK)))] == [True, True]
    assert list(render_week(replace(WEEK, pictures=Pictures.OFF)).blocks) == words


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        (replace(WEEK, crossing=Crossing((), ())), [ChartKind.ROWS]),
        (replace(WEEK, crossing=replace(CROSSING, statements=((1, 0, 0),) * 4)), [ChartKind.ROWS]),
        (replace(WEEK, crossing=Crossing(PEOPLE[:2], PEOPLE[4:7], NUMBERS[:2])), [ChartKind.ROWS]),
        (replace(WEEK, roundup=replace(WEEK.roundup, quoted=QUOTED[:3])), [ChartKind.MATRIX]),
    ],
)
def test_too_little_is_not_drawn(changed, left):
    """Three bars, or a table that is hardly filled, say no more than their words."""
    assert [one.chart.kind for one in pictures(render_week(changed))] == left


def test_the_sides_of_the_table_are_those_with_most():
    """Speakers by what they said about others, at most so many; the others by what these said about them."""
    pairs = [SpokenOf(PEOPLE[0], person(f"Ziel {n}"), 1) for n in range(9)]
    pairs += [SpokenOf(PEOPLE[n], person("Ziel 8"), 2) for n in range(1, 8)]
    table = sides(pairs)
    assert (len(table.speakers), len(table.about)) == (SIDE, SIDE)
    assert table.speakers[0] == PEOPLE[0]
    assert table.about[0].name == "Ziel 8"


def test_every_field_of_the_table_is_counted():
    """A pair too rare for the list of the week has its number all the same."""
    store = MemoryStore()
    article = an_article(1, NOON)
    store.keep(a_page(article))
    said, start = [], 0
    for place, speaker in enumerate(PEOPLE[:6]):
        for other, about in enumerate(PEOPLE[:6]):
            if speaker != about:
                for _ in range(1 if other == place + 1 else 3):
                    said.append(a_statement(a_report(article, start), speakers=(speaker,), about=(about,), story="s"))
                    start += 1
    store.replace_groups([], [a_story("s", article)], said)
    week = Compiler(store).week(NOON + HOUR, "de", "Europe/Berlin")
    assert len(week.roundup.pairs) == MOST_QUOTED
    for speaker, row in zip(week.crossing.speakers, week.crossing.statements, strict=True):
        for about, number in zip(week.crossing.about, row, strict=True):
            counted = sum(one.speakers == (speaker,) and one.about == (about,) for one in said)
            assert number == counted
    assert sum(number == 1 for row in week.crossing.statements for number in row) == 5
