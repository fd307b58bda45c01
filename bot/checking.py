"""What `wortlaut doctor` says of the settings and, by real calls, of all that runs with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from bot.caring import copies_of, tasks_of
from bot.connecting import connect_platforms
from bot.doctor import Check
from bot.examination import check_clock, check_due, check_platforms
from config.settings import Settings
from digest.errors import StoreError
from digest.outbox import Channel
from digest.ports import Clock, Store
from digest.store import open_outbox, open_upkeep
from digest.upkeep import Chore


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


def check_chores(settings: Settings, store: Store) -> Iterator[Check]:
    """What `doctor` says of the chores: when each was last done, or why it fails."""
    upkeep = open_upkeep(store)
    done = upkeep.chores()
    for task in tasks_of(settings, store):
        chore = done.get(task.name)
        if chore is None:
            yield Check(task.name, well=True, detail="not done yet: a running bot does it")
        elif chore.problem:
            yield Check(task.name, well=False, detail=f"{chore.problem} (last done: {_told(chore)})")
        else:
            yield Check(task.name, well=True, detail=f"last done {_told(chore)}")
    if copies_of(settings) and not settings.backup.interval:
        yield Check("backup", well=True, detail="off (backup.interval = 0): `wortlaut backup FILE` makes a copy")
    room = upkeep.room()
    if room.size:
        yield Check("file", well=True, detail=f"{room.size / 1e6:.1f} MB, of which {room.free / 1e6:.1f} MB are free")


def _told(chore: Chore) -> str:
    return f"{chore.at:%Y-%m-%d %H:%M} UTC: {chore.result}" if chore.result else "never"


def _check_services(settings: Settings, clock: Clock, channels: list[Channel]) -> Iterator[Check]:
    telegram, slack = settings.platforms.telegram, settings.platforms.slack

    async def examined() -> list[Check]:
        return await check_platforms(connect_platforms(settings, clock), channels)

    token = telegram.token.get_secret_value()
    if token or slack.bot_token.get_secret_value():
        yield from asyncio.run(examined())
        yield check_clock(telegram.base_url if token else slack.base_url, clock)
