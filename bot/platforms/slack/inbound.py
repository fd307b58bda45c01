"""The two ways in which Slack reaches us: a WebSocket that we open (Socket Mode), or signed requests to our address.

Both acknowledge at once, before anything is done with what came: Slack waits three seconds.

The SDK's socket client is not used: after a failed connection it dials the same single-use address again for ever, and
with a revoked token it never stops, nor tells anybody.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

from bot.platforms.slack.calls import Answer, WebApi, as_object
from digest.model import Refused, TryLater
from digest.ports import Clock

log = logging.getLogger(__name__)

Json = dict[str, Any]
Receive = Callable[[str, Json], None]
"""Takes the kind of a payload and the payload, and returns at once."""

HEARTBEAT_S = 15.0
LONGEST_PAUSE_S = 60.0
DRAIN_S = 5.0
"""How long an old socket is read on after Slack asked for a new one."""

_RENEWALS = frozenset({"warning", "refresh_requested"})
"""Why Slack asks for a new socket while the old one still works."""

WINDOW_S = 300
"""How old a signed request may be (docs.slack.dev, verifying requests)."""


async def rest(closing: asyncio.Event, seconds: float) -> bool:
    """Wait, or less if `closing` is set meanwhile; whether it is."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(closing.wait(), seconds)
    return closing.is_set()


class SocketMode:
    """Keeps one WebSocket to Slack open. `first_pause_s` is the first of the doubling pauses between attempts."""

    def __init__(self, api: WebApi, app_token: str, receive: Receive, first_pause_s: float) -> None:
        self._api = api
        self._token = app_token
        self._receive = receive
        self._first_pause_s = first_pause_s
        self._draining: set[asyncio.Task[None]] = set()
        self._greeted = False

    async def run(self, closing: asyncio.Event) -> str:
        """Receive until `closing` is set ("") or Slack refuses us for good (the reason)."""
        pause_s = self._first_pause_s
        try:
            while not closing.is_set():
                self._greeted = False
                result = await self._api.post("apps.connections.open", self._token, {})
                if isinstance(result, Refused):
                    return f"apps.connections.open: {result.reason}"
                ended = (
                    await self._connection(str(result.body.get("url")), closing) if isinstance(result, Answer) else ""
                )
                if ended == "link_disabled":
                    return "Socket Mode was switched off for the app"
                if self._greeted:
                    pause_s = self._first_pause_s
                if ended not in _RENEWALS and not closing.is_set():
                    log.warning("no connection to Slack: %s", ended if isinstance(result, Answer) else result.reason)
                    asked_s = result.after_s if isinstance(result, TryLater) and not result.whole_platform else 0.0
                    await rest(closing, max(pause_s, asked_s))
                    pause_s = min(LONGEST_PAUSE_S, pause_s * 2)
            return ""
        finally:
            for task in self._draining:
                task.cancel()

    async def _connection(self, url: str, closing: asyncio.Event) -> str:
        """Read one socket until it ends; Slack's reason for ending it, or what broke it."""
        try:
            socket = await self._api.session.ws_connect(url, heartbeat=HEARTBEAT_S, max_msg_size=0)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return f"the socket could not be opened: {type(error).__name__}"  # its text holds the ticket
        closer = asyncio.create_task(_close_when(closing, socket))
        try:
            reason = await self._read(socket)
        finally:
            closer.cancel()
        if reason in _RENEWALS:
            task = asyncio.create_task(self._drain(socket))
            self._draining.add(task)
            task.add_done_callback(self._draining.discard)
        else:
            await socket.close()
        return reason

    async def _drain(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._read(socket), DRAIN_S)
        await socket.close()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> str:
        async for frame in socket:
            message = as_object(frame.data) if frame.type is aiohttp.WSMsgType.TEXT else None
            kind = str(message.get("type")) if message is not None else ""
            if message is None:
                log.warning("Slack sent a frame that is no JSON object")
            elif kind == "hello":
                self._greeted = True
                log.info("connected to Slack")
            elif kind == "disconnect":
                return str(message.get("reason"))
            elif "envelope_id" in message and await _acknowledged(socket, message["envelope_id"]):
                self._receive(kind, message.get("payload") or {})
        return "the socket was lost"


async def _close_when(closing: asyncio.Event, socket: aiohttp.ClientWebSocketResponse) -> None:
    await closing.wait()
    await socket.close()


async def _acknowledged(socket: aiohttp.ClientWebSocketResponse, envelope: str) -> bool:
    """Whether the acknowledgement went out. What could not be acknowledged comes again, so it is not worked on."""
    try:
        await socket.send_json({"envelope_id": envelope})
    except (aiohttp.ClientError, ConnectionError):
        return False
    return True


class SignedRequests:
    """Listens at `listen` (host:port) for requests of Slack, at any path."""

    def __init__(self, listen: str, signing_secret: str, clock: Clock, receive: Receive) -> None:
        host, _, port = listen.rpartition(":")
        self._host, self._port = host or "0.0.0.0", int(port)  # noqa: S104  the operator named no host
        self._secret = signing_secret.encode()
        self._clock = clock
        self._receive = receive

    async def run(self, closing: asyncio.Event) -> str:
        """Serve until `closing` is set (""), or say why it cannot."""
        app = web.Application(client_max_size=1 << 20)
        app.router.add_post("/{path:.*}", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            log.info("listening for Slack at %s:%d", self._host, self._port)
            await closing.wait()
        except OSError as error:
            return f"cannot listen at {self._host}:{self._port}: {error}"
        finally:
            await runner.cleanup()
        return ""

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not self.genuine(body, stamp, request.headers.get("X-Slack-Signature", "")):
            log.warning("a request that Slack did not sign was refused")
            return web.Response(status=401)
        read = _read_json if request.content_type == "application/json" else _read_form
        kind, payload = read(body.decode("utf-8", "replace"))
        if kind == "url_verification":
            return web.json_response({"challenge": payload.get("challenge")})
        if kind:
            self._receive(kind, payload)
        return web.Response()

    def genuine(self, body: bytes, stamp: str, signature: str) -> bool:
        """Whether Slack signed this within the last five minutes. What is repeated in that time keeps its event id."""
        if not (stamp.isascii() and stamp.isdigit()):
            return False
        if abs(self._clock.now().timestamp() - int(stamp)) > WINDOW_S:
            return False
        seal = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={seal}".encode(), signature.encode("utf-8", "replace"))


def _read_json(text: str) -> tuple[str, Json]:
    payload = as_object(text) or {}
    kinds = {"url_verification": "url_verification", "event_callback": "events_api"}
    return kinds.get(str(payload.get("type")), ""), payload


def _read_form(text: str) -> tuple[str, Json]:
    form = {key: values[0] for key, values in parse_qs(text, keep_blank_values=True).items()}
    if "payload" in form:
        payload = as_object(form["payload"])
        return ("interactive", payload) if payload is not None else ("", {})
    return ("slash_commands", form) if "command" in form else ("", {})
