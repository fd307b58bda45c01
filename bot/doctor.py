"""What `wortlaut doctor` looks at: one finding per line, each with what to do where something is wrong."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from digest.errors import BrokenFeed, FetchFailed, WortlautError
from digest.feeds import read_source
from digest.model import Feed
from digest.ports import Analyser, Clock, Fetcher, Request, Store

WAL_RESET_FIXED = (3, 51, 3)
"""SQLite before this has a bug with several checkpointing connections; the program has one, so it is only told."""

ASKED_AT_ONCE = 16
"""Feeds asked at the same time: of a list of dead ones each may take half a minute."""

LIBRARIES = ("spacy", "feedparser", "trafilatura", "httpx", "sqlalchemy", "python-telegram-bot", "slack-bolt")


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: what was looked at, whether it is well, and the fact or what to do."""

    name: str
    well: bool
    detail: str


def look(name: str, call: Callable[[], str]) -> Check:
    """The finding of one call: well with what it returns, or not well with what it raised."""
    try:
        return Check(name, well=True, detail=call())
    except WortlautError as error:
        return Check(name, well=False, detail=str(error))


def check_versions() -> Iterator[Check]:
    """Program, Python, SQLite and the libraries that matter in a report of an error."""
    yield Check("wortlaut", well=True, detail=f"{version('wortlaut')}, Python {platform.python_version()}")
    note = "" if sqlite3.sqlite_version_info >= WAL_RESET_FIXED else " (before 3.51.3: never use two bots on one file)"
    yield Check("sqlite", well=True, detail=sqlite3.sqlite_version + note)
    yield Check("libraries", well=True, detail=", ".join(f"{name} {version(name)}" for name in LIBRARIES))


def check_store(store: Callable[[], Store], location: str) -> Check:
    """Whether the database can be opened and is sound."""

    def facts() -> str:
        report = store().report()
        if report.problem:
            raise WortlautError(report.problem)
        return (
            f"{report.location}, {report.engine}, schema {report.schema}, "
            f"{report.articles} articles, {report.statements} statements"
        )

    found = look("database", facts)
    return found if found.well else Check("database", well=False, detail=f"{location}: {found.detail}")


def check_analyser(analyser: Callable[[], Analyser]) -> Check:
    """Whether rules, gazetteer and weights can be loaded."""
    return look("analysis", lambda: f"version {analyser().version}")


def check_actors(files: Sequence[Path], refused: Sequence[str], wanted: str) -> Iterator[Check]:
    """Whether the user's files of actors can be used, and the wanted one is there; nothing where there are none."""
    if wanted and Path(wanted) not in files:
        yield Check("actors", well=False, detail=f"{wanted} is not there (setting actors)")
    elif refused:
        more = f" (and {len(refused) - 1} more rows that cannot be used)" if len(refused) > 1 else ""
        yield Check("actors", well=False, detail=refused[0] + more)
    elif files:
        yield Check("actors", well=True, detail=", ".join(map(str, files)))


def check_sources(feeds: Callable[[], Sequence[Feed]], location: str) -> Check:
    """Whether the sources file can be read."""

    def facts() -> str:
        listed = feeds()
        return f"{location}: {len(listed)} feeds of {len({feed.outlet.id for feed in listed})} outlets"

    return look("sources", facts)


def check_feeds(feeds: Sequence[Feed], fetcher: Fetcher, clock: Clock) -> Iterator[Check]:
    """Fetch each feed once and say what came; nothing is stored."""
    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:  # the fetcher keeps the pace of each host
        yield from pool.map(lambda feed: _check_feed(feed, fetcher, clock), feeds)


def _check_feed(feed: Feed, fetcher: Fetcher, clock: Clock) -> Check:
    return look(f"{feed.outlet.name} {feed.section}".strip(), partial(_feed_facts, feed, fetcher, clock))


def _feed_facts(feed: Feed, fetcher: Fetcher, clock: Clock) -> str:
    try:
        response = fetcher.get(Request(feed.url))
        parsed = read_source(response.body, response.headers, response.url, clock.now(), feed.outlet.language)
    except (FetchFailed, BrokenFeed) as error:
        raise WortlautError(f"{feed.url}: {str(error).removeprefix(f'{feed.url}: ')}") from error
    newest = max((entry.published_at for entry in parsed.entries if entry.published_at), default=None)
    dated = f", newest {newest:%Y-%m-%d %H:%M} UTC" if newest else ", no dates"
    return f"{feed.url}: {len(parsed.entries)} entries{dated}"
