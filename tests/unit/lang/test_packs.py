"""What holds for every language pack."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

import digest.lang
from digest.errors import BadInput
from digest.lang import load
from digest.lang.lexicon import VerbEntry

CODES = sorted(path.stem for path in Path(digest.lang.__file__).parent.glob("??.py"))


def test_there_are_packs():
    """German and English are there."""
    assert {"de", "en"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_words_are_lower_case(code):
    """Every closed class is in lower case, as it is compared, and the pack knows its own code."""
    language = load(code)
    assert language.code == code
    for record in (language.words, language.attribution):
        for field in fields(record):
            value = getattr(record, field.name)
            if isinstance(value, frozenset):
                assert value == {word.lower() for word in value}, field.name


@pytest.mark.parametrize("code", CODES)
def test_verbs(code):
    """The lexicon has verbs with readings as cues, all in lower case."""
    verbs = load(code).verbs
    assert sum(bool(entry.readings) for entry in verbs.values()) > 100
    assert all(isinstance(entry, VerbEntry) and word == word.lower() for word, entry in verbs.items())


@pytest.mark.parametrize("code", ["xx", "de_cues", "../de", "", "d e"])
def test_an_unknown_language(code):
    """A language without pack is refused in one sentence."""
    with pytest.raises(BadInput, match="language"):
        load(code)


@pytest.mark.parametrize("code", CODES)
def test_calendar(code):
    """Seven weekdays and twelve months are named."""
    calendar = load(code).calendar
    assert set(calendar.weekdays.values()) == set(range(7))
    assert set(calendar.months.values()) == set(range(1, 13))
