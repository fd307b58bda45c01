"""Ingesting as a user sees it: feeds, pages and files of a small internet end up in the store, each with its outcome."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.errors import AnalyserFailed, BadInput, NotAnalysed, PageNotRead, UnusableText
from digest.export import export
from digest.extract import DirectReader, Reading
from digest.fetch import HttpFetcher
from digest.ingest import Event, FeedDone, Ingest, PageDone, Summary, TargetFailed
from digest.model import (
    Actor,
    Analysis,
    Article,
    Entry,
    Feed,
    Kind,
    Mention,
    Outlet,
    PageOutcome,
    Span,
)
from digest.ports import Store
from digest.store import open_outbox
from tests.fakes.clocks import HandClock
from tests.fakes.internet import Answer, Internet, dripping_body, endless, internet, silent

LANGUAGES = ("de", "en")
BOTE, POST = Outlet("bote", "Lindenauer Bote", "DE", "de"), Outlet("post", "Wehrapost", "DE", "de")
BRIDGE = (
    "Der Stadtrat von Lindenau hat am Donnerstagabend mit 31 zu 14 Stimmen für den Bau einer neuen Brücke gestimmt. Die alte war im Winter gesperrt worden.",
    "„Das ist ein guter Tag für die Stadt“, sagte Bürgermeisterin Hanna Voss nach der Sitzung. Sie rechne mit einem Baubeginn im nächsten Frühjahr.",
    "Die Opposition kritisierte die Kosten. Ihr Sprecher Emil Rast nannte den Beschluss „einen teuren Irrtum“ und kündigte eine Klage an.",
)
HARBOUR = (
    "Im Hafen von Westerhafen haben am Freitag rund achthundert Beschäftigte die Arbeit niedergelegt. Sie fordern mehr Lohn und kürzere Schichten.",
    "Der Betreiber sprach von einem unnötigen Ausstand. Vierzig Schiffe warten nach seinen Angaben auf der Reede, die meisten davon mit Getreide.",
    "Die Gewerkschaft will am Montag weiter verhandeln. Ihr Vorsitzender Ole Brand sagte, man sei zu einem Kompromiss bereit.",
)
SCHOOL = (
    "Die Grundschule am Markt wird im Sommer saniert. Das hat die Verwaltung den Eltern in einem Brief mitgeteilt, der am Dienstag verschickt wurde.",
    "Der Unterricht findet so lange in Containern statt. Die Rektorin sagte, sie hoffe auf ein Ende der Arbeiten vor den Weihnachtsferien.",
)


class NamesOnly:
    """An analyser that finds Hanna Voss by name, and trips over one word."""

    version = "fake-1"

    def analyse(self, article: Article) -> Analysis:
        if "Getreide" in article.text:
            raise BadInput("the fake does not like grain")
        at = article.text.find("Hanna Voss")
        if at < 0:
            return Analysis(article.id, self.version, article.language)
        actor = Actor("voss", Kind.PERSON, "Hanna Voss")
        mention = Mention(Span(at, at + 10), "voss", "name", 1.0)
        return Analysis(article.id, self.version, article.language, actors=(actor,), mentions=(mention,))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Internet]:
    with internet(tmp_path) as one:
        yield one


def html(title: str, paragraphs: Sequence[str]) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html lang='de'><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


def rss(*rows: tuple[str, str]) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>Fri, 09 May 2025 07:00:00 +0200</pubDate></item>"
        for title, link in rows
    )
    return f"<rss version='2.0'><channel><title>Feed</title><language>de</language>{items}</channel></rss>".encode()


def ingest(world: Internet, store: Store, clock: HandClock, **more: object) -> Ingest:
    limits = more.pop("limits", {})
    return Ingest(store, HttpFetcher(world.limits(**limits), clock, wait=clock.advance), clock, LANGUAGES, **more)


def summary(events: Sequence[Event]) -> Summary:
    assert isinstance(events[-1], Summary)
    assert sum(isinstance(event, Summary) for event in events) == 1
    return events[-1]


def outcomes(events: Sequence[Event]) -> dict[str, str]:
    """Outcome by the last part of the address, as told while running."""
    return {
        event.record.url.rpartition("/")[2]: event.record.outcome.value
        for event in events
        if isinstance(event, PageDone)
    }


def two_outlets(world: Internet) -> list[Feed]:
    bridge = world.put("bote.example", "/bridge", Answer(html("Rat beschließt Brücke", BRIDGE)))
    copied = world.put("post.example", "/copied", Answer(html("Lindenau baut Brücke", BRIDGE[:2] + BRIDGE[2:])))
    harbour = world.put("post.example", "/harbour", Answer(html("Streik im Hafen", HARBOUR)))
    one = world.put("bote.example", "/rss", Answer(rss(("Brücke", bridge)), headers={"ETag": '"1"'}, validate=True))
    two = world.put(
        "post.example",
        "/rss",
        Answer(rss(("Kopie", copied), ("Hafen", harbour)), headers={"ETag": '"2"'}, validate=True),
    )
    return [Feed(one, BOTE), Feed(two, POST)]


def test_feeds_become_articles(world: Internet, store: Store, clock: HandClock) -> None:
    """Every entry's page is fetched and stored; of two outlets with one text the second is the wire copy of the first."""
    events = list(ingest(world, store, clock, workers=1).ingest_feeds(two_outlets(world)))
    assert outcomes(events) == {"bridge": "new", "copied": "wire copy", "harbour": "new"}
    assert {(event.entries, event.new) for event in events if isinstance(event, FeedDone)} == {(1, 1), (2, 2)}
    stored = {article.title: article for _, article in store.pages() if article is not None}
    assert stored["Rat beschließt Brücke"].text == "\n\n".join(BRIDGE)
    assert stored["Rat beschließt Brücke"].outlet.name == "Lindenauer Bote"
    copy = stored["Lindenau baut Brücke"]
    assert store.copies([copy.id]) == {copy.id: stored["Rat beschließt Brücke"].id}
    assert len(list(store.entries())) == 3
    assert summary(events).count(PageOutcome.NEW) == 2
    assert summary(events).worked


