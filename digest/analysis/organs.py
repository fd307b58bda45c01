"""Nouns for organisations told before: "die Universität", "der Konzern", "das Gericht", "eine OSZE-Sprecherin"."""

from __future__ import annotations

from dataclasses import replace

from digest.analysis.body_names import BodyNames
from digest.analysis.cast import Figure
from digest.analysis.scene import NOBODY_NAMED, Answer, Part, Scene, Stage
from digest.analysis.state_bodies import StateBodies
from digest.analysis.token_view import folded
from digest.lang.naming import Naming
from digest.model import Kind, Label

SAME_NAME = "same-name"
"""Class of nouns that only mean a body with the noun in its name: "die Polizei" is no other authority."""
_OFFICIAL = frozenset({"authority", "government", "court", "parliament"})
NEAR = 2
"""Sentences back in which "ein Sprecher" looks for the organisation he may speak for."""


class Organs:
    """Finds the organisation, town or state that a noun stands for."""

    def __init__(self, stage: Stage, naming: Naming) -> None:
        self.stage = stage
        self.naming = naming
        self.states = StateBodies(stage, naming)
        self.names = BodyNames(stage.gazetteer, naming)

    def definite(self, scene: Scene, part: Part, head: int, rule: str) -> Answer:
        """The body that a definite noun phrase means: an office of a town, a body of a state, or one told before."""
        word = scene.view.words[head]
        bare = word.lower().removesuffix("s")
        local = self._of_town(scene, part, head)
        if not local.actors:
            local = self.at_place(scene, part, head)
        if local.actors:
            return local
        if self.is_state_body(bare):
            found = self.states.body(scene, part, head)
            if found.actors:
                return found
        if self._is_of_another(scene, part, head):
            return NOBODY_NAMED
        found = self.find(scene, word, head, rule)
        if found.actors:
            return found
        return self.states.bare(scene, head) if bare.endswith(self.naming.state_bodies) else NOBODY_NAMED

    def _is_of_another(self, scene: Scene, part: Part, head: int) -> bool:
        """Whether an adjective says of what state an authority is, so that none told before is meant by its class."""
        stems = (self.naming.adjective_stem(word.lower()) for word in scene.view.words[part.start : head])
        return any(self.stage.gazetteer.demonym(stem, self.naming.code) for stem in stems) and self._is_official(
            scene.view.words[head]
        )

    def _is_official(self, noun: str) -> bool:
        """Whether the noun calls an authority."""
        return not (_OFFICIAL | {SAME_NAME}).isdisjoint(self.classes_of(noun.lower()) or ())

    def of_compound(self, scene: Scene, prefix: str, index: int, rule: str) -> Answer:
        """The body that the lower-case first half of a compound means ("Armeesprecher", "Militärführung")."""
        for noun in (prefix, prefix.removesuffix("s")):
            if noun in self.naming.government_words:
                return self.states.speaks_for(scene, index)
            called = self.called(scene, noun, index)
            if called.actors:
                return replace(called, rule=rule)
        noun = prefix.removesuffix("s").capitalize()
        found = self.find(scene, noun, index, rule)
        if found.actors or not self.is_state_body(noun.lower()):
            return found
        return self.states.unstated(scene, noun, index, rule)

    def _of_town(self, scene: Scene, part: Part, head: int) -> Answer:
        """As in "die Duisburger Polizei": an office of a town, named by both."""
        word, before = scene.view.words[head], scene.view.word(head - 1)
        if head - 1 < part.start or word.lower() not in self.naming.local_offices:
            return NOBODY_NAMED
        town = self.names.town(scene.view, before) if before[:1].isupper() else self._region(before)
        if not town:
            return NOBODY_NAMED
        return Answer((self.stage.introduce(scene, f"{word} {town}", Kind.ORGANISATION, head),), "office-of-town", 0.7)

    def at_place(self, scene: Scene, part: Part, head: int) -> Answer:
        """As in "die Hafenbehörde Westerhafen": an office named by what it is and, right behind, where."""
        place, word = scene.by_start.get(head + 1), scene.view.words[head]
        if place is None or place.label is not Label.GPE or place.end > part.end:
            return NOBODY_NAMED
        if word.lower() in self.naming.town_words or not self._is_official(word):
            return NOBODY_NAMED
        noun = self.naming.basic_body(word, scene.view.word(head - 1))
        name = f"{noun} {scene.view.piece(head + 1, place.end)}"
        return Answer((self.stage.introduce(scene, name, Kind.ORGANISATION, head),), "office-of-town", 0.75)

    def _region(self, adjective: str) -> str:
        """The town or region that an adjective names ("römische"), states excepted."""
        gazetteer = self.stage.gazetteer
        found = gazetteer.demonym(self.naming.adjective_stem(adjective.lower()), self.naming.code)
        actor = gazetteer.actor(found) if found is not None else None
        return actor.name if actor is not None and actor.kind is Kind.PLACE else ""

    def find(self, scene: Scene, word: str, index: int, rule: str) -> Answer:
        """The organisation told before the token that the noun calls: by its name first, then by its class."""
        named = [figure for figure in scene.cast.bodies() if self._is_called(figure, self._bases(folded(word)))]
        if named:
            return scene.answer_latest(named, index, rule, 0.75)
        listed = self.listed(scene, word)
        return replace(listed, rule=rule) if listed.actors else self._by_class(scene, word.lower(), index, rule)

    def listed(self, scene: Scene, word: str) -> Answer:
        """The listed organisation that a word names by itself though it was not tagged ("Bundesregierung")."""
        found = self.stage.gazetteer.named(word, self.naming.code) if word[:1].isupper() else ()
        organisations = [item for item in found if item.label is Label.ORG and not item.shy]
        if not organisations:
            return NOBODY_NAMED
        self.stage.enter(scene, organisations[0].actor)
        return Answer((organisations[0].actor,), "listed-name", 0.65)

    def is_state_body(self, noun: str) -> bool:
        """Whether the lower-case noun is one that every state has a body for ("verfassungsgericht")."""
        return any(noun.removesuffix("s").endswith(end) for end in self.naming.generic_bodies)

    def _bases(self, word: str) -> tuple[str, ...]:
        return (word, *(word.removesuffix(ending) for ending in ("s", "es", "n", "en") if word.endswith(ending)))

    def is_called(self, figure: Figure, noun: str) -> bool:
        """Whether a name has the lower-case noun in it."""
        return self._is_called(figure, self._bases(folded(noun)))

    def of_class(self, figures: list[Figure], classes: frozenset[str]) -> list[Figure]:
        """Those organisations that are of one of the classes; those of no known class where there is none."""
        bodies = [one for one in figures if one.label is Label.ORG]
        return [one for one in bodies if self._kinds(one) & classes] or [one for one in bodies if not self._kinds(one)]

    def _is_called(self, figure: Figure, bases: tuple[str, ...]) -> bool:
        """Whether a word of the name is, or ends in, the noun ("Hafenbehörde" for "Behörde")."""
        words = folded(figure.actor.name).split()
        if figure.label is not Label.ORG:
            return bool(set(words) & set(bases))
        words += map(folded, figure.nouns)
        return any(word.endswith(base) for base in bases if len(base) > 3 for word in words)

    def _by_class(self, scene: Scene, word: str, index: int, rule: str) -> Answer:
        classes = self.classes_of(word)
        if classes is None or SAME_NAME in classes or self._is_particular(word, classes):
            return NOBODY_NAMED
        if self.naming.read_plural(word):
            return NOBODY_NAMED
        told = scene.earlier(scene.cast.bodies(), index)
        if "place" in classes:
            fitting = [one for one in told if one.label is Label.GPE and one.actor.kind is Kind.PLACE]
        else:
            fitting = self.of_class(told, classes)
        if len(fitting) == 1:
            return scene.answer_latest(fitting, index, rule, 0.62)
        sentence = scene.view.sentence
        near = [one for one in fitting if sentence[index] - sentence[one.last_before(index)] <= NEAR]
        return scene.answer_latest(near, index, rule, 0.55)

    def _is_particular(self, word: str, classes: frozenset[str]) -> bool:
        """Whether a compound means one authority of many ("fischereiministerium"): no other one is meant by it."""
        return bool(classes & _OFFICIAL) and not any(base in self.naming.organs for base in self._bases(word))

    def _kinds(self, figure: Figure) -> frozenset[str]:
        """The classes a body belongs to: as listed, or as its own name tells ("Verwaltungsgericht": a court)."""
        if figure.kind_of_body:
            return frozenset({figure.kind_of_body})
        words = [*figure.actor.name.lower().split(), *figure.nouns]
        if set(figure.actor.name.split()) & self.naming.organisation_marks:
            words.append(self.naming.company_word)
        told = frozenset[str]().union(*(self.classes_of(word) or frozenset() for word in words))
        named = any(word.endswith(tuple(self.naming.opening_heads)) for word in words)
        return told or frozenset({"other"} if named else ())

    def classes_of(self, word: str) -> frozenset[str] | None:
        """The classes a lower-case noun for an organisation allows; None when it is no such noun."""
        organs = self.naming.organs
        for base in (word, word.removesuffix("s"), word.removesuffix("es"), word.rsplit("-", 1)[-1]):
            if base in organs:
                return organs[base]
        endings = (base[cut:] for base in self._bases(word) for cut in range(1, len(base) - 3))
        return next((organs[ending] for ending in endings if ending in organs), None)

    def is_organ(self, word: str) -> bool:
        """Whether the lower-case word is a noun for an organisation, or a compound with one."""
        return self.classes_of(word) is not None

    def called(self, scene: Scene, name: str, index: int) -> Answer:
        """The organisation or state with this name, as it stands before a hyphen ("OSZE-Bericht")."""
        key = folded(name)
        for figure in scene.cast.bodies():
            if key in figure.surnames or folded(figure.actor.name) == key:
                return Answer((figure.actor.id,), "compound", 0.75)
        for listing in self.stage.gazetteer.named(name, self.naming.code):
            if listing.label is not Label.PER:
                self.stage.enter(scene, listing.actor)
                return Answer((listing.actor,), "compound", 0.75)
        named = [figure for figure in scene.cast.bodies() if self._is_called(figure, (key,))]
        return scene.answer_latest(named, index, "compound", 0.65)

    def issuer(self, scene: Scene, noun: str, index: int) -> Answer:
        """Who may have issued a text told without him: a ruling is by the court told last (unsure)."""
        if not noun.endswith(self.naming.rulings):
            return NOBODY_NAMED
        told = scene.earlier(scene.cast.bodies(), index)
        return scene.answer_latest(self.of_class(told, frozenset({"court"})), index, "document-near", 0.5)

    def told(self, scene: Scene, noun: str, index: int) -> Answer:
        """The body told before whose name has the lower-case noun in it."""
        named = [one for one in scene.earlier(scene.cast.bodies(), index) if self.is_called(one, noun)]
        return scene.answer_latest(named, index, "organ", 0.75)

    def last_told(self, scene: Scene, index: int) -> Answer:
        """The organisation told last, in this sentence or just before: whom "ein Sprecher" may speak for (unsure)."""
        told = scene.earlier(scene.cast.bodies(), index)
        sentence = scene.view.sentence
        near = [
            figure
            for figure in told
            if figure.label is Label.ORG
            and figure.kind_of_body not in ("agency", "media")
            and sentence[index] - sentence[figure.last_before(index)] <= NEAR
        ]
        return scene.answer_latest(near, index, "spokesperson-bare", 0.5)
