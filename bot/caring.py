"""Settings -> the chores of the database, and the copies of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from pathlib import Path
from typing import TypeVar

from bot.copies import Copies, advice
from bot.leadership import holder_at
from bot.turnstile import Turnstile, key_of
from bot.upkeep import Task, at_once, copying, retention
from config.settings import Settings
from digest.errors import StoreCorrupt
from digest.outbox import Outbox
from digest.ports import Clock, Store
from digest.store import backup, database_file, open_allowances, open_store, open_upkeep

LOOK_AT_THE_LEAD = 50
"""Events of long work between two looks at who leads."""

Done = TypeVar("Done")


def copies_of(settings: Settings) -> Copies | None:
    """The copies of the database that is set; None for one in memory."""
    path = database_file(settings.database_url)
    if path is None:
        return None
    folder = Path(settings.backup.folder) if settings.backup.folder else path.with_name(f"{path.stem}-copies")
    return Copies(path, folder, settings.backup.keep, partial(backup, settings.database_url))


def tasks_of(settings: Settings, store: Store) -> tuple[Task, ...]:
    """What is to be done for the store now and then."""
    upkeep = open_upkeep(store)
    keep = timedelta(days=settings.retention.article_text_days)
    copies, every = copies_of(settings), timedelta(seconds=settings.backup.interval)
    return (
        retention(upkeep, keep, open_allowances(store).forget_full),
        *((copying(copies, every),) if copies and every else ()),
    )


def copies_last_h(settings: Settings) -> int | None:
    """Hours after which no copy is left that was made before, as long as copies can be made; None where none are."""
    copies = copies_of(settings)
    if copies is None or not settings.backup.interval:
        return None
    return ceil(settings.backup.interval * copies.keep / 3600)


def tidied(settings: Settings, store: Store, now: datetime) -> str:
    """Let texts expire now; what was done."""
    return at_once(open_upkeep(store), tasks_of(settings, store)[0], now)


def turnstile_of(settings: Settings, store: Store) -> Turnstile:
    """What turns a flood of commands away, keyed with what only this bot knows."""
    telegram, slack = settings.platforms.telegram, settings.platforms.slack
    key = key_of(telegram.token.get_secret_value(), slack.bot_token.get_secret_value())
    return Turnstile(open_allowances(store), key)


def stepping_aside(events: Iterable[Done], outbox: Outbox, clock: Clock) -> Iterator[Done]:
    """The events of long work beside which a bot may begin: who leads then tidies the database's log, and we do not."""
    for number, event in enumerate(events, 1):
        if number % LOOK_AT_THE_LEAD == 0:
            outbox.checkpoint_here(wanted=not holder_at(outbox, clock.now()))
        yield event


def opened_store(settings: Settings) -> Store:
    """The store that is set. Raises StoreError; of a damaged one it says which copy there is."""
    try:
        return open_store(settings.database_url)
    except StoreCorrupt as error:
        raise StoreCorrupt(f"{error} {what_to_do(settings)}") from error


def refuse_damaged(store: Store, settings: Settings) -> None:
    """Look through the whole database before work begins (5 s for 1.7 GB). Raises StoreCorrupt, naming the copy."""
    report = store.report()
    if report.problem:
        raise StoreCorrupt(f"The database {report.location} is damaged ({report.problem}). {what_to_do(settings)}")


def what_to_do(settings: Settings) -> str:
    """Which copy of the database to put back: the newest that the bot made, else the one made before a migration."""
    copies = copies_of(settings)
    if copies is None:
        return ""
    before_migrations = sorted(copies.path.parent.glob(f"{copies.path.name}.*.bak"), reverse=True)
    return advice(copies.newest_first(), before_migrations)
