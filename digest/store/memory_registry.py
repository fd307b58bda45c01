"""Who is who, for the twin in memory: decisions as plain values, everything that follows from them told on reading.

Only statements hold what was decided, as those of the database do; both are credited anew by the same pure step.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ParamSpec, TypeVar

from digest.errors import BadInput
from digest.model import Actor, Alias, Analysis, Article, Statement
from digest.registry import CERTAIN, COMPANY, OPERATOR, Act, Decision, Event, Identity, followed, leading_to
from digest.store.checks import folded_name, refuse_unstorable
from digest.store.crediting import Resolution, recredited

_P = ParamSpec("_P")
_T = TypeVar("_T")


def locked(method: Callable[_P, _T]) -> Callable[_P, _T]:
    """Let one thread at a time into the store that is the method's first argument."""

    def inside(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        store = args[0]
        assert isinstance(store, RegistryTwin)
        with store.lock:
            return method(*args, **kwargs)

    inside.__doc__ = method.__doc__
    return inside


@dataclass(slots=True)
class Decided:
    """What was decided so far: `identities` by article, found id and event, `redirects` with their event."""

    events: dict[int, Event] = field(default_factory=dict)
    identities: dict[tuple[str, str, int], Identity] = field(default_factory=dict)
    redirects: dict[str, tuple[str, int]] = field(default_factory=dict)
    names: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """Surface and event of the operator's names, by folded form and actor."""

    def holding(self) -> Mapping[tuple[str, str], Identity]:
        """The identities that hold, by article and found id."""
        ordered = sorted(self.identities.items(), key=lambda item: item[0][2])
        return {(article, found): one for (article, found, _), one in ordered}

    def resolution(self) -> Resolution:
        """Whom ids mean."""
        held = self.holding()
        return Resolution(
            {key: one.actor.id for key, one in held.items()},
            self.leads,
            frozenset(key for key, one in held.items() if one.confidence < CERTAIN),
        )

    @property
    def leads(self) -> Mapping[str, str]:
        """The redirects alone."""
        return {actor: into for actor, (into, _) in self.redirects.items()}

    def final(self, actor_id: str) -> str:
        """The id of the actor that an id leads to."""
        return followed(actor_id, self.leads)

    def enter(self, decision: Decision) -> Event:
        """The decision as an entry of the audit trail."""
        number = max(self.events, default=0) + 1
        self.events[number] = Event(number, decision)
        return self.events[number]


class RegistryTwin:
    """The registry of the twin."""

    _actors: dict[str, Actor]
    _analyses: dict[str, dict[str, Analysis]]
    _articles: dict[str, Article]
    _superseded: dict[str, str]
    _statements: dict[str, Statement]
    _aliases: dict[str, tuple[Alias, ...]]

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._decided = Decided()

    @locked
    def merge(self, decision: Decision) -> Event:
        refuse_unstorable(decision, "the decision")
        one, other = self._known_id(decision.actor), self._known_id(decision.other)
        if one == other:
            raise BadInput(f"{decision.actor} and {decision.other} are one actor already.")
        event = self._decided.enter(replace(decision, actor=one, other=other))
        with self._crediting_again({one}):
            self._decided.redirects[one] = (other, event.number)
        return event

    @locked
    def split(self, decision: Decision, articles: Iterable[str], apart: Actor) -> Event:
        refuse_unstorable((decision, apart), "the decision")
        folded = folded_name(apart.name)
        one, means = self._known_id(decision.actor), self._decided.resolution()
        found = [
            (id_, named.id)
            for id_ in sorted(set(articles) & self._analyses.keys())
            for named in self._found(id_).actors
            if means(id_, named.id) == one
        ]
        if not found:
            raise BadInput(f"None of these articles names the actor {decision.actor}.")
        self._enter_actor(apart)
        event = self._decided.enter(replace(decision, actor=one, other=apart.id))
        with self._crediting_again({one}, {id_ for id_, _ in found}):
            for id_, named_id in found:
                self._decided.identities[id_, named_id, event.number] = Identity(
                    id_, named_id, apart, OPERATOR, 1.0, event.number
                )
        self._decided.names[folded, apart.id] = (apart.name, event.number)
        return event

    @locked
    def open_namesake(self, decision: Decision, apart: Actor) -> Event:
        refuse_unstorable((decision, apart), "the decision")
        self._known_id(decision.actor)
        self._enter_actor(apart)
        return self._decided.enter(decision)

    @locked
    def add_name(self, decision: Decision) -> Event:
        refuse_unstorable(decision, "the decision")
        folded = folded_name(decision.other)
        one = self._known_id(decision.actor)
        if (folded, one) in self._decided.names:
            raise BadInput(f"{decision.other!r} is a name of {one} already.")
        event = self._decided.enter(replace(decision, actor=one))
        self._decided.names[folded, one] = (decision.other, event.number)
        return event

    @locked
    def undo(self, number: int, who: str, at: datetime) -> Event:
        undone = self._decided.events.get(number)
        if undone is None:
            raise BadInput(f"There is no decision {number}.")
        if undone.undone_by is not None:
            raise BadInput(f"The decision {number} was taken back already, by {undone.undone_by}.")
        if undone.decision.act is Act.UNDO:
            raise BadInput(f"The decision {number} takes another one back; decide that one anew instead.")
        event = self._decided.enter(Decision(Act.UNDO, undone.decision.actor, str(number), who, at))
        self._decided.events[number] = replace(undone, undone_by=event.number)
        self._take_back(undone)
        return event

    def _take_back(self, event: Event) -> None:
        decided, number = self._decided, event.number
        other = decided.final(event.decision.other)
        if event.decision.act in {Act.MERGE, Act.LEARNED}:
            with self._crediting_again({other}):
                decided.redirects = {one: into for one, into in decided.redirects.items() if into[1] != number}
        elif event.decision.act in {Act.SPLIT, Act.NAMESAKE}:
            articles = {article for article, _, of in decided.identities if of == number}
            with self._crediting_again({other}, articles):
                decided.identities = {key: one for key, one in decided.identities.items() if key[2] != number}
        decided.names = {key: name for key, name in decided.names.items() if name[1] != number}

    @locked
    def events(self, actor_id: str | None = None, most: int = 1000) -> Sequence[Event]:
        latest = sorted(self._decided.events.values(), key=lambda event: -event.number)
        if actor_id is not None:
            ids = set(leading_to(self._decided.final(actor_id), self._decided.leads))
            latest = [one for one in latest if ids & {one.decision.actor, one.decision.other}]
        return latest[: max(most, 0)]

    @locked
    def identities(self, actor_id: str) -> Sequence[Identity]:
        ids = set(leading_to(self._decided.final(actor_id), self._decided.leads))
        held = sorted(self._decided.holding().items())
        return [replace(one, actor=self._actors[one.actor.id]) for _, one in held if one.actor.id in ids]

    @locked
    def other_ids(self, actor_id: str) -> Sequence[str]:
        return leading_to(self._decided.final(actor_id), self._decided.leads)[1:]

    @locked
    def named_alike(self, found: str) -> Sequence[str]:
        meant = {one.actor.id for (_, id_), one in self._decided.holding().items() if id_ == found}
        return [found, *sorted(meant - {found})]

    @locked
    def company_of(self, actor_id: str, articles: int) -> frozenset[str]:
        means = self._decided.resolution()
        beside = {
            means(article, one.actor)
            for article in self.articles_of(actor_id, articles)
            for one in self._found(article).mentions
            if one.actor is not None
        }
        known = (self._actors[one] for one in beside)
        return frozenset(one.id for one in known if one.kind in COMPANY) - {self._decided.final(actor_id)}

    @locked
    def articles_of(self, actor_id: str, most: int = 1000) -> Sequence[str]:
        final, means = self._decided.final(actor_id), self._decided.resolution()
        named = [
            article
            for id_, article in self._articles.items()
            if id_ not in self._superseded
            and id_ in self._analyses
            and any(one.actor is not None and means(id_, one.actor) == final for one in self._found(id_).mentions)
        ]
        by_name = sorted(named, key=lambda article: article.id)
        latest = sorted(by_name, key=lambda article: article.published_at, reverse=True)
        return [article.id for article in latest[: max(most, 0)]]

    def _known_id(self, actor_id: str) -> str:
        final = self._decided.final(actor_id)
        if final not in self._actors:
            raise BadInput(f"No actor has the id {actor_id!r}.")
        return final

    def _enter_actor(self, new: Actor) -> None:
        if new.id in self._actors:
            raise BadInput(f"There is an actor {new.id} already.")
        self._actors[new.id] = new

    def _found(self, article_id: str) -> Analysis:
        """The latest analysis of an article, as it was found."""
        return list(self._analyses[article_id].values())[-1]

    @contextmanager
    def _crediting_again(self, actors: set[str], articles: set[str] | None = None) -> Iterator[None]:
        """Credit the statements of these actors, of these articles if given, anew after what is decided inside."""
        before = self._decided.resolution()
        yield
        after = self._decided.resolution()
        for id_, each in self._statements.items():
            taking = {one.id for one in (*each.speakers, *each.addressees, *each.about)}
            reported = {report.article for report in each.reports}
            if actors & taking and (articles is None or articles & reported):
                analyses = {article: self._found(article) for article in reported & self._analyses.keys()}
                self._statements[id_] = recredited(each, analyses, before, after, self._actors)
