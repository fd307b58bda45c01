"""A window over plain values: what the in-memory store answers, and the yardstick for the database's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from digest.model import Article, Statement, Story
from digest.windows import SILENT, ArticleLine, ReportLine, StatementLine, StoryLine, Window


def window_of(
    since: datetime,
    until: datetime,
    current: Iterable[Article],
    stories: Iterable[Story],
    statements: Iterable[Statement],
    articles: Mapping[str, Article],
    copies: Mapping[str, str],
) -> Window:
    """The window [since, until); `current` articles oldest first, `statements` newest first, `articles` all by id."""
    story_of = {article: story.id for story in stories for article in story.articles}
    current = list(current)
    inside = [article for article in current if since <= article.known_at < until]
    around = {article.id for article in current if since - SILENT <= article.known_at < until}
    ids = {article.id for article in inside}
    heard = [one for one in statements if any(report.article in ids for report in one.reports)]
    return Window(
        since=since,
        until=until,
        articles=tuple(_article(article, story_of.get(article.id), copies.get(article.id)) for article in inside),
        statements=tuple(_statement(one, articles, until) for one in heard),
        stories={
            story.id: _story(story, articles, since) for story in stories if not around.isdisjoint(story.articles)
        },
        outlets={article.outlet.id: article.outlet for article in inside}
        | {report.outlet.id: report.outlet for one in heard for report in one.reports},
        actors={actor.id: actor for one in heard for actor in (*one.speakers, *one.about)},
    )


def _article(article: Article, story: str | None, copy_of: str | None) -> ArticleLine:
    return ArticleLine(
        id=article.id,
        outlet=article.outlet.id,
        language=article.language,
        title=article.title,
        published_at=article.published_at,
        known_at=article.known_at,
        length=len(article.text),
        copy_of=copy_of,
        story=story,
    )


def _statement(statement: Statement, articles: Mapping[str, Article], until: datetime) -> StatementLine:
    return StatementLine(
        id=statement.id,
        story=statement.story,
        mode=statement.mode,
        certain=statement.certain,
        language=statement.language,
        text=statement.text,
        role=bool(statement.role),
        confidence=statement.confidence,
        speakers=tuple(actor.id for actor in statement.speakers),
        about=tuple(actor.id for actor in statement.about),
        reports=tuple(
            ReportLine(report.outlet.id, report.article, report.independent, report.content[0].start, known)
            for report in statement.reports
            if (known := articles[report.article].known_at) < until
        ),
    )


def _story(story: Story, articles: Mapping[str, Article], since: datetime) -> StoryLine:
    earlier = [articles[one].published_at for one in story.articles if articles[one].known_at < since]
    return StoryLine(story.id, story.title, story.first_at, story.last_at, max(earlier, default=None))
