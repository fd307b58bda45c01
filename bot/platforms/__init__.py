"""What a chat platform is to the program; each one is a module of this package, found by its name.

A platform turns neutral messages into parts as its service will get them (`render`, pure), and moves parts and
incoming commands over the network (`send`, `edit`, `listen`). It returns outcomes instead of raising. It knows nothing
of stories, stores or schedules.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from digest.model import Message
from digest.outcome import Address, Outcome


class Place(StrEnum):
    """What kind of chat it is; groups and channels leave settings to their admins."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


Earlier = Sequence[tuple[str, str]]
"""Payloads and receipts of the parts of a digest before one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One post as the service will get it: `payload` is its JSON, frozen before it is sent; `plain` is the same content
    without any formatting, sent once when the service refuses the payload. `earlier` are the payloads and receipts of
    the parts of the same digest that were sent before, maybe before a restart.
    """

    payload: str
    plain: str
    earlier: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another chat, of which the person who named it is an admin now."""

    address: Address
    title: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something a person did in a chat: a command typed (`text`) or a button pressed (`text` is its action).

    `event` is unique per platform, for de-duplication. `pressed` is the receipt of the message whose button was
    pressed, which the answer then replaces. `is_admin` asks the service, at every call. `language` is the client's,
    or empty. `elsewhere` looks for another chat by its name or number, for those who manage one from here.
    """

    event: str
    address: Address
    user: str
    place: Place
    text: str
    is_admin: Callable[[], Awaitable[bool]]
    language: str = ""
    pressed: str | None = None
    elsewhere: Callable[[str], Awaitable[Elsewhere | None]] | None = None


class Happening(StrEnum):
    """What befell a chat without a command."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """The bot was added to, removed from, or moved with a chat (`to` is the new address)."""

    event: str
    address: Address
    happening: Happening
    to: Address | None = None


class Listener(Protocol):
    """Who handles what comes in. Its methods return quickly or run their work elsewhere; they do not raise."""

    async def command(self, incoming: Incoming) -> tuple[Message, ...]:
        """Return the answer, one or several messages; the platform posts them where the command came from."""
        ...

    async def chat_event(self, event: ChatEvent) -> None:
        """Note what befell the chat."""
        ...

    async def trouble(self, platform: str, reason: str, *, mute: bool = False) -> None:
        """The platform stopped receiving by itself; the operator must know. With `mute` nothing may be sent there any
        more either: the token is refused, or another instance has taken over.
        """
        ...

    async def recovered(self, platform: str, reason: str) -> None:
        """What `trouble` told of is over: the platform receives again, and may be sent to."""
        ...


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands in one language, as (name, purpose): those that read, and those that change a channel."""

    language: str
    reading: tuple[tuple[str, str], ...]
    changing: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a look for a doubtful post brought: `looked` False where the service gives no way to look."""

    looked: bool
    receipt: str = ""


class Platform(Protocol):
    """One chat service."""

    @property
    def name(self) -> str:
        """The word in an address: telegram, slack, console."""
        ...

    def render(self, message: Message) -> tuple[Part, ...]:
        """Split into parts, each within the service's limits. Pure; a statement is never cut, none is dropped."""
        ...

    async def send(self, address: Address, part: Part, delivery: str, *, plain: bool = False) -> Outcome:
        """Make exactly one call that posts the part (or its plain form). `delivery` is our id, sent along."""
        ...

    async def edit(self, address: Address, receipt: str, part: Part) -> Outcome:
        """Replace a message posted before."""
        ...

    async def find(self, address: Address, delivery: str, earlier: Earlier = ()) -> Found:
        """Look whether the part with this delivery id arrived, where the service lets us look. `earlier` are the
        payloads and receipts of the parts of the same digest before it, which tell where it would stand.
        """
        ...

    async def probe(self) -> Outcome:
        """Try the token by a real call, with outcomes as of a message; the receipt is the bot's name."""
        ...

    async def examine(self, addresses: Sequence[Address]) -> tuple[str, ...]:
        """What keeps it from working: settings of the service, missing rights, chats the bot is not in; in words."""
        ...

    async def greet(self, menus: Sequence[Menu]) -> tuple[str, ...]:
        """Try the token and publish the commands, where the service has a list of them; return troubles in words."""
        ...

    async def listen(self, listener: Listener) -> None:
        """Receive until `close` is called; connect again after losses by itself."""
        ...

    async def close(self) -> None:
        """Stop receiving, finish the call in flight (at most 8 s), release connections."""
        ...
