"""Quotations in a language with the finite verb in second place, all rules in order.

    direct speech -> per sentence: "Das sagte X." -> framed content -> attributions -> noun cues -> fragments and acts
    -> sentences in the subjunctive -> speakers carried over

What one rule has found the later ones leave alone.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from digest.analysis import acts, attributions, carried, directs, framing, nouncues
from digest.analysis.attributions import Attributed
from digest.analysis.cues import find as find_cues
from digest.analysis.directs import Scene
from digest.analysis.drafts import Draft
from digest.analysis.framing import Sentence
from digest.analysis.quotemarks import Quoted
from digest.analysis.segments import segment
from digest.analysis.words import Range, Words
from digest.model import Mode


def find(words: Words, quoted: tuple[Quoted, ...], parts: tuple[Range, ...]) -> list[Draft]:
    """The quotations of the sentences `parts`, in text order."""
    sentences = tuple(sentence for part in parts if (sentence := _read(words, part)) is not None)
    found = _Found(words, quoted, [q.part.start for q in quoted])
    found.add(directs.direct(words, Scene(sentences, quoted)))
    before: Sentence | None = None
    for sentence in sentences:
        if not found.covers(sentence.part):
            found.add(_of_sentence_before(words, sentence, before, found) or _of_sentence(words, sentence, found))
        before = sentence
    found.drafts.sort(key=lambda draft: (draft.start, draft.content[0].start))
    return carried.merge(_carry(words, sentences, found.drafts))


def _read(words: Words, part: Range) -> Sentence | None:
    segments = segment(words, part)
    return Sentence(part, segments, find_cues(words, segments)) if segments else None


@dataclass(slots=True)
class _Found:
    """The drafts so far, which words they cover, and which are their cues."""

    words: Words
    quoted: tuple[Quoted, ...]
    quote_starts: list[int]
    drafts: list[Draft] = field(default_factory=list)
    cues: set[int] = field(default_factory=set)
    content: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self.content = bytearray(len(self.words.text))

    def add(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            self.drafts.append(draft)
            self.cues.update(draft.cue)
            for part in (*draft.content, *draft.frame):
                self.content[part.start : part.end] = b"\x01" * len(part)

    def covers(self, part: Range) -> bool:
        """Whether every word of the part is told already."""
        return 0 not in self.content[part.start : part.end]

    def touches(self, part: Range) -> bool:
        """Whether any word of the part is told already."""
        return 1 in self.content[part.start : part.end]

    def pass_on(self, phrase: Attributed) -> None:
        """Name who passed on the direct speech in whose frame the phrase stands."""
        for draft in self.drafts:
            if any(part.contains(phrase.part) for part in draft.frame) and draft.speaker != phrase.speaker:
                draft.via = draft.via or phrase.speaker
                return

    def quoted_in(self, part: Range) -> tuple[Quoted, ...]:
        """The quoted stretches that begin in the part."""
        return self.quoted[bisect_left(self.quote_starts, part.start) : bisect_left(self.quote_starts, part.end)]


def _of_sentence_before(words: Words, sentence: Sentence, before: Sentence | None, found: _Found) -> list[Draft]:
    """What "Das sagte X." credits to X: the sentence before, where no rule has found anything in it."""
    if before is None or words.paragraph[before.part.start] != words.paragraph[sentence.part.start]:
        return []
    if found.touches(before.part) or before.part.end != sentence.part.start:
        return []
    draft = framing.frame_for_sentence_before(words, sentence, before.part)
    return [draft] if draft is not None else []


def _of_sentence(words: Words, sentence: Sentence, found: _Found) -> list[Draft]:
    """Framed content, else attributions, else fragments and acts, for the cues that direct speech has not used."""
    hits = tuple(hit for hit in sentence.hits if not found.cues.intersection(hit.tokens))
    sentence = Sentence(sentence.part, sentence.segments, hits)
    drafts = framing.frames(words, sentence)
    drafts += _attributed(words, sentence, drafts, found)
    drafts += nouncues.noun_frames(words, sentence, [part for draft in drafts for part in draft.content])
    used = {token for draft in drafts for token in draft.cue}
    rest = tuple(hit for hit in hits if not used.intersection(hit.tokens) and not _in_content(hit.verb, drafts))
    told = acts.told(words, Sentence(sentence.part, sentence.segments, rest), found.quoted_in(sentence.part))
    return drafts + told


def _attributed(words: Words, sentence: Sentence, framed: list[Draft], found_before: _Found) -> list[Draft]:
    """Attributed statements; an attributing phrase inside a frame names who passed the words on."""
    found: list[Draft] = []
    used = found_before.cues
    for phrase in attributions.attributions(words, sentence):
        around = next((d for d in framed if any(part.contains(phrase.part) for part in d.frame)), None)
        if around is not None:
            around.via = around.via or phrase.speaker
        elif found_before.touches(phrase.part):
            found_before.pass_on(phrase)
        elif not framed and not found and not used.intersection(phrase.cue):
            draft = attributions.statement(words, sentence, phrase)
            found += [draft] if draft is not None else []
    return found


def _in_content(index: int, drafts: list[Draft]) -> bool:
    return any(part.start <= index < part.end for draft in drafts for part in draft.content)


def _carry(words: Words, sentences: tuple[Sentence, ...], drafts: list[Draft]) -> list[Draft]:
    """Add the carried sentences, and give every quotation without frame the speaker of the sentence before."""
    starts = [sentence.part.start for sentence in sentences]
    own: dict[int, list[Draft]] = {}
    for draft in drafts:
        own.setdefault(bisect_left(starts, draft.start + 1) - 1, []).append(draft)
    found: list[Draft] = []
    last: Draft | None = None
    for number, sentence in enumerate(sentences):
        if number and sentences[number - 1].part.end != sentence.part.start:
            last = None
        here = own.get(number) or _carried(words, sentence, last)
        for draft in here:
            if draft.speaker is None and last is not None and _wants_speaker(words, draft):
                draft.speaker = last.speaker
        found += here
        last = here[-1] if here else None
    return found


def _carried(words: Words, sentence: Sentence, last: Draft | None) -> list[Draft]:
    if words.depth[sentence.part.start]:
        return []
    draft = carried.carried(words, sentence, follows=last is not None)
    return [draft] if draft is not None else []


def _wants_speaker(words: Words, draft: Draft) -> bool:
    """Whether the speaker of a quotation is the one of the sentence before."""
    by_word = len(draft.cue) == 1 and words.low[draft.cue[0]] in words.language.attribution.carried
    return draft.mode is Mode.INDIRECT_FREE or draft.rule == "direct-bare" or by_word
