"""What stands in for chats and time in the tests of the bot: they record, and answer as they are told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any

from bot.channel_commands import Wishes, new_channel
from bot.platforms import ChatEvent, Earlier, Elsewhere, Found, Happening, Incoming, Listener, Menu, Part, Place
from digest.edition import DigestRequest, Edition
from digest.model import Actor as Person
from digest.model import Article, Kind, Message, Mode, Outlet, Report, Span, Statement, Story
from digest.outbox import Channel
from digest.outcome import Address, Outcome, Sent
from tests.editing import EditionInput, compile_edition

EIGHT = datetime(2025, 5, 9, 6, tzinfo=UTC)
"""Eight o'clock in Berlin."""
NINE = datetime(2025, 5, 9, 7, tzinfo=UTC)
WISHES = Wishes("de", "Europe/Berlin", (time(9),), tuple(range(7)), 7)
GROUP = Address("telegram", "-100")
TOPIC = Address("telegram", "-100", thread="7")
PRIVATE = Address("telegram", "17")
ROOM = Address("slack", "C1")


@dataclass
class Clock:
    """Stands still until it is set; monotonic time follows."""

    moment: datetime = EIGHT

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return (self.moment - EIGHT).total_seconds()


@dataclass
class Recorder:
    """A platform: one part per message, `outcomes` are given one after the other, then all is sent."""

    name: str = "telegram"
    outcomes: list[Outcome] = field(default_factory=list)
    probes: list[Outcome] = field(default_factory=list)
    sent: list[tuple[Address, Part, bool]] = field(default_factory=list)
    found: Found = field(default_factory=lambda: Found(looked=False))
    greeted: list[Sequence[Menu]] = field(default_factory=list)
    closed: bool = False
    quiet: list[bool] = field(default_factory=list)

    def render(self, message: Message) -> tuple[Part, ...]:
        self.quiet.append(message.quiet)
        return (Part(f"*{message.fallback}*", message.fallback),)

    async def send(self, address: Address, part: Part, delivery: str, *, plain: bool = False) -> Outcome:
        self.sent.append((address, part, plain))
        return self.outcomes.pop(0) if self.outcomes else Sent(f"r{len(self.sent)}")

    async def edit(self, address: Address, receipt: str, part: Part) -> Outcome:
        return Sent(receipt)

    async def find(self, address: Address, delivery: str, earlier: Earlier = ()) -> Found:
        return self.found

    async def probe(self) -> Outcome:
        return self.probes.pop(0) if self.probes else Sent("@bot")

    async def examine(self, addresses: Sequence[Address]) -> tuple[str, ...]:
        return ()

    async def greet(self, menus: Sequence[Menu]) -> tuple[str, ...]:
        self.greeted.append(menus)
        return ()

    async def listen(self, listener: Listener) -> None:
        """Nobody says anything."""

    async def close(self) -> None:
        self.closed = True


def a_channel(address: Address = GROUP, now: datetime = EIGHT, **more: Any) -> Channel:
    """A channel at nine in Berlin, every day."""
    return replace(new_channel(address, WISHES, now), **more)


async def _yes() -> bool:
    return True


async def _no() -> bool:
    return False


def typed(
    text: str, address: Address = PRIVATE, *, event: str = "", admin: bool = False, user: str = "17",
    elsewhere: Elsewhere | None = None, **more: Any,
) -> Incoming:  # fmt: skip
    """A command somebody types; in a private chat where the address is that of a person."""

    async def look(_name: str) -> Elsewhere | None:
        return elsewhere

    place = Place.PRIVATE if address == PRIVATE else Place.GROUP
    return Incoming(event or text, address, user, place, text, _yes if admin else _no, elsewhere=look, **more)


def befell(happening: Happening, address: Address = GROUP, to: Address | None = None) -> ChatEvent:
    """Something that happened to a chat."""
    return ChatEvent(f"{happening} {to}", address, happening, to)


def an_edition(request: DigestRequest, statements: int = 1) -> Edition:
    """An edition of one story with so many statements; none is an empty one."""
    outlet = Outlet("blatt.example.org", "Blatt", "DE", "de")
    words = "Das Wasser steigt seit gestern Abend schneller als jemals zuvor"
    text = f"„{words}“, sagte Berg."
    at = request.since
    article = Article(
        id="a1", url="https://blatt.example.org/1", outlet=outlet, language="de", title="Hochwasser", text=text,
        published_at=at, fetched_at=at,
    )  # fmt: skip
    said = Statement(
        id="s1", speakers=(Person("berg", Kind.PERSON, "Ida Berg"),), certain=True, role="", mode=Mode.DIRECT,
        text=words, language="de", said_on=at.date(), first_at=at,
        reports=(Report(outlet, "a1", article.url, "q1", (Span(1, 1 + len(words)),), at, True),), story="st1",
    )  # fmt: skip
    story = Story("st1", "Hochwasser", ("a1",), at, at)
    told = bool(statements)
    return compile_edition(
        EditionInput(
            request,
            articles=(article,) if told else (),
            stories=(story,) if told else (),
            statements=(said,) if told else (),
            texts={"a1": article},
        )
    )
