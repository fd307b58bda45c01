"""A text on which the analysis hangs, or that eats memory, costs one analysis: those after it are made as ever."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from digest.analysis.data import OURS, RULES_ALONE, Data
from digest.analysis.own_gazetteer import OwnGazetteer
from digest.analysis.pipeline import load_analyser
from digest.confine.analysing import ConfinedAnalyser
from digest.confine.child import Limits
from digest.errors import AnalyserFailed, BadInput, UnusableText, WeightsError
from tests.bench.analysis_articles import own_articles
from tests.fakes.ordeals import no_memory, no_weights, ordeals, told

TIGHT = Limits(cpu_seconds=0.3, seconds=60, megabytes=60)


def confined(limits: Limits = TIGHT, load=ordeals) -> ConfinedAnalyser:
    return ConfinedAnalyser(("de",), RULES_ALONE, limits, load)


@pytest.fixture(scope="module")
def analyser() -> Iterator[ConfinedAnalyser]:
    one = confined()
    yield one
    one.close()


def child_of(analyser: ConfinedAnalyser, text: str = "Der Rat tagte.") -> int:
    """The process that analysed the text."""
    return int(analyser.analyse(told(text)).actors[0].id)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("HANG", "too slow"),
        ("EAT", "too large"),
        ("CRASH", "broke down"),
        ("KILLED", "broke down"),
    ],
)
def test_a_text_that_ends_its_child_is_refused_with_the_reason(analyser: ConfinedAnalyser, text: str, reason: str):
    """Whatever it does, it has its reason, and the next text is analysed by another child."""
    before = child_of(analyser)
    with pytest.raises(UnusableText) as caught:
        analyser.analyse(told(text))
    assert caught.value.reason == reason
    assert child_of(analyser) not in {before, os.getpid()}


def test_a_text_that_waits_for_ever_is_refused():
    """One that takes no processor time is given up by the clock."""
    one = confined(Limits(cpu_seconds=60, seconds=0.5, megabytes=60))
    with pytest.raises(UnusableText, match="too slow"):
        one.analyse(told("WAIT"))
    assert one.pid is None


def test_a_text_that_trips_a_rule_costs_no_child(analyser: ConfinedAnalyser, caplog):
    """What the analyser raises comes through in words, with the trace in the log, and its process goes on."""
    before = child_of(analyser)
    with pytest.raises(UnusableText, match="IndexError"):
        analyser.analyse(told("TRIP over a word"))
    assert "over a word" in caplog.text
    with pytest.raises(BadInput, match="too long") as refused:
        analyser.analyse(told("REFUSE too long"))
    assert not isinstance(refused.value, UnusableText)
    with pytest.raises(AnalyserFailed, match="OSError"):
        analyser.analyse(told("MACHINE no room"))
    assert child_of(analyser) == before


def test_no_text_is_blamed_for_a_child_that_was_ended(analyser: ConfinedAnalyser, tmp_path: Path):
    """A child that somebody killed, or the system, at work or before, is replaced, and the text analysed after all."""
    before = child_of(analyser)
    os.kill(before, signal.SIGKILL)
    second = child_of(analyser)
    assert second != before
    assert child_of(analyser, f"KILLED-ONCE {tmp_path / 'tried'}") != second
    with pytest.raises(AnalyserFailed, match="told to end"):
        analyser.analyse(told("TERMINATED"))


def test_no_text_is_blamed_for_what_others_left(analyser: ConfinedAnalyser):
    """Where there is no memory left by the texts before, a new child analyses the text."""
    keep = "KEEP 40000000"
    analyser.close()
    before = child_of(analyser, keep)
    assert child_of(analyser, keep) != before
    with pytest.raises(UnusableText, match="too large"):
        analyser.analyse(told("KEEP 80000000"))


def test_a_large_text_has_more_time(analyser: ConfinedAnalyser):
    """Processor time grows with the text: what is too slow for a short one is not for one of over 100,000 characters."""
    work = "WORK 0.4 "
    with pytest.raises(UnusableText, match="too slow"):
        analyser.analyse(told(work))
    assert child_of(analyser, work + "x" * 100_000)


@pytest.mark.parametrize(("load", "error"), [(no_weights, WeightsError), (no_memory, AnalyserFailed)])
def test_where_no_child_can_be_had_that_is_said(load, error):
    """Weights that are missing and memory that is short are told as what they are, in one line, and blamed on no text."""
    one = confined(load=load)
    with pytest.raises(error) as caught:
        one.analyse(told())
    assert "\n" not in str(caught.value)
    assert one.pid is None


def test_a_program_changed_on_disk_is_noticed(analyser: ConfinedAnalyser):
    """A child that loads other rules than the running program knows of makes no analyses under its name."""
    with pytest.raises(AnalyserFailed, match="start it again"):
        analyser.analyse(told("OLD"))


def test_a_child_is_replaced_after_its_jobs():
    """Recycling is not seen from outside, but for the process."""
    one = confined(Limits(cpu_seconds=5, seconds=60, megabytes=60, jobs=2))
    children = [child_of(one) for _ in range(5)]
    one.close()
    assert children[0] == children[1] != children[2] == children[3] != children[4]


def test_closing_leaves_no_process_behind(analyser: ConfinedAnalyser):
    """After `close` the child is gone; closing twice is fine, and another text begins anew."""
    before = child_of(analyser)
    analyser.close()
    analyser.close()
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
    assert child_of(analyser) != before


def test_it_finds_what_the_analyser_finds_here():
    """On samples: the same version, known without a child, and the same analyses, whichever child makes them."""
    one = ConfinedAnalyser(("de", "en"), OURS, Limits(cpu_seconds=60, seconds=120, megabytes=600, jobs=4))
    here = load_analyser(("de", "en"), OURS)
    assert one.version == here.version
    assert one.pid is None
    for article in own_articles("de")[:4] + own_articles("en")[:2]:
        assert one.analyse(article) == here.analyse(article)
    one.close()


def test_actors_corrected_in_the_file_are_taken_up(tmp_path: Path, caplog):
    """What the user writes into his file holds from the next text on; a row that cannot be used is told here."""
    file = tmp_path / "actors.toml"
    one = ConfinedAnalyser(("de",), Data(own=OwnGazetteer([file]), weights=None))
    article = told("„Wir bauen die Brücke“, sagte Ortsrätin Xanthippe Querfeld am Freitag.")
    assert not any(actor.id == "xanthippe-querfeld" for actor in one.analyse(article).actors)
    before = one.pid
    file.write_text('[[person]]\nname = "Xanthippe Querfeld"\nsex = "f"\n[[person]]\nnam = "x"\n', encoding="utf-8")
    assert any(actor.id == "xanthippe-querfeld" for actor in one.analyse(article).actors)
    assert one.pid == before
    assert "actors.toml" in caplog.text
    one.close()


def test_a_mistake_in_the_file_takes_no_actor_out(tmp_path: Path):
    """While the user's file is no TOML, a new child knows the actors it held before, as the running program does."""
    file = tmp_path / "actors.toml"
    file.write_text('[[person]]\nname = "Xanthippe Querfeld"\nsex = "f"\n', encoding="utf-8")
    one = ConfinedAnalyser(("de",), Data(own=OwnGazetteer([file]), weights=None))
    article = told("„Wir bauen die Brücke“, sagte Ortsrätin Xanthippe Querfeld am Freitag.")
    with closing(one):
        assert "xanthippe-querfeld" in {actor.id for actor in one.analyse(article).actors}
        one.close()
        file.write_text('[[person]\nname = "Xanthippe', encoding="utf-8")
        assert "xanthippe-querfeld" in {actor.id for actor in one.analyse(article).actors}
