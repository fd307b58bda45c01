"""Whom an article means by the names it shares with others: what is known is asked, digest.identity decides.

    people the gazetteer does not list -> profiles of those known by that name -> identities that come with the article
    people it lists by now, people under a longer or shorter name -> learned names, entered once the article is kept

Decisions that hold for more than the article at hand stand in the audit trail; none that was taken back is repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest.identity import Profile, same_under_longer_name, whom_by_surname, whom_named
from digest.model import Actor, Analysis, Article, Kind
from digest.names import fold, unlisted_id
from digest.ports import Clock, Store
from digest.registry import COMPANY, Act, Decision, Identity, Registry

LATELY = timedelta(days=14)
"""How long after somebody was named in full a bare surname may still mean him."""

ARTICLES, TITLES = 20, 12
"""Latest articles and role titles that somebody is known by."""

RULES = "rules"
"""Who decides here, in the audit trail."""

UNLISTED = f"{Kind.PERSON.value}:"
"""How the ids of people begin whom the gazetteer does not list."""

MOST_BEARERS = 12
"""People of a surname that are weighed; where there are more, a bare surname says nothing."""


@dataclass(frozen=True, slots=True)
class Identified:
    """What comes with an article: whom it means, and names to be learned once it is kept."""

    identities: tuple[Identity, ...] = ()
    learned: tuple[Decision, ...] = ()


class Identifier:
    """Decides for one article after another, in the calling thread."""

    def __init__(self, store: Store, registry: Registry, clock: Clock) -> None:
        self._store = store
        self._registry = registry
        self._clock = clock

    def identify(self, article: Article, analysis: Analysis) -> Identified:
        """Whom the article means by ids that others bear as well."""
        company = _company(analysis)
        identities: list[Identity] = []
        people = [actor for actor in analysis.actors if actor.kind is Kind.PERSON]
        learned = self._listed_by_now([one for one in people if not one.id.startswith(UNLISTED)])
        for actor in people:
            if not actor.id.startswith(UNLISTED):
                continue
            found = Profile(actor, _titles(article, analysis, actor.id), company - {actor.id})
            if " " not in actor.name:
                identities += self._by_surname(article, found)
                continue
            alike = self._registry.named_alike(actor.id)
            alone = len(alike) == 1
            if alone and not self._store.mention_count(actor.id):
                learned += self._by_longer_name(article, found)
            elif found.titles or not alone:  # without a role nothing speaks against the only one of the name
                identities += self._by_full_name(article, found, alike)
        return Identified(tuple(identities), tuple(learned))

    def learn(self, decisions: Sequence[Decision]) -> None:
        """Enter what was learned; the actors are stored by now."""
        for decision in decisions:
            known = self._store.actors([decision.actor, decision.other])
            if len(known) == len({one.id for one in known.values()}) == 2:
                self._registry.merge(decision)

    def _by_full_name(self, article: Article, found: Profile, alike: Sequence[str]) -> list[Identity]:
        id_ = found.actor.id
        bearers = self._bearers(alike)
        told = whom_named(found, bearers) if bearers else None
        if told is None:
            return []
        if told.actor is None:
            return self._namesake(article, found)
        if told.actor.id == id_ and told.confidence == 1.0:
            return []
        return [Identity(article.id, id_, told.actor, told.rule, told.confidence)]

    def _bearers(self, alike: Sequence[str]) -> list[Profile]:
        """Those of the ids, which are of one name, whom articles name; under their final ids."""
        known = self._store.actors(alike)
        actors = {one.id: one for one in known.values()}
        return [self._profile(one) for one in actors.values() if self._store.mention_count(one.id)]

    def _namesake(self, article: Article, found: Profile) -> list[Identity]:
        """Somebody new of a known name; nobody where the operator took that back before."""
        id_ = found.actor.id
        if self._taken_back(Act.NAMESAKE, id_):
            return []
        number = 1 + sum(one.decision.act is Act.NAMESAKE for one in self._registry.events(id_))
        apart = replace(found.actor, id=f"{id_}~{number + 1}", wikidata=None)
        roles = ", ".join(title for title, _ in found.titles)
        decision = Decision(Act.NAMESAKE, id_, apart.id, RULES, self._clock.now(), f"{roles}: {article.url}")
        event = self._registry.open_namesake(decision, apart)
        return [Identity(article.id, id_, apart, "namesake", 0.9, event.number)]

    def _by_longer_name(self, article: Article, found: Profile) -> list[Decision]:
        """A name not seen before may be a longer or shorter form of a known one."""
        surname = found.actor.name.rpartition(" ")[2]
        known = [self._profile(one) for one in self._of_surname(surname)]
        other = same_under_longer_name(found, known)
        why = f"{found.actor.name} is {other.name}: {article.url}" if other else ""
        return self._lesson(found.actor.id, other.id, why) if other else []

    def _listed_by_now(self, listed: Sequence[Actor]) -> list[Decision]:
        """What was known by the names of people listed since belongs to the listed ones."""
        olds = {actor.id: unlisted_id(Kind.PERSON, actor.name) for actor in listed}
        known: Mapping[str, Actor] = self._store.actors(olds.values()) if olds else {}
        return [
            lesson
            for new, old in olds.items()
            if old in known and known[old].id == old
            for lesson in self._lesson(old, new, "listed by now")
        ]

    def _by_surname(self, article: Article, found: Profile) -> list[Identity]:
        surname = found.actor.name
        lately = [one for one in self._of_surname(surname) if self._named_lately(one, article.published_at)]
        told = whom_by_surname(found, [self._profile(one) for one in lately])
        if told is None or told.actor is None:
            return []
        return [Identity(article.id, found.actor.id, told.actor, told.rule, told.confidence)]

    def _of_surname(self, surname: str) -> list[Actor]:
        """The people known by this surname whose full name is known."""
        hits = self._store.find_alias(fold(surname))
        people = [hit.actor for hit in hits if hit.actor.kind is Kind.PERSON and " " in hit.actor.name]
        return people if len(people) <= MOST_BEARERS else []

    def _named_lately(self, actor: Actor, moment: datetime) -> bool:
        return self._store.mention_count(actor.id, moment - LATELY, moment + LATELY) > 0

    def _profile(self, actor: Actor) -> Profile:
        """What the latest articles tell of somebody."""
        until = self._clock.now() + timedelta(days=1)
        titles = tuple((use.title, use.language) for use in self._store.recent_roles(actor.id, until, TITLES))
        return Profile(actor, titles, self._registry.company_of(actor.id, ARTICLES))

    def _lesson(self, actor: str, other: str, why: str) -> list[Decision]:
        if self._taken_back(Act.LEARNED, actor, other):
            return []
        return [Decision(Act.LEARNED, actor, other, RULES, self._clock.now(), why)]

    def _taken_back(self, act: Act, actor: str, other: str = "") -> bool:
        """Whether such a decision about the actor was taken back before."""
        return any(
            event.undone_by is not None
            and event.decision.act is act
            and event.decision.actor == actor
            and other in ("", event.decision.other)
            for event in self._registry.events(actor)
        )


def _company(analysis: Analysis) -> frozenset[str]:
    """The people and organisations of the article, without those that only passed something on."""
    passed_on = {one for quotation in analysis.quotations if quotation.via is not None for one in quotation.via.actors}
    return frozenset(actor.id for actor in analysis.actors if actor.kind in COMPANY) - passed_on


def _titles(article: Article, analysis: Analysis, actor: str) -> tuple[tuple[str, str], ...]:
    """The roles the article gives the actor, with its language."""
    return tuple(
        (title, article.language) for roles in analysis.roles if roles.actor == actor for title in roles.titles
    )
