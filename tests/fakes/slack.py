"""A strict local Slack: Web API over HTTP, Socket Mode over WebSocket, signed requests, response URLs.

    async with Slack() as slack:
        room = slack.space.channel("news", creator=slack.space.user("ada", is_admin=True).id)
        platform = connect(SlackOptions(bot_token=slack.space.bot_token, …, base_url=slack.base_url))
        await slack.slash("U0ADA", room.id, "/actor", "Putin")
        await slack.until(lambda: slack.posts(room.id))

It enforces every limit known of the real service with its error codes, injects faults (`slack.fail`), keeps what it
accepted (`slack.posts`, `slack.calls`) and what the real service or a reader would punish (`slack.violations`).
`python -m tests.fakes.slack` runs one alone on a port, for trying things by hand.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType
from aiohttp import web as http

from tests.fakes.slack_web import Refusal, Violation, WebApi
from tests.fakes.slack_workspace import Channel, Posted, Workspace

ACK_WITHIN_S = 3.0
RESPONSES = 5
_TAKE_JSON = {
    "chat.postMessage",
    "chat.update",
    "chat.delete",
    "conversations.open",
    "apps.connections.open",
    "auth.test",
}
RESPONSE_WITHIN_S = 1800.0
REDELIVERY_S = (0.0, 60.0, 300.0)
"""Pauses before the three repetitions of an event that was not acknowledged."""


@dataclass(frozen=True, slots=True)
class Call:
    """A Web API call as it arrived, and the answer it got (None where the connection was cut before)."""

    method: str
    arguments: dict[str, Any]
    answer: dict[str, Any] | None


@dataclass(slots=True)
class Fault:
    """What goes wrong at the next `times` calls of `method` (`*` for any). `seconds` is a pause or Retry-After.

    Kinds: rate (429), status (`value`, HTML), html (200), broken (JSON cut short), cut_before, cut_after,
    slow_before, slow_after, error (`value` in place of the work), error_after (work done, then `value`).
    """

    method: str
    kind: str
    times: int = 1
    seconds: float = 1.0
    value: Any = "internal_error"


@dataclass(slots=True)
class Delivered:
    """What became of one thing sent to the app. `acked_after_s` is None where no acknowledgement came in time."""

    payload: dict[str, Any]
    attempts: int = 0
    acked_after_s: float | None = None
    response: str = ""


@dataclass(slots=True)
class _ResponseUrl:
    channel: str
    user: str
    born: float
    original: str = ""
    uses: int = 0


@dataclass(slots=True)
class Slack:
    """The server. `pace` scales every waiting time (acknowledgement, redelivery), so that tests need not wait.

    Where `request_url` is set, events, commands and presses are posted there, signed, instead of going over a socket.
    """

    pace: float = 1.0
    request_url: str = ""
    port: int = 0
    space: Workspace = field(default_factory=Workspace)
    calls: list[Call] = field(default_factory=list)
    base_url: str = ""
    web: WebApi = field(init=False)
    sockets: list[http.WebSocketResponse] = field(init=False, default_factory=list)
    _faults: list[Fault] = field(init=False, default_factory=list)
    _tickets: set[str] = field(init=False, default_factory=set)
    _acks: dict[str, asyncio.Future[float]] = field(init=False, default_factory=dict)
    _responses: dict[str, _ResponseUrl] = field(init=False, default_factory=dict)
    _count: int = field(init=False, default=0)
    _changed: asyncio.Condition = field(init=False, default_factory=asyncio.Condition)
    _runner: http.AppRunner | None = field(init=False, default=None)
    _clock_skew_s: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.web = WebApi(self.space, self._new_link)

    async def __aenter__(self) -> Self:
        app = http.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/respond/{key}", self._respond)
        app.router.add_get("/link", self._link)
        app.router.add_post("/upload/{key}", self._upload)
        self._runner = http.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = http.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.base_url = self.web.base_url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        for socket in self.sockets:
            if transport := socket._req and socket._req.transport:
                transport.abort()
        await self._runner.cleanup()

    # What a test looks at

    @property
    def violations(self) -> list[Violation]:
        """What was taken but should not have been sent."""
        return self.web.violations

    def posts(self, channel: str, thread: str = "") -> list[Posted]:
        """The app's messages in a conversation outside threads, or those in one thread, oldest first."""
        found = self.space.channels[channel]
        inside = found.thread(thread) if thread else found.top()
        return [one for one in inside if one.user == self.space.bot.id and one.via != "tombstone"]

    def called(self, method: str) -> list[Call]:
        """The calls of one method, as they arrived."""
        return [call for call in self.calls if call.method == method]

    async def until(self, holds: Callable[[], Any], within_s: float = 10.0) -> Any:
        """Wait until `holds` returns something true, and return it. Raises TimeoutError."""

        async def wait() -> Any:
            async with self._changed:
                while not (value := holds()):
                    await self._changed.wait()
                return value

        return await asyncio.wait_for(wait(), within_s)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # What a test does to it

    def fail(self, kind: str, method: str = "*", **more: Any) -> None:
        """Let the next calls go wrong; see Fault."""
        self._faults.append(Fault(method, kind, **more))

    def pass_time(self, seconds: float) -> None:
        """Let response URLs age."""
        self._clock_skew_s += seconds

    async def revoke(self, error: str = "token_revoked") -> Delivered:
        """The installation ends: both tokens stop working, and the app is told."""
        self.space.revoked |= {self.space.bot_token: error, self.space.app_token: error}
        return await self.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.space.bot.id]}})

    async def uninstall(self) -> Delivered:
        """The app is removed from the workspace."""
        self.space.revoked |= dict.fromkeys((self.space.bot_token, self.space.app_token), "account_inactive")
        return await self.event({"type": "app_uninstalled"})

    async def archive(self, channel: str) -> Delivered:
        """A conversation is archived, and the app is told."""
        found = self.space.channels[channel]
        found.archived = True
        kind = "channel_archive" if found.kind == "channel" else "group_archive"
        return await self.event({"type": kind, "channel": channel, "user": found.creator})

    async def join(self, channel: str, user: str = "") -> Delivered:
        """Somebody, by default the app, is invited to a conversation."""
        self.space.channels[channel].members.add(user or self.space.bot.id)
        event = {"type": "member_joined_channel", "user": user or self.space.bot.id, "channel": channel}
        return await self.event({**event, "channel_type": "C", "team": self.space.team})

    async def kick(self, channel: str) -> Delivered:
        """The app is removed from a conversation."""
        self.space.channels[channel].members.discard(self.space.bot.id)
        return await self.event({"type": "channel_left", "channel": channel})

    async def change_id(self, channel: str, new: str) -> Delivered:
        """A conversation gets another id, as happens when it is shared between workspaces."""
        found = self.space.channels.pop(channel)
        found.id = new
        self.space.channels[new] = found
        return await self.event({"type": "channel_id_changed", "old_channel_id": channel, "new_channel_id": new})

    async def slash(self, user: str, channel: str, command: str, text: str = "") -> Delivered:
        """A person types a slash command (never possible inside a thread)."""
        payload = {
            "command": command,
            "text": text,
            "user_id": user,
            "user_name": self.space.users[user].name,
            "channel_id": channel,
            "channel_name": self._name(channel),
            "team_id": self.space.team,
            "team_domain": "fake",
            "api_app_id": self.space.app,
            "trigger_id": self._new("trigger"),
            "response_url": self._response_url(channel, user),
            "is_enterprise_install": "false",
        }
        return await self._deliver("slash_commands", payload, repeat=False)

    async def mention(self, user: str, channel: str, text: str, thread: str = "") -> Posted:
        """A person mentions the app; returns their message."""
        words = f"<@{self.space.bot.id}> {text}"
        posted = self.space.say(self.space.channels[channel], user, words, thread)
        await self.event(
            {
                "type": "app_mention",
                "user": user,
                "text": words,
                "ts": posted.ts,
                "channel": channel,
                "event_ts": posted.ts,
                "team": self.space.team,
            }
            | ({"thread_ts": thread} if thread else {})
        )
        return posted

    async def direct(self, user: str, text: str, thread: str = "", **more: Any) -> Posted:
        """A person writes to the app in their direct conversation; returns their message."""
        channel = self.space.direct(user)
        posted = self.space.say(channel, user, text, thread)
        await self.event(
            {
                "type": "message",
                "channel_type": "im",
                "user": user,
                "text": text,
                "ts": posted.ts,
                "channel": channel.id,
                "event_ts": posted.ts,
                "team": self.space.team,
                **more,
            }
            | ({"thread_ts": thread} if thread else {})
        )
        return posted

    async def press(self, user: str, channel: str, ts: str, label: str) -> Delivered:
        """A person presses the button with this label under a message."""
        posted = self.space.channels[channel].message(ts)
        assert posted is not None, f"no message {ts}"
        button = next(
            (
                item
                for block in posted.blocks
                if block["type"] == "actions"
                for item in block["elements"]
                if item["text"]["text"] == label
            ),
            None,
        )
        assert button is not None, f"no button {label!r}"
        thread = {"thread_ts": posted.thread_ts} if posted.thread_ts else {}
        payload = {
            "type": "block_actions",
            "user": {"id": user, "username": user, "team_id": self.space.team},
            "api_app_id": self.space.app,
            "team": {"id": self.space.team, "domain": "fake"},
            "container": {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False} | thread,
            "trigger_id": self._new("trigger"),
            "channel": {"id": channel, "name": self._name(channel)},
            "message": posted.shown(),
            "response_url": self._response_url(channel, user, ts),
            "actions": [{"type": "button", "block_id": "b", "action_ts": ts, **button}],
        }
        return await self._deliver("interactive", payload, repeat=False)

    async def event(self, event: dict[str, Any], event_id: str = "") -> Delivered:
        """Something happens in the workspace; repeated up to three times until acknowledged."""
        payload = {
            "type": "event_callback",
            "token": "x",
            "team_id": self.space.team,
            "api_app_id": self.space.app,
            "event": event,
            "event_id": event_id or self._new("Ev"),
            "event_time": int(time.time()),
            "authorizations": [{"team_id": self.space.team, "user_id": self.space.bot.id, "is_bot": True}],
        }
        return await self._deliver("events_api", payload, repeat=True)

    async def refresh(self) -> None:
        """Ask every open socket to connect anew, as the service does every few hours, and close the old ones."""
        for socket in list(self.sockets):
            await socket.send_json(
                {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "fake"}}
            )

    def drop_sockets(self) -> None:
        """Cut all sockets without a word."""
        for socket in self.sockets:
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count:08d}"

    def _name(self, channel: str) -> str:
        found = self.space.channels.get(channel)
        return found.name if found else "directmessage"

    # Towards the app

    async def _deliver(self, kind: str, payload: dict[str, Any], *, repeat: bool) -> Delivered:
        delivered = Delivered(payload)
        pauses = (0.0, *REDELIVERY_S) if repeat else (0.0,)
        for attempt, pause in enumerate(pauses):
            await asyncio.sleep(pause * self.pace)
            delivered.attempts += 1
            await (self._post(delivered, kind, attempt) if self.request_url else self._push(delivered, kind, attempt))
            if delivered.acked_after_s is not None:
                break
        await self._notify()
        return delivered

    async def _push(self, delivered: Delivered, kind: str, attempt: int) -> None:
        open_sockets = [socket for socket in self.sockets if not socket.closed]
        if not open_sockets:
            return
        envelope = self._new("env")
        loop = asyncio.get_running_loop()
        self._acks[envelope] = loop.create_future()
        message: dict[str, Any] = {"envelope_id": envelope, "type": kind, "payload": delivered.payload}
        message["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            message |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        started = loop.time()
        try:
            await open_sockets[-1].send_json(message)
            acked = await asyncio.wait_for(self._acks[envelope], ACK_WITHIN_S * self.pace)
            delivered.acked_after_s = acked - started
        except TimeoutError:
            self.web.violate("late_ack", f"{kind} was not acknowledged in time")
        except (ConnectionError, aiohttp.ClientError):
            return

    def signed(self, body: bytes, *, at: float | None = None, secret: str = "") -> dict[str, str]:
        """The headers of a request of the service with this body."""
        stamp = str(int(time.time() if at is None else at))
        key = (secret or self.space.signing_secret).encode()
        seal = hmac.new(key, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={seal}"}

    async def _post(self, delivered: Delivered, kind: str, attempt: int) -> None:
        payload = delivered.payload
        if kind == "events_api":
            body, content = json.dumps(payload).encode(), "application/json"
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content = urlencode(form).encode(), "application/x-www-form-urlencoded"
        headers = self.signed(body) | {"Content-Type": content}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        started = time.monotonic()
        timeout = aiohttp.ClientTimeout(total=ACK_WITHIN_S * self.pace)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.request_url, data=body, headers=headers) as answer,
            ):
                delivered.response = await answer.text()
                if answer.ok:
                    delivered.acked_after_s = time.monotonic() - started
        except TimeoutError:
            self.web.violate("late_ack", f"{kind} was not acknowledged in time")
        except aiohttp.ClientError as error:
            delivered.response = repr(error)

    def _new_link(self) -> str:
        ticket = self._new("ticket")
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self.port}/link?ticket={ticket}&app_id={self.space.app}"

    async def _link(self, request: http.Request) -> http.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self.web.violate("stale_link", "a socket address was used twice or made up")
            return http.Response(status=403, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = http.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.sockets) + 1,
                "debug_info": {"host": "fake"},
                "connection_info": {"app_id": self.space.app},
            }
        )
        self.sockets.append(socket)
        await self._notify()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._ack(json.loads(message.data))
        finally:
            self.sockets.remove(socket)
            await self._notify()
        return socket

    def _ack(self, message: dict[str, Any]) -> None:
        future = self._acks.get(str(message.get("envelope_id")))
        if future is None:
            self.web.violate("unknown_ack", json.dumps(message))
        elif not future.done():
            future.set_result(asyncio.get_running_loop().time())

    async def _upload(self, request: http.Request) -> http.StreamResponse:
        key, data = request.match_info["key"], await request.read()
        self.calls.append(Call("upload", {"file": key, "bytes": len(data)}, None))
        fault = self._fault("upload")
        if fault is not None and fault.kind == "status":
            return http.Response(status=int(fault.value), text="<html>no</html>")
        trouble = self.web.upload(key, data)
        await self._notify()
        return http.Response(status=400, text=trouble) if trouble else http.Response(text=f"OK - {len(data)}")

    # Web API

    def _fault(self, method: str) -> Fault | None:
        for fault in self._faults:
            if fault.method in {"*", method}:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    @staticmethod
    async def _arguments(request: http.Request) -> dict[str, Any]:
        found: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            # methods that read take no JSON: the arguments are simply not seen
            found |= await request.json() if request.match_info["method"] in _TAKE_JSON else {}
        else:
            found |= dict(await request.post())
        return found

    async def _api(self, request: http.Request) -> http.StreamResponse:
        method = request.match_info["method"]
        arguments = await self._arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.pop("token", ""))
        fault = self._fault(method)
        if fault is not None and fault.kind in {"rate", "status", "html", "cut_before", "slow_before", "error"}:
            self.calls.append(Call(method, arguments, None))
            early = await self._fail_early(request, fault)
            if early is not None:
                return early
        answer = self.web.call(method, token, arguments)
        self.calls.append(Call(method, arguments, answer))
        await self._notify()
        if fault is not None:
            return await self._fail_late(request, fault, answer)
        return http.json_response(answer, headers={"X-OAuth-Scopes": ",".join(sorted(self.space.scopes))})

    async def _fail_early(self, request: http.Request, fault: Fault) -> http.StreamResponse | None:
        await self._notify()
        if fault.kind == "slow_before":
            await asyncio.sleep(fault.seconds)
            return None
        if fault.kind == "rate":
            headers = {"Retry-After": str(int(fault.seconds))}
            return http.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault.kind == "error":
            return http.json_response({"ok": False, "error": fault.value})
        if fault.kind == "cut_before":
            return _cut(request)
        status = 200 if fault.kind == "html" else int(fault.value)
        return http.Response(status=status, text="<html><body>Server Error</body></html>", content_type="text/html")

    @staticmethod
    async def _fail_late(request: http.Request, fault: Fault, answer: dict[str, Any]) -> http.StreamResponse:
        if fault.kind == "cut_after":
            return _cut(request)
        if fault.kind == "broken":
            return http.Response(text=json.dumps(answer)[:-5], content_type="application/json")
        if fault.kind == "error_after":
            return http.json_response({"ok": False, "error": fault.value})
        if fault.kind == "slow_after":
            await asyncio.sleep(fault.seconds)
        return http.json_response(answer)

    # Response URLs

    def _response_url(self, channel: str, user: str, original: str = "") -> str:
        key = self._new("r")
        self._responses[key] = _ResponseUrl(channel, user, time.time() + self._clock_skew_s, original)
        return f"{self.base_url}/respond/{key}"

    def _usable(self, key: str) -> _ResponseUrl:
        entry = self._responses.get(key)
        if entry is None or time.time() + self._clock_skew_s - entry.born > RESPONSE_WITHIN_S:
            raise Refusal("expired_url")
        if entry.uses >= RESPONSES:
            raise Refusal("used_url")
        return entry

    async def _respond(self, request: http.Request) -> http.StreamResponse:
        body = await request.json()
        try:
            entry = self._usable(request.match_info["key"])
            text, blocks = self.web.content(body, "response_url")
        except Refusal as refusal:
            self.calls.append(Call("response_url", body, refusal.answer))
            status = 404 if refusal.answer["error"] in {"expired_url", "used_url"} else 200
            return http.json_response(refusal.answer, status=status)
        entry.uses += 1
        self._take_response(entry, body, text, blocks)
        self.calls.append(Call("response_url", body, {"ok": True}))
        await self._notify()
        return http.json_response({"ok": True})

    def _take_response(self, entry: _ResponseUrl, body: dict[str, Any], text: str, blocks: list[Any]) -> None:
        channel = self.space.channels.setdefault(entry.channel, Channel(entry.channel, entry.channel))
        original = channel.message(entry.original) if entry.original else None
        if original is not None and body.get("replace_original"):
            original.text, original.blocks, original.edited = text, blocks, original.edited + 1
            return
        posted = Posted(self.space.new_ts(), self.space.bot.id, text, blocks, via="response_url")
        posted.thread_ts = str(body.get("thread_ts") or "")
        posted.ephemeral_for = "" if body.get("response_type") == "in_channel" else entry.user
        channel.messages.append(posted)


def _cut(request: http.Request) -> http.StreamResponse:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return http.Response()


async def _alone() -> None:
    async with Slack(port=8787) as slack:
        print(f"Slack at {slack.base_url}, bot {slack.space.bot_token}, app {slack.space.app_token}")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_alone())
