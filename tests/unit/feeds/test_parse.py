"""Feeds of every format, and broken ones as far as they can be read."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import BrokenFeed
from digest.feeds import ParsedFeed, looks_like_feed, parse_feed

SEEN = datetime(2025, 5, 9, 8, 0, tzinfo=UTC)
URL = "https://zeitung.example/rss/alles.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Die Zeitung &amp; mehr</title><link>https://zeitung.example/</link>
<language>de-DE</language>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid>
<pubDate>{date}</pubDate><description><![CDATA[<p>Ein <b>Teaser</b>.</p>]]></description></item>"""


def item(number: int = 1, **changes: str) -> str:
    values = {
        "title": f"Titel {number}",
        "link": f"https://zeitung.example/{number}.html",
        "guid": f"id-{number}",
        "date": "Fri, 09 May 2025 09:30:00 +0200",
    }
    return ITEM.format(**{**values, **changes})


def parse(body: str | bytes, content_type: str = "application/rss+xml") -> ParsedFeed:
    encoded = body.encode() if isinstance(body, str) else body
    return parse_feed(encoded, {"content-type": content_type}, URL, SEEN)


def rss(*items: str) -> ParsedFeed:
    return parse(RSS.format(items="".join(items)))


def test_reads_rss() -> None:
    """Title, language and every field of an entry."""
    feed = rss(item(1), item(2))
    assert (feed.title, feed.language, len(feed.entries)) == ("Die Zeitung & mehr", "de-DE", 2)
    first = feed.entries[0]
    assert (first.feed, first.guid, first.title, first.link) == (
        URL,
        "id-1",
        "Titel 1",
        "https://zeitung.example/1.html",
    )
    assert (first.published_at, first.teaser) == (datetime(2025, 5, 9, 7, 30, tzinfo=UTC), "Ein Teaser.")


def test_reads_atom_rdf_and_json() -> None:
    """The same entry comes out of all four formats."""
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>A</title><entry><title type="html">Wir &amp;amp; ihr</title>
    <link rel="self" href="https://zeitung.example/self"/><link rel="alternate" href="/1.html"/><id>tag:1</id>
    <published>2025-05-09T09:30:00+02:00</published><updated>2025-05-09T10:00:00+02:00</updated><summary>T</summary></entry></feed>"""
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R</title></channel><item rdf:about="https://zeitung.example/1.html">
    <title>Wir &amp; ihr</title><link>https://zeitung.example/1.html</link><dc:date>2025-05-09T09:30:00+02:00</dc:date>
    <description>T</description></item></rdf:RDF>"""
    made = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
        {"id": 1, "url": "/1.html", "title": "Wir &amp; ihr", "date_published": "2025-05-09T09:30:00+02:00", "summary": "T"}]}  # fmt: skip
    for body in (atom, rdf, json.dumps(made)):
        (entry,) = parse(body).entries
        assert (entry.title, entry.link, entry.teaser) == ("Wir & ihr", "https://zeitung.example/1.html", "T")
        assert entry.published_at == datetime(2025, 5, 9, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("AT&amp;amp;T senkt Preise", "AT&T senkt Preise"),
        ("&lt;b&gt;Eil&lt;/b&gt;: M&amp;uuml;ller", "Eil: Müller"),
        ("<![CDATA[Ja <script>alert(1)</script>& nein]]>", "Ja & nein"),
        ("Sieg f\u00fcr \u202eKurz\u202c", "Sieg für Kurz"),
        ("Zeile eins\n   Zeile zwei", "Zeile eins Zeile zwei"),
    ],
)
def test_titles_are_plain_text(written: str, title: str) -> None:
    """Neither tags nor entities nor hidden characters are left in a title."""
    assert rss(item(title=written)).entries[0].title == title


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Fr, 09 Mai 2025 09:30:00 MESZ", datetime(2025, 5, 9, 7, 30, tzinfo=UTC)),
        ("09.05.2025 09:30", datetime(2025, 5, 9, 7, 30, tzinfo=UTC)),
        ("Thu, 09 Jan 2025 09:30:00 CET", datetime(2025, 1, 9, 8, 30, tzinfo=UTC)),
        ("Fri May  9 07:30:00 2025", datetime(2025, 5, 9, 7, 30, tzinfo=UTC)),
        ("Sat, 09 May 2026 09:30:00 +0200", SEEN),
        ("", None),
        ("neulich", None),
    ],
)
def test_dates_are_repaired(date: str, expected: datetime | None) -> None:
    """German dates are understood, one to come is clamped to now, a missing one stays missing."""
    assert rss(item(date=date)).entries[0].published_at == expected


