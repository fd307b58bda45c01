"""From an article to its place in the store: compared, analysed, kept. In the calling thread, one article at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta

from digest.dedupe import Decision, Match, Neighbour, SketchIndex, decide, sketch
from digest.errors import AnalyserFailed, BadInput, NotAnalysed, UnusableText, WeightsError, WortlautError
from digest.extract import Reading
from digest.ingest.aliases import aliases_of
from digest.ingest.events import PageDone, StepSeconds
from digest.ingest.identifying import Identifier
from digest.ingest.repeats import Repeats
from digest.ingest.withdrawing import withdrawn_by
from digest.model import Analysis, Article, PageOutcome, PageRecord, Sketch, Withdrawn
from digest.ports import Analyser, Clock, Kept, Store

WINDOW = timedelta(days=21)
"""How far back an article is compared with others; for an older article the whole store is looked at."""

_NOT_ANALYSED = "not analysed"
"""What a note begins with on why an article has no analysis, at the end of the outcome's reason."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Stopwatch:
    """Adds up seconds per step on the clock's monotonic time."""

    clock: Clock
    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count the time of the block for the step of this name, a field of StepSeconds."""
        started = self.clock.monotonic()
        try:
            yield
        finally:
            self.spent[name] = self.spent.get(name, 0.0) + self.clock.monotonic() - started

    def seconds(self) -> StepSeconds:
        """What was counted so far."""
        return StepSeconds(**{one.name: self.spent.get(one.name, 0.0) for one in fields(StepSeconds)})


@dataclass(frozen=True, slots=True)
class _Origin:
    outlet: str
    root: str


class Intake:
    """Takes articles and rejections in; remembers the sketches, so that copies are found within one pass."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        watch: Stopwatch,
        analyser: Analyser | None,
        identifier: Identifier | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._watch = watch
        self._analyser = analyser
        self._no_analyser = ""
        self._identifier = identifier
        self._index = SketchIndex()
        self._repeats = Repeats(store)
        self._origins: dict[str, _Origin] = {}
        self._since: datetime | None = None

    def take(self, url: str, article: Article) -> PageDone:
        """Decide what the article from this address is, analyse and keep it."""
        with self._watch.step("keep"):
            current = self._store.current_version(article.url)
        with self._watch.step("dedupe"):
            made = sketch(article.id, article.text)
            self._load(article.published_at)
            decision = decide(article, self._neighbours(made), current)
        record = self._record(url, article, decision)
        if decision.outcome is PageOutcome.KNOWN:
            self._keep_known(record)
            return PageDone(record, article.title)
        analysis, note = self._analysed(article)
        record = replace(record, reason=_joined(record.reason, note))
        aliases = aliases_of(article, analysis) if analysis else ()
        kept = Kept(record, article, made, analysis, aliases, withdrawn=self._withdrawn(decision, article))
        self._keep_identified(kept, article)
        self._remember(article, made, decision)
        return PageDone(record, article.title, note)

    def take_reading(self, url: str, reading: Reading) -> Iterator[PageDone]:
        """Take what a page holds: its article, or of a live blog each post that is not known yet, and then its frame.

        Posts are articles with addresses of their own, so what was known stays known when the page grows.
        """
        whole, reading = reading, self._repeats.taken_out(reading)
        if not reading.posts:
            done = self.take(url, reading.article)
            if done.record.outcome is PageOutcome.NEW:
                self._repeats.count(whole)
            yield done
            return
        taken = [self.take(post.url, post) for post in reading.posts]
        news = [done for done in taken if done.record.outcome is not PageOutcome.KNOWN]
        yield from news
        if reading.frame is not None:
            yield self.take(url, reading.frame)
        else:
            yield self._blog(url, reading, taken[0].record.article, news=bool(news))

    def _blog(self, url: str, reading: Reading, first: str | None, *, news: bool) -> PageDone:
        """Keep the outcome of a live blog that is nothing but its posts: it leads to the first of them."""
        record = PageRecord(
            url=url,
            outcome=PageOutcome.NEW if news else PageOutcome.KNOWN,
            seen_at=self._clock.now(),
            reason=f"a live blog of {len(reading.posts)} posts",
            article=first,
            title=reading.article.title,
            outlet=reading.article.outlet.id,
        )
        if news or self._store.page(url) is None:
            self._keep(Kept(record))
        return PageDone(record, reading.article.title)

    def finish(self) -> None:
        """Keep what was learned of the outlets' pages."""
        with self._watch.step("keep"):
            self._repeats.save()

    def catch_up(self) -> int:
        """Analyse the stored articles this analyser has not seen: kept without, or analysed by an earlier version.

        Returns how many were analysed.
        """
        if self._analyser is None:
            return 0
        caught_up = 0
        waiting = {article.id for article in self._store.unanalysed(self._analyser.version)}
        for record, article in self._store.pages() if waiting else ():
            if self._no_analyser:
                break
            if article is not None and article.id in waiting:
                waiting.remove(article.id)
                analysis, note = self._analysed(article)
                if analysis is not None:
                    told = replace(record, reason=_joined(_without_note(record.reason), note))
                    kept = Kept(told, article, None, analysis, aliases_of(article, analysis))
                    self._keep_identified(kept, article)
                    caught_up += 1
        return caught_up

    def reject(self, url: str, reason: str, title: str = "", outlet: str = "") -> PageDone:
        """Keep that this address holds nothing that can be used, and why."""
        record = PageRecord(url, PageOutcome.REJECTED, self._clock.now(), reason=reason, title=title, outlet=outlet)
        self._keep(Kept(record))
        return PageDone(record, title)

    def _withdrawn(self, decision: Decision, article: Article) -> tuple[Withdrawn, ...]:
        """What the version that an update replaces said, and the update does not say."""
        old = self._store.article(decision.replaces) if decision.replaces is not None else None
        if old is None:
            return ()
        return withdrawn_by(self._store.reported_in(old.id), old, article, self._clock.now())

    def _record(self, url: str, article: Article, decision: Decision) -> PageRecord:
        return PageRecord(
            url=url,
            outcome=decision.outcome,
            seen_at=self._clock.now(),
            reason=decision.reason,
            article=decision.known_as or article.id,
            copy_of=decision.copy_of,
            replaces=decision.replaces,
            title=article.title,
            outlet=article.outlet.id,
        )

    def _keep_known(self, record: PageRecord) -> None:
        """Keep that an address leads to a known article, unless it did before: then its first outcome stands."""
        before = self._store.page(record.url)
        if before is None or before.article != record.article:
            self._keep(Kept(record))

    def _keep(self, kept: Kept) -> None:
        with self._watch.step("keep"):
            self._store.keep(kept)

    def _keep_identified(self, kept: Kept, article: Article) -> None:
        """Keep an article with whom it means by its names."""
        if self._identifier is None or kept.analysis is None:
            self._keep(kept)
            return
        with self._watch.step("keep"):
            identified = self._identifier.identify(article, kept.analysis)
            self._store.keep(replace(kept, identities=identified.identities))
            self._identifier.learn(identified.learned)

    def _analysed(self, article: Article) -> tuple[Analysis | None, str]:
        """The analysis and a note on what went wrong.

        A text the analyser refuses, trips over or does not get through is put aside with an empty one: analysers are
        deterministic, the same one would do so again. A later version tries anew. Where the machine fails (memory,
        files, weights) there is none: the article is kept, and tried again by the next pass. An analyser that cannot be
        had is not asked again in this one.
        """
        if self._analyser is None or self._no_analyser:
            return None, self._no_analyser
        with self._watch.step("analyse"):
            try:
                return self._analyser.analyse(article), ""
            except UnusableText as error:
                return self._nothing_found(article), f"{_NOT_ANALYSED}, put aside: {error}"
            except BadInput as error:
                return self._nothing_found(article), f"{_NOT_ANALYSED}: {error}"
            except (AnalyserFailed, WeightsError) as error:
                log.warning("nothing more is analysed in this pass: %s", error)
                self._no_analyser = f"{_NOT_ANALYSED}: {error}"
                return None, self._no_analyser
            except NotAnalysed as error:
                return None, f"{_NOT_ANALYSED}: {error}"
            except (MemoryError, OSError, WortlautError) as error:
                log.exception("analysing %s (%s) failed", article.id, article.url)
                return None, f"{_NOT_ANALYSED}: {type(error).__name__}"
            except Exception as error:  # one text that trips a rule must not stop the pass; the log has the trace
                log.exception("analysing %s (%s) failed: put aside", article.id, article.url)
                return self._nothing_found(article), f"{_NOT_ANALYSED}, put aside: {type(error).__name__}"

    def _nothing_found(self, article: Article) -> Analysis:
        assert self._analyser is not None
        return Analysis(article.id, self._analyser.version, article.language)

    def _load(self, published_at: datetime) -> None:
        """Have the sketches of the store's articles from WINDOW before this one on; of all, for a still older one."""
        since = min(published_at, self._clock.now()) - WINDOW
        if self._since is None or since < self._since:
            self._since = since if self._since is None else datetime.min.replace(tzinfo=UTC)
            for stored in self._store.sketches(self._since):
                self._index.add(stored)

    def _neighbours(self, made: Sketch) -> list[Neighbour]:
        return [
            Neighbour(match, origin.outlet, origin.root)
            for match in self._index.near(made)
            if (match.is_copy or match.is_same) and (origin := self._origin(match)) is not None
        ]

    def _origin(self, match: Match) -> _Origin | None:
        known = self._origins.get(match.article)
        if known is None and (article := self._store.article(match.article)) is not None:
            root = self._store.copies([article.id]).get(article.id, article.id)
            known = self._origins[match.article] = _Origin(article.outlet.id, root)
        return known

    def _remember(self, article: Article, made: Sketch, decision: Decision) -> None:
        if decision.replaces is not None:
            self._index.forget(decision.replaces)
        self._index.add(made)
        self._origins[article.id] = _Origin(article.outlet.id, decision.copy_of or article.id)


def _joined(reason: str, note: str) -> str:
    return "; ".join(filter(None, (reason, note)))


def _without_note(reason: str) -> str:
    """The reason of an outcome without what it says of an earlier try to analyse the article."""
    before, _, _ = f"; {reason}".partition(f"; {_NOT_ANALYSED}")
    return before.removeprefix("; ")
