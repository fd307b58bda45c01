"""What the rules for speakers share: the article on stage, an answer, and bringing listed actors on stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from digest.analysis.cast import Cast, Figure, Link, latest
from digest.analysis.gazetteer import Gazetteer, unlisted_id
from digest.analysis.token_view import TokenView, folded
from digest.lang.naming import Naming, RoleNoun
from digest.model import Actor, AliasKind, Kind, Label

_LONGEST_NAME = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """Actors behind a phrase; none where it names nobody. `rule` names what decided."""

    actors: tuple[str, ...] = ()
    rule: str = "nobody-named"
    confidence: float = 0.0


NOBODY_NAMED = Answer()
GOVERNMENT = Answer(rule="government")
"""A government, known by its state but without a name of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """One coordinated or apposed part of a phrase: tokens start..end-1; `after` is the word or mark before it."""

    start: int
    end: int
    after: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody who spoke: first token of the phrase, the actors behind it, none where nobody is known.

    `role` is the noun that stood for somebody without a name ("ein Sprecher der Polizei"); None for names.
    """

    start: int
    actors: tuple[str, ...]
    role: RoleNoun | None = None


@dataclass(slots=True)
class Scene:
    """What is known while the parties of one article are resolved."""

    view: TokenView
    cast: Cast
    links: Sequence[Link]
    day: date | None
    home: str | None
    """The state that "der Bundeskanzler" means."""
    by_start: dict[int, Link]
    """The links by their first token."""
    spoken: list[Spoken] = field(default_factory=list)
    """Earlier speakers."""
    invents: bool = True
    """Whether a word that no name rule knows may be taken for a new actor: it may for speakers, not for hearers."""
    issued: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who issued the texts told so far, by the folded noun for them ("bericht"), and whose people spoke, by their title
    ("sprecher")."""

    def last_actors(self) -> tuple[str, ...]:
        """Who spoke last, if he was known."""
        known = next((one for one in reversed(self.spoken) if one.actors), None)
        return known.actors if known is not None else ()

    def links_in(self, start: int, end: int) -> list[Link]:
        """Links of entities wholly inside the tokens start..end-1, in text order."""
        found = (self.by_start.get(index) for index in range(start, end))
        return [link for link in found if link is not None and link.end <= end]

    def around(self, index: int) -> list[Link]:
        """The link that begins before the token and goes on with it, as a list of one or none."""
        near = (self.by_start.get(start) for start in range(max(0, index - _LONGEST_NAME), index))
        return [link for link in near if link is not None and link.end > index]

    def is_genitive(self, link: Link) -> bool:
        """Whether the name of a person stands in the genitive: his basic form is known and is shorter by the ending."""
        figure = self.cast.get(link.actor) if link.actor else None
        if figure is None:
            return False
        last = self.view.words[link.end - 1]
        known = figure.surnames | {figure.given}
        if last.endswith(("’", "'", "’s", "'s")):
            return True
        return folded(last) not in known and last.endswith("s") and folded(last[:-1]) in known

    def lower(self, start: int, end: int) -> set[str]:
        """The tokens start..end-1 in lower case."""
        return {word.lower() for word in self.view.words[start:end]}

    def first_capital(self, start: int, end: int) -> int:
        """The first token with a capital among start..end-1, or -1."""
        return next((index for index in range(start, end) if self.view.is_name_like(index)), -1)

    def earlier(self, figures: Iterable[Figure], index: int) -> list[Figure]:
        """Those mentioned before the token, in the order of their last mention before it."""
        told = [figure for figure in figures if figure.last_before(index) >= 0]
        return sorted(told, key=lambda figure: figure.last_before(index))

    def answer_latest(self, figures: list[Figure], index: int, rule: str, confidence: float) -> Answer:
        """The one of these mentioned last before the token."""
        figure = latest(figures, index)
        return Answer((figure.actor.id,), rule, confidence) if figure is not None else NOBODY_NAMED


