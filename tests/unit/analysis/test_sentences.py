import pytest

from tests.unit.analysis.reading import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am 4. April kam er. Dann ging er.", ["Am 4. April kam er.", "Dann ging er."]),
        ("Dr. Meyer kam z. B. am Montag. Er blieb.", ["Dr. Meyer kam z. B. am Montag.", "Er blieb."]),
        ("Der 1. FC Köln verlor. Es war der 3. Platz.", ["Der 1. FC Köln verlor.", "Es war der 3. Platz."]),
        ("Es geschah am 24. Die Polizei kam.", ["Es geschah am 24.", "Die Polizei kam."]),
        ("J. Edgar Hoover ging. Ende.", ["J. Edgar Hoover ging.", "Ende."]),
        ("Es waren rd. 5,5 Mio. Euro. Mehr nicht.", ["Es waren rd. 5,5 Mio. Euro.", "Mehr nicht."]),
        ("„Er kommt.“ Sie geht.", ["„Er kommt.“", "Sie geht."]),
        ("„Er kommt. Sie geht“, sagte er.", ["„Er kommt.", "Sie geht“, sagte er."]),
        ("Wirklich? Ja! Gut…", ["Wirklich?", "Ja!", "Gut…"]),
        ("„Kommt er?“, fragte sie.", ["„Kommt er?“, fragte sie."]),
        ("Ein «Fass». Er ging. «Man kommt», rief er.", ["Ein «Fass».", "Er ging.", "«Man kommt», rief er."]),
        ("Ein »Fass«. Er ging. »Man kommt.« Ende.", ["Ein »Fass«.", "Er ging.", "»Man kommt.«", "Ende."]),
    ],
)
def test_german_boundaries(text, expected):
    """Full stops of abbreviations, ordinals and initials do not end a sentence; others do, with their closing marks."""
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Smith of the U.S. Senate left. He was angry.", ["Mr. Smith of the U.S. Senate left.", "He was angry."]),
        ("“We won.” They left.", ["“We won.”", "They left."]),
        ('He said: "No." She said: "Yes."', ['He said: "No."', 'She said: "Yes."']),
    ],
)
def test_english_boundaries(text, expected):
    """English abbreviations and quotation marks are read as well."""
    assert sentences(text, "en") == expected


def test_a_paragraph_break_always_ends_a_sentence():
    """A heading without full stop is a sentence of its own, after a blank line or where every line is a paragraph."""
    assert sentences("Neue Zahlen\n\nDie Partei wächst.") == ["Neue Zahlen", "Die Partei wächst."]
    assert sentences("Neue Zahlen\nDie Partei wächst.") == ["Neue Zahlen", "Die Partei wächst."]


def test_a_wrapped_line_goes_on():
    """In a text with blank lines, a long line that does not end like a sentence goes on in the next one."""
    text = "Der Sprecher der Landesregierung sagte am Montag in einem\nInterview, er komme.\n\nEnde."
    assert len(sentences(text)) == 2
