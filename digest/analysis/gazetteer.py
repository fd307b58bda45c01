"""The gazetteer: actors known in advance, the names they go by, and who held which office when.

Read from TOML (seeds/actors.*.toml); the form of the rows is told at the top of those files. Ids are readable slugs of
the German name ("wladimir-putin", "suedkorea"); an actor that is not listed gets an id from its kind and name
("person:hanna-orlow"), the same for the same name in every article.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from digest.analysis.gazetteer_rows import Inhabitant, Listing, Refuse, Rows, collect, phrase_key, slug, stem
from digest.analysis.own_rows import with_own
from digest.analysis.transliteration import skeleton
from digest.errors import BadInput, WeightsError
from digest.model import Actor, Alias, Label, Office
from digest.names import fold, unlisted_id

_TELLING = 5
"""Letters of a skeleton of two words from which on it tells one person."""
LARGEST_OWN = 5_000_000
"""Bytes of a user's file of actors: some 50,000 rows, which are read in seconds."""
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
"""Where the gazetteer lies when nothing else is configured."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Known actors. Immutable; build it with `load_gazetteer`."""

    _actors: Mapping[str, Actor]
    _classes: Mapping[str, str]
    _sexes: Mapping[str, str]
    _isos: Mapping[str, str]
    _spellings: Mapping[str, str]
    _names: Mapping[str, tuple[Listing, ...]]
    _lengths: Mapping[str, int]
    _demonyms: Mapping[tuple[str, str], str]
    _adjectives: Mapping[tuple[str, str], str]
    _inhabitants: Mapping[str, Inhabitant]
    _posts: Mapping[tuple[str, str], tuple[Office, ...]]
    _held: Mapping[str, tuple[Office, ...]]
    _shown: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _titles: frozenset[str] = field(default_factory=frozenset)
    _transliterated: frozenset[str] = field(default_factory=frozenset)

    def __len__(self) -> int:
        return len(self._actors)

    def actor(self, actor_id: str) -> Actor | None:
        """The actor with this id, or None when it is not listed."""
        return self._actors.get(actor_id)

    def actors(self) -> Iterable[Actor]:
        """All listed actors."""
        return self._actors.values()

    def aliases(self) -> Iterable[Alias]:
        """All names under which actors are listed."""
        return (listing.alias for listings in self._names.values() for listing in listings)

    def offices(self) -> Iterable[Office]:
        """All offices listed."""
        return (office for offices in self._held.values() for office in offices)

    def names_in(self, language: str) -> Mapping[str, str]:
        """What a reader of the language calls listed actors, by id, as far as that is not their name."""
        return self._shown.get(language, {})

    def class_of(self, actor_id: str) -> str:
        """The class of a listed actor: country, place, person, or the table of an organisation ("party")."""
        return self._classes.get(actor_id, "")

    def sex_of(self, actor_id: str) -> str:
        """M or f for a listed person, otherwise empty."""
        return self._sexes.get(actor_id, "")

    def country(self, iso: str) -> str | None:
        """Id of the state with this ISO 3166-1 alpha-2 code."""
        return self._isos.get(iso.upper())

    def respelled(self, name: str) -> str | None:
        """The only listed person whose transliterated full name can be spelt like this ("Ebrahim Raissi")."""
        key = skeleton(name)
        return self._spellings.get(key) if key.count(" ") and len(key) > _TELLING else None

    def is_transliterated(self, actor_id: str) -> bool:
        """Whether a person's name comes from another script."""
        return actor_id in self._transliterated

    def longest(self, first: str) -> int:
        """How many words the longest name has that begins with this folded word (0: none with several words)."""
        return self._lengths.get(stem(first), 0)

    def lookup(self, key: str, language: str) -> tuple[Listing, ...]:
        """The names with this `phrase_key` that hold in texts of the language."""
        found = self._names.get(key)
        return tuple(item for item in found if item.language in ("", language)) if found else ()

    def named(self, surface: str, language: str = "de") -> tuple[Listing, ...]:
        """The actors a surface form names, in any case ("Putins", "Vereinigten Staaten")."""
        words = fold(surface).split()
        if not words:
            return ()
        if len(words) > 1:
            return self.lookup(phrase_key(words), language)
        for ending in ("", "s", "es", "n"):
            found = self.lookup(words[0].removesuffix(ending), language)
            if found:
                return found
        return ()

    def demonym(self, adjective: str, language: str = "de") -> str | None:
        """The state whose adjective has this stem ("russisch"), as an actor id."""
        return self._demonyms.get((language, fold(adjective)))

    def adjective(self, actor_id: str, language: str = "de") -> str:
        """The stem of the adjective of a state or region ("russisch"), empty where none is listed."""
        return self._adjectives.get((language, actor_id), "")

    def inhabitant(self, noun: str) -> Inhabitant | None:
        """Whom a noun like "Russen" or "Russin" tells by origin."""
        return self._inhabitants.get(fold(noun))

    def is_title(self, title: str) -> bool:
        """Whether any listed office has this title, in any case."""
        return fold(title) in self._titles

    def holders(self, title: str, of: str, day: date) -> tuple[Office, ...]:
        """Who held the office with this title (any case) of the body `of` (its slug) on that day, newest first."""
        return tuple(office for office in self._posts.get((of, fold(title)), ()) if office.valid.covers(day))

    def offices_of(self, actor_id: str, day: date) -> tuple[Office, ...]:
        """The offices a person held on that day."""
        return tuple(office for office in self._held.get(actor_id, ()) if office.valid.covers(day))

    def held_by(self, actor_id: str) -> tuple[Office, ...]:
        """All offices a person ever held, newest first."""
        return self._held.get(actor_id, ())

    def titles_of(self, actor_id: str) -> frozenset[str]:
        """The lower-case titles of all offices a person ever held."""
        return frozenset(office.title.lower() for office in self._held.get(actor_id, ()))

    def bodies_named(self, surface: str, language: str = "de") -> tuple[str, ...]:
        """Slugs that an office can be `of`, given a surface form: "Kreml" itself, and Russia for which it stands."""
        stands_for = [listing.actor for listing in self.named(surface, language) if listing.label is not Label.PER]
        return (slug(surface), slug(surface.removesuffix("s")), *stands_for)


