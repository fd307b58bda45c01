"""Invented news in any amount, for benches: stories of a few days, told by several outlets in words drawn by Zipf's law.

Nothing here reads like German, but words are as long, as rare and as shared as in news: every story has words of its own,
which its articles use more or less.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from digest.stories import ArticleText

START = datetime(2025, 1, 1, tzinfo=UTC)
SYLLABLES = [
    a + b for a in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "st", "t", "w", "z") for b in "aeiou"
]


def _word(number: int) -> str:
    word = ""
    while number or not word:
        number, at = divmod(number, len(SYLLABLES))
        word += SYLLABLES[at]
    return word + "ung"[: len(word) % 4]


VOCABULARY = [_word(number) for number in range(60_000)]
CUMULATED = list(accumulate((rank + 8) ** -1.1 for rank in range(len(VOCABULARY))))


@dataclass(frozen=True)
class Plot:
    """A story to be told: its own words, its actors, when it begins and how many hours it lasts."""

    number: int
    words: tuple[str, ...]
    actors: tuple[str, ...]
    begin: float
    hours: float


def plots(dice: random.Random, day: int, per_day: int) -> list[Plot]:
    """The stories that begin on a day: most are told once or twice, a few for days by everybody."""
    return [
        Plot(
            number,
            tuple(VOCABULARY[dice.randrange(2000, len(VOCABULARY))] for _ in range(14)),
            tuple(f"q{int(dice.paretovariate(0.7)) % 5000}" for _ in range(4)),
            24.0 * day + 24 * dice.random(),
            dice.expovariate(1 / 14),
        )
        for number in range(day * per_day, (day + 1) * per_day)
    ]


def news(days: int, per_day: int, seed: int = 1) -> Iterator[tuple[list[ArticleText], dict[str, int]]]:
    """For each day its articles, oldest first, and the story each tells."""
    dice = random.Random(seed)
    running: list[Plot] = []
    for day in range(days):
        running = [plot for plot in running if plot.begin + plot.hours > 24 * day] + plots(dice, day, per_day // 3)
        weights = list(accumulate(dice.paretovariate(1.1) for _ in running))
        articles, told = [], {}
        for number in range(per_day):
            plot = running[bisect(weights, dice.random() * weights[-1])]
            article = _article(dice, plot, f"{day}-{number}", day)
            articles.append(article)
            told[article.id] = plot.number
        yield sorted(articles, key=lambda one: one.published_at), told


def _article(dice: random.Random, plot: Plot, name: str, day: int) -> ArticleText:
    own = dice.sample(plot.words, 9)
    filler = [VOCABULARY[bisect(CUMULATED, dice.random() * CUMULATED[-1])] for _ in range(120)]
    text = own * 2 + filler
    dice.shuffle(text)
    title = own[:4] + filler[:4]
    dice.shuffle(title)
    moment = START + timedelta(days=day, hours=24 * dice.random())
    return ArticleText(name, " ".join(title), " ".join(text), "de", moment, actors=plot.actors)
