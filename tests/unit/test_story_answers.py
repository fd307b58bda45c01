"""Stories, topics and days that are asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from digest.answers import CommandContext, answer_digest, answer_story, answer_topic
from digest.edition import Week
from digest.inquiry.digests import MOST_DAYS
from digest.model import Statement, wording
from digest.publish import Compiler, compile_digest, group
from digest.render import render_answer
from digest.render.answer import DigestAnswer, Notice
from digest.render.story_answer import StoriesAnswer, StoryAnswer, TopicAnswer, WeekAnswer
from digest.statements import shortened
from digest.store.memory import MemoryStore
from tests.building import START, Said, keep, made, person
from tests.samples import filled

NOW = datetime(2025, 5, 9, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def context() -> CommandContext:
    """The samples, grouped, on the evening of their last day. Commands only read, so all tests share it."""
    store = filled(MemoryStore())
    group(store)
    compiler = Compiler(store)
    return CommandContext(
        store,
        NOW,
        compile=partial(compile_digest, store),
        week=lambda until: compiler.week(until, "de", "Europe/Berlin"),
    )


def story(context: CommandContext, asked: str) -> StoryAnswer:
    answer = answer_story(context, asked)
    assert isinstance(answer, StoryAnswer)
    return answer


def shown(answer: object, language: str = "de") -> str:
    return render_answer(answer, language, "Europe/Berlin").fallback


def test_a_story_is_told_from_its_beginning(context):
    """Its day, outlets, independent texts, the first headline of each day, and what was said, newest article first."""
    told = story(context, "Talsperre")
    assert (told.day, told.is_silent, told.independent, len(told.outlets)) == (3, False, 3, 3)
    assert [chapter.day for chapter in told.chapters] == [date(2025, 5, day) for day in (7, 8, 9)]
    assert told.newest[0].first_at == max(one.first_at for one in told.newest)
    text = shown(told)
    assert "Tag 3 · seit 7. Mai, 21:30, zuletzt 9. Mai, 15:40 · 3 Medien, 3 unabhängige Texte" in text
    assert told.chapters[1].title.startswith("Umweltministerin Orlow")


def test_a_story_by_its_id_is_the_same_as_by_its_words(context):
    """Also in capitals and with the sign that ids are shown with."""
    told = story(context, "Talsperre")
    assert story(context, f"#{told.story.id.upper()}") == told


def test_pages_of_a_story_hold_every_statement_once(context):
    """Turning the pages to the last one shows all that was said in it, and then no older ones."""
    told = story(context, "Talsperre")
    seen: list[Statement] = list(told.newest)
    while told.older:
        told = story(context, f"{told.story.id} +{len(seen)}")
        seen += told.newest
    assert len(seen) == len({one.id for one in seen}) == told.statements
    assert all(one.story == told.story.id for one in seen)


def test_a_story_that_was_merged_away_is_found_by_its_old_id(context):
    """What people were shown still leads to the story that it became a part of."""
    store = filled(MemoryStore())
    group(store)
    kept, gone = store.stories(NOW - timedelta(days=3), NOW)[:2]
    both = replace(kept, articles=(*kept.articles, *gone.articles))
    store.replace_groups(both.articles, [both], [], became={gone.id: kept.id})
    assert story(replace(context, store=store), gone.id).story.id == kept.id


def test_several_stories_of_a_word_are_offered(context):
    """With their commands on buttons; a word of none leads on to /topic, no word gets an example."""
    store = MemoryStore()
    ida, otto = person("Ida Berg"), person("Otto Tal")
    keep(
        store,
        made(
            "Blatt",
            Said(ida, "„Die Brücke bleibt für Wochen gesperrt, ein Pfeiler hat Risse“"),
            title="Brücke in Altstadt gesperrt",
        ),
        made(
            "Bote",
            Said(otto, "„Das Konzert war ein Erfolg für Chor, Orchester und Publikum“"),
            title="Konzert unter der Brücke begeistert",
        ),
    )
    group(store)
    here = replace(context, store=store, now=START + timedelta(hours=5))
    answer = answer_story(here, "brücken")
    assert isinstance(answer, StoriesAnswer)
    assert {one.title for one in answer.stories} == {
        "Brücke in Altstadt gesperrt",
        "Konzert unter der Brücke begeistert",
    }
    offered = render_answer(answer, "de", "Europe/Berlin").blocks[-1].buttons
    assert {button.action for button in offered} == {f"/story {one.id}" for one in answer.stories}
    assert answer_story(here, "Vulkan") == Notice("story.unknown", {"asked": "Vulkan"})
    assert answer_story(here, "  ") == Notice("story.empty")


def test_a_story_without_news_for_days_says_so(context):
    """A story whose last article is two days old is silent, on whatever day it would be."""
    assert story(replace(context, now=NOW + timedelta(days=2)), "Talsperre 30d").is_silent
    assert "seit Tagen ohne Neues" in shown(story(replace(context, now=NOW + timedelta(days=2)), "Talsperre 30d"))


def test_who_quotes_fewer_words_is_told_below_the_statement(context):
    """The variants are literal in their own articles; what another outlet puts in words of its own is none."""
    ida = person("Ida Berg")
    full = "„Wir werden diese Brücke bis zum Herbst wieder öffnen, koste es, was es wolle“"
    short = "„Wir werden diese Brücke bis zum Herbst wieder öffnen“"
    store = MemoryStore()
    readings = [
        made("Blatt", Said(ida, full), title="Brücke soll im Herbst wieder öffnen"),
        made("Bote", Said(ida, short), title="Berg: Brücke soll im Herbst wieder öffnen", hours=1),
        made("Kurier", Said(ida, short), title="Brücke soll im Herbst öffnen, sagt Berg", hours=2),
    ]
    keep(store, *readings)
    group(store)
    told = story(replace(context, store=store, now=START + timedelta(hours=5)), "Brücke")
    ((variant,),) = told.variants.values()
    assert (variant.text, [outlet.name for outlet in variant.outlets]) == (short, ["Bote", "Kurier"])
    assert f"so zitiert bei Bote und Kurier: {short}" in shown(told)


def test_variants_are_literal_and_shorter():
    """Every variant stands in its article, and no report in words of its own is one."""
    ida = person("Ida Berg")
    full = "„Die Brücke bleibt gesperrt, bis das Gutachten vorliegt“"
    own = "die Sperrung der Brücke dauere bis zum Gutachten an"
    readings = [made("Blatt", Said(ida, full)), made("Bote", Said(ida, own, frame="{speaker} sagte, {}."))]
    store = MemoryStore()
    keep(store, *readings)
    group(store)
    articles = {one.article.id: one.article for one in readings}
    for statement in store.statements_by_id([q.id for one in readings for q in one.analysis.quotations]).values():
        for variant in shortened(statement, articles):
            assert any(variant.text in article.text for article in articles.values())
        assert not any("dauere" in variant.text for variant in shortened(statement, articles))


def test_a_topic_is_told_story_by_story(context):
    """Only what is on it, from the days asked for; a plural or a part of a compound finds it too."""
    answer = answer_topic(context, "Häfen")
    assert isinstance(answer, TopicAnswer)
    assert answer.days == 7
    assert answer.edition.stories
    assert all("hafen" in story.title.lower() for story in answer.edition.stories)
    assert "Zum Thema „Häfen“" in shown(answer)
    older = answer_topic(replace(context, now=NOW + timedelta(days=20)), "Häfen 30d")
    assert [one.id for one in older.edition.stories] == [one.id for one in answer.edition.stories]


def test_a_topic_of_which_nothing_was_said_and_none_at_all(context):
    """The one is told in words with its window, the other gets an example."""
    assert "7 Tage: keine Aussagen dazu." in shown(answer_topic(context, "Vulkanausbruch"))
    assert answer_topic(context, "") == Notice("topic.empty")
    assert "Vulkanausbruch" in shown(answer_topic(context, "Vulkanausbruch"), "en")


@pytest.mark.parametrize(
    ("asked", "days", "more"),
    [("7d", 7, False), ("3 Tage", 3, False), ("2 tage", 2, False), ("1w mehr", 7, True), ("400d", MOST_DAYS, False)],
)
def test_a_digest_of_the_last_days(context, asked, days, more):
    """However the days are typed; at most a month; it says from when to when it reaches."""
    answer = answer_digest(context, asked)
    assert isinstance(answer, DigestAnswer)
    request = answer.edition.request
    assert (request.until - request.since, answer.more) == (timedelta(days=days), more)
    if days == 7 and not more:
        assert "2. Mai bis 9. Mai 2025" in shown(answer)


def test_days_that_end_in_the_past(context):
    """A window and a day together: it ends with that day."""
    request = answer_digest(context, "2d 8.5.2025").edition.request
    assert (request.since, request.until) == (
        datetime(2025, 5, 6, 22, tzinfo=UTC),
        datetime(2025, 5, 8, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize("asked", ["woche", "Week"])
def test_a_week_in_figures(context, asked):
    """Who was quoted most, those first whom more outlets quote, and what was told most widely."""
    answer = answer_digest(context, asked)
    assert isinstance(answer, WeekAnswer)
    assert isinstance(answer.week, Week)
    quoted = answer.week.roundup.quoted
    assert [(-one.statements, -one.outlets) for one in quoted] == sorted(
        (-one.statements, -one.outlets) for one in quoted
    )
    assert "Am häufigsten zitiert" in shown(answer)


@pytest.mark.parametrize("asked", ["7d übermorgen", "xyz 3d"])
def test_a_window_with_words_that_are_no_day(context, asked):
    """Is not guessed at."""
    assert answer_digest(context, asked).key == "digest.unknown_day"


def test_what_a_digest_shows_of_a_topic_is_literal(context):
    """Words that a topic brings up are spans of their articles like all others."""
    for voice in answer_topic(context, "Talsperre").edition.voices:
        article = context.store.article(voice.statement.reports[0].article)
        assert wording(article.text, voice.spans) == voice.text
