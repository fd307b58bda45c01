"""A user's own rows beside the gazetteer's: actors added, actors and offices corrected.

A row with the name of a listed one adds to its lists ("also") and takes the place of its other fields. A row of an
office takes the place of what is listed of its holder for that time, and ends what another one held open, unless
several hold the office together. A row of `wrong` says what a name does not mean. Pure: tables in, tables out; rows
that cannot be used are refused one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import combinations
from typing import Any

from digest.analysis.gazetteer_rows import FIELDS, Refuse
from digest.errors import BadInput
from digest.model import Label
from digest.names import fold

Table = tuple[str, str, dict[str, Any]]
"""A file of rows: its name, its language, its content as TOML gives it."""

_BY_NAME = ("country", "person", "organisation")
_LISTS = frozenset({"also", "surname", "shy", "capital", "stem", "people", "en", "names"})
_DAYS = frozenset({"from", "to"})
_FLAGS = frozenset({"verified", "alone"})
_CHOICES = {"label": frozenset(Label), "sex": frozenset({"m", "f", ""})}
_NEEDED = {
    "country": ("name",), "person": ("name",), "organisation": ("name",), "metonym": ("surface", "stands_for", "label"),
    "places": ("label", "names"), "demonym": ("stem", "of"), "office": ("title", "of", "holder"),
    "called": ("name", "names"), "wrong": ("surface", "actor"),
}  # fmt: skip
"""The fields a row of each table cannot do without."""

_WRONG = frozenset({"surface", "actor"})
_OTHER = frozenset({"wrong", "language", "shy", "transliterated"})

_HANDED_OVER = timedelta(days=60)
"""Two who hold an office for longer than this at the same time share it: a government waits no longer for the next."""


def with_own(tables: Sequence[Table], own: Sequence[Table], refuse: Refuse) -> list[Table]:
    """The tables with a user's own put in; what cannot be used goes to `refuse`, in words."""
    listed = _Listed([(file, language, deepcopy(content)) for file, language, content in tables])
    for file, language, content in own:
        rows = _Own(file, content, refuse)
        rows.check_tables()
        added: dict[str, Any] = {name: list(rows.words(name)) for name in ("shy", "transliterated")}
        for table in ("country", "metonym", "places", "demonym", "person", "called"):
            added[table] = [row for row in rows.of(table) if not listed.take_in(table, row)]
        added["organisation"] = {
            kind: {"rows": [row for row in found if not listed.take_in("organisation", row)]}
            for kind, found in rows.organisations()
        }
        added["office"] = list(rows.of("office"))
        for row in added["office"]:
            listed.make_room(row)
        listed.add((file, language, added))
        for row in rows.of("wrong"):
            if not listed.take_away(row["surface"], row["actor"]):
                refuse(BadInput(f"{file}, wrong: {row['actor']!r} is not listed with the name {row['surface']!r}"))
    return listed.tables


class _Listed:
    """The rows that are there, found by name and by post, and changed in place."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables: list[Table] = []
        self._named: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self._posts: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for table in tables:
            self.add(table)

    def add(self, file: Table) -> None:
        """One more file of rows."""
        _, _, content = file
        self.tables.append(file)
        for table in _BY_NAME:
            for row in _rows(table, content):
                self._named[table, fold(row["name"])].append(row)
        for row in content.get("office", ()):
            self._posts[_post(row)].append(row)

    def take_in(self, table: str, own: Mapping[str, Any]) -> bool:
        """Whether a listed row has the same name; then it takes the own row in."""
        rows = self._named.get((table, fold(own["name"])), ()) if table in _BY_NAME else ()
        for row in rows:
            for name, value in own.items():
                row[name] = list(dict.fromkeys((*row.get(name, ()), *value))) if isinstance(value, list) else value
        return bool(rows)

    def make_room(self, own: Mapping[str, Any]) -> None:
        """Drop what is listed of the own row's holder for its time, and end what others hold open when it begins."""
        held = self._posts.get(_post(own), [])
        is_shared = any(_held_together(one, other) for one, other in combinations(held, 2))
        for row in list(held):
            if _same_holder(row, own):
                if _overlap(row, own):
                    held.remove(row)
                    self._drop(row)
            elif not is_shared and _first_day(row) < _first_day(own) <= _last_day(row):
                row["to"] = _first_day(own) - timedelta(days=1)

    def _drop(self, office: Mapping[str, Any]) -> None:
        for _, _, content in self.tables:
            if "office" in content:
                content["office"] = [row for row in content["office"] if row is not office]

    def take_away(self, surface: str, actor: str) -> bool:
        """Whether the actor had the name, which is taken from all its lists."""
        gone = fold(surface)
        rows = [row for table in _BY_NAME for row in self._named.get((table, fold(actor)), ())]
        removed = [True for row in rows if _without(row, gone)]
        for _, _, content in self.tables:
            metonyms = content.get("metonym", ())
            kept = [row for row in metonyms if fold(row["stands_for"]) != fold(actor) or not _names(row, gone)]
            if len(kept) < len(metonyms):
                content["metonym"] = kept
                removed.append(True)
        return bool(removed)


