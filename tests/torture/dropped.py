"""Answers that are lost after the service took the post: nothing is posted twice, and everything ends in a named state.

The courier and both platforms run here against the strict local services. Each of the posts meets one fault: the
connection cut after the post was taken, an error of the server or a page in place of the answer, an answer cut short.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.delivery import Courier
from bot.editions import Editions
from bot.limiter import Limiter, Rates
from bot.platforms import Platform
from bot.platforms.slack import SlackOptions
from bot.platforms.slack import connect as connect_slack
from bot.platforms.telegram import TelegramOptions
from bot.platforms.telegram import connect as connect_telegram
from digest.model import Message, Paragraph, Run
from digest.outbox import Delivery, DeliveryState, Outbox, Slot, delivery_id, slot_id
from digest.outcome import Address
from digest.render.plain import message
from digest.store import open_outbox, open_store
from tests.fakes.slack import Slack
from tests.fakes.slack_workspace import HISTORY_SCOPES
from tests.fakes.telegram import CUT_AFTER, TelegramServer, page, server_error
from tests.torture.scripted import scripted_edition
from tests.unit.bot.doubles import a_channel

TELEGRAM_FAULTS = (CUT_AFTER, server_error(carried_out=True), page(carried_out=True))
SLACK_FAULTS = ("cut_after", "broken", "error_after")
CHATS = 25
FAST = Rates(400.0, 400.0, 100_000)
DOUBT_S = 0.2


@dataclass(frozen=True, slots=True)
class Dropped:
    """What became of the posts of one platform whose answers were lost."""

    posts: int
    states: Counter[str]
    announced: int
    doubled: int
    missing: int


async def telegram_drops(folder: Path, posts: int) -> Dropped:
    """Nobody can look on Telegram: all stay uncertain, and every chat is told."""
    with TelegramServer() as server, closing(open_store(f"sqlite:///{folder / 'telegram.db'}")) as store:
        chats = [server.private(server.person(f"P{number}")) for number in range(CHATS)]
        platform = connect_telegram(TelegramOptions(server.token, server.base_url, server.file_base_url))
        outbox = open_outbox(store)
        _freeze(outbox, platform, [Address("telegram", str(chat.id)) for chat in chats], posts)
        server.fail("sendMessage", *(TELEGRAM_FAULTS[n % len(TELEGRAM_FAULTS)] for n in range(posts)))
        await _deliver(outbox, platform)
        taken = Counter((accepted.chat, accepted.text) for accepted in server.sent)
        return _figures(outbox, posts, lambda one: taken[int(one.address.chat), one.plain])


async def slack_drops(folder: Path, posts: int, *, read_history: bool) -> Dropped:
    """Slack shows what arrived, where the history scope was granted."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Slack())
        store = stack.enter_context(closing(open_store(f"sqlite:///{folder / f'slack-{read_history}.db'}")))
        slack.space.scopes |= HISTORY_SCOPES if read_history else set()
        rooms = [slack.space.channel(f"r{number}") for number in range(CHATS)]
        space = slack.space
        options = SlackOptions(space.bot_token, base_url=slack.base_url, read_history=read_history)
        platform, outbox = connect_slack(options), open_outbox(store)
        _freeze(outbox, platform, [Address("slack", room.id) for room in rooms], posts)
        for number in range(posts):
            slack.fail(SLACK_FAULTS[number % len(SLACK_FAULTS)], "chat.postMessage")
        await _deliver(outbox, platform)
        taken = Counter(
            ((posted.metadata or {}).get("event_payload") or {}).get("delivery", "")
            for room in rooms
            for posted in room.messages
        )
        return _figures(outbox, posts, lambda one: taken[one.id])


def _freeze(outbox: Outbox, platform: Platform, addresses: list[Address], posts: int) -> None:
    """So many digests of one part each, spread over the chats, one a day."""
    now = SystemClock().now()
    for number in range(posts):
        channel = a_channel(addresses[number % len(addresses)])
        if number < len(addresses):
            outbox.save_channel(channel)
        day = date(2025, 1, 1) + timedelta(days=number // len(addresses))
        slot = Slot(slot_id(channel.id, day, 0), channel.id, day, 0, now)
        outbox.open_slots(channel.id, [slot], None)
        part = platform.render(_said(f"Ausgabe {number}"))[0]
        whole = Delivery(delivery_id(slot.id, 0), channel.id, slot.id, 0, channel.address, part.payload, part.plain)
        assert outbox.freeze(slot.id, [whole])


def _said(words: str) -> Message:
    return message([Paragraph((Run(words),))])


async def _deliver(outbox: Outbox, platform: Platform) -> None:
    """Send all, then settle all doubts, then send what follows from that."""
    clock, stop = SystemClock(), asyncio.Event()
    editions = Editions(outbox, {platform.name: platform}, clock, lambda request, *_: scripted_edition(request))
    courier = Courier(
        outbox, {platform.name: platform}, clock, Limiter(FAST), uncertain_after=timedelta(seconds=DOUBT_S),
        announce=editions.announce, alarm=_no_alarm,
    )  # fmt: skip
    courier.open(platform.name)
    running = asyncio.create_task(courier.run(stop))
    await _until(outbox, lambda states: not states & {DeliveryState.PENDING, DeliveryState.SENDING})
    await asyncio.sleep(DOUBT_S)
    await courier.settle_doubts()
    await _until(outbox, lambda states: not states & {DeliveryState.PENDING, DeliveryState.SENDING})
    stop.set()
    await running
    await platform.close()


async def _no_alarm(_text: str) -> None:
    """Nobody to tell."""


async def _until(outbox: Outbox, holds: Callable[[set[DeliveryState]], bool], within_s: float = 240.0) -> None:
    async with asyncio.timeout(within_s):
        while not holds({one.state for one in outbox.deliveries()}):  # noqa: ASYNC110  nothing else tells
            await asyncio.sleep(0.1)


def _figures(outbox: Outbox, posts: int, taken: Callable[[Delivery], int]) -> Dropped:
    parts = [one for one in outbox.deliveries() if one.slot is not None]
    notices = {one.id for one in outbox.deliveries(DeliveryState.SENT) if one.slot is None}
    return Dropped(
        posts=posts,
        states=Counter(one.state.value for one in parts),
        announced=sum(delivery_id(f"doubt:{one.id}", 0) in notices for one in parts),
        doubled=sum(taken(one) > 1 for one in parts),
        missing=sum(taken(one) < 1 for one in parts),
    )
