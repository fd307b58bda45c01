"""Quotations in a language with the subject before the verb: "X said that …", "“…,” X told Y", "According to X, …".

The subject of a cue is what stands between the beginning of its clause and the verb; appositions between commas belong
to it. What follows the verb is its content, or what stands before the clause is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from digest.analysis.drafts import Draft
from digest.analysis.quotemarks import Quoted
from digest.analysis.words import FINAL_MARKS, Range, Words, without_final_marks
from digest.lang.lexicon import Cue, Form, Takes
from digest.model import Mode

REACH = 9
"""Words between a cue and the conjunction or infinitive of its content."""

SHORTEST_CONTENT = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """A cue with its clause: `subject` before or behind the verb, `start` where the clause begins.

    `content` is where content begins behind the cue (None if nothing follows), `hearer` who stands between.
    """

    cue: Cue
    tokens: tuple[int, ...]
    start: int
    subject: Range | None
    content: int | None
    hearer: Range | None
    inverted: bool

    @property
    def last(self) -> int:
        """The last word of the cue."""
        return self.tokens[-1]


def find(words: Words, quoted: tuple[Quoted, ...], sentences: tuple[Range, ...]) -> list[Draft]:
    """The quotations of the given sentences, in no particular order."""
    outer = sorted((q for q in quoted if not q.level), key=lambda q: q.part.end)
    ends = [q.part.end for q in outer]
    drafts: list[Draft] = []
    for sentence in sentences:
        frames = list(_frames(words, sentence))
        ending = outer[bisect_right(ends, sentence.start) : bisect_right(ends, sentence.end)]
        found = _direct(words, sentence, frames, ending, drafts)
        used = {token for draft in found for token in draft.cue}
        for frame in frames:
            if not used.intersection(frame.tokens):
                found += _told(words, sentence, frame, found)
        drafts += found + _according(words, sentence, found)
    drafts.sort(key=lambda draft: (draft.start, draft.content[0].start))
    return _with_carried_speakers(drafts)


def _with_carried_speakers(drafts: list[Draft]) -> list[Draft]:
    """Direct speech without frame is by who spoke before."""
    for before, draft in pairwise(drafts):
        ends = max(part.end for part in (*before.content, *before.frame))
        if draft.rule == "direct-bare" and draft.start - ends <= 2:
            draft.speaker = before.speaker
    return drafts


# frames


def _frames(words: Words, sentence: Range) -> Iterator[Frame]:
    for index in sentence:
        if words.verb[index].readings and not words.depth[index]:
            frame = _frame(words, sentence, index)
            if frame is not None:
                yield frame


def _frame(words: Words, sentence: Range, verb: int) -> Frame | None:
    tokens = _with_auxiliaries(words, sentence, verb)
    if tokens is None or (words.verb[verb].infinitive and not words.verb[verb].finite and len(tokens) == 1):
        return None
    for reading in words.verb[verb].readings:
        if _fits(words, sentence, verb, reading.cue, reading.form):
            return _of_reading(words, sentence, verb, tokens, reading.cue)
    return None


def _fits(words: Words, sentence: Range, verb: int, cue: Cue, form: Form) -> bool:
    following = words.low[verb + 1 : min(verb + REACH, sentence.end)]
    del form
    return all(need in following for need in cue.needs)


def _with_auxiliaries(words: Words, sentence: Range, verb: int) -> tuple[int, ...] | None:
    """The words of the verb group; None for a passive or a participle without auxiliary."""
    tense = words.language.tense_auxiliaries
    classes = words.language.words
    index = verb - 1
    while index > sentence.start and words.low[index] in classes.adverbs:
        index -= 1
    if index < sentence.start:
        return (verb,)
    low = words.low[index]
    if low in tense:
        return (index, verb)
    if words.verb[verb].participle and not words.verb[verb].finite:
        return None
    return None if words.verb[index].auxiliary or low == classes.infinitive_marker else (verb,)


def _of_reading(words: Words, sentence: Range, verb: int, tokens: tuple[int, ...], cue: Cue) -> Frame | None:
    start, subject = _clause(words, sentence, tokens[0])
    inverted = False
    behind = _subject_behind(words, sentence, verb)
    if subject is None or (behind is not None and words.text[tokens[0] - 1] == "," and not _is_name(words, subject)):
        subject, inverted, start = behind, True, verb
    if subject is None or not _can_speak(words, subject):
        return None
    content, hearer = (None, None) if inverted else _behind(words, sentence, verb, cue)
    return Frame(cue, tokens, start, subject, content, hearer, inverted)


def _is_name(words: Words, subject: Range) -> bool:
    """Whether the words before a cue are a name with its apposition rather than a clause or a phrase."""
    return not _tells(words, subject) and words.low[subject.start] not in words.language.words.prepositions


def _tells(words: Words, part: Range) -> bool:
    """Whether the part is a clause of its own rather than a name with its apposition."""
    return any(words.verb[index].finite for index in part)


def _can_speak(words: Words, subject: Range) -> bool:
    """Whether the words before a cue can be its subject; an article or preposition right before it makes it a noun."""
    classes = words.language.words
    last = words.low[subject.end - 1]
    if last in classes.subject_pronouns and last not in classes.relatives:
        return True
    return last not in (
        classes.relatives | classes.content_conjunctions | classes.determiners | classes.prepositions
        | classes.adverbial_conjunctions
    )  # fmt: skip


def _commas(words: Words, start: int, end: int) -> list[int]:
    """Top-level separators before `end`, back to the last hard one."""
    found: list[int] = []
    for index in range(end - 1, start - 1, -1):
        if words.text[index] in ";:" or words.depth[index] or (words.text[index] in "–—" and words.blank_before(index)):
            found.append(index)
            break
        if words.text[index] == ",":
            found.append(index)
    return found[::-1]


def _clause(words: Words, sentence: Range, verb: int) -> tuple[int, Range | None]:
    """(beginning of the clause, subject) of a verb group; the subject is None where none stands before the verb."""
    commas = _commas(words, sentence.start, verb)
    begin = commas[-1] + 1 if commas else sentence.start
    if begin == verb:
        return _interrupted(words, sentence, commas, verb)
    begin = _after_conjunction(words, begin, verb)
    if begin == verb:
        return verb, None
    subject = _without_opening(words, _after_subordinator(words, begin, verb), verb)
    return begin, Range(subject, verb) if subject < verb else None


def _interrupted(words: Words, sentence: Range, commas: list[int], verb: int) -> tuple[int, Range | None]:
    """A subject whose apposition closes right before the verb ("X, the chief of Y, said")."""
    if len(commas) < 2 or words.depth[commas[-1]]:
        return verb, None
    before = commas[-3] + 1 if len(commas) > 2 else sentence.start
    if len(commas) == 2 and words.depth[commas[0]]:
        before = commas[0] + 1
        return before, Range(before, commas[-1]) if before < commas[-1] else None
    if words.text[commas[-2]] != ",":
        return verb, None
    start = _without_opening(words, before, commas[-2])
    return start, Range(start, commas[-1]) if start < commas[-2] else None


def _after_conjunction(words: Words, begin: int, verb: int) -> int:
    while begin < verb and words.low[begin] in words.language.words.coordinators:
        begin += 1
    return begin


def _after_subordinator(words: Words, begin: int, verb: int) -> int:
    """Past the last conjunction that opens a clause of its own before the verb ("… after councillors agreed")."""
    for index in range(verb - 2, begin - 1, -1):
        if words.low[index] in words.language.words.clause_openers:
            return index + 1
    return begin + (words.low[begin] in words.language.words.relatives and begin + 1 < verb)


def _without_opening(words: Words, begin: int, verb: int) -> int:
    """Past adverbs and a prepositional phrase of time before the subject ("On Friday morning he")."""
    classes = words.language.words
    while begin < verb and words.low[begin] in classes.adverbs:
        begin += 1
    if begin < verb and words.low[begin] in classes.prepositions:
        for index in range(begin, verb):
            if words.low[index] in classes.subject_pronouns and index > begin + 1:
                return index
        for index in range(begin + 1, verb):
            is_time = (
                words.low[index] in words.language.calendar.weekdays
                or words.low[index] in words.language.calendar.months
            )
            if is_time and index + 1 < verb:
                following = index + 1
                while following < verb - 1 and words.low[following] in classes.day_parts:
                    following += 1
                return following
    return begin


def _subject_behind(words: Words, sentence: Range, verb: int) -> Range | None:
    """The subject of ", said X, the chief of Y": up to an adverbial phrase or the sentence's end."""
    classes = words.language.words
    body = without_final_marks(words, sentence)
    end = body.end if body is not None else sentence.end
    first = verb + 1
    if first >= end or words.text[verb - 1] not in ",”\"’'“«»":
        return None
    opens = words.text[first][0].isupper() or words.low[first] in classes.determiners | classes.subject_pronouns
    if not opens or words.low[first] in classes.content_conjunctions:
        return None
    index = first
    while index < end and not words.depth[index]:
        if words.text[index] == "," and not _apposition_follows(words, index, end):
            break
        if words.low[index] in classes.prepositions - classes.attaching_prepositions and index > first:
            break
        if words.low[index] in words.language.calendar.weekdays:
            break
        index += 1
    while index > first and words.text[index - 1] == ",":
        index -= 1
    return Range(first, index) if index > first else None


