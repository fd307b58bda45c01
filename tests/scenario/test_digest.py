"""User stories around the digest in the terminal, end to end from stored articles to printed lines."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.commands import answer
from bot.platforms.console import Console
from digest.answers import CommandContext
from digest.publish import compile_digest, group
from digest.render import render_answer
from digest.store.memory import MemoryStore
from tests.building import START, Said, keep, made, person
from tests.samples import filled

EVENING = datetime(2025, 5, 9, 14, 56, tzinfo=UTC)
"""Just after the newest sample."""


class Reader:
    """Somebody at the terminal: types lines, reads what is printed."""

    def __init__(self, context: CommandContext) -> None:
        self.context = context

    def types(self, line: str) -> str:
        message = render_answer(answer(self.context, line), self.context.language, self.context.zone)
        return Console(100).render(message)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Reads the samples on the day of the newest."""
    store = filled(MemoryStore())
    group(store)
    return Reader(CommandContext(store, EVENING, compile=partial(compile_digest, store)))


def test_reader_sees_who_said_what(reader):
    """The digest of the samples shows the visit with seven speakers, each with label and outlet."""
    printed = reader.types("/digest")
    for name in (
        "Wladimir Putin",
        "Xi Jinping",
        "Wolodymyr Selenskyj",
        "Donald Trump",
        "JD Vance",
        "Dmitri Peskow",
        "NATO",
    ):
        assert re.search(rf"▪ .*{name}.*(\n.*){{1,4}}(wörtlich|indirekt|berichtet) · ", printed), name
    assert "Gerade lesen andere" not in printed
    assert "Lesen Sie auch" not in printed


def test_reader_asks_on_and_finds_the_source(reader):
    """From the digest to the actor, from the actor to the statement in its context."""
    about_trump = reader.types("/actor Trump")
    assert "räumte vor Reportern ein, dass Putin ihn womöglich nur „hinhalte“" in about_trump
    identity = re.search(r"#([0-9a-z]{12})", about_trump)
    assert identity is not None
    quoted = reader.types(f"/quote {identity[1]}")
    assert "Die Vereinigten Staaten bemühen sich seit Monaten" in quoted
    assert "Elbwarte · 9. Mai, 06:40 · unabhängig" in quoted


def test_reader_is_asked_which_mueller(reader):
    """Two people of one name are never guessed; the command offered leads to one of them."""
    offered = re.findall(r"(/actor .+?)(?: ·|$)", reader.types("akteur Müller"), re.MULTILINE)
    assert len(offered) == 2
    assert all("wer ist gemeint" not in reader.types(line).lower() for line in offered)


def test_reader_reads_on(reader):
    """What found no room in the digest is in its second part, and nothing is in both."""
    first, second = reader.types("/digest"), reader.types("/digest mehr")
    shown = set(re.findall(r"^\d+ · (.+)$", first, re.MULTILINE))
    rest = set(re.findall(r"^\d+ · (.+)$", second, re.MULTILINE))
    assert shown
    assert rest
    assert not shown & rest
    announced = re.search(r"▸ (\d+) weitere Themen", first)
    assert announced is not None
    assert int(announced[1]) == len(rest)


def test_yesterday_is_not_repeated():
    """What the reader saw yesterday does not come again today, though another outlet prints it today."""
    speaker = person("Hanna Orlow")
    store = MemoryStore()
    context = CommandContext(store, START + timedelta(hours=2), compile=partial(compile_digest, store))
    title = "Talsperre im Irntal wird gebaut"
    old = Said(speaker, "„Wir bauen diese Talsperre für das ganze Land“")
    new = Said(speaker, "„Das Verfahren beginnt bei uns noch im Herbst“")
    keep(store, made("A", old, title=title, lead=f"{title}. " * 3))
    group(store)
    assert "für das ganze Land" in Reader(context).types("/digest")
    keep(store, made("B", old, new, title=title, lead=f"{title}. " * 3, hours=24))
    group(store)
    printed = Reader(replace(context, now=START + timedelta(hours=26))).types("/digest")
    assert "für das ganze Land" not in printed
    assert "beginnt bei uns noch im Herbst" in printed
    assert "Neu seit gestern: 1 mit neuen Aussagen" in printed
    assert "Tag 2" in printed


def test_reader_of_english(reader):
    """In English everything but the quotes is English."""
    printed = Reader(replace(reader.context, language="en")).types("/digest")
    assert "Evening edition" in printed
    assert not re.search(r"wörtlich|indirekt ·|berichtet ·|Medien|Aussagen", printed)
    assert "„Wer Rekordgewinne meldet" in printed


@pytest.mark.parametrize("line", ["/", "", "/actor " + "Putin " * 2000, "/quote \u202e<b>x</b>", "/xyz *bold* `code`"])
def test_odd_lines_are_answered(reader, line):
    """Whatever is typed, an answer of a few lines comes back."""
    printed = reader.types(line)
    assert printed.strip()
    assert len(printed) < 5000
