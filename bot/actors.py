"""Who is who, for the operator: looked up by name or id, merged, split, named, undone; holders of offices refreshed.

Everything that is decided stands in the registry's audit trail, with who decided it and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import BadInput, FetchFailed
from digest.model import Actor, Kind
from digest.names import fold
from digest.ports import Clock, Fetcher, Request, Store
from digest.registry import Act, Decision, Event, Registry

if TYPE_CHECKING:
    from digest.analysis.own_gazetteer import OwnGazetteer
    from digest.inquiry.listed import Listed

MOST_ARTICLES = 100_000
"""Articles of one actor that are looked through to split him."""

RECENT = timedelta(days=366)
"""Since when a holder must be in office to be told of by the update."""


@dataclass(frozen=True, slots=True)
class Row:
    """An actor in a list."""

    actor: Actor
    roles: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known of an actor. `other_ids` lead to it, `namesakes` share its name."""

    row: Row
    articles: int
    other_ids: tuple[str, ...]
    namesakes: tuple[Actor, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Which of an actor's articles are another one's: these, those of an outlet, or those that give a role."""

    articles: tuple[str, ...] = ()
    outlet: str = ""
    role: str = ""


class Actors:
    """What the commands on actors do. `own` is the gazetteer with the user's file, `updated` where holders go."""

    def __init__(
        self, store: Callable[[], Store], own: OwnGazetteer, updated: Path, clock: Clock, fetcher: Callable[[], Fetcher]
    ) -> None:
        self._open_store = store
        self._own = own
        self._updated = updated
        self._clock = clock
        self._open_fetcher = fetcher

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
            surfaces = tuple(dict.fromkeys(alias.surface for alias in aliases if alias.surface != actor.name))
            known = (actor.name, *surfaces)
            if kind in ("", actor.kind) and (word in actor.id or any(wanted in fold(one) for one in known)):
                yield Row(actor, tuple(roles), surfaces)

    def sheet(self, name: str) -> Sheet:
        """All about the actor of this name or id. Raises BadInput where none or several are called so."""
        actor = self.one(name)
        surfaces = dict.fromkeys(alias.surface for alias in self._store.aliases_of(actor.id))
        alike = [hit.actor for hit in self._store.find_alias(fold(actor.name))]
        return Sheet(
            row=Row(actor, tuple(self._store.roles_of(actor.id)), tuple(one for one in surfaces if one != actor.name)),
            articles=self._store.mention_count(actor.id),
            other_ids=tuple(self._registry.other_ids(actor.id)),
            namesakes=tuple(one for one in alike if one.id != actor.id),
            events=tuple(self._registry.events(actor.id)),
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
        near = [one.hit.actor for one in self._store.names_near(fold(name), 72, 3)]
        hint = f"; like it are: {', '.join(f'{one.name} ({one.id})' for one in near)}" if near else ""
        raise BadInput(f"No actor is called {name!r}{hint}.")

    def log(self, name: str = "", most: int = 1000) -> Sequence[Event]:
        """The decisions about an actor, or all, latest first."""
        return self._registry.events(self.one(name).id if name else None, most)

    # deciding

    def merge(self, name: str, into: str, who: str, why: str) -> str:
        """Two actors are one from now on. Raises BadInput."""
        one, other = self.one(name), self.one(into)
        event = self._registry.merge(self._decision(Act.MERGE, one.id, other.id, who, why))
        return f"{one.name} ({one.id}) is {other.name} ({other.id}) from now on. {_undo(event)}"

    def split(self, name: str, part: Part, new_name: str, who: str, why: str) -> str:
        """Part of what an actor said is another one's. Raises BadInput."""
        actor = self.one(name)
        articles = self._articles(actor, part)
        apart = replace(actor, id=self._free_id(actor), name=new_name or actor.name, wikidata=None)
        event = self._registry.split(self._decision(Act.SPLIT, actor.id, apart.id, who, why), articles, apart)
        number = self._store.mention_count(apart.id)
        return f"{apart.name} ({apart.id}) is somebody else now, in {number} articles. {_undo(event)}"

    def name(self, name: str, surface: str, who: str, why: str) -> str:
        """An actor is found by one more name. Raises BadInput."""
        actor = self.one(name)
        event = self._registry.add_name(self._decision(Act.NAME, actor.id, " ".join(surface.split()), who, why))
        return f"{actor.name} ({actor.id}) is found by {surface!r} too. {_undo(event)}"

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
            found = [one for one in part.articles if one in set(named)]
        elif part.outlet:
            outlets = {one: article.outlet for one in named if (article := self._store.article(one)) is not None}
            wanted = fold(part.outlet)
            found = [one for one, outlet in outlets.items() if wanted in (fold(outlet.id), fold(outlet.name))]
        else:
            analyses = self._store.analyses(named)
            titles = {
                one: [title for roles in analysis.roles if roles.actor == actor.id for title in roles.titles]
                for one, analysis in analyses.items()
            }
            found = [one for one, given in titles.items() if any(fold(part.role) in fold(title) for title in given)]
        if not found:
            raise BadInput(f"No article that names {actor.name} ({actor.id}) is meant by that.")
        if len(found) == len(named):
            raise BadInput(
                f"All {len(named)} articles that name {actor.name} ({actor.id}) are meant: nothing to split."
            )
        return found

    def _free_id(self, actor: Actor) -> str:
        """The id for somebody else of the actor's name."""
        base = actor.id.partition("~")[0]
        number = 2
        while self._store.actors([f"{base}~{number}"]):
            number += 1
        return f"{base}~{number}"

    # the gazetteer

    @property
    def problem(self) -> str:
        """What is wrong with the user's file of actors; empty when all is well."""
        return self._own.problem()

    @property
    def files(self) -> tuple[Path, ...]:
        """The user's files of actors that are there."""
        return self._own.files()

    def update(self, endpoint: str = "") -> Iterator[str]:
        """Ask Wikidata, or the endpoint, who holds the posts of all states, and write what is new.

        Tells what was done, line by line. Raises BadInput where nothing usable comes back; then all is as it was.
        """
        from digest.analysis.gazetteer import load_gazetteer
        from digest.analysis.holders import WIKIDATA, as_toml, changes, holders_of, query_url

        listed, today = load_gazetteer(), self._clock.now().date()
        try:
            response = self._open_fetcher().get(Request(query_url(endpoint or WIKIDATA, listed, today)))
            holders = holders_of(response.body, listed)
        except FetchFailed as error:
            why = f"{error.reason}{f', {error.detail}' if error.detail else ''}"
            raise BadInput(f"Wikidata could not be asked ({why}); nothing was changed.") from error
        except BadInput as error:
            raise BadInput(f"Wikidata was asked, but {error}; nothing was changed.") from error
        found = changes(holders, listed)
        yield f"{len(holders)} holders of posts read; {len(found)} are not in the program's own list."
        for change in found:
            office, state = change.office, listed.actor(change.office.of or "")
            if office.valid.end is None and office.valid.start and office.valid.start > today - RECENT:
                what = f"{change.holder.name}, {office.title} since {office.valid.start}"
                yield f"{state.name if state else office.of}: {what}"
        _write(self._updated, as_toml(found, listed, today))
        yield f"Written to {self._updated}; a running program takes it up by itself."

    @cached_property
    def known(self) -> Known:
        """Whom the gazetteer knows, for answers; read when it is first needed."""
        return Known(self._own)


class Known:
    """Implements `digest.inquiry.context.KnownActors` by the gazetteer as it is at the moment."""

    def __init__(self, own: OwnGazetteer) -> None:
        self._own = own
        self._listed: tuple[object, Listed] | None = None

    def named(self, words: str, day: date) -> Sequence[Actor]:
        return self._present().named(words, day)

    def near(self, words: str, least: float, most: int) -> Sequence[Actor]:
        return self._present().near(words, least, most)

    def role(self, actor_id: str, day: date) -> str:
        return self._present().role(actor_id, day)

    def _present(self) -> Listed:
        from digest.inquiry.listed import Listed

        gazetteer = self._own.gazetteer()
        if self._listed is None or self._listed[0] is not gazetteer:
            self._listed = (gazetteer, Listed(gazetteer))
        return self._listed[1]


def _undo(event: Event) -> str:
    return f"Taken back with: wortlaut actors undo {event.number}"


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all. Raises BadInput."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}; nothing was changed.") from error
