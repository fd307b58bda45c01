"""Names of authors out of what pages write in author fields: "Von Felix Schröder und Jörg Soldwisch, dpa"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from digest.extract.page import words_of
from digest.plaintext import line

_LEADING = re.compile(
    r"^(?:eine?\s+\w+\s+)?(?:text von|autor(?:in)?[/:*]?(?:autor|in)?|von|by|text|author)\s*:?\s+", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:,|;|/|\||\s+und\s+|\s+and\s+|\s+&\s+|\s+with\s+|\s+mit\s+)\s*", re.IGNORECASE)
_NO_NAME = re.compile(r"https?:|www\.|@|\d{3}|^\W*$")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_HOUSE = re.compile(
    r"\b(?:gmbh|verlag|zeitung|condé nast|nachrichten|staff writer)\b|\.(?:de|com|net|at|ch)$", re.IGNORECASE
)
_PERSON = re.compile(r"^[A-ZÄÖÜÉ][\w.’'-]*[a-zäöüß.](?: (?:von|van|de|der|den|zu|[A-ZÄÖÜÉ][\w.’'-]*[a-zäöüß.])){1,4}$")
LONGEST_NAME = 60
MOST_BYLINE_WORDS = 14
MOST_NAMES = 20


def authors_of(written: Iterable[str], houses: Collection[str] = (), *, first_only: bool = False) -> tuple[str, ...]:
    """The names in these fields, each once, in order; with `first_only` of the first field that holds any.

    `houses` are the words of the outlet's and publisher's names, which are no authors where a person is named too.
    """
    found: dict[str, str] = {}
    for text in written:
        for name in _names(text):
            found.setdefault(words_of(name), name)
        if first_only and found:
            break
    people = {key: name for key, name in found.items() if not is_house(name, houses)}
    return tuple((people or {} if first_only else people or found).values())[:MOST_NAMES]


def is_house(name: str, houses: Collection[str] = ()) -> bool:
    """Whether a name is an outlet's or publisher's, and not a person's or an agency's."""
    return words_of(name) in houses or _HOUSE.search(name) is not None


def byline_authors(lines: Iterable[str], begins: Iterable[str]) -> tuple[str, ...]:
    """Names in the first line that begins like a byline ("Von Anna Sleegers, Frankfurt") and is one.

    `begins` are the words bylines begin with, each with a blank after it.
    A byline is short and holds names of persons: two to four capitalised words each, not all in capitals.
    """
    openers = tuple(begins)
    for text in lines:
        if words_of(text).startswith(openers) and len(text.split()) <= MOST_BYLINE_WORDS:
            people = tuple(name for name in _names(text) if _PERSON.match(name) and not name.isupper())
            if people:
                return people
    return ()


def _names(text: str) -> list[str]:
    cleaned = _LEADING.sub("", line(_MAIL.sub(" ", text)))
    names = [part.strip(" .:()[]") for part in _BETWEEN.split(cleaned)]
    return [name for name in names if name and len(name) <= LONGEST_NAME and not _NO_NAME.search(name)]
