"""Framing clauses with a cue and the content they introduce, in a verb-second language.

Three shapes: frame, then content ("X sagte, dass …"); content, then frame ("…, sagte X."), the content going on after
it
or not; and a frame that opens the sentence with its verb last ("Wie X mitteilte, …").
"""

from __future__ import annotations

from dataclasses import dataclass

from digest.analysis.cues import Hit, Place
from digest.analysis.drafts import Draft
from digest.analysis.parties import clause_head, parties, subject_after
from digest.analysis.segments import BEARS_VERB, SUBORDINATE, Clause, Segment
from digest.analysis.words import Range, Words, without_final_marks
from digest.lang.lexicon import Takes
from digest.model import Mode


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its pieces and cues."""

    part: Range
    segments: tuple[Segment, ...]
    hits: tuple[Hit, ...]

    @property
    def body_end(self) -> int:
        """The end without final marks."""
        return self.segments[-1].part.end


def frame_for_sentence_before(words: Words, sentence: Sentence, before: Range) -> Draft | None:
    """The shape "Das berichtet die Zeitung.": what the sentence before tells is the content."""
    if len(sentence.segments) > 2 or sentence.segments[0].kind is not Clause.VERB_LATER:
        return None
    for hit in sentence.hits:
        opener = Range(sentence.segments[0].part.start, hit.verb)
        fits = hit.cue.takes & Takes.QUOTE and hit.place is Place.SECOND and len(opener) == 1
        if fits and words.low[opener.start] in words.language.attribution.no_speakers:
            found = parties(words, sentence.segments, hit, sentence.body_end)
            if found.speaker is not None and not words.depth[before.start]:
                frame = [Range(sentence.part.start, sentence.part.end)]
                return Draft(
                    Mode.INDIRECT, [before], "frame-das", list(hit.tokens), frame, found.speaker, found.addressee
                )
    return None


def frames(words: Words, sentence: Sentence) -> list[Draft]:
    """The statements with a framing clause in `sentence`."""
    drafts: list[Draft] = []
    for hit in sentence.hits:
        draft = _wie_frame(words, sentence, hit) or _backward(words, sentence, hit) or _forward(words, sentence, hit)
        if draft is not None:
            drafts.append(draft)
    return drafts


# frame, then content


def _forward(words: Words, sentence: Sentence, hit: Hit) -> Draft | None:
    start = content_after(words, sentence, hit)
    if start is None:
        return None
    end = _content_end(words, sentence, hit, start)
    while end > start + 1 and words.text[end - 1] == ",":
        end -= 1
    content = without_final_marks(words, Range(start, end))
    if content is None:
        return None
    begin = frame_start(words, sentence, hit)
    found = parties(words, sentence.segments, hit, start)
    return Draft(
        Mode.INDIRECT, [content], f"frame-{hit.place.value}", list(hit.tokens), [Range(begin, start)],
        found.speaker, found.addressee,
    )  # fmt: skip


def content_after(words: Words, sentence: Sentence, hit: Hit) -> int | None:
    """Where the content begins that `hit` introduces in the pieces after it; None if there is none."""
    segments = sentence.segments
    for number in range(hit.last + 1, len(segments)):
        piece = segments[number]
        if piece.separator == ";":
            return None
        verdict = _introduces(words, sentence, hit, number)
        if verdict is not None:
            return piece.part.start if verdict else None
    return None


def _introduces(words: Words, sentence: Sentence, hit: Hit, number: int) -> bool | None:
    """Whether the piece begins the content (True), rules it out (False), or is to be passed over (None)."""
    segments = sentence.segments
    piece, takes = segments[number], hit.cue.takes
    if piece.kind is Clause.CONTENT:
        return bool(takes & Takes.CLAUSE) and words.low[piece.part.start] not in words.language.words.coordinators
    if piece.kind is Clause.INFINITIVE:
        return bool(takes & Takes.INFINITIVE) and piece.head == piece.part.start
    if piece.kind is Clause.QUESTION:
        if words.low[piece.part.start] in words.language.attribution.verb_final and _goes_on(
            words, segments, number + 1
        ):
            return None
        return bool(takes & Takes.CLAUSE) and piece.verb_last
    if piece.kind in (Clause.RELATIVE, Clause.PURPOSE):
        return None
    if piece.kind is Clause.ADVERBIAL:
        return _before_verb_first(words, sentence, hit, number)
    if piece.kind is Clause.VERB_LATER:
        return _is_content_clause(words, hit, piece)
    if piece.kind is Clause.NO_VERB:
        return _before_verb_first(words, sentence, hit, number) or _before_infinitive(segments, hit, number)
    return _is_condition(words, hit, piece)


def _goes_on(words: Words, segments: tuple[Segment, ...], number: int) -> bool:
    """Whether a main clause in the subjunctive follows, which makes an inserted clause of the one before it."""
    return any(
        words.verb[verb].subjunctive == 2
        for piece in segments[number : number + 1]
        if piece.kind in BEARS_VERB
        for verb in piece.finite[:1]
    )


def _is_content_clause(words: Words, hit: Hit, piece: Segment) -> bool:
    """Whether a main clause after the frame is its content and not the next thing told."""
    if piece.separator == ":" and any(words.verb[verb].subjunctive == 2 for verb in piece.finite):
        return True
    if not hit.cue.takes & (Takes.CLAUSE | Takes.INFINITIVE) or hit.place is Place.NOWHERE:
        return False
    if piece.head != piece.part.start:
        return False
    subjunctive = any(words.verb[verb].subjunctive for verb in piece.finite)
    if not subjunctive and (hit.passive or _is_negated(words, hit, piece.part.start)):
        return False
    return subjunctive or (bool(hit.cue.takes & Takes.QUOTE) and hit.place in (Place.FIRST, Place.SECOND))


def _is_negated(words: Words, hit: Hit, end: int) -> bool:
    return any(low in words.language.words.negations for low in words.low[hit.verb + 1 : end])


def _before_verb_first(words: Words, sentence: Sentence, hit: Hit, number: int) -> bool | None:
    """Whether the piece opens a content clause whose verb comes after a comma ("X sagte, wenn …, werde …")."""
    if not hit.cue.takes & Takes.CLAUSE:
        return None
    for piece in sentence.segments[number + 1 :]:
        if piece.kind is Clause.VERB_FIRST:
            return any(words.verb[verb].subjunctive for verb in piece.finite) or None
        if piece.kind in (Clause.VERB_LATER, Clause.CONTENT):
            return None
    return None


def _before_infinitive(segments: tuple[Segment, ...], hit: Hit, number: int) -> bool | None:
    """Whether the piece is the first part of an infinitive that a comma interrupts."""
    if not hit.cue.takes & Takes.INFINITIVE or hit.tokens[-1] != segments[number].part.start - 2:
        return None
    for piece in segments[number + 1 :]:
        if piece.kind is Clause.INFINITIVE:
            return True
        if piece.kind not in (Clause.NO_VERB, Clause.RELATIVE):
            return None
    return None


def _is_condition(words: Words, hit: Hit, piece: Segment) -> bool:
    """Whether a clause with its verb first opens the content as a condition ("kündigte an, sollte X …, werde …")."""
    subjunctive = bool(piece.finite) and words.verb[piece.finite[0]].subjunctive > 0 and hit.place is not Place.LAST
    return subjunctive and piece.head == piece.part.start and hit.tokens[-1] == piece.part.start - 2


def _content_end(words: Words, sentence: Sentence, hit: Hit, start: int) -> int:
    """Where the content ends: at the sentence's end, or before the next framing clause on the same level."""
    coordinated = _coordinated_verb(words, sentence, start)
    if coordinated is not None:
        return coordinated - 1
    subordinate = hit.place is Place.NOWHERE or (
        hit.place is Place.LAST and not any(p.kind in BEARS_VERB for p in sentence.segments[: hit.segment])
    )
    for piece in sentence.segments:
        if piece.part.start <= start:
            continue
        if subordinate and piece.kind is Clause.VERB_FIRST:
            return piece.part.start - 1
        if piece.separator == ";" or _starts_new_frame(words, sentence, hit, piece):
            return piece.part.start - 1
    return sentence.part.end


