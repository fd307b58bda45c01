"""The service that runs passes and sums them up; the flow is drawn at the top of the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from digest.extract import DirectReader, PageReader, registrable
from digest.ingest.events import ArchiveDone, Event, FeedDone, PageDone, Summary, TargetFailed
from digest.ingest.identifying import Identifier
from digest.ingest.intake import Intake, Stopwatch
from digest.ingest.passes import Means, Pass
from digest.ingest.pool import WORKERS
from digest.model import Feed, PageOutcome
from digest.ports import Analyser, Clock, Fetcher, Store
from digest.registry import Registry

_CHANGES = frozenset({PageOutcome.NEW, PageOutcome.UPDATE, PageOutcome.WIRE_COPY})
"""Outcomes after which stories have to be grouped again."""


class Ingest:
    """Reads feeds, pages and files into the store, pass by pass.

    `languages` are those that can be analysed; without `reader` pages are read in this process, unbounded; without
    `analyser` articles are kept unanalysed; `group` is called at the end of a pass to regroup stories; `listed` are the
    feeds of the sources file, by which outlets are known; `group_time` groups the stories of the time that an archive
    covers; `anew` reads archives again that were read; `floor_s` is the shortest interval between two fetches of a
    feed, in seconds; without `registry` a name is one actor everywhere.
    """

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        clock: Clock,
        languages: Collection[str],
        *,
        reader: PageReader | None = None,
        analyser: Analyser | None = None,
        group: Callable[[], None] | None = None,
        listed: Sequence[Feed] = (),
        workers: int = WORKERS,
        group_time: Callable[[datetime, datetime], None] | None = None,
        anew: bool = False,
        floor_s: float = 900.0,
        registry: Registry | None = None,
    ) -> None:
        self._means = Means(
            store=store,
            fetcher=fetcher,
            reader=reader or DirectReader(),
            clock=clock,
            languages=frozenset(languages),
            outlets={registrable(feed.url): feed.outlet for feed in reversed(listed)},
            feeds={feed.url: feed for feed in listed},
            workers=workers,
            group_time=group_time,
            anew=anew,
            floor_s=floor_s,
        )
        self._analyser = analyser
        self._identifier = Identifier(store, registry, clock) if registry is not None else None
        self._group = group

    def ingest_feeds(self, feeds: Sequence[Feed], *, due_only: bool = False) -> Iterator[Event]:
        """One pass over these feeds and the new pages they lead to. The last event is the Summary.

        With `due_only` it asks only for what is due by its own rhythm, else for every feed that may be asked now.
        """
        return self._run(feeds, (), due_only=due_only)

    def ingest_targets(self, targets: Sequence[str]) -> Iterator[Event]:
        """One pass over feed URLs, page URLs, files and folders, whatever each turns out to be. Last the Summary."""
        return self._run((), targets)

    def _run(self, feeds: Sequence[Feed], targets: Sequence[str], *, due_only: bool = False) -> Iterator[Event]:
        watch = Stopwatch(self._means.clock)
        intake = Intake(self._means.store, self._means.clock, watch, self._analyser, self._identifier)
        outcomes: Counter[PageOutcome] = Counter()
        failed: list[TargetFailed] = []
        skipped: Counter[str] = Counter()
        feeds_read = archives_read = 0
        changed = intake.catch_up() > 0
        for event in Pass(self._means, intake, watch, due_only=due_only).events(feeds, targets):
            if isinstance(event, PageDone):
                outcomes[event.record.outcome] += 1
                changed = changed or event.record.outcome in _CHANGES
            elif isinstance(event, FeedDone):
                feeds_read += not event.error
            elif isinstance(event, TargetFailed):
                failed.append(event)
            elif isinstance(event, ArchiveDone):
                archives_read += event.before is not None
                skipped.update(_skipped(event))
            yield event
        intake.finish()
        if self._group is not None and (changed or not due_only):
            with watch.step("group"):
                self._group()
        yield Summary(
            outcomes=tuple((outcome, outcomes[outcome]) for outcome in PageOutcome),
            feeds=feeds_read,
            failed=tuple(failed),
            seconds=watch.seconds(),
            worked=feeds_read + archives_read > 0 or outcomes.total() > outcomes[PageOutcome.REJECTED],
            skipped=skipped,
        )


def _skipped(archive: ArchiveDone) -> dict[str, int]:
    """The records of an archive that nothing came of, by reason; of one that was read before, none."""
    outcomes = set(PageOutcome)
    return {} if archive.before else {what: one for what, one in archive.counts.items() if what not in outcomes}
