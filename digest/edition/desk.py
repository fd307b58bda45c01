"""A window laid out for choosing: what all channels whose digest covers it have in common is worked out once.

statements of the window -> new ones by story (known in the window for the first time), and those of nobody
articles -> by story; how much is heard of each actor; what each statement is worth to a reader of a language
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from digest.edition.cutting import SENSIBLE_WORDS, WORD
from digest.model import Kind, Mode
from digest.phrases import base, words
from digest.windows import ArticleLine, StatementLine, StoryLine, Window

MODE_WORTH = {Mode.DIRECT: 3.0, Mode.INDIRECT: 2.0, Mode.INDIRECT_FREE: 1.0, Mode.FREE: 0.6, Mode.REPORTED: 1.0}
"""How much a statement's mode speaks for showing it."""

COMFORTABLE = range(45, 170)
"""Characters of a statement that is read at a glance."""

FOLLOWED = 6.0
"""What it weighs that a story is about somebody or something the channel follows."""

OWN_LANGUAGE = 1.5
"""What it weighs that a story is told in the reader's language: less than two more independent texts."""

Topic = frozenset[str]
"""The stems of a topic, all of which must be there."""

_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e", "á": "a", "à": "a", "ç": "c"})

Parts = tuple[tuple[str, float], ...]
"""What weighs, by name."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that comes into question: its articles that the channel reads, the statements to load, and how many more
    there are. `weight` is how much the story matters, the sum of its `parts`.
    """

    line: StoryLine
    articles: Sequence[ArticleLine]
    statements: tuple[StatementLine, ...]
    total: int
    parts: Parts
    weight: float
    followed: bool = False


