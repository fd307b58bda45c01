"""What a feed format says of one item, before any cleaning, and how an entry is made of it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from digest.dates import parse_moment
from digest.model import Entry
from digest.plaintext import from_markup, line, whole

LONGEST_TITLE = 500
LONGEST_TEASER = 2000
LONGEST_LINK = 2000
_URL_SAFE = "/?#[]@!$&'()*+,;=:%~-._|"
_BLANKS = re.compile(r"[\t\r\n]+")
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
"""What escaping leaves in a URL. Only with its semicolon: `&copy=2` is a parameter and no sign."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item as written. `links` best first; `date` is the written date, `parsed` the parser's reading of it.

    `changed` is the written date of its last change, "" where it gives none of its own.
    """

    guid: str
    title: str
    links: tuple[str, ...]
    base: str
    date: str
    parsed: datetime | None
    teaser: str
    changed: str = ""


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

    What tells entries apart is the guid, as long as the feed uses it once; else the link, as long as only one title
    has it; else title and day.
    """
    found = [(item, link) for item in items if (link := _link(item, frame))]
    guids = Counter(item.guid for item, _ in found)
    links = Counter(link for link, _ in {(link, item.title) for item, link in found})
    seen: set[str] = set()
    for item, link in found:
        published = _published(item.date, item.parsed, frame)
        title = _cut(from_markup(item.title), LONGEST_TITLE)
        if item.guid and guids[item.guid] == 1:
            guid = line(item.guid)
        elif links[link] == 1:
            guid = link
        else:
            guid = f"{link} {title} {published.date() if published else ''}".rstrip()
        guid = guid[:LONGEST_LINK]
        if guid in seen:
            continue
        seen.add(guid)
        yield Entry(
            feed=frame.feed,
            guid=guid,
            title=title,
            link=link,
            published_at=published,
            teaser=_cut(from_markup(item.teaser), LONGEST_TEASER),
            modified_at=_published(item.changed, None, frame) if item.changed else None,
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
    text = whole(_BLANKS.sub("", _ESCAPED.sub(lambda match: html.unescape(match[0]), written))).strip()
    if not text:
        return ""
    try:
        parts = urlsplit(urljoin(base, text))
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            return ""
        _ = parts.port  # raises ValueError where it is no number
        parts = parts._replace(netloc=_in_ascii(parts.netloc))
    except ValueError:
        return ""
    return link if len(link := quote(urlunsplit(parts), safe=_URL_SAFE)) <= LONGEST_LINK else ""


def _in_ascii(place: str) -> str:
    """The host (and port) as names are asked for: international ones in their ASCII form. Raises ValueError."""
    return place if place.isascii() else place.encode("idna").decode("ascii")


def _published(date: str, parsed: datetime | None, frame: Frame) -> datetime | None:
    """When the item says it was published; a date to come is clamped to now, since nothing is read before it exists."""
    moment = parse_moment(date, frame.zone, frame.languages)
    at = moment.at if moment else parsed
    return None if at is None else min(at, frame.seen_at)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"
