"""What `wortlaut ingest` prints: progress to stderr, what became of each page to stdout, a summary at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.terminal import json_text
from digest.ingest import Event, FeedDone, PageDone, Summary, TargetFailed
from digest.model import PageOutcome

if TYPE_CHECKING:
    from rich.status import Status

STEPS = ("fetch", "extract", "dedupe", "analyse", "keep", "group")


@contextmanager
def _progress() -> Iterator[Status | None]:
    """A line that says how far it is, where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        yield status


def show_ingest(events: Iterable[Event], *, as_json: bool) -> bool:
    """Print what happens as it happens; return whether any target worked."""
    worked, pages = False, 0
    with _progress() as status:
        for event in events:
            if isinstance(event, Summary):
                worked = event.worked
            pages += isinstance(event, PageDone)
            if status is not None:
                status.update(f"{pages} pages")
            print(json_text(event_json(event)) if as_json else event_line(event), flush=True)
    return worked


def event_line(event: Event) -> str:
    """One event in words."""
    match event:
        case PageDone(record, title, note):
            detail = record.reason or (f"of {record.copy_of}" if record.copy_of else "")
            outcome = f"{record.outcome.value}{f' ({detail})' if detail else ''}"
            return f"{outcome}: {title or record.url}" + (f" [{note}]" if note else "")
        case FeedDone(url, entries, new, unchanged, error):
            if error:
                return f"feed failed: {url}: {error}"
            return f"feed: {url}: " + ("unchanged" if unchanged else f"{entries} entries, {new} new")
        case TargetFailed(target, reason):
            return f"failed: {target}: {reason}"
        case Summary():
            return _summary_line(event)


def _summary_line(summary: Summary) -> str:
    counts = ", ".join(f"{number} {outcome.value}" for outcome, number in summary.outcomes if number)
    seconds = ", ".join(f"{step} {getattr(summary.seconds, step):.1f} s" for step in STEPS)
    failed = f"; {len(summary.failed)} failed" if summary.failed else ""
    return f"{counts or 'no article'}{failed} ({seconds})"


def event_json(event: Event) -> dict[str, Any]:
    """One event as an object; the summary is the last."""
    match event:
        case PageDone(record, title, note):
            return {
                "event": "page",
                "url": record.url,
                "outcome": record.outcome.value,
                "reason": record.reason,
                "title": title,
                "article": record.article,
                "copy_of": record.copy_of,
                "note": note,
            }
        case FeedDone(url, entries, new, unchanged, error):
            return {
                "event": "feed",
                "url": url,
                "entries": entries,
                "new": new,
                "unchanged": unchanged,
                "error": error,
            }
        case TargetFailed(target, reason):
            return {"event": "failed", "target": target, "reason": reason}
        case Summary():
            return {
                "event": "summary",
                "counts": {outcome.value: event.count(outcome) for outcome in PageOutcome},
                "feeds": event.feeds,
                "failed": [{"target": one.target, "reason": one.reason} for one in event.failed],
                "seconds": {step: round(getattr(event.seconds, step), 3) for step in STEPS},
            }
