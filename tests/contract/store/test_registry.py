"""How every store keeps who is who: merged, kept apart, named, and all of it taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.errors import BadInput
from digest.model import Actor, Alias, AliasKind, Kind, Mention, Span
from digest.names import fold
from digest.ports import StatementQuery, Store
from digest.registry import Act, Decision, Identity
from digest.store import open_registry
from tests.contract.store.values import (
    CHINA,
    DAY,
    HOUR,
    NOON,
    PUTIN,
    XI,
    a_page,
    a_report,
    a_statement,
    an_alias,
    an_analysis,
    an_article,
)

MUELLER = Actor("person:jan-muller", Kind.PERSON, "Jan Müller")
J_MUELLER = Actor("person:j-muller", Kind.PERSON, "J. Müller")
NAMESAKE = replace(MUELLER, id="person:jan-muller~2")


def decision(act: Act, actor: str, other: str) -> Decision:
    """One by the test, at noon."""
    return Decision(act, actor, other, "test", NOON)


def named(actor: Actor, number: int, *, title: str = ""):
    """An article that names the actor by full name and surname, with what it says."""
    article = an_article(number, NOON + number * HOUR)
    analysis = an_analysis(article, actor, titles=(title,) if title else ())
    aliases = (an_alias(actor, actor.name), Alias(actor.id, "Müller", "de", AliasKind.SURNAME))
    return article, replace(a_page(article, analysis=analysis), aliases=aliases)


def fill(store: Store, *pages):
    """Keep the pages, with one statement of each by whom it names."""
    for article, page in pages:
        store.keep(page)
        actor = page.analysis.actors[0]
        statement = a_statement(a_report(article), speakers=(actor,), addressees=(), about=(XI,))
        store.replace_groups([article.id], [], [statement])


@pytest.fixture
def two(store: Store) -> Store:
    """Jan Müller in two articles, J. Müller in a third one."""
    fill(
        store,
        named(MUELLER, 1, title="Trainer"),
        named(MUELLER, 2, title="Minister"),
        named(J_MUELLER, 3, title="Trainer"),
    )
    return store


def picture(store: Store):
    """All that is told of everybody."""
    return (
        list(store.all_actors()),
        list(store.folded_aliases()),
        store.statements(StatementQuery()),
        [
            (store.count_statements(StatementQuery(speaker=one, certain=True)), store.mention_count(one))
            for one in (MUELLER.id, J_MUELLER.id, NAMESAKE.id)
        ],
        store.analyses([article.id for article in store.articles(NOON - DAY, NOON + DAY)]),
    )


def test_a_merged_actor_is_one_in_everything(two: Store):
    """Statements, figures, mentions, roles and names are those of one actor, found by either id and any name."""
    open_registry(two).merge(decision(Act.MERGE, J_MUELLER.id, MUELLER.id))
    for asked in (MUELLER.id, J_MUELLER.id):
        id_ = two.actors([asked])[asked].id
        assert two.count_statements(StatementQuery(speaker=id_, certain=True)).total == 3
        assert (two.mention_count(asked), len(two.statements(StatementQuery(speaker=id_)))) == (3, 3)
        assert two.actors([asked]) == {asked: MUELLER}
        assert two.roles_of(asked) == ["Trainer", "Minister"]
    assert [(hit.actor, hit.articles) for hit in two.find_alias("muller")] == [(MUELLER, 3)]
    assert [hit.actor for hit in two.find_alias(fold(J_MUELLER.name))] == [MUELLER]
    assert {alias.surface for alias in two.aliases_of(MUELLER.id)} == {"Jan Müller", "J. Müller", "Müller"}
    assert open_registry(two).other_ids(MUELLER.id) == [J_MUELLER.id]
    assert [actor.id for actor, _, _ in two.all_actors()] == [MUELLER.id, XI.id]


def test_what_comes_after_a_merge_is_the_one_actor_s_too(two: Store):
    """A later article that names the merged id speaks of the actor it leads to."""
    open_registry(two).merge(decision(Act.MERGE, J_MUELLER.id, MUELLER.id))
    fill(two, named(J_MUELLER, 4))
    assert two.count_statements(StatementQuery(speaker=MUELLER.id)).total == 4
    latest = two.articles(NOON + 4 * HOUR, NOON + DAY)[0]
    assert [actor.id for actor in two.analyses([latest.id])[latest.id].actors] == [MUELLER.id]
    assert two.analyses([latest.id])[latest.id].quotations[0].speaker.actors == (MUELLER.id,)


def test_an_undone_merge_leaves_no_trace_but_in_the_log(two: Store):
    """Everything is as it was, what was said while it held is put down to whom the article names, the log has both."""
    registry, before = open_registry(two), picture(two)
    merged = registry.merge(decision(Act.MERGE, J_MUELLER.id, MUELLER.id))
    assert picture(two) != before
    undone = registry.undo(merged.number, "somebody", NOON + DAY)
    assert picture(two) == before
    assert [(one.number, one.decision.act, one.undone_by) for one in registry.events(J_MUELLER.id)] == [
        (undone.number, Act.UNDO, None),
        (merged.number, Act.MERGE, undone.number),
    ]
    assert registry.events(J_MUELLER.id)[0].decision.who == "somebody"


def test_said_while_merged_and_undone(two: Store):
    """A statement grouped while the merge held goes back to whom its article names."""
    registry = open_registry(two)
    merged = registry.merge(decision(Act.MERGE, J_MUELLER.id, MUELLER.id))
    fill(two, named(J_MUELLER, 4))
    registry.undo(merged.number, "test", NOON)
    assert two.count_statements(StatementQuery(speaker=J_MUELLER.id)).total == 2
    assert two.count_statements(StatementQuery(speaker=MUELLER.id)).total == 2


def test_whom_a_statement_is_about_comes_back_as_it_was(store: Store):
    """Only what is named in the statement's own words is what it is about, also after a merge that was undone."""
    article = an_article(1, NOON)
    found = an_analysis(article, XI, PUTIN, CHINA)
    inside = Mention(Span(12, 14), CHINA.id, "name", 0.9)
    store.keep(a_page(article, XI, PUTIN, CHINA, analysis=replace(found, mentions=(*found.mentions, inside))))
    statement = a_statement(a_report(article), speakers=(XI,), addressees=(), about=(CHINA,))
    store.replace_groups([article.id], [], [statement])
    registry = open_registry(store)
    merged = registry.merge(decision(Act.MERGE, PUTIN.id, CHINA.id))
    assert [one.about for one in store.statements(StatementQuery(about=CHINA.id))] == [(CHINA,)]
    registry.undo(merged.number, "test", NOON)
    assert store.statements(StatementQuery()) == [statement]


