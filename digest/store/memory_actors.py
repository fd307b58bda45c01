"""The twin's actors: known by the names, roles and mentions of the articles it holds, read anew at every question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from digest.model import Actor, Alias, Analysis, require_aware
from digest.names import fold
from digest.ports import AliasHit, NearName, RoleUse
from digest.registry import leading_to
from digest.store.memory_registry import RegistryTwin, locked
from digest.store.nearness import near_names


class ActorTwin(RegistryTwin):
    """Actors, aliases, roles, mentions; what is asked and promised stands at `digest.ports.Store`."""

    def _latest_analyses(self) -> dict[str, Analysis]:
        """The latest analysis of every current article that has one, oldest article first."""
        raise NotImplementedError

    @locked
    def actors(self, actor_ids: Iterable[str]) -> Mapping[str, Actor]:
        leads = {actor: self._decided.final(actor) for actor in actor_ids}
        return {actor: self._actors[final] for actor, final in leads.items() if final in self._actors}

    @locked
    def all_actors(self) -> Iterator[tuple[Actor, Sequence[Alias], Sequence[str]]]:
        final = [actor for actor in self._actors.values() if actor.id not in self._decided.redirects]
        by_name = sorted(final, key=lambda actor: (actor.name, actor.id))
        return iter([(actor, self.aliases_of(actor.id), self.roles_of(actor.id)) for actor in by_name])

    @locked
    def find_alias(self, folded: str) -> Sequence[AliasHit]:
        return [hit for form, hit in self._alias_hits() if form == folded]

    @locked
    def find_aliases(self, folded: Iterable[str]) -> Mapping[str, Sequence[AliasHit]]:
        wanted = set(folded)
        found: dict[str, list[AliasHit]] = {}
        for form, hit in self._alias_hits():
            if form in wanted:
                found.setdefault(form, []).append(hit)
        return found

    @locked
    def folded_aliases(self) -> Iterator[tuple[str, AliasHit]]:
        return iter(self._alias_hits())

    @locked
    def names_near(self, folded: str, least: float, most: int) -> Sequence[NearName]:
        hits = self._alias_hits()
        forms = list(dict.fromkeys(form for form, _ in hits))
        return near_names(folded, forms, self.find_aliases, least, most)

    @locked
    def aliases_of(self, actor_id: str) -> Sequence[Alias]:
        final = self._decided.final(actor_id)
        ids = leading_to(final, self._decided.leads)
        uses = Counter(alias for aliases in self._current_aliases() for alias in aliases if alias.actor in ids)
        ordered = sorted(uses, key=lambda alias: (-uses[alias], *_alias_key(alias), alias.actor))
        return list(dict.fromkeys(replace(alias, actor=final) for alias in ordered))

    @locked
    def roles_of(self, actor_id: str) -> Sequence[str]:
        latest: dict[str, datetime] = {}
        best: dict[str, int] = {}
        for given_at, position, title, _ in self._titles(actor_id):
            latest[title] = max(given_at, latest.get(title, given_at))
            best[title] = min(position, best.get(title, position))
        by_name = sorted(latest, key=lambda title: (best[title], title))
        return sorted(by_name, key=lambda title: latest[title], reverse=True)

    @locked
    def recent_roles(self, actor_id: str, until: datetime, most: int) -> Sequence[RoleUse]:
        before = require_aware(until, "until")
        given = sorted(one for one in self._titles(actor_id) if one[0] < before)
        latest = sorted(given, key=lambda one: one[0], reverse=True)[: max(most, 0)]
        return [
            RoleUse(title, self._articles[article].language, position == 0) for _, position, title, article in latest
        ]

    def _titles(self, actor_id: str) -> Iterator[tuple[datetime, int, str, str]]:
        """Every role title given to the actor: when, at which place in its article, the title, the article."""
        ids = leading_to(self._decided.final(actor_id), self._decided.leads)
        means = self._decided.resolution()
        for article, analysis in self._latest_analyses().items():
            for id_ in ids:
                titles = [
                    title
                    for roles in analysis.roles
                    if means.base(article, roles.actor) == id_
                    for title in roles.titles
                ]
                for position, title in enumerate(titles):
                    yield self._articles[article].published_at, position, title, article

    @locked
    def mention_count(self, actor_id: str, since: datetime | None = None, until: datetime | None = None) -> int:
        first, end = since and require_aware(since, "since"), until and require_aware(until, "until")
        final, means = self._decided.final(actor_id), self._decided.resolution()
        return sum(
            any(one.actor is not None and means(article, one.actor) == final for one in analysis.mentions)
            for article, analysis in self._latest_analyses().items()
            if inside(self._articles[article].published_at, first, end)
        )

    def _current_aliases(self) -> Iterator[tuple[Alias, ...]]:
        """The aliases of every current article, each once, with the actors that the article means by them."""
        means = self._decided.resolution()
        for article, aliases in self._aliases.items():
            if article not in self._superseded:
                meant = (replace(alias, actor=means.base(article, alias.actor)) for alias in aliases)
                yield tuple(dict.fromkeys(meant))

    def _alias_hits(self) -> Sequence[tuple[str, AliasHit]]:
        """Every alias in use as found by its folded form: by that form, the most used actor first."""
        uses: Counter[tuple[str, str]] = Counter()
        surfaces: dict[tuple[str, str], Counter[Alias]] = {}
        for aliases in self._current_aliases():
            uses.update({(fold(alias.surface), alias.actor) for alias in aliases})
            for alias in aliases:
                surfaces.setdefault((fold(alias.surface), alias.actor), Counter())[alias] += 1
        hits: dict[tuple[str, str], tuple[int, str]] = {}
        for form, base in sorted(uses, key=lambda key: (key[0], -uses[key], key[1])):
            known = surfaces[form, base]
            most_used = min(known, key=lambda alias: (-known[alias], *_alias_key(alias)))
            articles, first = hits.get((form, self._decided.final(base)), (0, most_used.surface))
            hits[form, self._decided.final(base)] = (articles + uses[form, base], first)
        for (form, named), (surface, _) in self._decided.names.items():
            hits.setdefault((form, self._decided.final(named)), (0, surface))
        ordered = sorted(hits.items(), key=lambda item: (item[0][0], -item[1][0], item[0][1]))
        return [(form, AliasHit(self._actors[id_], surface, number)) for (form, id_), (number, surface) in ordered]


def inside(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    """Whether the moment lies in [since, until); None is open."""
    return (since is None or since <= moment) and (until is None or moment < until)


def _alias_key(alias: Alias) -> tuple[str, str, str, str, str]:
    """What orders aliases that are used equally often."""
    start = alias.valid.start.isoformat() if alias.valid and alias.valid.start else ""
    end = alias.valid.end.isoformat() if alias.valid and alias.valid.end else ""
    return (alias.surface, alias.language, alias.kind.value, start, end)
