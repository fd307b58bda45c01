"""Which of a story's headlines stands for it. Nothing is generated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

TITLE_AGE = timedelta(hours=18)
"""How much older than a story's latest article the one may be whose headline stands for it."""

READABLE = (25, 110)
"""Characters of a headline that reads well in a list."""

_TICKER = re.compile(r"liveblog|live-?ticker|newsblog|\+\+|newsletter|podcast|video:|kommentar:|fotos?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline of a story: `central` is how like the story's other articles its article is, 0 to 1."""

    text: str
    published_at: datetime
    is_copy: bool
    central: float


def best_headline(headlines: Sequence[Headline]) -> str:
    """The most readable and central of the headlines of the story's latest day, of equal ones the earliest."""
    latest = max(one.published_at for one in headlines) - TITLE_AGE
    recent = [one for one in headlines if one.published_at >= latest]
    return max(recent, key=lambda one: (_readability(one) + one.central, -one.published_at.timestamp())).text


def _readability(headline: Headline) -> float:
    """How well the headline stands alone; 0 is good, below is worse."""
    title = headline.text
    score = 0.0
    if not READABLE[0] <= len(title) <= READABLE[1]:
        score -= 0.3
    if title.endswith("?") or " | " in title:
        score -= 0.15
    if _TICKER.search(title) or (title.isupper() and len(title) > READABLE[0]):
        score -= 0.5
    if headline.is_copy:
        score -= 0.05
    return score
