"""Whom the words of a party mean: the phrase is cut into parts, and each part is given to the rules for its head.

"der BDI-Präsident Jürgen Thumann"  a person named            here
"er", "beide"                       pronouns
"der russische Präsident"           role_speakers, offices
"ein Sprecher der Polizei"          role_speakers
"der Konzern", "Peking"             organs, scene
"ein Bericht der Zeitung"           noun_speakers
"""

from __future__ import annotations

from dataclasses import replace

from digest.analysis.cast import Link
from digest.analysis.coordination import Head, Member, cut, members
from digest.analysis.gazetteer import Gazetteer
from digest.analysis.groups import Groups
from digest.analysis.noun_speakers import LONGEST_NAME, NounSpeakers
from digest.analysis.offices import Offices
from digest.analysis.organs import Organs
from digest.analysis.pronouns import Pronouns
from digest.analysis.role_speakers import RoleSpeakers
from digest.analysis.scene import NOBODY_NAMED, Answer, Part, Scene, Stage
from digest.analysis.subjects import Subjects
from digest.analysis.token_view import OPENING_QUOTES, TokenView
from digest.lang.naming import Naming
from digest.model import Label

_TOLD_APART = frozenset({"office", "office-compound", "office-national", "apposition", "organ", "spokesperson"})
"""Rules whose answer is not the person named beside it."""
_SINGLE = frozenset({"pronoun", "pronoun-body"})
"""Rules by which a pronoun means one that was named."""
_NAME_BEHIND = 5
"""Words behind the comma in which a name in apposition ends."""
_ATTRIBUTE = 3
"""Words between the article and a name inside an attribute."""
_BODIES = (Label.ORG, Label.GPE, Label.LOC)


