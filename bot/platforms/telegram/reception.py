"""What comes in from the Bot API, by long polling or at a webhook, until told to stop.

    poll or webhook -> take each update -> (query answered at once) -> in the chat's turn: listener -> reply

An update counts as received when it is in its chat's turn; the next poll tells the service so. What was received twice
after a restart bears the same event id.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.logs import about_chat
from bot.platforms import ChatEvent, Elsewhere, Incoming, Listener, Place
from bot.platforms.telegram import intake
from bot.platforms.telegram.turns import Turns
from bot.platforms.telegram.wire import TelegramOptions
from digest.model import Message
from digest.outcome import Address

log = logging.getLogger(__name__)

POLL_S = 25
"""How long the service holds an empty poll open."""

LONGEST_WAIT_S = 60.0
CONFLICT_WAIT_S = 3.0
CONFLICTS_NEW, CONFLICTS_OLD = 2, 4
"""Refusals of the poll in a row, because another instance polls, after which we give up: sooner while we never got
through, so that of two instances the newcomer yields. One refusal is normal after a restart."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a name, no secret
TOKEN_REFUSED = "The service refuses the bot's token; check platforms.telegram.token and base_url."  # noqa: S105
SECOND_POLLER = (
    "Another instance polls for the same bot; this one has stopped receiving and sending until that one has ended."
)
ALONE_WAIT_S, LONGEST_ALONE_WAIT_S = 30.0, 600.0
"""How long we then wait before we look whether the other one has gone, twice as long after each look."""

QUIET_S = 10
"""An empty poll that nobody disturbs for so long tells that no other instance is there: each asks again sooner."""

QUIET_POLLS = 4
"""So many undisturbed polls in a row that brought something tell it as well."""

NOTE_LENGTH = 200

MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
"""What the library raises where an answer or update is not shaped as it expects."""

T = TypeVar("T")

Reply = Callable[[Incoming, tuple[Message, ...]], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]