def _apposition_follows(words: Words, comma: int, end: int) -> bool:
    following = comma + 1
    if following >= end or words.depth[following]:
        return False
    classes = words.language.words
    return words.low[following] in classes.determiners | classes.relatives or words.text[following][0].isupper()


def _behind(words: Words, sentence: Range, verb: int, cue: Cue) -> tuple[int | None, Range | None]:
    """(where the content begins, hearer) behind a cue."""
    body = without_final_marks(words, sentence)
    end = body.end if body is not None else sentence.end
    classes = words.language.words
    for index in range(verb + 1, min(verb + REACH, end)):
        if words.depth[index] or words.text[index] in ",;:":
            break
        if words.low[index] in classes.coordinators:
            break
        if words.low[index] in classes.content_conjunctions and cue.takes & Takes.CLAUSE:
            return index, _between(words, verb + 1, index, cue)
        marker = words.low[index] == classes.infinitive_marker or (index > verb + 1 and words.low[index] in cue.needs)
        if marker and cue.takes & Takes.INFINITIVE and index + 1 < end and words.text[index + 1][0].islower():
            return index, _between(words, verb + 1, index, cue)
    return _bare(words, verb, end, cue)


def _between(words: Words, start: int, end: int, cue: Cue) -> Range | None:
    """Who stands between cue and content, where the cue has a hearer."""
    while end > start and words.low[end - 1] in words.language.words.adverbs:
        end -= 1
    if not cue.hearer or start >= end or words.low[start] in words.language.words.prepositions:
        return None
    return Range(start, end)


