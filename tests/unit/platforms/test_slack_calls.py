"""What an answer of Slack means."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack import calls
from bot.platforms.slack.calls import RETRY_AFTER_S, TOO_FAST, Answer, Result, WebApi, as_object
from digest.outcome import Fault, Refused, TryLater, Unknown
from tests.fakes.slack import Slack


def meaning(status: int, headers: dict[str, str], text: str) -> Result:
    return calls.meaning(status, headers, as_object(text))


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
            api = WebApi(f"http://127.0.0.1{port}" if port else slack.base_url, token, 1.0)
            result = await api.ask(lambda client: client.auth_test())
            await api.close(1.0)
            assert isinstance(result, Refused)
            assert result.fault is Fault.PLATFORM
            assert "ken" not in result.reason.replace("token", "")
            assert slack.calls == []

    asyncio.run(run())


# Through the SDK's client, over real HTTP


@asynccontextmanager
async def answering(answer: Callable[[], web.Response]) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that answers every request alike; its address, and the paths that were asked for."""
    asked: list[str] = []

    async def take(request: web.Request) -> web.Response:
        asked.append(request.path)
        return answer()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    finally:
        await runner.cleanup()


def posted(api: WebApi, _: str) -> Awaitable[Result]:
    return api.ask(lambda client: client.chat_postMessage(channel="C1", text="x"))


def responded(api: WebApi, base_url: str) -> Awaitable[Result]:
    return api.respond(f"{base_url}/respond/1", {"text": "x"})


WAYS = pytest.mark.parametrize("way", [posted, responded])
Way = Callable[[WebApi, str], Awaitable[Result]]


def result_of(way: Way, answer: Callable[[], web.Response]) -> Result:
    """What comes of one call that is answered so; exactly one request was made."""

    async def run() -> Result:
        async with answering(answer) as (base_url, asked):
            api = WebApi(base_url, "xoxb-1", 2.0)
            result = await way(api, base_url)
            await api.close(1.0)
            assert len(asked) == 1
            return result

    return asyncio.run(run())


@WAYS
@pytest.mark.parametrize("status", [200, 404, 502])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"[1]"),
        ("application/json", b'"ok"'),
        ("application/json", b"null"),
        ("application/json", b""),
        ("application/json", b'{"ok": tru'),
        ("application/json", b'{"a": "\xe4"}'),
        ("text/plain", b"upstream error"),
        ("text/html", b"<html></html>"),
        ("application/gzip", b"x"),
    ],
)
def test_no_odd_answer_breaks_a_call(way: Way, status: int, kind: str, body: bytes) -> None:
    """What the SDK raises on, or reads as it comes, is unknown; nothing is called again."""
    result = result_of(way, lambda: web.Response(status=status, body=body, headers={"Content-Type": kind}))
    assert isinstance(result, Unknown)


@WAYS
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_other_address_is_followed(way: Way, status: int) -> None:
    """A redirection of a post would be a second one."""
    result = result_of(way, lambda: web.Response(status=status, headers={"Location": "/elsewhere"}))
    assert isinstance(result, Unknown)


@WAYS
def test_too_fast_is_understood_with_any_body(way: Way) -> None:
    """Slack, or what stands before it, may send HTML along."""
    result = result_of(way, lambda: web.Response(status=429, body=b"<html>", headers={"Retry-After": "9"}))
    assert result == TryLater(9.0, TOO_FAST)


def test_a_response_url_may_answer_in_a_word() -> None:
    """Some of them say `ok` instead of JSON."""
    assert isinstance(result_of(responded, lambda: web.Response(text="ok")), Answer)


def test_a_server_that_accepts_no_connection_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting took too long, so nothing left."""
    monkeypatch.setattr(calls, "CONNECT_S", 0.2)

    async def run() -> None:
        with socket.socket() as full, socket.socket() as first, socket.socket() as second:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            for one in (first, second):  # fill the queue; the kernel then lets further ones wait
                one.setblocking(False)
                one.connect_ex(full.getsockname())
            api = WebApi(f"http://127.0.0.1:{full.getsockname()[1]}", "xoxb-1", 2.0)
            result = await posted(api, "")
            await api.close(1.0)
            assert isinstance(result, TryLater)
            assert result.whole_platform

    asyncio.run(run())


@WAYS
def test_no_proxy_is_taken_from_the_environment(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK would; a proxy's errors say nothing about the message."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert isinstance(result_of(way, lambda: web.json_response({"ok": True})), Answer)
