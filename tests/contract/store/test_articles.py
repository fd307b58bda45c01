"""What every store keeps of pages, articles and analyses."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from digest.errors import BadInput
from digest.model import NOBODY, Access, Analysis, Mention, Mode, Outlet, PageOutcome, Party, Roles, Sketch, Span
from digest.ports import Kept, Store
from tests.contract.store.values import (
    ABENDBLATT,
    CHINA,
    DAY,
    HOUR,
    MORGENPOST,
    NOON,
    PUTIN,
    XI,
    a_page,
    a_quotation,
    a_record,
    an_analysis,
    an_article,
)


def update_of(store: Store, old, new):
    """Keep `new` as the version that takes the place of `old`."""
    page = a_page(new, PUTIN, outcome=PageOutcome.UPDATE, replaces=old.id, seen_at=old.fetched_at + DAY)
    store.keep(page)


def test_what_one_page_adds_comes_back_as_it_was(store: Store):
    """Record, article, sketch and analysis survive unchanged, to the last field."""
    article = replace(an_article(), access=Access.PARTLY, date_known=False)
    analysis = replace(an_analysis(article, PUTIN, XI, titles=("Präsident",)), quotations=(
        a_quotation(article),
        replace(a_quotation(article, 40), speaker=NOBODY, addressee=None, said_on=None, nested_in="x",
                via=Party(Span(0, 1), ("xi", "putin"))),
    ))  # fmt: skip
    store.keep(a_page(article, PUTIN, XI, analysis=analysis))
    assert store.article(article.id) == article
    assert store.current_version(article.url) == article
    assert store.page(article.url) == a_record(article)
    assert list(store.pages()) == [(a_record(article), article)]
    assert store.analyses([article.id]) == {article.id: analysis}
    assert store.modes([article.id, "nichts"]) == {one.id: one.mode for one in analysis.quotations}
    assert store.sketches(NOON) == [Sketch(article.id, (1, 2**63, 2**64 - 1))]
    assert store.newest_article_at() == NOON


def test_unknown_ids_are_answered_with_nothing(store: Store):
    """Asking for what is not there is no error."""
    store.keep(a_page(an_article(), PUTIN))
    assert store.article("nichts") is None
    assert store.current_version("https://nirgends.example") is None
    assert store.page("https://nirgends.example") is None
    assert store.analyses(["nichts"]) == {}
    assert store.copies(["nichts"]) == {}


def test_keeping_a_page_again_changes_nothing(store: Store):
    """Repeating a page, at once or after others, leaves every answer as it was."""
    first, second = an_article(1), an_article(2, NOON + HOUR)
    pages = [a_page(first, PUTIN, XI), a_page(second, XI, copy_of=first.id)]
    for page in pages:
        store.keep(page)
    before = everything(store)
    for page in [*pages, *pages[::-1]]:
        store.keep(page)
    assert everything(store) == before


def everything(store: Store):
    """All that a store tells."""
    return (
        list(store.pages()), store.articles(NOON - DAY, NOON + DAY), store.sketches(NOON - DAY),
        store.analyses(article.id for article in store.articles(NOON - DAY, NOON + DAY)), store.unanalysed("1"),
        store.copies(article.id for article in store.articles(NOON - DAY, NOON + DAY)),
        list(store.all_actors()), list(store.folded_aliases()), store.mention_count("xi"), store.report().articles,
    )  # fmt: skip


def test_a_rejected_page_is_recorded_without_an_article(store: Store):
    """Its address, reason and title can be exported."""
    record = replace(
        a_record(an_article()), outcome=PageOutcome.REJECTED, article=None, reason="consent", outlet="a.example"
    )
    store.keep(Kept(record))
    assert store.page(record.url) == record
    assert list(store.pages()) == [(record, None)]
    assert store.report().articles == 0


def test_the_latest_record_of_a_page_stands(store: Store):
    """A later look at the same address replaces the record in place; an earlier one changes nothing."""
    first, second = an_article(1), an_article(2)
    store.keep(a_page(first, PUTIN))
    store.keep(a_page(second, PUTIN))
    later = a_record(first, outcome=PageOutcome.KNOWN, seen_at=NOON + DAY, title="neu")
    store.keep(Kept(later))
    store.keep(Kept(a_record(first, outcome=PageOutcome.REJECTED, seen_at=NOON - DAY)))
    assert [record for record, _ in store.pages()] == [later, a_record(second)]
    assert store.page(first.url) == later


def test_pages_come_in_the_order_first_seen_over_any_number(store: Store):
    """An export of many pages neither leaves out nor repeats one."""
    articles = [an_article(number, NOON - number * HOUR) for number in range(450)]
    for article in articles:
        store.keep(Kept(a_record(article), article))
    assert [article for _, article in store.pages()] == articles


def test_articles_of_a_window_come_oldest_first(store: Store):
    """The window includes its beginning and not its end; what was published together comes by id."""
    together = sorted([an_article(1), an_article(2)], key=lambda article: article.id)
    before, after = an_article(3, NOON - HOUR), an_article(4, NOON + HOUR)
    for article in (after, *together, before):
        store.keep(Kept(a_record(article), article))
    assert store.articles(NOON - HOUR, NOON + HOUR) == [before, *together]
    assert store.articles(NOON, NOON) == []
    assert store.newest_article_at() == NOON + HOUR


def test_an_article_never_changes(store: Store):
    """Keeping the same id with other values leaves the stored article as it is."""
    article = an_article()
    store.keep(Kept(a_record(article), article))
    store.keep(Kept(a_record(article), replace(article, title="anders", published_at=NOON + DAY)))
    assert store.article(article.id) == article


def test_an_outlet_is_known_as_its_newest_article_names_it(store: Store):
    """A renamed outlet has its new name in older articles too, and an old page read again does not undo that."""
    renamed = replace(ABENDBLATT, name="Abendblatt am Sonntag")
    old, new = an_article(1), an_article(2, outlet=renamed)
    for article in (old, new, old):
        store.keep(Kept(a_record(article), article))
    assert store.article(old.id) == replace(old, outlet=renamed)


def test_an_update_takes_the_place_of_what_it_replaces(store: Store):
    """The superseded article keeps its row for the record and is left out of every other question."""
    old = an_article(1)
    new = an_article(2, NOON + HOUR, url=old.url)
    store.keep(a_page(old, PUTIN, XI, url="https://abendblatt.example/alt", copy_of="anderswo"))
    update_of(store, old, new)
    assert store.article(old.id) == old
    assert [article for _, article in store.pages()] == [old, new]
    assert store.current_version(old.url) == new
    assert store.articles(NOON - DAY, NOON + DAY) == [new]
    assert [sketch.article for sketch in store.sketches(NOON - DAY)] == [new.id]
    assert store.analyses([old.id, new.id]).keys() == {new.id}
    assert set(store.modes([old.id]).values()) == {Mode.INDIRECT}
    assert store.copies([old.id]) == {}
    assert store.unanalysed("2") == [new]
    assert store.mention_count("xi") == 0
    assert store.aliases_of("xi") == []
    assert store.report().articles == 1


def test_a_page_that_returns_to_its_former_text_is_current_again(store: Store):
    """The first version comes back with its mentions, names and analysis."""
    old = an_article(1)
    new = an_article(2, NOON + HOUR, url=old.url)
    store.keep(a_page(old, XI))
    update_of(store, old, new)
    back = a_record(old, outcome=PageOutcome.UPDATE, replaces=new.id, seen_at=NOON + 3 * DAY)
    store.keep(Kept(back, old))
    assert store.current_version(old.url) == old
    assert store.articles(NOON - DAY, NOON + DAY) == [old]
    assert (store.mention_count("xi"), store.mention_count("putin")) == (1, 0)
    assert [hit.articles for hit in store.find_alias("xi")] == [1]
    assert store.find_alias("putin") == []


def test_an_article_replaced_twice_is_left_out_once(store: Store):
    """Two updates of the same version do not take its names away from other articles."""
    old, other = an_article(1), an_article(5, url="https://abendblatt.example/5")
    for article in (old, other):
        store.keep(a_page(article, XI))
    for number in (2, 3):
        update_of(store, old, an_article(number, NOON + number * HOUR))
    assert [hit.articles for hit in store.find_alias("xi")] == [1]
    assert len(store.aliases_of("xi")) == 2


def test_an_analysis_of_a_superseded_article_is_kept_without_being_seen(store: Store):
    """What is found late in a former version counts nowhere, until that version is current again."""
    old = an_article(1)
    new = an_article(2, NOON + HOUR, url=old.url)
    store.keep(Kept(a_record(old), old))
    update_of(store, old, new)
    store.keep(a_page(old, XI))
    assert (store.mention_count("xi"), store.find_alias("xi"), store.aliases_of("xi")) == (0, [], [])
    store.keep(Kept(a_record(old, outcome=PageOutcome.UPDATE, replaces=new.id, seen_at=NOON + 3 * DAY)))
    assert (store.mention_count("xi"), len(store.find_alias("xi")), len(store.aliases_of("xi"))) == (1, 1, 2)


def test_of_several_versions_under_one_address_the_latest_fetched_is_the_current_one(store: Store):
    """It stands even where no update was recorded, in whatever order they came."""
    early, late, middle = (an_article(number, NOON + number * HOUR, url="https://a.example/1") for number in (1, 3, 2))
    for article in (early, late, middle):
        store.keep(Kept(a_record(article), article))
    assert store.current_version("https://a.example/1") == late


def test_a_repeated_update_does_not_undo_a_later_one(store: Store):
    """An older record of the page read again leaves the newest version current."""
    old = an_article(1)
    new = an_article(2, NOON + HOUR, url=old.url)
    store.keep(a_page(old, XI))
    update_of(store, old, new)
    store.keep(Kept(a_record(old, outcome=PageOutcome.UPDATE, replaces=new.id, seen_at=NOON + 3 * DAY), old))
    update_of(store, old, new)
    assert store.current_version(old.url) == old


def test_replacing_what_is_not_stored_does_no_harm(store: Store):
    """An update of an unknown article is just a new article; an article never replaces itself."""
    article = an_article()
    store.keep(a_page(article, PUTIN, replaces="nichts"))
    store.keep(a_page(article, PUTIN, replaces=article.id, seen_at=NOON + DAY))
    assert store.articles(NOON, NOON + DAY) == [article]


def test_copies_name_what_they_repeat(store: Store):
    """Only wire copies are listed, and what an article copies is settled when it is first known."""
    original, copy = an_article(1), an_article(2, outlet=MORGENPOST)
    store.keep(a_page(original, PUTIN))
    store.keep(a_page(copy, PUTIN, outcome=PageOutcome.WIRE_COPY, copy_of=original.id))
    store.keep(Kept(a_record(copy, outcome=PageOutcome.KNOWN, seen_at=NOON + DAY)))
    store.keep(Kept(a_record(copy, outcome=PageOutcome.WIRE_COPY, copy_of="anderer", seen_at=NOON + 2 * DAY)))
    assert store.copies([original.id, copy.id, copy.id]) == {copy.id: original.id}


def test_the_latest_analysis_stands_and_each_version_is_kept_once(store: Store):
    """A new version replaces mentions, roles and names of the former one; an old one read again does not."""
    article = an_article()
    first = an_analysis(article, PUTIN, XI, version="1", titles=("Präsident",))
    second = an_analysis(article, XI, CHINA, version="2", titles=("Staatschef",))
    store.keep(a_page(article, PUTIN, XI, analysis=first))
    assert [stored.id for stored in store.unanalysed("2")] == [article.id]
    store.keep(a_page(article, XI, analysis=second))
    store.keep(a_page(article, PUTIN, XI, analysis=first))
    assert store.analyses([article.id]) == {article.id: second}
    assert (store.unanalysed("1"), store.unanalysed("2")) == ([], [])
    assert [store.mention_count(actor) for actor in ("putin", "xi", "china")] == [0, 1, 1]
    assert (store.roles_of("putin"), store.roles_of("xi")) == ([], ["Staatschef"])
    assert store.aliases_of("putin") == []


def test_an_article_kept_without_analysis_waits_for_one(store: Store):
    """It is listed as not analysed until an analysis of that version is kept with the same record."""
    later, article = an_article(1, NOON + HOUR), an_article(2)
    for each in (later, article):
        store.keep(Kept(a_record(each), each))
    assert store.unanalysed("1") == [article, later]
    store.keep(a_page(article, PUTIN))
    assert store.unanalysed("1") == [later]
    assert store.mention_count("putin") == 1


def test_an_empty_analysis_counts_as_one(store: Store):
    """An article in which nobody says anything is not analysed again."""
    article = an_article()
    store.keep(Kept(a_record(article), article, analysis=Analysis(article.id, "1", "de")))
    assert store.unanalysed("1") == []
    assert store.analyses([article.id]) == {article.id: Analysis(article.id, "1", "de")}


def test_many_articles_can_be_asked_for_at_once(store: Store):
    """The number of ids is not limited by what one query can hold."""
    article = an_article()
    store.keep(a_page(article, PUTIN))
    ids = [*(f"nichts{number}" for number in range(1200)), article.id]
    assert store.analyses(iter(ids)).keys() == {article.id}


@pytest.mark.parametrize("spoil", [
    lambda page: replace(page, sketch=Sketch("anderer", (1,))),
    lambda page: replace(page, sketch=Sketch(page.article.id, (-1,))),
    lambda page: replace(page, sketch=Sketch(page.article.id, (2**64,))),
    lambda page: replace(page, analysis=replace(page.analysis, article="anderer")),
    lambda page: replace(page, record=replace(page.record, article=None)),
    lambda page: replace(page, record=replace(page.record, article="anderer")),
    lambda page: replace(page, article=None, record=replace(page.record, article="anderer"), sketch=None, analysis=None),
    lambda page: replace(page, analysis=replace(page.analysis, actors=())),
    lambda page: replace(page, analysis=None),
        lambda page: Kept(replace(page.record, article=None), aliases=page.aliases),
    lambda page: replace(page, analysis=replace(page.analysis, mentions=(Mention(Span(0, 1), "fremd", "x", 1.0),))),
    lambda page: replace(page, analysis=replace(page.analysis, roles=(Roles("fremd", ("x",)),))),
    lambda page: replace(page, analysis=replace(page.analysis, mentions=(Mention(Span(0, 1), None, "x", float("nan")),))),
    lambda page: replace(page, article=replace(page.article, outlet=Outlet("a\0b", "x"))),
])  # fmt: skip
def test_a_page_whose_parts_contradict_each_other_is_refused_whole(store: Store, spoil):
    """Nothing of it is stored, and a later good one is."""
    page = a_page(an_article(), PUTIN)
    before = everything(store)
    with pytest.raises(BadInput):
        store.keep(spoil(page))
    assert everything(store) == before
    store.keep(page)
    assert store.report().articles == 1


def test_threads_can_keep_and_read_at_the_same_time(store: Store):
    """Pages kept by several threads at once are all there, and readers never see half of one."""
    pages = [a_page(an_article(number), PUTIN) for number in range(40)]
    halves: list[int] = []

    def keep(portion):
        for page in portion:
            store.keep(page)
            found = store.articles(NOON - DAY, NOON + DAY)
            halves.append(len(found) - len(store.analyses(article.id for article in found)))

    threads = [threading.Thread(target=keep, args=(pages[place::4],)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.articles(NOON, NOON + HOUR)) == store.mention_count("putin") == 40
    assert halves == [0] * 40
