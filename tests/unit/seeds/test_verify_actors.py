"""The gazetteer's rows compared with published lists."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from seeds.verify_actors import (
    Branch,
    Fact,
    branch_of,
    check,
    identified,
    is_person,
    main,
    marked,
    read_2022,
    read_2026,
)
from tests.samples import ROOT

PEOPLE = [
    {"name": "Wladimir Putin", "also": ["Vladimir Putin"], "sex": "m"},
    {"name": "Dmitri Medwedew", "sex": "m"},
    {"name": "Harald V.", "sex": "m"},
]
PUTIN = {"title": "Präsident", "of": "Russland", "holder": "Wladimir Putin", "from": date(2012, 5, 7)}
MEDWEDEW = {"title": "Präsident", "of": "Russland", "holder": "Dmitri Medwedew", "from": date(2008, 5, 7),
            "to": date(2012, 5, 7)}  # fmt: skip


@pytest.mark.parametrize(
    ("position", "branch"),
    [
        ("President of Albania", Branch.STATE),
        ("monarch of Canada", Branch.STATE),
        ("Prime Minister of Albania", Branch.GOVERNMENT),
        ("Federal Chancellor of Austria", Branch.GOVERNMENT),
        ("Member of the Swiss Federal Council", Branch.COUNCIL),
        ("Governor-General of Belize", None),
    ],
)
def test_positions_are_sorted_by_branch(position: str, branch: Branch | None):
    """Heads of state, of government, members of a council; posts that head nothing are left out."""
    assert branch_of(position) is branch


def test_the_lists_are_read_as_facts():
    """Years come from the older list, days from the newer one; states that are not listed are left out."""
    head = "countryid,country,position,positionLabel,officeholder,officeholderLabel,start_year,end_year\n"
    older = (head + "Q159,Russia,Q1,President of Russia,Q7747,Vladimir Putin,2012,\n"
                    "Q0,Nowhere,Q2,President of Nowhere,Q3,Nobody,2000,2001\n").splitlines()  # fmt: skip
    assert list(read_2022(older, {"Q159": "Russland"})) == [
        Fact("Russland", Branch.STATE, "Vladimir Putin", "Q7747", 2012)
    ]
    newer = ("Country,ISO,HoG Title,Head of Government,HoG Since,HoS Title,Head of State,HoS Since\n"
             "Russia,RU,PM,Mikhail Mishustin,2020-01-16,President,Vladimir Putin,2012-05-07\n").splitlines()  # fmt: skip
    facts = list(read_2026(newer, {"RU": "Russland"}))
    assert [(fact.branch, fact.since) for fact in facts] == [
        (Branch.GOVERNMENT, date(2020, 1, 16)),
        (Branch.STATE, date(2012, 5, 7)),
    ]


def test_a_row_is_borne_out_by_person_branch_and_first_year():
    """Another year, branch or state bears nothing out; the id of the person is taken over."""
    facts = [
        Fact("Russland", Branch.STATE, "Vladimir Putin", "Q7747", 2012),
        Fact("Russland", Branch.STATE, "Dmitry Medvedev", "Q23530", 2007, 2012),
        Fact("Belarus", Branch.STATE, "Vladimir Putin", "Q7747", 2012),
    ]
    checked = check([PUTIN, MEDWEDEW], PEOPLE, facts)
    assert checked.borne_out == {0}
    assert checked.ids == {"Wladimir Putin": "Q7747"}
    assert [index for index, _ in checked.different] == [1]
    assert [fact.of for fact in checked.missing] == ["Belarus"]


def test_the_last_year_must_agree_where_a_list_has_one():
    """A list that ends an office in another year does not bear the row out."""
    assert Fact("Russland", Branch.STATE, "X", "", 2008, 2012).bears_out(date(2008, 5, 7), date(2012, 5, 7))
    assert not Fact("Russland", Branch.STATE, "X", "", 2008, 2011).bears_out(date(2008, 5, 7), date(2012, 5, 7))
    assert not Fact("Russland", Branch.STATE, "X", "", date(2008, 5, 8)).bears_out(date(2008, 5, 7), None)


def test_people_are_known_by_id_first():
    """The same id is the same person, another id another one; without ids the spelling decides."""
    fact = Fact("Norwegen", Branch.STATE, "Harald V of Norway", "Q57287", 1991)
    assert is_person({"name": "Harald V."}, fact)
    assert is_person({"name": "Somebody", "wd": "Q57287"}, fact)
    assert not is_person({"name": "Harald V.", "wd": "Q1"}, fact)
    assert not is_person({"name": "Olav V."}, fact)


def test_files_are_marked_and_completed_in_place():
    """Only `verified` and `wd` change; comments and order stay."""
    text = ('# Rows\noffice = [\n  { title = "Präsident", of = "Russland", holder = "Wladimir Putin", '
            'from = 2012-05-07, verified = false },\n  { title = "Präsident", of = "Russland", '
            'holder = "Dmitri Medwedew", from = 2008-05-07 },\n]\n')  # fmt: skip
    rows = tomllib.loads(marked(text, frozenset({0})))["office"]
    assert [row["verified"] for row in rows] == [True, False]
    assert marked(text, frozenset()).startswith("# Rows\n")
    people = 'person = [\n  { name = "Wladimir Putin", sex = "m" },\n  { name = "X", wd = "Q1", sex = "m" },\n]\n'
    ids = {
        row["name"]: row.get("wd")
        for row in tomllib.loads(identified(people, {"Wladimir Putin": "Q7747", "X": "Q9"}))["person"]
    }
    assert ids == {"Wladimir Putin": "Q7747", "X": "Q1"}


def test_no_two_actors_share_an_id():
    """A Wikidata id belongs to one actor."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "seeds").glob("actors*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        rows = [*content.get("country", ()), *content.get("person", ())]
        rows += [row for block in content.get("organisation", {}).values() for row in block["rows"]]
        for row in rows:
            if "wd" in row:
                bearers[row["wd"]].add(row["name"])
    assert len(bearers) > 300
    assert {wikidata: names for wikidata, names in bearers.items() if len(names) > 1} == {}


def test_a_missing_folder_is_wrong_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Without a folder the usage is told."""
    assert main([]) == 2
    assert "FOLDER" in capsys.readouterr().err
