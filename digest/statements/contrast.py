"""Whether two statements of one actor on one topic differ in a number, a date, or yes and no; never a verdict."""

from __future__ import annotations

import re
from enum import StrEnum

from digest.statements.accounts import Claim
from digest.statements.likeness import held_in, opposite

SHARED, SHARE = 3, 0.7
"""Content words that both must have, and which share of the shorter one's that must be, beside what differs."""

_YEAR = re.compile(r"(19|20)\d\d")


class Differs(StrEnum):
    """In what two statements differ."""

    FIGURE = "figure"
    TIME = "time"
    SENSE = "sense"


def difference(one: Claim, other: Claim, language: str) -> Differs | None:
    """In what the two differ; None where they are on other topics, say the same, or differ in more than one thing."""
    short, long = sorted((one, other), key=lambda claim: (len(claim.stems), claim.said))
    apart = _differing(one, other, language)
    if len(apart) != 1:
        return None
    named = {figure.value for claim in (one, other) for figure in claim.figures} | one.times | other.times
    content = [stem for stem in short.stems if stem not in named]
    shared = sum(held_in(stem, long.stems) for stem in content)
    return apart[0] if shared >= SHARED and shared >= SHARE * len(content) else None


def _differing(one: Claim, other: Claim, language: str) -> list[Differs]:
    found = []
    if _other_figures(one, other):
        found.append(Differs.FIGURE)
    years = [{figure.value for figure in claim.figures if _YEAR.fullmatch(figure.value)} for claim in (one, other)]
    if (one.times and other.times and one.times.isdisjoint(other.times)) or (all(years) and years[0] != years[1]):
        found.append(Differs.TIME)
    if one.negations % 2 != other.negations % 2 or opposite(one, other, language):
        found.append(Differs.SENSE)
    return found


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
