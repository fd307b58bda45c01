"""Weeks of reading in one process: memory must not grow with the number of articles read.

200 distinct articles in the words of the samples come round again and again, each time with its nouns exchanged for
others of theirs, so that every one is new and the vocabulary stays: fetched from ten papers, extracted in the reader's
process, analysed in the analyser's, kept and grouped by the program's own passes, one in five virtual days. What a
running bot holds on purpose (sketches and stories of the last days, pages of the database) is full after some days; the
slope is taken after that. The analyser's process counts too; it is never replaced, as a bot's is with each pass.

`python -m tests.torture.soak ARTICLES [tagger]` runs it in any length.
"""

from __future__ import annotations

import gc
import logging
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import active_children
from pathlib import Path

from bot.reading import ReadingParts, passes
from digest.analysis.data import OURS, RULES_ALONE
from digest.confine.analysing import LIMITS, ConfinedAnalyser
from digest.fetch import HttpFetcher
from digest.ingest import PageDone
from digest.ports import Analyser
from digest.publish import Newsroom
from digest.store import open_registry, open_store
from tests.fakes.clocks import HandClock
from tests.fakes.internet import Internet, internet
from tests.fakes.papers import Paper, Piece

SAMPLES = Path(__file__).parents[2] / "seeds" / "articles" / "de"
DISTINCT, PAPERS = 200, 10
PARAGRAPHS = {False: 3, True: 7}
"""Of an article without and with the tagger: ten times as many are read without, so they are short."""

FIVE_DAYS_S = 5 * 86_400.0
SETTLED = 0.5
"""The share of the run after which memory is measured."""

_NOUN = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]{5,}\b")


@dataclass(frozen=True)
class Soaked:
    """What was read, and the resident memory of all processes in MB over the articles kept so far."""

    articles: int
    kept: int
    first_mb: float
    last_mb: float
    slope_mb: float
    """MB per 1,000 articles, by least squares over the settled part of the run."""


def soak(folder: Path, articles: int, *, tagger: bool) -> Soaked:
    """Read so many articles, with the trained tagger or with the rules alone."""
    clock = HandClock()
    analysing = ConfinedAnalyser(("de", "en"), OURS if tagger else RULES_ALONE, replace(LIMITS, jobs=0))
    with internet(folder, clock) as world, closing(analysing) as analyser:
        papers = [Paper(f"blatt{n}.example", world).open(f"127.0.2.{n + 1}") for n in range(PAPERS)]
        samples = list(_read(folder, world, clock, papers, analyser, articles, PARAGRAPHS[tagger]))
    settled = samples[int(len(samples) * SETTLED) :]
    return Soaked(articles, samples[-1][0], samples[0][1], samples[-1][1], 1000 * _slope(settled))


def _read(
    folder: Path,
    world: Internet,
    clock: HandClock,
    papers: Sequence[Paper],
    analyser: Analyser,
    articles: int,
    paragraphs: int,
) -> Iterator[tuple[int, float]]:
    """Articles kept so far and MB, after each pass."""
    store = open_store(f"sqlite:///{folder / 'wortlaut.db'}")
    fetcher = HttpFetcher(world.limits(), clock, store, wait=clock.advance)
    newsroom = Newsroom(store)
    feeds = [paper.feed for paper in papers]
    parts = ReadingParts(
        store, fetcher, clock, ("de", "en"), lambda: feeds, analyser, newsroom.group, None, 900.0, open_registry(store)
    )
    kept = 0
    printed = _articles(paragraphs)
    for _ in range(articles // DISTINCT):
        for number, (title, text) in enumerate(islice(printed, DISTINCT)):
            paper = papers[number % PAPERS]
            path = f"/{kept + number}.html"
            paper.pieces.append(Piece(path, title, text, clock.now(), guid=path))
        kept += sum(
            isinstance(event, PageDone) and event.record.article is not None
            for event in passes(parts, (), watch=False, due_only=False, anew=False)
        )
        for paper in papers:
            paper.pieces.clear()
        world.log.clear()
        clock.advance(FIVE_DAYS_S)
        gc.collect()
        yield kept, _resident_mb()
    fetcher.close()
    store.close()


def _articles(length: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Headline and paragraphs, for ever: the same 200 articles of so many paragraphs, each time round with other nouns."""
    dice = random.Random(7)
    texts = [file.read_text(encoding="utf-8").partition("\n\n")[2] for file in sorted(SAMPLES.glob("*.txt"))]
    stock = [one.strip() for text in texts for one in text.split("\n\n") if len(one) > 80]
    distinct = [tuple(dice.sample(stock, length)) for _ in range(DISTINCT)]
    nouns = sorted({noun for one in stock for noun in _NOUN.findall(one)})
    around = 0
    while True:
        for number, paragraphs in enumerate(distinct):
            now = dict(zip(nouns, dice.sample(nouns, len(nouns)), strict=True))
            yield (
                f"{now[nouns[number % len(nouns)]]} und {now[nouns[0]]}: Bericht {around} über Sache {number}",
                tuple(_exchanged(paragraph, now) for paragraph in paragraphs),
            )
        around += 1


def _exchanged(text: str, nouns: Mapping[str, str]) -> str:
    return _NOUN.sub(lambda hit: nouns[hit.group()], text)


def _resident_mb() -> float:
    """Of this process and its children."""
    processes = [Path("/proc/self"), *(Path(f"/proc/{child.pid}") for child in active_children())]
    return sum(map(_resident_of, processes))


def _resident_of(process: Path) -> float:
    for line in (process / "status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"the resident memory of {process} is not told here")


def _slope(points: Sequence[tuple[int, float]]) -> float:
    """MB per article by least squares; 0 for a single point."""
    many = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / many, sum(y for _, y in points) / many
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def told(found: Soaked) -> str:
    """The figures in one line."""
    return (
        f"{found.articles} articles, {found.kept} kept: {found.first_mb:.0f} MB after the first {DISTINCT}, "
        f"{found.last_mb:.0f} MB at the end, {found.slope_mb:+.2f} MB per 1,000"
    )


if __name__ == "__main__":
    wanted = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="soak") as place:
        logging.disable(logging.WARNING)
        print(told(soak(Path(place), wanted, tagger="tagger" in sys.argv[2:])))
