"""Who is who, for the operator: looked up by name or id, merged, split, named, undone.

Everything that is decided stands in the registry's audit trail, with who decided it and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from digest.errors import BadInput
from digest.model import Actor, Article, Kind
from digest.names import fold
from digest.ports import Clock, Store
from digest.registry import Act, Decision, Event, Registry

MOST_ARTICLES = 100_000
"""Articles of one actor that are looked through to split it."""

LATEST = 5
"""Articles that are shown of an actor."""

NEAR, NEAREST = 72.0, 3
"""Likeness (rapidfuzz's ratio) from which names are offered for one that nobody bears, and how many."""


@dataclass(frozen=True, slots=True)
class Row:
    """An actor in a list."""

    actor: Actor
    roles: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known of an actor. `articles` counts those that name it, `latest` are the newest of them.

    `other_ids` lead to it, `given` are names that the operator gave it, `namesakes` share its name.
    """

    row: Row
    articles: int
    latest: tuple[Article, ...]
    given: tuple[str, ...]
    other_ids: tuple[str, ...]
    namesakes: tuple[Actor, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Which of an actor's articles are another one's: these (ids or addresses), an outlet's, or those with a role."""

    articles: tuple[str, ...] = ()
    outlet: str = ""
    role: str = ""


class Actors:
    """What the commands on actors do; all of it is said in English, for the operator."""

    def __init__(self, store: Callable[[], Store], clock: Clock) -> None:
        self._open_store = store
        self._clock = clock

    @cached_property
    def _store(self) -> Store:
        return self._open_store()

    @cached_property
    def _registry(self) -> Registry:
        from digest.store import open_registry

        return open_registry(self._store)

    # looking

    def rows(self, word: str = "", kind: str = "") -> Iterator[Row]:
        """The actors whose name, alias or id holds the word, by name. Raises BadInput for an unknown kind."""
        if kind and kind not in list(Kind):
            raise BadInput(f"No kind of actor is called {kind!r}; there are: {', '.join(Kind)}.")
        wanted = fold(word)
        for actor, aliases, roles in self._store.all_actors():
            row = Row(actor, tuple(roles), _surfaces(actor, (alias.surface for alias in aliases)))
            names = (actor.name, *row.aliases)
            if kind in ("", actor.kind) and (word in actor.id or any(wanted in fold(name) for name in names)):
                yield row

    def sheet(self, name: str) -> Sheet:
        """All about the actor of this name or id. Raises BadInput where none or several are called so."""
        actor = self.one(name)
        surfaces = (alias.surface for alias in self._store.aliases_of(actor.id))
        alike = [hit.actor for hit in self._store.find_alias(fold(actor.name))]
        latest = map(self._store.article, self._registry.articles_of(actor.id, LATEST))
        events = tuple(self._registry.events(actor.id))
        return Sheet(
            row=Row(actor, tuple(self._store.roles_of(actor.id)), _surfaces(actor, surfaces)),
            articles=self._store.mention_count(actor.id),
            latest=tuple(article for article in latest if article is not None),
            given=tuple(one.decision.other for one in events if _holds(one, Act.NAME)),
            other_ids=tuple(self._registry.other_ids(actor.id)),
            namesakes=tuple(one for one in alike if one.id != actor.id),
            events=events,
        )

    def one(self, name: str) -> Actor:
        """The actor of this id, or the only one of this name. Raises BadInput."""
        by_id = self._store.actors([name]).get(name)
        if by_id is not None:
            return by_id
        hits = self._store.find_alias(fold(name))
        exact = [hit.actor for hit in hits if fold(hit.actor.name) == fold(name)]
        found = exact if len(exact) == 1 else [hit.actor for hit in hits]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadInput(f"Several actors are called {name!r}; name one by id: {', '.join(one.id for one in found)}.")
        near = [one.hit.actor for one in self._store.names_near(fold(name), NEAR, NEAREST)]
        hint = f"; like it are: {', '.join(map(_named, near))}" if near else ""
        raise BadInput(f"No actor is called {name!r}{hint}.")

    def log(self, name: str = "", most: int = 1000) -> Sequence[Event]:
        """The decisions about an actor, or all, latest first."""
        return self._registry.events(self.one(name).id if name else None, most)

    # deciding

    def merge(self, name: str, into: str, who: str, why: str) -> str:
        """Two actors are one from now on. Raises BadInput."""
        one, other = self.one(name), self.one(into)
        event = self._registry.merge(self._decision(Act.MERGE, one.id, other.id, who, why))
        kinds = f" A {one.kind} became a {other.kind} by that." if one.kind is not other.kind else ""
        return f"{_named(one)} is {_named(other)} from now on.{kinds} {_undo(event)}"

    def split(self, name: str, part: Part, new_name: str, who: str, why: str) -> str:
        """Part of what an actor said is another one's. Raises BadInput."""
        actor = self.one(name)
        articles = self._articles(actor, part)
        apart = replace(actor, id=self._free_id(actor), name=" ".join(new_name.split()) or actor.name, wikidata=None)
        event = self._registry.split(self._decision(Act.SPLIT, actor.id, apart.id, who, why), articles, apart)
        number = self._store.mention_count(apart.id)
        words = "1 article" if number == 1 else f"{number} articles"
        return f"In {words} it is somebody else now: {_named(apart)}. {_undo(event)}"

    def name(self, name: str, surface: str, who: str, why: str) -> str:
        """An actor is found by one more name. Raises BadInput."""
        actor, surface = self.one(name), " ".join(surface.split())
        event = self._registry.add_name(self._decision(Act.NAME, actor.id, surface, who, why))
        return f"{_named(actor)} is found by {surface!r} too. {_undo(event)}"

    def undo(self, number: int, who: str) -> str:
        """A decision no longer holds. Raises BadInput."""
        event = self._registry.undo(number, who, self._clock.now())
        return f"Decision {number} is taken back (by decision {event.number}); all is as if it had not been taken."

    def _decision(self, act: Act, actor: str, other: str, who: str, why: str) -> Decision:
        return Decision(act, actor, other, who, self._clock.now(), why)

    def _articles(self, actor: Actor, part: Part) -> list[str]:
        """The actor's articles that the part names. Raises BadInput where there are none, or all of them."""
        named = self._registry.articles_of(actor.id, MOST_ARTICLES)
        if part.articles:
            found = self._by_address(named, part.articles)
        elif part.outlet:
            found = self._of_outlet(named, part.outlet)
        else:
            found = self._with_role(named, actor, part.role)
        if not found:
            raise BadInput(f"No article that names {_named(actor)} is meant by that.")
        if len(found) == len(named):
            raise BadInput(f"All articles that name {_named(actor)} are meant: nothing to split.")
        return found

    def _by_address(self, named: Sequence[str], given: Sequence[str]) -> list[str]:
        """Those of the articles whose ids or addresses are given. Raises BadInput for one that is none of them."""
        ids = set(named)
        addresses = {} if ids.issuperset(given) else {article.url: article.id for article in self._loaded(named)}
        found = {one: one if one in ids else addresses.get(one, "") for one in given}
        wrong = [one for one, article in found.items() if not article]
        if wrong:
            raise BadInput(f"No article that names this actor has the id or address {wrong[0]!r}.")
        return list(found.values())

    def _of_outlet(self, named: Sequence[str], outlet: str) -> list[str]:
        wanted = fold(outlet)
        loaded = self._loaded(named)
        return [one.id for one in loaded if wanted in (fold(one.outlet.id), fold(one.outlet.name))]

    def _with_role(self, named: Sequence[str], actor: Actor, role: str) -> list[str]:
        wanted = fold(role)
        return [
            article
            for article, analysis in self._store.analyses(named).items()
            if any(
                wanted in fold(title) for given in analysis.roles if given.actor == actor.id for title in given.titles
            )
        ]

    def _loaded(self, ids: Sequence[str]) -> Iterator[Article]:
        return (article for one in ids if (article := self._store.article(one)) is not None)

    def _free_id(self, actor: Actor) -> str:
        """The id for somebody else of the actor's name."""
        base = actor.id.partition("~")[0]
        number = 2
        while self._store.actors([f"{base}~{number}"]):
            number += 1
        return f"{base}~{number}"


def _surfaces(actor: Actor, surfaces: Iterable[str]) -> tuple[str, ...]:
    """The surface forms beside the actor's name, each once."""
    return tuple(surface for surface in dict.fromkeys(surfaces) if surface != actor.name)


def _named(actor: Actor) -> str:
    return f"{actor.name} ({actor.id})"


def _holds(event: Event, act: Act) -> bool:
    return event.decision.act is act and event.undone_by is None


def _undo(event: Event) -> str:
    return f"Taken back with: wortlaut actors undo {event.number}"
