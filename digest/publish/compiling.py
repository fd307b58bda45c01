"""Service: compile the digest of a window for a channel.

    window (once for all channels that share it) -> choose for this channel -> load what was chosen
      -> check every word against the stored texts -> compose -> Edition

Order only; what is decided is decided in digest.edition. A window stays open for the channels that follow, until
`forget` is called because something was grouped since; so do the editions of it, for channels that want the same.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

from digest.edition import Choice, Desk, DigestRequest, Edition, Material, Week, choose, compose
from digest.edition.filtering import Sieve
from digest.edition.week import Crossing, newcomers, ranked, sides
from digest.model import Actor, Article, Mode, Report, Statement, wording
from digest.names import fold
from digest.ports import StatementQuery, Store
from digest.visible import are_others_words, left_of, retold, visible
from digest.windows import Roundup

log = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")

OPEN = 4
"""Windows kept open."""

EDITIONS = 32
"""Editions of a window kept: at nine o'clock hundreds of channels have one of a few sets of wishes."""

LOOK_BACK = timedelta(days=7)
"""How far back an actor's earlier words are looked for, to set them beside today's."""

WEEK = timedelta(days=7)

MOST_QUOTED = 24
"""Actors, pairs and stories of a week that are looked at."""

MOST_EARLIER = 60
"""Earlier statements of a story that are looked at."""


@dataclass(slots=True)
class _Open:
    """A window with what was loaded for it; `store` is the store as its channels see it.

    `asked` are the statements that were asked for; those that are not there any more are not among `statements`.
    `modes` are those of quotations that some channels read in the place of what others read.
    """

    store: Store
    desk: Desk
    has_history: bool
    asked: set[str] = field(default_factory=set)
    statements: dict[str, Statement] = field(default_factory=dict)
    texts: dict[str, Article] = field(default_factory=dict)
    modes: dict[str, Mode] = field(default_factory=dict)
    earlier: dict[str, Sequence[Statement]] = field(default_factory=dict)
    unheard: dict[str, bool] = field(default_factory=dict)
    editions: OrderedDict[DigestRequest, Edition] = field(default_factory=OrderedDict)

    def told(self, statement: str) -> str:
        """The words by which a new statement was chosen; none of another one."""
        line = self.desk.lines.get(statement)
        return line.text if line is not None else ""


