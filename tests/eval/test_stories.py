"""Stories and statements agree with the hand-made sets at least as well as they did."""

from __future__ import annotations

import pytest

from tests.eval.story_pairs import judged, precision_and_recall
from tests.eval.story_scores import bcubed, pairwise, story_figures
from tests.eval.story_set import SETS, items
from tests.eval.story_table import CEILINGS, FLOORS


@pytest.mark.parametrize("name", SETS)
def test_floors_hold(name):
    """No figure of a set falls below its floor or rises above its ceiling."""
    figures = story_figures(items(name))
    floors = FLOORS[name]
    assert floors
    assert {
        figure: getattr(figures, figure)
        for figure, limit in floors.items()
        if (getattr(figures, figure) > limit if figure in CEILINGS else getattr(figures, figure) < limit)
    } == {}


def test_copies_are_counted_once():
    """As many independent texts are found as the sets have."""
    for name in SETS:
        figures = story_figures(items(name))
        assert figures.independent == figures.independent_gold


def test_pairs_of_accounts_are_merged_rightly():
    """Of the misleading pairs hardly one is merged, and most true ones are."""
    precision, recall = precision_and_recall(judged())
    assert precision >= FLOORS["pairs"]["merge_precision"]
    assert recall >= FLOORS["pairs"]["merge_recall"]


def test_the_sets_are_as_large_as_they_say():
    """There are at least 150 items over three days, an event in sub-stories, wire copies, and several outlets."""
    both = [*items("first"), *items("second")]
    assert len(both) >= 150
    assert all(len({item.article.published_at.date() for item in items(name)}) == 3 for name in ("first", "second"))
    assert len({item.cluster for item in both if item.cluster.startswith("flut-")}) >= 6
    assert sum(bool(item.text_group) for item in both) >= 6
    assert len({item.article.outlet.id for item in both}) >= 6


def test_what_is_said_again_is_judged_often_enough():
    """The sets of repeats have at least 60 judgements over three days and more, 25 of them on something known."""
    both = [story_figures(items(name)) for name in ("repeats", "repeats_aside")]
    assert sum(one.known for one in both) >= 25
    assert sum(one.known + one.new for one in both) >= 60
    assert all(
        len({item.article.published_at.date() for item in items(name)}) >= 3 for name in ("repeats", "repeats_aside")
    )


def test_measures_are_what_they_are_called():
    """Pairwise and B-cubed figures of a small case, worked out by hand."""
    gold = dict(zip("abcde", "11122", strict=True))
    found = dict(zip("abcde", "xxyyz", strict=True))
    assert pairwise(found, gold) == (1 / 2, 1 / 4)
    precision, recall = (1 + 1 + 0.5 + 0.5 + 1) / 5, (2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5
    assert bcubed(found, gold) == pytest.approx(2 * precision * recall / (precision + recall))