def test_bare_times_are_those_of_the_outlet_s_language() -> None:
    """A feed that names no language has its outlet's; one that names its own keeps to it."""
    bare = RSS.format(items=item(date="09.05.2025, 07:30"))
    silent, other = bare.replace("<language>de-DE</language>", ""), bare.replace("de-DE", "fr")
    read = [parse_feed(body.encode(), {}, URL, SEEN, "de").entries[0].published_at for body in (silent, other)]
    assert read == [datetime(2025, 5, 9, 5, 30, tzinfo=UTC), datetime(2025, 5, 9, 7, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("/politik/a.html", "https://zeitung.example/politik/a.html"),
        ("  https://zeitung.example/a b.html\n", "https://zeitung.example/a%20b.html"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("https://zeitung.example/ä.html?x=1&amp;y=2", "https://zeitung.example/%C3%A4.html?x=1&y=2"),
        ("https://zeitung.example/?id=1&copy=2&reg=3", "https://zeitung.example/?id=1&copy=2&reg=3"),
        ("https://zeitung.example/?id=1&amp;amp;y=2", "https://zeitung.example/?id=1&y=2"),
        ("https://müller.example:8080/", "https://xn--mller-kva.example:8080/"),
    ],
)
def test_links_are_made_absolute(written: str, link: str) -> None:
    """Relative links count from the channel's page; what a URL must not hold is encoded."""
    assert rss(item(link=written)).entries[0].link == link


def test_entries_that_lead_nowhere_are_left_out() -> None:
    """Links to scripts, files or nothing make no entry; a feed of only such ones is broken."""
    feed = rss(item(1, link="javascript:alert(1)"), item(2), item(3, link="file:///etc/passwd"), item(4, link=""))
    assert [entry.guid for entry in feed.entries] == ["id-2"]
    with pytest.raises(BrokenFeed, match="link"):
        rss(item(1, link="javascript:alert(1)"))


def test_xml_base_counts() -> None:
    """A base given in the feed is what relative links count from."""
    body = RSS.format(items=item(link="a.html")).replace(
        'version="2.0"', 'version="2.0" xml:base="https://b.example/x/"'
    )
    assert parse(body).entries[0].link == "https://b.example/x/a.html"


def test_a_guid_used_twice_tells_nothing() -> None:
    """Entries that share a guid are told apart by link; a repeated entry comes once."""
    feed = rss(item(1, guid="same"), item(2, guid="same"), item(2, guid="same"), item(3))
    assert [entry.guid for entry in feed.entries] == [
        "https://zeitung.example/1.html", "https://zeitung.example/2.html", "id-3"]  # fmt: skip


def test_entries_that_share_guid_and_link_are_told_apart_by_title_and_day() -> None:
    """A feed whose items all lead to one page, with no ids of their own, still brings each of them once."""
    page = "https://zeitung.example/ticker"
    feed = rss(*(item(n, guid="", link=page, title=f"Meldung {n % 3}") for n in range(6)))
    assert [entry.title for entry in feed.entries] == ["Meldung 0", "Meldung 1", "Meldung 2"]
    assert len({entry.guid for entry in feed.entries}) == 3


def test_a_change_has_a_date_of_its_own() -> None:
    """Atom's `updated` beside `published`, and JSON's `date_modified`, say when an entry changed."""
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><link href="/a"/><id>1</id>
    <published>2025-05-09T09:30:00+02:00</published><updated>2025-05-09T09:45:00+02:00</updated></entry></feed>"""
    made = {"items": [{"id": 1, "url": "/a", "date_published": "2025-05-09T09:30:00+02:00", "date_modified": "2025-05-09T09:45:00+02:00"}]}  # fmt: skip
    for text in (body, json.dumps(made)):
        (entry,) = parse(text).entries
        assert entry.modified_at == datetime(2025, 5, 9, 7, 45, tzinfo=UTC)
    assert rss(item()).entries[0].modified_at is None


@pytest.mark.parametrize(
    ("ttl", "seconds"), [("60", 3600), (" 5 ", 300), ("", 0), ("bald", 0), ("-1", 0), ("9" * 20, 0)]
)
def test_a_feed_may_wish_for_rest(ttl: str, seconds: float) -> None:
    """`ttl` is in minutes; what is no number wishes for nothing."""
    body = RSS.format(items=item()).replace("<title>", f"<ttl>{ttl}</ttl><title>", 1)
    assert parse(body).rest_s == seconds


def test_wrong_charset_is_seen_through() -> None:
    """A feed that lies about its encoding is still read right."""
    title = "Größe – „sehr groß“"
    body = RSS.format(items=item(title=title))
    assert parse(body.replace("utf-8", "iso-8859-1")).entries[0].title == title
    assert parse(body.encode("cp1252")).entries[0].title == title
    assert parse(body.replace("utf-8", "utf-16").encode("utf-16")).entries[0].title == title


def test_a_cut_feed_has_no_half_entry() -> None:
    """What the connection broke off in the middle of is left out, what came whole is kept."""
    body = RSS.format(items=item(1) + item(2) + item(3))
    cut = body[: body.index("Titel 3") + 4]
    assert [entry.guid for entry in parse(cut).entries] == ["id-1", "id-2"]


def test_broken_xml_is_read_as_far_as_possible() -> None:
    """A bare ampersand, a control character and an undefined entity lose no entry."""
    feed = rss(item(1, title="Kohl & Söhne"), item(2, title="A\x0bB"), item(3, title="50 &euro; &mdash; viel"))
    assert [entry.title for entry in feed.entries] == ["Kohl & Söhne", "AB", "50 € — viel"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"hello",
        b"<!DOCTYPE html><html><body>Not found</body></html>",
        b'{"items": 5}',
        b'{"title": "x"}',
        b"{" * 50_000,
        b'{"items": ' + b"[" * 100_000,
        b"<foo><bar/></foo>",
        b"\x00\x01\x02\xff\xfe" * 50,
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><item><link>/a</link></item></channel></rss>',
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
        b"<rss><channel>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</channel></rss>",
        b"x" * (10 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_feed_is_said(body: bytes) -> None:
    """Pages, nonsense, entity definitions, endless nesting and giants are BrokenFeed, each with a sentence."""
    with pytest.raises(BrokenFeed, match=r"\w+ \w+"):
        parse(body)


def test_a_plain_doctype_is_no_harm() -> None:
    """Feeds of the old RSS 0.91 carry one; it is taken out, and nothing is fetched for it."""
    body = (
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
        + RSS.format(items=item()).split("?>", 1)[1]
    )
    assert len(parse(body).entries) == 1


def test_words_about_doctypes_are_no_doctype() -> None:
    """An entry that writes about entity definitions does not make its feed dangerous."""
    assert rss(item(title="<![CDATA[Warum <!ENTITY gefährlich ist]]>")).entries


def test_an_empty_feed_is_a_feed() -> None:
    """A well-formed feed without entries is no error."""
    assert rss().entries == ()


def test_feeds_are_told_from_pages() -> None:
    """The first element decides, whatever the Content-Type says."""
    for body in (
        RSS,
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<!-- x --><rdf:RDF>",
        '{"version": "https://jsonfeed.org/version/1"}',
    ):
        assert looks_like_feed(body.encode(), {"content-type": "text/html"})
    for body in ("<!DOCTYPE html><html>", "<html><body><rss>", "hello", '{"a": 1}', ""):
        assert not looks_like_feed(body.encode(), {"content-type": "application/rss+xml"})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_mutated_feeds_never_crash(data: st.DataObject) -> None:
    """Whatever happens to the bytes of a feed, it is read or BrokenFeed, and its entries are whole."""
    body = bytearray(RSS.format(items=item(1) + item(2)).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=10))
    try:
        feed = parse(bytes(body))
    except BrokenFeed:
        return
    for entry in feed.entries:
        assert entry.link.startswith(("http://", "https://"))
        assert "<script" not in entry.title


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "inside",
    [
        "<item " + " ".join(f"a{number}='x'" for number in range(100_000)) + "><link>/a</link></item>",
        "".join(f"<x{number}:a xmlns:x{number}='u{number}'/>" for number in range(20_000)),
        "<item><link>/a</link><description>" + "&lt;div&gt;" * 200_000 + "</description></item>",
        "<item><link>/a</link><description>" + "<![CDATA[ " * 100_000,
        item() * 3000,
    ],
    ids=["attributes", "namespaces", "nested", "unclosed", "entries"],
)
def test_feeds_made_to_take_for_ever_do_not(inside: str) -> None:
    """What parsers need minutes for is refused or cut before they see it."""
    with suppress(BrokenFeed):
        assert len(rss(inside).entries) <= 2000
