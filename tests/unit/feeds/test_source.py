"""A sitemap read as a feed is."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from digest.errors import BrokenFeed
from digest.feeds import looks_like_source, read_source
from digest.feeds.source import MOST_PAGES, NEWS_FOR

NOW = datetime(2025, 5, 9, 12, tzinfo=UTC)
URL = "https://zeitung.example/news-sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def news(number: int, at: datetime | None, title: str = "Rat beschließt Br&#252;cke") -> str:
    published = f"<news:publication_date>{at.isoformat()}</news:publication_date>" if at else ""
    return (
        f"<url><loc>https://zeitung.example/{number}</loc><news:news><news:publication><news:name>Zeitung</news:name>"
        f"<news:language>de</news:language></news:publication>{published}<news:title>{title}</news:title></news:news></url>"
    )


def sitemap(*rows: str) -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<!-- neu --><urlset {SPACES}>{''.join(rows)}</urlset>".encode()


def entries(body: bytes):
    return read_source(body, {}, URL, NOW).entries


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_news_sitemap_gives_its_latest_pages(pack):
    """Latest first, with title and date, packed or not; what is older than two days is no news; dates to come are now."""
    body = pack(
        sitemap(
            news(1, NOW - timedelta(hours=2)), news(2, NOW - NEWS_FOR - timedelta(minutes=1)), news(3, NOW - timedelta(hours=1)),
            news(4, NOW + timedelta(days=1)),
        )
    )  # fmt: skip
    assert looks_like_source(body, {})
    read = read_source(body, {}, URL, NOW)
    assert (read.title, read.language) == ("", "de")
    assert [entry.link.rpartition("/")[2] for entry in read.entries] == ["4", "3", "1"]
    assert [entry.published_at for entry in read.entries] == [NOW, NOW - timedelta(hours=1), NOW - timedelta(hours=2)]
    assert {entry.title for entry in read.entries} == {"Rat beschließt Brücke"}
    assert {(entry.feed, entry.guid == entry.link) for entry in read.entries} == {(URL, True)}


def test_pages_that_only_tell_a_change_have_no_date():
    """When a page changed is not when it was published; what changed lately may be new all the same."""
    changed = [(1, NOW - timedelta(hours=3)), (2, NOW - timedelta(days=30))]
    rows = (
        f"<url><loc>https://zeitung.example/{n}</loc><lastmod>{at.isoformat()}</lastmod></url>" for n, at in changed
    )
    assert [(entry.link, entry.published_at) for entry in entries(sitemap(*rows))] == [
        ("https://zeitung.example/1", None)
    ]


def test_so_many_pages_at_most():
    """Of a sitemap with thousands of new pages the latest are read."""
    body = sitemap(*(news(n, NOW - timedelta(seconds=n)) for n in range(3000)))
    assert [entry.link.rpartition("/")[2] for entry in entries(body)] == [str(n) for n in range(MOST_PAGES)]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (sitemap("<url><loc>https://zeitung.example/1</loc></url>"), "no dates"),
        (f"<sitemapindex {SPACES}><sitemap><loc>https://zeitung.example/a.xml</loc></sitemap></sitemapindex>".encode(), "further sitemaps"),
        (b"\x1f\x8b\x08 no gzip", "gzip"),
        (gzip.compress(b"<html>", mtime=0), "no sitemap|web page"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset></urlset>', "entities|DOCTYPE"),
    ],
)  # fmt: skip
def test_what_is_no_source_is_told_why(body: bytes, says: str):
    """An index, a sitemap without dates, rubbish and pages are refused in words."""
    with pytest.raises(BrokenFeed, match=says):
        entries(body)


def test_an_empty_sitemap_has_no_entries():
    """A quiet night is no error."""
    assert entries(sitemap()) == ()


def test_feeds_and_pages_are_told_apart_from_sitemaps():
    """A feed is read as before, and a page stays a page."""
    feed = b"<rss version='2.0'><channel><title>F</title><item><title>A</title><link>https://a.example/1</link></item></channel></rss>"
    assert [entry.title for entry in entries(feed)] == ["A"]
    assert looks_like_source(feed, {})
    assert not looks_like_source(b"<html><body><p>urlset</p></body></html>", {})
