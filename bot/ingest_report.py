"""What `wortlaut ingest` prints: progress to stderr, what became of each page to stdout, a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from bot.ingest_progress import Counted, progress_bar
from bot.terminal import json_text
from digest.ingest import (
    ArchiveDone,
    ArchiveProgress,
    Event,
    FeedDied,
    FeedDone,
    PageDone,
    RecordSkipped,
    Summary,
    TargetFailed,
)
from digest.model import PageOutcome

STEPS = ("fetch", "extract", "dedupe", "analyse", "keep", "group")


UNREACHED = frozenset({"dns", "offline", "refused", "timeout"})
"""Failures by which nothing answered at all."""

MOST_REASONS, MOST_FAILED = 8, 10
"""How many reasons and failed targets the summary names."""


def show_ingest(events: Iterable[Event], *, as_json: bool) -> bool:
    """Print what happens as it happens, and a summary at the end; return whether any target worked."""
    worked, counted = False, Counted()
    with progress_bar() as bar:
        for event in events:
            counted.count(event)
            if bar is not None:
                bar.show(event, counted)
            if isinstance(event, Summary):
                worked = event.worked
            if isinstance(event, ArchiveProgress):
                continue
            if as_json:
                print(json_text(event_json(event) | counted_json(event, counted)), flush=True)
            else:
                print(event_line(event), flush=True)
                if isinstance(event, Summary):
                    print("".join(f"  {line}\n" for line in summary_details(event, counted)), end="", flush=True)
    if why := why_nothing(counted, worked=worked):
        print(why, file=sys.stderr, flush=True)
    return worked


def why_nothing(counted: Counted, *, worked: bool) -> str:
    """One line on a pass of which nothing came, for whoever started it; "" for any other."""
    if worked or not counted.feeds:
        return "" if worked else "Nothing could be read."
    failed = counted.failures
    if failed.total() == counted.feeds and failed.keys() <= UNREACHED:
        return (
            f"Nothing was read: none of {counted.feeds} feeds could be reached. Is this machine connected to the "
            "internet, and may programs on it use it? Nothing is lost by that; try again when it is."
        )
    return f"Nothing was read: no feed of {counted.feeds} brought anything ({_told(failed)})."


def summary_details(summary: Summary, counted: Counted) -> Iterator[str]:
    """What the summary says below its first line: why feeds failed, pages were rejected, records skipped, and so on."""
    if counted.failures:
        yield f"feeds not read: {counted.failures.total()} of {counted.feeds}: {_told(counted.failures)}"
    for name, reasons in (("rejected", counted.reasons), ("records skipped", Counter(summary.skipped))):
        if reasons:
            yield f"{name}: {_told(reasons)}"
    for failed in summary.failed[:MOST_FAILED]:
        yield f"failed: {failed.target}: {failed.reason}"
    if len(summary.failed) > MOST_FAILED:
        yield f"failed: and {len(summary.failed) - MOST_FAILED} more"


def _told(reasons: Counter[str]) -> str:
    told = ", ".join(f"{number:,} {reason}" for reason, number in reasons.most_common(MOST_REASONS))
    return told + (", …" if len(reasons) > MOST_REASONS else "")


def event_line(event: Event) -> str:
    """One event in words."""
    match event:
        case PageDone(record, title, note):
            detail = record.reason or (f"of {record.copy_of}" if record.copy_of else "")
            outcome = f"{record.outcome.value}{f' ({detail})' if detail else ''}"
            return f"{outcome}: {title or record.url}" + (f" [{note}]" if note else "")
        case FeedDone(url, entries, new, unchanged, error, waits, _):
            if error:
                return f"feed {'waits' if waits else 'failed'}: {url}: {error}"
            return f"feed: {url}: " + ("unchanged" if unchanged else f"{entries} entries, {new} new")
        case FeedDied(url, outlet, reason, since, gone):
            worked = f"last read {since:%Y-%m-%d %H:%M} UTC" if since else "never read"
            what = "is gone for good and is not asked again" if gone else "is dead and is asked less and less often"
            return f"feed dead: {outlet or url}: {what} ({worked}): {reason}"
        case TargetFailed(target, reason):
            return f"failed: {target}: {reason}"
        case RecordSkipped(archive, what, reason):
            return f"skipped: {archive}: {what}: {reason}"
        case ArchiveProgress(archive, done, size):
            return f"archive: {archive}: {done} of {size}"
        case ArchiveDone():
            return _archive_line(event)
        case Summary():
            return _summary_line(event)


def _archive_line(archive: ArchiveDone) -> str:
    if archive.before is not None:
        return (
            f"archive: {archive.archive}: read to its end on {archive.before:%Y-%m-%d %H:%M} UTC already "
            f"({archive.records:,} records); --again reads it once more"
        )
    told = ", ".join(f"{number:,} {what}" for what, number in sorted(archive.counts.items(), key=lambda one: -one[1]))
    resumed = ", taken up where it was left" if archive.resumed else ""
    return f"archive: {archive.archive}: {archive.records:,} records{resumed}: {told or 'nothing'}"


def _summary_line(summary: Summary) -> str:
    counts = ", ".join(f"{number} {outcome.value}" for outcome, number in summary.outcomes if number)
    seconds = ", ".join(f"{step} {getattr(summary.seconds, step):.1f} s" for step in STEPS)
    failed = f"; {len(summary.failed)} failed" if summary.failed else ""
    return f"{counts or ('nothing new' if summary.feeds else 'no article')}{failed} ({seconds})"


def counted_json(event: Event, counted: Counted) -> dict[str, Any]:
    """What was counted over the pass, for its summary."""
    if not isinstance(event, Summary):
        return {}
    return {"rejected": dict(counted.reasons), "feeds_failed": dict(counted.failures)}


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
        case FeedDone(url, entries, new, unchanged, error, waits, reason):
            return {
                "event": "feed",
                "url": url,
                "entries": entries,
                "new": new,
                "unchanged": unchanged,
                "error": error,
                "reason": reason,
                "waits": waits,
            }
        case FeedDied(url, outlet, reason, since, gone):
            return {
                "event": "feed_dead",
                "url": url,
                "outlet": outlet,
                "reason": reason,
                "last_success": since.isoformat() if since else None,
                "gone": gone,
            }
        case TargetFailed(target, reason):
            return {"event": "failed", "target": target, "reason": reason}
        case RecordSkipped(archive, what, reason):
            return {"event": "skipped", "archive": archive, "record": what, "reason": reason}
        case ArchiveProgress(archive, done, size):
            return {"event": "progress", "archive": archive, "done": done, "size": size}
        case ArchiveDone(archive, records, counts, resumed, before):
            return {
                "event": "archive",
                "archive": archive,
                "records": records,
                "counts": dict(counts),
                "resumed": resumed,
                "read_before": before.isoformat() if before else None,
            }
        case Summary():
            return {
                "event": "summary",
                "counts": {outcome.value: event.count(outcome) for outcome in PageOutcome},
                "feeds": event.feeds,
                "failed": [{"target": one.target, "reason": one.reason} for one in event.failed],
                "skipped": dict(event.skipped),
                "seconds": {step: round(getattr(event.seconds, step), 3) for step in STEPS},
            }
