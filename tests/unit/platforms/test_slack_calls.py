"""What an answer of Slack means."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.calls import RETRY_AFTER_S, TOO_FAST, Answer, WebApi, meaning
from digest.model import Fault, Refused, TryLater, Unknown
from tests.fakes.slack import Slack


def said(error: str, **more: object) -> str:
    return json.dumps({"ok": False, "error": error, **more})


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ("invalid_blocks", Fault.CONTENT),
        ("msg_too_long", Fault.CONTENT),
        ("no_text", Fault.CONTENT),
        ("channel_not_found", Fault.CHAT),
        ("is_archived", Fault.CHAT),
        ("thread_not_found", Fault.THREAD),
        ("token_revoked", Fault.PLATFORM),
        ("not_authed", Fault.PLATFORM),
    ],
)
def test_refusals_name_their_fault(error: str, fault: Fault) -> None:
    """The code decides, on status 200 as on 4xx."""
    for status in (200, 400, 403):
        assert meaning(status, {}, said(error)) == Refused(error, fault)


def test_a_refusal_of_blocks_says_where() -> None:
    """The operator sees the pointer into the blocks, and the scope that is missing."""
    pointed = said("invalid_blocks", errors=["must be more than 0 characters [json-pointer:/blocks/0/text]"])
    assert "json-pointer:/blocks/0/text" in meaning(200, {}, pointed).reason  # type: ignore[union-attr]
    assert meaning(200, {}, said("missing_scope", needed="users:read")) == Refused(
        "missing_scope (needs users:read)", Fault.PLATFORM
    )


@pytest.mark.parametrize("body", ["", "<html></html>", "[1]", '"ok"', "null", '{"ok": tru', "upstream error"])
@pytest.mark.parametrize("status", [200, 301, 404, 500, 504])
def test_what_is_no_answer_of_slack_is_unknown(status: int, body: str) -> None:
    """A proxy or a half answer says nothing about the message."""
    assert isinstance(meaning(status, {}, body), Unknown)


def test_a_server_error_is_unknown_whatever_it_says() -> None:
    """Even with a body that would be a refusal."""
    assert isinstance(meaning(500, {}, said("invalid_blocks")), Unknown)
    assert isinstance(meaning(503, {}, '{"ok": true}'), Unknown)


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("0", 1.0), ("soon", RETRY_AFTER_S), (None, RETRY_AFTER_S)]
)
def test_too_many_requests_wait_as_long_as_asked(header: str | None, seconds: float) -> None:
    """Retry-After in seconds; at least one, and a default where it cannot be read."""
    headers = {} if header is None else {"Retry-After": header}
    assert meaning(429, headers, "<html>") == TryLater(seconds, TOO_FAST)
    assert meaning(200, headers, said("ratelimited")) == TryLater(seconds, TOO_FAST)


@given(st.integers(100, 599), st.text(max_size=80))
def test_no_answer_makes_it_raise(status: int, body: str) -> None:
    """Any status and body has a meaning, and only a JSON object with `ok: true` is a success."""
    result = meaning(status, {}, body)
    assert not isinstance(result, Answer) or json.loads(body)["ok"] is True


@pytest.mark.parametrize(("port", "token"), [(":99999", "x"), ("", "to\nken")], ids=["address", "token"])
def test_an_impossible_setting_is_the_platform_s_fault(port: str, token: str) -> None:
    """It is told without the token in it, and nothing was called."""

    async def run() -> None:
        async with Slack() as slack:
            api = WebApi(f"http://127.0.0.1{port}" if port else slack.base_url, 1.0)
            result = await api.post("auth.test", token, {})
            await api.close(1.0)
            assert isinstance(result, Refused)
            assert result.fault is Fault.PLATFORM
            assert "ken" not in result.reason.replace("token", "")
            assert slack.calls == []

    asyncio.run(run())