def test_articles_know_the_feeds_they_came_by(world: Internet, store: Store, clock: HandClock) -> None:
    """A page that two feeds name is fetched once and came by both; one that was named by hand came by none."""
    bridge = world.put("bote.example", "/bridge?utm_source=rss", Answer(html("Rat beschließt Brücke", BRIDGE)))
    world.put("bote.example", "/bridge", Answer(html("Rat beschließt Brücke", BRIDGE)))
    harbour = world.put("post.example", "/harbour", Answer(html("Streik im Hafen", HARBOUR)))
    feeds = [Feed(world.put("bote.example", f"/{name}", Answer(rss(("B", bridge)))), BOTE) for name in "ab"]
    list(ingest(world, store, clock).ingest_feeds(feeds))
    list(ingest(world, store, clock).ingest_targets([harbour]))
    assert world.paths("bote.example").count("/bridge") == 1
    by_title = {article.title: article.id for _, article in store.pages() if article is not None}
    assert store.feeds_of(by_title.values()) == {by_title["Rat beschließt Brücke"]: {feed.url for feed in feeds}}
    assert {figures.articles for figures in store.feed_figures(clock.now()).values()} == {1}


def test_a_news_sitemap_is_read_like_a_feed(world: Internet, store: Store, clock: HandClock) -> None:
    """Listed, or named by its address: its latest pages become articles, and the next pass asks only for new ones."""
    bridge = world.put("bote.example", "/bridge", Answer(html("Rat beschließt Brücke", BRIDGE)))
    old = world.put("bote.example", "/old", Answer(html("Streik im Hafen", HARBOUR)))
    rows = "".join(
        f"<url><loc>{link}</loc><news:news><news:publication_date>{date}</news:publication_date></news:news></url>"
        for link, date in ((bridge, "2025-05-09T07:00:00Z"), (old, "2025-04-09T07:00:00Z"))
    )
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    sitemap = world.put("bote.example", "/news.xml", Answer(f"<urlset {spaces}>{rows}</urlset>".encode()))
    assert outcomes(list(ingest(world, store, clock).ingest_targets([sitemap]))) == {"bridge": "new"}
    assert outcomes(list(ingest(world, store, clock).ingest_feeds([Feed(sitemap, BOTE)]))) == {}
    assert world.paths("bote.example").count("/bridge") == 1
    assert "/old" not in world.paths("bote.example")


def test_a_strangers_feed_gives_no_names(world: Internet, store: Store, clock: HandClock) -> None:
    """A page that somebody's feed leads to is its own outlet's, also where that feed was the first to name it."""
    bridge = world.put("bote.example", "/bridge", Answer(html("Rat beschließt Brücke", BRIDGE)))
    foul = Feed(world.put("foul.example", "/rss", Answer(rss(("B", bridge)))), Outlet("foul.example", "Bote (echt)"))
    own = Feed(world.put("bote.example", "/rss", Answer(rss(("B", bridge)))), BOTE)
    list(ingest(world, store, clock, listed=(own, foul)).ingest_feeds([foul]))
    assert [article.outlet for _, article in store.pages() if article] == [BOTE]


def test_a_second_pass_asks_only_whether_something_changed(world: Internet, store: Store, clock: HandClock) -> None:
    """Feeds are asked conditionally with the validators they gave, and no page is fetched again."""
    feeds = two_outlets(world)
    list(ingest(world, store, clock).ingest_feeds(feeds))
    world.log.clear()
    events = list(ingest(world, store, clock).ingest_feeds(feeds))
    assert sorted((seen.path, seen.headers.get("if-none-match")) for seen in world.log) == [
        ("/rss", '"1"'),
        ("/rss", '"2"'),
    ]
    assert all(event.unchanged for event in events if isinstance(event, FeedDone))
    assert outcomes(events) == {}