def _coordinated_verb(words: Words, sentence: Sentence, start: int) -> int | None:
    """The cue of a second framing clause that "und" joins to this one after the content ("…, und warnte vor …")."""
    for other in sentence.hits:
        joined = other.verb > start + 1 and words.low[other.verb - 1] in words.language.words.coordinators
        if joined and not words.verb[other.verb].subjunctive and other.place in (Place.FIRST, Place.SECOND):
            return other.verb
    return None


def _starts_new_frame(words: Words, sentence: Sentence, hit: Hit, piece: Segment) -> bool:
    """Whether a coordinated main clause with a cue of its own begins ("…, und kündigte an, …")."""
    if piece.kind is Clause.VERB_FIRST and _elides_subject(words, sentence, piece):
        return True
    if piece.kind not in BEARS_VERB or piece.head == piece.part.start:
        return False
    return any(
        other.verb in piece.part and other.verb > hit.verb and not words.verb[other.verb].subjunctive
        and other.place is not Place.LAST
        for other in sentence.hits
    )  # fmt: skip


def _elides_subject(words: Words, sentence: Sentence, piece: Segment) -> bool:
    """Whether the piece goes on with the subject of the frame ("…, sprach aber von …")."""
    return any(
        other.verb == piece.head
        and not words.verb[other.verb].subjunctive
        and not _has_subject_after(words, other, piece.part.end)
        for other in sentence.hits
    )


