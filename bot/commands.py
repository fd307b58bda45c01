"""Text -> command -> answer: one table for all platforms.

A command is a line such as "/actor Putin" or "actor Putin"; names and aliases are matched without case and accents. A
platform's own decorations (the bot's name after @, a mention before the text) are removed by the platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.answers import COMMANDS, Command, CommandContext, unknown_command
from digest.names import fold
from digest.render.answer import Answer


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
    name, _, arguments = line.strip().removeprefix("/").partition(" ")
    return Call(name.strip(), arguments.strip())


def find(name: str, commands: Sequence[Command] = COMMANDS) -> Command | None:
    """The command of this name or alias."""
    wanted = fold(name)
    return next((one for one in commands if wanted in {fold(word) for word in (one.name, *one.aliases)}), None)


def answer(context: CommandContext, line: str) -> Answer:
    """Answer one command line. A word that is no command gets the nearest one offered."""
    call = parse(line)
    command = find(call.name, context.commands or COMMANDS)
    if command is None:
        return unknown_command(context, call.name)
    return command.answer(context, call.arguments)
