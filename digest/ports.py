"""What the engine needs from outside, as protocols: a clock, a fetcher, an analyser, a store.

Services take these as arguments. Adapters (fetch, store, analysis) implement them; tests bring their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from digest.looks import FeedState, HostState, PageState
from digest.model import (
    Actor,
    Alias,
    Analysis,
    Article,
    Entry,
    Mode,
    PageOutcome,
    PageRecord,
    Sketch,
    Statement,
    Story,
    Withdrawn,
)
from digest.registry import Identity
from digest.windows import Roundup, Window


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed point; never goes back."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """One GET. `etag` and `last_modified` make it conditional and are sent as they came.

    `obey_robots` is for pages found in a feed; feeds are invitations, and a page a person names is no crawling.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    obey_robots: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: `url` after redirects, header names in lower case, `body` decompressed (empty on 304).

    `moved_to` is where permanent redirects (301, 308) led before any temporary one, "" where there was none.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str = ""


class Fetcher(Protocol):
    """Gets bytes from the network, politely and safely. Any thread may call it."""

    def get(self, request: Request) -> Response:
        """Return the answer for status 200 and 304. Raises FetchFailed for everything else."""
        ...


class HostMemory(Protocol):
    """Remembers what hosts asked for, so that a new process asks no host too early. Any thread may use it."""

    def host_state(self, host: str) -> HostState | None:
        """What is remembered of a host, "name:port"."""
        ...

    def save_host_state(self, state: HostState) -> None:
        """Insert or replace what is remembered of one host."""
        ...


class Analyser(Protocol):
    """Finds quotations and actors in one article. Deterministic: the same article gives the same analysis."""

    @property
    def version(self) -> str:
        """Names rules, data and weights together; a change of any of them changes it."""
        ...

    def analyse(self, article: Article) -> Analysis:
        """Return what the article says. Raises BadInput when the text is over the size limit."""
        ...


Topic = tuple[frozenset[str], ...]
"""What a statement is to be about: all of these words, each told by the stems it may have (digest.stories.stem)."""


@dataclass(frozen=True, slots=True)
class StatementQuery:
    """Which statements: all conditions together. `since` inclusive, `until` exclusive, on `first_at`.

    `speaker` and `about` are actor ids; `certain` keeps the sure (True) or the unsure (False); `story` is a story's id.
    Actors are asked for by the ids that `Store.actors` gives. `topic` needs a speaker or somebody it is about; a stem
    of more than two letters is found inside of compounds too.
    """

    speaker: str | None = None
    about: str | None = None
    story: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    modes: frozenset[Mode] = frozenset()
    certain: bool | None = None
    topic: Topic = ()


@dataclass(frozen=True, slots=True)
class StatementCounts:
    """Figures over a query: statements in all and by mode; outlets, articles, independent texts."""

    total: int
    by_mode: Mapping[Mode, int]
    outlets: int
    articles: int
    independent: int


@dataclass(frozen=True, slots=True)
class AliasHit:
    """An alias in use: the actor it names and in how many articles it was seen with that meaning."""

    actor: Actor
    surface: str
    articles: int


@dataclass(frozen=True, slots=True)
class NearName:
    """A name like the one asked for: how like (0 to 100, the share of letters in common), and whom it names."""

    likeness: float
    hit: AliasHit


@dataclass(frozen=True, slots=True)
class RoleUse:
    """A role title that an article in this language gave an actor; `best` where it was the first the article had."""

    title: str
    language: str
    best: bool


