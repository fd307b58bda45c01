"""Which feeds a channel reads: one shared list, and what each channel chose from it or added to it.

    listed in the sources file -> read by every channel that did not take it off
    added by channels          -> read by the channels that chose it, fetched once, as long as one of them does

A feed that was added and that nobody reads any more stays known: its articles are nobody's, not everybody's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from digest.model import Feed, short_id


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed that a channel may choose: its address, and what the site calls it."""

    url: str
    title: str

    @property
    def id(self) -> str:
        """What the choice is named by in a command: twelve characters, the same for the same address."""
        return feed_id(self.url)


def feed_id(url: str) -> str:
    """The short name of the feed at this address."""
    return short_id("feed", url)


class Choices(Protocol):
    """Remembers what channels chose; every method that writes is one transaction.

    One contract suite (tests/contract) holds for every implementation. What is written for a channel that is not saved
    raises BadInput; what is asked of one has an empty answer. All of it goes with the channel. Raises the StoreError
    family.
    """

    def added(self) -> Sequence[Feed]:
        """Every feed that a channel ever added, by address."""
        ...

    def of_channel(self, channel_id: str) -> Mapping[str, bool]:
        """What the channel decided, by the address of the feed: True for reading it, False for not."""
        ...

    def readers(self) -> Mapping[str, frozenset[str]]:
        """The channels that decided to read a feed, by its address; feeds that none did are left out."""
        ...

    def add(self, channel_id: str, feed: Feed, now: datetime) -> None:
        """Note the feed as added, unless it is known, and that the channel reads it."""
        ...

    def choose(self, channel_id: str, url: str, now: datetime, *, wanted: bool) -> None:
        """Note that the channel reads a feed, or does not. What was decided before is replaced."""
        ...

    def drop(self, url: str, now: datetime) -> int:
        """Note for every channel that reads this feed that it does not; return how many did."""
        ...

    def offer(self, channel_id: str, offers: Sequence[Offer]) -> None:
        """Remember what the channel is given to choose from, in the place of what it was given before."""
        ...

    def offers(self, channel_id: str) -> Sequence[Offer]:
        """What the channel was given to choose from last, in that order."""
        ...

    def count_try(self, channel_id: str, day: date) -> int:
        """Count one more address that the channel had looked at on this day; return how many that makes."""
        ...


def is_read(feed: Feed, decided: Mapping[str, bool], listed: frozenset[str]) -> bool:
    """Whether a channel that decided so reads the feed; `listed` are the addresses in the sources file."""
    return decided.get(feed.url, feed.url in listed)


def reading_list(listed: Sequence[Feed], choices: Choices) -> tuple[Feed, ...]:
    """Every feed to be fetched, each once: those of the sources file, then what channels added and still read."""
    known = {feed.url for feed in listed}
    readers = choices.readers()
    return (*listed, *(feed for feed in choices.added() if feed.url in readers and feed.url not in known))


def channel_feeds(channel_id: str, listed: Sequence[Feed], choices: Choices) -> tuple[Feed, ...]:
    """The feeds that the channel reads, those of the sources file first."""
    known, decided = frozenset(feed.url for feed in listed), choices.of_channel(channel_id)
    added = (feed for feed in choices.added() if feed.url not in known)
    return tuple(feed for feed in (*listed, *added) if is_read(feed, decided, known))


def hidden_feeds(channel_id: str, listed: Sequence[Feed], choices: Choices) -> frozenset[str]:
    """The addresses of the feeds, listed or ever added, that the channel does not read."""
    read = {feed.url for feed in channel_feeds(channel_id, listed, choices)}
    return frozenset(feed.url for feed in (*listed, *choices.added())) - read
