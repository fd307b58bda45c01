"""How every store replaces stories and statements: wholly, at once, and never leaving anything untrue behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.errors import BadInput
from digest.model import PageOutcome, Span, wording
from digest.ports import Kept, StatementQuery, Store
from tests.contract.store.values import (
    DAY,
    HOUR,
    NOON,
    PUTIN,
    XI,
    a_record,
    a_report,
    a_statement,
    a_story,
    an_article,
)

MONDAY, TUESDAY, WEDNESDAY = (an_article(number, NOON + number * DAY) for number in range(3))


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with three articles, a story over two of them, and a statement in both."""
    for article in (MONDAY, TUESDAY, WEDNESDAY):
        store.keep(Kept(a_record(article), article))
    story = a_story("s1", MONDAY, TUESDAY)
    store.replace_groups([MONDAY.id, TUESDAY.id], [story], [
        a_statement(a_report(MONDAY), a_report(TUESDAY), story="s1"),
        a_statement(a_report(TUESDAY, 30), story="s1"),
    ])  # fmt: skip
    return store


def statements(store: Store):
    """All statements, newest first."""
    return store.statements(StatementQuery())


def stories(store: Store):
    """All stories with a current article."""
    return store.stories(NOON - DAY, NOON + 9 * DAY)


def test_replacing_again_changes_nothing(filled: Store):
    """The same groups given again give the same answers."""
    before = stories(filled), statements(filled)
    filled.replace_groups([MONDAY.id, TUESDAY.id], *before)
    assert (stories(filled), statements(filled)) == before


def test_what_is_not_given_again_vanishes(filled: Store):
    """Stories and statements of which all articles were named go when they are not given."""
    left = a_statement(a_report(TUESDAY, 30))
    filled.replace_groups([MONDAY.id, TUESDAY.id], [], [left])
    assert (stories(filled), statements(filled)) == ([], [left])
    filled.replace_groups([MONDAY.id, TUESDAY.id], [], [])
    assert statements(filled) == []


def test_what_is_given_again_is_replaced_in_every_field(filled: Store):
    """The id stays, all else is as given last."""
    story = a_story("s1", TUESDAY, WEDNESDAY, title="Neu")
    statement = a_statement(
        a_report(TUESDAY), a_report(WEDNESDAY), id=statements(filled)[-1].id, speakers=(XI,), about=(), text="Neues"
    )
    filled.replace_groups([MONDAY.id, TUESDAY.id], [story], [statement])
    assert (stories(filled), statements(filled)) == ([story], [statement])
    assert filled.count_statements(StatementQuery(speaker="putin")).articles == 0


def test_articles_that_were_not_named_keep_their_groups(filled: Store):
    """Naming nothing adds, and touches nothing else; unknown articles named are none."""
    before = statements(filled)
    added = a_statement(a_report(WEDNESDAY))
    filled.replace_groups([WEDNESDAY.id, "nichts"], [], [added])
    assert statements(filled) == [added, *before]


def test_a_later_report_regrouped_leaves_the_earlier_ones(filled: Store):
    """A statement that reaches back before the regrouped articles keeps what it has there."""
    former = statements(filled)[-1]
    new = a_statement(a_report(TUESDAY))
    filled.replace_groups([TUESDAY.id], [a_story("s2", TUESDAY)], [new])
    assert statements(filled) == [new, replace(former, reports=former.reports[:1])]
    kept, added = sorted(stories(filled), key=lambda story: story.id)
    assert (kept.articles, kept.last_at, added.articles) == ((MONDAY.id,), NOON, (TUESDAY.id,))


def test_words_are_always_those_of_the_first_report_that_remains(filled: Store):
    """Where the first report is regrouped, the next one's literal words, id and time stand for the statement."""
    former = statements(filled)[-1]
    filled.replace_groups([MONDAY.id], [], [])
    left = filled.statement(a_report(TUESDAY).quotation)
    assert filled.statement(former.id) is None
    assert left == replace(
        former,
        id=former.reports[1].quotation,
        text=wording(TUESDAY.text, former.reports[1].content),
        first_at=TUESDAY.published_at,
        reports=former.reports[1:],
    )
    assert stories(filled) == [a_story("s1", TUESDAY)]


def test_words_that_are_no_longer_stored_are_not_shown(filled: Store):
    """A remaining report that points beyond the text of its article goes as well."""
    beyond = replace(a_report(TUESDAY), content=(Span(0, 10_000),))
    filled.replace_groups([MONDAY.id, TUESDAY.id], [], [a_statement(a_report(MONDAY), beyond)])
    filled.replace_groups([MONDAY.id], [], [])
    assert statements(filled) == []


