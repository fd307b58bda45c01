"""The outbox under fire: killed processes, several of them at once, transactions that break off, a synced disk."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import event

from digest.outbox import ChannelState, DeliveryState, Outbox, SlotState
from digest.outcome import Address
from digest.store import open_outbox, open_store
from digest.store.sql import SqlStore
from digest.store.sql_outbox import SqlOutbox
from tests.contract.outbox.values import (
    ALL,
    DAY,
    FRIDAY,
    GROUP,
    MINUTE,
    NINE,
    a_channel,
    a_notice,
    a_part,
    a_slot,
    claim,
    frozen,
    opened,
)

PARTS = 3

STEPS = 30
"""Steps of a courier from looking for a part until its outcome is on record, see COURIER."""

SENT, PENDING, SENDING, UNCERTAIN = (
    DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN
)  # fmt: skip

COURIER = """
import os, signal, sys
from dataclasses import replace
from datetime import datetime, timedelta
from sqlalchemy import event
from digest.outbox import DeliveryState
from digest.store import open_outbox, open_store
import digest.store.sql  # once, before the children are forked

url, service, deaths = sys.argv[1], sys.argv[2], [int(death) for death in sys.argv[3:]]
NINE = datetime.fromisoformat("2025-05-09T07:00:00+00:00")

class Life:
    def __init__(self, death):
        self.left = death
    def step(self, *_):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

def deliver(death):
    life, store = Life(death), open_store(url)
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(store.outbox._database._writer, name, life.step)
    outbox, number = open_outbox(store), 0
    while True:
        number += 1
        attempts = [f"a{os.getpid()}.{number}"]
        parts = outbox.claim(NINE, NINE + timedelta(minutes=1), attempts, ("telegram",), ())
        if not parts:
            os._exit(0)
        (part,) = parts
        life.step()
        with open(service, "a") as log:
            log.write(part.id + "\\n")
        life.step()
        outbox.settle(replace(part, state=DeliveryState.SENT, remote_id="42", changed_at=NINE))

for death in deaths:  # 0: die of old age
    child = os.fork()
    if child == 0:
        deliver(death)
    status = os.waitpid(child, 0)[1]
    print("killed" if os.WIFSIGNALED(status) else "ended")
"""

CLAIMER = """
import json, sys
from dataclasses import replace
from datetime import datetime, timedelta
from digest.outbox import DeliveryState
from digest.store import open_outbox, open_store

outbox, claimed = open_outbox(open_store(sys.argv[1], busy_timeout_s=20)), []
now = datetime.fromisoformat("2025-05-09T07:00:00+00:00")
print("ready", flush=True)
sys.stdin.readline()
def claim():
    attempts = [f"{sys.argv[2]}.{len(claimed) + n}" for n in range(3)]
    return outbox.claim(now, now + timedelta(minutes=1), attempts, ("telegram",), ())

while parts := claim():
    claimed += [part.id for part in parts]
    assert all(outbox.settle(replace(part, state=DeliveryState.SENT)) for part in parts)
