"""Role phrases and their holders: "der russische Präsident", "Frankreichs Außenminister", "der Chef der SPD"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from digest.analysis.gazetteer import Gazetteer
from digest.analysis.token_view import TokenView
from digest.lang.naming import Naming, RoleNoun
from digest.model import Label

_MOST_ADJECTIVES = 5
_LONGEST_COMPLEMENT = 9


@dataclass(frozen=True, slots=True)
class RolePhrase:
    """A role noun (token `at`) with what stands around it: adjectives before, what the office is of before or after.

    `start` is the first token that belongs to it (after an article), `end` is behind its complement.
    """

    at: int
    start: int
    end: int
    noun: RoleNoun
    adjectives: tuple[str, ...]
    owner: str
    """A genitive before the noun ("Frankreichs"), as it stands."""
    complement: str
    """What follows the noun ("der SPD"), as it stands, perhaps empty."""

    @property
    def sex(self) -> str:
        """m, f or unknown, from the noun alone."""
        return self.noun.sex


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds an office, by which rule, how sure."""

    actor: str
    rule: str
    confidence: float
    verified: bool = True
    """Whether a published list bears the office out; otherwise it rests on general knowledge alone."""


class Offices:
    """Reads role phrases and looks their holders up."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.gazetteer = gazetteer
        self.naming = naming

    def phrase_at(self, view: TokenView, at: int, *, limit: int | None = None, floor: int = 0) -> RolePhrase | None:
        """The role phrase around the noun at token `at`; None when the token is no role noun.

        It reaches back to `floor` and forward to `limit` at most.
        """
        noun = (
            self.naming.read_role(view.word(at)) if view.is_name_like(at) or not self.naming.nouns_capitalised else None
        )
        if noun is None:
            return None
        if self._is_title(view, at + 1):
            return self.phrase_at(view, at + 1, limit=limit, floor=floor)
        first = at
        if self._is_title(view, at) and at > floor:
            noun, first = replace(noun, title=f"{view.words[at - 1]} {view.words[at]}".lower()), at - 1
        start, adjectives, owner = self._before(view, first, floor)
        end = self._complement_end(view, at + 1, len(view) if limit is None else limit)
        complement = view.piece(at + 1, end) if end > at + 1 else ""
        return RolePhrase(at, start, end, noun, tuple(adjectives), owner, complement)

    def _is_title(self, view: TokenView, at: int) -> bool:
        """Whether the token and the one before it are a listed title of two words ("prime minister")."""
        return f"{view.word(at - 1)} {view.word(at)}".lower() in self.naming.office_synonyms

    def _before(self, view: TokenView, at: int, floor: int) -> tuple[int, list[str], str]:
        adjectives: list[str] = []
        start = at
        while start > floor and at - start < _MOST_ADJECTIVES:
            word = view.words[start - 1]
            lowered = word.lower()
            if word in self.naming.possessive_marks and start - 1 > floor and self._is_body(view.words[start - 2]):
                return start - 2, adjectives, view.words[start - 2]
            if lowered in self.naming.definite or lowered in self.naming.indefinite or not word[:1].isalpha():
                break
            if self._is_owner(word, view, start - 1):
                return start - 1, adjectives, word
            if not self._is_adjective(word, opening=view.opening[start - 1]):
                break
            adjectives.insert(0, word)
            start -= 1
        return start, adjectives, ""

    def _is_owner(self, word: str, view: TokenView, index: int) -> bool:
        """A listed name in the genitive right before the adjectives: "Frankreichs neuer Präsident"."""
        if not word[:1].isupper() or len(self.naming.genitive_bases(word)) < 2:
            return False
        return self._is_body(view.words[index])

    def _is_body(self, word: str) -> bool:
        """Whether a word is the name of a listed state, place or organisation."""
        return any(item.label is not Label.PER for item in self.gazetteer.named(word, self.naming.code))

    def _is_adjective(self, word: str, *, opening: bool) -> bool:
        lowered = word.lower()
        if not self.naming.nouns_capitalised and self.gazetteer.demonym(word, self.naming.code) is not None:
            return True
        if word in ("US-amerikanische", "US-amerikanischer", "US-amerikanischen"):
            return True
        if not (word[:1].islower() or opening or word.endswith("er")):
            return False
        if (
            word[:1].isupper()
            and not opening
            and not self._is_town(word)
            and lowered not in self.naming.title_adjectives
        ):
            return False
        return lowered.endswith(self.naming.adjective_ends) and lowered not in self.naming.function_words

    def _is_town(self, word: str) -> bool:
        """As in "Berliner", "Münchner"."""
        return any(
            self.gazetteer.named(word[: -len(end)], self.naming.code) for end in ("er", "r") if word.endswith(end)
        )

    def _complement_end(self, view: TokenView, index: int, limit: int) -> int:
        """Index behind the genitive or "von" phrase that follows a role noun."""
        opener = view.word(index).lower()
        if index >= limit or (opener not in self.naming.complement_openers and not self._is_owner_after(view, index)):
            return index
        end = index + 1
        while end < limit and end - index < _LONGEST_COMPLEMENT:
            word = view.words[end]
            if not self._continues(word, view.word(end + 1)):
                break
            end += 1
        while end > index + 1 and not view.words[end - 1][:1].isupper():
            end -= 1
        return end if view.words[end - 1][:1].isupper() else index

    def _continues(self, word: str, following: str) -> bool:
        """Whether a word can stand inside what an office is of: a name, a small word, or an adjective before a noun."""
        if word[:1].isupper() or word in self.naming.complement_words:
            return True
        adjective = word.endswith(self.naming.adjective_ends) and word not in self.naming.function_words
        return word[:1].islower() and adjective and following[:1].isalpha()

    def _is_owner_after(self, view: TokenView, index: int) -> bool:
        """As in "Präsident Russlands"."""
        return view.is_name_like(index) and self._is_owner(view.words[index], view, index)

    def any_role(self, view: TokenView, start: int, end: int) -> RoleNoun | None:
        """The first role noun among the tokens start..end-1."""
        nouns = (self.naming.read_role(view.words[index]) for index in range(start, end) if view.is_name_like(index))
        return next((noun for noun in nouns if noun is not None), None)

    def words_of(self, phrase: RolePhrase, sex: str) -> str:
        """The role in words for a reader: "russischer Präsident", "Präsident Frankreichs"."""
        kept = " ".join(
            item for item in phrase.adjectives if self.naming.adjective_stem(item.lower()) not in self.naming.fillers
        )
        core = self.naming.role_words(kept, phrase.noun, sex)
        if phrase.owner and not phrase.complement:
            return " ".join(self.naming.owned_role(core, phrase.owner).split())
        return " ".join(f"{core} {phrase.complement}".split())

    def holder(self, phrase: RolePhrase, day: date | None, home: str | None) -> Holder | None:
        """Who held the office on that day. `home` is the state meant where none is named. None when it is not known."""
        if day is None or self.is_former(phrase):
            return None
        for titles, bodies, rule, confidence in self._readings(phrase, home):
            found = self._found(titles, bodies, day)
            if len(found) > 1:
                found = {one: sure for one, sure in found.items() if phrase.sex in ("", self.gazetteer.sex_of(one))}
            if len(found) == 1:
                holder, verified = found.popitem()
                return Holder(holder, rule, confidence, verified)
        return None

    def _found(self, titles: tuple[str, ...], bodies: tuple[str, ...], day: date) -> dict[str, bool]:
        """The holders under the first of the titles listed for any of the bodies, and whether that is verified."""
        for title in titles:
            offices = [office for body in bodies for office in self.gazetteer.holders(title, body, day)]
            if offices:
                return {one.holder: any(other.verified for other in offices if other.holder == one.holder)
                        for one in offices}  # fmt: skip
        return {}

    def is_former(self, phrase: RolePhrase) -> bool:
        stems = {self.naming.adjective_stem(item.lower()) for item in phrase.adjectives}
        parts = set(phrase.noun.prefix.split("-"))
        return bool((stems | parts) & self.naming.former)

    def _readings(
        self, phrase: RolePhrase, home: str | None
    ) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], str, float]]:
        """Possible (titles, bodies, rule, confidence), best first."""
        bodies = self.bodies_around(phrase)
        for title, prefix in self._splits(phrase.noun):
            titles = self.titles(title)
            if prefix in self.naming.national_prefixes:
                if home and not bodies:
                    yield titles, (home,), "office-national", 0.8
                yield titles, bodies, "office", 0.85
            elif prefix:
                yield titles, tuple(self.gazetteer.bodies_named(prefix, self.naming.code)), "office-compound", 0.85
            elif bodies:
                yield titles, bodies, "office", 0.85
            elif home and title in self.naming.bare_national_titles and not phrase.complement:
                yield titles, (home, "vatikan") if title == "papst" else (home,), "office-national", 0.65

    def means(self, phrase: RolePhrase, title: str, titles: set[str]) -> bool:
        """Whether a listed title is the one of the phrase: a synonym, or what is left without "Bundes-"."""
        listed, word = title.lower(), phrase.noun.title
        national = any(word == prefix + listed for prefix in self.naming.national_prefixes)
        return listed in titles or national

    def titles(self, title: str) -> tuple[str, ...]:
        """The titles under which the office may be listed."""
        return (title, *self.naming.office_synonyms.get(title, ()))

    def _splits(self, noun: RoleNoun) -> Iterator[tuple[str, str]]:
        """Ways to cut a compound into title and prefix: the whole word, then ever shorter titles that are listed."""
        word = noun.title
        yield word, ""
        for cut in range(1, len(word) - 2):
            title = word[cut:].lstrip("-")
            if title in self.naming.office_synonyms or self.gazetteer.is_title(title):
                yield title, word[:cut].strip("-")

    def bodies_around(self, phrase: RolePhrase) -> tuple[str, ...]:
        """Bodies that adjectives, owner or complement name."""
        named: list[str] = []
        for adjective in phrase.adjectives:
            country = self.gazetteer.demonym(self.naming.adjective_stem(adjective.lower()), self.naming.code)
            town = adjective[:-2] if adjective.endswith("er") and adjective[:1].isupper() else ""
            named += [country] if country else []
            named += self.gazetteer.bodies_named(town, self.naming.code) if town else []
        for surface in (phrase.owner, *self._complement_names(phrase.complement)):
            if surface:
                named += self.gazetteer.bodies_named(surface, self.naming.code)
        return tuple(dict.fromkeys(named))

    def _complement_names(self, complement: str) -> Iterator[str]:
        """The complement without its article, and every capitalised word of it."""
        words = complement.split()
        while words and words[0][:1].islower():
            words = words[1:]
        if words:
            yield " ".join(words)
            yield words[0]
