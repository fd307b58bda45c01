"""The store as one channel sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.answers import CommandContext, answer_actor, answer_sources
from digest.edition import DigestRequest
from digest.model import Mode, PageOutcome, PageRecord, Withdrawn
from digest.ports import Kept, StatementQuery, Store
from digest.publish import compile_digest, group
from digest.statements import merge
from digest.store.memory import MemoryStore
from digest.visible import visible
from tests.building import START, Said, keep, made, person

ADA, BEN = person("Ada Winter"), person("Ben Sommer")
BRIDGE = "Die neue Brücke über die Saale wird im nächsten Jahr fertig sein"
TUNNEL = "Der alte Tunnel unter dem Markt bleibt noch lange gesperrt"
OPEN, OWN = "https://open.example/rss", "https://own.example/rss"
DAY = timedelta(days=1)
ALL = StatementQuery()


@pytest.fixture
def store() -> Store:
    """Ada is reported by the open feed and, earlier, by the one a channel added; Ben by the latter alone."""
    store = MemoryStore()
    early = made("Eigenes", Said(ADA, BRIDGE), Said(BEN, TUNNEL), title="Eigener Titel über Brücke und Tunnel")
    late = made("Offenes", Said(ADA, BRIDGE, "{}, so {speaker}.", cue=""), hours=2, title="Titel über die Brücke")
    keep(store, early, late)
    store.keep_links(OWN, [early.article.url])
    store.keep_links(OPEN, [late.article.url])
    group(store)
    return store


def test_nothing_hidden_is_the_store_itself(store: Store):
    """Where no channel added anything, nothing stands between."""
    assert visible(store, frozenset()) is store


def test_what_came_by_hidden_feeds_only_is_not_there(store: Store):
    """Neither articles nor statements nor stories of it, asked for in whatever way; nor is it counted."""
    seen = visible(store, frozenset({OWN}))
    assert [article.outlet.name for article in seen.articles(START - DAY, START + DAY)] == ["Offenes"]
    assert [one.text for one in seen.statements(ALL)] == [BRIDGE]
    (tunnel,) = [one for one in store.statements(ALL) if one.text == TUNNEL]
    assert seen.statement(tunnel.id) is None
    assert seen.statement("unknown") is None
    assert seen.statements(StatementQuery(speaker=BEN.id)) == []
    counts = seen.count_statements(ALL)
    assert (counts.total, counts.outlets, counts.articles, counts.independent) == (1, 1, 1, 1)
    assert store.count_statements(ALL).total == 2
    hidden = visible(store, frozenset({OWN, OPEN}))
    assert (hidden.statements(ALL), hidden.stories(START - DAY, START + DAY)) == ([], [])


def test_what_a_hidden_page_withdrew_is_not_there(store: Store):
    """Not even by its id: whoever does not read the feed learns nothing of what stood there."""
    (tunnel,) = [one for one in store.statements(ALL) if one.text == TUNNEL]
    old = store.article(tunnel.reports[0].article)
    new = replace(made("Eigenes", Said(BEN, "Alles bleibt, wie es ist")).article, url=old.url)
    record = PageRecord(old.url, PageOutcome.UPDATE, START + DAY, article=new.id, replaces=old.id)
    store.keep(Kept(record, new, withdrawn=(Withdrawn(tunnel, START + DAY),)))
    store.replace_groups([new.id], [], [])
    assert visible(store, frozenset({OPEN})).withdrawn(tunnel.id).statement == tunnel
    assert visible(store, frozenset({OWN})).withdrawn(tunnel.id) is None
    assert visible(store, frozenset({OWN})).withdrawn("unknown") is None


def test_a_statement_is_shown_in_the_words_of_a_visible_report(store: Store):
    """With its outlet and its time, also where another outlet had it first; the id stays."""
    (seen,) = visible(store, frozenset({OWN})).statements(ALL)
    (known,) = [one for one in store.statements(ALL) if one.text == BRIDGE]
    assert [outlet.name for outlet in known.outlets] == ["Eigenes", "Offenes"]
    assert [outlet.name for outlet in seen.outlets] == ["Offenes"]
    assert (seen.id, seen.first_at, known.first_at) == (known.id, START + timedelta(hours=2), START)
    assert seen.reports[0].independent


def test_an_article_that_also_came_by_a_visible_feed_is_there(store: Store):
    """One feed that the channel reads is enough, and so is having come by no feed at all."""
    early = store.articles(START, START + timedelta(hours=1))[0]
    store.keep_links(OPEN, [early.url])
    assert len(visible(store, frozenset({OWN})).statements(ALL)) == 2
    by_hand = made("Von Hand", Said(BEN, "Von Hand gelesen wird hier auch noch etwas", mode=Mode.DIRECT), hours=3)
    keep(store, by_hand)
    group(store)
    assert len(visible(store, frozenset({OWN, OPEN})).statements(ALL)) == 1


def test_a_mode_asked_for_is_that_of_the_words_shown(store: Store):
    """A statement whose visible report has another mode is not listed under the mode of the hidden one."""
    late = store.articles(START + timedelta(hours=1), START + DAY)[0]
    analysis = store.analyses([late.id])[late.id]
    mode = analysis.quotations[0].mode
    seen = visible(store, frozenset({OWN}))
    assert [one.mode for one in seen.statements(StatementQuery(modes=frozenset({mode})))] == [mode]


@pytest.fixture(scope="module")
def crowd() -> Store:
    """900 statements, of which every third came by the open feed."""
    store = MemoryStore()
    readings = [
        made(f"Blatt {number % 7}", Said(ADA, f"Satz Nummer {number} handelt von einer anderen Sache"), hours=number)
        for number in range(900)
    ]
    keep(store, *readings)
    for number, reading in enumerate(readings):
        store.keep_links(OWN if number % 3 else OPEN, [reading.article.url])
    store.replace_groups([reading.article.id for reading in readings], [], merge(readings, {}, {}))
    return store


@pytest.mark.parametrize(("limit", "offset"), [(1, 0), (3, 2), (600, 0), (100, 250), (5, 700), (0, 0), (7, -3)])
def test_pages_of_statements(crowd: Store, limit: int, offset: int):
    """Limit and offset count what is visible, over any number of hidden statements between."""
    seen, first = visible(crowd, frozenset({OWN})), max(offset, 0)
    every = [one for one in crowd.statements(ALL, 900) if int(one.text.split()[2]) % 3 == 0]
    assert len(every) == 300
    assert seen.statements(ALL, limit, offset) == every[first : first + limit]
    assert seen.count_statements(ALL).total == 300


def test_the_digest_of_a_channel_shows_nothing_of_others(store: Store):
    """No statement, outlet, headline or count of a feed that the channel does not read; its own reader sees all."""
    request = DigestRequest(START.date(), START - DAY, START + DAY)
    for hidden, outlets, statements in (({OWN}, 1, 1), (set(), 2, 2)):
        edition = compile_digest(visible(store, frozenset(hidden)), request)
        assert (edition.counts.outlets, edition.counts.statements) == (outlets, statements)
        assert ("Eigener Titel" in str(edition)) == (not hidden)


def test_answers_show_nothing_of_others(store: Store):
    """Neither what somebody said nor the outlets heard of."""
    context = CommandContext(visible(store, frozenset({OWN})), START + DAY)
    assert "Tunnel" not in str(answer_actor(context, "Ben Sommer"))
    assert answer_sources(context, "").heard == (("Offenes", 1),)
    assert "Tunnel" in str(answer_actor(CommandContext(store, START + DAY), "Ben Sommer"))


def test_a_rejected_page_hides_nothing(store: Store):
    """A page without an article is no way to any, whatever feed led to it."""
    store.keep(Kept(PageRecord("https://own.example/wall", PageOutcome.REJECTED, START)))
    store.keep_links(OWN, ["https://own.example/wall"])
    assert visible(store, frozenset({OPEN})).statements(ALL)
