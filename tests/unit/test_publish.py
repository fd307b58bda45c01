"""Grouping what is stored, and compiling digests from it."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest

from digest.edition import DigestRequest
from digest.model import Mode, wording
from digest.ports import StatementQuery
from digest.publish import Grouped, compile_digest, group, literal
from digest.store.memory import MemoryStore
from digest.taste import Taste
from tests.building import START, Said, keep, made, person
from tests.samples import COPY, ORIGINAL, filled, reading_of, readings

ORLOW, KORTE = person("Hanna Orlow"), person("Matthias Korte")
DAM = "Talsperre im Irntal wird gebaut"
QUOTE = "„Wir bauen diese Talsperre für das ganze Land“"
HOUR = timedelta(hours=1)


def article(outlet: str, *said: Said, hours: float = 0):
    return made(outlet, *said, title=DAM, lead=f"{DAM}. " * 3, hours=hours)


def window(first: float, last: float, **more: object) -> DigestRequest:
    return DigestRequest(date(2025, 5, 9), START + first * HOUR, START + last * HOUR, **more)


@pytest.fixture
def store():
    return MemoryStore()


def test_grouping_twice_changes_nothing():
    """Stories and statements are the same when nothing came since, and when the same articles are grouped anew."""
    store = filled(MemoryStore())
    first = group(store)
    stories, statements = store.stories(START - 48 * HOUR, START + 48 * HOUR), store.statements(StatementQuery())
    assert group(store) == Grouped()
    assert store.stories(START - 48 * HOUR, START + 48 * HOUR) == stories
    assert store.statements(StatementQuery()) == statements
    assert first.articles == len(readings())


def test_story_keeps_its_id_and_past_over_days(store):
    """Grouped day after day with a window that leaves the first article behind, a story keeps id and first time."""
    keep(store, article("A", Said(ORLOW, QUOTE)))
    group(store)
    (before,) = store.stories(START - HOUR, START + HOUR)
    keep(store, article("B", Said(KORTE, "„Das Verfahren um die Talsperre beginnt im Herbst“"), hours=25))
    group(store)
    keep(store, article("C", Said(KORTE, "„Die Leitungen im Irntal sind inzwischen alle dicht“"), hours=50))
    group(store)
    (after,) = store.stories(START, START + 60 * HOUR)
    assert (after.id, after.first_at, len(after.articles)) == (before.id, before.first_at, 3)


def test_statement_repeated_later_is_not_new(store):
    """A quote that another outlet prints the next day keeps its id and time, though the first article left the window."""
    keep(store, article("A", Said(ORLOW, QUOTE)))
    group(store)
    (first,) = store.statements(StatementQuery())
    keep(store, article("B", Said(ORLOW, QUOTE), hours=20))
    group(store)
    group(store)
    (again,) = store.statements(StatementQuery())
    assert (again.id, again.first_at, len(again.reports)) == (first.id, first.first_at, 2)
    assert compile_digest(store, window(10, 21)).stories == ()


def test_wire_copies_are_read_from_the_store():
    """What the store knows as a copy is one independent text in the digest."""
    store = filled(MemoryStore(), (reading_of(ORIGINAL), reading_of(COPY)))
    group(store)
    (story,) = compile_digest(store, window(-48, 48)).stories
    assert (len(story.outlets), story.independent) == (2, 1)


def test_what_is_not_literal_is_left_out_and_logged(store, caplog):
    """A statement whose words do not stand in the stored article is never shown, and the operator can read why."""
    reading = article("A", Said(ORLOW, QUOTE))
    keep(store, reading)
    group(store)
    (statement,) = store.statements(StatementQuery())
    assert literal(statement, reading.article)
    invented = replace(statement, text="„Das hat niemand gesagt“")
    store.replace_groups([reading.article.id], store.stories(START - HOUR, START + HOUR), [invented])
    with caplog.at_level(logging.ERROR):
        edition = compile_digest(store, window(-1, 1))
    assert edition.stories == ()
    assert statement.id in caplog.text


@pytest.mark.parametrize("wanted", [{"outlets": frozenset({"a"})}, {"taste": Taste(outlets=("A",))}])
def test_only_the_outlets_asked_for(store, wanted):
    """A channel that reads one outlet gets its articles and its words, though another outlet's are better."""
    plain = Said(
        ORLOW, "das Land werde diese Talsperre für das ganze Land bauen", "{speaker} sagte, {}.", Mode.INDIRECT
    )
    keep(store, article("A", plain), article("B", Said(ORLOW, QUOTE), hours=1))
    group(store)
    (story,) = compile_digest(store, window(-1, 2)).stories
    assert story.voices[0].text == QUOTE
    edition = compile_digest(store, window(-1, 2, **wanted))
    (voice,) = edition.stories[0].voices
    assert (voice.text, voice.statement.mode) == (plain.content, Mode.INDIRECT)
    assert [outlet.id for outlet in voice.statement.outlets] == ["a"]
    assert edition.counts.outlets == 1
    assert compile_digest(store, window(-1, 2, outlets=frozenset({"none"}))).stories == ()


