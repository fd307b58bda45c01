"""What every store remembers of the feeds that channels chose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from digest.choices import Choices, Offer, channel_feeds, hidden_feeds, reading_list
from digest.errors import BadInput
from digest.model import Feed, Outlet, OutletKind
from digest.outbox import Outbox
from digest.outcome import Address
from tests.contract.outbox.values import DAY, FRIDAY, GROUP, NINE, OTHER, a_channel

ONE, TWO = a_channel(GROUP).id, a_channel(OTHER).id
BOTE = Feed("https://bote.example/rss", Outlet("bote", "Bote „Ost“", "DE", "de", OutletKind.AGENCY), "Politik")
POST = Feed("https://post.example/rss", Outlet("post", "Post", language="en"))
LISTED = Feed("https://listed.example/rss", Outlet("listed", "Gelistet", "DE", "de"))


def test_a_feed_of_two_channels_is_one_feed(choices: Choices):
    """Added by two channels it is listed once; taken away by one it stays for the other; by both, nobody reads it."""
    for channel in (ONE, TWO, TWO):
        choices.add(channel, BOTE, NINE)
    assert reading_list([LISTED], choices) == (LISTED, BOTE)
    assert choices.readers() == {BOTE.url: {ONE, TWO}}
    choices.choose(ONE, BOTE.url, NINE + DAY, wanted=False)
    assert reading_list([], choices) == (BOTE,)
    assert (choices.of_channel(ONE), choices.of_channel(TWO)) == ({BOTE.url: False}, {BOTE.url: True})
    choices.choose(TWO, BOTE.url, NINE + DAY, wanted=False)
    assert (reading_list([], choices), choices.readers()) == ((), {})
    assert choices.added() == [BOTE]


def test_a_channel_reads_what_is_listed_and_what_it_added(choices: Choices):
    """Not what others added, nor what it took off; all of that is hidden from it, and from it alone."""
    choices.add(ONE, BOTE, NINE)
    choices.add(TWO, POST, NINE)
    choices.choose(TWO, LISTED.url, NINE, wanted=False)
    assert channel_feeds(ONE, [LISTED], choices) == (LISTED, BOTE)
    assert channel_feeds(TWO, [LISTED], choices) == (POST,)
    assert hidden_feeds(ONE, [LISTED], choices) == {POST.url}
    assert hidden_feeds(TWO, [LISTED], choices) == {LISTED.url, BOTE.url}
    assert hidden_feeds("a new one", [LISTED], choices) == {BOTE.url, POST.url}
    choices.choose(TWO, LISTED.url, NINE, wanted=True)
    assert channel_feeds(TWO, [LISTED], choices) == (LISTED, POST)


def test_a_feed_that_the_operator_lists_later_is_fetched_once_and_read_by_all(choices: Choices):
    """Added before, it stands in the list once, with what the sources file says of it."""
    choices.add(ONE, BOTE, NINE)
    listed = Feed(BOTE.url, Outlet("bote", "Der Bote"))
    assert reading_list([listed], choices) == channel_feeds(TWO, [listed], choices) == (listed,)
    choices.choose(ONE, BOTE.url, NINE, wanted=False)
    assert reading_list([listed], choices) == (listed,)
    assert channel_feeds(ONE, [listed], choices) == ()


def test_the_first_description_of_a_feed_stands(choices: Choices):
    """Another channel that adds it under another name changes nothing for the first one; no day of a check is kept."""
    choices.add(ONE, Feed(BOTE.url, BOTE.outlet, BOTE.section, checked_on=FRIDAY), NINE)
    choices.add(TWO, Feed(BOTE.url, Outlet("x", "Anders")), NINE)
    assert choices.added() == [BOTE]


def test_a_feed_is_dropped_for_everybody(choices: Choices):
    """The operator takes it from all who read it, is told how many that were, and from nobody who did not."""
    choices.add(ONE, BOTE, NINE)
    choices.add(TWO, BOTE, NINE)
    choices.choose(TWO, BOTE.url, NINE, wanted=False)
    assert (choices.drop(BOTE.url, NINE), choices.drop(BOTE.url, NINE), choices.drop("nirgends", NINE)) == (1, 0, 0)
    assert choices.readers() == {}


def test_offers_replace_the_former_ones(choices: Choices):
    """In their order, each address once, for this channel only; an empty list takes them away."""
    given = [
        Offer("https://b.example", "B"),
        Offer("https://a.example", "Ä"),
        Offer("https://b.example", "noch einmal"),
    ]
    choices.offer(ONE, given)
    assert choices.offers(ONE) == given[:2]
    assert choices.offers(TWO) == choices.offers("nobody") == []
    choices.offer(ONE, given[1:2])
    assert choices.offers(ONE) == given[1:2]
    choices.offer(ONE, [])
    assert choices.offers(ONE) == []


def test_tries_are_counted_by_day_and_channel(choices: Choices):
    """The count begins anew with each day, and no channel uses up another's."""
    assert [choices.count_try(ONE, FRIDAY) for _ in range(3)] == [1, 2, 3]
    assert choices.count_try(TWO, FRIDAY) == 1
    assert [choices.count_try(ONE, date(2025, 5, 10)) for _ in range(2)] == [1, 2]


