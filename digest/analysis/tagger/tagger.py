"""Texts -> named entities and quotations, by the trained network alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digest.analysis.tagger.backend import Backend, WordScores
from digest.analysis.tagger.decode import Run, decode_contents, decode_entities
from digest.analysis.tagger.labels import ENTITY_LABELS, MODES
from digest.analysis.tagger.nested import quoted_inside
from digest.analysis.tagger.quotations import DEFAULT, Settings, WordQuotation, decide
from digest.analysis.tagger.segments import padded, segment_of
from digest.analysis.tagger.windows import plan_windows
from digest.analysis.tagger.words import WordReader, Words
from digest.model import Entity, Mode, Span

CANDIDATES_AT_ONCE = 32
"""Candidates scored in one call; more of a long text follow in further calls."""


@dataclass(frozen=True, slots=True)
class TaggedQuotation:
    """A quotation in code points. `confidence` is the network's probability that it is one."""

    mode: Mode
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    frame: tuple[Span, ...] = ()
    speaker: Span | None = None
    addressee: Span | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Tagged:
    """What was found in one text, in text order; `sentences` are where the network sees sentences start."""

    entities: tuple[Entity, ...] = ()
    quotations: tuple[TaggedQuotation, ...] = ()
    sentences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tagger:
    """The network with its tokeniser and settings. Immutable; the same text always gives the same answer."""

    reader: WordReader
    backend: Backend
    settings: Settings = DEFAULT

    def tag(self, texts: Sequence[str]) -> list[Tagged]:
        """One answer per text, in order. Any string is allowed; what is no language gives an empty answer."""
        return [self._tag(text) for text in texts]

    def _tag(self, text: str) -> Tagged:
        words = self.reader.read(text)
        if not len(words):
            return Tagged()
        scores = score_text(words, self.backend)
        entities = tuple(
            Entity(_span(words, run), ENTITY_LABELS[kind])
            for kind, run in decode_entities(scores.entity, len(ENTITY_LABELS))
        )
        found = find_quotations(scores, self.backend, self.settings)
        if self.settings.nested:
            found += [inner for outer in found for inner in quoted_inside(text, words, outer)]
        found.sort(key=lambda quotation: (quotation.content[0][0], -quotation.content[-1][1]))
        sentences = words.starts[np.flatnonzero(scores.sentence > 0.0)]
        return Tagged(entities, tuple(_in_text(quotation, words) for quotation in found), tuple(sentences.tolist()))


def score_text(words: Words, backend: Backend) -> WordScores:
    """Scores of all words, each from the window that owns it."""
    parts: list[WordScores] = []
    for window in plan_windows(words):
        offset = int(words.first[window.start])
        span = slice(window.start, window.end)
        scores = backend.score_words(
            words.pieces[offset : int(words.last[window.end - 1]) + 1],
            words.first[span] - offset,
            words.last[span] - offset,
        )
        own = slice(window.own_start - window.start, window.own_end - window.start)
        parts.append(WordScores(scores.content[own], scores.entity[own], scores.sentence[own], scores.memory[own]))
    return WordScores(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("content", "entity", "sentence", "memory")
        )
    )


def find_quotations(scores: WordScores, backend: Backend, settings: Settings) -> list[WordQuotation]:
    """Candidates from the content head, each mended, given its roles or refused by the role network."""
    candidates = decode_contents(scores.content, len(MODES), settings.tuning)
    found: list[WordQuotation] = []
    for first in range(0, len(candidates), CANDIDATES_AT_ONCE):
        chosen = candidates[first : first + CANDIDATES_AT_ONCE]
        segments = [segment_of(candidate.runs, len(scores.content)) for candidate in chosen]
        index, inside, distance, valid = padded(segments)
        roles, verdicts = backend.score_candidates(scores.memory[index], inside, distance, valid)
        for candidate, segment, role, verdict in zip(chosen, segments, roles, verdicts, strict=True):
            quotation = decide(candidate, segment, role[: len(segment)], verdict, settings)
            if quotation is not None:
                found.append(quotation)
    return found


def _span(words: Words, run: Run) -> Span:
    return Span(int(words.starts[run[0]]), int(words.ends[run[1] - 1]))


def _in_text(quotation: WordQuotation, words: Words) -> TaggedQuotation:
    return TaggedQuotation(
        quotation.mode,
        tuple(_span(words, run) for run in quotation.content),
        tuple(_span(words, run) for run in quotation.cue),
        tuple(_span(words, run) for run in quotation.frame),
        _span(words, quotation.speaker) if quotation.speaker else None,
        _span(words, quotation.addressee) if quotation.addressee else None,
        round(quotation.confidence, 4),
    )
