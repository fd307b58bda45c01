"""Following names and topics, and the filters of a channel, as people type them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel_commands import change_settings
from bot.chat import noticed
from bot.commands import find_changing
from bot.follow_commands import entries, follow, following, unfollow
from bot.taste_settings import taste_in_words
from digest.phrases import languages, phrases
from digest.taste import LONGEST_LIST, LONGEST_WORD, Pictures, Taste, Weekend, WhenEmpty, taste_of, taste_text
from tests.unit.bot.doubles import EIGHT, a_channel

CHANNEL = a_channel()


def channel_with(**taste: object):
    """A channel of this taste."""
    return replace(CHANNEL, taste=Taste(**taste))


def test_what_is_followed_is_added_and_told():
    """Names and topics between commas, beside those that are there, in the writing in which they came first."""
    change = follow(channel_with(follows=("Rente",)), "Putin,  gas und Öl, rente", EIGHT)
    assert change.channel.taste.follows == ("Rente", "Putin", "gas und Öl")
    told = following(change.channel).notice
    assert told.values["words"] == "Rente, Putin, gas und Öl"


@pytest.mark.parametrize("asked", ["putin", "PUTIN", " Putin ,"])
def test_what_is_followed_no_longer_is_named(asked):
    """However it is written, it goes and the others stay."""
    change = unfollow(channel_with(follows=("Putin", "Rente")), asked, EIGHT)
    assert change.channel.taste.follows == ("Rente",)
    assert change.notice.values == {"words": "Putin"}


@pytest.mark.parametrize("word", ["alle", "all", "alles"])
def test_all_can_be_let_go_at_once(word):
    """A word for all ends following, in any language."""
    assert unfollow(channel_with(follows=("Putin", "Rente")), word, EIGHT).channel.taste.follows == ()


def test_one_name_is_let_go_and_taken_up_by_button():
    """What was done to one name is undone by the button below; of several nothing says which one a button would mean."""
    change = follow(channel_with(follows=("Rente",)), "Putin", EIGHT)
    assert change.notice.buttons == (("follow.end", "/unfollow Putin"),)
    back = unfollow(change.channel, "putin", EIGHT)
    assert back.notice.buttons == (("follow.begin", "/follow Putin"),)
    assert back.channel.taste.follows == ("Rente",)
    assert follow(CHANNEL, "Putin, Rente", EIGHT).notice.buttons == ()
    assert len(noticed(change.notice, CHANNEL).blocks) == 2


@pytest.mark.parametrize(
    ("command", "arguments", "follows", "key"),
    [
        (unfollow, "Xi", ("Putin",), "follow.unknown"),
        (unfollow, "Xi", (), "follow.nothing"),
        (unfollow, "", ("Putin",), "follow.list"),
        (follow, " , ,", (), "follow.nothing"),
        (follow, "!!", ("Putin",), "follow.list"),
        (follow, ",".join(f"Thema {n}" for n in range(LONGEST_LIST)), ("Putin",), "follow.too_many"),
    ],
)
def test_what_cannot_be_done_changes_nothing_and_is_told(command, arguments, follows, key):
    """The answer says what is followed, what would help, or that there is no room."""
    change = command(channel_with(follows=follows), arguments, EIGHT)
    assert (change.channel, change.notice.key) == (None, key)
    for language in languages():
        assert phrases(language).text(change.notice.key, **change.notice.values)


@given(st.text(max_size=400))
def test_whatever_is_typed_is_kept_as_it_will_be_read(text):
    """Entries are short, have words, are there once, and come back from the database as they are."""
    found = entries(text)
    assert all(len(one) <= LONGEST_WORD and one == one.strip() for one in found)
    assert entries(", ".join(found)) == found
    taste = Taste(follows=found[:LONGEST_LIST])
    assert taste_of(taste_text(taste)) == taste


@pytest.mark.parametrize("name", ["follow", "folgen", "FOLGE", "unfollow", "entfolgen", "following", "gefolgt"])
def test_both_languages_find_the_commands(name):
    """By their names and aliases, on all platforms; telling what is followed is everybody's."""
    command = find_changing(name)
    assert command is not None
    assert command.for_all == (command.name == "following")


@pytest.mark.parametrize(
    ("typed", "taste"),
    [
        ("topics Rente, Gas", Taste(topics=("Rente", "Gas"))),
        ("themen Rente,Rente", Taste(topics=("Rente",))),
        ("personen Angela Merkel, NATO", Taste(actors=("Angela Merkel", "NATO"))),
        ("ohne Fußball", Taste(without=("Fußball",))),
        ("ohne alle", Taste()),
        ("medien Elbwarte", Taste(outlets=("Elbwarte",))),
        ("sprachen de, en", Taste(languages=("de", "en"))),
        ("languages all", Taste()),
        ("texte 2", Taste(independent=2)),
        ("wochenende kurz", Taste(weekend=Weekend.SHORT)),
        ("leer leise", Taste(empty=WhenEmpty.SILENT)),
        ("empty skip", Taste(empty=WhenEmpty.SKIP)),
        ("woche Freitag", Taste(weekly=4)),
        ("weekly fri.", Taste(weekly=4)),
        ("woche aus", Taste()),
        ("bilder dunkel", Taste(pictures=Pictures.DARK)),
        ("pictures off", Taste(pictures=Pictures.OFF)),
        ("bilder hell", Taste()),
    ],
)
def test_filters_and_wishes_are_set_as_people_type_them(typed, taste):
    """Lists between commas, words of both languages, a word for all that empties a list; and the settings tell it."""
    changed = change_settings(CHANNEL, typed, EIGHT).channel
    assert changed.taste == taste
    for language in languages():
        assert bool(taste_in_words(taste, language)) == (taste != Taste())


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("texte 0", "1-9"),
        ("texte zwei", "1-9"),
        ("sprachen deutsch", "de, en"),
        ("wochenende nie", "short"),
        ("woche irgendwann", "fri"),
        ("bilder bunt", "dark"),
        ("leer vielleicht", "line"),
    ],
)
def test_a_wish_that_cannot_be_understood_is_answered_with_one_that_can(typed, example):
    """Nothing changes, and the answer gives an example."""
    change = change_settings(CHANNEL, typed, EIGHT)
    assert (change.channel, change.notice.values["example"]) == (None, example)
