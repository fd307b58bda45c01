"""What a channel's taste lets through, and what it puts forward."""

from __future__ import annotations

import string
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from digest.edition.desk import Desk, finder_of, plain_letters
from digest.edition.request import DigestRequest
from digest.model import Kind
from digest.names import fold
from digest.phrases import base
from digest.stories import content_stems
from digest.windows import ArticleLine, StatementLine

SHORTEST_STEM = 4
"""Letters of a stem that is looked for inside of words; "haf" would be found in "dauerhaft"."""


FEW = 8
"""Where hardly one of so many new statements passes, those that do are looked at rather than all."""


class Sieve:
    """One request's filters, made ready for a desk. A statement shown to the channel before does not pass."""

    def __init__(self, desk: Desk, request: DigestRequest) -> None:
        self._desk = desk
        self._request = request
        self._taste = request.taste

    @property
    def reads_all(self) -> bool:
        """Whether articles of every outlet and language are read."""
        return not self.outlets and not self._taste.languages

    @property
    def leaves_out(self) -> bool:
        """Whether there is anything that the channel does not want to be shown, whatever it is about."""
        return not self.reads_all or bool(self._taste.without)

    @cached_property
    def outlets(self) -> frozenset[str]:
        """The ids of the outlets that are let through; empty means all."""
        wanted = self._request.outlets
        if not self._taste.outlets:
            return wanted
        named = self._desk.told_in(self._desk.outlets_named, map(fold, self._taste.outlets))
        return (named & wanted if wanted else named) or frozenset({""})

    def of(self, story: str) -> frozenset[str]:
        """The ids of the story's new statements that pass."""
        ids = self._desk.ids[story]
        if self._by_story is not None:
            return self._by_story.get(story, frozenset()) - self._request.seen
        passing = ids & self.fitting if self._is_narrowed else _without(ids, self._unwanted)
        return _without(passing, self._request.seen)

    def is_followed(self, passing: frozenset[str]) -> bool:
        """Whether one of these statements is by or about somebody the channel follows, or on such a topic."""
        return not self._followed_ids.isdisjoint(passing)

    @cached_property
    def _is_narrowed(self) -> bool:
        """Whether anything but unwanted words is filtered."""
        return bool(self.outlets or self._languages or self._wanted is not None)

    @cached_property
    def fitting(self) -> frozenset[str]:
        """The ids of the new statements that the filters let through."""
        fitting = _without(self._readable, self._unwanted)
        if self._wanted is not None:
            fitting &= self._wanted | self._desk.by_or_about(self._actors) | self._followed_ids
        return fitting

    @cached_property
    def quoted(self) -> Counter[str]:
        """How many of the statements that the filters let through are surely each actor's; some may have none."""
        if self._is_narrowed:
            return self._desk.quoted_in(self.fitting)
        quoted = self._desk.quoted.copy()
        quoted.subtract(self._desk.quoted_in(self._unwanted))
        return quoted

    @cached_property
    def _by_story(self) -> Mapping[str, frozenset[str]] | None:
        """The statements that the filters let through by story; None where they are so many that this takes longer."""
        if not self._is_narrowed or FEW * len(self.fitting) > len(self._desk.new):
            return None
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.fitting:
            found[self._desk.lines[one].story or ""].add(one)
        return {story: self._desk.ids[story].intersection(found[story]) for story in found.keys() & self._desk.ids}

    @cached_property
    def _readable(self) -> frozenset[str]:
        """The ids of the new statements in a wanted language and outlet."""
        readable = self._desk.all_ids
        if self.outlets:
            readable = self._desk.told_in(self._desk.by_outlet, self.outlets)
        if self._languages:
            readable &= self._desk.told_in(self._desk.by_language, self._languages)
        return readable

    def passes(self, statement: str) -> bool:
        """Whether this new statement passes."""
        return statement in self.fitting and statement not in self._request.seen

    def why_not(self, line: StatementLine) -> str:
        """Why a statement that does not pass does not, in words."""
        if line.id in self._request.seen:
            return "was shown to this channel before"
        if line.id not in self._readable:
            return "no report in a wanted language and outlet"
        return "holds a word that is left out" if line.id in self._unwanted else "not on a wanted actor or topic"

    def articles(self, articles: Sequence[ArticleLine]) -> Sequence[ArticleLine]:
        """Those of the articles that the channel reads."""
        if self.reads_all:
            return articles
        if not self._languages:  # a day's articles are looked at twice for each channel: this is three times as fast
            outlets = self.outlets
            return [article for article in articles if article.outlet in outlets]
        return [article for article in articles if self.reads(article.outlet, article.language)]

    def reads(self, outlet: str, language: str) -> bool:
        """Whether the channel reads articles of this outlet (its id) in this language."""
        outlets, languages = self.outlets, self._languages
        return (not outlets or outlet in outlets) and (not languages or base(language) in languages)

    def holds_unwanted(self, text: str) -> bool:
        """Whether these words are on a topic that the channel does not want."""
        letters = plain_letters(text)
        return any(all(finder_of(stem, letters)(0) >= 0 for stem in one) for one in self._sought(self._taste.without))

    def follows(self, line: StatementLine) -> bool:
        """Whether the statement is by or about somebody the channel follows, or on such a topic."""
        return line.id in self._followed_ids

    # made ready

    @cached_property
    def _languages(self) -> frozenset[str]:
        return frozenset(map(base, self._taste.languages))

    @cached_property
    def _actors(self) -> frozenset[str]:
        return self._named(self._taste.actors)

    @cached_property
    def _followed_ids(self) -> frozenset[str]:
        follows = self._taste.follows
        if not follows:
            return frozenset()
        actors = self._named(follows).union(actor.id for _, actor in self._request.bearers)
        return self._desk.by_or_about(actors).union(*map(self._on_followed, follows))

    def _on_followed(self, entry: str) -> frozenset[str]:
        """The new statements on what is followed. A person's full name is looked for as it stands: its words stand
        apart in others ("Karl Berg" in "Karlsruhe" and "Nürnberg").
        """
        name = fold(entry)
        named = [self._desk.window.actors[one] for one in self._desk.named(name)] if " " in name else []
        known = [actor for folded, actor in self._request.bearers if folded == name]
        if any(actor.kind is Kind.PERSON for actor in (*named, *known)):
            return self._desk.on(frozenset({plain_letters(" ".join(entry.split()))}))
        return self._on((entry,))

    def _named(self, names: Iterable[str]) -> frozenset[str]:
        """The actors of the window that bear one of these names (digest.names.bears)."""
        return frozenset[str]().union(*(self._desk.named(fold(name)) for name in names))

    @cached_property
    def _wanted(self) -> frozenset[str] | None:
        """The statements on a wanted topic; None where neither actors nor topics are asked for."""
        if not self._taste.actors and not self._taste.topics:
            return None
        return self._on(self._taste.topics)

    @cached_property
    def _unwanted(self) -> frozenset[str]:
        return self._on(self._taste.without)

    def _on(self, topics: Iterable[str]) -> frozenset[str]:
        """The new statements on any of these topics."""
        return frozenset[str]().union(*map(self._desk.on, self._sought(topics)))

    def _sought(self, topics: Iterable[str]) -> Iterator[frozenset[str]]:
        """What is looked for of each topic."""
        return filter(None, (needles(topic, self._request.language) for topic in topics))


def _without(ids: frozenset[str], dropped: frozenset[str]) -> frozenset[str]:
    """The ids without those; the very same set where none is dropped."""
    return ids if ids.isdisjoint(dropped) else ids - dropped


def needles(topic: str, language: str) -> frozenset[str]:
    """What is looked for of a topic's words: the stem, or the whole word where little is left of it.

    >>> sorted(needles("Häfen und Talsperren", "de"))
    ['hafen', 'talsperr']
    """
    found = set()
    for word in topic.split():
        for stem in content_stems(word, language):
            found.add(stem if len(stem) >= SHORTEST_STEM else plain_letters(word.strip(string.punctuation)))
    return frozenset(found)
