"""Whom the gazetteer knows by a name that no article has used yet, or by an office held on a day.

"Vladimir Putin", "Си Цзиньпин"              -> by name, in any spelling it lists
"Bundeskanzler", "russischer Präsident",
"Außenministerin Frankreichs", "Chef der SPD" -> who held the office that day
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from rapidfuzz import fuzz, process

from digest.analysis.gazetteer import Gazetteer
from digest.analysis.office_words import office_words
from digest.inquiry.roles import namings
from digest.inquiry.scripts import readings
from digest.lang.naming import Naming, RoleNoun
from digest.model import Actor, Kind, Label, Office
from digest.names import fold
from digest.phrases import base

HOME = "DE"
"""ISO code of the state whose offices are meant where none is named and the language tells none."""


class Listed:
    """Implements `digest.inquiry.context.KnownActors` by the gazetteer that `present` gives at the moment."""

    def __init__(self, present: Callable[[], Gazetteer]) -> None:
        self._present = present
        self._namings = namings()
        self._names: tuple[Gazetteer, Mapping[tuple[str, str], str]] | None = None

    @property
    def _gazetteer(self) -> Gazetteer:
        return self._present()

    def named(self, words: str, day: date) -> Sequence[Actor]:
        found = [one for form in (words, *readings(words)) for one in self._named(form)] or list(
            self._in_office(words, day)
        )
        actors = (self._gazetteer.actor(one) for one in dict.fromkeys(found))
        return [one for one in actors if one is not None]

    def near(self, words: str, least: float, most: int) -> Sequence[Actor]:
        near = process.extract(fold(words), self._folded(), scorer=fuzz.ratio, limit=most, score_cutoff=least)
        found = (self._gazetteer.actor(actor) for _, _, (actor, _) in near)
        return [one for one in dict.fromkeys(found) if one is not None]

    def _folded(self) -> Mapping[tuple[str, str], str]:
        """Full names and the last words of people's names, folded, by actor and name."""
        gazetteer = self._gazetteer
        if self._names is None or self._names[0] is not gazetteer:
            names = ((one.id, name) for one in gazetteer.actors() for name in _called(one))
            self._names = gazetteer, {(actor, name): fold(name) for actor, name in names}
        return self._names[1]

    def office(self, actor_id: str, day: date, language: str) -> str:
        present = self._gazetteer.offices_of(actor_id, day)
        return next(filter(None, (self._told(one, language) for one in present)), "")

    def former_office(self, actor_id: str, day: date, language: str) -> str:
        ended = [(one.valid.end, one) for one in self._gazetteer.held_by(actor_id) if one.valid.end is not None]
        for last, office in sorted(ended, key=lambda item: item[0], reverse=True):
            if last < day and (told := self._told(office, language)):
                return f"{told} ({office.valid.start.year if office.valid.start else ''}–{last.year})"
        return ""

    def sex(self, actor_id: str) -> str:
        return self._gazetteer.sex_of(actor_id)

    def names(self, language: str) -> Mapping[str, str]:
        return self._gazetteer.names_in(base(language))

    def _told(self, office: Office, language: str) -> str:
        """The office in words; empty where the body is not known."""
        naming = next((one for one in self._namings if one.code == base(language)), self._namings[0])
        return office_words(office, self._gazetteer, naming)

    def _named(self, name: str) -> list[str]:
        """Ids of the actors that a name lists: people before states and bodies, those before places of that name.

        Nobody asks what "the Kremlin" the building said.
        """
        listings = [one for naming in self._namings for one in self._gazetteer.named(name, naming.code)]
        people = [one.actor for one in listings if one.label is Label.PER]
        bodies = [one.actor for one in listings if self._gazetteer.class_of(one.actor) != "place"]
        respelled = self._gazetteer.respelled(name) if " " in name else None
        return people or bodies or [one.actor for one in listings] or ([respelled] if respelled else [])

    def _in_office(self, words: str, day: date) -> Iterator[str]:
        """Ids of who held the office that the words tell."""
        split = words.split()
        for naming in self._namings:
            for start, end, noun in _titles_in(naming, split):
                others = split[:start] + split[end:]
                yield from self._holders(naming, noun, others, day)[:1]

    def _holders(self, naming: Naming, noun: RoleNoun, others: Sequence[str], day: date) -> list[str]:
        """Who held the office of a role noun ("Präsident") with these other words ("der", "USA") that day."""
        told = [word for word in others if word.lower() not in naming.function_words | naming.complement_words]
        bodies = list(self._bodies(naming, told)) if told else self._home(naming)
        ways = [(title, body) for title in _titles(naming, noun) for body in bodies]
        if noun.prefix:  # "US-Präsident", "Kremlsprecher", "SPD-Chef"
            titles = (noun.base, *naming.office_synonyms.get(noun.base, ()))
            before = self._gazetteer.bodies_named(noun.prefix.strip("-"), naming.code)
            ways += [(title, body) for title in titles for body in before]
        return [office.holder for title, body in ways for office in self._gazetteer.holders(title, body, day)]

    def _bodies(self, naming: Naming, words: Sequence[str]) -> Iterator[str]:
        """What an office can be of, told by the words around its title: an adjective of origin, or a name."""
        for word in words:
            state = self._gazetteer.demonym(naming.adjective_stem(word.lower()), naming.code)
            if state is not None:
                yield state
        for name in dict.fromkeys((" ".join(words), *words)):
            yield from self._gazetteer.bodies_named(name, naming.code)

    def _home(self, naming: Naming) -> list[str]:
        """The state meant by a title alone: "Bundeskanzler", "Außenminister"."""
        state = self._gazetteer.country(naming.home or HOME)
        return [state] if state is not None else []


def _titles_in(naming: Naming, words: Sequence[str]) -> Iterator[tuple[int, int, RoleNoun]]:
    """Where titles stand among the words: those of two words ("prime minister") first, then role nouns."""
    for start in range(len(words) - 1):
        pair = " ".join(words[start : start + 2]).lower()
        if pair in naming.office_synonyms:
            yield start, start + 2, RoleNoun(pair, pair, pair, "", "")
    for start, word in enumerate(words):
        noun = naming.read_role(word)
        if noun is not None:
            yield start, start + 1, noun


def _titles(naming: Naming, noun: RoleNoun) -> tuple[str, ...]:
    """Titles under which the gazetteer may list the office, the one typed first."""
    bare = noun.title
    for prefix in naming.national_prefixes:
        bare = bare.removeprefix(prefix)
    return tuple(dict.fromkeys((noun.title, *naming.office_synonyms.get(noun.title, ()), bare)))


def _called(actor: Actor) -> tuple[str, ...]:
    """By what names somebody may be looked up and mistyped: the full one, and a person's last word."""
    last = actor.name.rpartition(" ")[2]
    return (actor.name, last) if actor.kind is Kind.PERSON and last != actor.name else (actor.name,)