class Compiler:
    """Compiles digests, keeping the windows it read last. `failed` counts statements that did not stand the check;
    `left_out` is told of each.
    """

    def __init__(self, store: Store, left_out: Callable[[], object] = lambda: None) -> None:
        self._store = store
        self._left_out = left_out
        self._open: OrderedDict[tuple[datetime, datetime, frozenset[str]], _Open] = OrderedDict()
        self._weeks: OrderedDict[tuple[datetime, frozenset[str]], Week] = OrderedDict()
        self.failed = 0

    def forget(self) -> None:
        """Close all windows: what is stored has changed."""
        self._open.clear()
        self._weeks.clear()

    def compile(self, request: DigestRequest, hidden: frozenset[str] = frozenset()) -> Edition:
        """Return the edition of the request; `hidden` are feeds the channel does not read."""
        at = self._window(request.since, request.until, hidden)
        if request not in at.editions:
            _kept(at.editions, request, self._compiled(at, request), EDITIONS)
        return at.editions[request]

    def _compiled(self, at: _Open, request: DigestRequest) -> Edition:
        request = replace(request, bearers=self._bearers(request.taste.follows))
        choice = choose(at.desk, request)
        _load(at, choice.wanted)
        for story in [one.line.id for one in choice.candidates[: request.limits.stories]]:
            if story not in at.earlier and at.desk.window.stories[story].before is not None:
                at.earlier[story] = self._earlier(at, story)
        return compose(at.desk, request, choice, self._material(at, request, choice))

    def _bearers(self, follows: Iterable[str]) -> frozenset[tuple[str, Actor]]:
        """Whom the store knows by the full names among what is followed, were they renamed or merged since.

        Single words are left out: some are names and topics alike, and surnames are found in the window.
        """
        names = [name for name in map(fold, follows) if " " in name]
        known = self._store.find_aliases(names) if names else {}
        return frozenset((name, hit.actor) for name, hits in known.items() for hit in hits)

    def week(self, until: datetime, language: str, zone: str, hidden: frozenset[str] = frozenset()) -> Week:
        """Return the summary of the seven days before `until`."""
        key = (until, hidden)
        if key not in self._weeks:
            _kept(self._weeks, key, self._week(until, hidden, language, zone), OPEN)
        return replace(self._weeks[key], language=language, zone=zone)

    def _week(self, until: datetime, hidden: frozenset[str], language: str, zone: str) -> Week:
        store = visible(self._store, hidden)
        roundup = ranked(store.roundup(until - WEEK, until, MOST_QUOTED))
        speakers = {one.actor.id for one in roundup.quoted}
        unheard = speakers - store.speakers_before(speakers, roundup.since)
        fresh = frozenset(one for one in unheard if store.mention_count(one, until=roundup.since) == 0)
        return Week(roundup, language, zone, newcomers(roundup, fresh), _crossed(store, roundup))

    def _window(self, since: datetime, until: datetime, hidden: frozenset[str]) -> _Open:
        key = (since, until, hidden)
        if key not in self._open:
            store = visible(self._store, hidden)
            older = StatementQuery(until=since)
            fresh = _Open(store, Desk(store.window(since, until)), bool(store.statements(older, limit=1)))
            _kept(self._open, key, fresh, OPEN)
        self._open.move_to_end(key)
        return self._open[key]

    def _earlier(self, at: _Open, story: str) -> Sequence[Statement]:
        since = at.desk.window.since
        query = StatementQuery(story=story, since=since - LOOK_BACK, until=since, certain=True)
        found = at.store.statements(query, MOST_EARLIER)
        _load_texts(at, found)
        return [one for one in found if self._stands(one, at.texts)]

    def _material(self, at: _Open, request: DigestRequest, choice: Choice) -> Material:
        asked = [at.statements[one] for one in choice.wanted if one in at.statements]
        statements = {one.id: one for one in _as_read(at, choice.sieve, asked) if self._stands(one, at.texts)}
        first = choice.candidates[: request.limits.stories]
        speakers = {
            actor.id
            for one in first
            for line in one.statements
            if (statement := statements.get(line.id)) is not None and statement.certain
            for actor in statement.speakers
        }
        return Material(
            statements=statements,
            texts=at.texts,
            earlier=self._earlier_as_read(at, choice.sieve, [one.line.id for one in first]),
            newcomers=self._newcomers(at, speakers) if at.has_history else frozenset(),
            has_history=at.has_history,
        )

    def _earlier_as_read(self, at: _Open, sieve: Sieve, stories: Iterable[str]) -> Mapping[str, Sequence[Statement]]:
        """The earlier statements of these stories as the channel reads them."""
        if not sieve.leaves_out:
            return at.earlier
        return {
            story: [one for one in _as_read(at, sieve, at.earlier[story]) if self._stands(one, at.texts)]
            for story in stories
            if story in at.earlier
        }

    def _stands(self, statement: Statement, texts: Mapping[str, Article]) -> bool:
        """The last look before anything is shown; what does not stand in the stored text is left out and logged."""
        article = texts.get(statement.reports[0].article)
        if article is not None and literal(statement, article):
            return True
        self.failed += 1
        self._left_out()
        log.error("statement %s is left out: its text does not stand in the stored article", statement.id)
        return False

    @staticmethod
    def _newcomers(at: _Open, speakers: Iterable[str]) -> frozenset[str]:
        """Speakers of whom the store holds no statement and no mention from before."""
        asked = set(speakers)
        since = at.desk.window.since
        fresh = asked - at.unheard.keys()
        unheard = fresh - at.store.speakers_before(fresh, since) if fresh else fresh
        at.unheard |= {actor: actor in unheard and at.store.mention_count(actor, until=since) == 0 for actor in fresh}
        return frozenset(actor for actor in asked if at.unheard[actor])


