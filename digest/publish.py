"""Service: group what was read into stories and statements, and compile the digest of a window.

    group:          articles and analyses of the window -> cluster (known stories stay) -> merge -> replace in the store
    compile_digest: statements of the window -> literal check against the stored texts -> compile -> Edition

Order only: what is decided is decided in digest.stories, digest.statements and digest.edition.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest.edition import DigestRequest, Edition, EditionInput, Limits, compile_edition
from digest.model import Analysis, Article, Statement, Story, wording
from digest.ports import StatementQuery, Store
from digest.statements import Reading, carried_over, merge
from digest.stories import ArticleText, cluster
from digest.visible import with_reports

__all__ = ["DigestRequest", "Edition", "Grouped", "Limits", "compile_digest", "group", "literal"]

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=2)
"""How long before the window a story's last article may lie for the story to be called silent rather than over."""

WINDOW, OVERLAP = timedelta(days=4), timedelta(days=2)
"""How much of an archive is grouped at once, and how much of that again with the next part."""

MOST_STATEMENTS = 10_000
"""Statements of one window that are looked at; no day of 300 feeds has come near."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """What grouping made of the articles of a window."""

    articles: int
    stories: int
    statements: int


def group(store: Store, since: datetime, until: datetime) -> Grouped:
    """Group the analysed articles published in [since, until) into stories and statements, and store them.

    Stories and statements that reach back before `since` keep their ids and what lies there.
    """
    articles = list(store.articles(since, until))
    analyses = store.analyses([article.id for article in articles])
    copies = store.copies([article.id for article in articles])
    known = store.stories(since, until)
    previous = {article: story.id for story in known for article in story.articles}
    texts = [_article_text(article, analyses.get(article.id), copies.get(article.id)) for article in articles]
    stories = [_with_past(story, known) for story in cluster(texts, previous)]
    story_of = {article: story.id for story in stories for article in story.articles}
    readings = [Reading(article, analyses[article.id]) for article in articles if article.id in analyses]
    inside = {article.id for article in articles}
    statements = carried_over(merge(readings, story_of, copies), _reaching_back(store, known, inside), inside)
    store.replace_groups(inside, stories, statements)
    return Grouped(len(articles), len(stories), len(statements))


def group_all(store: Store, first: datetime, last: datetime) -> None:
    """Group the articles published from `first` to `last`, both included, however far apart: window by window.

    The windows overlap, so that a story that goes on from one to the next stays one story.
    """
    since = first
    while since <= last:
        if store.articles(since, since + WINDOW):
            group(store, since, since + WINDOW)
        since += WINDOW - OVERLAP


def _article_text(article: Article, analysis: Analysis | None, copy_of: str | None) -> ArticleText:
    mentioned = Counter(mention.actor for mention in analysis.mentions if mention.actor) if analysis else Counter()
    return ArticleText(
        id=article.id,
        title=article.title,
        text=article.text,
        language=article.language,
        published_at=article.published_at,
        lead=article.lead,
        actors=tuple(actor for actor, _ in mentioned.most_common(12)),
        copy_of=copy_of,
    )


def _with_past(story: Story, known: Sequence[Story]) -> Story:
    """The story with the articles it had before the window."""
    earlier = next((one for one in known if one.id == story.id), None)
    if earlier is None:
        return story
    past = tuple(article for article in earlier.articles if article not in story.articles)
    if not past:
        return story
    return replace(story, articles=past + story.articles, first_at=min(earlier.first_at, story.first_at))


def _reaching_back(store: Store, known: Iterable[Story], inside: set[str]) -> list[Statement]:
    """Stored statements of the known stories with reports both inside and outside the window."""
    found = []
    for story in known:
        if inside.issuperset(story.articles):
            continue
        for statement in store.statements(StatementQuery(story=story.id), limit=MOST_STATEMENTS):
            places = {report.article in inside for report in statement.reports}
            if places == {True, False}:
                found.append(statement)
    return found


def compile_digest(store: Store, request: DigestRequest) -> Edition:
    """Return the edition of the request's window from what is stored and grouped."""
    window = StatementQuery(since=request.since, until=request.until)
    listed = store.statements(window, limit=MOST_STATEMENTS)
    articles = tuple(
        article for article in store.articles(request.since, request.until) if _wanted(article.outlet.id, request)
    )
    heard = [statement for one in listed if (statement := _as_asked(store, one, request)) is not None]
    texts = _texts(store, heard, articles)
    checked = tuple(statement for statement in heard if _passes(statement, texts))
    newest = store.stories(request.since - LOOK_BACK, request.until)
    before = StatementQuery(until=request.since)
    has_history = bool(store.statements(before, limit=1))
    return compile_edition(
        EditionInput(
            request=request,
            articles=articles,
            stories=tuple(newest),
            statements=checked,
            texts=texts,
            copies=store.copies([article.id for article in articles]),
            newcomers=_newcomers(store, checked, request.since) if has_history else frozenset(),
            has_history=has_history,
        )
    )


def _wanted(outlet: str, request: DigestRequest) -> bool:
    return not request.outlets or outlet in request.outlets


def _as_asked(store: Store, statement: Statement, request: DigestRequest) -> Statement | None:
    """The statement with the reports of the outlets and the time asked for; None where none is left.

    Where the wording shown is another outlet's, the first report left lends its words.
    """
    reports = tuple(
        report
        for report in statement.reports
        if _wanted(report.outlet.id, request) and report.published_at < request.until
    )
    if not reports:
        return None
    return with_reports(store, statement, reports)


def _texts(store: Store, statements: Iterable[Statement], articles: Iterable[Article]) -> dict[str, Article]:
    """The articles whose words the statements show."""
    texts = {article.id: article for article in articles}
    for statement in statements:
        needed = statement.reports[0].article
        if needed not in texts and (article := store.article(needed)) is not None:
            texts[needed] = article
    return texts


def literal(statement: Statement, article: Article) -> bool:
    """Whether the statement's text is what stands in the article at the spans of its first report."""
    spans = statement.reports[0].content
    return bool(spans) and spans[-1].end <= len(article.text) and wording(article.text, spans) == statement.text


def _passes(statement: Statement, texts: Mapping[str, Article]) -> bool:
    """The last look before anything is shown; what does not stand in the stored text is left out and logged."""
    article = texts.get(statement.reports[0].article) if statement.reports else None
    if article is None:
        log.error("statement %s is left out: the article of its wording is not stored", statement.id)
        return False
    if not literal(statement, article):
        log.error("statement %s is left out: its text does not stand in article %s", statement.id, article.id)
        return False
    return True


def _newcomers(store: Store, statements: Iterable[Statement], since: datetime) -> frozenset[str]:
    """Speakers of whom the store holds no statement and no mention from before."""
    speakers = {actor.id for statement in statements if statement.certain for actor in statement.speakers}
    unheard = speakers - store.speakers_before(speakers, since)
    return frozenset(actor for actor in unheard if store.mention_count(actor, until=since) == 0)
