"""Editing a sources file that a person wrote."""

from datetime import date

import pytest

from digest.errors import BadInput
from digest.feeds import load_outlets
from digest.feeds.edit import with_checks, with_feed, without_feed
from digest.model import Feed, Outlet

MINE = """\
# my outlets
[[outlet]]
id = "bote"  # the local paper
name = "Bote"
language = "de"
[[outlet.feed]]
url = "https://bote.example/politik"
section = "Politik"
"""
BOTE = Outlet("bote", "Bote", language="de")


def loaded(tmp_path, text):
    file = tmp_path / "s.toml"
    file.write_text(text, encoding="utf-8")
    return [(feed.outlet.id, feed.url) for feed in load_outlets(file)]


def test_a_feed_joins_its_outlet(tmp_path):
    """A feed of a listed outlet stands under it; one of another gets an outlet of its own; comments stay."""
    text = with_feed(MINE, Feed("https://bote.example/sport", BOTE))
    text = with_feed(text, Feed("https://warte.example/feed", Outlet("warte", "Wärte „Ä“", language="de")))
    assert loaded(tmp_path, text) == [
        ("bote", "https://bote.example/politik"),
        ("bote", "https://bote.example/sport"),
        ("warte", "https://warte.example/feed"),
    ]
    assert "# the local paper" in text


def test_into_an_empty_file(tmp_path):
    """The first feed of an empty file makes a file that can be read."""
    assert loaded(tmp_path, with_feed("", Feed("https://bote.example/x", BOTE))) == [("bote", "https://bote.example/x")]


def test_the_last_feed_takes_its_outlet_along(tmp_path):
    """Removing an outlet's only feed removes the outlet; another outlet stays as it is."""
    two = with_feed(MINE, Feed("https://warte.example/feed", Outlet("warte", "Warte")))
    left = without_feed(two, "https://bote.example/politik")
    assert loaded(tmp_path, left) == [("warte", "https://warte.example/feed")]


def test_what_is_not_there_or_twice_is_refused():
    """A feed that is listed is not added again, one that is not cannot be removed, no TOML is no list."""
    with pytest.raises(BadInput, match="listed already"):
        with_feed(MINE, Feed("https://bote.example/politik", BOTE))
    with pytest.raises(BadInput, match="not listed"):
        without_feed(MINE, "https://bote.example/nichts")
    with pytest.raises(BadInput, match="TOML"):
        without_feed("[[outlet", "https://bote.example/nichts")


def test_checks_are_noted(tmp_path):
    """The day of a check stands beside the feeds that worked, and at no other."""
    two = with_feed(MINE, Feed("https://bote.example/sport", BOTE))
    file = tmp_path / "s.toml"
    file.write_text(with_checks(two, {"https://bote.example/sport"}, date(2025, 5, 9)), encoding="utf-8")
    assert [feed.checked_on for feed in load_outlets(file)] == [None, date(2025, 5, 9)]
