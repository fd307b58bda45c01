"""From the bytes of a feed to its entries: RSS, Atom, RDF and JSON Feed, broken ones as far as they can be read.

    bytes -> decode -> refuse what is no feed or not safe -> feedparser (0 entries: fastfeedparser) -> clean entries

feedparser runs on bytes, with its own sanitiser and link repair off: the sanitiser let `<script>` in titles and
`javascript:` links pass. Everything becomes plain text here.

Beside that: which feeds a page offers (discovery), which pages a sitemap lists (sitemaps), a sitemap read as a feed
(source), the sources file (seeds, edit).
"""

from digest.feeds.discovery import FoundFeed, discover, usual_places
from digest.feeds.opml import read_opml
from digest.feeds.parse import ParsedFeed, looks_like_feed, parse_feed
from digest.feeds.seeds import load_outlets
from digest.feeds.sitemaps import NestedSitemap, Sitemap, SitemapPage, news_first, parse_sitemap, sitemaps_in_robots
from digest.feeds.source import leads_to, looks_like_sitemap, looks_like_source, read_source

__all__ = [
    "FoundFeed",
    "NestedSitemap",
    "ParsedFeed",
    "Sitemap",
    "SitemapPage",
    "discover",
    "leads_to",
    "load_outlets",
    "looks_like_feed",
    "looks_like_sitemap",
    "looks_like_source",
    "news_first",
    "parse_feed",
    "parse_sitemap",
    "read_opml",
    "read_source",
    "sitemaps_in_robots",
    "usual_places",
]
