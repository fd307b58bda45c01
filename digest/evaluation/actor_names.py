"""Names of one actor made equal, so that "Zelenskyy" in the gold and "Wolodymyr Selenskyj" in the answer agree."""

from __future__ import annotations

from collections.abc import Callable

from digest.analysis.gazetteer import Gazetteer
from digest.names import fold


def known_names(gazetteer: Gazetteer) -> Callable[[str], str]:
    """A function that gives the same for all names the gazetteer lists for an actor; other names are only folded."""

    def known(name: str) -> str:
        for listing in gazetteer.named(name):
            actor = gazetteer.actor(listing.actor)
            if actor is not None and not listing.shy:
                return fold(actor.name)
        return fold(name)

    return known
