"""Commands that change a channel: start, stop, pause, resume, settings. Pure: a channel in, a channel and a notice out.

In groups and channels only admins may give them; who is one is asked by bot.chat before anything here is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from difflib import get_close_matches
from zoneinfo import available_timezones

from bot.taste_settings import TASTES, taste_in_words, weekday_words
from digest.names import fold
from digest.occurrences import WEEKDAYS, Rhythm, next_occurrence, parse_time, parse_weekdays
from digest.outbox import Channel, ChannelState, channel_id
from digest.outcome import Address
from digest.phrases import languages
from digest.render.answer import Answer, CommandRow, Notice

MOST_TIMES = 3
"""Digests a day; more would be a flood."""

LONGEST_ECHO = 60


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a new channel starts with (the settings defaults.*)."""

    language: str
    zone: str
    times: tuple[time, ...]
    weekdays: tuple[int, ...]
    stories: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a command makes of a channel: `channel` is to be saved (None: nothing changes), `notice` is the answer.

    `digest` asks for a digest right after the notice, `forget` has everything of the chat deleted before it.
    """

    channel: Channel | None
    notice: Answer
    digest: bool = False
    forget: bool = False


def new_channel(address: Address, wishes: Wishes, now: datetime, title: str = "") -> Channel:
    """A channel at this address with the wishes a new one starts with."""
    channel = Channel(
        id=channel_id(address),
        address=address,
        language=wishes.language,
        zone=wishes.zone,
        times=wishes.times,
        weekdays=wishes.weekdays,
        stories=wishes.stories,
        title=title,
        changed_at=now,
    )
    return planned(channel, now)


def planned(channel: Channel, now: datetime) -> Channel:
    """The channel with `next_due` computed anew: at start, after a change of settings and on resuming."""
    upcoming = next_occurrence(Rhythm(channel.times, channel.weekdays, channel.zone), now)
    return replace(channel, next_due=upcoming.due if upcoming else None, changed_at=now)


def replanned(channel: Channel, before: Channel, now: datetime) -> Channel:
    """The channel as `planned`, but for a digest that is due already and not yet opened: it is not skipped."""
    overdue = before.next_due is not None and before.next_due <= now
    if before.state is channel.state is ChannelState.ACTIVE and overdue:
        return replace(channel, next_due=before.next_due, changed_at=now)
    return planned(channel, now)


def start(channel: Channel, arguments: str, now: datetime) -> Change:
    """Subscribe, or take up again what was stopped, paused or suspended."""
    del arguments
    active = replanned(replace(channel, state=ChannelState.ACTIVE), channel, now)
    return Change(active, _described("channel.started", active), digest=True)


def stop(channel: Channel, arguments: str, now: datetime) -> Change:
    """End the subscription; its settings are kept."""
    del arguments
    return Change(replace(channel, state=ChannelState.STOPPED, changed_at=now), Notice("channel.stopped"))


def pause(channel: Channel, arguments: str, now: datetime) -> Change:
    """Send nothing until `resume`."""
    del arguments
    if channel.state is not ChannelState.ACTIVE:
        return Change(None, Notice("channel.not_active"))
    return Change(replace(channel, state=ChannelState.PAUSED, changed_at=now), Notice("channel.paused"))


def resume(channel: Channel, arguments: str, now: datetime) -> Change:
    """Send again."""
    del arguments
    active = replanned(replace(channel, state=ChannelState.ACTIVE), channel, now)
    return Change(active, _described("channel.resumed", active))


def change_settings(channel: Channel, arguments: str, now: datetime) -> Change:
    """Show the settings, or change one: `time 09:00,18:00`, `timezone Europe/Berlin`, `weekdays mon-fri`."""
    words = arguments.split()
    if not words:
        return Change(None, _described("channel.settings", channel))
    name, values = fold(words[0]), words[1:]
    setting = next((one for one in SETTINGS if name in one.names), None)
    if setting is None:
        asked = {"asked": words[0][:LONGEST_ECHO], "known": known_settings()}
        return Change(None, Notice("channel.unknown_setting", asked))
    if not values:
        return Change(None, Notice("channel.no_value", {"name": setting.names[0], "example": setting.example}))
    try:
        changed = setting.change(channel, values)
    except ValueError as error:
        values_shown = " ".join(values)[:LONGEST_ECHO]
        hint = str(error) or setting.example
        return Change(None, Notice("channel.bad_value", {"asked": values_shown, "example": hint}))
    changed = replanned(changed, channel, now)
    return Change(changed, _described("channel.changed", changed))


def known_settings() -> str:
    """What can be set, by its first name."""
    return ", ".join(one.names[0] for one in SETTINGS)


def _described(key: str, channel: Channel) -> Notice:
    """A notice that tells the channel's settings and its next digest (an instant that the renderer puts into words)."""
    return Notice(
        key,
        {
            "times": ", ".join(f"{one:%H:%M}" for one in channel.times),
            "zone": channel.zone,
            "weekdays": ",".join(WEEKDAYS[day] for day in channel.weekdays),
            "language": channel.language,
            "state": channel.state.value,
            "taste": taste_in_words(channel.taste, channel.language),
            "next": channel.next_due.isoformat() if channel.next_due else "",
            "known": known_settings(),
        },
    )


