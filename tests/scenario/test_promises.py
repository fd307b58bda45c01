"""Days of reading the small internet in virtual time: what the program promises holds for every single request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from digest.fetch import HttpFetcher
from digest.ingest import Event, FeedDied, FeedDone, Ingest, PageDone, TargetFailed
from digest.model import Feed, PageOutcome
from digest.ports import Store
from digest.store import open_store
from tests.fakes.clocks import HandClock
from tests.fakes.internet import FORBIDDEN, Answer, Internet, internet
from tests.fakes.papers import Paper
from tests.fakes.promises import breaches
from tests.fakes.weather import Weather

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path, clock: HandClock) -> Iterator[Internet]:
    with internet(tmp_path, clock) as one:
        yield one


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    one = open_store(f"sqlite:///{tmp_path / 'wortlaut.db'}")
    yield one
    one.close()


def one_pass(
    world: Internet, store: Store, clock: HandClock, feeds: list[Feed], *, due_only: bool = True
) -> list[Event]:
    """A pass by a process of its own: only what is stored is known."""
    fetcher = HttpFetcher(world.limits(spacing_s=1.0), clock, store, wait=clock.advance)
    return list(Ingest(store, fetcher, clock, ("de", "en"), workers=6).ingest_feeds(feeds, due_only=due_only))


def test_a_day_of_bad_weather_breaks_no_promise(world: Internet, store: Store, clock: HandClock) -> None:
    """News, corrections and every kind of failure: not one request too early, too close, or inside.

    At most one a second to a host, what was got once is asked for conditionally, no Retry-After is cut short, closed
    pages are left alone and robots.txt is read once a day; a redirect or a name that leads inside is not followed.
    """
    papers = [Paper(f"blatt{n}.example", world).open(f"127.0.1.{n + 1}") for n in range(3)]
    papers[1].page_validators = papers[2].feed_validators = False
    world.name("innen.example", FORBIDDEN)
    weather = Weather(2, papers, clock)
    for _ in range(4 * 25):
        weather.pass_by()
        one_pass(world, store, clock, [paper.feed for paper in papers])
        clock.advance(900)
    assert breaches(world.log, {f"{paper.host}/rss" for paper in papers}) == []
    statuses = Counter(seen.status for seen in world.log)
    assert all(statuses[status] for status in (200, 304, 404))
    outcomes = Counter(record.outcome for record, _ in store.pages())
    assert outcomes[PageOutcome.NEW] > 25
    assert outcomes[PageOutcome.UPDATE] > 0


def test_calm_days_cost_little(world: Internet, store: Store, clock: HandClock) -> None:
    """A paper with news every hour and one with news once a day are asked as often as that is worth."""
    busy, quiet = (Paper(f"{name}.example", world).open() for name in ("busy", "quiet"))
    for number in range(24):
        busy.print_article(number, clock.now() - number * HOUR)
        quiet.print_article(number, clock.now() - number * DAY)
    for quarter in range(4 * 24):
        if quarter % 4 == 0:
            busy.print_article(1000 + quarter, clock.now())
        one_pass(world, store, clock, [busy.feed, quiet.feed])
        clock.advance(900)
    asked = {paper.host: world.paths(paper.host).count("/rss") for paper in (busy, quiet)}
    assert 24 <= asked["busy.example"] <= 2 * 24
    assert 2 <= asked["quiet.example"] <= 5


def test_a_dead_feed_is_asked_ever_less_and_its_owner_is_told_once(
    world: Internet, store: Store, clock: HandClock
) -> None:
    """1 h doubling to 7 d in every kind of pass; one event after the third failure; well again when it is."""
    paper = Paper("bote.example", world).open()
    paper.print_article(1, clock.now())
    one_pass(world, store, clock, [paper.feed])
    paper.trouble = lambda _question: Answer(status=500)
    world.log.clear()
    start, events = clock.now(), list[Event]()
    for _ in range(10):
        waits = store.feed_states()[paper.feed.url].not_before or clock.now() + timedelta(seconds=60)
        for moment in (waits - timedelta(seconds=60), waits):
            clock.advance((moment - clock.now()).total_seconds())
            events += one_pass(world, store, clock, [paper.feed], due_only=False)
    times = [(seen.moment - start) / HOUR for seen in world.log if seen.moment and seen.path == "/rss"]
    gaps = [round(later - earlier, 1) for earlier, later in pairwise(times)]
    assert gaps == [1, 2, 4, 8, 16, 32, 64, 128, 168]
    (died,) = [event for event in events if isinstance(event, FeedDied)]
    assert (died.url, died.gone, "http_500" in died.reason) == (paper.feed.url, False, True)
    assert died.since is not None
    paper.trouble = lambda _question: None
    clock.advance(7 * 86_400)
    one_pass(world, store, clock, [paper.feed])
    state = store.feed_states()[paper.feed.url]
    assert (state.failures, state.error, state.told_at) == (0, None, None)


def test_410_stops_at_once(world: Internet, store: Store, clock: HandClock) -> None:
    """A feed that says it is gone is asked once, its owner told once; given by hand it is asked again."""
    paper = Paper("bote.example", world).open()
    paper.trouble = lambda _question: Answer(status=410)
    events = [
        event
        for _ in range(20)
        for event in (*one_pass(world, store, clock, [paper.feed], due_only=False), clock.advance(86_400))
        if event
    ]
    assert len(world.log) == 1
    assert [event.gone for event in events if isinstance(event, FeedDied)] == [True]
    assert "gone for good" in next(event.error for event in reversed(events) if isinstance(event, FeedDone))
    paper.trouble = lambda _question: None
    paper.print_article(1, clock.now())
    fetcher = HttpFetcher(world.limits(), clock, store, wait=clock.advance)
    again = list(Ingest(store, fetcher, clock, ("de",)).ingest_targets([paper.feed.url]))
    assert [event.record.outcome.value for event in again if isinstance(event, PageDone)] == ["new"]


def test_a_wait_asked_for_by_a_page_holds_for_the_whole_host(world: Internet, store: Store, clock: HandClock) -> None:
    """Feed and other pages of the host wait too, in a later process as well; no page is lost by it."""
    paper = Paper("bote.example", world).open()
    for number in range(3):
        paper.print_article(number, clock.now())
    busy = clock.now() + 2 * HOUR
    paper.trouble = lambda question: (
        Answer(status=503, headers={"Retry-After": format_datetime(busy, usegmt=True)})
        if question.path.startswith("/artikel") and clock.now() < busy
        else None
    )
    told = list[Event]()
    for _ in range(12):
        told += one_pass(world, store, clock, [paper.feed], due_only=False)
        clock.advance(900)
    assert breaches(world.log, {"bote.example/rss"}) == []
    assert sum(seen.status == 503 for seen in world.log) == 1
    reasons = [event.reason.split()[0] for event in told if isinstance(event, TargetFailed)]
    assert reasons == ["http_503", *["retry_after"] * 7], "said once in a pass"
    assert all(event.waits for event in told if isinstance(event, FeedDone) and event.error)
    assert [record.outcome.value for record, _ in store.pages()] == ["new"] * 3


@pytest.mark.parametrize("status", [301, 308, 302, 307])
def test_a_feed_that_moves_is_followed_home_after_seven_days(
    world: Internet, store: Store, clock: HandClock, status: int
) -> None:
    """The old address is asked for seven days, then the new one alone, but never for a temporary redirect."""
    old, new = Paper("alt.example", world).open(), Paper("neu.example", world).open()
    new.print_article(1, clock.now())
    old.trouble = lambda _question: Answer(status=status, headers={"Location": new.feed.url})
    for day in range(10):
        new.print_article(10 + day, clock.now())
        one_pass(world, store, clock, [old.feed], due_only=False)
        clock.advance(86_400)
    asked = [path for path in world.paths("alt.example") if path == "/rss"]
    assert len(asked) == (8 if status in {301, 308} else 10)
    assert world.paths("neu.example").count("/rss") == 10
    assert breaches(world.log, {"alt.example/rss", "neu.example/rss"}) == []
    assert {entry.feed for entry in store.entries()} == {old.feed.url}
    assert len(list(store.entries())) == 11


def test_an_article_that_was_corrected_is_read_again(world: Internet, store: Store, clock: HandClock) -> None:
    """After an hour where the feed says so or the page can tell; never where neither says anything."""
    told, quiet, mute = (Paper(f"{name}.example", world).open() for name in ("told", "quiet", "mute"))
    told.page_validators = mute.page_validators = False
    feeds = [paper.feed for paper in (told, quiet, mute)]
    pieces = [paper.print_article(7, clock.now()) for paper in (told, quiet, mute)]
    one_pass(world, store, clock, feeds)
    clock.advance(1200)
    for paper, piece in zip((told, quiet, mute), pieces, strict=True):
        paper.correct(
            piece,
            (
                "Der Rat hat doch nichts beschlossen, teilte die Gemeinde am Nachmittag mit; es war ein Versehen im Protokoll der Sitzung.",
                *piece.paragraphs[1:],
            ),
            clock.now(),
            told=paper is told,
        )
    outcomes: list[tuple[str, str]] = []
    for _ in range(4 * 30):
        clock.advance(900)
        outcomes += [
            (event.record.url.split("/")[2].split(".")[0], event.record.outcome.value)
            for event in one_pass(world, store, clock, feeds)
            if isinstance(event, PageDone)
        ]
    assert sorted(outcomes) == [("quiet", "update"), ("told", "update")]
    looks = {paper.host: world.paths(paper.host).count("/artikel/7.html") for paper in (told, quiet, mute)}
    assert looks == {"told.example": 2, "quiet.example": 4, "mute.example": 1}
    assert breaches(world.log, {f"{paper.host}/rss" for paper in (told, quiet, mute)}) == []


def test_guids_that_change_make_no_new_entries(world: Internet, store: Store, clock: HandClock) -> None:
    """A feed that makes up new ids at every fetch, or has none, brings each article once."""
    papers = [Paper(f"{guids}.example", world, guids=guids).open() for guids in ("changing", "none", "stable")]
    for paper in papers:
        for number in range(5):
            paper.print_article(number, clock.now())
    for _ in range(4):
        for paper in papers:
            paper.print_article(100 + paper.fetches, clock.now())
        one_pass(world, store, clock, [paper.feed for paper in papers], due_only=False)
        clock.advance(3600)
    counts = Counter(entry.feed.split("/")[2].split(".")[0] for entry in store.entries())
    assert counts == {"changing": 9, "none": 9, "stable": 9}
    assert (
        Counter(
            path for seen in world.log if (path := seen.path).startswith("/artikel") and seen.status == 200
        ).most_common(1)[0][1]
        == 3
    )
