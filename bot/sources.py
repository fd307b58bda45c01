"""The list of feeds as the program uses it: the sources file, what channels added to it, and who reads what.

What looks at pages and feeds is loaded when it is first needed: answering a command about what is stored needs none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.feed_report import RECENT, FeedReport, feed_report
from bot.source_commands import SourceDesk, own_feeds, same_place
from digest.choices import Choices, channel_feeds, hidden_feeds, reading_list
from digest.errors import BadInput
from digest.feeds import load_outlets
from digest.model import Feed
from digest.outbox import Outbox
from digest.ports import Clock, Fetcher, Store

if TYPE_CHECKING:
    from bot.doctor import Check
    from bot.feedlist import Imported
    from bot.source_address import Typed
    from bot.source_look import Look, Readable
    from digest.model import Outlet

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SourceParts:
    """What the list works with; each is opened when it is first asked for."""

    store: Callable[[], Store]
    outbox: Callable[[], Outbox]
    choices: Callable[[], Choices]
    fetcher: Callable[[], Fetcher]
    clock: Clock


@dataclass(frozen=True, slots=True)
class ChannelSources:
    """What one channel reads: all its `feeds`, its `own` among them; what it left out of the shared list (`off`); and
    the addresses of all feeds it is not shown (`hidden`), those of other channels too.
    """

    feeds: tuple[Feed, ...]
    own: tuple[Feed, ...]
    off: tuple[Feed, ...]
    hidden: frozenset[str]


class Sources:
    """The feeds of `file` and those that channels added. `languages` are those that are analysed."""

    def __init__(self, file: Path, parts: SourceParts, languages: Sequence[str]) -> None:
        self.file = file
        self._parts = parts
        self._languages = languages
        self._read: dict[Path, tuple[int, tuple[Feed, ...]]] = {}

    def listed(self, file: Path | None = None) -> tuple[Feed, ...]:
        """The feeds of the sources file, read again when it was changed. Raises BadInput when it cannot be read."""
        path = file or self.file
        written_at = path.stat().st_mtime_ns if path.exists() else 0
        if self._read.get(path, (0, ()))[0] != written_at or not written_at:
            self._read[path] = (written_at, load_outlets(path))
        return self._read[path][1]

    def listed_as_known(self) -> tuple[Feed, ...]:
        """The same for chats, which must be answered while somebody edits the file: as it last could be read."""
        try:
            return self.listed()
        except BadInput as error:
            log.warning("the sources file cannot be read: %s", error)
            return self._read.get(self.file, (0, ()))[1]

    def to_fetch(self, file: Path | None = None) -> tuple[Feed, ...]:
        """Every feed to be fetched, each once; of another sources file only those in it."""
        return self.listed(file) if file else reading_list(self.listed(), self._parts.choices())

    def of_channel(self, channel_id: str) -> ChannelSources:
        """What the channel reads."""
        listed, choices = self.listed_as_known(), self._parts.choices()
        feeds, hidden = channel_feeds(channel_id, listed, choices), hidden_feeds(channel_id, listed, choices)
        off = tuple(feed for feed in listed if feed.url in hidden)
        return ChannelSources(feeds, own_feeds(feeds, listed), off, hidden)

    @cached_property
    def desk(self) -> SourceDesk:
        """Where channels change what they read."""
        return SourceDesk(
            outbox=self._parts.outbox(),
            choices=self._parts.choices(),
            listed=self.listed_as_known,
            look=self._look,
            publisher=_publisher,
            languages=self._languages,
        )

    def _look(self, typed: Typed) -> Look:
        """What there is at an address. Fetcher and reader are made when they are asked for."""
        from bot.source_check import SourceCheck
        from digest.confine.reading import ConfinedReader

        check = SourceCheck(
            self._parts.fetcher(), self._parts.clock, self._languages, lambda: closing(ConfinedReader())
        )
        return check.look(typed)

    # the command line

    def check(self, *, save: bool = False) -> Iterator[Check]:
        """Fetch every feed once; with `save` note in the sources file which worked today."""
        from bot import doctor, feedlist

        feeds, working = self.to_fetch(), []
        for feed, found in zip(feeds, doctor.check_feeds(feeds, self._parts.fetcher(), self._parts.clock), strict=True):
            working += [feed.url] if found.well else []
            yield found
        if save and working:
            feedlist.save_checks(self.file, working, self._parts.clock)

    def reports(self) -> list[FeedReport]:
        """The feeds with what is remembered of each."""
        now, store = self._parts.clock.now(), self._parts.store()
        states, figures = store.feed_states(), store.feed_figures(now - RECENT)
        readers, listed = self._parts.choices().readers(), {feed.url for feed in self.listed()}
        return [
            feed_report(
                feed,
                states.get(feed.url),
                figures.get(feed.url),
                now,
                len(readers.get(feed.url, ())),
                is_added=feed.url not in listed,
            )
            for feed in self.to_fetch()
        ]

    def add(self, url: str, name: str | None, section: str) -> str:
        """Look at an address and add the feed there to the sources file. Raises BadInput, SeveralFeeds."""
        from bot import feedlist

        typed = feedlist.typed_address(url)
        found = feedlist.seen_feed(self._look(typed), typed.url)
        return feedlist.add_feed(self.file, found, name, section, self._parts.clock)

    def remove(self, url: str) -> str:
        """Take a feed out of the sources file, or one that channels added from all of them. Raises BadInput."""
        from bot import feedlist

        added = next((feed for feed in self._parts.choices().added() if same_place(feed.url, url)), None)
        listed = next((feed for feed in self.listed() if same_place(feed.url, url)), None)
        if listed is None and added is not None:
            number = self._parts.choices().drop(added.url, self._parts.clock.now())
            return f"Took {added.url} from the {number} channels that read it."
        return feedlist.remove_feed(self.file, listed.url if listed else url)

    def import_opml(self, opml: Path) -> Imported:
        """Add the feeds of a list to the sources file."""
        from bot.feedlist import import_opml

        return import_opml(self.file, opml)

    def export_opml(self, opml: Path) -> str:
        """Write all feeds that are read as a list."""
        from bot.feedlist import export_opml

        return export_opml(self.to_fetch(), opml)


def _publisher(found: Readable, known: Sequence[Feed]) -> Outlet:
    from bot.source_outlets import publisher

    return publisher(found, known)
