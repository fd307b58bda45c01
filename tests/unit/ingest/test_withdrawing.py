"""What an article takes back by being changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.ingest.withdrawing import withdrawn_by
from digest.model import Article, Span, Statement, Withdrawn
from tests.contract.store.values import NOON, a_report, a_statement, an_article

LATER = NOON + timedelta(hours=1)
OLD = an_article(text="Voss sagte am Freitag: „Wir bauen 31 Brücken“ – und zwar bald. Mehr sagte sie nicht.")


def said(article: Article, *pieces: str) -> Statement:
    """A statement of these pieces of the article."""
    spans = tuple(Span(article.text.index(one), article.text.index(one) + len(one)) for one in pieces)
    return a_statement(replace(a_report(article), content=spans))


def changed(text: str) -> Article:
    return an_article(text=text, url=OLD.url)


@pytest.mark.parametrize(
    "text",
    [
        "Voss sagte am Freitag: „Wir bauen 13 Brücken“ – und zwar bald.",
        "Voss sagte am Freitag nichts.",
        "„Wir bauen Brücken“, sagte Voss, „31 Brücken“.",
    ],
)
def test_words_that_are_gone_are_withdrawn(text: str) -> None:
    """A corrected number, a deleted quotation, words torn apart: the statement no longer stands there."""
    one = said(OLD, "Wir bauen 31 Brücken")
    assert withdrawn_by([one], OLD, changed(text), LATER) == (Withdrawn(one, LATER),)


@pytest.mark.parametrize(
    "text",
    [
        "„Wir bauen 31 Brücken“, sagte Voss am Samstag.",
        "Neu: Voss sagte: »Wir bauen\n31  Brücken«.",
    ],
)
def test_words_that_only_moved_are_not(text: str) -> None:
    """Another place, another frame, other quote marks and line breaks take nothing back."""
    assert withdrawn_by([said(OLD, "Wir bauen 31 Brücken")], OLD, changed(text), LATER) == ()


def test_every_piece_has_to_stand() -> None:
    """Of a statement with words left out all pieces count."""
    one = said(OLD, "Wir bauen", "und zwar bald")
    assert withdrawn_by([one], OLD, changed("Wir bauen Brücken, und zwar bald."), LATER) == ()
    assert withdrawn_by([one], OLD, changed("Wir bauen Brücken, und zwar nie."), LATER) != ()


def test_what_others_report_too_is_not_theirs_to_withdraw() -> None:
    """A statement that a second article reports stays, whatever becomes of the first."""
    other = an_article(2)
    assert withdrawn_by([a_statement(a_report(OLD), a_report(other))], OLD, changed("Nichts."), LATER) == ()