def test_new_entries_are_fetched_alone(world: Internet, store: Store, clock: HandClock) -> None:
    """When a feed has grown, only the new entry's page is fetched."""
    bridge = world.put("bote.example", "/bridge", Answer(html("Rat beschließt Brücke", BRIDGE)))
    harbour = world.put("bote.example", "/harbour", Answer(html("Streik", HARBOUR)))
    feed = world.put("bote.example", "/rss", [Answer(rss(("B", bridge))), Answer(rss(("B", bridge), ("H", harbour)))])
    list(ingest(world, store, clock).ingest_feeds([Feed(feed, BOTE)]))
    world.log.clear()
    events = list(ingest(world, store, clock).ingest_feeds([Feed(feed, BOTE)]))
    assert outcomes(events) == {"harbour": "new"}
    assert "/bridge" not in world.paths("bote.example")


def test_the_same_bytes_are_unchanged_without_validators(world: Internet, store: Store, clock: HandClock) -> None:
    """A server without ETag that sends the same feed again costs no parsing and no page."""
    bridge = world.put("bote.example", "/bridge", Answer(html("Rat beschließt Brücke", BRIDGE)))
    feed = Feed(world.put("bote.example", "/rss", Answer(rss(("B", bridge)))), BOTE)
    list(ingest(world, store, clock).ingest_feeds([feed]))
    (done,) = [event for event in ingest(world, store, clock).ingest_feeds([feed]) if isinstance(event, FeedDone)]
    assert done.unchanged


