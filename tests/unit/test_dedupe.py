"""Copies are found, shortened or not; what is not one is left alone."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.dedupe import COPY, Match, Neighbour, SketchIndex, decide, sketch
from digest.model import Article, Outlet, PageOutcome, article_id

NOW = datetime(2025, 5, 9, 8, 0, tzinfo=UTC)
WORDS = [f"wort{number}" for number in range(4000)]


def prose(seed: int, length: int) -> list[str]:
    """Words of a text of its own."""
    return random.Random(seed).choices(WORDS, k=length)


def article(text: str, outlet: str = "a", url: str = "https://a.example/1") -> Article:
    return Article(
        id=article_id(url, text), url=url, outlet=Outlet(outlet, outlet), language="de", title="T", text=text,
        published_at=NOW, fetched_at=NOW)  # fmt: skip


def near(text: str, *others: str) -> tuple[Match, ...]:
    index = SketchIndex()
    for number, other in enumerate(others):
        index.add(sketch(str(number), other))
    return index.near(sketch("asked", text))


def test_case_punctuation_and_blanks_do_not_matter() -> None:
    """The same words give the same sketch."""
    assert sketch("x", "Der Rat, sagte Voss: „Ja!“").hashes == sketch("x", "der rat\n\nsagte VOSS ja").hashes


@given(st.integers(0, 10**6), st.integers(20, 900))
def test_a_text_is_found_again_whole(seed: int, length: int) -> None:
    """An equal text is found with full containment both ways, however short or long."""
    text = " ".join(prose(seed, length))
    (match,) = near(text, text)
    assert (match.of_asked, match.of_match, match.size) == (1.0, 1.0, 1.0)
    assert match.is_same


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(120, 900), st.floats(0.3, 0.9), st.booleans())
def test_a_shortened_copy_is_found_both_ways(seed: int, length: int, kept: float, from_the_end: bool) -> None:
    """Beginning or end of a text is found by the whole, and the whole by it."""
    whole = prose(seed, length)
    count = int(length * kept)
    part = whole[-count:] if from_the_end else whole[:count]
    (match,) = near(" ".join(part), " ".join(whole))
    assert match.of_asked >= COPY
    assert match.is_copy
    (match,) = near(" ".join(whole), " ".join(part))
    assert match.of_match >= COPY


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(150, 800))
def test_an_edited_copy_is_found(seed: int, length: int) -> None:
    """A new first paragraph and a word changed in every sixty leave it a copy."""
    words = prose(seed, length)
    edited = [*prose(seed + 1, 15), *("neu" if number % 60 == 30 else word for number, word in enumerate(words))]
    (match,) = near(" ".join(edited), " ".join(words))
    assert match.is_copy


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(20, 400), st.integers(20, 400))
def test_texts_of_their_own_are_no_copies(seed: int, one: int, other: int) -> None:
    """Two texts that share a sentence of ten words, as quotes and phrases are shared, are two texts."""
    shared = prose(seed + 2, 10)
    matches = near(" ".join(prose(seed, one) + shared), " ".join(shared + prose(seed + 1, other)))
    assert not any(match.is_copy or match.is_same for match in matches)


def test_short_texts_do_not_collide() -> None:
    """A handful of words inside a longer text says nothing; only the same few words are the same."""
    long = " ".join(prose(1, 300))
    few = " ".join(prose(1, 300)[:7])
    assert near(few, long) == ()
    assert near(long, few) == ()
    assert near(few, few)[0].is_same
    assert near("", "") == ()


def test_what_everybody_prints_leads_to_nobody() -> None:
    """A notice below a hundred articles makes none of them a copy of another."""
    notice = prose(99, 40)
    texts = [" ".join(prose(number, 60) + notice) for number in range(100)]
    assert not any(match.is_copy for match in near(" ".join(prose(1000, 60) + notice), *texts))


def test_each_text_leads_to_its_own_copy() -> None:
    """Among many texts each is found by a copy of it, and no other one with it."""
    texts = [" ".join(prose(number, 30 + number)) for number in range(100)]
    index = SketchIndex()
    for number, text in enumerate(texts):
        index.add(sketch(str(number), text))
    for number, text in enumerate(texts):
        match = index.nearest(sketch("asked", text))
        assert match is not None
        assert (match.article, match.is_same) == (str(number), True)


def test_hashes_do_not_depend_on_the_place() -> None:
    """A run of four words has the same hash wherever in a text it stands, near its end or far behind."""
    words = prose(7, 30)
    alone = set(sketch("x", " ".join(words)).hashes)
    for before in (1, 77, 100):
        assert alone <= set(sketch("x", " ".join([*prose(8, before), *words])).hashes)
    far = set(sketch("x", " ".join([*prose(9, 40_000), *words])).hashes)
    assert {value for value in alone if value % 4 == 0} <= far


def test_a_forgotten_article_is_not_found() -> None:
    """What an update replaced no longer answers, and adding twice changes nothing."""
    index = SketchIndex()
    made = sketch("old", " ".join(prose(1, 200)))
    index.add(made)
    index.add(made)
    assert len(index) == 1
    index.forget("old")
    assert index.nearest(replace(made, article="new")) is None


def neighbour(article_id_: str, outlet: str, of_asked: float = 1.0, of_match: float = 1.0, root: str = "") -> Neighbour:
    return Neighbour(Match(article_id_, of_asked, of_match, of_asked / of_match), outlet, root or article_id_)


def test_the_same_text_at_the_same_address_is_known() -> None:
    """Nothing is stored again."""
    one = article("Text eins")
    decision = decide(one, [], one)
    assert (decision.outcome, decision.known_as) == (PageOutcome.KNOWN, one.id)


def test_a_changed_text_at_the_same_address_is_an_update() -> None:
    """It replaces what is stored, also where it is very like it."""
    old, new = article("Text eins"), article("Text zwei")
    decision = decide(new, [neighbour(old.id, "a")], old)
    assert (decision.outcome, decision.replaces, decision.copy_of) == (PageOutcome.UPDATE, old.id, None)


def test_another_outlet_s_text_is_a_wire_copy_of_the_first() -> None:
    """The copy of a copy is a copy of the root."""
    decision = decide(article("Text"), [neighbour("second", "b", root="first")], None)
    assert (decision.outcome, decision.copy_of) == (PageOutcome.WIRE_COPY, "first")


def test_one_outlet_s_text_at_two_addresses_is_known() -> None:
    """The same outlet's other address adds nothing; only much alike, as weather reports are, it is an article of its own."""
    decision = decide(article("Text"), [neighbour("x", "a")], None)
    assert (decision.outcome, decision.known_as) == (PageOutcome.KNOWN, "x")
    assert decide(article("Text"), [neighbour("x", "a", 0.85, 0.85)], None).outcome is PageOutcome.NEW


def test_a_release_quoted_whole_is_no_copy() -> None:
    """A long article that holds a short release is not its copy; the release itself, coming later, is."""
    index = SketchIndex()
    release = prose(1, 60)
    long = prose(2, 250) + release + prose(3, 250)
    index.add(sketch("release", " ".join(release)))
    (match,) = index.near(sketch("long", " ".join(long)))
    assert not match.is_copy
    (match,) = near(" ".join(release), " ".join(long))
    assert match.is_copy
