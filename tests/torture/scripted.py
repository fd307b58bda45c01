"""A digest without news behind it: as long as a real one, and different for every channel's every due time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from digest.edition import Desk, DigestRequest, Edition, Material, choose, compose
from digest.model import Actor, Article, Kind, Mode, Outlet, Report, Span, Statement, Story, short_id
from digest.store.memory_window import window_of

OUTLET = Outlet("blatt.example.org", "Blatt", "DE", "de")
WORDS = "der Pegel steigt seit gestern Abend schneller als jemals zuvor und die Dämme halten nur noch bis zum Morgen"


@dataclass(frozen=True, slots=True)
class ScriptedInput:
    """What an edition is compiled from."""

    request: DigestRequest
    articles: tuple[Article, ...]
    stories: tuple[Story, ...]
    statements: tuple[Statement, ...]


def compile_edition(given: ScriptedInput) -> Edition:
    """The edition of what was made up, by the steps that compile every edition."""
    articles = {one.id: replace(one, fetched_at=one.published_at) for one in given.articles}
    request = given.request
    window = window_of(
        request.since, request.until, list(articles.values()), given.stories, given.statements, articles, {}
    )
    desk = Desk(window)
    return compose(desk, request, choose(desk, request), Material({one.id: one for one in given.statements}, articles))


def scripted_edition(request: DigestRequest, stories: int = 3, statements: int = 5, words: str = WORDS) -> Edition:
    """So many stories with so many statements each; their words name the moment that the digest is for."""
    return compile_edition(scripted_input(request, stories, statements, words))


def scripted_input(request: DigestRequest, stories: int, statements: int, words: str = WORDS) -> ScriptedInput:
    """What such an edition is compiled from."""
    at = request.since
    articles, told, said = [], [], []
    for number in range(stories):
        article, spans = _article(request.until, at, number, statements, words)
        articles.append(article)
        told.append(Story(f"st{number}", article.title, (article.id,), at, at))
        said += [_statement(article, span, number, n, request.until) for n, span in enumerate(spans)]
    return ScriptedInput(request, tuple(articles), tuple(told), tuple(said))


def _article(moment: datetime, at: datetime, number: int, statements: int, words: str) -> tuple[Article, list[Span]]:
    text, spans = "", []
    for n in range(statements):
        content = f"Punkt {n} in Thema {number} um {moment:%d.%m.%Y %H:%M}: {words}"
        spans.append(Span(len(text) + 1, len(text) + 1 + len(content)))
        text += f"„{content}“, sagte Berg {n}.\n\n"
    identity = short_id("article", moment.isoformat(), number)
    title = f"Hochwasser {number} um {moment:%d.%m.%Y %H:%M}"
    url = f"https://blatt.example.org/{identity}"
    return Article(identity, url, OUTLET, "de", title, text, at, at), spans


def _statement(article: Article, span: Span, number: int, n: int, moment: datetime) -> Statement:
    return Statement(
        id=f"s{number}.{n} {moment:%d.%m. %H:%M}",  # new each time: what a channel has seen it is not shown again
        speakers=(Actor(f"berg{n}", Kind.PERSON, f"Ida Berg-{'ABCDEFGHIJ'[n]}"),),
        certain=True,
        role="",
        mode=Mode.DIRECT,
        text=article.text[span.start : span.end],
        language="de",
        said_on=article.published_at.date(),
        first_at=article.published_at,
        reports=(Report(OUTLET, article.id, article.url, f"q{n}", (span,), article.published_at, True),),
        story=f"st{number}",
    )
