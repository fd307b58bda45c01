"""Lists of feeds from and for other programs."""

from __future__ import annotations

import pytest

from digest.errors import BadInput
from digest.feeds.opml import MOST_FEEDS, Outline, read_opml, write_opml
from digest.model import Feed, Outlet

BOTE = Outlet("bote", "Bote & „Söhne“", "DE", "de")
FEEDS = (
    Feed("https://bote.example/politik?a=1&b=2", BOTE, "Politik & mehr"),
    Feed("https://bote.example/sport", BOTE),
    Feed("https://post.example/rss", Outlet("post", "Post", language="en"), "World"),
)


def opml(*outlines: str, head: str = "<?xml version='1.0' encoding='UTF-8'?>") -> bytes:
    return f"{head}<opml version='2.0'><head><title>T</title></head><body>{''.join(outlines)}</body></opml>".encode()


def test_a_list_that_was_written_reads_the_same():
    """Addresses, names, sections and languages come back, whatever letters they have."""
    found = read_opml(write_opml(FEEDS, "Wortlaut"))
    assert found == tuple(Outline(one.url, one.outlet.name, one.section, one.outlet.language) for one in FEEDS)


def test_lists_of_other_programs():
    """Folders are sections, attributes come in any case, folders in folders and comments do not matter."""
    body = opml(
        "<!-- meine --><outline text='Zeitungen'><outline text='Nord'><outline type='rss' text='Der Bote' XMLURL=' https://a.example/rss '/>"
        "</outline></outline><outline title='&lt;b&gt;Post&lt;/b&gt;' text='x' xmlUrl='https://b.example/rss' category='/Politik/'/>"
        "<outline text='Ordner ohne Feed'/><outline xmlUrl=''/>"
    )
    assert read_opml(body) == (
        Outline("https://a.example/rss", "Der Bote", "Nord"),
        Outline("https://b.example/rss", "Post", "Politik"),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_encodings(encoding):
    """A list in another encoding is read, whatever its declaration says."""
    text = opml("<outline text='Bärenpost' xmlUrl='https://a.example/ä'/>").decode()
    assert read_opml(text.encode(encoding)) == (Outline("https://a.example/ä", "Bärenpost"),)


def test_a_broken_list_is_read_as_far_as_it_goes():
    """Ampersands that are not escaped and a missing end lose no feed before them."""
    body = opml(
        "<outline text='A & B' xmlUrl='https://a.example/?x=1&y=2'/><outline text='C' xmlUrl='https://c.example/'/>"
    )
    found = read_opml(body[: body.index(b"</body>")])
    assert [one.url for one in found][-1] == "https://c.example/"
    assert len(found) == 2


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (opml("<outline text='&b;' xmlUrl='https://a.example/'/>", head=BOMB), "entities"),
        (opml("<outline text='&a;' xmlUrl='https://a.example/'/>", head=OUTSIDE), "entities"),
        (opml("<outline text='leer'/>"), "no feed"),
        (b"<html><body>404</body></html>", "no OPML"),
        (b"<rss/>", "no OPML"),
        (b"", "no OPML"),
        (b"\x00\xff\xfe\x89PNG", "no OPML"),
        (b'{"opml": 1}', "no OPML"),
        (opml(*(f"<outline xmlUrl='https://a.example/{n}'/>" for n in range(MOST_FEEDS + 1))), f"at most {MOST_FEEDS}"),
        (b" " * (10 * 1024 * 1024 + 1), "over"),
        (opml(f"<outline {' '.join(f'a{n}=1' for n in range(5000))} xmlUrl='https://a.example/'/>"), "attributes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_is_told_why(body, says):
    """Bombs and references to files, what is no list, and what is too long; nothing beyond the list is opened."""
    with pytest.raises(BadInput, match=says):
        read_opml(body)


def test_a_foreign_dtd_is_not_fetched():
    """A DOCTYPE that names one is passed over."""
    head = '<?xml version="1.0"?><!DOCTYPE opml SYSTEM "http://127.0.0.1:9/opml.dtd">'
    assert read_opml(opml("<outline text='A' xmlUrl='https://a.example/'/>", head=head)) == (
        Outline("https://a.example/", "A"),
    )


def test_deep_lists_do_no_harm():
    """However deep folders are nested, it ends in an answer."""
    body = opml("<outline text='x'>" * 100_000 + "<outline xmlUrl='https://a.example/'/>")
    with pytest.raises(BadInput, match="no feed"):
        read_opml(body)
