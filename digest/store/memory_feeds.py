"""Feeds, their entries and where they lead, archives, hosts and looks at pages, for the twin in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from digest.looks import FeedState, HostState, PageState
from digest.model import Entry, require_aware
from digest.ports import BackfillState
from digest.store.checks import (
    checked_backfill,
    checked_counts,
    checked_entries,
    checked_host_state,
    checked_links,
    checked_page_states,
    checked_state,
    new_entries,
)
from digest.store.memory_registry import RegistryTwin, locked


class FeedTwin(RegistryTwin):
    """This part of the store in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._feeds: dict[str, FeedState] = {}
        self._entries: dict[tuple[str, str], Entry] = {}
        self._seen: dict[tuple[str, str], datetime] = {}
        self._links: set[tuple[str, str]] = set()
        self._line_counts: dict[str, dict[str, int]] = {}
        self._backfills: dict[str, BackfillState] = {}
        self._hosts: dict[str, HostState] = {}
        self._looks: dict[str, PageState] = {}

    @locked
    def feed_states(self) -> Mapping[str, FeedState]:
        return dict(self._feeds)

    @locked
    def save_feed_state(self, state: FeedState) -> None:
        self._feeds[state.url] = checked_state(state)

    @locked
    def keep_entries(self, entries: Iterable[Entry], seen_at: datetime) -> int:
        seen, new = require_aware(seen_at, "seen_at"), 0
        given = checked_entries(entries)
        for feed in dict.fromkeys(entry.feed for entry in given):
            known = [entry for entry in self._entries.values() if entry.feed == feed]
            guids, addresses = {entry.guid for entry in known}, {entry.address for entry in known}
            found = new_entries([entry for entry in given if entry.feed == feed], guids, addresses)
            self._entries.update({(feed, entry.guid): entry for entry in found})
            self._seen.update({(feed, entry.guid): seen for entry in found})
            new += len(found)
        return new

    @locked
    def entries(self) -> Iterator[Entry]:
        return iter(list(self._entries.values()))

    @locked
    def entry(self, feed: str, guid: str) -> Entry | None:
        return self._entries.get((feed, guid))

    @locked
    def keep_links(self, feed: str, pages: Iterable[str]) -> None:
        self._links.update((feed, url) for url in checked_links(feed, pages))

    # archives
    @locked
    def line_counts(self, outlet: str) -> Mapping[str, int]:
        return self._line_counts.get(outlet, {})

    @locked
    def save_line_counts(self, outlet: str, counts: Mapping[str, int]) -> None:
        self._line_counts[outlet] = checked_counts(outlet, counts)

    @locked
    def backfill(self, source: str) -> BackfillState | None:
        return self._backfills.get(source)

    @locked
    def save_backfill(self, state: BackfillState) -> None:
        self._backfills[state.source] = checked_backfill(state)

    # hosts and pages
    @locked
    def host_state(self, host: str) -> HostState | None:
        return self._hosts.get(host)

    @locked
    def save_host_state(self, state: HostState) -> None:
        self._hosts[state.host] = checked_host_state(state)

    @locked
    def page_states(self, urls: Iterable[str]) -> Mapping[str, PageState]:
        return {url: self._looks[url] for url in urls if url in self._looks}

    @locked
    def save_page_states(self, states: Iterable[PageState]) -> None:
        self._looks.update({state.url: state for state in checked_page_states(states)})

    @locked
    def due_pages(self, now: datetime) -> Sequence[PageState]:
        until = require_aware(now, "now")
        due = [(state.due_at, state.url) for state in list(self._looks.values()) if state.due_at]
        return [self._looks[url] for due_at, url in sorted(due) if due_at <= until]
