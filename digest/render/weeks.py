"""The weekly summary -> message blocks: figures, who was quoted most, who about whom, what was told most widely."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from digest.edition import Week
from digest.edition.week import PAIRS, QUOTED, STORIES
from digest.model import Block, Heading, Message, Paragraph, Run, Style
from digest.render.plain import message
from digest.render.voices import DOT, Reader, named
from digest.render.week_pictures import week_pictures

FEWEST = 2
"""Statements from which a pair or an actor is worth a line."""


def render_week(week: Week) -> Message:
    """The summary as a message."""
    reader, texts = Reader(week.language, week.zone), Reader(week.language, week.zone).phrases
    blocks: list[Block] = [
        Heading((Run(f"{texts.text('product')}{DOT}{texts.text('week.title')}", Style.BOLD),)),
        Paragraph((Run(DOT.join(_figures(week, reader)), Style.DIM),)),
    ]
    if not week.roundup.quoted:
        blocks.append(Paragraph((Run(texts.text("week.empty")),)))
    blocks += _listed(texts.text("week.quoted"), _quoted(week, reader))
    blocks += _listed(texts.text("week.pairs"), _pairs(week, reader))
    if week.newcomers:
        blocks.append(Paragraph((Run(texts.text("news.newcomers", who=named(week.newcomers, reader))),)))
    blocks += _listed(texts.text("week.stories"), _stories(week, reader))
    return message([*blocks, *week_pictures(week, reader, _dates(week, reader))])


def _dates(week: Week, reader: Reader) -> str:
    """As in "3. Mai bis 9. Mai 2025"."""
    first, last = reader.day(week.roundup.since), reader.day(week.roundup.until - timedelta(microseconds=1))
    return reader.phrases.text("edition.from_to", first=reader.short_date(first), last=reader.long_date(last))


def _figures(week: Week, reader: Reader) -> tuple[str, ...]:
    roundup, texts = week.roundup, reader.phrases
    dates = _dates(week, reader)
    if not roundup.articles:
        return (dates,)
    return (
        dates,
        texts.count("count.statements", roundup.statements),
        texts.count("count.articles", roundup.articles),
        texts.count("count.outlets", roundup.outlets),
    )


def _listed(title: str, lines: Iterable[str]) -> list[Block]:
    shown = [Paragraph((Run(line),)) for line in lines]
    return [Paragraph((Run(title, Style.BOLD),)), *shown] if shown else []


def _quoted(week: Week, reader: Reader) -> list[str]:
    texts = reader.phrases
    return [
        f"{place}. {one.actor.name}{DOT}{texts.count('count.statements', one.statements)}{DOT}"
        f"{texts.count('count.outlets', one.outlets)}"
        for place, one in enumerate(week.roundup.quoted[:QUOTED], start=1)
        if one.statements >= FEWEST
    ]


def _pairs(week: Week, reader: Reader) -> list[str]:
    return [
        reader.phrases.text(
            "week.pair", who=one.speaker.name, about=one.about.name, n=reader.phrases.number(one.statements)
        )
        for one in week.roundup.pairs[:PAIRS]
        if one.statements >= FEWEST
    ]


def _stories(week: Week, reader: Reader) -> list[str]:
    texts = reader.phrases
    return [
        f"{story.title}{DOT}{texts.count('count.outlets', story.outlets)}, "
        f"{texts.count('count.independent', story.independent)}"
        for story in week.roundup.stories[:STORIES]
        if story.independent >= FEWEST
    ]
