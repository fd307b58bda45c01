"""The actors of one article, as they are found: who is on stage, under which names, in which roles, mentioned where."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.analysis.token_view import folded
from digest.model import Actor, Kind, Label

CERTAIN = 0.6
"""From this confidence on a link counts as sure; below it is shown as not sure and not counted."""


@dataclass(frozen=True, slots=True)
class Link:
    """A named entity (tokens start..end-1) and the actor it names; `actor` is None where nothing is known or sure."""

    start: int
    end: int
    label: Label
    actor: str | None
    rule: str
    confidence: float


@dataclass(slots=True)
class Figure:
    """One actor in the article at hand. `places` are the first tokens of its mentions, in text order."""

    actor: Actor
    label: Label
    sex: str = ""
    gender: str = ""
    """Grammatical gender of an organisation's name: m, f, n, p for plural; empty where nothing tells it."""
    kind_of_body: str = ""
    """Class in the gazetteer ("party"), empty when unlisted."""
    nouns: set[str] = field(default_factory=set)
    """Lower-case nouns for organisations that stand before the name ("der Maschinenbauer Lindwerk")."""
    surnames: set[str] = field(default_factory=set)
    """Folded."""
    given: str = ""
    """Folded given name."""
    titles: list[str] = field(default_factory=list)
    """Roles in words, as the article gives them, in text order."""
    roles: set[str] = field(default_factory=set)
    """Lower-case role nouns and their bases, for "der Minister"."""
    places: list[int] = field(default_factory=list)

    def last_before(self, index: int) -> int:
        """The last mention that begins before this token, or -1."""
        at = bisect_left(self.places, index)
        return self.places[at - 1] if at else -1


@dataclass(slots=True)
class Cast:
    """All figures of an article, by actor id, in the order of their first mention."""

    figures: dict[str, Figure] = field(default_factory=dict)

    def enter(self, actor: Actor, label: Label) -> Figure:
        """The figure of this actor, new if it has none yet."""
        figure = self.figures.get(actor.id)
        if figure is None:
            figure = self.figures[actor.id] = Figure(actor, label)
        return figure

    def get(self, actor_id: str) -> Figure | None:
        """The figure with this actor id."""
        return self.figures.get(actor_id)

    def sort(self) -> None:
        """Put the figures in the order of their first mention."""
        self.figures = dict(sorted(self.figures.items(), key=lambda item: item[1].places[:1] or [0]))

    def people(self) -> Iterator[Figure]:
        """All people."""
        return (figure for figure in self.figures.values() if figure.actor.kind is Kind.PERSON)

    def bodies(self) -> Iterator[Figure]:
        """All organisations, states and places."""
        return (figure for figure in self.figures.values() if figure.actor.kind is not Kind.PERSON)

    def by_surname(self, name: str) -> list[Figure]:
        """People with this surname."""
        key = folded(name)
        return [figure for figure in self.people() if key in figure.surnames]

    def by_given(self, name: str) -> list[Figure]:
        """People with this given name."""
        key = folded(name)
        return [figure for figure in self.people() if key == figure.given]

    def by_role(self, *nouns: str) -> list[Figure]:
        """People whom the article gives one of these lower-case role nouns."""
        wanted = set(nouns)
        return [figure for figure in self.people() if wanted & figure.roles]


def latest(figures: list[Figure], before: int) -> Figure | None:
    """The figure mentioned last before the token; the first one named afterwards when none was."""
    if not figures:
        return None
    earlier = [figure for figure in figures if figure.last_before(before) >= 0]
    if earlier:
        return max(earlier, key=lambda figure: figure.last_before(before))
    return min(figures, key=lambda figure: figure.places[0] if figure.places else 0)
