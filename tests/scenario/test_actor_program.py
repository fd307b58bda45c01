"""`wortlaut actors …` as the operator calls it, on a store filled from articles; and a file of actors of his own."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import _status
from tests.fakes.internet import internet
from tests.fakes.wikidata import HOST, Held, Wikidata
from tests.scenario.test_terminal import clean_environment, run

ARTICLES = {
    "Abendblatt": "Der Verkehrsminister Jan Müller hat den Ausbau verteidigt. „Die Brücke kommt“, sagte Müller.",
    "Morgenpost": "Verkehrsminister Jan Müller bleibt dabei. „Die Brücke wird gebaut“, sagte Jan Müller am Montag.",
    "Sportschau": "Der Verkehrsminister Jan Müller lief mit. „Ich war nie schneller“, sagte Jan Müller im Ziel.",
    "Ratsbote": "Die Bürgermeisterin Eva Kranz hat gewarnt. „Der Fluss steigt“, sagte Kranz am Montag.",
}


class Console:
    """The program in a folder of its own: one call after the other, with what it wrote."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str, status: int = 0) -> str:
        """What a call printed; where it was to fail, with its complaint."""
        self._capsys.readouterr()
        got = _status(list(arguments))
        out, complaint = self._capsys.readouterr()
        assert got == status, complaint
        return out + complaint if status else out

    def actors(self, *arguments: str, status: int = 0) -> str:
        """The same of `wortlaut actors`."""
        return self("actors", *arguments, status=status)

    def shown(self, name: str) -> dict:
        """All about an actor."""
        return json.loads(self.actors("show", name, "--json"))

    def asked(self, line: str) -> str:
        return self("ask", line, "--language", "de")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database into which the articles were read."""
    folder = tmp_path_factory.mktemp("filled")
    for number, (outlet, text) in enumerate(ARTICLES.items()):
        head = f"Title: Meldung {number}\nOutlet: {outlet}\nDate: 2025-05-0{number + 5}\nLanguage: de\n"
        url = f"URL: https://news.example/{number}\n\n"
        (folder / f"{number}.txt").write_text(f"{head}{url}{text}\n", encoding="utf-8")
    run(folder, "ingest", *map(str, sorted(folder.glob("*.txt"))), WORTLAUT_ANALYSIS__TAGGER="rules")
    return folder / "wortlaut.db"


@pytest.fixture
def console(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Console]:
    shutil.copy(filled, tmp_path / "wortlaut.db")
    for name in set(os.environ) - clean_environment().keys():
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORTLAUT_ANALYSIS__TAGGER", "rules")
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    yield Console(capsys)
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def test_looking_up(console: Console):
    """Actors are listed by part of a name and kind, and one is shown by name, surname or id with all that is known."""
    assert "Jan Müller, Verkehrsminister" in console.actors("list", "mull")
    assert console.actors("list", "mull", "--kind", "country") == ""
    assert len(console.actors("list", "--most", "1").splitlines()) == 1
    sheet = console.actors("show", "person:jan-muller")
    assert sheet == console.actors("show", "Müller") == console.actors("show", "JAN MUELLER".replace("UE", "Ü"))
    assert "articles   3" in sheet
    assert "https://news.example/2" in sheet
    assert console.shown("Eva Kranz")["roles"] == ["Bürgermeisterin"]


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        ((), 2, ""),
        (("list", "--kind", "alien"), 1, "there are: person, organisation"),
        (("show", "Niemand Nirgends"), 1, "No actor is called 'Niemand Nirgends'."),
        (("show", "Jan Mueler"), 1, "like it are: Jan Müller (person:jan-muller)"),
        (("show", "'; DROP TABLE actor; --"), 1, "No actor is called"),
        (("show", "\u202e\u0000x"), 1, "No actor is called"),
        (("merge", "Müller", "Müller"), 1, "are one actor already"),
        (("split", "Müller"), 2, "--article ID, --outlet NAME or --role WORD"),
        (("split", "Müller", "--outlet", "x", "--role", "y"), 2, "one of them"),
        (("split", "Müller", "--outlet", "Nirgendblatt"), 1, "No article that names Jan Müller"),
        (("split", "Müller", "--role", "Verkehrsminister"), 1, "All articles that name Jan Müller"),
        (("split", "Müller", "--article", "xyz"), 1, "has the id or address 'xyz'"),
        (("split", "Müller", "--outlet", "Sportschau", "--name", "?"), 1, "is no name"),
        (("alias", "Müller", "!!"), 1, "is no name"),
        (("undo", "77"), 1, "no decision 77"),
        (("undo", "erste"), 2, ""),
    ],
)
def test_senseless_calls_are_refused_in_a_sentence(console: Console, arguments, status, complaint):
    """The complaint says what is wrong, on one line, and nothing was decided by it."""
    said = console.actors(*arguments, status=status)
    assert complaint in said
    assert "Traceback" not in said
    assert console.actors("log") == ""


def test_merging_with_a_trail_and_back(console: Console):
    """What both said is one's; both ids lead there; the sheet and the log tell who did it and why, and it is undone."""
    done = console.actors("merge", "Eva Kranz", "Jan Müller", "--why", "ein Versuch")
    assert "wortlaut actors undo 1" in done
    sheet = console.shown("Eva Kranz")
    assert (sheet["id"], sheet["articles"], sheet["other_ids"]) == ("person:jan-muller", 4, ["person:eva-kranz"])
    assert console.shown("person:eva-kranz") == sheet
    (event,) = sheet["decisions"]
    assert (event["act"], event["why"], event["who"].split()[0]) == ("merge", "ein Versuch", "operator")
    assert "Der Fluss steigt" in console.asked("/actor Müller 30d")
    assert "taken back" in console.actors("undo", "1")
    assert console.shown("Eva Kranz")["articles"] == 1
    assert "Der Fluss steigt" not in console.asked("/actor Müller 30d")
    log = console.actors("log")
    assert "takes back 1" in log.splitlines()[0]
    assert "person:eva-kranz is person:jan-muller: ein Versuch  (taken back by 2)" in log.splitlines()[1]
    assert "taken back already" in console.actors("undo", "1", status=1)


