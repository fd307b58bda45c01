"""What an answer of the Bot API says about a message."""

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.telegram.outcome import of_answer, of_failure
from digest.outcome import Address, Fault, Moved, Refused, Sent, TryLater, Unknown

TOPIC = Address("telegram", "-100", "7")


def answer(status, description="", **more: object):
    body = {"ok": False, "error_code": status, "description": description} | more
    return of_answer(status, json.dumps(body).encode(), TOPIC)


def test_sent():
    """An accepted message is sent, its number is the receipt."""
    assert of_answer(200, b'{"ok":true,"result":{"message_id":42}}', TOPIC) == Sent("42")


@pytest.mark.parametrize(
    ("status", "words", "fault"),
    [
        (400, "Bad Request: chat not found", Fault.CHAT),
        (400, "Bad Request: need administrator rights in the channel chat", Fault.CHAT),
        (400, "Bad Request: not enough rights to send text messages to the chat", Fault.CHAT),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", Fault.CHAT),
        (403, "Forbidden: bot was blocked by the user", Fault.CHAT),
        (403, "Forbidden: bot was kicked from the supergroup chat", Fault.CHAT),
        (403, "Forbidden: bot can't initiate conversation with a user", Fault.CHAT),
        (400, "Bad Request: message thread not found", Fault.THREAD),
        (400, "Bad Request: TOPIC_CLOSED", Fault.THREAD),
        (400, "Bad Request: message is too long", Fault.CONTENT),
        (400, "Bad Request: BUTTON_DATA_INVALID", Fault.CONTENT),
        (400, "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4", Fault.CONTENT),
        (413, "Request Entity Too Large", Fault.CONTENT),
        (401, "Unauthorized", Fault.PLATFORM),
        (404, "Not Found", Fault.PLATFORM),
    ],
)
def test_refusals(status, words, fault):
    """A refusal says whose fault it is, in the service's own words."""
    assert answer(status, words) == Refused(words, fault)


def test_wait():
    """A flood wait is certainly not delivered; without a time given it is half a minute."""
    assert answer(429, "Too Many Requests: retry after 12", parameters={"retry_after": 12}).after_s == 12
    assert answer(429, "Too Many Requests").after_s == 30


def test_moved():
    """A migrated group has a new address, without the topic that no basic group has."""
    outcome = answer(400, "Bad Request: group chat was upgraded", parameters={"migrate_to_chat_id": -1005})
    assert outcome == Moved(Address("telegram", "-1005"))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
        (502, b"<html>Bad Gateway</html>"),
        (200, b"<html>Welcome to the hotel</html>"),
        (400, b"<html>Bad Request</html>"),
        (403, b""),
        (200, b'{"ok":true,"result":true}'),
        (200, b'{"ok":false,"description":"?"}'),
        (200, b"[]"),
        (408, b'{"ok":false,"description":"Request Timeout"}'),
        (302, b'{"ok":false}'),
    ],
)
def test_all_else_is_unknown(status, body):
    """Whatever is not the service's clear word may have been delivered."""
    assert isinstance(of_answer(status, body, TOPIC), Unknown)


@given(st.integers(100, 599), st.binary(max_size=40))
def test_never_raises(status, body):
    """Any answer has an outcome, and only the service's own JSON counts as sent."""
    assert isinstance(of_answer(status, body, TOPIC), Unknown)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.UnsupportedProtocol("x"), httpx.ProxyError("x")]
)
def test_never_connected(error):
    """Without a connection nothing was delivered, and no other chat can be reached either."""
    outcome = of_failure(error)
    assert isinstance(outcome, TryLater)
    assert outcome.whole_platform


def test_no_connection_free():
    """A full pool is our own affair: not delivered, soon again."""
    outcome = of_failure(httpx.PoolTimeout("x"))
    assert isinstance(outcome, TryLater)
    assert not outcome.whole_platform


@pytest.mark.parametrize(
    "error",
    [httpx.ReadTimeout("x"), httpx.WriteTimeout("x"), httpx.ReadError("x"), httpx.WriteError("x"),
     httpx.RemoteProtocolError("x"), OSError("x")],
)  # fmt: skip
def test_lost_on_the_way(error):
    """A connection lost after it stood leaves the outcome unknown."""
    assert of_failure(error) == Unknown(type(error).__name__)
