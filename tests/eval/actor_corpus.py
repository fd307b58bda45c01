"""Whose words the annotated corpus beside the project says they are: read, and compared with what was found.

The corpus lies outside the project (SHARED_DATA, else ../shared); its gold names actors, "~" marks nameless speakers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.model import Analysis, Article, Mode, Outlet, Party, Quotation, Span
from tests.eval.linked import canonical, named, with_quotations
from tests.samples import ROOT

CORPUS = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared")) / "data" / "corpus-de" / "dev.jsonl"


@dataclass(frozen=True)
class Gold:
    """One gold statement: the speaker's words in the article, where its content begins and ends, the names behind it."""

    mode: Mode
    speaker: Span | None
    content: Span
    names: frozenset[str]


def read_corpus(path: Path = CORPUS) -> Iterator[tuple[Article, list[Gold]]]:
    """The articles of a corpus file with their statements, in order of content."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        sentences = [one if one[-1:].isspace() else f"{one}\n\n" for one in row["sentences"]]
        starts = [sum(map(len, sentences[:number])) for number in range(len(sentences))]
        published = datetime.fromisoformat(row["published_at"]).replace(tzinfo=UTC)
        outlet = Outlet("wikinews", "Wikinews", language="de")
        article = Article(
            row["id"], f"file:///{row['id']}", outlet, "de", row["title"], "".join(sentences), published, published
        )
        statements = [_statement(starts, statement) for statement in row["statements"]]
        yield article, sorted(statements, key=lambda gold: gold.content)


def _statement(starts: list[int], row: dict[str, list[list[int]]]) -> Gold:
    spans = sorted((starts[number] + begin, starts[number] + end) for number, begin, end in row["speaker"])
    speaker = Span(spans[0][0], spans[-1][1]) if spans else None
    number, begin, end = row["content"][0]
    return Gold(Mode(row["mode"]), speaker, Span(starts[number] + begin, starts[number] + end), named(row["actors"]))  # type: ignore[arg-type]


def speakers_given_spans(article: Article, statements: Sequence[Gold]) -> list[Party]:
    """Whom the words for the speaker of every statement are taken to mean, in the order of the statements."""
    quotations = [
        Quotation(f"q{number}", article.id, gold.mode, (gold.content,), speaker=Party(gold.speaker))
        for number, gold in enumerate(statements)
    ]
    doc = with_quotations(article, quotations)
    names = {actor.id: canonical(actor.name, article.language) for actor in doc._.actors}
    return [_named(one.speaker, names) for one in doc._.quotations]


def _named(party: Party, names: dict[str, str]) -> Party:
    return Party(party.span, tuple(names[one] for one in party.actors), party.certain, party.rule, party.confidence)


def right_given_spans(article: Article, statements: Sequence[Gold]) -> list[bool]:
    """For every statement whether its speaker's actors are right, given the words for him."""
    found = speakers_given_spans(article, statements)
    return [frozenset(party.actors) == gold.names for party, gold in zip(found, statements, strict=True)]


def found_and_right(analysis: Analysis, statements: Sequence[Gold]) -> list[bool | None]:
    """For every statement with a named speaker whether the quotation that overlaps it most has the right actors.

    None: no quotation was found there.
    """
    names = {actor.id: canonical(actor.name, analysis.language) for actor in analysis.actors}
    verdicts: list[bool | None] = []
    for gold in statements:
        if gold.names:
            near = [item for item in analysis.quotations if any(span.overlaps(gold.content) for span in item.content)]
            best = max(near, key=lambda item: shared(item, gold.content), default=None)
            verdicts.append(None if best is None else {names[actor] for actor in best.speaker.actors} == gold.names)
    return verdicts


def shared(quotation: Quotation, content: Span) -> int:
    """Characters that a quotation and a gold content have in common."""
    return sum(max(0, min(span.end, content.end) - max(span.start, content.start)) for span in quotation.content)
