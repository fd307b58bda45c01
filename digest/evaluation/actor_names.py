"""Names of one actor made equal, so that "Zelenskyy" in the gold and "Wolodymyr Selenskyj" in the answer agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from digest.analysis.gazetteer import Gazetteer
from digest.lang.naming import load
from digest.model import AliasKind, Label
from digest.names import fold

NO_NAMES = (AliasKind.SURNAME, AliasKind.METONYM)
"""Aliases that in a gold file name somebody else: a person with that surname, the place itself."""

_STATE_BEHIND = re.compile(r"(?:zentrale[rs]? )?(\S+) (?:\((.+)\)|(?:des|der|von) (.+)|([A-ZÄÖÜ]\S+))", re.IGNORECASE)
_STATE_BEFORE = re.compile(r"(\S+)[ -](?:zentrale[rs]? )?(\S+)", re.IGNORECASE)


def known_names(gazetteer: Gazetteer, languages: Sequence[str] = ("de", "en")) -> Callable[[str], str]:
    """A function that gives the same for all names the gazetteer lists for an actor, and for a body named in different
    ways by what it is and its state; other names are only folded.
    """

    def known(name: str) -> str:
        for language in languages:
            for listing in gazetteer.named(name, language):
                actor = gazetteer.actor(listing.actor)
                if actor is not None and not listing.shy and listing.kind not in NO_NAMES:
                    return equal_form(gazetteer, actor.name)
        return equal_form(gazetteer, name)

    return known


def equal_form(gazetteer: Gazetteer, name: str) -> str:
    """What is compared of an actor's name: the folded name, or that of a body of a state."""
    return state_body(gazetteer, name) or fold(name)


def state_body(gazetteer: Gazetteer, name: str) -> str:
    """The same for "Russisches Außenministerium", "Außenministerium Russlands", "Außenministerium (Russland)": the id
    of the state or region, and the folded noun. Empty for names that are not of this form.
    """
    behind, before = _STATE_BEHIND.fullmatch(name), _STATE_BEFORE.fullmatch(name)
    if before is not None:
        state = gazetteer.demonym(load("de").adjective_stem(before[1].lower())) or _region(gazetteer, before[1])
        if state and _is_body(before[2]):
            return f"{state} {fold(before[2])}"
    if behind is not None:
        state = _region(gazetteer, behind[2] or behind[3] or behind[4])
        if state and _is_body(behind[1]):
            return f"{state} {fold(behind[1])}"
    return ""


def _is_body(noun: str) -> bool:
    """Whether every state has a body that the noun calls."""
    return noun.lower().endswith(tuple(load("de").generic_bodies))


def _region(gazetteer: Gazetteer, name: str) -> str:
    """The id of the state or region of that name, empty where it is none."""
    places = (item.actor for item in gazetteer.named(name) if item.label is Label.GPE and item.kind not in NO_NAMES)
    return next((place for place in places if gazetteer.adjective(place)), "")
