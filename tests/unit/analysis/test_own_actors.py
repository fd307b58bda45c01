"""A user's own rows beside the gazetteer's: what they add and correct, and what becomes of those that are wrong."""

from __future__ import annotations

import codecs
import os
import re
import textwrap
from datetime import date
from pathlib import Path

import pytest

from digest.analysis.gazetteer import LARGEST_OWN, Gazetteer
from digest.analysis.own_gazetteer import OwnGazetteer
from digest.analysis.pipeline import RULES_ALONE, Data, load_analyser
from digest.model import Kind
from tests.unit.analysis.reading import article

LISTED = """
country = [
  { name = "Nordland", iso = "NL", capital = ["Nordstadt"], stem = ["nordländisch"], en = ["Northland", "Northlandic"] },
]
person = [
  { name = "Ada Sommer", sex = "f", also = ["Ada M. Sommer", "A. Sommer"], alone = true },
  { name = "Bert Sommer", sex = "m" },
  { name = "Carl Winter", sex = "m" },
]
office = [
  { title = "Präsident", of = "Nordland", holder = "Ada Sommer", from = 2010, to = 2012 },
  { title = "Präsident", of = "Nordland", holder = "Bert Sommer", from = 2013, to = 2023-06-30, verified = true },
  { title = "Präsident", of = "Nordland", holder = "Ada Sommer", from = 2023-07-01 },
  { title = "Vorsitzender", of = "Nordpartei", holder = "Ada Sommer", from = 2020 },
  { title = "Vorsitzender", of = "Nordpartei", holder = "Bert Sommer", from = 2021 },
]
[organisation.party]
rows = [{ name = "Nordpartei", also = ["NP"], of = "Nordland" }]
"""


