"""How a command of the command line gets the program: settings read, opened, closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.errors import WortlautError

if TYPE_CHECKING:
    from bot.app import App

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130
"""Exit statuses."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


class WrongUsage(WortlautError):
    """The command line or the settings cannot be used as they are."""


@contextmanager
def opened(context: typer.Context) -> Iterator[App]:
    """The program with its settings read, closed at the end."""
    from bot.app import App
    from config.settings import SettingsError, load

    try:
        settings = load(context.obj, folder=Path.cwd())
    except SettingsError as error:
        raise WrongUsage(str(error)) from error
    app = App(settings)
    try:
        yield app
    finally:
        app.close()
