"""What went wrong, one by one, ordered so that a person learns something.

Faults are grouped by what they have in common (mode, cue, the kind of confusion). The listing takes one of each group
in turn, the largest groups first: what happens often is seen first, and no group fills the list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from digest.evaluation.marks import GoldArticle, Marks
from digest.evaluation.pairing import overlap
from digest.evaluation.quotation_figures import Judged

CLOSE = 0.8
"""Overlap (token F1) below which the borders of a found content count as wrong."""


class Fault(StrEnum):
    """What is wrong."""

    MISSED = "missed"
    FALSE = "false"
    MODE = "wrong mode"
    SPEAKER = "wrong speaker"
    BORDERS = "wrong borders"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in one article; `pattern` is what it has in common with others."""

    fault: Fault
    pattern: str
    where: GoldArticle
    gold: Marks | None
    found: Marks | None

    @property
    def content(self) -> frozenset[int]:
        """The tokens of both contents."""
        return frozenset().union(*(mark.content for mark in (self.gold, self.found) if mark is not None))

    @property
    def confidence(self) -> float:
        """How sure the analyser was; 0.0 where it found nothing."""
        return self.found.confidence if self.found is not None else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Faults of one pattern, the surest first."""

    fault: Fault
    pattern: str
    findings: tuple[Finding, ...]


def faults_of(judged: Judged) -> list[Finding]:
    """All faults of an article, in no particular order."""
    where = judged.gold
    faults = [Finding(Fault.MISSED, _way(where, mark), where, mark, None) for mark in judged.missed()]
    faults += [Finding(Fault.FALSE, _way(where, mark), where, None, mark) for mark in judged.spurious()]
    for gold, found in judged.matched():
        if gold.mode is not found.mode:
            faults.append(Finding(Fault.MODE, f"{gold.mode.value} taken for {found.mode.value}", where, gold, found))
        if confusion := _speaker_confusion(gold, found):
            faults.append(Finding(Fault.SPEAKER, confusion, where, gold, found))
        if overlap(gold.content, found.content) < CLOSE:
            faults.append(Finding(Fault.BORDERS, _borders(gold, found), where, gold, found))
    return faults


def _way(where: GoldArticle, mark: Marks) -> str:
    cue = where.tokens.words(mark.cue).casefold()
    return f"{mark.mode.value}, cue “{cue}”" if cue else f"{mark.mode.value}, no cue"


def _speaker_confusion(gold: Marks, found: Marks) -> str:
    if gold.speaker & found.speaker or gold.speaker == found.speaker:
        return ""
    if not found.speaker:
        return "none found"
    return "somebody else" if gold.speaker else "found where there is none"


def _borders(gold: Marks, found: Marks) -> str:
    if gold.content > found.content:
        return "too little"
    return "too much" if gold.content < found.content else "shifted"


def groups(findings: Iterable[Finding]) -> list[Group]:
    """The faults by kind and pattern; within a kind the largest groups first."""
    gathered: defaultdict[tuple[Fault, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        gathered[finding.fault, finding.pattern].append(finding)
    order = list(Fault)
    return sorted(
        (
            Group(fault, pattern, tuple(sorted(members, key=lambda one: -one.confidence)))
            for (fault, pattern), members in gathered.items()
        ),
        key=lambda group: (order.index(group.fault), -len(group.findings), group.pattern),
    )


def chosen(grouped: Sequence[Group], number: int) -> list[tuple[Finding, int]]:
    """At most `number` faults, each with how many are like it: of each kind in proportion, of each pattern in turn."""
    total = sum(len(group.findings) for group in grouped)
    listed: list[tuple[Finding, int]] = []
    for fault in Fault:
        kind = [group for group in grouped if group.fault is fault]
        size = sum(len(group.findings) for group in kind)
        wanted = min(size, max(1, round(number * size / total))) if size else 0
        listed += _in_turn(kind, wanted)
    return listed[:number]


def _in_turn(grouped: Sequence[Group], number: int) -> list[tuple[Finding, int]]:
    longest = max((len(group.findings) for group in grouped), default=0)
    turns = (
        (group.findings[turn], len(group.findings))
        for turn in range(longest)
        for group in grouped
        if turn < len(group.findings)
    )
    return [one for one, _ in zip(turns, range(number), strict=False)]
