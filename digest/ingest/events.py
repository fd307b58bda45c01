"""What an ingest pass reports while it runs, and its summary at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from digest.model import PageOutcome, PageRecord


@dataclass(frozen=True, slots=True)
class PageDone:
    """A page, file or entry has its outcome. `note` says what went wrong beside it, as when analysing failed."""

    record: PageRecord
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeedDone:
    """A feed was read: how many entries it has and how many were new; `error` is "" unless it could not be read.

    `waits`: it was not even asked, and `error` says until when and why. `reason` is the error in a stable word: that of
    FetchFailed, or "no feed", or "gone".
    """

    url: str
    entries: int = 0
    new: int = 0
    unchanged: bool = False
    error: str = ""
    waits: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FeedDied:
    """A feed has not answered for so long, or says it is gone, that its owner has to know. Comes once per death.

    `reason` is the last failure in words, `since` when the feed last worked (None: never), `gone` that it said so.
    """

    url: str
    outlet: str
    reason: str
    since: datetime | None
    gone: bool


@dataclass(frozen=True, slots=True)
class TargetFailed:
    """A target, or a page of a feed, from which nothing came; `reason` is one sentence or a stable word."""

    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordSkipped:
    """A record of an archive that nothing could be made of; `what` tells a person which one it is."""

    archive: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArchiveProgress:
    """How far an archive or folder is: so much of `size`, both in bytes or in files."""

    archive: str
    done: int
    size: int


@dataclass(frozen=True, slots=True)
class ArchiveDone:
    """An archive was read to its end. `counts` are its records by outcome, or by the reason why they were skipped.

    `resumed` tells that a run before this one had read its beginning; `before` is when it was read to its end already,
    so that this time nothing was.
    """

    archive: str
    records: int
    counts: Mapping[str, int]
    resumed: bool = False
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepSeconds:
    """Seconds of the calling thread per step; `fetch` is what it waited for the network, `keep` for the store."""

    fetch: float = 0.0
    extract: float = 0.0
    dedupe: float = 0.0
    analyse: float = 0.0
    keep: float = 0.0
    group: float = 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The last event of a pass. `outcomes` has a number for every outcome; `worked` is what the exit status says.

    `skipped` are records of archives that nothing came of, by reason.
    """

    outcomes: tuple[tuple[PageOutcome, int], ...]
    feeds: int
    failed: tuple[TargetFailed, ...]
    seconds: StepSeconds
    worked: bool
    skipped: Mapping[str, int] = field(default_factory=dict)

    def count(self, outcome: PageOutcome) -> int:
        """Pages with this outcome."""
        return dict(self.outcomes)[outcome]


Event = PageDone | FeedDone | FeedDied | TargetFailed | RecordSkipped | ArchiveProgress | ArchiveDone | Summary