print(json.dumps(claimed))
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A SQL store in a new file."""
    opened_store = open_store(f"sqlite:///{tmp_path / 'w.db'}")
    assert isinstance(opened_store, SqlStore)
    yield opened_store
    opened_store.close()


def fill(outbox: Outbox, channels: int) -> None:
    """Freeze a digest of PARTS parts for so many chats."""
    for number in range(channels):
        frozen(outbox, a_channel(Address("telegram", str(number))), PARTS)


def test_a_killed_process_loses_nothing_and_doubles_nothing(store: SqlStore, tmp_path: Path):
    """Wherever SIGKILL strikes, its part is left sending, becomes uncertain when the lease is over, and none went twice.

    A step is before and after every SQL statement, before a commit, and before and after the call to the service, which
    is a line in a file here. The n-th child dies at its n-th step, so that each step of claiming, sending and settling
    a first part is met, or at a random one later.
    """
    outbox, channels, random = open_outbox(store), 36, Random(20250509)
    fill(outbox, channels)
    deaths = [*range(1, STEPS + 1), *(random.randint(STEPS, 3 * STEPS) for _ in range(channels - STEPS))]
    service = tmp_path / "service.log"
    service.touch()
    arguments = [f"sqlite:///{store._database.path}", str(service), *map(str, deaths), "0"]
    command = [sys.executable, "-c", COURIER, *arguments]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=100)
    assert run.stdout.split() == ["killed"] * channels + ["ended"], run.stderr

    arrived = Counter(service.read_text().split())
    in_flight = list(outbox.deliveries(SENDING))
    assert 0 < len(in_flight) <= channels
    assert outbox.expire_leases(NINE) == []
    assert [part.id for part in outbox.expire_leases(NINE + MINUTE)] == [part.id for part in in_flight]
    parts = list(outbox.deliveries())
    assert len(parts) == channels * PARTS
    assert set(arrived.values()) == {1}
    assert {part.id for part in parts if part.state is SENT} <= arrived.keys()
    assert arrived.keys() <= {part.id for part in parts if part.state in (SENT, UNCERTAIN)}
    doubtful = [part for part in parts if part.state is UNCERTAIN]
    assert {part.slot for part in parts if part.state is PENDING} <= {part.slot for part in doubtful}
    assert {slot.state for slot in outbox.slots()} == {SlotState.SENT, SlotState.UNCERTAIN}
    assert {part.id in arrived for part in doubtful} == {True, False}, "both kinds of doubt were met"
    assert store.report().problem == ""


def test_no_part_is_handed_out_twice(store: SqlStore):
    """Four threads and two other processes claim and settle until nothing is left: each part once, in order."""
    outbox, channels = open_outbox(store), 20
    fill(outbox, channels)
    command = [sys.executable, "-c", CLAIMER, f"sqlite:///{store._database.path}"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    others = [subprocess.Popen([*command, str(n)], **pipes) for n in range(2)]
    assert [other.stdout.readline() for other in others] == ["ready\n"] * 2
    for other in others:
        other.stdin.write("go\n")
        other.stdin.flush()
    claimed = hand_out([outbox, outbox, SqlOutbox(store._database), outbox])
    for other in others:
        claimed += json.loads(other.communicate(timeout=60)[0])
    assert Counter(claimed) == Counter(part.id for part in outbox.deliveries())
    assert len(claimed) == channels * PARTS
    assert {slot.state for slot in outbox.slots()} == {SlotState.SENT}
    assert {part.attempts for part in outbox.deliveries()} == {1}


def test_no_part_is_handed_out_twice_by_the_twin():
    """Four threads on the outbox in memory."""
    outbox = open_outbox(open_store("memory://"))
    fill(outbox, 20)
    claimed = hand_out([outbox] * 4)
    assert Counter(claimed) == Counter(part.id for part in outbox.deliveries())


def hand_out(outboxes: list[Outbox]) -> list[str]:
    """Claim and settle everything in one thread for each of these; return the ids of what was claimed."""
    claimed: list[str] = []

    def work(outbox: Outbox, name: str) -> None:
        while (part := claim(outbox, attempt=f"{name}.{len(claimed)}")) is not None:
            claimed.append(part.id)
            assert outbox.settle(replace(part, state=SENT))

    threads = [threading.Thread(target=work, args=(outbox, f"t{n}")) for n, outbox in enumerate(outboxes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return claimed


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """The SQL statements of writing transactions, as they are executed."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(store._database._writer, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store._database._writer, "before_cursor_execute", note)


def test_what_a_send_depends_on_is_synced(store: SqlStore):
    """Claiming and settling sync the log, with all before them; what can be had again does not wait for the disk."""
    outbox, channel = open_outbox(store), a_channel()
    with statements(store) as seen:
        (slot,) = opened(outbox, channel)
        outbox.freeze(slot.id, [a_part(channel, slot)])
        part = claim(outbox)
        outbox.settle(replace(part, state=SENT))
        outbox.enqueue(a_notice())
        outbox.pause(GROUP, NINE)
        assert outbox.first_sight("slack", "1", NINE)
        assert outbox.take_lease("schedule", "a", NINE, NINE + DAY)
    levels = [statement.split()[-1] for statement in seen if statement.startswith("PRAGMA")]
    #         save    open      freeze  claim   settle  enqueue pause   sight     lease
    assert levels == ["FULL", "NORMAL", "NORMAL", "FULL", "FULL", "FULL", "FULL", "NORMAL", "NORMAL"]
    assert sum(statement == "BEGIN IMMEDIATE" for statement in seen) == len(levels)


def test_the_levels_are_what_sqlite_says(store: SqlStore):
    """A durable transaction is FULL (2), the next plain one NORMAL (1), on the same connection."""
    seen = []
    for writing in (store._database.writing_durably, store._database.writing, store._database.writing_durably):
        with writing() as connection:
            level = connection.exec_driver_sql("PRAGMA synchronous").scalar()
            seen.append((level, connection.connection.driver_connection))
    assert [level for level, _ in seen] == [2, 1, 2]
    assert len({id(driver) for _, driver in seen}) == 1


