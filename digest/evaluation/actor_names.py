"""Names of one actor made equal, so that "Zelenskyy" in the gold and "Wolodymyr Selenskyj" in the answer agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from digest.analysis.gazetteer import Gazetteer
from digest.model import AliasKind
from digest.names import fold

NO_NAMES = (AliasKind.SURNAME, AliasKind.METONYM)
"""Aliases that in a gold file name somebody else: a person with that surname, the place itself."""


def known_names(gazetteer: Gazetteer, languages: Sequence[str] = ("de", "en")) -> Callable[[str], str]:
    """A function that gives the same for all names the gazetteer lists for an actor; other names are only folded."""

    def known(name: str) -> str:
        for language in languages:
            for listing in gazetteer.named(name, language):
                actor = gazetteer.actor(listing.actor)
                if actor is not None and not listing.shy and listing.kind not in NO_NAMES:
                    return fold(actor.name)
        return fold(name)

    return known
