"""Named entities made whole before they are linked: whoever tagged them may have cut a listed name short or taken the
noun before a name into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.analysis.gazetteer import Gazetteer, phrase_key
from digest.analysis.token_view import TokenView, folded
from digest.lang.naming import Naming
from digest.model import Label

_PLAIN = frozenset({"company", "media"})
"""Classes whose nouns do not belong to the name behind them."""

Found = tuple[int, int, Label]
"""Tokens start..end-1 with a label."""


class Spans:
    """Corrects the ends of entities by what is listed."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.gazetteer = gazetteer
        self.naming = naming

    def whole(self, view: TokenView, entities: Sequence[Found]) -> Iterator[Found]:
        """The entities in text order; one inside a longer listed name goes with it."""
        reached = 0
        for start, end, label in sorted(entities, key=lambda one: one[0]):
            if start < reached:
                continue
            reached, found = self._longest(view, start, end, label)
            first = self._first(view, start, reached) if found is Label.ORG else start
            yield first, reached, found

    def _longest(self, view: TokenView, start: int, end: int, label: Label) -> tuple[int, Label]:
        """Where the longest listed name from `start` on ends, and its label, when it is longer than what was tagged."""
        most = self.gazetteer.longest(folded(view.words[start]).split(" ", 1)[0])
        for last in range(min(start + most + 1, len(view)), end, -1):
            words = [word for index in range(start, last) for word in folded(view.words[index]).split()]
            if len(words) < 2 or not view.is_name_like(last - 1):
                continue
            listed = self.gazetteer.lookup(phrase_key(words), self.naming.code)
            if listed and not listed[0].shy:
                return last, listed[0].label
        return end, label

    def _first(self, view: TokenView, start: int, end: int) -> int:
        """Where the name begins behind a noun that only tells what it is ("Oppositionspartei Movement for …")."""
        noun = view.words[start].lower()
        known = noun in self.naming.name_classes or bool(self.naming.organs.get(noun, frozenset()) & _PLAIN)
        plain = known and noun not in self.naming.name_openers
        return start + 1 if plain and end - start > 1 and view.is_name_like(start + 1) else start
