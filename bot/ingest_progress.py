"""How far a long ingest is, as one line on stderr, where that is a terminal.

⠋ 12 feeds · 134 pages: 80 new, 20 wire copy, 34 rejected ━━━━╸━━━━ 43% 0:01:10 0:02:05
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from digest.ingest import ArchiveDone, ArchiveProgress, Event, FeedDone, PageDone
from digest.model import PageOutcome

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Counted:
    """What has come so far, in one line."""

    def __init__(self) -> None:
        self.outcomes: Counter[PageOutcome] = Counter()
        self.reasons: Counter[str] = Counter()
        self.feeds = 0
        self.failures: Counter[str] = Counter()
        self.archive = ""

    def count(self, event: Event) -> None:
        """Take one more event in."""
        match event:
            case PageDone(record):
                self.outcomes[record.outcome] += 1
                if record.outcome is PageOutcome.REJECTED:
                    self.reasons[record.reason] += 1
            case FeedDone():
                self.feeds += 1
                if event.error:
                    self.failures[event.reason] += 1
            case ArchiveProgress(archive):
                self.archive = PurePath(archive).name
            case ArchiveDone():
                self.archive = ""
            case _:
                pass

    def line(self) -> str:
        """As in "12 feeds · 134 pages: 80 new, 54 rejected"."""
        told = ", ".join(f"{self.outcomes[one]:,} {one.value}" for one in PageOutcome if self.outcomes[one])
        pages = f"{self.outcomes.total():,} pages" + (f": {told}" if told else "")
        feeds = f"{self.feeds} feeds" if self.feeds else ""
        return " · ".join(part for part in (self.archive, feeds, pages) if part)


class Bar:
    """The line itself."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID = progress.add_task("…", total=None)

    def show(self, event: Event, counted: Counted) -> None:
        """Show what has come so far; how much is still to come is known of archives and folders only."""
        self._progress.update(self._task, description=counted.line())
        if isinstance(event, ArchiveProgress):
            self._progress.update(self._task, completed=event.done, total=event.size)
        elif isinstance(event, ArchiveDone):
            self._progress.reset(self._task, total=None)


@contextmanager
def progress_bar() -> Iterator[Bar | None]:
    """A bar while stderr is a terminal, None else. What is printed to a terminal meanwhile appears above it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    # Where stdout goes elsewhere it must not be caught: what is printed there is the result.
    bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty())
    with bar:
        yield Bar(bar)
