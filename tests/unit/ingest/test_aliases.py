"""Which of an actor's mentions are names to find it by."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.ingest import aliases_of
from digest.model import Actor, Alias, AliasKind, Analysis, Article, Kind, Mention, Outlet, Span

NOW = datetime(2025, 5, 9, tzinfo=UTC)


def aliases(actor: Actor, *surfaces: str) -> set[tuple[str, str]]:
    """Surface and kind of the aliases of an article that mentions the actor under these surfaces."""
    text = " ".join(surfaces) + "."
    mentions, at = [], 0
    for surface in surfaces:
        mentions.append(Mention(Span(at, at + len(surface)), actor.id, "x", 1.0))
        at += len(surface) + 1
    article = Article("id", "u", Outlet("a", "a"), "de", "T", text, NOW, NOW)
    found = aliases_of(article, Analysis("id", "v", "de", actors=(actor,), mentions=tuple(mentions)))
    assert all(alias.actor == actor.id and alias.language == "de" for alias in found)
    return {(alias.surface, alias.kind.value) for alias in found}


@pytest.mark.parametrize(
    ("surfaces", "expected"),
    [
        (["Xi Jinping"], {("Xi Jinping", "name")}),
        (["Xi", "Xis", "XI"], {("Xi Jinping", "name"), ("Xi", "surname")}),
        (["Xi Jinpings"], {("Xi Jinping", "name")}),
        (["er", "ihm", "der chinesische Präsident", "Präsident"], {("Xi Jinping", "name")}),
    ],
)
def test_a_person_is_found_by_names_only(surfaces: list[str], expected: set[tuple[str, str]]) -> None:
    """Full name and surname, genitives as what they are of; pronouns and roles never."""
    found = aliases(Actor("xi", Kind.PERSON, "Xi Jinping"), *surfaces)
    assert found == {*expected, ("Jinping", "surname")}, "the last word of a full name is always asked for"


def test_states_and_bodies_are_found_by_what_they_are_called() -> None:
    """Acronyms and seats of government are names of bodies and states; adjectives are none."""
    assert aliases(Actor("cn", Kind.COUNTRY, "China"), "Chinas", "Peking", "Pekings", "chinesische") == {
        ("China", "name"),
        ("Peking", "metonym"),
    }
    assert aliases(Actor("nato", Kind.ORGANISATION, "Nordatlantikpakt"), "NATO", "sie") == {
        ("Nordatlantikpakt", "name"),
        ("NATO", "acronym"),
    }


def test_unsure_mentions_name_nobody() -> None:
    """A mention without an actor makes no alias."""
    article = Article("id", "u", Outlet("a", "a"), "de", "T", "Merz sprach.", NOW, NOW)
    assert aliases_of(article, Analysis("id", "v", "de", mentions=(Mention(Span(0, 4), None, "x", 0.3),))) == ()


def test_each_alias_comes_once() -> None:
    """Spellings that fold to the same are one alias."""
    actor = Actor("e", Kind.PERSON, "Recep Tayyip Erdoğan")
    assert aliases(actor, "Erdoğan", "Erdogan", "ERDOGAN") == {("Recep Tayyip Erdoğan", "name"), ("Erdoğan", "surname")}
    assert Alias("e", "Erdoğan", "de", AliasKind.SURNAME)
