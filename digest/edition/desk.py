"""A window laid out for choosing: what all channels whose digest covers it have in common is worked out once.

statements of the window -> new ones by story (known in the window for the first time), and those of nobody
articles -> by story; how much is heard of each actor; what each statement is worth to a reader of a language
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from itertools import accumulate, chain

from digest.model import Kind, Mode
from digest.names import bears, fold
from digest.phrases import base, words
from digest.statements.wording import SENSIBLE, WORD
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
"""The stems of a topic, or several words as they stand; all must be there."""

_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e", "á": "a", "à": "a", "ç": "c"})

Parts = tuple[tuple[str, float], ...]
"""What weighs, by name."""


@dataclass(frozen=True, slots=True)
class Told:
    """What articles of a story tell of it: by how many independent texts, by which outlets (ids, in order), in which
    languages, and when the first of them appeared.
    """

    independent: int
    outlets: tuple[str, ...]
    languages: frozenset[str]
    first_at: datetime | None


def told_by(articles: Sequence[ArticleLine]) -> Told:
    """What these articles tell."""
    return Told(
        independent=len({article.copy_of or article.id for article in articles}),
        outlets=tuple(dict.fromkeys(article.outlet for article in articles)),
        languages=frozenset(map(base, {article.language for article in articles})),
        first_at=min((article.published_at for article in articles), default=None),
    )


def told_by_reports(lines: Iterable[StatementLine], reads: Callable[[str, str], bool]) -> Told:
    """What the reports of these statements tell that are read, by outlet and language: for a moment, while an update
    of their articles waits to be grouped, they are all there is of a story.
    """
    read = [(report, line) for line in lines for report in line.reports if reads(report.outlet, line.language)]
    return Told(
        independent=len({report.article for report, _ in read if report.independent}),
        outlets=tuple(dict.fromkeys(report.outlet for report, _ in read)),
        languages=frozenset(base(line.language) for _, line in read),
        first_at=min((report.known_at for report, _ in read), default=None),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that comes into question: its articles that the channel reads with what they tell, the ids of the new
    statements it would be shown, and those of them to load. `weight` is how much it matters, the sum of its `parts`.
    """

    line: StoryLine
    articles: Sequence[ArticleLine]
    told: Told
    passing: frozenset[str]
    parts: Parts
    weight: float
    followed: bool = False
    statements: tuple[StatementLine, ...] = ()


