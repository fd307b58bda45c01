"""Speakers told by a role: "der russische Präsident", "ein Sprecher der US-Armee", "der Minister"."""

from __future__ import annotations

from dataclasses import replace

from digest.analysis.cast import Figure, Link
from digest.analysis.offices import Holder, Offices, RolePhrase
from digest.analysis.organs import Organs
from digest.analysis.pronouns import Pronouns
from digest.analysis.scene import NOBODY_NAMED, Answer, Part, Scene, Stage
from digest.lang.naming import Naming
from digest.model import Label

WITHOUT_NAME = frozenset({"spokesperson", "spokesperson-bare", "member", "role-told"})
"""Rules whose answer is the body somebody without a name speaks for."""

UNVERIFIED = 0.55
"""Confidence of a link that rests on an office known from general knowledge alone: it does not count as certain."""


class RoleSpeakers:
    """Resolves role phrases: by the office table, by the roles the article gives, or to whom a spokesman speaks for."""

    def __init__(self, stage: Stage, offices: Offices, organs: Organs, pronouns: Pronouns) -> None:
        self.stage = stage
        self.offices = offices
        self.organs = organs
        self.pronouns = pronouns
        self.naming: Naming = stage.naming

    def resolve(self, scene: Scene, part: Part, phrase: RolePhrase, bodies: list[Link], *, indefinite: bool) -> Answer:
        """Who is meant. `bodies` are the organisations and places named in the part."""
        several = self._is_plural(scene, phrase, part)
        after = self._governed(scene, phrase.at, bodies)
        if several and not indefinite:
            holders = self._holders(scene, phrase, after)
            if holders.actors:
                return holders
        if not indefinite and not several:
            found = self._former(scene, phrase) if self.offices.is_former(phrase) else self._holder(scene, phrase)
            if found.actors:
                return found
        if phrase.noun.base in self.naming.spokespeople:
            return self._remembered(scene, phrase, self._spokesman(scene, part, phrase, after))
        if indefinite or several:
            return self._remembered(scene, phrase, self._member(scene, phrase, after))
        told = self._told_before(scene, phrase, bodies)
        return told if told.actors else self._remembered(scene, phrase, self._member(scene, phrase, after))

    def _governed(self, scene: Scene, at: int, bodies: list[Link]) -> list[Link]:
        """The bodies behind a role noun that it can be of: none stands behind "im" or "gegen"."""
        return [
            link
            for link in bodies
            if link.start > at and not scene.lower(at + 1, link.start) & (self.naming.with_prepositions | {"im"})
        ]

    def _member(self, scene: Scene, phrase: RolePhrase, after: list[Link]) -> Answer:
        """Somebody without a name of an organisation with one ("Forscher der Universität X"): unsure that it speaks."""
        named = [link.actor for link in after if link.actor and link.label is Label.ORG]
        if not named or phrase.noun.base in self.naming.outsiders:
            return NOBODY_NAMED
        joined = len(after) > 1 and bool(scene.lower(after[0].end, after[1].start) & self.naming.coordinators)
        return Answer(tuple(dict.fromkeys(named if joined else named[:1])), "member", 0.5)

    def _remembered(self, scene: Scene, phrase: RolePhrase, answer: Answer) -> Answer:
        """The answer, kept for later; without one, whoever was told before by the same noun ("der Sprecher")."""
        if answer.actors and answer.rule != "spokesperson-bare":
            scene.issued[phrase.noun.title] = answer.actors
            return answer
        if phrase.complement or phrase.owner or phrase.noun.prefix or phrase.adjectives:
            return answer
        before = scene.issued.get(phrase.noun.title)
        return Answer(before, "role-told", 0.55) if before else answer

    def _is_plural(self, scene: Scene, phrase: RolePhrase, part: Part) -> bool:
        """Whether a role noun means several: by its form, or a masculine noun after a feminine or plural article."""
        articles = scene.lower(part.start, phrase.at) & self.naming.plural_articles
        return phrase.noun.plural or (phrase.sex == "m" and bool(articles))

    def _holder(self, scene: Scene, phrase: RolePhrase) -> Answer:
        """Who holds the office on the day, or has that role in the article."""
        holder = self._in_office(scene, phrase)
        figures = self._so_called(scene, phrase) or self.pronouns.with_role(scene, phrase.noun.title)
        named = [figure for figure in figures if not phrase.sex or figure.sex in ("", phrase.sex)]
        told = len(named) == 1 and phrase.noun.title in named[0].roles and self._only_compound(phrase)
        if holder is not None and not told and (holder.rule != "office-national" or not named):
            confidence = holder.confidence if self._is_borne_out(scene, holder) else min(holder.confidence, UNVERIFIED)
            self.stage.enter(scene, holder.actor)
            return Answer((holder.actor,), holder.rule, confidence)
        if len(named) == 1 or (named and not phrase.complement):
            return scene.answer_latest(named, phrase.at, "role", 0.85 if len(named) == 1 else 0.65)
        return NOBODY_NAMED

    def _holders(self, scene: Scene, phrase: RolePhrase, states: list[Link]) -> Answer:
        """As in "die Präsidenten Frankreichs und Polens": the holder of each, where all of them are known."""
        single = replace(phrase.noun, plural=False)
        if len(states) < 2 or self.offices.is_former(phrase):
            return NOBODY_NAMED
        names = (scene.view.piece(link.start, link.end) for link in states)
        of_each = (replace(phrase, noun=single, complement=name, owner="") for name in names)
        found = [self.offices.holder(one, scene.day, scene.home) for one in of_each]
        holders = [holder for holder in found if holder is not None]
        if len(holders) < len(states):
            return NOBODY_NAMED
        for holder in holders:
            self.stage.enter(scene, holder.actor)
        sure = min(one.confidence if self._is_borne_out(scene, one) else UNVERIFIED for one in holders)
        return Answer(tuple(dict.fromkeys(one.actor for one in holders)), "office-several", sure)

    def _former(self, scene: Scene, phrase: RolePhrase) -> Answer:
        """The one of the people in the article who has that role there or held that office before."""
        titles = set(self.offices.titles(phrase.noun.title))
        people = [one for one in scene.cast.people() if one.places and (not phrase.sex or one.sex in ("", phrase.sex))]
        told = [one for one in people if phrase.noun.title in one.roles]
        held = [one for one in people if self._held_before(scene, one, phrase, titles)]
        found = told or held
        return Answer((found[0].actor.id,), "former-office", 0.7) if len(found) == 1 else NOBODY_NAMED

    def _held_before(self, scene: Scene, figure: Figure, phrase: RolePhrase, titles: set[str]) -> bool:
        bodies = set(self.offices.bodies_around(phrase)) or ({scene.home} if scene.home else set())
        return any(
            self.offices.means(phrase, office.title, titles)
            and (not bodies or office.of in bodies)
            and (scene.day is None or (office.valid.end is not None and office.valid.end < scene.day))
            for office in self.stage.gazetteer.held_by(figure.actor.id)
        )

    def _in_office(self, scene: Scene, phrase: RolePhrase) -> Holder | None:
        """Who holds the office: where only a title is told, of the state the article is about before the reader's."""
        holder = self.offices.holder(phrase, scene.day, scene.home)
        topic = self.organs.states.topic(scene)
        if holder is None or holder.rule != "office-national" or topic in ("", scene.home or ""):
            return holder
        there = self.offices.holder(phrase, scene.day, topic)
        return replace(there if there is not None else holder, confidence=0.55)

    def _is_borne_out(self, scene: Scene, holder: Holder) -> bool:
        """Whether a published list has the office, or the article itself names its holder."""
        figure = scene.cast.get(holder.actor)
        return holder.verified or (figure is not None and bool(figure.places))

    def _only_compound(self, phrase: RolePhrase) -> bool:
        """Whether the noun alone tells what the office is of."""
        return bool(phrase.noun.prefix) and not self.offices.bodies_around(phrase)

    def _so_called(self, scene: Scene, phrase: RolePhrase) -> list[Figure]:
        """People whom the article gives exactly this compound ("Bundestagspräsident"): it tells the body too."""
        if not self._only_compound(phrase):
            return []
        return [figure for figure in scene.cast.people() if phrase.noun.title in figure.roles]

    def _spokesman(self, scene: Scene, part: Part, phrase: RolePhrase, after: list[Link]) -> Answer:
        """Whoever a spokesman speaks for: named after him, before him in the compound, or told before."""
        if after:
            joined = len(after) > 1 and bool(scene.lower(after[0].end, after[1].start) & self.naming.coordinators)
            chosen = [link for link in after if link.label is after[0].label] if joined else after[:1]
            actors = tuple(dict.fromkeys(self.stage.state_for(scene, link) for link in chosen if link.actor))
            return Answer(actors, "spokesperson", 0.8)
        noun = scene.first_capital(phrase.at + 1, part.end)
        if noun >= 0 and noun not in scene.by_start:
            return self.organs.definite(scene, Part(phrase.at + 1, part.end, ""), noun, "spokesperson")
        prefix = phrase.noun.prefix
        if not prefix:
            return self.organs.last_told(scene, phrase.at)
        for body in self.stage.gazetteer.named(prefix, self.naming.code):
            if body.label is not Label.PER:
                self.stage.enter(scene, body.actor)
                return Answer((body.actor,), "spokesperson", 0.75)
        return self.organs.of_compound(scene, prefix, phrase.at, "spokesperson")

    def _told_before(self, scene: Scene, phrase: RolePhrase, bodies: list[Link]) -> Answer:
        """Somebody with that role told before; for "der Politiker" (unsure) the last person of that sex."""
        office = self.naming.officials.get(phrase.noun.base)
        figures = scene.cast.by_role(phrase.noun.base)
        if office is not None and not figures and not phrase.complement:
            return replace(self.organs.told(scene, office, phrase.at), rule="official", confidence=0.55)
        same = [figure for figure in figures if not phrase.sex or figure.sex in ("", phrase.sex)]
        if same and not bodies:
            return scene.answer_latest(same, phrase.at, "role-base", 0.75 if len(same) == 1 else 0.6)
        if phrase.complement or phrase.owner or bodies or phrase.noun.prefix or self._tells_origin(phrase):
            return NOBODY_NAMED
        stems = {self.naming.adjective_stem(item.lower()) for item in phrase.adjectives}
        telling = bool(stems - self.naming.former - self.naming.fillers)
        particular = telling and phrase.noun.base not in self.naming.person_words
        if phrase.noun.base in self.naming.outsiders or particular or not self._is_lone(scene, phrase):
            return NOBODY_NAMED
        figure = self.pronouns.last_person(scene, phrase.at, phrase.sex)
        return Answer((figure.actor.id,), "last-person", 0.5) if figure else NOBODY_NAMED

    def _is_lone(self, scene: Scene, phrase: RolePhrase) -> bool:
        """Whether a definite article stands before the noun and nothing goes on behind it that tells who is meant."""
        before, behind = scene.view.word(phrase.start - 1).lower(), scene.view.word(phrase.end)
        return before in self.naming.definite and not (
            behind == "," and scene.view.word(phrase.end + 1).lower() in self.naming.definite
        )

    def _tells_origin(self, phrase: RolePhrase) -> bool:
        """Whether adjectives tell where somebody comes from, or more than one tells something: somebody new."""
        stems = [self.naming.adjective_stem(item.lower()) for item in phrase.adjectives]
        return len(stems) > 1 or any(self.stage.gazetteer.demonym(item, self.naming.code) for item in stems)
