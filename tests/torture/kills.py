"""SIGKILL at random points of digest runs, restarts, and at the end: what the services took against the outbox.

One store and two strict local services live through all rounds. Each round turns the clock on by an hour, for which
every chat has a digest due, lets the program run, and kills it somewhere: while it starts, compiles, claims, posts,
settles or looks up. After the last it may finish its work. Then every part must be accounted for:

    sent        accepted once
    uncertain   accepted at most once, and its chat was told
    late, failed  never accepted, its slot says why
"""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path

from bot.channel_commands import planned
from digest.outbox import Delivery, DeliveryState, Outbox, Slot, SlotState, delivery_id
from digest.outcome import Address
from digest.store import open_outbox, open_store
from tests.fakes.slack_thread import SlackServer
from tests.fakes.slack_workspace import HISTORY_SCOPES
from tests.fakes.telegram import TelegramServer
from tests.torture.life import Nursery, end
from tests.unit.bot.doubles import a_channel

FIRST = datetime(2025, 5, 9, 6, 59, 59, 500_000, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHATS = 5
"""On each platform."""

READY_S, DRAINED_S = 30.0, 240.0


@dataclass
class Tally:
    """What became of everything, by platform. `lost` and `doubled` name parts and must be empty."""

    kills: int = 0
    mid_flight: int = 0
    unclean_databases: int = 0
    slots: Counter[str] = field(default_factory=Counter)
    parts: dict[str, Counter[str]] = field(default_factory=dict)
    uncertain_accepted: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unannounced: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    secrets_in_log: int = 0
    """Lines of the program's log, at DEBUG, that hold a token."""

    @property
    def is_well(self) -> bool:
        """Whether every promise held."""
        return not (
            self.lost
            or self.doubled
            or self.unannounced
            or self.violations
            or self.unclean_databases
            or self.secrets_in_log
        )


@dataclass
class Stage:
    """Both services, the database and the clock file of one run."""

    folder: Path
    telegram: TelegramServer
    slack: SlackServer
    read_history: bool

    @property
    def database(self) -> Path:
        """The file that outlives every kill."""
        return self.folder / "w.db"

    def at(self, moment: datetime) -> None:
        """Turn the clock."""
        fresh = self.folder / "clock.new"
        fresh.write_text(f"{moment.isoformat()} 1", encoding="ascii")
        fresh.replace(self.folder / "clock")

    def settings(self, **more: str) -> dict[str, str]:
        """What the program is started with: quick ticks, short waits, rates that keep it busy for half a second."""
        sources = '[[outlet]]\nid = "none"\nname = "none"\n[[outlet.feed]]\nurl = "http://127.0.0.1:9/feed"\n'
        (self.folder / "none.toml").write_text(sources, encoding="utf-8")
        return {
            "WORTLAUT_DATABASE_URL": f"sqlite:///{self.database}",
            "WORTLAUT_SOURCES": str(self.folder / "none.toml"),
            "WORTLAUT_TEST__CLOCK": str(self.folder / "clock"),
            "WORTLAUT_SCHEDULE__TICK": "0.2",
            # The local services must have taken what a killed bot wrote before it is looked for, on a busy machine too.
            "WORTLAUT_DELIVERY__UNCERTAIN_AFTER": "1",
            "WORTLAUT_DELIVERY__GLOBAL_RATE": "60",
            "WORTLAUT_DELIVERY__CHAT_RATE": "20",
            "WORTLAUT_LOG__LEVEL": "debug",
            "WORTLAUT_PLATFORMS__TELEGRAM__TOKEN": self.telegram.token,
            "WORTLAUT_PLATFORMS__TELEGRAM__BASE_URL": self.telegram.base_url,
            "WORTLAUT_PLATFORMS__TELEGRAM__FILE_BASE_URL": self.telegram.file_base_url,
            "WORTLAUT_PLATFORMS__SLACK__BOT_TOKEN": self.slack.slack.space.bot_token,
            "WORTLAUT_PLATFORMS__SLACK__APP_TOKEN": self.slack.slack.space.app_token,
            "WORTLAUT_PLATFORMS__SLACK__BASE_URL": self.slack.slack.base_url,
            "WORTLAUT_PLATFORMS__SLACK__READ_HISTORY": str(self.read_history).lower(),
        } | more

    def subscribe(self) -> None:
        """Chats on both platforms with a digest every hour."""
        private = [self.telegram.private(self.telegram.person(f"P{number}")) for number in range(CHATS)]
        rooms = [self.slack.slack.space.channel(f"r{number}") for number in range(CHATS)]
        addresses = [Address("telegram", str(chat.id)) for chat in private]
        addresses += [Address("slack", room.id) for room in rooms]
        with self.outbox() as outbox:
            for address in addresses:
                channel = a_channel(address, times=tuple(wall_time(hour) for hour in range(24)), zone="UTC")
                outbox.save_channel(planned(channel, FIRST))

    @contextmanager
    def outbox(self) -> Iterator[Outbox]:
        """The outbox, looked at from beside the program."""
        with closing(open_store(f"sqlite:///{self.database}")) as store:
            yield open_outbox(store)

    def quick_check(self) -> bool:
        """Whether the database is sound."""
        with closing(sqlite3.connect(self.database)) as connection:
            return [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]

    def taken(self) -> int:
        """How many posts both services took so far."""
        return len(self.telegram.methods.sent) + sum(
            len(one.messages) for one in self.slack.slack.space.channels.values()
        )


@contextmanager
def stage(folder: Path, *, read_history: bool) -> Iterator[Stage]:
    """Everything the program needs around it."""
    with TelegramServer() as telegram, SlackServer() as slack:
        if read_history:
            slack.slack.space.scopes |= HISTORY_SCOPES
        made = Stage(folder, telegram, slack, read_history)
        made.at(FIRST)
        made.subscribe()
        yield made


def run_kills(folder: Path, kills: int, seed: int, *, read_history: bool, say: Callable[[str], None] = print) -> Tally:
    """Kill so many times and account for every part."""
    dice, tally = random.Random(seed), Tally()
    nursery = Nursery(folder)
    with stage(folder, read_history=read_history) as scene:
        settings = scene.settings()
        for number in range(kills):
            scene.at(FIRST + number * HOUR)
            _one_life(scene, nursery, settings, dice)
            tally.kills += 1
            tally.unclean_databases += not scene.quick_check()
            with scene.outbox() as outbox:
                tally.mid_flight += bool(next(outbox.deliveries(DeliveryState.SENDING), None))
            if number % 50 == 49:
                say(f"  {number + 1} kills, {scene.taken()} posts taken")
        _drain(scene, nursery, settings, FIRST + kills * HOUR)
        account(scene, tally)
        log = nursery.log.read_text(encoding="utf-8", errors="replace")
        space = scene.slack.slack.space
        secrets = (scene.telegram.token, space.bot_token, space.app_token, space.signing_secret)
        assert "[debug" in log, "the log must have been kept at DEBUG"
        tally.secrets_in_log = sum(any(secret in line for secret in secrets) for line in log.splitlines())
    return tally


def _one_life(scene: Stage, nursery: Nursery, settings: dict[str, str], dice: random.Random) -> None:
    """Start, and kill at a random point: mostly after the first post of this life, sometimes before."""
    before = scene.taken()
    process = nursery.start(settings)
    if dice.random() < 0.8:
        deadline = time.monotonic() + READY_S
        while scene.taken() == before and time.monotonic() < deadline and process.is_alive():
            time.sleep(0.001)
        time.sleep(dice.uniform(0.0, 0.5))
    else:
        time.sleep(dice.uniform(0.0, 0.6))
    process.kill()
    process.join()


def _drain(scene: Stage, nursery: Nursery, settings: dict[str, str], moment: datetime) -> None:
    """Let the program finish what is on its way."""
    scene.at(moment - timedelta(minutes=30))
    process = nursery.start(settings)
    deadline = time.monotonic() + DRAINED_S
    while not _is_settled(scene) and time.monotonic() < deadline and process.is_alive():
        time.sleep(0.1)
    code = end(process)
    assert code == 0, f"the program ended with {code}, see {nursery.log}"


def _is_settled(scene: Stage) -> bool:
    with scene.outbox() as outbox:
        open_slots = (one for state in (SlotState.DUE, SlotState.PENDING) for one in outbox.slots(state))
        moving = (one for state in (DeliveryState.PENDING, DeliveryState.SENDING) for one in outbox.deliveries(state))
        doubtful = (one for one in outbox.deliveries(DeliveryState.UNCERTAIN) if not one.announced)
        return not any(next(found, None) for found in (open_slots, moving, doubtful))


# accounting


def account(scene: Stage, tally: Tally) -> None:
    """Compare what the services took with what the outbox says of it."""
    with scene.outbox() as outbox:
        deliveries, slots = list(outbox.deliveries()), list(outbox.slots())
    accepted = accepted_words(scene)
    tally.slots = Counter(slot.state.value for slot in slots)
    for one in deliveries:
        kind = f"{one.address.platform} {'part' if one.slot else 'notice'}"
        tally.parts.setdefault(kind, Counter())[one.state.value] += 1
    _check_words(deliveries, accepted, tally)
    _check_doubts(deliveries, slots, tally)
    tally.violations += scene.telegram.violations + [
        f"{one.kind}: {one.detail}" for one in scene.slack.slack.violations
    ]


Key = tuple[str, str, str]
"""Platform, chat and words of a post."""


def words_of(delivery: Delivery) -> Key:
    """What names a delivery among the posts of its chat: Slack's posts bear its id."""
    if delivery.address.platform == "slack":
        return "slack", delivery.address.chat, delivery.id
    return "telegram", delivery.address.chat, str(json.loads(delivery.payload)["text"])


def accepted_words(scene: Stage) -> Counter[Key]:
    """Every post the services took, by what names it."""
    found: Counter[Key] = Counter()
    for accepted in scene.telegram.sent:
        found["telegram", str(accepted.chat), accepted.text] += 1
    for room in list(scene.slack.slack.space.channels.values()):
        for posted in room.messages:
            delivery = ((posted.metadata or {}).get("event_payload") or {}).get("delivery", "")
            found["slack", room.id, str(delivery)] += 1
    return found


def _check_words(deliveries: list[Delivery], accepted: Counter[Key], tally: Tally) -> None:
    """Each post was taken as often as the outbox says: as sent, or perhaps."""
    sent, perhaps = Counter[Key](), Counter[Key]()
    for one in deliveries:
        key = words_of(one)
        sent[key] += one.state is DeliveryState.SENT
        perhaps[key] += one.state is DeliveryState.UNCERTAIN
        tally.uncertain_accepted += one.state is DeliveryState.UNCERTAIN and accepted[key] > 0
    for key in sent.keys() | perhaps.keys() | accepted.keys():
        if accepted[key] < sent[key]:
            tally.lost.append(f"{key}: sent {sent[key]}, accepted {accepted[key]}")
        if accepted[key] > sent[key] + perhaps[key]:
            tally.doubled.append(f"{key}: accepted {accepted[key]}, sent {sent[key]}, uncertain {perhaps[key]}")


def _check_doubts(deliveries: list[Delivery], slots: list[Slot], tally: Tally) -> None:
    """Each uncertain part was announced in its chat, and every slot has its result."""
    by_id = {one.id: one for one in deliveries}
    for one in deliveries:
        if one.state in (DeliveryState.PENDING, DeliveryState.SENDING):
            tally.lost.append(f"{words_of(one)} is still {one.state.value}")
        if one.state is DeliveryState.UNCERTAIN and one.slot is not None:
            notice = by_id.get(delivery_id(f"doubt:{one.id}", 0))
            if not one.announced or notice is None:
                tally.unannounced.append(str(words_of(one)))
    for slot in slots:
        if slot.state in (SlotState.DUE, SlotState.PENDING) or (slot.state is not SlotState.SENT and not slot.reason):
            tally.lost.append(f"slot {slot.local_date} {slot.ordinal} of {slot.channel} is {slot.state.value}")
