"""A due slot -> the parts its channel will get, frozen as its platform takes them; the notice for a doubtful part."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from bot.drawing import Draw, drawn
from bot.platforms import Part, Platform
from bot.schedule import Compiled, rhythm_of
from digest.edition import DigestRequest, Edition, Limits, Week
from digest.model import Message, Paragraph, Run, Style
from digest.occurrences import occurrences
from digest.outbox import Channel, Delivery, Outbox, Shown, Slot, delivery_id
from digest.phrases import phrases
from digest.ports import Clock
from digest.publish import shown_by
from digest.render import render_edition, render_nothing_new, render_week
from digest.render.frozen import message_text
from digest.render.plain import message
from digest.taste import Taste, Weekend, WhenEmpty

Given = TypeVar("Given")
Made = TypeVar("Made")

LONGEST_PERIOD = timedelta(days=8)
"""How far back a digest reaches at most; a weekly one covers its week."""

SATURDAY, SHORT_STORIES = 5, 3
"""The weekday on which weekends begin (Monday 0), and the stories of a short digest."""

KEPT = 32
"""Messages and their parts that are kept for channels which get the same."""

WORTH_SAYING = timedelta(minutes=15)
"""A digest this late says so."""


class _Last(Generic[Given, Made]):
    """What was made of the things given last, by which thing it was: channels that want the same get the very same."""

    def __init__(self) -> None:
        self._made: deque[tuple[Given, str, Made]] = deque(maxlen=KEPT)

    def of(self, given: Given, make: Callable[[Given], Made], key: str = "") -> Made:
        """What `make`, which `key` names, makes of it."""
        for known, name, made in self._made:
            if known is given and name == key:
                return made
        made = make(given)
        self._made.append((given, key, made))
        return made


class Editions:
    """Compiles what channels get. Synchronous; `compile_edition` makes the edition that a channel sees,
    `compile_week` the summary of the week before an instant; `draw` makes its pictures, without it their words stand.
    """

    def __init__(
        self,
        outbox: Outbox,
        platforms: Mapping[str, Platform],
        clock: Clock,
        compile_edition: Callable[[DigestRequest, Channel], Edition],
        compile_week: Callable[[datetime, Channel], Week] | None = None,
        draw: Draw | None = None,
    ) -> None:
        self._outbox = outbox
        self._platforms = platforms
        self._clock = clock
        self._compile = compile_edition
        self._compile_week = compile_week
        self._draw = draw
        self._messages: _Last[Edition, Message] = _Last()
        self._rendered: _Last[Message, tuple[Part, ...]] = _Last()

    def compile_slot(self, channel: Channel, slot: Slot) -> Compiled:
        """The slot's digest; nothing where there is nothing to say. Raises KeyError without its platform."""
        platform = self._platforms[channel.address.platform]
        if is_left_out(channel, slot):
            return Compiled()
        edition = self._compile(self._request(channel, slot), channel)
        # The second part of an edition is for those who ask for it (/digest more): a digest, not a flood.
        first = self._first_part(edition, channel.taste.empty)
        if first is not None and edition.stories and self._clock.now() - slot.due > WORTH_SAYING:
            first = _said_late(first, channel, slot.due)
        messages = [one for one in (first, self._week(channel, slot)) if one is not None]
        rendered = [part for one in messages for part in self._rendered.of(one, platform.render, platform.name)]
        parts = tuple(
            Delivery(delivery_id(slot.id, number), channel.id, slot.id, number, channel.address, one.payload, one.plain)
            for number, one in enumerate(rendered)
        )
        shown = Shown(message_text(first), shown_by(edition)) if first is not None and edition.stories else None
        return Compiled(parts, shown)

    def _request(self, channel: Channel, slot: Slot) -> DigestRequest:
        request = request_of(channel, slot, self._outbox.last_came(channel.id, slot.due))
        return replace(request, seen=self._outbox.shown_to(channel.id))

    def _week(self, channel: Channel, slot: Slot) -> Message | None:
        """The summary of the week, with the last digest of the day that the channel chose for it."""
        if self._compile_week is None or channel.taste.weekly != slot.local_date.weekday():
            return None
        last = 0 if is_short_day(channel, slot.local_date) else len(channel.times) - 1
        if slot.ordinal != last:
            return None
        message = render_week(self._compile_week(slot.due, channel))
        return drawn(message, self._draw)

    def _first_part(self, edition: Edition, when_empty: WhenEmpty) -> Message | None:
        """The digest; where nothing new was said, what the channel wants then; where nothing was read, nothing."""
        if edition.stories:
            return self._messages.of(edition, render_edition)
        if when_empty is WhenEmpty.SKIP or not edition.counts.articles:
            return None
        return replace(render_nothing_new(edition), quiet=when_empty is WhenEmpty.SILENT)

    def announce(self, doubtful: Delivery) -> Delivery | None:
        """The notice that a part may not have arrived; None for notices and for channels that are gone."""
        channel = self._outbox.channel(doubtful.channel)
        slot = self._outbox.slot(doubtful.slot) if doubtful.slot is not None else None
        platform = self._platforms.get(doubtful.address.platform)
        if channel is None or slot is None or platform is None:
            return None
        texts = phrases(channel.language)
        day = format_date(slot.local_date, "long", locale=texts.language)
        sentence = texts.text("channel.maybe_lost", date=day, day=slot.local_date.isoformat())
        return notice(channel, platform, f"doubt:{doubtful.id}", sentence)


