"""The sources file from the command line: what is known of each feed, adding and removing feeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from digest.errors import BadInput
from digest.extract import registrable
from digest.feeds import parse_feed
from digest.feeds.edit import with_checks, with_feed, without_feed
from digest.model import Feed, Outlet
from digest.ports import Clock, Fetcher, Request, Store


@dataclass(frozen=True, slots=True)
class FeedReport:
    """A feed and what is remembered of it: last success, failures in a row and the last error, entries ever seen."""

    feed: Feed
    succeeded_at: datetime | None
    failures: int
    error: str
    entries: int


def feed_reports(feeds: Sequence[Feed], store: Store) -> list[FeedReport]:
    """The feeds in the file's order, each with what the store remembers."""
    states = store.feed_states()
    entries = Counter(entry.feed for entry in store.entries())
    reports = []
    for feed in feeds:
        state = states.get(feed.url)
        succeeded_at = state.succeeded_at if state else None
        failures, error = (state.failures, state.error or "") if state else (0, "")
        reports.append(FeedReport(feed, succeeded_at, failures, error, entries[feed.url]))
    return reports


def add_feed(file: Path, url: str, name: str | None, section: str, fetcher: Fetcher, clock: Clock) -> str:
    """Fetch the feed and add it to the file; return one sentence. Raises BadInput or FetchFailed, changing nothing."""
    response = fetcher.get(Request(url))
    parsed = parse_feed(response.body, response.headers, response.url, clock.now())
    host = registrable(url) or urlsplit(url).hostname or url
    outlet = Outlet(id=host.partition(".")[0], name=name or parsed.title or host, language=parsed.language[:2])
    feed = Feed(url=url, outlet=outlet, section=section, checked_on=clock.now().date())
    _rewrite(file, with_feed(_read(file), feed))
    return f"Added {url} ({len(parsed.entries)} entries) as {outlet.name} to {file}."


def remove_feed(file: Path, url: str) -> str:
    """Take the feed out of the file; return one sentence. Raises BadInput when it is not listed."""
    _rewrite(file, without_feed(_read(file), url))
    return f"Removed {url} from {file}."


def save_checks(file: Path, urls: Collection[str], clock: Clock) -> str:
    """Note today as the day on which these feeds worked; return one sentence."""
    _rewrite(file, with_checks(_read(file), urls, clock.now().date()))
    return f"Noted {len(urls)} feeds as checked today in {file}."


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The sources file {file} cannot be read: {error}.") from error


def _rewrite(file: Path, text: str) -> None:
    """Write a new file and put it in the old one's place, so that a crash leaves one of the two whole."""
    fresh = file.with_name(file.name + ".new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
    except OSError as error:
        raise BadInput(f"The sources file {file} cannot be written: {error}.") from error
