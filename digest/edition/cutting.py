"""The words of a statement that are shown: the whole, or a part that ends where a clause ends.

A sentence with a negation or a condition is shown whole or not at all. What is too long and has no place to cut stands
folded in all its words where a story has nothing shorter (`uncut`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from digest.edition.values import Voice
from digest.model import Article, Mode, Span, Statement, wording
from digest.phrases import words
from digest.statements.wording import SENSIBLE, WORD

_BOUNDARY = re.compile(r"(?P<stop>[.!?…][\"“”»«’‘']*)\s+|(?P<pause>[;–—])\s+|(?P<comma>,)\s+(?=(?P<opener>\w+))")
_SENTENCE_ENDED = re.compile(r"(?P<word>\w*)(?P<stop>[.!?])\W*$")
_TAIL = re.compile(r"[\s,;:–—-]+$")


@dataclass(frozen=True, slots=True)
class _Clause:
    span: Span
    sentence: int
    bound: bool
    """Whether its sentence holds a negation or a condition and so is shown whole or not at all."""
    broken: bool = False
    """Whether it goes on after words that are not content, so that nothing may end here."""


def shorten(
    text: str, spans: Sequence[Span], language: str, limit: int, *, may_skip: bool = False
) -> tuple[Span, ...] | None:
    """Return spans of at most `limit` characters as worded: the whole, or its beginning up to the end of a clause.

    A sentence with a negation or a condition is never cut inside. With `may_skip`, sentences at the start may be left
    out when nothing shorter makes sense. None where no cut is allowed.
    """
    if len(wording(text, spans)) <= limit:
        return tuple(spans)
    clauses = _clauses(text, spans, language)
    starts = [place for place in range(len(clauses)) if _may_start(clauses, place, text, language)]
    for start in starts if may_skip else starts[:1]:
        for end in range(len(clauses) - 1, start - 1, -1):
            if not _may_end(clauses, end):
                continue
            kept = _joined([clause.span for clause in clauses[start : end + 1]], text)
            shown = wording(text, kept)
            if len(shown) <= limit and len(WORD.findall(shown)) >= SENSIBLE:
                return kept
    return None


def _may_start(clauses: Sequence[_Clause], place: int, text: str, language: str) -> bool:
    if place == 0:
        return True
    if clauses[place].sentence == clauses[place - 1].sentence:
        return False
    first = WORD.search(clauses[place].span.of(text))
    small = words(language)
    return first is not None and first.group().lower() not in small.anaphora | small.qualifiers


def _may_end(clauses: Sequence[_Clause], place: int) -> bool:
    last = place + 1 == len(clauses) or clauses[place + 1].sentence != clauses[place].sentence
    return last or not (clauses[place].bound or clauses[place].broken)


def _clauses(text: str, spans: Sequence[Span], language: str) -> list[_Clause]:
    """The clauses of the spans with the number of their sentence."""
    pieces: list[tuple[Span, int, bool]] = []
    sentence = 0
    for number, span in enumerate(spans):
        if number and _is_ended(text[spans[number - 1].start : span.start], language):
            sentence += 1
        start = span.start
        for hit in _BOUNDARY.finditer(text, span.start, span.end):
            if not _ends_clause(hit, text, language) or hit.start() <= start:
                continue
            pieces.append((Span(start, hit.end("stop") if hit["stop"] else hit.start()), sentence, False))
            # After dots a sentence may go on, and what follows may turn it round.
            sentence += 1 if hit["stop"] and not hit["stop"].startswith("…") else 0
            start = hit.end()
        if start < span.end:
            pieces.append((Span(start, span.end), sentence, True))
    small = words(language)
    binding = small.negations | small.qualifiers
    bound = {number for span, number, _ in pieces for token in WORD.findall(span.of(text)) if token.lower() in binding}
    return [_Clause(span, number, number in bound, broken) for span, number, broken in pieces]


def _ends_clause(hit: re.Match[str], text: str, language: str) -> bool:
    small = words(language)
    if hit["stop"] is None:
        return hit["pause"] is not None or hit["opener"].lower() in small.openers
    follows = text[hit.end() : hit.end() + 1]
    before = re.search(r"(\w*)$", text[: hit.start()])
    if hit["stop"].startswith(".") and _is_shortened(before.group(1) if before else "", language):
        return False
    return not follows.islower()


def _is_ended(text: str, language: str) -> bool:
    """Whether the text ends with the end of a sentence."""
    end = _SENTENCE_ENDED.search(text)
    return end is not None and not (end["stop"] == "." and _is_shortened(end["word"], language))


def _is_shortened(word: str, language: str) -> bool:
    """Whether a full stop behind the word ends no sentence: behind numbers, and shortened words."""
    return not word or word.isdigit() or word.lower() in words(language).abbreviations


def _joined(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """The spans without a comma or dash at the end, neighbours made one where only a mark and blanks lie between."""
    result: list[Span] = []
    for span in spans:
        if result and not text[result[-1].end : span.start].strip(" ,;–—\n\t"):
            result[-1] = Span(result[-1].start, span.end)
        else:
            result.append(span)
    last = result[-1]
    tail = _TAIL.search(text[last.start : last.end])
    if tail and tail.start() > 0:
        result[-1] = Span(last.start, last.start + tail.start())
    return tuple(result)


def voice(statement: Statement, article: Article | None, limit: int) -> Voice | None:
    """The statement with the words to show; None where they cannot be cut to `limit` or say too little."""
    if article is None:
        says_enough = len(WORD.findall(statement.text)) >= SENSIBLE and len(statement.text) <= limit
        return Voice(statement, (), statement.text) if says_enough else None
    spans = statement.reports[0].content
    cut = _cut(article.text, spans, article.language, limit, statement.mode is Mode.DIRECT)
    if cut is None:
        return None
    kept, shown = cut
    return Voice(statement, kept, shown, before=kept[0].start > spans[0].start, after=kept[-1].end < spans[-1].end)


@lru_cache(maxsize=4096)
def _cut(
    text: str, spans: tuple[Span, ...], language: str, limit: int, may_skip: bool
) -> tuple[tuple[Span, ...], str] | None:
    """What is left of the spans and its wording, remembered: every channel's digest cuts much the same words."""
    if len(WORD.findall(wording(text, spans))) < SENSIBLE:
        return None
    kept = shorten(text, spans, language, limit, may_skip=may_skip)
    return None if kept is None else (kept, wording(text, kept))


def uncut(statement: Statement, article: Article | None) -> Voice | None:
    """The statement in all its words, however many; None where they say too little."""
    if len(WORD.findall(statement.text)) < SENSIBLE:
        return None
    return Voice(statement, statement.reports[0].content if article is not None else (), statement.text)