class Desk:
    """The window with what is worked out of it; nothing of it changes."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self._worth: dict[tuple[str, str], float] = {}
        self._ranked: dict[tuple[str, str], Sequence[StatementLine]] = {}
        self._on: dict[Topic, frozenset[str]] = {}
        self._whole: dict[tuple[str, str], Candidate] = {}

    @cached_property
    def new(self) -> tuple[StatementLine, ...]:
        """The statements that could not be known before."""
        return tuple(line for line in self.window.statements if line.known_at >= self.window.since)

    @cached_property
    def heard(self) -> Mapping[str, Sequence[StatementLine]]:
        """The new statements with a speaker, by story."""
        found: dict[str, list[StatementLine]] = defaultdict(list)
        for line in self.new:
            if line.speakers and line.story in self.window.stories:
                found[line.story or ""].append(line)
        return found

    @cached_property
    def nameless(self) -> tuple[StatementLine, ...]:
        """New statements that nobody could be credited with."""
        return tuple(line for line in self.new if not line.speakers)

    @cached_property
    def articles(self) -> Mapping[str, Sequence[ArticleLine]]:
        """The articles of the window by story."""
        found: dict[str, list[ArticleLine]] = defaultdict(list)
        for article in self.window.articles:
            if article.story is not None:
                found[article.story].append(article)
        return found

    @cached_property
    def lengths(self) -> Mapping[str, int]:
        """Characters of each article."""
        return {article.id: article.length for article in self.window.articles}

    @cached_property
    def fame(self) -> Mapping[str, float]:
        """How much is heard of each actor: outlets that quote it, and statements about it."""
        outlets: dict[str, set[str]] = defaultdict(set)
        about: Counter[str] = Counter()
        for line in self.new:
            for actor in line.speakers if line.certain else ():
                outlets[actor].update(report.outlet for report in line.reports)
            about.update(line.about)
        return {
            actor: math.log2(1 + len(outlets.get(actor, ())) + about[actor]) / 2
            for actor in outlets.keys() | about.keys()
        }

    @cached_property
    def quoted(self) -> Counter[str]:
        """How many new statements are surely each actor's."""
        return Counter(actor for line in self.new if line.certain for actor in line.speakers)

    def worth(self, line: StatementLine, language: str) -> float:
        """How well a statement serves a reader of this language."""
        key = (line.id, base(language))
        if key not in self._worth:
            self._worth[key] = sum(value for _, value in self.worth_parts(line, language))
        return self._worth[key]

    def worth_parts(self, line: StatementLine, language: str) -> Parts:
        """What makes it so: near to what was said, well attributed, widely reported, self-contained, early."""
        tokens = WORD.findall(line.text)
        independent = sum(report.independent for report in line.reports)
        outlets = len({report.outlet for report in line.reports})
        person = any(self.window.actors[actor].kind is Kind.PERSON for actor in line.speakers)
        first = line.reports[0]
        length = self.lengths.get(first.article, 0)
        return (
            ("mode", MODE_WORTH[line.mode]),
            ("independent texts", 0.8 * math.log2(1 + independent)),
            ("outlets", 0.3 * math.log2(1 + outlets)),
            ("speaker known", self._known.get(line.id, 0.0)),
            ("speaker sure", 1.5 if line.certain else 0.0),
            ("role given", 0.4 if line.role else 0.0),
            ("a person", 0.4 if person else 0.0),
            ("length", 0.5 if len(line.text) in COMFORTABLE else 0.0),
            ("too short", -1.5 if len(tokens) < 2 * SENSIBLE_WORDS else 0.0),
            ("leans on the sentence before", -1.0 if leans(line) else 0.0),
            ("reader's language", 1.0 if base(line.language) == base(language) else 0.0),
            ("early in the text", 0.8 * (1 - first.start / length) if length else 0.0),
            ("found surely", line.confidence),
        )

    def ranked(self, story: str, language: str) -> Sequence[StatementLine]:
        """The new statements of a story, those worth most to a reader of this language first."""
        key = (story, base(language))
        if key not in self._ranked:
            lines = self.heard.get(story, ())
            self._ranked[key] = sorted(lines, key=lambda line: (-self.worth(line, language), line.id))
        return self._ranked[key]

    def whole(self, story: str, language: str) -> Candidate:
        """The story with all its new statements and articles, for a reader of this language."""
        key = (story, base(language))
        if key not in self._whole:
            articles = self.articles.get(story, ())
            self._whole[key] = self.candidate(story, self.heard[story], articles, language, followed=False)
        return self._whole[key]

    def candidate(
        self,
        story: str,
        statements: Sequence[StatementLine],
        articles: Sequence[ArticleLine],
        language: str,
        *,
        followed: bool,
    ) -> Candidate:
        """The story as far as a channel reads it, with how much it matters to a reader of this language."""
        line, own = self.window.stories[story], base(language)
        independent = len({article.copy_of or article.id for article in articles})
        outlets = len({article.outlet for article in articles})
        known = max(self._known[one.id] for one in statements)
        age_days = max(0.0, (self.window.until - line.last_at).total_seconds() / 86_400)
        parts = (
            ("independent texts", 2 * math.log2(1 + independent)),
            ("outlets", math.log2(1 + outlets)),
            ("new statements", 0.7 * math.log2(1 + len(statements))),
            ("best known speaker", known),
            ("fresh", math.exp(-age_days)),
            ("reader's language", OWN_LANGUAGE if any(base(one.language) == own for one in articles) else 0.0),
            ("followed", FOLLOWED if followed else 0.0),
        )
        weight = sum(value for _, value in parts)
        return Candidate(line, articles, tuple(statements), len(statements), parts, weight, followed)

    @cached_property
    def all_ids(self) -> frozenset[str]:
        """The ids of all new statements."""
        return frozenset(line.id for line in self.new)

    @cached_property
    def _of_actor(self) -> Mapping[str, set[str]]:
        """The ids of the new statements by or about each actor."""
        found: dict[str, set[str]] = defaultdict(set)
        for line in self.new:
            for actor in (*line.speakers, *line.about):
                found[actor].add(line.id)
        return found

    def by_or_about(self, actors: Iterable[str]) -> frozenset[str]:
        """The ids of the new statements by or about any of these actors."""
        return frozenset[str]().union(*(self._of_actor.get(actor, set()) for actor in actors))

    @cached_property
    def _known(self) -> Mapping[str, float]:
        """How much is heard of the best known speaker of each new statement."""
        return {line.id: max((self.fame.get(one, 0.0) for one in line.speakers), default=0.0) for line in self.new}

    @cached_property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids of the new statements of each story."""
        return {story: frozenset(line.id for line in lines) for story, lines in self.heard.items()}

    @cached_property
    def _plain(self) -> Sequence[tuple[str, str]]:
        """Each new statement's id with its words in plain letters."""
        return [(line.id, plain_letters(line.text)) for line in self.new]

    @cached_property
    def _plain_titles(self) -> Sequence[tuple[str, str]]:
        """Each story's id with its headlines of the window in plain letters."""
        return [
            (story, plain_letters(" | ".join(article.title for article in articles)))
            for story, articles in self.articles.items()
        ]

    def on(self, topic: Topic) -> frozenset[str]:
        """The ids of the new statements in whose words, or in a headline of whose story, the topic stands."""
        if topic not in self._on:
            patterns = [pattern_of(stem) for stem in sorted(topic)]
            stories = _holding(patterns, self._plain_titles)
            told = (self.ids.get(story, frozenset()) for story in stories)
            self._on[topic] = frozenset().union(_holding(patterns, self._plain), *told)
        return self._on[topic]


def leans(line: StatementLine) -> bool:
    """Whether the statement begins with a word that leans on the sentence before it ("Davon rückte …")."""
    first = WORD.search(line.text)
    return first is not None and first.group().lower() in words(line.language).anaphora and line.mode is not Mode.DIRECT


def _holding(patterns: Sequence[re.Pattern[str]], texts: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(key for key, text in texts if all(pattern.search(text) for pattern in patterns))


def plain_letters(text: str) -> str:
    """The text in lower case without umlauts, as stems are."""
    return text.lower().translate(_UMLAUTS)


def pattern_of(stem: str) -> re.Pattern[str]:
    """Finds a stem as a word or part of one; a short one only where a word begins with it and hardly goes on."""
    return re.compile(re.escape(stem) if len(stem) > 3 else rf"\b{re.escape(stem)}s?\b")
