"""What could be known of a time, the same from every store; what waits to be grouped; what was taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from digest.model import PageOutcome, Withdrawn
from digest.ports import Kept, Store
from digest.windows import SILENT
from tests.contract.store.values import (
    DAY,
    HOUR,
    NOON,
    PUTIN,
    XI,
    a_page,
    a_record,
    a_report,
    a_statement,
    a_story,
    an_article,
)

MINUTE = timedelta(minutes=1)


def keep(store: Store, *articles) -> None:
    for article in articles:
        store.keep(Kept(a_record(article), article))


def at(number: int, published, fetched=None, **more):
    """An article published and fetched at these instants."""
    return replace(an_article(number, published, **more), fetched_at=fetched or published)


def test_an_article_counts_when_it_could_first_be_known(store: Store):
    """Published before the window and fetched in it, it is inside; of an archive it counts on its own day."""
    late, archived, future = (
        at(1, NOON - HOUR, NOON + MINUTE),
        at(2, NOON + MINUTE, NOON + 9 * DAY),
        at(3, NOON + DAY, NOON),
    )
    keep(store, late, archived, future)
    assert {line.id for line in store.window(NOON, NOON + HOUR).articles} == {late.id, archived.id, future.id}
    assert store.window(NOON - DAY, NOON).articles == ()
    (line,) = [line for line in store.window(NOON, NOON + HOUR).articles if line.id == late.id]
    assert (line.known_at, line.published_at, line.length) == (NOON + MINUTE, NOON - HOUR, len(late.text))


def test_statements_come_with_the_reports_known_by_then(store: Store):
    """A report from after the window does not count; one from before says that the statement is not new."""
    early, inside, later = at(1, NOON - HOUR), at(2, NOON), at(3, NOON + DAY)
    keep(store, early, inside, later)
    story = a_story("s1", early, inside, later)
    both = a_statement(a_report(early), a_report(inside), a_report(later), story="s1")
    new = a_statement(a_report(inside, 30), story="s1")
    store.replace_groups([], [story], [both, new])
    window = store.window(NOON, NOON + HOUR)
    found = {line.id: line for line in window.statements}
    assert found.keys() == {both.id, new.id}
    assert [report.article for report in found[both.id].reports] == [early.id, inside.id]
    assert (found[both.id].known_at, found[new.id].known_at) == (NOON - HOUR, NOON)
    assert found[new.id].reports[0].start == new.reports[0].content[0].start
    assert found[new.id].speakers == tuple(actor.id for actor in new.speakers)
    assert window.actors.keys() >= set(found[new.id].speakers)
    assert window.outlets[inside.outlet.id] == inside.outlet


def test_stories_around_a_window_tell_when_they_were_last_heard_of(store: Store):
    """Those of the window and of the days before it; a story that begins inside has no before."""
    old, silent, new = at(1, NOON - HOUR), at(2, NOON - SILENT - HOUR), at(3, NOON + MINUTE)
    again = at(4, NOON + MINUTE)
    keep(store, old, silent, new, again)
    store.replace_groups([], [a_story("old", old, again), a_story("silent", silent), a_story("new", new)], [])
    stories = store.window(NOON, NOON + HOUR).stories
    assert stories.keys() == {"old", "new"}
    assert (stories["old"].before, stories["new"].before) == (NOON - HOUR, None)
    (line,) = [line for line in store.window(NOON, NOON + HOUR).articles if line.id == new.id]
    assert line.story == "new"


def test_what_waits_is_told_until_it_is_named(store: Store):
    """New articles, and those analysed anew, oldest first; an update instead of what it replaces."""
    one, two = at(1, NOON), at(2, NOON - HOUR)
    keep(store, one, two)
    assert [article.id for article in store.ungrouped()] == [two.id, one.id]
    store.replace_groups([one.id, two.id], [], [])
    assert store.ungrouped() == []
    store.keep(a_page(one, PUTIN))
    assert [article.id for article in store.ungrouped()] == [one.id]
    update = at(3, NOON, url=one.url)
    store.keep(Kept(a_record(update, outcome=PageOutcome.UPDATE, replaces=one.id, seen_at=NOON + 9 * DAY), update))
    assert [article.id for article in store.ungrouped()] == [update.id]
    assert store.former_versions([update.id, two.id]) == {update.id: [one.id]}


def test_a_story_that_became_part_of_another_leads_there(store: Store):
    """However often; its statements go along."""
    articles = [at(number, NOON + number * HOUR) for number in range(3)]
    keep(store, *articles)
    stories = [a_story(f"s{number}", article) for number, article in enumerate(articles)]
    said = a_statement(a_report(articles[2]), story="s2")
    store.replace_groups([], stories, [said])
    store.replace_groups([], [a_story("s1", articles[1], articles[2])], [], became={"s2": "s1"})
    store.replace_groups([], [a_story("s0", *articles)], [], became={"s1": "s0"})
    assert [store.story(f"s{number}").id for number in range(3)] == ["s0", "s0", "s0"]
    assert store.statement(said.id).story == "s0"
    assert store.story("nichts") is None


def test_what_was_taken_back_is_told_since_when(store: Store):
    """Oldest first, from that instant on."""
    old = at(1, NOON)
    keep(store, old)
    said = a_statement(a_report(old))
    store.replace_groups([], [], [said])
    new = at(2, NOON, url=old.url)
    record = a_record(new, outcome=PageOutcome.UPDATE, replaces=old.id, seen_at=NOON + 9 * DAY)
    store.keep(Kept(record, new, withdrawn=(Withdrawn(said, NOON + DAY),)))
    assert [gone.statement.id for gone in store.withdrawn_since(NOON + DAY)] == [said.id]
    assert store.withdrawn_since(NOON + DAY + MINUTE) == []


def test_statements_and_articles_are_found_by_many_ids(store: Store):
    """What is not there is left out."""
    article = at(1, NOON)
    keep(store, article)
    said = a_statement(a_report(article))
    store.replace_groups([], [], [said])
    assert store.statements_by_id([said.id, "nichts", "\0"]) == {said.id: said}
    assert store.articles_by_id([article.id, "nichts", "\0"]) == {article.id: article}


def test_a_roundup_counts_who_spoke_about_whom_and_what_was_told_most(store: Store):
    """Sure speakers only, most first; independent texts of stories; nothing from outside the time."""
    articles = [at(number, NOON + number * HOUR) for number in range(3)]
    outside = at(9, NOON + 9 * DAY)
    keep(store, *articles, outside)
    wide, narrow = a_story("wide", articles[0], articles[1]), a_story("narrow", articles[2], outside)
    said = [
        a_statement(a_report(articles[0]), a_report(articles[1]), speakers=(PUTIN,), about=(XI,), story="wide"),
        a_statement(a_report(articles[1], 30), speakers=(PUTIN,), about=(XI, PUTIN), story="wide"),
        a_statement(a_report(articles[2]), speakers=(XI,), about=(PUTIN,), story="narrow"),
        a_statement(a_report(articles[2], 30), speakers=(XI,), about=(), certain=False, story="narrow"),
        a_statement(a_report(outside), speakers=(XI,), about=(), story="narrow"),
    ]
    store.replace_groups([], [wide, narrow], said)
    found = store.roundup(NOON, NOON + DAY)
    assert (found.articles, found.outlets, found.statements) == (3, len({one.outlet.id for one in articles}), 4)
    assert [(one.actor, one.statements) for one in found.quoted] == [(PUTIN, 2), (XI, 1)]
    assert found.quoted[0].outlets == len({one.outlet.id for one in articles[:2]})
    assert [(one.speaker, one.about, one.statements) for one in found.pairs] == [(PUTIN, XI, 2), (XI, PUTIN, 1)]
    assert [(story.id, story.articles, story.independent) for story in found.stories] == [
        ("wide", 2, 2),
        ("narrow", 1, 1),
    ]
    assert len(store.roundup(NOON, NOON + DAY, 1).quoted) == 1
    assert store.roundup(NOON - DAY, NOON).quoted == ()