class Desk:
    """The window with what is worked out of it; nothing of it changes."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self._worth: dict[tuple[str, str], float] = {}
        self._ranked: dict[tuple[str, str], Sequence[StatementLine]] = {}
        self._on: dict[Topic, frozenset[str]] = {}
        self._whole: dict[tuple[str, str], Candidate] = {}
        self._told: dict[str, Told] = {}
        self.headlines: dict[tuple[str, str], tuple[str, str]] = {}
        """Title and other headline of stories that were looked at whole, by story and language."""

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
        """New statements that nobody could be credited with, most reported first."""
        lines = (line for line in self.new if not line.speakers)
        return tuple(
            sorted(lines, key=lambda line: (-len({one.outlet for one in line.reports}), -line.confidence, line.id))
        )

    @cached_property
    def article_lines(self) -> Mapping[str, ArticleLine]:
        """The articles of the window by id."""
        return {article.id: article for article in self.window.articles}

    @cached_property
    def articles(self) -> Mapping[str, Sequence[ArticleLine]]:
        """The articles of the window by story."""
        found: dict[str, list[ArticleLine]] = defaultdict(list)
        for article in self.window.articles:
            if article.story is not None:
                found[article.story].append(article)
        return found

    def reporting(self, statements: Iterable[str]) -> Sequence[ArticleLine]:
        """The articles of the window that report any of these new statements, in order of time."""
        named = {report.article for one in statements for report in self.lines[one].reports}
        found = (self.article_lines[one] for one in named & self.article_lines.keys())
        return sorted(found, key=lambda article: (article.published_at, article.id))

    @cached_property
    def told(self) -> Told:
        """What all articles of the window tell."""
        return told_by(self.window.articles)

    @cached_property
    def continued(self) -> frozenset[str]:
        """The ids of the stories that are older than the window."""
        return frozenset(line.id for line in self.window.stories.values() if line.before is not None)

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
        return self.quoted_in(self.lines)

    def quoted_in(self, statements: Iterable[str]) -> Counter[str]:
        """How many of these new statements are surely each actor's."""
        return Counter(chain.from_iterable(map(self._surely.__getitem__, statements)))

    @cached_property
    def _surely(self) -> Mapping[str, tuple[str, ...]]:
        """Who surely said each new statement."""
        return {line.id: line.speakers if line.certain else () for line in self.new}

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
        read = self.article_lines.get(first.article)  # of a version that was replaced since there is none
        length = read.length if read is not None else 0
        return (
            ("how it was said", MODE_WORTH[line.mode]),
            ("independent texts", 0.8 * math.log2(1 + independent)),
            ("outlets", 0.3 * math.log2(1 + outlets)),
            ("speaker known", self._known.get(line.id, 0.0)),
            ("speaker sure", 1.5 if line.certain else 0.0),
            ("role given", 0.4 if line.role else 0.0),
            ("a person", 0.4 if person else 0.0),
            ("length", 0.5 if len(line.text) in COMFORTABLE else 0.0),
            ("too short", -1.5 if len(tokens) < 2 * SENSIBLE else 0.0),
            ("leans on the sentence before", -1.0 if leans(line) else 0.0),
            ("reader's language", 1.0 if base(line.language) == base(language) else 0.0),
            ("early in the text", 0.8 * (1 - first.start / length) if length else 0.0),
            ("found surely", line.confidence),
        )

    def ranked(self, story: str, language: str) -> Sequence[StatementLine]:
        """The new statements of a story, those worth most to a reader of this language first."""
        key = (story, base(language))
        if key not in self._ranked:
            self._ranked[key] = sorted(self.heard.get(story, ()), key=lambda line: self.rank(line, language))
        return self._ranked[key]

    def rank(self, line: StatementLine, language: str) -> tuple[float, str]:
        """What statements are sorted by, so that those worth most to a reader of this language come first."""
        return (-self.worth(line, language), line.id)

    @cached_property
    def lines(self) -> Mapping[str, StatementLine]:
        """The new statements by id."""
        return {line.id: line for line in self.new}

    def whole(self, story: str, language: str) -> Candidate:
        """The story with all its new statements and articles, for a reader of this language."""
        key = (story, base(language))
        if key not in self._whole:
            articles = self.articles.get(story) or self.reporting(self.ids[story])
            self._whole[key] = self.candidate(story, self.ids[story], articles, language)
        return self._whole[key]

    def candidate(
        self,
        story: str,
        passing: frozenset[str],
        articles: Sequence[ArticleLine],
        language: str,
        *,
        reads: Callable[[str, str], bool] = lambda _outlet, _language: True,
        followed: bool = False,
    ) -> Candidate:
        """The story as far as a channel reads it, with how much it matters to a reader of this language."""
        line = self.window.stories[story]
        told = (
            self._told_of(story, articles) if articles else told_by_reports(map(self.lines.__getitem__, passing), reads)
        )
        age_days = max(0.0, (self.window.until - line.last_at).total_seconds() / 86_400)
        parts = (
            ("independent texts", 2 * math.log2(1 + told.independent)),
            ("outlets", math.log2(1 + len(told.outlets))),
            ("new statements", 0.7 * math.log2(1 + len(passing))),
            ("best known speaker", next(known for known, one in self._by_fame[story] if one in passing)),
            ("fresh", math.exp(-age_days)),
            ("reader's language", OWN_LANGUAGE if base(language) in told.languages else 0.0),
            ("followed", FOLLOWED if followed else 0.0),
        )
        return Candidate(line, articles, told, passing, parts, sum(value for _, value in parts), followed)

    def _told_of(self, story: str, articles: Sequence[ArticleLine]) -> Told:
        if articles is not self.articles.get(story):
            return told_by(articles)
        if story not in self._told:
            self._told[story] = told_by(articles)
        return self._told[story]

    @cached_property
    def _by_fame(self) -> Mapping[str, Sequence[tuple[float, str]]]:
        """The new statements of each story with how much is heard of their speakers, most first."""
        return {
            story: sorted(((self._known[line.id], line.id) for line in lines), reverse=True)
            for story, lines in self.heard.items()
        }

    def named(self, name: str) -> frozenset[str]:
        """The ids of the actors who bear this folded name."""
        actors = self.window.actors
        found = self._names.holding([f" {name} "]) if name else frozenset()
        return frozenset(one for one in found if bears(actors[one].name, name))

    @cached_property
    def _names(self) -> Haystack:
        return Haystack((actor.id, f" {fold(actor.name)} ") for actor in self.window.actors.values())

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
        return self.told_in(self._of_actor, actors)

    @cached_property
    def outlets_named(self) -> Mapping[str, set[str]]:
        """The ids of the outlets by folded name, and by folded id."""
        found: dict[str, set[str]] = defaultdict(set)
        for outlet in self.window.outlets.values():
            found[fold(outlet.name)].add(outlet.id)
            found[fold(outlet.id)].add(outlet.id)
        return found

    @cached_property
    def by_outlet(self) -> Mapping[str, set[str]]:
        """The ids of the new statements that each outlet reports."""
        found: dict[str, set[str]] = defaultdict(set)
        for line in self.new:
            for report in line.reports:
                found[report.outlet].add(line.id)
        return found

    @cached_property
    def by_language(self) -> Mapping[str, set[str]]:
        """The ids of the new statements in each language."""
        found: dict[str, set[str]] = defaultdict(set)
        for line in self.new:
            found[base(line.language)].add(line.id)
        return found

    @staticmethod
    def told_in(index: Mapping[str, set[str]], keys: Iterable[str]) -> frozenset[str]:
        """The ids under any of these keys."""
        return frozenset[str]().union(*(index.get(key, set()) for key in keys))

    @cached_property
    def _known(self) -> Mapping[str, float]:
        """How much is heard of the best known speaker of each new statement."""
        return {line.id: max((self.fame.get(one, 0.0) for one in line.speakers), default=0.0) for line in self.new}

    @cached_property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids of the new statements of each story."""
        return {story: frozenset(line.id for line in lines) for story, lines in self.heard.items()}

    @cached_property
    def _words(self) -> Haystack:
        """The words of each new statement."""
        return Haystack((line.id, plain_letters(line.text)) for line in self.new)

    @cached_property
    def _titles(self) -> Haystack:
        """The headlines of the window of each story."""
        return Haystack(
            (story, plain_letters(" | ".join(article.title for article in articles)))
            for story, articles in self.articles.items()
        )

    def on(self, topic: Topic) -> frozenset[str]:
        """The ids of the new statements in whose words, or in a headline of whose story, the topic stands."""
        if topic not in self._on:
            told = (self.ids.get(story, frozenset()) for story in self._titles.holding(topic))
            self._on[topic] = frozenset().union(self._words.holding(topic), *told)
        return self._on[topic]


class Haystack:
    """Many short texts as one long one, in which a word is found at once."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        named = [(key, text.replace("\n", " ")) for key, text in texts]
        self._keys = [key for key, _ in named]
        self._text = "\n".join(text for _, text in named)
        self._starts = [0, *accumulate(len(text) + 1 for _, text in named)]

    def holding(self, stems: Iterable[str]) -> frozenset[str]:
        """The keys of the texts in which every one of the stems is found; none where there is no stem."""
        found = [frozenset(self._finding(finder_of(stem, self._text))) for stem in stems]
        return frozenset.intersection(*found) if found else frozenset()

    def _finding(self, find: Callable[[int], int]) -> Iterator[str]:
        at = find(0)
        while at >= 0:
            place = bisect(self._starts, at) - 1
            yield self._keys[place]
            at = find(self._starts[place + 1])


