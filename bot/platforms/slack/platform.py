"""Slack as a Platform.

    payload -> bolt acknowledges -> read -> listener.command -> render -> post where it came from
                                         -> listener.chat_event, listener.trouble

Posts of one message: the first heads it, the others continue in its thread. `send` remembers for a while under which
head; after a restart the part tells it (`Part.earlier`).
"""

from __future__ import annotations

import asyncio
import json
import logging
from base64 import b64decode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakValueDictionary

from slack_bolt.authorization import AuthorizeResult

from bot.logs import about_chat
from bot.platforms import ChatEvent, Earlier, Found, Incoming, Listener, Menu, Part, Place
from bot.platforms.slack.calls import Answer, Call, Result, WebApi
from bot.platforms.slack.inbound import SignedRequests, SocketMode
from bot.platforms.slack.intake import Command, Stopped, read
from bot.platforms.slack.listeners import Signed, make_app
from bot.platforms.slack.render import picture_of, plain_payload, render
from bot.resting import rest
from digest.errors import BadInput
from digest.model import Message, short_id
from digest.outcome import Address, Fault, Outcome, Refused, Sent, TryLater, Unknown
from digest.ports import Clock

log = logging.getLogger(__name__)

Json = dict[str, Any]

EVENT_TYPE = "wortlaut_delivery"
"""Names our metadata on a post; its payload holds the id of the delivery."""

CLOSE_S = 8.0
ANSWER_TRIES = 3
LONGEST_WAIT_S = 60.0
"""How long an answer to a command waits when Slack asks for patience; later nobody reads it."""

PICTURE_AGAIN_S = 2.0
"""Pause before a picture is uploaded again."""

HEADS = 256
PAGE = 200
PAGES = 5
THREADS = 5
"""How far `find` looks back: 1,000 messages, and the threads below our five newest heads besides that of the digest."""

SCOPES = frozenset(
    {
        "commands", "chat:write", "app_mentions:read", "im:history", "im:read", "users:read", "channels:read",
        "groups:read", "files:write",
    }
)  # fmt: skip
"""What docs/slack/manifest.yaml asks for (a test compares the two)."""

HISTORY_SCOPES = frozenset({"channels:history", "groups:history"})
"""What `read_history` needs besides."""

Page = Callable[[str | None], Call]
"""The call for the page that begins at a cursor."""

_QUIET: Json = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}


GET_SCOPES = "(install the app anew from docs/slack/manifest.yaml)"
"""What to do about scopes that are missing."""


