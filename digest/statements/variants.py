"""In how many words outlets quote one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.model import Article, Outlet, Statement, wording
from digest.names import fold

MOST = 3
"""Variants of one statement that are told apart."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Fewer words of a statement, as these outlets give them: `text` is literal in the first one's article (`url`)."""

    text: str
    url: str
    outlets: tuple[Outlet, ...]


def shortened(statement: Statement, articles: Mapping[str, Article]) -> tuple[Variant, ...]:
    """How outlets quote the statement in fewer of its words than the one whose wording leads, the longest first.

    Reports in words of their own are no variants; nor is one whose article (by id in `articles`) is not at hand.
    """
    whole = fold(statement.text).split()
    found: dict[str, Variant] = {}
    for report in statement.reports[1:]:
        article = articles.get(report.article)
        if article is None or report.content[-1].end > len(article.text):
            continue
        text = wording(article.text, report.content)
        words = fold(text).split()
        if not words or len(words) >= len(whole) or not _in_order(words, whole):
            continue
        known = found.get(" ".join(words))
        if known is None:
            found[" ".join(words)] = Variant(text, report.url, (report.outlet,))
        elif report.outlet not in known.outlets:
            found[" ".join(words)] = Variant(known.text, known.url, (*known.outlets, report.outlet))
    return tuple(sorted(found.values(), key=lambda one: -len(one.text))[:MOST])


def _in_order(words: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether all the words stand in the whole, in the same order."""
    rest = iter(whole)
    return all(word in rest for word in words)