@pytest.mark.timeout(60)
def test_hostile_feeds_stop_nobody(world: Internet, store: Store, clock: HandClock) -> None:
    """Bomb, endless, drip, silence, a web page, a redirect inside: each is one event, the good feeds are read."""
    bad = {
        "bomb": Answer(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"}),
        "endless": endless,
        "drip": dripping_body,
        "silent": silent,
        "page": Answer(b"<!DOCTYPE html><html><body>404</body></html>"),
        "inside": Answer(status=302, headers={"Location": "http://169.254.169.254/latest/"}),
        "gone": Answer(status=410),
    }
    feeds = [Feed(world.put(f"{name}.example", "/rss", answer), BOTE) for name, answer in bad.items()]
    limits = {"timeout_s": 3.0, "idle_s": 1.5, "max_bytes": 2_000_000}
    events = list(ingest(world, store, clock, limits=limits).ingest_feeds([*feeds, *two_outlets(world)]))
    errors = {
        event.url.split("//")[1].split(".")[0]: event.error
        for event in events
        if isinstance(event, FeedDone) and event.error
    }
    assert set(errors) == set(bad)
    assert "too_large" in errors["bomb"]
    assert "too_large" in errors["endless"]
    assert "timeout" in errors["drip"]
    assert "timeout" in errors["silent"]
    assert "web page" in errors["page"]
    assert "address" in errors["inside"]
    assert sorted(outcomes(events).values()) == ["new", "new", "wire copy"]
    state = store.feed_states()[feeds[0].url]
    assert (state.failures, state.succeeded_at) == (1, None)
    assert state.error


def test_hostile_feeds_cost_little_memory(world: Internet, store: Store, clock: HandClock) -> None:
    """Four bombs and four endless feeds side by side, within the limits a user has, need 100 MB more at most."""
    bomb = Answer(gzip.compress(bytes(100_000_000), 1), headers={"Content-Encoding": "gzip"})
    rows = [(f"{name}{n}", answer) for n in range(4) for name, answer in (("bombe", bomb), ("endlos", endless))]
    feeds = [Feed(world.put(f"{name}.example", "/rss", answer), BOTE) for name, answer in rows]
    try:
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far (man 5 proc)
    except OSError:
        pytest.skip("this system does not tell and forget the peak of a process's memory")
    before = _peak_mb()
    events = list(ingest(world, store, clock, limits={"timeout_s": 30.0}).ingest_feeds([*feeds, *two_outlets(world)]))
    assert sum("too_large" in event.error for event in events if isinstance(event, FeedDone)) == len(feeds)
    assert sorted(outcomes(events).values()) == ["new", "new", "wire copy"]
    assert _peak_mb() - before < 100


def _peak_mb() -> float:
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def test_a_host_that_asks_to_wait_is_left_alone_by_the_next_process(
    world: Internet, store: Store, clock: HandClock
) -> None:
    """Retry-After is stored with the feed: not even a new process asks before, and one asks after."""
    feed = Feed(world.put("bote.example", "/rss", Answer(status=429, headers={"Retry-After": "600"})), BOTE)
    list(ingest(world, store, clock).ingest_feeds([feed]))
    clock.advance(300)
    events = list(ingest(world, store, clock).ingest_feeds([feed]))
    assert len(world.log) == 1
    assert "left alone" in next(event.error for event in events if isinstance(event, FeedDone))
    clock.advance(301)
    list(ingest(world, store, clock).ingest_feeds([feed]))
    assert len(world.log) == 2


def test_pages_without_an_article_are_rejected_once(world: Internet, store: Store, clock: HandClock) -> None:
    """Consent wall, dead link and robots are outcomes with a reason; the next pass does not try them again."""
    rows = []
    wall = "Wir und unsere Partner verarbeiten personenbezogene Daten. Mit Ihrer Einwilligung nutzen wir Cookies und Tracking. Zustimmen und weiterlesen mit Werbung oder werbefrei im PUR-Abo, siehe Datenschutz."
    rows.append(("Wand", world.put("bote.example", "/wall", Answer(html("Ihre Wahl", [wall])))))
    rows.append(("Weg", world.put("bote.example", "/dead", Answer(status=404))))
    rows.append(("Zu", world.put("bote.example", "/intern/closed", Answer(html("Streik", HARBOUR)))))
    world.put("bote.example", "/robots.txt", Answer(b"User-agent: *\nDisallow: /intern/"))
    feed = world.put("bote.example", "/rss", [Answer(rss(*rows)), Answer(rss(*rows) + b" ")])
    events = list(ingest(world, store, clock).ingest_feeds([Feed(feed, BOTE)]))
    reasons = {
        event.record.url.rpartition("/")[2]: event.record.reason for event in events if isinstance(event, PageDone)
    }
    assert reasons == {"wall": "consent wall", "dead": "http_404", "closed": "robots"}
    assert "/intern/closed" not in world.paths("bote.example")
    world.log.clear()
    list(ingest(world, store, clock).ingest_feeds([Feed(feed, BOTE)]))
    assert world.paths("bote.example") == ["/rss"]
    assert [record.outlet for record, _ in store.pages()] == ["bote"] * 3


def test_a_page_that_failed_in_passing_is_tried_again(world: Internet, store: Store, clock: HandClock) -> None:
    """After a server error the page has no outcome yet, and the feed is not asked "anything new?" as if it were done."""
    page = world.put("bote.example", "/bridge", [Answer(status=500), Answer(html("Rat beschließt Brücke", BRIDGE))])
    world.put("bote.example", "/rss", Answer(rss(("B", page)), headers={"ETag": '"1"'}, validate=True))
    feed = Feed(f"http://bote.example:{world.port}/rss", BOTE)
    first = list(ingest(world, store, clock).ingest_feeds([feed]))
    assert [event.target for event in first if isinstance(event, TargetFailed)] == [page]
    assert outcomes(list(ingest(world, store, clock).ingest_feeds([feed]))) == {"bridge": "new"}
    world.log.clear()
    list(ingest(world, store, clock).ingest_feeds([feed]))
    assert world.log[0].headers["if-none-match"] == '"1"'


def test_a_pass_broken_off_loses_no_entry(world: Internet, store: Store, clock: HandClock) -> None:
    """Whoever stops after the first page finds the others in the next pass: a feed is done when its pages are."""
    rows = [
        (
            str(n),
            world.put("bote.example", f"/{n}", Answer(html(f"Titel {n}", [f"{line} Absatz {n}." for line in text]))),
        )
        for n, text in enumerate((BRIDGE, HARBOUR))
    ]
    world.put("bote.example", "/rss", Answer(rss(*rows), headers={"ETag": '"1"'}, validate=True))
    feed = Feed(f"http://bote.example:{world.port}/rss", BOTE)
    running = ingest(world, store, clock).ingest_feeds([feed])
    while not isinstance(next(running), PageDone):
        pass
    running.close()
    assert len(outcomes(list(ingest(world, store, clock).ingest_feeds([feed])))) == 1
    assert sum(article is not None for _, article in store.pages()) == 2


def test_targets_are_what_they_turn_out_to_be(world: Internet, store: Store, clock: HandClock, tmp_path: Path) -> None:
    """A feed URL, a page URL, a file and a folder in one call; what fails is named and the rest goes on."""
    feed = two_outlets(world)[0].url
    page = world.put("post.example", "/single", Answer(html("Streik im Hafen", HARBOUR)))
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Title: Freibad\nOutlet: Bote\nDate: 2025-05-09\n\nDas Freibad von Kaltenrode bleibt offen. Das hat der Gemeinderat am Abend beschlossen, und zwar ohne Gegenstimme."
    )
    (folder / "b.html").write_bytes(html("Anderes", SCHOOL))
    (folder / "c.txt").write_text("Date: neulich\n\nText")
    (folder / "d.pdf").write_bytes(b"%PDF")
    (tmp_path / "empty").mkdir()
    targets = [
        feed,
        page,
        str(folder),
        str(tmp_path / "empty"),
        "nirgends.txt",
        "ftp://a.example/",
        f"http://bote.example:{world.port}/none",
    ]
    events = list(ingest(world, store, clock).ingest_targets(targets))
    assert outcomes(events) == {"bridge": "new", "single": "new", "a.txt": "new", "b.html": "new"}
    failed = {Path(event.target).name: event.reason for event in events if isinstance(event, TargetFailed)}
    assert set(failed) == {"c.txt", "empty", "nirgends.txt", "a.example", "none"}
    assert "Date: 'neulich'" in failed["c.txt"]
    assert "http_404" in failed["none"]
    assert summary(events).failed == tuple(event for event in events if isinstance(event, TargetFailed))


