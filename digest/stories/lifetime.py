"""Since when a story runs, and whether it fell silent or came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

AWAY = timedelta(days=2)
"""How long nothing was heard of a story that counts as back when it is heard of again."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A story on a day: `day` counts from its first article (1: it began today).

    `away` are the full days without it before it came back into the window, 0 where it never was away that long.
    """

    day: int
    is_new: bool
    away: int = 0


def lifetime(first_at: datetime, before: datetime | None, inside_at: datetime, today: date, zone: str) -> Lifetime:
    """The lifetime of a story that began at `first_at`, for a window in which it is heard of first at `inside_at`.

    `before` is when its last article before the window appeared, None where there is none. `today` and days are those
    of the reader's zone (IANA name).
    """
    day = max(1, (today - first_at.astimezone(ZoneInfo(zone)).date()).days + 1)
    if before is None:
        return Lifetime(day, is_new=True)
    gap = inside_at - before
    return Lifetime(day, is_new=False, away=gap.days if gap >= AWAY else 0)
