"""Attribution without a verb."""

from __future__ import annotations

import pytest

from tests.unit.analysis.reading import find, only


@pytest.mark.parametrize(
    ("text", "content", "speaker", "cue"),
    [
        ("Laut Polizei starben zwei Menschen.", ["starben zwei Menschen"], "Polizei", ["Laut"]),
        ("Zwei Menschen starben laut der Polizei Köln.", ["Zwei Menschen starben"], "der Polizei Köln", ["laut"]),
        ("Nach Angaben der Stadt ist die Brücke zu.", ["ist die Brücke zu"], "der Stadt", ["Nach", "Angaben"]),
        (
            "Die Brücke ist nach Ansicht von Karl Maier alt.",
            ["Die Brücke ist", "alt"],
            "Karl Maier",
            ["nach", "Ansicht"],
        ),
        ("Dem Bericht zufolge sinkt die Zahl.", ["sinkt die Zahl"], "Dem Bericht", ["zufolge"]),
        (
            "Nach einem Bericht der „Zeit“ sinkt die Zahl.",
            ["sinkt die Zahl"],
            "der „Zeit“",
            ["Nach", "einem", "Bericht"],
        ),
        ("Die Zahl sinkt, so der Verband.", ["Die Zahl sinkt"], "der Verband", ["so"]),
        (
            "Laut Karl Maier, Professor in Bonn, sinkt die Zahl.",
            ["sinkt die Zahl"],
            "Karl Maier, Professor in Bonn",
            ["Laut"],
        ),
    ],
)
def test_the_shapes(text, content, speaker, cue):
    """Content is the clause without the phrase; cue and speaker are its parts."""
    found = only(text)
    assert (found.mode, found.content, found.speaker, found.cue) == ("indirect", content, speaker, cue)


def test_only_the_clause_around_the_phrase():
    """A subordinate clause before the main one is not attributed with it."""
    assert only("Nachdem es brannte, starb laut Polizei ein Mann.").content == ["starb", "ein Mann"]


def test_own_words():
    """The shape "nach eigenen Angaben" makes the subject the speaker."""
    assert only("Die Partei hat nach eigenen Angaben 500 Mitglieder.").speaker == "Die Partei"


def test_carried_word():
    """The shape "Demnach" attributes to the speaker of the sentence before."""
    found = find("Die Polizei teilte mit, dass es brannte. Demnach starb niemand.")
    assert [f.speaker for f in found] == ["Die Polizei", "Die Polizei"]


@pytest.mark.parametrize(
    "text", ["Nach dem Spiel ging er.", "So ging er.", "Es war sehr laut im Saal.", "Sie kam nach Berlin."]
)
def test_no_attribution(text):
    """The same words in their ordinary sense attribute nothing."""
    assert find(text) == []
