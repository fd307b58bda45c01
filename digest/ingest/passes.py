"""One pass: what arrives, from the network or from files, is handed on step by step; every failure is one event."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from digest.errors import BadInput, BrokenFeed, FetchFailed, PageNotRead, UnreadableFile, UnusablePage
from digest.extract import PAGE_ENDINGS, PageReader, Reading, clean, page_bytes, read_text_file, registrable
from digest.feeds import ParsedFeed, leads_to, looks_like_source, read_opml, read_source
from digest.ingest import feed_health, page_looks
from digest.ingest.backfill import Backfill, BackfillMeans, is_archive
from digest.ingest.events import Event, FeedDied, FeedDone, PageDone, TargetFailed
from digest.ingest.intake import Intake, Stopwatch
from digest.ingest.pool import Fetched, FetchPool
from digest.ingest.publishers import Publishers
from digest.looks import FeedState, PageState
from digest.model import Access, Entry, Feed, Outlet, PageOutcome
from digest.ports import Clock, Fetcher, Request, Response, Store

MOST_PAGES = 100
"""Pages fetched of one feed in one pass of many; the rest comes in the next one."""
MOST_PAGES_ASKED = 1000
"""The same in a pass somebody asked for, which may be the only one."""
LIST_ENDING = ".opml"
FILES = PAGE_ENDINGS | {".txt"}
UNREAD_FOR = timedelta(days=30)
"""How far ahead a pass that was asked for looks for pages still to be read: further than any of them waits."""
_LASTING = frozenset({"robots", "too_large", "bad_url", "redirects", "scheme", "port", "credentials", "address"})
"""Failures that the next pass would meet again: they are the page's outcome. All others but 4xx are tried again."""
STILL_WHOLE = 0.7
"""Share of a text's length from which a page that now asks for money still shows the article, only changed."""
FEWEST_HOSTS = 3
"""Hosts of which none has a name by which a pass over all feeds takes it that there is no network here."""
NAMELESS = "dns"
HOST_WAITS = "retry_after"
"""The failure of a request that was not made because its host wants to be left alone."""
_NOBODY_ASKED = frozenset({NAMELESS, "offline", HOST_WAITS, "closed"})
_WALLS = frozenset({Access.PARTLY, Access.PAID})
_PASSING = frozenset({"http_408", "http_425", "http_429"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What a pass works with. `outlets` by registrable domain, `feeds` by URL: those of the sources file.

    `floor_s` is the shortest interval between two fetches of a feed, in seconds; `group_time` groups the stories of a
    time that an archive covers; `anew` reads archives again that were read.
    """

    store: Store
    fetcher: Fetcher
    reader: PageReader
    clock: Clock
    languages: frozenset[str]
    outlets: Mapping[str, Outlet]
    feeds: Mapping[str, Feed]
    workers: int
    floor_s: float
    group_time: Callable[[datetime, datetime], None] | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class _FeedTask:
    feed: Feed
    state: FeedState


@dataclass(frozen=True, slots=True)
class _PageTask:
    state: PageState
    entry: Entry | None
    outlet: Outlet | None


@dataclass(frozen=True, slots=True)
class _TargetTask:
    """A URL somebody named, or that such a one `led` to; whether it is a feed or a page, only the answer tells."""

    url: str
    state: FeedState
    page: PageState
    led: bool = False


_Task = _FeedTask | _PageTask | _TargetTask


class Pass:
    """One pass; used once. With `due_only` it takes what is due by the clock, else every feed that may be asked."""

    def __init__(self, means: Means, intake: Intake, watch: Stopwatch, *, due_only: bool = False) -> None:
        self._backfill = Backfill(self._backfill_means(means), intake, watch, anew=means.anew)
        self._publishers = Publishers(means.feeds.values(), means.outlets)
        self._means = means
        self._intake = intake
        self._watch = watch
        self._due_only = due_only
        self._most_pages = MOST_PAGES if due_only else MOST_PAGES_ASKED
        self._pool: FetchPool[_Task] = FetchPool(means.fetcher, means.workers)
        self._chosen: set[str] = set()
        self._pages: Counter[str] = Counter()
        self._told_to_wait: set[str] = set()
        self._nameless: list[tuple[Feed, FeedState, Exception]] = []
        self._reached = False
        self._states: Mapping[str, FeedState] = {}

    def events(self, feeds: Sequence[Feed], targets: Sequence[str]) -> Iterator[Event]:
        """Run the pass over feeds and targets."""
        states = self._states = self._means.store.feed_states()
        try:
            for feed in feeds:
                yield from self._start_feed(feed, states.get(feed.url, FeedState(feed.url)))
            self._start_waiting(feeds)
            for target in targets:
                yield from self._start_target(target)
            yield from self._arrivals()
            yield from self._nameless_judged()
        finally:
            self._pool.close()

    def _arrivals(self) -> Iterator[Event]:
        results = self._pool.results()
        while True:
            with self._watch.step("fetch"):
                fetched = next(results, None)
            if fetched is None:
                return
            failure = fetched.failure
            self._reached = self._reached or failure is None or failure.reason not in _NOBODY_ASKED
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
        if self._due_only and not feed_health.is_due(state, now):
            return
        if state.gone:
            told = "gone for good, says its host; to try again, give it to `wortlaut ingest`"
            yield FeedDone(feed.url, error=told, waits=True, reason="gone")
        elif state.not_before is not None and state.not_before > now:
            until = state.not_before.isoformat(timespec="minutes")
            told = f"{urlsplit(feed.url).hostname} is left alone until {until}: {state.error or 'it asked for that'}"
            yield FeedDone(feed.url, error=told, waits=True, reason=HOST_WAITS)
        else:
            request = Request(feed_health.address_of(state), state.etag, state.last_modified)
            self._pool.add(request, _FeedTask(feed, state))

    def _feed_arrived(self, feed: Feed, state: FeedState, fetched: Fetched[_Task]) -> Iterator[Event]:
        response, now = fetched.response, self._means.clock.now()
        if response is None:
            assert fetched.failure is not None
            yield from self._feed_failed(feed, state, fetched.failure)
            return
        body_hash = hashlib.sha256(response.body).hexdigest()
        if response.status == 304 or body_hash == state.body_hash:
            unchanged = feed_health.after_nothing_new(state, response, now, self._means.floor_s)
            self._means.store.save_feed_state(unchanged)
            yield FeedDone(feed.url, unchanged=True)
            return
        try:
            with self._watch.step("extract"):
                parsed = read_source(response.body, response.headers, response.url, now, feed.outlet.language)
        except BrokenFeed as error:
            yield from self._feed_failed(feed, state, error)
            return
        named = _named(feed, parsed)
        entries = _addressed(named, parsed)
        with self._watch.step("keep"):
            new = self._means.store.keep_entries(entries, now)
            self._means.store.keep_links(feed.url, (clean(entry.link) or entry.link for entry in entries))
        yield FeedDone(feed.url, entries=len(entries), new=new)
        self._plan_looks(named, entries)
        news = feed_health.news_of(new, (entry.published_at for entry in entries), parsed.rest_s, now)
        # Last, so that a pass broken off before reads the feed again.
        self._means.store.save_feed_state(
            feed_health.after_reading(state, response, body_hash, news, now, self._means.floor_s)
        )

    def _feed_failed(self, feed: Feed, state: FeedState, error: Exception) -> Iterator[Event]:
        reason = error.reason if isinstance(error, FetchFailed) else "no feed"
        told = feed_health.told_of(state, error)
        yield FeedDone(state.url, error=told, waits=reason == HOST_WAITS, reason=reason)
        if reason == NAMELESS and not self._due_only:
            self._nameless.append((feed, state, error))
        else:
            yield from self._failure_kept(feed, state, error)

    def _nameless_judged(self) -> Iterator[Event]:
        """Count it against feeds that their hosts have no name, unless no host at all could be asked: then it is us."""
        hosts = {urlsplit(state.url).hostname for _, state, _ in self._nameless}
        if not self._reached and len(hosts) >= FEWEST_HOSTS:
            log.info("none of %d hosts has a name: there seems to be no network here", len(hosts))
            return
        for feed, state, error in self._nameless:
            yield from self._failure_kept(feed, state, error)

    def _failure_kept(self, feed: Feed, state: FeedState, error: Exception) -> Iterator[Event]:
        now = self._means.clock.now()
        failed = feed_health.after_failure(state, error, now, self._means.floor_s)
        self._means.store.save_feed_state(failed)
        if feed_health.to_be_told(failed):
            told = feed_health.told_of(state, error)
            yield FeedDied(state.url, feed.outlet.name, told, failed.succeeded_at, failed.gone)
            # Only now: whoever is to pass it on may have been interrupted, and better hears of it twice than never.
            self._means.store.save_feed_state(replace(failed, told_at=now))

    def _plan_looks(self, feed: Feed, entries: Sequence[Entry]) -> None:
        """Plan a look at the pages nobody has looked at, and at those of which the feed says something else now."""
        now, store = self._means.clock.now(), self._means.store
        of_pages = {clean(entry.link) or entry.link: entry for entry in reversed(entries)}
        known = store.page_states(of_pages)
        planned: list[PageState] = []
        for url, entry in of_pages.items():
            state = known.get(url)
            if state is not None:
                planned.append(page_looks.hinted(state, entry, now))
            elif store.page(url) is None:
                planned.append(page_looks.first_look(url, entry, now))
        store.save_page_states(state for state in planned if state != known.get(state.url))
        for state in reversed(planned):
            if self._may_look(state):
                self._look(state, of_pages[state.url], feed.outlet)

    # pages

    def _start_waiting(self, feeds: Sequence[Feed]) -> None:
        """Queue the pages of these feeds that earlier passes left, and those to be looked at again."""
        outlets = {feed.url: feed.outlet for feed in feeds}
        ahead = timedelta() if self._due_only else UNREAD_FOR
        for state in self._means.store.due_pages(self._means.clock.now() + ahead):
            if state.feed in outlets and self._may_look(state):
                entry = self._means.store.entry(state.feed, state.guid)
                self._look(state, entry, outlets[state.feed] if outlets[state.feed].name else None)

    def _may_look(self, state: PageState) -> bool:
        """Whether a page is looked at in this pass: once, when it is due; one not read yet in any pass asked for."""
        if state.due_at is None or state.url in self._chosen or self._pages[state.feed] >= self._most_pages:
            return False
        return state.due_at <= self._means.clock.now() or not (self._due_only or state.looks)

    def _look(self, state: PageState, entry: Entry | None, outlet: Outlet | None) -> None:
        self._chosen.add(state.url)
        self._pages[state.feed] += 1
        request = Request(state.url, state.etag, state.last_modified, obey_robots=True)
        self._pool.add(request, _PageTask(state, entry, outlet))

    def _page_arrived(self, task: _PageTask, fetched: Fetched[_Task]) -> Iterator[Event]:
        if fetched.response is None:
            assert fetched.failure is not None
            yield from self._page_missed(task, fetched.failure)
            return
        try:
            yield from self._page_looked_at(task, fetched.response)
        except PageNotRead as error:
            yield from self._page_missed(task, FetchFailed(task.state.url, error.reason, error.detail))

    def _page_missed(self, task: _PageTask, failure: FetchFailed) -> Iterator[Event]:
        """Plan another look at a page that did not come or was not read; it has its outcome where that is no use."""
        now, url = self._means.clock.now(), task.state.url
        state = page_looks.unread(task.state, failure, now)
        event: Event | None = None
        if task.state.looks:  # what was read stands, whatever has become of the page
            log.info("no further look at %s: %s", url, failure)
        elif _lasts(failure) or state.due_at is None:
            state = page_looks.settled(state)
            outlet, title = task.outlet.id if task.outlet else "", task.entry.title if task.entry else ""
            event = self._intake.reject(url, failure.reason, title, outlet)
        elif self._is_worth_telling(url, failure):
            event = TargetFailed(url, _reason(failure))
        self._means.store.save_page_states([state])
        if event is not None:
            yield event

    def _is_worth_telling(self, url: str, failure: FetchFailed) -> bool:
        """Whether somebody wants to read of it: that a host wants to be left alone is said once in a pass."""
        host = urlsplit(url).netloc
        known = host in self._told_to_wait
        if failure.retry_after is not None:
            self._told_to_wait.add(host)
        return failure.reason != HOST_WAITS or not known

    def _page_looked_at(self, task: _PageTask, response: Response) -> Iterator[Event]:
        again = task.state.looks > 0
        state = page_looks.looked(task.state, response, self._means.clock.now())
        events: list[PageDone] = []
        if response.status != 304:
            events = list(self._page_read(task.state.url, response, task.entry, task.outlet, again=again))
            if all(done.record.outcome is PageOutcome.REJECTED for done in events):
                state = page_looks.settled(state)
        self._means.store.save_page_states([state])
        yield from (done for done in events if not (again and done.record.outcome is PageOutcome.KNOWN))

    def _page_read(
        self, url: str, response: Response, entry: Entry | None, outlet: Outlet | None, *, again: bool = False
    ) -> Iterator[PageDone]:
        """Take what the page holds; of a page read `again` a refusal (a wall, since) changes nothing of what stands.

        Raises PageNotRead.
        """
        try:
            reading = self._extracted(response.body, response.url, response.headers, entry, outlet)
        except PageNotRead:
            raise
        except UnusablePage as error:
            before = self._means.store.page(url) if again else None
            if before is not None and before.article is not None:
                yield PageDone(replace(before, outcome=PageOutcome.KNOWN), before.title, f"now: {error.reason}")
            else:
                title = entry.title if entry else ""
                yield self._intake.reject(url, error.reason, title, outlet.id if outlet else "")
            return
        if again and (walled := self._walled(url, reading)) is not None:
            yield walled
        else:
            yield from self._intake.take_reading(url, reading)

    def _walled(self, url: str, reading: Reading) -> PageDone | None:
        """What is known of a page that was read whole and has gone behind a wall since: that stands. Else None."""
        before = self._means.store.page(url)
        whole = self._means.store.article(before.article) if before is not None and before.article else None
        if before is None or whole is None or reading.article.access not in _WALLS or whole.access in _WALLS:
            return None
        if len(reading.article.text) > len(whole.text) * STILL_WHOLE:
            return None
        return PageDone(replace(before, outcome=PageOutcome.KNOWN), before.title, "now: paywall")

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

    def _start_target(self, target: str) -> Iterator[Event]:
        if target.startswith(("http://", "https://")):
            self._start_url(target)
            return
        path = Path(target)
        if path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.is_file() and _is_read(one))
            if not found:
                yield TargetFailed(target, "the folder holds no txt or html file and no archive")
            yield from self._backfill.folder(path, found)
        elif not path.is_file():
            yield TargetFailed(target, "no such file or folder; a URL begins with http:// or https://")
        elif path.suffix.lower() == LIST_ENDING:
            yield from self._start_list(path)
        else:
            yield from self._backfill.archive(path) if is_archive(path) else self._file(path)

    def _start_list(self, path: Path) -> Iterator[Event]:
        """Ask for every feed of a list."""
        try:
            outlines = read_opml(path.read_bytes())
        except (OSError, BadInput) as error:
            yield TargetFailed(str(path), f"it cannot be read ({error})")
            return
        for outline in outlines:
            if outline.url.startswith(("http://", "https://")):
                self._start_url(outline.url)
            else:
                yield TargetFailed(outline.url, f"no http or https address, in {path.name}")

    def _file(self, path: Path) -> Iterator[Event]:
        url = path.resolve().as_uri()
        try:
            reading = self._read_file(path, url)
        except PageNotRead as error:
            yield TargetFailed(str(path), str(error))
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

    def _start_url(self, url: str, *, led: bool = False) -> None:
        """Ask for what somebody named, only if it has changed; a page of which nothing is kept is asked for whole."""
        state, store = self._states.get(url, FeedState(url)), self._means.store
        page = store.page_states([url]).get(url, PageState(url, "", ""))
        record = store.page(url)
        if record is None or record.article is None:
            page = replace(page, etag=None, last_modified=None)
        known = state if url in self._states else page
        request = Request(feed_health.address_of(state), known.etag, known.last_modified)
        self._pool.add(request, _TargetTask(url, state, page, led))

    def _target_arrived(self, task: _TargetTask, fetched: Fetched[_Task]) -> Iterator[Event]:
        response = fetched.response
        if response is None:
            yield TargetFailed(task.url, _reason(fetched.failure))
        elif not task.led and (further := leads_to(response.body, response.url)):
            for url in further:
                self._start_url(url, led=True)
        elif task.state.succeeded_at is not None or looks_like_source(response.body, response.headers):
            feed = self._means.feeds.get(task.url) or Feed(task.url, self._outlet_of(task.url))
            yield from self._feed_arrived(feed, task.state, fetched)
        else:
            yield from self._page_named(task, response)

    def _page_named(self, task: _TargetTask, response: Response) -> Iterator[Event]:
        state = page_looks.looked(task.page, response, self._means.clock.now())
        self._means.store.save_page_states([state if state.feed else page_looks.settled(state)])
        record = self._means.store.page(task.url)
        if response.status == 304 and record is not None:
            yield PageDone(replace(record, outcome=PageOutcome.KNOWN, reason="not changed"), record.title)
            return
        try:
            yield from self._page_read(task.url, response, None, self._means.outlets.get(registrable(response.url)))
        except PageNotRead as error:
            self._means.store.save_page_states([task.page])
            yield TargetFailed(task.url, str(error))

    def _outlet_of(self, url: str) -> Outlet:
        """The listed outlet of this domain, else one made up from it, whose name the feed's title will be."""
        domain = registrable(url)
        return self._means.outlets.get(domain) or Outlet(id=domain or url, name="")


def _addressed(feed: Feed, parsed: ParsedFeed) -> tuple[Entry, ...]:
    """The entries with the feed's listed address, and each with its page's where no other entry has the same."""
    pages = [clean(entry.link) for entry in parsed.entries]
    uses = Counter(pages)
    return tuple(
        replace(entry, feed=feed.url, address=page if uses[page] == 1 else "")
        for entry, page in zip(parsed.entries, pages, strict=True)
    )


def _is_read(path: Path) -> bool:
    """Whether a file in a folder is one that can be read, by its name."""
    return path.suffix.lower() in FILES or is_archive(path)


def _named(feed: Feed, parsed: ParsedFeed) -> Feed:
    """Give an outlet that was made up from a domain the feed's title as its name."""
    if feed.outlet.name:
        return feed
    name = parsed.title or feed.outlet.id
    return replace(feed, outlet=replace(feed.outlet, name=name, language=parsed.language.partition("-")[0].lower()))


def _lasts(failure: FetchFailed) -> bool:
    """Whether trying again in the next pass is no use."""
    if failure.reason.startswith("http_4"):
        return failure.reason not in _PASSING
    return failure.reason in _LASTING


def _reason(failure: FetchFailed | None) -> str:
    """The failure in words, without the address that stands before it."""
    return str(failure).removeprefix(f"{failure.url}: ") if failure else "nothing came"
