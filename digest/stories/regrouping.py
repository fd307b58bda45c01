"""Stories that grow as articles arrive: new articles join a story or begin one, stories become one or fall apart.

    new articles -> index -> their similarity to all of the last days -> average-link of the new ones with the stories
      -> does a story that grew now belong with another one? -> is it really two? -> ids and headlines

What people have seen stays: a known story keeps its articles and its id. Of two that become one the older id stays and
the other leads to it; of one that falls apart the part with its first article keeps the id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import numpy as np

from digest.model import Story, short_id
from digest.stories.index import ArticleIndex, Places, Scores
from digest.stories.joining import Sums, average_link
from digest.stories.terms import ArticleText
from digest.stories.titles import Headline, best_headline

THRESHOLD = 0.1
"""Mean similarity from which two clusters are one story; chosen on tests/eval/stories/first.txt and evening.txt, where
.08 to .11 are nearly as good, and on 500 German news articles of other days (docs/decisions/0007-stories.md)."""

MERGING = 1.25
"""How much more than THRESHOLD two stories that were shown apart must be alike to become one."""

APART = 0.75
"""Share of THRESHOLD below which the parts of a story lie apart."""

SMALLEST_PART, SMALLEST_SPLIT = 3, 8
"""Articles of a part that may leave a story, and of a story that is looked at."""

MOST_EXAMINED = 120
"""Latest articles of a story that are looked at for parts."""

GROWTH = 1.25
"""A story is looked at again for parts when it has grown by so much."""

WINDOW = timedelta(days=4)
"""How long every article is compared with."""

MEMORY = timedelta(days=14)
"""How long a story of several articles can be taken up again; its LAST_KEPT latest articles stand for it."""

LAST_KEPT = 2

Numbered = TypeVar("Numbered", int, Places)


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What a batch changed: the stories as they are now, for each id that is gone the one it leads to, and articles
    that left their story with a part of it.
    """

    changed: tuple[Story, ...]
    became: Mapping[str, str] = field(default_factory=dict)
    left: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Group:
    """A story at work: the places of its articles in the index, and those of its articles that are no longer there."""

    id: str
    places: list[int]
    past: tuple[str, ...] = ()
    first_at: datetime | None = None
    known: bool = False
    examined: int = 0


