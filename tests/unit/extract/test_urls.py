"""One article has one URL, whatever way leads to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.extract import canonical, clean, registrable


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        (
            "https://www.zeitung.example/a-100.html?wt_mc=rss.red&wt_zmc=x#ref=rss",
            "https://www.zeitung.example/a-100.html",
        ),
        ("https://www.zeitung.example/a?utm_source=x&id=7&fbclid=1", "https://www.zeitung.example/a?id=7"),
        (
            "https://zeitung.example/a?maca=de-rss&mktcid=nled&xing_share=news&share=mail&CMP=x",
            "https://zeitung.example/a",
        ),
        ("HTTP://Zeitung.Example:80/a", "http://zeitung.example/a"),
        ("https://zeitung.example:8443/a", "https://zeitung.example:8443/a"),
        ("https://zeitung.example", "https://zeitung.example/"),
        ("https://zeitung.example/a#omrss", "https://zeitung.example/a"),
        ("ftp://zeitung.example/a", ""),
        ("kein link", ""),
        ("http://[kaputt/", ""),
    ],
)
def test_tracking_goes_and_content_stays(url: str, cleaned: str) -> None:
    """Fragments and what tells how a reader came are dropped, what tells which article it is stays."""
    assert clean(url) == cleaned


@given(
    st.from_regex(
        r"https://[a-z]{1,8}\.example/[a-z0-9/_-]{0,30}(\?[a-z]{1,5}=[a-z0-9]{1,5}(&[a-z]{1,5}=[0-9]{1,5})?)?",
        fullmatch=True,
    )
)
def test_cleaning_twice_changes_nothing(url: str) -> None:
    """A clean URL is clean."""
    assert clean(clean(url)) == clean(url)


@pytest.mark.parametrize(
    ("claimed", "result"),
    [
        ("https://www.zeitung.example/b.html", "https://www.zeitung.example/b.html"),
        ("/b.html", "https://m.zeitung.example/b.html"),
        ("https://zeitung.example/b.html?wt_mc=1", "https://zeitung.example/b.html"),
        ("https://fremd.example/b.html", "https://m.zeitung.example/a.html"),
        ("https://www.zeitung.example/", "https://m.zeitung.example/a.html"),
        ("", "https://m.zeitung.example/a.html"),
        ("javascript:alert(1)", "https://m.zeitung.example/a.html"),
    ],
)
def test_a_claim_counts_on_the_same_domain(claimed: str, result: str) -> None:
    """A page may name another address of its own site, never one of somebody else's, and not the front page."""
    assert canonical("https://m.zeitung.example/a.html?utm_source=x", claimed) == result


def test_a_page_from_a_file_is_believed() -> None:
    """Without an address of its own a page has the one it claims, else the file's."""
    assert canonical("file:///tmp/a.html", "https://zeitung.example/a") == "https://zeitung.example/a"
    assert canonical("file:///tmp/a.html", "") == "file:///tmp/a.html"


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.tagesschau.de/a", "tagesschau.de"),
        ("https://www.bbc.co.uk/a", "bbc.co.uk"),
        ("http://127.0.0.1:8000/a", "127.0.0.1"),
        ("https://news.zeitung.example/", "zeitung.example"),
        ("file:///a", ""),
    ],
)
def test_registrable_domains(url: str, domain: str) -> None:
    """Public suffixes are known, addresses stay, a file has none."""
    assert registrable(url) == domain
