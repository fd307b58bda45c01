"""Channels from the command line: subscribe, change, unsubscribe a chat by its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.channel_commands import Wishes, change_settings, new_channel, start
from bot.chat import drop_unsent, spoken_notice
from digest.errors import BadInput
from digest.outbox import Channel, ChannelState, Outbox
from digest.outcome import Address

PLATFORMS = ("telegram", "slack")
"""The chat services, by the word in an address."""


def address_of(name: str) -> Address:
    """The address PLATFORM:CHAT[:THREAD]. Raises BadInput for anything else.

    >>> address_of("telegram:-100123:7").thread
    '7'
    """
    platform, _, rest = name.partition(":")
    chat, _, thread = rest.partition(":")
    if platform not in PLATFORMS or not chat:
        raise BadInput(f"{name!r} is no address such as telegram:-100123 or slack:C0123456:1700000000.000100.")
    return Address(platform, chat, thread)


def known_channel(outbox: Outbox, name: str) -> Channel:
    """The channel with this id or address. Raises BadInput when it is not known."""
    channel = outbox.channel(name)
    if channel is None and ":" in name:
        channel = outbox.channel_at(address_of(name))
    if channel is None:
        raise BadInput(f"No channel {name!r} is known; `wortlaut channels` lists them.")
    return channel


def subscribe(outbox: Outbox, name: str, wanted: Mapping[str, str], wishes: Wishes, now: datetime) -> str:
    """Subscribe a chat with these settings (names and values as in /settings); say what it now has.

    Raises BadInput for an address or a value that cannot be used; then nothing is changed.
    """
    address = address_of(name)
    channel = outbox.channel_at(address) or new_channel(address, wishes, now)
    for setting, value in wanted.items():
        changed = change_settings(channel, f"{setting} {value}", now)
        if changed.channel is None:
            raise BadInput(f"--{setting}: {spoken_notice(changed.notice, channel)}")
        channel = changed.channel
    started = start(channel, "", now)
    channel = started.channel or channel
    outbox.save_channel(channel)
    return f"{channel.address}: {spoken_notice(started.notice, channel)}"


def unsubscribe(outbox: Outbox, name: str, now: datetime) -> str:
    """End the subscription of a chat; its settings are kept. Raises BadInput when it is not known."""
    channel = known_channel(outbox, name)
    stopped = replace(channel, state=ChannelState.STOPPED, changed_at=now)
    outbox.save_channel(stopped)
    drop_unsent(outbox, stopped)
    return f"{channel.address}: unsubscribed; its settings are kept."
