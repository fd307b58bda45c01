"""What is language: the texts of the interface, and the small words that grouping, merging and cutting look at.

Interface texts are gettext catalogues, `templates/<language>.po`, read as they are (no compiled files to forget).
Word lists are `templates/words.<language>.toml`. Both are found by name: a language is added by adding its files.
"""

from __future__ import annotations

import gettext
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from babel.messages.pofile import read_po
from babel.numbers import format_decimal

TEMPLATES = files("digest") / "templates"
DEFAULT = "en"
"""What a language without a catalogue of its own is shown in."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The interface in one language. `language` is the catalogue's, which may be the default's."""

    language: str
    singles: Mapping[str, str] = field(repr=False)
    plurals: Mapping[str, tuple[str, ...]] = field(repr=False)
    form_of: Callable[[int], int] = field(repr=False)

    def text(self, key: str, **values: object) -> str:
        """The phrase with its placeholders filled. Raises KeyError for an unknown key."""
        return self.singles[key].format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """The phrase in the grammatical number of `number`, which fills `{n}`. Raises KeyError for an unknown key."""
        return self.plurals[key][self.form_of(number)].format(n=self.number(number), **values)

    def number(self, number: int) -> str:
        """A whole number as this language writes it."""
        return str(format_decimal(number, locale=self.language))

    def listed(self, words: list[str]) -> str:
        """The words as an enumeration: "a, b und c"."""
        if len(words) < 2:
            return "".join(words)
        return self.text("list.last", first=", ".join(words[:-1]), last=words[-1])


@dataclass(frozen=True, slots=True)
class Words:
    """Small words of one language, lower case; see `words.en.toml`.

    `infinitive`, `roundup` and `forms` are patterns; `numbers` gives figures for number words, `units` one name for
    each unit; `opposites` are pairs of sets that exclude each other.
    """

    stop: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    qualifiers: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    neutral_cues: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    attributions: frozenset[str] = frozenset()
    anaphora: frozenset[str] = frozenset()
    calendar: frozenset[str] = frozenset()
    nearby: frozenset[str] = frozenset()
    subordinators: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    opposites: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    infinitive: str = r"(?!)"
    roundup: str = r"(?!)"
    forms: str = r"(?!)"


@lru_cache(maxsize=256)
def base(language: str) -> str:
    """The language of a tag without its region.

    >>> base("de-AT")
    'de'
    """
    return language.replace("_", "-").partition("-")[0].lower()


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(path.name.removesuffix(".po") for path in TEMPLATES.iterdir() if path.name.endswith(".po")))


def phrases(language: str) -> Phrases:
    """The interface in this language; in the default where there is no catalogue for it."""
    return _catalogue(base(language) if base(language) in languages() else DEFAULT)


@lru_cache(maxsize=16)
def _catalogue(language: str) -> Phrases:
    singles: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    with (TEMPLATES / f"{language}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    for message in catalogue:
        if isinstance(message.id, tuple | list):
            plurals[message.id[0]] = tuple(message.string or ())
        elif message.id:
            singles[message.id] = str(message.string)
    return Phrases(language, singles, plurals, gettext.c2py(catalogue.plural_expr))


@lru_cache(maxsize=32)
def spoken(key: str) -> frozenset[str]:
    """What people may type for `key` in any of the languages; catalogues list it as words between blanks."""
    return frozenset(word for language in languages() for word in phrases(language).text(key).split())


@lru_cache(maxsize=32)
def words(language: str) -> Words:
    """The small words of this language; empty lists where it brings none."""
    path = TEMPLATES / f"words.{base(language)}.toml"
    if not path.is_file():
        return Words()
    lists = tomllib.loads(path.read_text("utf-8"))
    plain: dict[str, Any] = {name: frozenset(listed.split()) for name, listed in lists.items()}
    return replace(
        Words(**{name: listed for name, listed in plain.items() if name not in _OTHER_KINDS}),
        infinitive=lists["infinitive"],
        roundup=lists["roundup"],
        forms=lists["forms"],
        numbers=_named(lists["numbers"]),
        units=_named(lists["units"]),
        opposites=_opposites(lists["opposites"]),
    )


_OTHER_KINDS = frozenset({"infinitive", "roundup", "forms", "numbers", "units", "opposites"})
"""Entries of a word list that are no plain lists."""


def _named(listed: str) -> dict[str, str]:
    """Words with what they stand for: "zwei=2 drei=3"."""
    return dict(pair.split("=") for pair in listed.split())


def _opposites(listed: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Pairs of sets of words: "groß große / klein; …"."""
    pairs = (pair.partition("/") for pair in listed.split(";"))
    return tuple((frozenset(one.split()), frozenset(other.split())) for one, _, other in pairs)
