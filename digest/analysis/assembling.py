"""Drafts made into quotations: put in order, freed of doubles, nested, with code-point spans and a confidence."""

from __future__ import annotations

from dataclasses import replace

from digest.analysis.drafts import Draft
from digest.analysis.words import Range, Words
from digest.model import NOBODY, Party, Quotation, Span, quotation_id

CONFIDENCE = {
    "noun": 0.89, "direct-before": 0.88, "frame-wie": 0.86, "frame-second": 0.85, "attribution-so": 0.85,
    "direct-bare": 0.85, "attribution": 0.84, "direct-after": 0.84, "frame-first": 0.8, "act": 0.8,
    "subjunctive": 0.79, "frame-after": 0.77, "frame-last": 0.64, "fragment": 0.58, "frame-infinitive": 0.47,
    "frame-das": 0.47,
}  # fmt: skip
"""By rule: the share of its findings that overlap an annotated statement by half or more, measured on the articles the
rules were developed with, times 0.94, by which precision is lower on articles they had not seen."""

NEAR = 8
"""How far away, in quotations, the one around a nested one is looked for."""

UNNAMED = 0.8
"""Factor for a quotation for which no speaker was found."""


def assemble(words: Words, drafts: list[Draft], article: str) -> tuple[Quotation, ...]:
    """The quotations of the drafts in text order; of two with the same content the surer one stays."""
    best: dict[tuple[Range, ...], Draft] = {}
    for draft in drafts:
        content = tidy(draft.content)
        if not content:
            continue
        known = best.get(content)
        if known is None or _confidence(draft) > _confidence(known):
            best[content] = draft
    ordered = sorted(best.items(), key=lambda item: item[0])
    quotations = [_quotation(words, draft, content, article) for content, draft in ordered]
    return _nested(quotations)


def tidy(content: list[Range]) -> tuple[Range, ...]:
    """The parts in order; those that overlap are joined, and empty ones are none."""
    parts: list[Range] = []
    for part in sorted(part for part in content if len(part)):
        if parts and part.start < parts[-1].end:
            parts[-1] = Range(parts[-1].start, max(parts[-1].end, part.end))
        else:
            parts.append(part)
    return tuple(parts)


def _quotation(words: Words, draft: Draft, parts: tuple[Range, ...], article: str) -> Quotation:
    content = tuple(words.span(part) for part in parts)
    return Quotation(
        id=quotation_id(article, content),
        article=article,
        mode=draft.mode,
        content=content,
        cue=_cue(words, draft.cue),
        frame=tuple(words.span(part) for part in tidy(draft.frame)),
        speaker=_party(words, draft.speaker) or NOBODY,
        addressee=_party(words, draft.addressee),
        via=_party(words, draft.via),
        said_on=draft.said_on,
        confidence=round(_confidence(draft), 2),
    )


def _confidence(draft: Draft) -> float:
    if draft.confidence is not None:
        return draft.confidence
    return CONFIDENCE[draft.rule] * (UNNAMED if draft.speaker is None else 1.0)


def _party(words: Words, part: Range | None) -> Party | None:
    return None if part is None else Party(span=words.span(part))


def _cue(words: Words, tokens: list[int]) -> tuple[Span, ...]:
    """One span per run of adjacent words."""
    parts: list[Range] = []
    for token in sorted(set(tokens)):
        if parts and parts[-1].end == token:
            parts[-1] = Range(parts[-1].start, token + 1)
        else:
            parts.append(Range(token, token + 1))
    return tuple(words.span(part) for part in parts)


def _nested(quotations: list[Quotation]) -> tuple[Quotation, ...]:
    """The quotations, each with the smallest one whose content holds all of its content."""
    found: list[Quotation] = []
    for number, inner in enumerate(quotations):
        near = quotations[max(0, number - NEAR) : number + NEAR]
        around = [outer for outer in near if outer is not inner and _holds(outer, inner)]
        found.append(replace(inner, nested_in=min(around, key=_length).id) if around else inner)
    return tuple(found)


def _holds(outer: Quotation, inner: Quotation) -> bool:
    return outer.content != inner.content and all(
        any(part.contains(piece) for part in outer.content) for piece in inner.content
    )


def _length(quotation: Quotation) -> int:
    return sum(span.end - span.start for span in quotation.content)
