"""Lines that stand around an article and are none of it. What a language says there is its `pages.<language>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from digest.extract.page import words_of

SHORT = 12
MIDDLING = 40
"""Words up to which a line counts as short, or as one that a phrase inside gives away."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """The phrases of one or several languages; the meaning of each list stands in `pages.de.toml`."""

    equals: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    starts_short: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    author_note: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    paywall: tuple[str, ...] = ()

    def is_boilerplate(self, words: str) -> bool:
        """Whether a line with these words is one that stands around articles."""
        if words in self.equals or _begins(words, self.starts):
            return True
        length = words.count(" ") + 1
        if length <= SHORT and _begins(words, self.starts_short):
            return True
        return length <= MIDDLING and any(f" {phrase} " in f" {words} " for phrase in self.holds)

    def is_byline(self, words: str, authors: Collection[str]) -> bool:
        """Whether a line gives the authors (words of their names), or begins like a byline and is short."""
        length = words.count(" ") + 1
        if length > SHORT:
            return False
        return words in authors or (
            _begins(words, self.byline) and (length <= 4 or any(one in words for one in authors))
        )

    def is_author_note(self, words: str, authors: Iterable[str]) -> bool:
        """Whether a line says who an author is: "Manuela Conrad ist Reporterin für …"."""
        return any(_begins(words, [f"{author} {verb}" for verb in self.author_note]) for author in authors)

    def count_consent(self, words: str) -> int:
        """How many different phrases of consent dialogues the text holds."""
        return sum(f" {phrase} " in f" {words} " for phrase in self.consent)

    def asks_for_money(self, words: str) -> bool:
        """Whether the text holds a phrase with which pages ask for a subscription."""
        return any(f" {phrase} " in f" {words} " for phrase in self.paywall)


def _begins(words: str, phrases: Iterable[str]) -> bool:
    padded = words + " "
    return any(padded.startswith(phrase + " ") for phrase in phrases)


@lru_cache(maxsize=16)
def page_words(languages: frozenset[str]) -> PageWords:
    """The phrases of these languages together; a language without a file adds none."""
    lists: dict[str, list[str]] = {}
    for language in sorted(languages):
        path = files("digest.extract") / f"pages.{language}.toml"
        if path.is_file():
            for name, phrases in tomllib.loads(path.read_text("utf-8")).items():
                lists.setdefault(name, []).extend(words_of(phrase) for phrase in phrases)
    equals = frozenset(lists.pop("equals", ()))
    return PageWords(equals=equals, **{name: tuple(phrases) for name, phrases in lists.items()})
