"""Which feeds a page offers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.feeds import FoundFeed, discover, usual_places

SITE = "https://www.zeitung.example/politik/"


def page(head: str = "", body: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def urls(found: tuple[FoundFeed, ...]) -> list[str]:
    return [feed.url for feed in found]


def test_declared_feeds_are_found_with_their_titles() -> None:
    """Every type a feed can have is found, relative addresses count from the page, titles are plain text."""
    found = discover(
        page(
            '<link rel="alternate" type="application/rss+xml" title="Müller &amp; Söhne" href="/rss.xml">'
            "<link REL='Alternate feed' type='application/atom+xml; charset=utf-8' href='atom'>"
            "<link rel=alternate type=application/feed+json href=//cdn.example/feed.json>"
            '<link rel="feed" href="/all">'
        ),
        SITE,
    )
    assert urls(found) == [
        "https://www.zeitung.example/rss.xml",
        "https://www.zeitung.example/politik/atom",
        "https://cdn.example/feed.json",
        "https://www.zeitung.example/all",
    ]
    assert found[0].title == "Müller & Söhne"
    assert all(feed.declared for feed in found)


def test_what_is_declared_but_no_feed_is_left_out() -> None:
    """Other languages, printable versions, styles, oEmbed and scripts are alternates too, and no feeds."""
    assert (
        discover(
            page(
                '<link rel="alternate" hreflang="en" href="/en/">'
                '<link rel="alternate stylesheet" type="text/css" href="/feed.css">'
                '<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">'
                '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/5">'
                '<link rel="alternate" type="text/xml" href="/oembed.xml">'
                '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
                '<link rel="alternate" type="application/rss+xml" href="">'
            ),
            SITE,
        )
        == ()
    )


def test_links_that_look_like_feeds_come_after_declared_ones() -> None:
    """A page of feeds that only links to them offers them; an article about feeds does not become one."""
    found = discover(
        page(
            '<link rel="alternate" type="application/rss+xml" href="/rss/alles">',
            '<a href="/rss/politik.xml">Politik</a><a href="https://feeds.zeitung.example/x.rdf">RDF</a>'
            '<a href="/rss/alles">Alles</a><a href="?format=rss">Diese Seite</a>'
            '<a href="/ratgeber/was-ist-rss.html">Was ist RSS?</a><a href="/press/">Presse</a>'
            '<a href="/feedback">Feedback</a><a href="/rss/logo.png">Logo</a>',
        ),
        SITE,
    )
    assert urls(found) == [
        "https://www.zeitung.example/rss/alles",
        "https://www.zeitung.example/rss/politik.xml",
        "https://feeds.zeitung.example/x.rdf",
        "https://www.zeitung.example/politik/?format=rss",
    ]
    assert [feed.declared for feed in found] == [True, False, False, False]
    assert found[1].title == "Politik"


def test_feeds_of_comments_come_last() -> None:
    """Blog software declares the feed of the comments beside that of the articles, often first."""
    found = discover(
        page(
            '<link rel="alternate" type="application/rss+xml" title="Kommentare" href="/comments/feed/">'
            '<link rel="alternate" type="application/rss+xml" title="Beiträge" href="/feed/">'
        ),
        SITE,
    )
    assert [feed.title for feed in found] == ["Beiträge", "Kommentare"]


def test_a_base_element_counts() -> None:
    """Relative addresses count from the page's base."""
    found = discover(page('<base href="https://b.example/x/"><link rel=alternate type=text/rss+xml href=r>'), SITE)
    assert urls(found) == ["https://b.example/x/r"]


def test_the_page_itself_is_no_find() -> None:
    """A page that declares its own address is not offered again."""
    assert discover(page(f'<link rel=alternate type=application/rss+xml href="{SITE}">'), SITE) == ()


@pytest.mark.parametrize("body", [b"", b"\0\0", b"hello", b"%PDF-1.4", b"<rss/>", b"<" * 5000])
def test_what_is_no_page_offers_nothing(body: bytes) -> None:
    """Bytes of anything are no error: there is just no feed."""
    assert discover(body, SITE) == ()


def test_portals_are_cut() -> None:
    """A page that links to hundreds of feeds gives fifty."""
    assert len(discover(page("", "".join(f"<a href='/rss/{n}'>x</a>" for n in range(400))), SITE)) == 50


def test_giants_are_looked_at_as_far_as_pages_go() -> None:
    """What stands behind one and a half megabytes is not read."""
    feed = '<a href="/rss">RSS</a>'
    assert discover(page("", feed + "x" * 2_000_000), SITE)
    assert not discover(page("", "x" * 2_000_000 + feed), SITE)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_and_any_address_are_survived(body: bytes, url: str) -> None:
    """Neither pages nor addresses made of nonsense raise, and whatever is found can be fetched."""
    made = page('<link rel="alternate" type="application/rss+xml" href="') + body + b'">'
    for feed in (*discover(made, url), *discover(made, SITE)):
        assert feed.url.startswith(("http://", "https://"))


def test_usual_places_are_on_the_site() -> None:
    """What is tried where a page offers nothing lies at the root of the same host; nonsense gives nothing."""
    assert all(place.startswith("https://www.zeitung.example/") for place in usual_places(SITE))
    assert usual_places("nonsense") == ()
