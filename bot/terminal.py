"""What the command line prints: results to stdout, progress and complaints to stderr.

Nothing here decides anything; values are turned into lines.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from bot.platforms import console
from digest.export import analysis_line
from digest.model import Message
from digest.occurrences import WEEKDAYS
from digest.render import block_json, edition_json, parts, render_analysis

if TYPE_CHECKING:
    from bot.analyze import Analysed
    from bot.doctor import Check
    from bot.feedlist import FeedReport
    from digest.edition import Edition
    from digest.outbox import Channel
    from digest.render.answer import Answer


LINE_ENDS = str.maketrans({end: f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"})
"""Line ends that JSON allows in strings, and at which some readers of lines split; they stand nowhere else in JSON."""


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
            wishes = f"{one.language} {times} {weekdays} {one.zone}"
            print(f"{one.id}  {one.address!s:32} {one.state.value:9} {wishes}  {due}")
