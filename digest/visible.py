"""The store as one channel sees it: without what came only by feeds that the channel does not read.

    statement -> reports of visible articles (none: not there) -> in the words of the first of them

What a channel added is shown to no other one. Everything else of the store is handed through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar, cast

from digest.model import Actor, Article, Mode, Report, Statement, Story, Withdrawn, wording
from digest.ports import StatementCounts, StatementQuery, StemUse, Store
from digest.windows import ReportLine, Roundup, StatementLine, Window, roundup_of

MOST_COUNTED = 10_000
"""Statements of one query that are looked at one by one to count those a channel sees; beyond, all are counted."""

_PORTION = 500

SomeReport = TypeVar("SomeReport", Report, ReportLine)
"""A report, with all its words or as one of a window."""


def visible(store: Store, hidden: frozenset[str]) -> Store:
    """The store without what came only by the `hidden` feeds (addresses); the store itself where none is hidden."""
    return cast("Store", _Visible(store, hidden)) if hidden else store


class _Visible:
    """A Store; what it does not change, it hands through."""

    def __init__(self, store: Store, hidden: frozenset[str]) -> None:
        self._store = store
        self._feeds = hidden
        self._hidden: dict[str, bool] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def articles(self, since: datetime, until: datetime) -> Sequence[Article]:
        found = self._store.articles(since, until)
        hidden = self._hidden_among(article.id for article in found)
        return [article for article in found if article.id not in hidden]

    def stories(self, since: datetime, until: datetime) -> Sequence[Story]:
        found = self._store.stories(since, until)
        hidden = self._hidden_among(article for story in found for article in story.articles)
        return [self._seen_story(story, hidden) for story in found if not hidden.issuperset(story.articles)]

    def _seen_story(self, story: Story, hidden: frozenset[str]) -> Story:
        """The story of its visible articles, under the headline of one of them."""
        if hidden.isdisjoint(story.articles):
            return story
        left = tuple(article for article in story.articles if article not in hidden)
        known = self._store.articles_by_id(left)
        titles = [known[one].title for one in left if one in known]
        title = story.title if story.title in titles else next(iter(titles), "")
        return replace(story, articles=left, title=title)

    def story(self, story_id: str) -> Story | None:
        found = self._store.story(story_id)
        hidden = self._hidden_among(found.articles) if found else frozenset[str]()
        return None if found is None or hidden.issuperset(found.articles) else self._seen_story(found, hidden)

    def roundup(self, since: datetime, until: datetime, most: int = 12) -> Roundup:
        articles = self.articles(since, until)
        said = self.statements(StatementQuery(since=since, until=until), MOST_COUNTED)
        copies = self._store.copies([article.id for article in articles])
        return roundup_of(since, until, articles, self.stories(since, until), said, copies, most)

    def window(self, since: datetime, until: datetime) -> Window:
        found = self._store.window(since, until)
        reported = (report.article for one in found.statements for report in one.reports)
        hidden = self._hidden_among([*(article.id for article in found.articles), *reported])
        if not hidden:
            return found
        articles = tuple(article for article in found.articles if article.id not in hidden)
        statements = tuple(line for one in found.statements if (line := _seen_line(one, hidden)) is not None)
        seen = {article.story for article in articles} | {line.story for line in statements}
        return replace(
            found,
            articles=articles,
            statements=statements,
            stories={id_: story for id_, story in found.stories.items() if id_ in seen},
        )

    def statements_by_id(self, statement_ids: Iterable[str]) -> Mapping[str, Statement]:
        return {one.id: one for one in self._seen(list(self._store.statements_by_id(statement_ids).values()))}

    def statement(self, statement_id: str) -> Statement | None:
        found = self._store.statement(statement_id)
        return next(iter(self._seen([found] if found else [])), None)

    def withdrawn(self, statement_id: str) -> Withdrawn | None:
        """What was withdrawn came by the feeds of the page as it is now."""
        found = self._store.withdrawn(statement_id)
        old = self._store.article(found.statement.reports[0].article) if found else None
        now = self._store.current_version(old.url) if old else None
        return None if now is not None and self._hidden_among([now.id]) else found

    def statements(self, query: StatementQuery, limit: int = 1000, offset: int = 0) -> Sequence[Statement]:
        wanted, start, found = max(offset, 0) + max(limit, 0), 0, list[Statement]()
        while len(found) < wanted:
            portion = self._store.statements(query, _PORTION, start)
            found += [one for one in self._seen(portion) if not query.modes or one.mode in query.modes]
            start += len(portion)
            if len(portion) < _PORTION:
                break
        return found[max(offset, 0) : wanted]

    def count_statements(self, query: StatementQuery) -> StatementCounts:
        found = self.statements(query, MOST_COUNTED)
        return counts_of(found) if len(found) < MOST_COUNTED else self._store.count_statements(query)

    def how_many(self, query: StatementQuery) -> int:
        return self.count_statements(query).total

    def count_between(self, query: StatementQuery, edges: Sequence[datetime]) -> Sequence[int]:
        found = self.statements(query, MOST_COUNTED)
        if len(found) == MOST_COUNTED:
            return self._store.count_between(query, edges)
        return [sum(low <= one.first_at < high for one in found) for low, high in pairwise(edges)]

    def company(self, query: StatementQuery, newest: int, most: int) -> Sequence[tuple[Actor, int]]:
        found = self.statements(query, newest)
        actors = {one.id: one for statement in found for one in _taking_part(statement)}
        asked = set(self._store.actors([one for one in (query.speaker, query.about) if one]).values())
        counts = Counter(one.id for statement in found for one in set(_taking_part(statement)) - asked)
        ranked = sorted(counts.items(), key=lambda item: (-item[1], actors[item[0]].name, item[0]))
        return [(actors[one], number) for one, number in ranked[:most]]

    def frequent_stems(self, query: StatementQuery, newest: int, most: int) -> Sequence[StemUse]:
        """Stems of statements that are not seen here count too; the words they stand in are seen ones."""
        shown = {one.text for one in self.statements(query, newest)}
        return [use for use in self._store.frequent_stems(query, newest, most) if use.text in shown]

    def _seen(self, statements: Sequence[Statement]) -> list[Statement]:
        """Those of the statements that a visible article reports, each in the words of its first visible report."""
        hidden = self._hidden_among(report.article for one in statements for report in one.reports)
        left = [(one, left_of(one.reports, lambda report: report.article not in hidden)) for one in statements]
        lending = {reports[0].article for one, reports in left if are_others_words(one, reports)}
        texts, modes = self._store.articles_by_id(lending), self._store.modes(lending)
        told = (
            retold(one, reports, texts.get(reports[0].article), modes.get(reports[0].quotation))
            for one, reports in left
            if reports
        )
        return [one for one in told if one is not None]

    def _hidden_among(self, article_ids: Iterable[str]) -> frozenset[str]:
        asked = frozenset(article_ids)
        if unknown := asked - self._hidden.keys():
            feeds = self._store.feeds_of(unknown)
            self._hidden |= {one: one in feeds and feeds[one] <= self._feeds for one in unknown}
        return frozenset(one for one in asked if self._hidden[one])


def _taking_part(statement: Statement) -> tuple[Actor, ...]:
    return (*statement.speakers, *statement.addressees, *statement.about)


def _seen_line(line: StatementLine, hidden: frozenset[str]) -> StatementLine | None:
    """The line with the reports that are seen."""
    reports = left_of(line.reports, lambda report: report.article not in hidden)
    return replace(line, reports=tuple(reports)) if reports else None


def left_of(reports: Sequence[SomeReport], is_seen: Callable[[SomeReport], bool]) -> Sequence[SomeReport]:
    """Those of the reports that are seen, the very same where all are; where what they repeat is not among them, the
    first one counts as independent.
    """
    left = [report for report in reports if is_seen(report)]
    if len(left) == len(reports):
        return reports
    if left and not any(report.independent for report in left):
        left[0] = replace(left[0], independent=True)
    return left


def are_others_words(statement: Statement, reports: Sequence[Report]) -> bool:
    """Whether the first of these reports of the statement tells it in other words than the statement's own."""
    return bool(reports) and reports[0].quotation != statement.reports[0].quotation


def retold(
    statement: Statement, reports: Sequence[Report], article: Article | None = None, mode: Mode | None = None
) -> Statement | None:
    """The statement with only these of its reports; where its first one is missing, in the words of the first left,
    which stand in `article` and are of this mode.

    None where those words are not there any more.
    """
    if reports is statement.reports:
        return statement
    if not are_others_words(statement, reports):
        return replace(statement, reports=tuple(reports))
    first = reports[0]
    if article is None or mode is None or first.content[-1].end > len(article.text):
        return None
    return replace(
        statement,
        reports=tuple(reports),
        text=wording(article.text, first.content),
        mode=mode,
        language=article.language,
        first_at=first.published_at,
    )


def counts_of(statements: Sequence[Statement]) -> StatementCounts:
    """Figures over these statements."""
    reports = [report for statement in statements for report in statement.reports]
    return StatementCounts(
        total=len(statements),
        by_mode=Counter(statement.mode for statement in statements),
        outlets=len({report.outlet.id for report in reports}),
        articles=len({report.article for report in reports}),
        independent=len({report.article for report in reports if report.independent}),
    )
