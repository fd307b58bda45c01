"""What is left of a story or a statement when some of its articles are grouped anew. Pure; both stores use it.

`replace_groups` names articles. Whatever holds only named articles vanishes; whatever holds others too keeps those, and
is made true again for them: the words shown are those of the first report that remains, the title is the headline of
one of the articles that remain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from digest.model import Article, Statement, Story, wording


def remaining_statements(
    held: Iterable[Statement], named: Collection[str], articles: Mapping[str, Article]
) -> dict[str, Statement]:
    """By id, what remains of the statements `held` without the reports from articles `named`.

    `articles` are those that remain, by id. Where two would get the same id, that of the lower former id stands.
    """
    remaining: dict[str, Statement] = {}
    for statement in sorted(held, key=lambda statement: statement.id):
        rest = _rest_of_statement(statement, named, articles)
        if rest is not None:
            remaining.setdefault(rest.id, rest)
    return remaining


def remaining_stories(
    held: Iterable[Story], named: Collection[str], articles: Mapping[str, Article]
) -> dict[str, Story]:
    """By id, what remains of the stories `held` without the articles `named`; `articles` are those that remain."""
    rests = (_rest_of_story(story, named, articles) for story in held)
    return {rest.id: rest for rest in rests if rest is not None}


def _rest_of_statement(
    statement: Statement, named: Collection[str], articles: Mapping[str, Article]
) -> Statement | None:
    reports = tuple(report for report in statement.reports if report.article not in named)
    if not reports:
        return None
    first = reports[0]
    if first == statement.reports[0]:
        return replace(statement, reports=reports)
    article = articles[first.article]
    if first.content[-1].end > len(article.text):
        return None  # its text is no longer kept, so no literal words can be shown for it
    return replace(
        statement,
        id=first.quotation,
        text=wording(article.text, first.content),
        language=article.language,
        first_at=first.published_at,
        reports=reports,
    )


def _rest_of_story(story: Story, named: Collection[str], articles: Mapping[str, Article]) -> Story | None:
    rest = [articles[article] for article in story.articles if article not in named]
    if not rest:
        return None
    titles = [article.title for article in rest]
    times = [article.published_at for article in rest]
    return replace(
        story,
        title=story.title if story.title in titles else titles[0],
        articles=tuple(article.id for article in rest),
        first_at=min(times),
        last_at=max(times),
    )