def _crossed(store: Store, roundup: Roundup) -> Crossing:
    """The table of who spoke about whom; what the roundup does not tell of it is counted."""
    told = {(pair.speaker.id, pair.about.id): pair.statements for pair in roundup.pairs}
    whole = len(roundup.pairs) < MOST_QUOTED

    def number(speaker: str, about: str) -> int:
        if whole or speaker == about or (speaker, about) in told:
            return told.get((speaker, about), 0)
        query = StatementQuery(speaker=speaker, about=about, since=roundup.since, until=roundup.until, certain=True)
        return store.how_many(query)

    table = sides(roundup.pairs)
    rows = tuple(tuple(number(one.id, other.id) for other in table.about) for one in table.speakers)
    return replace(table, statements=rows)


def _kept(known: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    """Keep the value, and of the others those that came last."""
    known[key] = value
    while len(known) > most:
        known.popitem(last=False)


def _load(at: _Open, wanted: Iterable[str]) -> None:
    """Load those of the statements that no channel wanted before, as they could be known at the window's end."""
    missing = frozenset(wanted) - at.asked
    if not missing:
        return
    at.asked |= missing
    known = [(one, _known(at, one)) for one in at.store.statements_by_id(missing).values()]
    fresh = _reduced(at, known)
    at.statements |= {one.id: one for one in fresh}
    _load_texts(at, fresh)


def _known(at: _Open, statement: Statement) -> Sequence[Report]:
    """The reports of the statement that the window holds."""
    known = {report.article for report in at.desk.lines[statement.id].reports}
    return left_of(statement.reports, lambda report: report.article in known)


def _as_read(at: _Open, sieve: Sieve, statements: Sequence[Statement]) -> Sequence[Statement]:
    """The statements with the reports that the channel reads, in words of one of them; none in words it does not want.

    Reports of one statement are in one language.
    """
    if not sieve.reads_all:
        reads = cache(sieve.reads)

        def left(one: Statement) -> Sequence[Report]:
            return left_of(one.reports, lambda report: reads(report.outlet.id, one.language))

        statements = _reduced(at, ((one, left(one)) for one in statements))
    return [one for one in statements if one.text == at.told(one.id) or not sieve.holds_unwanted(one.text)]


def _reduced(at: _Open, left: Iterable[tuple[Statement, Sequence[Report]]]) -> list[Statement]:
    """The statements with these of their reports; those of which no report is left, or no words, are left out.

    Where the wording shown is another one's, the first report left lends its words.
    """
    some = [(statement, reports) for statement, reports in left if reports]
    lending = [reports[0] for one, reports in some if are_others_words(one, reports)]
    _load_words(at, {report.article for report in lending if report.quotation not in at.modes})
    told = (retold(one, them, at.texts.get(them[0].article), at.modes.get(them[0].quotation)) for one, them in some)
    return [one for one in told if one is not None]


def _load_words(at: _Open, articles: AbstractSet[str]) -> None:
    """Load these articles, and in which mode what they quote is quoted."""
    if articles:
        at.texts |= at.store.articles_by_id(articles - at.texts.keys())
        at.modes |= at.store.modes(sorted(articles))


def _load_texts(at: _Open, statements: Iterable[Statement]) -> None:
    """Load the articles in which the words shown of these statements stand."""
    articles = {one.reports[0].article for one in statements} - at.texts.keys()
    if articles:
        at.texts |= at.store.articles_by_id(articles)


def literal(statement: Statement, article: Article) -> bool:
    """Whether the statement's text is what stands in the article at the spans of its first report."""
    spans = statement.reports[0].content
    return bool(spans) and spans[-1].end <= len(article.text) and wording(article.text, spans) == statement.text


def compile_digest(store: Store, request: DigestRequest) -> Edition:
    """Return the edition of the request's window, read from the store as it is now."""
    return Compiler(store).compile(request)


def shown_by(edition: Edition) -> tuple[str, ...]:
    """The ids of the statements that the first part of an edition shows, folded or not."""
    contrasts = [
        side.statement.id
        for story in edition.stories
        if story.contrast is not None
        for side in (story.contrast.earlier, story.contrast.later)
    ]
    return tuple(dict.fromkeys([*(voice.statement.id for voice in edition.voices), *contrasts]))
