"""What somebody said on a topic, and what two said on it, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from digest.inquiry.arguments import Asked, edges, end_of, read, topic_of
from digest.inquiry.context import CommandContext, echo
from digest.inquiry.naming import Meant, role_of, whom
from digest.phrases import spoken
from digest.ports import StatementQuery
from digest.render.answer import Answer, CompareAnswer, NoActor, Notice, SaidAnswer, Side, WhichActor

DAYS = 30
"""Days looked back where no window is asked for: a topic comes up less often than its speaker."""

SAID, COMPARED = 6, 3
"""Statements shown of one actor, and of each of two."""

BARS = 15


def answer_said(context: CommandContext, arguments: str) -> Answer:
    """What an actor said on a topic: `Putin Gas`, `Hanna Orlow Talsperre 90d`."""
    asked = read(context, arguments, DAYS)
    if not asked.words:
        return Notice("said.empty")
    meant = whom(context, asked, lambda name: f"/said {name}")
    if not isinstance(meant, Meant):
        return meant
    if not topic_of(meant.rest):
        return Notice("said.no_topic", {"who": meant.actor.name})
    side = _side(context, meant, meant.rest, asked, SAID)
    return SaidAnswer(side, echo(" ".join(meant.rest)), asked.days, asked.until, asked.skip)


def answer_compare(context: CommandContext, arguments: str) -> Answer:
    """What two actors said on one topic: `Putin Selenskyj Waffen`, `Orlow und Reiker Talsperre 90d`."""
    asked = read(context, arguments, DAYS)
    if len(asked.words) < 2:
        return Notice("compare.empty")
    one = whom(context, asked, lambda name: f"/compare {name}")
    if not isinstance(one, Meant):
        return one
    rest = _without_joint(one.rest)
    if not rest:
        return Notice("compare.empty")
    other = _second(context, one.call, replace(asked, words=rest))
    if not isinstance(other, Meant):
        return other
    if other.actor.id == one.actor.id:
        return Notice("compare.same", {"who": one.actor.name})
    topic = other.rest
    sides = tuple(_side(context, meant, topic, asked, COMPARED) for meant in (one, other))
    return CompareAnswer((sides[0], sides[1]), echo(" ".join(topic)), asked.days, asked.until)


def _second(context: CommandContext, one: str, asked: Asked) -> Meant | WhichActor | NoActor | Notice:
    """The actor that the other one is compared with: his name stands first among the words left."""
    return whom(context, asked, lambda name: f"/compare {one} {name}")


def _without_joint(words: Sequence[str]) -> tuple[str, ...]:
    """The words without an "and" or "versus" before the second name."""
    return tuple(words[1:] if words and words[0].lower().strip(".") in spoken("word.joint") else words)


def _side(context: CommandContext, meant: Meant, topic: Sequence[str], asked: Asked, most: int) -> Side:
    """What one actor said on the topic."""
    actor = meant.actor
    until = end_of(asked, context)
    since = until - timedelta(days=asked.days)
    said = StatementQuery(speaker=actor.id, since=since, until=until, certain=True, topic=topic_of(topic))
    newest = context.store.statements(said, most + 1, asked.skip)
    return Side(
        actor=actor,
        call=meant.call,
        role=role_of(context, actor, until),
        counts=context.store.count_statements(said),
        bars=tuple(context.store.count_between(said, edges(since, until, asked.days, BARS, context.zone))),
        newest=tuple(newest[:most]),
        older=len(newest) > most,
    )
