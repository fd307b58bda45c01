"""The contrast of a story: what an actor says now beside what the same actor said before, where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from digest.edition.cutting import voice
from digest.edition.values import Contrast, EditionStory, Voice
from digest.model import Article, Mode, Statement
from digest.statements import Claim, claim, difference

QUOTE = 160
"""Most characters of each side."""

MOST_COMPARED = 12
"""Statements of one actor that are compared with each other."""


def contrast_of(story: EditionStory, earlier: Sequence[Statement], texts: Mapping[str, Article]) -> Contrast | None:
    """The contrast between a statement shown or folded in the story and another one of its speaker."""
    by_speaker: dict[str, list[Statement]] = defaultdict(list)
    for statement in [*(one.statement for one in (*story.voices, *story.further)), *earlier]:
        if _comparable(statement):
            by_speaker[statement.speakers[0].id].append(statement)
    shown = {one.statement.id for one in (*story.voices, *story.further)}
    for statements in by_speaker.values():
        if len(statements) < 2:  # nothing to compare
            continue
        found = _differing(statements, shown, texts)
        if found is not None:
            return found
    return None


def _comparable(statement: Statement) -> bool:
    return len(statement.speakers) == 1 and statement.certain and statement.mode is not Mode.REPORTED


def _differing(statements: Iterable[Statement], shown: set[str], texts: Mapping[str, Article]) -> Contrast | None:
    ordered = sorted(statements, key=lambda one: (one.first_at, one.id), reverse=True)[:MOST_COMPARED]
    claims: list[tuple[Statement, Claim]] = [(one, _claim(one.text, one.language)) for one in ordered]
    for place, (later, said) in enumerate(claims):
        for before, said_before in claims[place + 1 :]:
            if not {later.id, before.id} & shown or later.language != before.language or _of_one_text(later, before):
                continue
            differs = difference(said_before, said, later.language)
            if differs is not None:
                sides = [_side(before, texts), _side(later, texts)]
                if sides[0] is not None and sides[1] is not None:
                    return Contrast(sides[0], sides[1], differs)
    return None


def _of_one_text(one: Statement, other: Statement) -> bool:
    """Whether an article reports both: who says two figures in one breath speaks of two things."""
    return not {report.article for report in one.reports}.isdisjoint(report.article for report in other.reports)


@lru_cache(maxsize=4096)
def _claim(text: str, language: str) -> Claim:
    """`claim`, remembered: every channel's digest compares much the same words."""
    return claim(text, language)


def _side(statement: Statement, texts: Mapping[str, Article]) -> Voice | None:
    article = texts.get(statement.reports[0].article)
    return voice(statement, article, QUOTE) if article is not None else None
