"""Builds what can be built of the gazetteer from published lists: which rows of offices they bear out, whose Wikidata
ids they give, and who is missing.

    python -m seeds.verify_actors FOLDER            tell what would change and what is missing
    python -m seeds.verify_actors FOLDER --write    mark the rows and fill in the ids in the files beside this one

FOLDER holds `heads-of-state-wikidata-2022.csv` (country, position, holder, first and last year) and
`world-leaders-2026-08/all-leaders.csv` (holder and first day). A row is borne out when a list has the same person in
the same branch of the same state from the same year (2022) or day (2026) on; a last year in the list must be that of the
row. Rows that no list bears out stay `verified = false`: they rest on general knowledge alone.
"""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from digest.analysis.transliteration import same_name
from digest.names import fold

HERE = Path(__file__).parent
STATES = "actors.de.toml"
LIST_2022, LIST_2026 = "heads-of-state-wikidata-2022.csv", "world-leaders-2026-08/all-leaders.csv"

_UNIONS = {"EU": ("Europäische Kommission", "Europäische Union"), "AU_AF": ("", "Afrikanische Union")}
"""What the heads of unions are of: the one who governs, the one who presides."""
_KINGDOMS = {"Q29999": "Q55", "Q756617": "Q35"}
"""Kingdoms of several countries under which the list of 2022 has those of the European one: Netherlands, Denmark."""
_ROW = re.compile(r'^\s*\{ title = "(?P<title>[^"]+)", of = "(?P<of>[^"]+)", holder = "(?P<holder>[^"]+)"')
_PERSON = re.compile(r'^\s*\{ name = "(?P<name>[^"]+)"')
_REALM = re.compile(r",? (?:Prince )?of [\w ]+$")
_VERIFIED = re.compile(r"verified = (?:true|false)")


class Branch(Enum):
    """What somebody is head of."""

    STATE = "state"
    GOVERNMENT = "government"
    COUNCIL = "council"
    """A seat in the council that is head of state and government together (Switzerland)."""


