"""What commands are answered with, and how foreign words are looked at."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from digest.edition import DigestRequest, Edition, Week
from digest.model import Actor, Feed
from digest.ports import Store
from digest.render.answer import CommandRow

ECHO = 60
"""Characters of what somebody typed that are shown back to them."""

READ = 200
"""Characters of the arguments that are looked at; no name is longer."""

JUST_NOW = timedelta(seconds=1)
"""Added to the present where a window ends, so that what appeared this very moment is inside."""


class KnownActors(Protocol):
    """Actors that are known whether or not an article has named them (digest.inquiry.listed)."""

    def named(self, words: str, day: date) -> Sequence[Actor]:
        """The actors that these words can mean on that day; each once, none where they mean nobody listed."""
        ...

    def near(self, words: str, least: float, most: int) -> Sequence[Actor]:
        """Actors with a name at least `least` like (rapidfuzz's ratio) the words, likest first, `most` of them."""
        ...

    def office(self, actor_id: str, day: date, language: str) -> str:
        """The office an actor held on that day in words of the language; empty where none is known."""
        ...

    def former_office(self, actor_id: str, day: date, language: str) -> str:
        """The latest office that had ended before that day, with its years, in words of the language; or empty."""
        ...

    def sex(self, actor_id: str) -> str:
        """M or f for a listed person, otherwise empty."""
        ...

    def names(self, language: str) -> Mapping[str, str]:
        """What a reader of the language calls actors, by id, as far as that is not their name."""
        ...


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What a command is answered with. `now` is aware; `window` is how far back answers look unless asked otherwise.

    `compile` makes a digest (digest.publish.compile_digest on the same store); `feeds` are those read here, `own` those
    among them that were added here, `off` those of the shared list that are not read here; `commands` are listed by
    help; `outlets` ids restrict the digest, none means all. `listed` knows actors that no article has named yet; `week`
    makes the summary of the seven days before an instant. `follows` are the names and topics followed here, None where
    nothing can be.
    """

    store: Store
    now: datetime
    language: str = "de"
    zone: str = "Europe/Berlin"
    window: timedelta = timedelta(days=7)
    period: timedelta = timedelta(days=1)
    compile: Callable[[DigestRequest], Edition] | None = None
    feeds: tuple[Feed, ...] = ()
    commands: tuple[CommandRow, ...] = ()
    outlets: frozenset[str] = frozenset()
    own: tuple[Feed, ...] = ()
    off: tuple[Feed, ...] = ()
    listed: KnownActors | None = None
    week: Callable[[datetime], Week] | None = None
    follows: tuple[str, ...] | None = None


def clean(arguments: str, limit: int = READ) -> str:
    """The arguments without control and direction marks and surplus blanks, at most `limit` characters."""
    visible = "".join(
        " " if unicodedata.category(char)[0] in "ZC" and char != "\u00ad" else char for char in arguments[: 4 * limit]
    )
    return " ".join(visible.replace("\u00ad", "").split())[:limit].strip()


def echo(arguments: str) -> str:
    """What was typed, short enough to be shown."""
    text = clean(arguments)
    return text if len(text) <= ECHO else text[: ECHO - 1].rstrip() + "…"
