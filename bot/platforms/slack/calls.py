"""One call of Slack's Web API, and what its answer means. Nothing here is ever repeated.

The SDK's client is not used for this: its default handler posts again after a lost connection, and it turns a body that
is no JSON into errors that no longer say whether the request had gone out.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from digest.model import Fault, Refused, TryLater, Unknown

Json = dict[str, Any]

TOO_FAST = "too fast"
"""The reason of a TryLater that means our own rate is too high."""

CONNECT_S = 10.0
KEEP_OPEN_S = 4.0
"""Idle connections are given up long before Slack closes them: a post on one that is closing would be doubtful."""

RETRY_AFTER_S = 30.0
"""Pause where Slack names none."""

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
    """An answer with `ok: true`."""

    body: Json


Result = Answer | TryLater | Refused | Unknown


def meaning(status: int, headers: Mapping[str, str], text: str) -> Result:
    """What an answer says. Pure; the sets above hold the error codes."""
    if status == 429:
        return TryLater(_seconds(headers), TOO_FAST)
    body = as_object(text)
    if status >= 500 or body is None:
        return Unknown(f"http {status}" + ("" if body is not None else ", no JSON"))
    if body.get("ok") is True:
        return Answer(body)
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


class WebApi:
    """Calls `{base_url}/api/{method}` over connections of its own; no proxy is taken from the environment."""

    def __init__(self, base_url: str, timeout_s: float) -> None:
        self._base = base_url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout_s + CONNECT_S, connect=CONNECT_S, sock_read=timeout_s)
        self._session: aiohttp.ClientSession | None = None
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections; opened at first use, inside the running loop."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(keepalive_timeout=KEEP_OPEN_S, limit=0)
            headers = {"User-Agent": "Wortlaut"}
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout, headers=headers)
        return self._session

    async def post(self, method: str, token: str, arguments: Json) -> Result:
        """Call a method that takes JSON."""
        return await self.to(f"{self._base}/api/{method}", arguments, token)

    async def ask(self, method: str, token: str, **arguments: str) -> Result:
        """Call a method that reads; those take no JSON."""
        headers = {"Authorization": f"Bearer {token}"}
        return await self._once(f"{self._base}/api/{method}", data=arguments, headers=headers)

    async def to(self, url: str, arguments: Json, token: str = "") -> Result:
        """Post JSON to an address: a method's, or a response URL."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = json.dumps(arguments, ensure_ascii=False).encode("utf-8", "replace")
        return await self._once(url, data=body, headers=headers)

    async def _once(self, url: str, *, data: Any, headers: Mapping[str, str]) -> Result:
        """Exactly one request. What certainly did not leave may be sent later; all else that went wrong is unsure."""
        self._in_flight += 1
        self._idle.clear()
        try:
            async with self.session.post(url, data=data, headers=headers, allow_redirects=False) as response:
                text = (await response.read()).decode("utf-8", "replace")
                return meaning(response.status, response.headers, text)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # DNS, refused, connecting took too long, TLS: no byte of the request left.
            return TryLater(RETRY_AFTER_S, f"not reached: {_word(error)}", whole_platform=True)
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
