"""What an actor said and what was said about it, in a window, perhaps on a topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest.inquiry.arguments import Asked, edges, end_of, read, topic_of
from digest.inquiry.context import CommandContext, echo
from digest.inquiry.naming import Meant, role_of, whom
from digest.inquiry.subjects import subjects
from digest.model import Actor, Mode, Statement
from digest.names import bears, fold
from digest.ports import StatementQuery, Store
from digest.render.answer import PAGE, ActorAnswer, Answer, Notice
from digest.taste import LONGEST_WORD

MOST_BARS = 31
"""Bars of a sparkline: a day each in a month, more days each in a longer window."""

COMPANY, COMPANY_FROM = 4, 300
"""Others shown beside the actor, and the number of newest statements they are looked for in."""

SUBJECTS, SUBJECTS_FROM, STEMS = 5, 300, 60
"""Words shown, the number of newest statements they are looked for in, and the most frequent stems looked at."""

ABOUT = 2
"""Statements about the actor shown beside his own."""

ALIASES = 6


def answer_actor(context: CommandContext, arguments: str) -> Answer:
    """What an actor said: `Putin`, `Putin Gas 30d`, `ministerin baerbock`, or an actor's id."""
    asked = read(context, arguments)
    if not asked.words:
        return Notice("actor.empty")
    meant = whom(context, asked, lambda name: f"/actor {name}")
    return _about_actor(context, meant, asked) if isinstance(meant, Meant) else meant


def _about_actor(context: CommandContext, meant: Meant, asked: Asked) -> ActorAnswer:
    store, actor = context.store, meant.actor
    until = end_of(asked, context)
    since = until - timedelta(days=asked.days)
    topic = topic_of(meant.rest)
    said = StatementQuery(speaker=actor.id, since=since, until=until, certain=True, topic=topic)
    told = replace(said, speaker=None, about=actor.id, certain=None)
    listed = told if asked.about else replace(said, modes=frozenset({Mode.DIRECT})) if asked.literal else said
    shown = store.statements(listed, PAGE + 1, asked.skip)
    counts = store.count_statements(said)
    company = store.company(said, COMPANY_FROM, COMPANY) if counts.total else ()
    unsure = replace(said, certain=False)
    unsure_count = store.how_many(unsure)
    aliases = _aliases(store, actor)
    mentions = store.mention_count(actor.id, since, until)
    names = [actor.name, *aliases, *(other.name for other, _ in company)]
    return ActorAnswer(
        actor=actor,
        call=meant.call,
        role=role_of(context, actor, until),
        aliases=aliases,
        days=asked.days,
        topic=echo(" ".join(meant.rest)),
        counts=counts,
        by_day=tuple(store.count_between(said, edges(since, until, asked.days, MOST_BARS, context.zone))),
        newest=tuple(shown[:PAGE]),
        skip=asked.skip,
        literal=asked.literal,
        about_only=asked.about,
        older=len(shown) > PAGE,
        about_count=store.how_many(told),
        about=() if asked.about else _others(store, told, actor),
        company=tuple(company),
        subjects=_subjects(store, said, names) if counts.total > 1 else (),
        unsure_count=unsure_count,
        unsure=tuple(store.statements(unsure, PAGE)) if unsure_count else (),
        mentions=mentions,
        to_follow=_to_follow(context, actor),
        followed=_followed(context, actor),
        unseen=not counts.total and not mentions and actor.id not in store.actors([actor.id]),
        until=asked.until,
        last_said=_last_said(store, actor, since) if not counts.total and not asked.about else None,
    )


def _followed(context: CommandContext, actor: Actor) -> str:
    """What is followed here by which the actor is: its whole name before a part of it, which others may bear too. A
    full name may be one that it bore before it was renamed or merged.
    """
    if not context.follows:
        return ""
    former = {folded for one in context.store.aliases_of(actor.id) if " " in (folded := fold(one.surface))}
    meant = [one for one in context.follows if bears(actor.name, fold(one)) or fold(one) in former]
    return max(meant, key=lambda one: len(fold(one)), default="")


def _to_follow(context: CommandContext, actor: Actor) -> str:
    """What to follow so that the actor is: its name as it is stored, unless that reads as several."""
    fitting = context.follows is not None and "," not in actor.name and len(actor.name) <= LONGEST_WORD
    return actor.name if fitting and not _followed(context, actor) else ""


def _others(store: Store, told: StatementQuery, actor: Actor) -> tuple[Statement, ...]:
    """The newest statements about the actor by others."""
    found = store.statements(told, 4 * ABOUT)
    return tuple(one for one in found if all(speaker.id != actor.id for speaker in one.speakers))[:ABOUT]


def _last_said(store: Store, actor: Actor, since: datetime) -> Statement | None:
    """The actor's last statement before the window."""
    before = store.statements(StatementQuery(speaker=actor.id, certain=True, until=since), 1)
    return before[0] if before else None


def _aliases(store: Store, actor: Actor) -> tuple[str, ...]:
    """Other surface forms that were taken for the actor."""
    known = {fold(actor.name)}
    found = []
    for alias in store.aliases_of(actor.id):
        if fold(alias.surface) not in known:
            known.add(fold(alias.surface))
            found.append(alias.surface)
    return tuple(found[:ALIASES])


def _subjects(store: Store, said: StatementQuery, names: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """What the actor talks about: words that are neither these names nor asked for."""
    asked = {stem for word in said.topic for stem in word}
    uses = [use for use in store.frequent_stems(said, SUBJECTS_FROM, STEMS) if use.stem not in asked]
    return subjects(uses, names, SUBJECTS)
