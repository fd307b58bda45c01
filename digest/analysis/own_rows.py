"""A user's own rows beside the gazetteer's: actors added, actors and offices corrected.

A row with the name of a listed one adds to its lists ("also") and takes the place of its other fields. A row of an
office ends what another one held open, and takes the place of a row with the same title, body and holder. A row of
`wrong` says what a name does not mean. Pure: tables in, tables out; `gazetteer_rows` checks every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from digest.analysis.gazetteer_rows import FIELDS
from digest.errors import BadInput
from digest.names import fold

Table = tuple[str, str, dict[str, Any]]
"""A file of rows: its name, its language, its content as TOML gives it."""

_BY_NAME = ("country", "person", "organisation")
_LISTS = frozenset({"also", "surname", "shy", "capital", "stem", "people", "en", "names"})
_NEEDED = {
    "country": ("name",), "person": ("name",), "organisation": ("name",), "metonym": ("surface", "stands_for", "label"),
    "places": ("label", "names"), "demonym": ("stem", "of"), "office": ("title", "of", "holder"),
}  # fmt: skip
"""The fields a row of each table cannot do without."""

_WRONG = frozenset({"surface", "actor"})
_OTHER = frozenset({"wrong", "language", "shy", "transliterated"})


def with_own(tables: Sequence[Table], own: Sequence[Table]) -> list[Table]:
    """The tables with a user's own put in. Raises BadInput, in words, for what cannot be."""
    result: list[Table] = [(file, language, deepcopy(content)) for file, language, content in tables]
    for file, language, content in own:
        _check_tables(file, content)
        added: dict[str, Any] = {name: content[name] for name in ("shy", "transliterated") if name in content}
        for table in FIELDS:
            if table == "organisation":
                added[table] = _bodies(file, content, result)
            else:
                rows = [_checked(file, table, row) for row in _listed(file, table, content.get(table, ()))]
                added[table] = [row for row in rows if not _merged(result, table, row)]
        _end_others(result, added["office"])
        _take_away(file, result, content.get("wrong", ()))
        result.append((file, str(content.get("language", language)), added))
    return result


def _check_tables(file: str, content: Mapping[str, Any]) -> None:
    known = [*FIELDS, *sorted(_OTHER)]
    for name in content:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            raise BadInput(f"{file}: unknown table {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def _listed(file: str, table: str, rows: object) -> Sequence[Any]:
    if not isinstance(rows, list | tuple):
        raise BadInput(f"{file}, {table}: no list of rows; write [[{table}]] above each")
    return rows


def _checked(file: str, table: str, row: object) -> dict[str, Any]:
    """The row, whose texts are texts: what is checked further is checked for all rows alike."""
    if not isinstance(row, dict):
        raise BadInput(f"{file}, {table}: {row!r} is no row; write [[{table}]] above its fields")
    what = f"{file}, {table} {next(iter(row.values()), row)!r}"
    fields = FIELDS.get(table, _WRONG)
    for name, value in row.items():
        if name not in fields:
            near = get_close_matches(name, fields, n=1, cutoff=0.5)
            raise BadInput(f"{what}: unknown field {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        listed = isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
        if name in _LISTS and not listed:
            raise BadInput(f'{what}: {name} takes a list of texts, such as {name} = ["…"]')
        if name not in _LISTS and not isinstance(value, str | bool | date | int):
            raise BadInput(f"{what}: {name} takes one value, no list")
    for name in _NEEDED.get(table, ()):
        if not row.get(name):
            raise BadInput(f"{what}: no {name}")
    return dict(row)


def _bodies(file: str, content: Mapping[str, Any], result: Sequence[Table]) -> dict[str, Any]:
    """The organisations of a file by class, without those that were put into listed rows."""
    given = content.get("organisation", {})
    if not isinstance(given, dict):
        raise BadInput(f"{file}, organisation: write [organisation.party] and rows = [{{ name = … }}] below")
    added = {}
    for kind, block in given.items():
        rows = _listed(file, f"organisation.{kind}", block.get("rows", ()) if isinstance(block, dict) else None)
        checked = [_checked(file, "organisation", row) for row in rows]
        added[kind] = {"rows": [row for row in checked if not _merged(result, "organisation", row)]}
    return added


def _rows(table: str, content: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    if table != "organisation":
        listed: Iterable[dict[str, Any]] = content.get(table, ())
        return listed
    return (row for block in content.get(table, {}).values() for row in block["rows"])


def _merged(result: Sequence[Table], table: str, own: Mapping[str, Any]) -> bool:
    """Whether a listed row has the same name; then it takes the own row in."""
    if table not in _BY_NAME or not isinstance(own.get("name"), str):
        return False
    found = False
    for _, _, content in result:
        for row in _rows(table, content):
            if fold(row["name"]) == fold(own["name"]):
                for name, value in own.items():
                    row[name] = list(dict.fromkeys((*row.get(name, ()), *value))) if isinstance(value, list) else value
                found = True
    return found


def _end_others(result: Sequence[Table], offices: Sequence[Mapping[str, Any]]) -> None:
    """End what others hold open of an office when an own row begins; drop what an own row tells anew."""
    for own in offices:
        for _, _, content in result:
            kept = []
            for row in content.get("office", ()):
                if not _same_post(row, own):
                    kept.append(row)
                elif fold(str(row.get("holder", ""))) != fold(str(own.get("holder", ""))):
                    kept.append(_ended(row, own))
            if "office" in content:
                content["office"] = kept


def _same_post(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(fold(str(one.get(name, ""))) == fold(str(other.get(name, ""))) for name in ("title", "of"))


def _ended(row: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The row ended the day before the own one begins, where it would still hold then."""
    begins = _first_day(own)
    if begins == date.min or _first_day(row) >= begins or _last_day(row) < begins:
        return row
    return row | {"to": begins - timedelta(days=1)}


def _first_day(row: Mapping[str, Any]) -> date:
    begins = row.get("from")
    return begins if isinstance(begins, date) else date(begins, 1, 1) if isinstance(begins, int) else date.min


def _last_day(row: Mapping[str, Any]) -> date:
    ends = row.get("to")
    return ends if isinstance(ends, date) else date(ends, 12, 31) if isinstance(ends, int) else date.max


def _take_away(file: str, result: Sequence[Table], wrong: object) -> None:
    """Remove names from the actors they do not mean."""
    for row in _listed(file, "wrong", wrong):
        told = _checked(file, "wrong", row)
        if set(told) != _WRONG or not all(isinstance(value, str) for value in told.values()):
            raise BadInput(f"{file}, wrong {told!r}: it takes surface and actor")
        if not _removed(result, told["surface"], told["actor"]):
            raise BadInput(f"{file}, wrong: {told['actor']!r} is not listed with the name {told['surface']!r}")


def _removed(result: Sequence[Table], surface: str, actor: str) -> bool:
    """Whether the actor had the name, which is taken from all its lists."""
    removed = False
    for _, _, content in result:
        for table in _BY_NAME:
            for row in _rows(table, content):
                if fold(row["name"]) == fold(actor):
                    removed |= _without(row, surface)
        before = content.get("metonym", ())
        kept = [
            row for row in before if fold(row["surface"]) != fold(surface) or fold(row["stands_for"]) != fold(actor)
        ]
        if len(kept) < len(before):
            content["metonym"], removed = kept, True
    return removed


def _without(row: dict[str, Any], surface: str) -> bool:
    had = False
    for name, value in row.items():
        if isinstance(value, list) and any(fold(str(one)) == fold(surface) for one in value):
            row[name] = [one for one in value if fold(str(one)) != fold(surface)]
            had = True
    return had
