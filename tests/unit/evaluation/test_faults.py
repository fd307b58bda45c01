"""What goes wrong, as text and as a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from digest.evaluation.faults import Fault, chosen, faults_of, groups
from digest.evaluation.listing import listing, overview
from digest.evaluation.listing_page import KEY, listing_page, marked_doc, spacy
from digest.evaluation.marks import GoldArticle, Marks, tokens_of
from digest.evaluation.quotation_figures import judge
from digest.model import Article, Mode, Outlet, Span

DAY = datetime(2025, 5, 9, tzinfo=UTC)
TEXT = "Ada sagte, <b>es regnet</b> & schneit. Bob lobte Eva. Cem schwieg. Laut Dora war es spät."


def gold_article(*quotations, text=TEXT, name="a1"):
    return GoldArticle(
        Article(name, "", Outlet("x", "X"), "de", "<i>Titel</i>", text, DAY, DAY), tokens_of(text), quotations
    )


def mark(mode, content, speaker="", cue="", confidence=1.0, text=TEXT):
    tokens = tokens_of(text)

    def under(words):
        return tokens.under([Span(text.index(words), text.index(words) + len(words))] if words else [])

    return Marks(mode, under(content), speaker=under(speaker), cue=under(cue), confidence=confidence)


@pytest.fixture
def grouped():
    """One fault of each kind but the borders, and two missed ones alike."""
    gold = [
        mark(Mode.INDIRECT, "<b>es regnet</b> & schneit", "Ada", "sagte"),
        mark(Mode.REPORTED, "Bob lobte Eva.", "Bob"),
        mark(Mode.INDIRECT, "war es spät", "Dora", "Laut"),
    ]
    found = (
        mark(Mode.DIRECT, "<b>es regnet</b> & schneit", "Bob", "sagte"),
        mark(Mode.FREE, "Cem schwieg.", confidence=0.4),
    )
    faults = faults_of(judge(gold_article(*gold), found))
    faults += faults_of(judge(gold_article(gold[2], name="a2"), ()))
    return groups(faults)


def test_every_fault_has_its_kind_and_pattern(grouped):
    """Missed, false, wrong mode and wrong speaker are told apart, the larger patterns first."""
    assert [(group.fault, group.pattern, len(group.findings)) for group in grouped] == [
        (Fault.MISSED, "indirect, cue “laut”", 2),
        (Fault.MISSED, "reported, no cue", 1),
        (Fault.FALSE, "free, no cue", 1),
        (Fault.MODE, "indirect taken for direct", 1),
        (Fault.SPEAKER, "somebody else", 1),
    ]


def test_borders_are_too_wide_or_too_narrow():
    """A content that is found but for a small part is a fault of its borders."""
    gold = mark(Mode.INDIRECT, "es regnet</b> & schneit")
    (fault,) = faults_of(judge(gold_article(gold), (mark(Mode.INDIRECT, "regnet"),)))
    assert (fault.fault, fault.pattern) == (Fault.BORDERS, "too little")


def test_patterns_take_turns(grouped):
    """Of a kind with two patterns both are shown before one is shown again; no more than asked for are listed."""
    patterns = [(finding.pattern, alike) for finding, alike in chosen(grouped, 6)]
    assert patterns[:3] == [("indirect, cue “laut”", 2), ("reported, no cue", 1), ("indirect, cue “laut”", 2)]
    assert [len(chosen(grouped, number)) for number in (0, 1, 3, 100)] == [0, 1, 3, 6]


def test_the_listing_shows_gold_and_found_in_context(grouped):
    """The article's id, what was expected and found, and the words with both marked."""
    text = "\n".join([*overview(grouped), *listing(chosen(grouped, 10))])
    assert "missed             3" in text
    assert "missed: indirect, cue “laut” (2 alike) · a1" in text
    assert "[{<b>es regnet</b> & schneit}]" in text
    assert "found direct · speaker: Bob · cue: sagte" in text


def test_the_page_is_self_contained_and_escaped(grouped):
    """No address, script or picture, no tag that comes from the article; both colourings stand there, gold first."""
    page = listing_page("a < b", "joint & more", chosen(grouped, 10))
    assert re.findall(r"<(?:script|link|img|iframe)|https?:|url\(|@import|src=", page) == []
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "h3",
        "nav",
        "a",
        "pre",
        "div",
        "b",
        "span",
    }
    assert set(re.findall(r"<(\w+)", page)) - allowed == set()
    assert "<b>es" not in page.replace("<b>gold</b>", "")
    assert "&lt;b&gt;es regnet" in page
    assert "a &lt; b" in page
    assert "joint &amp; more" in page
    assert page.index("<b>gold</b>") < page.index("<b>found</b>")


def test_spans_lie_in_the_document():
    """Content and roles are spans of the drawn document and say the words they stand for, cut to what is shown."""
    quotation = mark(Mode.INDIRECT, "<b>es regnet</b> & schneit", "Ada", "sagte")
    doc = marked_doc(tokens_of(TEXT), quotation, (4, 30), spacy.blank("xx").vocab)
    assert [(span.label_, span.text) for span in doc.spans[KEY]] == [
        ("indirect", "<b>es regnet</b> &"),
        ("cue", "sagte"),
    ]
