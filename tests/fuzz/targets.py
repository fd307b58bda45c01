"""What must hold for any bytes at all: read, or refused in the one way that is foreseen. Used by every kind of fuzzing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from digest.errors import BrokenFeed, UnusablePage
from digest.extract import read_page
from digest.feeds import looks_like_feed, parse_feed
from digest.plaintext import clean

CORPUS = Path(__file__).parent / "corpus"
"""Findings: every input that ever crashed, hung or broke a promise, one folder per target."""
SEEN = datetime(2025, 5, 9, 12, 0, tzinfo=UTC)
URL = "https://www.zeitung.example/a.html"
LANGUAGES = frozenset({"de", "en"})
REASONS = {"no text", "no article", "too short", "too large", "consent wall", "paywall", "unknown language"}


def feed(body: bytes) -> bool:
    """Read a feed; whether it was one. What is read has a link and a guid, and no time to come."""
    looks_like_feed(body, {})
    try:
        parsed = parse_feed(body, {"content-type": "application/rss+xml"}, URL, SEEN)
    except BrokenFeed:
        return False
    for entry in parsed.entries:
        assert entry.link.startswith(("http://", "https://")), entry.link
        assert entry.guid
        assert entry.published_at is None or entry.published_at <= SEEN
        for text in (entry.title, entry.teaser):
            _require_clean(text)
            assert "\n" not in text
    return True


def page(body: bytes) -> bool:
    """Read a page; whether it holds an article. Its text is normalised, begins with the lead, and is never empty."""
    try:
        reading = read_page(body, URL, {"content-type": "text/html"}, SEEN, languages=LANGUAGES)
    except UnusablePage as error:
        if error.reason not in REASONS:
            raise
        return False
    for article in (reading.article, *reading.posts, *([reading.frame] if reading.frame else [])):
        assert article.text.strip()
        assert article.text.startswith(article.lead)
        assert article.title
        assert article.published_at <= SEEN
        assert article.language in LANGUAGES
        _require_clean(article.text)
        _require_clean(article.title)
    assert len({post.url for post in reading.posts}) == len(reading.posts)
    return True


def _require_clean(text: str) -> None:
    assert text == clean(text), repr(text[:80])
    assert unicodedata.is_normalized("NFC", text)
    text.encode()


TARGETS: Mapping[str, Callable[[bytes], bool]] = {"feed": feed, "page": page}


def findings(target: str) -> list[Path]:
    """The inputs found so far."""
    return sorted(path for path in (CORPUS / target).glob("*") if path.is_file() and path.name != "README.md")
