"""Who published a page that a feed led to."""

from __future__ import annotations

import pytest

from digest.extract import registrable
from digest.ingest.publishers import Publishers
from digest.model import Feed, Outlet

BOTE = Outlet("bote", "Lindenauer Bote", "DE", "de")
SENDER, WORLD = Outlet("sender", "Sender", "DE", "de"), Outlet("sender-en", "Sender World", "DE", "en")
STRANGER = Outlet("stranger.example", "Lindenauer Bote (echt!)", language="de")
FEEDS = (
    Feed("https://feeds.bote.example/rss", BOTE),
    Feed("https://rss.sender.example/de", SENDER),
    Feed("https://rss.sender.example/en", WORLD),
    Feed("https://stranger.example/rss", STRANGER),
    Feed("http://127.0.0.1:8001/rss", Outlet("eins", "Eins")),
    Feed("http://127.0.0.1:8002/rss", Outlet("zwei", "Zwei")),
)
PUBLISHERS = Publishers(FEEDS, {registrable(feed.url): feed.outlet for feed in reversed(FEEDS)})


@pytest.mark.parametrize(
    ("url", "outlet", "expected"),
    [
        ("https://www.bote.example/1", BOTE, BOTE),
        ("https://www.sender.example/1", WORLD, WORLD),
        ("https://www.sender.example/1", None, SENDER),
        ("https://www.bote.example/1", STRANGER, BOTE),
        ("https://www.bote.example/1", SENDER, BOTE),
        ("https://other-domain.example/1", BOTE, BOTE),
        ("https://blog.stranger.example/1", STRANGER, STRANGER),
        ("https://www.elsewhere.example/1", STRANGER, Outlet("elsewhere.example", "elsewhere.example", language="de")),
        ("https://www.elsewhere.example/1", None, None),
        ("https://www.bote.example/1", Outlet("unlisted", "Nicht gelistet"), Outlet("unlisted", "Nicht gelistet")),
        ("http://127.0.0.1:8002/1", FEEDS[5].outlet, FEEDS[5].outlet),
    ],
)
def test_a_page_is_its_publishers(url, outlet, expected):
    """Of the feed's outlet at home; of whoever is at home elsewhere; never under a name that a stranger's feed chose."""
    assert PUBLISHERS.of(url, outlet) == expected
