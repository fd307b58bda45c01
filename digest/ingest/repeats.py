"""What outlets print on many of their pages, remembered while pages are taken in and saved at the end of the pass."""

from __future__ import annotations

from dataclasses import dataclass

from digest.extract import Reading, counted, repeated, without
from digest.model import Article
from digest.ports import Store


@dataclass(slots=True)
class _Outlet:
    counts: dict[str, int]
    lines: frozenset[str]
    changed: bool = False


class Repeats:
    """The lines of every outlet met so far. Losing what was counted since the last `save` costs nothing but time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._outlets: dict[str, _Outlet] = {}

    def taken_out(self, reading: Reading) -> Reading:
        """The reading without the lines that its outlet prints everywhere; texts that were given stay as they are."""
        lines = self._known(reading.article.outlet.id).lines if reading.of_page else frozenset()
        return reading.each(lambda article: self._without(article, lines)) if lines else reading

    def _without(self, article: Article, lines: frozenset[str]) -> Article:
        """The article without them, unless it is stored with them already: learning makes no update."""
        bare = without(article, lines)
        if bare is article:
            return article
        current = self._store.current_version(article.url)
        return article if current is not None and current.text_hash == article.text_hash else bare

    def count(self, reading: Reading) -> None:
        """Count the lines of a page that nobody had seen before; those of a live blog would be counted too often."""
        if reading.of_page and not reading.posts:
            known = self._known(reading.article.outlet.id)
            known.counts = counted(known.counts, reading.article)
            known.lines = repeated(known.counts)
            known.changed = True

    def save(self) -> None:
        """Keep what was counted."""
        for outlet, known in self._outlets.items():
            if known.changed:
                self._store.save_line_counts(outlet, known.counts)
                known.changed = False

    def _known(self, outlet: str) -> _Outlet:
        known = self._outlets.get(outlet)
        if known is None:
            counts = dict(self._store.line_counts(outlet))
            known = self._outlets[outlet] = _Outlet(counts, repeated(counts))
        return known
