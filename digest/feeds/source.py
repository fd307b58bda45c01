"""What a source is read as: a feed, or, where a site has none, the sitemap that names its latest pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from digest.errors import BrokenFeed
from digest.feeds.discovery import discover
from digest.feeds.parse import ParsedFeed, looks_like_feed, parse_feed
from digest.feeds.sitemaps import Sitemap, SitemapPage, news_first, parse_sitemap
from digest.model import Entry
from digest.plaintext import decode

NEWS_FOR = timedelta(days=2)
"""How long a page of a sitemap counts as new: what the news extension of the protocol asks publishers for."""

MOST_PAGES = 500
"""Pages of one sitemap that are read as entries, the latest ones; the news extension allows 1,000 in two days."""

_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_PROLOGUE = re.compile(r"^(?:\ufeff|<\?.*?\?>|<!--.*?-->|\s)+", re.DOTALL)
_GZIP = b"\x1f\x8b"


def read_source(body: bytes, headers: Mapping[str, str], url: str, seen_at: datetime, language: str = "") -> ParsedFeed:
    """The entries of a feed or sitemap fetched from `url` at `seen_at`. Raises BrokenFeed as both readers do.

    `language` is its outlet's, where known: its zone is meant by times without an offset in a feed that names none. Of
    a sitemap these are its latest pages. One that names other sitemaps, or tells no dates, is no source.
    """
    if not looks_like_sitemap(body):
        return parse_feed(body, headers, url, seen_at, language)
    sitemap = parse_sitemap(body, url)
    if sitemap.nested:
        raise BrokenFeed("this sitemap lists further sitemaps: name the one with the news")
    return ParsedFeed("", _language(sitemap), latest_entries(sitemap, url, seen_at))


def looks_like_source(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether an answer is rather a source (a feed, a sitemap) than a page: by its first element."""
    return looks_like_sitemap(body) or looks_like_feed(body, headers)


def looks_like_sitemap(body: bytes) -> bool:
    """Whether an answer is rather a sitemap than a feed or a page; of packed ones no other kind is known.

    >>> looks_like_sitemap(b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>")
    True
    """
    return body.startswith(_GZIP) or _ROOT.match(_PROLOGUE.sub("", decode(body[:4096], {}))) is not None


def leads_to(body: bytes, url: str) -> tuple[str, ...]:
    """What to read in the place of an answer that is neither article nor source, but leads to sources; mostly nothing.

    Of an index of sitemaps those for news; of a site's front page the feed it offers first.
    """
    try:
        if looks_like_sitemap(body):
            return news_first(one.url for one in parse_sitemap(body, url).nested)
    except BrokenFeed:
        return ()
    parts = urlsplit(url)
    if parts.path not in {"", "/"} or parts.query:
        return ()
    return tuple(one.url for one in discover(body, url)[:1])


def latest_entries(sitemap: Sitemap, url: str, seen_at: datetime) -> tuple[Entry, ...]:
    """The sitemap's pages as entries, latest first. Raises BrokenFeed where none tells when it appeared or changed.

    A page that only says when it changed is an entry without a date: the page itself will tell.
    """
    dated = [(moment, page) for page in sitemap.pages if (moment := page.published_at or page.modified_at)]
    if sitemap.pages and not dated:
        raise BrokenFeed("this sitemap has no dates, so what is new in it cannot be told")
    latest = sorted(_new(dated, seen_at), key=lambda pair: (-pair[0].timestamp(), pair[1].url))[:MOST_PAGES]
    return tuple(
        Entry(
            feed=url,
            guid=page.url,
            title=page.title,
            link=page.url,
            published_at=min(page.published_at, seen_at) if page.published_at else None,
        )
        for _, page in latest
    )


def _new(dated: Iterable[tuple[datetime, SitemapPage]], seen_at: datetime) -> list[tuple[datetime, SitemapPage]]:
    return [(moment, page) for moment, page in dated if moment >= seen_at - NEWS_FOR]


def _language(sitemap: Sitemap) -> str:
    return next((page.language for page in sitemap.pages if page.language), "")
