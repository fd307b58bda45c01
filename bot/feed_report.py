"""What is known of each feed, and why nothing comes of one. Pure: states and figures in, reports out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.looks import FeedState
from digest.model import Feed, PageOutcome
from digest.ports import FeedFigures

RECENT = timedelta(days=7)
"""The time over which entries a day are counted."""

STALE_AFTER = timedelta(days=3)
"""A news feed whose newest entry is older is quiet; over a holiday weekend some are for that long."""

FEW = 5
"""Pages below which nothing is concluded from what became of them."""


@dataclass(frozen=True, slots=True)
class FeedReport:
    """A feed with its state and figures.

    `channels` are those that chose it; `is_added` tells that it is not in the sources file but was added by a channel;
    `quiet` is why nothing comes of it, "" where something does.
    """

    feed: Feed
    state: FeedState
    figures: FeedFigures
    channels: int = 0
    is_added: bool = False
    quiet: str = ""

    @property
    def per_day(self) -> float:
        """New entries a day, of late."""
        return self.figures.recent / RECENT.days

    @property
    def outcomes(self) -> Mapping[PageOutcome, int]:
        """Pages by what became of them."""
        counted: Counter[PageOutcome] = Counter()
        for (outcome, _), number in self.figures.outcomes.items():
            counted[outcome] += number
        return counted

    @property
    def rejections(self) -> Mapping[str, int]:
        """Rejected pages by reason, most frequent first."""
        found = {
            reason: number
            for (outcome, reason), number in self.figures.outcomes.items()
            if outcome is PageOutcome.REJECTED
        }
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @property
    def spoken_share(self) -> float | None:
        """Share of its articles of which a statement is kept; None without articles."""
        return self.figures.with_statements / self.figures.articles if self.figures.articles else None


def feed_report(
    feed: Feed, state: FeedState | None, figures: FeedFigures | None, now: datetime, channels: int, *, is_added: bool
) -> FeedReport:
    """The report of one feed."""
    known, counted = state or FeedState(feed.url), figures or FeedFigures()
    report = FeedReport(feed, known, counted, channels, is_added)
    return FeedReport(feed, known, counted, channels, is_added, _quiet(report, now))


def _quiet(report: FeedReport, now: datetime) -> str:
    """Why nothing comes of the feed: what stands in its way first, what it lacks after that."""
    state, figures = report.state, report.figures
    if state.fetched_at is None:
        return "not fetched yet"
    if state.gone:
        return "gone for good, says its host (410); it is asked no more"
    if state.failures:
        since = f"since {state.succeeded_at:%Y-%m-%d %H:%M} UTC" if state.succeeded_at else "and never worked so far"
        times = "once" if state.failures == 1 else f"{state.failures} times in a row"
        again = f"; next try {state.not_before:%Y-%m-%d %H:%M} UTC" if state.not_before else ""
        return f"failed {times} {since}: {(state.error or 'unknown').removeprefix(f'{state.url}: ')}{again}"
    if state.not_before is not None and state.not_before > now:
        return f"its host asks to be left alone until {state.not_before:%Y-%m-%d %H:%M} UTC"
    if not figures.entries:
        return "the feed is empty"
    if figures.newest_at is not None and now - figures.newest_at > STALE_AFTER:
        return f"nothing new in it since {figures.newest_at:%Y-%m-%d}"
    return _fruitless(report)


def _fruitless(report: FeedReport) -> str:
    """Why entries that come lead to nothing."""
    pages, rejected = sum(report.outcomes.values()), report.outcomes.get(PageOutcome.REJECTED, 0)
    if pages < FEW:
        return ""
    if rejected * 2 > pages:
        reason, number = next(iter(report.rejections.items()))
        return f"{rejected} of {pages} pages are rejected, {number} for: {reason}"
    if report.figures.articles >= FEW and not report.figures.with_statements:
        return "no statement was found in its articles"
    return ""


def summed(reports: Sequence[FeedReport]) -> str:
    """The reports in one sentence."""
    quiet = sum(bool(report.quiet) for report in reports)
    articles = sum(report.figures.articles for report in reports)
    outlets = len({report.feed.outlet.id for report in reports})
    added = sum(report.is_added for report in reports)
    more = f", {added} of them added by channels" if added else ""
    return f"{len(reports)} feeds of {outlets} outlets{more}; {articles} articles; {quiet} quiet."
