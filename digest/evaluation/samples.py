"""The project's own articles with hand-made expectations: seeds/gold.

A statement counts as found when its content and that of a quotation share at least OVERLAP of their letters.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.analysis.gazetteer import SEEDS
from digest.evaluation.counting import share
from digest.evaluation.quotation_figures import NAMELESS, Known
from digest.extract import read_file
from digest.model import Actor, Analysis, Article, Kind, Mode, Party, Quotation, Span
from digest.ports import Analyser

GOLD = SEEDS / "gold"
SAMPLES = GOLD / "samples"
"""Expectations for the articles of seeds/articles."""
ENGLISH = GOLD / "en"
"""English articles, each beside its expectations; the rules were developed with them."""
ENGLISH_HELD = GOLD / "en-held"
"""English articles kept aside: their figures are those of a text that nobody looked at."""

OVERLAP = 0.6
LANGUAGES = ("de", "en")
READ_AT = datetime(2025, 5, 10, tzinfo=UTC)
"""When the articles are said to be read; they all have dates of their own."""

FIELDS = ("mode", "speaker", "cue", "addressee", "via", "said_on")
"""What is compared of a statement that was found."""


@dataclass(frozen=True, slots=True)
class ExpectedStatement:
    """What a person reads in the article. Pieces and parties are words of it; names with "~" are no names."""

    mode: Mode
    content: tuple[str, ...]
    speaker: str | None
    actors: tuple[str, ...]
    cue: tuple[str, ...]
    addressee: str | None
    via: str | None
    said_on: str | None

    @property
    def names(self) -> frozenset[str]:
        """The names of the actors that have one."""
        return frozenset(name for name in self.actors if not name.startswith(NAMELESS))


@dataclass(frozen=True, slots=True)
class Sample:
    """An article with what is to be found in it. `never` are lines that belong to no statement."""

    name: str
    article: Article
    statements: tuple[ExpectedStatement, ...]
    actors: tuple[tuple[str, Kind], ...]
    never: tuple[str, ...]


def sample_files(folder: Path) -> list[Path]:
    """The expectations of a folder, in the order of their names."""
    return sorted(folder.glob("*.json"))


def article_file(path: Path) -> Path:
    """The article of an expectation: named in it by its place under the program's folder, else the twin file."""
    given = json.loads(path.read_text(encoding="utf-8")).get("article")
    return SEEDS.parent / given if given else path.with_suffix(".txt")


def read_sample(path: Path) -> Sample:
    """One article with its expectations."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    return Sample(
        name=path.stem,
        article=read_file(article_file(path), READ_AT, LANGUAGES),
        statements=tuple(_expected(row) for row in gold["statements"]),
        actors=tuple((row["name"], Kind(row["kind"])) for row in gold["actors"]),
        never=tuple(gold.get("never_in_statements", ())),
    )


def _expected(row: dict[str, Any]) -> ExpectedStatement:
    return ExpectedStatement(
        mode=Mode(row["mode"]),
        content=tuple(row["content"]),
        speaker=row["speaker"],
        actors=tuple(row["actors"]),
        cue=tuple(" ".join(row["cue"]).split()),
        addressee=row["addressee"],
        via=row["via"],
        said_on=row["said_on"],
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """One expected statement with the quotation that was found for it, if any, and the names of its speaker."""

    text: str
    gold: ExpectedStatement
    found: Quotation | None
    names: frozenset[str] = frozenset()

    def right(self, field: str) -> bool:
        """Whether one of FIELDS is as expected."""
        return self.found is not None and self.value(field) == getattr(self.gold, field)

    def linked(self, known: Known) -> bool:
        """Whether the speaker's actors are those expected."""
        return self.found is not None and set(map(known, self.names)) == set(map(known, self.gold.names))

    def value(self, field: str) -> object:
        """What was found, in the terms of the expectation."""
        assert self.found is not None
        if field == "cue":
            return tuple(word for span in self.found.cue for word in span.of(self.text).split())
        value = getattr(self.found, field)
        if isinstance(value, Party):
            return value.span.of(self.text) if value.span is not None else None
        return value if field == "mode" or value is None else str(value)


