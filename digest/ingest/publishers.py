"""Who published a page that a feed led to: not always the outlet of the feed.

Anybody may add a feed to the list, and a feed may lead anywhere. Were every page its feed's, a stranger's feed could
put another outlet's words under a name of its own choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from digest.extract import registrable
from digest.model import Feed, Outlet


class Publishers:
    """Knows the feeds that are read, and so which outlet is at home at which domain; the first one named counts."""

    def __init__(self, feeds: Iterable[Feed], outlets: Mapping[str, Outlet]) -> None:
        self._outlets = outlets
        self._homes: dict[str, set[str]] = {}
        for feed in feeds:
            self._homes.setdefault(feed.outlet.id, set()).add(registrable(feed.url))

    def of(self, url: str, outlet: Outlet | None) -> Outlet | None:
        """Who published the page at `url`, which a feed of `outlet` led to (None: no feed did); None for not known.

        The outlet of the feed, where it is at home there; else the one that is; else the feed's, unless that is called
        by its domain, as outlets are that somebody's feed made up: then the page is its own site's.
        """
        domain = registrable(url)
        homes = self._homes.get(outlet.id, set()) if outlet else set()
        if outlet is not None and (domain in homes or not homes):
            return outlet
        known = self._outlets.get(domain)
        if known is not None or outlet is None:
            return known
        return Outlet(id=domain, name=domain, language=outlet.language) if outlet.id in homes else outlet
