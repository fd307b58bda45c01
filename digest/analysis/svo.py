"""Quotations in a language with the subject before the verb: "X said that …", "“…,” X told Y", "According to X, …".

The subject of a cue is what stands between the beginning of its clause and the verb; appositions between commas belong
to it. What follows the verb is its content, or what stands before the clause is.
"""

from __future__ import annotations

from bisect import bisect_right

from digest.analysis.drafts import Draft
from digest.analysis.quotemarks import Quoted
from digest.analysis.svo_direct import direct, fragments
from digest.analysis.svo_frames import SHORTEST_CONTENT, Frame, each_later, frames
from digest.analysis.svo_phrases import is_finite, is_plain_finite, is_separator
from digest.analysis.words import Range, Words, without_final_marks
from digest.lang.lexicon import Takes
from digest.model import Mode

CARRIED = 2
"""Words between direct speech without frame and what was said before, at most."""


def find(words: Words, quoted: tuple[Quoted, ...], sentences: tuple[Range, ...]) -> list[Draft]:
    """The quotations of the given sentences, in no particular order."""
    outer = sorted((q for q in quoted if not q.level), key=lambda q: q.part.end)
    ends = [q.part.end for q in outer]
    drafts: list[Draft] = []
    for sentence in sentences:
        framing = frames(words, sentence)
        ending = outer[bisect_right(ends, sentence.start) : bisect_right(ends, sentence.end)]
        found = direct(words, sentence, framing, ending, drafts)
        found += fragments(words, sentence, framing, ending, found)
        used = {token for draft in found for token in draft.cue}
        found += _according(words, sentence)
        for frame in framing:
            if not used.intersection(frame.tokens):
                found += _told(words, sentence, frame, framing, found)
        drafts += found
    drafts.sort(key=lambda draft: (draft.start, draft.content[0].start))
    return _with_carried_speakers(drafts)


def _with_carried_speakers(drafts: list[Draft]) -> list[Draft]:
    """Direct speech without frame is by who spoke before."""
    last: Draft | None = None
    for draft in drafts:
        if last is not None and draft.rule == "direct-bare" and draft.start - _end(last) <= CARRIED:
            draft.speaker = last.speaker
        if last is None or _end(draft) >= _end(last):
            last = draft
    return drafts


def _end(draft: Draft) -> int:
    return max(part.end for part in (*draft.content, *draft.frame))


# indirect speech and acts


def _told(words: Words, sentence: Range, frame: Frame, framing: list[Frame], earlier: list[Draft]) -> list[Draft]:
    """What a frame tells without direct speech: content behind it, content before it, or the act alone."""
    body = without_final_marks(words, sentence)
    if body is None or frame.subject is None:
        return []
    if frame.content is not None and frame.cue.takes & (Takes.CLAUSE | Takes.INFINITIVE | Takes.GERUND):
        end = _content_end(words, frame, framing, body.end)
        if end > frame.content:
            content = [Range(frame.content, end)]
            begin = frame.opening if 0 <= frame.opening < frame.start else frame.start
            return [_indirect(frame, "frame-second", content, Range(begin, frame.content))]
    before = _told_before(words, sentence, frame, framing, body.end)
    if before is not None:
        return [before]
    if frame.cue.takes & Takes.ACT and _is_main(words, sentence, frame, earlier):
        return [_act(words, sentence, frame, framing, body.end)]
    return []


def _indirect(frame: Frame, rule: str, content: list[Range], part: Range) -> Draft:
    draft = Draft(Mode.INDIRECT, content, rule, list(frame.tokens), [part], frame.subject, frame.hearer)
    draft.via = frame.via
    return draft


def _content_end(words: Words, frame: Frame, framing: list[Frame], end: int) -> int:
    """Where content behind a cue ends: at a semicolon, at a frame behind it, or at "and" with the next cue."""
    assert frame.content is not None
    classes = words.language.words
    phrase = words.low[frame.content] not in classes.content_conjunctions and frame.cue.takes & (
        Takes.INFINITIVE | Takes.GERUND
    )
    for index in range(frame.content, end):
        if words.depth[index]:
            continue
        if (
            words.text[index] == ";"
            or _is_colon(words, index, end)
            or (phrase and _is_participle_clause(words, index, end))
        ):
            end = index
            break
    for other in each_later(framing, frame):
        if other.first >= end:
            break
        if other.joined:
            return other.first
        if _is_second_clause(words, other):
            return other.first - 2
        closes = words.text[other.first - 1] == "," and (other.inverted or other.content is None)
        if closes and other.cue.takes & Takes.QUOTE and _ends_with(words, other, end):
            return min(end, other.first - 1)
    return end


