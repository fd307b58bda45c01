"""Entities made whole before linking."""

from __future__ import annotations

import spacy

from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.spans import Spans, agreed
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


def test_a_person_taken_into_a_body_is_taken_out():
    """Behind a listed organisation a given name begins somebody's name."""
    text = "Der Chef der Bundesagentur für Arbeit Frank Weise kam."
    assert whole(text, ("Bundesagentur für Arbeit Frank Weise", Label.ORG)) == [
        ("Bundesagentur für Arbeit", Label.ORG),
        ("Frank Weise", Label.PER),
    ]


def test_two_halves_of_a_name_are_joined():
    """Two single names around one more are one person; around an ordinary word they are two."""
    assert whole("Dort kam Abdel Kader Dschassim.", ("Abdel", Label.PER), ("Dschassim", Label.PER)) == [
        ("Abdel Kader Dschassim", Label.PER)
    ]
    found = whole("Dort traf Orlow Minister Sommer.", ("Orlow", Label.PER), ("Sommer", Label.PER))
    assert [words for words, _ in found] == ["Orlow", "Sommer"]


def test_an_office_and_its_place_are_one_name():
    """A place tagged as an organisation behind the noun of an office belongs to it."""
    found = whole("Angaben der Hafenbehörde Westerhafen liegen vor.", ("Westerhafen", Label.ORG))
    assert [words for words, _ in found] == ["Hafenbehörde Westerhafen"]


def test_listed_names_that_nobody_tagged_are_found():
    """Countries and bodies by name, people by full name only, no everyday words."""
    tokens = view(spacy.blank("de")("Angela Merkel und Müller lobten Russland und die NATO, linke Gruppen nicht."))
    found = [tokens.piece(start, end) for start, end, _ in SPANS.untagged(tokens, [])]
    assert found == ["Angela Merkel", "Russland", "NATO"]


def test_a_name_has_one_label_in_a_text():
    """A company tagged as a person once is a company; who is named in full stays a person."""
    tokens = view(spacy.blank("de")("Norkai klagt. Norkai siegt. Norkai zahlt. Hanna Orlow kam. Orlow ging."))
    starts = {word: index for index, word in enumerate(tokens.words)}
    norkai = [index for index, word in enumerate(tokens.words) if word == "Norkai"]
    labels = [Label.ORG, Label.PER, Label.ORG]
    entities = [(index, index + 1, label) for index, label in zip(norkai, labels, strict=True)]
    entities += [(starts["Hanna"], starts["Hanna"] + 2, Label.PER), (starts["Orlow"], starts["Orlow"] + 1, Label.PER)]
    assert [label for _, _, label in agreed(tokens, entities)] == [Label.ORG] * 3 + [Label.PER] * 2


def test_the_name_of_a_body_does_not_end_before_its_noun():
    """Behind an adjective of the name, and behind the first half of a pair, the noun belongs to it."""
    text = "Der Zentralverein homöopathischer Ärzte und der Arbeitskreis Deutscher Markt- und Sozialinstitute tagten."
    found = whole(text, ("Zentralverein homöopathischer", Label.ORG), ("Arbeitskreis Deutscher Markt- und", Label.ORG))
    assert [words for words, _ in found] == [
        "Zentralverein homöopathischer Ärzte", "Arbeitskreis Deutscher Markt- und Sozialinstitute"
    ]  # fmt: skip


def test_what_a_town_or_a_person_is_does_not_belong_to_the_name():
    """A title before a surname and what a town is go; a name listed with its title stays."""
    found = whole(
        "Die Freie und Hansestadt Hamburg und Dekan Berg klagen.",
        ("Freie und Hansestadt Hamburg", Label.GPE), ("Dekan Berg", Label.PER),
    )  # fmt: skip
    assert [words for words, _ in found] == ["Hamburg", "Berg"]


def test_small_words_are_no_names_where_only_names_have_capitals():
    """In English a name ends with its capitals, legal forms apart; demonyms and plain nouns are no names."""
    english = Spans(load_gazetteer(), load("en"))
    tokens = view(spacy.blank("en")("The GHL union met Northmoor Rail plc in a German port ."))
    tagged = [(1, 3, Label.ORG), (4, 7, Label.ORG), (9, 10, Label.GPE), (10, 11, Label.LOC)]
    found = [tokens.piece(start, end) for start, end, _ in english.whole(tokens, tagged)]
    assert found == ["GHL", "Northmoor Rail plc"]
