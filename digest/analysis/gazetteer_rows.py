"""The rows of the gazetteer files, read, checked and turned into names, offices and classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from typing import Any

from digest.analysis.transliteration import same_name, skeleton
from digest.errors import BadInput
from digest.model import Actor, Alias, AliasKind, Kind, Label, Office, Period
from digest.names import fold

_TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_INFLECTION = ("es", "en", "er", "em", "e", "s", "n")
_SHORTEST_STEM = 3

Row = Mapping[str, Any]
"""One row as TOML gives it."""

FIELDS = {
    "country": frozenset({"name", "iso", "wd", "capital", "stem", "people", "also", "en"}),
    "metonym": frozenset({"surface", "stands_for", "label"}),
    "places": frozenset({"label", "class", "names"}),
    "demonym": frozenset({"stem", "of", "people"}),
    "person": frozenset({"name", "wd", "also", "surname", "sex", "alone"}),
    "office": frozenset({"title", "of", "holder", "from", "to", "verified"}),
    "organisation": frozenset({"name", "wd", "also", "shy", "of"}),
    "called": frozenset({"name", "names"}),
}
"""The fields a row of each table may have."""

_FIRST = {
    "country": "name",
    "demonym": "stem",
    "metonym": "surface",
    "places": "names",
    "person": "name",
    "office": "title",
    "organisation": "name",
    "called": "name",
}


def slug(name: str) -> str:
    """The readable id of a name: "Großbritannien" is "grossbritannien", "Südkorea" is "suedkorea"."""
    return fold(name.translate(_TRANSLITERATION)).replace(" ", "-")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A folded word without German inflection, for comparing the words of names with several ("weissen": "weiss")."""
    for ending in _INFLECTION:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return stem(word[: -len(ending)])
    return word


def phrase_key(words: Sequence[str]) -> str:
    """What a name of these folded words is looked up by: one word as it is, several without inflection."""
    return words[0] if len(words) == 1 else " ".join(map(stem, words))


@dataclass(frozen=True, slots=True)
class Listing:
    """One name of one actor. `shy` names are everyday words too and count only with support from the context.

    `language` restricts the name to texts in that language; empty: any. `label` is what the name is tagged as.
    """

    alias: Alias
    label: Label
    shy: bool = False
    language: str = ""

    @property
    def actor(self) -> str:
        """Id of the actor named."""
        return self.alias.actor

    @property
    def kind(self) -> AliasKind:
        """How the name names it."""
        return self.alias.kind


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """Somebody called by the state he is from ("Russin")."""

    actor: str
    sex: str
    plural: bool


