"""Looking at an address that somebody named, over real HTTP in a small internet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest

from bot.source_address import read_address
from bot.source_check import MOST_OFFERS, MOST_REQUESTS, SourceCheck, rate
from bot.source_look import Readable, Several, Unusable
from digest.choices import Offer
from digest.extract import DirectReader
from digest.fetch import HttpFetcher
from tests.fakes.clocks import HandClock
from tests.fakes.internet import Answer, Internet, dripping_body, internet
from tests.scenario.test_ingest import BRIDGE, HARBOUR, html, rss

WALL = "Wir und unsere Partner verarbeiten personenbezogene Daten. Mit Ihrer Einwilligung nutzen wir Cookies und Tracking. Zustimmen und weiterlesen mit Werbung oder werbefrei im PUR-Abo, siehe Datenschutz."
FRENCH = (
    "Le conseil municipal a voté jeudi soir la construction d'un nouveau pont. L'ancien pont était fermé depuis l'hiver.",
    "« C'est un beau jour pour la ville », a déclaré la maire après la séance. Les travaux doivent commencer au printemps.",
)


@pytest.fixture
def world(tmp_path) -> Iterator[Internet]:
    with internet(tmp_path) as one:
        yield one


def look(world: Internet, typed: str, **limits):
    clock = HandClock()
    fetcher = HttpFetcher(world.limits(**limits), clock, wait=clock.advance)
    return SourceCheck(fetcher, clock, ("de", "en"), lambda: nullcontext(DirectReader())).look(read_address(typed))


def a_feed(world: Internet, host: str = "bote.example", path: str = "/rss", paragraphs=BRIDGE, **more) -> str:
    page = world.put(host, f"{path}/1", Answer(html("Rat beschließt Brücke", paragraphs), **more))
    return world.put(host, path, Answer(rss(("Rat beschließt Brücke", page)).replace(b"Feed</", b"Lindenauer Bote</")))


def a_page(world: Internet, links: str, host: str = "bote.example", path: str = "/") -> str:
    return world.put(host, path, Answer(f"<html><head>{links}</head><body><p>Start</p></body></html>".encode()))


def test_a_feed_is_read_and_its_newest_page_tried(world):
    """Its title, language, number of entries and newest date are told; its page can be read."""
    url = a_feed(world)
    found = look(world, url)
    assert found == Readable(url, "Lindenauer Bote", "de", 1, None, datetime(2025, 5, 9, 5, tzinfo=UTC), "")


def test_a_page_without_consent_is_told(world):
    """A source whose pages show their text only after consent, for money, or to no program, is known by its newest one."""
    assert look(world, a_feed(world, paragraphs=[WALL])).trial == "consent wall"
    world.put("zu.example", "/robots.txt", Answer(b"User-agent: *\nDisallow: /rss/"))
    assert look(world, a_feed(world, "zu.example")).trial == "robots"
    gone = a_feed(world, "weg.example", status=404)
    assert look(world, gone).trial == "http_404"


def test_a_language_that_is_not_read_is_refused(world):
    """By the article itself, whatever the feed claims."""
    assert look(world, a_feed(world, paragraphs=FRENCH)) == Unusable("language", "fr")


def test_several_feeds_of_a_page_are_offered(world):
    """As the page calls them; no more than can be looked through."""
    links = "".join(
        f"<link rel=alternate type=application/rss+xml href=/rss/{n} title='Rubrik {n}'>" for n in range(20)
    )
    page = a_page(world, links)
    found = look(world, page)
    assert isinstance(found, Several)
    assert found.site == f"bote.example:{world.port}"
    assert found.offers[:2] == (Offer(f"{page}rss/0", "Rubrik 0"), Offer(f"{page}rss/1", "Rubrik 1"))
    assert len(found.offers) == MOST_OFFERS


def test_the_only_feed_of_a_page_is_taken(world):
    """There is nothing to choose."""
    url = a_feed(world)
    page = a_page(world, "<link rel=alternate type=application/rss+xml href=/rss>")
    assert look(world, page).url == url


def test_a_feed_at_a_usual_place_is_found(world):
    """Where the page names none."""
    url = a_feed(world, path="/feed/")
    assert look(world, a_page(world, "")).url == url


def sitemap(world: Internet, link: str) -> Answer:
    moment = (HandClock().now() - timedelta(hours=1)).isoformat()
    return Answer(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{link}</loc><n:news><n:publication><n:language>de</n:language></n:publication><n:publication_date>{moment}"
        "</n:publication_date><n:title>Streik im Hafen</n:title></n:news></url></urlset>".encode()
    )


def test_a_news_sitemap_serves_a_site_without_a_feed(world):
    """Found by robots.txt, over an index too, those for news first."""
    link = world.put("bote.example", "/hafen", Answer(html("Streik im Hafen", HARBOUR)))
    news = world.put("bote.example", "/maps/news.xml", sitemap(world, link))
    index = f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{news}</loc></sitemap></sitemapindex>"
    named = world.put("bote.example", "/maps/index.xml", Answer(index.encode()))
    world.put("bote.example", "/robots.txt", Answer(f"User-agent: *\nDisallow: /x\nSitemap: {named}".encode()))
    found = look(world, a_page(world, ""))
    assert (found.url, found.language, found.entries, found.trial) == (news, "de", 1, "")


def test_a_site_without_anything_is_said_to_have_nothing(world):
    """After so many requests at most."""
    assert look(world, a_page(world, "")) == Unusable("no_feed", f"bote.example:{world.port}")
    assert len(world.log) <= MOST_REQUESTS


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=404), Unusable("gone", "404")),
        (Answer(status=410), Unusable("gone", "410")),
        (Answer(status=403), Unusable("closed", "403")),
        (Answer(status=500), Unusable("server_error", "500")),
        (Answer(status=429), Unusable("later", "429")),
        (Answer(b"<rss><channel></channel></rss>"), Unusable("empty")),
        (Answer(b"<rss><channel><item></item></channel>"), Unusable("broken")),
        (Answer(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss><channel/></rss>'), Unusable("broken")),
        (Answer(b"x" * 300_000), Unusable("too_large")),
        (dripping_body, Unusable("silent")),
        (Answer(status=302, headers={"Location": "/rss"}), Unusable("redirects")),
        (Answer(status=302, headers={"Location": "http://169.254.169.254/"}), Unusable("forbidden")),
    ],
)
def test_what_cannot_be_read_is_told_why(world, answer, reason):
    """In a word for which there is a sentence."""
    url = world.put("bote.example", "/rss", answer)
    assert look(world, url, timeout_s=1.0, idle_s=0.5, max_bytes=200_000) == reason


def test_addresses_of_the_private_network_are_not_asked(world):
    """By number or by a name that leads there; nothing arrives."""
    world.put("intern.example", "/rss", Answer(rss()))
    world.name("intern.example", "10.0.0.7")
    for typed in (
        "http://10.0.0.7/",
        "http://[::ffff:10.0.0.7]/",
        f"http://intern.example:{world.port}/rss",
        "http://127.0.0.2/",
    ):
        assert look(world, typed) == Unusable("forbidden")
    assert look(world, f"http://nirgends.example:{world.port}/") == Unusable("dns")
    assert world.log == []


def test_the_feed_of_a_site_that_moved_to_https_is_not_asked_over_http_again():
    """Seen at another address only by its scheme, it is kept with that."""
    from bot.source_check import _address
    from digest.ports import Response

    def answer(url):
        return Response(url, 200, {}, b"")

    assert _address("http://a.example/x", answer("https://a.example/x")) == "https://a.example/x"
    assert _address("http://a.example/x", answer("https://cdn.example/x")) == "http://a.example/x"


NOW = datetime(2025, 5, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([], None),
        ([None, None], None),
        ([1], None),
        ([1, None], None),
        ([0, 12, 24], 3.0),
        ([n * 6 for n in range(100)], 4.0),
        ([0, 0], None),
        ([1, 1, 2, 2, 2], 60.0),
        ([24 * 400, 24 * 500], 0.0),
    ],
)
def test_entries_a_day(hours, expected):
    """Over the last week, or the time that the feed reaches back; not guessed where dates are missing."""
    assert rate((None if one is None else NOW - timedelta(hours=one) for one in hours), NOW) == expected
