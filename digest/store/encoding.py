"""Spans, analyses and whole statements as compact JSON text, and back without loss."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from digest.excerpts import Piece
from digest.model import Actor, Analysis, Entity, Kind, Label, Mention, Mode, Party, Quotation, Roles, Span, Statement


def compact(value: object) -> str:
    """JSON without blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def spans_text(spans: Sequence[Span]) -> str:
    """Spans as a JSON list of pairs.

    >>> spans_text([Span(3, 9), Span(12, 20)])
    '[[3,9],[12,20]]'
    """
    return compact(_pairs(spans))


def spans_of(text: str) -> tuple[Span, ...]:
    """The spans of a text made by `spans_text`.

    >>> spans_of('[[3,9]]'), spans_of('[[3,9],[12,20]]')
    ((Span(start=3, end=9),), (Span(start=3, end=9), Span(start=12, end=20)))
    """
    if text.count(",") == 1:  # one span, as of nearly all reports: a third of the time
        start, end = text[2:-2].split(",")
        return (Span(int(start), int(end)),)
    return _spans(json.loads(text))


def names_text(names: Sequence[str]) -> str:
    """A list of names as text."""
    return compact(list(names))


def names_of(text: str) -> tuple[str, ...]:
    """The names of a text made by `names_text`."""
    return tuple(json.loads(text))


def counts_text(counts: Mapping[str, int]) -> str:
    """Counts by name as text, the names in order."""
    return compact(dict(sorted(counts.items())))


def counts_of(text: str) -> dict[str, int]:
    """The counts of a text made by `counts_text`."""
    return dict(json.loads(text))


def pieces_text(pieces: Sequence[Piece]) -> str:
    """The pieces of an excerpt as a JSON list of pairs: where each stands, and its words."""
    return compact([[piece.start, piece.text] for piece in pieces])


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of a text made by `pieces_text`; none where it is no such text."""
    try:
        return tuple(Piece(int(start), str(words)) for start, words in json.loads(text))
    except (ValueError, TypeError):
        return ()


def hashes_bytes(hashes: Sequence[int]) -> bytes:
    """Hashes of 64 bits, little-endian, one after the other."""
    return struct.pack(f"<{len(hashes)}Q", *hashes)


def hashes_of(packed: bytes) -> tuple[int, ...]:
    """The hashes of `hashes_bytes`."""
    return struct.unpack(f"<{len(packed) // 8}Q", packed)


def analysis_text(analysis: Analysis) -> str:
    """All of an analysis but its article, version and language, which have columns of their own."""
    return compact(
        {
            "actors": [[actor.id, actor.kind.value, actor.name, actor.wikidata] for actor in analysis.actors],
            "roles": [[roles.actor, list(roles.titles)] for roles in analysis.roles],
            "mentions": [
                [*_pair(mention.span), mention.actor, mention.rule, mention.confidence] for mention in analysis.mentions
            ],
            "quotations": list(map(_quotation_fields, analysis.quotations)),
            "entities": [[*_pair(entity.span), entity.label.value] for entity in analysis.entities],
        }
    )


def analysis_of(article: str, version: str, language: str, text: str) -> Analysis:
    """The analysis of a text made by `analysis_text`."""
    body = json.loads(text)
    return Analysis(
        article=article,
        version=version,
        language=language,
        actors=tuple(Actor(id_, Kind(kind), name, wikidata) for id_, kind, name, wikidata in body["actors"]),
        roles=tuple(Roles(actor, tuple(titles)) for actor, titles in body["roles"]),
        mentions=tuple(
            Mention(Span(start, end), actor, rule, confidence)
            for start, end, actor, rule, confidence in body["mentions"]
        ),
        quotations=tuple(_quotation(article, values) for values in body["quotations"]),
        entities=tuple(Entity(Span(start, end), Label(label)) for start, end, label in body["entities"]),
    )


def modes_of(text: str) -> Iterator[tuple[str, Mode]]:
    """The quotations' ids and modes alone, of a text made by `analysis_text`."""
    return ((values["id"], Mode(values["mode"])) for values in json.loads(text)["quotations"])


@cache
def _whole_statement() -> TypeAdapter[Statement]:
    return TypeAdapter(Statement)


def statement_text(statement: Statement) -> str:
    """All of a statement with its actors and reports."""
    return _whole_statement().dump_json(statement).decode()


def statement_of_text(text: str) -> Statement:
    """The statement of a text made by `statement_text`."""
    return _whole_statement().validate_json(text)


def _quotation_fields(quotation: Quotation) -> dict[str, Any]:
    return {
        "id": quotation.id,
        "mode": quotation.mode.value,
        "content": _pairs(quotation.content),
        "cue": _pairs(quotation.cue),
        "frame": _pairs(quotation.frame),
        "speaker": _party_fields(quotation.speaker),
        "addressee": _party_fields(quotation.addressee),
        "via": _party_fields(quotation.via),
        "said_on": quotation.said_on and quotation.said_on.isoformat(),
        "nested_in": quotation.nested_in,
        "confidence": quotation.confidence,
    }


def _quotation(article: str, values: dict[str, Any]) -> Quotation:
    speaker = _party(values["speaker"])
    assert speaker is not None
    return Quotation(
        id=values["id"],
        article=article,
        mode=Mode(values["mode"]),
        content=_spans(values["content"]),
        cue=_spans(values["cue"]),
        frame=_spans(values["frame"]),
        speaker=speaker,
        addressee=_party(values["addressee"]),
        via=_party(values["via"]),
        said_on=date.fromisoformat(values["said_on"]) if values["said_on"] else None,
        nested_in=values["nested_in"],
        confidence=values["confidence"],
    )


def _party_fields(party: Party | None) -> list[Any] | None:
    if party is None:
        return None
    return [party.span and _pair(party.span), list(party.actors), party.certain, party.rule, party.confidence]


def _party(values: list[Any] | None) -> Party | None:
    if values is None:
        return None
    span, actors, certain, rule, confidence = values
    return Party(span and Span(*span), tuple(actors), certain, rule, confidence)


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return list(map(_pair, spans))


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)
