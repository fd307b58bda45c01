"""What channels chose, as plain values under one lock: the yardstick of the database's."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from digest.choices import Offer
from digest.model import Feed, require_aware
from digest.store.checks import refuse_unstorable
from digest.store.choice_rules import checked_feed, checked_offers, refuse_stranger
from digest.store.memory_outbox import MemoryOutbox


class MemoryChoices:
    """Choices in memory; what is asked and promised stands at `digest.choices.Choices`."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        """Remember for the channels of this outbox, and forget with them."""
        self._outbox = outbox
        self._lock = threading.RLock()
        self._added: dict[str, Feed] = {}
        self._decided: dict[str, dict[str, bool]] = {}
        self._offers: dict[str, list[Offer]] = {}
        self._tries: dict[str, tuple[date, int]] = {}
        outbox.when_forgotten(self._forget)

    def added(self) -> Sequence[Feed]:
        with self._lock:
            return [feed for _, feed in sorted(self._added.items())]

    def of_channel(self, channel_id: str) -> Mapping[str, bool]:
        with self._lock:
            return dict(self._decided.get(channel_id, {}))

    def readers(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        with self._lock:
            for channel, decided in self._decided.items():
                for url in (url for url, wanted in decided.items() if wanted):
                    found.setdefault(url, set()).add(channel)
        return {url: frozenset(channels) for url, channels in found.items()}

    def add(self, channel_id: str, feed: Feed, now: datetime) -> None:
        given = checked_feed(feed)
        with self._lock:
            self.choose(channel_id, given.url, now, wanted=True)
            self._added.setdefault(given.url, replace(given, checked_on=None))

    def choose(self, channel_id: str, url: str, now: datetime, *, wanted: bool) -> None:
        require_aware(now, "now")
        refuse_unstorable(url, "the address of a feed")
        with self._lock:
            self._require(channel_id)
            self._decided.setdefault(channel_id, {})[url] = wanted

    def drop(self, url: str, now: datetime) -> int:
        require_aware(now, "now")
        with self._lock:
            reading = [decided for decided in self._decided.values() if decided.get(url)]
            for decided in reading:
                decided[url] = False
            return len(reading)

    def offer(self, channel_id: str, offers: Sequence[Offer]) -> None:
        given = checked_offers(offers)
        with self._lock:
            self._require(channel_id)
            self._offers[channel_id] = given

    def offers(self, channel_id: str) -> Sequence[Offer]:
        with self._lock:
            return list(self._offers.get(channel_id, ()))

    def count_try(self, channel_id: str, day: date) -> int:
        with self._lock:
            self._require(channel_id)
            last, number = self._tries.get(channel_id, (day, 0))
            self._tries[channel_id] = (day, number + 1 if last == day else 1)
            return self._tries[channel_id][1]

    def _require(self, channel_id: str) -> None:
        if self._outbox.channel(channel_id) is None:
            raise refuse_stranger(channel_id)

    def _forget(self, channel_id: str) -> None:
        with self._lock:
            for remembered in (self._decided, self._offers, self._tries):
                remembered.pop(channel_id, None)