def test_a_site_an_index_and_a_list_lead_to_their_feeds(
    world: Internet, store: Store, clock: HandClock, tmp_path: Path
) -> None:
    """Named in the place of a feed: a front page, an index of sitemaps, a list of feeds; a front page is no article."""
    feed = two_outlets(world)[0].url
    front = html("Bote", BRIDGE).replace(
        b"<head>", b"<head><link rel='alternate' type='application/rss+xml' href='%s'>" % feed.encode()
    )
    site = world.put("bote.example", "/", Answer(front))
    bare = world.put("karg.example", "/", Answer(html("Karg", BRIDGE)))
    harbour = world.put("lage.example", "/hafen", Answer(html("Streik", HARBOUR)))
    row = f"<url><loc>{harbour}</loc><lastmod>{clock.now().isoformat()}</lastmod></url>"
    news = world.put("lage.example", "/news.xml", Answer(f"<urlset>{row}</urlset>".encode()))
    old = world.put("lage.example", "/alt.xml", Answer(b"<urlset></urlset>"))
    nested = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in (old, news))
    index = world.put("lage.example", "/index.xml", Answer(f"<sitemapindex>{nested}</sitemapindex>".encode()))
    events = list(ingest(world, store, clock).ingest_targets([site, bare, index]))
    assert {one.url for one in events if isinstance(one, FeedDone)} == {feed, news, old}
    assert outcomes(events) == {"bridge": "new", "hafen": "new", "": "rejected"}
    listed = tmp_path / "liste.opml"
    listed.write_text(f"<opml><body><outline xmlUrl='{feed}'/><outline xmlUrl='gopher://x/'/></body></opml>")
    broken = tmp_path / "kaputt.opml"
    broken.write_text("keine Liste")
    events = list(ingest(world, store, clock).ingest_targets([str(listed), str(broken)]))
    assert [one.url for one in events if isinstance(one, FeedDone)] == [feed]
    assert {one.target for one in summary(events).failed} == {"gopher://x/", str(broken)}


def test_without_a_network_no_feed_is_blamed(world: Internet, store: Store, clock: HandClock) -> None:
    """Where not one of several hosts has a name all of them are asked again by the next pass, and are read by it."""
    feeds = two_outlets(world)
    lost = [Feed(world.url(f"{name}.example"), feeds[0].outlet) for name in ("nirgends", "nie", "nichts")]
    events = list(ingest(world, store, clock).ingest_feeds(lost))
    assert [one.reason for one in events if isinstance(one, FeedDone)] == ["dns", "dns", "dns"]
    assert store.feed_states() == {}
    events = list(ingest(world, store, clock).ingest_feeds([*lost, feeds[0]]))
    assert summary(events).feeds == 1
    states = store.feed_states()
    assert [states[one.url].failures for one in lost] == [1, 1, 1]


def test_pages_are_exported_as_they_were_got(world: Internet, store: Store, clock: HandClock, tmp_path: Path) -> None:
    """A saved page's address is its file, a text's the one it gives; what the page claims stands beside it."""
    saved, text = tmp_path / "gespeichert.html", tmp_path / "text.txt"
    link = b"<head><link rel='canonical' href='https://bote.example/streik'>"
    saved.write_bytes(html("Streik im Hafen", HARBOUR).replace(b"<head>", link))
    text.write_text("URL: https://post.example/freibad\n\n" + "\n\n".join(BRIDGE))
    list(ingest(world, store, clock).ingest_targets([str(saved), str(text)]))
    exported = {line["url"]: line["canonical"] for line in export(store, open_outbox(store), ("articles",))}
    assert exported == {
        saved.as_uri(): "https://bote.example/streik",
        "https://post.example/freibad": "https://post.example/freibad",
    }


def test_a_rejected_page_is_exported_with_what_is_known_of_it(world: Internet, store: Store, clock: HandClock) -> None:
    """Under its outlet's name where an article of it is stored, and as paid where only its teaser can be read."""
    paid = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    plus = html("Plus", [BRIDGE[0]]).replace(b"<head>", b"<head>" + paid.encode())
    rows = [
        ("Plus", world.put("bote.example", "/plus", Answer(plus))),
        ("Frei", world.put("bote.example", "/frei", Answer(html("Frei", HARBOUR)))),
    ]
    feed = Feed(world.put("bote.example", "/rss", Answer(rss(*rows))), BOTE)
    list(ingest(world, store, clock).ingest_feeds([feed]))
    told = {
        line["title"]: (line["outlet"], line["reason"], line["access"])
        for line in export(store, open_outbox(store), ("articles",))
    }
    assert told == {"Plus": (BOTE.name, "paywall", "paid"), "Frei": (BOTE.name, "", "unknown")}


