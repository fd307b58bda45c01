"""A quotation under construction: positions of words instead of code points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from digest.analysis.words import Range
from digest.model import Mode


@dataclass(slots=True)
class Draft:
    """What a rule found. `rule` names it and gives the confidence, unless `confidence` says it."""

    mode: Mode
    content: list[Range]
    rule: str
    cue: list[int]
    frame: list[Range]
    speaker: Range | None = None
    addressee: Range | None = None
    via: Range | None = None
    said_on: date | None = None
    confidence: float | None = None

    @property
    def start(self) -> int:
        """The first word of content and frame."""
        return min(part.start for part in (*self.content, *self.frame))

    @property
    def extent(self) -> Range:
        """From the first to the last word of the content."""
        return Range(self.content[0].start, self.content[-1].end)


def new_draft(mode: Mode, content: list[Range], rule: str) -> Draft:
    """A draft of which nothing but the content is known."""
    return Draft(mode, content, rule, [], [])
