"""The shapes of English."""

from __future__ import annotations

import pytest

from tests.unit.analysis.reading import find, only


@pytest.mark.parametrize(
    ("text", "mode", "content", "speaker", "cue"),
    [
        ("The minister said that taxes would rise.", "indirect", ["that taxes would rise"], "The minister", ["said"]),
        ("He said taxes would rise.", "indirect", ["taxes would rise"], "He", ["said"]),
        ("Taxes would rise by a fifth, he said.", "indirect", ["Taxes would rise by a fifth"], "he", ["said"]),
        (
            "“Taxes will rise,” said Ann Lee, the minister.",
            "direct",
            ["“Taxes will rise,”"],
            "Ann Lee, the minister",
            ["said"],
        ),
        ("“Taxes will rise,” Ann Lee said.", "direct", ["“Taxes will rise,”"], "Ann Lee", ["said"]),
        ("He replied: “Taxes will rise.”", "direct", ["“Taxes will rise.”"], "He", ["replied"]),
        (
            "According to the port, ships are waiting.",
            "indirect",
            ["ships are waiting"],
            "the port",
            ["According", "to"],
        ),
        (
            "Ships are waiting outside, according to the port.",
            "indirect",
            ["Ships are waiting outside"],
            "the port",
            ["according", "to"],
        ),
        ("Norkai rejected the criticism.", "reported", ["Norkai rejected the criticism."], "Norkai", ["rejected"]),
        (
            "Ann Lee, who leads the party, warned that it was late.",
            "indirect",
            ["that it was late"],
            "Ann Lee, who leads the party",
            ["warned"],
        ),
        (
            "The trust had announced that it would leave.",
            "indirect",
            ["that it would leave"],
            "The trust",
            ["had", "announced"],
        ),
    ],
)
def test_the_shapes(text, mode, content, speaker, cue):
    """Mode, content, speaker and cue of every shape."""
    found = only(text, "en")
    assert (found.mode, found.content, found.speaker, found.cue) == (mode, content, speaker, cue)


@pytest.mark.parametrize(
    ("text", "hearer"),
    [
        ("She accused the council of rushing it.", "the council"),
        ("He told reporters that it was over.", "reporters"),
        ("“It is over,” he told the Observer.", "the Observer"),
        ("He has urged both sides to return.", "both sides"),
    ],
)
def test_the_person_spoken_to(text, hearer):
    """Who stands between cue and content is spoken to."""
    assert only(text, "en").addressee == hearer


def test_a_second_quotation_goes_on():
    """Direct speech that goes on after the frame is one quotation."""
    assert only("“We can,” she said. “We will do it today.”", "en").content == ["“We can,”", "“We will do it today.”"]


@pytest.mark.parametrize(
    "text",
    ["The talks ended on Friday.", "He was told to leave.", "The station stays open.", "The film “Alien” is back."],
)
def test_no_speech(text):
    """Narration and passives say nothing."""
    assert find(text, "en") == []
