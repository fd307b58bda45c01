"""What is remembered between two fetches of a feed, two looks at a page, and of the hosts where they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between two fetches. Validators are kept verbatim.

    `failures` in a row with the last `error`; before `not_before` no pass fetches it: the host wants to be left alone,
    or the feed is dead. `due_at` is when it is worth a look, from `gap_s` (mean seconds between its
    entries), `rest_s` (shortest interval it asks for) and `changed_at` (when it last had something new).
    `address` is where it is fetched since it moved for good; `moved_to` where permanent redirects have led since
    `moved_since`. `gone`: it says it will not come back (410). `told_at`: when its owner was told that it is dead.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    fetched_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    not_before: datetime | None = None
    error: str | None = None
    due_at: datetime | None = None
    changed_at: datetime | None = None
    gap_s: float | None = None
    rest_s: float = 0.0
    address: str | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    gone: bool = False
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageState:
    """What is remembered of a feed's page between two looks at it. Validators are kept verbatim.

    `url` is the address as fetched, `feed` and `guid` name the entry that led to it. `due_at` is the next look, None
    where none is planned. `looks` at it brought a page so far, the first one at `read_at`; since the last one `tries`
    have failed. `hint` is a hash of what the feed says of it; `moved` that this has changed since the last look.
    """

    url: str
    feed: str
    guid: str
    due_at: datetime | None = None
    looks: int = 0
    tries: int = 0
    read_at: datetime | None = None
    hint: str = ""
    moved: bool = False
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class HostState:
    """What is remembered of a host, "name:port": until when it wants no request, and its robots.txt.

    `robots` is the text read at `robots_at`, "" where the host has none; None where it was never read. Its validators
    are kept verbatim.
    """

    host: str
    closed_until: datetime | None = None
    robots: str | None = None
    robots_at: datetime | None = None
    robots_etag: str | None = None
    robots_modified: str | None = None