def test_all_of_it_goes_with_the_channel(choices: Choices, outbox: Outbox):
    """A chat that comes back after it was forgotten begins anew; what it added is known still and read by nobody."""
    choices.add(ONE, BOTE, NINE)
    choices.offer(ONE, [Offer("https://a.example", "A")])
    choices.count_try(ONE, FRIDAY)
    outbox.forget_channel(ONE)
    assert (choices.of_channel(ONE), choices.offers(ONE), choices.readers()) == ({}, [], {})
    outbox.save_channel(a_channel(GROUP))
    assert (choices.of_channel(ONE), choices.offers(ONE), choices.count_try(ONE, FRIDAY)) == ({}, [], 1)
    assert choices.added() == [BOTE]


def test_a_channel_that_is_saved_again_keeps_its_choices(choices: Choices, outbox: Outbox):
    """A change of settings, or of the chat's address, takes nothing away."""
    choices.add(ONE, BOTE, NINE)
    moved = Address("telegram", "-300")
    outbox.save_channel(replace(a_channel(moved, language="en"), id=ONE))
    assert choices.of_channel(ONE) == {BOTE.url: True}


def test_nobody_chooses_for_a_channel_that_is_not_there(choices: Choices):
    """Every way of writing is refused, and nothing is left of it."""
    for write in (
        lambda: choices.add("nobody", BOTE, NINE),
        lambda: choices.choose("nobody", BOTE.url, NINE, wanted=True),
        lambda: choices.offer("nobody", [Offer("https://a.example", "A")]),
        lambda: choices.count_try("nobody", FRIDAY),
        lambda: choices.choose("\0", BOTE.url, NINE, wanted=True),
    ):
        with pytest.raises(BadInput, match="not stored"):
            write()
    assert (choices.added(), choices.readers(), choices.of_channel("\0"), choices.offers("\0")) == ([], {}, {}, [])


@pytest.mark.parametrize("bad", ["a\0b", "\ud800"])
def test_what_no_database_can_hold_is_refused(choices: Choices, bad: str):
    """In an address, a name or a title; nothing is written."""
    for write in (
        lambda: choices.add(ONE, Feed(bad, BOTE.outlet), NINE),
        lambda: choices.add(ONE, Feed(BOTE.url, Outlet("bote", bad)), NINE),
        lambda: choices.choose(ONE, bad, NINE, wanted=True),
        lambda: choices.offer(ONE, [Offer("https://a.example", bad)]),
    ):
        with pytest.raises(BadInput, match="NUL character or half"):
            write()
    assert (choices.added(), choices.of_channel(ONE), choices.offers(ONE)) == ([], {}, [])
    assert choices.drop(bad, NINE) == 0


def test_a_naive_instant_is_refused(choices: Choices):
    """No store guesses a zone."""
    naive = datetime(2025, 5, 9)
    for write in (
        lambda: choices.add(ONE, BOTE, naive),
        lambda: choices.choose(ONE, BOTE.url, naive, wanted=True),
        lambda: choices.drop(BOTE.url, naive),
    ):
        with pytest.raises(ValueError, match="naive"):
            write()
    assert (choices.added(), choices.of_channel(ONE)) == ([], {})
