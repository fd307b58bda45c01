"""Digests that are asked for: of a day, of the last days, of a week in figures, on a topic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from digest.edition import DigestRequest
from digest.inquiry.arguments import Asked, a_day, end_of, midnight, read, today, topic_of
from digest.inquiry.context import JUST_NOW, CommandContext, clean, echo
from digest.phrases import spoken
from digest.render.answer import Answer, DigestAnswer, Notice
from digest.render.story_answer import TopicAnswer, WeekAnswer
from digest.taste import Taste

MOST_DAYS = 31
"""Days that one digest covers at most; who asks for more gets these."""

TOPIC_DAYS = 7
"""Days looked back for a topic where no window is asked for."""


def answer_digest(context: CommandContext, arguments: str) -> Answer:
    """The digest of the period up to now, of a day (`gestern`, `2025-05-09`, `9.5.2025`) or of days (`7d`).

    With `mehr`, its second part; with `woche`, the week in figures.
    """
    if context.compile is None:
        return Notice("digest.none")
    text = clean(arguments).lower()
    if text in spoken("word.week") and context.week is not None:
        return WeekAnswer(context.week(context.now + JUST_NOW))
    asked = read(context, f"digest {text}", days=1)
    more = spoken("word.more")
    days = [word for word in asked.words[1:] if word not in more]
    request = _wanted(context, asked, " ".join(days))
    if request is None:
        return Notice("digest.unknown_day", {"asked": echo(arguments)})
    return DigestAnswer(context.compile(request), more=len(days) + 1 < len(asked.words))


def _wanted(context: CommandContext, asked: Asked, day: str) -> DigestRequest | None:
    """The request of what was asked for; None where the words for a day mean none."""
    present = today(context)
    if day:
        meant = _day(day, present)
        return day_request(meant, context) if meant is not None and not asked.window else None
    if asked.window:
        until = end_of(asked, context)
        return _request(context, asked.until or present, until - timedelta(days=min(asked.days, MOST_DAYS)), until)
    if asked.until:
        return day_request(asked.until, context)
    return _request(context, present, context.now - context.period, context.now + JUST_NOW)


def day_request(day: date, context: CommandContext) -> DigestRequest:
    """The request for a whole day of the reader's calendar."""
    return _request(context, day, midnight(day, context.zone), midnight(day + timedelta(days=1), context.zone))


def _request(context: CommandContext, day: date, since: datetime, until: datetime) -> DigestRequest:
    return DigestRequest(day, since, until, context.language, context.zone, context.outlets)


def _day(text: str, present: date) -> date | None:
    """The day meant, if it lies within living memory."""
    if text in spoken("word.today"):
        return present
    if text in spoken("word.yesterday"):
        return present - timedelta(days=1)
    return a_day(text, present)


def answer_topic(context: CommandContext, arguments: str) -> Answer:
    """The stories and statements of the last days on a topic: `Talsperre`, `Rente 30d`."""
    if context.compile is None:
        return Notice("digest.none")
    # The first word of `read` is a name; here none is asked for.
    asked = read(context, f"topic {arguments}", TOPIC_DAYS)
    topic = " ".join(asked.words[1:])
    if not topic_of(asked.words[1:]):
        return Notice("topic.empty")
    days, until = min(asked.days, MOST_DAYS), end_of(asked, context)
    request = _request(context, asked.until or today(context), until - timedelta(days=days), until)
    edition = context.compile(replace(request, taste=Taste(topics=(topic,))))
    return TopicAnswer(echo(topic), days, edition)
