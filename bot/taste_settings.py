"""What /settings changes of a channel's taste: filters, weekends, what to do when nothing is new. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from babel.dates import get_day_names

from digest.occurrences import WEEKDAYS
from digest.outbox import Channel
from digest.phrases import languages, phrases, spoken
from digest.taste import LONGEST_LIST, LONGEST_WORD, Pictures, Taste, Weekend, WhenEmpty

MOST_INDEPENDENT = 9
"""Independent texts that can be asked for; hardly a story has more in a small list of feeds."""

Change = Callable[[Channel, list[str]], Channel]

WEEKEND_WORDS = {Weekend.SAME: "word.same", Weekend.SHORT: "word.short"}
PICTURE_WORDS = {Pictures.LIGHT: "word.light", Pictures.DARK: "word.dark", Pictures.OFF: "word.none"}
EMPTY_WORDS = {WhenEmpty.LINE: "word.line", WhenEmpty.SILENT: "word.silent", WhenEmpty.SKIP: "word.skip"}


def _listing(field: str) -> Change:
    """A change of a list: its entries between commas, or a word for all, which empties it."""

    def change(channel: Channel, values: list[str]) -> Channel:
        entries = [entry.strip()[:LONGEST_WORD] for entry in " ".join(values).split(",")]
        wanted = tuple(dict.fromkeys(entry for entry in entries if entry))[:LONGEST_LIST]
        if len(wanted) == 1 and wanted[0].lower() in spoken("word.all"):
            wanted = ()
        changed: dict[str, Any] = {field: wanted}
        return replace(channel, taste=replace(channel.taste, **changed))

    return change


def _with_languages(channel: Channel, values: list[str]) -> Channel:
    """Languages of articles as codes of two letters."""
    words = [word for value in values for word in value.lower().split(",") if word]
    if len(words) == 1 and words[0] in spoken("word.all"):
        words = []
    if any(not (word.isascii() and word.isalpha() and len(word) == 2) for word in words):
        raise ValueError("de, en")
    return replace(channel, taste=replace(channel.taste, languages=tuple(dict.fromkeys(words))))


def _with_independent(channel: Channel, values: list[str]) -> Channel:
    if not (values[0].isascii() and values[0].isdigit() and 1 <= int(values[0]) <= MOST_INDEPENDENT):
        raise ValueError(f"1-{MOST_INDEPENDENT}")
    return replace(channel, taste=replace(channel.taste, independent=int(values[0])))


def _one_of(field: str, known: Mapping[Any, str]) -> Change:
    """A change of one choice: `known` gives the phrase with the words for each."""

    def change(channel: Channel, values: list[str]) -> Channel:
        asked = values[0].lower()
        for choice, key in known.items():
            if asked in spoken(key):
                changed: dict[str, Any] = {field: choice}
                return replace(channel, taste=replace(channel.taste, **changed))
        raise ValueError

    return change


@lru_cache(maxsize=1)
def weekday_words() -> Mapping[str, str]:
    """Long and short names of the weekdays in every language of the interface -> the words of WEEKDAYS."""
    names: dict[str, str] = {}
    for language in languages():
        for width in ("wide", "abbreviated"):
            for day, name in get_day_names(width, locale=language).items():
                names[name.lower().rstrip(".")] = WEEKDAYS[day]
    return names


def _with_weekly(channel: Channel, values: list[str]) -> Channel:
    """A weekday in any language of the interface, or a word for none."""
    asked = values[0].lower().rstrip(".")
    if asked in spoken("word.all") | spoken("word.none"):
        return replace(channel, taste=replace(channel.taste, weekly=None))
    if asked not in weekday_words():
        raise ValueError
    return replace(channel, taste=replace(channel.taste, weekly=WEEKDAYS.index(weekday_words()[asked])))


TASTES: tuple[tuple[tuple[str, ...], str, Change], ...] = (
    (("topics", "themen", "thema"), "Rente, Gas", _listing("topics")),
    (("actors", "personen", "akteure"), "Merkel, NATO", _listing("actors")),
    (("without", "ohne"), "Fußball, Wetter", _listing("without")),
    (("outlets", "medien"), "Elbwarte, Tageslinie", _listing("outlets")),
    (("languages", "sprachen"), "de", _with_languages),
    (("independent", "unabhaengig", "texte"), "2", _with_independent),
    (("weekend", "wochenende"), "short", _one_of("weekend", WEEKEND_WORDS)),
    (("empty", "leer"), "line", _one_of("empty", EMPTY_WORDS)),
    (("weekly", "woche", "wochenrueckblick"), "fri", _with_weekly),
    (("pictures", "bilder"), "dark", _one_of("pictures", PICTURE_WORDS)),
)
"""Names (the first is shown), an example, and what values make of the channel; a wrong one raises ValueError with what
would have been right, if that is another than the example.
"""


LISTS = (
    ("topics", "taste.topics"),
    ("actors", "taste.actors"),
    ("without", "taste.without"),
    ("outlets", "taste.outlets"),
    ("languages", "taste.languages"),
    ("follows", "taste.follows"),
)
"""The lists of a taste and the phrase that tells each."""


def taste_in_words(taste: Taste, language: str) -> str:
    """What is not as usual, as one sentence with a blank behind it; nothing where all is as usual."""
    texts = phrases(language)
    told = [texts.text(key, words=", ".join(listed)) for name, key in LISTS if (listed := getattr(taste, name))]
    if taste.independent > 1:
        told.append(texts.count("taste.independent", taste.independent))
    if taste.weekend is not Weekend.SAME:
        told.append(texts.text("taste.weekend"))
    if taste.empty is not WhenEmpty.LINE:
        told.append(texts.text("taste.silent" if taste.empty is WhenEmpty.SILENT else "taste.skip"))
    if taste.weekly is not None:
        day = get_day_names("wide", locale=texts.language)[taste.weekly]
        told.append(texts.text("taste.weekly", day=day))
    if taste.pictures is not Pictures.LIGHT:
        told.append(texts.text("taste.dark" if taste.pictures is Pictures.DARK else "taste.no_pictures"))
    sentence = " · ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}. " if told else ""
