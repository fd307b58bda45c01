"""What `wortlaut doctor` says of the settings and, by real calls, of all that runs with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from bot.caring import check_chores
from bot.connecting import connect_platforms
from bot.doctor import Check
from bot.examination import check_clock, check_due, check_platforms
from config.settings import Settings
from digest.errors import StoreError
from digest.outbox import Channel
from digest.ports import Clock, Store
from digest.store import open_outbox


def check_settings(settings: Settings) -> Iterator[Check]:
    """What is set that matters for running; of secrets only whether they are there."""
    defaults, platforms, clock = settings.defaults, settings.platforms, settings.test.clock
    times = ", ".join(defaults.times)
    yield Check("reader", well=True, detail=f"{defaults.language}, {defaults.timezone}, {times} ({defaults.weekdays})")
    for name, secret in (("telegram", platforms.telegram.token), ("slack", platforms.slack.bot_token)):
        yield Check(name, well=True, detail="token set" if secret.get_secret_value() else "no token: off")
    if clock:
        yield Check("clock", well=False, detail=f"time comes from {clock} (test.clock); for tests only")


def check_database(settings: Settings, clock: Clock, store: Callable[[], Store]) -> Iterator[Check]:
    """What the database says was done and is due, and what the chat services say; nothing where it cannot be read."""
    try:
        outbox = open_outbox(store())
        chores, channels = list(check_chores(settings, store())), list(outbox.channels())
    except StoreError:
        return  # what is wrong with the database was said
    yield from chores
    yield from check_due(outbox, clock.now())
    yield from _check_services(settings, clock, channels)


def _check_services(settings: Settings, clock: Clock, channels: list[Channel]) -> Iterator[Check]:
    telegram, slack = settings.platforms.telegram, settings.platforms.slack

    async def examined() -> list[Check]:
        return await check_platforms(connect_platforms(settings, clock), channels)

    token = telegram.token.get_secret_value()
    if token or slack.bot_token.get_secret_value():
        yield from asyncio.run(examined())
        yield check_clock(telegram.base_url if token else slack.base_url, clock)