class _Own:
    """A user's file, of which only the usable rows are given out."""

    def __init__(self, file: str, content: Mapping[str, Any], refuse: Refuse) -> None:
        self._file = file
        self._content = content
        self._refuse = refuse

    def check_tables(self) -> None:
        """Refuse what is no table of the gazetteer."""
        known = [*FIELDS, *sorted(_OTHER)]
        for name in self._content:
            if name not in known:
                self._refuse(BadInput(f"{self._file}: unknown table {name!r}{_nearest(name, known)}"))

    def words(self, name: str) -> Iterator[str]:
        """The texts of a plain list."""
        yield from (word for word in self._listed(name, self._content.get(name, ())) if isinstance(word, str))

    def of(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table."""
        return self._usable(table, self._listed(table, self._content.get(table, ())))

    def organisations(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """The rows of organisations by class."""
        given = self._content.get("organisation", {})
        if not isinstance(given, dict):
            hint = "write [organisation.party], or another class, and below it rows = [{ name = … }]"
            self._refuse(BadInput(f"{self._file}, organisation: {hint}"))
            return
        for kind, block in given.items():
            rows = block.get("rows") if isinstance(block, dict) else block
            yield kind, list(self._usable("organisation", self._listed(f"organisation.{kind}", rows)))

    def _listed(self, table: str, rows: object) -> Sequence[Any]:
        if isinstance(rows, list | tuple):
            return rows
        self._refuse(BadInput(f"{self._file}, {table}: no list of rows; write [[{table}]] above each"))
        return ()

    def _usable(self, table: str, rows: Iterable[object]) -> Iterator[dict[str, Any]]:
        for row in rows:
            try:
                yield _checked(self._file, table, row)
            except BadInput as error:
                self._refuse(error)


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def _checked(file: str, table: str, row: object) -> dict[str, Any]:
    """The row, whose fields have the types they need: what else can be wrong is checked for all rows alike."""
    if not isinstance(row, dict):
        raise BadInput(f"{file}, {table}: {row!r} is no row; write [[{table}]] above its fields")
    what = f"{file}, {table} {next(iter(row.values()), '')!r}"
    fields = FIELDS.get(table, _WRONG)
    for name, value in row.items():
        if name not in fields:
            raise BadInput(f"{what}: unknown field {name!r}{_nearest(name, fields)}")
        needed = _type_needed(name, value)
        if needed:
            raise BadInput(f"{what}: {name} takes {needed}")
    for name in _NEEDED[table]:
        if not row.get(name) or (isinstance(row[name], str) and not fold(row[name])):
            raise BadInput(f"{what}: no {name}")
    return dict(row)


def _type_needed(name: str, value: object) -> str:
    """What a field takes, in words, where the value is something else."""
    if name in _LISTS:
        fits = isinstance(value, list) and all(isinstance(one, str) and fold(one) for one in value)
        return "" if fits else f'a list of texts, such as {name} = ["…"]'
    if name in _DAYS:
        is_year = isinstance(value, int) and not isinstance(value, bool) and date.min.year <= value <= date.max.year
        return "" if is_year or type(value) is date else f"a day or a year, such as {name} = 2025-05-06"
    if name in _FLAGS:
        return "" if isinstance(value, bool) else "true or false"
    if name in _CHOICES:
        return "" if value in _CHOICES[name] else " or ".join(sorted(filter(None, _CHOICES[name])))
    return "" if isinstance(value, str) else f'a text, such as {name} = "…"'


def _rows(table: str, content: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    if table != "organisation":
        listed: Iterable[dict[str, Any]] = content.get(table, ())
        return listed
    return (row for block in content.get(table, {}).values() for row in block["rows"])


def _post(office: Mapping[str, Any]) -> tuple[str, str]:
    """What an office is, whoever holds it."""
    return fold(str(office.get("title", ""))), fold(str(office.get("of", "")))


def _same_holder(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return fold(str(one.get("holder", ""))) == fold(str(other.get("holder", "")))


def _held_together(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two people held an office at the same time, not one after the other."""
    first, last = max(_first_day(one), _first_day(other)), min(_last_day(one), _last_day(other))
    return not _same_holder(one, other) and date.min < first < last and last - first > _HANDED_OVER


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return _first_day(one) < _last_day(other) and _first_day(other) < _last_day(one)


def _first_day(row: Mapping[str, Any]) -> date:
    begins = row.get("from")
    return begins if isinstance(begins, date) else date(begins, 1, 1) if isinstance(begins, int) else date.min


def _last_day(row: Mapping[str, Any]) -> date:
    ends = row.get("to")
    return ends if isinstance(ends, date) else date(ends, 12, 31) if isinstance(ends, int) else date.max


def _names(metonym: Mapping[str, Any], folded: str) -> bool:
    return folded in map(fold, str(metonym["surface"]).split("|"))


def _without(row: dict[str, Any], gone: str) -> bool:
    """Whether a list of the row had a name of this folded form, which is taken out."""
    had = {name for name, value in row.items() if isinstance(value, list) and gone in map(fold, map(str, value))}
    for name in had:
        row[name] = [one for one in row[name] if fold(str(one)) != gone]
    return bool(had)
