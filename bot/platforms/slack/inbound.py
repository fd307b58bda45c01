"""The two ways in which Slack reaches us: a WebSocket that we open (Socket Mode), or signed requests to our address.

Both feed bolt's app, which acknowledges at once: Slack waits three seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.platforms.slack.calls import SDK_LOG, Answer, WebApi, as_object
from bot.resting import rest
from digest.outcome import Refused, TryLater

log = logging.getLogger(__name__)

HEARTBEAT_S = 15.0
LONGEST_PAUSE_S = 60.0
DRAIN_S = 5.0
"""How long an old socket is read on after Slack asked for a new one."""

_RENEWALS = frozenset({"warning", "refresh_requested"})
"""Why Slack asks for a new socket while the old one still works."""


class _Socket(AsyncBaseSocketModeClient):
    """One socket from its opening to its end: the SDK's Socket Mode protocol without its connecting again.

    An acknowledgement thus goes out over the socket that its envelope came by.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, app: AsyncApp) -> None:
        self.logger = SDK_LOG
        self.message_listeners = []
        self.socket_mode_request_listeners = [self._dispatch]
        self.greeted = False
        self._socket = socket
        self._app = app

    async def read(self) -> str:
        """Receive until the socket ends; Slack's reason for ending it, or what broke it."""
        async for frame in self._socket:
            message = as_object(frame.data) if frame.type is aiohttp.WSMsgType.TEXT else None
            kind = str(message.get("type")) if message is not None else ""
            if message is None:
                log.warning("Slack sent a frame that is no JSON object")
            elif kind == "hello":
                self.greeted = True
                log.info("connected to Slack")
            elif kind == "disconnect":
                return str(message.get("reason"))
            else:
                await self.run_message_listeners(message, frame.data)
        return "the socket was lost"

    async def send_message(self, message: str) -> None:
        """What cannot be acknowledged any more comes again with the same event id."""
        with contextlib.suppress(aiohttp.ClientError, ConnectionError):
            await self._socket.send_str(message)

    async def disconnect(self) -> None:
        await self._socket.close()

    async def _dispatch(self, _: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        started = time.perf_counter()
        try:
            answer = await run_async_bolt_app(self._app, request)
        except Exception as error:  # bolt breaks in many ways on a payload that is not as it should be; acknowledge it
            log.exception("something from Slack could not be handled: %s", error)  # noqa: TRY401  the line alone must do
            answer = BoltResponse(status=200)
        await send_async_response(self, request, answer, started)


class SocketMode:
    """Keeps one WebSocket to Slack open. `first_pause_s` is the first of the doubling pauses between attempts.

    The SDK's own client is not used for this: it dials a single-use address again for ever once connecting failed, and
    goes on asking for new ones with a revoked token (docs/decisions/0004-slack.md).
    """

    def __init__(self, api: WebApi, app_token: str, app: AsyncApp, first_pause_s: float) -> None:
        self._api = api
        self._token = app_token
        self._app = app
        self._first_pause_s = first_pause_s
        self._draining: set[asyncio.Task[None]] = set()
        self._greeted = False

    async def run(self, closing: asyncio.Event) -> str:
        """Receive until `closing` is set ("") or Slack refuses us for good (the reason)."""
        pause_s = self._first_pause_s
        try:
            while not closing.is_set():
                self._greeted = False
                result = await self._api.ask(lambda slack: slack.apps_connections_open(app_token=self._token))
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
            opened = await self._api.session.ws_connect(url, heartbeat=HEARTBEAT_S, max_msg_size=0)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return f"the socket could not be opened: {type(error).__name__}"  # its text holds the ticket
        socket = _Socket(opened, self._app)
        closer = asyncio.create_task(_close_when(closing, socket))
        try:
            reason = await socket.read()
        finally:
            closer.cancel()
        self._greeted = socket.greeted
        if reason in _RENEWALS:
            task = asyncio.create_task(_drain(socket))
            self._draining.add(task)
            task.add_done_callback(self._draining.discard)
        else:
            await socket.disconnect()
        return reason


async def _drain(socket: _Socket) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(socket.read(), DRAIN_S)
    await socket.disconnect()


async def _close_when(closing: asyncio.Event, socket: _Socket) -> None:
    await closing.wait()
    await socket.disconnect()


class SignedRequests:
    """Listens at `listen` (host:port) for requests of Slack, at any path."""

    def __init__(self, listen: str, app: AsyncApp) -> None:
        host, _, port = listen.rpartition(":")
        self._host, self._port = host or "0.0.0.0", int(port)  # noqa: S104  the operator named no host
        self._app = app

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
        try:
            heard = await self._app.async_dispatch(await to_bolt_request(request))
        except web.HTTPException:
            raise
        except Exception as error:  # noqa: BLE001  bolt reads before it verifies; anybody may send what it breaks on
            log.warning("a request that cannot be read was refused: %s", type(error).__name__)
            return web.Response(status=400)
        answer = await to_aiohttp_response(heard)
        if answer.status == 401:
            log.warning("a request that Slack did not sign was refused")
        return answer
