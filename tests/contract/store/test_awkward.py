"""Names and texts that are not what they should be: kept exactly, or refused before anything is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import BadInput
from digest.looks import FeedState
from digest.model import Actor, Entry, Kind, article_id
from digest.names import fold
from digest.ports import Kept, StatementQuery, Store
from tests.contract.store.values import NOON, a_record, a_report, a_statement, an_alias, an_analysis, an_article

AWKWARD = [
    "Müller-Lüdenscheidt",
    "O'Neill; DROP TABLE statement; --",
    "Robert'); DELETE FROM actor WHERE ('1'='1",
    '100 % %s {} \\ " ` :name ?',
    "N" * 5000,
    "ÄÖÜß" * 1250,
    "Владимир Путин",
    "习近平",
    "محمد",
    "e\u0301 und é",
    "👩‍👩‍👧 \U0010ffff",
    "\ufeff\u200b\u00ad",
    "zwei\nZeilen\tund\rmehr",
    "",
    " ",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_a_name_comes_back_letter_by_letter(store: Store, name: str):
    """Whatever it holds, it is text and nothing else, wherever it stands."""
    actor = Actor(f"id {name}", Kind.PERSON, name, name)
    article = replace(an_article(), title=name, authors=(name, name), lead=name, credit=name)
    alias = an_alias(actor, name)
    store.keep(Kept(a_record(article, title=name, reason=name), article,
                    analysis=an_analysis(article, actor, titles=(name, "x")), aliases=(alias,)))  # fmt: skip
    statement = a_statement(a_report(article), speakers=(actor,), role=name, text=name, via=name)
    store.replace_groups([article.id], [], [statement])
    assert store.article(article.id) == article
    assert store.actors([actor.id]) == {actor.id: actor}
    assert [hit.surface for hit in store.find_alias(fold(name))] == [name]
    assert store.aliases_of(actor.id) == [alias]
    assert store.roles_of(actor.id) == [name, "x"]
    assert store.statements(StatementQuery(speaker=actor.id)) == [statement]
    assert store.mention_count(actor.id) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=60))
def test_any_text_is_kept_exactly_or_refused(store: Store, text: str):
    """Half a surrogate pair and NUL are refused; everything else comes back code point by code point."""
    article = replace(an_article(text=text + "."), lead=text)
    page = Kept(a_record(article), article)
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        with pytest.raises(BadInput, match="surrogate"):
            store.keep(page)
        assert store.article(article.id) is None
    else:
        store.keep(page)
        stored = store.article(article.id)
        assert (stored.text, stored.lead) == (article.text, text)
        assert article_id(stored.url, stored.text) == stored.id


BROKEN = ["\ud800", "a\udfffb", "\0"]


@pytest.mark.parametrize("text", BROKEN)
def test_text_no_database_can_hold_is_refused_everywhere(store: Store, text: str):
    """Feeds, entries and names are refused like articles, and the store stays as it was."""
    article = an_article()
    page = Kept(a_record(article), article, analysis=an_analysis(article, Actor("1", Kind.PERSON, text)))
    for write in (
        lambda: store.save_feed_state(FeedState("https://a.example", etag=text)),
        lambda: store.keep_entries([Entry("f", "1", "gut", ""), Entry("f", text, "schlecht", "")], NOON),
        lambda: store.keep(page),
        lambda: store.keep(replace(page, analysis=None, record=replace(page.record, reason=text))),
    ):
        with pytest.raises(BadInput):
            write()
    assert (store.feed_states(), list(store.entries()), list(store.pages())) == ({}, [], [])
    assert list(store.all_actors()) == []


@pytest.mark.parametrize("text", BROKEN)
def test_asking_for_text_no_database_can_hold_finds_nothing(store: Store, text: str):
    """A question is never an error for its letters: people type anything into a chat."""
    article = an_article()
    store.keep(Kept(a_record(article), article))
    assert store.article(text) is store.current_version(text) is store.page(text) is store.statement(text) is None
    assert store.analyses([text]) == store.copies([text]) == store.actors([text]) == {}
    assert store.find_alias(text) == store.aliases_of(text) == store.roles_of(text) == []
    assert store.mention_count(text) == 0
    assert store.unanalysed(text) == [article]
    for query in (StatementQuery(speaker=text), StatementQuery(about=text), StatementQuery(story=text)):
        assert store.statements(query) == []
        assert store.count_statements(query).total == 0
    store.replace_groups([text], [], [])
