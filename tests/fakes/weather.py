"""Days in the life of papers, told by a seed: what the program meets out there, in any order."""

from __future__ import annotations

import random
from datetime import timedelta
from email.utils import format_datetime
from functools import partial

from tests.fakes.clocks import HandClock
from tests.fakes.internet import FORBIDDEN, Answer, Question
from tests.fakes.papers import Paper


class Weather:
    """What happens to the papers, told by a seed: news, corrections, failures, waits asked for, redirects, traps."""

    def __init__(self, seed: int, papers: list[Paper], clock: HandClock) -> None:
        self._random = random.Random(seed)
        self._papers = papers
        self._clock = clock
        self._numbers = iter(range(1, 100_000))
        self._troubles: dict[str, tuple[float, Answer]] = {}
        for paper in papers:
            paper.trouble = partial(self._trouble, paper.host)
            for _ in range(3):
                self._news(paper)

    def pass_by(self) -> None:
        """A quarter of an hour of it."""
        for paper in self._papers:
            if self._random.random() < 0.25:
                self._news(paper)
            if self._random.random() < 0.1:
                piece = self._random.choice(paper.pieces[-5:])
                words = (*piece.paragraphs[:-1], f"Berichtigung: {next(self._numbers)} Mitglieder waren anwesend.")
                paper.correct(piece, words, self._clock.now(), told=self._random.random() < 0.7)
            if self._random.random() < 0.06:
                lasts_s = self._random.choice([600, 4000, 20_000, 90_000])
                self._troubles[paper.host] = self._clock.monotonic() + lasts_s, self._answer(paper)

    def _news(self, paper: Paper) -> None:
        paper.print_article(next(self._numbers), self._clock.now(), closed=self._random.random() < 0.1)

    def _answer(self, paper: Paper) -> Answer:
        wait = self._random.choice([30, 700, 8000])
        date = format_datetime(self._clock.now() + timedelta(seconds=wait), usegmt=True)
        inside = f"http://{FORBIDDEN}:{paper.world.port}/"
        return self._random.choice(
            [
                Answer(status=500),
                Answer(status=404),
                Answer(status=429, headers={"Retry-After": str(wait)}),
                Answer(status=503, headers={"Retry-After": date.replace("+0000", "GMT")}),
                Answer(status=302, headers={"Location": inside}),
                Answer(status=301, headers={"Location": paper.world.url("innen.example")}),
                Answer(b"<!DOCTYPE html><html><body>Wartung</body></html>"),
                Answer(b"\x1f\x8bkaputt", headers={"Content-Encoding": "gzip"}),
            ]
        )

    def _trouble(self, host: str, question: Question) -> Answer | None:
        until, answer = self._troubles.get(host, (0.0, Answer()))
        return answer if self._clock.monotonic() < until else None
