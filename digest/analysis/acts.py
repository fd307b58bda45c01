"""Speech acts told without a content clause, and quoted fragments in them ("nannte das „…“")."""

from __future__ import annotations

from digest.analysis.carried import carried
from digest.analysis.cues import Hit, Place
from digest.analysis.drafts import Draft
from digest.analysis.framing import Sentence
from digest.analysis.parties import parties
from digest.analysis.quotemarks import Quoted
from digest.analysis.segments import BEARS_VERB
from digest.analysis.words import Range, Words
from digest.lang.lexicon import Takes
from digest.model import Mode

LONGEST_TITLE = 2
"""Words; a capitalised quotation of this length after a noun is a name."""


def told(words: Words, sentence: Sentence, quoted: tuple[Quoted, ...]) -> list[Draft]:
    """Fragments and acts of the cues in `sentence` that introduce no content clause."""
    drafts: list[Draft] = []
    for hit in sentence.hits:
        draft = _fragment(words, sentence, hit, quoted) or _act(words, sentence, hit)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _clause(sentence: Sentence, hit: Hit) -> Range:
    """From the first to the last piece of the clause around the cue."""
    segments = sentence.segments
    first = hit.segment
    if hit.place in (Place.FIRST, Place.SECOND):
        while first and segments[first - 1].kind not in BEARS_VERB and segments[first].separator in ",–—-":
            first -= 1
    last = hit.last
    while last + 1 < len(segments) and segments[last + 1].kind not in BEARS_VERB:
        last += 1
    return Range(segments[first].part.start, segments[last].part.end)


def _fragment(words: Words, sentence: Sentence, hit: Hit, quoted: tuple[Quoted, ...]) -> Draft | None:
    if not hit.cue.takes & Takes.FRAGMENT or hit.place is Place.NOWHERE:
        return None
    clause = _clause(sentence, hit)
    naming = bool(hit.cue.takes & Takes.FRAGMENT)
    inside = [q for q in quoted if not q.level and clause.contains(q.part) and not is_title(words, q, naming=naming)]
    if not inside:
        return None
    found = parties(words, sentence.segments, hit, clause.end)
    inside = [q for q in inside if found.speaker is None or not found.speaker.overlaps(q.part)]
    if not inside or (found.speaker is None and hit.passive) or _is_anybody(words, found.speaker):
        return None
    frame = _around(clause, [q.part for q in inside])
    return Draft(
        Mode.DIRECT, [q.part for q in inside], "fragment", list(hit.tokens), frame, found.speaker, found.addressee
    )


def is_title(words: Words, quoted: Quoted, *, naming: bool) -> bool:
    """Whether a quotation is the title of a work, the name of a paper or the like."""
    inner = quoted.inner
    if inner is None:
        return True
    before = words.low[quoted.part.start - 1] if quoted.part.start else ""
    if before in words.language.title_nouns or before.endswith(words.language.words.title_endings or ("\0",)):
        return True
    capital = words.text[inner.start][0].isupper() or words.text[inner.start][0].isdigit()
    return capital and len(inner) <= LONGEST_TITLE and not (naming and _is_named(words, before))


def _is_named(words: Words, before: str) -> bool:
    """Whether the word before a quoted noun shows that it is a judgement ("als", "einen", "von")."""
    classes = words.language.words
    return before in classes.determiners or before in classes.adverbial_conjunctions or before in classes.prepositions


def _around(clause: Range, content: list[Range]) -> list[Range]:
    """`clause` without `content`, in order."""
    parts: list[Range] = []
    start = clause.start
    for part in content:
        if part.start > start:
            parts.append(Range(start, part.start))
        start = part.end
    if start < clause.end:
        parts.append(Range(start, clause.end))
    return parts


def _act(words: Words, sentence: Sentence, hit: Hit) -> Draft | None:
    if not hit.cue.takes & Takes.ACT or hit.place not in (Place.FIRST, Place.SECOND) or hit.modal:
        return None
    clause = _clause(sentence, hit)
    if _is_denied(words, clause) or carried(words, sentence, follows=True) is not None:
        return None
    found = parties(words, sentence.segments, hit, clause.end)
    if found.speaker is None or _is_anybody(words, found.speaker):
        return None
    content = _with_final_mark(sentence, clause)
    return Draft(Mode.REPORTED, [content], "act", list(hit.tokens), [], found.speaker, found.addressee)


def _is_denied(words: Words, clause: Range) -> bool:
    """Whether the clause denies that anything was said ("äußerte er sich nicht")."""
    return words.low[clause.end - 1] in words.language.words.negations or any(
        words.low[index] in words.language.words.negations and words.verb[index + 1].participle
        for index in Range(clause.start, clause.end)
        if index + 1 < clause.end
    )


def _is_anybody(words: Words, speaker: Range | None) -> bool:
    return speaker is not None and len(speaker) == 1 and words.low[speaker.start] in words.language.words.anybody


def _with_final_mark(sentence: Sentence, clause: Range) -> Range:
    return Range(clause.start, sentence.part.end) if clause.end == sentence.body_end else clause
