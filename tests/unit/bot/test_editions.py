"""What a channel's digest covers, how it is frozen, and the notice for a doubtful part."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editions import LONGEST_PERIOD, Editions, request_of
from bot.platforms.slack import render as slack
from bot.platforms.telegram import render as telegram
from bot.schedule import Compiled, rhythm_of
from digest.edition import Week
from digest.occurrences import occurrences
from digest.outbox import Shown, Slot, slot_id
from digest.render.frozen import message_of
from digest.store.memory_outbox import MemoryOutbox
from digest.taste import Pictures, Taste, Weekend, WhenEmpty
from digest.windows import Roundup
from tests.unit.bot.doubles import GROUP, NINE, ROOM, Clock, Recorder, a_channel, an_edition
from tests.unit.test_weeks import WEEK

DAY = timedelta(days=1)


def a_slot(channel, due=NINE) -> Slot:
    day = date(2025, 5, 9)
    return Slot(slot_id(channel.id, day, 0), channel.id, day, 0, due)


def editions(outbox=None, clock=None, statements=1, **platforms):
    """Editions with a platform that records, and one story to tell."""
    return Editions(
        outbox or MemoryOutbox(),
        platforms or {"telegram": Recorder()},
        clock or Clock(NINE),
        lambda request, _channel: an_edition(request, statements),
    )


@pytest.mark.parametrize(
    ("more", "since"),
    [
        ({}, NINE - DAY),
        ({"times": (time(9), time(18))}, NINE - timedelta(hours=15)),
        ({"weekdays": (4,)}, NINE - 7 * DAY),
        ({"weekdays": (3, 4)}, NINE - DAY),
    ],
)
def test_a_digest_covers_what_came_since_the_one_before(more, since):
    """A daily one covers a day, the first of two a night, a weekly one a week; up to the moment it is due."""
    channel = a_channel(**more)
    request = request_of(channel, a_slot(channel))
    assert (request.since, request.until, request.date) == (since, NINE, date(2025, 5, 9))
    assert (request.language, request.zone, request.limits.stories) == ("de", "Europe/Berlin", 7)


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    times=st.sets(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=3).map(
        lambda times: tuple(sorted(times))
    ),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]),
    start=st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)),
)
def test_periods_join_without_gap_or_overlap(weekdays, times, zone, start):
    """Over any weeks, in any zone, each digest begins where the one before it ended."""
    channel = a_channel(weekdays=weekdays, times=times, zone=zone)
    first = start.replace(tzinfo=NINE.tzinfo)
    due = list(occurrences(rhythm_of(channel), first, first + 9 * DAY))
    for earlier, later in pairwise(due):
        request = request_of(channel, Slot("s", channel.id, later.local_date, later.ordinal, later.due))
        assert request.since == max(earlier.due, later.due - LONGEST_PERIOD)


def test_parts_are_frozen_for_their_channel():
    """Each with the payload and the plain form of its platform, addressed to the channel, numbered from 0."""
    channel = a_channel()
    (part,) = editions().compile_slot(channel, a_slot(channel)).parts
    assert (part.address, part.part, part.slot) == (GROUP, 0, a_slot(channel).id)
    assert "Das Wasser steigt" in part.plain
    assert part.payload != part.plain


def test_freezing_twice_gives_the_same_parts():
    """Compiled again after a crash, the parts have the same ids, so that the outbox can tell."""
    channel = a_channel()
    first, second = (editions().compile_slot(channel, a_slot(channel)) for _ in range(2))
    assert first == second


def test_nothing_read_has_no_parts():
    """Where no article came at all nothing is said, whatever the channel wants when nothing is new."""
    channel = a_channel()
    assert editions(statements=0).compile_slot(channel, a_slot(channel)).parts == ()


@pytest.mark.parametrize(("minutes", "says"), [(0, False), (14, False), (16, True), (200, True)])
def test_a_late_digest_says_so(minutes, says):
    """From a quarter of an hour on it names the time it was due, on the channel's clock."""
    channel = a_channel()
    (part,) = editions(clock=Clock(NINE + timedelta(minutes=minutes))).compile_slot(channel, a_slot(channel)).parts
    assert ("fällig war diese Ausgabe um 09:00" in part.plain) is says


def test_a_doubtful_part_is_announced_in_the_channels_language():
    """With the day in words and the command that shows it again; the same doubt makes the same notice."""
    outbox, channel = MemoryOutbox(), a_channel(language="en")
    outbox.save_channel(channel)
    outbox.open_slots(channel.id, [a_slot(channel)], NINE + DAY)
    made = editions(outbox)
    (part,) = made.compile_slot(channel, a_slot(channel)).parts
    notice = made.announce(part)
    assert "/digest 2025-05-09" in notice.plain
    assert "May 9, 2025" in notice.plain
    assert (notice.slot, notice.address) == (None, GROUP)
    assert made.announce(part) == notice
    assert made.announce(notice) is None


def test_a_channel_that_is_gone_gets_no_notice():
    """Nor does one whose platform is not connected."""
    channel = a_channel()
    (part,) = editions().compile_slot(channel, a_slot(channel)).parts
    assert editions().announce(part) is None
    outbox, room = MemoryOutbox(), a_channel(ROOM)
    outbox.save_channel(room)
    outbox.open_slots(room.id, [a_slot(room)], NINE + DAY)
    (lost,) = editions(outbox, slack=Recorder("slack")).compile_slot(room, a_slot(room)).parts
    assert editions(outbox).announce(lost) is None


SATURDAY = date(2025, 5, 10)


