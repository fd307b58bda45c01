"""Speakers told by a role: "der russische Präsident", "ein Sprecher der US-Armee", "der Minister"."""

from __future__ import annotations

from digest.analysis.cast import Link
from digest.analysis.offices import Offices, RolePhrase
from digest.analysis.organs import Organs
from digest.analysis.pronouns import Pronouns
from digest.analysis.scene import NOBODY_NAMED, Answer, Part, Scene, Stage
from digest.lang.naming import Naming
from digest.model import Label


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
        if not indefinite and not several:
            found = self._holder(scene, phrase)
            if found.actors:
                return found
        if phrase.noun.base in self.naming.spokespeople:
            return self._spokesman(scene, part, phrase, [link for link in bodies if link.start > phrase.at])
        if indefinite or several:
            return NOBODY_NAMED
        return self._told_before(scene, phrase, bodies)

    def _is_plural(self, scene: Scene, phrase: RolePhrase, part: Part) -> bool:
        """Whether a role noun means several: by its form, or a masculine noun after a feminine or plural article."""
        articles = scene.lower(part.start, phrase.at) & self.naming.plural_articles
        return phrase.noun.plural or (phrase.sex == "m" and bool(articles))

    def _holder(self, scene: Scene, phrase: RolePhrase) -> Answer:
        """Who holds the office on the day, or has that role in the article."""
        holder = self.offices.holder(phrase, scene.day, scene.home)
        figures = self.pronouns.with_role(scene, phrase.noun.title)
        named = [figure for figure in figures if not phrase.sex or figure.sex in ("", phrase.sex)]
        if holder is not None and (holder.rule != "office-national" or not named):
            self.stage.enter(scene, holder.actor)
            return Answer((holder.actor,), holder.rule, holder.confidence)
        if len(named) == 1 or (named and not phrase.complement):
            return scene.answer_latest(named, phrase.at, "role", 0.85 if len(named) == 1 else 0.65)
        return NOBODY_NAMED

    def _spokesman(self, scene: Scene, part: Part, phrase: RolePhrase, after: list[Link]) -> Answer:
        """Whoever a spokesman speaks for: named after him, before him in the compound, or told before."""
        if after:
            joined = len(after) > 1 and bool(scene.lower(after[0].end, after[1].start) & self.naming.coordinators)
            chosen = [link for link in after if link.label is after[0].label] if joined else after[:1]
            actors = tuple(dict.fromkeys(link.actor for link in chosen if link.actor))
            return Answer(actors, "spokesperson", 0.8)
        noun = scene.first_capital(phrase.at + 1, part.end)
        if noun >= 0:
            return self.organs.find(scene, scene.view.words[noun], noun, "spokesperson")
        prefix = phrase.noun.prefix
        if not prefix:
            return self.organs.last_told(scene, phrase.at)
        for body in self.stage.gazetteer.named(prefix, self.naming.code):
            if body.label is not Label.PER:
                self.stage.enter(scene, body.actor)
                return Answer((body.actor,), "spokesperson", 0.75)
        known = len(prefix) > 4
        return (
            self.organs.find(scene, prefix.removesuffix("s").capitalize(), phrase.at, "spokesperson")
            if known
            else NOBODY_NAMED
        )

    def _told_before(self, scene: Scene, phrase: RolePhrase, bodies: list[Link]) -> Answer:
        """Somebody with that role told before; for "der Politiker" (unsure) the last person of that sex."""
        figures = scene.cast.by_role(phrase.noun.base)
        same = [figure for figure in figures if not phrase.sex or figure.sex in ("", phrase.sex)]
        if same and not bodies:
            return scene.answer_latest(same, phrase.at, "role-base", 0.75 if len(same) == 1 else 0.6)
        if phrase.complement or phrase.owner or bodies or phrase.noun.prefix or self._tells_origin(phrase):
            return NOBODY_NAMED
        figure = self.pronouns.last_person(scene, phrase.at, phrase.sex)
        return Answer((figure.actor.id,), "last-person", 0.5) if figure else NOBODY_NAMED

    def _tells_origin(self, phrase: RolePhrase) -> bool:
        """Whether adjectives tell where somebody comes from, or more than one tells something: somebody new."""
        stems = [self.naming.adjective_stem(item.lower()) for item in phrase.adjectives]
        return len(stems) > 1 or any(self.stage.gazetteer.demonym(item, self.naming.code) for item in stems)
