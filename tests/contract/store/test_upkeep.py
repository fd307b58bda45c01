"""How every store lets texts expire, and what it remembers of its chores."""

from __future__ import annotations

from dataclasses import replace

from digest.model import Entry, Span, Withdrawn, wording
from digest.ports import Kept, StatementQuery, Store
from digest.publish.compiling import literal
from digest.store import open_upkeep
from digest.upkeep import Chore
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
    an_analysis,
    an_article,
)

SAID = "Putin sagte, die Straße sei über Nacht gesperrt."
TEXT = f"Vorher war etwas ganz anderes. {'Davon ist hier nicht die Rede. ' * 40}\n\n{SAID} Xi widersprach.\n\n{'Ende. ' * 90}"
AT = (Span(TEXT.index("die Straße"), TEXT.index(" gesperrt") + 9),)


def filled(store: Store, count: int = 3):
    """Articles of successive days, each fetched an hour after it appeared, one statement in all of them."""
    articles = [an_article(number, NOON + number * DAY, text=TEXT) for number in range(count)]
    for article in articles:
        store.keep(a_page(article, PUTIN))
    reports = [replace(a_report(article), content=AT) for article in articles]
    statement = a_statement(*reports, text=wording(TEXT, AT), story="s1")
    store.replace_groups([one.id for one in articles], [a_story("s1", *articles)], [statement])
    return articles, statement


def test_of_an_old_text_only_what_statements_stand_on_is_left(store: Store):
    """Of articles fetched before the moment the words around statements stay, at their places; the rest is gone."""
    articles, statement = filled(store)
    assert open_upkeep(store).expire_texts(NOON + DAY, 50) == 1
    old = store.article(articles[0].id)
    assert literal(statement, old)
    assert len(old.text) == len(TEXT)
    assert f"{SAID} Xi widersprach." in old.text
    assert "Davon ist" not in old.text
    assert old.lead == ""
    assert old.text_hash == articles[0].text_hash
    assert store.article(articles[1].id) == articles[1]


def test_it_is_done_in_portions_until_nothing_is_left_to_do(store: Store):
    """Each call takes the oldest ones, at most as many as it was told; afterwards there is nothing more to do."""
    articles, _ = filled(store)
    upkeep = open_upkeep(store)
    assert [upkeep.expire_texts(NOON + 9 * DAY, 2) for _ in range(3)] == [2, 1, 0]
    assert all(store.article(one.id).excerpt_of == one.text_hash for one in articles)


def test_windows_statements_and_stories_stay_as_they_were(store: Store):
    """What is counted and listed of old days is the same before and after."""
    filled(store)
    asked = NOON - DAY, NOON + 9 * DAY

    def seen():
        return store.window(*asked), store.statements(StatementQuery()), store.stories(*asked), store.roundup(*asked)

    before = seen()
    open_upkeep(store).expire_texts(NOON + 9 * DAY, 50)
    assert seen() == before


def test_expired_texts_are_not_analysed_again(store: Store):
    """A new version of the analyser is given whole texts only."""
    articles, _ = filled(store)
    open_upkeep(store).expire_texts(NOON + DAY, 50)
    assert [one.id for one in store.unanalysed("2")] == [one.id for one in articles[1:]]


def test_what_waits_to_be_grouped_keeps_its_text(store: Store):
    """An article that was kept long ago and never grouped is left whole until it is."""
    article = an_article()
    store.keep(a_page(article, PUTIN))
    assert open_upkeep(store).expire_texts(NOON + 9 * DAY, 50) == 0
    assert store.article(article.id) == article


def test_the_same_page_read_again_stays_known(store: Store):
    """The hash of the whole text is still told, so that an old page that is fetched again is no update."""
    articles, _ = filled(store)
    open_upkeep(store).expire_texts(NOON + 9 * DAY, 50)
    assert store.current_version(articles[0].url).text_hash == articles[0].text_hash


def test_what_was_taken_back_keeps_its_words_too(store: Store):
    """The words of a statement that its article withdrew can still be shown from the version that said it."""
    old = an_article(1, text=TEXT)
    new = an_article(1, NOON + HOUR, text="Nichts davon.")
    gone = Withdrawn(a_statement(replace(a_report(old), content=AT)), NOON + HOUR)
    store.keep(a_page(old, PUTIN))
    store.keep(
        Kept(a_record(new, replaces=old.id, seen_at=NOON + DAY), new, None, an_analysis(new, XI), withdrawn=(gone,))
    )
    store.replace_groups([new.id], [], [])
    open_upkeep(store).expire_texts(NOON + 9 * DAY, 50)
    assert wording(store.article(old.id).text, AT) == wording(TEXT, AT)


def test_teasers_go_as_texts_do(store: Store):
    """Of entries seen before the moment the teaser is deleted; entries and newer teasers stay."""
    entries = [
        Entry("https://a.example/feed", f"{n}", f"Titel {n}", f"https://a.example/{n}", None, "Anriss") for n in (1, 2)
    ]
    store.keep_entries(entries[:1], NOON)
    store.keep_entries(entries[1:], NOON + DAY)
    upkeep = open_upkeep(store)
    assert [upkeep.expire_teasers(NOON + HOUR, 10) for _ in range(2)] == [1, 0]
    assert [one.teaser for one in store.entries()] == ["", "Anriss"]
    assert store.keep_entries(entries, NOON + DAY) == 0


def test_chores_are_remembered(store: Store):
    """Of each chore the last time it was noted is told."""
    upkeep = open_upkeep(store)
    assert upkeep.chores() == {}
    upkeep.note(Chore("retention", NOON, "3 texts"))
    upkeep.note(Chore("backup", NOON, problem="no room"))
    upkeep.note(Chore("retention", NOON + DAY, "none"))
    assert upkeep.chores() == {
        "backup": Chore("backup", NOON, "", "no room"),
        "retention": Chore("retention", NOON + DAY, "none"),
    }