def test_splitting_by_articles_and_back(two: Store):
    """What some articles say of somebody becomes another's: statements, mentions, roles, names. Undone, all is back."""
    registry, before = open_registry(two), picture(two)
    trainer = two.articles(NOON + HOUR, NOON + 2 * HOUR)[0]
    event = registry.split(decision(Act.SPLIT, MUELLER.id, NAMESAKE.id), [trainer.id], NAMESAKE)
    assert two.roles_of(NAMESAKE.id) == ["Trainer"]
    assert two.roles_of(MUELLER.id) == ["Minister"]
    assert [two.mention_count(one.id) for one in (MUELLER, NAMESAKE)] == [1, 1]
    assert [two.count_statements(StatementQuery(speaker=one.id)).total for one in (MUELLER, NAMESAKE)] == [1, 1]
    assert [(hit.actor.id, hit.articles) for hit in two.find_alias("jan muller")] == [
        (MUELLER.id, 1),
        (NAMESAKE.id, 1),
    ]
    assert [(one.article, one.found, one.actor) for one in registry.identities(NAMESAKE.id)] == [
        (trainer.id, MUELLER.id, NAMESAKE)
    ]
    assert registry.named_alike(MUELLER.id) == [MUELLER.id, NAMESAKE.id]
    registry.undo(event.number, "test", NOON)
    after = picture(two)
    assert ([one[0] for one in after[0] if one[0] != NAMESAKE], *after[1:]) == (
        [one[0] for one in before[0]],
        *before[1:],
    )


def test_a_later_analysis_keeps_what_the_operator_split(two: Store):
    """A new version of the analyser finds the same id again, which in that article still means the namesake."""
    trainer = two.articles(NOON + HOUR, NOON + 2 * HOUR)[0]
    open_registry(two).split(decision(Act.SPLIT, MUELLER.id, NAMESAKE.id), [trainer.id], NAMESAKE)
    again = an_analysis(trainer, MUELLER, version="2", titles=("Chef",))
    two.keep(replace(a_page(trainer, analysis=again), aliases=(an_alias(MUELLER, "Müller"),)))
    assert two.roles_of(NAMESAKE.id) == ["Chef"]
    assert two.analyses([trainer.id])[trainer.id].actors == (NAMESAKE,)


def test_identities_that_come_with_an_article(store: Store):
    """An article may mean somebody else by an id; a doubtful one makes the link unsure."""
    article, page = named(MUELLER, 1, title="Trainer")
    event = 0
    for confidence, certain in ((0.9, True), (0.5, False)):
        identity = Identity(article.id, MUELLER.id, NAMESAKE, "rule", confidence, event)
        analysis = replace(page.analysis, version=str(confidence))
        store.keep(replace(page, analysis=analysis, identities=(identity,)))
        (settled,) = store.analyses([article.id]).values()
        assert settled.quotations[0].speaker.actors == (NAMESAKE.id,)
        assert settled.quotations[0].speaker.certain is certain
        assert (store.mention_count(NAMESAKE.id), store.mention_count(MUELLER.id)) == (1, 0)
        assert store.roles_of(NAMESAKE.id) == ["Trainer"]
    assert open_registry(store).articles_of(NAMESAKE.id) == [article.id]


