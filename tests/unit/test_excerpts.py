"""What is kept of a text when its retention ends."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from digest.excerpts import CLOSE, CONTEXT, EMPTY, Piece, filled, left_of, pieces, seal, surroundings
from digest.model import Span, wording

WORDS = st.text(st.sampled_from("aä„“.!? \n…x"), min_size=1, max_size=1500)


@st.composite
def told(draw: st.DrawFn) -> tuple[str, list[tuple[Span, ...]]]:
    """A text and the spans of statements in it."""
    text = draw(WORDS)
    statements = []
    for _ in range(draw(st.integers(0, 4))):
        edges = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True)))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        if pairs:
            statements.append(tuple(Span(*pair) for pair in pairs))
    return text, statements


@given(told())
@example(("x" * 3000, [(Span(0, 5), Span(1000, 1005)), (Span(2990, 3000),)]))
def test_what_statements_stand_on_stays_at_its_place(case: tuple[str, list[tuple[Span, ...]]]):
    """The excerpt is as long as the text, has the same words at every span, and no other words anywhere."""
    text, statements = case
    excerpt = filled(len(text), pieces(text, statements))
    assert len(excerpt) == len(text)
    for spans in statements:
        assert wording(excerpt, spans) == wording(text, spans)
    assert all(char in (here, EMPTY, "\n") for char, here in zip(excerpt, text, strict=True))


@given(told())
def test_little_more_than_that_is_kept(case: tuple[str, list[tuple[Span, ...]]]):
    """What is kept beside the spans is at most their context on each side."""
    text, statements = case
    spoken = sum(spans[-1].end - spans[0].start for spans in statements)
    around = sum(len(spans) for spans in statements) * 2 * (CONTEXT + CLOSE)
    assert sum(len(piece.text) for piece in pieces(text, statements)) <= spoken + around


def test_words_on_both_sides_of_a_gap_do_not_become_neighbours():
    """Between two pieces stands more than white space, so that a cut is always shown as one."""
    text = "Erstens das. " + "Dazwischen. " * 100 + "Zweitens dies."
    spans = (Span(0, 11), Span(len(text) - 14, len(text)))
    excerpt = filled(len(text), pieces(text, [spans]))
    assert "Dazwischen. Dazwischen" not in excerpt[300:900]
    assert excerpt[spans[0].end : spans[1].start].strip(" ,;–—\n\t.")


def test_the_context_shown_is_the_same_afterwards():
    """A statement is shown with the same sentences around it before and after the rest of the text is gone."""
    sentences = [f"Satz {number} sagt nicht viel aus." for number in range(60)]
    text = " ".join(sentences) + "\nEin Absatz danach."
    start = text.index("Satz 30")
    spans = (Span(start, start + len("Satz 30 sagt nicht viel aus.")),)
    excerpt = filled(len(text), pieces(text, [spans]))
    before, after = (surroundings(one, spans[0].start, spans[0].end).of(one) for one in (text, excerpt))
    assert before == after
    assert before.startswith("Satz 2")
    assert "Satz 0 " not in excerpt


def test_pieces_are_found_again_in_an_excerpt():
    """Of an excerpt the kept words can be told from the gaps."""
    kept = (Piece(100, "Er kam."), Piece(300, "Er ging … wieder."))
    assert left_of(filled(1000, kept)) == kept


def test_a_seal_tells_any_change():
    """Other words, another place, another whole text: each gives another seal."""
    kept = (Piece(1, "Er kam."),)
    seals = {
        seal("a", 20, kept), seal("b", 20, kept), seal("a", 21, kept), seal("a", 20, (Piece(2, "Er kam."),)),
        seal("a", 20, (Piece(1, "Er kam!"),)), seal("a", 20, ()),
    }  # fmt: skip
    assert len(seals) == 6
