"""What a statement is about, as stored: the stems of its words, and how a topic is looked for among them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from digest.ports import Topic
from digest.stories import content_stems

WHOLE = 2
"""Stems of at most so many letters are found as whole stems only; longer ones also inside of compounds."""

STEMMED_AT_ONCE = 2000
"""Statements whose words are stemmed before they are written, where many are: about 1 MB."""


def stems_text(text: str, language: str) -> str:
    """The distinct stems of a text, each between blanks, in order of appearance.

    >>> stems_text("Die Gaspreise und der Gaspreis steigen", "de")
    ' gaspreis steig '
    """
    return f" {' '.join(dict.fromkeys(' '.join(content_stems(text, language)).split()))} "


def sought(stem: str) -> str:
    """The piece of a `stems_text` that shows that it holds the stem, alone or as part of a compound.

    >>> sought("gas"), sought("eu")
    ('gas', ' eu ')
    """
    return stem if len(stem) > WHOLE else f" {stem} "


def on_topic(stems: str, topic: Topic) -> bool:
    """Whether a `stems_text` holds every word of the topic, in any of its stems."""
    return all(any(sought(stem) in stems for stem in word) for word in topic)


def most_frequent(texts: Iterable[tuple[str, str]], most: int) -> Sequence[tuple[str, int, str]]:
    """From pairs of `stems_text` and statement, newest first: stem, statements with it, the newest of these.

    The most frequent first, then by stem; only what at least two statements share.
    """
    counts: Counter[str] = Counter()
    newest: dict[str, str] = {}
    for stems, statement in texts:
        for stem in stems.split():
            counts[stem] += 1
            newest.setdefault(stem, statement)
    shared = sorted(((-number, stem) for stem, number in counts.items() if number > 1))[:most]
    return [(stem, -number, newest[stem]) for number, stem in shared]
