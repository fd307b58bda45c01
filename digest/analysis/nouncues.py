"""Content that a noun introduces: "der Vorwurf der CDU, …", "mit der Begründung, dass …"."""

from __future__ import annotations

from digest.analysis.drafts import Draft
from digest.analysis.framing import Sentence
from digest.analysis.nouns import phrase
from digest.analysis.segments import SUBORDINATE, Clause, Segment, is_noun
from digest.analysis.words import Range, Words
from digest.model import Mode

LONGEST_OWNER = 10
"""Words between the noun and the comma before its content."""


def noun_frames(words: Words, sentence: Sentence, taken: list[Range]) -> list[Draft]:
    """The statements that a noun of saying introduces, where no verb has introduced them."""
    drafts: list[Draft] = []
    for number, piece in enumerate(sentence.segments[1:], start=1):
        if piece.separator != "," or not _is_content(words, piece):
            continue
        if any(part.start <= piece.part.start < part.end for part in taken):
            continue
        noun = _noun_before(words, sentence.segments[number - 1])
        if noun is not None:
            drafts.append(_draft(words, sentence, number, noun))
    return drafts


def _is_content(words: Words, piece: Segment) -> bool:
    if piece.kind in (Clause.CONTENT, Clause.INFINITIVE):
        return piece.head == piece.part.start
    return piece.kind is Clause.VERB_LATER and any(words.verb[verb].subjunctive == 2 for verb in piece.finite[:1])


def _noun_before(words: Words, piece: Segment) -> int | None:
    """The noun of saying that ends the piece, with who said it behind it."""
    end = piece.part.end
    for index in range(end - 1, max(piece.part.start, end - LONGEST_OWNER) - 1, -1):
        if words.low[index] in words.language.speech_nouns and is_noun(words, index):
            found = phrase(words, index, end, genitive=True)
            return index if found is not None and found.end == end else None
    return None


def _draft(words: Words, sentence: Sentence, number: int, noun: int) -> Draft:
    piece = sentence.segments[number]
    content = Range(piece.part.start, _content_end(sentence, number))
    end = sentence.segments[number - 1].part.end
    frame = Range(_phrase_start(words, sentence.segments[number - 1], noun), piece.part.start)
    return Draft(Mode.INDIRECT, [content], "noun", [noun], [frame], _owner(words, noun, end))


def _content_end(sentence: Sentence, number: int) -> int:
    """The end of the content clause with what depends on it; the clause around the noun may go on behind."""
    segments = sentence.segments
    while number + 1 < len(segments) and segments[number + 1].separator == ",":
        if segments[number + 1].kind not in SUBORDINATE | {Clause.INFINITIVE, Clause.PURPOSE}:
            break
        number += 1
    return segments[number].part.end


def _phrase_start(words: Words, piece: Segment, noun: int) -> int:
    """Where the phrase of the noun begins: at its article, or the preposition before that."""
    classes = words.language.words
    start = noun
    while start > piece.part.start and (
        words.low[start - 1] in classes.determiners
        or (
            words.text[start - 1][0].islower()
            and words.low[start - 1] not in classes.closed
            and not words.verb[start - 1].finite
        )
    ):
        start -= 1
    if start > piece.part.start and words.low[start - 1] in classes.prepositions:
        start -= 1
    return start


def _owner(words: Words, noun: int, end: int) -> Range | None:
    """Who said it: the genitive or "von …" behind the noun, or the possessor before it."""
    classes = words.language.words
    if noun + 1 < end:
        attached = words.low[noun + 1] in classes.attaching_prepositions
        return phrase(words, noun + 1 + attached, end, genitive=True)
    if noun and is_noun(words, noun - 1) and words.low[noun - 1].endswith("s"):
        return Range(noun - 1, noun)
    if noun and words.low[noun - 1] in classes.possessives:
        return Range(noun - 1, noun)
    return None
