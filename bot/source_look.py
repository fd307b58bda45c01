"""What a look at an address finds (bot.source_check), as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.choices import Offer


@dataclass(frozen=True, slots=True)
class Readable:
    """A source that can be read.

    `per_day` are its entries a day of late (None where it gives no dates), `newest_at` its newest one; `trial` is why
    its newest page gave no article, "" where it did or there was none to try.
    """

    url: str
    title: str
    language: str
    entries: int
    per_day: float | None = None
    newest_at: datetime | None = None
    trial: str = ""


@dataclass(frozen=True, slots=True)
class Several:
    """A site with several feeds to choose from."""

    site: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Unusable:
    """Nothing that could be read; `reason` is a stable word, `detail` what goes with it."""

    reason: str
    detail: str = ""


Look = Readable | Several | Unusable
