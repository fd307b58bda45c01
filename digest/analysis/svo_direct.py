"""Direct speech in a language with the subject before the verb: utterances with their frames, and quoted fragments."""

from __future__ import annotations

from bisect import bisect_left

from digest.analysis.drafts import Draft
from digest.analysis.quotemarks import Quoted
from digest.analysis.svo_frames import REACH, SHORTEST_CONTENT, Frame
from digest.analysis.svo_phrases import is_finite
from digest.analysis.words import FINAL_MARKS, Range, Words, without_final_marks
from digest.lang.lexicon import Takes
from digest.model import Mode

CLOSING_MARKS = frozenset("\"'”’“«»")


def direct(
    words: Words, sentence: Range, frames: list[Frame], quoted: list[Quoted], earlier: list[Draft]
) -> list[Draft]:
    """The quotations that end, or begin and end, in the sentence and are utterances."""
    found: list[Draft] = []
    for quote in quoted:
        if not _is_utterance(words, quote):
            continue
        if _goes_on(words, quote, found or earlier) or _is_next_paragraph(words, quote, found or earlier):
            continue
        draft = _framed(words, sentence, frames, quote) or _bare_quote(words, quote)
        if draft is not None:
            found.append(draft)
    return found


def _is_utterance(words: Words, quote: Quoted) -> bool:
    inner = quote.inner
    if inner is None:
        return False
    closed = words.text[inner.end - 1] in FINAL_MARKS or words.text[inner.end - 1] == ","
    has_verb = any(is_finite(words, index) for index in inner)
    return closed or (has_verb and len(inner) > 4 and words.text[inner.start][0].isupper())


def _goes_on(words: Words, quote: Quoted, drafts: list[Draft]) -> bool:
    """The shape "“…,” X said. “…”": the second part belongs to the first, unless it has a frame of its own behind
    it.
    """
    last = drafts[-1] if drafts else None
    if last is None or last.mode is not Mode.DIRECT or last.rule != "direct-after":
        return False
    gap = range(last.frame[-1].end, quote.part.start)
    ends_with_stop = words.text[quote.part.end - 2] in FINAL_MARKS
    if len(gap) > 1 or any(words.text[index] not in ".,:" for index in gap) or not ends_with_stop:
        return False
    if words.paragraph[quote.part.start] != words.paragraph[last.content[-1].start]:
        return False
    last.content.append(quote.part)
    return True


def _is_next_paragraph(words: Words, quote: Quoted, drafts: list[Draft]) -> bool:
    """Speech over several paragraphs, each opened by a mark and only the last one closed, is one quotation."""
    last = drafts[-1] if drafts else None
    if last is None or last.mode is not Mode.DIRECT or last.content[-1].end != quote.part.start:
        return False
    unclosed = words.text[last.content[-1].end - 1] not in CLOSING_MARKS
    if not unclosed or words.text[last.content[-1].start] != words.text[quote.part.start]:
        return False
    last.content.append(quote.part)
    return True


def _framed(words: Words, sentence: Range, frames: list[Frame], quote: Quoted) -> Draft | None:
    for frame in frames:
        if not frame.cue.takes & Takes.QUOTE or frame.subject is None:
            continue
        if frame.first == quote.part.end:
            if _leads_in(words, sentence, quote):
                return None
            part = Range(quote.part.end, _frame_end(words, sentence, frame))
            return _draft(frame, quote, "direct-after", part)
        between = words.text[frame.last + 1 : quote.part.start]
        if frame.last < quote.part.start and (not between or between[-1] in ",:") and len(between) < REACH:
            if between and _tells_between(words, frame, quote):
                continue
            return _draft(frame, quote, "direct-before", Range(frame.first, quote.part.start))
    return None


def _leads_in(words: Words, sentence: Range, quote: Quoted) -> bool:
    """Whether words before the quotation run into it, as in 'The price is "fair," X said'."""
    before = quote.part.start - 1
    return before >= sentence.start and words.text[before] not in ",:;–—" and not words.depth[before]


def _tells_between(words: Words, frame: Frame, quote: Quoted) -> bool:
    """Whether the frame has content of its own before the quotation ("said he had argued: “…”")."""
    return frame.content is not None and any(
        is_finite(words, index) for index in range(frame.content, quote.part.start)
    )


def _draft(frame: Frame, quote: Quoted, rule: str, part: Range) -> Draft:
    draft = Draft(Mode.DIRECT, [quote.part], rule, list(frame.tokens), [part], frame.subject, frame.hearer)
    draft.via = frame.via
    return draft


def _frame_end(words: Words, sentence: Range, frame: Frame) -> int:
    body = without_final_marks(words, sentence)
    end = body.end if body is not None else sentence.end
    for index in range(frame.last + 1, end):
        if words.depth[index] or words.text[index] in FINAL_MARKS:
            return index
    return max(end, frame.last + 1)


def _bare_quote(words: Words, quote: Quoted) -> Draft | None:
    """Quoted whole sentences without frame; who speaks is carried over."""
    inner = quote.inner
    number = bisect_left(words.sentences, quote.part.start, key=lambda part: part.start)
    starts = number < len(words.sentences) and words.sentences[number].start == quote.part.start
    if inner is None or not starts or words.text[inner.end - 1] not in FINAL_MARKS or len(inner) <= SHORTEST_CONTENT:
        return None
    return Draft(Mode.DIRECT, [quote.part], "direct-bare", [], [])


def fragments(
    words: Words, sentence: Range, frames: list[Frame], quoted: list[Quoted], found: list[Draft]
) -> list[Draft]:
    """Quoted words that a cue gives as somebody's own: "called it “a joke”", "spoke of “a historic day”"."""
    taken = {part for draft in found for part in draft.content}
    used = {token for draft in found for token in draft.cue}
    drafts: list[Draft] = []
    for frame in frames:
        if not frame.cue.takes & Takes.FRAGMENT or frame.subject is None or used.intersection(frame.tokens):
            continue
        end = _reach(words, sentence, frame, frames)
        quote = next((q for q in quoted if frame.last < q.part.start < end and q.part not in taken), None)
        if quote is not None:
            draft = _draft(frame, quote, "fragment", Range(frame.first, quote.part.start))
            draft.addressee = None
            drafts.append(draft)
    return drafts


def _reach(words: Words, sentence: Range, frame: Frame, frames: list[Frame]) -> int:
    """How far a fragment may stand behind its cue: inside the clause."""
    stops = [other.first for other in frames if other.first > frame.last]
    stops += [
        index for index in range(frame.last + 1, sentence.end) if words.text[index] in ";:" and not words.depth[index]
    ]
    return min(stops, default=sentence.end)
