"""The part of the SQL store that says what waits to be grouped, and what could be known of a time.

A window is read as plain tuples: a day of 5,000 articles and 20,000 statements is 100,000 rows, which as values of the
model would take several seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, FromClause, Select, case, func, select, type_coerce

from digest.model import LATE, Article, Mode, Statement, Story, Withdrawn, require_aware
from digest.ports import StatementQuery
from digest.store.checks import storable
from digest.store.connections import Database, batches
from digest.store.lookups import IS_CURRENT, known_actors, outlets_of, published_in, stored_articles
from digest.store.rows import actor_of, withdrawn_of
from digest.store.sql_counts import days, filters
from digest.store.sql_statements import load_statements, load_stories
from digest.store.tables import (
    ABOUT,
    SPEAKER,
    actor,
    article,
    instant,
    microseconds,
    report,
    statement,
    statement_actor,
    story,
    story_alias,
    story_article,
    withdrawn,
)
from digest.windows import (
    SILENT,
    ArticleLine,
    QuotedActor,
    ReportLine,
    Roundup,
    SpokenOf,
    StatementLine,
    StoryLine,
    ToldStory,
    Window,
)

_LATE_US = int(LATE.total_seconds() * 1_000_000)
_PUBLISHED = type_coerce(article.c.published_at, BigInteger)
_FETCHED = type_coerce(article.c.fetched_at, BigInteger)
_KNOWN = case((_FETCHED < _PUBLISHED + _LATE_US, _FETCHED), else_=_PUBLISHED)
"""As digest.model.known_at."""


class StoryPart:
    """Grouping and windows; what is asked and promised stands at `digest.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def former_versions(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        newest = {one: one for one in filter(storable, article_ids)}
        found: dict[str, list[str]] = defaultdict(list)
        with self._database.reading() as connection:
            waiting = sorted(newest)
            while waiting:
                rows = [
                    row
                    for batch in batches(waiting)
                    for row in connection.execute(
                        select(article.c.id, article.c.superseded_by)
                        .where(article.c.superseded_by.in_(batch))
                        .order_by(article.c.fetched_at.desc(), article.c.id)
                    )
                    if row.id not in newest
                ]
                for row in rows:
                    newest[row.id] = newest[row.superseded_by]
                    found[newest[row.id]].append(row.id)
                waiting = sorted(row.id for row in rows)
        return found

    def story(self, story_id: str) -> Story | None:
        if not storable(story_id):
            return None
        with self._database.reading() as connection:
            leads_to = connection.scalar(select(story_alias.c.story).where(story_alias.c.id == story_id))
            return next(iter(load_stories(connection, [leads_to or story_id]).values()), None)

    def withdrawn_since(self, since: datetime) -> Sequence[Withdrawn]:
        later = withdrawn.c.at >= require_aware(since, "since")
        with self._database.reading() as connection:
            rows = connection.execute(select(withdrawn).where(later).order_by(withdrawn.c.at, withdrawn.c.statement))
            return [withdrawn_of(row) for row in rows]

    def statements_by_id(self, statement_ids: Iterable[str]) -> Mapping[str, Statement]:
        with self._database.reading() as connection:
            return load_statements(connection, list(filter(storable, dict.fromkeys(statement_ids))))

    def articles_by_id(self, article_ids: Iterable[str]) -> Mapping[str, Article]:
        with self._database.reading() as connection:
            return stored_articles(connection, list(filter(storable, dict.fromkeys(article_ids))))

    def roundup(self, since: datetime, until: datetime, most: int = 12) -> Roundup:
        first, end = require_aware(since, "since"), require_aware(until, "until")
        read = select(func.count().label("articles"), func.count(article.c.outlet.distinct()).label("outlets"))
        said = StatementQuery(since=first, until=end)
        with self._database.reading() as connection:
            figures = connection.execute(read.where(*published_in(first, end))).one()
            statements = connection.scalar(
                select(func.count()).where(*days(statement, said), *filters(statement, said))
            )
            return Roundup(
                since=first,
                until=end,
                articles=figures.articles,
                outlets=figures.outlets,
                statements=statements or 0,
                quoted=_quoted(connection, first, end, most),
                pairs=_pairs(connection, first, end, most),
                stories=_told(connection, first, end, most),
            )

    def window(self, since: datetime, until: datetime) -> Window:
        first, end = require_aware(since, "since"), require_aware(until, "until")
        with self._database.reading() as connection:
            articles = _articles(connection, first, end)
            statements = _statements(connection, first, end)
            stories = _stories(connection, first, end)
            outlets = {one.outlet for one in articles} | {one.outlet for each in statements for one in each.reports}
            actors = {actor for each in statements for actor in (*each.speakers, *each.about)}
            return Window(
                since=first,
                until=end,
                articles=articles,
                statements=statements,
                stories=stories,
                outlets=outlets_of(connection, outlets),
                actors=known_actors(connection, actors),
            )


def _heard(table: FromClause, part: int, since: datetime, until: datetime) -> tuple[Any, ...]:
    """The conditions for who surely takes part in statements first reported in that time."""
    asked = StatementQuery(since=since, until=until, certain=True)
    return (table.c.part == part, *days(table, asked), *filters(table, asked))


def _quoted(connection: Connection, since: datetime, until: datetime, most: int) -> tuple[QuotedActor, ...]:
    number = func.count()
    rows = connection.execute(
        select(actor, number.label("statements"))
        .join(statement_actor, statement_actor.c.actor == actor.c.id)
        .where(*_heard(statement_actor, SPEAKER, since, until))
        .group_by(actor.c.id)
        .order_by(number.desc(), actor.c.name, actor.c.id)
        .limit(most)
    ).all()
    heard_by: dict[str, int] = dict(
        connection.execute(
            select(statement_actor.c.actor, func.count(report.c.outlet.distinct()))
            .join(report, report.c.statement == statement_actor.c.statement)
            .where(
                *_heard(statement_actor, SPEAKER, since, until), statement_actor.c.actor.in_([row.id for row in rows])
            )
            .group_by(statement_actor.c.actor)
        ).all()
    )
    return tuple(QuotedActor(actor_of(row), row.statements, heard_by[row.id]) for row in rows)


def _pairs(connection: Connection, since: datetime, until: datetime, most: int) -> tuple[SpokenOf, ...]:
    about, number = statement_actor.alias(), func.count()
    rows = connection.execute(
        select(statement_actor.c.actor, about.c.actor.label("about"), number.label("statements"))
        .join(about, about.c.statement == statement_actor.c.statement)
        .where(
            *_heard(statement_actor, SPEAKER, since, until),
            about.c.part == ABOUT,
            about.c.actor != statement_actor.c.actor,
        )
        .group_by(statement_actor.c.actor, about.c.actor)
        .order_by(number.desc(), statement_actor.c.actor, about.c.actor)
        .limit(most)
    ).all()
    actors = known_actors(connection, {one for row in rows for one in (row.actor, row.about)})
    return tuple(SpokenOf(actors[row.actor], actors[row.about], row.statements) for row in rows)


def _told(connection: Connection, since: datetime, until: datetime, most: int) -> tuple[ToldStory, ...]:
    independent = func.count(func.coalesce(article.c.copy_of, article.c.id).distinct())
    outlets = func.count(article.c.outlet.distinct())
    rows = connection.execute(
        select(story.c.id, story.c.title, story.c.first_at, func.count(), outlets, independent)
        .join(story_article, story_article.c.story == story.c.id)
        .join(article, article.c.id == story_article.c.article)
        .where(*published_in(since, until))
        .group_by(story.c.id)
        .order_by(independent.desc(), outlets.desc(), story.c.id)
        .limit(most)
    )
    return tuple(ToldStory(*row) for row in rows)


def _inside(since: datetime, until: datetime) -> tuple[Any, ...]:
    """The conditions for current articles that could first be known in that time."""
    first, end = microseconds(since), microseconds(until)
    return (
        IS_CURRENT,
        first - _LATE_US <= _PUBLISHED,
        end + _LATE_US > _PUBLISHED,
        first <= _KNOWN,
        end > _KNOWN,
    )


def _articles(connection: Connection, since: datetime, until: datetime) -> tuple[ArticleLine, ...]:
    rows = connection.execute(
        select(
            article.c.id, article.c.outlet, article.c.language, article.c.title, _PUBLISHED, _KNOWN,
            func.coalesce(article.c.length, func.length(article.c.text)), article.c.copy_of, story_article.c.story,
        )
        .join(story_article, story_article.c.article == article.c.id, isouter=True)
        .where(*_inside(since, until))
        .order_by(_PUBLISHED, article.c.id)
    )  # fmt: skip
    return tuple(
        ArticleLine(id_, outlet, language, title, instant(published), instant(known), length, copy_of, story_)
        for id_, outlet, language, title, published, known, length, copy_of, story_ in rows
    )


def _statements(connection: Connection, since: datetime, until: datetime) -> tuple[StatementLine, ...]:
    reported = select(report.c.statement).join(article, article.c.id == report.c.article)
    wanted = reported.where(*_inside(since, until)).distinct()
    reports = _reports(connection, wanted, until)
    parts = _parts(connection, wanted)
    rows = connection.execute(
        select(
            statement.c.id, statement.c.story, statement.c.mode, statement.c.certain, statement.c.language,
            statement.c.text, statement.c.role, statement.c.confidence,
        )
        .where(statement.c.id.in_(wanted))
        .order_by(statement.c.first_at.desc(), statement.c.id.desc())
    )  # fmt: skip
    modes = {mode.value: mode for mode in Mode}
    nobody: dict[int, tuple[str, ...]] = {}
    return tuple(
        StatementLine(
            id_, story_, modes[mode], bool(certain), language, text, bool(role), confidence,
            parts.get(id_, nobody).get(SPEAKER, ()), parts.get(id_, nobody).get(ABOUT, ()), tuple(reports[id_]),
        )
        for id_, story_, mode, certain, language, text, role, confidence in rows
    )  # fmt: skip


def _reports(connection: Connection, wanted: Select[Any], until: datetime) -> Mapping[str, list[ReportLine]]:
    rows = connection.execute(
        select(
            report.c.statement, report.c.outlet, report.c.article, report.c.independent, report.c.content, _KNOWN,
        )
        .join(article, article.c.id == report.c.article)
        .where(report.c.statement.in_(wanted), microseconds(until) > _KNOWN)
        .order_by(report.c.statement, report.c.position)
    )  # fmt: skip
    found: dict[str, list[ReportLine]] = defaultdict(list)
    for statement_, outlet, article_, independent, content, known in rows:
        start = int(content[2 : content.index(",")])  # of "[[start,end],…"
        found[statement_].append(ReportLine(outlet, article_, bool(independent), start, instant(known)))
    return found


def _parts(connection: Connection, wanted: Select[Any]) -> Mapping[str, dict[int, tuple[str, ...]]]:
    """Who speaks in each statement and who it is about."""
    rows = connection.execute(
        select(statement_actor.c.statement, statement_actor.c.part, statement_actor.c.actor)
        .where(statement_actor.c.statement.in_(wanted), statement_actor.c.part.in_((SPEAKER, ABOUT)))
        .order_by(statement_actor.c.statement, statement_actor.c.part, statement_actor.c.position)
    )
    found: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for statement_, part, taking in rows:
        found[statement_][part] = (*found[statement_].get(part, ()), taking)
    return found


def _stories(connection: Connection, since: datetime, until: datetime) -> dict[str, StoryLine]:
    around = select(story_article.c.story).join_from(article, story_article).where(*_inside(since - SILENT, until))
    before = func.max(case((microseconds(since) > _KNOWN, _PUBLISHED)))
    rows = connection.execute(
        select(story.c.id, story.c.title, story.c.first_at, story.c.last_at, before)
        .join(story_article, story_article.c.story == story.c.id)
        .join(article, article.c.id == story_article.c.article)
        .where(story.c.id.in_(around.distinct()))
        .group_by(story.c.id)
    )
    return {
        id_: StoryLine(id_, title, first_at, last_at, None if last is None else instant(last))
        for id_, title, first_at, last_at, last in rows
    }
