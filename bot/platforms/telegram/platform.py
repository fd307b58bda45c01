"""The Telegram platform: puts rendering, sending and receiving together."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    ChatMember,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.platforms import Earlier, Found, Incoming, Listener, Menu, Part
from bot.platforms.telegram import intake
from bot.platforms.telegram import render as rendering
from bot.platforms.telegram.reception import TOKEN_REFUSED, PollingBot, Reception, asked
from bot.platforms.telegram.wire import NO_PREVIEW, TelegramOptions, Wire, chat_number, hush
from digest.model import Message
from digest.outcome import Address, Fault, Moved, Outcome, Refused, Sent, TryLater, Unknown

log = logging.getLogger(__name__)

TRIES = 5
LONGEST_WAIT_S = 120.0
"""How often an answer to a command is tried, and the longest wait it is worth."""

CLOSING_S = 8.0
"""For answers in the making and calls in flight, together."""

DESCRIPTION_LENGTH = 256

NEVER_MIND = Refused("gave up", Fault.CONTENT)
NO_PICTURE = Refused("a picture cannot take the place of words", Fault.CONTENT)


class Audience(StrEnum):
    """To whom a list of commands is shown."""

    ALL = "default"
    PRIVATE = "all_private_chats"
    GROUP = "all_group_chats"
    ADMINS = "all_chat_administrators"


SCOPES: dict[Audience, Callable[[], BotCommandScope]] = {
    Audience.ALL: BotCommandScopeDefault,
    Audience.PRIVATE: BotCommandScopeAllPrivateChats,
    Audience.GROUP: BotCommandScopeAllGroupChats,
    Audience.ADMINS: BotCommandScopeAllChatAdministrators,
}


@dataclass(frozen=True, slots=True)
class CommandList:
    """Commands (name, description) shown to an audience whose client speaks `language`; "" is all other languages."""

    audience: Audience
    language: str
    commands: tuple[tuple[str, str], ...]


class Telegram:
    """One bot on Telegram. See `bot.platforms.Platform` for what each method promises."""

    def __init__(self, options: TelegramOptions, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._options = options
        self._sleep = sleep
        self._wire = Wire(options)
        asking = HTTPXRequest(connection_pool_size=8, read_timeout=options.read_timeout_s, pool_timeout=5)
        polling = HTTPXRequest(connection_pool_size=2, pool_timeout=5)
        self._requests = (asking, polling)
        self._bot = PollingBot(
            options.token,
            base_url=f"{options.base_url.rstrip('/')}/bot",
            base_file_url=f"{options.file_base_url.rstrip('/')}/bot",
            request=asking,
            get_updates_request=polling,
        )
        self._stopping = asyncio.Event()
        self._reception: Reception | None = None
        self._listening: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        return intake.NAME

    def render(self, message: Message) -> tuple[Part, ...]:
        return rendering.render(message, self._options.own_commands)

    async def send(self, address: Address, part: Part, delivery: str, *, plain: bool = False) -> Outcome:  # noqa: ARG002
        """Telegram has no place for `delivery`."""
        if plain:
            return await self._wire.post(address, {"text": part.plain, "link_preview_options": NO_PREVIEW})
        return await self._wire.post(address, json.loads(part.payload))

    async def edit(self, address: Address, receipt: str, part: Part) -> Outcome:
        """A message of words cannot become a picture."""
        payload = json.loads(part.payload)
        return NO_PICTURE if "photo" in payload else await self._wire.replace(address, receipt, payload)

    async def find(self, address: Address, delivery: str, earlier: Earlier = ()) -> Found:  # noqa: ARG002
        """Telegram gives a bot no way to look."""
        return Found(looked=False)

    async def listen(self, listener: Listener) -> None:
        self._reception = Reception(self._bot, self._options, listener, self._reply, self._sleep)
        self._listening = asyncio.ensure_future(self._reception.run(self._stopping))
        await asyncio.shield(self._listening)

    async def close(self) -> None:
        self._stopping.set()
        now = asyncio.get_running_loop().time
        end = now() + CLOSING_S
        if self._listening:
            await asyncio.wait([self._listening], timeout=CLOSING_S / 2)
            self._listening.cancel()
        if self._reception:
            await self._reception.finish(CLOSING_S / 4)
        await self._wire.close(max(CLOSING_S / 8, end - now() - CLOSING_S / 8))
        await self._bot.shutdown()
        for request in self._requests:  # open from the first call on, also where the bot was never initialised
            await request.shutdown()

    async def probe(self) -> Outcome:
        try:
            me = await asked(self._bot.get_me())
        except InvalidToken:  # also for a wrong base URL
            return Refused(TOKEN_REFUSED, Fault.PLATFORM)
        except TelegramError as error:
            return Unknown(type(error).__name__)
        return Sent(f"@{me.username}")

    async def examine(self, addresses: Sequence[Address]) -> tuple[str, ...]:
        try:
            me = await asked(self._bot.get_me())
            hook = (await asked(self._bot.get_webhook_info())).url
        except TelegramError as error:
            return (f"the service could not be asked: {type(error).__name__}",)
        troubles = [await self._membership(address, me.id) for address in addresses]
        if hook and not self._options.webhook_url:
            host = urlsplit(hook).hostname
            troubles.append(f"a webhook is set ({host}), but this bot polls: its start takes the webhook away")
        if self._options.webhook_url and hook != self._options.webhook_url:
            troubles.append("the webhook is not set at the service yet: the bot's start sets it")
        return tuple(trouble for trouble in troubles if trouble)

    async def _membership(self, address: Address, me: int) -> str:
        """Why the bot cannot post in this chat, or ""."""
        try:
            member = await asked(self._bot.get_chat_member(chat_number(address), me))
        except TelegramError as error:
            why = error.message if isinstance(error, BadRequest | Forbidden) else type(error).__name__
            return f"{address}: {why}; add it again, or `wortlaut unsubscribe {address}`"
        if member.status in (ChatMember.LEFT, ChatMember.BANNED):
            return f"{address}: the bot is not in this chat; add it again, or `wortlaut unsubscribe {address}`"
        return ""

    async def administers(self, chat: str, user: str) -> bool:
        """Whether `user` is an admin of another chat, such as a channel that is managed from the private chat."""
        return self._reception is not None and await self._reception.ask_admin(chat, user)

    async def greet(self, menus: Sequence[Menu]) -> tuple[str, ...]:
        probed = await self.probe()
        if not isinstance(probed, Sent):
            return (f"telegram: the token could not be tried: {probed}",)
        log.info("telegram: connected as %s", probed.receipt)
        lists = []
        for menu in menus:
            every = (*menu.reading, *menu.changing)
            lists += [
                CommandList(Audience.PRIVATE, menu.language, every),
                CommandList(Audience.GROUP, menu.language, menu.reading),
                CommandList(Audience.ADMINS, menu.language, every),
            ]
        return await self.publish_commands(lists)

    async def publish_commands(self, lists: Sequence[CommandList]) -> tuple[str, ...]:
        """Set the lists of commands the clients show; return in words what the service did not take."""
        troubles = [await self._publish(one) for one in lists]
        return tuple(trouble for trouble in troubles if trouble)

    async def _publish(self, one: CommandList) -> str:
        commands = [BotCommand(name, text[:DESCRIPTION_LENGTH]) for name, text in one.commands]
        try:
            call = self._bot.set_my_commands(commands, scope=SCOPES[one.audience](), language_code=one.language or None)
            await asked(call)
        except TelegramError as error:
            reason = error.message if isinstance(error, BadRequest) else type(error).__name__
            return f"{one.audience} {one.language}: {reason}"
        return ""

    # answers

    async def _reply(self, incoming: Incoming, messages: tuple[Message, ...]) -> None:
        """Post an answer where its command came from; that to a button replaces the button's message."""
        address = incoming.address
        pressed = incoming.pressed if not any(message.beside for message in messages[:1]) else None
        for part in (part for message in messages for part in self.render(message)):
            if pressed and await self._edited(address, pressed, part):
                pressed = None
                continue
            pressed = None
            address = await self._post(address, part)

    async def _edited(self, address: Address, receipt: str, part: Part) -> bool:
        """Replace a message; False if it cannot be replaced any more."""
        outcome: Outcome = NEVER_MIND
        for _ in range(TRIES):
            outcome = await self.edit(address, receipt, part)
            if not isinstance(outcome, TryLater) or not await self._waited(outcome):
                break
        return isinstance(outcome, Sent | Unknown)

    async def _post(self, address: Address, part: Part) -> Address:
        """Post one part of an answer; return where it went, for the next one."""
        plain = False
        for _ in range(TRIES):
            outcome = await self.send(address, part, "", plain=plain)
            match outcome:
                case Sent():
                    return address
                case Moved(address=new):
                    address = new
                case TryLater() if await self._waited(outcome):
                    pass
                case Refused(fault=Fault.CONTENT) if not plain:
                    log.warning("an answer was refused and goes out plain: %s", outcome.reason)
                    plain = True
                case Refused(fault=Fault.THREAD) if address.thread:
                    address = replace(address, thread="")
                case _:
                    break
        log.warning("an answer in %s did not get through: %s", address, outcome)
        return address

    async def _waited(self, outcome: TryLater) -> bool:
        """Wait as the service demands, unless an answer would come too late to be of use."""
        if outcome.after_s > LONGEST_WAIT_S:
            return False
        await self._sleep(outcome.after_s)
        return True


def connect(options: TelegramOptions, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Telegram:
    """A platform for one bot; nothing is sent before it is used. Must be called where an event loop runs."""
    hush()
    return Telegram(options, sleep)
