"""Turns space out requests and remember what hosts asked for."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from digest.fetch.turns import DEFAULT_WAIT_S, LONGEST_WAIT_S, Ended, Turns, retry_after
from tests.fakes.clocks import HandClock

NOW = datetime(2025, 5, 9, 8, 0, tzinfo=UTC)
HOST = ("a.example", 443)


def test_turns_of_one_host_are_spaced() -> None:
    """A second turn begins a spacing after the first one's end; another host's at once."""
    clock = HandClock()
    turns = Turns(clock, 1.0, clock.advance)
    with turns.take(HOST):
        clock.advance(0.4)
    with turns.take(("b.example", 443)):
        assert clock.monotonic() == pytest.approx(0.4)
    with turns.take(HOST):
        assert clock.monotonic() == pytest.approx(1.4)


def test_one_at_a_time() -> None:
    """While a turn is held nobody else gets one for that host."""
    clock = HandClock()
    turns = Turns(clock, 0.0, clock.advance)
    got = threading.Event()

    def other() -> None:
        with turns.take(HOST):
            got.set()

    with turns.take(HOST):
        thread = threading.Thread(target=other)
        thread.start()
        assert not got.wait(0.05)
    assert got.wait(5)
    thread.join()


def test_no_turn_is_given_once_the_program_ends() -> None:
    """Whoever waits when the program ends is told so instead of waiting on, or asking too early."""
    clock = HandClock()
    turns = Turns(clock, 1.0, lambda _seconds: True)
    with turns.take(HOST):
        pass
    with pytest.raises(Ended), turns.take(HOST):
        pass


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Fri, 09 May 2025 08:02:00 GMT", 120),
        ("Fri, 09 May 2025 07:00:00 GMT", 0),
        (None, DEFAULT_WAIT_S),
        ("bald", DEFAULT_WAIT_S),
        ("-5", DEFAULT_WAIT_S),
        ("99999999999999999999", LONGEST_WAIT_S),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: float) -> None:
    """Seconds and dates are understood, nonsense gives the default, and nobody locks us out for ever."""
    assert retry_after(value, NOW) == pytest.approx(seconds)
