"""Text -> command -> answer: one table for all platforms.

A command is a line such as "/actor Putin" or "actor Putin"; names and aliases are matched without case and accents. A
platform's own decorations (the bot's name after @, a mention before the text) are removed by the platform.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.channel_commands import CHANNEL_COMMANDS, ChannelCommand
from bot.follow_commands import FOLLOW_COMMANDS, FOLLOW_ROWS
from bot.platforms import Menu
from bot.privacy_commands import PRIVACY_ROWS
from bot.source_commands import SOURCE_ROWS
from digest.answers import COMMANDS, Command, CommandContext, unknown_command
from digest.inquiry.renaming import in_the_reader_s_names
from digest.names import fold
from digest.phrases import phrases
from digest.render.answer import Answer, CommandRow


@dataclass(frozen=True, slots=True)
class Call:
    """A command line taken apart: the word before the first blank, without its slash, and the rest."""

    name: str
    arguments: str


def parse(line: str) -> Call:
    """Take a command line apart.

    >>> parse("/actor  Putin gas 30d")
    Call(name='actor', arguments='Putin gas 30d')
    """
    name, *rest = line.strip().removeprefix("/").split(maxsplit=1) or [""]
    return Call(name, rest[0].strip() if rest else "")


DEEP_LINK = re.compile(r"(?P<kind>[aq])_(?P<id>[A-Za-z0-9_-]{1,62})", re.ASCII)
"""What a link into the private chat may carry behind ?start=: an actor or a quotation (64 characters at most)."""


def linked(call: Call) -> str | None:
    """The command line a deep link stands for; None where the call is no such link.

    >>> linked(parse("/start a_17"))
    '/actor 17'
    """
    found = DEEP_LINK.fullmatch(call.arguments) if fold(call.name) == "start" else None
    return f"/{'actor' if found['kind'] == 'a' else 'quote'} {found['id']}" if found else None


def find(name: str) -> Command | None:
    """The command of this name or alias that reads the store."""
    return next((one for one in COMMANDS if _called(one.row, name)), None)


def find_changing(name: str, more: Sequence[ChannelCommand] = ()) -> ChannelCommand | None:
    """The command of this name or alias that changes a channel; `more` are those that need more than the channel."""
    return find_among(name, (*CHANNEL_COMMANDS, *FOLLOW_COMMANDS, *more))


def known_name(name: str, more: Sequence[ChannelCommand] = ()) -> str | None:
    """What the command of this name or alias is called in the table; None where there is no such command."""
    found = find(name) or find_changing(name, more)
    return found.row.name if found else None


def find_among(name: str, among: Sequence[ChannelCommand]) -> ChannelCommand | None:
    """The one of these commands that has this name or alias."""
    return next((one for one in among if _called(one.row, name)), None)


def _called(row: CommandRow, name: str) -> bool:
    return fold(name) in {fold(word) for word in (row.name, *row.aliases)}


CHANGING_ROWS = (*(one.row for one in CHANNEL_COMMANDS), *FOLLOW_ROWS, *SOURCE_ROWS, *PRIVACY_ROWS)
"""The commands that change a channel."""

ROWS: tuple[CommandRow, ...] = (*(one.row for one in COMMANDS), *CHANGING_ROWS)
"""Every command of the chats, in the order in which help lists them."""

TERMINAL_ROWS = (*(one.row for one in COMMANDS), *SOURCE_ROWS)
"""Those that the terminal answers: it is subscribed to nothing."""


def menu(language: str) -> Menu:
    """The commands with their purposes; the empty language stands for all that have no catalogue."""
    texts = phrases(language)
    return Menu(
        language,
        tuple((one.row.name, texts.text(one.row.purpose)) for one in COMMANDS),
        tuple((row.name, texts.text(row.purpose)) for row in CHANGING_ROWS),
    )


def answer(context: CommandContext, line: str) -> Answer:
    """Answer one command line. A word that is no command gets the nearest one offered."""
    call = parse(line)
    command = find(call.name)
    if command is None:
        return unknown_command(context, call.name)
    return in_the_reader_s_names(context, command.answer(context, call.arguments))
