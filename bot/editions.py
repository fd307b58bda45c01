"""A due slot -> the parts its channel will get, frozen as its platform takes them; the notice for a doubtful part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from bot.platforms import Platform
from bot.schedule import rhythm_of
from digest.edition import DigestRequest, Edition, Limits
from digest.model import Message, Paragraph, Run, Style
from digest.occurrences import occurrences
from digest.outbox import Channel, Delivery, Outbox, Slot, delivery_id
from digest.phrases import phrases
from digest.ports import Clock
from digest.render import render_edition
from digest.render.plain import message

LONGEST_PERIOD = timedelta(days=8)
"""How far back a digest reaches at most; a weekly one covers its week."""

WORTH_SAYING = timedelta(minutes=15)
"""A digest this late says so."""


class Editions:
    """Compiles what channels get. Synchronous; `compile_edition` makes the edition that a channel sees."""

    def __init__(
        self,
        outbox: Outbox,
        platforms: Mapping[str, Platform],
        clock: Clock,
        compile_edition: Callable[[DigestRequest, Channel], Edition],
    ) -> None:
        self._outbox = outbox
        self._platforms = platforms
        self._clock = clock
        self._compile = compile_edition

    def compile_slot(self, channel: Channel, slot: Slot) -> tuple[Delivery, ...]:
        """The parts of the slot's digest; none where there is nothing to say. Raises KeyError without its platform."""
        edition = self._compile(request_of(channel, slot), channel)
        if not edition.stories:
            return ()
        platform = self._platforms[channel.address.platform]
        # The second part of an edition is for those who ask for it (/digest more): a digest, not a flood.
        first = render_edition(edition)
        if self._clock.now() - slot.due > WORTH_SAYING:
            first = _said_late(first, channel, slot.due)
        rendered = platform.render(first)
        return tuple(
            Delivery(delivery_id(slot.id, number), channel.id, slot.id, number, channel.address, one.payload, one.plain)
            for number, one in enumerate(rendered)
        )

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


def request_of(channel: Channel, slot: Slot) -> DigestRequest:
    """What the slot's digest covers: from the channel's last occurrence before it up to its due time."""
    earlier = list(occurrences(rhythm_of(channel), slot.due - LONGEST_PERIOD, slot.due - timedelta(microseconds=1)))
    since = earlier[-1].due if earlier else slot.due - timedelta(days=1)
    return DigestRequest(
        date=slot.local_date,
        since=since,
        until=slot.due,
        language=channel.language,
        zone=channel.zone,
        limits=chat_limits(channel.stories),
    )


def _said_late(first: Message, channel: Channel, due: datetime) -> Message:
    """The message with a line that says when it was due."""
    texts = phrases(channel.language)
    local = due.astimezone(ZoneInfo(channel.zone))
    when = format_skeleton("Hm", local, locale=texts.language)
    line = Paragraph((Run(texts.text("channel.late", time=when), Style.ITALIC),))
    return message([*first.blocks[:1], line, *first.blocks[1:]])
