"""One pass: what arrives, from the network or from files, is handed on step by step; every failure is one event."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from digest.errors import BrokenFeed, FetchFailed, UnreadableFile, UnusablePage
from digest.extract import PAGE_ENDINGS, PageReader, Reading, clean, page_bytes, read_text_file, registrable
from digest.feeds import ParsedFeed, looks_like_source, read_source
from digest.ingest.backfill import Backfill, BackfillMeans, is_archive
from digest.ingest.events import Event, FeedDone, PageDone, TargetFailed
from digest.ingest.intake import Intake, Stopwatch
from digest.ingest.pool import Fetched, FetchPool
from digest.ingest.publishers import Publishers
from digest.model import Entry, Feed, FeedState, Outlet
from digest.ports import Clock, Fetcher, Request, Response, Store

MOST_PAGES = 100
"""Pages fetched of one feed in one pass; the rest comes in the next one."""
FILES = PAGE_ENDINGS | {".txt"}
_LASTING = frozenset({"robots", "too_large", "bad_url", "redirects", "scheme", "port", "credentials", "address"})
"""Failures that the next pass would meet again: they are the page's outcome. All others but 4xx are tried again."""
_PASSING = frozenset({"http_408", "http_425", "http_429"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What a pass works with. `outlets` by registrable domain, `feeds` by URL: those of the sources file.

    `group_time` groups the stories of a time that an archive covers; `anew` reads archives again that were read.
    """

    store: Store
    fetcher: Fetcher
    reader: PageReader
    clock: Clock
    languages: frozenset[str]
    outlets: Mapping[str, Outlet]
    feeds: Mapping[str, Feed]
    workers: int
    group_time: Callable[[datetime, datetime], None] | None = None
    anew: bool = False


@dataclass(slots=True)
class _FeedRun:
    """A feed on its way through the pass; its state is saved when the last of its pages is done.

    `complete` is False when a page has to be tried again: then the next fetch must not be answered with "unchanged".
    """

    feed: Feed
    state: FeedState
    open_pages: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class _FeedTask:
    feed: Feed
    state: FeedState


@dataclass(frozen=True, slots=True)
class _PageTask:
    url: str
    outlet: Outlet | None
    entry: Entry
    run: _FeedRun


@dataclass(frozen=True, slots=True)
class _TargetTask:
    """A URL somebody named; whether it is a feed or a page, only the answer tells."""

    url: str
    state: FeedState


_Task = _FeedTask | _PageTask | _TargetTask


class Pass:
    """One pass; used once."""

    def __init__(self, means: Means, intake: Intake, watch: Stopwatch) -> None:
        self._backfill = Backfill(self._backfill_means(means), intake, watch, anew=means.anew)
        self._publishers = Publishers(means.feeds.values(), means.outlets)
        self._means = means
        self._intake = intake
        self._watch = watch
        self._pool: FetchPool[_Task] = FetchPool(means.fetcher, means.workers)
        self._chosen: set[str] = set()

    def events(self, feeds: Sequence[Feed], targets: Sequence[str]) -> Iterator[Event]:
        """Run the pass over feeds and targets."""
        states = self._means.store.feed_states()
        try:
            for feed in feeds:
                yield from self._start_feed(feed, states.get(feed.url, FeedState(feed.url)))
            for target in targets:
                yield from self._start_target(target, states)
            yield from self._arrivals()
        finally:
            self._pool.close()

    def _arrivals(self) -> Iterator[Event]:
        results = self._pool.results()
        while True:
            with self._watch.step("fetch"):
                fetched = next(results, None)
            if fetched is None:
                return
            match fetched.task:
                case _FeedTask(feed, state):
                    yield from self._feed_arrived(feed, state, fetched)
                case _PageTask() as task:
                    yield from self._page_arrived(task, fetched)
                case _TargetTask() as task:
                    yield from self._target_arrived(task, fetched)

    # feeds

    def _start_feed(self, feed: Feed, state: FeedState) -> Iterator[Event]:
        now = self._means.clock.now()
        if state.not_before is not None and state.not_before > now:
            until = state.not_before.isoformat(timespec="minutes")
            yield FeedDone(feed.url, error=f"{urlsplit(feed.url).hostname} asked to be left alone until {until}")
            return
        self._pool.add(Request(feed.url, state.etag, state.last_modified), _FeedTask(feed, state))

    def _feed_arrived(self, feed: Feed, state: FeedState, fetched: Fetched[_Task]) -> Iterator[Event]:
        if fetched.response is None:
            assert fetched.failure is not None
            yield self._feed_failed(state, fetched.failure, fetched.failure.retry_after)
            return
        now = self._means.clock.now()
        body_hash = hashlib.sha256(fetched.response.body).hexdigest()
        if fetched.response.status == 304 or body_hash == state.body_hash:
            unchanged = replace(state, fetched_at=now, succeeded_at=now, failures=0, not_before=None, error=None)
            self._means.store.save_feed_state(unchanged)
            yield FeedDone(feed.url, unchanged=True)
            return
        try:
            with self._watch.step("extract"):
                parsed = read_source(fetched.response.body, fetched.response.headers, fetched.response.url, now)
        except BrokenFeed as error:
            yield self._feed_failed(state, error, None)
            return
        yield from self._feed_read(_named(feed, parsed), parsed, _next_state(state, fetched.response, body_hash, now))

    def _feed_failed(self, state: FeedState, error: Exception, retry_after: float | None) -> FeedDone:
        now = self._means.clock.now()
        waits = None if retry_after is None else now + timedelta(seconds=retry_after)
        failed = replace(state, fetched_at=now, failures=state.failures + 1, not_before=waits, error=str(error))
        self._means.store.save_feed_state(failed)
        return FeedDone(state.url, error=str(error))

    def _feed_read(self, feed: Feed, parsed: ParsedFeed, state: FeedState) -> Iterator[Event]:
        entries = tuple(replace(entry, feed=feed.url) for entry in parsed.entries)
        with self._watch.step("keep"):
            new = self._means.store.keep_entries(entries, self._means.clock.now())
            self._means.store.keep_links(feed.url, (clean(entry.link) or entry.link for entry in entries))
        chosen = [url_entry for entry in entries if (url_entry := self._choose(entry)) is not None]
        run = _FeedRun(feed, state, open_pages=len(chosen[:MOST_PAGES]), complete=len(chosen) <= MOST_PAGES)
        yield FeedDone(feed.url, entries=len(entries), new=new)
        for url, entry in chosen[:MOST_PAGES]:
            self._pool.add(Request(url, obey_robots=True), _PageTask(url, feed.outlet, entry, run))
        if not chosen:
            self._save(run)

    def _choose(self, entry: Entry) -> tuple[str, Entry] | None:
        """The address to fetch for an entry whose page has no outcome yet; None for the others."""
        url = clean(entry.link) or entry.link
        if url in self._chosen or self._means.store.page(url) is not None:
            return None
        self._chosen.add(url)
        return url, entry

    def _save(self, run: _FeedRun) -> None:
        state = run.state if run.complete else replace(run.state, etag=None, last_modified=None, body_hash=None)
        self._means.store.save_feed_state(state)

    # pages

    def _page_arrived(self, task: _PageTask, fetched: Fetched[_Task]) -> Iterator[Event]:
        if fetched.response is not None:
            yield from self._page_read(task.url, fetched.response, task.entry, task.outlet)
        elif fetched.failure is not None and _lasts(fetched.failure):
            outlet = task.outlet.id if task.outlet else ""
            yield self._intake.reject(task.url, fetched.failure.reason, task.entry.title, outlet)
        else:
            task.run.complete = False
            yield TargetFailed(task.url, _reason(fetched.failure))
        task.run.open_pages -= 1
        if not task.run.open_pages:
            self._save(task.run)

    def _page_read(
        self, url: str, response: Response, entry: Entry | None, outlet: Outlet | None
    ) -> Iterator[PageDone]:
        try:
            reading = self._extracted(response.body, response.url, response.headers, entry, outlet)
        except UnusablePage as error:
            title = entry.title if entry else ""
            yield self._intake.reject(url, error.reason, title, outlet.id if outlet else "")
        else:
            yield from self._intake.take_reading(url, reading)

    def _extracted(
        self,
        body: bytes,
        url: str,
        headers: Mapping[str, str],
        entry: Entry | None,
        outlet: Outlet | None,
        fetched_at: datetime | None = None,
    ) -> Reading:
        self._means.reader.prepare()
        with self._watch.step("extract"):
            reading = self._means.reader.read(
                body,
                url,
                headers,
                fetched_at or self._means.clock.now(),
                languages=self._means.languages,
                hint=entry,
                outlet=outlet,
            )
        publisher = self._publishers.of(reading.article.url, outlet)
        return reading if publisher is None else reading.of(publisher)

    # targets

    def _backfill_means(self, means: Means) -> BackfillMeans:
        return BackfillMeans(
            store=means.store,
            clock=means.clock,
            languages=means.languages,
            outlets=means.outlets,
            page=lambda found, at: self._extracted(found.body, found.url, found.headers, None, None, at),
            file=self._file,
            group=means.group_time,
        )

    def _start_target(self, target: str, states: Mapping[str, FeedState]) -> Iterator[Event]:
        if target.startswith(("http://", "https://")):
            state = states.get(target, FeedState(target))
            self._pool.add(Request(target, state.etag, state.last_modified), _TargetTask(target, state))
            return
        path = Path(target)
        if path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.is_file() and _is_read(one))
            if not found:
                yield TargetFailed(target, "the folder holds no txt or html file and no archive")
            yield from self._backfill.folder(path, found)
        elif path.is_file():
            yield from self._backfill.archive(path) if is_archive(path) else self._file(path)
        else:
            yield TargetFailed(target, "no such file or folder; a URL begins with http:// or https://")

    def _file(self, path: Path) -> Iterator[Event]:
        url = path.resolve().as_uri()
        try:
            reading = self._read_file(path, url)
        except UnusablePage as error:
            yield self._intake.reject(url, error.reason, path.stem)
        except UnreadableFile as error:
            yield TargetFailed(str(path), str(error).removeprefix(f"{path}: "))
        else:
            yield from self._intake.take_reading(url, reading)

    def _read_file(self, path: Path, url: str) -> Reading:
        if path.suffix.lower() in PAGE_ENDINGS:
            return self._extracted(page_bytes(path), url, {}, None, None)
        with self._watch.step("extract"):
            return Reading(read_text_file(path, self._means.clock.now(), self._means.languages))

    def _target_arrived(self, task: _TargetTask, fetched: Fetched[_Task]) -> Iterator[Event]:
        response = fetched.response
        if response is None:
            yield TargetFailed(task.url, _reason(fetched.failure))
        elif response.status == 304 or looks_like_source(response.body, response.headers):
            feed = self._means.feeds.get(task.url) or Feed(task.url, self._outlet_of(task.url))
            yield from self._feed_arrived(feed, task.state, fetched)
        else:
            yield from self._page_read(task.url, response, None, self._means.outlets.get(registrable(response.url)))

    def _outlet_of(self, url: str) -> Outlet:
        """The listed outlet of this domain, else one made up from it, whose name the feed's title will be."""
        domain = registrable(url)
        return self._means.outlets.get(domain) or Outlet(id=domain or url, name="")


def _is_read(path: Path) -> bool:
    """Whether a file in a folder is one that can be read, by its name."""
    return path.suffix.lower() in FILES or is_archive(path)


def _named(feed: Feed, parsed: ParsedFeed) -> Feed:
    """Give an outlet that was made up from a domain the feed's title as its name."""
    if feed.outlet.name:
        return feed
    name = parsed.title or feed.outlet.id
    return replace(feed, outlet=replace(feed.outlet, name=name, language=parsed.language.partition("-")[0].lower()))


def _next_state(state: FeedState, response: Response, body_hash: str, now: datetime) -> FeedState:
    return FeedState(
        url=state.url,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        body_hash=body_hash,
        fetched_at=now,
        succeeded_at=now,
    )


def _lasts(failure: FetchFailed) -> bool:
    """Whether trying again in the next pass is no use."""
    if failure.reason.startswith("http_4"):
        return failure.reason not in _PASSING
    return failure.reason in _LASTING


def _reason(failure: FetchFailed | None) -> str:
    """The failure in words, without the address that stands before it."""
    return str(failure).removeprefix(f"{failure.url}: ") if failure else "nothing came"
