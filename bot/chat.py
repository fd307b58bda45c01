"""What happens in chats: commands in, answers out; what befalls a chat changes its channel.

    incoming -> seen before? -> too many? -> changes the channel (admins only, outside private chats)? -> save, notice
                                          -> names another chat (`/settings @channel …`)? -> the same there, for admins
                                          -> else: answered from the store
    chat event -> the channels of the chat resume, are suspended, or move

Reading and writing the database runs off the event loop; a command never waits for analysis.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_day_names

from bot import commands
from bot.channel_commands import Change, ChannelCommand, Wishes, new_channel, planned, start
from bot.drawing import Draw, drawn
from bot.logs import about, about_channel, about_chat
from bot.platforms import ChatEvent, Elsewhere, Happening, Incoming, Place
from bot.slow_work import SlowWork, TooMuchWork
from bot.turnstile import Turnstile
from digest.allowances import Verdict
from digest.answers import CommandContext
from digest.model import Message
from digest.occurrences import WEEKDAYS
from digest.outbox import Channel, ChannelState, Outbox, SlotState, channel_id
from digest.outcome import Address
from digest.phrases import base, languages, phrases
from digest.ports import Clock
from digest.render import render_answer
from digest.render.answer import Answer, Notice
from digest.render.source_answer import SourceChoices

log = logging.getLogger(__name__)

STATES = {
    ChannelState.ACTIVE: "state.active",
    ChannelState.PAUSED: "state.paused",
    ChannelState.SUSPENDED: "state.suspended",
    ChannelState.STOPPED: "state.stopped",
}
"""How a channel's state is put into words."""

ANOTHER_CHAT = re.compile(r"@\w{4,32}|-\d{2,20}", re.ASCII)
"""How another chat is named in front of the arguments: by its public name, or by its number, which is negative."""


