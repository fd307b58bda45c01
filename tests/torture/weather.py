"""Days of reading papers in bad weather: not one request may break what docs/fetching.md promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from digest.fetch import HttpFetcher
from digest.ingest import Ingest
from digest.store import open_store
from tests.fakes.clocks import HandClock
from tests.fakes.internet import FORBIDDEN, internet
from tests.fakes.papers import Paper
from tests.fakes.promises import Breach, breaches
from tests.fakes.weather import Weather

QUARTER_S = 900.0


@dataclass(frozen=True)
class Read:
    """What came of some days: requests by status, pages by outcome, and the requests that broke a promise."""

    requests: Counter[int | None]
    outcomes: Counter[str]
    breaches: list[Breach]


def read(folder: Path, seed: int, days: int, papers: int = 8) -> Read:
    """Read so many papers for so many days of virtual time; each pass is a process of its own, but for the store."""
    clock = HandClock()
    with internet(folder, clock) as world:
        store = open_store(f"sqlite:///{folder / 'wortlaut.db'}")
        opened = [Paper(f"blatt{n}.example", world).open(f"127.0.1.{n + 1}") for n in range(papers)]
        opened[2].page_validators = opened[3].feed_validators = False
        opened[4].guids = "changing"
        world.name("innen.example", FORBIDDEN)
        weather = Weather(seed, opened, clock)
        feeds = [paper.feed for paper in opened]
        for _ in range(96 * days):
            weather.pass_by()
            fetcher = HttpFetcher(world.limits(spacing_s=1.0), clock, store, wait=clock.advance)
            for _event in Ingest(store, fetcher, clock, ("de", "en")).ingest_feeds(feeds, due_only=True):
                pass
            clock.advance(QUARTER_S)
        found = breaches(world.log, {f"{paper.host}/rss" for paper in opened})
        outcomes = Counter(record.outcome.value for record, _ in store.pages())
        store.close()
        return Read(Counter(seen.status for seen in world.log), outcomes, found)
