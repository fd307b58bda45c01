"""What a feed format says of one item, before any cleaning, and how an entry is made of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from urllib.parse import quote, urljoin, urlsplit

from digest.dates import parse_moment
from digest.model import Entry
from digest.plaintext import from_markup, line

LONGEST_TITLE = 500
LONGEST_TEASER = 2000
LONGEST_LINK = 2000
_URL_SAFE = "/?#[]@!$&'()*+,;=:%~-._|"
_BLANKS = re.compile(r"[\t\r\n]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One item as written. `links` best first; `date` is the written date, `parsed` the parser's reading of it."""

    guid: str
    title: str
    links: tuple[str, ...]
    base: str
    date: str
    parsed: datetime | None
    teaser: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for all items of a feed: its address, its own page, when it was read, and the zone of bare times."""

    feed: str
    page: str
    seen_at: datetime
    zone: tzinfo
    languages: tuple[str, ...]


def entries(items: Iterable[Item], frame: Frame) -> Iterator[Entry]:
    """The entries of these items, each once. One without a link that can be fetched is left out.

    The guid tells entries apart as long as the feed uses it once; otherwise the link does.
    """
    found = [(item, link) for item in items if (link := _link(item, frame))]
    uses = Counter(item.guid for item, _ in found)
    seen: set[str] = set()
    for item, link in found:
        guid = line(item.guid) if item.guid and uses[item.guid] == 1 else link
        if guid in seen:
            continue
        seen.add(guid)
        yield Entry(
            feed=frame.feed,
            guid=guid[:LONGEST_LINK],
            title=_cut(from_markup(item.title), LONGEST_TITLE),
            link=link,
            published_at=_published(item, frame),
            teaser=_cut(from_markup(item.teaser), LONGEST_TEASER),
        )


def _link(item: Item, frame: Frame) -> str:
    """The first link that leads somewhere over HTTP, made absolute against base, channel page or feed."""
    for written in (*item.links, item.guid if "://" in item.guid else ""):
        link = absolute(written, item.base or frame.page or frame.feed)
        if link:
            return link
    return ""


def absolute(written: str, base: str) -> str:
    """`written` as an absolute http or https URL with nothing in it that a URL must not hold; "" if it is none.

    >>> absolute(" /a b.html ", "https://x.example/feed")
    'https://x.example/a%20b.html'
    >>> absolute("javascript:alert(1)", "https://x.example/")
    ''
    """
    text = _BLANKS.sub("", from_markup(written) if "&" in written else written).strip()
    if not text:
        return ""
    try:
        joined = urljoin(base, text)
        parts = urlsplit(joined)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            return ""
        _ = parts.port  # raises ValueError where it is no number
    except ValueError:
        return ""
    return link if len(link := quote(joined, safe=_URL_SAFE)) <= LONGEST_LINK else ""


def _published(item: Item, frame: Frame) -> datetime | None:
    """When the item says it was published; a date to come is clamped to now, since nothing is read before it exists."""
    moment = parse_moment(item.date, frame.zone, frame.languages)
    at = moment.at if moment else item.parsed
    return None if at is None else min(at, frame.seen_at)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"
