"""Service: articles that wait -> stories and statements, as they arrive.

    what waits (new, updated, analysed anew), oldest first, a day at a time
      -> stories it belongs to (digest.stories) -> accounts -> statements they report (digest.statements)
      -> what an update no longer says goes -> all of it in one transaction

What is known of the last days is kept between calls and read from the store when it is not there: after a start, or for
articles from long ago. Order only; what is decided is decided in the two packages.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from digest.errors import StoreError
from digest.model import Analysis, Article, Statement, Story
from digest.ports import StatementQuery, Store
from digest.statements import QUOTED_APART, Account, Reading, Statements, accounts, keys, remembered
from digest.stories import MEMORY, WINDOW, ArticleText, Regrouped, Stories

PORTION = 500
"""Articles grouped and written at once."""

DAY = timedelta(days=1)

MOST_RESTING = 300
"""Stories that fell silent days ago which are still known after a start."""

MOST_STATEMENTS = 10_000
"""Statements of one speaker or story that are read at once."""

MOST_BROKEN = 4
"""Articles that may break grouping, one after the other, before it is taken for a fault of all."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Grouped:
    """How many articles were grouped, and how many stories and statements that changed or made."""

    articles: int = 0
    stories: int = 0
    statements: int = 0

    def __add__(self, other: Grouped) -> Grouped:
        return Grouped(self.articles + other.articles, self.stories + other.stories, self.statements + other.statements)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Articles to be grouped together, with what the store knows of them."""

    articles: Sequence[Article]
    analyses: Mapping[str, Analysis]
    copies: Mapping[str, str]
    former: Mapping[str, Sequence[str]]

    @property
    def ids(self) -> set[str]:
        """The articles' ids."""
        return {article.id for article in self.articles}

    @property
    def outdated(self) -> set[str]:
        """Versions that these articles took the place of."""
        return {old for versions in self.former.values() for old in versions}

    @property
    def first(self) -> datetime:
        """When the first of them appeared."""
        return min(map(appeared, self.articles))

    @property
    def last(self) -> datetime:
        """When the last of them appeared."""
        return max(map(appeared, self.articles))

    def root(self, article: str) -> str:
        """The article whose text it repeats: its own but for wire copies."""
        return self.copies.get(article, article)


@dataclass(slots=True)
class _Known:
    """The stories and statements at hand: of articles from `since` on, and before `until` if that is set."""

    since: datetime
    until: datetime | None
    stories: Stories = field(default_factory=Stories)
    statements: Statements = field(default_factory=Statements)
    loaded: dict[str, datetime] = field(default_factory=dict)

    def holds(self, batch: _Batch) -> bool:
        """Whether what the articles must be compared with is here."""
        return batch.first - DAY >= self.since and (self.until is None or batch.last <= self.until)


