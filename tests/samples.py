"""The sample articles with their gold, as the values the engine works on: what a perfect analyser would have found.

Tests of grouping, digest and answers read the samples through this, so that they do not depend on the analyser.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from digest.model import (
    NOBODY,
    Actor,
    Alias,
    AliasKind,
    Analysis,
    Article,
    Kind,
    Mention,
    Mode,
    Outlet,
    PageOutcome,
    PageRecord,
    Party,
    Quotation,
    Roles,
    Sketch,
    Span,
    article_id,
    quotation_id,
    short_id,
)
from digest.ports import Kept, Store
from digest.statements import Reading

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "seeds" / "gold" / "samples"
FETCHED = datetime(2025, 6, 9, 16, tzinfo=UTC)
"""Long after publication, as for any archive: each sample counts on its own day."""
NO_ROLE = frozenset({"aus", "von", "who", "from", "of"})
"""Words that begin a supplement which tells no role."""
COPY, ORIGINAL = "hafenarbeiter-warnstreik", "hafenstreik-westerhafen"
"""The two samples that print one agency text."""


def read_article(path: Path) -> Article:
    """The article of a sample file."""
    head, _, body = path.read_text("utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    text = body.strip()
    published = datetime.fromisoformat(fields["Date"])
    return Article(
        id=article_id(fields["URL"], text),
        url=fields["URL"],
        outlet=Outlet(fields["URL"].split("/")[2].removeprefix("www."), fields["Outlet"], language=fields["Language"]),
        language=fields["Language"],
        title=fields["Title"],
        text=text,
        published_at=published,
        fetched_at=FETCHED,
    )


def actor_of(name: str, kind: str) -> Actor:
    """The actor of a gold name."""
    return Actor(short_id("actor", name), Kind(kind), name)


def _find(text: str, piece: str, start: int = 0, near: str | None = None) -> Span:
    if near is not None:
        at = text.index(near)
        return Span(at + near.index(piece), at + near.index(piece) + len(piece))
    at = text.find(piece, start)
    if at < 0:
        at = text.index(piece)
    return Span(at, at + len(piece))


def _closest(text: str, piece: str, content: Span) -> Span:
    """The occurrence of a cue as a word that is nearest to the content."""
    found = [Span(hit.start(), hit.end()) for hit in re.finditer(rf"(?<!\w){re.escape(piece)}(?!\w)", text)]
    return min(found, key=lambda span: (max(content.start - span.end, span.start - content.end), span.start))


def _party(text: str, row: dict[str, Any], actors: dict[str, Actor]) -> Party:
    named = tuple(actors[name].id for name in row["actors"] if name in actors)
    if not row["speaker"]:
        return Party(None, named, certain=bool(named), rule="gold", confidence=1.0) if named else NOBODY
    content = _find(text, row["content"][0])
    span = (
        _find(text, row["speaker"], near=row["speaker_near"])
        if "speaker_near" in row
        else _closest(text, row["speaker"], content)
    )
    return Party(span, named, certain=bool(named), rule="gold", confidence=1.0)


def _named(piece: str | None, text: str, actors: dict[str, Actor]) -> Party | None:
    if not piece:
        return None
    names = tuple(actor.id for name, actor in actors.items() if name in piece)
    return Party(_find(text, piece), names, certain=bool(names), rule="gold", confidence=1.0)


def _quotation(article: Article, row: dict[str, Any], actors: dict[str, Actor]) -> Quotation:
    text = article.text
    content: list[Span] = []
    for piece in row["content"]:
        content.append(_find(text, piece, content[-1].end if content else 0))
    return Quotation(
        id=quotation_id(article.id, content),
        article=article.id,
        mode=Mode(row["mode"]),
        content=tuple(content),
        cue=tuple(sorted({_closest(text, piece, content[0]) for piece in row["cue"]})),
        speaker=_party(text, row, actors),
        addressee=_named(row["addressee"], text, actors),
        via=_named(row["via"], text, actors),
        said_on=date.fromisoformat(row["said_on"]) if row["said_on"] else None,
    )


def _mentions(text: str, actors: dict[str, Actor]) -> tuple[Mention, ...]:
    found = []
    for actor in actors.values():
        surfaces = {actor.name, actor.name.split()[-1]} if actor.kind is Kind.PERSON else {actor.name}
        for surface in surfaces:
            hits = re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", text)
            found += [Mention(Span(hit.start(), hit.end()), actor.id, "gold", 1.0) for hit in hits]
    return tuple(sorted(found, key=lambda mention: mention.span))


def _roles(article: Article, quotations: list[Quotation], actors: dict[str, Actor]) -> tuple[Roles, ...]:
    """Roles by apposition, as far as the words for a speaker hold one."""
    found: dict[str, str] = {}
    for quotation in quotations:
        for actor in actors.values():
            if quotation.speaker.actors != (actor.id,) or quotation.speaker.span is None:
                continue
            before, _, after = quotation.speaker.span.of(article.text).partition(actor.name)
            apposition = after.strip(" ,") or before.strip()
            role = re.sub(r"^(der|die|das|sein|ihr|the|its)\s+", "", apposition, flags=re.IGNORECASE)
            role = role.strip(" ,")
            is_role = len(role) > 4 and role[0].isalpha() and role.split()[0] not in NO_ROLE
            if is_role and role != quotation.speaker.span.of(article.text):
                found.setdefault(actor.id, role)
    return tuple(Roles(actor, (role,)) for actor, role in found.items())


def read_gold(path: Path) -> Reading:
    """The reading of one gold file."""
    gold = json.loads(path.read_text("utf-8"))
    article = read_article(ROOT / gold["article"])
    actors = {row["name"]: actor_of(row["name"], row["kind"]) for row in gold["actors"]}
    quotations = [_quotation(article, row, actors) for row in gold["statements"]]
    analysis = Analysis(
        article=article.id,
        version="gold",
        language=article.language,
        actors=tuple(actors.values()),
        roles=_roles(article, quotations, actors),
        mentions=_mentions(article.text, actors),
        quotations=tuple(quotations),
    )
    return Reading(article, analysis)


@lru_cache(maxsize=1)
def readings() -> tuple[Reading, ...]:
    """All samples, oldest first."""
    read = [read_gold(path) for path in sorted(GOLD.glob("*.json"))]
    return tuple(sorted(read, key=lambda reading: (reading.article.published_at, reading.article.id)))


def reading_of(slug: str) -> Reading:
    """The sample whose gold file ends in `slug`."""
    (path,) = GOLD.glob(f"*{slug}.json")
    return read_gold(path)


@lru_cache(maxsize=1)
def copies() -> dict[str, str]:
    """The wire copies among the samples and the originals."""
    return {reading_of(COPY).article.id: reading_of(ORIGINAL).article.id}


def aliases(reading: Reading) -> tuple[Alias, ...]:
    """Full names and surnames of the actors, as an ingest would keep them."""
    language = reading.article.language
    found = []
    for actor in reading.analysis.actors:
        found.append(Alias(actor.id, actor.name, language, AliasKind.NAME))
        if actor.kind is Kind.PERSON and " " in actor.name:
            found.append(Alias(actor.id, actor.name.split()[-1], language, AliasKind.SURNAME))
    return tuple(found)


def filled(store: Store, read: tuple[Reading, ...] | None = None) -> Store:
    """The store with these readings kept (all samples unless given)."""
    for reading in readings() if read is None else read:
        article = reading.article
        copy_of = copies().get(article.id)
        outcome = PageOutcome.WIRE_COPY if copy_of else PageOutcome.NEW
        record = PageRecord(
            article.url,
            outcome,
            FETCHED,
            article=article.id,
            copy_of=copy_of,
            title=article.title,
            outlet=article.outlet.id,
        )
        store.keep(Kept(record, article, Sketch(article.id, ()), reading.analysis, aliases(reading)))
    return store