class Chats:
    """Implements `bot.platforms.Listener`. `context` makes what commands are answered with for a channel; `mute` ends
    the sending on a platform, `unmute` begins it again; `more` are commands that change a channel and need more than
    it; `draw` makes pictures of charts, without it their words stand alone; `spoke` is told of each answer where it
    goes; `turnstile` turns a flood of commands away, without it nobody is.
    """

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        wishes: Wishes,
        context: Callable[[Channel], CommandContext],
        alarm: Callable[[str], Awaitable[None]],
        mute: Callable[[str], None],
        more: Sequence[ChannelCommand] = (),
        draw: Draw | None = None,
        spoke: Callable[[Address], None] = lambda _address: None,
        unmute: Callable[[str], None] = lambda _platform: None,
        turnstile: Turnstile | None = None,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._wishes = wishes
        self._context = context
        self._alarm = alarm
        self._mute = mute
        self._more = more
        self._draw = draw
        self._spoke = spoke
        self._unmute = unmute
        self._turnstile = turnstile
        self._slow_work = SlowWork()

    async def command(self, incoming: Incoming) -> tuple[Message, ...]:
        called = commands.known_name(commands.parse(incoming.text).name, self._more)
        with about_chat(incoming.address), about(command=called):
            messages = await self._answers(incoming)
            log.debug("answered, messages: %d", len(messages))
        for _ in messages:
            self._spoke(incoming.address)
        return messages

    async def _answers(self, incoming: Incoming) -> tuple[Message, ...]:
        call = commands.parse(incoming.text)
        try:
            verdict = await asyncio.to_thread(self._admitted, incoming)
            if verdict is not Verdict.ADMITTED:
                return await asyncio.to_thread(self._turned_away, incoming) if verdict is Verdict.TOLD else ()
            line = commands.linked(call)
            if line is not None:
                return await asyncio.to_thread(self._answer, replace(incoming, text=line))
            changing = commands.find_changing(call.name, self._more)
            return await (self._change(incoming, changing) if changing else asyncio.to_thread(self._answer, incoming))
        except Exception as error:  # a broken answer must not end the listening; the person and the operator are told
            log.exception("the command %r could not be answered", call.name)
            await self._alarm(f"the command {call.name!r} failed: {error}")
            return (noticed(Notice("channel.failed"), self._fresh(incoming)),)

    async def _change(self, incoming: Incoming, changing: ChannelCommand) -> tuple[Message, ...]:
        """A command that changes a channel: this one, or one that is managed from the private chat."""
        arguments = commands.parse(incoming.text).arguments
        name, _, rest = arguments.partition(" ")
        if incoming.elsewhere is not None and incoming.place is Place.PRIVATE and ANOTHER_CHAT.fullmatch(name):
            there = await incoming.elsewhere(name)
            work = partial(self._changed_elsewhere, incoming, changing, there, rest.strip())
        else:
            is_allowed = changing.for_all or incoming.place is Place.PRIVATE or await incoming.is_admin()
            work = partial(self._changed_here, incoming, changing, arguments, is_allowed)
        if not changing.is_slow:
            return await asyncio.to_thread(work)
        try:
            return await self._slow_work.done(work)
        except TooMuchWork:
            return (noticed(Notice("source.busy"), await asyncio.to_thread(self._here, incoming)),)

    def _admitted(self, incoming: Incoming) -> Verdict:
        return self._turnstile.admit(incoming, self._clock.now()) if self._turnstile else Verdict.ADMITTED

    def _turned_away(self, incoming: Incoming) -> tuple[Message, ...]:
        return (noticed(Notice("channel.too_many"), self._here(incoming)),)

    def _answer(self, incoming: Incoming) -> tuple[Message, ...]:
        return (self._read(self._here(incoming), incoming.text),) if self._is_new(incoming) else ()

    def _changed_here(
        self, incoming: Incoming, changing: ChannelCommand, arguments: str, is_allowed: bool
    ) -> tuple[Message, ...]:
        if not self._is_new(incoming):
            return ()
        channel = self._here(incoming)
        if not is_allowed:  # what one may not do is no reason for others to lose the message with the button
            return (replace(noticed(Notice("channel.admins_only"), channel), beside=True),)
        if changing.apply is start and channel.address != incoming.address:
            channel = replace(channel, id=channel_id(incoming.address), address=incoming.address, next_due=None)
        change = changing.apply(channel, arguments, self._clock.now())
        answer = replace(self._saved(change, channel), beside=changing.beside)
        return (answer, self._read(change.channel or channel, "/digest")) if change.digest else (answer,)

    def _changed_elsewhere(
        self, incoming: Incoming, changing: ChannelCommand, there: Elsewhere | None, arguments: str
    ) -> tuple[Message, ...]:
        if not self._is_new(incoming):
            return ()
        if there is None:
            return (noticed(Notice("channel.not_yours"), self._here(incoming)),)
        fresh = replace(self._fresh(incoming), id=channel_id(there.address), address=there.address, title=there.title)
        channel = self._outbox.channel_at(there.address) or fresh
        change = changing.apply(channel, arguments, self._clock.now())
        change = replace(change, notice=meant_for(there.address.chat, change.notice))
        return (replace(self._saved(change, channel), beside=changing.beside),)

    def _is_new(self, incoming: Incoming) -> bool:
        return self._outbox.first_sight(incoming.address.platform, incoming.event, self._clock.now())

    def _here(self, incoming: Incoming) -> Channel:
        """The channel of the chat, or of its topic or thread where that has one of its own."""
        return (
            self._outbox.channel_at(incoming.address)
            or self._outbox.channel_at(replace(incoming.address, thread=""))
            or self._fresh(incoming)
        )

    def _fresh(self, incoming: Incoming) -> Channel:
        """A channel for a chat that has none yet: not saved, not subscribed, in the person's language if we have it."""
        channel = new_channel(incoming.address, self._wishes, self._clock.now())
        language = base(incoming.language) if base(incoming.language) in languages() else channel.language
        return replace(channel, language=language, state=ChannelState.STOPPED)

    def _saved(self, change: Change, before: Channel) -> Message:
        """Do what a command makes of a channel; the answer."""
        channel = change.channel or before
        if change.forget:
            self._forget_chat(before)
        if change.channel is not None:
            self._outbox.save_channel(channel)
            if channel.state is not ChannelState.ACTIVE:
                drop_unsent(self._outbox, channel)
        return noticed(change.notice, channel)

    def _forget_chat(self, here: Channel) -> None:
        """Delete the channels of the chat, those of its topics and threads too, with all that belongs to them."""
        chat = replace(here.address, thread="")
        for channel in self._outbox.channels():
            if replace(channel.address, thread="") == chat:
                self._outbox.forget_channel(channel.id)
        log.info("everything of a chat was deleted as it asked")

    def _read(self, channel: Channel, line: str) -> Message:
        context = self._context(channel)
        answer = render_answer(commands.answer(context, line), channel.language, channel.zone)
        return drawn(answer, self._draw)

    async def chat_event(self, event: ChatEvent) -> None:
        with about_chat(event.address):
            await asyncio.to_thread(self._befell, event)

    def _befell(self, event: ChatEvent) -> None:
        """What befalls a chat befalls all its channels, those of its topics and threads too."""
        now = self._clock.now()
        here = event.address
        found = [one for one in self._outbox.channels() if replace(one.address, thread="") == replace(here, thread="")]
        if not found or not self._outbox.first_sight(here.platform, event.event, now):
            return
        for channel in found:
            with about_channel(channel):
                self._befell_channel(channel, event, now)

    def _befell_channel(self, channel: Channel, event: ChatEvent, now: datetime) -> None:
        former = channel
        if event.happening is Happening.MOVED and event.to is not None:
            there = self._outbox.channel_at(replace(channel.address, chat=event.to.chat))
            if there is None:
                channel = replace(channel, address=replace(channel.address, chat=event.to.chat))
            elif there.id != channel.id:  # it was set up anew there; one chat gets one digest
                channel = replace(channel, state=ChannelState.STOPPED, changed_at=now)
                drop_unsent(self._outbox, channel)
        elif event.happening is Happening.REMOVED and channel.state is ChannelState.ACTIVE:
            channel = replace(channel, state=ChannelState.SUSPENDED, changed_at=now)
        elif event.happening is Happening.ADDED and channel.state is ChannelState.SUSPENDED:
            channel = planned(replace(channel, state=ChannelState.ACTIVE), now)
        if channel != former:
            self._outbox.save_channel(channel)
            now_at = f"now {channel.state.value} at {channel.address}"
            log.info("%s %s: %s", former.address, event.happening.value, now_at)

    async def trouble(self, platform: str, reason: str, *, mute: bool = False) -> None:
        if mute:
            self._mute(platform)
        await self._alarm(f"{platform}: {reason}")

    async def recovered(self, platform: str, reason: str) -> None:
        self._unmute(platform)
        await self._alarm(f"{platform} receives and sends again: {reason}")


def drop_unsent(outbox: Outbox, channel: Channel) -> None:
    """What was due or compiled and is not yet sent must not follow a /stop or /pause."""
    for state in (SlotState.DUE, SlotState.PENDING):
        for slot in list(outbox.slots(state)):
            if slot.channel == channel.id:
                outbox.close_slot(slot.id, SlotState.FAILED, f"the channel was {channel.state.value}")


def meant_for(chat: str, answer: Answer) -> Answer:
    """The answer with buttons that do for that chat what they say, though they are pressed in another one."""
    if isinstance(answer, SourceChoices):
        return replace(answer, where=chat)
    if isinstance(answer, Notice):
        calls = ((label, commands.parse(action)) for label, action in answer.buttons)
        return replace(answer, buttons=tuple((label, f"/{one.name} {chat} {one.arguments}") for label, one in calls))
    return answer


def noticed(notice: Answer, channel: Channel) -> Message:
    """A notice about a channel, or another answer, in its language and on its clock."""
    if isinstance(notice, Notice):
        notice = replace(notice, values=spoken_values(notice, channel))
    return render_answer(notice, channel.language, channel.zone)


def spoken_notice(notice: Answer, channel: Channel) -> str:
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
