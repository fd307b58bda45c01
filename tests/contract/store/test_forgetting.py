"""What every store forgets when it is told to."""

from __future__ import annotations

from digest.names import fold
from digest.ports import Kept, StatementQuery, Store
from tests.contract.store.values import (
    DAY,
    NOON,
    PUTIN,
    XI,
    a_page,
    a_record,
    a_report,
    a_statement,
    a_story,
    an_alias,
    an_analysis,
    an_article,
)

MONDAY, TUESDAY = (an_article(number, NOON + number * DAY) for number in range(2))


def filled(store: Store) -> Store:
    """Two articles with analyses and names; a statement in both, and one in the second alone."""
    for article, actor in ((MONDAY, PUTIN), (TUESDAY, XI)):
        page = a_page(article, actor, analysis=an_analysis(article, actor, titles=("Präsident",)))
        store.keep(page)
        store.keep(Kept(a_record(article), aliases=(an_alias(actor, actor.name),)))
    story = a_story("s1", MONDAY, TUESDAY)
    both = a_statement(a_report(MONDAY), a_report(TUESDAY), story="s1")
    store.replace_groups([MONDAY.id, TUESDAY.id], [story], [both, a_statement(a_report(TUESDAY, 30), story="s1")])
    return store


def test_a_forgotten_article_is_gone_everywhere(store: Store):
    """Article, page, analysis, mentions and what it alone reported are gone; what another reports too stays."""
    filled(store).forget_articles([TUESDAY.id])
    assert store.article(TUESDAY.id) is None
    assert [record.article for record, _ in store.pages()] == [MONDAY.id]
    assert store.page(a_record(TUESDAY).url) is None
    assert list(store.analyses([TUESDAY.id])) == []
    assert store.mention_count(XI.id) == 0
    assert store.roles_of(XI.id) == []
    assert [hit.articles for hit in store.find_alias(fold(XI.name)) if hit.articles] == []
    assert store.newest_article_at() == MONDAY.published_at
    assert [[report.article for report in one.reports] for one in store.statements(StatementQuery())] == [[MONDAY.id]]


def test_forgetting_all_leaves_an_empty_store(store: Store):
    """When every article is forgotten nothing can be found any more, and they can be read again."""
    filled(store).forget_articles([MONDAY.id, TUESDAY.id, "nobody"])
    assert store.report().articles == 0
    assert store.statements(StatementQuery()) == []
    assert store.stories(NOON - DAY, NOON + 9 * DAY) == []
    assert store.newest_article_at() is None
    filled(store)
    assert store.report().articles == 2
    assert store.mention_count(PUTIN.id) == 1
