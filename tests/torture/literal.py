"""Digests of invented news, all that they show checked against the stored texts: nothing invented, nothing twisted.

A world is a store of a few days: texts of sentences with and without negations, conditions and clauses to cut at, quotes
within quotes, letters of several alphabets, contents in one piece or several, copies, two languages. Some statements are
damaged on purpose: another word in them, spans beyond the text or at another place. None of these may be shown.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from digest.edition import DigestRequest, Edition, Limits, Voice
from digest.model import (
    Actor,
    Article,
    Block,
    Folded,
    Kind,
    Mode,
    Outlet,
    PageOutcome,
    PageRecord,
    Report,
    Span,
    Statement,
    StatementBlock,
    Story,
    wording,
)
from digest.phrases import words
from digest.ports import Kept, Store
from digest.publish import Compiler
from digest.render import render_edition, render_more
from digest.store.memory import MemoryStore
from digest.taste import Taste

START = datetime(2025, 5, 5, tzinfo=UTC)
DAYS = 4
OUTLETS = tuple(Outlet(f"blatt{number}.example", f"Blatt {number}", "DE", "de") for number in range(7))
ACTORS = tuple(
    Actor(f"a{number}", Kind.PERSON if number % 4 else Kind.ORGANISATION, f"{first} {last}")
    for number, (first, last) in enumerate(
        (first, last)
        for first in ("Hanna", "Äñe", "Łukasz", "Xi")
        for last in ("Orlow", "O’Hara", "von der Au", "İnan")
    )
)
CLAUSES = {
    "de": (
        "wir bauen die Talsperre im Irntal", "das Land zahlt die Hälfte der 400 Millionen Euro", "niemand verliert seinen Hof",
        "die Kosten steigen nicht weiter", "der Sommer war „sehr, sehr trocken“", "Dr. Kunz kommt am 9. Mai mit z. B. drei Leuten",
        "kein Hof muss weichen", "die Brücke ‚Süd‘ bleibt 2026 offen", "Straßen wie die B 7 werden erst später gebaut",
        "das gilt weder hier noch dort", "es wird geprüft", "Łódź und Σπάρτη machen mit", "die Zahl liegt bei 3,5 Prozent",
    ),
    "en": (
        "we will build the dam in the valley", "the state pays half of the 400 million", "nobody loses a farm",
        "the costs won't rise any further", "Mr. Kay said “no, never” to that", "the bridge stays open until May 9",
        "no farm has to go", "it is being looked at", "roads such as the A1 come later", "they don’t agree",
    ),
}  # fmt: skip
JOINTS = {
    "de": (
        ", und ",
        ", weil ",
        "; ",
        " – ",
        ", aber ",
        ", falls ",
        " und ",
        ", dass ",
        ", während ",
        " … ",
        ", sondern ",
    ),
    "en": (", and ", ", because ", "; ", " – ", ", but ", ", if ", " and ", ", that ", ", while ", " … ", ", unless "),
}
STOPS = (".", ".", ".", "!", "?", "…", ".“")
MODES = (Mode.DIRECT, Mode.DIRECT, Mode.INDIRECT, Mode.REPORTED, Mode.INDIRECT_FREE, Mode.FREE)


@dataclass(frozen=True, slots=True)
class World:
    """A store, the spans of the sentences of each article, and the ids of the statements that were damaged."""

    store: Store
    sentences: dict[str, tuple[Span, ...]]
    damaged: frozenset[str]


@dataclass(slots=True)
class Found:
    """What was compiled and shown, and what should not have been."""

    digests: int = 0
    shown: int = 0
    cut: int = 0
    left_out: int = 0
    damaged_shown: int = 0
    not_literal: list[str] = field(default_factory=list)
    negations_lost: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether all that was shown stands in its article, and no negation was cut off."""
        return not (self.not_literal or self.negations_lost or self.damaged_shown) and self.shown > 0

    @property
    def figure(self) -> str:
        """The counts in a line."""
        return (
            f"{self.digests:,} digests, {self.shown:,} statements shown, {self.cut:,} of them cut: "
            f"{len(self.not_literal)} not literal, {len(self.negations_lost)} cut within a negation; damaged ones left out "
            f"{self.left_out:,} times, shown {self.damaged_shown}"
        )


