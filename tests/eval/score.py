"""How well quotations match gold: on our own samples, and with the shared scorer on annotated articles beside the project.

A gold statement counts as found when its content and that of a quotation share at least OVERLAP of their letters.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.model import Article, Outlet, Party, Quotation, Span
from digest.ports import Analyser
from tests.samples import ROOT, read_article

OVERLAP = 0.6
SAMPLES = sorted((ROOT / "tests" / "eval" / "samples").glob("*.json"))
SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared"))
GNQA = SHARED / "data" / "eval" / "gnqa-dev.jsonl"
SCORER = SHARED / "tools" / "score_quotations.py"


@dataclass(frozen=True)
class Pair:
    """One gold statement of a sample with the quotation that was found for it, if any."""

    text: str
    gold: dict[str, Any]
    found: Quotation | None

    def right(self, field: str) -> bool:
        """Whether mode, speaker, addressee, via, cue or said_on is as in the gold."""
        return self.found is not None and self.value(field) == self.gold_value(field)

    def gold_value(self, field: str) -> object:
        """What the gold says, comparable with `value`."""
        return " ".join(self.gold["cue"]).split() if field == "cue" else self.gold[field]

    def value(self, field: str) -> object:
        """What was found, in the terms of the gold."""
        assert self.found is not None
        if field == "cue":
            return [word for span in self.found.cue for word in span.of(self.text).split()]
        value = getattr(self.found, field)
        if isinstance(value, Party):
            return value.span.of(self.text) if value.span is not None else None
        return str(value) if value is not None else None


@dataclass(frozen=True)
class SampleScore:
    """All pairs of one sample and the quotations that match no gold statement."""

    name: str
    pairs: tuple[Pair, ...]
    spurious: tuple[Quotation, ...]
    forbidden: tuple[str, ...]
    """Lines of the sample that must be in no statement."""
    text: str


def sample_scores(analyser: Analyser) -> list[SampleScore]:
    """The scores of every sample."""
    return [_score(json.loads(path.read_text("utf-8")), path.stem, analyser) for path in SAMPLES]


def _score(gold: dict[str, Any], name: str, analyser: Analyser) -> SampleScore:
    article = read_article(ROOT / gold["article"])
    quotations = analyser.analyse(article).quotations
    text = article.text
    wanted = [_letters(text, _gold_spans(text, row["content"])) for row in gold["statements"]]
    had = [_letters(text, quotation.content) for quotation in quotations]
    ranked = sorted(
        ((len(w & h) / len(w | h), i, j) for i, w in enumerate(wanted) for j, h in enumerate(had) if w & h),
        reverse=True,
    )
    match: dict[int, int] = {}
    for share, i, j in ranked:
        if share >= OVERLAP and i not in match and j not in match.values():
            match[i] = j
    return SampleScore(
        name,
        tuple(
            Pair(text, row, quotations[match[i]] if i in match else None) for i, row in enumerate(gold["statements"])
        ),
        tuple(q for j, q in enumerate(quotations) if j not in match.values()),
        tuple(gold["never_in_statements"]),
        text,
    )


def _gold_spans(text: str, pieces: Iterable[str]) -> Iterator[Span]:
    end = 0
    for piece in pieces:
        start = text.find(piece, end)
        start = text.index(piece) if start < 0 else start
        end = start + len(piece)
        yield Span(start, end)


def _letters(text: str, spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(i for span in spans for i in range(span.start, span.end) if text[i].isalnum())


@dataclass(frozen=True)
class Figures:
    """Shares over all samples, 0 to 1."""

    precision: float
    recall: float
    mode: float
    speaker: float

    @staticmethod
    def of(scores: list[SampleScore]) -> Figures:
        """The figures of these scores; mode and speaker are shares of the statements found."""
        pairs = [pair for score in scores for pair in score.pairs]
        found = [pair for pair in pairs if pair.found is not None]
        spurious = sum(len(score.spurious) for score in scores)
        return Figures(
            precision=len(found) / max(1, len(found) + spurious),
            recall=len(found) / max(1, len(pairs)),
            mode=sum(pair.right("mode") for pair in found) / max(1, len(found)),
            speaker=sum(pair.right("speaker") for pair in found) / max(1, len(found)),
        )


def shared_scores(analyser: Analyser, gold: Path = GNQA) -> dict[str, float]:
    """F1 (per cent) by name, as the shared scorer prints them; `messages P` is the precision of contents."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for line in gold.read_text("utf-8").splitlines():
            out.write(json.dumps(_answer(json.loads(line), analyser)) + "\n")
        out.flush()
        command = [sys.executable, str(SCORER), str(gold), out.name]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    scores = {
        name.strip(): float(f1)
        for name, f1 in re.findall(r"^([a-z ]+?)\s+(?:P.*|token )?F1\s+([\d.]+)", printed, re.MULTILINE)
    }
    precision = re.search(r"^messages\s+P\s+([\d.]+)", printed, re.MULTILINE)
    assert precision is not None
    return {**scores, "messages P": float(precision.group(1))}


def _answer(row: dict[str, Any], analyser: Analyser) -> dict[str, Any]:
    published = datetime.fromisoformat(row["published_at"]).replace(tzinfo=UTC)
    article = Article(row["id"], "", Outlet("x", "x"), "de", row.get("title", ""), row["text"], published, published)
    quotations = analyser.analyse(article).quotations
    return {"id": row["id"], "text": row["text"], "statements": [_statement(quotation) for quotation in quotations]}


def _statement(quotation: Quotation) -> dict[str, Any]:
    def party(who: Party | None) -> dict[str, Any] | None:
        return (
            {"span": [who.span.start, who.span.end], "actors": []} if who is not None and who.span is not None else None
        )

    return {
        "mode": quotation.mode.value,
        **{name: [[s.start, s.end] for s in getattr(quotation, name)] for name in ("content", "cue", "frame")},
        "speaker": party(quotation.speaker),
        "addressee": party(quotation.addressee),
    }
