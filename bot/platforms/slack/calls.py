"""One call of Slack's Web API, and what its answer means. Nothing here is ever repeated.

The SDK's client makes the calls, without its retry handlers (one of them posts again after a lost connection). The
connections are ours: their time-outs tell connecting from waiting, which decides whether a post may be sent again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from digest.outcome import TOO_FAST, Fault, Refused, TryLater, Unknown

Json = dict[str, Any]

CONNECT_S = 10.0
KEEP_OPEN_S = 4.0
"""Idle connections are given up long before Slack closes them: a post on one that is closing would be doubtful."""

RETRY_AFTER_S = 30.0
"""Pause where Slack names none."""

SDK_LOG = logging.getLogger("slack_sdk.calls")
"""The SDK's own lines hold whole messages and one-time addresses; they are kept out of the log."""
SDK_LOG.setLevel(logging.WARNING)

_UNSURE = frozenset({"internal_error", "fatal_error", "service_unavailable", "unknown_error"})
_LATER = {"team_added_to_org": 300.0, "request_timeout": RETRY_AFTER_S}
"""Refused unread: the workspace is being migrated; the body arrived cut short."""

_FAST = frozenset({"ratelimited", "rate_limited"})

_PLATFORM = frozenset(
    {
        "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope",
        "not_allowed_token_type", "no_permission", "access_denied", "org_login_required", "ekm_access_denied",
        "team_access_not_granted", "two_factor_setup_required", "invalid_app_id", "app_missing_action_url",
        "unknown_method", "method_deprecated", "deprecated_endpoint", "accesslimited", "team_not_found",
    }
)  # fmt: skip
_CHAT = frozenset(
    {
        "channel_not_found", "not_in_channel", "is_archived", "is_inactive", "user_not_found", "user_disabled",
        "cannot_dm_bot", "messages_tab_disabled", "restricted_action", "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel", "channel_is_limited_access", "not_in_team", "user_not_visible",
        "cannot_message_user", "ekm_channel_access_denied", "channel_not_accessible",
    }
)  # fmt: skip
_THREAD = frozenset(
    {
        "thread_not_found", "invalid_thread_ts", "cannot_reply_to_message", "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel", "message_not_found", "cant_update_message", "edit_window_closed",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with `ok: true`. `scopes` are those of the token, where Slack names them."""

    body: Json
    scopes: frozenset[str] = frozenset()


Result = Answer | TryLater | Refused | Unknown
Call = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]


def meaning(status: int, headers: Mapping[str, str], body: Json | None) -> Result:
    """What an answer says; `body` is None where it was no JSON object. Pure; the sets above hold the error codes."""
    if status == 429:
        return TryLater(_seconds(headers), TOO_FAST)
    if status >= 500 or not body:
        return Unknown(f"http {status}" + ("" if body else ", no JSON"))
    if body.get("ok") is True:
        scopes = headers.get("X-OAuth-Scopes", "")
        return Answer(body, frozenset(one.strip() for one in scopes.split(",") if one.strip()))
    return _refusal(str(body.get("error") or f"http {status}"), body, headers)


def _refusal(error: str, body: Json, headers: Mapping[str, str]) -> TryLater | Refused | Unknown:
    if error in _UNSURE:
        return Unknown(error)
    if error in _FAST:
        return TryLater(_seconds(headers), TOO_FAST)
    if error in _LATER:
        return TryLater(_LATER[error], error, whole_platform=True)
    if error in _PLATFORM:
        needed = f" (needs {body['needed']})" if body.get("needed") else ""
        return Refused(error + needed, Fault.PLATFORM)
    if error in _CHAT:
        return Refused(error, Fault.CHAT)
    if error in _THREAD:
        return Refused(error, Fault.THREAD)
    return Refused(error + _details(body), Fault.CONTENT)


def _details(body: Json) -> str:
    errors = body.get("errors")
    return f": {errors[0]}" if isinstance(errors, list) and errors else ""


def as_object(text: str) -> Json | None:
    """The JSON object in a text; None where it is anything else."""
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        return max(1.0, float(headers.get("Retry-After", RETRY_AFTER_S)))
    except ValueError:
        return RETRY_AFTER_S


class Redirected(aiohttp.ClientError):
    """We were sent to another address; following would be a second call."""


async def _stay(_session: object, _context: object, answer: aiohttp.TraceRequestRedirectParams) -> None:
    answer.response.close()
    raise Redirected(f"http {answer.response.status}")


class _Client(AsyncWebClient):
    """The SDK's client for what is no answer of Slack too: text, lists and JSON cut short are an empty answer with its
    status, instead of whatever the SDK breaks on.
    """

    async def _request(self, *, http_verb: str, api_url: str, req_args: Json) -> Json:
        try:
            answer = await super()._request(http_verb=http_verb, api_url=api_url, req_args=req_args)
        except SlackApiError as error:
            return {"data": {}, "headers": error.response.headers, "status_code": error.response.status}
        return answer if isinstance(answer["data"], dict) else answer | {"data": {}}


class WebApi:
    """Calls `{base_url}/api/{method}` over connections of its own; no proxy is taken from the environment."""

    def __init__(self, base_url: str, token: str, timeout_s: float) -> None:
        self._client = _Client(token, base_url=f"{base_url.rstrip('/')}/api/", retry_handlers=[], logger=SDK_LOG)
        self._client.proxy = None
        self._timeout = aiohttp.ClientTimeout(total=timeout_s + CONNECT_S, connect=CONNECT_S, sock_read=timeout_s)
        self._session: aiohttp.ClientSession | None = None
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections; opened at first use, inside the running loop."""
        if self._session is None or self._session.closed:
            trace = aiohttp.TraceConfig()
            trace.on_request_redirect.append(_stay)
            connector = aiohttp.TCPConnector(keepalive_timeout=KEEP_OPEN_S, limit=0)
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout, trace_configs=[trace])
        return self._session

    async def ask(self, call: Call) -> Result:
        """Make one call with the SDK's client: `ask(lambda slack: slack.auth_test())`."""

        async def once() -> Result:
            self._client.session = self.session
            try:
                answer = await call(self._client)
            except SlackApiError as error:
                answer = error.response
            return meaning(answer.status_code, answer.headers, answer.data if isinstance(answer.data, dict) else None)

        return await self._once(once)

    async def respond(self, url: str, message: Json) -> Result:
        """Post a message to a command's response URL."""

        async def once() -> Result:
            hook = AsyncWebhookClient(url, session=self.session, retry_handlers=[], logger=SDK_LOG)
            hook.proxy = None
            answer = await hook.send_dict(message)
            body = {"ok": True} if answer.body == "ok" else as_object(answer.body)
            return meaning(answer.status_code, answer.headers, body)

        return await self._once(once)

    async def upload(self, url: str, data: bytes) -> Result:
        """Send the bytes of a file to the address that Slack gave for it."""

        async def once() -> Result:
            async with self.session.post(url, data=data) as answer:
                return Answer({}) if answer.status == 200 else Unknown(f"http {answer.status}")

        return await self._once(once)

    async def _once(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Exactly one request. What certainly did not leave may be sent later; all else that went wrong is unsure."""
        self._in_flight += 1
        self._idle.clear()
        try:
            return await attempt()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # DNS, refused, connecting took too long, TLS: no byte of the request left.
            return TryLater(RETRY_AFTER_S, f"not reached: {_word(error)}", whole_platform=True)
        except UnicodeDecodeError as error:  # of the answer
            return Unknown(_word(error))
        except ValueError:  # aiohttp.InvalidURL among them; the text could hold the token
            return Refused("base_url or token holds characters that may not stand there", Fault.PLATFORM)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unknown(_word(error))
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._idle.set()

    async def close(self, within_s: float) -> None:
        """Wait for the calls in flight, at most `within_s`, then give up the connections."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), within_s)
        if self._session is not None:
            await self._session.close()


def _word(error: BaseException) -> str:
    """The kind of an error and its text; no address, which could hold a ticket."""
    return f"{type(error).__name__}: {error}".split("?", 1)[0].rstrip(": ")
