"""Grouping what arrives, as a running bot does: in passes, with updates, late articles and restarts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from digest.errors import BadInput, StoreError
from digest.model import Analysis, PageOutcome, PageRecord, Sketch, article_id
from digest.ports import Kept, StatementQuery, Store
from digest.publish import Grouper
from digest.statements import Reading
from digest.store.memory import MemoryStore
from tests.building import START, Said, keep, made, person
from tests.eval.story_set import items

ORLOW, KORTE = person("Hanna Orlow"), person("Matthias Korte")
DAM = "Talsperre im Irntal wird gebaut"
QUOTE = "„Wir bauen diese Talsperre für das ganze Land“"
HOMES = "„Kein Hof im Irntal muss dafür geräumt werden“"
HOUR = timedelta(hours=1)


def article(outlet: str, *said: Said, hours: float = 0, title: str = DAM) -> Reading:
    return made(outlet, *said, title=title, lead=f"{title}. " * 3, hours=hours)


def update_of(old: Reading, *said: Said, hours: float) -> Reading:
    """A later version of the article at the same address."""
    new = made(old.article.outlet.name, *said, title=DAM, lead=f"{DAM}. " * 3, hours=hours)
    text = new.article.text
    identity = article_id(old.article.url, text)
    quotations = tuple(replace(one, article=identity) for one in new.analysis.quotations)
    changed = replace(new.article, id=identity, url=old.article.url, published_at=old.article.published_at)
    return Reading(changed, replace(new.analysis, article=identity, quotations=quotations))


def keep_update(store: Store, old: Reading, new: Reading) -> None:
    record = PageRecord(
        new.article.url, PageOutcome.UPDATE, new.article.fetched_at, article=new.article.id, replaces=old.article.id
    )
    store.keep(Kept(record, new.article, Sketch(new.article.id, ()), new.analysis))


@pytest.fixture
def store() -> Store:
    return MemoryStore()


def stories(store: Store):
    return store.stories(START - 900 * HOUR, START + 900 * HOUR)


def statements(store: Store):
    return store.statements(StatementQuery())


def test_an_update_keeps_story_and_statement_and_drops_what_is_gone(store):
    """Of a corrected article the words that stayed keep their id; those that went are gone."""
    old = article("A", Said(ORLOW, QUOTE), Said(KORTE, HOMES))
    keep(store, old)
    grouper = Grouper(store)
    grouper.run()
    (before,) = stories(store)
    new = update_of(old, Said(ORLOW, QUOTE), hours=3)
    keep_update(store, old, new)
    grouper.run()
    (after,) = stories(store)
    assert (after.id, after.articles) == (before.id, (new.article.id,))
    (left,) = statements(store)
    assert left.id == old.analysis.quotations[0].id
    assert [report.article for report in left.reports] == [new.article.id]


def test_an_update_drops_nothing_that_others_report(store):
    """A statement that another outlet reports too stays, with that report."""
    old, other = article("A", Said(ORLOW, QUOTE)), article("B", Said(ORLOW, QUOTE), hours=1)
    keep(store, old, other)
    grouper = Grouper(store)
    grouper.run()
    keep_update(store, old, update_of(old, Said(KORTE, HOMES), hours=3))
    grouper.run()
    said = {one.text: [report.outlet.name for report in one.reports] for one in statements(store)}
    assert said == {QUOTE: ["B"], HOMES: ["A"]}


def test_an_article_two_days_late_joins_its_story(store):
    """What arrives late is put where it belongs, and no id changes."""
    keep(store, article("A", Said(ORLOW, QUOTE), hours=40), article("B", Said(KORTE, HOMES), hours=44))
    grouper = Grouper(store)
    grouper.run()
    (before,), ids = stories(store), {one.id for one in statements(store)}
    keep(store, article("C", Said(ORLOW, QUOTE)))
    grouper.run()
    (after,) = stories(store)
    assert (after.id, len(after.articles), after.first_at) == (before.id, 3, START)
    assert {one.id for one in statements(store)} == ids


def test_an_article_dated_in_the_future_does_not_move_the_present(store):
    """It counts as published when it was fetched, so its story does not end in the future."""
    ahead = article("A", Said(ORLOW, QUOTE), hours=900)
    keep(store, Reading(replace(ahead.article, fetched_at=START), ahead.analysis))
    Grouper(store).run()
    (story,) = store.stories(START, START + 1000 * HOUR)
    assert story.last_at == START


def test_what_was_analysed_anew_is_grouped_anew(store):
    """Statements of an earlier analysis give way to those of the latest one; the story stays."""
    first = article("A", Said(ORLOW, QUOTE), Said(KORTE, HOMES))
    keep(store, first)
    grouper = Grouper(store)
    grouper.run()
    (before,) = stories(store)
    better: Analysis = replace(first.analysis, version="better", quotations=first.analysis.quotations[:1])
    record = PageRecord(first.article.url, PageOutcome.NEW, first.article.fetched_at, article=first.article.id)
    store.keep(Kept(record, first.article, None, better))
    grouper.run()
    assert [one.text for one in statements(store)] == [QUOTE]
    assert stories(store) == [before]


def test_after_a_restart_too_what_was_analysed_anew_stays_in_its_story(store):
    """An article that waits again is known to its story, and stands in it once."""
    first, second = article("A", Said(ORLOW, QUOTE), Said(KORTE, HOMES)), article("B", Said(ORLOW, QUOTE), hours=1)
    keep(store, first, second)
    Grouper(store).run()
    (before,) = stories(store)
    better: Analysis = replace(first.analysis, version="better", mentions=(), quotations=first.analysis.quotations[:1])
    record = PageRecord(first.article.url, PageOutcome.NEW, first.article.fetched_at, article=first.article.id)
    store.keep(Kept(record, first.article, None, better))
    Grouper(store).run()
    assert stories(store) == [before]
    assert [one.text for one in statements(store)] == [QUOTE]


class Failing(MemoryStore):
    """A store that refuses groups while `refuses` says so, as it would refuse what is not consistent."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
        self.refuses: Callable[[Collection[str]], bool] = lambda _articles: False

    def replace_groups(self, articles, stories, statements, *, became=None):
        if self.refuses(articles):
            raise self.error
        super().replace_groups(articles, stories, statements, became=became)