@pytest.mark.parametrize("hours", [-46, -2, 5])
def test_what_arrives_late_or_too_early_is_in_the_digest_of_its_arrival(store, hours):
    """An article dated two days ago, or in the future, is news when it could first be known, once."""
    reading = article("A", Said(ORLOW, QUOTE), hours=hours)
    arrived = replace(reading, article=replace(reading.article, fetched_at=START))
    keep(store, arrived)
    group(store)
    (story,) = compile_digest(store, window(-12, 1)).stories
    assert [voice.text for voice in story.voices] == [QUOTE]
    assert compile_digest(store, window(-60, -12)).stories == ()
    assert compile_digest(store, window(1, 24)).stories == ()


def test_digest_of_the_past_knows_nothing_of_later(store):
    """A digest of yesterday does not count today's reports."""
    keep(store, article("A", Said(ORLOW, QUOTE)), article("B", Said(ORLOW, QUOTE), hours=20))
    group(store)
    (story,) = compile_digest(store, window(-1, 10)).stories
    assert [outlet.name for outlet in story.voices[0].statement.outlets] == ["A"]


def test_newcomer_is_who_was_never_heard_or_named(store):
    """Somebody mentioned before is no newcomer."""
    old = [person(f"Alte Bekannte{place}") for place in range(6)]
    keep(
        store,
        article("A", *(Said(one, f"„Zur Talsperre sage ich heute zum {n}. Mal alles“") for n, one in enumerate(old))),
    )
    keep(store, article("B", *(Said(one, f"„Die Leitungen im Tal kosten {n} Millionen Euro“") for n, one in enumerate([ORLOW, *old])), hours=24))  # fmt: skip
    group(store)
    edition = compile_digest(store, window(12, 30))
    assert edition.news is not None
    assert edition.news.newcomers == (ORLOW,)


def test_everything_shown_of_the_samples_is_literal():
    """Each word shown of the samples stands in a stored article, span by span."""
    store = filled(MemoryStore())
    group(store)
    edition = compile_digest(store, window(-48, 48))
    voices = [one for story in (*edition.stories, *edition.more) for one in story.voices + story.further]
    assert len(voices) > 100
    for voice in (*voices, *edition.uncredited):
        stored = store.article(voice.statement.reports[0].article)
        assert stored is not None
        assert wording(stored.text, voice.spans) == voice.text
        assert len(voice.text) <= 220


def test_whose_name_is_followed_is_known_from_other_days(store):
    """On a day on which a followed person says nothing, other words that hold its name's are not taken for it."""
    berg = person("Karl Berg")
    line = Said(KORTE, "„Die Strecke von Karlsruhe nach Nürnberg bleibt heute gesperrt“")
    taste = Taste(topics=("Konzert",), follows=("karl berg",))

    def shown():
        return [story.title for story in compile_digest(store, window(20, 30, taste=taste)).stories]

    keep(store, made("A", line, title="Bahnstrecke gesperrt", lead="Züge fallen aus. " * 4, hours=25))
    group(store)
    assert shown() == ["Bahnstrecke gesperrt"]
    keep(store, made("B", Said(berg, QUOTE), title=DAM, lead=f"{DAM}. " * 3))
    group(store)
    assert shown() == []
