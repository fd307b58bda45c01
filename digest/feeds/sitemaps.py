"""Sitemaps (sitemaps.org, protocol 0.9) and their news extension: which pages a site has, and since when.

    bytes -> unpack gzip, bounded -> refuse entity definitions -> read element by element -> pages, nested sitemaps

They are read in a stream and as far as they are whole: a sitemap of 50 MB costs no tree, and one that was cut off
still gives the pages before the cut.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from digest.dates import parse_moment
from digest.errors import BrokenFeed
from digest.feeds.items import absolute
from digest.feeds.packed import unpacked
from digest.plaintext import decode, from_markup, has_monster_tag

MOST_PAGES = 50_000
"""Addresses in one sitemap; the protocol allows no more."""
MOST_BYTES = 20 * 1024 * 1024
"""Bytes of one sitemap after unpacking. The protocol allows 50 MB, which would cost more memory than a source may."""

MOST_LOOKED_AT = 3
"""Sitemaps of one index, or of one robots.txt, that are looked at."""

MOST_INSIDE = 5_000
"""Elements in one entry: each language and picture of a page is one."""

_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*\?>")
_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:url|sitemap)\s*>", re.IGNORECASE)
_ROOTS = frozenset({"urlset", "sitemapindex"})
_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """One page of a sitemap. Title, publication and language are "" or None outside the news extension."""

    url: str
    title: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class NestedSitemap:
    """A sitemap that an index names, and when it is said to have changed last."""

    url: str
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists, in its order: pages, or, for an index, further sitemaps."""

    pages: tuple[SitemapPage, ...] = ()
    nested: tuple[NestedSitemap, ...] = ()


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """Read the sitemap fetched from `url`: XML (urlset, sitemapindex, news), or plain text with one URL a line.

    `body` may be packed with gzip. Raises BrokenFeed, in words, for what is no sitemap, or not a safe one.
    """
    text = decode(unpacked(body, MOST_BYTES), {}).lstrip("\ufeff \t\r\n\0")
    if not text:
        raise BrokenFeed("the sitemap is empty")
    if not text.startswith("<"):
        return _plain(text, url)
    head = text[:4096].lower()
    if "<!entity" in head or "<!doctype" in head:
        raise BrokenFeed("this is a web page, or the sitemap has a DOCTYPE, which is refused")
    if has_monster_tag(text):
        raise BrokenFeed("the sitemap has a tag with thousands of attributes")
    return _read(_whole(_DECLARATION.sub("", text)).encode("utf-8", "replace"), url)


def _whole(text: str) -> str:
    """Without what follows the last element that was closed: half of an address can look like a whole one."""
    ends = [match.end() for match in _END.finditer(text)]
    return text[: ends[-1]] if ends else text


def sitemaps_in_robots(robots: str, url: str) -> tuple[str, ...]:
    r"""The sitemaps that a robots.txt names, in its order and each once; `url` is where it was fetched from.

    >>> sitemaps_in_robots("User-agent: *\nSitemap: /news.xml", "https://zeitung.example/robots.txt")
    ('https://zeitung.example/news.xml',)
    """
    found = (absolute(match[1], url) for match in _LINE.finditer(robots))
    return tuple(dict.fromkeys(one for one in found if one))


def news_first(urls: Iterable[str]) -> tuple[str, ...]:
    """The sitemaps worth a look, those for news first, by their names: of a large site nobody wants all."""
    return tuple(sorted(urls, key=lambda url: "news" not in url.lower())[:MOST_LOOKED_AT])


def _plain(text: str, url: str) -> Sitemap:
    lines = (line.strip() for line in text.splitlines()[:MOST_PAGES])
    pages = tuple(SitemapPage(found) for one in lines if "://" in one and (found := absolute(one, url)))
    if not pages:
        raise BrokenFeed("this is no sitemap: it lists no address")
    return Sitemap(pages)


def _read(body: bytes, url: str) -> Sitemap:
    pages: list[SitemapPage] = []
    nested: list[NestedSitemap] = []
    for root, element in _children(body):
        found = absolute(_child(element, "loc"), url)
        if not found:
            continue
        changed = _moment(_child(element, "lastmod"))
        if root == "sitemapindex":
            nested.append(NestedSitemap(found, changed))
        else:
            pages.append(_page(element, found, changed))
        if len(pages) + len(nested) >= MOST_PAGES:
            break
    return Sitemap(tuple(pages), tuple(nested))


def _children(body: bytes) -> Iterator[tuple[str, etree._Element]]:
    """The elements below the root with the root's name, each freed after use. Raises BrokenFeed for another root."""
    parsing = etree.iterparse(
        io.BytesIO(body), events=("start", "end"), recover=True, resolve_entities=False, no_network=True
    )
    root, depth, inside = None, 0, 0
    try:
        for event, element in parsing:
            if event == "start":
                if root is None:
                    root = element
                    if _name(root) not in _ROOTS:
                        raise BrokenFeed(f"this is no sitemap: it begins with <{_name(root)[:40]}>")
                depth += 1
                inside = inside + 1 if depth > 2 else 0
                if inside > MOST_INSIDE:
                    raise BrokenFeed(f"the sitemap has over {MOST_INSIDE} elements in one entry")
                continue
            depth -= 1
            if depth == 1 and root is not None and _name(element) in {"url", "sitemap"}:
                yield _name(root), element
                element.clear()
                while element.getprevious() is not None:
                    del root[0]
    except etree.XMLSyntaxError as error:
        raise BrokenFeed(f"this is no sitemap that can be read ({error})") from error
    if root is None:
        raise BrokenFeed("this is no sitemap that can be read")


def _page(element: etree._Element, url: str, changed: datetime | None) -> SitemapPage:
    news = next((one for one in element if _name(one) == "news"), None)
    if news is None:
        return SitemapPage(url, modified_at=changed)
    publication = next((one for one in news if _name(one) == "publication"), news)
    return SitemapPage(
        url=url,
        title=from_markup(_child(news, "title")),
        published_at=_moment(_child(news, "publication_date")),
        modified_at=changed,
        language=_child(publication, "language").strip().lower(),
    )


def _child(element: etree._Element, name: str) -> str:
    return next((one.text or "" for one in element if _name(one) == name), "").strip()


def _name(element: etree._Element) -> str:
    """The element's name without its namespace; comments have none."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _moment(text: str) -> datetime | None:
    moment = parse_moment(text, UTC)
    return moment.at if moment else None