_TITLES = {
    **dict.fromkeys(("präsident", "bundespräsident", "staatspräsident", "könig", "königin", "kaiser", "emir", "sultan",
                     "fürst", "großherzog", "papst", "staatschef", "ratspräsident", "religionsführer", "machthaber",
                     "kapitänregent", "staatsoberhaupt"), Branch.STATE),
    **dict.fromkeys(("ministerpräsident", "premierminister", "bundeskanzler", "regierungschef", "premier", "taoiseach"),
                    Branch.GOVERNMENT),
    "bundesrat": Branch.COUNCIL,
}  # fmt: skip
_GOVERNS = re.compile(r"prime minister|premier|chancellor|taoiseach|minister of state|chief minister", re.IGNORECASE)
_COUNCIL = re.compile(r"member of the \w+ federal council", re.IGNORECASE)
_NEITHER = re.compile(r"governor-general|vice|commission of the african", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a list. `since` is a year or a day, `until` a year or None."""

    of: str
    branch: Branch
    person: str
    wikidata: str
    since: int | date
    until: int | None = None

    def bears_out(self, first: date | int | None, last: date | int | None) -> bool:
        """Whether an office held from `first` to `last` is the one told of here."""
        if isinstance(self.since, date):
            return first == self.since
        years = _year(first), _year(last)
        return years[0] == self.since and (self.until is None or years[1] == self.until)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the lists say to the rows of offices."""

    borne_out: frozenset[int]
    """Indexes of rows."""
    ids: Mapping[str, str]
    """Wikidata ids by the name of the person, where a row is borne out."""
    missing: tuple[Fact, ...]
    """Facts whose person has no such office in the rows."""
    different: tuple[tuple[int, Fact], ...]
    """Rows of the same person and office that begin or end in another year."""


def _year(day: date | int | None) -> int | None:
    return day.year if isinstance(day, date) else day


def branch_of(position: str) -> Branch | None:
    """The branch a position of the list of 2022 heads, by its English name; None for posts that head none."""
    if _NEITHER.search(position):
        return None
    if _COUNCIL.search(position):
        return Branch.COUNCIL
    return Branch.GOVERNMENT if _GOVERNS.search(position) else Branch.STATE


def read_2022(lines: Iterable[str], names: Mapping[str, str]) -> Iterator[Fact]:
    """The facts of the list of 2022; `names` gives our name of a state by its Wikidata id."""
    for row in csv.DictReader(lines):
        branch, of = branch_of(row["positionLabel"]), names.get(_KINGDOMS.get(row["countryid"], row["countryid"]))
        if branch is not None and of is not None and row["start_year"]:
            until = int(row["end_year"]) if row["end_year"] else None
            yield Fact(of, branch, row["officeholderLabel"], row["officeholder"], int(row["start_year"]), until)


def read_2026(lines: Iterable[str], names: Mapping[str, str]) -> Iterator[Fact]:
    """The facts of the list of 2026; `names` gives our name of a state by its ISO code."""
    for row in csv.DictReader(lines):
        governs, presides = _UNIONS.get(row["ISO"], (names.get(row["ISO"], ""),) * 2)
        for of, branch, who, since in (
            (governs, Branch.GOVERNMENT, row["Head of Government"], row["HoG Since"]),
            (presides, Branch.STATE, row["Head of State"], row["HoS Since"]),
        ):
            if of and who and since:
                yield Fact(of, branch, who, "", date.fromisoformat(since))


def check(offices: Sequence[Mapping[str, Any]], people: Sequence[Mapping[str, Any]], facts: Iterable[Fact]) -> Checked:
    """Compare the rows with the lists."""
    known = {str(person["name"]): person for person in people}
    borne_out: set[int] = set()
    ids: dict[str, str] = {}
    missing: list[Fact] = []
    different: list[tuple[int, Fact]] = []
    for fact in facts:
        same = [
            index
            for index, row in enumerate(offices)
            if _heads(row, fact) and is_person(known.get(row["holder"], {"name": row["holder"]}), fact)
        ]
        right = [index for index in same if fact.bears_out(offices[index].get("from"), offices[index].get("to"))]
        borne_out.update(right)
        if fact.wikidata:
            ids.update({offices[index]["holder"]: fact.wikidata for index in right})
        if not same:
            missing.append(fact)
        elif not right:
            different.append((same[0], fact))
    return Checked(frozenset(borne_out), ids, tuple(missing), tuple(different))


def _heads(row: Mapping[str, Any], fact: Fact) -> bool:
    """Whether a row is of an office at the head of that branch of that state. Presidents may govern, too."""
    if row["of"] != fact.of:
        return False
    if fact.of in {body for pair in _UNIONS.values() for body in pair}:
        return True
    return _TITLES.get(row["title"].casefold()) is fact.branch or (
        fact.branch is Branch.GOVERNMENT and row["title"] == "Präsident"
    )


def is_person(person: Mapping[str, Any], fact: Fact) -> bool:
    """Whether a row of people is whom the list means: by Wikidata id, a listed spelling, or another transliteration."""
    if person.get("wd") and fact.wikidata:
        return bool(person["wd"] == fact.wikidata)
    spellings = (str(person["name"]), *person.get("also", ()))
    named = _REALM.sub("", fact.person)
    folded = fold(named)
    return any(fold(name) == folded or same_name(name, named) or _same_ends(fold(name), folded) for name in spellings)


def _same_ends(one: str, other: str) -> bool:
    """Whether two folded names have the same first and last word, or one is a word of the other ("Lula")."""
    a, b = one.split(), other.split()
    return (a[0], a[-1]) == (b[0], b[-1]) or (len(a) == 1 and a[0] in b) or (len(b) == 1 and b[0] in a)


def marked(text: str, borne_out: frozenset[int], first: int = 0) -> str:
    """A file with `verified` set in every row of an office; its first one has the index `first`."""
    lines, number = [], first - 1
    for line in text.splitlines(keepends=True):
        if _ROW.match(line):
            number += 1
            said = f"verified = {'true' if number in borne_out else 'false'}"
            line = _VERIFIED.sub(said, line) if _VERIFIED.search(line) else line.replace(" }", f", {said} }}")
        lines.append(line)
    return "".join(lines)


def identified(text: str, ids: Mapping[str, str]) -> str:
    """A file with the Wikidata ids filled in where a row of a person has none."""
    lines = []
    for line in text.splitlines(keepends=True):
        match = _PERSON.match(line)
        if match is not None and " wd = " not in line and match["name"] in ids:
            line = line.replace(
                f'name = "{match["name"]}"', f'name = "{match["name"]}", wd = "{ids[match["name"]]}"', 1
            )
        lines.append(line)
    return "".join(lines)


def _read(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / name).read_text("utf-8"))


def facts_of(folder: Path, states: Sequence[Mapping[str, Any]]) -> list[Fact]:
    """The facts of both lists in a folder."""
    by_id = {str(state["wd"]): str(state["name"]) for state in states if "wd" in state}
    by_iso = {str(state["iso"]): str(state["name"]) for state in states if "iso" in state}
    with (folder / LIST_2022).open(encoding="utf-8") as older, (folder / LIST_2026).open(encoding="utf-8") as newer:
        return [*read_2022(older, by_id), *read_2026(newer, by_iso)]


def main(arguments: Sequence[str]) -> int:
    """Compare, tell, and write when asked to."""
    if not arguments or arguments[0].startswith("-"):
        print("python -m seeds.verify_actors FOLDER [--write]", file=sys.stderr)
        return 2
    tables = {path.name: _read(HERE, path.name) for path in sorted(HERE.glob("actors.*.toml"))}
    offices = [row for table in tables.values() for row in table.get("office", ())]
    people = [row for table in tables.values() for row in table.get("person", ())]
    checked = check(offices, people, facts_of(Path(arguments[0]), _read(HERE, STATES)["country"]))
    print(f"{len(checked.borne_out)} of {len(offices)} rows are borne out; {len(checked.ids)} people identified")
    for fact in checked.missing:
        print(f"missing: {fact.of}, head of {fact.branch.value}: {fact.person} from {fact.since} to {fact.until}")
    for index, fact in checked.different:
        row = offices[index]
        print(f"differs: {row['title']} {row['of']} {row['holder']} {row.get('from')} to {row.get('to')}; "
              f"list: {fact.since} to {fact.until}")  # fmt: skip
    if "--write" in arguments:
        first = 0
        for name, table in tables.items():
            text = (HERE / name).read_text("utf-8")
            (HERE / name).write_text(identified(marked(text, checked.borne_out, first), checked.ids), "utf-8")
            first += len(table.get("office", ()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
