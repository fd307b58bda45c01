"""Whether two accounts of one speaker are merged, pair by pair, against tests/eval/stories/pairs.txt."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model import Mode
from digest.statements import merge
from tests.building import Said, made, person
from tests.eval.story_set import FOLDER, MODES

FRAMES = {Mode.DIRECT: "{}, sagte {speaker}.", Mode.INDIRECT: "{speaker} sagte, {}."}


@dataclass(frozen=True)
class Judged:
    """One pair: what is right, and whether the two were merged."""

    same: bool
    merged: bool
    accounts: tuple[str, str]


def judged() -> list[Judged]:
    """All pairs, merged as two outlets' accounts in one story."""
    lines = (FOLDER / "pairs.txt").read_text(encoding="utf-8").splitlines()
    return [_judged(line) for line in lines if line[:2] in ("= ", "! ")]


def _judged(line: str) -> Judged:
    head, *accounts = (part.strip() for part in line.split(" | "))
    sign, *modes = head.split()
    speaker = person("Hanna Orlow")
    readings = []
    for number, (letter, content) in enumerate(zip(modes, accounts, strict=True)):
        mode = MODES[letter]
        readings.append(made("AB"[number], Said(speaker, content, FRAMES[mode], mode), hours=number))
    merged = merge(readings, {one.article.id: "s" for one in readings}, {})
    return Judged(sign == "=", len(merged) == 1, (accounts[0], accounts[1]))


def precision_and_recall(pairs: list[Judged]) -> tuple[float, float]:
    """Per cent."""
    merged = [pair for pair in pairs if pair.merged]
    right = sum(pair.same for pair in merged)
    return 100 * right / max(1, len(merged)), 100 * right / sum(pair.same for pair in pairs)
