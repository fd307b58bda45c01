"""What happens in chats: commands in, answers out; what befalls a chat changes its channel.

    incoming -> seen before? -> too many? -> changes the channel (admins only, outside private chats)? -> save, notice
                                          -> else: answered from the store
    chat event -> the channel resumes, is suspended, or moves

Reading and writing the database runs off the event loop; a command never waits for analysis.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_day_names

from bot import commands
from bot.channel_commands import Change, ChannelCommand, Wishes, new_channel, planned
from bot.platforms import ChatEvent, Happening, Incoming, Place
from digest.answers import CommandContext
from digest.model import Message
from digest.occurrences import WEEKDAYS
from digest.outbox import Channel, ChannelState, Outbox, SlotState
from digest.phrases import base, languages, phrases
from digest.ports import Clock
from digest.render import render_answer
from digest.render.answer import Notice

log = logging.getLogger(__name__)

STATES = {
    ChannelState.ACTIVE: "state.active",
    ChannelState.PAUSED: "state.paused",
    ChannelState.SUSPENDED: "state.suspended",
    ChannelState.STOPPED: "state.stopped",
}
"""How a channel's state is put into words."""

COMMANDS_A_MINUTE = 20
"""Commands of one person in one chat that are answered within a minute."""


@dataclass(slots=True)
class Turnstile:
    """Counts commands per person and chat over the last minute. State of the process: a restart forgives."""

    most: int = COMMANDS_A_MINUTE
    _times: dict[str, deque[float]] = field(default_factory=dict)

    def admit(self, who: str, now: float) -> bool:
        """Whether this one is within the limit. Counts it if so."""
        times = self._times.setdefault(who, deque())
        while times and now - times[0] > 60:
            times.popleft()
        if len(times) >= self.most:
            return False
        times.append(now)
        for other in [one for one, old in self._times.items() if not old or now - old[-1] > 60]:
            del self._times[other]
        return True


