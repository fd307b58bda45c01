"""What the command line prints: results to stdout, progress and complaints to stderr.

Nothing here decides anything; values are turned into lines.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.platforms import console
from digest.export import analysis_line
from digest.ingest.events import Event, FeedDone, PageDone, Summary, TargetFailed
from digest.model import Message, PageOutcome
from digest.occurrences import WEEKDAYS
from digest.render import block_json, edition_json, parts, render_analysis

if TYPE_CHECKING:
    from rich.status import Status

    from bot.analyze import Analysed
    from bot.doctor import Check
    from bot.feedlist import FeedReport
    from digest.edition import Edition
    from digest.outbox import Channel
    from digest.render.answer import Answer

STEPS = ("fetch", "extract", "dedupe", "analyse", "keep", "group")


def json_text(value: object) -> str:
    """One line of JSON; a text that is no valid Unicode (an unpaired surrogate) is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def write_json(value: object) -> None:
    """One JSON object."""
    print(json_text(value))


def write_lines(values: Iterable[dict[str, Any]]) -> None:
    """JSON lines, each written as soon as it is there."""
    for value in values:
        print(json_text(value), flush=True)


def show_message(message: Message) -> None:
    """A message as the console shows it."""
    console.show(message, sys.stdout)


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


def show_analyses(results: Iterable[Analysed], language: str, *, as_json: bool) -> bool:
    """Print each analysis; return whether all files could be analysed."""
    well = True
    for one in results:
        if one.article is None or one.analysis is None:
            well = False
            print(f"wortlaut: {one.problem}", file=sys.stderr)
        elif as_json:
            write_json(analysis_line(one.path.name, one.article.text, one.analysis))
        else:
            show_message(render_analysis(one.article, one.analysis, language))
            print()
    return well


def show_edition(edition: Edition, *, as_json: bool, explain: bool) -> None:
    """Print a digest, all parts of it; with `explain` also the figures that ranked the stories."""
    if as_json:
        write_json(edition_json(edition))
        return
    for part in parts(edition):
        show_message(part)
        print()
    if explain:
        for story in (*edition.stories, *edition.more):
            print(
                f"{story.weight:6.2f}  {story.title}: {len(story.outlets)} outlets, {story.independent} independent, "
                f"day {story.day}, {len(story.voices)} shown, {len(story.further)} folded, {story.unshown} left out"
            )


def show_answer(answer: Answer, message: Message, *, as_json: bool) -> None:
    """Print an answer."""
    if as_json:
        write_json({"answer": type(answer).__name__, "blocks": [block_json(block) for block in message.blocks]})
    else:
        show_message(message)


def show_checks(checks: Iterable[Check]) -> bool:
    """Print findings as they come; return whether all is well."""
    well = True
    for check in checks:
        well = well and check.well
        print(f"{'ok ' if check.well else 'BAD'}  {check.name}: {check.detail}", flush=True)
    return well


def show_feeds(reports: Sequence[FeedReport], *, as_json: bool) -> None:
    """Print the listed feeds, one a line."""
    for report in reports:
        feed = report.feed
        if as_json:
            write_json(
                {
                    "url": feed.url,
                    "outlet": feed.outlet.name,
                    "section": feed.section,
                    "language": feed.outlet.language,
                    "checked_on": feed.checked_on.isoformat() if feed.checked_on else None,
                    "succeeded_at": report.succeeded_at.isoformat() if report.succeeded_at else None,
                    "failures": report.failures,
                    "error": report.error,
                    "entries": report.entries,
                }
            )
            continue
        state = f"{report.succeeded_at:%Y-%m-%d %H:%M} UTC, {report.entries} entries" if report.succeeded_at else "-"
        failure = f", failed {report.failures} times: {report.error}" if report.failures else ""
        print(f"{feed.outlet.name:24} {feed.section:14} {feed.url}  {state}{failure}")


def show_channels(channels: Iterable[Channel], *, as_json: bool) -> None:
    """Print the known chats, one a line."""
    for one in channels:
        times = ",".join(f"{at:%H:%M}" for at in one.times)
        weekdays = ",".join(WEEKDAYS[day] for day in one.weekdays)
        if as_json:
            write_json(
                {
                    "id": one.id,
                    "address": str(one.address),
                    "state": one.state.value,
                    "language": one.language,
                    "timezone": one.zone,
                    "times": times.split(","),
                    "weekdays": weekdays.split(","),
                    "next_due": one.next_due.isoformat() if one.next_due else None,
                }
            )
        else:
            due = f"{one.next_due:%Y-%m-%d %H:%M} UTC" if one.next_due else "-"
            print(
                f"{one.id}  {one.address!s:32} {one.state.value:9} {one.language} {times} {weekdays} {one.zone}  {due}"
            )