def on_saturday(channel, ordinal: int = 0) -> Slot:
    due = NINE + DAY + ordinal * timedelta(hours=9)
    return Slot(slot_id(channel.id, SATURDAY, ordinal), channel.id, SATURDAY, ordinal, due)


def tasting(channel=None, **wishes: object):
    return replace(channel or a_channel(), taste=Taste(**wishes))


def read_in_vain(request, _channel):
    """An edition without anything new, though articles came."""
    edition = an_edition(request, 1)
    return replace(edition, stories=(), more=())


@pytest.mark.parametrize(
    ("empty", "parts", "silent"), [(WhenEmpty.LINE, 1, False), (WhenEmpty.SILENT, 1, True), (WhenEmpty.SKIP, 0, False)]
)
def test_where_nothing_is_new_the_channel_gets_what_it_chose(empty, parts, silent):
    """One line with what was read since when, the same without sound, or nothing; and it counts as nothing shown."""
    channel = tasting(empty=empty)
    platform = Recorder()
    made = Editions(MemoryOutbox(), {"telegram": platform}, Clock(NINE), read_in_vain)
    compiled = made.compile_slot(channel, a_slot(channel))
    assert (len(compiled.parts), compiled.shown) == (parts, None)
    if parts:
        assert "Nichts Neues seit 8. Mai, 09:00: 1 Artikel gelesen." in compiled.parts[0].plain
        assert platform.quiet == [silent]


def test_what_was_shown_is_frozen_with_the_parts():
    """The statements by id, and the message as it was before the platform rendered it."""
    channel = a_channel()
    shown = editions().compile_slot(channel, a_slot(channel)).shown
    assert shown is not None
    assert shown.statements == ("s1",)
    assert message_of(shown.message).fallback.startswith("Wortlaut")


def test_a_channel_is_not_shown_again_what_it_saw():
    """The request names what earlier digests of this channel showed, and where the last one that came ended."""
    outbox, channel = MemoryOutbox(), a_channel()
    outbox.save_channel(channel)
    yesterday = Slot(slot_id(channel.id, date(2025, 5, 8), 0), channel.id, date(2025, 5, 8), 0, NINE - DAY)
    outbox.open_slots(channel.id, [yesterday], NINE)
    outbox.freeze(yesterday.id, [], Shown("[]", ("s0",)))
    asked = []
    made = Editions(
        outbox, {"telegram": Recorder()}, Clock(NINE), lambda request, _: asked.append(request) or an_edition(request)
    )
    made.compile_slot(channel, a_slot(channel))
    assert asked[0].seen == {"s0"}


def test_after_an_absence_the_digest_reaches_back_to_the_last_that_came():
    """What was missed while the channel was paused, or we were away, is caught up; at most the longest period."""
    channel = a_channel()
    missed = request_of(channel, a_slot(channel), NINE - 4 * DAY)
    assert missed.since == NINE - 4 * DAY
    assert request_of(channel, a_slot(channel), NINE - 90 * DAY).since == NINE - LONGEST_PERIOD
    assert request_of(channel, a_slot(channel), NINE - DAY).since == NINE - DAY


def test_short_weekends_have_one_short_digest_a_day():
    """The second slot of a Saturday is left out, the first has three stories; other days are as always."""
    channel = tasting(a_channel(times=(time(9), time(18))), weekend=Weekend.SHORT)
    assert editions().compile_slot(channel, on_saturday(channel, 1)) == Compiled()
    assert request_of(channel, on_saturday(channel)).limits.stories == 3
    assert editions().compile_slot(channel, a_slot(channel)).parts
    assert request_of(channel, a_slot(channel)).limits.stories == 7


def test_the_week_comes_with_the_last_digest_of_its_day():
    """On the weekday the channel chose, and on no other."""
    weeks = []
    platform = Recorder()
    roundup = Roundup(NINE - 7 * DAY, NINE, 0, 0, 0, (), (), ())
    made = Editions(
        MemoryOutbox(), {"telegram": platform}, Clock(NINE), lambda request, _: an_edition(request),
        lambda until, _: weeks.append(until) or Week(roundup, "de", "Europe/Berlin"),
    )  # fmt: skip
    friday = tasting(a_channel(times=(time(9), time(18))), weekly=4)
    assert len(made.compile_slot(friday, a_slot(friday)).parts) == 1
    evening = replace(a_slot(friday), ordinal=1, due=NINE + timedelta(hours=9))
    assert len(made.compile_slot(friday, evening).parts) == 2
    assert weeks == [evening.due]
    monday = tasting(weekly=0)
    assert len(made.compile_slot(monday, a_slot(monday)).parts) == 1


@pytest.mark.parametrize(("render", "words"), [(telegram.render, '"photo"'), (slack.render, '"picture"')])
def test_the_week_comes_with_its_pictures(render, words):
    """On both platforms the words go first and each picture is a part of its own, frozen with its bytes."""
    platform = Recorder()
    platform.render = render
    made = Editions(
        MemoryOutbox(), {"telegram": platform}, Clock(NINE), lambda request, _: an_edition(request),
        lambda until, channel: replace(WEEK, pictures=channel.taste.pictures), draw=lambda _chart: b"PNG",
    )  # fmt: skip
    channel = tasting(a_channel(), weekly=4)
    digest, week, *pictures = made.compile_slot(channel, a_slot(channel)).parts
    assert len(pictures) == 2
    assert all(words in one.payload and b64encode(b"PNG").decode() in one.payload for one in pictures)
    assert words not in week.payload + digest.payload
    assert all("Person A" in one.plain for one in pictures)
    without = tasting(a_channel(), weekly=4, pictures=Pictures.OFF)
    assert not any(words in one.payload for one in made.compile_slot(without, a_slot(without)).parts)
