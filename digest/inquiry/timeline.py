"""How often somebody spoke over time, by mode, as values for a chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from digest.inquiry.arguments import edges, end_of, read, topic_of
from digest.inquiry.context import CommandContext, echo
from digest.inquiry.naming import Meant, role_of, whom
from digest.model import Mode
from digest.ports import StatementQuery
from digest.render.answer import Answer, Notice, TimelineAnswer, TimeSpan

DAYS = 30

MOST_SPANS = 36
"""Bars of a chart that can still be told apart on a phone."""

MODES = (
    frozenset({Mode.DIRECT}),
    frozenset({Mode.INDIRECT, Mode.INDIRECT_FREE, Mode.FREE}),
    frozenset({Mode.REPORTED}),
)
"""What is counted apart: the three labels that readers see."""


def answer_timeline(context: CommandContext, arguments: str) -> Answer:
    """When an actor spoke: `Putin`, `Putin Gas 90d`, with `dark` as a picture in light on dark."""
    asked = read(context, arguments, DAYS)
    if not asked.words:
        return Notice("timeline.empty")
    meant = whom(context, asked, lambda name: f"/timeline {name}")
    if not isinstance(meant, Meant):
        return meant
    until = end_of(asked, context)
    since = until - timedelta(days=asked.days)
    said = StatementQuery(speaker=meant.actor.id, since=since, until=until, certain=True, topic=topic_of(meant.rest))
    limits = edges(since, until, asked.days, MOST_SPANS, context.zone)
    direct, indirect, reported = (context.store.count_between(replace(said, modes=modes), limits) for modes in MODES)
    return TimelineAnswer(
        actor=meant.actor,
        call=meant.call,
        role=role_of(context, meant.actor, until),
        topic=echo(" ".join(meant.rest)),
        days=asked.days,
        spans=tuple(
            TimeSpan(*_days(low, high, context.zone), *counts)
            for (low, high), *counts in zip(pairwise(limits), direct, indirect, reported, strict=True)
        ),
        dark=asked.dark,
    )


def _days(low: datetime, high: datetime, zone: str) -> tuple[date, date]:
    """The first and the last day of a span on the reader's calendar."""
    there = ZoneInfo(zone)
    return low.astimezone(there).date(), (high - timedelta(microseconds=1)).astimezone(there).date()
