"""The words behind a command about actors: name and topic, how far back, from where, in which form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.inquiry.context import JUST_NOW, CommandContext, clean
from digest.names import fold
from digest.phrases import languages, spoken, words
from digest.ports import Topic
from digest.stories import content_stems

MOST_DAYS = 3650
"""Longest window that can be asked for; more is taken as this."""

OLDEST_YEAR = 1900
"""Nothing is asked for of a day before this year."""

_WINDOW = re.compile(r"(?<!\S)(\d{1,4})\s?([^\W\d_]+)(?!\S)")
_SKIP = re.compile(r"\+\d{1,4}", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?")
_SPOKEN_DATE = re.compile(rf"(?<!\S)(?:{_DATE.pattern})(?!\S)")
_LENGTHS = {"word.days": 1, "word.weeks": 7, "word.months": 30, "word.years": 365}


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments taken apart: words (name, then topic), days looked back, and how that was typed.

    `until` is the last day of the window where it is not today. `skip` is how many of the newest statements to leave
    out ("+5"), `literal` whether only direct speech is asked for, `about` whether what others said is, `dark` whether a
    picture is to be light on dark.
    """

    words: tuple[str, ...]
    days: int
    window: str = ""
    until: date | None = None
    skip: int = 0
    literal: bool = False
    about: bool = False
    dark: bool = False

    @property
    def tail(self) -> str:
        """What was typed beside name and topic, to be repeated in another command."""
        return " ".join(part for part in (self.window, self.until.isoformat() if self.until else "") if part)


def read(context: CommandContext, arguments: str, days: int | None = None) -> Asked:
    """Take the arguments apart; `days` is the window where none is typed, by default the context's."""
    text = clean(arguments)
    text, until = _last_day(text, today(context))
    text, length, window = _window(text)
    bare = [word for typed in text.split() if (word := typed.strip(",;"))]
    # The first word is always a name: somebody may be called what is a switch elsewhere.
    switches = {word for word in bare[1:] if _SKIP.fullmatch(word) or word.lower() in _switches()}
    kept = [*bare[:1], *(word for word in bare[1:] if word not in switches)]
    lower = {word.lower() for word in switches}
    return Asked(
        words=tuple(kept),
        days=min(max(length if window else days or context.window.days, 1), MOST_DAYS),
        window=window,
        until=until,
        skip=max((int(word[1:]) for word in switches if word[0] == "+"), default=0),
        literal=bool(lower & spoken("word.literal")),
        about=bool(lower & spoken("word.about")),
        dark=bool(lower & spoken("word.dark")),
    )


def _switches() -> frozenset[str]:
    return spoken("word.literal") | spoken("word.about") | spoken("word.dark")


def _window(text: str) -> tuple[str, int, str]:
    """The text without the length of a window, the last one that is typed; its days, and how it was typed."""
    days, window = 0, ""
    for hit in _WINDOW.finditer(text):
        lengths = [length for unit, length in _LENGTHS.items() if hit[2].lower() in spoken(unit)]
        if lengths:
            days, window = int(hit[1]) * lengths[0], hit[0]
            text = text.replace(hit[0], " ")
    return text, days, window


def _last_day(text: str, present: date) -> tuple[str, date | None]:
    """The text without a date, and the date: the window's last day."""
    for hit in _SPOKEN_DATE.finditer(text):
        day = a_day(hit[0], present)
        if day is not None and day < present and hit.start() > 0:
            return f"{text[: hit.start()]} {text[hit.end() :]}", day
    return text, None


def a_day(text: str, present: date) -> date | None:
    """The day of "2025-05-09", "9.5.2025" or "9.5.", if it lies within living memory."""
    hit = _DATE.fullmatch(text)
    if hit is None:
        return None
    parts = (hit[1], hit[2], hit[3]) if hit[1] else (hit[6] or str(present.year), hit[5], hit[4])
    try:
        day = date(*(int(part) for part in parts))
    except ValueError:
        return None
    return day if OLDEST_YEAR <= day.year <= present.year + 1 else None


def today(context: CommandContext) -> date:
    """The present day on the reader's calendar."""
    return context.now.astimezone(ZoneInfo(context.zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """The beginning of a day of the reader's calendar."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def end_of(asked: Asked, context: CommandContext) -> datetime:
    """Where the window ends: now, or with the last day asked for."""
    if asked.until is None:
        return context.now + JUST_NOW
    return midnight(asked.until + timedelta(days=1), context.zone)


def edges(since: datetime, until: datetime, days: int, most: int, zone: str) -> list[datetime]:
    """Instants that cut a window of so many days into at most `most` spans of whole days of the reader's calendar.

    The last span ends with the window; the first one also holds what lies before its first midnight.
    """
    length = -(-days // most)
    last = (until - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    begun = [last + timedelta(days=1 - length * back) for back in range(1, -(-days // length))]
    inner = [moment for day in reversed(begun) if since < (moment := midnight(day, zone)) < until]
    return [since, *inner, until]


def topic_of(asked: Sequence[str]) -> Topic:
    """The topic that words ask for: each word that says something in its stems in every language we have."""
    topic = []
    for word in asked:
        stems = {stem for language in languages() for one in content_stems(word, language) for stem in one.split()}
        if not stems and not any(word.lower() in words(language).stop for language in languages()):
            stems = set(fold(word).split())
        if stems:
            topic.append(frozenset(stems))
    return tuple(topic)