def test_nothing_worked_is_said(world: Internet, store: Store, clock: HandClock) -> None:
    """The summary tells the exit status: no target worked."""
    events = list(ingest(world, store, clock).ingest_targets(["nirgends.txt", "http://10.0.0.1/"]))
    assert not summary(events).worked
    assert "address" in summary(events).failed[1].reason


def test_a_changed_page_is_an_update(world: Internet, store: Store, clock: HandClock) -> None:
    """Asked for by name a page is read again: the same text is known, another one replaces what was stored."""
    page = world.put(
        "bote.example",
        "/bridge",
        [Answer(html("Brücke", BRIDGE)), Answer(html("Brücke", BRIDGE)), Answer(html("Brücke", BRIDGE[:2]))],
    )
    seen = [next(ingest(world, store, clock).ingest_targets([page])) for _ in range(3)]
    assert [event.record.outcome for event in seen if isinstance(event, PageDone)] == [
        PageOutcome.NEW,
        PageOutcome.KNOWN,
        PageOutcome.UPDATE,
    ]
    first, _, last = (event.record for event in seen if isinstance(event, PageDone))
    assert last.replaces == first.article
    current = store.current_version(page)
    assert current is not None
    assert current.id == last.article


def test_copies_are_found_over_passes_and_old_archives(
    world: Internet, store: Store, clock: HandClock, tmp_path: Path
) -> None:
    """A copy of a stored article is one in a later process too, and for texts from before the usual window."""
    for number, outlet in enumerate(("Bote", "Post", "Kurier")):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Title: Brücke\nOutlet: {outlet}\nDate: 2019-03-0{number + 1}\n\n" + "\n\n".join(BRIDGE))
    got = [next(ingest(world, store, clock).ingest_targets([str(tmp_path / f"{number}.txt")])) for number in range(3)]
    records = [event.record for event in got if isinstance(event, PageDone)]
    assert [record.outcome.value for record in records] == ["new", "wire copy", "wire copy"]
    assert records[1].copy_of == records[2].copy_of == records[0].article


def test_articles_are_analysed_and_named(world: Internet, store: Store, clock: HandClock) -> None:
    """The analysis is kept with the article and its aliases; what cannot be analysed is kept without, and said."""
    calls: list[int] = []
    events = list(
        ingest(world, store, clock, analyser=NamesOnly(), group=lambda: calls.append(1)).ingest_feeds(
            two_outlets(world)
        )
    )
    assert calls == [1]
    assert {hit.actor.name for hit in store.find_alias("hanna voss")} == {"Hanna Voss"}
    notes = {
        event.record.url.rpartition("/")[2]: event.note
        for event in events
        if isinstance(event, PageDone) and event.note
    }
    assert notes == {"harbour": "not analysed: the fake does not like grain"}
    assert store.unanalysed("fake-1") == []


def test_what_was_kept_unanalysed_is_caught_up(world: Internet, store: Store, clock: HandClock) -> None:
    """Articles of a pass without analysis, or of one whose analyser failed, are analysed by the next pass with one."""
    feeds = two_outlets(world)
    list(ingest(world, store, clock).ingest_feeds(feeds))
    before = [record.outcome for record, _ in store.pages()]
    assert len(store.unanalysed("fake-1")) == 3
    list(ingest(world, store, clock, analyser=NamesOnly()).ingest_feeds(feeds))
    assert store.unanalysed("fake-1") == []
    assert store.find_alias("hanna voss")
    assert [record.outcome for record, _ in store.pages()] == before


def test_the_first_outcome_of_a_page_stands(world: Internet, store: Store, clock: HandClock) -> None:
    """Reading a page again that has not changed does not make a new article or a wire copy a known one."""
    feeds = two_outlets(world)
    list(ingest(world, store, clock).ingest_feeds(feeds))
    before = [record for record, _ in store.pages()]
    events = list(ingest(world, store, clock).ingest_targets([record.url for record in before]))
    assert set(outcomes(events).values()) == {"known"}
    assert [record for record, _ in store.pages()] == before


@pytest.mark.parametrize(("fault", "left"), [(ZeroDivisionError, 0), (MemoryError, 3)])
def test_an_analyser_that_crashes_stops_nothing(
    world: Internet, store: Store, clock: HandClock, fault: type[Exception], left: int
) -> None:
    """A text on which the analysis trips is put aside with the reason; one for which the machine was short is kept for
    another try. Both are notes, and the pass goes on.
    """

    class Broken(NamesOnly):
        def analyse(self, article: Article) -> Analysis:
            raise fault

    events = list(ingest(world, store, clock, analyser=Broken()).ingest_feeds(two_outlets(world)))
    assert all(fault.__name__ in event.note for event in events if isinstance(event, PageDone))
    assert len(store.unanalysed("fake-1")) == left
    assert all(fault.__name__ in record.reason for record, article in store.pages() if article is not None)


