"""Pure step: whom an article means by a name that others bear too. The evidence is roles and company.

    full name, known    -> the one of its bearers whose walk of life, town or company fits; a new one where none can
    surname alone       -> somebody of that surname lately named in full, with the same role or in the same company
    first names differ  -> the same person where one has more of them, or initials, and something else speaks for it

Careful in both directions: without evidence a full name is one person, and a bare surname is nobody known. What is not
sure is marked so and not counted (digest.registry.CERTAIN).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from digest.errors import BadInput
from digest.lang.callings import apart, callings
from digest.lang.naming import Naming, load
from digest.model import Actor
from digest.names import fold

MUCH_COMPANY = 2
"""Actors in common from which on two articles tell of the same circle, whatever roles they give."""

SURE, LIKELY, DOUBTFUL = 0.9, 0.65, 0.5
"""Confidence of an identity: borne out by evidence, the only one possible, one of several."""

_PLACE = re.compile(r"(?:von|aus|in|of|from)\s+([A-ZÄÖÜ][\w.-]+(?:\s[A-ZÄÖÜ][\w.-]+)?)$")
_LOCAL = frozenset({"bürgermeister", "landrat", "pfarrer", "mayor", "vicar"})
"""Roles that a town or county has one of: two towns, two people."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of somebody: role titles with their languages, and the actors named beside him."""

    actor: Actor
    titles: tuple[tuple[str, str], ...] = ()
    company: frozenset[str] = frozenset()


class Fit(StrEnum):
    """How what an article says of a name goes with what is known of somebody."""

    SAME = "same"
    OPEN = "open"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a name means, by which rule, how surely. `actor` is None for somebody new."""

    actor: Actor | None
    rule: str
    confidence: float


def whom_named(found: Profile, bearers: Sequence[Profile]) -> Told:
    """Which of the `bearers` of a full name an article means by it; they are those known, at least one."""
    fits = [(one, fit(found, one)) for one in bearers]
    same = [one for one, how in fits if how is Fit.SAME]
    if same:
        best = max(same, key=lambda one: len(one.company & found.company))
        return Told(best.actor, "namesake-by-evidence", SURE)
    possible = [one for one, how in fits if how is Fit.OPEN]
    if len(possible) == 1:
        alone = len(bearers) == 1
        return Told(possible[0].actor, "full-name" if alone else "only-namesake-left", 1.0 if alone else LIKELY)
    if possible:
        return Told(possible[0].actor, "one-of-several-namesakes", DOUBTFUL)
    return Told(None, "namesake", SURE)


def whom_by_surname(found: Profile, candidates: Sequence[Profile]) -> Told | None:
    """Who of the people lately named in full an article means by a bare surname; None where that is not clear."""
    fitting = [one for one in candidates if fit(found, one) is Fit.SAME]
    return Told(fitting[0].actor, "surname-by-context", LIKELY) if len(fitting) == 1 else None


def same_under_longer_name(found: Profile, candidates: Sequence[Profile]) -> Actor | None:
    """The one person whose name is that of `found` with more or fewer first names, if something else speaks for it."""
    fitting = [
        one for one in candidates if compatible_names(found.actor.name, one.actor.name) and fit(found, one) is Fit.SAME
    ]
    return fitting[0].actor if len(fitting) == 1 else None


def compatible_names(one: str, other: str) -> bool:
    """Whether two full names can be one person's: the same surname, and first names that are left out or shortened.

    >>> compatible_names("Hanna Maria Orlow", "Hanna Orlow"), compatible_names("H. Orlow", "Hanna Orlow")
    (True, True)
    >>> compatible_names("Hans Orlow", "Hanna Orlow")
    False
    """
    short, long = sorted((fold(one).split(), fold(other).split()), key=len)
    if short == long or len(short) < 2 or short[-1] != long[-1]:
        return False
    return _within(short[:-1], long[:-1])


def _within(short: list[str], long: list[str]) -> bool:
    """Whether the first names `short` are those of `long`, in order, some left out or told by their initial."""
    rest = iter(long)
    return all(any(_stands_for(name, known) for known in rest) for name in short)


def _stands_for(name: str, known: str) -> bool:
    return name == known or (1 in (len(name), len(known)) and name[0] == known[0])


def fit(found: Profile, known: Profile) -> Fit:
    """How what one article says goes with what is known of somebody."""
    shared = len(found.company & known.company)
    if _other_town(found, known):
        return Fit.APART
    if apart(_walks(found.titles), _walks(known.titles)) and shared < MUCH_COMPANY:
        return Fit.APART
    if shared >= MUCH_COMPANY or (_bases(found.titles) & _bases(known.titles)):
        return Fit.SAME
    return Fit.OPEN


def _other_town(found: Profile, known: Profile) -> bool:
    """Whether the two hold the same local office of different towns."""
    here, there = _local(found.titles), _local(known.titles)
    return any(here[role].isdisjoint(there[role]) for role in here.keys() & there.keys())


def _local(titles: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The towns by local office."""
    towns: dict[str, set[str]] = {}
    for title, language in titles:
        place = _PLACE.search(title)
        for role in _bases([(title, language)]) & _LOCAL if place else ():
            towns.setdefault(role, set()).add(fold(place[1] if place else ""))
    return towns


def _walks(titles: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(
        walk
        for title, language in titles
        for base in _bases([(title, language)])
        if (walk := callings(language).get(base))
    )


def _bases(titles: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The bases of the role nouns in these titles: "minister" for "Landesumweltministerin"."""
    return frozenset(base for title, language in titles for base in _read(title, language))


@lru_cache(maxsize=16384)
def _read(title: str, language: str) -> tuple[str, ...]:
    naming = _naming(language)
    if naming is None:
        return ()
    nouns = (naming.read_role(word.strip(".,;:()")) for word in title.split())
    return tuple(noun.base for noun in nouns if noun is not None)


@lru_cache(maxsize=16)
def _naming(language: str) -> Naming | None:
    try:
        return load(language)
    except BadInput:  # a language without names
        return None