def _with_times(channel: Channel, values: list[str]) -> Channel:
    words = [word for value in values for word in value.split(",") if word]
    times = tuple(sorted({parse_time(_padded(word)) for word in words if word.lower() != "uhr"}))
    if not 1 <= len(times) <= MOST_TIMES:
        raise ValueError(f"1-{MOST_TIMES} x 09:00")
    return replace(channel, times=times)


def _padded(word: str) -> str:
    """Hours and minutes in two digits each: of "9", "9:00", "9.00" and "9h" it makes "09:00"."""
    match = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?h?", word.lower(), re.ASCII)
    return f"{int(match[1]):02}:{match[2] or '00'}" if match else word


def _with_zone(channel: Channel, values: list[str]) -> Channel:
    asked = "_".join(values)
    zones = {zone.lower(): zone for zone in available_timezones()}
    cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(available_timezones())}
    found = zones.get(asked.lower()) or cities.get(asked.lower())
    if found is None:
        near = get_close_matches(asked.lower(), [*zones, *cities], n=1)
        raise ValueError((zones | cities)[near[0]] if near else "Europe/Berlin")
    return replace(channel, zone=found)


def _with_weekdays(channel: Channel, values: list[str]) -> Channel:
    known = weekday_words()
    ranges = re.sub(r"\s*[-–]\s*", "-", " ".join(values).lower())
    words = re.sub(r"[^\W\d_]+", lambda word: known.get(word[0], word[0]), ",".join(re.findall(r"[^,\s]+", ranges)))
    try:
        return replace(channel, weekdays=parse_weekdays(words))
    except ValueError:
        raise ValueError("mon-fri") from None


def _with_language(channel: Channel, values: list[str]) -> Channel:
    asked = fold(values[0])
    names = {"deutsch": "de", "german": "de", "englisch": "en", "english": "en"}
    language = names.get(asked, asked)
    if language not in languages():
        raise ValueError(", ".join(languages()))
    return replace(channel, language=language)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a channel: its names (the first is shown), an example, and what a value makes of the channel.

    `change` raises ValueError with what would have been a valid value.
    """

    names: tuple[str, ...]
    example: str
    change: Callable[[Channel, list[str]], Channel]


SETTINGS = (
    Setting(("time", "times", "zeit", "uhrzeit"), "09:00", _with_times),
    Setting(("timezone", "zone", "zeitzone"), "Europe/Berlin", _with_zone),
    Setting(("weekdays", "days", "wochentage", "tage"), "mon-fri", _with_weekdays),
    Setting(("language", "sprache"), "de", _with_language),
    *(Setting(*one) for one in TASTES),
)
"""What /settings changes."""


@dataclass(frozen=True, slots=True)
class ChannelCommand:
    """A command that changes a channel. One that asks the network is slow and must not keep others waiting.

    Those `for_all` may be given by everybody, also where admins alone decide. The answer to a button of one that stands
    `beside` leaves the message with the button as it is.
    """

    row: CommandRow
    apply: Callable[[Channel, str, datetime], Change]
    is_slow: bool = False
    for_all: bool = False
    beside: bool = False

    @property
    def name(self) -> str:
        """The word it is called by."""
        return self.row.name

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other words it is called by."""
        return self.row.aliases


CHANNEL_COMMANDS: tuple[ChannelCommand, ...] = (
    ChannelCommand(CommandRow("start", ("abonnieren",), "", "purpose.start"), start),
    ChannelCommand(CommandRow("stop", ("abbestellen",), "", "purpose.stop"), stop),
    ChannelCommand(CommandRow("pause", (), "", "purpose.pause"), pause),
    ChannelCommand(CommandRow("resume", ("weiter",), "", "purpose.resume"), resume),
    ChannelCommand(
        CommandRow("settings", ("einstellungen",), "arguments.settings", "purpose.settings"), change_settings
    ),
)
"""In the order in which help lists them, after those that only read."""
