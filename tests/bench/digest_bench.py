"""How long compiling takes over one big day: `python -m tests.bench.digest_bench [ARTICLES] [STATEMENTS]`.

The store is SQLite, filled with invented articles and statements; the first digest of the day is measured, then further
channels with and without filters, and with what they were shown before, no two alike. Seconds are of the processor.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from digest.edition import DigestRequest
from digest.model import Actor, Article, Kind, Mode, Outlet, PageOutcome, PageRecord, Report, Span, Statement, Story
from digest.ports import Kept
from digest.publish import Compiler, shown_by
from digest.store import open_store
from digest.stories.terms import stem
from digest.taste import Taste
from tests.bench.invented import VOCABULARY

DAY = datetime(2025, 5, 9, tzinfo=UTC)
OUTLETS = [Outlet(f"medium{number}.example", f"Medium {number}", "DE", "de") for number in range(80)]
ACTORS = [Actor(f"q{number}", Kind.PERSON, f"Vorname{number} Nachname{number}") for number in range(3000)]
MODES = list(Mode)
MANY = 30
"""Channels of each kind; no two of them ask for the same, since the same is compiled once."""

CHANNELS: dict[str, Callable[[int, frozenset[str]], dict[str, Any]]] = {
    "that was shown nothing": lambda number, _: {"seen": frozenset({f"other{number}"})},
    "that was shown the first": lambda _, seen: {"seen": seen},
    "with filters": lambda number, seen: {
        "seen": seen, "taste": Taste(without=(VOCABULARY[40 + number],), independent=2)
    },
    "with topics and follows": lambda number, seen: {
        "seen": seen, "taste": Taste(topics=(VOCABULARY[30 + number],), follows=(f"Nachname{number}",))
    },
    "with outlets of its own": lambda number, seen: {
        "seen": seen, "taste": Taste(outlets=tuple(f"Medium {one}" for one in range(number, number + 20)))
    },
}  # fmt: skip
"""What each of the channels wants beside the day, by its number and what the first digest showed."""


def an_article(number: int, total: int, dice: random.Random) -> tuple[Article, list[Span]]:
    """An article of this number, and where its four sentences stand that are statements."""
    sentences = [" ".join(dice.choices(VOCABULARY, k=dice.randrange(8, 28))).capitalize() + "." for _ in range(16)]
    text = " ".join(sentences)
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    published = DAY + timedelta(days=1) * (number / total)
    title = " ".join(dice.choices(VOCABULARY, k=8)).capitalize()
    article = Article(
        id=f"a{number}", url=f"https://{OUTLETS[number % 80].id}/{number}", outlet=OUTLETS[number % 80], language="de",
        title=title, text=text, published_at=published, fetched_at=published,
    )  # fmt: skip
    return article, spans


def filled(folder: str, articles: int, statements: int) -> Path:
    """A store of a day with so many articles and statements, in stories of about four articles."""
    dice = random.Random(1)
    path = Path(folder) / "day.db"
    store = open_store(f"sqlite:///{path}")
    made = [an_article(number, articles, dice) for number in range(articles)]
    for article, _ in made:
        store.keep(Kept(PageRecord(article.url, PageOutcome.NEW, article.fetched_at, article=article.id), article))
    told: dict[int, list[int]] = {}
    for number in range(articles):
        told.setdefault(min(int(dice.paretovariate(0.5)), articles // 3), []).append(number)
    stories = [
        Story(f"s{key}", made[members[0]][0].title, tuple(f"a{one}" for one in members),
              made[members[0]][0].published_at, made[members[-1]][0].published_at)
        for key, members in told.items()
    ]  # fmt: skip
    story_of = {article: story.id for story in stories for article in story.articles}
    said = []
    for number in range(statements):
        article, spans = made[number % articles]
        span = spans[(number // articles) % 16]
        reports = [Report(article.outlet, article.id, article.url, f"x{number}", (span,), article.published_at)]
        said.append(
            Statement(
                id=f"x{number}", speakers=(ACTORS[int(dice.paretovariate(0.6)) % 3000],), certain=dice.random() < 0.8,
                role="Sprecher" if dice.random() < 0.5 else "", mode=dice.choice(MODES), text=span.of(article.text),
                language="de", said_on=None, first_at=article.published_at, about=(dice.choice(ACTORS),),
                story=story_of[article.id], reports=tuple(reports),
            )
        )  # fmt: skip
    store.replace_groups([article.id for article, _ in made], stories, said)
    store.close()
    return path


def main(articles: int = 5000, statements: int = 20_000) -> None:
    """Print seconds for the first digest and milliseconds for further channels."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{filled(folder, articles, statements)}")
        request = DigestRequest(DAY.date(), DAY, DAY + timedelta(days=1))
        compiler = Compiler(store)
        for word in VOCABULARY:  # in a bot the stems are known from grouping
            stem(word, "de")
        began = time.process_time()
        edition = compiler.compile(request)
        print(f"  first digest, {articles:,} articles, {statements:,} statements {time.process_time() - began:6.2f} s")
        seen = sorted(shown_by(edition))
        for name, wanted in CHANNELS.items():
            spent = []
            for number in range(MANY):
                asked = replace(request, **wanted(number, frozenset(seen) - {seen[number % len(seen)]}))
                began = time.process_time()
                compiler.compile(asked)
                spent.append(1000 * (time.process_time() - began))
            print(f"  further channel {name:26s} first {spent[0]:6.1f} ms, then {median(spent[1:]):6.1f} ms")
        store.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
