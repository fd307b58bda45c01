"""Whether two statements of one actor on one topic differ in a number, a date, or yes and no; never a verdict.

Careful on purpose: a contrast shown where there is none is worse than one that is missed. The shorter statement has no
content word that the longer one lacks, and the longer one hardly any of its own, beside what differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

from digest.phrases import base, words
from digest.statements.accounts import Claim
from digest.statements.likeness import held_in, opposite
from digest.stories import content_stems

SHARED = 3
"""Content words that both must have beside what differs."""

MORE, MORE_WITH_SENSE = 3, 1
"""Content words that the longer one may have beyond the shorter one; the second where yes and no differ, since a clause
more may be what is denied.
"""

_YEAR = re.compile(r"(19|20)\d\d")


class Differs(StrEnum):
    """In what two statements differ."""

    FIGURE = "figure"
    TIME = "time"
    SENSE = "sense"


def difference(one: Claim, other: Claim, language: str) -> Differs | None:
    """In what the two differ; None where they are on other topics, say the same, or differ in more than one thing."""
    apart = _differing(one, other, language)
    if len(apart) != 1:
        return None
    turned = apart[0] is Differs.SENSE and opposite(one, other, language)
    most = (MORE_WITH_SENSE if apart[0] is Differs.SENSE else MORE) + turned
    named = {figure.value for claim in (one, other) for figure in claim.figures}
    named.update(content_stems(" ".join(one.times | other.times), language))
    short, long = sorted((one.stems - named, other.stems - named), key=len)
    shared = sum(held_in(stem, long) for stem in short)
    beyond = sum(not held_in(stem, short) for stem in long)
    return apart[0] if shared >= SHARED and len(short) - shared <= turned and beyond <= most else None


def _differing(one: Claim, other: Claim, language: str) -> list[Differs]:
    found = []
    if _other_figures(one, other):
        found.append(Differs.FIGURE)
    years = [{figure.value for figure in claim.figures if _YEAR.fullmatch(figure.value)} for claim in (one, other)]
    if _other_times(one.times, other.times, language) or (all(years) and years[0].isdisjoint(years[1])):
        found.append(Differs.TIME)
    if sorted((one.negations, other.negations)) == [0, 1] or opposite(one, other, language):
        found.append(Differs.SENSE)
    return found


def _other_times(ones: frozenset[str], others: frozenset[str], language: str) -> bool:
    """Whether both name times of one kind, and not the same ones; "morgen", another day each day, is none."""
    nearby = words(language).nearby
    mine, theirs = (_by_kind(times - nearby, base(language)) for times in (ones, others))
    return any(one and other and one.isdisjoint(other) for one, other in zip(mine, theirs, strict=True))


def _by_kind(times: Iterable[str], language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The times that are weekdays, months, and others: seasons and feasts."""
    named = frozenset(times)
    days, months = _names(language)
    return named & days, named & months, named - days - months


@lru_cache(maxsize=16)
def _names(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The weekdays and the months of a language, in lower case."""
    days, months = get_day_names("wide", locale=language), get_month_names("wide", locale=language)
    return frozenset(map(str.lower, days.values())), frozenset(map(str.lower, months.values()))


def _other_figures(one: Claim, other: Claim) -> bool:
    """Whether both name numbers of one kind, and not the same ones. A year is no number."""
    ones, others = ({figure for figure in claim.figures if not _YEAR.fullmatch(figure.value)} for claim in (one, other))
    kinds = {figure.unit for figure in ones} & {figure.unit for figure in others}
    return any(
        {figure.value for figure in ones if figure.unit == kind}.isdisjoint(
            figure.value for figure in others if figure.unit == kind
        )
        for kind in kinds
    )