@dataclass(slots=True)
class Rows:
    """What the files add up to; filled row by row, then only read."""

    actors: dict[str, Actor] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    sexes: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[Listing]] = field(default_factory=lambda: defaultdict(list))
    lengths: dict[str, int] = field(default_factory=dict)
    demonyms: dict[tuple[str, str], str] = field(default_factory=dict)
    spellings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By the skeleton of a transliterated name: the people who bear it."""
    adjectives: dict[tuple[str, str], str] = field(default_factory=dict)
    """By language and actor: the first of its adjectives, as listed."""
    inhabitants: dict[str, Inhabitant] = field(default_factory=dict)
    isos: dict[str, str] = field(default_factory=dict)
    shown: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """By language and actor: the name a reader of that language is shown."""
    offices: list[Office] = field(default_factory=list)
    transliterated: set[str] = field(default_factory=set)
    """States whose names are written in other scripts."""
    shy: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    """What an office can be of: every actor but people, and the places that stand for one ("Kreml")."""

    def respell(self, actor: str, names: Iterable[str]) -> None:
        """List a person as one whose name is transliterated in several ways."""
        for name in names:
            self.spellings[skeleton(name)].add(actor)

    def demonym(self, language: str, adjective: str, actor: str) -> None:
        """List the adjective of a state or region."""
        self.demonyms.setdefault((language, fold(adjective)), actor)
        self.adjectives.setdefault((language, actor), adjective)

    @staticmethod
    def _same(old: Listing, new: Listing) -> bool:
        """Whether a listing adds nothing: the same actor under the same spelling of the first letter."""
        same_case = old.alias.surface[:1].isupper() == new.alias.surface[:1].isupper()
        return old.actor == new.actor and old.label is new.label and old.language == new.language and same_case

    def name(self, surface: str, listing: Listing) -> None:
        """List a surface form; a second row with the same meaning changes nothing."""
        words = fold(surface).split()
        key = phrase_key(words) if words else ""
        if not key or any(self._same(old, listing) for old in self.names[key]):
            return
        self.names[key].append(listing)
        if len(words) > 1:
            first = stem(words[0])
            self.lengths[first] = max(self.lengths.get(first, 0), len(words))


def _bad(file: str, table: str, row: object, why: str) -> BadInput:
    return BadInput(f"{file}, {table} {row!r}: {why}")


def _check(file: str, table: str, row: object) -> None:
    """Raises BadInput for a row with unknown fields or without its first one."""
    if not isinstance(row, Mapping):
        raise _bad(file, table, row, "no table")
    head = row.get(_FIRST[table])
    if not head:
        raise _bad(file, table, row, f"no {_FIRST[table]}")
    unknown = set(row) - FIELDS[table]
    if unknown:
        raise _bad(file, table, head, f"unknown field {min(unknown)}")


def _listing(actor: str, surface: str, language: str, kind: AliasKind, label: Label, *, shy: bool = False,
             only: str = "") -> Listing:  # fmt: skip
    return Listing(Alias(actor, surface, language, kind), label, shy, only)


def _alias_kind(surface: str) -> AliasKind:
    return AliasKind.ACRONYM if surface.isupper() and len(surface) <= 6 else AliasKind.NAME


def _add_country(rows: Rows, row: Row, language: str) -> None:
    name = row["name"]
    actor = slug(name)
    rows.actors[actor] = Actor(actor, Kind.COUNTRY, name, row.get("wd"))
    rows.classes[actor] = "country"
    rows.bodies.add(actor)
    if row.get("iso"):
        rows.isos[row["iso"]] = actor
    for surface in (name, *row.get("also", ())):
        rows.name(surface, _listing(actor, surface, language, _alias_kind(surface), Label.GPE, only=language))
    for surface in row.get("capital", ()):
        _add_seat(rows, actor, surface, language, Label.GPE)
    for adjective in row.get("stem", ()):
        rows.demonym(language, adjective, actor)
    _add_people(rows, actor, row.get("people", ()))
    english = row.get("en", ())
    for surface in english[:1] + english[2:]:
        rows.name(surface, _listing(actor, surface, "en", _alias_kind(surface), Label.GPE, only="en"))
    for adjective in english[1:2]:
        rows.demonym("en", adjective, actor)
    if english:
        rows.shown["en"][actor] = english[0]


def _add_seat(rows: Rows, stands_for: str, surface: str, language: str, label: Label) -> None:
    """A seat of government: a place of its own first, and a name of its state or body where that speaks or acts. Other
    spellings of it, as in English, follow behind "|".
    """
    name, *others = surface.split("|")
    place = slug(name)
    rows.actors.setdefault(place, Actor(place, Kind.PLACE, name))
    rows.classes.setdefault(place, "place")
    rows.bodies.add(place)
    for form in (name, *others):
        rows.name(form, _listing(place, form, language, AliasKind.NAME, label))
        rows.name(form, _listing(stands_for, form, language, AliasKind.METONYM, label))


def _add_people(rows: Rows, actor: str, people: Sequence[str]) -> None:
    """Singular and plural of an inhabitant, m and f, in all cases."""
    if len(people) != 2:
        return
    man, woman = (fold(form) for form in people)
    weak = man[:-1] if man.endswith("er") and man[:-1] == woman else man
    for form, sex, plural in (
        (man, "m", False), (woman, "f", False), (weak + "n", "m", True), (woman + "nen", "f", True),
        (man + "en", "m", True), (man + "s", "m", False),
    ):  # fmt: skip
        rows.inhabitants.setdefault(form, Inhabitant(actor, sex, plural))


def _add_demonym(rows: Rows, file: str, row: Row, language: str) -> None:
    actor = _known_body(rows, file, "demonym", row, row["of"])
    for adjective in row["stem"]:
        rows.demonym(language, adjective, actor)
    _add_people(rows, actor, row.get("people", ()))


def _add_metonym(rows: Rows, file: str, row: Row, language: str) -> None:
    actor = _known_body(rows, file, "metonym", row, row["stands_for"])
    _add_seat(rows, actor, row["surface"], language, Label(row["label"]))


def _known_body(rows: Rows, file: str, table: str, row: Row, name: str) -> str:
    """The id of the state, place or organisation of this name. Raises BadInput for one that is not listed."""
    actor = slug(name)
    if actor not in rows.bodies:
        raise _bad(file, table, row[_FIRST[table]], f"no state, place or organisation {name}")
    return actor


def _add_places(rows: Rows, row: Row, language: str) -> None:
    label = Label(row["label"])
    for entry in row["names"]:
        name, *others = entry.split("|")
        actor = slug(name)
        if actor in rows.actors:
            continue
        rows.actors[actor] = Actor(actor, Kind.PLACE, name)
        rows.classes[actor] = "place"
        rows.bodies.add(actor)
        for surface in (name, *others):
            shy = surface in rows.shy
            rows.name(surface, _listing(actor, surface, language, AliasKind.NAME, label, shy=shy))


def _add_person(rows: Rows, file: str, row: Row, language: str) -> None:
    name = row["name"]
    actor = slug(name)
    if actor in rows.bodies:
        raise _bad(file, "person", name, "a state, place or organisation is called so")
    rows.actors.setdefault(actor, Actor(actor, Kind.PERSON, name, row.get("wd")))
    rows.classes[actor] = "person"
    rows.sexes[actor] = row.get("sex", "")
    full = (name, *row.get("also", ()))
    if any(spelling != name and same_name(spelling, name) for spelling in full):
        rows.respell(actor, full)
    for surface in full:
        kind = AliasKind.NAME
        rows.name(surface, _listing(actor, surface, language, kind, Label.PER))
    surnames = row.get("surname") or sorted({spelling.split()[-1] for spelling in full if " " in spelling})
    for surface in surnames:
        if surface in full:
            continue
        listing = _listing(actor, surface, language, AliasKind.SURNAME, Label.PER, shy=not row.get("alone", False))
        rows.name(surface, listing)


def _add_organisation(rows: Rows, table: str, row: Row, language: str) -> None:
    name = row["name"]
    actor = slug(name)
    rows.actors[actor] = Actor(actor, Kind.ORGANISATION, name, row.get("wd"))
    rows.classes[actor] = table
    rows.bodies.add(actor)
    shy = row.get("shy", ())
    for surface in dict.fromkeys((name, *row.get("also", ()), *shy)):
        rows.name(surface, _listing(actor, surface, language, _alias_kind(surface), Label.ORG, shy=surface in shy))


def _add_called(rows: Rows, file: str, row: Row, language: str) -> None:
    """The names of a listed actor in another language; they mean there whatever its own name means."""
    actor = slug(row["name"])
    words = fold(row["name"]).split()
    meant = [one for one in rows.names[phrase_key(words)] if one.actor == actor or one.kind is AliasKind.METONYM]
    if actor not in rows.actors or not meant:
        raise _bad(file, "called", row["name"], "nobody and nothing is listed with this name")
    rows.shown[language][actor] = row["names"][0]
    for surface in row["names"]:
        known = {(one.actor, one.label) for one in rows.names.get(phrase_key(fold(surface).split()), ())
                 if one.language in ("", language)}  # fmt: skip
        for one in meant:
            if (one.actor, one.label) not in known:
                alias = replace(one.alias, surface=surface, language=language)
                rows.name(surface, replace(one, alias=alias, language=language))


def _day(value: object, *, last: bool) -> date | None:
    """A date, or the first or last day of a year given as a number; None stays open. Raises TypeError for others."""
    if value is None or (isinstance(value, date)):
        return value
    if isinstance(value, int):
        return date(value, 12, 31) if last else date(value, 1, 1)
    raise TypeError(f"no day: {value!r}")


def _add_office(rows: Rows, file: str, row: Row) -> None:
    holder = slug(row["holder"])
    if holder not in rows.actors:
        raise _bad(file, "office", row["title"], f"no person {row['holder']}")
    try:
        valid = Period(_day(row.get("from"), last=False), _day(row.get("to"), last=True))
    except TypeError as error:
        raise _bad(file, "office", row["title"], str(error)) from error
    if valid.start and valid.end and valid.end < valid.start:
        raise _bad(file, "office", row["title"], f"{row['holder']} ends before the start")
    body = _known_body(rows, file, "office", row, row["of"])
    if body in rows.transliterated:
        rows.respell(holder, (row["holder"],))
    rows.offices.append(Office(row["title"], holder, body, valid, bool(row.get("verified", False))))


Refuse = Callable[[BadInput], None]
"""What becomes of a row that cannot be used: raise the error, or note it and go on with the others."""


def refuse_all(error: BadInput) -> None:
    """One bad row spoils everything: what holds for the program's own files."""
    raise error


