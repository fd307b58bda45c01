"""One story: how long and how widely it is told, and what was said in it, the newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from digest.inquiry.arguments import Asked, end_of, read, today, topic_of
from digest.inquiry.context import CommandContext, echo
from digest.model import Article, Statement, Story
from digest.names import fold
from digest.phrases import base
from digest.ports import StatementQuery, Topic
from digest.render.answer import Answer, Notice
from digest.render.story_answer import Chapter, StoriesAnswer, StoryAnswer
from digest.statements import shortened
from digest.stories import content_stems, lifetime
from digest.windows import SILENT

DAYS = 14
"""Days looked back for a story by a word of its headline where no window is asked for."""

PAGE = 5
"""Statements shown at once."""

OFFERED = 6
"""Stories offered where several are meant."""

MOST_STATEMENTS = 300
"""Latest statements of a story that can be looked through."""

CHAPTERS = 8
"""Days of a story whose headline is shown, the latest."""


def answer_story(context: CommandContext, arguments: str) -> Answer:
    """A story by its id, or by words of its headline: `4f0kz1`, `Talsperre`; `+5` turns the page."""
    # The first word of `read` is a name; here none is asked for.
    asked = read(context, f"story {arguments}", DAYS)
    words = asked.words[1:]
    if not words:
        return Notice("story.empty")
    story = context.store.story(words[0].lower().strip("#.")) if len(words) == 1 else None
    if story is not None:
        return _told(context, story, asked.skip)
    found = _called(context, asked, topic_of(words))
    if not found:
        return Notice("story.unknown", {"asked": echo(" ".join(words))})
    if len(found) > 1:
        return StoriesAnswer(echo(" ".join(words)), tuple(found[:OFFERED]))
    return _told(context, found[0], asked.skip)


def _called(context: CommandContext, asked: Asked, topic: Topic) -> Sequence[Story]:
    """The stories of the window in whose headline all the words stand, the largest first."""
    until = end_of(asked, context)
    stories = context.store.stories(until - timedelta(days=asked.days), until) if topic else ()
    fitting = [story for story in stories if _on(story.title, topic, context.language)]
    return sorted(fitting, key=lambda story: (-len(story.articles), story.id))


def _on(title: str, topic: Topic, language: str) -> bool:
    stems = {stem for tongue in dict.fromkeys((base(language), "de", "en")) for stem in content_stems(title, tongue)}
    words = f"{fold(title)} {' '.join(stems)}"
    return all(any(stem in words for stem in any_of) for any_of in topic)


def _told(context: CommandContext, story: Story, skip: int) -> StoryAnswer:
    """The story with a page of its statements."""
    store = context.store
    articles = store.articles_by_id(story.articles)
    copies = store.copies(articles)
    query = StatementQuery(story=story.id)
    said = sorted(store.statements(query, MOST_STATEMENTS), key=_newest_article_first)
    shown = tuple(said[skip : skip + PAGE])
    reporting = {report.article for one in shown for report in one.reports}
    texts = {**articles, **store.articles_by_id(reporting - articles.keys())}
    return StoryAnswer(
        story=story,
        day=lifetime(story.first_at, None, context.now, today(context), context.zone).day,
        is_silent=context.now - story.last_at >= SILENT,
        outlets=tuple(Counter(one.outlet for one in articles.values()).most_common()),
        independent=len({copies.get(one, one) for one in articles}),
        chapters=_chapters(articles, copies, context)[-CHAPTERS:],
        statements=store.how_many(query),
        newest=shown,
        variants={one.id: found for one in shown if (found := shortened(one, texts))},
        skip=skip,
        older=len(said) > skip + PAGE,
    )


def _newest_article_first(statement: Statement) -> tuple[float, str, int]:
    """Within an article, what stands first."""
    report = statement.reports[0]
    return (-statement.first_at.timestamp(), report.article, report.content[0].start)


def _chapters(
    articles: Mapping[str, Article], copies: Mapping[str, str], context: CommandContext
) -> tuple[Chapter, ...]:
    """The first headline of each day on which something was written on the story, oldest first."""
    zone = ZoneInfo(context.zone)
    days: dict[object, Chapter] = {}
    for article in sorted(articles.values(), key=lambda one: (one.published_at, one.id)):
        if article.id not in copies:
            day = article.published_at.astimezone(zone).date()
            days.setdefault(day, Chapter(day, article.title, article.url, article.outlet))
    return tuple(days.values())
