"""Holders of offices from Wikidata, over real HTTP against a local one: what is written, and what never is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.actor_update import update_holders
from bot.clock import SystemClock
from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.own_gazetteer import OwnGazetteer
from digest.errors import BadInput
from digest.fetch import HttpFetcher
from tests.fakes.internet import Answer, Internet, internet, silent
from tests.fakes.wikidata import HOST, Held, Wikidata

TODAY = date(2026, 11, 1)
GERMANY, RUSSIA, FRANCE, ITALY = "Q183", "Q159", "Q142", "Q38"


class Desk:
    """A local Wikidata, and the file that the update writes."""

    def __init__(self, world: Internet, folder: Path) -> None:
        self.world = world
        self.wikidata = Wikidata()
        self.file = folder / "actors.wikidata.toml"
        self.own = OwnGazetteer([self.file])
        world.site(HOST, self.wikidata.answer)
        self.fetcher = HttpFetcher(world.limits(timeout_s=2.0), SystemClock())

    def update(self, path: str = "/sparql") -> list[str]:
        """What the update tells."""
        return list(update_holders(self.fetcher, TODAY, self.file, self.world.url(HOST, path)))

    def holder(self, title: str, of: str, day: date) -> list[str]:
        """Who holds an office once the file is read."""
        gazetteer = self.own.gazetteer()
        assert list(self.own.refused()) == []
        return [gazetteer.actor(one.holder).name for one in gazetteer.holders(title, of, day)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with internet(tmp_path) as world:
        yield Desk(world, tmp_path)


def test_a_new_holder_is_taken_up(desk: Desk):
    """Who came into office since is known from the first day on, under the title that the office has here."""
    desk.wikidata.held += [
        Held(FRANCE, "state", "Q777", "Odile Fröhlich", "2026-05-14", sex="Q6581072"),
        Held(FRANCE, "state", "Q3052772", "Emmanuel Macron", "2017-05-14", "2026-05-14"),
        Held(GERMANY, "government", "Q90001", "Jörg “Jo” Süß", "2026-09-01", sex="Q6581097"),
    ]
    told = desk.update()
    assert "Frankreich: Odile Fröhlich, Präsident since 2026-05-14" in told
    assert "Deutschland: Jörg “Jo” Süß, Bundeskanzler since 2026-09-01" in told
    assert desk.holder("Präsident", "frankreich", date(2026, 5, 15)) == ["Odile Fröhlich"]
    assert desk.holder("Präsident", "frankreich", date(2026, 5, 1)) == ["Emmanuel Macron"]
    assert desk.holder("Bundeskanzler", "deutschland", date(2026, 10, 1)) == ["Jörg “Jo” Süß"]
    assert desk.holder("Bundeskanzler", "deutschland", date(2026, 8, 1)) == ["Friedrich Merz"]


def test_what_is_known_already_is_not_written(desk: Desk):
    """An answer that says what the program's own list says changes nothing, and is asked for once."""
    merz = next(one for one in load_gazetteer().actors() if one.name == "Friedrich Merz")
    desk.wikidata.held.append(Held(GERMANY, "government", merz.wikidata or "Q1", "Friedrich Merz", "2025-05-06"))
    assert "0 are not in the program's own list" in desk.update()[0]
    assert "[[office]]" not in desk.file.read_text(encoding="utf-8")
    assert len(desk.wikidata.queries) == 1
    assert "Wortlaut" in desk.wikidata.agents[0]


def test_a_namesake_of_somebody_listed_is_not_taken_for_him(desk: Desk):
    """Wikidata's id tells two people of one name apart; one that is another's is left out rather than mixed up."""
    desk.wikidata.held.append(Held(ITALY, "government", "Q4242", "Wladimir Putin", "2026-01-01"))
    desk.update()
    assert "Wladimir Putin" not in desk.file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(b"", 500), "its host reports an error"),
        (Answer(b"", 429, {"Retry-After": "60"}), "asks to be left alone"),
        (silent, "does not answer"),
        (Answer(b"<html>busy</html>"), "the answer cannot be read"),
        (Answer(b'{"results": {"bindings": "x"}}'), "the answer cannot be read"),
        (Answer(b'{"results": {"bindings": [{"state": 1}]}}'), "the answer cannot be read"),
        (Answer(b'{"results": {"bindings": []}}'), "tells of 0 of"),
        (Answer(b"\xff\xfe\x00"), "the answer cannot be read"),
        (Answer(b"[" * 100_000), "the answer cannot be read"),
    ],
)
def test_an_answer_that_is_none_changes_nothing(desk: Desk, answer, why: str):
    """Whatever comes instead of an answer, the file stays as it was and one sentence says what was wrong."""
    desk.file.write_text("# as before\n", encoding="utf-8")
    desk.world.answers[HOST, _only_path(desk)] = answer
    with pytest.raises(BadInput, match=why) as refused:
        desk.update()
    assert "Nothing was changed" in str(refused.value)
    assert desk.file.read_text(encoding="utf-8") == "# as before\n"
    assert [one.name for one in desk.file.parent.glob(".*")] == []


def _only_path(desk: Desk) -> str:
    """The path of the question, which the first asking tells."""
    list(update_holders(desk.fetcher, TODAY, desk.file.with_name("other.toml"), desk.world.url(HOST, "/sparql")))
    return desk.world.log[-1].path


def test_without_a_network_one_sentence_says_so(desk: Desk):
    """A machine that is offline is told that only the update needs a network."""
    with pytest.raises(BadInput, match="needs the internet, the program does not"):
        list(update_holders(desk.fetcher, TODAY, desk.file, "http://nowhere.example/sparql"))
    assert not desk.file.exists()


def test_a_folder_that_cannot_be_written_to_is_said(desk: Desk):
    """The file's place may not exist; the sentence names it."""
    desk.file = desk.file.parent / "none" / "actors.toml"
    with pytest.raises(BadInput, match="cannot be written"):
        desk.update()
