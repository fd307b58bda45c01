"""When a page that a feed named is looked at, for the first time and again. Pure.

first look   at once; a failure that may pass is tried again after 15 min, 1 h, 4 h and 16 h, then it is the outcome
again        1 h, 6 h and 24 h after the first one: when the feed says something else of it than at the last look
             (title, teaser, dates), and when the page gave validators, so that asking costs nothing if it is the same
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from digest.errors import FetchFailed
from digest.looks import PageState
from digest.model import Entry, short_id
from digest.ports import Response

LOOKS_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
TRIED_AFTER = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=16))
_NOT_THE_PAGES = frozenset({"offline", "closed", "retry_after"})
"""Failures that say nothing of the page: our network, our end, or a host that was not even asked."""


def first_look(url: str, entry: Entry, now: datetime) -> PageState:
    """The state of a page nobody has looked at."""
    return PageState(url, entry.feed, entry.guid, due_at=now, hint=hint_of(entry))


def hinted(state: PageState, entry: Entry, now: datetime) -> PageState:
    """The state of a page after its feed was read; the same one where the feed says the same of it."""
    hint = hint_of(entry)
    if hint == state.hint:
        return state
    moved = replace(state, hint=hint, moved=True)
    return replace(moved, due_at=_next_look(moved, now)) if state.looks else replace(state, hint=hint)


def looked(state: PageState, response: Response, now: datetime) -> PageState:
    """The state of a page that was just read, or was found unchanged."""
    unchanged = response.status == 304
    after = replace(
        state,
        looks=state.looks + 1,
        tries=0,
        read_at=state.read_at or now,
        moved=False,
        etag=response.headers.get("etag", state.etag if unchanged else None),
        last_modified=response.headers.get("last-modified", state.last_modified if unchanged else None),
    )
    return replace(after, due_at=_next_look(after, now))


def settled(state: PageState) -> PageState:
    """The state of a page that is not looked at again: it has its outcome, or none is to be had."""
    return replace(state, due_at=None)


def unread(state: PageState, failure: FetchFailed, now: datetime) -> PageState:
    """The state of a page that could not be fetched for a reason that may pass; not due any more if that was enough."""
    asked = timedelta(seconds=failure.retry_after or 0)
    if failure.reason in _NOT_THE_PAGES:
        return replace(state, due_at=now + asked)
    if state.looks:
        return replace(state, due_at=_next_look(state, now))
    tries = state.tries + 1
    due_at = now + max(asked, TRIED_AFTER[tries - 1]) if tries <= len(TRIED_AFTER) else None
    return replace(state, tries=tries, due_at=due_at)


def hint_of(entry: Entry) -> str:
    """A hash of what a feed says of a page, which changes when the page is likely to have changed."""
    dates = (date.isoformat() if date else "" for date in (entry.published_at, entry.modified_at))
    return short_id("hint", entry.title, entry.teaser, *dates)


def _next_look(state: PageState, now: datetime) -> datetime | None:
    if state.read_at is None or not (state.moved or state.etag or state.last_modified):
        return None
    return next((state.read_at + after for after in LOOKS_AFTER if state.read_at + after > now), None)
