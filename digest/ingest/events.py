"""What an ingest pass reports while it runs, and its summary at the end."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model import PageOutcome, PageRecord


@dataclass(frozen=True, slots=True)
class PageDone:
    """A page, file or entry has its outcome. `note` says what went wrong beside it, as when analysing failed."""

    record: PageRecord
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeedDone:
    """A feed was read: how many entries it has and how many were new; `error` is "" unless it could not be read."""

    url: str
    entries: int = 0
    new: int = 0
    unchanged: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class TargetFailed:
    """A target, or a page of a feed, from which nothing came; `reason` is one sentence or a stable word."""

    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class StepSeconds:
    """Seconds of the calling thread per step; `fetch` is what it waited for the network."""

    fetch: float = 0.0
    extract: float = 0.0
    dedupe: float = 0.0
    analyse: float = 0.0
    keep: float = 0.0
    group: float = 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The last event of a pass. `outcomes` has a number for every outcome; `worked` is what the exit status says."""

    outcomes: tuple[tuple[PageOutcome, int], ...]
    feeds: int
    failed: tuple[TargetFailed, ...]
    seconds: StepSeconds
    worked: bool

    def count(self, outcome: PageOutcome) -> int:
        """Pages with this outcome."""
        return dict(self.outcomes)[outcome]


Event = PageDone | FeedDone | TargetFailed | Summary
