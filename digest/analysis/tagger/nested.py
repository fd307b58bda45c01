"""Quoted words inside another quotation: a direct quotation of the same speaker, nested in the outer one."""

from __future__ import annotations

from dataclasses import replace

from digest.analysis.tagger.decode import Run
from digest.analysis.tagger.quotations import WordQuotation
from digest.analysis.tagger.words import Words
from digest.model import Mode

_CLOSING = {"„": '“”"', "“": "”", "»": "«", "«": "»", '"': '"', "”": "”"}
"""Opening mark -> what may close it (German, English, French, straight)."""
SHORTEST = 2
"""Words between the marks; a single quoted word is mostly a name or a distance mark."""
LONGEST_NAME = 4
"""Up to this many words that all begin with a capital are taken for a title or name."""


def quoted_inside(text: str, words: Words, outer: WordQuotation) -> list[WordQuotation]:
    """The quoted stretches of a quotation that is not itself direct."""
    if outer.mode is Mode.DIRECT:
        return []
    return [
        replace(outer, mode=Mode.DIRECT, content=(stretch,))
        for run in outer.content
        for stretch in _stretches(text, words, run)
    ]


def _stretches(text: str, words: Words, run: Run) -> list[Run]:
    """Runs of words from an opening to its closing mark inside `run`, marks included, that are no mere names."""
    surfaces = [text[int(words.starts[i]) : int(words.ends[i])] for i in range(*run)]
    found: list[Run] = []
    start: int | None = None
    for i, surface in enumerate(surfaces):
        if start is not None and surface in _CLOSING[surfaces[start]]:
            if _is_speech(surfaces[start + 1 : i]):
                found.append((run[0] + start, run[0] + i + 1))
            start = None
        elif start is None and surface in _CLOSING:
            start = i
    return found


def _is_speech(inner: list[str]) -> bool:
    letters = [surface for surface in inner if surface[0].isalpha()]
    if len(letters) < SHORTEST:
        return False
    return len(letters) > LONGEST_NAME or any(surface[0].islower() for surface in letters)
