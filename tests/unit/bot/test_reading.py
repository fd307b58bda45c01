"""When the bot reads feeds, and whom it tells that one is dead."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from bot.channel_commands import new_channel
from bot.reading import PASS_EVERY_S, FeedNotices, Reader, ReadingParts, owners, passes
from digest.analysis.data import RULES_ALONE
from digest.confine.analysing import ConfinedAnalyser
from digest.errors import StoreLocked
from digest.fetch import FetchLimits, HttpFetcher
from digest.ingest import Event, FeedDied, FeedDone
from digest.model import Feed, Outlet
from digest.store import open_choices, open_outbox
from digest.store.memory import MemoryStore
from tests.fakes.ordeals import ordeals
from tests.unit.bot.doubles import EIGHT, GROUP, NINE, PRIVATE, ROOM, WISHES, Clock, Recorder

BOTE = Outlet("bote", "Bote", "DE", "de")
FEED = Feed("https://bote.example/rss", BOTE)
OWN = Feed("https://eigen.example/rss", BOTE)
DIED = FeedDied(FEED.url, "Bote", "http_500", EIGHT, gone=False)


def test_a_pass_is_made_when_it_is_time() -> None:
    """At once, and then after five minutes on the program's clock, or sooner where feeds may be asked more often."""
    for every_s, pause in ((900.0, PASS_EVERY_S), (60.0, 60.0)):
        clock, passes = Clock(), []

        def read(made: list[int] = passes) -> Iterator[Event]:
            made.append(1)
            yield FeedDone(FEED.url)

        reader = Reader(clock, every_s, read, lambda _event: None, lambda _died: None)
        for seconds, expected in ((0, 1), (pause - 1, 1), (pause, 2), (pause + 1, 2)):
            clock.moment = EIGHT + timedelta(seconds=seconds)
            reader(threading.Event())
            assert len(passes) == expected


def test_events_are_noted_and_deaths_told_until_it_is_told_to_stop() -> None:
    """Every event is counted, a death is passed on, and the end of the program ends the pass."""
    stop, noted, told = threading.Event(), list[Event](), list[FeedDied]()

    def read() -> Iterator[Event]:
        yield DIED
        stop.set()
        yield FeedDone(FEED.url)
        yield FeedDone("never")

    Reader(Clock(), 900, read, noted.append, told.append)(stop)
    assert noted == [DIED, FeedDone(FEED.url)]
    assert told == [DIED]


class Racing(Clock):
    """A clock on which an hour is over whenever it is looked at."""

    def monotonic(self) -> float:
        self.moment += timedelta(hours=1)
        return super().monotonic()


def test_nothing_waits_in_memory_for_the_next_pass() -> None:
    """Between two passes of one call the process that analyses is ended, too."""
    with closing(ConfinedAnalyser(("de",), RULES_ALONE, load=ordeals)) as analyser:
        store, clock = MemoryStore(), Racing()
        fetcher = HttpFetcher(FetchLimits(), clock)
        parts = ReadingParts(store, fetcher, clock, ("de",), list, analyser, None, None, 60.0)
        made = passes(parts, (), watch=True)
        next(made)
        analyser.start()
        assert analyser.pid is not None
        next(made)
        assert analyser.pid is None
        made.close()


def test_the_operator_is_told_of_listed_feeds_and_channels_of_their_own() -> None:
    """A listed feed is the operator's, known as a channel or not; one that channels added is theirs alone."""
    store = MemoryStore()
    outbox, choices = open_outbox(store), open_choices(store)
    group = new_channel(GROUP, WISHES, EIGHT)
    for channel in (group, new_channel(ROOM, WISHES, EIGHT)):
        outbox.save_channel(channel)
    choices.add(group.id, OWN, EIGHT)

    def owning(url: str) -> list[str]:
        found = owners(url, [FEED], choices, outbox, [PRIVATE, ROOM], WISHES, NINE)
        return [str(channel.address) for channel in found]

    assert owning(FEED.url) == [str(PRIVATE), str(ROOM)]
    assert owning(OWN.url) == [str(GROUP)]
    assert owning("https://nobody.example/") == []


@pytest.mark.parametrize(
    ("died", "words"),
    [
        (DIED, "antwortet nicht mehr (http_500); zuletzt gelesen: 09.05.25, 08:00"),
        (FeedDied(FEED.url, "", "dns", None, gone=False), "ließ sich bisher nie lesen (dns)"),
        (FeedDied(FEED.url, "Bote", "http_410", EIGHT, gone=True), "gibt es nicht mehr"),
    ],
)
def test_an_owner_gets_one_notice_for_each_death(died: FeedDied, words: str) -> None:
    """In the channel's language and zone; told of the same death again, nothing more is put in."""
    outbox = open_outbox(MemoryStore())
    channel = new_channel(GROUP, WISHES, EIGHT)
    notices = FeedNotices(outbox, {"telegram": Recorder()}, Clock(), lambda _url: [channel])
    notices(died)
    notices(died)
    (delivery,) = outbox.deliveries()
    assert words in delivery.plain
    assert FEED.url in delivery.plain
    assert delivery.address == GROUP
    notices(FeedDied(died.url, died.outlet, died.reason, NINE, died.gone))
    assert len(list(outbox.deliveries())) == 2


def test_what_cannot_be_told_stops_nothing() -> None:
    """A platform that is not there, or a database that is busy, is no reason to end reading."""

    class Busy:
        def enqueue(self, _delivery: object) -> bool:
            raise StoreLocked("busy")

    there, elsewhere = new_channel(GROUP, WISHES, EIGHT), new_channel(ROOM, WISHES, EIGHT)
    FeedNotices(Busy(), {"telegram": Recorder()}, Clock(), lambda _url: [elsewhere, there])(DIED)