class PollingBot(Bot):
    """The library's bot, with updates as they come: its own method throws away a whole batch, again and again, when
    there is one in it that it cannot read.
    """

    async def raw_updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Call getUpdates. Raises TelegramError."""
        updates = await self._post("getUpdates", parameters, read_timeout=POLL_S + 10)
        return [update for update in updates if isinstance(update, dict)] if isinstance(updates, list) else []


class Reception:
    """Receives for one listener. `reply` posts an answer; `sleep` waits between tries."""

    def __init__(
        self, bot: PollingBot, options: TelegramOptions, listener: Listener, reply: Reply, sleep: Sleep
    ) -> None:
        self._bot = bot
        self._options = options
        self._listener = listener
        self._reply = reply
        self._sleep = sleep
        self._turns = Turns()
        self._moves: set[tuple[str, str]] = set()
        self._next = 0

    async def run(self, stopping: asyncio.Event) -> None:
        """Receive until `stopping` is set or the service turns us away for good, which the listener is told."""
        if not await self._introduce(stopping):
            return
        await (self._serve(stopping) if self._options.webhook_url else self._poll(stopping))

    async def finish(self, patience_s: float) -> None:
        """Let answers in the making be finished, at most `patience_s` seconds."""
        await self._turns.drain(patience_s)

    async def ask_admin(self, chat: str, user: str) -> bool:
        """Whether `user` is an admin of `chat` now; alone with the bot everybody is. No when the service won't say."""
        if chat == user:
            return True
        try:
            member = await asked(self._bot.get_chat_member(int(chat), int(user)))
        except (TelegramError, ValueError) as error:
            log.warning("the rights of a member could not be looked up: %s", type(error).__name__)
            return False
        return member.status in intake.ADMINS

    async def find_elsewhere(self, name: str, user: str) -> Elsewhere | None:
        """The group or channel with this number or @name, if `user` is an admin of it now."""
        try:
            chat = await asked(self._bot.get_chat(name))
        except (TelegramError, ValueError) as error:
            log.info("a chat named by somebody was not found: %s", type(error).__name__)
            return None
        found = Elsewhere(Address(intake.NAME, str(chat.id)), chat.title or name)
        is_shared = intake.place_of(chat.type) is not Place.PRIVATE
        return found if is_shared and await self.ask_admin(str(chat.id), user) else None

    # getting in touch

    async def _introduce(self, stopping: asyncio.Event) -> bool:
        """Learn our own name, which also tries the token; wait as long as there is no network."""
        failures = 0
        while not stopping.is_set():
            try:
                await asked(self._bot.initialize())
            except InvalidToken:
                await self._listener.trouble(intake.NAME, TOKEN_REFUSED, mute=True)
                return False
            except TelegramError as error:
                failures += 1
                await self._pause(stopping, error, failures)
            else:
                return True
        return False

    async def _pause(self, stopping: asyncio.Event, error: TelegramError, failures: int) -> None:
        """Wait as told, or twice as long after each failure in a row."""
        wait_s = min(2.0 ** min(failures - 1, 10), LONGEST_WAIT_S)
        if isinstance(error, RetryAfter):
            wait_s = _seconds(error)
        reason, url = _kind(error), self._options.base_url
        log.warning("telegram: no answer from %s (%s); next try in %.0f s", url, reason, wait_s)
        await _first(self._sleep(wait_s), stopping)

    # long polling

    async def _poll(self, stopping: asyncio.Event) -> None:
        """Poll; while another instance does, stand back and come again when it has gone."""
        try:
            while await self._poll_alone(stopping):
                await self._listener.trouble(intake.NAME, SECOND_POLLER, mute=True)
                if not await self._alone_again(stopping):
                    return
                await self._listener.recovered(intake.NAME, "the other instance has gone")
        except InvalidToken:
            await self._listener.trouble(intake.NAME, TOKEN_REFUSED, mute=True)
        else:
            await self._acknowledge()

    async def _poll_alone(self, stopping: asyncio.Event) -> bool:
        """Poll until told to stop (False), or until another instance polls as well (True). Raises InvalidToken."""
        failures = conflicts = 0
        polled = False
        while not stopping.is_set():
            try:
                updates = await _first(self._updates(first=not polled), stopping)
            except InvalidToken:
                raise
            except Conflict:
                conflicts += 1
                if conflicts >= (CONFLICTS_OLD if polled else CONFLICTS_NEW):
                    return True
                await _first(self._sleep(CONFLICT_WAIT_S), stopping)
            except TelegramError as error:
                failures += 1
                await self._pause(stopping, error, failures)
            else:
                failures, conflicts, polled = 0, 0, True
                for update in updates or ():
                    self._take_raw(update)
        return False

    async def _alone_again(self, stopping: asyncio.Event) -> bool:
        """Wait until no other instance polls (True) or we are told to stop. Raises InvalidToken.

        What a look brings is not taken: it is the other one's as long as that is there, and else comes again.
        """
        wait_s, quiet = ALONE_WAIT_S, 0
        while not stopping.is_set():
            await _first(self._sleep(CONFLICT_WAIT_S if quiet else wait_s), stopping)
            try:
                updates = await _first(self._call_for_updates(timeout=QUIET_S), stopping)
            except InvalidToken:
                raise
            except TelegramError as error:
                quiet, wait_s = 0, min(2 * wait_s, LONGEST_ALONE_WAIT_S)
                log.info("telegram: the other instance is still there, or nothing is (%s)", type(error).__name__)
                continue
            quiet += 1
            if not stopping.is_set() and (not updates or quiet >= QUIET_POLLS):
                return True
        return False

    async def _updates(self, *, first: bool) -> list[dict[str, Any]]:
        if first:
            await asked(self._bot.delete_webhook(drop_pending_updates=False))
        return await self._call_for_updates(timeout=POLL_S)

    async def _call_for_updates(self, **more: Any) -> list[dict[str, Any]]:
        wanted = {"allowed_updates": [str(kind) for kind in intake.WANTED]}
        offset = {"offset": self._next} if self._next else {}
        return await asked(self._bot.raw_updates(wanted | offset | more))

    async def _acknowledge(self) -> None:
        """Tell the service what was received, so that it does not come again; it would be known by its event id."""
        if not self._next:
            return
        try:
            async with asyncio.timeout(2):
                await self._call_for_updates(timeout=0, limit=1)
        except (TelegramError, TimeoutError) as error:
            log.info("the last updates were not acknowledged (%s)", type(error).__name__)

    # webhook

    async def _serve(self, stopping: asyncio.Event) -> None:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_post(urlsplit(self._options.webhook_url).path or "/", self._receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        host, _, port = self._options.webhook_listen.rpartition(":")
        try:
            await web.TCPSite(runner, host.strip("[]") or "127.0.0.1", int(port)).start()
            if await self._register(stopping):
                await stopping.wait()
        except (OSError, ValueError) as error:
            reason = f"Cannot listen on {self._options.webhook_listen} (platforms.telegram.webhook_listen): {error}"
            await self._listener.trouble(intake.NAME, reason)
        finally:
            await runner.cleanup()

    async def _register(self, stopping: asyncio.Event) -> bool:
        """Tell the service where to post updates."""
        failures = 0
        while not stopping.is_set():
            try:
                await self._bot.set_webhook(
                    self._options.webhook_url, secret_token=self._secret, allowed_updates=intake.WANTED
                )
            except (BadRequest, InvalidToken) as error:  # a BadRequest is a NetworkError to the library
                reason = f"The service refuses the webhook {self._options.webhook_url}: {_kind(error)}"
                await self._listener.trouble(intake.NAME, reason)
                return False
            except TelegramError as error:
                failures += 1
                await self._pause(stopping, error, failures)
            else:
                return True
        return False

    @property
    def _secret(self) -> str:
        """The operator's, or one that only who knows the token can tell."""
        derived = hashlib.sha256(f"webhook {self._options.token}".encode()).hexdigest()
        return self._options.webhook_secret or derived

    async def _receive(self, request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.text())
        except ValueError:
            update = None
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        self._take_raw(update)
        return web.Response()

    # what to do with an update

    def _take_raw(self, update: dict[str, Any]) -> None:
        """Count an update as received, and take it if it can be read."""
        self._next = max(self._next, int(update.get("update_id", 0)) + 1)
        try:
            read = Update.de_json(update, self._bot)
            self._take(read)
        except MALFORMED as error:
            log.warning("update %s could not be read: %r", update.get("update_id"), error)

    def _take(self, update: Update) -> None:
        """Put an update into its chat's turn."""
        match intake.read(update, self._bot.username, intake.Rights(self.ask_admin, self.find_elsewhere)):
            case intake.Press() as press:
                self._take_press(press)
            case Incoming() as incoming:
                self._take_command(incoming.address.chat, incoming)
            case ChatEvent() as event:
                self._take_event(event)
            case None:
                pass

    def _take_command(self, chat: str, incoming: Incoming) -> None:
        with about_chat(incoming.address):
            self._turns.add(chat, lambda: self._answer(incoming))

    def _take_press(self, press: intake.Press) -> None:
        """Stop the button's spinner at once, whatever else waits in the chat."""
        note = "" if press.incoming else self._stale_note(press.language)
        self._turns.add(f"query {press.query}", lambda: self._stop_spinner(press.query, note))
        if press.incoming:
            self._take_command(press.chat, press.incoming)

    def _take_event(self, event: ChatEvent) -> None:
        move = (event.address.chat, event.to.chat if event.to else "")
        if event.to and move in self._moves:
            return
        if event.to:
            self._moves.add(move)
        self._turns.add(event.address.chat, lambda: self._listener.chat_event(event))

    def _stale_note(self, language: str) -> str:
        notes = self._options.stale_button
        return notes.get(language.partition("-")[0], notes.get("en", ""))[:NOTE_LENGTH]

    async def _stop_spinner(self, query: str, note: str) -> None:
        try:
            await self._bot.answer_callback_query(query, text=note or None)
        except TelegramError as error:
            log.info("a pressed button could not be answered: %s", _kind(error))

    async def _answer(self, incoming: Incoming) -> None:
        await self._reply(incoming, await self._listener.command(incoming))


async def asked(work: Awaitable[T]) -> T:
    """The answer to a call of the library; one that it cannot read is an error of the service."""
    try:
        return await work
    except MALFORMED as error:
        raise TelegramError("an answer that cannot be read") from error


async def _first(work: Awaitable[Any], stopping: asyncio.Event) -> Any:
    """The result of `work`, or None when `stopping` is set before it is done."""
    task, stop = asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait([task, stop], return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        task.cancel()
        stop.cancel()


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()


def _kind(error: TelegramError) -> str:
    """What went wrong, without anything that could hold the token."""
    return error.message if isinstance(error, BadRequest) else type(error).__name__
