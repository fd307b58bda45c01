"""What every store keeps of feeds and their entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from digest.errors import BadInput
from digest.looks import FeedState, HostState, PageState
from digest.model import Entry, PageOutcome
from digest.ports import BackfillState, FeedFigures, Kept, Store
from tests.contract.store.values import HOUR, NOON, PUTIN, a_page, a_record, a_report, a_statement, a_story, an_article

A_FEED, B_FEED = "https://a.example/feed", "https://b.example/feed"


def test_a_feed_state_comes_back_as_it_was_saved(store: Store):
    """Validators are kept verbatim and instants are in UTC."""
    berlin = NOON.astimezone(timezone(2 * HOUR))
    state = FeedState(
        "https://a.example/feed", 'W/"x\'y"', "Fri, 09 May 2025", "ff", berlin, NOON, 3, NOON + HOUR, "weg",
        NOON + 2 * HOUR, NOON - HOUR, 754.5, 60.0, "https://a.example/neu", "https://b.example/", NOON - 2 * HOUR, True,
        NOON,
    )  # fmt: skip
    store.save_feed_state(state)
    assert store.feed_states() == {state.url: replace(state, fetched_at=NOON)}
    assert store.feed_states()[state.url].fetched_at.tzinfo is NOON.tzinfo


def test_a_saved_state_replaces_the_former_one(store: Store):
    """A later save overwrites every field, with nothing as well, and no other feed."""
    store.save_feed_state(FeedState("https://a.example/feed", etag="1", failures=4, error="weg"))
    store.save_feed_state(FeedState("https://b.example/feed"))
    store.save_feed_state(FeedState("https://a.example/feed"))
    assert store.feed_states() == {url: FeedState(url) for url in ("https://a.example/feed", "https://b.example/feed")}


def test_a_naive_instant_is_refused(store: Store):
    """No store guesses a zone."""
    with pytest.raises(ValueError, match="naive"):
        store.save_feed_state(FeedState("https://a.example/feed", fetched_at=datetime(2025, 5, 9)))
    with pytest.raises(ValueError, match="naive"):
        store.keep_entries([], datetime(2025, 5, 9))
    with pytest.raises(ValueError, match="naive"):
        store.articles(datetime(2025, 5, 9), NOON)
    assert store.feed_states() == {}


def test_entries_are_kept_once_by_feed_and_guid(store: Store):
    """The first wording of an entry stands; the same guid in another feed is another entry."""
    first = Entry("https://a.example/feed", "1", "Titel", "https://a.example/1", NOON, "Anriss")
    other = replace(first, feed="https://b.example/feed", published_at=None)
    assert store.keep_entries([first, replace(first, title="anders"), other], NOON) == 2
    assert store.keep_entries([replace(first, title="später")], NOON + HOUR) == 0
    assert store.keep_entries([], NOON) == 0
    assert list(store.entries()) == [first, other]


def test_an_entry_is_known_by_its_address_when_its_guid_changes(store: Store):
    """The first wording stands; without an address, or in another feed, only the guid tells entries apart."""
    first = Entry("https://a.example/feed", "1", "Titel", "https://a.example/1?x", NOON, address="https://a.example/1")
    nowhere = replace(first, guid="2", address="")
    assert store.keep_entries([first, nowhere], NOON) == 2
    assert store.keep_entries([replace(first, guid="3"), replace(nowhere, guid="4")], NOON + HOUR) == 1
    assert store.keep_entries([replace(first, feed="b", guid="5"), replace(first, feed="b", guid="6")], NOON) == 1
    assert [entry.guid for entry in store.entries()] == ["1", "2", "4", "5"]


def test_an_entry_is_found_by_feed_and_guid(store: Store):
    """It comes back whole; what was never seen is nothing."""
    entry = Entry("a", "1", "Titel", "https://a.example/1", NOON, "Anriss", NOON + HOUR, "https://a.example/1")
    store.keep_entries([entry], NOON)
    assert store.entry("a", "1") == entry
    assert store.entry("b", "1") is None
    assert store.entry("a", "\0") is None


def test_a_host_state_comes_back_as_it_was_saved(store: Store):
    """A later save overwrites every field; a host nobody asked is unknown."""
    state = HostState("a.example:443", NOON, "User-agent: *\nDisallow: /", NOON - HOUR, 'W/"1"', "Fri, 09 May 2025")
    store.save_host_state(state)
    assert store.host_state("a.example:443") == state
    assert store.host_state("a.example:80") is None
    store.save_host_state(HostState("a.example:443", robots=""))
    assert store.host_state("a.example:443") == HostState("a.example:443", robots="")
    with pytest.raises(ValueError, match="naive"):
        store.save_host_state(HostState("b", closed_until=datetime(2025, 5, 9)))
    with pytest.raises(BadInput):
        store.save_host_state(HostState("b", robots="\0"))


def test_pages_are_due_in_order(store: Store):
    """Longest due first, those without a plan never; a later save of the same page replaces it."""
    states = [PageState(f"https://a.example/{n}", "feed", str(n), NOON - n * HOUR) for n in range(3)]
    store.save_page_states(states)
    store.save_page_states([PageState("https://a.example/x", "feed", "x"), replace(states[0], due_at=NOON + HOUR)])
    assert store.due_pages(NOON) == [states[2], states[1]]
    assert store.due_pages(NOON + HOUR) == [states[2], states[1], replace(states[0], due_at=NOON + HOUR)]
    full = PageState("u", "f", "g", NOON, 2, 1, NOON - HOUR, "hint", True, 'W/"1"', "Fri")
    store.save_page_states([PageState("u", "", ""), full])
    assert store.page_states(["u", "v", "\0", "u"]) == {"u": full}
    store.save_page_states([])
    with pytest.raises(ValueError, match="naive"):
        store.save_page_states([PageState("w", "f", "g", datetime(2025, 5, 9))])


def test_entries_come_in_the_order_they_were_first_seen(store: Store):
    """The order is that of arrival, whatever dates the entries bear, over any number of them."""
    entries = [Entry("https://a.example/feed", str(n), "T", "", NOON - n * timedelta(minutes=1)) for n in range(2500)]
    assert store.keep_entries(entries[:1200], NOON) == 1200
    assert store.keep_entries(entries[1000:], NOON) == 1300
    assert list(store.entries()) == entries


def test_entries_can_be_kept_while_they_are_iterated(store: Store):
    """An iteration holds no lock and no transaction between two steps."""
    store.keep_entries([Entry("https://a.example/feed", "1", "T", "")], NOON)
    iteration = store.entries()
    next(iteration)
    assert store.keep_entries([Entry("https://a.example/feed", "2", "T", "")], NOON) == 1


def test_an_empty_store_has_nothing(store: Store):
    """Every question to an empty store has an empty answer."""
    assert (store.feed_states(), list(store.entries()), list(store.pages())) == ({}, [], [])
    assert (list(store.all_actors()), list(store.folded_aliases())) == ([], [])
    assert (store.newest_article_at(), store.unanalysed("1"), store.sketches(NOON)) == (None, [], [])
    assert (store.feeds_of(["x"]), store.feed_figures(NOON), store.backfill("x")) == ({}, {}, None)
    report = store.report()
    assert (report.articles, report.statements, report.problem) == (0, 0, "")


def test_an_article_came_by_the_feeds_that_led_to_its_page(store: Store):
    """By every feed that named an address of it, before or after it was read; one read by itself came by none."""
    both, one, none = (an_article(number) for number in (1, 2, 3))
    store.keep_links(A_FEED, [both.url, one.url, both.url, "https://a.example/never-read"])
    for article in (both, one, none):
        store.keep(a_page(article, PUTIN))
    store.keep_links(B_FEED, ["https://a.example/other-way"])
    store.keep(Kept(replace(a_record(both), url="https://a.example/other-way", outcome=PageOutcome.KNOWN)))
    store.keep_links(B_FEED, [])
    assert store.feeds_of([both.id, one.id, none.id, "unknown", "\0"]) == {
        both.id: {A_FEED, B_FEED},
        one.id: {A_FEED},
    }
    assert store.feeds_of([]) == {}


def test_an_update_came_by_the_feed_of_its_page(store: Store):
    """The version that took the place of another has its feeds; nothing is said of the old one any more."""
    old, new = an_article(1, text="Alt ist dieser Text."), an_article(1, text="Neu ist dieser Text.")
    store.keep_links(A_FEED, [old.url])
    store.keep(a_page(old))
    store.keep(a_page(new, outcome=PageOutcome.UPDATE, replaces=old.id, seen_at=NOON + 2 * HOUR))
    assert store.feeds_of([old.id, new.id]) == {new.id: {A_FEED}}


def test_the_figures_of_feeds(store: Store):
    """Entries, new ones, outcomes with the reasons of rejection, articles and those with a statement, by feed."""
    said, silent = an_article(1), an_article(2)
    early, late = (Entry(A_FEED, str(n), "T", "", NOON - n * HOUR) for n in (2, 1))
    store.keep_entries([early], NOON - 3 * HOUR)
    store.keep_entries([late, Entry(B_FEED, "1", "T", "")], NOON)
    store.keep_links(A_FEED, [said.url, silent.url, "https://a.example/wall", "https://a.example/later"])
    for article in (said, silent):
        store.keep(a_page(article, PUTIN, reason="so" if article is silent else ""))
    wall = replace(
        a_record(said), url="https://a.example/wall", outcome=PageOutcome.REJECTED, article=None, reason="consent wall"
    )
    store.keep(Kept(wall))
    store.replace_groups([], [a_story("s", said)], [a_statement(a_report(said), a_report(said, 15), story="s")])
    assert store.feed_figures(NOON) == {
        A_FEED: FeedFigures(
            entries=2,
            recent=1,
            newest_at=NOON - HOUR,
            outcomes={(PageOutcome.NEW, ""): 2, (PageOutcome.REJECTED, "consent wall"): 1},
            articles=2,
            with_statements=1,
        ),
        B_FEED: FeedFigures(entries=1, recent=1),
    }
    with pytest.raises(ValueError, match="naive"):
        store.feed_figures(datetime(2025, 5, 9))


def test_how_far_an_archive_was_read_is_replaced(store: Store):
    """A later save overwrites every field of this archive and of no other; instants are in UTC."""
    berlin = NOON.astimezone(timezone(2 * HOUR))
    other = BackfillState("file:///b", "", "", 0, {}, is_done=False, changed_at=NOON)
    store.save_backfill(other)
    store.save_backfill(BackfillState("file:///ä.warc", "9 1", "17", 3, {"new": 2, "zu groß": 1}, False, berlin))
    assert store.backfill("file:///ä.warc").changed_at.tzinfo is NOON.tzinfo
    last = BackfillState("file:///ä.warc", "9 2", "99", 4, {"new": 3}, True, NOON, NOON - HOUR, NOON + HOUR)
    store.save_backfill(last)
    assert (store.backfill("file:///ä.warc"), store.backfill("file:///b"), store.backfill("\0")) == (last, other, None)


def test_links_and_archives_that_cannot_be_stored_are_refused(store: Store):
    """No half a pair of surrogates and no NUL gets in."""
    for bad in ("a\0b", "\ud800"):
        with pytest.raises(BadInput):
            store.keep_links(A_FEED, ["https://a.example/1", bad])
        with pytest.raises(BadInput):
            store.save_backfill(BackfillState("file:///b", "", "", 0, {bad: 1}, is_done=False, changed_at=NOON))
    assert (store.feeds_of([an_article().id]), store.backfill("file:///b")) == ({}, None)


def test_counts_of_lines_come_back_as_they_were_saved(store: Store):
    """Each outlet has its own; a later save replaces all of them; an outlet never met has none."""
    assert store.line_counts("bote") == {}
    store.save_line_counts("bote", {"": 7, "ab12": 5})
    store.save_line_counts("post", {"": 1})
    store.save_line_counts("bote", {"": 8})
    assert (store.line_counts("bote"), store.line_counts("post")) == ({"": 8}, {"": 1})


def test_counts_that_cannot_be_stored_are_refused(store: Store):
    """Half a character is refused in words, and asking for it finds nothing."""
    with pytest.raises(BadInput, match="counts of lines"):
        store.save_line_counts("bo\ud800te", {"": 1})
    assert store.line_counts("bo\ud800te") == {}
