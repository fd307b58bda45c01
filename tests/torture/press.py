"""Papers in virtual time: what they print, and how it gets to the program's own passes.

Fetching, the reading of a page and its analysis are scripted at their ports; what lies between and behind them (when a
feed is asked, parsing it, what is new, keeping, grouping, compiling) is the program's own.
"""

from __future__ import annotations

import json
import math
import random
import re
from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

from digest.errors import FetchFailed
from digest.extract import Reading
from digest.model import (
    Actor,
    Analysis,
    Article,
    Entry,
    Feed,
    Kind,
    Mention,
    Mode,
    Outlet,
    Party,
    Quotation,
    Span,
    article_id,
    quotation_id,
)
from digest.ports import Request, Response
from tests.torture.virtual import VirtualClock

FLOOR_S = 3 * 3600.0
"""The shortest interval between two fetches of a feed."""

LEAST_S = 3599.0
"""The shortest of all: after a failure a feed is asked again in an hour."""

MEAN_GAP_H = 48.0
"""Hours between two articles of a paper, in the mean."""

SPEAKERS = tuple(
    Actor(f"sim:{first} {last}", Kind.PERSON, f"{first} {last}")
    for first in ("Ada", "Bodo", "Cora", "Dirk", "Edda")
    for last in ("Altmann", "Brandt", "Conrad", "Dreyer", "Eggers", "Fabian", "Gruber", "Hofer")
)
WORDS = [
    "Haushalt",
    "Brücke",
    "Schule",
    "Bahnhof",
    "Hafen",
    "Klinik",
    "Wald",
    "Steuer",
    "Wohnung",
    "Strom",
    "Wasser",
    "Straße",
    "Theater",
    "Markt",
    "Polizei",
    "Gericht",
    "Umbau",
    "Neubau",
    "Streik",
    "Vertrag",
    "Prüfung",
    "Antrag",
    "Frist",
    "Kredit",
    "Mangel",
    "Plan",
    "Verbot",
    "Umweg",
    "Zuschuss",
    "Ausbau",
    "Rückbau",
    "Entwurf",
]
SAID = re.compile(r"„([^“]+)“, sagte ([^.]+)\.")
NUMBER = re.compile(r"Befund (\d+)\b")
"""How the words of an article name it, wherever they are shown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as its paper prints it."""

    number: int
    url: str
    title: str
    text: str
    at: datetime


def _piece(number: int, host: str, at: datetime, dice: random.Random) -> Piece:
    said = "\n\n".join(
        f"„Zu Befund {number} gehört {', '.join(dice.sample(WORDS, 5))} und sonst nichts mehr in dieser Woche“, "
        f"sagte {dice.choice(SPEAKERS).name}."
        for _ in range(dice.choice([1, 2, 2]))
    )
    topic = " und ".join(dice.sample(WORDS, 2))
    text = f"In {host} ging es um {', '.join(dice.sample(WORDS, 8))}.\n\n{said}\n\nMehr zu {topic} folgt."
    return Piece(number, f"https://{host}/artikel/{number}", f"{topic}: was Befund {number} sagt", text, at)


