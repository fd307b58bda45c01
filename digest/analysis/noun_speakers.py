"""Speakers told by a noun for no person: "ein Bericht der Zeitung", "die Regierung", "die Firma X"."""

from __future__ import annotations

from dataclasses import replace

from digest.analysis.cast import Link
from digest.analysis.organs import Organs
from digest.analysis.pronouns import Pronouns
from digest.analysis.role_speakers import RoleSpeakers
from digest.analysis.scene import GOVERNMENT, NOBODY_NAMED, Answer, Part, Scene
from digest.analysis.token_view import OPENING_QUOTES
from digest.lang.naming import Naming
from digest.model import Kind, Label

LONGEST_NAME = 3
"""Words of a name that nothing announces."""


class NounSpeakers:
    """Resolves parts whose head is a noun for an organisation, a text or a government."""

    def __init__(self, roles: RoleSpeakers, organs: Organs, pronouns: Pronouns) -> None:
        self.roles = roles
        self.organs = organs
        self.pronouns = pronouns
        self.stage = roles.stage
        self.naming: Naming = roles.naming

    def resolve(self, scene: Scene, part: Part, head: int, bodies: list[Link], *, indefinite: bool) -> Answer:
        """Who is meant by the part with the noun at `head`; `bodies` are the organisations and places named in it."""
        word = scene.view.words[head]
        lowered = word.lower()
        after = [link for link in bodies if link.start > head]
        joined = self._joined(scene, after)
        if len(joined) > 1 and self.naming.read_plural(word) and self._owns(scene, head):
            return Answer(tuple(link.actor or "" for link in joined), "apposition", 0.75)
        body = after[0] if after and after[0].label is Label.ORG else None
        if body is not None and body.start == head + 1:
            return Answer((body.actor or "",), "apposition", 0.85)
        listed = self.organs.listed(scene, word) if body is None else NOBODY_NAMED
        if listed.actors:
            return listed
        if body is None and self._is_one_of(lowered, self.naming.government_words):
            return self._government(scene, part, head)
        prefixed = self._prefixed(scene, word, head)
        if prefixed.actors:
            return self._remembered(scene, lowered.rpartition("-")[2], prefixed)
        origin = self._of_origin(scene, part, head)
        if origin.actors:
            return origin
        told = self.stage.person_called(scene, word)
        if told.actors:
            return told
        if self._is_one_of(lowered, self.naming.documents):
            return self._text_or_board(scene, part, head, after)
        if lowered in self.naming.town_words and after and after[0].start == head + 1 and after[0].actor:
            return Answer((after[0].actor,), "town", 0.85)
        if body is not None and self.organs.is_organ(lowered):
            return Answer((body.actor or "",), "apposition", 0.75)
        if not indefinite or (part.start < head and self.organs.is_state_body(lowered)):
            found = self.organs.definite(scene, part, head, "organ")
            return found if found.actors else self._of_body(scene, head, after)
        alone = part.start == head and part.end - head <= LONGEST_NAME and not after
        return self._bare_noun(scene, part, head) if alone else self._of_body(scene, head, after)

    def _owns(self, scene: Scene, head: int) -> bool:
        """Whether what follows the noun is whose it is ("Die Fraktionen von CDU und SPD")."""
        return scene.view.word(head + 1).lower() in self.naming.of_prepositions | self.naming.genitive_articles

    def _of_origin(self, scene: Scene, part: Part, head: int) -> Answer:
        """As in "die Schwedin", "der Hamburger": the last person of that sex, unsure."""
        word = scene.view.words[head]
        sex = self.naming.article_sex.get(scene.view.words[part.start].lower(), "")
        if part.end != head + 1 or not sex or not self._is_origin(word):
            return NOBODY_NAMED
        inhabitant = self.stage.gazetteer.inhabitant(word)
        figure = self.pronouns.last_person(scene, head, inhabitant.sex if inhabitant is not None else sex)
        return Answer((figure.actor.id,), "origin", 0.55) if figure is not None else NOBODY_NAMED

    def _is_origin(self, word: str) -> bool:
        """Whether a noun tells where somebody comes from."""
        inhabitant = self.stage.gazetteer.inhabitant(word)
        if inhabitant is not None:
            return not inhabitant.plural
        towns = self.naming.town_of(word.removesuffix("in"))
        listed = (item for town in towns for item in self.stage.gazetteer.named(town, self.naming.code))
        return any(item.label is Label.GPE for item in listed)

    def _of_body(self, scene: Scene, head: int, after: list[Link]) -> Answer:
        """As in "ein Forscherteam der Universität X": something of an organisation, unsure that it speaks."""
        if not after or after[0].label is not Label.ORG or not after[0].actor:
            return NOBODY_NAMED
        between = [word for word in scene.view.words[head + 1 : after[0].start] if word not in OPENING_QUOTES]
        nouns = [word for word in between if word[:1].isupper() and not self.organs.is_organ(word.lower())]
        governed = bool(between) and between[0].lower() in self.naming.genitive_articles | self.naming.of_prepositions
        spoken = governed and not nouns and between[0].lower() not in self.naming.place_prepositions
        return Answer((after[0].actor,), "member", 0.5) if spoken else NOBODY_NAMED

    def _government(self, scene: Scene, part: Part, head: int) -> Answer:
        """The state whose government speaks; without one it is known to be a government, and no more."""
        found = self.organs.states.government(scene, part, head)
        return found if found.actors else GOVERNMENT

    def _text_or_board(self, scene: Scene, part: Part, head: int, after: list[Link]) -> Answer:
        """Who issued a text, or whose board speaks ("die Vereinsführung")."""
        lowered = scene.view.words[head].lower()
        board = next((end for end in self.naming.boards if lowered.endswith(end) and len(lowered) > len(end) + 3), "")
        if board and not after:
            whose = lowered.removesuffix(board).removesuffix("s")
            return replace(self.organs.of_compound(scene, whose, head, "board"), confidence=0.5)
        found = self._document(scene, part, head, after)
        if not found.actors and part.end == head + 1:
            found = self._by_prefix(scene, part, head)
        definite = bool(scene.lower(part.start, head) & self.naming.definite) and part.end == head + 1
        return self._remembered(scene, lowered, found, head, definite=definite)

    def _by_prefix(self, scene: Scene, part: Part, head: int) -> Answer:
        """As in "Polizeiangaben", "israelischen Armeeangaben": the body is the first half of the compound."""
        lowered = scene.view.words[head].lower()
        text = next((lowered[cut:] for cut in range(3, len(lowered) - 3) if lowered[cut:] in self.naming.documents), "")
        prefix = lowered.removesuffix(text).rstrip("-") if text else ""
        noun = prefix if self.organs.is_organ(prefix) else prefix.removesuffix("s")
        if not noun or not self.organs.is_organ(noun):
            return NOBODY_NAMED
        state = self.organs.states.state_of(scene, part, head)
        found = self.organs.states.named(scene, state, noun.capitalize(), head) if state else NOBODY_NAMED
        return found if found.actors else self.organs.find(scene, noun.capitalize(), head, "document")

    def _is_one_of(self, word: str, nouns: frozenset[str]) -> bool:
        """Whether the lower-case word is one of the nouns or a compound with it."""
        return word in nouns or any(word[start:] in nouns for start in range(1, len(word) - 3))

    def _prefixed(self, scene: Scene, word: str, head: int) -> Answer:
        """As in "der OSZE-Bericht", "die Ataka-Partei": the body named before the hyphen."""
        prefix, hyphen, noun = word.rpartition("-")
        base = noun.lower()
        speaks = self._is_one_of(base, self.naming.documents) or self.organs.is_organ(base)
        return self.organs.called(scene, prefix, head) if hyphen and speaks else NOBODY_NAMED

    def _bare_noun(self, scene: Scene, part: Part, head: int) -> Answer:
        """A noun without article: a name that was not tagged, or "Polizei"."""
        word = scene.view.words[head]
        if self.organs.is_organ(word.lower()):
            return self.organs.find(scene, word, head, "organ")
        return self.stage.unknown_name(scene, head, part.end)

    def _of_place(self, scene: Scene, part: Part, head: int, after: list[Link]) -> Answer:
        """The office before a place in "Angaben der Hafenbehörde Westerhafen"; nobody where no noun stands there."""
        at = after[0].start - 1 if after and after[0].label is Label.GPE else head
        if at <= head or not scene.view.is_name_like(at):
            return NOBODY_NAMED
        return self.organs.at_place(scene, part, at)

    def _document(self, scene: Scene, part: Part, head: int, after: list[Link]) -> Answer:
        """Whoever issued a text: "ein Bericht der Zeitung", "Angaben der Polizei", "ihrer Aussage"."""
        local = self._of_place(scene, part, head, after)
        if local.actors:
            return local
        if after and after[0].actor and not scene.lower(head + 1, after[0].start) & self.naming.with_prepositions:
            return Answer(
                tuple(self.stage.state_for(scene, link) for link in self._joined(scene, after)), "document", 0.75
            )
        person = next((link for link in scene.links_in(head + 1, part.end) if link.label is Label.PER), None)
        if person is not None and person.actor:
            return Answer((person.actor,), "document", 0.75)
        noun = scene.first_capital(head + 1, part.end)
        if noun < 0:
            return self._possessor(scene, part, head)
        phrase = self.roles.offices.phrase_at(scene.view, noun, limit=part.end, floor=head + 1)
        if phrase is None:
            return self.organs.definite(scene, Part(head + 1, part.end, ""), noun, "document")
        later = [link for link in after if link.start > noun]
        return self.roles.resolve(scene, Part(head + 1, part.end, ""), phrase, later, indefinite=False)

    def _joined(self, scene: Scene, after: list[Link]) -> list[Link]:
        """The first link and those joined to it, as in "Erklärung Chinas und Russlands"."""
        joined = after[:1]
        for link in after[1:]:
            if not link.actor or not scene.lower(joined[-1].end, link.start) & self.naming.coordinators:
                break
            if link.start - joined[-1].end > 1:
                break
            joined.append(link)
        return joined

    def _remembered(self, scene: Scene, noun: str, answer: Answer, head: int = 0, *, definite: bool = False) -> Answer:
        """The answer, kept for later; without one, whoever issued the text of that name before ("der Bericht")."""
        key = next((noun[cut:] for cut in range(len(noun)) if noun[cut:] in self.naming.documents), noun).removesuffix(
            "s"
        )
        if answer.actors:
            scene.issued[key] = answer.actors
            return answer
        before = scene.issued.get(key)
        if before:
            return Answer(before, "document-told", 0.7)
        return self.organs.issuer(scene, noun, head) if definite else answer

    def _possessor(self, scene: Scene, part: Part, head: int) -> Answer:
        """As in "seinen Angaben", "ihrer Aussage": whoever the possessive means."""
        owners = (
            index for index in range(part.start, head) if scene.view.words[index].lower() in self.naming.possessives
        )
        index = next(owners, -1)
        return self.pronouns.resolve(scene, index) if index >= 0 else NOBODY_NAMED

    def quoted(self, scene: Scene, part: Part) -> Answer:
        """As in "die „Computerwoche“", "des Internetdienstes „E!Online“": an untagged name in quotation marks."""
        words, start, end = scene.view.words, part.start, part.end
        opening = next((index for index in range(start, end) if words[index] in OPENING_QUOTES), end)
        closing = next((index for index in range(opening + 1, end) if words[index] in OPENING_QUOTES), end)
        if opening - start > 3 or not 1 < closing - opening <= 7 or not scene.view.is_name_like(opening + 1):
            return NOBODY_NAMED
        tagged = scene.by_start.get(opening + 1)
        if tagged is not None and tagged.end >= closing:
            return NOBODY_NAMED
        capitals = [index for index in range(start, opening) if scene.view.is_name_like(index)]
        called = words[capitals[-1]].lower() if capitals and capitals[-1] > start else ""
        if called and not self.organs.is_organ(called) and called not in self.naming.quoted_classes:
            return NOBODY_NAMED
        name = scene.view.piece(opening + 1, closing)
        return Answer((self.stage.introduce(scene, name, Kind.ORGANISATION, opening + 1),), "quoted-name", 0.7)
