"""How every store lists and counts statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import BadInput
from digest.model import Actor, Article, Kind, Mode, PageOutcome, Span, Withdrawn
from digest.ports import Kept, StatementCounts, StatementQuery, Store
from tests.contract.store.values import (
    ACTORS,
    CHINA,
    DAY,
    HOUR,
    MORGENPOST,
    NOON,
    PUTIN,
    XI,
    a_page,
    a_record,
    a_report,
    a_statement,
    a_story,
    an_article,
    queries,
)


def keep_articles(store: Store, *articles: Article):
    """Keep the bare articles."""
    for article in articles:
        store.keep(Kept(a_record(article), article))


@pytest.fixture
def told(store: Store):
    """Four statements over three articles, the first one reported twice."""
    first, copy, later = an_article(1), an_article(2, NOON + HOUR, outlet=MORGENPOST), an_article(3, NOON + DAY)
    keep_articles(store, first, copy, later)
    both = a_statement(a_report(first), a_report(copy, independent=False), story="s1")
    joint = a_statement(a_report(first, 30), speakers=(XI, PUTIN), mode=Mode.DIRECT, about=(PUTIN,), story="s1")
    unsure = a_statement(a_report(later), certain=False, addressees=(), about=())
    nobody = a_statement(a_report(later, 40), speakers=(), mode=Mode.REPORTED, said_on=None, role="", via="")
    store.replace_groups([], [a_story("s1", first, copy)], [both, joint, unsure, nobody])
    return both, joint, unsure, nobody


def test_a_statement_comes_back_as_it_was(store: Store, told):
    """Every field survives, with speakers and reports in their order."""
    for statement in told:
        assert store.statement(statement.id) == statement
    assert store.statement("nichts") is None
    assert store.report().statements == 4


def test_statements_come_newest_first_and_in_pages(store: Store, told):
    """Order is by time and then id, downwards; limit and offset cut one list, and bad ones cut nothing out of it."""
    newest_first = sorted(told, key=lambda statement: (statement.first_at, statement.id), reverse=True)
    assert store.statements(StatementQuery()) == newest_first
    assert store.statements(StatementQuery(), 2) == newest_first[:2]
    assert store.statements(StatementQuery(), 2, 1) == newest_first[1:3]
    assert store.statements(StatementQuery(), 9, 3) == newest_first[3:]
    assert store.statements(StatementQuery(), 9, 4) == store.statements(StatementQuery(), 0) == []
    assert store.statements(StatementQuery(), -1) == []
    assert store.statements(StatementQuery(), 1, -5) == newest_first[:1]


def test_each_condition_of_a_query_narrows_it(store: Store, told):
    """Speaker, about, story, time, mode and sureness all hold together."""
    both, joint, unsure, nobody = told

    def ids(**conditions: object):
        return {statement.id for statement in store.statements(StatementQuery(**conditions))}

    assert ids(speaker="putin") == {both.id, joint.id, unsure.id}
    assert ids(speaker="xi") == {joint.id}
    assert ids(about="putin") == {joint.id}
    assert ids(speaker="putin", about="china") == {both.id}
    assert ids(story="s1") == {both.id, joint.id}
    assert ids(story="s1", speaker="xi") == {joint.id}
    assert ids(since=NOON + DAY) == {unsure.id, nobody.id}
    assert ids(until=NOON + DAY) == {both.id, joint.id}
    assert ids(since=NOON, until=NOON) == set()
    assert ids(modes=frozenset({Mode.DIRECT, Mode.REPORTED})) == {joint.id, nobody.id}
    assert ids(certain=False) == {unsure.id}
    assert ids(speaker="putin", certain=True, modes=frozenset({Mode.INDIRECT})) == {both.id}
    assert ids(speaker="nobody") == ids(about="nobody") == ids(story="nichts") == set()


def test_who_spoke_before_an_instant(store: Store, told):
    """Speakers only, of statements reported before it and not at it; strangers and nobody are not among them."""
    assert store.speakers_before(["putin", "xi", "china", "nobody", "\0"], NOON + DAY) == {"putin", "xi"}
    assert store.speakers_before(["putin"], min(one.first_at for one in told)) == frozenset()
    assert store.speakers_before([], NOON + DAY) == frozenset()


def test_counting_gives_all_figures(store: Store, told):
    """Modes are all there, days only where something was said, and an article counts once."""
    none = dict.fromkeys(Mode, 0)
    assert store.count_statements(StatementQuery(speaker="putin")) == StatementCounts(
        total=3,
        by_mode={**none, Mode.INDIRECT: 2, Mode.DIRECT: 1},
        outlets=2,
        articles=3,
        independent=2,
    )
    assert store.count_statements(StatementQuery(speaker="nobody")) == StatementCounts(0, none, 0, 0, 0)


def test_a_text_is_independent_when_one_of_its_reports_is(store: Store):
    """An article with an own and a copied quotation counts as one independent text, whoever is asked about."""
    article = an_article()
    keep_articles(store, article)
    own, copied = a_report(article), a_report(article, 30, independent=False)
    store.replace_groups([], [], [a_statement(own), a_statement(copied, speakers=(XI,))])
    assert [store.count_statements(StatementQuery(*by)).independent for by in ((), ("putin",), ("xi",))] == [1, 1, 0]
    for reports in ((replace(copied, quotation="q"), own), (own, replace(copied, quotation="q"))):
        store.replace_groups([article.id], [], [a_statement(*reports, speakers=(XI,))])
        assert store.count_statements(StatementQuery(speaker="xi")).independent == 1


def test_days_are_those_of_utc(store: Store):
    """The last microsecond of a day belongs to it, before 1970 as well."""
    times = [NOON.replace(hour=0), NOON.replace(hour=0) - timedelta(microseconds=1), NOON.replace(year=1969)]
    articles = [an_article(number, at) for number, at in enumerate(times)]
    keep_articles(store, *articles)
    store.replace_groups([], [], [a_statement(a_report(article)) for article in articles])
    for query in (StatementQuery(), StatementQuery(speaker="putin"), StatementQuery(about="china")):
        edges = [
            NOON.replace(year=1969, hour=0),
            NOON.replace(year=1969, hour=0) + DAY,
            *reversed(times[:2]),
            NOON + DAY,
        ]
        assert store.count_between(query, edges) == [1, 0, 1, 1]
        assert store.statements(replace(query, until=times[0]))[0].first_at == times[1]
        assert store.count_statements(replace(query, since=times[1], until=times[0])).total == 1


def test_an_actor_named_twice_in_a_part_counts_once(store: Store):
    """Who speaks twice in one statement is one speaker; the order of first naming stays."""
    article = an_article()
    keep_articles(store, article)
    twice = (XI, PUTIN, XI)
    store.replace_groups([], [], [a_statement(a_report(article), speakers=twice, addressees=twice, about=twice)])
    (stored,) = store.statements(StatementQuery(speaker="xi"))
    assert stored.speakers == stored.addressees == stored.about == (XI, PUTIN)
    assert store.count_statements(StatementQuery(speaker="xi")).total == 1


def test_actors_and_outlets_of_a_statement_are_shown_as_known_now(store: Store, told):
    """A later name of a speaker or an outlet shows in statements stored before."""
    renamed = Actor("putin", Kind.PERSON, "W. Putin", "Q7747")
    article = an_article(9, outlet=replace(MORGENPOST, name="Post"))
    store.keep(a_page(article, renamed))
    shown = store.statement(told[0].id)
    assert shown.speakers == (renamed,)
    assert [outlet.name for outlet in shown.outlets] == ["Abendblatt", "Post"]
    store.replace_groups([], [], [told[0]])
    assert store.statement(told[0].id).speakers == (renamed,)


def test_long_statements_over_many_reports_stay_in_order(store: Store):
    """Hundreds of reports and statements come back whole."""
    articles = [an_article(number) for number in range(300)]
    keep_articles(store, *articles)
    wide = a_statement(*map(a_report, articles), text="ä" * 5000, role="R" * 5000)
    narrow = [a_statement(a_report(article, start)) for article in articles for start in (30, 45)]
    store.replace_groups([], [], [wide, *narrow])
    assert store.statement(wide.id) == wide
    assert {statement.id for statement in store.statements(StatementQuery())} == {each.id for each in (wide, *narrow)}
    assert store.count_statements(StatementQuery(speaker="putin")).articles == 300


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries, limit=st.integers(0, 5), offset=st.integers(0, 5))
def test_counts_agree_with_the_list(store: Store, query, limit, offset):
    """Whatever is asked, the figures are those of the statements listed, and pages are parts of the list."""
    if not store.report().statements:
        articles = [an_article(number, NOON + number * 7 * HOUR) for number in range(12)]
        keep_articles(store, *articles)
        store.replace_groups([], [a_story("s1", *articles[:6])], [
            a_statement(
                *(a_report(other, 11 + number % 2, independent=number % 3 > 0) for other in articles[number : number + 2]),
                speakers=ACTORS[number % 3 : number % 4], mode=list(Mode)[number % 5], certain=number % 4 > 0,
                about=ACTORS[number % 2 : number % 3], story="s1" if number < 6 else None,
            )
            for number in range(12)
        ])  # fmt: skip
    found = store.statements(query)
    counts = store.count_statements(query)
    reports = [report for statement in found for report in statement.reports]
    assert counts.total == len(found) == sum(counts.by_mode.values())
    assert counts.articles == len({report.article for report in reports})
    assert counts.outlets == len({report.outlet.id for report in reports})
    assert counts.independent == len({report.article for report in reports if report.independent})
    assert store.statements(query, limit, offset) == found[offset : offset + limit]


def test_spans_of_split_content_survive(store: Store):
    """Content in several pieces keeps them all."""
    article = an_article()
    keep_articles(store, article)
    split = replace(a_report(article), content=(Span(0, 4), Span(9, 12), Span(20, 30)))
    store.replace_groups([], [], [a_statement(split, speakers=(CHINA,))])
    assert store.statements(StatementQuery())[0].reports == (split,)


def test_what_an_article_reported_is_found_by_it(store: Store):
    """Every statement with a report from it, whether it is the first one or not, also once it is superseded."""
    first, second = an_article(1), an_article(2)
    for article in (first, second):
        store.keep(a_page(article))
    both, own = a_statement(a_report(first), a_report(second)), a_statement(a_report(second, 30))
    store.replace_groups([first.id, second.id], [], [both, own])
    assert {one.id for one in store.reported_in(second.id)} == {both.id, own.id}
    assert list(store.reported_in(first.id)) == [both]
    assert list(store.reported_in("nichts")) == []
    newer = an_article(1, text="Ganz anders lautet jetzt dieser Artikel, und zwar von vorn bis hinten.", url=first.url)
    store.keep(a_page(newer, outcome=PageOutcome.UPDATE, replaces=first.id, seen_at=NOON + DAY))
    assert list(store.reported_in(first.id)) == [both]


def test_withdrawn_statements_are_found_by_their_id_alone(store: Store):
    """What an update took back is kept whole beside what is listed, and outlives every regrouping."""
    old = an_article(1)
    store.keep(a_page(old, PUTIN))
    said = replace(
        a_statement(a_report(old), speakers=(PUTIN,), about=(XI,)), said_on=NOON.date(), via="dpa", role="Präsident"
    )
    store.replace_groups([old.id], [], [said])
    new = an_article(1, text="Ganz anders lautet jetzt dieser Artikel, und zwar von vorn bis hinten.", url=old.url)
    record = a_record(new, outcome=PageOutcome.UPDATE, replaces=old.id, seen_at=NOON + DAY)
    gone = Withdrawn(said, NOON + DAY)
    store.keep(Kept(record, new, withdrawn=(gone,)))
    store.replace_groups([new.id], [], [])
    assert store.withdrawn(said.id) == gone
    assert store.withdrawn("nichts") is None
    assert store.statements(StatementQuery()) == []
    store.forget_articles([old.id])
    assert store.withdrawn(said.id) is None


def test_only_what_the_old_version_alone_said_can_be_withdrawn(store: Store):
    """A statement that another article reports too is not taken back by one of them."""
    old, other = an_article(1), an_article(2)
    for article in (old, other):
        store.keep(a_page(article))
    new = an_article(1, text="Ganz anders lautet jetzt dieser Artikel, und zwar von vorn bis hinten.", url=old.url)
    record = a_record(new, outcome=PageOutcome.UPDATE, replaces=old.id)
    shared = a_statement(a_report(old), a_report(other))
    with pytest.raises(BadInput, match="withdraws"):
        store.keep(Kept(record, new, withdrawn=(Withdrawn(shared, NOON),)))
    assert store.article(new.id) is None
