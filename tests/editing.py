"""Editions of articles, stories and statements made by hand, without a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from digest.edition import Desk, DigestRequest, Edition, Material, choose, compose
from digest.model import Article, Statement, Story
from digest.store.memory_window import window_of


@dataclass(frozen=True)
class EditionInput:
    """What an edition is compiled from: `texts` are all articles by id, `articles` the current ones."""

    request: DigestRequest
    articles: Sequence[Article]
    stories: Sequence[Story]
    statements: Sequence[Statement]
    texts: Mapping[str, Article]
    copies: Mapping[str, str] = field(default_factory=dict)
    newcomers: frozenset[str] = frozenset()
    has_history: bool = False


def compile_edition(given: EditionInput) -> Edition:
    """The edition of what is given."""
    request = given.request
    oldest_first = sorted(given.articles, key=lambda article: (article.published_at, article.id))
    newest_first = sorted(given.statements, key=lambda one: (one.first_at, one.id), reverse=True)
    window = window_of(
        request.since, request.until, oldest_first, given.stories, newest_first, given.texts, given.copies
    )
    material = Material(
        statements={one.id: one for one in given.statements},
        texts=given.texts,
        newcomers=given.newcomers,
        has_history=given.has_history,
    )
    desk = Desk(window)
    return compose(desk, request, choose(desk, request), material)