def frame_start(words: Words, sentence: Sentence, hit: Hit) -> int:
    """Where the framing clause begins: before what fills the place in front of its verb."""
    segments = sentence.segments
    number = hit.segment
    opener = segments[number].opener
    if opener is not None:
        return segments[opener].head
    if hit.place is Place.FIRST and segments[number].kind not in BEARS_VERB:
        return hit.verb
    if hit.place is Place.FIRST and segments[number].head == segments[number].part.start:
        while number and segments[number].separator in ",–—-" and segments[number - 1].kind not in BEARS_VERB:
            number -= 1
    elif hit.place is Place.SECOND and clause_head(words, segments[number], hit.verb) == segments[number].head:
        number = _with_opening(segments, number)
    piece = segments[number]
    if hit.place is Place.SECOND:
        head = clause_head(words, piece, hit.verb)
        return piece.part.start if number == 0 and head == piece.head else head
    return piece.part.start if number == 0 else piece.head if piece.head < hit.verb else piece.part.start


def _with_opening(segments: tuple[Segment, ...], number: int) -> int:
    """The piece in which a subject begins that commas interrupt."""
    first = number
    while first and segments[first - 1].kind in (Clause.NO_VERB, Clause.RELATIVE) and segments[first].separator == ",":
        first -= 1
    return first if segments[first].kind is Clause.NO_VERB else number


# content, then frame


def _backward(words: Words, sentence: Sentence, hit: Hit) -> Draft | None:
    """The shape "…, sagte X", with content after it too when a clause goes on there."""
    if hit.place is not Place.FIRST or not hit.segment or not hit.cue.takes & (Takes.CLAUSE | Takes.QUOTE):
        return None
    piece = sentence.segments[hit.segment]
    if piece.separator not in ",–—-" or piece.head != piece.part.start:
        return None
    if not _content_before(words, sentence, hit):
        return None
    end = _frame_end(sentence, hit)
    if not hit.passive and not _has_subject_after(words, hit, end):
        return None
    comma = piece.part.start - 1
    content = [Range(_content_start(sentence, hit), comma)]
    rest = _rest_after(words, sentence, end)
    if rest is not None:
        content.append(rest)
    found = parties(words, sentence.segments, hit, end)
    frame = Range(comma, min(end + 1, sentence.body_end) if rest is not None else end)
    return Draft(Mode.INDIRECT, content, "frame-after", list(hit.tokens), [frame], found.speaker, found.addressee)


