"""What an answer of the Bot API, or the lack of one, says about a message: decided here and nowhere else.

There are four: certainly not delivered, delivered, refused, and all else, which is unknown. The library's
exceptions are not used for this, since they keep neither the status nor whether the body was the service's own.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx

from digest.outcome import TOO_FAST, Address, Fault, Moved, Outcome, Refused, Sent, TryLater, Unknown

UNREACHABLE_S = 10.0
"""Wait after a connection that never came about."""

POOL_S = 1.0
WITHOUT_RETRY_AFTER_S = 30.0

THREAD_GONE = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid", "thread_id_invalid")
CHAT_SHUT = (
    "chat not found",
    "user not found",
    "need administrator rights",
    "not enough rights",
    "have no rights",
    "no write access",
    "upgraded to a supergroup",
    "group chat was deactivated",
    "group chat was deleted",
    "user is deactivated",
    "peer_id_invalid",
    "user_is_blocked",
    "channel_private",
    "channel_invalid",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "chat_forbidden",
    "chat_id_invalid",
    "chat_id is empty",
)
"""Words of refusals (400), in lower case, that mean the chat and not the message. Read from the sources of the Bot API
server and TDLib, and checked against the local server of the tests."""

NO_PICTURES = ("send photos", "send_photos", "image_process_failed", "photo_")
"""Words of refusals that mean the picture: the chat may still take words."""

UNCHANGED = "message is not modified"


def of_answer(status: int, body: bytes, address: Address) -> Outcome:
    """The outcome of a call that was answered. `status` is HTTP's, `address` where the message was to go."""
    answer = _parsed(body)
    if answer is None:
        return Unknown(f"HTTP {status} without the service's JSON")
    if status >= 500 or status < 200 or status == 408:
        return Unknown(f"HTTP {status}: {_words(answer)}")
    if answer["ok"] and status < 300:
        return _receipt(answer)
    if status < 400:
        return Unknown(f"HTTP {status}: {_words(answer)}")
    return _refusal(status, answer, address)


def of_failure(error: Exception) -> Outcome:
    """The outcome of a call that was not answered."""
    reason = type(error).__name__
    match error:
        case httpx.PoolTimeout():
            return TryLater(POOL_S, reason)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.ProxyError() | httpx.UnsupportedProtocol():
            return TryLater(UNREACHABLE_S, reason, whole_platform=True)
        case _:
            return Unknown(reason)


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("ok"), bool) else None


def _words(answer: dict[str, Any]) -> str:
    return str(answer.get("description", ""))[:300]


def _receipt(answer: dict[str, Any]) -> Outcome:
    result = answer.get("result")
    if isinstance(result, dict) and "message_id" in result:
        return Sent(str(result["message_id"]))
    return Unknown("an answer without a message")


def _refusal(status: int, answer: dict[str, Any], address: Address) -> Outcome:
    words, parameters = _words(answer), answer.get("parameters") or {}
    if status == 429:
        return TryLater(float(parameters.get("retry_after") or WITHOUT_RETRY_AFTER_S), TOO_FAST)
    if parameters.get("migrate_to_chat_id"):
        return Moved(replace(address, chat=str(parameters["migrate_to_chat_id"]), thread=""))
    return Refused(words, _fault(status, words.lower()))


def _fault(status: int, words: str) -> Fault:
    if status in (401, 404):
        return Fault.PLATFORM
    if any(phrase in words for phrase in NO_PICTURES):
        return Fault.CONTENT
    if status == 403 or any(phrase in words for phrase in CHAT_SHUT):
        return Fault.CHAT
    return Fault.THREAD if any(phrase in words for phrase in THREAD_GONE) else Fault.CONTENT
