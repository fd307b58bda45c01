"""What a channel is shown of a window: its filters, what it follows, one outlet among others, and why."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from digest.edition import DigestRequest, Edition, Limits, Verdict
from digest.model import Article, Story, short_id
from digest.statements import Reading, merge
from digest.taste import Taste
from tests.building import START, Said, made, person
from tests.editing import EditionInput, compile_edition

DAY = timedelta(days=1)

ORLOW, KORTE, VOGT = person("Hanna Orlow"), person("Matthias Korte"), person("Henning Vogt")


def about(title: str, *said: Said, outlet: str = "A", hours: float = 0, language: str = "de"):
    """An article whose words are about its title and nothing else."""
    return made(outlet, *said, title=title, lead=f"{title}. " * 3, hours=hours, language=language)


DAM = about("Talsperre im Irntal wird gebaut", Said(ORLOW, "„Wir bauen diese Talsperre für das ganze Land“"))
DAM_AGAIN = about(
    "Talsperre im Irntal wird gebaut", Said(KORTE, "„Das Wasser der Talsperre reicht für alle Höfe“"), outlet="B"
)
TOLL = about("Maut auf der Seestraße kommt", Said(VOGT, "„Die Maut hält unsere Straße frei für alle“"), outlet="C")
PORT = about(
    "Port of Westerhafen stands still", Said(VOGT, "“The port will stand still all day long today”"), outlet="D",
    language="en",
)  # fmt: skip
NEWS = (DAM, DAM_AGAIN, TOLL, PORT)


def told_by(*read: Reading, asked: DigestRequest, copies: Mapping[str, str] | None = None) -> EditionInput:
    """What an edition of these articles is compiled from: one story per title."""
    by_title: dict[str, list[Article]] = {}
    for one in read:
        by_title.setdefault(one.article.title, []).append(one.article)
    stories = [
        Story(short_id(title), title, tuple(one.id for one in told), told[0].published_at, told[-1].published_at)
        for title, told in by_title.items()
    ]
    story_of = {article: story.id for story in stories for article in story.articles}
    articles = {one.article.id: one.article for one in read}
    statements = merge(read, story_of, copies or {})
    return EditionInput(asked, tuple(articles.values()), stories, statements, articles, copies or {})


USUAL = Limits()


def edition(*read, seen=frozenset(), limits=USUAL, explain=False, **taste: object) -> Edition:
    """The edition of these articles, or of all, for a channel of this taste."""
    asked = DigestRequest(
        START.date(), START - DAY, START + DAY, taste=Taste(**taste), seen=seen, limits=limits, explain=explain
    )
    return compile_edition(told_by(*(read or NEWS), asked=asked))


def titles(made_: Edition) -> list[str]:
    """The titles of the stories shown."""
    return [story.title for story in made_.stories]


@pytest.mark.parametrize(
    ("taste", "shown"),
    [
        ({}, {DAM, TOLL, PORT}),
        ({"topics": ("Maut",)}, {TOLL}),
        ({"topics": ("Talsperren", "Maut")}, {DAM, TOLL}),
        ({"topics": ("Wasser Talsperre",)}, {DAM}),
        ({"topics": ("Fußball",)}, set()),
        ({"actors": ("Korte",)}, {DAM}),
        ({"actors": ("henning VOGT",)}, {TOLL, PORT}),
        ({"actors": ("Korte",), "topics": ("Maut",)}, {DAM, TOLL}),
        ({"actors": ("Kor",)}, set()),
        ({"without": ("Maut",)}, {DAM, PORT}),
        ({"without": ("Straßen", "Talsperre")}, {PORT}),
        ({"outlets": ("c",)}, {TOLL}),
        ({"outlets": ("Niemand",)}, set()),
        ({"languages": ("en",)}, {PORT}),
        ({"independent": 2}, {DAM}),
        ({"topics": ("Maut",), "follows": ("Korte",)}, {DAM, TOLL}),
        ({"independent": 2, "follows": ("Seestraße",)}, {DAM, TOLL}),
        ({"without": ("Maut",), "follows": ("Maut",)}, {DAM, PORT}),
        ({"languages": ("de",), "follows": ("Vogt",)}, {DAM, TOLL}),
    ],
)
def test_filters_let_through_what_they_say(taste, shown):
    """By actor, topic, word, outlet, language and independent texts; what is followed comes beside all but the limits
    of what is read and what is not wanted.
    """
    assert set(titles(edition(**taste))) == {reading.article.title for reading in shown}


def test_counts_are_those_of_what_passes():
    """The head counts what the channel reads: statements that pass, articles of its outlets."""
    counts = edition(outlets=("A", "B")).counts
    assert (counts.statements, counts.articles, counts.outlets) == (2, 2, 2)
    assert edition(topics=("Maut",)).counts.statements == 1


def test_what_is_followed_stands_first():
    """Its story before weightier ones, its statement before better ones."""
    assert titles(edition())[0] == DAM.article.title
    assert titles(edition(follows=("Maut",)))[0] == TOLL.article.title
    first = [edition(follows=follows).stories[0].voices[0].statement.speakers for follows in (("Orlow",), ("Korte",))]
    assert first == [(ORLOW,), (KORTE,)]


BERG = person("Karl Berg")
LINE = about("Bahnstrecke gesperrt", Said(ORLOW, "„Die Strecke von Karlsruhe nach Nürnberg bleibt heute gesperrt“"))
LONGER = about("Konzert im Park", Said(person("Karl Berg-Meier"), "„Das Konzert war ein Erfolg für den ganzen Chor“"))
NAMED = about("Karl Bergs Rücktritt", Said(VOGT, "„Wir bedauern diesen Schritt für das ganze Land sehr“"), outlet="B")
OWN = about("Haushalt beschlossen", Said(BERG, "„Der Haushalt ist gut für das ganze Land“"), outlet="C")


@pytest.mark.parametrize(
    ("read", "bearers"), [((OWN,), frozenset()), ((), frozenset({("karl berg", BERG)}))], ids=["speaking", "silent"]
)
def test_a_full_name_is_followed_as_it_stands(read, bearers):
    """What a followed person says, and what names them, comes through a filter; not the words of the name inside of other
    words, nor somebody of a double name. So also on a day on which the person says nothing.
    """
    asked = DigestRequest(
        START.date(), START - DAY, START + DAY, taste=Taste(topics=("Maut",), follows=("Karl Berg",)), bearers=bearers
    )
    shown = titles(compile_edition(told_by(*read, LINE, LONGER, NAMED, TOLL, asked=asked)))
    assert set(shown) == {one.article.title for one in (*read, NAMED, TOLL)}


def test_followed_words_that_are_no_name_are_a_topic():
    """Several words need not stand side by side, and inflected ones are found: nobody is called so."""
    assert titles(edition(LINE, TOLL, topics=("Maut",), follows=("Strecken Nürnberg",)))[0] == LINE.article.title


def test_who_was_renamed_is_followed_by_the_former_name():
    """The store knows by which names an actor was called; what it says comes through."""
    asked = DigestRequest(
        START.date(), START - DAY, START + DAY, taste=Taste(topics=("Maut",), follows=("Carl Bergh",)),
        bearers=frozenset({("carl bergh", BERG)}),
    )  # fmt: skip
    assert titles(compile_edition(told_by(OWN, DAM, TOLL, asked=asked))) == [OWN.article.title, TOLL.article.title]


def test_what_was_shown_does_not_come_again():
    """Statement by statement: the story comes with what was not shown, and not at all where all was."""
    told = edition(DAM, DAM_AGAIN)
    first, second = [voice.statement.id for voice in (*told.stories[0].voices, *told.stories[0].further)]
    again = edition(DAM, DAM_AGAIN, seen=frozenset({first}))
    assert [voice.statement.id for voice in again.stories[0].voices] == [second]
    assert edition(DAM, DAM_AGAIN, seen=frozenset({first, second})).stories == ()


def flood(outlet: str, number: int):
    """Articles of one outlet, each on a subject of its own, told by somebody known."""
    subjects = ("Rathaus", "Schulhof", "Brücke", "Klinik", "Bahnhof", "Kläranlage", "Theater", "Markthalle", "Deich")
    return [
        about(
            f"{subject}: Umbau beginnt", Said(VOGT, f"„Für {subject} geben wir heute sehr viel Geld aus“"),
            outlet=outlet, hours=place,
        )
        for place, subject in enumerate(subjects[:number])
    ]  # fmt: skip


def test_an_outlet_that_floods_gets_its_share():
    """Of nine stories that one outlet alone tells a third of the shown ones at most stand before those of others."""
    limits = Limits(stories=6, characters=9000)
    told = edition(*flood("F", 9), DAM, DAM_AGAIN, TOLL, PORT, limits=limits, explain=True)
    outlets = [{outlet.name for outlet in story.outlets} for story in told.stories]
    first = outlets[: outlets.index({"C"}) + 1]
    assert first.count({"F"}) <= 2
    assert {"A", "B"} in first
    assert any("F" not in reason.text and "alone tells" in reason.because for reason in told.reasons)
    assert len(told.stories) + len(told.more) == 12


def test_one_outlet_alone_is_no_flood():
    """Who reads a single outlet sees all of it."""
    assert len(edition(*flood("F", 6), limits=Limits(characters=9000)).stories) == 6


def test_all_copies_of_one_text_are_one_independent_text():
    """Four outlets with one agency text: one story, four outlets, one independent text, each statement once."""
    said = Said(ORLOW, "„Wir bauen diese Talsperre für das ganze Land“")
    copies = [about(DAM.article.title, said, outlet=name) for name in "ABCD"]
    origin = copies[0].article.id
    asked = DigestRequest(START.date(), START - DAY, START + DAY)
    told = compile_edition(told_by(*copies, asked=asked, copies={one.article.id: origin for one in copies[1:]}))
    (story,) = told.stories
    assert (len(story.outlets), story.independent, len(story.voices), story.further) == (4, 1, 1, ())
    assert (told.counts.articles, told.counts.independent) == (4, 1)
    assert (
        compile_edition(
            told_by(
                *copies,
                asked=replace(asked, taste=Taste(independent=2)),
                copies={one.article.id: origin for one in copies[1:]},
            )
        ).stories
        == ()
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_what_comes_in_changes_nothing(seed):
    """The same news give the same digest, and the same reasons."""
    news = [*NEWS, *flood("F", 5)]
    asked = DigestRequest(START.date(), START - DAY, START + DAY, explain=True)
    once = told_by(*news, asked=asked)
    mixed = list(once.articles), list(once.stories), list(once.statements)
    for one in mixed:
        random.Random(seed).shuffle(one)
    again = replace(once, articles=mixed[0], stories=mixed[1], statements=mixed[2])
    assert compile_edition(again) == compile_edition(once)


def test_every_story_and_statement_has_its_reason():
    """What is shown, folded, in the second part or left out, each once, with what weighed and which filter spoke."""
    told = edition(*NEWS, without=("Maut",), languages=("de",), limits=Limits(stories=1), explain=True)
    by_text = {reason.text: reason for reason in told.reasons}
    assert by_text[DAM.article.title].verdict is Verdict.SHOWN
    assert by_text["„Die Maut hält unsere Straße frei für alle“"].because == "holds a word that is left out"
    assert (
        by_text["“The port will stand still all day long today”"].because == "no report in a wanted language and outlet"
    )
    shown = [reason for reason in told.reasons if reason.verdict is Verdict.SHOWN]
    assert all(reason.total == pytest.approx(sum(value for _, value in reason.parts)) for reason in shown)
    assert all(reason.parts for reason in shown)
    assert len({(reason.story, reason.statement) for reason in told.reasons}) == len(told.reasons)


def test_each_silent_statement_says_why():
    """Too little said, nothing to cut, told already in other words shown, or no room: never all of it at once."""
    long = (
        "„" + "Wir bauen die Talsperre für alle nicht ohne die Zustimmung der Gemeinden im Tal " * 4 + "und der Küste“"
    )
    quote = "„Wir bauen diese Talsperre für das ganze Land“"
    news = about(
        "Talsperre im Irntal wird gebaut", Said(ORLOW, quote), Said(VOGT, "„Das stimmt so“", frame="{}", cue=""), Said(KORTE, long),
        Said(KORTE, "„Wir bauen diese Talsperre“"), Said(VOGT, "„Die Höfe im Tal bleiben alle stehen“"),
        Said(VOGT, "„Die Brücke im Tal bleibt lange gesperrt“"),
    )  # fmt: skip
    told = edition(news, limits=Limits(voices=1, further=1), explain=True)
    because = {reason.text: reason.because for reason in told.reasons}
    assert because["„Das stimmt so“"] == "says too little"
    assert because[long] == "too long, and no place where it may be cut"
    assert because["„Wir bauen diese Talsperre“"] == "its words stand in another one that is shown"
    assert sorted(because[text] for text in ("„Die Höfe im Tal bleiben alle stehen“", "„Die Brücke im Tal bleibt lange gesperrt“")) == [
        "no room", "no room unfolded"
    ]  # fmt: skip


def test_stories_beyond_the_second_part_are_named():
    """With room for three stories in all the others are said to stand behind them."""
    told = edition(*flood("F", 6), limits=Limits(stories=1, more=2), explain=True)
    assert [reason.because for reason in told.reasons].count("3 stories stand before it") == 3


def test_why_a_statement_was_passed_over():
    """One that was shown before, and one of which too few independent texts tell, are told apart."""
    told = edition(DAM, TOLL)
    first = told.stories[0].voices[0].statement
    reasons = edition(DAM, TOLL, seen=frozenset({first.id}), explain=True).reasons
    assert next(one for one in reasons if one.statement == first.id).because == "was shown to this channel before"
    few = edition(DAM, TOLL, independent=2, explain=True).reasons
    assert {one.because for one in few} == {"1 independent texts, 2 are asked for"}
