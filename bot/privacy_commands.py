"""What is stored of a chat: privacy tells it, export shows it, deletemydata deletes it for good.

In groups and channels only admins may export and delete; everybody may know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channel_commands import Change, ChannelCommand
from digest.names import fold
from digest.occurrences import WEEKDAYS
from digest.outbox import Channel, Outbox
from digest.render.answer import CommandRow, Notice
from digest.taste import taste_text

PRIVACY_ROWS = (
    CommandRow("privacy", ("datenschutz",), "", "purpose.privacy"),
    CommandRow("export", ("meinedaten",), "", "purpose.export"),
    CommandRow("deletemydata", ("datenloeschen", "datenlöschen"), "", "purpose.deletemydata"),
)
"""How help shows them."""

YES = frozenset({"ja", "yes"})

SHOWN_DIGESTS = 30
"""Digests listed by an export, the newest; a chat message holds no more."""


@dataclass(frozen=True, slots=True)
class PrivacyDesk:
    """What these commands work with. `chosen` are the sources a channel decided on by address, wanted or not;
    `copies_h` the hours after which no copy of the database is kept that was made before (None: none is made).
    """

    outbox: Outbox
    chosen: Callable[[str], Mapping[str, bool]]
    copies_h: int | None = None

    def commands(self) -> tuple[ChannelCommand, ...]:
        """The commands, in the order of their rows."""
        privacy, export, delete = PRIVACY_ROWS
        return (
            ChannelCommand(privacy, self.privacy, for_all=True),
            ChannelCommand(export, self.export),
            ChannelCommand(delete, self.delete),
        )

    def privacy(self, channel: Channel, arguments: str, now: datetime) -> Change:
        """Say what is stored, how long, and how to have it deleted."""
        del channel, arguments, now
        return Change(None, self._told("privacy.told", "privacy.told_copies"))

    def export(self, channel: Channel, arguments: str, now: datetime) -> Change:
        """Show all that is stored of the channel, as JSON."""
        del arguments, now
        if self.outbox.channel(channel.id) is None:
            return Change(None, Notice("privacy.nothing"))
        return Change(None, Notice("privacy.export", {"data": json.dumps(self._stored(channel), ensure_ascii=False)}))

    def delete(self, channel: Channel, arguments: str, now: datetime) -> Change:
        """Delete everything of the chat, once it was confirmed by a word."""
        del now
        if self.outbox.channel(channel.id) is None:
            return Change(None, Notice("privacy.nothing"))
        if fold(arguments.strip()) not in YES:
            return Change(None, Notice("privacy.confirm"))
        return Change(None, self._told("privacy.deleted", "privacy.deleted_copies"), forget=True)

    def _told(self, key: str, with_copies: str) -> Notice:
        """The notice, where copies of the database are made the one that says what that means."""
        return Notice(key) if self.copies_h is None else Notice(with_copies, {"hours": str(self.copies_h)})

    def _stored(self, channel: Channel) -> dict[str, object]:
        slots = [slot for slot in self.outbox.slots() if slot.channel == channel.id]
        messages = list(self.outbox.deliveries(channel=channel.id))
        return {
            "platform": channel.address.platform,
            "workspace": channel.address.workspace,
            "chat": channel.address.chat,
            "thread": channel.address.thread,
            "title": channel.title,
            "language": channel.language,
            "timezone": channel.zone,
            "times": [f"{one:%H:%M}" for one in channel.times],
            "weekdays": [WEEKDAYS[day] for day in channel.weekdays],
            "stories": channel.stories,
            "taste": json.loads(taste_text(channel.taste)),
            "state": channel.state.value,
            "next": channel.next_due.isoformat() if channel.next_due else None,
            "sources": dict(self.chosen(channel.id)),
            "digests": {
                "stored": len(slots),
                "statements shown": len(self.outbox.shown_to(channel.id)),
                "newest": [f"{one.local_date} {one.ordinal} {one.state.value}" for one in slots[-SHOWN_DIGESTS:]],
            },
            "messages": {"stored": len(messages), "sent": sum(one.sent_at is not None for one in messages)},
        }