class Desk:
    """A gazetteer of a few rows, and a file beside it."""

    def __init__(self, folder: Path) -> None:
        (folder / "listed").mkdir()
        (folder / "listed" / "actors.few.de.toml").write_text(LISTED, encoding="utf-8")
        self.file = folder / "actors.toml"
        self.own = OwnGazetteer([self.file], folder / "listed")
        self.changes = 0

    def write(self, content: str | bytes) -> Gazetteer:
        """The gazetteer once the file has this content."""
        self.file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.changes += 1
        os.utime(self.file, ns=(self.changes, self.changes))
        return self.own.gazetteer()

    def president(self, day: date) -> list[str]:
        """Who was president of the country on a day."""
        return [one.holder for one in self.own.gazetteer().holders("Präsident", "nordland", day)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_file_shown_in_the_documentation_is_one(tmp_path: Path):
    """What docs/actors.md shows can be copied as it stands."""
    shown = (Path(__file__).parents[3] / "docs" / "actors.md").read_text(encoding="utf-8")
    block = re.search(r"(?:^ {4}.*\n|^\n)+", shown[shown.index("    [[person]]") :], re.MULTILINE)
    file = tmp_path / "actors.toml"
    file.write_text(textwrap.dedent(block[0]), encoding="utf-8")
    own = OwnGazetteer([file])
    assert list(own.refused()) == []
    assert own.gazetteer().offices_of("hanna-orlow", date(2025, 1, 1))[0].title == "Landrat"


def test_without_a_file_there_is_only_what_is_listed(desk: Desk):
    """No file is no error, and the listed rows hold."""
    assert (desk.own.files(), list(desk.own.refused()), desk.own.key()) == ((), [], "")
    assert desk.president(date(2024, 1, 1)) == ["ada-sommer"]


def test_actors_are_added_and_corrected(desk: Desk):
    """A new person is known by all names given; a listed one gets further names and keeps what it had."""
    found = desk.write(
        """
        [[person]]
        name = "Ösmer Ğül"
        also = ["Oesmer Guel"]
        sex = "m"
        [[person]]
        name = "Ada Sommer"
        wd = "Q1"
        also = ["Ада Зоммер"]
        [[metonym]]
        surface = "Eispalast"
        stands_for = "Nordland"
        label = "LOC"
        [organisation.company]
        rows = [{ name = "Nordöl", also = ["Nordöl AG"], of = "Nordland" }]
        """
    )
    assert desk.own.refused() == []
    assert {one.actor for one in found.named("Ösmer Ğül")} == {"oesmer-guel"}
    assert {one.actor for one in found.named("Ада Зоммер")} == {one.actor for one in found.named("Ada M. Sommer")}
    assert (found.actor("ada-sommer").wikidata, found.sex_of("ada-sommer")) == ("Q1", "f")
    assert found.actor("nordoel").kind is Kind.ORGANISATION
    assert "nordland" in {one.actor for one in found.named("Eispalast")}


def test_a_new_holder_ends_the_one_before(desk: Desk):
    """Who is listed without an end held the office until the day before; terms long over stay as they are."""
    desk.write('office = [{ title = "präsident", of = "Nordland", holder = "Carl Winter", from = 2025-03-01 }]')
    days = (date(2011, 1, 1), date(2022, 1, 1), date(2025, 2, 28), date(2025, 3, 1))
    assert [desk.president(day) for day in days] == [["ada-sommer"], ["bert-sommer"], ["ada-sommer"], ["carl-winter"]]


def test_a_corrected_term_leaves_the_holder_s_other_term(desk: Desk):
    """A row for somebody's second term takes the place of that one alone."""
    desk.write('office = [{ title = "Präsident", of = "Nordland", holder = "Ada Sommer", from = 2023-09-01 }]')
    days = (date(2011, 1, 1), date(2023, 7, 15), date(2023, 9, 1))
    assert [desk.president(day) for day in days] == [["ada-sommer"], [], ["ada-sommer"]]


def test_an_office_that_several_hold_is_shared_with_a_new_one(desk: Desk):
    """Of a party with two leaders neither is ended by the row of a third one."""
    found = desk.write('office = [{ title = "Vorsitzender", of = "Nordpartei", holder = "Carl Winter", from = 2024 }]')
    holders = found.holders("Vorsitzender", "nordpartei", date(2025, 1, 1))
    assert {one.holder for one in holders} == {"ada-sommer", "bert-sommer", "carl-winter"}


def test_a_name_that_means_somebody_else_is_taken_away(desk: Desk):
    """What is told to be wrong is no name of the actor any more; the other names stay."""
    found = desk.write('wrong = [{ surface = "A. Sommer", actor = "Ada Sommer" }]')
    assert (desk.own.refused(), found.named("A. Sommer")) == ([], ())
    assert found.named("Ada M. Sommer")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("[[persons]]\nname = 'X Y'", "unknown table 'persons'; did you mean 'person'?"),
        ("[[person]]\nnaem = 'X Y'", "unknown field 'naem'; did you mean 'name'?"),
        ("[[person]]\nsex = 'm'", "person 'm': no name"),
        ("[[person]]\nname = '?!'", "no name"),
        ("[[person]]\nname = 5", "name takes a text"),
        ("[[person]]\nname = 'X Y'\nalso = 'Z'", "also takes a list of texts"),
        ("[[person]]\nname = 'X Y'\nalso = ['Z', 7]", "also takes a list of texts"),
        ("[[person]]\nname = 'X Y'\nsex = 'w'", "sex takes f or m"),
        ("[[person]]\nname = 'X Y'\nalone = 'yes'", "alone takes true or false"),
        ("[[person]]\nname = 'Nordland'", "a state, place or organisation is called so"),
        ("person = 'X Y'", "person: no list of rows"),
        ("person = ['X Y']", "'X Y' is no row"),
        ("[person]\nname = 'X Y'", "person: no list of rows"),
        ("[[office]]\ntitle = 'Chef'\nof = 'Nordland'\nholder = 'Wer Auchimmer'", "no person Wer Auchimmer"),
        (
            "[[office]]\ntitle = 'Chef'\nof = 'Südland'\nholder = 'Carl Winter'",
            "no state, place or organisation Südland",
        ),
        ("[[office]]\ntitle = 'Chef'\nof = 'Nordland'", "no holder"),
        ("[[office]]\ntitle='Chef'\nof='Nordland'\nholder='Carl Winter'\nfrom='gestern'", "from takes a day or a year"),
        ("[[office]]\ntitle='Chef'\nof='Nordland'\nholder='Carl Winter'\nfrom=99999", "from takes a day or a year"),
        ("[[office]]\ntitle='Chef'\nof='Nordland'\nholder='Carl Winter'\nfrom=2025\nto=2024", "ends before the start"),
        ("[[metonym]]\nsurface = 'X'\nstands_for = 'Südland'\nlabel = 'GPE'", "Südland"),
        ("[[metonym]]\nsurface = 'X'\nstands_for = 'Nordland'\nlabel = 'STATE'", "label takes"),
        ("[[demonym]]\nstem = ['südlich']\nof = 'Südland'", "Südland"),
        ("organisation = [{ name = 'X' }]", "write [organisation.party]"),
        ("[organisation.party]\nname = 'X'", "organisation.party: no list of rows"),
        ("[[wrong]]\nsurface = 'X'\nactor = 'Ada Sommer'", "is not listed with the name 'X'"),
        ("[[wrong]]\nsurface = 'X'", "no actor"),
    ],
)
def test_a_broken_row_is_told_and_the_others_hold(desk: Desk, row: str, complaint: str):
    """Every kind of mistake is said in one line that names the file, and spoils no other row."""
    found = desk.write(f'{row}\n[[places]]\nlabel = "LOC"\nnames = ["Gutes Tal"]\n')
    (line,) = desk.own.refused()
    assert complaint in line
    assert line.startswith(str(desk.file))
    assert "\n" not in line
    assert found.named("Gutes Tal")
    assert found.named("Ada M. Sommer")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"[[person]\nname = ", "no valid TOML"),
        ('person = [{ name = "Jörg Süß" }]'.encode("latin-1"), "not in UTF-8"),
        (codecs.BOM_UTF16_LE + 'person = [{ name = "Jörg Süß" }]'.encode("utf-16-le"), "not in UTF-8"),
        (b"#" * (LARGEST_OWN + 1), "larger than 5 MB"),
        (b"\x00" * 1000, "no valid TOML"),
        (b"a = " + b"[" * 100_000, "no valid TOML"),
    ],
)
def test_a_broken_file_leaves_what_was_read_before(desk: Desk, content: bytes, complaint: str):
    """While a file is no TOML, its last good state stays in use and the mistake is said; mended, all is well again."""
    good = 'person = [{ name = "Jörg Süß" }]'
    desk.write(good)
    found = desk.write(content)
    (line,) = desk.own.refused()
    assert complaint in line
    assert "stays in use" in line
    assert found.named("Jörg Süß")
    desk.write(good)
    assert desk.own.refused() == []