@dataclass(frozen=True, slots=True)
class SampleScore:
    """All pairs of one sample, the quotations that match no expectation, and the actors that were found."""

    sample: Sample
    pairs: tuple[Pair, ...]
    spurious: tuple[Quotation, ...]
    actors: tuple[Actor, ...]


def sample_scores(
    paths: Iterable[Path], analyser: Analyser, step: Callable[[], None] = lambda: None
) -> list[SampleScore]:
    """The scores of these samples; `step` is called after each."""
    scores = []
    for path in paths:
        sample = read_sample(path)
        scores.append(score_sample(sample, analyser.analyse(sample.article)))
        step()
    return scores


def score_sample(sample: Sample, analysis: Analysis) -> SampleScore:
    """Compare one analysis with what was expected."""
    text = sample.article.text
    names = {actor.id: actor.name for actor in analysis.actors}
    quotations = analysis.quotations
    match = _best_matches(
        [_letters(text, spans_of_pieces(text, row.content)) for row in sample.statements],
        [_letters(text, quotation.content) for quotation in quotations],
    )
    pairs = []
    for i, row in enumerate(sample.statements):
        found = quotations[match[i]] if i in match else None
        named = frozenset(names[actor] for actor in found.speaker.actors) if found is not None else frozenset[str]()
        pairs.append(Pair(text, row, found, named))
    spurious = tuple(quotation for j, quotation in enumerate(quotations) if j not in match.values())
    return SampleScore(sample, tuple(pairs), spurious, analysis.actors)


def _best_matches(wanted: Sequence[frozenset[int]], had: Sequence[frozenset[int]]) -> dict[int, int]:
    """The found one for each wanted one that has any, the best pairs first."""
    ranked = sorted(
        ((len(w & h) / len(w | h), i, j) for i, w in enumerate(wanted) for j, h in enumerate(had) if w & h),
        reverse=True,
    )
    match: dict[int, int] = {}
    taken: set[int] = set()
    for common, i, j in ranked:
        if common >= OVERLAP and i not in match and j not in taken:
            match[i] = j
            taken.add(j)
    return match


def spans_of_pieces(text: str, pieces: Iterable[str]) -> Iterator[Span]:
    """Where the pieces stand, each after the one before it if it can be. Raises ValueError for one that does not."""
    end = 0
    for piece in pieces:
        start = text.find(piece, end)
        start = text.index(piece) if start < 0 else start
        end = start + len(piece)
        yield Span(start, end)


def _letters(text: str, spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(i for span in spans for i in range(span.start, span.end) if text[i].isalnum())


def sample_figures(scores: Collection[SampleScore], known: Known) -> dict[str, float]:
    """Shares over all samples, in per cent.

    Mode, speaker and the other fields are shares of the statements found; "speaker linked" of those expected with a
    named speaker; "actors" of the actors expected, with their kind.
    """
    pairs = [pair for score in scores for pair in score.pairs]
    found = [pair for pair in pairs if pair.found is not None]
    spurious = sum(len(score.spurious) for score in scores)
    named = [pair for pair in pairs if pair.gold.names]
    linked = sum(pair.linked(known) for pair in named)
    actors = [hit for score in scores for hit in actors_found(score, known)]
    figures = {
        "precision": share(len(found), len(found) + spurious),
        "recall": share(len(found), len(pairs)),
        **{field: share(sum(pair.right(field) for pair in found), len(found)) for field in FIELDS},
        "speaker linked": share(linked, len(named)),
        "actors": share(sum(actors), len(actors)),
    }
    return {name: 100 * value for name, value in figures.items()}


def actors_found(score: SampleScore, known: Known) -> list[bool]:
    """For each expected actor whether he was found with his kind."""
    had = {(known(actor.name), actor.kind) for actor in score.actors}
    return [(known(name), kind) in had for name, kind in score.sample.actors]
