"""What /settings changes of a channel's taste: filters, weekends, what to do when nothing is new. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from babel.dates import get_day_names

from digest.outbox import Channel
from digest.phrases import phrases, spoken
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


def _with_weekend(channel: Channel, values: list[str]) -> Channel:
    asked = values[0].lower()
    for weekend, key in WEEKEND_WORDS.items():
        if asked in spoken(key):
            return replace(channel, taste=replace(channel.taste, weekend=weekend))
    raise ValueError


def _with_empty(channel: Channel, values: list[str]) -> Channel:
    asked = values[0].lower()
    for empty, key in EMPTY_WORDS.items():
        if asked in spoken(key):
            return replace(channel, taste=replace(channel.taste, empty=empty))
    raise ValueError


def _with_pictures(channel: Channel, values: list[str]) -> Channel:
    asked = values[0].lower()
    for pictures, key in PICTURE_WORDS.items():
        if asked in spoken(key):
            return replace(channel, taste=replace(channel.taste, pictures=pictures))
    raise ValueError


def _with_weekly(channel: Channel, values: list[str]) -> Channel:
    """A weekday in any language of the interface, or a word for none."""
    asked = values[0].lower().rstrip(".")
    if asked in spoken("word.all") | spoken("word.none"):
        return replace(channel, taste=replace(channel.taste, weekly=None))
    for language in ("de", "en"):
        for width in ("wide", "abbreviated"):
            for day, name in get_day_names(width, locale=language).items():
                if asked == name.lower().rstrip("."):
                    return replace(channel, taste=replace(channel.taste, weekly=day))
    raise ValueError


TASTES: tuple[tuple[tuple[str, ...], str, Change], ...] = (
    (("topics", "themen", "thema"), "Rente, Gas", _listing("topics")),
    (("actors", "personen", "akteure"), "Merkel, NATO", _listing("actors")),
    (("without", "ohne"), "Fußball, Wetter", _listing("without")),
    (("outlets", "medien"), "Elbwarte, Tageslinie", _listing("outlets")),
    (("languages", "sprachen"), "de", _with_languages),
    (("independent", "unabhaengig", "texte"), "2", _with_independent),
    (("weekend", "wochenende"), "short", _with_weekend),
    (("empty", "leer"), "line", _with_empty),
    (("weekly", "woche", "wochenrueckblick"), "fri", _with_weekly),
    (("pictures", "bilder"), "dark", _with_pictures),
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