@dataclass(frozen=True, slots=True)
class StemUse:
    """A stem, the number of statements whose words hold it, and the words of the newest of them."""

    stem: str
    statements: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What `doctor` says of the database: `problem` is empty when all is well."""

    location: str
    engine: str
    schema: str
    articles: int
    statements: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """All that one page adds to the store, written in one transaction or not at all.

    `article`, `sketch` and `analysis` are None for a page that was rejected or known; `aliases` are the surface forms
    under which the article names its actors; `identities` say whom it means by an id that others bear as well;
    `withdrawn` are statements of the version that an update replaces whose words it does not have any more.
    """

    record: PageRecord
    article: Article | None = None
    sketch: Sketch | None = None
    analysis: Analysis | None = None
    aliases: tuple[Alias, ...] = field(default=())
    identities: tuple[Identity, ...] = field(default=())
    withdrawn: tuple[Withdrawn, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class FeedFigures:
    """What came of a feed: its entries in all and since the moment asked about, and when its newest says it appeared.

    `outcomes` counts the pages it led to, by outcome and, of rejected ones, by reason; `articles` are the current ones
    among them, `with_statements` those of which a statement is kept.
    """

    entries: int = 0
    recent: int = 0
    newest_at: datetime | None = None
    outcomes: Mapping[tuple[PageOutcome, str], int] = field(default_factory=dict)
    articles: int = 0
    with_statements: int = 0


@dataclass(frozen=True, slots=True)
class BackfillState:
    """How far an archive or folder was read. `source` is its address; `stamp` changes when its content does.

    `position` is where to go on, in the words of whoever reads it; `counts` are records by what became of them;
    `first_at` and `last_at` are when the oldest and the newest article taken from it were published.
    """

    source: str
    stamp: str
    position: str
    records: int
    counts: Mapping[str, int]
    is_done: bool
    changed_at: datetime
    first_at: datetime | None = None
    last_at: datetime | None = None


class Store(HostMemory, Protocol):
    """Everything that outlives the process. One contract suite (tests/contract) holds for every implementation.

    Raises StoreLocked, StoreCorrupt or StoreError from any method. Only current articles are seen: one superseded by an
    update keeps its row for the record and is left out of every query but `article` and `pages`.
    """

    # feeds
    def feed_states(self) -> Mapping[str, FeedState]:
        """The remembered state of every feed ever fetched, by URL."""
        ...

    def save_feed_state(self, state: FeedState) -> None:
        """Insert or replace the state of one feed."""
        ...

    def keep_entries(self, entries: Iterable[Entry], seen_at: datetime) -> int:
        """Store entries not seen before; return how many were new. Known is a feed's entry by its guid or address."""
        ...

    def entries(self) -> Iterator[Entry]:
        """All entries in the order they were first seen."""
        ...

    def entry(self, feed: str, guid: str) -> Entry | None:
        """The feed's entry with this guid, in its first wording."""
        ...

    # pages: what to fetch, and when
    def page_states(self, urls: Iterable[str]) -> Mapping[str, PageState]:
        """The remembered state of those of the pages that a feed has named, by URL."""
        ...

    def save_page_states(self, states: Iterable[PageState]) -> None:
        """Insert or replace the states of pages. One transaction."""
        ...

    def due_pages(self, now: datetime) -> Sequence[PageState]:
        """Pages whose next look is due by then, longest due first."""
        ...

    def keep_links(self, feed: str, pages: Iterable[str]) -> None:
        """Note that entries of the feed lead to these pages (addresses as fetched)."""
        ...

    def feeds_of(self, article_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """The feeds by which each of these articles came; one that came by none is left out."""
        ...

    def feed_figures(self, since: datetime) -> Mapping[str, FeedFigures]:
        """What came of each feed that has an entry, by its address; `recent` are entries first seen since then."""
        ...

    def line_counts(self, outlet: str) -> Mapping[str, int]:
        """How often lines were seen on the pages of the outlet with this id (see `digest.extract.repeats`)."""
        ...

    def save_line_counts(self, outlet: str, counts: Mapping[str, int]) -> None:
        """Replace them."""
        ...

    # archives
    def backfill(self, source: str) -> BackfillState | None:
        """How far the archive or folder at this address was read; None where that was never begun."""
        ...

    def save_backfill(self, state: BackfillState) -> None:
        """Insert or replace how far one was read."""
        ...

    # articles
    def keep(self, kept: Kept) -> None:
        """Write page record, article, sketch, analysis, actors and aliases together. Repeating it changes nothing."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The article with this id, superseded or not."""
        ...

    def current_version(self, url: str) -> Article | None:
        """The current article stored under this canonical URL."""
        ...

    def page(self, url: str) -> PageRecord | None:
        """The latest record of the page with this address as fetched."""
        ...

    def pages(self) -> Iterator[tuple[PageRecord, Article | None]]:
        """The latest record of every page, in the order first seen, with its article where it has one."""
        ...

    def articles(self, since: datetime, until: datetime) -> Sequence[Article]:
        """Current articles published in [since, until), oldest first."""
        ...

    def newest_article_at(self) -> datetime | None:
        """Publication time of the newest current article; None for an empty store."""
        ...

    def analyses(self, article_ids: Iterable[str]) -> Mapping[str, Analysis]:
        """The latest analysis of each of these articles that has one."""
        ...

    def modes(self, article_ids: Iterable[str]) -> Mapping[str, Mode]:
        """How each quotation of the latest analyses of these articles reports, by its id: a small part of `analyses`,
        read in a small part of the time. Also of articles that an update took the place of.
        """
        ...

    def unanalysed(self, version: str) -> Sequence[Article]:
        """Current articles without an analysis of this analyser version, oldest first; none whose text has expired."""
        ...

    def sketches(self, since: datetime) -> Sequence[Sketch]:
        """Sketches of current articles published since then, oldest first."""
        ...

    def copies(self, article_ids: Iterable[str]) -> Mapping[str, str]:
        """For those that are wire copies: the id of the article each repeats."""
        ...

    def forget_articles(self, article_ids: Iterable[str]) -> None:
        """Delete these articles for good, with their pages, analyses, mentions, stories and statements.

        Statements that other articles report too stay with those reports.
        """
        ...

    # stories and statements
    def stories(self, since: datetime, until: datetime) -> Sequence[Story]:
        """Stories with an article published in [since, until), latest first."""
        ...

    def ungrouped(self) -> Sequence[Article]:
        """Current articles that no `replace_groups` has named since they, or their latest analysis, were kept.

        Oldest publication first.
        """
        ...

    def former_versions(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """For those of the articles that are updates: the versions each took the place of, latest first."""
        ...

    def story(self, story_id: str) -> Story | None:
        """The story with this id, or the one that a story with this id has become a part of."""
        ...

    def replace_groups(
        self,
        articles: Iterable[str],
        stories: Iterable[Story],
        statements: Iterable[Statement],
        *,
        became: Mapping[str, str] | None = None,
    ) -> None:
        """Make these the only stories and statements that hold these articles. One transaction.

        Naming an article names the versions it took the place of as well. Stories and statements whose articles were
        all named and which are not given again vanish; one that also holds other articles keeps those, with the
        words, id and time of the first report (the title and times of the articles) that remain.

        `became` are stories that are now part of another one: their statements go there, and their ids lead there from
        now on.
        """
        ...

    def withdrawn_since(self, since: datetime) -> Sequence[Withdrawn]:
        """What was seen since then to have vanished from its article, oldest first."""
        ...

    def window(self, since: datetime, until: datetime) -> Window:
        """What could be known in [since, until), without the words of articles; see `Window`.

        Statements that any of the articles reports, with the reports that could be known before `until`; stories with
        an article in the window or in the SILENT before it.
        """
        ...

    def roundup(self, since: datetime, until: datetime, most: int = 12) -> Roundup:
        """Figures of [since, until) by publication, at most so many of each kind; equal ones by name or id."""
        ...

    def statements_by_id(self, statement_ids: Iterable[str]) -> Mapping[str, Statement]:
        """Those of the statements that exist."""
        ...

    def articles_by_id(self, article_ids: Iterable[str]) -> Mapping[str, Article]:
        """Those of the articles that exist, superseded or not."""
        ...

    def statement(self, statement_id: str) -> Statement | None:
        """The statement with this id."""
        ...

    def statements(self, query: StatementQuery, limit: int = 1000, offset: int = 0) -> Sequence[Statement]:
        """The statements of the query, newest first (by first_at, then id)."""
        ...

    def count_statements(self, query: StatementQuery) -> StatementCounts:
        """Figures over all statements of the query."""
        ...

    def how_many(self, query: StatementQuery) -> int:
        """The number of statements of the query: the total of `count_statements` without its other figures."""
        ...

    def count_between(self, query: StatementQuery, edges: Sequence[datetime]) -> Sequence[int]:
        """How many statements of the query were first reported from each of the ascending instants up to the next."""
        ...

    def company(self, query: StatementQuery, newest: int, most: int) -> Sequence[tuple[Actor, int]]:
        """Who else takes part in the `newest` statements of the query, in how many: at most `most`, the most frequent.

        Those the query asks for are left out. Equally frequent ones are ordered by name, then id.
        """
        ...

    def frequent_stems(self, query: StatementQuery, newest: int, most: int) -> Sequence[StemUse]:
        """The stems that most of the `newest` statements of the query hold, at least two of them; then by stem.

        The query needs a speaker or somebody it is about.
        """
        ...

    def reported_in(self, article_id: str) -> Sequence[Statement]:
        """Statements with a report from this article, superseded or not, by id."""
        ...

    def withdrawn(self, statement_id: str) -> Withdrawn | None:
        """The statement with this id as it was last reported, if its article no longer says it."""
        ...

    def speakers_before(self, actor_ids: Iterable[str], until: datetime) -> frozenset[str]:
        """Those of the actors who speak in a statement first reported before that instant."""
        ...

    # actors
    def actors(self, actor_ids: Iterable[str]) -> Mapping[str, Actor]:
        """The actors that these ids lead to (digest.registry), by the id asked for; unknown ones are left out."""
        ...

    def all_actors(self) -> Iterator[tuple[Actor, Sequence[Alias], Sequence[str]]]:
        """Every actor with its aliases and role titles, by name."""
        ...

    def find_alias(self, folded: str) -> Sequence[AliasHit]:
        """Actors that were named by an alias whose `fold` equals `folded`, most used first, one hit per actor."""
        ...

    def find_aliases(self, folded: Iterable[str]) -> Mapping[str, Sequence[AliasHit]]:
        """`find_alias` for several folded forms at once, without those that nobody is named by."""
        ...

    def folded_aliases(self) -> Iterator[tuple[str, AliasHit]]:
        """Every alias in use with its folded form."""
        ...

    def names_near(self, folded: str, least: float, most: int) -> Sequence[NearName]:
        """Actors with an alias in use at least `least` like (rapidfuzz's ratio) a folded name, the likest first.

        One hit per actor, for its likest alias; of equally like ones those used more first, then by name and id.
        """
        ...

    def aliases_of(self, actor_id: str) -> Sequence[Alias]:
        """The surface forms seen for this actor, most used first."""
        ...

    def roles_of(self, actor_id: str) -> Sequence[str]:
        """The role titles articles gave this actor, latest article first."""
        ...

    def recent_roles(self, actor_id: str, until: datetime, most: int) -> Sequence[RoleUse]:
        """The latest `most` role titles that articles published before `until` gave this actor, latest first."""
        ...

    def mention_count(self, actor_id: str, since: datetime | None = None, until: datetime | None = None) -> int:
        """In how many current articles published in that time the actor is mentioned."""
        ...

    # the whole
    def report(self, *, thorough: bool = True) -> StoreReport:
        """Facts and health for `doctor`. Without `thorough` the check is left out, which reads the whole database."""
        ...

    def close(self) -> None:
        """Release files and connections; the store is not used afterwards."""
        ...
