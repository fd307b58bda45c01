"""Interface texts and word lists."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from digest.phrases import base, languages, phrases, spoken, words

ENGINE = Path(__file__).parents[2] / "digest"
KEY = re.compile(r"[\"']([a-z]+(?:\.[a-z_]+)+|product)[\"']")
SHELL = ENGINE.parent / "bot"
SPEAKING = (
    ENGINE / "answers.py",
    ENGINE / "phrases.py",
    *sorted((ENGINE / "inquiry").glob("*.py")),
    *sorted((ENGINE / "render").glob("*.py")),
    *sorted(SHELL.glob("*.py")),
)
"""The modules that use phrases, some by keys kept in tables."""
SHELL = sorted((ENGINE.parent / "bot").glob("*.py"))
"""Modules that use a phrase here and there, by a call."""
CALL = re.compile(r"\.(?:text|count)\(\s*[\"']([a-z.]+)[\"']")
FAMILIES = {key.split(".")[0] for key in (*phrases("en").singles, *phrases("en").plurals)}


def used_keys() -> set[str]:
    """Every string in the modules that speak that looks like a key of a phrase."""
    found = set()
    for path in SPEAKING:
        keys = KEY.findall(path.read_text("utf-8"))
        found |= {key for key in keys if key.split(".")[0] in FAMILIES and not key.endswith(".toml")}
        modules = {key: ENGINE.parent / key.replace(".", "/") for key in keys}
        found -= {key for key, place in modules.items() if place.exists() or place.with_suffix(".py").exists()}
    for path in SHELL:
        found |= set(CALL.findall(path.read_text("utf-8")))
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_is_something_to_guard():
    """The search for keys in the source finds the greater part of the catalogue, so the guards below guard."""
    assert len(used_keys()) > 60


@pytest.mark.parametrize("language", languages())
def test_no_key_is_missing(language):
    """Every key that the source uses has a text in every language."""
    texts = phrases(language)
    assert used_keys() <= set(texts.singles) | set(texts.plurals)


@pytest.mark.parametrize("language", languages())
def test_no_key_is_unused(language):
    """No catalogue carries texts that nothing shows."""
    texts = phrases(language)
    assert (set(texts.singles) | set(texts.plurals)) - used_keys() == set()


@pytest.mark.parametrize("language", languages())
def test_placeholders_agree(language):
    """A text and its translation are filled with the same values, in every grammatical number."""
    texts, english = phrases(language), phrases("en")
    assert {key: placeholders(text) for key, text in texts.singles.items()} == {
        key: placeholders(text) for key, text in english.singles.items()
    }
    for key, forms in texts.plurals.items():
        assert len(forms) == len(english.plurals[key])
        assert all(form for form in forms)
        assert {frozenset(placeholders(form)) for form in forms} == {frozenset(placeholders(english.plurals[key][0]))}


def test_grammatical_number_and_digits():
    """Numbers choose the form of the phrase and are written as the language does."""
    assert phrases("de").count("count.outlets", 1) == "1 Medium"
    assert phrases("de").count("count.outlets", 1234) == "1.234 Medien"
    assert phrases("en").count("count.outlets", 1234) == "1,234 outlets"


def test_unknown_language_is_shown_the_default():
    """A language without a catalogue gets English, a regional variant its language."""
    assert phrases("xx").language == "en"
    assert phrases("de-AT").language == "de"
    assert base("pt_BR") == "pt"


def test_enumeration():
    """Names are listed with commas and the language's "and"."""
    assert phrases("de").listed([]) == ""
    assert phrases("de").listed(["a"]) == "a"
    assert phrases("de").listed(["a", "b", "c"]) == "a, b und c"


def test_typed_words_of_all_languages_are_understood():
    """What people type is read in every language, whatever language they are answered in."""
    assert {"tage", "days"} <= spoken("word.days")


@pytest.mark.parametrize("language", ["de", "en"])
def test_word_lists_are_lower_case_and_filled(language):
    """Each list has words, in lower case, as they are compared."""
    small = words(language)
    for name in ("stop", "negations", "qualifiers", "openers", "neutral_cues", "denials", "attributions", "anaphora"):
        listed = getattr(small, name)
        assert len(listed) > 1, name
        assert all(word == word.lower() for word in listed), name


def test_word_lists_do_not_contradict_each_other():
    """A cue that turns its content round is never neutral, and no negation opens a clause that may be cut."""
    for language in ("de", "en"):
        small = words(language)
        assert not small.denials & small.neutral_cues
        assert not small.openers & (small.negations | small.qualifiers)


def test_language_without_word_lists():
    """A language that brings no lists is read with empty ones."""
    assert words("xx").stop == frozenset()
