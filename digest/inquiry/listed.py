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
from digest.errors import BadInput
from digest.inquiry.scripts import readings
from digest.lang.naming import Naming, RoleNoun, load
from digest.model import Actor, Kind, Label, Office
from digest.names import fold
from digest.phrases import languages

HOME = "DE"
"""ISO code of the state whose offices are meant where none is named and the language tells none."""


class Listed:
    """Implements `digest.inquiry.context.KnownActors` by the gazetteer that `present` gives at the moment."""

    def __init__(self, present: Callable[[], Gazetteer]) -> None:
        self._present = present
        self._namings = tuple(_namings())
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

    def role(self, actor_id: str, day: date) -> str:
        present = self._gazetteer.offices_of(actor_id, day)
        past = [one for one in self._gazetteer.held_by(actor_id) if one.valid.end is not None and one.valid.end < day]
        latest = sorted(past, key=lambda one: one.valid.end or day, reverse=True)
        told = (self._told(one, ended=one not in present) for one in (*present, *latest))
        return next(filter(None, told), "")

    def _told(self, office: Office, *, ended: bool) -> str:
        """The office in words, with its years where it has ended; empty where the body is not known."""
        body = self._gazetteer.actor(office.of or "")
        if body is None:
            return ""
        naming = next((one for one in self._namings if one.read_role(office.title)), self._namings[0])
        title = naming.office_title(office.title, self._gazetteer.sex_of(office.holder), body.name)
        years = (office.valid.start, office.valid.end) if ended else ()
        return f"{title} ({'–'.join(str(one.year) if one else '' for one in years)})" if years else title

    def _named(self, name: str) -> list[str]:
        """Ids of the actors that a name lists; people before places of that name."""
        listings = [one for naming in self._namings for one in self._gazetteer.named(name, naming.code)]
        people = [one.actor for one in listings if one.label is Label.PER]
        respelled = self._gazetteer.respelled(name) if " " in name else None
        return people or [one.actor for one in listings] or ([respelled] if respelled else [])

    def _in_office(self, words: str, day: date) -> Iterator[str]:
        """Ids of who held the office that the words tell."""
        for naming in self._namings:
            for place, word in enumerate(words.split()):
                noun = naming.read_role(word)
                if noun is not None:
                    others = [one for number, one in enumerate(words.split()) if number != place]
                    yield from self._holders(naming, noun, others, day)[:1]

    def _holders(self, naming: Naming, noun: RoleNoun, others: Sequence[str], day: date) -> list[str]:
        """Who held the office of a role noun ("Präsident") with these other words ("der", "USA") that day."""
        bodies = list(self._bodies(naming, others)) if others else self._home(naming)
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
        named = [word for word in words if word.lower() not in naming.function_words | naming.complement_words]
        for name in dict.fromkeys((" ".join(named), *named)):
            yield from self._gazetteer.bodies_named(name, naming.code)

    def _home(self, naming: Naming) -> list[str]:
        """The state meant by a title alone: "Bundeskanzler", "Außenminister"."""
        state = self._gazetteer.country(naming.home or HOME)
        return [state] if state is not None else []


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


def _namings() -> Iterator[Naming]:
    """What the languages bring that have names."""
    for code in languages():
        try:
            yield load(code)
        except BadInput:  # a language of the interface whose articles are not read
            continue
