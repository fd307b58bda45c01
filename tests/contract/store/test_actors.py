"""What every store knows of actors and the names they go by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.errors import BadInput
from digest.model import Actor, Alias, AliasKind, Kind, Mention, Period, Roles, Span
from digest.names import fold
from digest.ports import AliasHit, Kept, Store
from tests.contract.store.values import (
    CHINA,
    DAY,
    HOUR,
    NOON,
    PUTIN,
    XI,
    a_page,
    a_record,
    a_report,
    a_statement,
    an_alias,
    an_analysis,
    an_article,
)


def keep_named(store: Store, number: int, *aliases: Alias, actors=(PUTIN, XI, CHINA), at=NOON):
    """Keep an article that uses these aliases."""
    article = an_article(number, at)
    store.keep(Kept(a_record(article), article, analysis=an_analysis(article, *actors), aliases=aliases))


def test_actors_are_found_by_id(store: Store):
    """Known ones come back, unknown ones are left out."""
    store.keep(a_page(an_article(), PUTIN, XI))
    assert store.actors(["xi", "putin", "nobody", "xi"]) == {"putin": PUTIN, "xi": XI}
    assert store.actors([]) == {}


def test_an_actor_is_known_by_the_latest_analysis(store: Store):
    """A later name or kind stands, but nothing never replaces something."""
    renamed = Actor("putin", Kind.GROUP, "W. W. Putin")
    for number, actor in enumerate((PUTIN, renamed, replace(renamed, name=""))):
        store.keep(a_page(an_article(number), actor))
    assert store.actors(["putin"]) == {"putin": replace(renamed, wikidata="Q7747")}


def test_an_alias_is_found_by_its_folded_form(store: Store):
    """Case, accents, ß and punctuation do not matter, and the surface used most is told."""
    erdogan = Actor("erdogan", Kind.PERSON, "Recep Tayyip Erdoğan")
    for number, surface in enumerate(("ERDOGAN", "Erdoğan", "Erdoğan")):
        keep_named(store, number, an_alias(erdogan, surface), actors=(erdogan,))
    assert store.find_alias("erdogan") == [AliasHit(erdogan, "Erdoğan", 3)]
    assert store.find_alias(fold("Erdoğan!")) == [AliasHit(erdogan, "Erdoğan", 3)]
    assert store.find_alias("Erdoğan") == []


def test_of_several_actors_of_a_name_the_most_used_comes_first(store: Store):
    """One hit per actor, however many kinds of alias it has; equal ones come by id."""
    keep_named(store, 1, an_alias(XI, "Präsident", AliasKind.ROLE), an_alias(PUTIN, "Präsident", AliasKind.ROLE))
    keep_named(store, 2, an_alias(XI, "Präsident", AliasKind.ROLE), an_alias(XI, "Präsident", AliasKind.NAME))
    assert store.find_alias("prasident") == [AliasHit(XI, "Präsident", 2), AliasHit(PUTIN, "Präsident", 1)]
    keep_named(store, 3, an_alias(PUTIN, "PRÄSIDENT", AliasKind.ROLE))
    assert [hit.actor.id for hit in store.find_alias("prasident")] == ["putin", "xi"]


def test_an_article_counts_once_for_all_its_spellings_of_a_name(store: Store):
    """Two spellings that fold alike in one article are one article."""
    keep_named(store, 1, an_alias(CHINA, "Peking"), an_alias(CHINA, "PEKING"), an_alias(CHINA, "Volksrepublik"))
    assert [hit.articles for hit in store.find_alias("peking")] == [1]
    assert list(store.folded_aliases()) == [
        ("peking", AliasHit(CHINA, "PEKING", 1)),
        ("volksrepublik", AliasHit(CHINA, "Volksrepublik", 1)),
    ]


def test_aliases_of_an_actor_come_most_used_first(store: Store):
    """Kind and period belong to the alias; an empty period is none."""
    office = an_alias(PUTIN, "Präsident", AliasKind.ROLE, Period(NOON.date(), None))
    keep_named(store, 1, an_alias(PUTIN, "Putin"), an_alias(PUTIN, "Wladimir", valid=Period()), office)
    keep_named(store, 2, an_alias(PUTIN, "Putin"), office, an_alias(XI, "Xi"))
    keep_named(store, 3, an_alias(PUTIN, "Putin"))
    assert store.aliases_of("putin") == [an_alias(PUTIN, "Putin"), office, an_alias(PUTIN, "Wladimir")]
    assert store.aliases_of("nobody") == []


def test_aliases_kept_without_an_analysis_add_to_those_known(store: Store):
    """Names learned later for a stored article are counted with the others, once."""
    article = an_article()
    store.keep(a_page(article, XI))
    for _ in range(2):
        store.keep(Kept(a_record(article), aliases=(an_alias(XI, "Chinas Präsident"),)))
    assert [hit.articles for hit in store.find_alias("chinas prasident")] == [1]
    assert len(store.aliases_of("xi")) == 3


def test_aliases_without_an_article_that_uses_them_are_refused(store: Store):
    """A name is counted by articles; one that no article uses is a mistake."""
    article = an_article()
    store.keep(a_page(article, XI))
    record = replace(a_record(article), article=None)
    with pytest.raises(BadInput, match="without an article"):
        store.keep(Kept(record, aliases=(an_alias(XI, "Chinas Präsident"),)))
    assert store.find_alias("chinas prasident") == []
    assert store.page(article.url) == a_record(article)


def test_roles_come_from_the_latest_article_first(store: Store):
    """A title is listed once; within an article the better one comes first."""
    for number, (at, titles) in enumerate(
        [
            (NOON, ("Präsident", "Oberbefehlshaber")),
            (NOON + DAY, ("Kremlchef",)),
            (NOON - DAY, ("Premier", "Kremlchef")),
        ]
    ):
        article = an_article(number, at)
        store.keep(a_page(article, PUTIN, analysis=an_analysis(article, PUTIN, XI, titles=titles)))
    assert store.roles_of("putin") == ["Kremlchef", "Präsident", "Oberbefehlshaber", "Premier"]
    assert store.roles_of("xi") == store.roles_of("nobody") == []


def test_an_article_may_give_the_same_roles_twice(store: Store):
    """Titles given in several places of an analysis are one list."""
    article = an_article()
    analysis = replace(
        an_analysis(article, PUTIN), roles=(Roles("putin", ("B", "A")), Roles("putin", ("A", "C")), Roles("putin", ()))
    )
    store.keep(a_page(article, PUTIN, analysis=analysis))
    assert store.roles_of("putin") == ["B", "A", "C"]


def test_mentions_are_counted_by_article_and_time(store: Store):
    """An article counts once however often it names the actor; the window includes its beginning, not its end."""
    for number in range(3):
        article = an_article(number, NOON + number * DAY)
        analysis = an_analysis(article, XI)
        again = Mention(Span(50, 52), "xi", "pronoun", 0.5)
        store.keep(a_page(article, XI, analysis=replace(analysis, mentions=(*analysis.mentions, again))))
    assert store.mention_count("xi") == 3
    assert store.mention_count("xi", since=NOON + DAY) == 2
    assert store.mention_count("xi", until=NOON + DAY) == 1
    assert store.mention_count("xi", NOON, NOON + HOUR) == 1
    assert store.mention_count("nobody") == 0


def test_all_actors_come_by_name_with_their_names_and_roles(store: Store):
    """Also those known from statements only; names compare by code point, then ids."""
    article = an_article()
    store.keep(a_page(article, PUTIN, XI, analysis=an_analysis(article, PUTIN, XI, titles=("Präsident",))))
    strangers = (Actor("2", Kind.PERSON, "Ägir"), Actor("1", Kind.PERSON, "Ägir"), Actor("0", Kind.PERSON, "abel"))
    store.replace_groups([], [], [a_statement(a_report(article), speakers=strangers)])
    listed = list(store.all_actors())
    assert [actor.id for actor, _, _ in listed] == ["china", "putin", "xi", "0", "1", "2"]
    assert listed[1] == (PUTIN, store.aliases_of("putin"), ["Präsident"])
    assert listed[5] == (strangers[0], [], [])


def test_any_number_of_actors_can_be_listed(store: Store):
    """The list neither leaves out nor repeats one where a portion ends, with many of one name."""
    actors = tuple(Actor(f"{number:04}", Kind.PERSON, f"Name {number // 700}") for number in range(1400))
    article = an_article()
    store.keep(Kept(a_record(article), article, analysis=an_analysis(article, *actors)))
    assert [actor for actor, _, _ in store.all_actors()] == list(actors)
