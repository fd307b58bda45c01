"""A text on which the analysis hangs, or that eats memory, costs one analysis: those after it are made as ever."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from digest.analysis.data import OURS, RULES_ALONE, Data
from digest.analysis.own_gazetteer import OwnGazetteer
from digest.analysis.pipeline import load_analyser
from digest.confine import child
from digest.confine.analysing import ConfinedAnalyser
from digest.confine.child import Limits
from digest.errors import AnalyserFailed, BadInput, NotAnalysed, UnusableText, WeightsError
from tests.bench.analysis_articles import own_articles
from tests.fakes.ordeals import later_class, no_memory, no_weights, ordeals, other_rules, told

TIGHT = Limits(cpu_seconds=0.3, seconds=60, megabytes=60)
WAITS = Limits(cpu_seconds=60, seconds=0.5, megabytes=60, grace=0.1)


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
        ("KILLED", "killed"),
        ("UNSENT", "broke down"),
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
    one = confined(WAITS)
    with pytest.raises(UnusableText, match=r"no answer: within 0\.5 s"):
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
    with pytest.raises(NotAnalysed, match="OSError"):
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


def test_texts_are_not_put_aside_one_by_one_where_memory_is_short(analyser: ConfinedAnalyser, monkeypatch):
    """Where the system kills the child at one text after the other it is the machine, and only now and then a text is
    put aside for it, so that two deadly ones hold up nothing for ever; an answer ends the suspicion.
    """
    monkeypatch.setattr(child, "_MOST_KILLED", 2)
    child_of(analyser)
    for blamed in (UnusableText, AnalyserFailed, UnusableText):
        with pytest.raises(blamed, match="killed"):
            analyser.analyse(told("KILLED"))
        analyser.close()  # as at the end of a pass
    child_of(analyser)
    with pytest.raises(UnusableText, match="killed: by the system"):
        analyser.analyse(told("KILLED"))


def test_an_answer_that_comes_as_time_is_up_is_taken():
    """A program that was stopped for longer than a text may take blames none for it when it goes on."""
    with closing(confined(replace(WAITS, seconds=0.2, grace=30))) as one:
        assert child_of(one, "NAP 0.4")


def test_a_child_that_does_not_read_is_given_up():
    """A text that does not fit into the pipe is given up by the clock, too, where the child does not take it."""
    with closing(confined(WAITS)) as one:
        os.kill(child_of(one), signal.SIGSTOP)
        with pytest.raises(UnusableText, match="no answer"):
            one.analyse(told("🌉" * 90_000))


def test_a_child_whose_end_another_thread_took_is_replaced(analyser: ConfinedAnalyser):
    """Python looks after all children whenever one is started; no text is blamed where the exit status is lost so."""
    before = child_of(analyser)
    os.kill(before, signal.SIGKILL)
    os.waitpid(before, 0)
    assert child_of(analyser) != before


def test_a_child_says_nothing_on_its_own(analyser: ConfinedAnalyser, caplog, capfd):
    """What breaks in it is told by the log, where secrets are masked, and not printed."""
    with pytest.raises(UnusableText, match="broke down"):
        analyser.analyse(told("UNSENT"))
    assert "pickle" in caplog.text
    assert capfd.readouterr().err == ""


IN_A_PROGRAM = """
import resource, sys
from digest.analysis.data import RULES_ALONE
from digest.confine.analysing import ConfinedAnalyser
from digest.confine.child import Limits
from tests.fakes.ordeals import ordeals, told

if sys.argv[2] != "unbounded":
    resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv[2]),) * 2)
one = ConfinedAnalyser(("de",), RULES_ALONE, Limits(cpu_seconds=60, seconds=60, megabytes=8_000), ordeals)
print(one.analyse(told("Der Rat tagte.")).actors[0].id, flush=True)
one.analyse(told(sys.argv[1]))
one.close()
"""


def program(text: str, bound: str) -> subprocess.Popen[str]:
    """A program that has a text analysed after a common one, and prints the number of the child."""
    return subprocess.Popen([sys.executable, "-c", IN_A_PROGRAM, text, bound], stdout=subprocess.PIPE, text=True)


def test_a_smaller_bound_of_the_system_holds():
    """Where the program itself has less memory than a child may take, the child has as much and works."""
    with program("Der Rat tagte.", str(4 << 30)) as running:
        assert running.communicate()[0].strip().isdigit()
    assert running.returncode == 0


def test_a_killed_program_leaves_no_child_behind():
    """Also a child at a text that takes no processor time ends with a program that cannot end it any more."""
    with program("WAIT", "unbounded") as running:
        child_of_it = int(running.stdout.readline())
        watched = os.pidfd_open(child_of_it)
        running.kill()
    try:
        assert select.select([watched], [], [], 20)[0]
    finally:
        os.close(watched)


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
    with pytest.raises(UnusableText, match=r"too slow: over 0\.6 s"):
        analyser.analyse(told("HANG " + "x" * 100_000))


@pytest.mark.parametrize(("load", "error"), [(no_weights, WeightsError), (no_memory, AnalyserFailed)])
def test_where_no_child_can_be_had_that_is_said(load, error):
    """Weights that are missing and memory that is short are told as what they are, in one line, and blamed on no text."""
    one = confined(load=load)
    with pytest.raises(error) as caught:
        one.analyse(told())
    assert "\n" not in str(caught.value)
    assert one.pid is None


def test_a_program_changed_on_disk_is_noticed(analyser: ConfinedAnalyser):
    """A child that loads other rules than the running program knows of makes no analyses under its name, and no text is
    put aside because a class is another one there.
    """
    with pytest.raises(AnalyserFailed, match="start it again"):
        confined(load=other_rules).analyse(told("CRASH"))
    with pytest.raises(AnalyserFailed, match="start it again"):
        analyser.analyse(told("LATER"))
    with pytest.raises(AnalyserFailed, match="start it again"):
        analyser.analyse(replace(told(), title=later_class()("Titel")))
    assert child_of(analyser)


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
