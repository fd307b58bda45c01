"""Speakers that stand in an earlier sentence: what nobody frames goes on with what was said just before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from digest.analysis.words import Words
from digest.model import Mode, Party, Quotation, Span

NEAR = 5
"""Sentences back in which the quotation that is gone on with ends."""

_MANY = 12
"""Quotations back that are looked at."""

_CARRIED = (Mode.INDIRECT_FREE, Mode.FREE)


def with_carried_speakers(
    words: Words, quotations: Iterable[Quotation], names: Sequence[Span]
) -> tuple[Quotation, ...]:
    """The quotations in text order; one that needs a speaker has the words for that of the one before. `names` are the
    named entities of the text.
    """
    filled: list[Quotation] = []
    for quotation in quotations:
        near = filled[-_MANY:]
        before = _before(words, near, quotation) if _needs_speaker(words, quotation, near, names) else None
        filled.append(quotation if before is None else replace(quotation, speaker=Party(before.speaker.span)))
    return tuple(filled)


def _needs_speaker(words: Words, quotation: Quotation, earlier: Iterable[Quotation], names: Sequence[Span]) -> bool:
    """Whether no speaker was found where an earlier one is meant, or what is itself said was taken for one."""
    if quotation.nested_in is not None:
        return False
    span = quotation.speaker.span
    if quotation.mode in _CARRIED:
        if span is None or _is_bare_noun(words, span, names):
            return True
        return any(_is_said(one, span) for one in (*earlier, quotation) if one.mode is not Mode.REPORTED)
    return quotation.mode is Mode.DIRECT and span is None and not quotation.frame


def _is_bare_noun(words: Words, span: Span, names: Sequence[Span]) -> bool:
    """Whether the speaker is a single word that is neither a name nor a pronoun: half of a phrase, or no speaker."""
    index = _word_at(words, span.start)
    if words.end[index] < span.end or words.low[index] in words.language.words.subject_pronouns:
        return False
    return not any(name.start < span.end and span.start < name.end for name in names)


def _is_said(quotation: Quotation, span: Span) -> bool:
    return any(part.contains(span) for part in quotation.content)


def _before(words: Words, earlier: Iterable[Quotation], quotation: Quotation) -> Quotation | None:
    """The last quotation with a speaker that ends at most NEAR sentences before this one in its paragraph."""
    start = quotation.content[0].start
    done = [one for one in earlier if one.nested_in is None and one.content[-1].end <= start]
    last = max(done, key=lambda one: one.content[-1].end, default=None)
    if last is None or last.speaker.span is None:
        return None
    here, there = _word_at(words, start), _word_at(words, last.content[-1].end - 1)
    if words.paragraph[here] != words.paragraph[there]:
        return None
    return last if words.sentence_of(here) - words.sentence_of(there) <= NEAR else None


def _word_at(words: Words, offset: int) -> int:
    return max(0, bisect_right(words.start, offset) - 1)
