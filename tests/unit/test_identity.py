"""Whom a name means, told from roles and company."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analysis.cast import CERTAIN as LINKS_CERTAIN
from digest.identity import (
    DOUBTFUL,
    Fit,
    Profile,
    compatible_names,
    fit,
    same_under_longer_name,
    whom_by_surname,
    whom_named,
)
from digest.lang.callings import APART, callings
from digest.lang.naming import load
from digest.model import Actor, Kind
from digest.registry import CERTAIN


def somebody(*titles: str, name: str = "Thomas Müller", id_: str = "", company: str = "") -> Profile:
    """Known by these German titles and this company."""
    actor = Actor(id_ or f"person:{name.lower().replace(' ', '-')}", Kind.PERSON, name)
    return Profile(actor, tuple((title, "de") for title in titles), frozenset(company.split()))


@pytest.mark.parametrize(
    ("found", "known", "expected"),
    [
        (somebody("Nationalspieler"), somebody("Landesumweltminister"), Fit.APART),
        (somebody("Bischof"), somebody("Innenministerin"), Fit.APART),
        (somebody("Bürgermeister von Irnstedt"), somebody("Bürgermeister von Seehagen"), Fit.APART),
        (somebody("Bürgermeister von Irnstedt"), somebody("Bürgermeister von Irnstedt"), Fit.SAME),
        (somebody("Bürgermeister"), somebody("Bürgermeister von Seehagen"), Fit.SAME),
        (somebody("Minister"), somebody("Umweltministerin"), Fit.SAME),
        (somebody("Professor"), somebody("Minister"), Fit.OPEN),
        (somebody("Anwalt"), somebody("Abgeordneter"), Fit.OPEN),
        (somebody("Sprecher"), somebody("Trainer"), Fit.OPEN),
        (somebody(), somebody("Trainer"), Fit.OPEN),
        (somebody("Torwart", company="a b"), somebody("Minister", company="b a c"), Fit.SAME),
        (somebody("Torwart", company="a b"), somebody("Minister", company="a"), Fit.APART),
        (somebody(company="a"), somebody(company="a"), Fit.OPEN),
    ],
)  # fmt: skip
def test_what_speaks_for_and_against(found: Profile, known: Profile, expected: Fit):
    """Walks of life that do not go together and two towns keep people apart; the same role or company joins them."""
    assert fit(found, known) is expected
    assert fit(known, found) is expected


def test_the_only_bearer_is_meant_unless_something_speaks_against_it():
    """A full name is one person until the roles contradict each other."""
    minister = somebody("Minister")
    assert whom_named(somebody("Professor"), [minister]).actor == minister.actor
    assert whom_named(somebody("Professor"), [minister]).confidence == 1.0
    assert whom_named(somebody("Stürmer"), [minister]).actor is None


def test_among_namesakes_evidence_decides():
    """The one whose role fits is meant; without evidence the link is not sure; the only one left is likely."""
    minister, player = somebody("Minister"), somebody("Stürmer", id_="person:thomas-muller~2")
    assert whom_named(somebody("Torwart", "Stürmer"), [minister, player]).actor == player.actor
    assert whom_named(somebody("Ministerin"), [minister, player]).actor == minister.actor
    unclear = whom_named(somebody(), [minister, player])
    assert unclear.confidence == DOUBTFUL < CERTAIN
    left = whom_named(somebody("Abgeordneter"), [minister, player])
    assert left.actor == minister.actor
    assert CERTAIN <= left.confidence < 1
    assert whom_named(somebody("Bischof"), [minister, player]).actor is None


def test_a_surname_means_somebody_only_where_the_context_says_so():
    """The same role, or company in common, of one person alone."""
    hanna = somebody("Umweltministerin", name="Hanna Orlow", company="a b")
    petra = somebody("Trainerin", name="Petra Orlow")
    alone = somebody("Ministerin", name="Orlow")
    assert whom_by_surname(alone, [hanna, petra]).actor == hanna.actor
    assert whom_by_surname(somebody(name="Orlow", company="b a"), [hanna, petra]).actor == hanna.actor
    assert whom_by_surname(somebody(name="Orlow"), [hanna]) is None
    assert (
        whom_by_surname(somebody("Ministerin", name="Orlow"), [hanna, somebody("Minister", name="Jan Orlow")]) is None
    )
    assert whom_by_surname(alone, []) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Hanna Maria Orlow", "Hanna Orlow", True), ("H. Orlow", "Hanna Orlow", True),
        ("Hanna M. Orlow", "Hanna Maria Orlow", True), ("Maria Orlow", "Hanna Maria Orlow", True),
        ("Hanna Orlow", "Hanna Orlow", False), ("Hans Orlow", "Hanna Orlow", False), ("Orlow", "Hanna Orlow", False),
        ("Hanna Orlow", "Hanna Orlowa", False), ("Maria Hanna Orlow", "Hanna Maria Karla Orlow", False),
        ("", "Hanna Orlow", False),
    ],
)  # fmt: skip
def test_names_that_can_be_one_persons(one, other, expected):
    """First names may be left out or shortened, never changed or swapped."""
    assert compatible_names(one, other) is compatible_names(other, one) is expected


def test_a_longer_name_is_learned_with_evidence_only():
    """Names that could be one person's are one person only where the role or the company says so."""
    known = somebody("Umweltministerin", name="Hanna Orlow")
    assert same_under_longer_name(somebody("Ministerin", name="Hanna Maria Orlow"), [known]) == known.actor
    assert same_under_longer_name(somebody(name="Hanna Maria Orlow"), [known]) is None
    assert same_under_longer_name(somebody("Ministerin", name="Hans Orlow"), [known]) is None


def test_walks_of_life_are_those_of_role_nouns():
    """Every noun listed is one that the language reads as a role, so that none is listed in vain."""
    for code in ("de", "en"):
        assert len(callings(code)) > 20
        read = {base: load(code).read_role(base) for base in callings(code)}
        assert [base for base, noun in read.items() if noun is None or noun.base != base] == []
    assert {walk for pair in APART for walk in pair} <= set(callings("de").values())
    assert callings("xx") == {}


def test_sure_is_one_measure():
    """What counts as sure is the same within an article and across articles."""
    assert CERTAIN == LINKS_CERTAIN


@given(
    st.lists(st.sampled_from(["Minister", "Stürmer", "Bischof", "", "Chef von X", "😀"]), max_size=3),
    st.text(max_size=8),
)
def test_nobody_is_apart_from_himself(titles, company):
    """Whatever is known of somebody, an article that says the same means him."""
    same = somebody(*titles, company=company)
    assert fit(same, same) is not Fit.APART or len({title for title in titles if title}) > 1
    assert whom_named(same, [same]).confidence >= DOUBTFUL