def test_an_idle_outbox_does_not_write(store: SqlStore):
    """Claiming when nothing is pending, and looking for leases that are over, begin no writing transaction."""
    outbox = open_outbox(store)
    frozen(outbox, a_channel())
    outbox.settle(replace(claim(outbox), state=SENT))
    with statements(store) as seen:
        assert claim(outbox) is None
        assert outbox.expire_leases(NINE + DAY) == []
    assert seen == []


def freezing(outbox: Outbox):
    """Freeze a slot of three parts."""
    channel = a_channel()
    (slot,) = opened(outbox, channel, a_slot(channel, FRIDAY + DAY))
    parts = [a_part(channel, slot, number) for number in range(PARTS)]
    return lambda: outbox.freeze(slot.id, parts)


def settling(outbox: Outbox):
    """Settle a part as failed, and those behind it."""
    flying = claim(outbox)
    return lambda: outbox.settle(replace(flying, state=DeliveryState.FAILED, error="no"))


def expiring(outbox: Outbox):
    """Give up a claim."""
    assert claim(outbox)
    return lambda: outbox.expire_leases(NINE + DAY)


def moving(outbox: Outbox):
    """Move a channel with its parts, and stop it."""
    channel = replace(a_channel(), address=Address("telegram", "-1001"), state=ChannelState.STOPPED)
    return lambda: outbox.save_channel(channel)


def forgetting(outbox: Outbox):
    """Delete everything of a channel."""
    outbox.pause(GROUP, NINE + DAY)
    return lambda: outbox.forget_channel(a_channel().id)


def closing(outbox: Outbox):
    """Give up a slot."""
    return lambda: outbox.close_slot(a_slot(a_channel()).id, SlotState.LATE, "zu spät")


@pytest.mark.parametrize("change", [freezing, settling, expiring, moving, forgetting, closing])
def test_a_change_that_breaks_off_leaves_nothing(store: SqlStore, change):
    """Whichever SQL statement fails, all is as before; and the change still works when it is tried again."""
    outbox = open_outbox(store)
    frozen(outbox, a_channel(), PARTS)

    def state():
        return outbox.channels(), list(outbox.slots()), list(outbox.deliveries())

    write = change(outbox)
    before = state()
    for statement in count():
        try:
            with failing_at(store, statement):
                write()
        except RuntimeError:
            assert state() == before
        else:
            break
    assert statement >= 4
    assert state() != before


@contextmanager
def failing_at(store: SqlStore, number: int) -> Iterator[None]:
    """Let the SQL statement of this number, counted in writing transactions, fail."""
    seen = count()

    def fail(*_: object) -> None:
        if next(seen) == number:
            raise RuntimeError("power cut")

    event.listen(store._database._writer, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(store._database._writer, "before_cursor_execute", fail)


def test_the_claim_asks_by_index(store: SqlStore):
    """Looking for the next part reads indexes in order: no payload, and nothing of what was ever sent."""
    outbox = open_outbox(store)
    fill(outbox, 2)
    plans = []

    def explain(connection, cursor, statement, parameters, *_: object) -> None:
        if "flying" in statement:
            plan = connection.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in plan)

    event.listen(store._database._reader, "before_cursor_execute", explain)
    assert claim(outbox, platforms=ALL, busy=[GROUP]) is not None
    steps = [step for step in plans if "delivery" in step or "earlier" in step or "flying" in step]
    assert len(steps) >= 3
    assert all("COVERING INDEX ix_delivery_" in step and step.startswith("SEARCH") for step in steps), steps
    assert not [step for step in plans if "TEMP B-TREE" in step]


def test_a_forgotten_channel_leaves_no_byte_in_the_file(store: SqlStore, tmp_path: Path):
    """Once the log is in the file, neither its number nor the words it was sent can be found in it."""
    channel, other = a_channel(Address("telegram", "-100777000111")), a_channel(Address("telegram", "-100888"))
    frozen(store.outbox, channel, 3, payload="GEHEIMER-AUSGABETEXT " * 50)
    frozen(store.outbox, other, 1, payload="ANDERER-AUSGABETEXT")
    store.outbox.forget_channel(channel.id)
    url = store._database.path
    store.close()
    connection = sqlite3.connect(url)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    held = url.read_bytes()
    assert b"ANDERER-AUSGABETEXT" in held
    assert b"GEHEIMER-AUSGABETEXT" not in held
    assert b"-100777000111" not in held
