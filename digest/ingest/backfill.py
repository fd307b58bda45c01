"""Archives and folders into the store, resumable: what was read is remembered, and a killed run goes on where it was.

    archive -> state in the store -> records from there on -> page: extract, text: take as given, else: skip, counted
            -> intake (same, update, wire copy or new -> analyse -> keep)
            -> every few seconds: state saved -> at the end: stories of the time the archive covers are grouped
    folder  -> its files in order, each of them a record, archives in it as archives; the state is the last file done

After a kill a few records come again and are found to be known. An archive that was read to its end is not read again
unless its file changed or somebody wishes it; a folder is looked through each time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from digest.dates import parse_moment, zone_of
from digest.errors import PageNotRead, UnusablePage
from digest.extract import GivenText, Reading, clean, given_article, language_of, registrable
from digest.ingest.events import ArchiveDone, ArchiveProgress, Event, PageDone, RecordSkipped, TargetFailed
from digest.ingest.intake import Intake, Stopwatch
from digest.ingest.json_lines import read_json_lines
from digest.ingest.records import NO_PAGE, PageFound, Record, Skipped, TextFound
from digest.ingest.warc import read_warc
from digest.model import Article, Outlet, PageOutcome
from digest.ports import BackfillState, Clock, Store

WARC_ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz")
LINES_ENDINGS = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")

SAVE_EVERY_S = 2.0
"""Seconds between two times that how far an archive was read is saved: so much may be read twice after a kill."""

MOST_TOLD = 20
"""Broken records told one by one; those beyond, and what is merely no page, are counted only."""

OLDER = "older than what is stored"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackfillMeans:
    """What a backfill works with.

    `page` reads a page that was fetched then, as its listed outlet's, or raises UnusablePage; `file` takes one text or
    page file in; `group` groups the stories of a time. `outlets` are the listed ones by registrable domain.
    """

    store: Store
    clock: Clock
    languages: frozenset[str]
    outlets: Mapping[str, Outlet]
    page: Callable[[PageFound, datetime], Reading]
    file: Callable[[Path], Iterable[Event]]
    group: Callable[[datetime, datetime], None] | None = None


def is_archive(path: Path) -> bool:
    """Whether the file is read record by record, by its name."""
    return path.name.lower().endswith(WARC_ENDINGS + LINES_ENDINGS)


class Backfill:
    """Reads archives and folders. With `anew` what was read to its end is read again."""

    def __init__(self, means: BackfillMeans, intake: Intake, watch: Stopwatch, *, anew: bool = False) -> None:
        self._means = means
        self._intake = intake
        self._watch = watch
        self._anew = anew

    def archive(self, path: Path) -> Iterator[Event]:
        """Read an archive from where it was left."""
        source, stamp = path.resolve().as_uri(), _stamp(path)
        state = self._means.store.backfill(source)
        if state is not None and state.is_done and state.stamp == stamp and not self._anew:
            yield ArchiveDone(str(path), state.records, dict(state.counts), before=state.changed_at)
            return
        if state is None or state.stamp != stamp or state.is_done:
            state = BackfillState(source, stamp, "", 0, {}, is_done=False, changed_at=self._means.clock.now())
        run = _Run(self._means, path, state)
        read = read_warc if path.name.lower().endswith(WARC_ENDINGS) else read_json_lines
        try:
            for record in read(path, state.position):
                yield from self._record(run, record)
        except OSError as error:
            run.save(is_done=False)
            yield TargetFailed(str(path), f"it cannot be read ({error.strerror or error})")
            return
        self._group(run)
        run.save(is_done=True)
        yield ArchiveDone(str(path), run.state.records, dict(run.state.counts), resumed=bool(state.position))

    def folder(self, path: Path, files: list[Path]) -> Iterator[Event]:
        """Read the files of a folder, in this order, from where it was left in a run that did not end."""
        source = path.resolve().as_uri()
        state = self._means.store.backfill(source)
        begun = state is not None and not state.is_done and not self._anew
        if state is None or not begun:
            state = BackfillState(source, "", "", 0, {}, is_done=False, changed_at=self._means.clock.now())
        run = _Run(self._means, path, state)
        places = [(one.relative_to(path).as_posix(), one) for one in files]
        left = [(place, one) for place, one in places if place > state.position] if begun else places
        for number, (place, one) in enumerate(left, 1):
            if is_archive(one):
                yield from self.archive(one)
            else:
                for event in self._means.file(one):
                    run.note(event)
                    yield event
            run.goes_on(place)
            if run.is_due():
                yield ArchiveProgress(str(path), number, len(left))
        self._group(run)
        run.save(is_done=True)
        if begun:
            yield ArchiveDone(str(path), run.state.records, dict(run.state.counts), resumed=True)

    def _record(self, run: _Run, record: Record) -> Iterator[Event]:
        content = record.content
        if isinstance(content, Skipped):
            yield from run.skip(content)
        else:
            yield from self._taken(run, content)
        run.goes_on(record.position)
        if run.is_due():
            yield ArchiveProgress(str(run.path), record.read, run.size)

    def _taken(self, run: _Run, content: PageFound | TextFound) -> Iterator[Event]:
        try:
            reading = (
                self._means.page(content, content.captured_at or self._means.clock.now())
                if isinstance(content, PageFound)
                else self._text(run, content)
            )
        except PageNotRead as error:  # no outcome: its address may be read by another way
            yield from run.skip(Skipped(error.reason, content.url))
            return
        except UnusablePage as error:
            yield from self._unusable(run, content, error.reason)
            return
        article = reading.article
        if isinstance(content, PageFound) and self._is_outdated(article):  # texts are as of now
            yield from run.skip(Skipped(OLDER, content.url))
            return
        for done in self._intake.take_reading(clean(content.url) or article.url, reading):
            run.note(done, article)
            yield done

    def _is_outdated(self, article: Article) -> bool:
        """Whether another text of the page is stored that was seen later."""
        current = self._means.store.current_version(article.url)
        return (
            current is not None and current.fetched_at > article.fetched_at and current.text_hash != article.text_hash
        )

    def _unusable(self, run: _Run, content: PageFound | TextFound, reason: str) -> Iterator[Event]:
        """A page that holds no article has that for its outcome, unless it has a better one; a text is skipped."""
        address = clean(content.url) if isinstance(content, PageFound) else ""
        if not address or self._means.store.page(address) is not None:
            yield from run.skip(Skipped(reason, content.url))
            return
        outlet = self._means.outlets.get(registrable(address))
        done = self._intake.reject(address, reason, outlet=outlet.id if outlet else "")
        run.note(done)
        yield done

    def _text(self, run: _Run, content: TextFound) -> Reading:
        language = content.language or language_of(content.text)
        address = clean(content.url) or f"{run.state.source}#{content.url or run.state.records}"
        given = GivenText(
            url=address,
            text=content.text,
            title=content.title or " ".join(content.text.split()[:12]),
            outlet=content.outlet,
            language=content.language,
            lead=content.lead,
            authors=content.authors,
            published_at=_moment(content.published, language),
            modified_at=_moment(content.modified, language),
            place=run.path.parent.name,
        )
        with self._watch.step("extract"):
            reading = Reading(given_article(given, self._means.clock.now(), self._means.languages))
        listed = self._means.outlets.get(registrable(reading.article.url))
        return reading if listed is None else reading.of(listed)

    def _group(self, run: _Run) -> None:
        first, last = run.state.first_at, run.state.last_at
        if self._means.group is not None and first is not None and last is not None:
            with self._watch.step("group"):
                self._means.group(first, last)


class _Run:
    """One archive or folder on its way: how far it is, and what came of it."""

    def __init__(self, means: BackfillMeans, path: Path, state: BackfillState) -> None:
        self.path = path
        self.state = state
        self.size = path.stat().st_size
        self._means = means
        self._saved_at = means.clock.monotonic()
        self._told = 0

    def skip(self, skipped: Skipped) -> Iterator[Event]:
        """Count a record nothing came of, and tell of it if it is one of the first."""
        self._count(skipped.reason)
        log.debug("%s: %s: %s", self.path, skipped.what, skipped.reason)
        if skipped.reason != NO_PAGE and self._told < MOST_TOLD:
            self._told += 1
            yield RecordSkipped(str(self.path), skipped.what, skipped.reason)

    def note(self, event: Event, article: Article | None = None) -> None:
        """Count what became of a record, and how far back the archive reaches."""
        if isinstance(event, PageDone):
            self._count(event.record.outcome.value)
        if article is not None and isinstance(event, PageDone) and event.record.outcome is not PageOutcome.KNOWN:
            at, state = article.published_at, self.state
            self.state = replace(state, first_at=min(state.first_at or at, at), last_at=max(state.last_at or at, at))

    def goes_on(self, position: str) -> None:
        """Note that everything before this position is done."""
        self.state = replace(self.state, position=position, records=self.state.records + 1)

    def is_due(self) -> bool:
        """Whether it is time to save the state again; saves it if so."""
        now = self._means.clock.monotonic()
        if now - self._saved_at < SAVE_EVERY_S:
            return False
        self._saved_at = now
        self.save(is_done=False)
        return True

    def save(self, *, is_done: bool) -> None:
        """Save how far it is."""
        self._means.store.save_backfill(replace(self.state, is_done=is_done, changed_at=self._means.clock.now()))

    def _count(self, what: str) -> None:
        counts = dict(self.state.counts)
        counts[what] = counts.get(what, 0) + 1
        self.state = replace(self.state, counts=counts)


def _stamp(path: Path) -> str:
    """What changes when the file does."""
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def _moment(written: str, language: str) -> datetime | None:
    """The instant written there. Raises UnusablePage where something is written that is none."""
    if not written:
        return None
    moment = parse_moment(written, zone_of(language))
    if moment is None:
        raise UnusablePage("unreadable date", written[:40])
    return moment.at
