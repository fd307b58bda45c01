"""Direct speech: quoted utterances with the clause that frames them, and quoted fragments a cue introduces."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from digest.analysis.cues import Hit, Place
from digest.analysis.drafts import Draft
from digest.analysis.framing import Sentence, frame_start
from digest.analysis.nouns import phrase
from digest.analysis.parties import Parties, main_subject, parties
from digest.analysis.quotemarks import Quoted
from digest.analysis.segments import BEARS_VERB, Clause
from digest.analysis.words import FINAL_MARKS, Range, Words
from digest.lang.lexicon import Takes
from digest.model import Mode

SHORTEST_UTTERANCE = 4
"""Words; a shorter quotation is an utterance only where a cue frames it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The sentences that are looked at, and the quoted stretches."""

    sentences: tuple[Sentence, ...]
    quoted: tuple[Quoted, ...]

    def at(self, index: int) -> Sentence | None:
        """The sentence around the word at `index`."""
        number = bisect_right(self.sentences, index, key=lambda sentence: sentence.part.start) - 1
        sentence = self.sentences[number] if number >= 0 else None
        return sentence if sentence is not None and index < sentence.part.end else None


def is_utterance(words: Words, quoted: Quoted) -> bool:
    """Whether a quotation says something, rather than naming or setting off a word."""
    inner = quoted.inner
    if inner is None:
        return False
    has_verb = any(words.verb[index].finite for index in inner)
    ends = words.text[inner.end - 1] in FINAL_MARKS
    return (len(inner) >= SHORTEST_UTTERANCE and has_verb and _opens_like_one(words, inner)) or (
        ends and len(inner) > 1
    )


def _opens_like_one(words: Words, inner: Range) -> bool:
    return words.text[inner.start][0].isupper() or not words.text[inner.start][0].isalpha()


def frame_after(
    words: Words, scene: Scene, quoted: Quoted
) -> tuple[Range, Hit | None, Parties, tuple[int, ...]] | None:
    """The framing clause right after a quotation: ", sagte X", ", so X"."""
    start = quoted.part.end
    if start >= len(words.text) or words.paragraph[start] != words.paragraph[quoted.part.start]:
        return None
    sentence = scene.at(start)
    if sentence is None or (start == sentence.part.start and words.text[start] != ","):
        return None
    for number, piece in enumerate(sentence.segments):
        if piece.part.end <= start or piece.part.start > start + 1:
            continue
        first = max(piece.part.start, start)
        found = _verb_frame(words, sentence, number, first) or _so_frame(words, sentence, number, first)
        if found is not None:
            frame, hit, who, cue = found
            return Range(start, max(frame.end, start + 1)), hit, who, cue
    return None


def _verb_frame(
    words: Words, sentence: Sentence, number: int, first: int
) -> tuple[Range, Hit | None, Parties, tuple[int, ...]] | None:
    for hit in sentence.hits:
        is_first = hit.verb == first
        is_wie = (
            hit.place is Place.LAST
            and hit.segment == number
            and words.low[first] in words.language.attribution.verb_final
        )
        if (is_first or is_wie) and hit.segment == number and hit.cue.takes & (Takes.QUOTE | Takes.CLAUSE):
            end = _end_of_frame(words, sentence, hit)
            return Range(first, end), hit, parties(words, sentence.segments, hit, end), hit.tokens
    return None


def _end_of_frame(words: Words, sentence: Sentence, hit: Hit) -> int:
    """The frame goes on over appositions and relative clauses, up to a colon, the next quotation or the sentence's
    end.
    """
    number = hit.last
    segments = sentence.segments
    while number + 1 < len(segments) and segments[number + 1].separator in ",–—-":
        following = segments[number + 1]
        if words.depth[following.part.start] or following.kind in BEARS_VERB or following.kind is Clause.CONTENT:
            break
        number += 1
    end = segments[number].part.end
    for index in range(hit.verb, end):
        if words.depth[index] and _is_long_quote(words, index, end):
            return index
    return end


def _is_long_quote(words: Words, index: int, end: int) -> bool:
    return all(words.depth[position] for position in range(index, end)) and end - index > 4


def _so_frame(
    words: Words, sentence: Sentence, number: int, first: int
) -> tuple[Range, Hit | None, Parties, tuple[int, ...]] | None:
    if words.low[first] not in words.language.attribution.parenthetical:
        return None
    start = first + 1
    while start < sentence.body_end and words.low[start] in words.language.words.adverbs:
        start += 1
    found = phrase(words, start, sentence.body_end)
    if found is None:
        return None
    end = max(found.end, sentence.segments[number].part.end)
    return Range(first, end), None, Parties(found), (first,)


def frame_before(
    words: Words, scene: Scene, quoted: Quoted
) -> tuple[Range, Hit | None, Parties, tuple[int, ...]] | None:
    """The framing clause right before a quotation: "X sagte: „…“"."""
    index = quoted.part.start - 1
    if index < 0:
        return None
    sentence = scene.at(index)
    if sentence is None:
        return None
    colon = words.text[index] == ":"
    if not colon and sentence.part.end <= quoted.part.start:
        return None
    candidates = [
        hit for hit in sentence.hits
        if hit.verb <= index and hit.tokens[0] <= index and hit.cue.takes & (Takes.QUOTE | Takes.CLAUSE)
        and (colon or _touches(words, hit, index))
    ]  # fmt: skip
    if not candidates:
        return _verbless_colon(words, sentence, index) if colon else None
    hit = candidates[-1]
    start = frame_start(words, sentence, hit)
    return Range(start, index + 1), hit, parties(words, sentence.segments, hit, index), hit.tokens


def _touches(words: Words, hit: Hit, index: int) -> bool:
    """Whether no other clause stands between the cue and the quotation."""
    return (
        not any(words.text[position] in ",;:" for position in range(hit.tokens[-1], index)) or words.text[index] == ","
    )


def _verbless_colon(
    words: Words, sentence: Sentence, colon: int
) -> tuple[Range, Hit | None, Parties, tuple[int, ...]] | None:
    """The shape "Merkel: „…“", or any clause that ends in a colon before an utterance."""
    start = sentence.part.start
    found = phrase(words, start, colon, genitive=True)
    if found is not None and found.end >= colon - 1:
        return Range(start, colon + 1), None, Parties(found), ()
    mains = [piece for piece in sentence.segments if piece.kind in BEARS_VERB and piece.part.start < colon]
    if not mains:
        return None
    acts = [hit for hit in sentence.hits if hit.verb <= colon and hit.place is not Place.NOWHERE]
    if acts:
        return Range(start, colon + 1), acts[-1], parties(words, sentence.segments, acts[-1], colon), acts[-1].tokens
    subject = main_subject(words, mains[-1])
    attribution = words.language.attribution
    if subject is not None and words.low[subject.start] in attribution.impersonal | attribution.no_speakers:
        subject = None
    return Range(start, colon + 1), None, Parties(subject), ()


def direct(words: Words, scene: Scene) -> list[Draft]:
    """The direct speech of the text, outermost quotations only."""
    drafts: list[Draft] = []
    for quoted in scene.quoted:
        if quoted.level:
            continue
        framed = _framed(words, scene, quoted)
        draft = _continued(words, drafts, quoted, framed) or framed or _unframed(words, scene, quoted)
        if draft is not None and (not drafts or draft is not drafts[-1]):
            drafts.append(draft)
    return drafts


def _framed(words: Words, scene: Scene, quoted: Quoted) -> Draft | None:
    inner = quoted.inner
    if inner is None:
        return None
    utterance = is_utterance(words, quoted)
    after = frame_after(words, scene, quoted)
    if after is not None and (utterance or words.text[quoted.part.end] == ","):
        return _draft(quoted, *after, rule="direct-after")
    before = frame_before(words, scene, quoted)
    if before is not None and (utterance or words.text[quoted.part.start - 1] == ":"):
        return _draft(quoted, *before, rule="direct-before")
    return None


def _draft(quoted: Quoted, frame: Range, hit: Hit | None, who: Parties, cue: tuple[int, ...], *, rule: str) -> Draft:
    del hit
    return Draft(Mode.DIRECT, [quoted.part], rule, list(cue), [frame], who.speaker, who.addressee)


def _continued(words: Words, drafts: list[Draft], quoted: Quoted, framed: Draft | None) -> Draft | None:
    """The shape "„…“, sagte X, „…“" and "„…“, sagte X. „…“": the second part belongs to the first."""
    if not drafts or not drafts[-1].frame:
        return None
    last = drafts[-1]
    frame = last.frame[-1]
    between = quoted.part.start - frame.end
    if last.rule != "direct-after" or between not in (0, 1):
        return None
    same_sentence = not between or words.text[frame.end] in ",:–"
    next_sentence = bool(between) and words.text[frame.end] == "." and framed is None and is_utterance(words, quoted)
    if not same_sentence and not (next_sentence and words.paragraph[frame.end] == words.paragraph[quoted.part.start]):
        return None
    last.content.append(quoted.part)
    if same_sentence:
        last.frame[-1] = Range(frame.start, quoted.part.start)
    return last


def _unframed(words: Words, scene: Scene, quoted: Quoted) -> Draft | None:
    """A quotation that is whole sentences and has no frame: its speaker is carried over later."""
    inner = quoted.inner
    if inner is None or not is_utterance(words, quoted) or len(inner) < SHORTEST_UTTERANCE:
        return None
    if not _fills_sentences(scene, quoted):
        return None
    return Draft(Mode.DIRECT, [quoted.part], "direct-bare", [], [])


def _fills_sentences(scene: Scene, quoted: Quoted) -> bool:
    """Whether the quotation begins and ends with sentences."""
    first, last = scene.at(quoted.part.start), scene.at(quoted.part.end - 1)
    if first is None or last is None or first.part.start != quoted.part.start:
        return False
    return quoted.part.end >= last.part.end - 1
