"""Measures during training: named entities against GermEval, and quotations as lines for the scorer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.analysis.tagger import Tagged, TaggedQuotation, Tagger
from digest.model import Entity, Label, Span
from digest.training.corpora import MarkedText, joined_sentences
from digest.training.dataset import Rules

_PLACE = "LOC"
_COMPARED = {Label.PER: "PER", Label.ORG: "ORG", Label.GPE: _PLACE, Label.LOC: _PLACE}
"""GermEval knows no GPE; its OTH is not compared, since what MISC covers differs."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of exact matches. Shares are 0.0 where nothing was to be found."""

    right: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what was to be found that was."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0


def entity_score(texts: Sequence[MarkedText], tagged: Iterable[Tagged]) -> Score:
    """Exact spans and classes (people, organisations, places with governments or without)."""
    right = found = gold = 0
    for text, answer in zip(texts, tagged, strict=True):
        expected = {(*e.span, _COMPARED[e.labels[0]]) for e in text.entities if e.labels and e.labels[0] in _COMPARED}
        given = {(*_bounds(e), _COMPARED[e.label]) for e in answer.entities if e.label in _COMPARED}
        right, found, gold = right + len(expected & given), found + len(given), gold + len(expected)
    return Score(right, found, gold)


def _bounds(entity: Entity) -> tuple[int, int]:
    return entity.span.start, entity.span.end


def predictions(gold: Path, tagger: Tagger, rules: Rules) -> Iterator[str]:
    """One JSON line for each article of a scorer's gold file."""
    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = [line["text"] for line in lines]
    for line, tagged in zip(lines, tagger.tag(texts, [rules(text) for text in texts]), strict=True):
        statements = [_statement(quotation) for quotation in tagged.quotations]
        yield json.dumps({"id": line["id"], "text": line["text"], "statements": statements}, ensure_ascii=False)


def _statement(quotation: TaggedQuotation) -> dict[str, Any]:
    return {
        "mode": quotation.mode.value,
        "content": _pairs(quotation.content),
        "cue": _pairs(quotation.cue),
        "frame": _pairs(quotation.frame),
        "speaker": {"span": _pair(quotation.speaker)},
        "addressee": {"span": _pair(quotation.addressee)},
        "confidence": quotation.confidence,
    }


def _pair(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def scorer_gold(corpus: Path, tokenise: Any) -> Iterator[str]:
    """Articles of corpus-de as gold lines of the scorer; `tokenise` gives the spans of a text's tokens."""
    for raw in corpus.read_text(encoding="utf-8").splitlines():
        line = json.loads(raw)
        text, starts = joined_sentences(line["sentences"])
        tokens = tokenise(text)

        def ids(pieces: Iterable[Sequence[int]], starts: list[int] = starts, tokens: Any = tokens) -> list[int]:
            spans = [(starts[s] + a, starts[s] + b) for s, a, b in pieces]
            return [i for i, (a, b) in enumerate(tokens) if any(a < end and start < b for start, end in spans)]

        quotations = [
            {
                "type": item["mode"],
                "quote": ids(item["content"]),
                **{role: ids(item[role]) for role in ("speaker", "cue", "frame", "addressee")},
                "actors": item["actors"],
            }
            for item in line["statements"]
        ]
        yield json.dumps(
            {"id": line["id"], "text": text, "tokens": tokens, "quotations": quotations}, ensure_ascii=False
        )