def test_a_given_name_finds_its_actor(two: Store):
    """A name that no article uses finds the actor, exactly and nearly, until it is taken back."""
    registry = open_registry(two)
    event = registry.add_name(decision(Act.NAME, J_MUELLER.id, "Мюллер"))
    assert [(hit.actor, hit.articles) for hit in two.find_alias(fold("мюллер"))] == [(J_MUELLER, 0)]
    assert [near.hit.actor for near in two.names_near(fold("мюлер"), 70, 3)] == [J_MUELLER]
    registry.undo(event.number, "test", NOON)
    assert two.find_alias(fold("мюллер")) == two.names_near(fold("мюлер"), 70, 3) == []


def test_somebody_parted_is_found_by_the_name_given(two: Store):
    """Who was split off under another name is found by that, and nobody is once the split is undone."""
    trainer = two.articles(NOON + HOUR, NOON + 2 * HOUR)[0]
    apart = replace(NAMESAKE, name="Jan Müller-Lutz")
    registry = open_registry(two)
    event = registry.split(decision(Act.SPLIT, MUELLER.id, apart.id), [trainer.id], apart)
    assert [hit.actor for hit in two.find_alias(fold("Jan Müller-Lutz"))] == [apart]
    registry.undo(event.number, "test", NOON)
    assert two.find_alias(fold("Jan Müller-Lutz")) == []


@pytest.mark.parametrize(
    ("decide", "complaint"),
    [
        (
            lambda one: one.split(decision(Act.SPLIT, MUELLER.id, "x"), ["x"], replace(NAMESAKE, name="?!")),
            "no name",
        ),
        (lambda one: one.merge(decision(Act.MERGE, MUELLER.id, MUELLER.id)), "one actor already"),
        (lambda one: one.merge(decision(Act.MERGE, MUELLER.id, "nobody")), "No actor has the id 'nobody'"),
        (lambda one: one.merge(decision(Act.MERGE, "a\0b", XI.id)), "NUL"),
        (
            lambda one: one.split(decision(Act.SPLIT, MUELLER.id, NAMESAKE.id), ["x"], NAMESAKE),
            "None of these articles",
        ),
        (lambda one: one.open_namesake(decision(Act.NAMESAKE, MUELLER.id, XI.id), XI), "There is an actor xi already"),
        (lambda one: one.add_name(decision(Act.NAME, MUELLER.id, " !? ")), "no name"),
        (lambda one: one.undo(7, "test", NOON), "no decision 7"),
    ],
)
def test_senseless_decisions_change_nothing(two: Store, decide, complaint):
    """They are refused in words, and neither the log nor anything else shows them."""
    before = picture(two)
    with pytest.raises(BadInput, match=complaint):
        decide(open_registry(two))
    assert (picture(two), open_registry(two).events()) == (before, [])


def test_nothing_is_taken_back_twice(two: Store):
    """Neither what was taken back nor a taking back."""
    registry = open_registry(two)
    event = registry.merge(decision(Act.MERGE, J_MUELLER.id, MUELLER.id))
    undone = registry.undo(event.number, "test", NOON)
    with pytest.raises(BadInput, match="taken back already"):
        registry.undo(event.number, "test", NOON)
    with pytest.raises(BadInput, match="takes another one back"):
        registry.undo(undone.number, "test", NOON)


def test_chains_of_merges_lead_to_the_end(two: Store):
    """A merged into B, B into C: A's id leads to C; without the second one to B again."""
    registry = open_registry(two)
    registry.merge(decision(Act.MERGE, J_MUELLER.id, MUELLER.id))
    second = registry.merge(decision(Act.MERGE, MUELLER.id, XI.id))
    assert two.actors([J_MUELLER.id])[J_MUELLER.id].id == XI.id
    with pytest.raises(BadInput, match="one actor already"):
        registry.merge(decision(Act.MERGE, XI.id, J_MUELLER.id))
    registry.undo(second.number, "test", NOON)
    assert two.actors([J_MUELLER.id])[J_MUELLER.id].id == MUELLER.id
    assert two.count_statements(StatementQuery(speaker=MUELLER.id)).total == 3


def test_forgotten_articles_take_their_identities_along(two: Store):
    """Deleting an article deletes what was decided for it; the rest stands."""
    registry = open_registry(two)
    trainer = two.articles(NOON + HOUR, NOON + 2 * HOUR)[0]
    registry.split(decision(Act.SPLIT, MUELLER.id, NAMESAKE.id), [trainer.id], NAMESAKE)
    two.forget_articles([trainer.id])
    assert registry.identities(NAMESAKE.id) == []
    assert two.count_statements(StatementQuery(speaker=NAMESAKE.id)).total == 0
    assert two.count_statements(StatementQuery(speaker=MUELLER.id)).total == 1


def test_near_names(two: Store):
    """The likest names come first, each actor once; names below the measure do not come."""
    found = two.names_near("jan mueller", 72, 5)
    assert [near.hit.actor.id for near in found] == [MUELLER.id, J_MUELLER.id]
    assert found[0].likeness > 90
    assert two.names_near("jan mueller", 72, 1) == found[:1]
    assert two.names_near("quappenzucht", 72, 5) == []
    assert PUTIN.id not in {near.hit.actor.id for near in two.names_near("putin", 72, 5)}
