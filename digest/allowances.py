"""How many commands people and chats may give: token buckets, shared by all processes and kept over a restart.

A bucket holds `most` and fills by `a_second`; a command takes one out of each bucket it is charged to. Who it belongs
to is told by a keyed hash, and a bucket that is full again is forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

TOLD_AGAIN = timedelta(minutes=1)
"""Somebody who is turned away is told so no more often, lest the answers be a flood themselves."""

FORGOTTEN = timedelta(minutes=10)
"""A bucket that nothing was taken from for so long is full again, whatever its size, and forgotten."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A bucket: whose it is (a hash), how many commands it holds, and how many come back a second."""

    who: str
    most: int
    a_second: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was left in a bucket at some time, and when its owner was last told that it was empty."""

    left: float
    at: datetime
    told_at: datetime | None = None


class Verdict(StrEnum):
    """What becomes of a command: answered, turned away with a word, or turned away in silence."""

    ADMITTED = "admitted"
    TOLD = "told"
    SILENT = "silent"


class Allowances(Protocol):
    """Where buckets are kept. Any thread and process may use them."""

    def spend(self, asked: Sequence[Allowance], now: datetime) -> Verdict:
        """Take one command out of each bucket, or, where any is empty, out of none."""
        ...

    def forget_full(self, now: datetime) -> int:
        """Forget buckets that nothing was taken from within FORGOTTEN; return how many."""
        ...


def spent(
    allowances: Sequence[Allowance], buckets: Sequence[Bucket | None], now: datetime
) -> tuple[Verdict, list[Bucket]]:
    """The verdict, and the buckets after it, in the same order. Pure."""
    filled = [_filled(one, bucket, now) for one, bucket in zip(allowances, buckets, strict=True)]
    if all(bucket.left >= 1 for bucket in filled):
        return Verdict.ADMITTED, [replace(bucket, left=bucket.left - 1) for bucket in filled]
    heard = any(
        bucket.told_at is not None and now - bucket.told_at < TOLD_AGAIN for bucket in filled if bucket.left < 1
    )
    if heard:
        return Verdict.SILENT, filled
    return Verdict.TOLD, [replace(bucket, told_at=now) if bucket.left < 1 else bucket for bucket in filled]


def _filled(allowance: Allowance, bucket: Bucket | None, now: datetime) -> Bucket:
    """The bucket as it is now. A clock that was set back fills nothing and empties nothing."""
    if bucket is None:
        return Bucket(float(allowance.most), now)
    came_back = max(0.0, (now - bucket.at).total_seconds()) * allowance.a_second
    told_at = bucket.told_at if bucket.told_at is not None and bucket.told_at <= now else None
    return Bucket(min(float(allowance.most), bucket.left + came_back), now, told_at)