def _is_colon(words: Words, index: int, end: int) -> bool:
    """Whether a colon stands here that no quotation follows."""
    return words.text[index] == ":" and index + 1 < end and not words.depth[index + 1]


def _is_participle_clause(words: Words, index: int, end: int) -> bool:
    """Whether ", reviving …" begins here, which tells what came of the act."""
    following = index + 1
    return (
        words.text[index] == ","
        and following + 1 < end
        and words.low[following].endswith(words.language.words.gerund_ending)
        and words.text[following][0].islower()
        and words.text[following + 1] != ","
    )


def _is_second_clause(words: Words, frame: Frame) -> bool:
    """Whether a frame with a subject of its own follows ", and" or ", but"."""
    before = frame.first - 1
    return before > 0 and words.low[before] in words.language.words.coordinators and words.text[before - 1] == ","


def _ends_with(words: Words, frame: Frame, end: int) -> bool:
    """Whether no clause follows the frame up to `end`."""
    last = max(frame.last, frame.subject.end - 1 if frame.subject is not None else 0)
    return not any(is_finite(words, index) for index in range(last + 1, end))


def _told_before(words: Words, sentence: Range, frame: Frame, framing: list[Frame], end: int) -> Draft | None:
    """The content before a frame, and behind it where the frame stands in the middle."""
    comma = frame.first - 1
    if not frame.cue.takes & Takes.QUOTE or comma <= sentence.start:
        return None
    if words.depth[comma] and words.text[comma - 1] == "," and not words.depth[sentence.start]:
        comma += 1  # the comma stands inside the quotation marks, and these belong to the content
    elif words.depth[comma] or words.text[comma] != ",":
        return None
    before = Range(_before_start(words, sentence, comma), comma)
    frame_end = _end_in_middle(words, frame, end)
    rest = [Range(frame_end + 1, end)] if frame_end + 1 < end else []
    whole = _tells(words, before)
    if words.depth[before.start] and words.text[before.start] not in '‘“„"':
        return None
    if not rest and (not whole or len(before) < SHORTEST_CONTENT):
        return None
    if rest and whole and not _opens_clause(words, before) and not _goes_on(words, rest[0], framing):
        rest, frame_end = [], end
    content = [before, *rest] if len(before) else rest  # nothing is before a frame right behind a colon
    return _indirect(frame, "frame-after", content, Range(comma, min(frame_end + 1, end)))


def _goes_on(words: Words, rest: Range, framing: list[Frame]) -> bool:
    """Whether what follows a frame in the middle is more of the content: "and" with no cue of its own."""
    joined = any(frame.first in (rest.start, rest.start + 1) for frame in framing)
    return words.low[rest.start] in words.language.words.coordinators and not joined


def _before_start(words: Words, sentence: Range, comma: int) -> int:
    """Where content before a frame begins: with the sentence, a colon, or a lone relative ("…, which, X says, …")."""
    if words.low[comma - 1] in words.language.words.relatives and comma - 1 > sentence.start:
        return comma - 1
    marks = (index + 1 for index in range(comma - 1, sentence.start, -1) if is_separator(words, index))
    return next((index for index in marks if not words.depth[index]), sentence.start)


def _opens_clause(words: Words, part: Range) -> bool:
    """Whether the part is a subordinate clause whose main clause is still to come."""
    classes = words.language.words
    return words.low[part.start] in classes.clause_openers | classes.adverbial_conjunctions


def _tells(words: Words, part: Range) -> bool:
    """Whether the part has a finite verb."""
    return any(is_finite(words, index) for index in part)


