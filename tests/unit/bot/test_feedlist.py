"""The sources file from the command line, and what is told of each feed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.feed_report import feed_report, summed
from bot.feedlist import REASONS, SeveralFeeds, add_feed, export_opml, import_opml, seen_feed, typed_address
from bot.source_commands import REFUSALS
from bot.source_look import Readable, Several, Unusable
from bot.terminal import show_feeds
from digest.choices import Offer
from digest.errors import BadInput
from digest.feeds import load_outlets
from digest.looks import FeedState
from digest.model import Feed, Outlet, PageOutcome
from digest.ports import FeedFigures
from tests.unit.bot.doubles import EIGHT, NINE, Clock

BOTE = Feed("https://bote.example/rss", Outlet("bote", "Bote", "DE", "de"), "Politik")
MINE = '# mine\n[[outlet]]\nid = "bote"\nname = "Bote"\nlanguage = "de"\n[[outlet.feed]]\nurl = "https://bote.example/rss"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(MINE, encoding="utf-8")
    return path


def listed(file: Path) -> list[tuple[str, str, str, str]]:
    return [(feed.outlet.id, feed.outlet.name, feed.section, feed.url) for feed in load_outlets(file)]


def test_a_feed_that_was_seen_is_added(file):
    """Under the outlet of its domain, with the day; the sentence says how much it brings and what is wrong with it."""
    found = Readable("https://sport.bote.example/rss", "Bote Sport", "de", 20, 4.4, EIGHT, "consent wall")
    said = add_feed(file, found, None, "Sport", Clock())
    assert "20 entries, about 4 a day) as Bote" in said
    assert "consent wall" in said
    assert listed(file)[1] == ("bote", "Bote", "Sport", found.url)
    assert load_outlets(file)[1].checked_on == date(2025, 5, 9)
    assert file.read_text(encoding="utf-8").startswith("# mine")


def test_a_name_makes_an_outlet(file, tmp_path):
    """Given one, the feed stands under an outlet of that name; without a file yet, one is made."""
    add_feed(file, Readable("https://bote.example/en", "Bote", "en", 1), "Bote International", "", Clock())
    add_feed(tmp_path / "new.toml", Readable("http://127.0.0.1:8001/rss", "", "de", 1), None, "", Clock())
    assert listed(file)[1][:2] == ("bote-international", "Bote International")
    assert listed(tmp_path / "new.toml") == [("127.0.0.1:8001", "127.0.0.1:8001", "", "http://127.0.0.1:8001/rss")]


def test_what_is_listed_is_not_added_again(file):
    """In whatever way its address is spelled; the file stays as it is."""
    for url in ("https://bote.example/rss", "http://bote.example/rss/"):
        with pytest.raises(BadInput, match="listed already"):
            add_feed(file, Readable(url, "B", "de", 1), None, "", Clock())
    assert file.read_text(encoding="utf-8") == MINE


def test_what_is_no_feed_is_told_why():
    """Every reason has words; several feeds are offered."""
    for reason in REASONS:
        with pytest.raises(BadInput, match=r"https://a\.example"):
            seen_feed(Unusable(reason, "404"), "https://a.example/")
    assert set(REASONS) == set(REFUSALS)
    with pytest.raises(SeveralFeeds) as several:
        seen_feed(Several("a.example", (Offer("https://a.example/1", "Eins"),) * 2), "https://a.example/")
    assert len(several.value.offers) == 2
    with pytest.raises(BadInput, match="user name or password"):
        typed_address("https://user:secret@a.example/")


def opml(tmp_path: Path, *urls: str) -> Path:
    path = tmp_path / "list.opml"
    rows = "".join(f"<outline text='Blatt {n}' xmlUrl='{url}'/>" for n, url in enumerate(urls))
    path.write_text(f"<opml version='2.0'><body><outline text='Alle'>{rows}</outline></body></opml>", encoding="utf-8")
    return path


def test_a_list_is_taken_in(file, tmp_path):
    """What is listed stays once, what is no address is left out with its reason, feeds of one domain are one outlet."""
    urls = (
        "https://warte.example/a", "https://warte.example/b", "http://bote.example/rss", "https://bote.example/sport",
        "file:///etc/passwd", "https://u:p@a.example/", "javascript:alert(1)", "https://warte.example/a/",
    )  # fmt: skip
    done = import_opml(file, opml(tmp_path, *urls))
    assert (done.added, done.outlets, done.known) == (3, 2, 2)
    assert [reason for _, reason in done.left_out] == [REASONS["scheme"], REASONS["credentials"], REASONS["scheme"]]
    assert listed(file) == [
        ("bote", "Bote", "", "https://bote.example/rss"),
        ("bote", "Bote", "Alle", "https://bote.example/sport"),
        ("warte.example", "Blatt 0", "Alle", "https://warte.example/a"),
        ("warte.example", "Blatt 0", "Alle", "https://warte.example/b"),
    ]
    again = import_opml(file, opml(tmp_path, *urls))
    assert (again.added, again.known) == (0, 5)


def test_what_is_handed_out_is_taken_in_again(file, tmp_path):
    """A list written by the program makes the same sources file elsewhere."""
    feeds = (BOTE, Feed("https://post.example/rss", Outlet("post.example", "Post", language="en"), "World"))
    assert "Wrote 2 feeds" in export_opml(feeds, tmp_path / "out.opml")
    assert import_opml(tmp_path / "new.toml", tmp_path / "out.opml").added == 2
    assert [row[1:] for row in listed(tmp_path / "new.toml")] == [
        ("Bote", "Politik", BOTE.url),
        ("Post", "World", "https://post.example/rss"),
    ]


def test_lists_that_cannot_be_read_or_written(file, tmp_path):
    """A missing file, and a folder that is not there, are said to be so; nothing is changed."""
    with pytest.raises(BadInput, match="cannot be read"):
        import_opml(file, tmp_path / "missing.opml")
    with pytest.raises(BadInput, match="cannot be written"):
        export_opml((BOTE,), tmp_path / "missing" / "out.opml")
    assert file.read_text(encoding="utf-8") == MINE


READ = FeedState(BOTE.url, fetched_at=EIGHT, succeeded_at=EIGHT)
FINE = FeedFigures(70, 7, EIGHT, {(PageOutcome.NEW, ""): 60, (PageOutcome.REJECTED, "paywall"): 10}, 60, 45)


def report(state, figures, **more):
    return feed_report(BOTE, state, figures, EIGHT + timedelta(hours=1), more.pop("channels", 0), is_added=False)


@pytest.mark.parametrize(
    ("state", "figures", "says"),
    [
        (None, None, "not fetched yet"),
        (FeedState(BOTE.url, fetched_at=EIGHT, failures=1, error=f"{BOTE.url}: http_500"), None, "failed once and never worked so far: http_500"),
        (FeedState(BOTE.url, fetched_at=EIGHT, succeeded_at=EIGHT, failures=3, error="dns"), FINE, "failed 3 times in a row since 2025-05-09 06:00 UTC: dns"),
        (FeedState(BOTE.url, fetched_at=EIGHT, failures=1, error="dns", not_before=NINE), None, "failed once and never worked so far: dns; next try 2025-05-09 07:00 UTC"),
        (FeedState(BOTE.url, fetched_at=EIGHT, failures=1, error="http_410", gone=True), FINE, "gone for good, says its host (410); it is asked no more"),
        (FeedState(BOTE.url, fetched_at=EIGHT, succeeded_at=EIGHT, not_before=EIGHT + timedelta(days=1)), FINE, "left alone until 2025-05-10"),
        (READ, FeedFigures(), "empty"),
        (READ, FeedFigures(9, 0, EIGHT - timedelta(days=40)), "nothing new in it since 2025-03-30"),
        (READ, FeedFigures(9, 9, EIGHT, {(PageOutcome.REJECTED, "paywall"): 4, (PageOutcome.REJECTED, "consent wall"): 5}), "9 of 9 pages are rejected, 5 for: consent wall"),
        (READ, FeedFigures(9, 9, EIGHT, {(PageOutcome.NEW, ""): 9}, 9, 0), "no statement"),
        (READ, FeedFigures(2, 2, EIGHT, {(PageOutcome.REJECTED, "paywall"): 2}), ""),
        (READ, FINE, ""),
    ],
)  # fmt: skip
def test_why_a_feed_is_quiet(state, figures, says):
    """What stands in its way first; of a feed that brings something there is nothing to say."""
    quiet = report(state, figures).quiet
    assert says in quiet
    assert bool(quiet) == bool(says)


def test_figures_of_a_feed_are_printed(capsys):
    """Last success, entries a day, articles, rejections, share with statements, and the sum of all."""
    show_feeds([report(READ, FINE), report(None, None)], as_json=False)
    out = capsys.readouterr().out
    for part in (
        "Bote · Politik",
        "2025-05-09 06:00 UTC",
        "1.0 a day",
        "60 articles, 10 rejected",
        "75% with statements",
    ):
        assert part in out
    assert "2 feeds of 1 outlets; 60 articles; 1 quiet." in out
    assert summed([]) == "0 feeds of 0 outlets; 0 articles; 0 quiet."
    show_feeds([report(READ, FINE)], as_json=True)
    assert '"outcomes": {"new": 60, "update": 0, "wire copy": 0, "known": 0, "rejected": 10}' in capsys.readouterr().out