class Stage:
    """Brings actors on stage that the article means without naming them, or names without being tagged."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.gazetteer = gazetteer
        self.naming = naming

    def enter(self, scene: Scene, actor_id: str) -> None:
        """Put a listed actor on stage who is meant without being named."""
        actor = self.gazetteer.actor(actor_id)
        if actor is not None and scene.cast.get(actor_id) is None:
            label = {Kind.PERSON: Label.PER, Kind.ORGANISATION: Label.ORG}.get(actor.kind, Label.GPE)
            figure = scene.cast.enter(actor, label)
            figure.kind_of_body = self.gazetteer.class_of(actor_id)
            figure.sex = self.gazetteer.sex_of(actor_id)

    def introduce(self, scene: Scene, name: str, kind: Kind, index: int) -> str:
        """Put an unlisted actor of this name on stage, mentioned at the token; return its id."""
        actor = Actor(unlisted_id(kind, name), kind, name)
        scene.cast.enter(actor, Label.PER if kind is Kind.PERSON else Label.ORG).places.append(index)
        return actor.id

    def state_for(self, scene: Scene, link: Link) -> str:
        """The state that a seat of government speaks for, otherwise what the name names ("" where it names nobody)."""
        town = self.naming.town_words
        if link.label in (Label.GPE, Label.LOC) and scene.view.word(link.start - 1).lower() not in town:
            for listing in self.gazetteer.named(scene.view.piece(link.start, link.end), self.naming.code):
                if listing.kind is AliasKind.METONYM:
                    self.enter(scene, listing.actor)
                    stands_for = replace(
                        link, actor=listing.actor, rule="metonym", confidence=max(link.confidence, 0.8)
                    )
                    scene.by_start[link.start] = stands_for
                    return listing.actor
        return link.actor or ""

    def person_called(self, scene: Scene, word: str) -> Answer:
        """Somebody on stage with this surname, in any case."""
        for base in self.naming.genitive_bases(word):
            people = scene.cast.by_surname(base)
            if people:
                return Answer((people[-1].actor.id,), "surname", 0.8)
        return NOBODY_NAMED

    def listed_person(self, scene: Scene, name: str) -> Answer:
        """The only listed person of that surname, or the only one in office on the day."""
        listings = [item for item in self.gazetteer.named(name, self.naming.code) if item.label is Label.PER]
        day = scene.day
        if len(listings) > 1 and day is not None:
            listings = [item for item in listings if self.gazetteer.offices_of(item.actor, day)]
        if len(listings) != 1 or (listings[0].shy and not self._is_at_hand(scene, listings[0].actor)):
            return NOBODY_NAMED
        self.enter(scene, listings[0].actor)
        return Answer((listings[0].actor,), "listed-surname", 0.65)

    def _is_at_hand(self, scene: Scene, actor_id: str) -> bool:
        """Whether the article names a state or body whose office the person holds on its day."""
        offices = self.gazetteer.offices_of(actor_id, scene.day) if scene.day is not None else ()
        return any(office.of in scene.cast.figures for office in offices)

    def unknown_name(self, scene: Scene, start: int, end: int) -> Answer:
        """Capitalised words in the place of a speaker that were not tagged as a name."""
        name = scene.view.piece(start, end)
        words = name.split()
        if not words or not folded(name) or name.lower() in self.naming.small_words:
            return NOBODY_NAMED
        for known in (self.person_called(scene, words[-1]), self.listed_person(scene, name)):
            if known.actors:
                return known
        opens = not self.naming.nouns_capitalised and end == start + 1 and scene.view.opening[start]
        if opens or not scene.invents or any(self._is_common(word) for word in words):
            return NOBODY_NAMED
        kind = Kind.ORGANISATION if name.isupper() else Kind.PERSON
        return Answer((self.introduce(scene, name, kind, start),), "unlisted-name", 0.6)

    def _is_common(self, word: str) -> bool:
        """Whether a capitalised word in the place of a speaker is a noun rather than a name."""
        naming = self.naming
        if word.lower() in naming.small_words or naming.is_ordinary(word) or naming.is_person_plural(word):
            return True
        return naming.read_role(word) is not None or self.gazetteer.inhabitant(word) is not None or word.isdigit()
