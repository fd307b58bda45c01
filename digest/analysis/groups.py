"""Words for several told before: "beide", "die drei Politiker", "beide Verbände", "die Organisationen"."""

from __future__ import annotations

from digest.analysis.cast import Figure
from digest.analysis.organs import SAME_NAME, Organs
from digest.analysis.pronouns import Pronouns
from digest.analysis.scene import NOBODY_NAMED, Answer, Scene
from digest.lang.naming import Naming, RoleNoun
from digest.model import Kind

_LONGEST = 4
_MOST = 5
"""How many bodies a plural without a number can mean."""


class Groups:
    """Resolves phrases that count those told before."""

    def __init__(self, naming: Naming, pronouns: Pronouns, organs: Organs) -> None:
        self.naming = naming
        self.pronouns = pronouns
        self.organs = organs

    def resolve(self, scene: Scene, start: int, end: int) -> Answer | None:
        """Who is meant by the tokens start..end-1; None where they are no such phrase."""
        words = scene.view.words[start:end]
        if len(words) > _LONGEST or (len(words) == 1 and words[0].lower() not in self.naming.both):
            return None
        count = next((self._count(word) for word in words[:2] if self._count(word)), 0)
        definite = words[0].lower() in self.naming.definite or words[0].lower() in self.naming.both
        if not definite or (not count and len(words) != 2):
            return None
        return self._people(scene, start, end, count) if count and not self._of_bodies(words[-1]) else self._bodies(
            scene, start, words[-1], count)  # fmt: skip

    def _count(self, word: str) -> int:
        return 2 if word.lower() in self.naming.both else self.naming.numbers.get(word.lower(), 0)

    def _of_bodies(self, noun: str) -> bool:
        return noun.lower() in self.naming.countries_words or bool(self._classes(noun))

    def _classes(self, noun: str) -> frozenset[str] | None:
        singular = self.naming.singular_of(noun)
        return self.organs.classes_of(singular) if singular else None

    def _people(self, scene: Scene, start: int, end: int, count: int) -> Answer:
        """The people, or those with that role, told last, in the order of their first mention."""
        role = self.naming.read_role(scene.view.words[end - 1])
        told = scene.earlier(scene.cast.people(), start)
        titled = scene.earlier(self.pronouns.with_role(scene, role.title), start) if role is not None else []
        chosen = titled[-count:] if len(titled) >= count else told[-count:]
        told_so = self._spoke_together(scene, start, count, role, chosen)
        if told_so.actors:
            return told_so
        return self._together(chosen, count, sure=len(titled) == count or len(told) == count)

    def _spoke_together(
        self, scene: Scene, start: int, count: int, role: RoleNoun | None, chosen: list[Figure]
    ) -> Answer:
        """So many who spoke together: under that role, or since one of the chosen was last told."""
        groups = [one for one in reversed(scene.spoken) if len(one.actors) == count and one.start < start]
        titled = (one for one in groups if role and one.role and one.role.title == role.title)
        titled_so = next(titled, None)
        if titled_so is not None:
            return Answer(titled_so.actors, "group-told", 0.7)
        since = min((one.last_before(start) for one in chosen), default=-1) if len(chosen) >= count else -1
        return Answer(groups[0].actors, "group-told", 0.7) if groups and groups[0].start > since else NOBODY_NAMED

    def _bodies(self, scene: Scene, start: int, noun: str, count: int) -> Answer | None:
        """The organisations of that class, or states, told last; without a number those who spoke together last."""
        told = scene.earlier(scene.cast.bodies(), start)
        if noun.lower() in self.naming.countries_words:
            states = [one for one in told if one.actor.kind is Kind.COUNTRY]
            return self._together(states[-count:], count, sure=len(states) == count) if count else None
        classes = self._classes(noun)
        if classes is None:
            return None
        named = [one for one in told if self.organs.is_called(one, self.naming.singular_of(noun))]
        fitting = named if len(named) > 1 or SAME_NAME in classes else self.organs.of_class(told, classes)
        if count:
            return self._together(fitting[-count:], count, sure=len(fitting) == count)
        together = scene.last_actors()
        if len(together) > 1 and all(actor in {one.actor.id for one in fitting} for actor in together):
            return Answer(together, "group-told", 0.7)
        return self._together(fitting, len(fitting), sure=False) if 1 < len(fitting) <= _MOST else None

    def _together(self, chosen: list[Figure], count: int, *, sure: bool) -> Answer:
        if len(chosen) < max(2, count):
            return NOBODY_NAMED
        ordered = sorted(chosen, key=lambda figure: figure.places[0])
        return Answer(tuple(figure.actor.id for figure in ordered), "both" if count == 2 else "group",
                      0.7 if sure else 0.55)  # fmt: skip