@dataclass(frozen=True, slots=True)
class _Files:
    """The tables of all files, read table by table."""

    tables: Sequence[tuple[str, str, Row]]
    refuse: Refuse

    def each(self, table: str, add: Callable[[str, str, Row], None]) -> None:
        """Add the rows of one table: `add` gets the file's name and language, and the row."""
        for file, language, content in self.tables:
            self._add(file, language, table, content.get(table, ()), add)

    def organisations(self, add: Callable[[str, str, str, Row], None]) -> None:
        """Add the rows of all classes of organisations: `add` gets the class first."""
        for file, language, content in self.tables:
            for kind, block in content.get("organisation", {}).items():
                self._add(file, language, "organisation", block["rows"], partial(add, kind))

    def _add(
        self, file: str, language: str, table: str, rows: Iterable[Row], add: Callable[[str, str, Row], None]
    ) -> None:
        for row in rows:
            try:
                _check(file, table, row)
                add(file, language, row)
            except BadInput as error:
                self.refuse(error)
            except (KeyError, ValueError, AttributeError, TypeError) as error:
                self.refuse(_bad(file, table, row.get(_FIRST[table]), f"it cannot be used: {error!r}"))


def collect(tables: Sequence[tuple[str, str, Row]], refuse: Refuse = refuse_all) -> Rows:
    """All rows of the files, given as (file name, language, content). What cannot be used, naming file and row, goes
    to `refuse`.

    Countries come before places and people before offices, whatever file they stand in.
    """
    rows, files = Rows(), _Files(tables, refuse)
    for _, _, content in tables:
        rows.shy.update(content.get("shy", ()))
        rows.transliterated.update(map(slug, content.get("transliterated", ())))
    files.each("country", lambda _, language, row: _add_country(rows, row, language))
    files.organisations(lambda kind, _, language, row: _add_organisation(rows, kind, row, language))
    files.each("places", lambda _, language, row: _add_places(rows, row, language))
    files.each("demonym", lambda file, language, row: _add_demonym(rows, file, row, language))
    files.each("metonym", lambda file, language, row: _add_metonym(rows, file, row, language))
    files.each("person", lambda file, language, row: _add_person(rows, file, row, language))
    files.each("called", lambda file, language, row: _add_called(rows, file, row, language))
    files.each("office", lambda file, _, row: _add_office(rows, file, row))
    return rows
