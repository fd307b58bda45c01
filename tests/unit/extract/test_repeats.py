"""What an outlet prints on many of its pages is learned, and taken out of those to come."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.extract import counted, repeated, without
from digest.extract.repeats import FEWEST, PAGES, REMEMBERED
from digest.model import Article, Outlet, article_id
from tests.unit.extract.pages import SEEN

NOTICE = "Wenn Ihnen unsere Arbeit gefällt, freuen wir uns über eine Spende der Leserschaft."


def an_article(*paragraphs: str, lead: str = "") -> Article:
    text = "\n\n".join(paragraphs)
    return Article(
        id=article_id("https://bote.example/1", text), url="https://bote.example/1", outlet=Outlet("bote", "Bote"), language="de",
        title="T", text=text, published_at=SEEN, fetched_at=SEEN, lead=lead)  # fmt: skip


def own(number: int) -> str:
    return f"Am {number}. Tag der Sitzung hat der Rat über den Antrag mit der Nummer {number} beraten."


def learned(pages: Sequence[Sequence[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for paragraphs in pages:
        counts = counted(counts, an_article(*paragraphs))
    return counts


def test_a_line_on_every_page_is_learned() -> None:
    """After enough pages it is taken out, wherever it stands and however it is punctuated; all else stays."""
    few = learned([(own(number), NOTICE) for number in range(FEWEST - 1)])
    assert repeated(few) == frozenset()
    lines = repeated(counted(few, an_article(own(90), NOTICE)))
    found = without(an_article(own(91), NOTICE.upper().replace(",", ""), own(92)), lines)
    assert found.text == f"{own(91)}\n\n{own(92)}"
    assert found.id == article_id(found.url, found.text)


def test_background_that_comes_again_now_and_then_stays() -> None:
    """A sentence on every fifth page is part of those articles."""
    background = "Der Streit um die Brücke dauert schon sieben Jahre, und ein Ende ist nicht in Sicht."
    counts = learned([(own(number), *([background] if number % 5 == 0 else [])) for number in range(150)])
    assert counts[PAGES] == 150
    assert repeated(counts) == frozenset()


def test_a_line_that_is_printed_no_more_is_forgotten() -> None:
    """Counts are halved now and then: an old line fades, lines seen once go at once, so that little is remembered."""
    counts = learned([(own(number), NOTICE) for number in range(20)])
    assert len(repeated(counts)) == 1
    for number in range(20, 420):
        counts = counted(counts, an_article(own(number)))
    assert repeated(counts) == frozenset()
    assert len(counts) < REMEMBERED + 2


def test_an_article_is_never_emptied() -> None:
    """Where every line is repeated, as on a page that says nothing new, the article stays as it is."""
    lines = repeated(learned([(NOTICE,)] * FEWEST))
    assert without(an_article(NOTICE), lines).text == NOTICE


def test_a_lead_that_goes_is_no_lead() -> None:
    """The lead stays the beginning of the text, or is none."""
    lines = repeated(learned([(NOTICE, own(number)) for number in range(FEWEST)]))
    assert without(an_article(NOTICE, own(9), lead=NOTICE), lines).lead == ""
    assert without(an_article(own(9), own(8), NOTICE, lead=own(9)), lines).lead == own(9)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), max_size=6), max_size=40))
def test_what_is_left_is_in_order_and_was_there(pages: list[list[int]]) -> None:
    """Taking lines out changes no line and no order, whatever was counted."""
    counts = learned([[own(line) for line in page] or [own(99)] for page in pages])
    before = [own(line) for line in range(12)]
    after = without(an_article(*before), repeated(counts)).text.split("\n\n")
    assert after == [line for line in before if line in after]
    assert after