@dataclass(frozen=True, slots=True)
class SlackOptions:
    """How to reach Slack. Calls go to `{base_url}/api/{method}`.

    With `http_listen` (host:port) Slack posts signed requests to us; otherwise we open a socket with `app_token`.
    `read_history` says that the operator granted the history scopes. `timeout_s` is how long an answer may take;
    `pause_s` the first of the doubling pauses between attempts to connect.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    base_url: str = "https://slack.com"
    http_listen: str = ""
    read_history: bool = False
    timeout_s: float = 30.0
    pause_s: float = 1.0


def connect(options: SlackOptions, clock: Clock | None = None) -> Slack:
    """The platform; nothing is called before its first use. Raises BadInput when the options do not fit together.

    `clock` is needed with `http_listen` only: a request counts as signed by Slack for five minutes.
    """
    if not options.bot_token:
        raise BadInput("Slack needs platforms.slack.bot_token.")
    if options.http_listen and (not options.signing_secret or clock is None):
        raise BadInput("Slack over HTTP (platforms.slack.http_listen) needs platforms.slack.signing_secret.")
    if options.http_listen and not options.http_listen.rpartition(":")[2].isdigit():
        raise BadInput(f"platforms.slack.http_listen must be host:port, not {options.http_listen!r}.")
    return Slack(options, clock)


class Slack:
    """One workspace by one bot token."""

    def __init__(self, options: SlackOptions, clock: Clock | None) -> None:
        self._options = options
        self._clock = clock
        self._api = WebApi(options.base_url, options.bot_token, options.timeout_s)
        self._closing = asyncio.Event()
        self._stopped = ""
        self._me = AuthorizeResult(enterprise_id=None, team_id=None)
        self._heads: dict[tuple[str, str], str] = {}
        self._work: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def name(self) -> str:
        return "slack"

    def render(self, message: Message) -> tuple[Part, ...]:
        return render(message)

    # Out

    async def send(self, address: Address, part: Part, delivery: str, *, plain: bool = False) -> Outcome:
        picture = None if plain else picture_of(part)
        if picture is not None:
            return await self._share(address, picture)
        payload = plain_payload(part) if plain else json.loads(part.payload)
        follows, series = payload.pop("in_thread", False), str(payload.pop("series", ""))
        thread = _ts(address.thread)
        below = thread or (self._head(address.chat, series, part.earlier) if follows else "")
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"delivery": delivery}}
        arguments = payload | _QUIET | {"channel": address.chat, "metadata": metadata}
        arguments |= {"thread_ts": below} if below else {}
        result = await self._api.ask(lambda slack: slack.chat_postMessage(**arguments))
        if not isinstance(result, Answer):
            return result
        ts, channel = str(result.body.get("ts") or ""), str(result.body.get("channel") or address.chat)
        if not ts:
            return Unknown("an answer without ts")
        if thread and not (result.body.get("message") or {}).get("thread_ts"):
            return await self._stray(channel, ts)
        if not follows:
            self._remember(address.chat, series, thread or ts)
        return Sent(_receipt(address, channel, ts))

    async def _share(self, address: Address, picture: Json) -> Outcome:
        """Upload a picture, then share it: only the last of the three calls posts anything."""
        data, thread = b64decode(picture["data"]), _ts(address.thread)
        asked = await self._api.ask(
            lambda slack: slack.files_getUploadURLExternal(
                filename=picture["name"], length=len(data), alt_txt=picture["alt"]
            )
        )
        if not isinstance(asked, Answer):
            return _not_shared(asked)
        uploaded = await self._api.upload(str(asked.body.get("upload_url") or ""), data)
        if not isinstance(uploaded, Answer):
            return _not_shared(uploaded)
        file = {"id": str(asked.body.get("file_id") or ""), "title": picture["title"]}
        shared = await self._api.ask(
            lambda slack: slack.files_completeUploadExternal(
                files=[file], channel_id=address.chat, thread_ts=thread or None
            )
        )
        return Sent(file["id"]) if isinstance(shared, Answer) else shared

    def _head(self, chat: str, series: str, earlier: Sequence[tuple[str, str]]) -> str:
        """The ts of the message that the parts of this series continue; "" where it is not known."""
        known = self._heads.get((chat, series), "")
        return known or next((_ts(receipt) for payload, receipt in earlier if _heads(payload, series)), "")

    async def _stray(self, channel: str, ts: str) -> Outcome:
        """A reply to a message that is gone was posted beside its thread, and Slack said nothing: take it back."""
        result = await self._api.ask(lambda slack: slack.chat_delete(channel=channel, ts=ts))
        if isinstance(result, Answer):
            return Refused("the thread is gone", Fault.THREAD)
        log.warning("a reply beside its thread could not be taken back: %s", result.reason)
        return Sent(ts)

    def _remember(self, chat: str, series: str, ts: str) -> None:
        self._heads.pop((chat, series), None)
        self._heads[chat, series] = ts
        while len(self._heads) > HEADS:
            self._heads.pop(next(iter(self._heads)))

    async def edit(self, address: Address, receipt: str, part: Part) -> Outcome:
        if picture_of(part) is not None:
            return Refused("a picture cannot take the place of words", Fault.CONTENT)
        return await self._replace(address, receipt, json.loads(part.payload))

    async def _replace(self, address: Address, receipt: str, payload: Json) -> Outcome:
        shown = {key: payload[key] for key in ("text", "blocks") if key in payload}
        where = {"channel": _channel(receipt) or address.chat, "ts": _ts(receipt)}
        # without blocks the old ones would go, but only if none are sent at all: an empty list takes them away surely
        arguments: Json = {"blocks": [], "link_names": False, "parse": "none"} | shown | where
        result = await self._api.ask(lambda slack: slack.chat_update(**arguments))
        return Sent(receipt) if isinstance(result, Answer) else result

    # Looking

    async def find(self, address: Address, delivery: str, earlier: Earlier = ()) -> Found:
        """In the thread of the parts before it, which may be an old one; among the newest messages and below those."""
        if not self._options.read_history:
            return Found(looked=False)
        if address.thread:
            return _among(await self._thread(address.chat, _ts(address.thread)), delivery)
        top = await self._listed(
            lambda cursor: (
                lambda slack: slack.conversations_history(
                    channel=address.chat, limit=PAGE, include_all_metadata=True, cursor=cursor
                )
            )
        )
        found = _among(top, delivery)
        if found.receipt or top is None:
            return found
        newest = [one for one in top if one.get("reply_count") and _metadata(one) is not None][:THREADS]
        heads = [*(_ts(receipt) for _, receipt in earlier), *(str(one["ts"]) for one in newest)]
        for head in dict.fromkeys(heads):
            found = _among(await self._thread(address.chat, head), delivery)
            if found.receipt or not found.looked:
                return found
        return Found(looked=True)

    async def _thread(self, chat: str, ts: str) -> list[Json] | None:
        return await self._listed(
            lambda cursor: (
                lambda slack: slack.conversations_replies(
                    channel=chat, ts=ts, limit=PAGE, include_all_metadata=True, cursor=cursor
                )
            )
        )

    async def _listed(self, page: Page) -> list[Json] | None:
        """The newest messages, or all of a thread; None when they could not be read or there are too many."""
        messages: list[Json] = []
        cursor: str | None = None
        for _ in range(PAGES):
            result = await self._api.ask(page(cursor))
            if isinstance(result, Refused) and result.reason == "thread_not_found":
                return messages
            if not isinstance(result, Answer):
                log.warning("messages could not be looked through: %s", result.reason)
                return None
            messages += result.body.get("messages") or []
            cursor = (result.body.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return messages
        log.warning("too many messages to look through")
        return None

    # In

    async def probe(self) -> Outcome:
        result = await self._who_am_i()
        return Sent(f"@{result.body.get('user')}") if isinstance(result, Answer) else result

    async def greet(self, menus: Sequence[Menu]) -> tuple[str, ...]:  # noqa: ARG002
        """Slack takes the list of commands from the app's manifest only."""
        result = await self._who_am_i()
        if not isinstance(result, Answer):
            return (f"slack: the token could not be tried: {result.reason}",)
        log.info("slack: connected as @%s in %s", result.body.get("user"), result.body.get("team"))
        needed = SCOPES | (HISTORY_SCOPES if self._options.read_history else frozenset())
        missing = sorted(needed - result.scopes) if result.scopes else ()
        return (f"slack: the token lacks the scopes {', '.join(missing)} {GET_SCOPES}",) if missing else ()

    async def examine(self, addresses: Sequence[Address]) -> tuple[str, ...]:
        troubles = list(await self.greet(()))
        if not (self._options.app_token or self._options.http_listen):
            troubles.append("neither platforms.slack.app_token nor http_listen is set: no command can be heard")
        for chat in dict.fromkeys(address.chat for address in addresses):
            troubles += await self._membership(chat)
        return tuple(troubles)

    async def _membership(self, chat: str) -> list[str]:
        """Why the bot cannot post in this conversation."""
        result = await self._api.ask(lambda slack: slack.conversations_info(channel=chat))
        if not isinstance(result, Answer):
            return [f"slack:{chat}: {result.reason}"]
        shown = result.body.get("channel") or {}
        if shown.get("is_archived"):
            return [f"slack:{chat} is archived: take it out of the archive, or `wortlaut unsubscribe slack:{chat}`"]
        if not (shown.get("is_member") or shown.get("is_im")):
            return [f"slack:{chat}: the bot is not in this channel; /invite it there"]
        return []

    async def _who_am_i(self) -> Result:
        return await self._api.ask(lambda slack: slack.auth_test())

    async def listen(self, listener: Listener) -> None:
        reason = await self._identify()
        if not reason and not self._closing.is_set():
            reason = await self._receive(listener)
        reason = self._stopped or reason
        if reason:
            log.error("Slack stopped: %s", reason)
            await listener.trouble(self.name, reason)

    async def _identify(self) -> str:
        """Learn who we are; why that is refused for good, or ""."""
        pause_s = self._options.pause_s
        while not self._closing.is_set():
            result = await self._who_am_i()
            if isinstance(result, Answer):
                self._me = _identity(result.body, self._options.bot_token)
                return ""
            if isinstance(result, Refused):
                return f"auth.test: {result.reason}"
            log.warning("Slack does not answer at %s: %s", self._options.base_url, result.reason)
            await rest(self._closing, pause_s)
            pause_s = min(LONGEST_WAIT_S, pause_s * 2)
        return ""

    async def _receive(self, listener: Listener) -> str:
        def take(kind: str, payload: Json) -> None:
            task = asyncio.create_task(self._handle(kind, payload, listener))
            self._work.add(task)
            task.add_done_callback(self._done)

        options = self._options
        if options.http_listen and self._clock is not None:
            app = make_app(self._me, take, options.base_url, Signed(options.signing_secret, self._clock))
            return await SignedRequests(options.http_listen, app).run(self._closing)
        if not options.app_token:
            return "neither platforms.slack.app_token nor http_listen is set"
        app = make_app(self._me, take, options.base_url)
        return await SocketMode(self._api, options.app_token, app, options.pause_s).run(self._closing)

    def _done(self, task: asyncio.Task[None]) -> None:
        """Work ended. Whatever it broke on concerns one payload alone; the others go on."""
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("something from Slack could not be handled: %s", error, exc_info=error)

    async def _handle(self, kind: str, payload: Json, listener: Listener) -> None:
        heard = read(kind, payload, str(self._me.bot_user_id or ""))
        if isinstance(heard, Stopped):
            self._stop(heard.reason)
        elif isinstance(heard, ChatEvent):
            await listener.chat_event(heard)
        elif isinstance(heard, Command):
            turn = self._turns.setdefault(heard.address.chat, asyncio.Lock())
            with about_chat(heard.address):
                async with turn:
                    await self._answer(heard, await listener.command(self._incoming(heard)))

    def _stop(self, reason: str) -> None:
        self._stopped = self._stopped or reason
        self._closing.set()

    def _incoming(self, heard: Command) -> Incoming:
        async def is_admin() -> bool:
            return heard.place is Place.PRIVATE or await self._is_admin(heard.address.chat, heard.user)

        return Incoming(
            heard.event, heard.address, heard.user, heard.place, heard.text, is_admin, pressed=heard.pressed
        )

    async def _is_admin(self, chat: str, user: str) -> bool:
        """Whether the user may change the settings of a channel: an admin of the workspace, or who created it."""
        person = await self._api.ask(lambda slack: slack.users_info(user=user))
        if isinstance(person, Answer):
            shown = person.body.get("user") or {}
            if shown.get("is_admin") or shown.get("is_owner") or shown.get("is_primary_owner"):
                return True
        channel = await self._api.ask(lambda slack: slack.conversations_info(channel=chat))
        if isinstance(channel, Answer):
            return (channel.body.get("channel") or {}).get("creator") == user
        log.warning("whether %s may change settings in %s could not be learned: %s", user, chat, channel.reason)
        return False

    # Answers

    async def _answer(self, heard: Command, messages: Sequence[Message]) -> None:
        for number, message in enumerate(messages):
            key = short_id("answer", heard.event, number)
            replaced = heard.pressed if number == 0 and not message.beside else None
            await self._answer_one(heard, render(message), key, replaced)

    async def _answer_one(self, heard: Command, parts: Sequence[Part], key: str, replaced: str | None) -> None:
        """Post one message: in place of the one whose button was pressed, or anew; what follows goes below it."""
        below = heard.reply_in
        for number, part in enumerate(parts):
            beside = picture_of(part) is not None
            address = replace(heard.address, thread=heard.reply_in if beside else below)
            if replaced and number == 0:
                outcome = await self._instead(heard, replaced, part)
            else:
                outcome = await self._posted(heard, address, part, f"{key}.{number}")
            if isinstance(outcome, Refused) and outcome.fault is Fault.PLATFORM:
                self._stop(outcome.reason)
            if not isinstance(outcome, Sent):
                log.warning("the answer to %s in %s: %s", heard.text.split(" ", 1)[0], heard.address, outcome)
                return
            below = below or outcome.receipt

    async def _instead(self, heard: Command, receipt: str, part: Part) -> Outcome:
        outcome = await self._patient(lambda: self.edit(heard.address, receipt, part))
        if isinstance(outcome, Refused) and outcome.fault is Fault.CONTENT:
            plain = plain_payload(part)
            outcome = await self._patient(lambda: self._replace(heard.address, receipt, plain))
        if isinstance(outcome, Refused) and outcome.fault in {Fault.CHAT, Fault.THREAD}:
            return await self._respond(heard, part, outcome, {"replace_original": True})
        return outcome

    async def _posted(self, heard: Command, address: Address, part: Part, key: str) -> Outcome:
        outcome = await self._patient(lambda: self.send(address, part, key))
        refused = isinstance(outcome, Refused) and outcome.fault is Fault.CONTENT
        if refused or (isinstance(outcome, TryLater) and picture_of(part) is not None):
            log.error("Slack took an answer only in plain words: %s", outcome)
            outcome = await self._patient(lambda: self.send(address, part, key, plain=True))
        if isinstance(outcome, Refused) and outcome.fault is Fault.THREAD and address.thread:
            beside = replace(address, thread="")
            return await self._patient(lambda: self.send(beside, part, key))
        if isinstance(outcome, Refused) and outcome.fault is Fault.CHAT:
            return await self._respond(heard, part, outcome, {"response_type": "in_channel"})
        return outcome

    async def _patient(self, attempt: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Try again what certainly did not arrive, as long as somebody waits for the answer."""
        outcome = await attempt()
        for _ in range(ANSWER_TRIES - 1):
            if not isinstance(outcome, TryLater) or outcome.after_s > LONGEST_WAIT_S:
                break
            if await rest(self._closing, outcome.after_s):
                break
            outcome = await attempt()
        return outcome

    async def _respond(self, heard: Command, part: Part, refused: Outcome, how: Json) -> Outcome:
        """Answer by the command's own address: it reaches conversations that the app is no member of."""
        if not heard.response_url:
            return refused
        payload = json.loads(part.payload)
        whole = [{key: payload[key] for key in ("text", "blocks")}] if "blocks" in payload else []
        for shown in (*whole, _bare(part)):
            result = await self._api.respond(heard.response_url, shown | _QUIET | how)
            if not (isinstance(result, Refused) and result.fault is Fault.CONTENT):
                break
        return Sent("") if isinstance(result, Answer) else result

    async def close(self) -> None:
        self._closing.set()
        if self._work:
            await asyncio.wait(self._work, timeout=CLOSE_S)
        for task in self._work:
            task.cancel()
        await self._api.close(CLOSE_S)


def _not_shared(result: TryLater | Refused | Unknown) -> Outcome:
    """The outcome of a call before the one that posts: nothing was posted, whatever it was."""
    if isinstance(result, Unknown):
        return TryLater(PICTURE_AGAIN_S, result.reason)
    if isinstance(result, Refused) and result.reason.startswith("missing_scope"):
        log.warning("pictures need the scope files:write; their words are posted instead")
        return Refused(result.reason, Fault.CONTENT)
    return result


def _bare(part: Part) -> Json:
    payload = plain_payload(part)
    return {key: payload[key] for key in ("text", "mrkdwn")}


def _identity(me: Json, token: str) -> AuthorizeResult:
    """What bolt wants to know of the app, from the answer of auth.test."""
    return AuthorizeResult(
        enterprise_id=me.get("enterprise_id"),
        team_id=me.get("team_id"),
        team=me.get("team"),
        url=me.get("url"),
        bot_id=me.get("bot_id"),
        bot_user_id=me.get("user_id"),
        bot_token=token,
    )


def _heads(payload: str, series: str) -> bool:
    """Whether this frozen part is the first of its series."""
    told = json.loads(payload)
    return str(told.get("series", "")) == series and not told.get("in_thread")


def _ts(thread_or_receipt: str) -> str:
    """The ts in a receipt or thread."""
    return thread_or_receipt.rpartition("/")[2]


def _channel(receipt: str) -> str:
    return receipt.rpartition("/")[0]


def _receipt(address: Address, channel: str, ts: str) -> str:
    """The ts; with the conversation before it where the address names a user instead."""
    return ts if channel == address.chat else f"{channel}/{ts}"


def _metadata(message: Json) -> Json | None:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload") or {} if metadata.get("event_type") == EVENT_TYPE else None


def _among(messages: list[Json] | None, delivery: str) -> Found:
    """The message with this delivery id."""
    for message in messages or ():
        if (_metadata(message) or {}).get("delivery") == delivery:
            return Found(looked=True, receipt=str(message["ts"]))
    return Found(looked=messages is not None)
