"""Commands that change a channel."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel_commands import Wishes, change_settings, new_channel, pause, resume, start, stop
from digest.outbox import ChannelState
from digest.outcome import Address

NOW = datetime(2025, 5, 9, 6, tzinfo=UTC)
WISHES = Wishes("de", "Europe/Berlin", (time(9),), tuple(range(7)), 7)
CHANNEL = new_channel(Address("telegram", "-100"), WISHES, NOW)


def test_a_new_channel_knows_when_it_is_due():
    """A new channel is due at the next wall time of its zone."""
    assert CHANNEL.next_due == datetime(2025, 5, 9, 7, tzinfo=UTC)
    assert start(CHANNEL, "", NOW).digest


@pytest.mark.parametrize(
    ("arguments", "field", "value"),
    [
        ("time 18:30", "times", (time(18, 30),)),
        ("zeit 18.30, 9 Uhr", "times", (time(9), time(18, 30))),
        ("time 9", "times", (time(9),)),
        ("timezone america/new_york", "zone", "America/New_York"),
        ("timezone New York", "zone", "America/New_York"),
        ("zeitzone wien", "zone", "Europe/Berlin"),
        ("weekdays mon-fri", "weekdays", (0, 1, 2, 3, 4)),
        ("wochentage Mo-Fr", "weekdays", (0, 1, 2, 3, 4)),
        ("wochentage Samstag, Sonntag", "weekdays", (5, 6)),
        ("wochentage Mi – Fr", "weekdays", (2, 3, 4)),
        ("language English", "language", "en"),
    ],
)
def test_settings_are_understood_as_people_write_them(arguments, field, value):
    """Times, zones, weekdays and languages are taken in the forms people type; what is not understood changes nothing."""
    change = change_settings(CHANNEL, arguments, NOW)
    assert getattr(change.channel or CHANNEL, field) == value


@pytest.mark.parametrize(
    ("arguments", "key", "hint"),
    [
        ("time 25:00", "channel.bad_value", "09:00"),
        ("time 1,2,3,4", "channel.bad_value", "1-3"),
        ("timezone Europe/Berln", "channel.bad_value", "Europe/Berlin"),
        ("weekdays morgen", "channel.bad_value", "mon-fri"),
        ("language fr", "channel.bad_value", "de, en"),
        ("colour red", "channel.unknown_setting", "time"),
        ("time", "channel.no_value", "09:00"),
    ],
)
def test_a_bad_value_is_answered_with_a_good_one(arguments, key, hint):
    """A value that cannot be used changes nothing, and the answer shows one that can."""
    change = change_settings(CHANNEL, arguments, NOW)
    assert change.channel is None
    assert change.notice.key == key
    assert hint in " ".join(change.notice.values.values())


def test_pause_and_resume():
    """A paused channel keeps its settings and is planned anew from the moment it resumes."""
    paused = pause(CHANNEL, "", NOW).channel
    assert paused.state is ChannelState.PAUSED
    later = datetime(2025, 5, 20, 12, tzinfo=UTC)
    resumed = resume(paused, "", later).channel
    assert (resumed.state, resumed.next_due) == (ChannelState.ACTIVE, datetime(2025, 5, 21, 7, tzinfo=UTC))


def test_stop_keeps_the_settings_for_a_new_start():
    """A stopped channel that starts again has the settings it had."""
    changed = change_settings(CHANNEL, "time 18:00", NOW).channel
    again = start(stop(changed, "", NOW).channel, "", NOW).channel
    assert (again.state, again.times) == (ChannelState.ACTIVE, (time(18),))


@given(st.text(max_size=200))
def test_any_text_is_answered(arguments):
    """Whatever is typed after /settings gets an answer, and no text of it longer than its echo comes back (the names of
    what there is to set are ours, and a list is as long as what was asked for).
    """
    change = change_settings(CHANNEL, arguments, NOW)
    assert change.notice.key.startswith("channel.")
    assert all(len(value) <= 80 for key, value in change.notice.values.items() if key not in {"known", "taste"})
