"""A local server of the Telegram Bot API, as strict as the real one, over real HTTP on 127.0.0.1.

It runs in a thread of its own, so that a bot in the test's loop or in another process can talk to it. The helpers below
are what people and admins do; `sent` is what the service took, `violations` what it would punish or silently repair.

    with TelegramServer() as telegram:
        anna = telegram.person("Anna")
        chat = telegram.private(anna)
        telegram.user_says(chat, anna, "/actor Putin")
        telegram.wait(lambda: telegram.sent_to(chat))
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Self, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.fakes.telegram_errors import CUT_AFTER, CUT_BEFORE, Fault, Refusal, page, server_error, slow, too_many
from tests.fakes.telegram_methods import Accepted, Flood, Methods
from tests.fakes.telegram_world import ANONYMOUS_ADMIN, Chat, Person, Query, World

__all__ = [
    "CUT_AFTER", "CUT_BEFORE", "Accepted", "Chat", "Fault", "Person", "TelegramServer", "page", "server_error", "slow",
    "too_many",
]  # fmt: skip

TOKEN = "7000000001:AAfake_token_for_tests_only_0123456789ab"
PATIENCE_S = 10.0
T = TypeVar("T")


class TelegramServer:
    """One bot's Bot API. `flood` switches the real sending limits on; `clock` is what they count by."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "wortlaut_bot",
        port: int = 0,
        flood: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token
        self.port = port
        self.revoked = False
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.webhook_answers: list[int] = []
        self.world = World(username)
        self.methods = Methods(self.world, Flood(clock) if flood else None)
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="telegram", daemon=True)
        self._ready = threading.Event()

    # running

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(PATIENCE_S), "the local Telegram server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(PATIENCE_S)

    @property
    def base_url(self) -> str:
        """What the bot's setting base_url must be."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def file_base_url(self) -> str:
        """What the bot's setting file_base_url must be."""
        return f"{self.base_url}/file"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())
        self._loop.close()

    async def _main(self) -> None:
        self._stopping, self._pending, self._poll_number = asyncio.Event(), asyncio.Event(), 0
        self._hook_pending = asyncio.Event()
        self._poll_changed = asyncio.Event()
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        webhook = asyncio.create_task(self._deliver_to_webhook())
        self._ready.set()
        await self._stopping.wait()
        webhook.cancel()
        self._pending.set()
        self._poll_changed.set()
        await runner.cleanup()

    def _do(self, act: Callable[[], T]) -> T:
        """Run `act` in the server's thread and return its result."""

        async def run() -> T:
            result = act()
            self._tell()
            return result

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(PATIENCE_S)

    def _tell(self) -> None:
        if self.world.updates:
            self._pending.set()
            self._hook_pending.set()
        with self._changed:
            self._changed.notify_all()

    # answering

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        params = await _params(request)
        self.calls.append((method, params))
        self._tell()
        fault = self._next_fault(method)
        if fault.cut == "before":
            return _cut(request)
        answer = None
        if not fault.status or fault.carried_out:
            answer = await self._carry_out(request.match_info["token"], method, params)
        self._tell()
        if fault.delay_s:
            await asyncio.wait([asyncio.ensure_future(self._stopping.wait())], timeout=fault.delay_s)
        if fault.cut == "after":
            return _cut(request)
        if fault.status:
            return web.Response(status=fault.status, text=fault.body, content_type=fault.content_type)
        assert answer is not None
        return answer

    def _next_fault(self, method: str) -> Fault:
        faults = self._faults.get(method)
        return faults.pop(0) if faults else Fault()

    async def _carry_out(self, token: str, method: str, params: dict[str, Any]) -> web.Response:
        try:
            self._check_token(token)
            result = await self._poll(params) if method == "getupdates" else self.methods.call(method, params)
        except Refusal as refusal:
            return web.json_response(refusal.body(), status=refusal.status)
        return web.json_response({"ok": True, "result": result})

    def _check_token(self, token: str) -> None:
        if not re.fullmatch(r"\d+:[\w-]{20,}", token):
            raise Refusal(404, "Not Found")
        if token != self.token or self.revoked:
            raise Refusal(401, "Unauthorized")

    async def _poll(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Wait for updates as getUpdates does; a later call ends an earlier one with 409."""
        if self.methods.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )
        self._poll_number += 1
        number = self._poll_number
        self._poll_changed.set()
        self._poll_changed = asyncio.Event()
        deadline = self._loop.time() + min(int(params.get("timeout") or 0), 50)
        while not (found := self.methods.poll(params)) and self._loop.time() < deadline and not self._stopping.is_set():
            self._pending.clear()
            await self._wait_for_update(deadline)
            if number != self._poll_number:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        return found

    async def _wait_for_update(self, deadline: float) -> None:
        events = [asyncio.ensure_future(event.wait()) for event in (self._pending, self._poll_changed)]
        await asyncio.wait(events, timeout=deadline - self._loop.time(), return_when=asyncio.FIRST_COMPLETED)
        for event in events:
            event.cancel()

    async def _deliver_to_webhook(self) -> None:
        """Post pending updates one by one; what is not answered with 2xx comes again."""
        async with ClientSession(timeout=ClientTimeout(total=5)) as session:
            wait_s = 0.05
            while True:
                await self._hook_pending.wait()
                if not (self.methods.webhook and self.world.updates):
                    self._hook_pending.clear()
                    continue
                if await self._post_update(session):
                    wait_s = 0.05
                else:
                    await asyncio.sleep(wait_s)
                    wait_s = min(2 * wait_s, 1.0)

    async def _post_update(self, session: ClientSession) -> bool:
        update = self.world.updates[0]
        secret = self.methods.webhook.get("secret_token") or ""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            async with session.post(self.methods.webhook["url"], json=update, headers=headers) as answer:
                self.webhook_answers.append(answer.status)
                taken = 200 <= answer.status < 300
        except (ClientError, TimeoutError):
            taken = False
        if taken and update in self.world.updates:
            self.world.updates.remove(update)
        with self._changed:
            self._changed.notify_all()
        return taken

    # looking

    @property
    def sent(self) -> list[Accepted]:
        """All messages and edits taken so far, in order."""
        return list(self.methods.sent)

    @property
    def violations(self) -> list[str]:
        """What the client did that the real service would punish or silently repair."""
        return list(self.methods.violations)

    def sent_to(self, chat: Chat) -> list[Accepted]:
        """The messages and edits taken for one chat."""
        return [accepted for accepted in self.sent if accepted.chat == chat.id]

    def count(self, method: str) -> int:
        """How often a method was called, faults included."""
        return sum(name == method.lower() for name, _ in list(self.calls))

    def answers(self) -> list[dict[str, Any]]:
        """All answers to pressed buttons."""
        return [answer for query in list(self.world.queries.values()) for answer in query.answers]

    def unanswered(self) -> list[str]:
        """Pressed buttons that still show a spinner."""
        return [query.id for query in list(self.world.queries.values()) if not query.answers and not query.stale]

    def wait(self, predicate: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
        """Block until `predicate` holds; fail with what was sent when it never does."""
        with self._changed:
            held = self._changed.wait_for(predicate, timeout_s)
        last = [(accepted.chat, accepted.text[:60]) for accepted in self.sent[-5:]]
        assert held, f"never happened; last sent: {last}; last calls: {[name for name, _ in self.calls[-8:]]}"

    async def until(self, predicate: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
        """The same for a test whose bot runs in its own loop."""
        await asyncio.to_thread(self.wait, predicate, timeout_s)

    # people and chats

    def person(self, first_name: str, *, language: str = "de", username: str = "") -> Person:
        """A new user."""

        def act() -> Person:
            person = Person(self.world.next_number(), first_name, username, language)
            self.world.people[person.id] = person
            return person

        return self._do(act)

    def private(self, person: Person, *, started: bool = True) -> Chat:
        """The chat of a user with the bot."""
        person.started = started
        return self._add(Chat(person.id, "private", person=person))

    def group(self, title: str, *members: Person, admin: Person | None = None) -> Chat:
        """A basic group the bot is in."""
        return self._add(self._with_members(Chat(-self.world.next_number(), "group", title), members, admin))

    def supergroup(
        self, title: str, *members: Person, admin: Person | None = None, topics: tuple[str, ...] = ()
    ) -> Chat:
        """A supergroup the bot is in; topics are numbered from 2 on, 1 is General."""
        chat = Chat(-1000000000000 - self.world.next_number(), "supergroup", title)
        chat.topics = dict(enumerate(topics, start=2))
        chat.is_forum, chat.last_id = bool(topics), len(topics) + 1
        return self._add(self._with_members(chat, members, admin))

    def channel(self, title: str, *, admin: Person | None = None) -> Chat:
        """A channel in which the bot may post."""
        chat = Chat(-1000000000000 - self.world.next_number(), "channel", title, bot="administrator")
        return self._add(self._with_members(chat, (), admin))

    @staticmethod
    def _with_members(chat: Chat, members: tuple[Person, ...], admin: Person | None) -> Chat:
        chat.statuses = {person.id: "member" for person in members} | ({admin.id: "creator"} if admin else {})
        return chat

    def _add(self, chat: Chat) -> Chat:
        def act() -> Chat:
            self.world.chats[chat.id] = chat
            return chat

        return self._do(act)

    # what people do

    def user_says(self, chat: Chat, user: Person, text: str, *, thread: int = 0, anonymous: bool = False) -> int:
        """Write a message; return its number. Groups hide from the bot what is no command (privacy mode)."""

        def act() -> int:
            content = {"from": user.json(), "text": text} | _commands_in(text)
            if anonymous:
                content["from"] = {"id": ANONYMOUS_ADMIN, "is_bot": True, "first_name": "Group"}
                content["sender_chat"] = chat.json()
            if chat.type == "channel":
                content = {"sender_chat": chat.json(), "text": text} | _commands_in(text)
            message = self.world.post(chat, content, thread)
            if chat.person or chat.type == "channel" or text.startswith("/"):
                self.world.push("channel_post" if chat.type == "channel" else "message", message)
            return int(message["message_id"])

        return self._do(act)

    def push(self, kind: str, content: dict[str, Any]) -> int:
        """Queue any update."""
        return self._do(lambda: self.world.push(kind, content))

    def press(self, user: Person, accepted: Accepted, label: str, *, gone: bool = False, stale: bool = False) -> str:
        """Press a button of a message by its label; `gone`: the bot no longer sees the message; `stale`: the bot was
        away too long to answer. Return the query's id.
        """
        data = next(button["callback_data"] for button in accepted.buttons if button["text"] == label)

        def act() -> str:
            query = Query(f"q{self.world.next_number()}", stale)
            self.world.queries[query.id] = query
            chat = self.world.chats[accepted.chat]
            message: dict[str, Any] = dict(accepted.message)
            if gone:
                message = {"chat": chat.json(), "message_id": accepted.id, "date": 0}
            self.world.push(
                "callback_query",
                {"id": query.id, "from": user.json(), "message": message, "chat_instance": "1", "data": data},
            )
            return query.id

        return self._do(act)

    def migrate(self, chat: Chat) -> Chat:
        """Turn a group into a supergroup, which has another id."""
        new = Chat(-1000000000000 - self.world.next_number(), "supergroup", chat.title, statuses=dict(chat.statuses))

        def act() -> Chat:
            self.world.chats[new.id] = new
            self.world.push("message", self.world.post(chat, {"migrate_to_chat_id": new.id}))
            self.world.push("message", self.world.post(new, {"migrate_from_chat_id": chat.id}))
            chat.migrated_to = new.id
            return new

        return self._do(act)

    def kick(self, chat: Chat, by: Person) -> None:
        """Throw the bot out, or block it in a private chat."""
        if chat.person:
            chat.person.blocked = True
        self._do(lambda: self.world.set_bot(chat, "kicked", by))

    def add_bot(self, chat: Chat, by: Person, status: str = "member") -> None:
        """Let the bot in (again), or unblock it."""
        if chat.person:
            chat.person.blocked = False
        self._do(lambda: self.world.set_bot(chat, status, by))

    def promote(self, chat: Chat, user: Person, status: str = "administrator") -> None:
        """Change what somebody is in a chat."""
        self._do(lambda: chat.statuses.update({user.id: status}))

    def delete_topic(self, chat: Chat, thread: int) -> None:
        """Delete a topic."""
        self._do(lambda: chat.topics.pop(thread))

    def delete_message(self, accepted: Accepted) -> None:
        """Delete a message."""
        self._do(lambda: self.world.chats[accepted.chat].messages.pop(accepted.id))

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one fault each."""
        self._do(lambda: self._faults[method.lower()].extend(faults))


async def _params(request: web.Request) -> dict[str, Any]:
    """The parameters, in whichever of the allowed ways they were sent; JSON inside form fields is read."""
    if request.content_type == "application/json" and request.can_read_body:
        found = json.loads(await request.text())
        return dict(found) if isinstance(found, dict) else {}
    form = await request.post()
    files = {key: value for key, value in form.items() if isinstance(value, web.FileField)}
    fields = {**request.query, **{key: str(value) for key, value in form.items() if key not in files}}
    read = {key: (one.filename, one.content_type, one.file.read()) for key, one in files.items()}
    return {key: _value(key, value) for key, value in fields.items()} | read


def _value(key: str, value: str) -> Any:
    structured = {
        "entities",
        "caption_entities",
        "reply_markup",
        "link_preview_options",
        "allowed_updates",
        "commands",
        "scope",
    }
    if key in structured and value:
        return json.loads(value)
    return {"true": True, "false": False}.get(value, value)


def _cut(request: web.Request) -> web.StreamResponse:
    """Drop the connection without a byte of an answer."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _commands_in(text: str) -> dict[str, Any]:
    found = re.match(r"/\w{1,64}(@\w{3,32})?", text)
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(found[0])}]} if found else {}
