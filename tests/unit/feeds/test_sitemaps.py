"""Reading sitemaps."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import BrokenFeed
from digest.feeds import NestedSitemap, Sitemap, SitemapPage, parse_sitemap, sitemaps, sitemaps_in_robots

URL = "https://www.zeitung.example/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {SPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
 <!-- a comment -->
 <url><loc> https://www.zeitung.example/a.html?x=1&amp;y=2 </loc><lastmod>2025-05-09T10:00:00Z</lastmod>
  <news:news><news:publication><news:name>Zeitung</news:name><news:language>de</news:language></news:publication>
  <news:publication_date>2025-05-09T09:30:00+02:00</news:publication_date><news:title>Rat &amp;amp; Tat</news:title></news:news></url>
 <url><loc>/b.html</loc></url>
</urlset>"""
FIRST = SitemapPage(
    "https://www.zeitung.example/a.html?x=1&y=2",
    "Rat & Tat",
    datetime(2025, 5, 9, 7, 30, tzinfo=UTC),
    datetime(2025, 5, 9, 10, tzinfo=UTC),
    "de",
)


def test_news_sitemaps_have_titles_and_dates() -> None:
    """Pages come in order with what the news extension says of them; relative addresses are made whole."""
    assert parse_sitemap(NEWS.encode(), URL) == Sitemap((FIRST, SitemapPage("https://www.zeitung.example/b.html")))


def test_an_index_leads_to_sitemaps() -> None:
    """An index has no pages but further sitemaps with the day of their change."""
    body = f"<sitemapindex {SPACE}><sitemap><loc>/2025-05.xml.gz</loc><lastmod>2025-05-09</lastmod></sitemap></sitemapindex>"
    nested = NestedSitemap("https://www.zeitung.example/2025-05.xml.gz", datetime(2025, 5, 9, 12, tzinfo=UTC))
    assert parse_sitemap(body.encode(), URL) == Sitemap(nested=(nested,))


def test_packed_sitemaps_are_unpacked() -> None:
    """A sitemap in gzip is the same one, also when the end of the file is missing."""
    packed = gzip.compress(NEWS.encode())
    assert parse_sitemap(packed, URL) == parse_sitemap(NEWS.encode(), URL)
    assert parse_sitemap(packed[:-8], URL).pages[0] == FIRST


def test_namespaces_and_encodings_are_taken_as_they_come() -> None:
    """Sitemaps without namespaces, with prefixes on everything, or in another encoding than they claim are read."""
    bare = NEWS.replace(f" {SPACE}", "")
    prefixed = "<s:urlset xmlns:s='x'><s:url><s:loc>https://www.zeitung.example/ä</s:loc></s:url></s:urlset>"
    assert parse_sitemap(bare.encode(), URL).pages[0] == FIRST
    assert parse_sitemap(prefixed.encode("cp1252"), URL).pages[0].url == "https://www.zeitung.example/%C3%A4"


def test_a_cut_sitemap_gives_what_came_whole() -> None:
    """What the connection broke off in the middle of is left out: half an address would lead elsewhere."""
    for cut in ("/b.html", ".html</loc></url>", "</loc></url>\n</urlset>"):
        assert parse_sitemap(NEWS[: NEWS.index(cut)].encode(), URL).pages == (FIRST,)


def test_plain_lists_are_sitemaps_too() -> None:
    """The protocol allows a text file with one address a line."""
    body = b"https://www.zeitung.example/a\n\n  https://www.zeitung.example/b  \nnonsense\n"
    assert [page.url for page in parse_sitemap(body, URL).pages] == [
        "https://www.zeitung.example/a", "https://www.zeitung.example/b"]  # fmt: skip


def test_addresses_that_lead_nowhere_are_left_out() -> None:
    """Files and scripts are no pages."""
    body = f"<urlset {SPACE}><url><loc>file:///etc/passwd</loc></url><url><loc>javascript:1</loc></url><url/></urlset>"
    assert parse_sitemap(body.encode(), URL) == Sitemap()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"hello",
        b"<!DOCTYPE html><html><body>404</body></html>",
        b"<rss><channel/></rss>",
        b"<!DOCTYPE urlset [<!ENTITY a 'b'>]><urlset><url><loc>https://a.example/&a;</loc></url></urlset>",
        b"\x1f\x8bnonsense",
        gzip.compress(bytes(30_000_000), mtime=0),
        b"\xff\xfe\x00\x01",
    ],
)
def test_what_is_no_sitemap_is_said(body: bytes) -> None:
    """Pages, feeds, entity definitions, bombs and nonsense are refused in words."""
    with pytest.raises(BrokenFeed, match=r"\w+ \w+ \w+"):
        parse_sitemap(body, URL)


def test_giants_are_read_as_far_as_the_protocol_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a sitemap with more addresses than allowed the first ones are taken."""
    assert sitemaps.MOST_PAGES == 50_000
    monkeypatch.setattr(sitemaps, "MOST_PAGES", 50)
    body = f"<urlset {SPACE}>" + "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(60))
    assert [page.url for page in parse_sitemap(body.encode(), URL).pages][-1] == "https://a.example/49"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_mutated_sitemaps_never_crash(data: st.DataObject) -> None:
    """Whatever happens to the bytes, they are read or refused, and every address can be fetched."""
    body = bytearray(NEWS.encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=10))
    with suppress(BrokenFeed):
        for page in parse_sitemap(bytes(body), URL).pages:
            assert page.url.startswith(("http://", "https://"))


def test_robots_name_sitemaps() -> None:
    """Sitemap lines count wherever they stand, once each; all else in a robots.txt does not."""
    robots = "Sitemap: https://a.example/1.xml\nUser-agent: *\nDisallow: /x\nSITEMAP:/2.xml\nsitemap: https://a.example/1.xml\nSitemap: ftp://x/"
    assert sitemaps_in_robots(robots, "https://a.example/robots.txt") == (
        "https://a.example/1.xml", "https://a.example/2.xml")  # fmt: skip