class Grouper:
    """Groups what waits in the store. One at a time; keeps what it knows between calls."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: _Known | None = None
        self._refused: set[str] = set()

    def run(self) -> Grouped:
        """Group everything that waits; return what that changed.

        An article that cannot be grouped stops no other: what breaks is halved until it stands alone. It is left out,
        and tried again after the next start. Raises StoreError, MemoryError and OSError, which are no article's fault,
        and what stops one article after the other; then what is not grouped still waits.
        """
        done, broken = Grouped(), list[tuple[Article, Exception]]()
        left = deque(self._portions())
        while left:
            portion = left.popleft()
            try:
                done += self._group(self._batch(portion))
            except Exception as error:  # whatever an article trips, the others are to be in the next digest
                self._known = None  # it has moved on from what is stored
                is_all = not done.articles and len(broken) == MOST_BROKEN
                if isinstance(error, (StoreError, MemoryError, OSError)) or is_all:
                    raise
                middle = len(portion) // 2
                if middle:
                    left.extendleft((portion[middle:], portion[:middle]))
                else:
                    broken.append((portion[0], error))
        self._leave_out(broken, others=bool(done.articles))
        return done

    def _leave_out(self, broken: Iterable[tuple[Article, Exception]], *, others: bool) -> None:
        """Tell of these; where others could be grouped, do not try again."""
        for article, error in broken:
            log.error("%s cannot be grouped and is in no story", article.url, exc_info=error)
            if others:
                self._refused.add(article.id)

    def _portions(self) -> Iterator[Sequence[Article]]:
        waiting = [article for article in self._store.ungrouped() if article.id not in self._refused]
        portion: list[Article] = []
        for article in sorted(waiting, key=lambda article: (appeared(article), article.id)):
            if portion and (len(portion) == PORTION or appeared(article) - appeared(portion[0]) > DAY):
                yield portion
                portion = []
            portion.append(article)
        if portion:
            yield portion

    def _batch(self, articles: Sequence[Article]) -> _Batch:
        ids = [article.id for article in articles]
        store = self._store
        return _Batch(tuple(articles), store.analyses(ids), store.copies(ids), store.former_versions(ids))

    def _group(self, batch: _Batch) -> Grouped:
        known = self._knowledge(batch)
        outdated = batch.outdated
        for article in sorted(outdated | batch.ids):  # of those analysed anew the former accounts must go
            self._load_statements(known, self._store.reported_in(article))
        former = known.statements.withdraw(batch.ids)
        regrouped = known.stories.take([self._text(article, batch) for article in batch.articles])
        story_of = {article: story.id for story in regrouped.changed for article in story.articles}
        fresh = [account for article in batch.articles for account in self._accounts(article, batch, story_of)]
        self._load_likely(known, fresh, batch)
        changed = known.statements.take(fresh)
        changed |= self._moved(known, regrouped, story_of)
        known.stories.withdraw(outdated)
        taken = known.statements.withdraw(outdated)
        left = set(known.statements.ids())
        changed = (changed | taken.changed | former.changed) & left
        self._write(known, batch, regrouped, changed)
        self._forget(known, batch)
        return Grouped(len(batch.articles), len(regrouped.changed), len(changed))

    def _write(self, known: _Known, batch: _Batch, regrouped: Regrouped, changed: Collection[str]) -> None:
        self._store.replace_groups(
            batch.ids,
            [_without(story, batch.outdated) for story in regrouped.changed],
            [known.statements.statement(one) for one in sorted(changed)],
            became=regrouped.became,
        )

    @staticmethod
    def _forget(known: _Known, batch: _Batch) -> None:
        if known.until is None:
            known.stories.prune(batch.last - WINDOW)
            known.statements.prune(batch.last - WINDOW)
            known.since = max(known.since, batch.last - WINDOW)

    # what is known

    def _knowledge(self, batch: _Batch) -> _Known:
        if self._known is None or not self._known.holds(batch):
            self._known = self._open(batch)
        return self._known

    def _open(self, batch: _Batch) -> _Known:
        """Read the stories of the days around the articles; of articles from long ago only those."""
        newest = self._store.newest_article_at() or batch.last
        recent = batch.last >= newest - WINDOW
        known = _Known(batch.first - WINDOW, None if recent else batch.last + WINDOW)
        until = newest + DAY if recent else batch.last + WINDOW
        stories = self._store.stories(known.since, until)
        articles = self._store.articles(known.since, until)
        resting = self._resting(known.since)
        texts = [*self._restored(articles), *self._restored(resting.articles)]
        known.stories.restore([*stories, *resting.stories], texts)
        return known

    def _restored(self, articles: Sequence[Article]) -> list[ArticleText]:
        batch = _Batch(
            articles,
            self._store.analyses([article.id for article in articles]),
            self._store.copies([article.id for article in articles]),
            {},
        )
        return [self._text(article, batch) for article in articles]

    def _resting(self, before: datetime) -> _Resting:
        """Stories of several articles that fell silent before then, each with its latest ones."""
        stories = [
            story
            for story in self._store.stories(before - MEMORY + WINDOW, before)
            if len(story.articles) > 2 and story.last_at < before
        ][:MOST_RESTING]
        latest = [article for story in stories for article in story.articles[-2:]]
        return _Resting(stories, list(self._store.articles_by_id(latest).values()))

    def _load_likely(self, known: _Known, fresh: Iterable[Account], batch: _Batch) -> None:
        """Have the stored statements that any of these accounts might join."""
        since = batch.first - QUOTED_APART
        for account in fresh:
            for key in keys(account):
                if known.loaded.get(key, since + DAY) <= since:
                    continue
                known.loaded[key] = since
                if key.startswith("text:"):
                    self._load_statements(known, self._store.reported_in(account.root))
                else:
                    of_speaker = StatementQuery(speaker=account.who[0], since=since)
                    self._load_statements(known, self._store.statements(of_speaker, MOST_STATEMENTS))

    def _load_statements(self, known: _Known, found: Iterable[Statement]) -> None:
        held = known.statements.ids()
        stored = [one for one in found if one.id not in held]
        articles = self._store.articles_by_id({report.article for one in stored for report in one.reports})
        analyses = self._store.analyses(articles)
        copies = self._store.copies(articles)
        for statement in stored:
            known.statements.restore(statement.id, _accounts_of(statement, articles, analyses, copies))

    def _moved(self, known: _Known, regrouped: Regrouped, story_of: Mapping[str, str]) -> set[str]:
        """Statements that are in another story now because theirs became part of one, or lost a part."""
        moved = known.statements.move(regrouped.became)
        left = {article: story for article, story in story_of.items() if article in regrouped.left}
        for article in left:
            self._load_statements(known, self._store.reported_in(article))
        return moved | known.statements.reassign(left)

    # one article

    @staticmethod
    def _text(article: Article, batch: _Batch) -> ArticleText:
        analysis = batch.analyses.get(article.id)
        mentioned = Counter(mention.actor for mention in analysis.mentions if mention.actor) if analysis else Counter()
        former = batch.former.get(article.id)
        return ArticleText(
            id=article.id,
            title=article.title,
            text=article.text,
            language=article.language,
            published_at=appeared(article),
            lead=article.lead,
            actors=tuple(actor for actor, _ in mentioned.most_common(12)),
            copy_of=batch.copies.get(article.id),
            version_of=former[0] if former else None,
        )

    @staticmethod
    def _accounts(article: Article, batch: _Batch, story_of: Mapping[str, str]) -> Iterator[Account]:
        analysis = batch.analyses.get(article.id)
        if analysis is not None:
            yield from accounts(Reading(article, analysis), story_of.get(article.id), batch.root(article.id))


@dataclass(frozen=True, slots=True)
class _Resting:
    stories: Sequence[Story]
    articles: Sequence[Article]


def appeared(article: Article) -> datetime:
    """When the article was published; of one dated in the future, when it was fetched."""
    return min(article.published_at, article.fetched_at)


def _without(story: Story, articles: Collection[str]) -> Story:
    """The story without these articles, which an update took the place of."""
    kept = tuple(one for one in story.articles if one not in articles)
    return Story(story.id, story.title, kept or story.articles, story.first_at, story.last_at)


def _accounts_of(
    statement: Statement,
    articles: Mapping[str, Article],
    analyses: Mapping[str, Analysis],
    copies: Mapping[str, str],
) -> Iterator[Account]:
    """The accounts of a stored statement; of a version that is no longer analysed, or whose text has expired, what is
    remembered of it.
    """
    for report in statement.reports:
        article = articles[report.article]
        root = copies.get(article.id, article.id)
        found = None
        if article.id in analyses and not article.excerpt_of:
            read = accounts(Reading(article, analyses[article.id]), statement.story, root)
            found = next((account for account in read if account.report.quotation == report.quotation), None)
        yield found if found is not None else remembered(statement, report, article, root)


def group(store: Store) -> Grouped:
    """Group everything that waits, once."""
    return Grouper(store).run()
