"""How long compiling takes over one big day: `python -m tests.bench.digest_bench [ARTICLES] [STATEMENTS]`.

The store is SQLite, filled with invented articles, what was found in them and statements, two in five of which several
outlets report. The first digest of the day is measured, then further channels with and without filters, and with what
they were shown before, no two alike. Seconds are of the processor; what a channel takes is told beside the plainest one
of the same run too, which other work on the machine hardly moves.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bot.editions import chat_limits
from digest.edition import DigestRequest
from digest.model import (
    Actor,
    Analysis,
    Article,
    Kind,
    Mode,
    Outlet,
    PageOutcome,
    PageRecord,
    Quotation,
    Report,
    Span,
    Statement,
    Story,
)
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
MOST_REPORTS = 12
"""Articles that report one statement."""

STORIES = 7
"""Stories of a digest, as channels get where they chose nothing else."""

MANY = 40
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


def in_stories(made: list[tuple[Article, list[Span]]], dice: random.Random) -> list[Story]:
    """The articles in stories of about four, few of them large."""
    told: dict[int, list[int]] = {}
    for number in range(len(made)):
        told.setdefault(min(int(dice.paretovariate(0.5)), len(made) // 3), []).append(number)
    return [
        Story(f"s{key}", made[members[0]][0].title, tuple(f"a{one}" for one in members),
              made[members[0]][0].published_at, made[members[-1]][0].published_at)
        for key, members in told.items()
    ]  # fmt: skip


def said_in(
    made: list[tuple[Article, list[Span]]], stories: list[Story], number: int, dice: random.Random
) -> list[Statement]:
    """So many statements, each with the reports of one to twelve articles of a story."""
    story_of = {article: story for story in stories for article in story.articles}
    said = []
    for place in range(number):
        article, spans = made[place % len(made)]
        span = spans[(place // len(made)) % 16]
        story = story_of[article.id]
        others = min(int(dice.paretovariate(1.5)), MOST_REPORTS, len(story.articles)) - 1
        reports = [Report(article.outlet, article.id, article.url, f"x{place}", (span,), article.published_at)]
        for one in {*dice.sample(story.articles, others)} - {article.id}:
            other, places = made[int(one[1:])]
            words = (dice.choice(places),)
            reports.append(
                Report(other.outlet, other.id, other.url, f"x{place}.{len(reports)}", words, other.published_at)
            )
        said.append(
            Statement(
                id=f"x{place}", speakers=(ACTORS[int(dice.paretovariate(0.6)) % 3000],), certain=dice.random() < 0.8,
                role="Sprecher" if dice.random() < 0.5 else "", mode=dice.choice(MODES), text=span.of(article.text),
                language="de", said_on=None, first_at=article.published_at, about=(dice.choice(ACTORS),),
                story=story.id, reports=tuple(reports),
            )
        )  # fmt: skip
    return said


def filled(folder: str, articles: int, statements: int) -> Path:
    """A store of a day with so many articles and statements."""
    dice = random.Random(1)
    path = Path(folder) / "day.db"
    store = open_store(f"sqlite:///{path}")
    made = [an_article(number, articles, dice) for number in range(articles)]
    stories = in_stories(made, dice)
    said = said_in(made, stories, statements, dice)
    found: dict[str, list[Quotation]] = {article.id: [] for article, _ in made}
    for one in said:
        for report in one.reports:
            found[report.article].append(Quotation(report.quotation, report.article, one.mode, report.content))
    for article, _ in made:
        record = PageRecord(article.url, PageOutcome.NEW, article.fetched_at, article=article.id)
        analysis = Analysis(article.id, "bench", article.language, quotations=tuple(found[article.id]))
        store.keep(Kept(record, article, analysis=analysis))
    store.replace_groups([article.id for article, _ in made], stories, said)
    store.close()
    return path


def spent_on(compiler: Compiler, requests: Iterable[DigestRequest]) -> list[float]:
    """Milliseconds of the processor that each of these digests takes."""
    spent = []
    for request in requests:
        began = time.process_time()
        compiler.compile(request)
        spent.append(1000 * (time.process_time() - began))
    return spent


def main(articles: int = 5000, statements: int = 20_000) -> None:
    """Print seconds for the first digest and milliseconds for further channels."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{filled(folder, articles, statements)}")
        request = DigestRequest(DAY.date(), DAY, DAY + timedelta(days=1), limits=chat_limits(STORIES))
        compiler = Compiler(store)
        for word in VOCABULARY:  # in a bot the stems are known from grouping
            stem(word, "de")
            stem(word.capitalize(), "de")
        began = time.process_time()
        edition = compiler.compile(request)
        print(f"  first digest, {articles:,} articles, {statements:,} statements {time.process_time() - began:6.2f} s")
        seen = sorted(shown_by(edition))
        plain = 0.0
        for name, wanted in CHANNELS.items():
            asked = [
                replace(request, **wanted(number, frozenset(seen) - {seen[number % len(seen)]}))
                for number in range(MANY)
            ]
            first, *spent = spent_on(compiler, asked)
            middle, late = median(spent), quantiles(spent, n=20)[-1]
            plain = plain or middle
            print(
                f"  further channel {name:26s} first {first:6.1f} ms, then {middle:6.1f} ms, p95 {late:6.1f} ms"
                f" ({middle / plain:.1f} times the plainest)"
            )
        store.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