def _files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files to read: folders stand for their actors.*.toml. Raises WeightsError when there is none."""
    files = [file for path in paths for file in (sorted(path.glob("actors.*.toml")) if path.is_dir() else [path])]
    if not files:
        raise WeightsError(f"no actors.*.toml in {', '.join(map(str, paths))}; the gazetteer is part of the program")
    return tuple(files)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WeightsError(f"{file} cannot be read ({error.strerror}); the gazetteer is part of the program") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} is no valid TOML: {error}") from error


def _language(file: Path) -> str:
    """The language of a file "actors.people.de.toml"."""
    return file.suffixes[-2].lstrip(".") if len(file.suffixes) > 1 else "de"


@lru_cache(maxsize=4)
def _load(files: tuple[Path, ...]) -> Gazetteer:
    return _assemble(collect([(file.name, _language(file), _read(file)) for file in files]))


def load_gazetteer(*paths: Path | str) -> Gazetteer:
    """The gazetteer in these files or folders (default: the program's seeds), read once per process.

    Raises WeightsError when a file is missing, BadInput when a row cannot be used (the message names file and row).
    """
    held = _HELD.get(str(paths[0])) if len(paths) == 1 else None
    return held or _load(_files([Path(path) for path in paths] or [SEEDS]))


def load_with_own(own: Mapping[Path, dict[str, Any]], refuse: Refuse, folder: Path = SEEDS) -> Gazetteer:
    """The gazetteer in a folder with the contents of a user's files put in; later files beat earlier ones.

    Rows that cannot be used are told to `refuse` and left out.
    """
    tables = [(file.name, _language(file), _read(file)) for file in _files([folder])]
    own_tables = [(str(file), str(content.get("language", "de")), content) for file, content in own.items()]
    return _assemble(collect(with_own(tables, own_tables, refuse), refuse))


def read_own(file: Path) -> dict[str, Any]:
    """The content of a user's file of rows. Raises BadInput, in one sentence."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST_OWN + 1)
        if len(raw) > LARGEST_OWN:
            raise BadInput(f"{file} is larger than {LARGEST_OWN // 1_000_000} MB")
        return tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not in UTF-8; save it as UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file} is no valid TOML: {error}") from error
    except RecursionError as error:
        raise BadInput(f"{file} is no valid TOML: nested too deeply") from error


_HELD: dict[str, Gazetteer] = {}
_NUMBER = count(1)


def hold(gazetteer: Gazetteer) -> str:
    """Keep a gazetteer that is in no file of its own; the key is a path to `load_gazetteer`, for as long as it is held.

    Components of a pipeline are configured by text. The three latest are kept.
    """
    key = f"held-{next(_NUMBER)}"
    _HELD[key] = gazetteer
    while len(_HELD) > 3:
        _HELD.pop(next(iter(_HELD)))
    return key


def _newest(offices: Iterable[Office]) -> tuple[Office, ...]:
    return tuple(sorted(offices, key=lambda office: str(office.valid.start or ""), reverse=True))


def _assemble(rows: Rows) -> Gazetteer:
    """Index the rows by name, by title and body, and by holder."""
    posts: dict[tuple[str, str], list[Office]] = defaultdict(list)
    held: dict[str, list[Office]] = defaultdict(list)
    for office in rows.offices:
        posts[office.of or "", fold(office.title)].append(office)
        held[office.holder].append(office)
    return Gazetteer(
        _actors=rows.actors,
        _classes=rows.classes,
        _sexes=rows.sexes,
        _isos=rows.isos,
        _shown=rows.shown,
        _spellings={key: min(bearers) for key, bearers in rows.spellings.items() if len(bearers) == 1},
        _transliterated=frozenset().union(*rows.spellings.values()),
        _names={key: tuple(listings) for key, listings in rows.names.items()},
        _lengths=rows.lengths,
        _demonyms=rows.demonyms,
        _adjectives=rows.adjectives,
        _inhabitants=rows.inhabitants,
        _posts={key: _newest(offices) for key, offices in posts.items()},
        _held={key: _newest(offices) for key, offices in held.items()},
        _titles=frozenset(fold(office.title) for office in rows.offices),
    )


__all__ = ["SEEDS", "Gazetteer", "Inhabitant", "Listing", "load_gazetteer", "phrase_key", "slug", "stem", "unlisted_id"]
