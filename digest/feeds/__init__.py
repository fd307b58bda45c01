"""From the bytes of a feed to its entries: RSS, Atom, RDF and JSON Feed, broken ones as far as they can be read.

    bytes -> decode -> refuse what is no feed or not safe -> feedparser (0 entries: fastfeedparser) -> clean entries

feedparser runs on bytes, with its own sanitiser and link repair off: the sanitiser let `<script>` in titles and
`javascript:` links pass. Everything becomes plain text here.
"""

from digest.feeds.parse import ParsedFeed, looks_like_feed, parse_feed
from digest.feeds.seeds import load_outlets

__all__ = ["ParsedFeed", "load_outlets", "looks_like_feed", "parse_feed"]
