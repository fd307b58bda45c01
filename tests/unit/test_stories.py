"""Clustering."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Story, short_id
from digest.stories import ArticleText, Stories, cluster, content_stems, stem
from tests.building import START
from tests.samples import copies, readings

GAS = "Gaspreis steigt nach Streit um Pipeline"
GAS_TEXT = """Der Gaspreis in Kaltenrode ist am Morgen kräftig gestiegen. Grund ist der Streit um die Pipeline Nordlicht,
die der Versorger Kalgas seit Montag nicht mehr befüllt. Kalgas verlangt höhere Durchleitungsgebühren."""
GAS_AGAIN = """Im Pipelinestreit zwischen dem Versorger Kalgas und dem Betreiber der Leitung Nordlicht gibt es keine
Einigung. Die Gaspreise in Kaltenrode zogen erneut an, weil Kalgas die Lieferung ausgesetzt hat."""
STROM_TEXT = """Der Strompreis in Seehagen sinkt im Sommer. Das teilten die Stadtwerke mit. Grund sind neue Windräder an der
Küste, die seit April ans Netz gegangen sind und mehr liefern als erwartet."""


def article(name: str, title: str, text: str, hours: float = 0, **more: object) -> ArticleText:
    return ArticleText(name, title, text, "de", START + timedelta(hours=hours), **more)  # type: ignore[arg-type]


def groups(articles, previous=None):
    return {frozenset(story.articles) for story in cluster(articles, previous or {})}


def sample_texts():
    return [
        ArticleText(
            reading.article.id,
            reading.article.title,
            reading.article.text,
            reading.article.language,
            reading.article.published_at,
            actors=tuple(dict.fromkeys(one.actor for one in reading.analysis.mentions if one.actor)),
            copy_of=copies().get(reading.article.id),
        )
        for reading in readings()
    ]


def test_same_event_in_other_words_meets():
    """Two outlets that tell of one event in different words and compounds are one story."""
    one = article("a", GAS, GAS_TEXT)
    other = article("b", "Pipelinestreit: Kein Ende in Sicht", GAS_AGAIN, 6)
    assert groups([one, other]) == {frozenset({"a", "b"})}


def test_two_events_of_one_field_stay_apart():
    """Two events about energy prices in different places are two stories."""
    one = article("a", GAS, GAS_TEXT)
    other = article("b", "Strompreis sinkt dank neuer Windräder", STROM_TEXT, 2)
    assert groups([one, other]) == {frozenset({"a"}), frozenset({"b"})}


def test_samples_meet_and_part():
    """Of the sample articles those on the dam, the strike (in two languages) and the visit meet, and no others."""
    slug = {reading.article.id: reading.article.url.rsplit("/", 1)[-1] for reading in readings()}
    found = [story for story in cluster(sample_texts(), {}) if len(story.articles) > 1]
    assert sorted(sorted(slug[one] for one in story.articles) for story in found) == [
        ["china-russland-erklaerung", "xi-putin-moskau-zusammenarbeit"],
        [
            "hafenarbeiter-westerhafen-warnstreik-2025-05-09",
            "warnstreik-hafen-westerhafen",
            "westerhafen-dockers-walk-out",
        ],
        ["irntalsperre-gutachten-stadthalle", "irntalsperre-kundgebung-hohenwerder", "orlow-irntalsperre-verfahren"],
    ]


def test_time_parts():
    """The same words months apart are two stories."""
    one, other = article("a", GAS, GAS_TEXT), article("b", GAS, GAS_TEXT, 24 * 60)
    assert groups([one, other]) == {frozenset({"a"}), frozenset({"b"})}


def test_wire_copy_is_with_its_original():
    """A copy shares its original's story even when little of the text is left, and copies of an absent original meet."""
    original = article("a", GAS, GAS_TEXT)
    copy = article("b", "Kurz notiert", "Mehr in Kürze.", 1, copy_of="a")
    assert groups([original, copy]) == {frozenset({"a", "b"})}
    assert groups([replace(copy, id="c"), copy]) == {frozenset({"b", "c"})}


def test_story_keeps_its_id_when_it_grows():
    """A story known before keeps its id when newer and older articles join it."""
    first = article("a", GAS, GAS_TEXT, 5)
    (story,) = cluster([first], {})
    assert story.id == short_id("story", "a")
    older = article("b", "Pipelinestreit: Kein Ende in Sicht", GAS_AGAIN, 0)
    (grown,) = cluster([first, older], {"a": story.id})
    assert grown.id == story.id
    assert grown.articles == ("b", "a")
    assert (grown.first_at, grown.last_at) == (older.published_at, first.published_at)