def test_an_article_that_cannot_be_grouped_stops_no_other(caplog):
    """All others are in stories; it waits, is named in the log, and is tried again after a start."""
    store = Failing(BadInput("this does not fit"))
    read = [article(f"Blatt {number}", Said(ORLOW, QUOTE), hours=number) for number in range(7)]
    keep(store, *read)
    bad = read[3].article.id
    store.refuses = lambda articles: bad in articles
    grouper = Grouper(store)
    assert grouper.run().articles == 6
    assert [waiting.id for waiting in store.ungrouped()] == [bad]
    assert read[3].article.url in caplog.text
    assert grouper.run().articles == 0
    store.refuses = lambda _articles: False
    assert Grouper(store).run().articles == 1
    assert [len(story.articles) for story in stories(store)] == [7]


def test_what_a_full_disk_refused_is_grouped_by_the_next_pass():
    """Nothing of a batch that could not be written counts as known."""
    store = Failing(StoreError("the database has no room left"))
    keep(store, article("A", Said(ORLOW, QUOTE)), article("B", Said(KORTE, HOMES), hours=1))
    store.refuses = lambda _articles: True
    grouper = Grouper(store)
    with pytest.raises(StoreError):
        grouper.run()
    store.refuses = lambda _articles: False
    keep(store, article("C", Said(KORTE, HOMES), hours=2))
    assert grouper.run().articles == 3
    assert [len(story.articles) for story in stories(store)] == [3]
    assert {one.text: len(one.reports) for one in statements(store)} == {QUOTE: 1, HOMES: 2}


@pytest.mark.parametrize("error", [MemoryError(), OSError("no space"), StoreError("busy"), ValueError("all of them")])
def test_what_is_no_article_s_fault_leaves_none_out(error):
    """Whatever breaks grouping as a whole is raised, and the next pass groups all."""
    store = Failing(error)
    keep(store, *(article(f"Blatt {number}", Said(ORLOW, QUOTE), hours=number) for number in range(12)))
    store.refuses = lambda _articles: True
    grouper = Grouper(store)
    with pytest.raises(type(error)):
        grouper.run()
    store.refuses = lambda _articles: False
    assert grouper.run().articles == 12


def test_a_single_article_that_breaks_is_tried_again():
    """Where nothing else waits, nobody can tell whose fault it is."""
    store = Failing(ValueError("once"))
    keep(store, article("A", Said(ORLOW, QUOTE)))
    store.refuses = lambda _articles: True
    grouper = Grouper(store)
    assert grouper.run().articles == 0
    store.refuses = lambda _articles: False
    assert grouper.run().articles == 1


def test_an_old_archive_is_grouped_beside_the_present(store):
    """Articles of long ago find each other, and the present stories are found again afterwards."""
    keep(store, article("A", Said(ORLOW, QUOTE), hours=2000))
    grouper = Grouper(store)
    grouper.run()
    keep(store, article("B", Said(KORTE, HOMES)), article("C", Said(KORTE, HOMES), hours=5))
    grouper.run()
    keep(store, article("D", Said(ORLOW, QUOTE), hours=2003))
    grouper.run()
    found = store.stories(START - HOUR, START + 3000 * HOUR)
    assert sorted(len(story.articles) for story in found) == [2, 2]


def passes(batches: Sequence[Sequence[Reading]], *, restart: bool):
    """The groups after each batch was read and grouped; with `restart` by a new program each time."""
    store = MemoryStore()
    grouper = Grouper(store)
    for batch in batches:
        keep(store, *batch)
        grouper = Grouper(store) if restart else grouper
        grouper.run()
    found = store.stories(START - 9000 * HOUR, START + 9000 * HOUR)
    merged = {frozenset(report.quotation for report in one.reports) for one in statements(store)}
    return {frozenset(story.articles) for story in found}, merged


def test_a_restart_forgets_nothing():
    """Grouping in passes gives the same statements whether the program runs on or starts anew each time.

    Stories may differ by what was rare when; nearly all are the same.
    """
    read = [Reading(item.article, item.analysis) for item in items("first")]
    batches = [read[at : at + 20] for at in range(0, len(read), 20)]
    running, restarted = passes(batches, restart=False), passes(batches, restart=True)
    assert len(running[0] ^ restarted[0]) <= len(running[0]) / 8
    assert len(running[1] ^ restarted[1]) <= len(running[1]) / 20


def test_a_story_that_became_part_of_another_still_leads_somewhere(store):
    """Its id finds the story it is now in, and its statements are there."""
    fire = made("B", Said(KORTE, "„Das Feuer war nach einer Stunde gelöscht“"), title="Brand im Hafenlager", hours=1)
    one, other = article("A", Said(ORLOW, QUOTE)), fire
    keep(store, one, other)
    Grouper(store).run()
    first, second = sorted(stories(store), key=lambda story: story.first_at)
    whole = replace(first, articles=(*first.articles, *second.articles), last_at=second.last_at)
    store.replace_groups([], [whole], [], became={second.id: first.id})
    assert store.story(second.id) == whole
    assert {statement.story for statement in statements(store)} == {first.id}
