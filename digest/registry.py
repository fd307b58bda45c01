"""Who is who across articles: what was decided, by whom, why, and how it is taken back.

    found id (what the analyser calls an actor in one article)
      -> identity: whom this article means by it (namesakes kept apart, a surname told by the context)
      -> redirect: the actor that this one is another name of (merged by the operator, learned, listed since)
      -> the actor that is shown and counted

Analyses are stored as they were found; every decision is an entry of the audit trail and can be undone, whereupon
everything that followed from it is made as it was. Ids people have seen go on leading to the actor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from digest.model import Actor, Analysis, Kind, Party, Roles, require_aware

CERTAIN = 0.6
"""From this confidence on an identity counts as sure, as a link does (digest.analysis.cast.CERTAIN)."""


OPERATOR = "operator"
"""The rule of an identity that the operator decided: a later analysis of the article leaves it standing."""


COMPANY = frozenset({Kind.PERSON, Kind.ORGANISATION})
"""Whom one is known by; states and places are named with everybody."""


class Act(StrEnum):
    """What was decided."""

    MERGE = "merge"
    """The operator: `actor` is `other`."""
    LEARNED = "learned"
    """A rule: `actor` is another name of `other`."""
    SPLIT = "split"
    """The operator: in some articles `actor` is somebody else, `other`."""
    NAMESAKE = "namesake"
    """A rule: the same."""
    NAME = "name"
    """The operator: `actor` is found by one more name, `other`."""
    UNDO = "undo"
    """The operator: the entry whose number is `other` no longer holds."""


@dataclass(frozen=True, slots=True)
class Identity:
    """In `article` the id `found` means `actor`. `event` is the number of the entry it follows from, 0 for none."""

    article: str
    found: str
    actor: Actor
    rule: str
    confidence: float
    event: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be entered: `act` says what `actor` and `other` are; `detail` is the reason in words."""

    act: Act
    actor: str
    other: str
    who: str
    at: datetime
    detail: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", require_aware(self.at, "at"))


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of the audit trail. `undone_by` is the number of the entry that took it back."""

    number: int
    decision: Decision
    undone_by: int | None = None


class Registry(Protocol):
    """Kept in the same database as the store it belongs to. Raises StoreError, and BadInput for what makes no sense."""

    def merge(self, decision: Decision) -> Event:
        """From now on `actor` is another name of `other` (MERGE or LEARNED). BadInput unless both are known and two."""
        ...

    def split(self, decision: Decision, articles: Iterable[str], apart: Actor) -> Event:
        """Whoever these articles call `actor` is `apart` (SPLIT), who is found by his name as well.

        BadInput where none of them has that actor.
        """
        ...

    def open_namesake(self, decision: Decision, apart: Actor) -> Event:
        """Enter `apart`, a namesake of `actor` (NAMESAKE); the articles that mean it bring that (`Kept.identities`)."""
        ...

    def add_name(self, decision: Decision) -> Event:
        """Let `actor` be found by the name `other` too (NAME)."""
        ...

    def undo(self, number: int, who: str, at: datetime) -> Event:
        """Take an entry back. BadInput for a number that does not exist, was taken back or takes something back."""
        ...

    def events(self, actor_id: str | None = None, most: int = 1000) -> Sequence[Event]:
        """The entries about an actor, or all, latest first."""
        ...

    def identities(self, actor_id: str) -> Sequence[Identity]:
        """Where an article means this actor by another's id, by article."""
        ...

    def other_ids(self, actor_id: str) -> Sequence[str]:
        """Ids that lead to this actor, in order."""
        ...

    def named_alike(self, found: str) -> Sequence[str]:
        """The actors that are meant somewhere by this found id, itself first, then by id."""
        ...

    def company_of(self, actor_id: str, articles: int) -> frozenset[str]:
        """The people and organisations named in the actor's latest current articles, at most so many, beside it."""
        ...

    def articles_of(self, actor_id: str, most: int = 1000) -> Sequence[str]:
        """The latest current articles that name the actor, latest first."""
        ...


def settled(analysis: Analysis, actor_of: Callable[[str], Actor], unsure: Iterable[str] = ()) -> Analysis:
    """The analysis with every found id made the actor that `actor_of` gives for it.

    Links by an id of `unsure` are no longer certain. Who speaks is not spoken to.
    """
    doubtful = frozenset(unsure)
    actors = {actor.id: actor for found in analysis.actors for actor in (actor_of(found.id),)}

    def party(one: Party | None) -> Party | None:
        if one is None or not one.actors:
            return one
        ids = tuple(dict.fromkeys(actor_of(found).id for found in one.actors))
        return replace(one, actors=ids, certain=one.certain and doubtful.isdisjoint(one.actors))

    quotations = []
    for quotation in analysis.quotations:
        speaker, addressee = party(quotation.speaker), party(quotation.addressee)
        assert speaker is not None
        if addressee is not None and set(addressee.actors) & set(speaker.actors):
            addressee = replace(addressee, actors=(), certain=False, rule="same-as-speaker", confidence=0.0)
        quotations.append(replace(quotation, speaker=speaker, addressee=addressee, via=party(quotation.via)))
    return replace(
        analysis,
        actors=tuple(actors.values()),
        roles=tuple(_merged_roles(analysis.roles, actor_of)),
        mentions=tuple(
            replace(one, actor=actor_of(one.actor).id) if one.actor is not None else one for one in analysis.mentions
        ),
        quotations=tuple(quotations),
    )


def _merged_roles(roles: Iterable[Roles], actor_of: Callable[[str], Actor]) -> Iterable[Roles]:
    """One entry per actor, its titles in the order given."""
    titles: dict[str, dict[str, None]] = {}
    for one in roles:
        titles.setdefault(actor_of(one.actor).id, {}).update(dict.fromkeys(one.titles))
    return (Roles(actor, tuple(given)) for actor, given in titles.items())


def followed(actor_id: str, redirects: Mapping[str, str]) -> str:
    """The actor that an id leads to."""
    while actor_id in redirects:
        actor_id = redirects[actor_id]
    return actor_id


def leading_to(actor_id: str, redirects: Mapping[str, str]) -> list[str]:
    """The ids that lead to the actor, itself first, then in order."""
    found, new = {actor_id}, {actor_id}
    while new:
        new = {one for one, into in redirects.items() if into in new} - found
        found |= new
    return [actor_id, *sorted(found - {actor_id})]