def test_a_broken_file_at_the_start_leaves_what_is_listed(desk: Desk):
    """Nothing was read before; the program's own rows hold."""
    assert desk.write(b"[[person").named("Ada M. Sommer")
    assert len(desk.own.refused()) == 1


def test_a_byte_order_mark_and_windows_lines_are_no_mistake(desk: Desk):
    """Editors that write them are common."""
    found = desk.write(codecs.BOM_UTF8 + 'person = [\r\n  { name = "Jörg Süß" },\r\n]\r\n'.encode())
    assert (desk.own.refused(), bool(found.named("Jörg Süß"))) == ([], True)


def test_a_large_file_is_read(desk: Desk):
    """Four thousand rows with a mistake among them are all usable but that one."""
    rows = [f'{{ name = "Vorname{number} Nachname{number}" }}' for number in range(4_000)]
    found = desk.write("person = [\n" + ",\n".join([*rows, "{ name = 7 }"]) + "\n]")
    assert len(desk.own.refused()) == 1
    assert found.named("Vorname3999 Nachname3999")


def test_a_file_that_goes_takes_its_rows_along(desk: Desk):
    """Deleted, the file is as if it had never been."""
    desk.write('person = [{ name = "Jörg Süß" }]')
    desk.file.unlink()
    assert desk.own.gazetteer().named("Jörg Süß") == ()
    assert desk.own.key() == ""


def test_the_analyser_takes_a_change_up_while_it_runs(tmp_path: Path):
    """An alias written into the file is linked in the next article, without a restart."""
    file = tmp_path / "actors.toml"
    analyser = load_analyser(["de"], Data(own=OwnGazetteer([file]), weights=RULES_ALONE.weights))
    text = article("Der Eiserne Willi hat die Pläne kritisiert. „Das geht so nicht“, sagte der Eiserne Willi.")
    assert "olaf-scholz" not in {one.id for one in analyser.analyse(text).actors}
    file.write_text('[[person]]\nname = "Olaf Scholz"\nalso = ["Eiserne Willi"]\n', encoding="utf-8")
    assert "olaf-scholz" in {one.id for one in analyser.analyse(text).actors}
    file.unlink()
    assert "olaf-scholz" not in {one.id for one in analyser.analyse(text).actors}