def test_a_text_that_was_put_aside_is_told_and_not_tried_again(world: Internet, store: Store, clock: HandClock) -> None:
    """A text on which the analysis was ended has the reason in its outcome, and no pass of the same analyser tries it."""

    class Ended(NamesOnly):
        def analyse(self, article: Article) -> Analysis:
            raise UnusableText("too slow", "over 30 s")

    list(ingest(world, store, clock, analyser=Ended()).ingest_feeds(two_outlets(world)))
    reasons = {record.reason for record, article in store.pages() if article is not None}
    assert all(reason.endswith("not analysed, put aside: too slow: over 30 s") for reason in reasons)
    assert store.unanalysed("fake-1") == []


def test_a_text_at_which_the_machine_fails_holds_up_no_other(world: Internet, store: Store, clock: HandClock) -> None:
    """It is kept unanalysed, first in the pass or not, and tried again; once that works nothing is said of it any more."""

    class Failing(NamesOnly):
        def analyse(self, article: Article) -> Analysis:
            if "Lindenau" in article.text:
                raise NotAnalysed("OSError")
            return super().analyse(article)

    feeds = two_outlets(world)
    for _ in range(2):
        list(ingest(world, store, clock, analyser=Failing()).ingest_feeds(feeds))
        waiting = {article.id for article in store.unanalysed("fake-1")}
        reasons = {article.id: record.reason for record, article in store.pages() if article is not None}
        assert len(waiting) == 2
        assert all(reason.endswith("not analysed: OSError") == (one in waiting) for one, reason in reasons.items())
    list(ingest(world, store, clock, analyser=NamesOnly()).ingest_feeds(feeds))
    assert store.unanalysed("fake-1") == []
    told = {record.reason for record, article in store.pages() if article is not None and article.id in waiting}
    assert not any("OSError" in reason for reason in told)


def test_a_page_whose_reader_was_killed_is_read_later(world: Internet, store: Store, clock: HandClock) -> None:
    """The system ended the process at it: that is no outcome of the page, and a later pass has its article."""

    class Killed(DirectReader):
        times = 0

        def read(self, *page: Any, **more: Any) -> Reading:
            self.times += 1
            if self.times == 1:
                raise PageNotRead("killed", "the system ended its reader")
            return super().read(*page, **more)

    feeds = two_outlets(world)
    reader = Killed()
    events = list(ingest(world, store, clock, reader=reader).ingest_feeds(feeds))
    (failed,) = summary(events).failed
    assert failed.reason == "killed (the system ended its reader)"
    assert store.page(failed.target) is None
    clock.advance(3600)
    list(ingest(world, store, clock, reader=reader).ingest_feeds(feeds))
    assert store.page(failed.target).article is not None


