"""Bodies that every state has and names alike: "die israelische Regierung", "das Verteidigungsministerium"."""

from __future__ import annotations

from collections import Counter

from digest.analysis.cast import Link
from digest.analysis.scene import NOBODY_NAMED, Answer, Part, Scene, Stage
from digest.lang.naming import Naming
from digest.model import AliasKind, Kind, Label

_FAR = 1_000
"""Words back in which the state of a body is looked for."""


class StateBodies:
    """Finds the state that a noun phrase names, and what its government, ministry or court is called."""

    def __init__(self, stage: Stage, naming: Naming) -> None:
        self.stage = stage
        self.naming = naming
        self.gazetteer = stage.gazetteer

    def state_of(self, scene: Scene, part: Part, head: int) -> str:
        """The state or region that adjective, genitive or complement of the noun at `head` names; or empty."""
        for index in range(part.start, head):
            word = scene.view.words[index].lower()
            if word not in self.naming.function_words:
                found = self.gazetteer.demonym(self.naming.adjective_stem(word), self.naming.code)
                if found is not None:
                    return found
        near = [link for link in scene.links_in(part.start, part.end) if link.label in (Label.GPE, Label.LOC)]
        return next((state for state in map(self._state, self._owners(scene, near, head)) if state), "")

    def _owners(self, scene: Scene, links: list[Link], head: int) -> list[Link]:
        """Places right before the noun, and those behind it with nothing but small words between."""
        return [
            link
            for link in links
            if link.end <= head or not any(word[:1].isupper() for word in scene.view.words[head + 1 : link.start])
        ]

    def _state(self, link: Link) -> str:
        """The state that a place is or is the seat of, or the region that it is."""
        actor = self.gazetteer.actor(link.actor or "")
        if actor is None or actor.kind is Kind.COUNTRY:
            return link.actor or "" if actor is not None else ""
        seats = (
            item.actor
            for item in self.gazetteer.named(actor.name, self.naming.code)
            if item.kind is AliasKind.METONYM and self._is_state(item.actor)
        )
        return next(seats, actor.id if self.gazetteer.adjective(actor.id, self.naming.code) else "")

    def _is_state(self, actor_id: str) -> bool:
        actor = self.gazetteer.actor(actor_id)
        return actor is not None and actor.kind is Kind.COUNTRY

    def government(self, scene: Scene, part: Part, head: int) -> Answer:
        """The state whose government speaks."""
        named = [self._state(link) for link in scene.links_in(head + 1, part.end)]
        states = [state for state in (self.state_of(scene, part, head), *named) if state and self._is_state(state)]
        for state in states:
            self.stage.enter(scene, state)
        several = self.naming.read_plural(scene.view.words[head])
        chosen = tuple(dict.fromkeys(states if several else states[:1]))
        return Answer(chosen, "government", 0.7) if chosen else NOBODY_NAMED

    def body(self, scene: Scene, part: Part, head: int) -> Answer:
        """The ministry, court or army of the state that the phrase names."""
        state = self.state_of(scene, part, head)
        return self._named(scene, state, part.start, head, "state-body", 0.7) if state else NOBODY_NAMED

    def bare(self, scene: Scene, head: int, rule: str = "state-body-told") -> Answer:
        """A ministry or court without its state: that of the state told with it before, or that the article is about,
        otherwise of the reader's own (unsure).
        """
        noun = self.naming.basic_body(scene.view.words[head], self._article(scene, head - 1, head))
        return self.unstated(scene, noun, head, rule)

    def unstated(self, scene: Scene, noun: str, head: int, rule: str) -> Answer:
        """The same for a noun in its basic form, told at the token `head` ("Armee" in "Armeesprecher")."""
        state = self._told_with(scene, noun, head) or self.topic(scene) or self._near(scene, head)
        if state not in ("", scene.home or ""):
            return self.named(scene, state, noun, head, rule, 0.55)
        return self._national(scene, noun, rule, 0.55)

    def _told_with(self, scene: Scene, noun: str, head: int) -> str:
        """The state whose adjective stood before the noun last ("die israelische Armee"); empty where none did."""
        for index in range(head - 1, max(0, head - _FAR), -1):
            if scene.view.words[index].removesuffix("s") == noun:
                stem = self.naming.adjective_stem(scene.view.words[index - 1].lower())
                found = self.gazetteer.demonym(stem, self.naming.code)
                if found is not None and self._is_state(found):
                    return found
        return ""

    def _near(self, scene: Scene, head: int) -> str:
        """The state told last in this sentence or the one before, by its name, adjective or seat; or empty."""
        index = head - 1
        while index >= max(0, head - _FAR) and scene.view.sentence[head] - scene.view.sentence[index] <= 1:
            link = scene.by_start.get(index)
            word = scene.view.words[index].lower()
            stem = "" if word in self.naming.function_words else self.naming.adjective_stem(word)
            state = self._state(link) if link is not None else self.gazetteer.demonym(stem, self.naming.code) or ""
            if state and self._is_state(state):
                return state
            index -= 1
        return ""

    def speaks_for(self, scene: Scene, index: int) -> Answer:
        """The government that a spokesman told at the token without it speaks for (unsure)."""
        state = self.topic(scene) or self._near(scene, index) or scene.home or ""
        if not state:
            return NOBODY_NAMED
        if state == scene.home:
            return self._national(scene, "Regierung", "spokesperson", 0.55)
        self.stage.enter(scene, state)
        return Answer((state,), "spokesperson", 0.55)

    def _named(self, scene: Scene, state: str, start: int, head: int, rule: str, confidence: float) -> Answer:
        """The listed body of that name, otherwise a new one; the article of the phrase stands at or behind `start`."""
        noun = self.naming.basic_body(scene.view.words[head], self._article(scene, start, head))
        return self.named(scene, state, noun, head, rule, confidence)

    def named(
        self, scene: Scene, state: str, noun: str, head: int, rule: str = "state-body", confidence: float = 0.7
    ) -> Answer:
        """The body of the state that the noun calls, told at the token `head`: a listed one, otherwise a new one."""
        national = self._national(scene, noun, rule, confidence) if state == scene.home else NOBODY_NAMED
        if national.actors:
            return national
        stem = self.gazetteer.adjective(state, self.naming.code)
        if not stem:
            return NOBODY_NAMED
        name = self.naming.national_body(stem, noun)
        listed = self._listed(scene, name, rule, confidence)
        if listed.actors:
            return listed
        return Answer((self.stage.introduce(scene, name, Kind.ORGANISATION, head),), rule, confidence)

    def _national(self, scene: Scene, noun: str, rule: str, confidence: float) -> Answer:
        """The listed body of the reader's own state that the noun calls ("Bundesinnenministerium")."""
        names = (f"{prefix.capitalize()}{noun.lower()}" for prefix in sorted(self.naming.national_prefixes))
        found = (self._listed(scene, name, rule, confidence) for name in names)
        return next((answer for answer in found if answer.actors), NOBODY_NAMED)

    def _article(self, scene: Scene, start: int, head: int) -> str:
        """The genitive article before the noun, otherwise the word before it."""
        before = scene.view.words[max(0, start) : head]
        return next(
            (word for word in before if word.lower() in self.naming.genitive_articles), scene.view.word(head - 1)
        )

    def _listed(self, scene: Scene, name: str, rule: str, confidence: float) -> Answer:
        for listing in self.gazetteer.named(name, self.naming.code):
            if listing.label is Label.ORG:
                self.stage.enter(scene, listing.actor)
                return Answer((listing.actor,), rule, confidence)
        return NOBODY_NAMED

    def topic(self, scene: Scene) -> str:
        """The state named most often in the article, when it is named at least twice as often as any other."""
        told = Counter({one.actor.id: len(one.places) for one in scene.cast.bodies() if one.actor.kind is Kind.COUNTRY})
        (first, most), (_, second) = [*told.most_common(2), ("", 0), ("", 0)][:2]
        return first if most >= 2 * second else ""
