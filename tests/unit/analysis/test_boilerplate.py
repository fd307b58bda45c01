import pytest

from tests.unit.analysis.reading import find

STATEMENT = "Die Ministerin sagte, die Lage sei ernst."


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie auch: Minister sagt, die Lage sei ernst",
        "Gerade lesen andere: „Wir kommen wieder“, sagte Maier.",
        "Foto: Der Minister sagte, er komme.",
        "Der Minister sagte, er komme. Foto: dpa",
        "Newsletter: Der Chef sagte, man solle sich anmelden.",
        "Mehr zum Thema: Merkel kündigt an, zu gehen.",
    ],
)
def test_boilerplate_gives_no_statement(line):
    """Teasers, captions and newsletter boxes are never read as statements, the article around them is."""
    assert [f.content for f in find(f"{STATEMENT}\n\n{line}\n\n{STATEMENT}")] == [["die Lage sei ernst"]] * 2


def test_headlines_under_a_teaser():
    """A list of headlines under a teaser heading belongs to it, up to the next full sentence."""
    text = f"Gerade lesen andere\n\nMinister sagt, er komme\n\nSPD wirft CDU vor, zu lügen\n\n{STATEMENT}"
    assert [f.content for f in find(text)] == [["die Lage sei ernst"]]