def _content_before(words: Words, sentence: Sentence, hit: Hit) -> bool:
    """Whether what stands before the verb is content and not a subject or an adverbial clause of the frame."""
    before = sentence.segments[: hit.segment]
    if any(piece.kind in BEARS_VERB for piece in before):
        return True
    if before[0].kind is Clause.CONTENT:
        return True
    if before[0].kind in (Clause.NO_VERB, Clause.INFINITIVE):
        end = _frame_end(sentence, hit)
        later = [piece for piece in sentence.segments if piece.part.start > end]
        goes_on = any(piece.kind is Clause.VERB_FIRST for piece in later)
        return goes_on and _has_subject_after(words, hit, end) and _rest_after(words, sentence, end) is not None
    return False


def _has_subject_after(words: Words, hit: Hit, end: int) -> bool:
    impersonal = words.language.attribution.impersonal
    return subject_after(words, hit.verb + 1, end) is not None or any(
        low in impersonal for low in words.low[hit.verb + 1 : hit.verb + 2]
    )


def _content_start(sentence: Sentence, hit: Hit) -> int:
    """The content before a frame begins with the sentence, or after a semicolon."""
    start = sentence.segments[0].part.start
    for piece in sentence.segments[: hit.segment]:
        if piece.separator == ";":
            start = piece.part.start
    return start


def _frame_end(sentence: Sentence, hit: Hit) -> int:
    """Where the framing clause ends: with the piece of its verb, appositions and relative clauses."""
    segments = sentence.segments
    number = hit.last
    while number + 1 < len(segments) and segments[number + 1].separator in ",–—-":
        following = segments[number + 1]
        if following.kind is Clause.RELATIVE or (
            following.kind is Clause.NO_VERB and _no_verb_later(segments, number + 2)
        ):
            number += 1
            continue
        break
    return segments[number].part.end


def _no_verb_later(segments: tuple[Segment, ...], number: int) -> bool:
    return all(piece.kind in (Clause.NO_VERB, Clause.RELATIVE) for piece in segments[number:])


def _rest_after(words: Words, sentence: Sentence, end: int) -> Range | None:
    """The content that goes on after a frame in the middle."""
    later = [piece for piece in sentence.segments if piece.part.start > end]
    if not later or later[0].separator == ";":
        return None
    if any(piece.kind in BEARS_VERB or piece.kind in SUBORDINATE or piece.kind is Clause.INFINITIVE for piece in later):
        return without_final_marks(words, Range(later[0].part.start, sentence.body_end))
    return None


# a frame with its verb last


def _wie_frame(words: Words, sentence: Sentence, hit: Hit) -> Draft | None:
    """The shape "Wie X mitteilte, …", also in the middle and at the end."""
    piece = sentence.segments[hit.segment]
    if piece.opener is not None:
        piece = sentence.segments[piece.opener]
    if hit.place is not Place.LAST or words.low[piece.part.start] not in words.language.attribution.verb_final:
        return None
    if not hit.cue.takes & (Takes.CLAUSE | Takes.QUOTE | Takes.INFINITIVE):
        return None
    end = segments_end(sentence, hit)
    before = _range(sentence.segments[0].part.start, piece.part.start - 1)
    after = _range(end + 1, sentence.body_end)
    content = [part for part in (before, after) if part is not None]
    if not content:
        return None
    found = parties(words, sentence.segments, hit, end)
    start = piece.part.start - (1 if before else 0)
    frame = Range(start, min(end + 1, sentence.body_end) if after else end)
    return Draft(Mode.INDIRECT, content, "frame-wie", list(hit.tokens), [frame], found.speaker, found.addressee)


def segments_end(sentence: Sentence, hit: Hit) -> int:
    """The end of the piece that holds the last word of the cue."""
    return sentence.segments[hit.last].part.end


def _range(start: int, end: int) -> Range | None:
    return Range(start, end) if start < end else None