def _bare(words: Words, verb: int, end: int, cue: Cue) -> tuple[int | None, Range | None]:
    """A content clause without conjunction right behind the cue ("He said members would be asked")."""
    start = verb + 1
    hearer = None
    if cue.hearer and start < end and not words.depth[start]:
        hearer = _short_object(words, start, end)
        start = hearer.end if hearer is not None else start
    if (
        not cue.takes & Takes.CLAUSE
        or end - start < SHORTEST_CONTENT
        or words.low[start] in words.language.words.coordinators
        or words.text[start] in ",;:"
        or words.depth[start]
    ):
        return None, hearer
    if words.low[start] in words.language.words.prepositions and not _comma_soon(words, start, end):
        return None, hearer
    reach = end if cue.takes & Takes.QUOTE else min(end, start + REACH - 2)
    has_verb = _has_verb(words, start, reach)
    return (start, hearer) if has_verb else (None, hearer)


def _has_verb(words: Words, start: int, end: int) -> bool:
    """Whether a finite verb follows its subject before anything that makes the words an object."""
    classes = words.language.words
    stops = classes.relatives | classes.content_conjunctions | {classes.infinitive_marker}
    for index in range(start, end):
        if words.verb[index].finite and index > start and not words.depth[index]:
            return True
        if words.low[index] in stops and index > start and end - start < REACH:
            return False
    return False


def _comma_soon(words: Words, start: int, end: int) -> bool:
    return "," in words.text[start : min(start + 6, end)]


def _short_object(words: Words, start: int, end: int) -> Range | None:
    """A hearer of one to three words ("reporters", "the Observer", "Fox News")."""
    classes = words.language.words
    if words.low[start] in words.language.attribution.hearers or words.low[start] in classes.other_pronouns:
        return Range(start, start + 1)
    index = start + (words.low[start] in classes.determiners)
    while index < min(start + 4, end) and words.text[index][0].isupper():
        index += 1
    return Range(start, index) if index > start + (words.low[start] in classes.determiners) else None


# direct speech


def _direct(
    words: Words, sentence: Range, frames: list[Frame], quoted: list[Quoted], earlier: list[Draft]
) -> list[Draft]:
    """The quotations that end, or begin and end, in the sentence and are utterances."""
    found: list[Draft] = []
    for quote in quoted:
        if not _is_utterance(words, quote):
            continue
        if _goes_on(words, quote, found or earlier):
            continue
        framed = _framed(words, sentence, frames, quote)
        draft = framed or _bare_quote(words, quote)
        if draft is not None:
            found.append(draft)
    return found


def _is_utterance(words: Words, quote: Quoted) -> bool:
    inner = quote.inner
    if inner is None:
        return False
    closed = words.text[inner.end - 1] in FINAL_MARKS or words.text[inner.end - 1] == ","
    has_verb = any(words.verb[index].finite for index in inner)
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
    if len(gap) > 1 or any(words.text[index] not in ".," for index in gap) or not ends_with_stop:
        return False
    if words.paragraph[quote.part.start] != words.paragraph[last.content[-1].start]:
        return False
    last.content.append(quote.part)
    return True


