"""What each outcome of a send means, and that the courier carries it out."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Courier, decide
from bot.limiter import Limiter, Rates
from digest.outbox import Delivery, DeliveryState
from digest.outcome import Address, Fault, Moved, Refused, Sent, TryLater, Unknown
from digest.store.memory_outbox import MemoryOutbox
from tests.contract.outbox.values import HOUR, claim, frozen
from tests.contract.outbox.values import a_channel as one_channel
from tests.unit.bot.doubles import NINE, Clock, Recorder

NOW = datetime(2025, 5, 9, 7, tzinfo=UTC)
GROUP = Address("telegram", "-100", thread="7")
CLAIMED = Delivery(
    id="d1",
    channel="c1",
    slot="s1",
    part=0,
    address=GROUP,
    payload="{}",
    plain="Wortlaut",
    state=DeliveryState.SENDING,
    attempts=1,
    attempt="a1",
    lease_until=NOW + timedelta(seconds=60),
)


def test_sent_is_settled_with_its_receipt():
    """A part the service took is sent, with the id it has there."""
    settled = decide(CLAIMED, Sent("42"), NOW).delivery
    assert (settled.state, settled.remote_id, settled.sent_at) == (DeliveryState.SENT, "42", NOW)


def test_try_later_waits_and_pauses_the_chat():
    """A part that certainly did not arrive waits as long as the service asks, and so does its chat."""
    decision = decide(CLAIMED, TryLater(3600, "too fast"), NOW)
    assert decision.delivery.state is DeliveryState.PENDING
    assert decision.delivery.not_before == decision.pause_until == NOW + timedelta(hours=1)


def test_moved_goes_to_the_new_address():
    """A part for a chat that moved is sent there, and the channel moves too."""
    there = Address("telegram", "-1001")
    decision = decide(CLAIMED, Moved(there), NOW)
    assert (decision.delivery.state, decision.delivery.address, decision.move_to) == (
        DeliveryState.PENDING,
        there,
        there,
    )


def test_unknown_is_never_repeated():
    """What may have arrived becomes uncertain, not pending."""
    assert decide(CLAIMED, Unknown("read time-out"), NOW).delivery.state is DeliveryState.UNCERTAIN


def test_refused_content_is_tried_plain_once():
    """Refused formatting is tried once in plain form; refused again it fails with the reason and the operator hears it."""
    first = decide(CLAIMED, Refused("can't parse entities", Fault.CONTENT), NOW)
    assert first.delivery.state is DeliveryState.PENDING
    assert not first.delivery.formatted
    second = decide(replace(CLAIMED, formatted=False), Refused("message is too long", Fault.CONTENT), NOW)
    assert second.delivery.state is DeliveryState.FAILED
    assert "too long" in second.delivery.error
    assert second.alarm


def test_refused_thread_goes_to_the_chat_once():
    """A topic that is gone sends the part to the chat itself; without a thread it fails."""
    first = decide(CLAIMED, Refused("message thread not found", Fault.THREAD), NOW)
    assert first.delivery.state is DeliveryState.PENDING
    assert first.delivery.address == replace(GROUP, thread="")
    second = decide(first.delivery, Refused("message thread not found", Fault.THREAD), NOW)
    assert second.delivery.state is DeliveryState.FAILED


def test_refused_chat_suspends_the_channel():
    """A chat that threw the bot out suspends its channel and fails the part."""
    decision = decide(CLAIMED, Refused("bot was kicked", Fault.CHAT), NOW)
    assert decision.suspend
    assert decision.delivery.state is DeliveryState.FAILED


def test_refused_platform_marks_nothing_failed():
    """A revoked token stops the platform; the part stays pending for when it is mended."""
    decision = decide(CLAIMED, Refused("Unauthorized", Fault.PLATFORM), NOW)
    assert decision.stop_platform
    assert decision.delivery.state is DeliveryState.PENDING


@given(
    outcome=st.one_of(
        st.builds(Sent, st.text()),
        st.builds(TryLater, st.floats(0, 10**6), st.text(), st.booleans()),
        st.builds(Unknown, st.text()),
        st.builds(Refused, st.text(), st.sampled_from(Fault)),
        st.just(Moved(Address("telegram", "2"))),
    ),
    formatted=st.booleans(),
    thread=st.sampled_from(["", "7"]),
)
def test_every_outcome_ends_the_claim(outcome, formatted, thread):
    """Whatever comes back, the row leaves `sending`, keeps its attempt and drops its lease."""
    claimed = replace(CLAIMED, formatted=formatted, address=replace(GROUP, thread=thread))
    settled = decide(claimed, outcome, NOW).delivery
    assert settled.state is not DeliveryState.SENDING
    assert settled.attempt == "a1"
    assert settled.lease_until is None


@given(sends=st.lists(st.tuples(st.integers(0, 3), st.floats(0, 5)), max_size=200))
def test_limits_hold_over_any_course(sends):
    """However one asks, no chat gets two messages within a second, nor more than 18 within a minute."""
    limiter, now, log = Limiter(Rates()), 100.0, []
    for chat, pause in sends:
        now += pause
        address = Address("telegram", str(chat), thread="1" if chat else "")
        free = Address("telegram", str(chat)) not in limiter.busy(now)
        if limiter.room(now) and free:
            limiter.sent(address, now)
            limiter.spoke(address, now)
            log.append((chat, now))
    for chat, at in log:
        times = [t for c, t in log if c == chat]
        assert len([t for t in times if at <= t < at + 0.999]) == 1
        assert len([t for t in times if at <= t < at + 59.999]) <= 18


@pytest.mark.parametrize(("refusals", "rate"), [(1, 20), (2, 10)])
def test_second_refusal_within_a_minute_halves_the_rate(refusals, rate):
    """Being told "too fast" twice within a minute halves the overall rate, of which answers keep a fifth."""
    limiter = Limiter(Rates())
    for n in range(refusals):
        limiter.refused(100.0 + n)
    limiter.sent(Address("telegram", "1"), 102.0)
    assert limiter.wait_s(102.0) == pytest.approx(1 / rate)


def test_a_chat_rests_from_when_it_was_last_spoken_to():
    """A call that took long, or an answer to a command, moves the second from which the next part may go."""
    limiter, chat = Limiter(Rates()), Address("telegram", "1")
    limiter.sent(chat, 100.0)
    limiter.spoke(chat, 104.0)
    assert chat in limiter.busy(104.9)
    assert chat not in limiter.busy(105.1)


@given(
    course=st.lists(
        st.tuples(st.sampled_from(["part", "part", "land", "answer", "pause"]), st.floats(0, 0.6), st.floats(0, 1)),
        max_size=200,
    )
)
def test_no_second_has_more_messages_than_the_service_takes(course):
    """Whatever is asked meanwhile, however late the program is, and whenever between claim and answer a part arrives:
    parts and up to 5 answers are at most 30 a second.
    """
    limiter, now, arrived, answers, flying = Limiter(Rates()), 100.0, [], [], []
    for number, (kind, span, share) in enumerate(course):
        if kind == "pause":
            now += span
        elif kind == "answer" and sum(at > now - 1 for at in answers) < 5:
            limiter.answered(Address("telegram", f"a{number}"), now)
            answers.append(now)
        elif kind == "land" and flying:
            claimed_at, address = flying.pop(0)
            limiter.spoke(address, now)
            arrived.append(claimed_at + share * (now - claimed_at))
        elif kind == "part":
            for n in range(limiter.room(now)):
                address = Address("telegram", f"{number}.{n}")
                limiter.sent(address, now)
                flying.append((now, address))
            now += span / 20
    for at in [*arrived, *answers]:
        assert sum(at <= other < at + 0.999 for other in [*arrived, *answers]) <= 30


def test_calls_that_hang_hold_the_others_back():
    """At most 25 parts are on their way at the same time; each that lands makes room a second later."""
    limiter, now = Limiter(Rates()), 100.0
    for number in range(100):
        now += 0.1
        for n in range(limiter.room(now)):
            limiter.sent(Address("telegram", f"{number}.{n}"), now)
    assert (limiter._flying, limiter.room(now)) == (25, 0)
    limiter.spoke(Address("telegram", "0.0"), now)
    assert (limiter.room(now), limiter.wait_s(now), limiter.room(now + 1)) == (0, 1.0, 1)


def test_what_was_held_up_is_caught_up_with():
    """A loop that was late by a tenth of a second sends two parts more at once, one that slept no more than a few."""
    limiter, chat = Limiter(Rates()), Address("telegram", "1")
    assert limiter.room(100.0) == 1
    limiter.sent(chat, 100.0)
    assert (limiter.room(100.01), limiter.room(100.05), limiter.room(100.15), limiter.room(400.0)) == (0, 1, 3, 5)


def test_answers_beyond_their_share_are_taken_from_the_parts():
    """Five answers a second are free; each further one takes the place of a part. Its chat rests in any case."""
    limiter, chat = Limiter(Rates()), Address("telegram", "1")
    limiter.sent(chat, 100.0)
    for _ in range(5):
        limiter.answered(chat, 100.0)
    assert limiter.wait_s(100.0) == pytest.approx(0.05)
    limiter.answered(Address("telegram", "2"), 100.0)
    assert limiter.wait_s(100.0) == pytest.approx(0.1)
    assert limiter.busy(100.5) == {chat, Address("telegram", "2")}


def test_answers_keep_at_most_half_of_a_small_rate():
    """An operator who allows two messages a second still gets digests."""
    assert (Rates(overall=2.0).parts, Rates(overall=25.0).parts) == (1.0, 20.0)


@dataclass
class Breaking(Recorder):
    """A platform with a bug: its call raises, and whoever waits for the end hears of it."""

    called: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, *_args, **_more):
        self.called.set()
        raise KeyError("a bug")


def _courier(outbox, platform, alarms, **more):
    async def alarm(text):
        alarms.append(text)

    return Courier(
        outbox, {platform.name: platform}, Clock(NINE + HOUR), Limiter(Rates()),
        uncertain_after=timedelta(0), announce=lambda _doubtful: None, alarm=alarm, **more,
    )  # fmt: skip


@pytest.mark.parametrize("way", ["adopt", "settle_doubts"])
def test_the_line_on_a_part_left_behind_says_which(log_lines, way):
    """What was being sent when the program or its claim ended is one line, with channel, slot, part and attempt."""
    outbox, channel = MemoryOutbox(), one_channel()
    slot = frozen(outbox, channel)
    assert claim(outbox) is not None
    asyncio.run(getattr(_courier(outbox, Recorder(), []), way)())
    (line,) = log_lines()
    expected = {"platform": "telegram", "channel": channel.id, "slot": slot.id, "part": 0, "attempt": 1}
    assert expected.items() <= line.items()
    assert line["message"].endswith("uncertain")


def test_the_line_on_a_call_that_breaks_says_for_which_part(log_lines):
    """A bug in a platform leaves the part to the end of its lease; the traceback stands under the part's own fields."""
    outbox, channel, platform = MemoryOutbox(), one_channel(), Breaking()
    slot = frozen(outbox, channel)

    async def scenario():
        stop, courier = asyncio.Event(), _courier(outbox, platform, [])
        courier.open("telegram")
        running = asyncio.create_task(courier.run(stop))
        await asyncio.wait_for(platform.called.wait(), 30)
        stop.set()
        await running

    asyncio.run(scenario())
    (line,) = log_lines()
    assert (line["slot"], line["part"], line["attempt"]) == (slot.id, 0, 1)
    assert "KeyError: 'a bug'" in line["traceback"]
