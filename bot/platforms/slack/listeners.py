"""bolt's app: it verifies requests, answers the address check, drops our own events, and hands on the rest.

Its listeners acknowledge and pass the payload to `receive`, which works on it elsewhere: bolt keeps no hold on the
tasks its listeners run in, so that work in them could neither be waited for at the end nor be sure to live till then.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.middleware.request_verification.async_request_verification import AsyncRequestVerification
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock as SdkClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from digest.ports import Clock

log = logging.getLogger(__name__)

Json = dict[str, Any]
Receive = Callable[[str, Json], None]
"""Takes the kind of a payload and the payload, and returns at once."""

ANY = re.compile("")
BOLT_LOG = logging.getLogger("slack_bolt")
"""bolt tells of every request, with its body; what matters is in our own lines."""
BOLT_LOG.setLevel(logging.ERROR)


class _Time(SdkClock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


class _Verifier(SignatureVerifier):
    def is_valid(self, body: str | bytes, timestamp: str | None, signature: str | None) -> bool:
        try:
            return super().is_valid(body, timestamp, signature)
        except (TypeError, ValueError, OverflowError):  # a stamp that is no number, a signature that is no ASCII
            return False


class Signed(AsyncRequestVerification):
    """bolt's verification (signature, five minutes) by the program's clock. What is repeated in that time keeps its
    event id. Goes in by `before_authorize`, since bolt's own place for it knows the system's clock only.
    """

    def __init__(self, signing_secret: str, clock: Clock) -> None:
        super().__init__(signing_secret, base_logger=BOLT_LOG)
        self._sure = _Verifier(signing_secret, _Time(clock))

    @property
    def verifier(self) -> SignatureVerifier:
        return self._sure


def make_app(me: AuthorizeResult, receive: Receive, base_url: str, signed: Signed | None = None) -> AsyncApp:
    """An app for one workspace. Without `signed` it is for Socket Mode only, where nothing is signed."""

    async def authorize() -> AuthorizeResult:
        return me  # known from the start; bolt itself would ask while the first request waits

    app = AsyncApp(
        name="slack_bolt.wortlaut",
        logger=BOLT_LOG,
        # never used: answers go through calls.WebApi
        client=AsyncWebClient(base_url=f"{base_url.rstrip('/')}/api/", retry_handlers=[], logger=BOLT_LOG),
        authorize=authorize,
        signing_secret="",
        request_verification_enabled=False,
        before_authorize=signed,
        raise_error_for_unhandled_request=True,
        attaching_conversation_kwargs_enabled=False,
    )

    async def command(ack: AsyncAck, body: Json) -> None:
        await ack()
        receive("slash_commands", body)

    async def action(ack: AsyncAck, body: Json) -> None:
        await ack()
        receive("interactive", body)

    async def event(body: Json) -> None:  # acknowledged by bolt
        receive("events_api", body)

    app.command(ANY)(command)
    app.action(ANY)(action)
    app.event(ANY)(event)
    app.error(_failed)
    return app


async def _failed(error: Exception, response: BoltResponse | None) -> None:
    """Acknowledge what no listener wants and what bolt breaks on: repeated, it would be no better."""
    if isinstance(error, BoltUnhandledRequestError):
        log.info("something of no concern came from Slack")
    else:
        log.error("something from Slack could not be handled: %s", error, exc_info=error)
    if response is not None:
        response.status, response.body = 200, ""
