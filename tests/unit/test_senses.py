"""The sense of teasers: what it joins, what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from digest.lang.senses import FOLDER, sense_table
from digest.stories import ArticleText, Stories, index, stem
from digest.stories.senses import NO_SENSE, TEASER_WORDS, Middles, sense

NOON = datetime(2025, 5, 8, 12, tzinfo=UTC)
FLU = ArticleText(
    "flu", "Vogelgrippe im Norden: Hühner müssen in den Stall", "Die Seuche erreicht die Küste.", "de", NOON
)
PEST = ArticleText("pest", "Geflügelpest breitet sich aus", "Bauern fürchten um ihre Hennen und Puten.", "de", NOON)
COURT = ArticleText("court", "Gericht spricht Politiker frei", "Richter sehen keine Belege für Betrug.", "de", NOON)

FIRE = ArticleText(
    "fire", "Krankenhaus brennt: Patienten gerettet", "Feuerwehr löscht den Brand in der Nacht.", "de", NOON
)
FLAMES = ArticleText(
    "flames", "Feuer in Klinik: Kranke in Sicherheit", "Die Flammen sind nach Stunden gelöscht.", "de",
    NOON + timedelta(hours=1),
)  # fmt: skip


def test_words_of_like_meaning_have_like_vectors():
    """A word is nearer to its synonym than to something else, in each language that has a table."""
    for code, one, same, other in (("de", "Krankenhaus", "Klinik", "Wahl"), ("en", "hurricane", "storm", "court")):
        table = sense_table(code)
        a, b, c = (table.vectors[table.places[stem(word, code)]] for word in (one, same, other))
        cosine = lambda x, y: x @ y / np.linalg.norm(x) / np.linalg.norm(y)  # noqa: E731
        assert cosine(a, b) > cosine(a, c) + 0.2


def test_a_teaser_is_nearer_to_one_of_the_same_sense():
    """Two teasers on one event in other words are more alike than two on different ones."""
    flu, pest, court = map(sense, (FLU, PEST, COURT))
    assert flu @ pest > flu @ court + 0.2


def test_longer_texts_roundups_and_other_languages_have_none():
    """Whole articles are told apart by their words, as is what there is no table for."""
    long = replace(FLU, text="Seuche " * (TEASER_WORDS + 1))
    roundup = replace(FLU, title="Der Tag im Überblick")
    foreign = replace(FLU, language="pl")
    empty = replace(FLU, title="", text="")
    for article in (long, roundup, foreign, empty):
        assert not sense(article).any()


def test_what_all_news_have_in_common_says_nothing():
    """Beside many articles of one sense, that sense no longer makes two of them alike."""
    few, many = Middles(), Middles()
    flu, pest = sense(FLU), sense(PEST)
    for _ in range(200):
        many.add("de", flu)
        many.add("de", pest)
    assert few.apart("de", flu) @ few.apart("de", pest) > many.apart("de", flu) @ many.apart("de", pest) + 0.3
    assert not few.apart("de", NO_SENSE).any()
    assert not few.apart("pl", flu).any()


def is_taken_up_after_forgetting() -> bool:
    """Whether FIRE's story, once older articles were forgotten, takes up what tells of it in other words."""
    stories = Stories()
    stories.take([replace(COURT, id=str(number), published_at=NOON - timedelta(days=9)) for number in range(2)])
    (story,) = stories.take([FIRE]).changed
    stories.prune(NOON - timedelta(days=4))
    assert stories.all() == (story,)
    return stories.take([FLAMES]).changed[0].id == story.id


def test_a_story_survives_forgetting_with_its_sense(monkeypatch):
    """Articles of the last days are still compared by sense after older ones were forgotten; by words alone these would
    not be joined.
    """
    assert is_taken_up_after_forgetting()
    monkeypatch.setattr(index, "sense", lambda _article: NO_SENSE)
    assert not is_taken_up_after_forgetting()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_tables_are_whole(path):
    """Every table has a vector for each stem, no stem twice, and a middle shorter than a text."""
    table = sense_table(path.stem)
    assert len(table.places) == len(table.vectors) == len(path.read_text(encoding="utf-8").splitlines())
    assert np.isfinite(table.vectors).all()
    assert 0 < np.linalg.norm(table.middle) < 1
