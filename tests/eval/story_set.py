"""The hand-made news of tests/eval/stories, as the values the engine works on: what a perfect analyser would find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from digest.model import (
    Actor,
    Analysis,
    Article,
    Kind,
    Mention,
    Mode,
    Outlet,
    Party,
    Quotation,
    Span,
    article_id,
    quotation_id,
    short_id,
)
from digest.names import fold

FOLDER = Path(__file__).parent / "stories"
SETS = ("first", "evening", "repeats", "second", "late", "repeats_aside")
ASIDE = frozenset({"second", "late", "repeats_aside"})
"""Sets that are measured and never looked at to choose a rule."""

MODES = {"d": Mode.DIRECT, "i": Mode.INDIRECT, "r": Mode.REPORTED}
_QUOTED = re.compile(r"\[(?P<key>[\w-]+) (?P<mode>[dir]) (?P<statement>\w+)\|(?P<content>[^\]]+)\]")
_MARK = re.compile(_QUOTED.pattern + r"|\*(?P<cue>[^*]+)\*")
_SENTENCE_END = re.compile(r"[.!?][“”\"]?\s")


@dataclass(frozen=True)
class Who:
    """An actor of a set, with its other surface forms."""

    actor: Actor
    surfaces: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One item: `cluster` is its story by hand, `text_group` the agency text it prints ("" for its own text), and
    `statements` gives for each quotation's id the utterance it reports.
    """

    article: Article
    analysis: Analysis
    cluster: str
    text_group: str
    statements: dict[str, str]


@lru_cache(maxsize=8)
def items(name: str) -> tuple[Item, ...]:
    """All items of a set, oldest first."""
    head, *blocks = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n== ")
    cast = dict(_cast(head))
    read = [_item(block, cast) for block in blocks]
    return tuple(sorted(read, key=lambda item: (item.article.published_at, item.article.id)))


def _cast(head: str) -> Iterator[tuple[str, Who]]:
    for line in head.splitlines():
        if line.startswith("@"):
            key, kind, name, surfaces = (part.strip() for part in line[1:].split("|"))
            actor = Actor(short_id("actor", name), Kind(kind), name)
            yield key, Who(actor, (name, *(one.strip() for one in surfaces.split(","))))


def _item(block: str, cast: dict[str, Who]) -> Item:
    head, title, *rest = block.strip().splitlines()
    cluster, outlet, moment, *flags = (part.strip() for part in head.split("|"))
    text, marks = _unmarked(" ".join(rest))
    day, clock = moment.split()
    hour, minute = map(int, clock.split(":"))
    published = datetime(2025, 10, int(day), hour, minute, tzinfo=UTC)
    language = "en" if "en" in flags else "de"
    slug = fold(outlet).replace(" ", "-")
    url = f"https://{slug}.example/{short_id(title, text)}"
    article = Article(
        article_id(url, text), url, Outlet(slug, outlet, language=language), language, title, text, published, published
    )
    quotations = [(match["statement"], _quotation(article, match, span, marks, cast)) for match, span in marks
                  if match["cue"] is None]  # fmt: skip
    copied = next((flag.removeprefix("copy=") for flag in flags if flag.startswith("copy=")), "")
    return Item(
        article=article,
        analysis=_analysis(article, [one for _, one in quotations], cast),
        cluster=cluster,
        text_group=copied,
        statements={one.id: statement for statement, one in quotations},
    )


def _unmarked(marked: str) -> tuple[str, list[tuple[re.Match[str], Span]]]:
    """The plain text, and each mark with the span of what it marks; cues inside a content are none."""
    text, at = "", 0
    marks: list[tuple[re.Match[str], Span]] = []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        inside = match["content"] or match["cue"]
        marks.append((match, Span(len(text), len(text) + len(inside))))
        text += inside
        at = match.end()
    return text + marked[at:], marks


def _quotation(
    article: Article,
    match: re.Match[str],
    content: Span,
    marks: Sequence[tuple[re.Match[str], Span]],
    cast: dict[str, Who],
) -> Quotation:
    who = cast[match["key"]]
    cues = [span for other, span in marks if other["cue"] and _same_sentence(article.text, span, content)]
    return Quotation(
        id=quotation_id(article.id, (content,)),
        article=article.id,
        mode=MODES[match["mode"]],
        content=(content,),
        cue=tuple(cues),
        speaker=_speaker(article.text, who, content),
    )


def _same_sentence(text: str, one: Span, other: Span) -> bool:
    first, second = sorted((one, other))
    return not _SENTENCE_END.search(text[first.end - 2 : second.start + 1])


def _speaker(text: str, who: Who, content: Span) -> Party:
    found = [span for span in _places(text, who) if not content.overlaps(span)]
    nearest = min(found, key=lambda span: max(content.start - span.end, span.start - content.end), default=None)
    return Party(nearest, (who.actor.id,), certain=True, rule="by hand", confidence=1.0)


def _places(text: str, who: Who) -> list[Span]:
    """Where the actor is named, the longest form at each place."""
    spans: list[Span] = []
    for surface in sorted(who.surfaces, key=len, reverse=True):
        for hit in re.finditer(rf"(?<!\w){re.escape(surface)}s?(?!\w)", text):
            span = Span(hit.start(), hit.start() + len(surface))
            if not any(span.overlaps(other) for other in spans):
                spans.append(span)
    return spans


def _analysis(article: Article, quotations: Sequence[Quotation], cast: dict[str, Who]) -> Analysis:
    named = {key: _places(article.text, who) for key, who in cast.items()}
    speaking = {actor for one in quotations for actor in one.speaker.actors}
    actors = [who.actor for key, who in cast.items() if named[key] or who.actor.id in speaking]
    mentions = [Mention(span, cast[key].actor.id, "by hand", 1.0) for key, spans in named.items() for span in spans]
    return Analysis(
        article=article.id,
        version="by hand",
        language=article.language,
        actors=tuple(actors),
        mentions=tuple(sorted(mentions, key=lambda mention: mention.span)),
        quotations=tuple(quotations),
    )
