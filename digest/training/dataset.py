"""Annotated texts -> windows with labels, and windows -> padded batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from digest.analysis.tagger.decode import Run
from digest.analysis.tagger.hints import Proposal, read_hints, word_runs
from digest.analysis.tagger.labels import (
    ADDRESSEE,
    CONTENT,
    CUE,
    ENTITY_LABELS,
    FRAME,
    MODES,
    OUTSIDE,
    ROLE_COUNT,
    SPEAKER,
    begin,
    inside,
    label_count,
)
from digest.analysis.tagger.tagged import Tagged
from digest.analysis.tagger.windows import plan_windows
from digest.analysis.tagger.words import WordReader, Words
from digest.corpora import MarkedEntity, MarkedQuotation, MarkedText, Scheme

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

BEGIN_PIECE, PAD_PIECE, END_PIECE = 0, 1, 2


Rules = Callable[[str], Tagged]
"""What the rules find in a text."""


@dataclass(frozen=True, slots=True)
class GoldQuotation:
    """A quotation in words of its window: number of the mode, runs of the content, and a mark per role and word."""

    kind: int
    runs: tuple[Run, ...]
    roles: Floats


@dataclass(frozen=True, slots=True)
class Example:
    """One window. `first` and `last` count the mark at the beginning; `allowed` says which entity labels are right."""

    scheme: Scheme
    pieces: Ints
    first: Ints
    last: Ints
    content: Ints
    allowed: Bools
    sentence: Floats
    quotations: tuple[GoldQuotation, ...]
    entity_hints: Floats
    """Words x HINT_WIDTH, of the entities only."""
    proposals: tuple[Proposal, ...]

    def __len__(self) -> int:
        return len(self.pieces)


def make_examples(texts: Iterable[MarkedText], reader: WordReader, rules: Rules) -> list[Example]:
    """The windows of all texts, labelled. `rules` gives what the rules find in a text."""
    return [example for text in texts for example in _windows_of(text, reader.read(text.text), rules(text.text))]


def _windows_of(text: MarkedText, words: Words, found: Tagged) -> Iterator[Example]:
    entity_hints = read_hints(replace(found, quotations=()), words).marks
    proposals = read_hints(found, words).proposals
    quotations = [_gold(quotation, words) for quotation in text.quotations]
    allowed = _allowed_labels(text, words)
    sentence = np.zeros(len(words), np.float32)
    if len(words):
        sentence[np.searchsorted(words.starts, [s for s in text.sentences if s <= words.starts[-1]])] = 1.0
    for window in plan_windows(words):
        span = slice(window.start, window.end)
        offset = int(words.first[window.start])
        inner = [shifted for gold in quotations if (shifted := _shift(gold, window.start, window.end)) is not None]
        pieces = words.pieces[offset : int(words.last[window.end - 1]) + 1]
        yield Example(
            text.scheme,
            np.concatenate([[BEGIN_PIECE], pieces, [END_PIECE]]),
            words.first[span] - offset + 1,
            words.last[span] - offset + 1,
            _content_labels(quotations, len(words))[span],
            allowed[span],
            sentence[span],
            tuple(inner),
            entity_hints[span],
            tuple(near for p in proposals if (near := _shifted(p, window.start, window.end)) is not None),
        )


def _gold(quotation: MarkedQuotation, words: Words) -> GoldQuotation:
    roles = np.zeros((len(words), ROLE_COUNT), np.float32)
    columns = {
        CONTENT: quotation.content, SPEAKER: quotation.speaker, CUE: quotation.cue, FRAME: quotation.frame,
        ADDRESSEE: quotation.addressee,
    }  # fmt: skip
    for column, spans in columns.items():
        for start, end in word_runs(spans, words):
            roles[start:end, column] = 1.0
    return GoldQuotation(MODES.index(quotation.mode), word_runs(quotation.content, words), roles)


def _shifted(proposal: Proposal, start: int, end: int) -> Proposal | None:
    """The proposal in words of the window `start`..`end`, None where its content does not lie wholly inside."""
    if proposal.runs[0][0] < start or proposal.runs[-1][1] > end:
        return None

    def inside_window(runs: tuple[Run, ...]) -> tuple[Run, ...]:
        return tuple((max(a, start) - start, min(b, end) - start) for a, b in runs if a < end and start < b)

    return replace(proposal, runs=inside_window(proposal.runs), roles=tuple(map(inside_window, proposal.roles)))


def _shift(gold: GoldQuotation, start: int, end: int) -> GoldQuotation | None:
    """The quotation in words of the window `start`..`end`, None where its content does not lie wholly inside."""
    if not gold.runs or gold.runs[0][0] < start or gold.runs[-1][1] > end:
        return None
    return replace(gold, runs=tuple((a - start, b - start) for a, b in gold.runs), roles=gold.roles[start:end])


def _content_labels(quotations: Sequence[GoldQuotation], length: int) -> Ints:
    """Labels of the contents. Of two that overlap or interleave, the one with more words is kept."""
    labels = np.full(length, OUTSIDE, np.int64)
    hulls: list[Run] = []
    for gold in sorted(quotations, key=lambda q: -sum(b - a for a, b in q.runs)):
        if not gold.runs or any(gold.runs[0][0] < end and start < gold.runs[-1][1] for start, end in hulls):
            continue
        hulls.append((gold.runs[0][0], gold.runs[-1][1]))
        for start, end in gold.runs:
            labels[start:end] = inside(gold.kind)
        labels[gold.runs[0][0]] = begin(gold.kind)
    return labels


def _allowed_labels(text: MarkedText, words: Words) -> Bools:
    """Per word the entity labels that count as right; all of them where the corpus does not say."""
    allowed = np.zeros((len(words), label_count(len(ENTITY_LABELS))), np.bool_)
    if text.scheme is Scheme.SPEECH:
        allowed[:] = True
        return allowed
    allowed[:, OUTSIDE] = True
    for label in text.unmarked:
        kind = ENTITY_LABELS.index(label)
        allowed[:, [begin(kind), inside(kind)]] = True
    for entity in text.entities:
        _mark(allowed, entity, words)
    return allowed


def _mark(allowed: Bools, entity: MarkedEntity, words: Words) -> None:
    for start, end in word_runs([entity.span], words):
        allowed[start:end] = not entity.labels
        for label in entity.labels:
            kind = ENTITY_LABELS.index(label)
            allowed[start, begin(kind)] = True
            allowed[start + 1 : end, inside(kind)] = True


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows. `word_valid` is 1.0 for a word that exists."""

    examples: tuple[Example, ...]
    pieces: Ints
    valid: Floats
    first: Ints
    last: Ints
    word_valid: Floats
    content: Ints
    allowed: Bools
    sentence: Floats


