"""Named entities made whole before they are linked: whoever tagged them may have cut a listed name short or taken the
noun before a name into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from digest.analysis.entity_rules import NameRules
from digest.analysis.gazetteer import Gazetteer, phrase_key
from digest.analysis.token_view import TokenView, folded
from digest.lang.naming import Naming
from digest.model import Label

_OFFICES = frozenset({"authority", "court", "same-name"})
"""Classes whose nouns make a name with the place behind them."""
_PLAIN = frozenset({"company", "media"})
"""Classes whose nouns do not belong to the name behind them."""

Found = tuple[int, int, Label]
"""Tokens start..end-1 with a label."""


class Spans:
    """Corrects the ends of entities by what is listed."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.gazetteer = gazetteer
        self.naming = naming
        self.names = NameRules(gazetteer, naming)
        self._offices = tuple(noun for noun, classes in naming.organs.items() if classes & _OFFICES)

    def whole(self, view: TokenView, entities: Sequence[Found]) -> Iterator[Found]:
        """The entities in text order; one inside a longer listed name goes with it."""
        reached = 0
        named = (self._capital(view, entity) for entity in sorted(entities, key=lambda one: one[0]))
        for tagged, end, label in self._joined(view, [entity for entity in named if entity[0] < entity[1]]):
            if tagged < reached:
                continue
            start = tagged + (label is Label.PER and end - tagged > 1 and self._is_title(view, tagged, end))
            person = self._person_inside(view, start, end) if label is Label.ORG else end
            reached, found = self._longest(view, start, self._with_noun(view, start, person, label), label)
            first = self._first(view, start, reached, found)
            alone = found is Label.ORG and reached == first + 1 and not view.words[first].isupper()
            first -= alone and self._is_office(view, first)
            yield first, reached, found
            if reached <= person < end:
                reached = end
                yield person, end, Label.PER

    def _capital(self, view: TokenView, entity: Found) -> Found:
        """The entity from its first to its last capital, where only names have capitals ("port", "GHL union")."""
        start, end, label = entity
        if self.naming.nouns_capitalised:
            return entity
        while start < end and view.words[start].islower():
            start += 1
        while (
            end > start and view.words[end - 1].islower() and view.words[end - 1] not in self.naming.organisation_marks
        ):
            end -= 1
        alone = end == start + 1 and self.gazetteer.demonym(view.words[start], self.naming.code) is not None
        return (start, start if alone else end, label)

    def _is_office(self, view: TokenView, index: int) -> bool:
        """Whether the noun of an office stands right before an unlisted name ("Hafenbehörde Westerhafen")."""
        noun = view.word(index - 1)
        named = self.gazetteer.named(view.words[index], self.naming.code)
        return (
            noun[:1].isupper()
            and noun.lower().endswith(self._offices)
            and all(item.label is not Label.ORG for item in named)
        )

    def _is_title(self, view: TokenView, start: int, end: int) -> bool:
        """Whether the first word taken into somebody's name is his title ("Dekan Berg")."""
        word = view.words[start]
        plain = self.naming.is_ordinary(word) and not self.naming.is_given(word) and word not in self.naming.courtesies
        listed = self.gazetteer.named(view.piece(start, end), self.naming.code)
        return plain and not listed and self.naming.read_role(word) is not None

    def _joined(self, view: TokenView, entities: Sequence[Found]) -> Iterator[Found]:
        """The entities; two single names of a person around one more word of his name are one ("Abdel Kader Amr")."""
        kept: Found | None = None
        for found in entities:
            if kept is not None and self._are_one(view, kept, found):
                kept = (kept[0], found[1], Label.PER)
                continue
            if kept is not None:
                yield kept
            kept = found
        if kept is not None:
            yield kept

    def _are_one(self, view: TokenView, first: Found, second: Found) -> bool:
        single = first[1] - first[0] == second[1] - second[0] == 1
        if not single or first[2] is not Label.PER or second[2] is not Label.PER or second[0] != first[1] + 1:
            return False
        word = view.words[first[1]]
        plain = self.naming.is_ordinary(word) and not self.naming.is_given(word)
        return word[:1].isupper() and not plain and self.naming.read_role(word) is None

    def _person_inside(self, view: TokenView, start: int, end: int) -> int:
        """Where somebody's name begins that was taken into a listed organisation's; `end` where there is none."""
        for at in range(start + 2, end - 1):
            if self.naming.is_given(view.words[at]):
                words = [word for index in range(start, at) for word in folded(view.words[index]).split()]
                return at if self.gazetteer.lookup(phrase_key(words), self.naming.code) else end
        return end

    def untagged(self, view: TokenView, entities: Sequence[Found]) -> Iterator[Found]:
        """Listed names that stand in the text and that nobody tagged; people only by full name."""
        taken = {index for start, end, label in entities if label is not Label.MISC for index in range(start, end)}
        things = {index for start, end, label in entities if label is Label.MISC for index in range(start, end)}
        reached = 0
        for start, word in enumerate(view.words):
            if start in taken or start < reached or not self.names.begins(word) or self._is_small(word):
                continue
            found = self.names.longest_at(view, start)
            if found is None:
                continue
            end, listing = found
            sure = not listing.shy and (listing.label is not Label.PER or end - start > 1)
            plain = self.naming.is_ordinary(word) or word.lower() in self.naming.organs
            everyday = end - start == 1 and plain and start not in things
            if sure and not everyday and taken.isdisjoint(range(start, end)):
                reached = end
                yield start, end, listing.label

    def _is_small(self, word: str) -> bool:
        """Whether a word opens so many sentences that a name beginning with it ("Die Zeit") is left to the tagger."""
        return word.lower() in self.naming.small_words

    def _with_noun(self, view: TokenView, start: int, end: int, label: Label) -> int:
        """The end of a body's name with the noun that its last word cannot do without: behind an adjective of the
        name ("Zentralverein homöopathischer Ärzte") or the first half of a pair ("Markt- und Sozialforschung").
        """
        if label is not Label.ORG or end - start < 2:
            return end
        last, before = view.words[end - 1], view.words[end - 2]
        if last in self.naming.coordinators and before.endswith("-") and view.is_name_like(end):
            return end + 1
        if last.endswith("-") and view.word(end) in self.naming.coordinators and view.is_name_like(end + 1):
            return end + 2
        if view.word(end)[:1].islower() and view.is_name_like(end + 1) and self._belongs(view, end):
            return end + 2
        adjective = last[:1].islower() and last.endswith(self.naming.adjective_ends)
        return end + 1 if adjective and last not in self.naming.small_words and view.is_name_like(end) else end

    def _belongs(self, view: TokenView, index: int) -> bool:
        """Whether the adjective behind a name stands in the genitive plural that only a name has without article."""
        word = view.words[index]
        head = view.words[index - 1].lower().removesuffix("s").removesuffix("e")
        of_people = any(
            head.endswith(noun) for noun in self.naming.strong_body_heads | {"verein", "bund", "vereinigung"}
        )
        return of_people and word.endswith("er") and word not in self.naming.function_words | self.naming.determiners

    def _longest(self, view: TokenView, start: int, end: int, label: Label) -> tuple[int, Label]:
        """Where the longest listed name from `start` on ends, and its label, when it is longer than what was tagged."""
        most = self.gazetteer.longest(folded(view.words[start]).split(" ", 1)[0])
        for last in range(min(start + most + 1, len(view)), end, -1):
            words = [word for index in range(start, last) for word in folded(view.words[index]).split()]
            if len(words) < 2 or not view.is_name_like(last - 1):
                continue
            listed = self.gazetteer.lookup(phrase_key(words), self.naming.code)
            if listed and not listed[0].shy:
                return last, listed[0].label
        if end == start + 1 and label is not Label.PER and self._is_towns(view, start):
            return end + 1, Label.ORG
        return end, label

    def _is_towns(self, view: TokenView, start: int) -> bool:
        """Whether the word is the adjective of a listed town before a noun ("Bremer Umweltbehörde")."""
        towns = self.naming.town_of(view.words[start])
        listed = (item for town in towns for item in self.gazetteer.named(town, self.naming.code))
        return any(item.label is Label.GPE for item in listed) and view.is_name_like(start + 1)

    def _first(self, view: TokenView, start: int, end: int, label: Label) -> int:
        """Where the name begins behind a noun that only tells what it is ("Oppositionspartei Movement for …")."""
        place = self._place_inside(view, start, end)
        if place > start or label is not Label.ORG:
            return place
        noun = view.words[start].lower()
        known = noun in self.naming.name_classes or bool(self.naming.organs.get(noun, frozenset()) & _PLAIN)
        plain = known and noun not in self.naming.name_openers
        return start + 1 if plain and end - start > 1 and view.is_name_like(start + 1) else start

    def _place_inside(self, view: TokenView, start: int, end: int) -> int:
        """Where a listed town or state begins behind what it is ("Freien und Hansestadt Hamburg"); else `start`."""
        for at in range(start + 1, end):
            if view.words[at - 1].lower() in self.naming.town_nouns:
                listed = self.gazetteer.named(view.piece(at, end), self.naming.code)
                return at if any(item.label is Label.GPE for item in listed) else start
        return start


def agreed(view: TokenView, entities: Iterable[Found]) -> list[Found]:
    """The entities, a name of one word having one label in the whole text: of people and bodies the more frequent.

    Who is named in full elsewhere stays a person.
    """
    found = list(entities)
    surnames = {view.words[end - 1] for start, end, label in found if label is Label.PER and end - start > 1}
    votes = Counter((view.words[start], label) for start, end, label in found if end == start + 1)
    return [(start, end, _voted(view.words[start], label, votes, surnames) if end == start + 1 else label)
            for start, end, label in found]  # fmt: skip


def _voted(word: str, label: Label, votes: Counter[tuple[str, Label]], surnames: set[str]) -> Label:
    if label is not Label.PER or word in surnames:
        return label
    return Label.ORG if votes[word, Label.ORG] >= votes[word, Label.PER] else label
