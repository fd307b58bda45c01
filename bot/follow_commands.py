"""What a channel follows: names and topics whose statements are put forward. Pure; in groups for admins alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.channel_commands import Change, ChannelCommand
from digest.names import fold
from digest.outbox import Channel
from digest.phrases import spoken
from digest.render.answer import CommandRow, Notice
from digest.taste import LONGEST_LIST, LONGEST_WORD

FOLLOW_ROWS = (
    CommandRow("follow", ("folgen", "folge"), "arguments.follow", "purpose.follow"),
    CommandRow("unfollow", ("entfolgen",), "arguments.follow", "purpose.unfollow"),
    CommandRow("following", ("gefolgt",), "", "purpose.following"),
)
"""How help shows them."""

Buttons = tuple[tuple[str, str], ...]
"""The key of a button's label, and its action."""


def follow(channel: Channel, arguments: str, now: datetime) -> Change:
    """Follow what stands between the commas, beside what is followed already."""
    del now
    asked = entries(arguments)
    if not asked:
        return following(channel)
    known = {fold(one) for one in channel.taste.follows}
    fresh = [one for one in asked if fold(one) not in known]
    if len(channel.taste.follows) + len(fresh) > LONGEST_LIST:
        return Change(None, Notice("follow.too_many", {"most": str(LONGEST_LIST)}))
    return _changed(
        channel, (*channel.taste.follows, *fresh), "follow.added", asked, _only("follow.end", "unfollow", asked)
    )


def unfollow(channel: Channel, arguments: str, now: datetime) -> Change:
    """Follow these no longer; a word for all ends it for everything."""
    del now
    asked = entries(arguments)
    if not asked or not channel.taste.follows:
        return following(channel)
    if len(asked) == 1 and asked[0].lower() in spoken("word.all"):
        return _changed(channel, (), "follow.removed", channel.taste.follows)
    gone = {fold(one) for one in asked}
    left = tuple(one for one in channel.taste.follows if fold(one) not in gone)
    if len(left) == len(channel.taste.follows):
        values = {"asked": ", ".join(asked)[:LONGEST_WORD], "words": ", ".join(channel.taste.follows)}
        return Change(None, Notice("follow.unknown", values))
    ended = [one for one in channel.taste.follows if one not in left]
    return _changed(channel, left, "follow.removed", ended, _only("follow.begin", "follow", ended))


def following(channel: Channel, arguments: str = "", now: datetime | None = None) -> Change:
    """Tell what is followed."""
    del arguments, now
    follows = channel.taste.follows
    return Change(None, Notice("follow.list", {"words": ", ".join(follows)}) if follows else Notice("follow.nothing"))


def entries(arguments: str) -> tuple[str, ...]:
    """The names and topics between commas, each once.

    >>> entries("Putin, Gas und Öl,, putin")
    ('Putin', 'Gas und Öl')
    """
    found: dict[str, str] = {}
    for entry in arguments.split(","):
        words = " ".join(entry.split())[:LONGEST_WORD].strip()
        if fold(words):
            found.setdefault(fold(words), words)
    return tuple(found.values())


def _only(label: str, command: str, words: Sequence[str]) -> Buttons:
    """The button that undoes a change of one name or topic; what is done to several is undone in words."""
    return ((label, f"/{command} {words[0]}"),) if len(words) == 1 else ()


def _changed(
    channel: Channel, follows: tuple[str, ...], key: str, words: Iterable[str], buttons: Buttons = ()
) -> Change:
    changed = replace(channel, taste=replace(channel.taste, follows=follows))
    return Change(changed, Notice(key, {"words": ", ".join(words)}, buttons))


FOLLOW_COMMANDS = tuple(
    ChannelCommand(row, apply, for_all=apply is following, beside=True)
    for row, apply in zip(FOLLOW_ROWS, (follow, unfollow, following), strict=True)
)
"""In the order of their rows."""
