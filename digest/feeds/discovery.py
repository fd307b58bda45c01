"""Which feeds a site offers, from one of its pages: those it declares, then those it merely links to.

How pages declare a feed is the convention of the RSS Advisory Board ("RSS Autodiscovery") and of the HTML standard
(`<link rel="alternate">` with the type of a feed). Nothing is fetched here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

from digest.feeds.items import absolute
from digest.plaintext import decode, has_monster_tag, line

MOST_FOUND = 50
"""Feeds reported of one page; portals link to hundreds of them, one per section and author."""

LOOKED_AT = 1_500_000
"""Bytes of a page that are looked at: ten times what a front page has, and a bound for the tree made of it."""

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/rss",
        "application/atom",
        "text/rss+xml",
        "text/atom+xml",
    }
)
_VAGUE_TYPES = frozenset({"application/xml", "text/xml", "application/json"})
"""Types that feeds share with much else: they count only where the address looks like a feed's."""
_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._=-])(?:rss|rdf|atom|feeds?|newsfeed|rss2|rssfeed)(?:$|[/._&=?-])|\.(?:rss|rdf|atom)$", re.IGNORECASE
)
_NO_FEED = re.compile(r"\.(?:html?|php|aspx?|png|jpe?g|gif|svg|css|js|pdf|mp3|ics)$|oembed|opensearch", re.IGNORECASE)
_ASIDE = re.compile(r"comment|kommentar", re.IGNORECASE)
_USUAL = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.rdf", "/index.xml", "/feed.json")


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """The address of a feed and what the page calls it ("" for nothing).

    `declared` is True where the page itself says that this is a feed, False for a link whose address looks like one.
    """

    url: str
    title: str = ""
    declared: bool = True


def discover(page: bytes, url: str) -> tuple[FoundFeed, ...]:
    """The feeds that the page fetched from `url` offers, best first and each once; empty where it offers none.

    Declared feeds come before linked ones, feeds of comments last among each; a page that cannot be read offers none.
    """
    tree = _tree(page)
    if tree is None:
        return ()
    base = _base(tree, url)
    declared = sorted(_declared(tree, base), key=lambda feed: bool(_ASIDE.search(feed.url + feed.title)))
    linked = sorted(_linked(tree, base), key=lambda feed: bool(_ASIDE.search(feed.url + feed.title)))
    once: dict[str, FoundFeed] = {}
    for feed in (*declared, *linked):
        once.setdefault(feed.url, feed)
    once.pop(url, None)
    return tuple(once.values())[:MOST_FOUND]


def usual_places(url: str) -> tuple[str, ...]:
    """Addresses where sites commonly have their feed, for a site whose page offers none; () for what is no URL.

    >>> usual_places("https://www.zeitung.example/politik/")[:2]
    ('https://www.zeitung.example/feed/', 'https://www.zeitung.example/rss')
    """
    return tuple(found for place in _USUAL if (found := absolute(place, url)))


def _tree(page: bytes) -> lxml.html.HtmlElement | None:
    text = decode(page[:LOOKED_AT], {}).replace("\0", "")
    if not text.strip() or has_monster_tag(text):
        return None
    parser = lxml.html.HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _base(tree: lxml.html.HtmlElement, url: str) -> str:
    written = next((one.get("href") or "" for one in tree.iter("base")), "")
    try:
        return urljoin(url, written.strip())
    except ValueError:
        return url


def _declared(tree: lxml.html.HtmlElement, base: str) -> Iterator[FoundFeed]:
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().partition(";")[0].strip()
        found = absolute(link.get("href") or "", base)
        if not found or not {"alternate", "feed"} & set(relations) or "stylesheet" in relations:
            continue
        if kind in _FEED_TYPES or "feed" in relations or (kind in _VAGUE_TYPES and _looks_like_feed(found)):
            yield FoundFeed(found, line(link.get("title") or ""))


def _linked(tree: lxml.html.HtmlElement, base: str) -> Iterator[FoundFeed]:
    for link in tree.iter("a"):
        found = absolute(link.get("href") or "", base)
        if not found:
            continue
        kind = (link.get("type") or "").lower().partition(";")[0].strip()
        if kind in _FEED_TYPES or (_looks_like_feed(found) and not _NO_FEED.search(found)):
            yield FoundFeed(found, line(link.text_content() or link.get("title") or "")[:200], declared=False)


def _looks_like_feed(url: str) -> bool:
    parts = urlsplit(url)
    return _LOOKS_LIKE_FEED.search(f"{parts.path}?{parts.query}".rstrip("?")) is not None
