"""Pronouns and words like "beide": whom they mean in an article. Only asked for parties of quotations."""

from __future__ import annotations

from digest.analysis.cast import Figure
from digest.analysis.offices import Offices
from digest.analysis.scene import NOBODY_NAMED, Answer, Scene, Spoken
from digest.analysis.token_view import TokenView
from digest.lang.naming import Naming, RoleNoun
from digest.model import Kind, Label

CLEAR, SLIGHT = 0.5, 0.2
"""By how much the best candidate's score must lead for confidence .8 and .7; tuned on our own training articles."""

OBLIQUE = 0.6
"""What a person loses whose name hangs on a preposition: he is rarely gone on with as "er"."""

_RECENT = 12
"""Earlier speakers whose words count as a mention of them."""

_REACH = 5
"""Words before a name, itself included, in which such a preposition stands."""

BODY = 1.2
"""What an organisation scores in the sentence of the pronoun; a person scores 2."""


class Pronouns:
    """Resolves pronouns by nearness, sex, having spoken and being the subject."""

    def __init__(self, naming: Naming, offices: Offices) -> None:
        self.naming = naming
        self.offices = offices
        self._governing = (
            naming.place_prepositions | naming.of_prepositions | naming.with_prepositions | naming.building_prepositions
        )
        """Prepositions on which a name hangs."""

    def resolve(self, scene: Scene, index: int) -> Answer:
        """Whom the pronoun (or possessive) at the token means."""
        known = self.naming.pronouns.get(scene.view.words[index].lower())
        if known is None:
            return NOBODY_NAMED
        if self._takes_plural(scene.view, index) if known.plural is None else known.plural:
            return self._group(scene, index)
        scored = sorted(self._candidates(scene, index, known.sex), key=lambda item: -item[0])
        if scene.view.words[index].lower() in self.naming.demonstratives:
            scored.sort(key=lambda item: -item[1].last_before(index))
        unnamed = self._unnamed(scene, index, known.sex, [figure for _, figure in scored])
        if unnamed is not None:
            return Answer(unnamed.actors, "pronoun-told", 0.6) if unnamed.actors else NOBODY_NAMED
        if not scored:
            return self._body(scene, known.sex)
        margin = scored[0][0] - scored[1][0] if len(scored) > 1 else 1.0
        confidence = 0.8 if margin >= CLEAR else 0.7 if margin >= SLIGHT else 0.6
        return Answer((scored[0][1].actor.id,), "pronoun", confidence)

    def _unnamed(self, scene: Scene, index: int, sex: str, candidates: list[Figure]) -> Spoken | None:
        """Somebody told by a role alone who spoke in this or the last sentence, where nobody was named since."""
        before = [one for one in scene.spoken if one.start < index]
        if not before or before[-1].role is None:
            return None
        last = before[-1]
        if scene.view.sentence[index] - scene.view.sentence[last.start] > 1 or not _fits(last.role, sex):
            return None
        people = [figure for figure in candidates if figure.actor.kind is Kind.PERSON]
        return last if all(figure.last_before(index) < last.start for figure in people) else None

    def _takes_plural(self, view: TokenView, index: int) -> bool:
        """Whether the verb beside a pronoun is plural: "sagten sie", "sie hätten"."""
        before, after = view.word(index - 1), view.word(index + 1)
        verb = before if before[:1].islower() and before.endswith(self.naming.verb_ends) else after
        plural = verb[:1].islower() and verb.endswith(self.naming.plural_verb_ends)
        return plural and verb not in self.naming.singular_verbs

    def _candidates(self, scene: Scene, index: int, sex: str) -> list[tuple[float, Figure]]:
        """People told before with a score from nearness, having spoken, and sex."""
        sentence = scene.view.sentence
        last_speakers = scene.last_actors()
        spoken = {actor: one.start for one in scene.spoken[-_RECENT:] if one.start < index for actor in one.actors}
        scored: list[tuple[float, Figure]] = []
        for figure in scene.cast.people():
            named = figure.last_before(index)
            place = max(named, spoken.get(figure.actor.id, -1))
            if place < 0 or (sex and figure.sex not in ("", sex)):
                continue
            score = 2.0 - 0.5 * min(sentence[index] - sentence[place], 4)
            score += 0.9 * (figure.actor.id in last_speakers) - 0.5 * (bool(sex) and not figure.sex)
            score += 0.1 * min(len(figure.places), 4)
            oblique = place == named and self._is_oblique(scene, place)
            score += -OBLIQUE if oblique else 0.3 * (place > named or self._is_subject(scene, place))
            scored.append((score + place / 1e6, figure))
        return scored + self._bodies(scene, index, sex)

    def _bodies(self, scene: Scene, index: int, sex: str) -> list[tuple[float, Figure]]:
        """Organisations told before whose gender fits the pronoun, below people all else being equal."""
        last_speakers = scene.last_actors()
        genders = {sex, "n"} if scene.view.words[index].lower() in self.naming.possessives and sex == "m" else {sex}
        scored: list[tuple[float, Figure]] = []
        for figure in scene.cast.bodies():
            place = figure.last_before(index)
            if place < 0 or figure.label is not Label.ORG or figure.gender not in genders or not sex:
                continue
            distance = min(scene.view.sentence[index] - scene.view.sentence[place], 4)
            score = BODY - 0.5 * distance + 0.9 * (figure.actor.id in last_speakers)
            score -= OBLIQUE * self._is_oblique(scene, place)
            scored.append((score + place / 1e6, figure))
        return scored

    def _is_oblique(self, scene: Scene, place: int) -> bool:
        """Whether the name at the token is an object or hangs on a preposition, perhaps with its title between."""
        view, naming = scene.view, self.naming
        for index in range(place - 1, max(-1, place - _REACH), -1):
            word = view.words[index].lower()
            if word in self._governing:
                return True
            titled = naming.read_role(view.words[index]) is not None or view.words[index] in naming.courtesies
            if not titled and word not in naming.determiners and not word.endswith(naming.adjective_ends):
                return False
        return False

    def _is_subject(self, scene: Scene, place: int) -> bool:
        """Whether a mention is the first person named in its sentence."""
        number, index = scene.view.sentence[place], place - 1
        while index >= 0 and scene.view.sentence[index] == number:
            link = scene.by_start.get(index)
            if link is not None and link.label is Label.PER:
                return False
            index -= 1
        return True

    def _group(self, scene: Scene, index: int) -> Answer:
        """Several who spoke together last, or two people told in the sentence before."""
        near = self._pair(scene, index)
        spoken = [one for one in scene.spoken[-3:] if not near or one.start > near[-1].last_before(index)]
        for one in reversed(spoken):
            if len(one.actors) > 1 or (one.actors and one.role is not None and one.role.plural):
                return Answer(one.actors, "pronoun-group", 0.65)
        bodies = [one for one in scene.earlier(scene.cast.bodies(), index) if one.gender == "p"]
        if bodies and scene.view.sentence[index] - scene.view.sentence[bodies[-1].last_before(index)] <= 1:
            return Answer((bodies[-1].actor.id,), "pronoun-body", 0.6)
        return Answer(tuple(figure.actor.id for figure in near), "pronoun-group", 0.5) if near else NOBODY_NAMED

    def _pair(self, scene: Scene, index: int) -> list[Figure]:
        """The two people told in the sentence before, if it tells exactly two."""
        before = scene.view.sentence[index] - 1
        told = scene.earlier(scene.cast.people(), index)
        near = [figure for figure in told if scene.view.sentence[figure.last_before(index)] == before]
        return near if len(near) == 2 else []

    def _body(self, scene: Scene, sex: str) -> Answer:
        """Without a person of that sex: an organisation that spoke last."""
        actors = scene.last_actors()
        figure = scene.cast.get(actors[0]) if len(actors) == 1 else None
        speaks = figure is not None and figure.label is Label.ORG and sex != "m"
        return Answer(actors, "pronoun-body", 0.6) if speaks else NOBODY_NAMED

    def last_person(self, scene: Scene, before: int, sex: str) -> Figure | None:
        """The person of that sex (empty: any) mentioned last before the token."""
        told = scene.earlier(scene.cast.people(), before)
        fitting = [figure for figure in told if not sex or figure.sex in ("", sex)]
        return fitting[-1] if fitting else None

    def with_role(self, scene: Scene, title: str) -> list[Figure]:
        """People whom the article gives this title or one that means the same ("Staatschef", "Präsident")."""
        wanted = set(self.offices.titles(title))
        synonyms = self.naming.office_synonyms
        return [
            figure
            for figure in scene.cast.people()
            if any(wanted & {role, *synonyms.get(role, ())} for role in figure.roles)
        ]


def _fits(role: RoleNoun | None, sex: str) -> bool:
    """Whether a pronoun of that sex can mean somebody told by the role."""
    return role is not None and not role.plural and (not sex or role.sex in ("", sex))
