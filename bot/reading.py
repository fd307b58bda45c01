"""Reading feeds while the bot runs: a pass every few minutes over what is due, and word to the owner of a dead feed.

reader thread -> is it time? -> one pass over due feeds and pages -> events to the log
                                a feed died -> a notice in the outbox for each owner, unique by feed and death
"""

from __future__ import annotations

import ctypes
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.channel_commands import Wishes, new_channel
from bot.editions import notice
from bot.logs import about, about_channel
from bot.platforms import Platform
from digest.choices import Choices
from digest.confine.analysing import ConfinedAnalyser
from digest.confine.reading import ConfinedReader
from digest.errors import AnalyserFailed, StoreError, WeightsError
from digest.ingest import Event, FeedDied, FeedDone, Ingest, PageDone, TargetFailed
from digest.model import Feed
from digest.outbox import Channel, Outbox
from digest.outcome import Address
from digest.phrases import phrases
from digest.ports import Analyser, Clock, Fetcher, Store
from digest.registry import Registry

PASS_EVERY_S = 300.0
"""Seconds between two passes over what is due; a feed waits so long at most beyond its own interval."""

LOOK_S = 1.0
"""Real seconds between two looks at the clock, which a test may let run faster."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReadingParts:
    """What passes are made with; without `analyser` articles are kept unanalysed. `feeds` are those to be fetched now.

    `every_s` are the seconds between two fetches of a feed, at least. Without `registry` a name is one actor.
    """

    store: Store
    fetcher: Fetcher
    clock: Clock
    languages: tuple[str, ...]
    feeds: Callable[[], Sequence[Feed]]
    analyser: Analyser | None
    group: Callable[[], None] | None
    group_time: Callable[[datetime, datetime], None] | None
    every_s: float
    registry: Registry | None = None


def passes(
    parts: ReadingParts, targets: tuple[str, ...], *, watch: bool = False, due_only: bool = False, anew: bool = False
) -> Iterator[Event]:
    """One pass over the targets, or over the feeds; with `watch` then, until interrupted, passes over what is due."""
    with closing(ConfinedReader()) as reader:
        while True:
            next_at = parts.clock.monotonic() + min(parts.every_s, PASS_EVERY_S)
            feeds = parts.feeds()
            service = Ingest(
                parts.store,
                parts.fetcher,
                parts.clock,
                parts.languages,
                reader=reader,
                analyser=parts.analyser,
                group=parts.group,
                listed=feeds,
                group_time=parts.group_time,
                anew=anew,
                floor_s=parts.every_s,
                registry=parts.registry,
            )
            yield from service.ingest_targets(targets) if targets else service.ingest_feeds(feeds, due_only=due_only)
            give_back_memory()
            if not watch:
                return
            due_only = True
            reader.close()
            if isinstance(parts.analyser, ConfinedAnalyser):
                parts.analyser.close()
            _wait_until(parts.clock, next_at)


def analysed_aside(events: Iterator[Event], analyser: ConfinedAnalyser, *, at_once: bool) -> Iterator[Event]:
    """The same events; the analyser's process is ended with them. `at_once`: it loads while the first page is fetched,
    as there surely is one.
    """
    with closing(analyser):
        if at_once:
            with suppress(AnalyserFailed, WeightsError):  # the first article asks for it again, and tells
                analyser.start()
        yield from events


def give_back_memory() -> None:
    """Hand memory that is free back to the system. The C library keeps it, for each thread that ever worked apart: over
    weeks of passes that is most of what a process grows by. Where it is not glibc nothing is done.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _wait_until(clock: Clock, moment: float) -> None:
    pause = threading.Event()
    while clock.monotonic() < moment:
        pause.wait(LOOK_S)


class Reader:
    """Makes a pass when it is time for one.

    `read` is one pass over what is due, `note` hears of every event, `tell` passes on that a feed died.
    """

    def __init__(
        self,
        clock: Clock,
        every_s: float,
        read: Callable[[], Iterator[Event]],
        note: Callable[[Event], None],
        tell: Callable[[FeedDied], None],
    ) -> None:
        self._clock = clock
        self._every_s = min(every_s, PASS_EVERY_S)
        self._read = read
        self._note = note
        self._tell = tell
        self._next_at = clock.monotonic()

    def __call__(self, stop: threading.Event) -> None:
        """Make a pass if it is time, ending early when `stop` is set."""
        if self._clock.monotonic() < self._next_at:
            return
        self._next_at = self._clock.monotonic() + self._every_s
        for event in self._read():  # a pass that is broken off is taken up by the next one
            with _about(event):
                log.info("%s", event)
                self._note(event)
                if isinstance(event, FeedDied):
                    self._tell(event)
            if stop.is_set():
                return


def _about(event: Event) -> AbstractContextManager[None]:
    """What the lines on an event of a pass are about: a feed, or a page, of its outlet and with its outcome."""
    match event:
        case FeedDone(url=feed) | FeedDied(url=feed):
            return about(feed=feed)
        case PageDone(record=record):
            return about(page=record.url, outlet=record.outlet or None, outcome=record.outcome.value)
        case TargetFailed(target=page):
            return about(page=page)
        case _:
            return about()


class FeedNotices:
    """Tells the owners of a dead feed, each once. `owners` gives their channels by the feed's address."""

    def __init__(
        self,
        outbox: Outbox,
        platforms: Mapping[str, Platform],
        clock: Clock,
        owners: Callable[[str], Sequence[Channel]],
    ) -> None:
        self._outbox = outbox
        self._platforms = platforms
        self._clock = clock
        self._owners = owners

    def __call__(self, died: FeedDied) -> None:
        """Put a notice for each owner into the outbox. A database that fails is logged; the next pass goes on."""
        for channel in self._owners(died.url):
            platform = self._platforms.get(channel.address.platform)
            if platform is None:
                continue
            key = f"feed died:{died.url}:{died.since}:{channel.id}"
            told = notice(channel, platform, key, sentence(died, channel))
            try:
                self._outbox.enqueue(replace(told, changed_at=self._clock.now()))
            except StoreError:
                with about_channel(channel):
                    log.exception("%s could not be told that %s is dead", channel.address, died.url)


def owners(
    url: str,
    listed: Sequence[Feed],
    choices: Choices,
    outbox: Outbox,
    operators: Sequence[Address],
    wishes: Wishes,
    now: datetime,
) -> tuple[Channel, ...]:
    """Who has to know of this feed: the operator for one in the sources file, else the channels that read it."""
    if any(feed.url == url for feed in listed):
        return tuple(outbox.channel_at(one) or new_channel(one, wishes, now) for one in operators)
    readers = sorted(choices.readers().get(url, frozenset()))
    return tuple(channel for one in readers if (channel := outbox.channel(one)) is not None)


def sentence(died: FeedDied, channel: Channel) -> str:
    """What the channel is told, in its language and zone."""
    texts = phrases(channel.language)
    name = f"{died.outlet} ({died.url})" if died.outlet else died.url
    if died.gone:
        return texts.text("feed.gone", feed=name)
    if died.since is None:
        return texts.text("feed.never_worked", feed=name, reason=died.reason)
    when = format_datetime(died.since, "short", tzinfo=ZoneInfo(channel.zone), locale=texts.language)
    return texts.text("feed.died", feed=name, reason=died.reason, when=when)