def notice(channel: Channel, platform: Platform, key: str, sentence: str) -> Delivery:
    """A sentence to a channel, outside any slot; `key` makes it unique."""
    part = platform.render(message([Paragraph((Run(sentence),))]))[0]
    return Delivery(delivery_id(key, 0), channel.id, None, 0, channel.address, part.payload, part.plain)


def chat_limits(stories: int) -> Limits:
    """What a chat is shown at once: fewer folded voices than in the terminal, so that a digest stays a few posts."""
    return Limits(stories=stories, further=4)


def as_channel_reads(request: DigestRequest, channel: Channel, limits: Limits) -> DigestRequest:
    """What somebody asked for in a channel, with the channel's filters unless it was asked for a topic."""
    taste = channel.taste if request.taste == Taste() else request.taste
    return replace(request, limits=limits, taste=taste)


def request_of(channel: Channel, slot: Slot, last_came: datetime | None = None) -> DigestRequest:
    """What the slot's digest covers: from the channel's occurrence before it up to its due time.

    Where that occurrence's digest did not come (the channel was paused, we were away, it was left out), from the last
    one that did (`last_came`, its due time), at most LONGEST_PERIOD.
    """
    earlier = list(occurrences(rhythm_of(channel), slot.due - LONGEST_PERIOD, slot.due - timedelta(microseconds=1)))
    since = earlier[-1].due if earlier else slot.due - timedelta(days=1)
    if last_came is not None and last_came < since:
        since = max(last_came, slot.due - LONGEST_PERIOD)
    limits = chat_limits(channel.stories)
    if is_short_day(channel, slot.local_date):
        limits = replace(limits, stories=min(SHORT_STORIES, limits.stories), further=0)
    return DigestRequest(
        date=slot.local_date,
        since=since,
        until=slot.due,
        language=channel.language,
        zone=channel.zone,
        limits=limits,
        taste=channel.taste,
    )


def is_short_day(channel: Channel, day: date) -> bool:
    """Whether the channel gets one short digest on this day."""
    return channel.taste.weekend is Weekend.SHORT and day.weekday() >= SATURDAY


def is_left_out(channel: Channel, slot: Slot) -> bool:
    """Whether the channel gets no digest for this slot: on short days the first one is all."""
    return is_short_day(channel, slot.local_date) and slot.ordinal > 0


def _said_late(first: Message, channel: Channel, due: datetime) -> Message:
    """The message with a line that says when it was due."""
    texts = phrases(channel.language)
    local = due.astimezone(ZoneInfo(channel.zone))
    when = format_skeleton("Hm", local, locale=texts.language)
    line = Paragraph((Run(texts.text("channel.late", time=when), Style.ITALIC),))
    return message([*first.blocks[:1], line, *first.blocks[1:]])
