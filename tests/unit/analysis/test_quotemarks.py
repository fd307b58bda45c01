import pytest

from digest.analysis.quotemarks import DEEPEST, pair
from tests.unit.analysis.reading import words_of


def quoted(text, code="de"):
    words = words_of(text, code)
    words.depth = [0] * len(words.text)
    return [(words.words(q.part), q.level) for q in pair(words)]


@pytest.mark.parametrize(
    "text",
    [
        "„Ja, gut.“",
        "»Ja, gut.«",
        "«Ja, gut.»",
        "“Ja, gut.”",
        '"Ja, gut."',
        "„Ja, gut.”",
        '„Ja, gut."',
        "‚Ja, gut.‘",
        "›Ja, gut.‹",
    ],
)
def test_every_pair_of_marks(text):
    """German, Swiss, English, straight and single marks are paired."""
    assert quoted(f"Er rief: {text} Dann ging er.") == [(text, 0)]


def test_nested_marks():
    """A quotation inside another one is one level deeper."""
    assert quoted("„Er rief ‚nein‘ und ging.“") == [("„Er rief ‚nein‘ und ging.“", 0), ("‚nein‘", 1)]


def test_an_apostrophe_is_no_mark():
    """Apostrophes inside and at the end of words open and close nothing."""
    assert quoted("Das war Hans' Haus, so geht's nicht. D’Artagnan kam.") == []


def test_a_stray_mark_is_left_alone():
    """A mark that nothing closes does not swallow the rest of the text."""
    assert quoted("Er rief „ja und ging. Dann kam sie.\n\nDas war alles. „Gut.“") == [("„Gut.“", 0)]


def test_over_paragraphs():
    """Speech whose paragraphs each open with a mark, only the last being closed, is quoted in each of them."""
    assert quoted("„Erster Absatz.\n\n„Zweiter Absatz.“") == [("„Erster Absatz.", 0), ("„Zweiter Absatz.“", 0)]


def test_a_closing_mark_in_the_next_paragraph():
    """Speech that runs over a paragraph break is one quotation."""
    assert quoted("„Erster Absatz.\n\nZweiter Absatz.“ Ende.") == [("„Erster Absatz.\n\nZweiter Absatz.“", 0)]


def test_two_straight_quotations():
    """Straight marks open and close in turn."""
    assert quoted('Er sagte "ja" und sie "nein".') == [('"ja"', 0), ('"nein"', 0)]


def test_marks_that_pile_up_are_stray_ones():
    """Far more open marks than any text nests are dropped, the first of them first; the quotation after them stands."""
    assert quoted(f"{'„ja ' * 100}„Gut.“")[-1:] == [("„Gut.“", 0)]
    assert len(quoted("„a " * 100 + "b“ " * 100)) <= DEEPEST
