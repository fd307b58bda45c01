"""When a feed is fetched next, and what is remembered of it: after a success, after nothing new, after a failure. Pure.

interval  half the mean gap between its latest entries, or an eighth of the silence since something new came,
          whichever is longer; at least the floor (15 minutes), at most a day; spread by the feed's own hash
failure   1 h, doubling to 7 d; the host's Retry-After counts instead while failures are few; 410 ends it
moved     the address that permanent redirects have led to for 7 days is the feed's own from then on; at once where
          http only became https; a temporary redirect (302, 303, 307) never
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from digest.errors import FetchFailed
from digest.looks import FeedState
from digest.ports import Response

LONGEST = timedelta(days=1)
SPREAD = 0.1
"""An interval is made longer by up to this share, so that feeds added together are not all fetched together."""
FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=7)
DEAD_AFTER = 3
"""Failures in a row after which the owner of a feed is told: some three hours without an answer."""
MOVED_AFTER = timedelta(days=7)
LONGEST_REST = timedelta(hours=1)
"""What a feed may ask for by `ttl` or max-age: many ask for a day and have news every ten minutes."""
_LATEST = 20
_NOT_THE_FEEDS = frozenset({"offline", "closed", "retry_after"})
"""Failures that say nothing of the feed: our network, our end, or a host that was not even asked."""
_LEFT = frozenset({"http_404", "http_410", "dns", "address"})
"""Failures after which an address that a feed moved to is given up at once for the one it was listed with."""


@dataclass(frozen=True, slots=True)
class News:
    """What a feed that was read says of its rhythm: new entries, mean seconds between the latest, its wished rest."""

    new: int
    newest_at: datetime | None
    gap_s: float | None
    rest_s: float = 0.0


def news_of(new: int, dates: Iterable[datetime | None], rest_s: float, now: datetime) -> News:
    """The rhythm of a feed whose entries bear these dates."""
    latest = list(islice(sorted((date for date in dates if date is not None and date <= now), reverse=True), _LATEST))
    gap_s = (latest[0] - latest[-1]).total_seconds() / (len(latest) - 1) if len(latest) > 1 else None
    return News(new, latest[0] if latest else None, gap_s, min(max(rest_s, 0.0), LONGEST_REST.total_seconds()))


def after_reading(
    state: FeedState, response: Response, body_hash: str, news: News, now: datetime, floor_s: float
) -> FeedState:
    """The state of a feed whose new content was read."""
    first = state.succeeded_at is None
    changed_at = (news.newest_at if first else None) or (now if news.new else state.changed_at or now)
    read = replace(
        _well(state, response, now),
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        body_hash=body_hash,
        changed_at=changed_at,
        gap_s=news.gap_s if news.gap_s is not None else _observed_gap(state, news, now),
        rest_s=news.rest_s,
    )
    return replace(read, due_at=_due_at(read, now, floor_s))


def after_nothing_new(state: FeedState, response: Response, now: datetime, floor_s: float) -> FeedState:
    """The state of a feed that answered with 304, or with the bytes of last time."""
    unchanged = replace(
        _well(state, response, now),
        etag=response.headers.get("etag", state.etag),
        last_modified=response.headers.get("last-modified", state.last_modified),
    )
    return replace(unchanged, due_at=_due_at(unchanged, now, floor_s))


def told_of(state: FeedState, error: Exception) -> str:
    """What went wrong in words, without the address of the feed before it."""
    return str(error).removeprefix(f"{state.url}: ")


def after_failure(state: FeedState, error: Exception, now: datetime, floor_s: float) -> FeedState:
    """The state of a feed that brought nothing: a FetchFailed, or a BrokenFeed."""
    told = told_of(state, error)
    reason = error.reason if isinstance(error, FetchFailed) else ""
    asked_s = error.retry_after if isinstance(error, FetchFailed) else None
    if reason in _NOT_THE_FEEDS:
        waits = None if asked_s is None else now + timedelta(seconds=asked_s)
        return replace(state, error=told, not_before=waits, due_at=waits or now + timedelta(seconds=floor_s))
    failures = state.failures + 1
    wait = min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
    if asked_s is not None:
        asked = timedelta(seconds=asked_s)
        wait = asked if failures <= DEAD_AFTER else max(wait, asked)
    leaves = state.address is not None and (reason in _LEFT or failures >= DEAD_AFTER)
    return replace(
        state,
        fetched_at=now,
        failures=failures,
        not_before=now + wait,
        due_at=now + wait,
        error=told,
        address=None if leaves else state.address,
        gone=reason == "http_410" and state.address is None,
    )


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether a pass that takes only what is due fetches this feed."""
    waits = max((moment for moment in (state.due_at, state.not_before) if moment is not None), default=now)
    return not state.gone and waits <= now


def to_be_told(state: FeedState) -> bool:
    """Whether the owner of this feed has to be told now that it is dead: once, until it has worked again."""
    return state.told_at is None and (state.gone or state.failures >= DEAD_AFTER)


def address_of(state: FeedState) -> str:
    """Where the feed is fetched."""
    return state.address or state.url


def _well(state: FeedState, response: Response, now: datetime) -> FeedState:
    return replace(
        _moved(state, response.moved_to, now),
        fetched_at=now,
        succeeded_at=now,
        failures=0,
        not_before=None,
        error=None,
        gone=False,
        told_at=None,
    )


def _moved(state: FeedState, moved_to: str, now: datetime) -> FeedState:
    asked = address_of(state)
    if not moved_to or moved_to == asked:
        return replace(state, moved_to=None, moved_since=None)
    since = state.moved_since if moved_to == state.moved_to and state.moved_since else now
    if _only_secured(asked, moved_to) or now - since >= MOVED_AFTER:
        return replace(state, address=moved_to, moved_to=None, moved_since=None)
    return replace(state, moved_to=moved_to, moved_since=since)


def _only_secured(before: str, after: str) -> bool:
    """Whether the one address is the other one, by https instead of http."""
    old, new = urlsplit(before), urlsplit(after)
    same = (old.hostname, old.path or "/", old.query) == (new.hostname, new.path or "/", new.query)
    return same and (old.scheme, new.scheme) == ("http", "https")


def _observed_gap(state: FeedState, news: News, now: datetime) -> float | None:
    """The mean gap as seen from outside, for a feed without dates."""
    if state.changed_at is None or state.succeeded_at is None or not news.new:
        return state.gap_s
    return (now - state.changed_at).total_seconds() / news.new


def _due_at(state: FeedState, now: datetime, floor_s: float) -> datetime:
    silence = now - (state.changed_at or now)
    wanted_s = max(
        (state.gap_s or 0.0) / 2,
        silence.total_seconds() / 8,
        state.rest_s,
    )
    longest_s = LONGEST.total_seconds() / (1 + SPREAD)
    interval_s = max(floor_s, min(wanted_s, longest_s))
    return now + timedelta(seconds=interval_s * (1 + SPREAD * _share(state.url, now)))


def _share(url: str, now: datetime) -> float:
    """A number from 0 to 1 that looks random and is told by the feed and the time."""
    digest = hashlib.sha256(f"{url} {now.isoformat()}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFFFFFF
