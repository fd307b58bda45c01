"""What the command line prints: results to stdout, progress and complaints to stderr.

Nothing here decides anything; values are turned into lines.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.feed_report import summed
from bot.platforms import console
from digest.export import analysis_line
from digest.model import Message, PageOutcome
from digest.occurrences import WEEKDAYS
from digest.render import block_json, edition_json, parts, render_analysis

if TYPE_CHECKING:
    from bot.analyze import Analysed
    from bot.doctor import Check
    from bot.feed_report import FeedReport
    from bot.feedlist import Imported
    from digest.choices import Offer
    from digest.edition import Edition
    from digest.outbox import Channel
    from digest.render.answer import Answer


LINE_ENDS = str.maketrans({end: f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"})
"""Line ends that JSON allows in strings, and at which some readers of lines split; they stand nowhere else in JSON."""

MOST_LEFT_OUT = 20
"""Addresses named one by one of those that a list brings and that cannot be used."""


def json_text(value: object) -> str:
    """One line of JSON; a text that is no valid Unicode (an unpaired surrogate) is escaped."""
    text = json.dumps(value, ensure_ascii=False).translate(LINE_ENDS)
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


def show_edition(edition: Edition, *, as_json: bool) -> None:
    """Print a digest, all parts of it, and what it says about why each story and statement stands there or not."""
    if as_json:
        write_json(edition_json(edition))
        return
    for part in parts(edition):
        show_message(part)
        print()
    if edition.reasons:
        print("Why: what weighs more stands first; below each story its statements, in brackets what weighed.\n")
    for reason in edition.reasons:
        told = ", ".join(f"{name} {value:+.2f}" for name, value in reason.parts if value)
        indent = "    " if reason.statement or not reason.parts else ""
        weight = f"{reason.total:6.2f}" if reason.parts else " " * 6
        print(f"{indent}{weight}  {reason.verdict.value}: {reason.text}")
        print(f"{indent}        {reason.because}{f' ({told})' if told else ''}")


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
    """Print the feeds with what came of each: one object a line, or two or three lines and a sentence at the end."""
    for report in reports:
        if as_json:
            write_json(_feed_json(report))
        else:
            print("\n".join(_feed_lines(report)))
    if not as_json and reports:
        print(f"\n{summed(reports)}")


def _feed_json(report: FeedReport) -> dict[str, Any]:
    feed, state, figures = report.feed, report.state, report.figures
    return {
        "url": feed.url,
        "outlet": feed.outlet.name,
        "section": feed.section,
        "language": feed.outlet.language,
        "checked_on": feed.checked_on.isoformat() if feed.checked_on else None,
        "succeeded_at": state.succeeded_at.isoformat() if state.succeeded_at else None,
        "failures": state.failures,
        "error": state.error or "",
        "not_before": state.not_before.isoformat() if state.not_before else None,
        "due_at": state.due_at.isoformat() if state.due_at else None,
        "moved_to": state.address,
        "gone": state.gone,
        "entries": figures.entries,
        "per_day": round(report.per_day, 1),
        "newest_at": figures.newest_at.isoformat() if figures.newest_at else None,
        "outcomes": {outcome.value: report.outcomes.get(outcome, 0) for outcome in PageOutcome},
        "rejected": report.rejections,
        "articles": figures.articles,
        "with_statements": round(report.spoken_share, 3) if report.spoken_share is not None else None,
        "channels": report.channels,
        "added_by_channel": report.is_added,
        "quiet": report.quiet or None,
    }


def _feed_lines(report: FeedReport) -> Iterator[str]:
    """As in "Bote · Politik   2025-05-09 07:00 UTC   3.1 a day   41 articles, 2 rejected   83 % with statements"."""
    feed, rejected = report.feed, report.outcomes.get(PageOutcome.REJECTED, 0)
    name = f"{feed.outlet.name} · {feed.section}" if feed.section else feed.outlet.name
    seen = f"{report.state.succeeded_at:%Y-%m-%d %H:%M} UTC" if report.state.succeeded_at else "never read"
    share = f"{report.spoken_share:.0%} with statements" if report.spoken_share is not None else ""
    articles = report.figures.articles
    pages = f"{articles} article{'' if articles == 1 else 's'}" + (f", {rejected} rejected" if rejected else "")
    figures = [f"{report.per_day:.1f} a day", pages, share] if report.state.succeeded_at else []
    readers = f"   (added; channels: {report.channels})" if report.is_added else ""
    yield f"{name:38}  " + "   ".join(part for part in (seen, *figures) if part) + readers
    yield f"    {feed.url}" + (f"   (has moved for good to {report.state.address})" if report.state.address else "")
    if report.quiet and report.state.fetched_at is not None:
        yield f"    quiet: {report.quiet}"


def show_offers(offers: Sequence[Offer]) -> None:
    """Print what there is to choose from, with numbers."""
    for number, offer in enumerate(offers, 1):
        print(f"{number:3}  {offer.title or '-':40}  {offer.url}")


def show_import(done: Imported, file: Path) -> None:
    """Print what became of a list of feeds; what was left out goes to stderr, some of it."""
    for url, reason in done.left_out[:MOST_LEFT_OUT]:
        print(f"wortlaut: left out: {url}: {reason}", file=sys.stderr)
    if (more := len(done.left_out) - MOST_LEFT_OUT) > 0:
        print(f"wortlaut: and {more} more were left out", file=sys.stderr)
    print(
        f"Added {done.added} feeds of {done.outlets} outlets to {file}; {done.known} were listed already, "
        f"{len(done.left_out)} left out. None was fetched: `wortlaut sources check` does."
    )


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
            wishes = f"{one.language} {times} {weekdays} {one.zone}"
            print(f"{one.id}  {one.address!s:32} {one.state.value:9} {wishes}  {due}")
