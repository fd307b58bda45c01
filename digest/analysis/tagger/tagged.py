"""What is found in one text, in code points: the tagger's answer, and what the rules tell it beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model import Entity, Mode, Span


@dataclass(frozen=True, slots=True)
class TaggedQuotation:
    """A quotation in code points. `confidence` is the probability that it is one."""

    mode: Mode
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    frame: tuple[Span, ...] = ()
    speaker: Span | None = None
    addressee: Span | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Tagged:
    """Entities and quotations of one text, in text order; `sentences` are where sentences are seen to start."""

    entities: tuple[Entity, ...] = ()
    quotations: tuple[TaggedQuotation, ...] = ()
    sentences: tuple[int, ...] = ()


NOTHING = Tagged()
"""No entities, no quotations."""
