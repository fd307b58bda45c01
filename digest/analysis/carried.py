"""Sentences in the reported subjunctive that go on with what a speaker of an earlier sentence said."""

from __future__ import annotations

from digest.analysis.drafts import Draft
from digest.analysis.framing import Sentence
from digest.analysis.segments import BEARS_VERB, Clause, Segment
from digest.analysis.words import Range, Words
from digest.model import Mode


def carried(words: Words, sentence: Sentence, *, follows: bool) -> Draft | None:
    """The sentence as a statement carried on, if its main verb says so; `follows` is whether it follows a statement."""
    verb = main_verb(words, sentence.segments)
    if verb is None or not is_reported(words, verb, follows=follows):
        return None
    if any(words.low[index] in words.language.words.first_person for index in sentence.part):
        return None
    return Draft(Mode.INDIRECT_FREE, [sentence.part], "subjunctive", [], [])


def main_verb(words: Words, segments: tuple[Segment, ...]) -> int | None:
    """The finite verb of the first main clause."""
    del words
    main = [piece for piece in segments if piece.kind in BEARS_VERB]
    if len(main) > 1 and main[0].kind is main[1].kind is Clause.VERB_FIRST:
        return main[1].finite[0]
    return main[0].finite[0] if main else None


def is_reported(words: Words, verb: int, *, follows: bool) -> bool:
    """Whether the verb stands in a subjunctive that reports speech."""
    entry = words.verb[verb]
    if entry.subjunctive != 2 or words.low[verb] in words.language.wishes:
        return False
    return follows or words.low[verb] not in words.language.weak_subjunctives


def merge(drafts: list[Draft]) -> list[Draft]:
    """Adjacent carried sentences of one speaker as one statement."""
    merged: list[Draft] = []
    for draft in drafts:
        last = merged[-1] if merged else None
        if (
            last is not None
            and draft.mode is Mode.INDIRECT_FREE is last.mode
            and last.content[-1].end == draft.content[0].start
            and last.speaker == draft.speaker
        ):
            last.content[-1] = Range(last.content[-1].start, draft.content[-1].end)
        else:
            merged.append(draft)
    return merged