class Speakers:
    """Resolves the phrases of parties. Keeps nothing between articles."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming, offices: Offices) -> None:
        self.naming = naming
        self.offices = offices
        self.stage = Stage(gazetteer, naming)
        self.pronouns = Pronouns(naming, offices)
        organs = Organs(self.stage, naming)
        self.groups = Groups(naming, self.pronouns, organs)
        self.subjects = Subjects(naming, offices)
        self.roles = RoleSpeakers(self.stage, offices, organs, self.pronouns)
        self.nouns = NounSpeakers(self.roles, organs, self.pronouns)
        self._openers = (
            naming.definite | naming.indefinite | naming.possessives | naming.both | frozenset(naming.pronouns)
        )

    def resolve(self, scene: Scene, start: int, end: int) -> Answer:
        """The actors behind the tokens start..end-1, whose ends may be off by a word or two."""
        words = scene.view.words
        start, end = self._mended(scene, start, end)
        while start < end and (words[start] in OPENING_QUOTES or words[start].isspace()):
            start += 1
        while end > start and (words[end - 1] in OPENING_QUOTES or not words[end - 1].strip(".,;: \n")):
            end -= 1
        if start >= end:
            return NOBODY_NAMED
        group = self.groups.resolve(scene, start, end)
        if group is not None:
            return group
        parts = [(part, self._head_of(scene, part)) for part in cut(self.naming, scene, start, end)]
        found = members(self.naming, scene, parts)
        if not found:
            return NOBODY_NAMED
        answers = [self._member(scene, member) for member in found]
        if len(found) == 1:
            return answers[0] if answers[0].actors else self._named_behind(scene, found[0], end)
        return self._together(scene, found, answers)

    def _mended(self, scene: Scene, start: int, end: int) -> tuple[int, int]:
        """The phrase with names that were cut made whole, and without what follows a pronoun."""
        for link in scene.around(start):
            start = link.start
        for link in scene.around(end):
            end = link.end
        start = self._behind_heading(scene, start, end)
        end = self._with_noun(scene, start, end)
        pronoun = scene.view.words[start].lower() in self.naming.sure_pronouns
        following = scene.view.word(start + 1).lower()
        goes_on = following in self.naming.coordinators | self.naming.self_words | {","}
        return (start, start + 1) if pronoun and not goes_on else (start, end)

    def _behind_heading(self, scene: Scene, start: int, end: int) -> int:
        """Where the phrase begins behind a heading taken into it: a capital article stands in no phrase."""
        view = scene.view
        inside = (index for index in range(start + 1, end) if view.words[index] in self.naming.nominative_articles)
        free = (index for index in inside if not scene.around(index) and index not in scene.by_start)
        return next((index for index in free if view.is_name_like(index - 1) or view.words[index - 1].isspace()), start)

    def _with_noun(self, scene: Scene, start: int, end: int) -> int:
        """Where the phrase ends with the noun behind a lone article, and the quoted name behind its noun."""
        view = scene.view
        if end == start + 1 and view.words[start].lower() in self.naming.definite and view.is_name_like(end):
            end += 1
        issuer = scene.by_start.get(end + 1)
        if (
            view.words[end - 1].lower() in self.naming.documents
            and view.word(end).lower() in self.naming.genitive_articles | self.naming.of_prepositions
            and issuer is not None
        ):
            return issuer.end
        if view.word(end) in OPENING_QUOTES and view.words[end - 1].lower() in self.naming.quoted_classes:
            closing = (
                index for index in range(end + 1, min(end + 6, len(view))) if view.words[index] in OPENING_QUOTES
            )
            end = next(closing, end - 1) + 1
        return end

    def _named_behind(self, scene: Scene, member: Member, end: int) -> Answer:
        """Somebody told by a definite role whose name follows behind a comma, where the phrase was cut too short."""
        words, start = scene.view.words, member.first.start
        definite = words[start].lower() in self.naming.definite
        if scene.view.word(end).lower() in self.naming.place_prepositions | self.naming.building_prepositions:
            end = next((index for index in range(end, min(end + 4, len(words))) if words[index] == ","), end)
        if scene.view.word(end) != "," or not definite or self.offices.any_role(scene.view, start, end) is None:
            return NOBODY_NAMED
        name = next((link for link in scene.links_in(end + 1, end + _NAME_BEHIND) if link.label is Label.PER), None)
        titled = name is not None and all(words[index][:1].isupper() for index in range(end + 1, name.start))
        return Answer((name.actor,), "apposition", 0.7) if name is not None and titled and name.actor else NOBODY_NAMED

    def _together(self, scene: Scene, found: list[Member], answers: list[Answer]) -> Answer:
        """Everybody whom the members name; beside people by name a mere role may tell more about one of them."""
        by_name = any(member.about(Head.PERSON) for member in found)
        counted = [
            answer
            for member, answer in zip(found, answers, strict=True)
            if answer.actors and (not by_name or self._stands_alone(scene, member, answer))
        ]
        if not counted:
            return answers[0]
        if by_name:
            counted += self._companions(scene, found, counted)
        actors = tuple(dict.fromkeys(actor for answer in counted for actor in answer.actors))
        return Answer(actors, counted[0].rule, min(answer.confidence for answer in counted))

    def _companions(self, scene: Scene, found: list[Member], counted: list[Answer]) -> list[Answer]:
        """As in "Arndt und ihr Kollege": the other person told last of that sex (unsure)."""
        named = {actor for answer in counted for actor in answer.actors}
        for member in found[1:]:
            start, end = member.first.start, member.first.end
            role = self.offices.any_role(scene.view, start, end)
            if role is not None and scene.view.words[start].lower() in self.naming.possessives and start + 2 == end:
                told = scene.earlier(scene.cast.people(), start)
                others = [one for one in told if one.actor.id not in named and one.sex in ("", role.sex)]
                return [Answer((others[-1].actor.id,), "companion", 0.55)] if others else []
        return []

    def _stands_alone(self, scene: Scene, member: Member, answer: Answer) -> bool:
        """Whether a member beside people named is somebody else for sure."""
        if any(member.about(head) for head in (Head.PERSON, Head.PRONOUN, Head.BODY)):
            return True
        determined = scene.view.words[member.first.start].lower() in self.naming.determiners
        return determined and answer.rule in _TOLD_APART

    def _member(self, scene: Scene, member: Member) -> Answer:
        """Whom one member means: somebody named in it, a name in apposition, otherwise what its first part tells."""
        person = member.about(Head.PERSON)
        if person is not None:
            link = self._person_head(scene, person)
            assert link is not None
            return Answer((link.actor,) if link.actor else (), link.rule, link.confidence)
        apposed = self._apposed(scene, [part for part, _ in member.parts])
        if apposed.actors:
            return apposed
        quoted = self.nouns.quoted(scene, member.first)
        return quoted if quoted.actors else self._part(scene, member.first)

    def _head_of(self, scene: Scene, part: Part) -> Head:
        """What a part is about."""
        words = scene.view.words
        if self._person_head(scene, part) is not None:
            return Head.PERSON
        links = scene.links_in(part.start, part.end)
        if part.end == part.start + 1 and not links and words[part.start].lower() in self.naming.pronouns:
            return Head.PRONOUN
        inner = [index for index in range(part.start, part.end) if words[index] not in OPENING_QUOTES]
        while inner and words[inner[0]].lower() in self.naming.definite:
            inner = inner[1:]
        bare = bool(links) and links[0].label in _BODIES and bool(inner) and links[0].start == inner[0]
        return Head.BODY if bare and inner[-1] < links[-1].end else Head.NOUN

    def _person_head(self, scene: Scene, part: Part) -> Link | None:
        """The person a part is about, unless he only depends on somebody else ("ein Sprecher von Bush")."""
        for link in scene.links_in(part.start, part.end):
            if link.label is not Label.PER or self._owns_what_follows(scene, link, part.end):
                continue
            return None if self._depends(scene, part.start, link) else link
        return None

    def _owns_what_follows(self, scene: Scene, link: Link, end: int) -> bool:
        """Whether a name in the genitive stands before what it owns: "Spectors Verteidiger"."""
        marked = scene.view.word(link.end) in self.naming.possessive_marks
        behind = link.end + marked
        following = scene.view.word(behind)
        return behind < end and (marked or scene.is_genitive(link)) and following[:1].isalpha()

    def _depends(self, scene: Scene, start: int, link: Link) -> bool:
        """Whether the name is governed by a noun before it, through "von", "des" and the like or as a genitive."""
        view, name = scene.view, link.start
        if name > start and view.is_name_like(name - 1) and scene.is_genitive(link):
            return not scene.view.opening[name - 1] or name - 1 > start
        governors = self.naming.of_prepositions | self.naming.genitive_articles | self.naming.with_prepositions
        seen_noun = governed = False
        for word in view.words[start:name]:
            if word.lower() in governors:
                governed = governed or seen_noun
            elif word[:1].isupper():
                seen_noun = True
        if not governed:
            return False
        return self._belongs_to_name(view, name - 1) or not self._ends_complement(scene, start, name)

    def _belongs_to_name(self, view: TokenView, index: int) -> bool:
        """Whether the word before a name is its title ("der Sprecher von Präsident Bush")."""
        word = view.words[index]
        return (
            word.rstrip(".") in self.naming.degrees
            or word in self.naming.courtesies
            or self.naming.read_role(word) is not None
        )

    def _ends_complement(self, scene: Scene, start: int, name: int) -> bool:
        """As in "der Sprecher des Ministeriums Hans Müller": the complement has a noun of its own."""
        view = scene.view
        found = (self.offices.phrase_at(view, index, limit=name) for index in range(start, name))
        phrase = next((one for one in found if one is not None), None)
        named = any(link.end == name and link.label is not Label.PER for link in scene.links_in(start, name))
        last = view.words[name - 1].lower()
        coined = last not in self.naming.small_words and not last.endswith(self.naming.adjective_ends)
        return phrase is not None and phrase.at + 1 < name and (named or coined or view.is_name_like(name - 1))

    # nobody named

    def _apposed(self, scene: Scene, parts: list[Part]) -> Answer:
        """As in "die Regierungspartei, die Hamas": a name after the comma, none before it."""
        if len(parts) < 2 or parts[1].after != ",":
            return NOBODY_NAMED
        if any(link.label is Label.ORG for link in scene.links_in(parts[0].start, parts[0].end)):
            return NOBODY_NAMED
        links = scene.links_in(parts[1].start, parts[1].end)
        near = bool(links) and links[0].label is Label.ORG and links[0].start - parts[1].start <= 2
        return Answer((links[0].actor,), "apposition", 0.8) if near and links[0].actor else NOBODY_NAMED

    def _part(self, scene: Scene, part: Part) -> Answer:
        """Give one part to the rules for its head."""
        words = scene.view.words
        links = [link for link in scene.links_in(part.start, part.end) if link.actor]
        alone = part.end - part.start - (words[part.end - 1] in self.naming.self_words) == 1
        if alone and not links and words[part.start].lower() in self.naming.pronouns:
            return self._pronoun(scene, part.start)
        if self.naming.is_aged(words[part.end - 1]):
            return self._aged(scene, part.end - 1)
        if part.end - part.start == 3 and self.naming.is_aged(words[part.start + 1]):
            return replace(self._aged(scene, part.start + 1), confidence=0.55)
        bodies = [link for link in links if link.label in _BODIES]
        inner = self._attribute_end(scene, part, bodies)
        if inner > part.start:
            return self._part(scene, Part(inner, part.end, part.after))
        head = self._attributed_head(scene, part)
        if head >= 0:
            return self.nouns.resolve(scene, part, head, [], indefinite=True)
        head = self._head(scene, part)
        if head < 0:
            return self._bare_body(scene, bodies[0]) if bodies else self._bare_word(scene, part)
        before = scene.lower(part.start, head)
        phrase = self.offices.phrase_at(scene.view, head, limit=part.end, floor=part.start)
        owned = phrase is not None and bool(phrase.owner)
        indefinite = not owned and not before & (self.naming.definite | self.naming.possessives)
        several = bool(before & self.naming.plural_articles) or indefinite
        if phrase is not None and not (several and phrase.noun.title in self.naming.organs):
            return self.roles.resolve(scene, part, phrase, bodies, indefinite=indefinite)
        return self.nouns.resolve(scene, part, head, bodies, indefinite=indefinite)

    def _pronoun(self, scene: Scene, index: int) -> Answer:
        """Whom a pronoun means: somebody told by a role alone since whoever it would mean was named, else him."""
        answer = self.pronouns.resolve(scene, index)
        figures = [scene.cast.get(actor) for actor in answer.actors]
        since = max((figure.last_before(index) for figure in figures if figure is not None), default=-1)
        phrase = self.subjects.role_before(scene, index, since) if answer.rule in _SINGLE else None
        if phrase is None:
            return answer
        part = Part(max(0, phrase.start - 1), phrase.end, "")
        bodies = [link for link in scene.links_in(part.start, part.end) if link.label in _BODIES and link.actor]
        indefinite = scene.view.word(part.start).lower() in self.naming.indefinite
        told = self.roles.resolve(scene, part, phrase, bodies, indefinite=indefinite)
        if told.rule == "last-person":
            return answer
        return replace(told, rule="pronoun-told", confidence=min(told.confidence, 0.65))

    def _aged(self, scene: Scene, index: int) -> Answer:
        """As in "die 54-Jährige": whose age the article told, else the last person of that sex."""
        word, naming = scene.view.words[index], self.naming
        age = word.partition("-")[0]
        told = self._of_age(scene, age) or scene.issued.get(age, ())
        if told:
            return Answer(told, "age", 0.8)
        oblique = bool(naming.oblique_adjective_ends) and word.endswith(naming.oblique_adjective_ends)
        sexes = naming.oblique_sex if oblique else naming.article_sex
        sex = sexes.get(scene.view.word(index - 1).lower(), "")
        figure = self.pronouns.last_person(scene, index, sex) if sex else None
        if figure is None:
            return NOBODY_NAMED
        scene.issued[age] = (figure.actor.id,)
        return Answer((figure.actor.id,), "age", 0.7)

    def _of_age(self, scene: Scene, age: str) -> tuple[str, ...]:
        """Whoever has this age behind his name ("Colin Baxter (58)")."""
        words = scene.view.words
        people = (link for link in scene.by_start.values() if link.label is Label.PER and link.actor)
        told = {link.actor for link in people if age in words[link.end + 1 : link.end + 2] and words[link.end] in "(,"}
        return tuple(actor for actor in told if actor) if len(told) == 1 else ()

    def _bare_body(self, scene: Scene, link: Link) -> Answer:
        """The part is a name of an organisation or place, perhaps with article and adjectives."""
        actor = self.stage.state_for(scene, link)
        return (
            Answer((actor,), link.rule, max(link.confidence, 0.7))
            if actor == link.actor
            else Answer((actor,), "metonym", 0.8)
        )

    def _bare_word(self, scene: Scene, part: Part) -> Answer:
        """Capitalised words in the place of a speaker that were not tagged as a name."""
        capitals = [index for index in range(part.start, part.end) if scene.view.is_name_like(index)]
        if not capitals or len(capitals) > LONGEST_NAME or scene.view.words[part.start].lower() in self._openers:
            return NOBODY_NAMED
        return self.stage.unknown_name(scene, capitals[0], capitals[-1] + 1)

    # the head of a part

    def _attribute_end(self, scene: Scene, part: Part, bodies: list[Link]) -> int:
        """Where the noun or name begins behind an attribute that names somebody else ("die in Graz erscheinende
        „Rundschau“"); the start of the part where there is none.
        """
        words = scene.view.words
        if not bodies or bodies[0].start - part.start > _ATTRIBUTE or words[part.start].lower() not in self._openers:
            return part.start
        at = bodies[0].end
        while at < part.end and words[at][:1].islower():
            at += 1
        if at == bodies[0].end or at >= part.end or bodies[0].start == part.start:
            return part.start
        participle = words[at - 1].lower().endswith(self.naming.adjective_ends)
        governed = words[bodies[0].start - 1].lower() in self.naming.attribute_openers
        return at if participle and governed and words[at - 1] not in self.naming.function_words else part.start

    def _attributed_head(self, scene: Scene, part: Part) -> int:
        """The noun behind a long attribute ("einer von Reuters zitierten Erklärung"), or -1 where there is none."""
        words = scene.view.words
        opener, second = words[part.start].lower(), scene.view.word(part.start + 1).lower()
        attributes = self.naming.of_prepositions | self.naming.with_prepositions
        if opener not in self._openers or second not in attributes or second in self.naming.definite:
            return -1
        last = part.end - 1
        governed = words[last - 1].lower().endswith(self.naming.adjective_ends) and words[last - 1][:1].islower()
        return last if governed and scene.view.is_name_like(last) and last not in scene.by_start else -1

    def _head(self, scene: Scene, part: Part) -> int:
        """The first noun of a part that is no name, or -1 where a name comes first (unless it owns the noun)."""
        index = part.start
        while index < part.end:
            link = scene.by_start.get(index)
            if link is not None:
                if link.end >= part.end or not (self._owns_next(scene, link) or self._is_governed(scene, part, link)):
                    return -1
                index = link.end
            elif self._is_head(scene.view, index, part):
                return index
            else:
                index += 1
        return -1

    def _is_governed(self, scene: Scene, part: Part, link: Link) -> bool:
        """As in "in Afrika durchgeführte Studien": a preposition of the attribute stands before the name."""
        return link.start == part.start + 1 and scene.view.words[part.start].lower() in self.naming.place_prepositions

    def _is_head(self, view: TokenView, index: int, part: Part) -> bool:
        word = view.words[index]
        if not self.naming.nouns_capitalised:
            lowered = word.lower()
            known = lowered in self.naming.organs or lowered in self.naming.documents
            return known or self.naming.read_role(word) is not None
        if not word[:1].isupper():
            return word.partition("-")[2][:1].isupper()
        opener = index == part.start and word.lower() in self._openers
        if len(word) < 2 or word.endswith("-") or opener or self._is_origin(view, index):
            return False
        if word.lower() in self.naming.title_adjectives and view.is_name_like(index + 1):
            return False
        return not (view.opening[index] and self._is_opening_adjective(view, index, part))

    def _is_origin(self, view: TokenView, index: int) -> bool:
        """Whether the word is the adjective of a town before its noun ("des Ludwigshafener Konzerns")."""
        word = view.words[index]
        if not self.naming.town_of(word) or not view.is_name_like(index + 1) or word.lower() in self.naming.organs:
            return False
        following = view.words[index + 1].lower()
        return self.naming.read_role(word) is None and following.removesuffix("s") in self.naming.organs

    def _is_opening_adjective(self, view: TokenView, index: int, part: Part) -> bool:
        """Whether a capital at the start of a sentence is an adjective's: "Iranische Medien"."""
        ends, following = self.naming.adjective_ends, view.word(index + 1)
        if index + 1 >= part.end or not view.words[index].lower().endswith(ends):
            return False
        goes_on = following[:1].isupper() or following.lower().endswith(ends)
        return goes_on and self.naming.read_role(view.words[index]) is None

    def _owns_next(self, scene: Scene, link: Link) -> bool:
        """As in "Frankreichs Präsident": a name in the genitive before its noun."""
        if scene.view.word(link.end) in self.naming.possessive_marks:
            return link.label is not Label.PER
        genitive = len(self.naming.genitive_bases(scene.view.words[link.end - 1])) > 1
        return genitive and link.label is not Label.PER and scene.view.is_name_like(link.end)
