"""Entities made whole before linking."""

from __future__ import annotations

import spacy

from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.spans import Spans
from digest.analysis.token_view import view
from digest.lang.naming import load
from digest.model import Label

SPANS = Spans(load_gazetteer(), load("de"))


def whole(text: str, *tagged: tuple[str, Label]) -> list[tuple[str, Label]]:
    tokens = view(spacy.blank("de")(text))
    found = []
    for words, label in tagged:
        start = next(index for index in range(len(tokens)) if tokens.piece(index, len(tokens)).startswith(words))
        found.append((start, start + len(words.split()), label))
    return [(tokens.piece(start, end), label) for start, end, label in SPANS.whole(tokens, found)]


def test_a_listed_name_cut_short_is_completed():
    """Where only "Deutsche" was tagged the listed name goes on."""
    assert whole("Es warnt der Deutsche Wetterdienst vor Regen.", ("Deutsche", Label.LOC)) == [
        ("Deutsche Wetterdienst", Label.ORG)
    ]


def test_an_entity_inside_the_completed_name_goes_with_it():
    """The second half of the name is no entity of its own."""
    found = whole("Die Vereinten Nationen tagen.", ("Vereinten", Label.ORG), ("Nationen", Label.ORG))
    assert [words for words, _ in found] == ["Vereinten Nationen"]


def test_a_noun_that_tells_what_it_is_is_left_out():
    """A class noun before the name does not belong to it, one with which names begin does."""
    text = "Die Oppositionspartei Neue Nordfront und die Stiftung Neue Wege tagten."
    found = whole(text, ("Oppositionspartei Neue Nordfront", Label.ORG), ("Stiftung Neue Wege", Label.ORG))
    assert [words for words, _ in found] == ["Neue Nordfront", "Stiftung Neue Wege"]


def test_other_entities_stay_as_they_are():
    """People and unlisted names keep their ends."""
    assert whole("Hanna Orlow kam.", ("Hanna Orlow", Label.PER)) == [("Hanna Orlow", Label.PER)]