def world(dice: random.Random, articles: int = 24) -> World:
    """A store of invented news."""
    store, sentences, damaged = MemoryStore(), dict[str, tuple[Span, ...]](), set[str]()
    made: list[Article] = []
    said: list[Statement] = []
    for number in range(articles):
        article, spans = _article(dice, number)
        copied = made and dice.random() < 0.15
        if copied:
            article = replace(article, text=made[-1].text, language=made[-1].language)
            spans = sentences[made[-1].id]
        sentences[article.id] = spans
        outcome, origin = (PageOutcome.WIRE_COPY, made[-1].id) if copied else (PageOutcome.NEW, None)
        record = PageRecord(article.url, outcome, article.fetched_at, article=article.id, copy_of=origin)
        store.keep(Kept(record, article))
        made.append(article)
        fresh = (_statement(dice, article, spans, made) for _ in range(dice.randrange(2, 9)))
        said += {one.id: one for one in fresh}.values()
    for place, one in enumerate(said):
        if dice.random() < 0.06:
            said[place] = _damaged(dice, one)
            damaged.add(one.id)
    store.replace_groups([one.id for one in made], list(_stories(made)), said)
    return World(store, sentences, frozenset(damaged))


def _article(dice: random.Random, number: int) -> tuple[Article, tuple[Span, ...]]:
    language = "en" if dice.random() < 0.2 else "de"
    text, spans = "", []
    for _ in range(dice.randrange(4, 14)):
        clauses = dice.choices(CLAUSES[language], k=dice.choice((1, 2, 2, 3, 5, 9)))
        sentence = clauses[0] + "".join(dice.choice(JOINTS[language]) + clause for clause in clauses[1:])
        sentence = sentence[0].upper() + sentence[1:] + dice.choice(STOPS)
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + dice.choice((" ", " ", "\n\n"))
    at = START + timedelta(hours=24 * DAYS * dice.random())
    outlet = dice.choice(OUTLETS)
    return Article(
        id=f"t{number}", url=f"https://{outlet.id}/{number}", outlet=outlet, language=language,
        title=f"Thema {number // 4}: {text[:40].strip()}", text=text.rstrip(), published_at=at, fetched_at=at,
    ), tuple(spans)  # fmt: skip


def _statement(dice: random.Random, article: Article, sentences: Sequence[Span], made: Sequence[Article]) -> Statement:
    first = dice.randrange(len(sentences))
    last = min(len(sentences), first + dice.choice((1, 1, 2, 3)))
    content = [Span(sentences[first].start, sentences[last - 1].end)]
    if dice.random() < 0.3:  # words of others stand between: "…, sagte X, …"
        middle = content[0].start + (content[0].end - content[0].start) // 2
        hole = re.compile(r"\s\S+\s").search(article.text, middle, content[0].end)
        if hole is not None:
            content = [Span(content[0].start, hole.start()), Span(hole.end(), content[0].end)]
    content = [span for span in content if span.start < span.end]
    reports = [
        Report(article.outlet, article.id, article.url, f"q{article.id}-{first}", tuple(content), article.published_at)
    ]
    for other in made[-3:-1]:
        if other.text == article.text:
            reports.append(replace(reports[0], outlet=other.outlet, article=other.id, url=other.url, independent=False))
    speakers = tuple(dice.sample(ACTORS, dice.choice((0, 1, 1, 1, 1, 2))))
    return Statement(
        id=f"s{article.id}-{first}-{last}", speakers=speakers, certain=bool(speakers) and dice.random() < 0.85,
        role=dice.choice(("", "Sprecher", "Präsidentin des Landtags")), mode=dice.choice(MODES),
        text=wording(article.text, content), language=article.language, said_on=dice.choice((None, date(2025, 5, 6))),
        first_at=article.published_at, reports=tuple(reports), story=f"g{int(article.id[1:]) // 4}",
        about=tuple(dice.sample(ACTORS, dice.randrange(2))), confidence=dice.random(),
    )  # fmt: skip


def _damaged(dice: random.Random, one: Statement) -> Statement:
    """The statement in a form that no article has."""
    first = one.reports[0]
    moved = tuple(Span(span.start + 3, span.end + 3) for span in first.content)
    beyond = (*first.content[:-1], Span(first.content[-1].start, 10**6))
    return dice.choice(
        (
            replace(one, text=one.text + " Wirklich."),
            replace(one, text=one.text.replace("nicht", "").replace("ei", "ie") + "!"),
            replace(one, reports=tuple(replace(report, content=moved) for report in one.reports)),
            replace(one, reports=tuple(replace(report, content=beyond) for report in one.reports)),
        )
    )


def _stories(made: Sequence[Article]) -> Iterator[Story]:
    by_story: dict[str, list[Article]] = {}
    for one in made:
        by_story.setdefault(f"g{int(one.id[1:]) // 4}", []).append(one)
    for name, told in by_story.items():
        moments = [one.published_at for one in told]
        yield Story(name, told[0].title, tuple(one.id for one in told), min(moments), max(moments))