class Chats:
    """Implements `bot.platforms.Listener`. `context` makes what commands are answered with for a channel."""

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        wishes: Wishes,
        context: Callable[[Channel], CommandContext],
        alarm: Callable[[str], Awaitable[None]],
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._wishes = wishes
        self._context = context
        self._alarm = alarm
        self._turnstile = Turnstile()

    async def command(self, incoming: Incoming) -> tuple[Message, ...]:
        call = commands.parse(incoming.text)
        changing = commands.find_changing(call.name)
        may_change = changing is None or incoming.place is Place.PRIVATE or await incoming.is_admin()
        admitted = self._turnstile.admit(f"{incoming.user}@{incoming.address}", self._clock.monotonic())
        try:
            return await asyncio.get_running_loop().run_in_executor(
                None, self._answer, incoming, changing, may_change, admitted
            )
        except Exception as error:  # a broken answer must not end the listening; the person and the operator are told
            log.exception("the command %r could not be answered", call.name)
            await self._alarm(f"the command {call.name!r} failed: {error}")
            return (noticed(Notice("channel.failed"), self._fresh(incoming)),)

    def _answer(
        self, incoming: Incoming, changing: ChannelCommand | None, may_change: bool, admitted: bool
    ) -> tuple[Message, ...]:
        now = self._clock.now()
        if not self._outbox.first_sight(incoming.address.platform, incoming.event, now):
            return ()
        channel = self._outbox.channel_at(incoming.address) or self._fresh(incoming)
        if not admitted:
            return (noticed(Notice("channel.too_many"), channel),)
        if not may_change:
            return (noticed(Notice("channel.admins_only"), channel),)
        call = commands.parse(incoming.text)
        if changing is not None:
            return self._changed(changing.apply(channel, call.arguments, now), channel)
        return (self._read(channel, incoming.text),)

    def _fresh(self, incoming: Incoming) -> Channel:
        """A channel for a chat that has none yet: not saved, not subscribed, in the person's language if we have it."""
        channel = new_channel(incoming.address, self._wishes, self._clock.now())
        language = base(incoming.language) if base(incoming.language) in languages() else channel.language
        return replace(channel, language=language, state=ChannelState.STOPPED)

    def _changed(self, change: Change, before: Channel) -> tuple[Message, ...]:
        channel = change.channel or before
        if change.channel is not None:
            self._outbox.save_channel(change.channel)
            if channel.state is not ChannelState.ACTIVE:
                self._drop_unsent(channel)
        answer = noticed(change.notice, channel)
        return (answer, self._read(channel, "/digest")) if change.digest else (answer,)

    def _drop_unsent(self, channel: Channel) -> None:
        """What was compiled and not yet sent must not follow a /stop or /pause."""
        for slot in list(self._outbox.slots(SlotState.PENDING)):
            if slot.channel == channel.id:
                self._outbox.close_slot(slot.id, SlotState.FAILED, f"the channel was {channel.state.value}")

    def _read(self, channel: Channel, line: str) -> Message:
        context = self._context(channel)
        return render_answer(commands.answer(context, line), channel.language, channel.zone)

    async def chat_event(self, event: ChatEvent) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._befell, event)

    def _befell(self, event: ChatEvent) -> None:
        now = self._clock.now()
        channel = self._outbox.channel_at(event.address)
        if channel is None or not self._outbox.first_sight(event.address.platform, event.event, now):
            return
        if event.happening is Happening.MOVED and event.to is not None:
            if self._outbox.channel_at(event.to) is not None:
                return  # the courier or an earlier event moved it already
            channel = replace(channel, address=event.to)
        elif event.happening is Happening.REMOVED and channel.state is ChannelState.ACTIVE:
            channel = replace(channel, state=ChannelState.SUSPENDED, changed_at=now)
        elif event.happening is Happening.ADDED and channel.state is ChannelState.SUSPENDED:
            channel = planned(replace(channel, state=ChannelState.ACTIVE), now)
        self._outbox.save_channel(channel)
        log.info("%s %s: now %s at %s", event.address, event.happening.value, channel.state.value, channel.address)

    async def trouble(self, platform: str, reason: str) -> None:
        await self._alarm(f"{platform}: {reason}")


def noticed(notice: Notice, channel: Channel) -> Message:
    """A notice about a channel, in its language and on its clock."""
    return render_answer(replace(notice, values=spoken_values(notice, channel)), channel.language, channel.zone)


def spoken_notice(notice: Notice, channel: Channel) -> str:
    """The same in plain words."""
    return noticed(notice, channel).fallback


def spoken_values(notice: Notice, channel: Channel) -> dict[str, str]:
    """The values of a notice about a channel in the reader's words: its next digest, its weekdays, its state."""
    values = dict(notice.values)
    texts = phrases(channel.language)
    if "next" in values:
        values["next"] = spoken_moment(values["next"], channel) or texts.text("channel.never")
    if "weekdays" in values:
        values["weekdays"] = spoken_weekdays(channel.weekdays, texts.language)
    if "state" in values:
        values["state"] = texts.text(STATES[channel.state])
    return values


def spoken_moment(iso: str, channel: Channel) -> str:
    """As in "Fr., 9. Mai, 09:00", on the channel's clock; nothing for nothing."""
    if not iso:
        return ""
    local = datetime.fromisoformat(iso).astimezone(ZoneInfo(channel.zone))
    locale = phrases(channel.language).language
    return f"{format_skeleton('MMMEd', local, locale=locale)}, {format_skeleton('Hm', local, locale=locale)}"


def spoken_weekdays(weekdays: tuple[int, ...], language: str) -> str:
    """As in "Mo–Fr" or "Mo, Mi, So": runs of three or more days are drawn together."""
    names = get_day_names("abbreviated", locale=language)
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    short = [names[day].rstrip(".") for day in range(len(WEEKDAYS))]
    return ", ".join(
        f"{short[run[0]]}–{short[run[-1]]}" if len(run) > 2 else ", ".join(short[day] for day in run) for run in runs
    )