def test_articles_are_kept_where_no_analyser_can_be_had(
    world: Internet, store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the analyser does not start it is asked once in a pass, all articles are kept, and the next pass has them."""

    class Missing(NamesOnly):
        asked = 0

        def analyse(self, article: Article) -> Analysis:
            self.asked += 1
            raise AnalyserFailed("it does not start: memory may be short.")

    feeds = two_outlets(world)
    missing = Missing()
    events = list(ingest(world, store, clock, analyser=missing).ingest_feeds(feeds))
    assert all("memory may be short" in event.note for event in events if isinstance(event, PageDone))
    assert missing.asked == 1
    (told,) = [record for record in caplog.records if "nothing more is analysed" in record.message]
    assert (told.levelname, told.exc_info) == ("WARNING", None)
    list(ingest(world, store, clock, analyser=missing).ingest_feeds(feeds))
    assert len(store.unanalysed("fake-1")) == 3
    list(ingest(world, store, clock, analyser=NamesOnly()).ingest_feeds(feeds))
    assert store.unanalysed("fake-1") == []


def test_entries_are_dated_and_clamped(world: Internet, store: Store, clock: HandClock) -> None:
    """Entries are kept as the feed gives them, however their pages fare."""
    body = rss(("A", "/a")).replace(b"2025 07:00", b"2031 07:00")
    feed = Feed(world.put("bote.example", "/rss", Answer(body)), BOTE)
    list(ingest(world, store, clock).ingest_feeds([feed]))
    (entry,) = store.entries()
    assert isinstance(entry, Entry)
    assert entry.link == f"http://bote.example:{world.port}/a"
    assert entry.published_at is not None
    assert clock.now() - timedelta(minutes=1) < entry.published_at <= clock.now()


def test_a_host_s_requests_are_never_two_at_once(world: Internet, store: Store, clock: HandClock) -> None:
    """However many feeds a host has, its requests come one after the other, a spacing apart on the clock."""
    feeds = [Feed(world.put("bote.example", f"/{n}.rss", Answer(rss())), BOTE) for n in range(5)]
    list(ingest(world, store, clock, limits={"spacing_s": 1.0}).ingest_feeds(feeds))
    assert len(world.log) == 5
    assert clock.monotonic() >= 4.0


def blog(*posts: tuple[str, str, str], lead: str = HARBOUR[0]) -> bytes:
    text = "".join(f"<h2>{at} Uhr: {title}</h2><p>{words}</p>" for at, title, words in posts)
    head = "<html lang='de'><head><title>Liveblog zum Streik</title><meta property='article:published_time' content='2025-05-09T06:00:00+02:00'>"
    return (
        f"{head}</head><body><article><h1>Liveblog zum Streik</h1><p>{lead}</p>{text}</article></body></html>".encode()
    )


def test_a_live_blog_that_grows(world: Internet, store: Store, clock: HandClock) -> None:
    """Its posts are articles of their own; on the next visit only the new one is new, and the page is exported whole."""
    posts = [
        ("05.40", "Schichtwechsel fällt aus", "Vor dem Tor stehen am Morgen etwa zweihundert Menschen, sagte ein Sprecher der Polizei."),
        ("05.10", "Erste Schiffe warten", "Auf der Reede liegen zwölf Schiffe, die nicht gelöscht werden, teilte die Hafenverwaltung mit."),
        ("04.30", "Der Ausstand beginnt", "In der Nacht haben die Kranführer die Arbeit niedergelegt, berichtete die Gewerkschaft."),
    ]  # fmt: skip
    newer = (
        "05.55",
        "Betreiber ruft zu Gesprächen auf",
        "Man sei jederzeit bereit, sagte die Chefin des Hafens, Jutta Brand.",
    )
    url = world.put("bote.example", "/live", [Answer(blog(*posts)), Answer(blog(newer, *posts))])
    first = list(ingest(world, store, clock).ingest_targets([url]))
    told = [event.title for event in first if isinstance(event, PageDone)]
    assert told == [title for _, title, _ in posts] + ["Liveblog zum Streik"]
    clock.advance(3600)
    again = list(ingest(world, store, clock).ingest_targets([url]))
    assert [(event.title, event.record.outcome) for event in again if isinstance(event, PageDone)] == [
        (newer[1], PageOutcome.NEW),
        ("Liveblog zum Streik", PageOutcome.KNOWN),
    ]
    pages = list(export(store, open_outbox(store), ("articles",)))
    assert len(pages) == 5
    (whole,) = [line for line in pages if line["url"] == url]
    assert whole["title"] == "Liveblog zum Streik"
    assert whole["text"].split("\n\n") == [HARBOUR[0], *(part for _, *post in (newer, *posts) for part in post)]
    assert [line["published"] for line in pages if line["title"] == newer[1]] == ["2025-05-09T03:55:00+00:00"]


def test_a_live_blog_that_is_nothing_but_posts(world: Internet, store: Store, clock: HandClock) -> None:
    """Without text before the posts the page has its outcome all the same, and is known when nothing is new."""
    words = "Vor dem Tor stehen am Morgen etwa zweihundert Menschen, sagte der {}. Sprecher der Polizei."
    posts = [(f"0{hour}.30", f"Lage am Tor {hour}", words.format(hour)) for hour in (5, 4, 3)]
    url = world.put("bote.example", "/live", Answer(blog(*posts, lead="")))
    for outcome in (PageOutcome.NEW, PageOutcome.KNOWN):
        events = list(ingest(world, store, clock).ingest_targets([url]))
        done = [event for event in events if isinstance(event, PageDone)][-1]
        assert (done.record.url, done.record.outcome) == (url, outcome)
        assert done.record.reason == "a live blog of 3 posts"
    (whole,) = [line for line in export(store, open_outbox(store), ("articles",)) if line["url"] == url]
    assert whole["text"].split("\n\n") == [part for _, *post in posts for part in post]


def test_what_an_outlet_prints_everywhere_is_learned(world: Internet, store: Store, clock: HandClock) -> None:
    """After some pages its notice is left out, also in the next pass; pages stored with it are no updates for that."""
    notice = (
        "Der Bote gehört seinen Leserinnen und Lesern: Werden auch Sie Mitglied der Genossenschaft Lindenauer Bote."
    )
    text = "Am {0}. Tag der Sitzung hat der Rat über Antrag {0} beraten, in dem es um {1} geht. Danach wurde gefeiert."
    subjects = ("Linden", "Brücken", "Schulen", "Bäder", "Straßen", "Wiesen", "Häuser", "Gärten")

    def visit(*numbers: int) -> list[PageDone]:
        urls = [
            world.put(
                "bote.example",
                f"/{number}",
                Answer(html(f"Tag {number}", [text.format(number, subjects[number]) * 2, notice])),
            )
            for number in numbers
        ]
        events = list(ingest(world, store, clock).ingest_targets(urls))
        return [event for event in events if isinstance(event, PageDone)]

    visit(0, 1, 2, 3, 4)
    assert [done.record.outcome for done in visit(0, 1)] == [PageOutcome.KNOWN] * 2
    visit(5, 6)
    held = [notice in line["text"] for line in export(store, open_outbox(store), ("articles",))]
    assert held == [True] * 5 + [False] * 2
