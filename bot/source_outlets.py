"""Whose a feed is, by its address and by what it calls itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.source_look import Readable
from digest.extract import registrable
from digest.model import Feed, Outlet


def publisher(found: Readable, known: Sequence[Feed]) -> Outlet:
    """The outlet of a feed that was found, by the feeds known already."""
    return outlet_for(found.url, found.title, found.language, outlets_by_domain(known))


def outlet_for(url: str, title: str, language: str, known: Mapping[str, Outlet]) -> Outlet:
    """Who publishes the feed at this address: the outlet known at its domain, else one called by the feed's title.

    `known` are outlets by `domain_of` their feeds.
    """
    domain = domain_of(url)
    return known.get(domain) or Outlet(id=domain, name=title or domain, language=language)


def outlets_by_domain(feeds: Iterable[Feed]) -> dict[str, Outlet]:
    """The outlets of these feeds by their domains; the first one of a domain counts."""
    found: dict[str, Outlet] = {}
    for feed in feeds:
        found.setdefault(domain_of(feed.url), feed.outlet)
    return found


def domain_of(url: str) -> str:
    """The registrable domain; of a bare address, which is no name of anybody, the address with its port.

    >>> domain_of("https://rss.zeitung.example/x"), domain_of("http://127.0.0.1:8001/x")
    ('zeitung.example', '127.0.0.1:8001')
    """
    host = url.partition("://")[2].partition("/")[0]
    domain = registrable(url)
    return host if not domain or domain.replace(".", "").isdecimal() or ":" in domain else domain