class Press:
    """So many papers with a feed each. A digest.ports.Fetcher that answers by the clock, and fails now and then."""

    def __init__(self, clock: VirtualClock, dice: random.Random, papers: int, hours: int, trouble: float) -> None:
        self._clock, self._trouble = clock, trouble
        self._salt = dice.random()
        self.asked: dict[str, list[float]] = {}
        self.pieces: dict[str, Piece] = {}
        self._printed: dict[str, list[Piece]] = {}
        first = clock.now()
        for number in range(papers):
            host = f"blatt{number}.example"
            printed: list[Piece] = []
            at = first - timedelta(hours=12)
            while at < first + timedelta(hours=hours):
                at += timedelta(hours=dice.expovariate(1 / MEAN_GAP_H))
                printed.append(_piece(len(self.pieces), host, at, dice))
                self.pieces[printed[-1].url] = printed[-1]
            self._printed[host] = printed

    @property
    def feeds(self) -> list[Feed]:
        """As the sources file would list them."""
        return [Feed(f"https://{host}/rss", Outlet(host, host.title(), "DE", "de")) for host in self._printed]

    def get(self, request: Request) -> Response:
        """The feed as it is now, or a page."""
        now = self._clock.now()
        host, _, path = request.url.removeprefix("https://").partition("/")
        fate = random.Random(f"{self._salt} {request.url} {now.isoformat()}").random()
        if path == "rss":
            self.asked.setdefault(request.url, []).append(self._clock.monotonic())
        if fate < self._trouble:
            raise FetchFailed(request.url, "timeout" if fate < self._trouble / 2 else "http_503")
        if path != "rss":
            piece = self.pieces[request.url]
            page = {"title": piece.title, "text": piece.text, "at": piece.at.isoformat()}
            return Response(request.url, 200, {"content-type": "text/html"}, json.dumps(page).encode())
        printed = self._printed[host]
        told = bisect([one.at for one in printed], now)
        tag = f'"{told}"'
        if request.etag == tag:
            return Response(request.url, 304, {"etag": tag}, b"")
        return Response(request.url, 200, {"etag": tag}, _rss(host, printed[max(0, told - 20) : told]))

    def broken_off(self) -> None:
        """What a pass asked for just before it was broken off it may ask for again: no number is too near to this."""
        for times in self.asked.values():
            times.append(math.nan)

    @property
    def fetches(self) -> int:
        """How often feeds were asked."""
        return sum(not math.isnan(one) for times in self.asked.values() for one in times)

    def asked_too_often(self) -> list[str]:
        """The feeds that were asked again too soon, across crashes as well."""
        return [
            f"{url} was asked twice within {other - one:.0f} s"
            for url, times in self.asked.items()
            for one, other in pairwise(times)
            if other - one < LEAST_S
        ]


def _rss(host: str, pieces: Sequence[Piece]) -> bytes:
    items = "".join(
        f"<item><title>{one.title}</title><link>{one.url}</link><guid>{one.url}</guid>"
        f"<pubDate>{format_datetime(one.at)}</pubDate></item>"
        for one in pieces
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{host}</title>'
        f"<link>https://{host}/</link><language>de</language>{items}</channel></rss>"
    ).encode()


class ScriptedReader:
    """A PageReader of the pages of `Press`."""

    def prepare(self) -> None:
        """Nothing to load."""

    def read(
        self,
        page: bytes,
        url: str,
        headers: Mapping[str, str],
        fetched_at: datetime,
        *,
        languages: Collection[str],
        hint: Entry | None = None,
        outlet: Outlet | None = None,
    ) -> Reading:
        """The article as it was printed."""
        printed = json.loads(page)
        where = outlet or Outlet(url.split("/")[2], url.split("/")[2])
        at = datetime.fromisoformat(printed["at"])
        identity = article_id(url, printed["text"])
        return Reading(Article(identity, url, where, "de", printed["title"], printed["text"], at, fetched_at))


class ScriptedAnalyser:
    """Finds what was said by its one form."""

    version = "scripted"

    def analyse(self, article: Article) -> Analysis:
        """Every quotation and its speaker."""
        names = {actor.name: actor for actor in SPEAKERS}
        found = list(SAID.finditer(article.text))
        mentions = tuple(Mention(Span(*one.span(2)), names[one[2]].id, "scripted", 1.0) for one in found)
        return Analysis(
            article=article.id,
            version=self.version,
            language="de",
            actors=tuple({one[2]: names[one[2]] for one in found}.values()),
            mentions=mentions,
            quotations=tuple(_quotation(article, one, names[one[2]]) for one in found),
        )


def _quotation(article: Article, one: re.Match[str], speaker: Actor) -> Quotation:
    content = (Span(*one.span(1)),)
    party = Party(Span(*one.span(2)), (speaker.id,), certain=True, rule="scripted", confidence=1.0)
    cue = one.end(1) + len("“, ")
    return Quotation(
        id=quotation_id(article.id, content), article=article.id, mode=Mode.DIRECT, content=content,
        cue=(Span(cue, cue + len("sagte")),), speaker=party,
    )  # fmt: skip