def collate(examples: Sequence[Example]) -> Batch:
    """Pad windows to one length."""
    rows, places, width = len(examples), max(map(len, examples)), max(len(e.first) for e in examples)
    batch = Batch(
        tuple(examples),
        np.full((rows, places), PAD_PIECE, np.int64),
        np.zeros((rows, places), np.float32),
        np.zeros((rows, width), np.int64),
        np.zeros((rows, width), np.int64),
        np.zeros((rows, width), np.float32),
        np.zeros((rows, width), np.int64),
        np.ones((rows, width, label_count(len(ENTITY_LABELS))), np.bool_),
        np.zeros((rows, width), np.float32),
    )
    for row, example in enumerate(examples):
        size, count = len(example), len(example.first)
        batch.pieces[row, :size], batch.valid[row, :size] = example.pieces, 1.0
        batch.first[row, :count], batch.last[row, :count] = example.first, example.last
        batch.word_valid[row, :count], batch.content[row, :count] = 1.0, example.content
        batch.allowed[row, :count], batch.sentence[row, :count] = example.allowed, example.sentence
    return batch


def shuffled_batches(examples: Sequence[Example], budget: int, generator: np.random.Generator) -> list[list[Example]]:
    """Batches of windows of similar length with at most `budget` padded pieces, in random order."""
    noise = generator.uniform(0.85, 1.15, len(examples))
    order = sorted(range(len(examples)), key=lambda i: len(examples[i]) * noise[i])
    batches: list[list[Example]] = []
    longest = 0
    for i in order:
        longest = max(longest, len(examples[i]))
        if not batches or longest * (len(batches[-1]) + 1) > budget:
            batches.append([])
            longest = len(examples[i])
        batches[-1].append(examples[i])
    return [batches[i] for i in generator.permutation(len(batches))]


def grouped(texts: Sequence[MarkedText], size: int) -> list[MarkedText]:
    """Short texts (sentences) joined to texts of `size`, so that windows are not mostly padding."""
    return [_joined(texts[i : i + size]) for i in range(0, len(texts), size)]


def _joined(texts: Sequence[MarkedText]) -> MarkedText:
    text, entities, sentences = "", [], []
    for part in texts:
        sentences.append(len(text))
        entities += [replace(e, span=(e.span[0] + len(text), e.span[1] + len(text))) for e in part.entities]
        text += part.text + " "
    return MarkedText(texts[0].id, text, texts[0].scheme, tuple(entities), (), tuple(sentences), texts[0].unmarked)