def _framed(words: Words, sentence: Range, frames: list[Frame], quote: Quoted) -> Draft | None:
    for frame in frames:
        if not frame.cue.takes & Takes.QUOTE or frame.subject is None:
            continue
        if min(frame.start, frame.tokens[0]) == quote.part.end:
            end = _frame_end(words, sentence, frame)
            part = Range(quote.part.end, end)
            hearer = frame.hearer
            return Draft(Mode.DIRECT, [quote.part], "direct-after", list(frame.tokens), [part], frame.subject, hearer)
        between = words.text[frame.last + 1 : quote.part.start]
        if frame.last < quote.part.start and (not between or between[-1] in ",:") and len(between) < REACH:
            part = Range(frame.start, quote.part.start)
            return Draft(
                Mode.DIRECT, [quote.part], "direct-before", list(frame.tokens), [part], frame.subject, frame.hearer
            )
    return None


def _frame_end(words: Words, sentence: Range, frame: Frame) -> int:
    body = without_final_marks(words, sentence)
    end = body.end if body is not None else sentence.end
    for index in range(frame.last + 1, end):
        if words.depth[index]:
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


# indirect speech and acts


def _is_inside(frame: Frame, earlier: list[Draft]) -> bool:
    """Whether the cue stands inside content that was found already."""
    return any(part.start <= frame.last < part.end for draft in earlier for part in draft.content)


def _told(words: Words, sentence: Range, frame: Frame, earlier: list[Draft]) -> list[Draft]:
    """What a frame tells without direct speech: content behind it, content before it, or the act alone."""
    body = without_final_marks(words, sentence)
    if body is None or frame.subject is None:
        return []
    if frame.content is not None and frame.cue.takes & (Takes.CLAUSE | Takes.INFINITIVE):
        behind = [Range(frame.content, body.end)]
        return [_indirect(frame, "frame-second", behind, Range(frame.start, frame.content))]
    before = _told_before(words, sentence, frame, body.end)
    if before is not None:
        return [before]
    if frame.cue.takes & Takes.ACT and not frame.inverted and not _is_inside(frame, earlier):
        return [Draft(Mode.REPORTED, [sentence], "act", list(frame.tokens), [], frame.subject, frame.hearer)]
    return []


def _indirect(frame: Frame, rule: str, content: list[Range], part: Range) -> Draft:
    return Draft(Mode.INDIRECT, content, rule, list(frame.tokens), [part], frame.subject, frame.hearer)


def _told_before(words: Words, sentence: Range, frame: Frame, end: int) -> Draft | None:
    """The content before a frame, and behind it where the frame stands in the middle."""
    comma = min(frame.start, frame.tokens[0]) - 1
    if not frame.cue.takes & Takes.QUOTE or comma - sentence.start < SHORTEST_CONTENT or words.text[comma] != ",":
        return None
    before = Range(sentence.start, comma)
    frame_end = _end_in_middle(words, frame, before, end)
    rest = [Range(frame_end + 1, end)] if frame_end + 1 < end else []
    if words.depth[sentence.start] or not (rest or _tells(words, before)):
        return None
    return _indirect(frame, "frame-after", [before, *rest], Range(comma, min(frame_end + 1, end)))


def _end_in_middle(words: Words, frame: Frame, before: Range, end: int) -> int:
    """Where a frame ends that stands inside a clause ("A more pressing factor, she says, is money"); else `end`."""
    if _tells(words, before):
        return end
    last = max(frame.last, frame.subject.end - 1 if frame.subject is not None else 0)
    comma = next((index for index in range(last + 1, end) if words.text[index] == ","), end)
    return comma if comma + 1 < end and _tells(words, Range(comma + 1, end)) else end


# attributions


def _according(words: Words, sentence: Range, drafts: list[Draft]) -> list[Draft]:
    """The shape "According to X, …" and "…, according to X"."""
    body = without_final_marks(words, sentence)
    before = words.language.attribution.before
    marker = words.language.words.infinitive_marker
    if body is None or any(part.overlaps(sentence) for draft in drafts for part in draft.content):
        return []
    for index in body:
        phrase_end = (
            index + 2 if words.low[index] in before and words.low[index + 1 : index + 2] == [marker] else index + 1
        )
        if words.low[index] not in before or words.depth[index] or phrase_end >= body.end:
            continue
        if index == body.start:
            comma = next((i for i in range(phrase_end, body.end) if words.text[i] == ","), None)
            if comma is not None and comma + SHORTEST_CONTENT < body.end and comma > phrase_end:
                return [_attributed(index, phrase_end, Range(phrase_end, comma), Range(comma + 1, body.end))]
        elif index - body.start >= SHORTEST_CONTENT:
            end = index - (words.text[index - 1] == ",")
            comma = next((i for i in range(phrase_end + 1, body.end) if words.text[i] == ","), body.end)
            return [_attributed(index, phrase_end, Range(phrase_end, comma), Range(body.start, end))]
    return []


def _attributed(index: int, phrase_end: int, speaker: Range, content: Range) -> Draft:
    return Draft(Mode.INDIRECT, [content], "attribution", list(range(index, phrase_end)), [], speaker)
