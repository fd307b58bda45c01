"""Texts -> named entities and quotations, by the trained network and what the rules tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digest.analysis.tagger.backend import Backend, WordScores
from digest.analysis.tagger.decode import Candidate, Run, decode_contents, decode_entities
from digest.analysis.tagger.hints import Hints, best_match, by_piece, proposal_for, proposed_roles, read_hints, word_f1
from digest.analysis.tagger.labels import ENTITY_LABELS, MEMORY_WIDTH, MODES, OUTSIDE, label_count
from digest.analysis.tagger.nested import quoted_inside
from digest.analysis.tagger.quotations import DEFAULT, Settings, WordQuotation, decide
from digest.analysis.tagger.segments import segment_of
from digest.analysis.tagger.tagged import NOTHING, Tagged, TaggedQuotation
from digest.analysis.tagger.windows import plan_windows
from digest.analysis.tagger.words import WordReader, Words, is_prose
from digest.model import Entity, Span

Floats = npt.NDArray[np.float32]

WORDS_PER_CANDIDATE = 40
"""At most one candidate for so many words of a text is judged, so that a text made of quote marks takes no longer than
others; in dense news there is one for about 45. Of more a part from all over the text is taken."""

FEWEST = 200
"""Candidates that even a short text may have."""


@dataclass(frozen=True, slots=True)
class Tagger:
    """The network with its tokeniser and settings. Immutable; the same text always gives the same answer.

    `version` changes with the weights.
    """

    reader: WordReader
    backend: Backend
    settings: Settings = DEFAULT
    version: str = ""

    def tag(self, texts: Sequence[str], rules: Sequence[Tagged] = (), *, quotations: bool = True) -> list[Tagged]:
        """One answer per text, in order. Any string is allowed; what is no language gives an empty answer.

        `rules` are what the rules found in the same texts; without them the network judges alone, and less well. Where
        no `quotations` are wanted they are not looked for.
        """
        told = rules or [NOTHING] * len(texts)
        return [self._tag(text, found, quotations) for text, found in zip(texts, told, strict=True)]

    def _tag(self, text: str, rules: Tagged, quotations: bool) -> Tagged:
        words = self.reader.read(text)
        if not len(words):
            return NOTHING
        hints = read_hints(rules, words)
        scores = score_text(text, words, hints, self.backend)
        entities = tuple(
            Entity(_span(words, run), ENTITY_LABELS[kind])
            for kind, run in decode_entities(scores.entity, len(ENTITY_LABELS))
        )
        found = find_quotations(scores, hints, self.backend, self.settings) if quotations else []
        if self.settings.nested:
            found += [inner for outer in found for inner in quoted_inside(text, words, outer)]
        found = without_doubles([quotation for quotation in found if _has_letter(text, words, quotation)])
        found.sort(key=lambda quotation: (quotation.content[0][0], -quotation.content[-1][1]))
        sentences = words.starts[np.flatnonzero(scores.sentence > 0.0)]
        return Tagged(entities, tuple(_in_text(quotation, words) for quotation in found), tuple(sentences.tolist()))


def score_text(text: str, words: Words, hints: Hints, backend: Backend) -> WordScores:
    """Scores of all words, each from the window that owns it; a window that is no prose is not read."""
    scores = WordScores(
        _all_outside(len(words), label_count(len(MODES))),
        _all_outside(len(words), label_count(len(ENTITY_LABELS))),
        np.full(len(words), -OUTSIDE_SCORE, np.float32),
        np.zeros((len(words), MEMORY_WIDTH), np.float16),
    )
    for window in plan_windows(words):
        if not is_prose(text[words.starts[window.start] : words.ends[window.end - 1]]):
            continue
        offset = int(words.first[window.start])
        span = slice(window.start, window.end)
        pieces = words.pieces[offset : int(words.last[window.end - 1]) + 1]
        first = words.first[span] - offset
        marks = by_piece(hints.marks[span], first, len(pieces))
        found = backend.score_words(pieces, first, words.last[span] - offset, marks)
        target = slice(window.own_start, window.own_end)
        own = slice(window.own_start - window.start, window.own_end - window.start)
        scores.content[target], scores.entity[target] = found.content[own], found.entity[own]
        scores.sentence[target], scores.memory[target] = found.sentence[own], found.memory[own]
    return scores


OUTSIDE_SCORE = 10.0


def _all_outside(count: int, labels: int) -> Floats:
    scores = np.zeros((count, labels), np.float32)
    scores[:, OUTSIDE] = OUTSIDE_SCORE
    return scores


def candidates_of(scores: WordScores, hints: Hints, settings: Settings) -> list[Candidate]:
    """What the content head finds, and what the rules found beside it."""
    candidates = decode_contents(scores.content, len(MODES), settings.tuning)
    known = [candidate.runs for candidate in candidates]
    candidates += [Candidate(p.kind, p.runs) for p in hints.proposals if best_match(p.runs, known) is None]
    most = max(FEWEST, len(scores.content) // WORDS_PER_CANDIDATE)
    if len(candidates) <= most:
        return candidates
    return [candidates[i] for i in np.linspace(0, len(candidates) - 1, most).astype(int)]


def find_quotations(scores: WordScores, hints: Hints, backend: Backend, settings: Settings) -> list[WordQuotation]:
    """Candidates, each mended, given its roles or refused by the role network."""
    found: list[WordQuotation] = []
    for candidate in candidates_of(scores, hints, settings):
        segment = segment_of(candidate.runs, len(scores.content))
        told = proposal_for(candidate.runs, hints.proposals)
        memory = scores.memory[segment.start : segment.end].astype(np.float32)
        proposed = proposed_roles(told, segment.start, segment.end)
        roles, verdict = backend.score_candidate(memory, segment.inside, segment.distance, proposed)
        quotation = decide(candidate, segment, roles, verdict, told, settings)
        if quotation is not None:
            found.append(quotation)
    return found


SAME = 0.6
"""Word F1 from which two contents are one and the same; a quotation nested in another is mostly much shorter."""


def without_doubles(found: Sequence[WordQuotation]) -> list[WordQuotation]:
    """Of quotations with nearly the same content the surest one."""
    kept: list[WordQuotation] = []
    for quotation in sorted(found, key=lambda q: (-q.confidence, q.content)):
        if all(word_f1(quotation.content, other.content) < SAME for other in kept):
            kept.append(quotation)
    return kept


def _has_letter(text: str, words: Words, quotation: WordQuotation) -> bool:
    return any(
        character.isalpha()
        for run in quotation.content
        for character in text[int(words.starts[run[0]]) : int(words.ends[run[1] - 1])]
    )


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
