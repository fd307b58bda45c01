"""A statement that an article took back -> the posts that showed it are edited, with a note in its place.

    what was taken back since the last look -> slots whose digest shows it -> its message with the note
      -> rendered as the platform gets it -> the posts that changed are edited, each by one call -> remembered

Only posts that arrived, of the last days: nobody reads older ones. Where an edit fails, the next look tries it again;
the message stays as it is until then. What the platform refuses for good is not asked for again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial

from bot.logs import about_channel, about_part
from bot.platforms import Part, Platform
from bot.resting import rest
from digest.model import Withdrawn
from digest.outbox import Delivery, DeliveryState, Outbox, Slot
from digest.outcome import Refused, Sent
from digest.ports import Clock
from digest.render.frozen import corrected, message_of, message_text
from digest.render.voices import Reader

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=3)
"""How old a post may be that is still corrected."""

LOOK_EVERY_S = 120.0
"""Pause between two looks, in seconds: feeds are read every few minutes, so nothing is taken back more often."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A post to be edited: the delivery as it is to stand, and the text of its slot's whole message then."""

    delivery: Delivery
    message: str


class Corrector:
    """Finds and makes the edits. `withdrawn_since` tells what articles took back since an instant."""

    def __init__(
        self,
        outbox: Outbox,
        platforms: Mapping[str, Platform],
        clock: Clock,
        withdrawn_since: Callable[[datetime], Sequence[Withdrawn]],
    ) -> None:
        self._outbox = outbox
        self._platforms = platforms
        self._clock = clock
        self._withdrawn_since = withdrawn_since
        self._refused: set[tuple[str, str]] = set()

    def due(self) -> list[Edit]:
        """The edits that are to be made now. Reads the outbox; nothing is changed."""
        since = self._clock.now() - LOOK_BACK
        gone = {one.statement.id: one.at for one in self._withdrawn_since(since)}
        if not gone:
            return []
        slots = [slot for slot in self._outbox.showing(gone.keys()) if slot.due >= since]
        in_words = cache(partial(_in_words, gone))
        edits = [edit for slot in slots for edit in self._edits(slot, in_words)]
        return [edit for edit in edits if (edit.delivery.id, edit.delivery.payload) not in self._refused]

    def _edits(self, slot: Slot, in_words: Callable[[str, str], Mapping[str, str]]) -> list[Edit]:
        channel, shown = self._outbox.channel(slot.channel), self._outbox.shown(slot.id)
        platform = self._platforms.get(channel.address.platform) if channel is not None else None
        if channel is None or shown is None or platform is None:
            return []
        when = in_words(channel.language, channel.zone)
        try:
            message = corrected(message_of(shown.message), when, channel.language)
        except ValueError:
            with about_channel(channel, slot):
                log.exception("what slot %s showed cannot be read", slot.id)
            return []
        return _changed(self._outbox.parts(slot.id), platform.render(message), message_text(message)) if message else []

    async def watch(self, stop: asyncio.Event) -> None:
        """Look every so often until `stop` is set. Never raises: a correction that fails is tried at the next look."""
        while not stop.is_set():
            try:
                await self.run()
            except Exception:  # whatever broke one look must not end those to come; the cause is in the log
                log.exception("corrections wait for the next look")
            await rest(stop, LOOK_EVERY_S)

    async def run(self) -> int:
        """Make the edits that are due; return how many posts were changed."""
        made = 0
        for edit in await asyncio.to_thread(self.due):
            with about_part(edit.delivery):
                made += await self._make(edit)
        return made

    async def _make(self, edit: Edit) -> bool:
        """Make an edit; whether the post was changed and that is remembered."""
        part = Part(edit.delivery.payload, edit.delivery.plain)
        platform = self._platforms[edit.delivery.address.platform]
        outcome = await platform.edit(edit.delivery.address, edit.delivery.remote_id, part)
        if isinstance(outcome, Sent):
            return await asyncio.to_thread(self._outbox.amend, edit.delivery, edit.message)
        if isinstance(outcome, Refused):  # deleted there, or too old to be edited: it will not be taken later either
            self._refused.add((edit.delivery.id, edit.delivery.payload))
            log.warning("part %s cannot be corrected: %s", edit.delivery.id, outcome.reason)
        else:
            log.warning("part %s could not be corrected yet: %s", edit.delivery.id, outcome)
        return False


def _in_words(gone: Mapping[str, datetime], language: str, zone: str) -> Mapping[str, str]:
    """When each statement was taken back, as it is told in that language and zone."""
    reader = Reader(language, zone)
    return {statement: reader.time(at) for statement, at in gone.items()}


def _changed(parts: Sequence[Delivery], rendered: Sequence[Part], message: str) -> list[Edit]:
    """The parts that the note changes; none where the message no longer falls into the same parts."""
    sent = [part for part in parts if part.state is DeliveryState.SENT and part.remote_id]
    if len(sent) != len(parts) or len(rendered) > len(parts):
        return []
    pairs = zip(parts, rendered, strict=False)
    return [
        Edit(replace(part, payload=new.payload, plain=new.plain), message)
        for part, new in pairs
        if part.payload != new.payload
    ]