class Stories:
    """The stories of the last days. Deterministic: the same batches in the same order give the same stories."""

    def __init__(self) -> None:
        self._index = ArticleIndex()
        self._groups: dict[int, _Group] = {}
        self._group_of: list[int] = []
        self._numbers: dict[str, int] = {}
        self._fresh = 0
        self._resting: set[str] = set()

    def __contains__(self, article: object) -> bool:
        return article in self._index

    def restore(self, stories: Iterable[Story], articles: Sequence[ArticleText]) -> None:
        """Take in what is known: articles that are in these stories already."""
        story_of = {article: story for story in stories for article in story.articles}
        held = [article for article in articles if article.id in story_of]
        inside = {article.id for article in held}
        for place in self._index.add(held):
            story = story_of[self._index.entries[place].id]
            number = self._numbers.get(story.id)
            if number is None:
                past = tuple(one for one in story.articles if one not in inside)
                number = self._begin(_Group(story.id, [], past, story.first_at if past else None, known=True))
            self._put(place, number)

    def take(self, articles: Sequence[ArticleText]) -> Regrouped:
        """Find the stories of new articles; those that are there already stay in theirs, which is given again."""
        again = {self._group_of[self._index.place(one.id)] for one in articles if one.id in self._index}
        places = self._index.add(sorted(articles, key=lambda one: (one.published_at, one.id)))
        self._group_of += [-1] * (len(self._index) - len(self._group_of))
        touched, bridged = self._assign(places)
        became: dict[str, str] = {}
        for one, other in bridged:
            touched |= self._merge(one, other, became)
        touched = {number for number in touched | again if number in self._groups}
        parted = {part for number in sorted(touched) for part in self._split(number)} - touched
        left = {self._index.entries[place].id for number in parted for place in self._groups[number].places}
        changed = tuple(self._story(number) for number in sorted(touched | parted))
        return Regrouped(changed, became, frozenset(left))

    def withdraw(self, articles: Iterable[str]) -> None:
        """Forget articles that an update took the place of."""
        for article in articles:
            if article in self._index:
                place = self._index.place(article)
                self._index.silence(place)
                group = self._groups[self._group_of[place]]
                if place in group.places and len(group.places) + len(group.past) > 1:
                    group.places.remove(place)

    def prune(self, before: datetime) -> None:
        """Forget articles published before then, but for the latest ones of stories that may be taken up again."""
        entries = self._index.entries
        old = sum(entry.published_at < before and entry.id not in self._resting for entry in entries)
        if 2 * old < len(entries):  # seldom, since it touches everything
            return
        recent = {entry.id for entry in entries if entry.published_at >= before}
        latest = (
            entries[place]
            for group in self._groups.values()
            if len(group.places) + len(group.past) > 2
            for place in sorted(group.places, key=lambda place: entries[place].published_at)[-LAST_KEPT:]
        )
        self._resting = {entry.id for entry in latest if entry.published_at >= before - MEMORY} - recent
        self._keep(recent | self._resting)

    def all(self) -> tuple[Story, ...]:
        """Every story, latest first."""
        stories = [self._story(number) for number in self._groups]
        return tuple(sorted(stories, key=lambda story: (story.last_at, story.id), reverse=True))

    # joining

    def _assign(self, places: Sequence[int]) -> tuple[set[int], list[tuple[int, int]]]:
        """Put each new article into a story, known or begun; return the stories' numbers, and pairs of stories that an
        article of the one is as like as one of the other could be.
        """
        nodes = self._seeds(places)
        node_of = self._nodes_by_place(nodes)
        sums: Sums = defaultdict(lambda: defaultdict(float))
        for place in places:
            self._add_similarities(sums, place, node_of, places[0])
        settled = {self._node_of_group(number) for number in self._groups}
        near = settled & (sums.keys() | nodes.keys())
        sizes = {node: len(held) for node, held in nodes.items()}
        for node in near:
            sizes[node] = sizes.get(node, 0) + len(self._groups[self._group_of_node(node)].places)
        for node in sizes:
            sums[node].pop(node, None)
        clusters = average_link(sizes, sums, THRESHOLD, near)
        story_of = {
            node: number
            for cluster in clusters
            if any(node in nodes for node in cluster)
            for number in (self._settle(cluster, nodes),)
            for node in cluster
        }
        bridged = {
            (story_of[node], self._group_of_node(other))
            for node in nodes
            for other, total in sums[node].items()
            if other < 0 and total >= THRESHOLD * len(nodes[node]) * sizes[other]
        }
        return set(story_of.values()), sorted(pair for pair in bridged if pair[0] != pair[1])

    @staticmethod
    def _node_of_group(number: Numbered) -> Numbered:
        return -1 - number

    _group_of_node = _node_of_group

    def _seeds(self, places: Sequence[int]) -> dict[int, list[int]]:
        """The new articles by node: copies of one text are together, and with the story of their original."""
        nodes: dict[int, list[int]] = {}
        leader: dict[str, int] = {}
        for place in places:
            entry = self._index.entries[place]
            root = entry.version_of or entry.copy_of or entry.id
            if root not in leader:
                at = self._index.place(root) if root in self._index else -1
                known = at >= 0 and self._group_of[at] >= 0
                leader[root] = self._node_of_group(self._group_of[at]) if known else place
            nodes.setdefault(leader[root], []).append(place)
        return nodes

    def _nodes_by_place(self, nodes: Mapping[int, Sequence[int]]) -> Places:
        """The node of every article in the index: of a new one its own, of the others their story's."""
        node_of = self._node_of_group(np.array(self._group_of, dtype=np.int64))
        for node, held in nodes.items():
            node_of[list(held)] = node
        return node_of

    def _add_similarities(self, sums: Sums, place: int, node_of: Places, since: int) -> None:
        """Add what the article has in common with every node; articles from place `since` on are new as it is, and add
        their side themselves.
        """
        scores = self._index.like_article(place)
        found = np.flatnonzero(scores)
        node, border = int(node_of[place]), int(np.searchsorted(found, since))
        for other, total in _totals(node_of[found[:border]], scores[found[:border]]):
            sums[node][other] += total
            sums[other][node] += total
        for other, total in _totals(node_of[found[border:]], scores[found[border:]]):
            sums[node][other] += total

    def _settle(self, cluster: Sequence[int], nodes: Mapping[int, list[int]]) -> int:
        """The story of a cluster: the known one in it, or a new one."""
        places = sorted(place for node in cluster for place in nodes.get(node, ()))
        known = [self._group_of_node(node) for node in cluster if node < 0]
        number = known[0] if known else self._begin(_Group(self._new_id(places), []))
        for place in places:
            self._put(place, number)
        return number

    def _new_id(self, places: Sequence[int]) -> str:
        return short_id("story", self._index.entries[self._earliest(places)].id)

    def _earliest(self, places: Sequence[int]) -> int:
        return min(places, key=lambda place: (self._index.entries[place].published_at, self._index.entries[place].id))

    def _begin(self, group: _Group) -> int:
        number, self._fresh = self._fresh, self._fresh + 1
        self._groups[number] = group
        self._numbers[group.id] = number
        return number

    def _put(self, place: int, number: int) -> None:
        self._group_of += [-1] * (place + 1 - len(self._group_of))
        self._group_of[place] = number
        self._groups[number].places.append(place)

    # stories that become one

    def _merge(self, one: int, other: int, became: dict[str, str]) -> set[int]:
        """Make the two stories one if they plainly are; return the number that stays, if any went."""
        if one not in self._groups or other not in self._groups:
            return set()
        if self._index.mean_between(self._groups[one].places, self._groups[other].places) < THRESHOLD * MERGING:
            return set()
        stays, goes = sorted((one, other), key=self._age)
        old, new = self._groups[goes].id, self._groups[stays].id
        became.update({gone: new for gone, to in became.items() if to == old} | {old: new})
        self._absorb(stays, goes)
        return {stays}

    def _age(self, number: int) -> tuple[datetime, str]:
        group = self._groups[number]
        first = self._index.entries[self._earliest(group.places)].published_at
        return (min(first, group.first_at or first), group.id)

    def _absorb(self, stays: int, goes: int) -> None:
        group, gone = self._groups[stays], self._groups.pop(goes)
        del self._numbers[gone.id]
        for place in gone.places:
            self._put(place, stays)
        group.past = tuple(dict.fromkeys((*gone.past, *group.past)))
        moments = [moment for moment in (group.first_at, gone.first_at) if moment is not None]
        group.first_at = min(moments, default=None)

    # stories that fall apart

    def _split(self, number: int) -> set[int]:
        """Let parts leave a story that lie apart from the rest of it; return all numbers that came of it."""
        group = self._groups[number]
        size = len(group.places)
        if size < SMALLEST_SPLIT or size < GROWTH * group.examined:
            return {number}
        group.examined = size
        places = sorted(group.places, key=lambda place: self._index.entries[place].published_at)[-MOST_EXAMINED:]
        similar = self._index.within(places)
        first = self._earliest(group.places)
        for part in self._parts(similar):
            inside = set(part)
            rest = [at for at in range(len(places)) if at not in inside]
            leaving = [places[at] for at in part]
            if first in leaving or len(part) < SMALLEST_PART or not rest:
                continue
            if float(similar[np.ix_(part, rest)].mean()) < APART * THRESHOLD:
                new = self._leave(number, leaving)
                return {number, new} | self._split(number)
        return {number}

    @staticmethod
    def _parts(similar: Scores) -> list[tuple[int, ...]]:
        size = len(similar)
        sums: Sums = {
            row: {column: float(similar[row, column]) for column in range(size) if column != row} for row in range(size)
        }
        return average_link(dict.fromkeys(range(size), 1), sums, THRESHOLD)

    def _leave(self, number: int, places: Sequence[int]) -> int:
        group = self._groups[number]
        leaving = set(places)
        group.places = [place for place in group.places if place not in leaving]
        group.examined = 0
        new = self._begin(_Group(self._part_id(number, places), [], examined=len(places)))
        for place in places:
            self._put(place, new)
        return new

    def _part_id(self, number: int, leaving: Sequence[int]) -> str:
        """An id that no story had before, not even one that began with the same article: that one may lead elsewhere
        by now. A story that a part can leave again has got another article since, or another size.
        """
        group = self._groups[number]
        size = len(group.past) + len(group.places) + len(leaving)
        newest = max(self._index.entries[place].id for place in (*group.places, *leaving))
        return short_id("part", group.id, self._index.entries[self._earliest(leaving)].id, size, newest)

    # the outcome

    def _story(self, number: int) -> Story:
        group = self._groups[number]
        entries = self._index.entries
        ordered = sorted(group.places, key=lambda place: (entries[place].published_at, entries[place].id))
        first = entries[ordered[0]].published_at
        central = self._index.central(ordered)
        headlines = [
            Headline(
                entries[place].title,
                entries[place].published_at,
                entries[place].copy_of is not None,
                float(central[row]),
            )
            for row, place in enumerate(ordered)
        ]
        return Story(
            id=group.id,
            title=best_headline(headlines),
            articles=(*group.past, *(entries[place].id for place in ordered)),
            first_at=min(first, group.first_at or first),
            last_at=entries[ordered[-1]].published_at,
        )

    def _keep(self, wanted: Collection[str]) -> None:
        """Keep only these articles in the index; those that leave stay in their story."""
        entries = self._index.entries
        by_article = {entries[place].id: number for number, group in self._groups.items() for place in group.places}
        for number, group in list(self._groups.items()):
            leaving = [entries[place] for place in group.places if entries[place].id not in wanted]
            group.past += tuple(entry.id for entry in leaving)
            times = [entry.published_at for entry in leaving]
            group.first_at = min([*times, *([group.first_at] if group.first_at else [])], default=None)
            if len(leaving) == len(group.places):
                del self._groups[number], self._numbers[group.id]
            group.places = []
        self._index.keep_only(wanted)
        self._group_of = []
        for place, entry in enumerate(self._index.entries):
            self._put(place, by_article[entry.id])


def _totals(nodes: Places, scores: Scores) -> Iterator[tuple[int, float]]:
    """The distinct nodes with the sum of their scores."""
    distinct, at = np.unique(nodes, return_inverse=True)
    return zip(distinct.tolist(), np.bincount(at, weights=scores).tolist(), strict=True)


def cluster(articles: Sequence[ArticleText], previous: Mapping[str, str]) -> tuple[Story, ...]:
    """Return the stories of these articles, latest first; every article is in exactly one.

    `previous` gives the story that an article was in before: articles of one story stay together and the story keeps
    its id. Where two known stories turn out to be one, the id of the one with the earliest article stays.
    """
    ordered = sorted(articles, key=lambda article: (article.published_at, article.id))
    held: dict[str, list[ArticleText]] = defaultdict(list)
    for article in ordered:
        if article.id in previous:
            held[previous[article.id]].append(article)
    known = [
        Story(
            story, members[0].title, tuple(one.id for one in members), members[0].published_at, members[-1].published_at
        )
        for story, members in held.items()
    ]
    stories = Stories()
    stories.restore(known, ordered)
    stories.take([article for article in ordered if article.id not in previous])
    return stories.all()