def _end_in_middle(words: Words, frame: Frame, end: int) -> int:
    """The comma behind a frame inside a clause ("A more pressing factor, she says, is money"), else `end`."""
    last = max(frame.last, frame.subject.end - 1 if frame.subject is not None else 0)
    if frame.hearer is not None:
        last = max(last, frame.hearer.end - 1)
    return next((index for index in range(last + 1, end) if words.text[index] == ","), end)


def _is_main(words: Words, sentence: Range, frame: Frame, earlier: list[Draft]) -> bool:
    """Whether an act is told by a main clause and not inside what somebody said."""
    if frame.inverted or frame.subject is None or (frame.hearer is None and frame.cue.hearer):
        return False
    inside = any(part.start <= frame.last < part.end for draft in earlier for part in draft.content)
    if inside:
        return False
    start = frame.start
    if start == sentence.start or frame.joined:
        return True
    before = words.low[start - 1]
    classes = words.language.words
    if before in classes.coordinators or is_separator(words, start - 1):
        return True
    opening = Range(sentence.start, start)
    return words.text[start - 1] == "," and not _opens_clause(words, opening) and _is_phrase(words, opening)


def _is_phrase(words: Words, part: Range) -> bool:
    """Whether no clause stands in the part; a participle may."""
    return not any(is_plain_finite(words, index) for index in part)


def _act(words: Words, sentence: Range, frame: Frame, framing: list[Frame], end: int) -> Draft:
    """The clause that tells an act; the whole sentence where no other clause follows."""
    start = sentence.start if frame.start == sentence.start or _opening_only(words, sentence, frame) else frame.start
    stop = _clause_end(words, frame, framing, end)
    content = Range(start, sentence.end if stop == end else stop)
    draft = Draft(Mode.REPORTED, [content], "act", list(frame.tokens), [], frame.subject, frame.hearer)
    draft.via = frame.via
    return draft


def _opening_only(words: Words, sentence: Range, frame: Frame) -> bool:
    return frame.start == sentence.start or _is_phrase(words, Range(sentence.start, frame.start))


def _clause_end(words: Words, frame: Frame, framing: list[Frame], end: int) -> int:
    """Where the clause of an act ends: before "and" with another cue or clause, or before a semicolon."""
    end = next((other.first for other in each_later(framing, frame) if other.joined and other.content is not None), end)
    for index in range(frame.last + 1, end - 1):
        if words.depth[index]:
            continue
        if words.text[index] == ";":
            return index
        if words.text[index] == "," and words.low[index + 1] in words.language.words.coordinators:
            following = range(index + 3, min(index + 9, end))
            if any(is_finite(words, at) for at in following):
                return index
    return end


# attributions


def _according(words: Words, sentence: Range) -> list[Draft]:
    """The shape "According to X, …" and "…, according to X"."""
    body = without_final_marks(words, sentence)
    before = words.language.attribution.before
    marker = words.language.words.infinitive_marker
    if body is None:
        return []
    for index in body:
        if words.low[index] not in before or words.depth[index]:
            continue
        phrase_end = index + 2 if words.low[index + 1 : index + 2] == [marker] else index + 1
        if phrase_end >= body.end:
            continue
        if index == body.start:
            comma = _phrase_comma(words, phrase_end, body.end)
            if comma is not None and comma + SHORTEST_CONTENT < body.end and comma > phrase_end:
                return [_attributed(index, phrase_end, Range(phrase_end, comma), Range(comma + 1, body.end))]
        elif index - body.start >= SHORTEST_CONTENT:
            end = index - (words.text[index - 1] == ",")
            comma = next((i for i in range(phrase_end + 1, body.end) if words.text[i] == ","), body.end)
            return [_attributed(index, phrase_end, Range(phrase_end, comma), Range(body.start, end))]
    return []


def _phrase_comma(words: Words, start: int, end: int) -> int | None:
    """The comma behind a speaker; behind his relative clause where one follows."""
    commas = [index for index in range(start, end) if words.text[index] == "," and not words.depth[index]]
    if len(commas) > 1 and words.low[commas[0] + 1] in words.language.words.relatives:
        return commas[1]
    return commas[0] if commas else None


def _attributed(index: int, phrase_end: int, speaker: Range, content: Range) -> Draft:
    return Draft(Mode.INDIRECT, [content], "attribution", list(range(index, phrase_end)), [], speaker)
