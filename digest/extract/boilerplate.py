"""Lines that stand around an article and are none of it. What a language says there is its `pages.<language>.toml`.

What a single outlet says is a block of `outlets.toml`, beside the few things no general rule can know of its pages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any

from digest.extract.page import words_of

SHORT = 12
MIDDLING = 40
"""Words up to which a line counts as short, or as one that a phrase inside gives away."""
SENTENCE_ENDS = (".", "!", "?", "…", "“", "”", '"', "»", "«", ".)")

_WORD = re.compile(r"\w+")
_WHOLE_LINES = ("equals", "lists")
_BEGINNINGS = frozenset({"starts", "starts_short", "labels", "byline", "author_note"})
_AFTER_LABEL = (":", "|", "–", "—", ">", "»")


@dataclass(frozen=True, slots=True)
class PageWords:
    """The phrases of one or several languages; the meaning of each list stands in `pages.de.toml`.

    Phrases a line begins with end in a blank, so that they match whole words.
    """

    equals: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    starts_short: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    author_note: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    paywall: tuple[str, ...] = ()
    refusal: tuple[str, ...] = ()
    live: tuple[str, ...] = ()

    def __or__(self, other: PageWords) -> PageWords:
        whole = {name: getattr(self, name) | getattr(other, name) for name in _WHOLE_LINES}
        names = [one.name for one in fields(self) if one.name not in whole]
        return PageWords(**whole, **{name: getattr(self, name) + getattr(other, name) for name in names})

    def is_boilerplate(self, text: str, words: str, *, heading: bool = False) -> bool:
        """Whether a line, of which `words` is the key, is one that stands around articles."""
        opened = words + " "
        if words in self.equals or words in self.lists or opened.startswith(self.starts):
            return True
        length = words.count(" ") + 1
        if length <= MIDDLING and any(f" {phrase} " in f" {words} " for phrase in self.holds):
            return True
        if length > SHORT:
            return False
        bare = not heading and not text.endswith(SENTENCE_ENDS)
        return (bare and opened.startswith(self.starts_short)) or any(
            opened.startswith(phrase) and _is_label(text, phrase.count(" "))
            for phrase in self.starts_short + self.labels
        )

    def heads_a_list(self, words: str) -> bool:
        """Whether a line is the title of a list that is no part of the article: "Verwendete Quellen", "Related"."""
        return words in self.lists

    def is_byline(self, words: str, authors: Collection[str]) -> bool:
        """Whether a line gives the authors (words of their names), or begins like a byline and is short."""
        length = words.count(" ") + 1
        if length > SHORT:
            return False
        return words in authors or (
            f"{words} ".startswith(self.byline) and (length <= 4 or any(one in words for one in authors))
        )

    def is_author_note(self, words: str, authors: Iterable[str]) -> bool:
        """Whether a line says who an author is: "Manuela Conrad ist Reporterin für …"."""
        return any(
            words.startswith(author) and words[len(author) :].lstrip(" ").startswith(self.author_note)
            for author in authors
            if author
        )

    def count_consent(self, words: str) -> int:
        """How many different phrases of consent dialogues the text holds."""
        return sum(f" {phrase} " in f" {words} " for phrase in self.consent)

    def is_refusal(self, words: str) -> bool:
        """Whether the text holds a phrase with which pages show nothing: not found, or no robots, please."""
        return any(f" {phrase} " in f" {words} " for phrase in self.refusal)

    def is_live(self, words: str) -> bool:
        """Whether these words, of titles and address, hold one that live blogs are called by."""
        return any(f" {phrase} " in f" {words} " for phrase in self.live)

    def asks_for_money(self, words: str) -> bool:
        """Whether the text holds a phrase with which pages ask for a subscription."""
        return any(f" {phrase} " in f" {words} " for phrase in self.paywall)


@dataclass(frozen=True, slots=True)
class OutletRules:
    """What is known of one outlet's pages; the keys are explained in `outlets.toml`."""

    drop: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    words: PageWords = field(default_factory=PageWords)


def _is_label(text: str, length: int) -> bool:
    """Whether the first `length` words of the text are set apart from the rest, as "Video: …" is, or are all of it."""
    for number, word in enumerate(_WORD.finditer(text), 1):
        if number == length:
            rest = text[word.end() :].lstrip()
            return not rest or rest.startswith(_AFTER_LABEL)
    return False


@lru_cache(maxsize=16)
def page_words(languages: frozenset[str]) -> PageWords:
    """The phrases of these languages together; a language without a file adds none."""
    words = PageWords()
    for language in sorted(languages):
        path = files("digest.extract") / f"pages.{language}.toml"
        if path.is_file():
            words |= _words(tomllib.loads(path.read_text("utf-8")))
    return words


@lru_cache(maxsize=1)
def _all_rules() -> Mapping[str, OutletRules]:
    found = tomllib.loads((files("digest.extract") / "outlets.toml").read_text("utf-8"))
    return {domain: _rules(block) for domain, block in found.items()}


def rules_of(*domains: str) -> OutletRules:
    """The rules of the outlet with the first of these registrable domains that has any; empty ones for most."""
    return next((_all_rules()[domain] for domain in domains if domain in _all_rules()), OutletRules())


def _rules(block: dict[str, Any]) -> OutletRules:
    own = {name: block.pop(name) for name in ("drop", "lead") if name in block}
    for name in ("drop", "lead"):
        own[name] = tuple(one.lower() for one in own.get(name, ()))
    return OutletRules(words=_words(block), **own)


def _words(lists: Mapping[str, Iterable[str]]) -> PageWords:
    spelled = {
        name: tuple(words_of(phrase) + " " * (name in _BEGINNINGS) for phrase in phrases)
        for name, phrases in lists.items()
    }
    equals, titles = (frozenset(spelled.pop(name, ())) for name in _WHOLE_LINES)
    return PageWords(equals, titles, **spelled)
