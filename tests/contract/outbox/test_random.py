"""Whatever happens to channels and their parts, in any order: both outboxes agree, and what was promised holds."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.channel_commands import planned
from bot.delivery import LEASE, decide
from bot.schedule import plan
from digest.errors import BadInput
from digest.outbox import ChannelState, Delivery, DeliveryState, Outbox, Slot, SlotState
from digest.outcome import Address, Fault, Moved, Refused, Sent, TryLater, Unknown
from digest.store import open_outbox, open_store
from tests.contract.outbox.values import ALL, DAY, GROUP, HOUR, NINE, OTHER, ROOM, TOPIC, a_channel, a_notice, a_part

ADDRESSES = [GROUP, TOPIC, OTHER, ROOM, replace(ROOM, workspace="T2")]
LATE_AFTER = 6 * HOUR
EXAMPLES = int(os.environ.get("TORTURE_EXAMPLES", "20"))
"""Courses tried; `make torture` asks for more."""
SENT, PENDING, SENDING, UNCERTAIN = (
    DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN
)  # fmt: skip
OPEN = {SlotState.DUE, SlotState.PENDING}

addresses = st.sampled_from(ADDRESSES)
outcomes = st.one_of(
    st.just(Sent("42")),
    st.builds(TryLater, st.sampled_from([0.0, 5.0, 7200.0]), st.just("too fast"), st.booleans()),
    st.builds(Unknown, st.just("read time-out")),
    st.builds(Refused, st.just("no"), st.sampled_from(Fault)),
    st.builds(Moved, st.sampled_from([Address("telegram", "-1001"), Address("telegram", "-1002"), OTHER])),
)


def chat(address: Address) -> tuple[str, str, str]:
    """What limits are kept for."""
    return address.platform, address.workspace, address.chat


class Course(RuleBasedStateMachine):
    """A program that does its work in any order, on two outboxes that are told the same things."""

    template: Path

    def __init__(self) -> None:
        """Begin with empty ones at nine o'clock."""
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = shutil.copy(self.template, Path(self.folder.name, "w.db"))
        self.stores = open_store("memory://"), open_store(f"sqlite:///{path}")
        self.outboxes = tuple(map(open_outbox, self.stores))
        self.now = NINE
        self.claims: list[Delivery] = []
        self.count = 0
        self.arrived: set[str] = set()
        self.slots_seen: Counter[tuple[str, object, int]] = Counter()
        for address in (GROUP, ROOM):
            self.both(lambda outbox: outbox.save_channel(a_channel(address)))  # noqa: B023 - called at once

    def teardown(self) -> None:
        """Drain what is left: everything must end in a named state."""
        try:
            self.drain()
        finally:
            for store in self.stores:
                store.close()
            self.folder.cleanup()

    def both(self, do: Callable[[Outbox], object]):
        """The answer to `do` on both, refusals included, which must be one answer."""
        answers = []
        for outbox in self.outboxes:
            try:
                answers.append(do(outbox))
            except BadInput as refusal:
                answers.append(str(refusal))
        assert answers[0] == answers[1]
        return answers[0]

    # what people do

    @rule(address=addresses, hours=st.lists(st.integers(0, 23), min_size=1, max_size=2, unique=True))
    def subscribe(self, address, hours):
        """Start, or change the times."""
        times = tuple(time(hour) for hour in sorted(hours))
        known = self.outboxes[0].channel_at(address)
        channel = replace(known, times=times) if known else a_channel(address, times=times)
        self.both(lambda outbox: outbox.save_channel(planned(channel, self.now)))

    @rule(address=addresses, state=st.sampled_from(ChannelState))
    def change_state(self, address, state):
        """Pause, stop, or resume."""
        known = self.outboxes[0].channel_at(address)
        if known is not None:
            self.both(lambda outbox: outbox.save_channel(planned(replace(known, state=state), self.now)))

    @rule(address=addresses)
    def forget(self, address):
        """Have everything deleted."""
        known = self.outboxes[0].channel_at(address)
        if known is not None:
            self.both(lambda outbox: outbox.forget_channel(known.id))
            self.slots_seen = Counter({key: n for key, n in self.slots_seen.items() if key[0] != known.id})

    @rule(minutes=st.sampled_from([0, 1, 59, 60, 400, 1500]))
    def wait(self, minutes):
        """Let time pass."""
        self.now += timedelta(minutes=minutes)

    # what the scheduler does

    @rule(parts=st.lists(st.integers(0, 3), min_size=3, max_size=3))
    def publish(self, parts):
        """Wait for the next digest; open and compile what is due then."""
        upcoming = [one.next_due for one in self.outboxes[0].channels() if one.state is ChannelState.ACTIVE]
        self.now = max(self.now, min(upcoming, default=self.now))
        self.tick()
        for slot, number in zip(list(self.outboxes[0].slots(SlotState.DUE)), parts, strict=False):
            assert self.freeze(slot, number)

    @rule()
    def tick(self):
        """Open what is due."""
        for channel in self.both(lambda outbox: outbox.due_channels(self.now)):
            todo = plan(channel, self.now, LATE_AFTER)
            opened = self.both(lambda outbox: outbox.open_slots(channel.id, todo.slots, todo.next_due))  # noqa: B023 - called at once
            self.slots_seen.update((slot.channel, slot.local_date, slot.ordinal) for slot in opened)
            assert self.outboxes[0].channel(channel.id).next_due > self.now

    @rule(parts=st.integers(0, 3), data=st.data())
    def compile_one(self, parts, data):
        """Freeze a slot, perhaps one that was frozen before."""
        slots = list(self.outboxes[0].slots())
        if slots:
            slot = data.draw(st.sampled_from(slots))
            assert self.freeze(slot, parts) == (slot.state is SlotState.DUE)

    def freeze(self, slot: Slot, parts: int):
        """Freeze a slot with so many parts."""
        channel = self.outboxes[0].channel(slot.channel)
        deliveries = [a_part(channel, slot, number) for number in range(parts)]
        return self.both(lambda outbox: outbox.freeze(slot.id, deliveries))

    @rule(data=st.data(), state=st.sampled_from([SlotState.LATE, SlotState.FAILED]))
    def close(self, data, state):
        """Give up a slot, perhaps one that has its result."""
        slots = list(self.outboxes[0].slots())
        if slots:
            slot = data.draw(st.sampled_from(slots))
            self.both(lambda outbox: outbox.close_slot(slot.id, state, "so"))

    @rule(key=st.sampled_from("abcdef"), address=addresses)
    def enqueue(self, key, address):
        """Put in a notice, perhaps again."""
        self.both(lambda outbox: outbox.enqueue(a_notice(key, address)))

    # what the courier does

    @rule(
        platforms=st.sets(st.sampled_from(ALL), min_size=1),
        busy=st.lists(addresses, max_size=2),
        many=st.integers(1, 4),
    )
    def claim(self, platforms, busy, many):
        """Claim parts; what is claimed may go, and is sent by nobody else."""
        before = {part.id: part for part in self.outboxes[0].deliveries()}
        attempts = [f"a{self.count + n}" for n in range(many)]
        self.count += many
        parts = self.both(lambda outbox: outbox.claim(self.now, self.now + LEASE, attempts, platforms, busy))
        waiting = {chat(one) for one in busy} | {chat(one.address) for one in before.values() if one.state is SENDING}
        assert len({chat(part.address) for part in parts} - waiting) == len(parts) <= many
        for part in parts:
            assert before[part.id].state is PENDING
            assert part.id not in self.arrived
            assert part.address.platform in platforms
            earlier = [other for other in before.values() if other.slot == part.slot and other.part < part.part]
            assert part.slot is None or all(other.state is SENT for other in earlier)
        self.claims += parts

    @precondition(lambda self: self.claims)
    @rule(outcome=outcomes, data=st.data())
    def land(self, outcome, data):
        """A call comes back, perhaps after its claim was given up; then do as the courier does."""
        self.settle(self.claims.pop(data.draw(st.integers(0, len(self.claims) - 1))), outcome)

    def settle(self, claimed: Delivery, outcome):
        """Settle and carry out what follows."""
        decision = decide(claimed, outcome, self.now)
        if not self.both(lambda outbox: outbox.settle(decision.delivery)):
            return
        if decision.delivery.state is SENT:
            self.arrived.add(claimed.id)
        if decision.pause_until is not None:
            self.pause(claimed.address, decision.pause_until - self.now, decision.whole_platform)
        channel = self.outboxes[0].channel(claimed.channel)
        if channel is not None and decision.move_to is not None:
            self.both(lambda outbox: outbox.save_channel(replace(channel, address=decision.move_to)))
        if channel is not None and decision.suspend:
            self.both(lambda outbox: outbox.save_channel(replace(channel, state=ChannelState.SUSPENDED)))

    @precondition(lambda self: self.claims)
    @rule()
    def crash(self):
        """All calls in flight are never heard of again."""
        self.claims.clear()

    @rule(address=addresses, span=st.sampled_from([timedelta(0), HOUR]), whole=st.booleans())
    def pause(self, address, span, whole):
        """A chat or platform is to be left alone."""
        self.both(lambda outbox: outbox.pause(address, self.now + span, whole_platform=whole))

    @rule()
    def expire(self):
        """Give up claims that are over."""
        for part in self.both(lambda outbox: outbox.expire_leases(self.now)):
            assert part.state is UNCERTAIN

    @rule(data=st.data(), found=st.sampled_from(["sent", "not sent", "announced"]))
    def look(self, data, found):
        """Look for a doubtful part at the service, or tell the chat."""
        doubtful = list(self.outboxes[0].deliveries(UNCERTAIN))
        if doubtful:
            self.resolve(data.draw(st.sampled_from(doubtful)), found)

    def resolve(self, part: Delivery, found: str):
        """Write what was found."""
        after = {
            "sent": replace(part, state=SENT, remote_id="42"), "not sent": replace(part, state=PENDING),
            "announced": replace(part, announced=True),
        }[found]  # fmt: skip
        assert self.both(lambda outbox: outbox.resolve(after)) is True
        if found == "sent":
            self.arrived.add(part.id)

    @rule()
    def purge(self):
        """Delete what is old; nothing on its way goes, and no slot that could be opened again."""
        waiting = {part.id for part in self.outboxes[0].deliveries() if part.state in (PENDING, SENDING)}
        self.both(lambda outbox: outbox.purge(self.now - 2 * DAY))
        assert waiting <= {part.id for part in self.outboxes[0].deliveries()}

    # what holds at all times

    @invariant()
    def both_agree(self):
        """They show the same channels, slots and parts."""
        self.both(lambda outbox: (outbox.channels(), list(outbox.slots()), list(outbox.deliveries())))

    @invariant()
    def one_in_flight_per_chat(self):
        """Never two parts are being sent to one chat."""
        flying = Counter(chat(part.address) for part in self.outboxes[0].deliveries(SENDING))
        assert set(flying.values()) <= {1}

    @invariant()
    def every_slot_once(self):
        """Each due digest is opened once and there once."""
        assert set(self.slots_seen.values()) <= {1}
        keys = Counter((slot.channel, slot.local_date, slot.ordinal) for slot in self.outboxes[0].slots())
        assert set(keys.values()) <= {1}

    @invariant()
    def what_arrived_stays_sent(self):
        """A part that was sent is sent for ever."""
        states = {part.id: part.state for part in self.outboxes[0].deliveries()}
        assert all(states[id_] is SENT for id_ in self.arrived & states.keys())

    @invariant()
    def parts_are_sent_in_order(self):
        """Behind a part that is not sent none is sent, in flight or in doubt; and the slot stands as the first of them."""
        for slot in self.outboxes[0].slots():
            states = [part.state for part in self.outboxes[0].deliveries() if part.slot == slot.id]
            rest = states[next((n for n, state in enumerate(states) if state is not SENT), len(states)) :]
            assert not {SENT, SENDING, UNCERTAIN} & set(rest[1:])
            if states and slot.state is not SlotState.LATE and slot.state is not SlotState.FAILED:
                on_the_way = bool(rest) and rest[0] in (PENDING, SENDING)
                assert (slot.state is SlotState.PENDING) == on_the_way
                assert (slot.state is SlotState.SENT) == (not rest)

    def drain(self):
        """Let all be sent: in the end nothing is on its way, and every slot has its result."""
        self.tick()
        for slot in list(self.outboxes[0].slots(SlotState.DUE)):
            self.freeze(slot, 2)
        for _ in range(200):
            self.now += 3 * HOUR
            self.expire()
            for part in list(self.outboxes[0].deliveries(UNCERTAIN)):
                if not part.announced:
                    self.resolve(part, "announced")
            before = len(self.claims)
            self.claim(set(ALL), [], 1)
            if len(self.claims) == before:
                break
            self.settle(self.claims.pop(), Sent("42"))
        left = [part for part in self.outboxes[0].deliveries() if part.state in (PENDING, SENDING)]
        assert left == []
        assert not OPEN & {slot.state for slot in self.outboxes[0].slots()}


@pytest.mark.timeout(max(120, 6 * EXAMPLES))
def test_any_course_of_events_keeps_what_was_promised(empty_database: Path):
    """Never two in flight for one chat, none sent twice, parts in order, each slot once, and all end in a named state."""
    Course.template = empty_database
    run_state_machine_as_test(
        Course, settings=settings(max_examples=EXAMPLES, stateful_step_count=40, deadline=None, print_blob=True)
    )