def leans(line: StatementLine) -> bool:
    """Whether the statement begins with a word that leans on the sentence before it ("Davon rückte …")."""
    first = WORD.search(line.text)
    return first is not None and first.group().lower() in words(line.language).anaphora and line.mode is not Mode.DIRECT


def plain_letters(text: str) -> str:
    """The text in lower case without umlauts, as stems are."""
    return text.lower().translate(_UMLAUTS)


def finder_of(stem: str, text: str) -> Callable[[int], int]:
    """Finds a stem from a place on, as a word or part of one; a short one only where a word begins with it and hardly
    goes on, several words only where no other is joined to them. -1 where there is none.
    """
    if stem[:1].isalnum() and " " in stem:
        return partial(_find_words, stem, text)
    if len(stem) > 3:
        return lambda start: text.find(stem, start)
    pattern = re.compile(rf"\b{re.escape(stem)}s?\b")

    def find(start: int) -> int:
        hit = pattern.search(text, start)
        return hit.start() if hit is not None else -1

    return find


_JOINED_BEFORE, _ENDED = re.compile(r"[\w-]"), re.compile(r"s?(?![\w-])")


def _find_words(words: str, text: str, start: int) -> int:
    """Where these words stand from there on, perhaps with a genitive's s; -1 where they do not."""
    at = text.find(words, start)
    while at >= 0:
        if not (at and _JOINED_BEFORE.match(text, at - 1)) and _ENDED.match(text, at + len(words)):
            return at
        at = text.find(words, at + 1)
    return at