@pytest.mark.parametrize(
    "part", [("--outlet", "sportschau"), ("--article", "https://news.example/2")], ids=["outlet", "article"]
)
def test_splitting_with_a_trail_and_back(console: Console, part: tuple[str, str]):
    """In some articles it is somebody else, who is found by his own name; undone, both are one under the same id."""
    done = console.actors("split", "Jan Müller", *part, "--name", "Jan Müller-Läufer", "--why", "ein Läufer")
    assert "In 1 article it is somebody else now: Jan Müller-Läufer (person:jan-muller~2)" in done
    assert "Ich war nie schneller" in console.asked("/actor jan müller-läufer 30d")
    assert "Ich war nie schneller" not in console.asked("/actor person:jan-muller 30d")
    assert "in some articles person:jan-muller is person:jan-muller~2: ein Läufer" in console.actors(
        "show", "person:jan-muller"
    )
    console.actors("undo", "1")
    assert "Ich war nie schneller" in console.asked("/actor Jan Müller 30d")
    assert "No actor is called" in console.actors("show", "Jan Müller-Läufer", status=1)


def test_a_name_more_and_back(console: Console):
    """A nickname finds the actor in commands and in chats' questions, is on the sheet, and goes when it is undone."""
    console.actors("alias", "Eva Kranz", "  Die   Lotsin ", "--why", "so nennt sie jeder")
    assert console.shown("Die Lotsin")["given_names"] == ["Die Lotsin"]
    assert "Eva Kranz" in console.asked("/actor die lotsin 30d")
    assert "is a name of" in console.actors("alias", "Eva Kranz", "die Lotsin", status=1)
    console.actors("undo", "1")
    assert "Der Fluss steigt" not in console.asked("/actor die lotsin 30d")


def test_a_file_of_one_s_own(console: Console):
    """Actors of the user's own are known at once; a mistake in the file is told by doctor and stops nothing."""
    own = Path("actors.toml")
    own.write_text(
        '[[person]]\nname = "Łucja Žižek"\nalso = ["Schnelle Lucie"]\nsex = "f"\n\n'
        '[[office]]\ntitle = "Bundeskanzler"\nof = "Deutschland"\nholder = "Łucja Žižek"\nfrom = 2025-05-07\n',
        encoding="utf-8",
    )
    for asked in ("Schnelle Lucie", "Bundeskanzlerin"):
        assert "Łucja Žižek\nBundeskanzlerin\n" in console.asked(f"/actor {asked}")
    own.write_text(own.read_text(encoding="utf-8") + '\n[[persn]]\nname = "X"\n', encoding="utf-8")
    assert "Łucja Žižek" in console.asked("/actor zizek")
    assert "actors.toml: unknown table 'persn'; did you mean 'person'?" in console("doctor", status=1)


def test_a_wanted_file_that_is_not_there(console: Console, monkeypatch: pytest.MonkeyPatch):
    """A setting that names a missing file is told by doctor; everything else goes on."""
    monkeypatch.setenv("WORTLAUT_ACTORS", "nirgends.toml")
    assert "nirgends.toml is not there (setting actors)" in console("doctor", status=1)
    assert "Eva Kranz" in console.asked("/actor Kranz 30d")


def test_refreshing_holders(console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What a Wikidata says is written beside the user's file and known at once; without a network nothing changes."""
    with internet(tmp_path) as world:
        wikidata = Wikidata()
        world.site(HOST, wikidata.answer)
        monkeypatch.setenv("WORTLAUT_FETCH__ALLOW_NETWORKS", '["127.0.0.1/32"]')
        monkeypatch.setenv("WORTLAUT_FETCH__ALLOW_PORTS", f"[{world.port}]")
        monkeypatch.setenv("WORTLAUT_FETCH__RESOLVER", str(world.hosts_file))
        wikidata.held.append(Held("Q142", "state", "Q777", "Odile Fröhlich", "2025-05-01", sex="Q6581072"))
        told = console.actors("update", "--endpoint", world.url(HOST, "/sparql"))
        assert "Written to actors.wikidata.toml" in told
        assert "Odile Fröhlich\nPräsidentin Frankreichs\n" in console.asked("/actor Präsidentin Frankreichs")
        refused = console.actors("update", "--endpoint", "http://nowhere.example/", status=1)
    assert "its host has no address" in refused
    assert "Odile Fröhlich" in console.asked("/actor Fröhlich")
