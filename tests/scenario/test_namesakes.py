"""Articles read one after the other: who is one person and who is not, end to end from text to answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.analysis.pipeline import load_analyser
from digest.answers import CommandContext, answer_actor
from digest.ingest import Ingest
from digest.model import Actor, Mode
from digest.ports import StatementQuery, Store
from digest.publish import group
from digest.registry import Act
from digest.render.answer import ActorAnswer, WhichActor
from digest.store import open_registry, open_store
from tests.fakes.clocks import HandClock

START = datetime(2025, 5, 5, 8, tzinfo=UTC)

MINISTER = (
    "Hohenwerder (eb) Umweltminister Thomas Wernick hat den Bau der Talsperre verteidigt. „Wir brauchen das Wasser für "
    "die Landwirtschaft“, sagte Wernick am {day}. Der Minister verwies auf ein Gutachten von Petra Lohse."
)
STRIKER = (
    "Der Stürmer Thomas Wernick bleibt beim SV Kaltenrode. „Ich habe hier noch viel vor“, sagte Wernick nach dem Spiel "
    "am {day}. Trainer Miroslav Dudek lobte ihn."
)
SURNAME = (
    "Über die Talsperre wird weiter gestritten. Umweltminister Wernick nannte die Kritik überzogen: „Die Zahlen sind "
    "seit Jahren bekannt“, sagte er. Petra Lohse widersprach ihm."
)
LONGER = (
    "Umweltminister Thomas Karl Wernick hat sich erneut geäußert. „Der Zeitplan steht fest“, sagte Thomas Karl Wernick "
    "am {day} in Hohenwerder."
)


class Newsroom:
    """A store, and articles read into it one after the other, a few hours apart."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.clock = HandClock(START)
        self.analyser = load_analyser(("de",))
        self.number = 0

    def read(self, text: str) -> None:
        """Read an article with this text."""
        self.number += 1
        self.clock.advance(6 * 3600)
        moment = self.clock.now()
        path = self.folder / f"{self.number}.txt"
        head = f"Title: Meldung {self.number}\nOutlet: Bote\nDate: {moment.isoformat()}\nLanguage: de\n"
        url = f"URL: https://bote.example.org/{self.number}\n\n"
        path.write_text(head + url + text.format(day="Dienstag"), encoding="utf-8")
        registry = open_registry(self.store)
        service = Ingest(self.store, None, self.clock, ("de",), analyser=self.analyser, registry=registry)
        assert all("analysed" not in str(event) for event in service.ingest_targets([str(path)]))
        group(self.store)

    def said(self, actor: str) -> set[str]:
        """The first words of what an actor surely said, word for word."""
        direct = frozenset({Mode.DIRECT})
        found = self.store.statements(StatementQuery(speaker=actor, certain=True, modes=direct))
        return {" ".join(one.text.strip("„“").split()[:3]) for one in found}

    def named(self, name: str) -> list[Actor]:
        return [hit.actor for hit in self.store.find_alias(name)]

    def ask(self, line: str):
        return answer_actor(CommandContext(self.store, self.clock.now()), line)


@pytest.fixture
def newsroom(tmp_path: Path):
    store = open_store(f"sqlite:///{tmp_path / 'w.db'}")
    yield Newsroom(store, tmp_path)
    store.close()


def test_namesakes_of_different_walks_of_life_are_two(newsroom: Newsroom):
    """A minister and a striker of one name are two people; each keeps what he said; asked for, which one is asked."""
    for text in (MINISTER, STRIKER, STRIKER.replace("Stürmer", "Torjäger und Stürmer")):
        newsroom.read(text)
    one, other = newsroom.named("thomas wernick")
    assert {one.id, other.id} == {"person:thomas-wernick", "person:thomas-wernick~2"}
    assert newsroom.said("person:thomas-wernick") == {"Wir brauchen das"}
    assert newsroom.said("person:thomas-wernick~2") == {"Ich habe hier"}
    (event,) = open_registry(newsroom.store).events()
    assert (event.decision.act, event.decision.who) == (Act.NAMESAKE, "rules")
    answer = newsroom.ask("Wernick")
    assert isinstance(answer, WhichActor)
    assert {candidate.role.split()[0] for candidate in answer.candidates} == {"Umweltminister", "Stürmer"}
    told = newsroom.ask("Minister Wernick")
    assert isinstance(told, ActorAnswer)
    assert told.actor.id == "person:thomas-wernick"


def test_what_the_operator_takes_back_is_not_decided_again(newsroom: Newsroom):
    """Undone, both are one person again, and the next article does not part them anew."""
    newsroom.read(MINISTER)
    newsroom.read(STRIKER)
    (event,) = open_registry(newsroom.store).events()
    open_registry(newsroom.store).undo(event.number, "operator", newsroom.clock.now())
    assert newsroom.said("person:thomas-wernick") == {"Wir brauchen das", "Ich habe hier"}
    newsroom.read(STRIKER.replace("noch viel vor", "noch sehr viel vor"))
    assert [one.id for one in newsroom.named("thomas wernick")] == ["person:thomas-wernick"]


def test_a_bare_surname_is_whom_the_context_tells(newsroom: Newsroom):
    """The day after somebody was named in full, his role and company tell whom a bare surname means."""
    newsroom.read(MINISTER)
    newsroom.read(SURNAME)
    assert newsroom.said("person:thomas-wernick") == {"Wir brauchen das", "Die Zahlen sind"}
    assert [one.id for one in newsroom.named("wernick")] == ["person:thomas-wernick"]


def test_a_longer_name_is_learned_and_can_be_unlearned(newsroom: Newsroom):
    """With the same role a middle name makes nobody new; the lesson stands in the log and can be taken back."""
    newsroom.read(MINISTER)
    newsroom.read(LONGER)
    registry = open_registry(newsroom.store)
    (event,) = registry.events()
    assert (event.decision.act, event.decision.actor, event.decision.other) == (
        Act.LEARNED,
        "person:thomas-karl-wernick",
        "person:thomas-wernick",
    )
    assert newsroom.said("person:thomas-wernick") == {"Wir brauchen das", "Der Zeitplan steht"}
    registry.undo(event.number, "operator", newsroom.clock.now())
    assert newsroom.said("person:thomas-wernick") == {"Wir brauchen das"}
    newsroom.read(LONGER.replace("steht fest", "steht weiterhin fest"))
    assert newsroom.said("person:thomas-wernick") == {"Wir brauchen das"}
