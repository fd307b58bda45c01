"""What goes out to the Bot API: one HTTP request per call, never a second one.

Posting does not go through the library: the delivery rules need to know the status, whether the body was the service's
own and at which moment a connection was lost, and a call must never be repeated underneath us.
"""

from __future__ import annotations

import asyncio
import json
import logging
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.platforms.telegram import outcome
from digest.outcome import Address, Fault, Outcome, Refused, Sent, TryLater

CONNECT_S, READ_S, WRITE_S, POOL_S = 10.0, 30.0, 10.0, 5.0
CONNECTIONS = 32
GENERAL = "1"
"""The number of a forum's General topic, which the service wants left out."""

NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """What connects one bot. Calls go to `{base_url}/bot{token}/{method}`.

    With `webhook_url` updates are received there, on the local address `webhook_listen` (host:port), else by long
    polling. `own_commands` are the names that stay live in what the bot itself says. `stale_button` says by language
    that a button is too old; the entry "en" serves all others.
    """

    token: str = field(repr=False)
    base_url: str = "https://api.telegram.org"
    file_base_url: str = "https://api.telegram.org/file"
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1:8081"
    webhook_secret: str = field(default="", repr=False)
    own_commands: frozenset[str] = frozenset()
    stale_button: Mapping[str, str] = field(default_factory=dict)
    read_timeout_s: float = READ_S


def hush() -> None:
    """Keep the libraries' lines about requests out of the log: they carry the token."""
    for name in ("httpx", "httpcore", "telegram"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))


class Wire:
    """Posts and edits messages."""

    def __init__(self, options: TelegramOptions) -> None:
        self._root = f"{options.base_url.rstrip('/')}/bot{options.token}"
        timeout = httpx.Timeout(connect=CONNECT_S, read=options.read_timeout_s, write=WRITE_S, pool=POOL_S)
        self._client = httpx.AsyncClient(timeout=timeout, limits=httpx.Limits(max_connections=CONNECTIONS))
        self._calls = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False

    async def post(self, address: Address, content: Mapping[str, Any]) -> Outcome:
        """Send a message, or a picture with its caption."""
        thread: dict[str, int] = {}
        if address.thread not in ("", GENERAL):
            if not address.thread.isdecimal():
                return Refused(f"{address.thread!r} is no number of a topic", Fault.THREAD)
            thread = {"message_thread_id": int(address.thread)}
        method = "sendPhoto" if "photo" in content else "sendMessage"
        return await self._call(method, {"chat_id": chat_number(address), **thread, **content}, address)

    async def replace(self, address: Address, receipt: str, content: Mapping[str, Any]) -> Outcome:
        """Edit a message; one that already says this is fine."""
        target = {"chat_id": chat_number(address), "message_id": receipt}
        result = await self._call("editMessageText", {**target, **content}, address)
        unchanged = isinstance(result, Refused) and outcome.UNCHANGED in result.reason.lower()
        return Sent(receipt) if unchanged else result

    async def close(self, patience_s: float) -> None:
        """Take no more calls, wait for those in flight, release the connections."""
        self._closed = True
        try:
            await asyncio.wait_for(self._idle.wait(), patience_s)
        except TimeoutError:
            logging.getLogger(__name__).warning("gave up on %d calls in flight", self._calls)
        await self._client.aclose()

    async def _call(self, method: str, content: Mapping[str, Any], address: Address) -> Outcome:
        if self._closed:
            return TryLater(outcome.UNREACHABLE_S, "closing", whole_platform=True)
        self._calls += 1
        self._idle.clear()
        try:
            answer = await self._client.send(self._request(method, content))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return outcome.of_failure(error)
        finally:
            self._calls -= 1
            if not self._calls:
                self._idle.set()
        return outcome.of_answer(answer.status_code, answer.content, address)

    def _request(self, method: str, content: Mapping[str, Any]) -> httpx.Request:
        """The request of a call: JSON, or a form with the bytes of a picture in it."""
        url = f"{self._root}/{method}"
        if "photo" not in content:
            body = json.dumps(content, ensure_ascii=False).encode()
            return self._client.build_request("POST", url, content=body, headers={"Content-Type": "application/json"})
        fields = {name: value for name, value in content.items() if name not in {"photo", "name"}}
        form = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in fields.items()
        }
        photo = (str(content.get("name") or "picture.png"), b64decode(content["photo"]), "image/png")
        return self._client.build_request("POST", url, data=form, files={"photo": photo})


def chat_number(address: Address) -> int | str:
    """The chat as the service wants it: a number, or the name of a public channel as it stands."""
    try:
        return int(address.chat)
    except ValueError:
        return address.chat
