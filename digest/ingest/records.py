"""What one record of an archive holds, whatever kind of archive it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

LARGEST_PAGE = 10 * 1024 * 1024
"""Bytes of one page, before and after unpacking; what is larger is no article."""

NO_PAGE = "no page"
"""Why pictures, scripts and the like are passed over."""
BROKEN = "broken record"
TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class PageFound:
    """A page as it was fetched: its bytes, its address, the answer's headers (lower-case names), and when that was."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TextFound:
    """An article as somebody extracted it before; "" and () where nothing was said."""

    url: str
    text: str
    title: str = ""
    outlet: str = ""
    language: str = ""
    lead: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record nothing can be made of; `reason` is a stable word, `what` tells a person which one it is."""

    reason: str
    what: str = ""


Content = PageFound | TextFound | Skipped


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `position` is where the archive goes on behind it, `read` how much of the file that is, in bytes."""

    content: Content
    position: str
    read: int
