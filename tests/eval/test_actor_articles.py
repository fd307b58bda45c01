"""The marked articles of tests/eval/actors: floors by phenomenon (actors/floors.json), and nobody merged with anybody."""

from __future__ import annotations

import pytest

from digest.analysis.pipeline import load_analyser
from tests.eval.actor_articles import PARTS, judge, merges, read
from tests.eval.actors_table import FLOORS, marked_figures


@pytest.mark.parametrize("part", PARTS)
def test_there_are_enough_articles_of_every_phenomenon(part: str):
    """Each half has at least twenty articles, and every phenomenon is marked several times."""
    items = read(part)
    kinds = [mark.phenomenon for item in items for mark in item.marks]
    assert len(items) >= 20
    assert len(set(kinds)) >= 12
    assert min(kinds.count(kind) for kind in set(kinds)) >= 6


@pytest.mark.parametrize("part", PARTS)
def test_floors(part: str):
    """No phenomenon falls below its floor."""
    figures = marked_figures(read(part), load_analyser(["de", "en"]))
    assert {name: figures[name] for name, floor in FLOORS[part].items() if figures[name] < floor} == {}


@pytest.mark.parametrize("part", PARTS)
def test_every_link_tells_its_rule_and_how_sure_it_is(part: str):
    """Whoever is linked is linked by a rule; only a link with a name for it is called certain."""
    linked = [verdict for item in read(part) for verdict in judge(item) if verdict.found]
    assert len(linked) > 200
    assert [verdict.words for verdict in linked if not verdict.rule.strip()] == []
    assert [
        verdict.words for item in read(part) for verdict in judge(item) if verdict.certain and not verdict.found
    ] == []


@pytest.mark.parametrize("part", PARTS)
def test_nobody_is_taken_for_a_namesake(part: str):
    """No two people are taken for one another by their names."""
    assert [pair for item in read(part) for pair in merges(item, judge(item))] == []