def test_articles_of_a_known_story_stay_together():
    """What was one story is not torn apart when the words of the window change."""
    one, other = article("a", GAS, GAS_TEXT), article("b", "Strompreis sinkt", STROM_TEXT)
    assert groups([one, other], {"a": "s", "b": "s"}) == {frozenset({"a", "b"})}


def test_title_is_a_readable_headline_of_the_story():
    """The title is one of the headlines, and not a ticker or a shout."""
    articles = [
        article("a", "+++ Liveblog zum Gasstreit +++", GAS_TEXT),
        article("b", "GASPREIS STEIGT NACH STREIT UM PIPELINE WEITER", GAS_TEXT, 1),
        article("c", GAS, GAS_TEXT, 2),
    ]
    (story,) = cluster(articles, {})
    assert story.title == GAS


def test_title_is_of_the_latest_day():
    """The headline of a story days old is that of its newest turn."""
    articles = [article("a", GAS, GAS_TEXT), article("b", "Kalgas lenkt im Streit um die Pipeline ein", GAS_AGAIN, 40)]
    (story,) = cluster(articles, {})
    assert story.title == articles[1].title


def test_nothing_gives_nothing():
    """No articles, no stories."""
    assert cluster([], {}) == ()


def test_article_without_words_is_a_story_of_its_own():
    """Empty titles and texts do not break anything and meet nobody."""
    assert groups([article("a", "", ""), article("b", "", "")]) == {frozenset({"a"}), frozenset({"b"})}


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(len(readings()))), st.integers(1, len(readings())))
def test_every_article_is_in_one_story_whatever_the_order(order, count):
    """The stories part the articles, and do not depend on the order in which these are given."""
    texts = [sample_texts()[place] for place in order][:count]
    found = cluster(texts, {})
    assert sorted(one for story in found for one in story.articles) == sorted(one.id for one in texts)
    assert found == cluster(sorted(texts, key=lambda one: one.id), {})


def restless(dice: random.Random) -> Iterator[tuple[datetime, list[ArticleText]]]:
    """A dozen passes over articles that mix the words of a few topics, so that stories keep merging and falling apart."""
    words = [
        "".join(dice.choices("abdefgiklmnoprstu", k=7)).capitalize() for _ in range(dice.choice([20, 40, 60, 120]))
    ]
    topics = [dice.sample(words, 8) for _ in range(6)]
    for number in range(12):
        now = START + timedelta(hours=number * dice.choice([2, 24, 120]))
        yield now, [_mixed(f"{number}.{at}", dice, words, topics, now) for at in range(dice.choice([1, 5, 20, 40]))]


def _mixed(
    name: str, dice: random.Random, words: Sequence[str], topics: Sequence[Sequence[str]], now: datetime
) -> ArticleText:
    topic, other = dice.choice(topics), dice.choice(topics)
    mix = [*dice.choices(topic, k=12), *dice.choices(other, k=dice.choice([0, 6, 12])), *dice.choices(words, k=6)]
    hours = dice.choice([0, 0, 0, 30])
    return ArticleText(name, " ".join(mix[:4]), " ".join(mix), "de", now - timedelta(hours=hours))


@pytest.mark.parametrize("seed", [203, 311, *range(4)])
def test_no_id_means_two_stories(seed):
    """However stories merge and fall apart, an id is never given to two of them, nor to one after it led to another;
    and every article stands in exactly one.
    """
    stories, stored, gone = Stories(), dict[str, Story](), set[str]()
    read = 0
    for now, articles in restless(random.Random(seed)):
        regrouped = stories.take(articles)
        read += len(articles)
        ids = [story.id for story in regrouped.changed]
        assert len(set(ids)) == len(ids)
        gone |= regrouped.became.keys()
        assert not gone.intersection(ids)
        stored = {id_: story for id_, story in stored.items() if id_ not in gone}
        stored |= {story.id: story for story in regrouped.changed}
        assert stored.keys() >= set(regrouped.became.values())
        held = Counter(one for story in stored.values() for one in story.articles)
        assert (len(held), set(held.values())) == (read, {1})
        stories.prune(now - timedelta(days=4))


def test_stems_forgive_endings():
    """Inflected forms have one stem, and stop words none."""
    assert stem("Pipelines", "de") == stem("Pipeline", "de")
    assert content_stems("Die Preise für das Gas", "de") == [stem("Preise", "de"), stem("Gas", "de")]