def asked(dice: random.Random, seen: frozenset[str]) -> DigestRequest:
    """Any request a channel could make."""
    since = START + timedelta(hours=dice.randrange(24 * DAYS - 12))
    until = since + timedelta(hours=dice.choice((15, 24, 24, 72)))
    taste = Taste(
        topics=dice.choice(((), (), (), ("Talsperre",))), without=dice.choice(((), (), ("Brücke",))),
        follows=dice.choice(((), ("Orlow",))), outlets=dice.choice(((), (), (), ("Blatt 1", "Blatt 2"))),
        languages=dice.choice(((), (), (), ("de",))), independent=dice.choice((1, 1, 1, 2)),
    )  # fmt: skip
    limits = Limits(
        stories=dice.choice((1, 3, 7)), voices=dice.choice((1, 2)), quote=dice.choice((60, 120, 220)),
        further=dice.choice((0, 4, 12)), characters=dice.choice((900, 1800, 4000)),
    )  # fmt: skip
    return DigestRequest(
        until.date(), since, until, dice.choice(("de", "en")), taste=taste, limits=limits,
        seen=frozenset(dice.sample(sorted(seen), len(seen) // 4)), explain=dice.random() < 0.1,
        outlets=dice.choice((frozenset(), frozenset(), frozenset(), frozenset({OUTLETS[0].id, OUTLETS[1].id}))),
    )  # fmt: skip


def check(edition: Edition, news: World, found: Found) -> None:
    """Look at every statement that the digest shows, and at every line of its messages."""
    found.digests += 1
    voices = list(_voices(edition))
    for voice in voices:
        found.shown += 1
        found.cut += voice.before or voice.after
        article = news.store.article(voice.statement.reports[0].article)
        stands = (
            article is not None
            and bool(voice.spans)
            and voice.spans[-1].end <= len(article.text)
            and wording(article.text, voice.spans) == voice.text
        )
        found.damaged_shown += voice.statement.id in news.damaged
        if not stands:
            found.not_literal.append(voice.text)
        elif article is not None and _loses_a_negation(voice, article, news.sentences[article.id]):
            found.negations_lost.append(voice.text)
    texts = {(voice.statement.id, voice.text) for voice in voices}
    for block in _statement_blocks((*render_edition(edition).blocks, *render_more(edition).blocks)):
        line = "".join(run.text for run in block.words)
        if not any(one == block.statement and text in line for one, text in texts):
            found.not_literal.append(line)


def _voices(edition: Edition) -> Iterator[Voice]:
    for story in (*edition.stories, *edition.more):
        yield from (*story.voices, *story.further)
        if story.contrast is not None:
            yield from (story.contrast.earlier, story.contrast.later)
    yield from edition.uncredited


def _statement_blocks(blocks: Sequence[Block]) -> Iterator[StatementBlock]:
    for block in blocks:
        if isinstance(block, StatementBlock):
            yield block
        elif isinstance(block, Folded):
            yield from _statement_blocks(block.blocks)


def _loses_a_negation(voice: Voice, article: Article, sentences: Sequence[Span]) -> bool:
    """Whether a sentence of which something is shown has a negation among its content that is not shown."""
    content = voice.statement.reports[0].content
    for sentence in sentences:
        shown = [part for span in voice.spans if (part := _common(span, sentence)) is not None]
        told = [part for span in content if (part := _common(span, sentence)) is not None]
        if shown and _negations(shown, article) != _negations(told, article):
            return True
    return False


def _common(one: Span, other: Span) -> Span | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Span(start, end) if start < end else None


def _negations(spans: Sequence[Span], article: Article) -> int:
    small = words(article.language).negations
    return sum(
        word.lower() in small
        for span in spans
        for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)?", span.of(article.text))
    )


def compile_many(digests: int, seed: int = 1, per_world: int = 100) -> Found:
    """Compile so many digests over as many worlds as it takes, and check each."""
    dice, found = random.Random(seed), Found()
    while found.digests < digests:
        news = world(dice)
        compiler = Compiler(news.store)
        seen: set[str] = set()
        for _ in range(min(per_world, digests - found.digests)):
            edition = compiler.compile(asked(dice, frozenset(seen)))
            check(edition, news, found)
            seen.update(voice.statement.id for voice in edition.voices)
        found.left_out += compiler.failed
    return found


if __name__ == "__main__":
    result = compile_many(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    print(result.figure)
    print("\n".join((result.not_literal + result.negations_lost)[:20]))
    sys.exit(not result.is_well)
