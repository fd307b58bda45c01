"""A digest as asked for on the command line -> the request for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.edition import DigestRequest, Limits
from digest.outbox import Channel

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A digest as asked for on the command line; None stands for the default (see `request_of`)."""

    day: date | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    channel: str | None = None
    explain: bool = False


def request_of(asked: Asked, channel: Channel, seen: frozenset[str], now: datetime) -> DigestRequest:
    """What to compile for a channel, which was shown what is `seen`.

    Default: the last day up to now; with a day: that whole day in the reader's zone.
    """
    zone = ZoneInfo(channel.zone)
    until = asked.until
    if until is None:
        # The end is exclusive; an article of this very second belongs to it.
        end = now + timedelta(seconds=1)
        until = end if asked.day is None else datetime.combine(asked.day + DAY, time(), tzinfo=zone)
    return DigestRequest(
        date=asked.day or until.astimezone(zone).date(),
        since=(asked.since or until - DAY).astimezone(UTC),
        until=until.astimezone(UTC),
        language=asked.language or channel.language,
        zone=channel.zone,
        limits=Limits(stories=channel.stories),
        taste=channel.taste,
        seen=seen,
        explain=asked.explain,
    )
