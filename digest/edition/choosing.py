"""Pure step: a desk and a channel's request -> which stories and statements come into question, in order.

    statements that pass the channel's filters and that it was not shown before -> by story -> weight of each story
      -> stories by weight, no outlet flooding them -> the statements worth most of each, several speakers first

What is chosen here is loaded; the words decide then what finds room (digest.edition.composing).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, filterfalse, islice

from digest.edition.desk import Candidate, Desk, told_by
from digest.edition.filtering import FEW, Sieve
from digest.edition.request import DigestRequest, Limits
from digest.edition.values import Counts, Reason, Verdict
from digest.windows import ArticleLine, StatementLine

SPARE = 6
"""Statements of a story that are loaded beyond those that can be shown: some cannot be cut, some repeat others."""

SPARE_STORIES = 3
"""Stories that are loaded with all their statements beyond those that can be shown."""

MORE_VOICES = 6
"""Statements of a story of the second part that are loaded."""

OF_ONE_SPEAKER = 3
"""Statements of one speaker that are loaded before those of others."""

FLOOD = 1 / 3
"""Share of the stories shown that may be told by one and the same outlet alone."""

FEW_OUTLETS = 3
"""In windows with fewer outlets than that nothing is a flood."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What comes into question, stories by weight; figures of all that the channel reads, as the sieve lets through."""

    sieve: Sieve
    candidates: tuple[Candidate, ...]
    nameless: tuple[StatementLine, ...]
    counts: Counts
    new: int
    continued: int
    silent: int
    quoted: Counter[str]
    reasons: tuple[Reason, ...] = ()

    @property
    def wanted(self) -> frozenset[str]:
        """The ids of the statements to load."""
        return frozenset(line.id for one in self.candidates for line in one.statements) | {
            line.id for line in self.nameless
        }


def choose(desk: Desk, request: DigestRequest) -> Choice:
    """Return what comes into question for this channel."""
    sieve = Sieve(desk, request)
    reasons: list[Reason] = []
    explained = reasons if request.explain else None
    candidates = []
    for story, ids in desk.ids.items():
        passing = sieve.of(story)
        if explained is not None and len(passing) < len(ids):
            explained += _left_out(desk.heard[story], passing, sieve)
        if passing:
            candidates.append(_candidate(desk, sieve, story, passing, request.language))
    kept = [one for one in candidates if _has_enough(one, request, reasons)]
    kept.sort(key=lambda one: (-one.weight, one.line.id))
    ordered = _without_floods(kept, desk, request.limits, explained)
    most = request.limits.stories + request.limits.more
    loaded = tuple(_ranked(one, rank, desk, sieve, request) for rank, one in enumerate(ordered[:most]))
    if explained is not None:
        because = f"{most} stories stand before it"
        explained += (
            Reason(one.line.id, "", one.line.title, Verdict.LEFT_OUT, because, one.parts) for one in ordered[most:]
        )
    spoken = {one.line.id for one in candidates}
    continued = len(spoken & desk.continued)
    articles = sieve.articles(desk.window.articles)
    read = desk.continued if sieve.reads_all else desk.continued & {article.story for article in articles}
    return Choice(
        sieve=sieve,
        candidates=loaded,
        nameless=_nameless(desk, sieve, request.limits),
        counts=_counts(desk, sieve, articles),
        new=len(spoken) - continued,
        continued=continued,
        silent=len(read - spoken),
        quoted=sieve.quoted,
        reasons=tuple(reasons),
    )


def _candidate(desk: Desk, sieve: Sieve, story: str, passing: frozenset[str], language: str) -> Candidate:
    followed = sieve.is_followed(passing)
    if len(passing) == len(desk.ids[story]) and sieve.reads_all and not followed:
        return desk.whole(story, language)
    articles = sieve.articles(desk.articles.get(story, ())) or sieve.articles(desk.reporting(passing))
    return desk.candidate(story, passing, articles, language, reads=sieve.reads, followed=followed)


def _left_out(lines: Iterable[StatementLine], passing: frozenset[str], sieve: Sieve) -> Iterator[Reason]:
    for line in lines:
        if line.id not in passing:
            yield Reason(line.story or "", line.id, line.text, Verdict.LEFT_OUT, sieve.why_not(line))


def _has_enough(one: Candidate, request: DigestRequest, reasons: list[Reason]) -> bool:
    """Whether enough independent texts tell the story for this channel; one it follows is wanted however told."""
    independent = one.told.independent
    if independent >= request.taste.independent or one.followed:
        return True
    if request.explain:
        why = f"{independent} independent texts, {request.taste.independent} are asked for"
        reasons.append(Reason(one.line.id, "", one.line.title, Verdict.LEFT_OUT, why, one.parts))
    return False


def _without_floods(
    ordered: Sequence[Candidate], desk: Desk, limits: Limits, reasons: list[Reason] | None
) -> list[Candidate]:
    """The stories with those moved behind the shown ones which one outlet tells alone, beyond its share."""
    if len(desk.told.outlets) < FEW_OUTLETS:
        return list(ordered)
    most = max(1, math.ceil(limits.stories * FLOOD))
    alone: Counter[str] = Counter()
    front: list[Candidate] = []
    behind: list[Candidate] = []
    for one in ordered:
        if len(one.told.outlets) == 1 and not one.followed:
            (outlet,) = one.told.outlets
            alone[outlet] += 1
            if alone[outlet] > most and len(front) < limits.stories:
                behind.append(one)
                if reasons is not None:
                    why = f"{most} stories that {outlet} alone tells stand before it"
                    reasons.append(Reason(one.line.id, "", one.line.title, Verdict.MORE, why, one.parts))
                continue
        front.append(one)
    return [*front[: limits.stories], *behind, *front[limits.stories :]]


def _ranked(one: Candidate, rank: int, desk: Desk, sieve: Sieve, request: DigestRequest) -> Candidate:
    """The story with the statements worth most, several speakers before many of one."""
    limits = request.limits
    first_part = rank < limits.stories + SPARE_STORIES
    most = limits.voices + limits.further + SPARE if first_part else MORE_VOICES
    if FEW * len(one.passing) < len(desk.ids[one.line.id]):
        found = (desk.lines[statement] for statement in one.passing)
        ranked: Iterable[StatementLine] = sorted(found, key=lambda line: desk.rank(line, request.language))
    else:
        ranked = (line for line in desk.ranked(one.line.id, request.language) if line.id in one.passing)
    if one.followed:
        kept = list(ranked)
        ranked = chain(filter(sieve.follows, kept), filterfalse(sieve.follows, kept))
    spoken: Counter[tuple[str, ...]] = Counter()
    first: list[StatementLine] = []
    later: list[StatementLine] = []
    for line in ranked:
        spoken[line.speakers] += 1
        (first if spoken[line.speakers] <= OF_ONE_SPEAKER else later).append(line)
        if len(first) >= most:
            break
    return replace(one, statements=tuple((first + later)[:most]))


def _nameless(desk: Desk, sieve: Sieve, limits: Limits) -> tuple[StatementLine, ...]:
    """Statements of nobody, most reported first."""
    return tuple(islice((line for line in desk.nameless if sieve.passes(line.id)), limits.further + SPARE))


def _counts(desk: Desk, sieve: Sieve, articles: Sequence[ArticleLine]) -> Counts:
    told = desk.told if sieve.reads_all else told_by(articles)
    return Counts(len(sieve.fitting), len(articles), len(told.outlets), told.independent)