def test_a_remaining_statement_gives_way_to_one_that_has_its_id(filled: Store):
    """Where the next report's quotation is a statement of its own already, that one stands, given or stored."""
    given = a_statement(a_report(TUESDAY), speakers=(XI,))
    filled.replace_groups([MONDAY.id], [], [given])
    assert filled.statement(given.id) == given
    stored = a_statement(a_report(WEDNESDAY), speakers=(XI,))
    filled.replace_groups([MONDAY.id, TUESDAY.id], [], [a_statement(a_report(MONDAY), a_report(WEDNESDAY))])
    filled.replace_groups([], [], [stored])
    filled.replace_groups([MONDAY.id], [], [])
    assert statements(filled) == [stored]


def test_statements_of_a_story_that_vanishes_stay_without_it(filled: Store):
    """A statement beyond the named articles is kept, and no longer points to a story that is gone."""
    outside = a_statement(a_report(WEDNESDAY), story="s1")
    filled.replace_groups([], [], [outside])
    filled.replace_groups([MONDAY.id, TUESDAY.id], [], [])
    assert statements(filled) == [replace(outside, story=None)]
    assert filled.statements(StatementQuery(story="s1")) == []


def test_stories_are_found_by_the_time_of_their_articles(filled: Store):
    """Latest first; the window includes its beginning and not its end; equal times come by id, downwards."""
    filled.replace_groups([], [a_story("s2", WEDNESDAY), a_story("s3", TUESDAY, WEDNESDAY)], [])
    assert [story.id for story in stories(filled)] == ["s3", "s2", "s1"]
    assert [story.id for story in filled.stories(NOON, NOON + DAY)] == ["s1"]
    assert [story.id for story in filled.stories(NOON + HOUR, NOON + 2 * DAY)] == ["s3", "s1"]
    assert filled.stories(NOON + 3 * DAY, NOON + 9 * DAY) == filled.stories(NOON, NOON) == []


def test_a_story_of_superseded_articles_only_is_not_seen(filled: Store):
    """An article that an update took the place of does not bring its story into a window."""
    filled.replace_groups([], [a_story("s2", WEDNESDAY)], [])
    update = an_article(9, NOON + 3 * DAY, url=WEDNESDAY.url)
    filled.keep(Kept(a_record(update, outcome=PageOutcome.UPDATE, replaces=WEDNESDAY.id), update))
    assert [story.id for story in stories(filled)] == ["s1"]


@pytest.mark.parametrize("named", ["itself", "update"])
def test_statements_of_superseded_articles_go(filled: Store, named: str):
    """Naming what an update replaced makes its statements vanish, and so does naming the newest version alone."""
    first, second = (an_article(number, NOON + 3 * DAY, url=MONDAY.url) for number in (8, 9))
    for old, new in ((MONDAY, first), (first, second)):
        record = a_record(new, outcome=PageOutcome.UPDATE, replaces=old.id, seen_at=NOON + new.published_at.day * DAY)
        filled.keep(Kept(record, new))
    filled.replace_groups(
        [{"itself": MONDAY.id, "update": second.id}[named], TUESDAY.id], [], [a_statement(a_report(second))]
    )
    assert [statement.first_at for statement in statements(filled)] == [second.published_at]
    assert stories(filled) == []


@pytest.mark.parametrize("spoil", [
    lambda story, statement: ([story], [replace(statement, reports=())]),
    lambda story, statement: ([story], [replace(statement, story="nichts")]),
    lambda story, statement: ([], [replace(statement, story="s1")]),
    lambda story, statement: ([replace(story, articles=())], [statement]),
    lambda story, statement: ([replace(story, articles=("nichts",))], [statement]),
    lambda story, statement: ([story], [replace(statement, reports=(replace(statement.reports[0], article="nichts"),))]),
    lambda story, statement: ([story], [replace(statement, reports=(replace(statement.reports[0], content=()),))]),
    lambda story, statement: ([story], [statement, replace(statement, id="x", text="\ud800")]),
    lambda story, statement: ([replace(story, title="a\0b")], [statement]),
    lambda story, statement: ([story], [replace(statement, confidence=float("inf"))]),
])  # fmt: skip
def test_groups_without_evidence_are_refused_whole(filled: Store, spoil):
    """Nothing changes when one of them has no report, no stored article or an unknown story."""
    before = stories(filled), statements(filled)
    given = spoil(a_story("s9", MONDAY), a_statement(a_report(MONDAY), story="s9"))
    with pytest.raises(BadInput):
        filled.replace_groups([MONDAY.id, TUESDAY.id], *given)
    assert (stories(filled), statements(filled)) == before


def test_the_last_of_two_groups_with_one_id_stands(filled: Store):
    """Giving an id twice keeps the later one."""
    once, again = a_statement(a_report(MONDAY)), a_statement(a_report(MONDAY), speakers=(PUTIN, XI))
    filled.replace_groups([MONDAY.id, TUESDAY.id], [], [once, again])
    assert statements(filled) == [again]
