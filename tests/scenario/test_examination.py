"""`wortlaut doctor` on what usually goes wrong around a bot, by real calls to both services."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import FixedClock, SystemClock
from bot.examination import check_clock, check_due, check_platforms
from bot.leadership import NAME
from bot.platforms.slack import SlackOptions
from bot.platforms.slack import connect as connect_slack
from bot.platforms.telegram import TelegramOptions
from bot.platforms.telegram import connect as connect_telegram
from digest.outcome import Address
from digest.store.memory_outbox import MemoryOutbox
from tests.fakes.slack_thread import SlackServer
from tests.fakes.telegram import TelegramServer
from tests.unit.bot.doubles import NINE, a_channel


@pytest.fixture
def telegram():
    with TelegramServer() as server:
        yield server


@pytest.fixture
def slack():
    with SlackServer() as server:
        yield server


def looked_at(connect, *addresses: Address) -> list[tuple[bool, str]]:
    """What is found, each with whether it is well. Nothing may be posted by looking."""

    async def scenario():
        platform = connect()
        return await check_platforms({platform.name: platform}, [a_channel(one) for one in addresses])

    return [(check.well, check.detail) for check in asyncio.run(scenario())]


def on_telegram(server: TelegramServer, **more):
    return lambda: connect_telegram(TelegramOptions(server.token, server.base_url, server.file_base_url, **more))


def on_slack(server: SlackServer, **more):
    space = server.slack.space
    options = {"app_token": space.app_token, "base_url": server.slack.base_url} | more
    return lambda: connect_slack(SlackOptions(space.bot_token, **options))


def test_all_is_well_where_it_is(telegram, slack):
    """A token that works and chats the bot is in give one good finding each."""
    chat = telegram.private(telegram.person("Anna"))
    room = slack.slack.space.channel("news")
    assert looked_at(on_telegram(telegram), Address("telegram", str(chat.id))) == [
        (True, "the token works: @wortlaut_bot")
    ]
    assert looked_at(on_slack(slack), Address("slack", room.id)) == [(True, "the token works: @wortlaut")]
    assert telegram.sent == []
    assert slack.posts(room.id) == []


def test_a_refused_token_is_said(telegram, slack):
    """On both platforms, and nothing else is asked then."""
    telegram.revoked = True
    slack.slack.space.revoked[slack.slack.space.bot_token] = "token_revoked"
    (there,), (here,) = looked_at(on_telegram(telegram)), looked_at(on_slack(slack))
    assert not there[0]
    assert "set platforms.telegram.token" in there[1]
    assert here == (
        False,
        "the token is not accepted (token_revoked): get a new one and set platforms.slack.bot_token",
    )


def test_a_service_that_cannot_be_reached_is_no_bad_token(telegram):
    """Where nobody answers, the network and the address are named, and not the token."""
    gone = TelegramOptions(telegram.token, "http://127.0.0.1:9", telegram.file_base_url)
    ((well, detail),) = looked_at(lambda: connect_telegram(gone))
    assert not well
    assert "cannot be reached" in detail
    assert "platforms.telegram.base_url" in detail


def test_a_chat_the_bot_was_thrown_out_of_is_named(telegram, slack):
    """A group that kicked it, a channel it was never invited to, and one that is archived."""
    anna = telegram.person("Anna")
    group = telegram.group("Redaktion", anna, admin=anna)
    group.bot = "kicked"
    space = slack.slack.space
    strange, old = space.channel("strange", with_bot=False), space.channel("old")
    old.archived = True
    (_, kicked) = looked_at(on_telegram(telegram), Address("telegram", str(group.id)))
    assert not kicked[0]
    assert str(group.id) in kicked[1]
    assert "add it again" in kicked[1]
    found = looked_at(on_slack(slack), Address("slack", strange.id), Address("slack", old.id))[1:]
    assert [well for well, _ in found] == [False, False]
    assert "/invite" in found[0][1]
    assert "archived" in found[1][1]


def test_a_webhook_beside_polling_is_told(telegram):
    """Somebody set one for the same bot: the finding names its host only."""
    telegram.methods.webhook = {"url": "https://other.example/secret-path"}
    (_, hook) = looked_at(on_telegram(telegram))
    assert not hook[0]
    assert "other.example" in hook[1]
    assert "takes the webhook away" in hook[1]
    assert "secret-path" not in hook[1]


def test_a_missing_scope_is_named(slack):
    """And that nothing can be heard without a socket or an address."""
    slack.slack.space.scopes.discard("users:read")
    found = [detail for well, detail in looked_at(on_slack(slack, app_token="")) if not well]
    assert any("users:read" in one for one in found)
    assert any("app_token" in one for one in found)


def test_a_clock_that_is_off_is_told(telegram):
    """By more than a minute, with direction and amount; one that cannot be compared is no fault."""
    assert check_clock(telegram.base_url, SystemClock()).well
    ahead = check_clock(telegram.base_url, FixedClock(datetime.now(UTC) + timedelta(hours=1)))
    assert not ahead.well
    assert "ahead" in ahead.detail
    assert check_clock("http://127.0.0.1:9", SystemClock()).well


def test_what_is_due_and_who_works_is_shown():
    """The next digests by time, a zone the machine does not know, and the bot that runs on the database."""
    outbox = MemoryOutbox()
    outbox.save_channel(a_channel(Address("telegram", "1"), zone="Europe/Berlin"))
    outbox.save_channel(a_channel(Address("telegram", "2"), zone="Mars/Olympus", next_due=NINE))
    outbox.take_lease(NAME, "machine 42", NINE, NINE + timedelta(seconds=20))
    running, zone, following = check_due(outbox, NINE)
    assert (running.well, zone.well, following.well) == (True, False, True)
    assert "machine 42" in running.detail
    assert "Mars/Olympus" in zone.detail
    assert "/settings timezone" in zone.detail
    assert "2 channels; telegram:1 2025-05-09 07:00 UTC" in following.detail
