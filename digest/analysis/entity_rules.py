"""Rules that propose named entities: names of the gazetteer and names of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from digest.analysis.gazetteer import Gazetteer, Listing, phrase_key
from digest.analysis.token_view import OPENING_QUOTES, TokenView, folded
from digest.lang.naming import Naming
from digest.model import AliasKind, Label

_INITIAL = re.compile(r"^[A-ZÄÖÜ]\.?(?:-?[A-Z]\.)*$")
_ORDINAL_NAME = re.compile(r"^(?:[IVX]+\.?|Jr\.?|Sr\.?|junior|senior|jun\.|sen\.)$")
_MOST_SURNAMES = 2
_SHORT_ACRONYM = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """Tokens start..end-1 as an entity. Where proposals overlap the higher `weight` wins, then the longer one."""

    start: int
    end: int
    label: Label
    weight: int


class NameRules:
    """Proposals from the gazetteer and from given names, titles and surnames."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.gazetteer = gazetteer
        self.naming = naming
        self._small_starts = frozenset(
            folded(alias.surface.split()[0]) for alias in gazetteer.aliases() if alias.surface[:1].islower()
        )
        self.single = lru_cache(maxsize=32768)(self._single)
        self.begins = lru_cache(maxsize=32768)(self._begins)

    def _single(self, word: str) -> tuple[Listing, ...]:
        """The listings of one token in any case that fit its spelling."""
        listings = self.gazetteer.named(word, self.naming.code)
        fitting = tuple(listing for listing in listings if _spelling_fits(listing.alias.surface, word))
        if word.isupper() or not self.naming.is_ordinary(word):
            return fitting
        return tuple(listing for listing in fitting if not listing.alias.surface.isupper())

    # the gazetteer

    def listed(self, view: TokenView) -> Iterator[tuple[Proposal, Listing]]:
        """Every place where a listed name stands, the longest name from each token on."""
        skip_to = 0
        for index, word in enumerate(view.words):
            if index < skip_to or not self.begins(word):
                continue
            found = self.longest_at(view, index)
            if found is None:
                continue
            end, listing = found
            if listing.shy and not self._supported(view, index, end, listing):
                continue
            skip_to = end
            yield Proposal(index, end, listing.label, 3 if end - index > 1 else 2), listing

    def _begins(self, word: str) -> bool:
        """Whether a listed name begins with the token: most begin with a capital or a digit, some do not ("taz")."""
        if not (word[:1].isupper() or word[:1].isdigit() or folded(word) in self._small_starts):
            return False
        first = folded(word)
        return bool(first) and (self.gazetteer.longest(first.split(" ", 1)[0]) > 0 or bool(self.single(word)))

    def longest_at(self, view: TokenView, index: int) -> tuple[int, Listing] | None:
        """Where the longest listed name that begins at the token ends, and how it is listed."""
        first = folded(view.words[index])
        most = self.gazetteer.longest(first.split(" ", 1)[0]) if first else 0
        if most:
            found = self._phrase_at(view, index, most)
            if found is not None:
                return found
        if " " in first:
            return None
        listings = self.single(view.words[index])
        return (index + 1, _boldest(listings)) if listings else None

    def _phrase_at(self, view: TokenView, index: int, most: int) -> tuple[int, Listing] | None:
        words: list[str] = []
        ends: list[tuple[int, int]] = []
        for end in range(index, min(index + most + 2, len(view))):
            words.extend(folded(view.words[end]).split())
            if len(words) > most or view.words[end].isspace():
                break
            ends.append((end + 1, len(words)))
        for end, count in reversed(ends):
            if count < 2 or not folded(view.words[end - 1]):  # a single word is looked up otherwise
                continue
            listings = self.gazetteer.lookup(phrase_key(words[:count]), self.naming.code)
            fitting = [item for item in listings if _spelling_fits(item.alias.surface, view.words[index])]
            if fitting:
                return end, _boldest(tuple(fitting))
        return None

    def _supported(self, view: TokenView, start: int, end: int, listing: Listing) -> bool:
        """Whether the words around speak for taking an everyday word as the name it also is."""
        before, after = view.word(start - 1), view.word(end)
        quoted = before in OPENING_QUOTES and after[:1] in OPENING_QUOTES
        if listing.label is Label.ORG:
            return quoted or before.lower() in self.naming.quoted_classes
        if listing.label is Label.PER:
            aged = self.naming.is_aged(before)
            return aged or before in self.naming.courtesies or self.naming.read_role(before) is not None
        if before.lower() not in self.naming.place_prepositions or not after:
            return before in self.naming.place_openers
        return not (after[:1].isupper() and after.isalpha())

    # people

    def people(self, view: TokenView) -> Iterator[Proposal]:
        """Names of people by given name or by the title before them."""
        skip_to = 0
        for index, word in enumerate(view.words):
            if index < skip_to or not word[:1].isupper():
                continue
            start = self._name_start(view, index)
            if start < 0:
                continue
            end = self._name_end(view, start)
            if end > start:
                skip_to = end
                yield Proposal(start, end, Label.PER, 3 if end - start > 1 else 1)

    def _name_start(self, view: TokenView, index: int) -> int:
        """Where a name begins that this token announces, or -1."""
        word, naming = view.words[index], self.naming
        if naming.is_given(word) or (word[-1] == "s" and naming.is_given(word[:-1]) and not self._is_known_body(word)):
            return index if self._given_counts(view, index) else -1
        announces = (
            word in naming.courtesies or word.rstrip(".") in naming.degrees or naming.read_role(word) is not None
        )
        follower = index + 1
        while announces and (
            view.word(follower).rstrip(".") in naming.degrees
            or (view.word(follower) == "." and view.word(follower - 1) in naming.degrees)
        ):
            follower += 1
        if announces and self._can_be_surname(view, follower) and view.sentence[follower] == view.sentence[index]:
            return follower
        return -1

    def _given_counts(self, view: TokenView, index: int) -> bool:
        """Whether a given name here is one: some are words or places as well."""
        word, following = view.words[index], view.word(index + 1)
        followed = following[:1].isupper() and not self.naming.is_ordinary(following)
        if word in self.naming.wordlike:
            return followed
        if self._is_known_body(word):
            return followed and not self._is_known_body(following)
        return followed or not view.opening[index] or not self.naming.is_ordinary(word)

    def _is_known_body(self, word: str) -> bool:
        """Whether the word is listed as something that is no person."""
        return any(item.label is not Label.PER and not item.shy for item in self.single(word))

    def _can_be_surname(self, view: TokenView, index: int) -> bool:
        word = view.word(index)
        if not word[:1].isupper() or len(word) < 2 or word in self.naming.everyday:
            return False
        if word.lower() in self.naming.small_words or word.rstrip(".") in self.naming.degrees:
            return False
        if self.naming.is_given(word):
            return True
        if self._is_known_body(word) and not self.is_plain_name(view, index + 1):
            return False
        if word.isupper() or ("-" in word and self.naming.is_ordinary(word)):
            return False
        return self.naming.read_role(word) is None and self.gazetteer.inhabitant(word) is None

    def is_plain_name(self, view: TokenView, index: int) -> bool:
        """Whether the token is a capitalised word that is neither ordinary nor listed, a role or an origin."""
        word = view.word(index)
        if not word[:1].isupper() or not word[1:2].islower() or word.lower() in self.naming.small_words:
            return False
        if self.naming.is_ordinary(word) or word in self.naming.everyday or word.rstrip(".") in self.naming.degrees:
            return False
        return not (
            any(item.label is not Label.PER for item in self.single(word))
            or self.gazetteer.demonym(word, self.naming.code) is not None
            or self.naming.read_role(word)
            or self.gazetteer.inhabitant(word)
            or self.naming.is_name_adjective(word)
        )

    def unknown_people(self, view: TokenView) -> Iterator[Proposal]:
        """Two unknown capitalised words side by side, without an article: most likely somebody from abroad."""
        for index in range(len(view) - 1):
            if not (self.is_plain_name(view, index) and self.is_plain_name(view, index + 1)) or view.opening[index + 1]:
                continue
            before = view.word(index - 1).lower()
            if before in self.naming.definite or before in self.naming.place_prepositions or before in OPENING_QUOTES:
                continue
            if view.opening[index] and self.naming.nouns_capitalised:
                continue
            yield Proposal(index, self._name_end(view, index), Label.PER, 0)

    def _name_end(self, view: TokenView, start: int) -> int:
        """Index behind the name that begins at `start`."""
        position, surnames, end, given = start, 0, start, False
        while position < len(view):
            word = view.words[position]
            if self.naming.is_given(word) and not surnames:
                end, given = position + 1, True
            elif end > start and (_INITIAL.match(word) or _ORDINAL_NAME.match(word)):
                end = position + (0 if _INITIAL.match(word) and not self._goes_on(view, position) else 1)
                if end == position:
                    break
            elif word.lower() in self.naming.particles and word[:1].islower() and end > start:
                if not self._goes_on(view, position) or (surnames and word not in self.naming.joining_particles):
                    break
            elif surnames < (_MOST_SURNAMES if given else _MOST_SURNAMES + 1) and self._is_surname(
                view, position, surnames
            ):
                surnames += 1
                end = position + 1
            else:
                break
            position += 1
        return end

    def _goes_on(self, view: TokenView, index: int) -> bool:
        """Whether a capitalised word follows, perhaps after another particle."""
        for position in (index + 1, index + 2):
            word = view.word(position)
            if word[:1].isupper():
                return not view.opening[position]
            if word.lower() not in self.naming.particles:
                return False
        return False

    def _is_surname(self, view: TokenView, index: int, surnames: int) -> bool:
        if not surnames:
            word = view.words[index]
            plain = word[:1].isupper() and len(word) > 1 and word.lower() not in self.naming.small_words
            return plain and (word not in self.naming.everyday or self.naming.is_given(view.word(index - 1)))
        if not self._can_be_surname(view, index) or self.naming.is_ordinary(view.words[index]):
            return False
        return not (self.naming.is_given(view.words[index]) and view.word(index + 1)[:1].isupper())


def _boldest(listings: tuple[Listing, ...]) -> Listing:
    """The listing to tag by: one that needs no support first, and a name before what only stands for something."""
    return min(listings, key=lambda item: (item.shy, item.kind is AliasKind.METONYM))


def _spelling_fits(surface: str, word: str) -> bool:
    """Whether a token can begin the surface form as far as capitals go: "US" is not "us", "Nato" may be "NATO"."""
    if surface[:1].islower():
        return True
    head = surface.split(maxsplit=1)[0]
    if head.isupper() and 1 < len(head) <= _SHORT_ACRONYM:
        return word.startswith(head)
    return word[:1].isupper() or not word[:1].isalpha()
