"""Outlets of the small internet: papers that print articles, correct them, move house, are ill, and have rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from digest.model import Feed, Outlet
from tests.fakes.internet import ADDRESS, Answer, Internet, Question

SENTENCES = (
    "Der Gemeinderat hat in seiner Sitzung am {n}. des Monats über den Haushalt von {host} beraten und ihn beschlossen.",
    "Die Bürgermeisterin sagte nach der Sitzung, man habe sich die Entscheidung zu Punkt {n} nicht leicht gemacht.",
    "Für den Entwurf stimmten {n} Mitglieder; die Opposition nannte ihn in ihrer Erklärung Nummer {n} unausgewogen.",
    "Im kommenden Jahr sollen davon Straßen, Schulen und der Bahnhof der Gemeinde {host} bezahlt werden.",
)


@dataclass
class Piece:
    """An article of a paper: what stands on its page and in the feed now."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    teaser: str = ""
    modified: datetime | None = None
    guid: str = ""
    status: int = 200


@dataclass
class Paper:
    """One outlet: a host with a feed at /rss, a page per article, and a robots.txt that closes /intern/.

    `validators`: whether its pages and its feed have an ETag; the feed else has nothing. `trouble` may give an answer
    to any question instead of the usual one. `free`: whether its pages can be read without paying. `guids`: "stable", "changing" with every fetch, or "none".
    """

    host: str
    world: Internet
    pieces: list[Piece] = field(default_factory=list)
    feed_path: str = "/rss"
    page_validators: bool = True
    feed_validators: bool = True
    guids: str = "stable"
    robots: str = "User-agent: *\nDisallow: /intern/\n"
    free: bool = True
    trouble: Callable[[Question], Answer | None] = lambda _question: None
    fetches: int = 0

    def open(self, address: str = ADDRESS) -> Paper:
        """Go on line."""
        self.world.site(self.host, self.answer, address)
        return self

    @property
    def feed(self) -> Feed:
        """The feed as the sources file would list it."""
        return Feed(
            self.world.url(self.host, self.feed_path),
            Outlet(self.host.split(".", maxsplit=1)[0], self.host.title(), "DE", "de"),
        )

    def print_article(self, number: int, at: datetime, *, closed: bool = False) -> Piece:
        """Publish an article whose text is told by host and number."""
        path = f"/{'intern' if closed else 'artikel'}/{number}.html"
        body = tuple(one.format(n=number, host=self.host) for one in SENTENCES)
        piece = Piece(
            path, f"Haushalt Nummer {number} in {self.host}", body, at, f"Anriss {number}", guid=f"id-{number}"
        )
        self.pieces.append(piece)
        return piece

    def correct(self, piece: Piece, paragraphs: Sequence[str], at: datetime, *, told: bool = True) -> None:
        """Change an article's text; where it is told the feed's teaser and the page's date change too."""
        changed = replace(piece, paragraphs=tuple(paragraphs))
        if told:
            changed = replace(changed, modified=at, teaser=piece.teaser + " (berichtigt)")
        self.pieces[self.pieces.index(piece)] = changed

    def answer(self, question: Question) -> Answer:
        """What the host answers."""
        if (troubled := self.trouble(question)) is not None:
            return troubled
        if question.path == "/robots.txt":
            return Answer(self.robots.encode(), headers={"ETag": _tag(self.robots.encode())}, validate=True)
        if question.path == self.feed_path:
            self.fetches += 1
            return _validated(self.rss(), "application/rss+xml", told=self.feed_validators)
        for piece in self.pieces:
            if piece.path == question.path:
                page = _validated(self.page(piece), "text/html; charset=utf-8", told=self.page_validators)
                return page if piece.status == 200 else Answer(status=piece.status)
        return Answer(status=404)

    def rss(self) -> bytes:
        """The feed with the latest twenty articles."""
        items = "".join(self._item(piece) for piece in self.pieces[-20:])
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{self.host}</title><link>{self.world.url(self.host)}</link><language>de</language>"
            f"{items}</channel></rss>"
        ).encode()

    def _item(self, piece: Piece) -> str:
        guid = {"stable": piece.guid, "changing": f"{piece.guid}-{self.fetches}", "none": ""}[self.guids]
        told = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
        return (
            f"<item><title>{piece.title}</title><link>{self.world.url(self.host, piece.path)}</link>{told}"
            f"<pubDate>{format_datetime(piece.published)}</pubDate><description>{piece.teaser}</description></item>"
        )

    def page(self, piece: Piece) -> bytes:
        """An article's page with its own data about itself."""
        data = {
            "@type": "NewsArticle",
            "headline": piece.title,
            "datePublished": piece.published.isoformat(),
            "dateModified": (piece.modified or piece.published).isoformat(),
            "isAccessibleForFree": self.free,
        }
        text = "".join(f"<p>{paragraph}</p>" for paragraph in piece.paragraphs)
        return (
            f"<!DOCTYPE html><html lang='de'><head><meta charset='utf-8'><title>{piece.title}</title>"
            f"<script type='application/ld+json'>{json.dumps(data)}</script></head>"
            f"<body><article><h1>{piece.title}</h1>{text}</article></body></html>"
        ).encode()


def once_until(moment: datetime, answer: Answer) -> Callable[[Question], Answer | None]:
    """Trouble that lasts until this moment."""
    return lambda question: answer if question.moment is not None and question.moment < moment else None


def at_path(path: str, answer: Answer) -> Callable[[Question], Answer | None]:
    """Trouble with one path alone."""
    return lambda question: answer if question.path == path else None


def _tag(body: bytes) -> str:
    return f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'


def _validated(body: bytes, kind: str, *, told: bool) -> Answer:
    headers = {"Content-Type": kind} | ({"ETag": _tag(body)} if told else {})
    return Answer(body, headers=headers, validate=told)


HOUR = timedelta(hours=1)
