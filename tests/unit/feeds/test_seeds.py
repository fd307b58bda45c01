"""The sources file is read as written, and its mistakes are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from digest.errors import BadInput
from digest.feeds import load_outlets
from digest.model import Outlet, OutletKind

GOOD = """
[[outlet]]
id = "zeitung"
name = "Die Zeitung"
country = "DE"
language = "de"

[[outlet.feed]]
url = "https://zeitung.example/rss"
section = "Politik"
checked_on = 2025-05-09

[[outlet.feed]]
url = "https://zeitung.example/sport.rss"

[[outlet]]
id = "amt"
name = "Das Amt"
kind = "official"

[[outlet.feed]]
url = "https://amt.example/rss"
"""


def load(tmp_path: Path, text: str) -> tuple:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return load_outlets(path)


def test_reads_outlets_and_feeds(tmp_path: Path) -> None:
    """Every feed comes with its outlet, in the file's order."""
    feeds = load(tmp_path, GOOD)
    assert [feed.url for feed in feeds] == [
        "https://zeitung.example/rss",
        "https://zeitung.example/sport.rss",
        "https://amt.example/rss",
    ]
    assert feeds[0].outlet == Outlet("zeitung", "Die Zeitung", "DE", "de")
    assert feeds[0].outlet is feeds[1].outlet
    assert (feeds[0].section, feeds[0].checked_on) == ("Politik", date(2025, 5, 9))
    assert feeds[2].outlet.kind is OutletKind.OFFICIAL


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "amt"', 'id = "zeitung"', "two outlets have the id"),
        ('name = "Das Amt"', "", r"outlet 2 \(amt\) has no name"),
        ('kind = "official"', 'kind = "blog"', r"outlet 2 \(amt\): kind 'blog'"),
        ('kind = "official"', 'knid = "official"', "unknown key 'knid'"),
        ("https://amt.example/rss", "amt.example/rss", "no http or https URL"),
        ("https://amt.example/rss", "https://zeitung.example/rss", "listed twice"),
        ("2025-05-09", '"gestern"', "no date"),
        ('id = "amt"', "id = 5", "id is no text"),
        ("[[outlet]]", "[[outlets]]", "unknown key 'outlets'"),
        ('country = "DE"', "country = DE", "no valid TOML.*line"),
        ('[[outlet.feed]]\nurl = "https://amt.example/rss"', "", r"outlet 2 \(amt\) has no \[\[outlet.feed\]\]"),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A mistake is one sentence that says where it stands."""
    assert old in GOOD
    with pytest.raises(BadInput, match=f"sources.toml.*{said}"):
        load(tmp_path, GOOD.replace(old, new))


def test_a_missing_or_empty_file_is_named(tmp_path: Path) -> None:
    """No file, and a file without outlets, are said in words."""
    with pytest.raises(BadInput, match="cannot be read"):
        load_outlets(tmp_path / "none.toml")
    with pytest.raises(BadInput, match="lists no"):
        load(tmp_path, "")


def test_the_seeds_can_be_read() -> None:
    """The sources file that comes with the program is valid."""
    path = Path(__file__).parents[3] / "seeds" / "sources.toml"
    if not path.exists():
        pytest.skip("seeds/sources.toml is not written yet")
    assert len({feed.outlet.id for feed in load_outlets(path)}) >= 25
