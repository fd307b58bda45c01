"""The in-memory twin: the whole store as plain values under one lock, for tests and for trying things out.

It keeps the same contract as the database, and is the yardstick of the equivalence tests. It favours being plainly
right over being quick.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from digest.choices import Choices
from digest.errors import StoreError
from digest.model import (
    Actor,
    Alias,
    Analysis,
    Article,
    Mode,
    Outlet,
    PageOutcome,
    PageRecord,
    Report,
    Sketch,
    Statement,
    Story,
    Withdrawn,
    require_aware,
)
from digest.outbox import Outbox
from digest.ports import FeedFigures, Kept, StatementCounts, StatementQuery, StemUse, Store, StoreReport
from digest.registry import OPERATOR, Identity
from digest.store.checks import (
    actors_named,
    actors_of,
    articles_held,
    checked_kept,
    checked_query,
    checked_statement,
    checked_story,
    refuse_missing,
    updated_actor,
)
from digest.store.crediting import settled_by
from digest.store.grouping import remaining_statements, remaining_stories
from digest.store.memory_actors import ActorTwin, inside
from digest.store.memory_allowances import AllowanceTwin
from digest.store.memory_choices import MemoryChoices
from digest.store.memory_feeds import FeedTwin
from digest.store.memory_outbox import MemoryOutbox
from digest.store.memory_registry import locked
from digest.store.memory_upkeep import UpkeepTwin
from digest.store.memory_window import window_of
from digest.store.topics import most_frequent, on_topic, stems_text
from digest.windows import Roundup, Window, roundup_of


def open_url(database_url: str, busy_timeout_s: float) -> Store:  # noqa: ARG001 - one signature for all schemes
    """An empty store; the same URL twice gives two of them."""
    return MemoryStore()


def migrate_url(database_url: str, busy_timeout_s: float) -> str:  # noqa: ARG001 - one signature for all schemes
    """There is nothing to migrate in memory."""
    return "A store in memory has no schema to migrate."


def backup_url(database_url: str, file: Path) -> str:  # noqa: ARG001 - one signature for all schemes
    """Raises StoreError: there is no file to copy."""
    raise StoreError("A store in memory cannot be copied; set database_url to a file.")


def restore_url(database_url: str, file: Path, *, force: bool) -> str:  # noqa: ARG001 - one signature for all schemes
    """Raises StoreError: there is no file to put back."""
    raise StoreError("A store in memory cannot be restored; set database_url to a file.")


def file_of_url(database_url: str) -> None:
    """There is no file."""


class MemoryStore(FeedTwin, ActorTwin, UpkeepTwin, AllowanceTwin):
    """A Store that lives and dies with the process."""

    def __init__(self) -> None:
        super().__init__()
        channels = MemoryOutbox()
        self.outbox: Outbox = channels
        self.choices: Choices = MemoryChoices(channels)
        self._outlets: dict[str, Outlet] = {}
        self._pages: dict[str, PageRecord] = {}
        self._articles: dict[str, Article] = {}
        self._superseded: dict[str, str] = {}
        self._copies: dict[str, str] = {}
        self._sketches: dict[str, Sketch] = {}
        self._analyses: dict[str, dict[str, Analysis]] = {}
        self._aliases: dict[str, tuple[Alias, ...]] = {}
        self._actors: dict[str, Actor] = {}
        self._stories: dict[str, Story] = {}
        self._statements: dict[str, Statement] = {}
        self._to_group: set[str] = set()
        self._story_aliases: dict[str, str] = {}
        self._withdrawn: dict[str, Withdrawn] = {}

    @locked
    def feeds_of(self, article_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        asked = set(article_ids)
        found: dict[str, set[str]] = {}
        for feed, url in self._links:
            record = self._pages.get(url)
            if record is not None and record.article in asked:
                found.setdefault(record.article, set()).add(feed)
        return {article: frozenset(feeds) for article, feeds in found.items()}

    @locked
    def feed_figures(self, since: datetime) -> Mapping[str, FeedFigures]:
        first = require_aware(since, "since")
        spoken = {report.article for statement in self._statements.values() for report in statement.reports}
        current = {article.id for article in self._current()}
        found = {}
        for feed in dict.fromkeys(entry.feed for entry in self._entries.values()):
            own = [(entry, self._seen[key]) for key, entry in self._entries.items() if entry.feed == feed]
            pages = [self._pages[url] for one, url in self._links if one == feed and url in self._pages]
            articles = {page.article for page in pages if page.article in current}
            found[feed] = FeedFigures(
                entries=len(own),
                recent=sum(seen >= first for _, seen in own),
                newest_at=max((entry.published_at for entry, _ in own if entry.published_at), default=None),
                outcomes=Counter(
                    (page.outcome, page.reason if page.outcome is PageOutcome.REJECTED else "") for page in pages
                ),
                articles=len(articles),
                with_statements=len(articles & spoken),
            )
        return found

    # articles
    @locked
    def keep(self, kept: Kept) -> None:
        kept = checked_kept(kept)
        refuse_missing("the page names actors that are", actors_named(kept) - self._actors.keys())
        if kept.record.article and kept.article is None:
            refuse_missing("the page names an article that is", {kept.record.article} - self._articles.keys())
        if kept.article and kept.article.id not in self._articles:
            self._outlets[kept.article.outlet.id] = kept.article.outlet
            self._articles[kept.article.id] = kept.article
            self._to_group.add(kept.article.id)
        if kept.sketch:
            self._sketches[kept.sketch.article] = kept.sketch
        self._keep_analysis(kept)
        self._keep_record(kept.record)
        self._withdrawn.update({one.statement.id: one for one in kept.withdrawn})

    def _keep_analysis(self, kept: Kept) -> None:
        article = kept.record.article or ""
        if kept.analysis is None:
            if kept.aliases:
                self._aliases[article] = tuple(dict.fromkeys((*self._aliases.get(article, ()), *kept.aliases)))
            return
        versions = self._analyses.setdefault(article, {})
        if kept.analysis.version in versions:
            return
        versions[kept.analysis.version] = kept.analysis
        self._to_group.add(article)
        for actor in kept.analysis.actors:
            self._actors[actor.id] = updated_actor(self._actors.get(actor.id), actor)
        self._aliases[article] = kept.aliases
        self._keep_identities(article, kept.identities)

    def _keep_identities(self, article: str, identities: Sequence[Identity]) -> None:
        """Let these take the place of what rules decided for the article before."""
        decided = self._decided
        decided.identities = {
            key: one for key, one in decided.identities.items() if key[0] != article or one.rule == OPERATOR
        }
        for one in identities:
            self._actors.setdefault(one.actor.id, one.actor)
            decided.identities[one.article, one.found, one.event] = one

    def _keep_record(self, record: PageRecord) -> None:
        if record.article and record.copy_of:
            self._copies.setdefault(record.article, record.copy_of)
        known = self._pages.get(record.url)
        if known == record or (known and known.seen_at > record.seen_at):
            return
        self._pages[record.url] = record
        if record.article and record.replaces and record.article != record.replaces:
            self._superseded.pop(record.article, None)
            if record.replaces in self._articles:
                self._superseded[record.replaces] = record.article

    @locked
    def article(self, article_id: str) -> Article | None:
        article = self._articles.get(article_id)
        return article and replace(article, outlet=self._outlets[article.outlet.id])

    @locked
    def current_version(self, url: str) -> Article | None:
        versions = [article for article in self._current() if article.url == url]
        return max(versions, key=lambda article: (article.fetched_at, article.id), default=None)

    @locked
    def page(self, url: str) -> PageRecord | None:
        return self._pages.get(url)

    @locked
    def pages(self) -> Iterator[tuple[PageRecord, Article | None]]:
        return iter([(record, self.article(record.article or "")) for record in self._pages.values()])

    @locked
    def articles(self, since: datetime, until: datetime) -> Sequence[Article]:
        first, end = require_aware(since, "since"), require_aware(until, "until")
        return [article for article in self._current() if first <= article.published_at < end]

    @locked
    def newest_article_at(self) -> datetime | None:
        return max((article.published_at for article in self._current()), default=None)

    @locked
    def analyses(self, article_ids: Iterable[str]) -> Mapping[str, Analysis]:
        latest, means = self._latest_analyses(), self._decided.resolution()
        return {
            article: settled_by(latest[article], means, self._actors) for article in article_ids if article in latest
        }

    @locked
    def modes(self, article_ids: Iterable[str]) -> Mapping[str, Mode]:
        found = (list(made.values())[-1] for article in article_ids if (made := self._analyses.get(article)))
        return {quotation.id: quotation.mode for analysis in found for quotation in analysis.quotations}

    @locked
    def unanalysed(self, version: str) -> Sequence[Article]:
        whole = (article for article in self._current() if not article.excerpt_of)
        return [article for article in whole if version not in self._analyses.get(article.id, {})]

    @locked
    def sketches(self, since: datetime) -> Sequence[Sketch]:
        first = require_aware(since, "since")
        recent = (article.id for article in self._current() if article.published_at >= first)
        return [self._sketches[article] for article in recent if article in self._sketches]

    @locked
    def copies(self, article_ids: Iterable[str]) -> Mapping[str, str]:
        current = {article.id for article in self._current()}
        return {article: self._copies[article] for article in article_ids if article in self._copies.keys() & current}

    @locked
    def forget_articles(self, article_ids: Iterable[str]) -> None:
        gone = set(article_ids)
        self.replace_groups(gone, (), ())
        self._pages = {url: record for url, record in self._pages.items() if record.article not in gone}
        self._withdrawn = {
            key: one for key, one in self._withdrawn.items() if one.statement.reports[0].article not in gone
        }
        self._to_group -= gone
        for kept in (self._articles, self._sketches, self._analyses, self._aliases, self._copies, self._superseded):
            for article in gone & kept.keys():
                kept.pop(article)
        decided = self._decided
        decided.identities = {key: one for key, one in decided.identities.items() if key[0] not in gone}

    def _current(self) -> Sequence[Article]:
        """Current articles, oldest first."""
        current = (self.article(article) for article in self._articles.keys() - self._superseded.keys())
        return sorted(filter(None, current), key=lambda article: (article.published_at, article.id))

    def _latest_analyses(self) -> dict[str, Analysis]:
        """The latest analysis of every current article that has one, oldest article first."""
        current = (article.id for article in self._current())
        return {article: list(self._analyses[article].values())[-1] for article in current if article in self._analyses}

    # stories and statements
    @locked
    def stories(self, since: datetime, until: datetime) -> Sequence[Story]:
        inside = {article.id for article in self.articles(since, until)}
        found = [story for story in self._stories.values() if not inside.isdisjoint(story.articles)]
        return sorted(found, key=lambda story: (story.last_at, story.id), reverse=True)

    @locked
    def ungrouped(self) -> Sequence[Article]:
        return [article for article in self._current() if article.id in self._to_group]

    @locked
    def former_versions(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        asked = set(article_ids)
        former = {one: self._with_former_versions([one]) - asked for one in asked}
        return {
            one: sorted(versions, key=lambda version: (-self._articles[version].fetched_at.timestamp(), version))
            for one, versions in former.items()
            if versions
        }

    @locked
    def story(self, story_id: str) -> Story | None:
        return self._stories.get(self._story_aliases.get(story_id, story_id))

    @locked
    def replace_groups(
        self,
        articles: Iterable[str],
        stories: Iterable[Story],
        statements: Iterable[Statement],
        *,
        became: Mapping[str, str] | None = None,
    ) -> None:
        named = self._with_former_versions(articles)
        new_stories = {story.id: checked_story(story) for story in stories}
        new_statements = {statement.id: checked_statement(statement) for statement in statements}
        held = articles_held(new_stories.values(), new_statements.values())
        refuse_missing("stories or statements hold articles that are", held - self._articles.keys())
        kept_stories = _regrouped(
            self._stories, new_stories, named, lambda story: story.articles,
            lambda touched: remaining_stories(touched, named, self._articles),
        )  # fmt: skip
        for old in became or {}:
            kept_stories.pop(old, None)
        named_stories = {statement.story for statement in new_statements.values() if statement.story is not None}
        refuse_missing("statements belong to stories that are", named_stories - kept_stories.keys())
        kept_statements = _regrouped(
            self._statements, new_statements, named, lambda statement: [report.article for report in statement.reports],
            lambda touched: remaining_statements(touched, named, self._articles),
        )  # fmt: skip
        for statement in new_statements.values():
            self._keep_statement_names(statement)
        kept_statements |= {id_: self._with_final_actors(one) for id_, one in new_statements.items()}
        self._stories = kept_stories
        self._statements = {
            statement.id: replace(statement, story=self._story_now(statement.story, became or {}))
            for statement in kept_statements.values()
        }
        self._keep_aliases(became or {})
        self._to_group -= named

    def _story_now(self, story: str | None, became: Mapping[str, str]) -> str | None:
        now = became.get(story or "", story)
        return now if now in self._stories else None

    def _keep_aliases(self, became: Mapping[str, str]) -> None:
        aliases = {old: became.get(new, new) for old, new in self._story_aliases.items()} | dict(became)
        self._story_aliases = {old: new for old, new in aliases.items() if new in self._stories}

    @locked
    def withdrawn_since(self, since: datetime) -> Sequence[Withdrawn]:
        later = [each for each in self._withdrawn.values() if each.at >= require_aware(since, "since")]
        return sorted(later, key=lambda each: (each.at, each.statement.id))

    @locked
    def statements_by_id(self, statement_ids: Iterable[str]) -> Mapping[str, Statement]:
        found = {one: self.statement(one) for one in statement_ids}
        return {one: statement for one, statement in found.items() if statement is not None}

    @locked
    def articles_by_id(self, article_ids: Iterable[str]) -> Mapping[str, Article]:
        found = {one: self.article(one) for one in article_ids}
        return {one: article for one, article in found.items() if article is not None}

    @locked
    def roundup(self, since: datetime, until: datetime, most: int = 12) -> Roundup:
        return roundup_of(
            require_aware(since, "since"),
            require_aware(until, "until"),
            self._current(),
            self._stories.values(),
            [self._shown(statement) for statement in self._matching(StatementQuery(since=since, until=until))],
            self._copies,
            most,
        )

    @locked
    def window(self, since: datetime, until: datetime) -> Window:
        return window_of(
            require_aware(since, "since"),
            require_aware(until, "until"),
            self._current(),
            self._stories.values(),
            [self._shown(statement) for statement in self._matching(StatementQuery())],
            self._articles,
            self._copies,
        )

    def _with_former_versions(self, articles: Iterable[str]) -> set[str]:
        """The articles and all versions that they took the place of."""
        named = set(articles)
        while former := {old for old, new in self._superseded.items() if new in named} - named:
            named |= former
        return named

    def _keep_statement_names(self, statement: Statement) -> None:
        for actor in actors_of(statement):
            self._actors.setdefault(actor.id, actor)
        for report in statement.reports:
            self._outlets.setdefault(report.outlet.id, report.outlet)

    def _with_final_actors(self, statement: Statement) -> Statement:
        """The statement with the actors that its actors' ids lead to."""

        def led(actors: Iterable[Actor]) -> tuple[Actor, ...]:
            return tuple(self._actors[id_] for id_ in dict.fromkeys(self._decided.final(one.id) for one in actors))

        return replace(
            statement,
            speakers=led(statement.speakers), addressees=led(statement.addressees), about=led(statement.about),
        )  # fmt: skip

    @locked
    def statement(self, statement_id: str) -> Statement | None:
        statement = self._statements.get(statement_id)
        return statement and self._shown(statement)

    @locked
    def reported_in(self, article_id: str) -> Sequence[Statement]:
        found = [one for one in self._statements.values() if article_id in {report.article for report in one.reports}]
        return [self._shown(statement) for statement in sorted(found, key=lambda statement: statement.id)]

    @locked
    def withdrawn(self, statement_id: str) -> Withdrawn | None:
        return self._withdrawn.get(statement_id)

    @locked
    def statements(self, query: StatementQuery, limit: int = 1000, offset: int = 0) -> Sequence[Statement]:
        first = max(offset, 0)
        return [self._shown(statement) for statement in self._matching(query)[first : first + max(limit, 0)]]

    @locked
    def speakers_before(self, actor_ids: Iterable[str], until: datetime) -> frozenset[str]:
        earlier = self._matching(StatementQuery(until=until))
        speakers = {speaker.id for statement in earlier for speaker in statement.speakers}
        return frozenset(actor_ids) & speakers

    @locked
    def count_statements(self, query: StatementQuery) -> StatementCounts:
        found = self._matching(query)
        reports = [report for statement in found for report in statement.reports]
        modes = Counter(statement.mode for statement in found)
        return StatementCounts(
            total=len(found),
            by_mode={mode: modes[mode] for mode in Mode},
            outlets=len({report.outlet.id for report in reports}),
            articles=len({report.article for report in reports}),
            independent=len({report.article for report in reports if report.independent}),
        )

    @locked
    def how_many(self, query: StatementQuery) -> int:
        return len(self._matching(query))

    @locked
    def count_between(self, query: StatementQuery, edges: Sequence[datetime]) -> Sequence[int]:
        limits = [require_aware(edge, "edge") for edge in edges]
        moments = [statement.first_at for statement in self._matching(query)]
        return [sum(low <= moment < high for moment in moments) for low, high in pairwise(limits)]

    @locked
    def company(self, query: StatementQuery, newest: int, most: int) -> Sequence[tuple[Actor, int]]:
        asked = {query.speaker, query.about}
        together = Counter(
            actor
            for statement in self._matching(query)[: max(newest, 0)]
            for actor in {one.id for one in actors_of(statement)} - asked
        )
        ranked = sorted(together.items(), key=lambda item: (-item[1], self._actors[item[0]].name, item[0]))
        return [(self._actors[actor], number) for actor, number in ranked[: max(most, 0)]]

    @locked
    def frequent_stems(self, query: StatementQuery, newest: int, most: int) -> Sequence[StemUse]:
        texts = {one.id: one for one in self._matching(query)[: max(newest, 0)]}
        stems = [(stems_text(one.text, one.language), one.id) for one in texts.values()]
        return [
            StemUse(stem, number, texts[one].text, texts[one].language)
            for stem, number, one in most_frequent(stems, most)
        ]

    def _matching(self, query: StatementQuery) -> Sequence[Statement]:
        """The statements of the query, newest first."""
        asked = checked_query(query)
        found = [statement for statement in self._statements.values() if _matches(statement, asked)]
        return sorted(found, key=lambda statement: (statement.first_at, statement.id), reverse=True)

    def _shown(self, statement: Statement) -> Statement:
        """The statement with actors and outlets as they are known now."""
        return replace(
            statement,
            speakers=self._known(statement.speakers),
            addressees=self._known(statement.addressees),
            about=self._known(statement.about),
            reports=tuple(map(self._shown_report, statement.reports)),
        )

    def _shown_report(self, report: Report) -> Report:
        return replace(report, outlet=self._outlets[report.outlet.id])

    def _known(self, actors: Iterable[Actor]) -> tuple[Actor, ...]:
        return tuple(self._actors[actor.id] for actor in actors)

    # the whole
    @locked
    def report(self, *, thorough: bool = True) -> StoreReport:  # noqa: ARG002 - there is nothing to check
        return StoreReport("memory", "memory", "none", len(self._current()), len(self._statements))

    def close(self) -> None:
        """Nothing to release."""


_G = TypeVar("_G", Story, Statement)


def _regrouped(
    stored: Mapping[str, _G],
    given: Mapping[str, _G],
    named: set[str],
    articles_of: Callable[[_G], Iterable[str]],
    remaining: Callable[[Sequence[_G]], Mapping[str, _G]],
) -> dict[str, _G]:
    """The stored groups after those that hold `named` articles were replaced by the `given` ones."""
    touched = [group for group in stored.values() if not named.isdisjoint(articles_of(group))]
    untouched = {id_: group for id_, group in stored.items() if named.isdisjoint(articles_of(group))}
    rest = remaining([group for group in touched if group.id not in given])
    return {**rest, **untouched, **given}


def _matches(statement: Statement, query: StatementQuery) -> bool:
    return (
        (query.speaker is None or any(actor.id == query.speaker for actor in statement.speakers))
        and (query.about is None or any(actor.id == query.about for actor in statement.about))
        and (query.story is None or statement.story == query.story)
        and (not query.modes or statement.mode in query.modes)
        and (query.certain is None or statement.certain == query.certain)
        and (not query.topic or on_topic(stems_text(statement.text, statement.language), query.topic))
        and inside(statement.first_at, query.since, query.until)
    )
