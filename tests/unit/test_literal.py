"""The short form of the torture's `literal`: digests of invented news show nothing that does not stand in an article."""

from __future__ import annotations

import random
from dataclasses import replace

from bot.meters import LEFT_OUT, Counters, exposition
from digest.edition import DigestRequest
from digest.publish import Newsroom
from tests.torture import literal


def test_nothing_that_is_shown_is_invented():
    """Words, cuts and lines of digests for all tastes; no negation cut off, no damaged statement shown."""
    found = literal.compile_many(100, seed=11, per_world=25)
    assert (found.not_literal, found.negations_lost, found.damaged_shown) == ([], [], 0)
    assert found.shown > 300
    assert found.cut > 50
    assert found.left_out > 50


def test_the_check_sees_what_is_wrong():
    """A word more, a shifted span, half a sentence without its negation: each is noticed."""
    dice = random.Random(3)
    news = literal.world(dice)
    request = DigestRequest(
        literal.START.date(), literal.START, literal.START + literal.DAYS * literal.timedelta(days=1)
    )
    edition = Newsroom(news.store).compile(request)
    story = next(one for one in edition.stories if one.voices)
    voice = story.voices[0]
    for twisted in (
        replace(voice, text=voice.text + " Wirklich"),
        replace(voice, spans=tuple(literal.Span(span.start + 1, span.end) for span in voice.spans)),
        replace(voice, spans=()),
    ):
        found = literal.Found()
        literal.check(replace(edition, stories=(replace(story, voices=(twisted,)),)), news, found)
        assert not found.is_well
    article = news.store.article(voice.statement.reports[0].article)
    assert article is not None
    longest = max(news.sentences[article.id], key=lambda span: literal._negations([span], article))
    whole = replace(voice.statement, reports=(replace(voice.statement.reports[0], content=(longest,)),))
    start = literal.Span(longest.start, longest.start + 1)
    part = replace(voice, statement=whole, spans=(start,), text=start.of(article.text), after=True)
    found = literal.Found()
    literal.check(replace(edition, stories=(replace(story, voices=(part,)),)), news, found)
    assert found.negations_lost


def test_what_is_left_out_is_counted():
    """The operator sees in the metrics how many statements did not stand the check."""
    news, counters = literal.world(random.Random(5)), Counters()
    newsroom = Newsroom(news.store, lambda: counters.count(LEFT_OUT))
    end = literal.START + literal.DAYS * literal.timedelta(days=1)
    newsroom.compile(DigestRequest(end.date(), literal.START, end))
    assert f"\n{LEFT_OUT.name} " in exposition(counters.figures())
