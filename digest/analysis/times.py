"""The day on which something was said, from the words of its framing clause and the day of publication."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from digest.analysis.drafts import Draft
from digest.analysis.words import Range, Words
from digest.lang import Calendar
from digest.model import Mode

FAR_AHEAD = 60
"""Days; a date without year that lies further ahead of publication is one of the year before."""


def publication_day(moment: datetime, calendar: Calendar) -> date:
    """The day of publication where the language is mostly read."""
    return (moment + timedelta(hours=calendar.hours_from_utc)).date()


def set_days(words: Words, drafts: list[Draft], published: date) -> None:
    """Set `said_on` of every draft whose framing words name a day that is not after publication."""
    last: Draft | None = None
    for draft in drafts:
        day = _day(words, draft, published)
        if day is None and draft.mode is Mode.INDIRECT_FREE and last is not None and last.speaker == draft.speaker:
            day = last.said_on
        draft.said_on = day
        last = draft


def _day(words: Words, draft: Draft, published: date) -> date | None:
    parts = draft.frame or (draft.content if draft.mode is Mode.REPORTED else [])
    for part in parts:
        for index in part:
            if not words.depth[index] or draft.mode is Mode.REPORTED:
                day = _named_day(words, part, index, published)
                if day is not None:
                    return day if day <= published else None
    return None


def _named_day(words: Words, part: Range, index: int, published: date) -> date | None:
    calendar, low = words.language.calendar, words.low[index]
    if low in calendar.relative_days:
        return published + timedelta(days=calendar.relative_days[low])
    if low in calendar.weekdays:
        return _weekday(words, part, index, published)
    if low in calendar.months:
        return _date(words, part, index, published)
    return None


def _weekday(words: Words, part: Range, index: int, published: date) -> date | None:
    """The last such weekday up to publication, unless a word before says which one is meant."""
    calendar = words.language.calendar
    before = words.low[max(part.start, index - 2) : index]
    if not any(word in calendar.day_prepositions for word in before) and not calendar.bare_weekdays:
        return None
    if any(word in calendar.next_words for word in before) or any(word in calendar.until_words for word in before):
        return None
    back = (published.weekday() - calendar.weekdays[words.low[index]]) % 7
    if back == 0 and any(word in calendar.last_words for word in before):
        back = 7
    return published - timedelta(days=back)


def _date(words: Words, part: Range, index: int, published: date) -> date | None:
    """A day with its month, and its year where that stands behind it."""
    number = _day_number(words, part, index)
    if number is None:
        return None
    year = _year(words, index + 1)
    month = words.language.calendar.months[words.low[index]]
    try:
        day = date(year or published.year, month, number)
        if year is None and day > published + timedelta(days=FAR_AHEAD):
            day = date(published.year - 1, month, number)
    except ValueError:
        return None
    return day


def _day_number(words: Words, part: Range, index: int) -> int | None:
    for position in (index - 1, index - 2, index + 1):
        if part.start <= position < part.end:
            digits = words.text[position].rstrip(".")
            if digits.isascii() and digits.isdigit() and len(digits) <= 2:
                return int(digits)
            if words.text[position] != ".":
                break
    return None


def _year(words: Words, index: int) -> int | None:
    for position in (index, index + 1):
        if position < len(words.text):
            text = words.text[position]
            if text.isascii() and text.isdigit() and len(text) == 4:
                return int(text)
    return None
