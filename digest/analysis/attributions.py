"""Statements attributed without a verb: "laut X", "nach Angaben von X", "X zufolge", "…, so X", "Demnach …"."""

from __future__ import annotations

from dataclasses import dataclass

from digest.analysis.drafts import Draft
from digest.analysis.framing import Sentence
from digest.analysis.nouns import is_date, phrase, title
from digest.analysis.parties import main_subject
from digest.analysis.segments import BEARS_VERB, SUBORDINATE, Clause, is_noun
from digest.analysis.words import Range, Words
from digest.model import Mode

LONGEST_OWNER = 14
"""Words that who said it may have before a word like "zufolge"."""


@dataclass(frozen=True, slots=True)
class Attributed:
    """A attributing phrase: `part` all of it, `cue` its words, `speaker` the name in it, `piece` where it stands."""

    part: Range
    cue: tuple[int, ...]
    speaker: Range | None
    piece: int
    framed: bool = False


def attributions(words: Words, sentence: Sentence) -> list[Attributed]:
    """The attributing phrases of `sentence`, in order."""
    found: list[Attributed] = []
    for number, piece in enumerate(sentence.segments):
        for index in piece.part:
            if not words.depth[index] or words.text[index] in words.language.opening_quotes:
                attributed = _attribution(words, sentence, number, index)
                if attributed is not None:
                    found.append(attributed)
    return found


def _attribution(words: Words, sentence: Sentence, number: int, index: int) -> Attributed | None:
    attribution, low = words.language.attribution, words.low[index]
    if low in attribution.before:
        return _before(words, sentence, number, index)
    if low in attribution.after:
        return _after(words, sentence, number, index)
    if low in attribution.noun_prepositions:
        return _with_noun(words, sentence, number, index)
    if low in attribution.parenthetical:
        return _parenthetical(words, sentence, number, index)
    if low in attribution.carried and not number:
        return Attributed(Range(index, index + 1), (index,), None, number)
    return None


def _limit(sentence: Sentence, number: int, index: int) -> int:
    """How far a phrase that begins at `index` can reach: to the next finite verb, over commas that interrupt it."""
    own = sentence.segments[number]
    if any(verb < index for verb in own.finite):
        return own.part.end
    for piece in sentence.segments[number:]:
        later = [verb for verb in piece.finite if verb > index]
        if later:
            return later[0] if piece.kind in BEARS_VERB or piece is own else piece.part.start - 1
    return sentence.body_end


def _named(words: Words, start: int, limit: int) -> Range | None:
    """A noun phrase or a quoted name."""
    if start < limit and words.text[start] in words.language.opening_quotes and words.depth[start]:
        end = title(words, start, limit)
        return Range(start, end) if end is not None else None
    found = phrase(words, start, limit)
    if found is None or (len(found) == 1 and not is_noun(words, start)):
        return None
    return found


def _to_verb(words: Words, sentence: Sentence, number: int, start: int, found: Range) -> Range:
    """`found` up to the verb where it fills the place before the verb, as in "Laut X, Professor in Y, ist …"."""
    opens = start == sentence.segments[number].head
    limit = _limit(sentence, number, start)
    following = next(
        (p for p in sentence.segments[number + 1 :] if p.kind not in (Clause.NO_VERB, Clause.RELATIVE)), None
    )
    if not opens or limit <= found.end:
        return found
    piece = sentence.segments[number]
    if not piece.finite and following is not None and following.kind is Clause.VERB_FIRST:
        end = next(
            (p.part.start for p in sentence.segments[number + 1 :] if p.kind is Clause.RELATIVE), following.part.start
        )
        return Range(found.start, max(found.end, end - 1))
    if piece.finite and piece.kind is Clause.VERB_LATER and words.low[found.end] in words.language.words.prepositions:
        return Range(found.start, piece.finite[0])
    return found


def _before(words: Words, sentence: Sentence, number: int, index: int) -> Attributed | None:
    found = _named(words, index + 1, _limit(sentence, number, index))
    if found is None:
        return None
    found = _to_verb(words, sentence, number, index, found)
    noun = _saying_noun(words, found.start, found.end)
    owner = _owner(words, noun + 1, found.end) if noun is not None else None
    cue = tuple(range(index, noun + 1)) if owner is not None and noun is not None else (index,)
    return Attributed(Range(index, found.end), cue, owner or found, number)


def _after(words: Words, sentence: Sentence, number: int, index: int) -> Attributed | None:
    """The shape "X zufolge", "Angaben der Polizei zufolge"."""
    best: Range | None = None
    floor = max(sentence.segments[number].head, index - LONGEST_OWNER)
    for start in range(index - 1, floor - 1, -1):
        if words.verb[start].auxiliary:
            break
        found = _named(words, start, index)
        if start == index - 1 and words.low[start] in words.language.words.other_pronouns:
            found = Range(start, index)
        opens = _opens_phrase(words, start)
        if found is not None and found.end == index and opens:
            best = found
    if best is None:
        return None
    owner = None
    if words.low[best.start] in words.language.attribution.nouns and len(best) > 1:
        owner = _owner(words, best.start + 1, index)
    noun = _saying_noun(words, best.start, index) if owner is None else None
    if (
        noun is not None
        and words.low[noun] in words.language.attribution.nouns - words.language.attribution.document_nouns
    ):
        owner = _owner(words, noun + 1, index)
        return Attributed(Range(best.start, index + 1), (noun, index), owner, number)
    cue = (best.start, index) if owner is not None else (index,)
    return Attributed(Range(best.start, index + 1), cue, owner or best, number)


def _opens_phrase(words: Words, index: int) -> bool:
    classes = words.language.words
    low = words.low[index]
    return low in classes.determiners or low in classes.other_pronouns or not words.text[index][0].islower()


def _with_noun(words: Words, sentence: Sentence, number: int, index: int) -> Attributed | None:
    """The shape "nach Angaben von X", "nach Ansicht der X", "nach eigenen Angaben", "nach einem Bericht der X"."""
    limit = _limit(sentence, number, index)
    noun = _saying_noun(words, index + 1, limit)
    if noun is None:
        return _noun_before_nach(words, number, index)
    before = words.low[index + 1 : noun]
    if any(low in words.language.attribution.own for low in before):
        return Attributed(
            Range(index, noun + 1), tuple(range(index, noun + 1)), _own_subject(words, sentence, number), number
        )
    owner = _owner(words, noun + 1, limit)
    if owner is not None:
        owner = _to_verb(words, sentence, number, index, owner)
        return Attributed(Range(index, owner.end), tuple(range(index, noun + 1)), owner, number)
    inside = Range(index + 1, noun) if noun > index + 1 and is_noun(words, index + 1) else None
    if inside is None and (
        words.low[noun] in words.language.attribution.document_nouns
        or words.low[noun] not in words.language.attribution.nouns
    ):
        return Attributed(Range(index, noun + 1), (index,), Range(index + 1, noun + 1), number)
    return Attributed(Range(index, noun + 1), tuple(range(index, noun + 1)), inside, number)


def _own_subject(words: Words, sentence: Sentence, number: int) -> Range | None:
    """Who "nach eigenen Angaben" speaks: the subject of the clause."""
    for piece in sentence.segments[number:]:
        if piece.kind in BEARS_VERB:
            return main_subject(words, piece)
    return None


def _noun_before_nach(words: Words, number: int, index: int) -> Attributed | None:
    """The shape "ihrer Meinung nach", "Steinmeiers Ansicht nach"."""
    if index < 2 or words.low[index - 1] not in words.language.attribution.nouns:
        return None
    owner = index - 2
    if words.low[owner] in words.language.words.possessives:
        return Attributed(Range(owner, index + 1), (index - 1, index), Range(owner, owner + 1), number)
    if is_noun(words, owner):
        return Attributed(Range(owner, index + 1), (index - 1, index), Range(owner, owner + 1), number)
    return None


def _saying_noun(words: Words, start: int, limit: int) -> int | None:
    """The noun of saying in the phrase that begins at `start`."""
    for position in range(start, min(start + 5, limit)):
        if is_noun(words, position) and _is_saying(words, words.low[position]):
            return position
        if words.text[position] in ",.;:" or words.verb[position].auxiliary:
            return None
    return None


def _is_saying(words: Words, low: str) -> bool:
    nouns = words.language.attribution.nouns
    return low in nouns or low.rpartition("-")[2] in nouns or low.endswith(words.language.attribution.noun_endings)


def _owner(words: Words, start: int, limit: int) -> Range | None:
    """Who said it, after the noun: a genitive or "von …"."""
    if start >= limit:
        return None
    if words.low[start] in words.language.words.attaching_prepositions:
        found = _named(words, start + 1, limit)
        return None if found is None or is_date(words, found.start, found.end) else found
    if words.low[start] in words.language.words.genitive_openers or is_noun(words, start) or words.depth[start]:
        return _named(words, start, limit)
    if (
        words.low[start].endswith(words.language.attribution.owner_endings)
        and words.low[start] not in words.language.words.closed
    ):
        return _named(words, start, limit)
    return None


def _parenthetical(words: Words, sentence: Sentence, number: int, index: int) -> Attributed | None:
    """The shape ", so X" as a piece of its own."""
    piece = sentence.segments[number]
    if not number or index != piece.part.start or piece.kind is not Clause.NO_VERB:
        return None
    start = index + 1
    while start < piece.part.end and words.low[start] in words.language.words.adverbs:
        start += 1
    if start >= piece.part.end or words.low[start] in words.language.words.oblique:
        return None
    found = phrase(words, start, sentence.body_end)
    if found is None or (len(found) > 1 and not (is_noun(words, found.end - 1) or words.text[found.end - 1] in ")“")):
        return None
    end = max(found.end, piece.part.end)
    return Attributed(Range(index - 1, end), (index,), found, number, framed=True)


def statement(words: Words, sentence: Sentence, attributed: Attributed) -> Draft | None:
    """The statement that the phrase names."""
    start, end = _clause(words, sentence, attributed)
    parts = [Range(start, attributed.part.start)] if start < attributed.part.start else []
    begin = attributed.part.end
    while begin < end and words.text[begin] in ",–—:":
        begin += 1
    if begin < end:
        parts.append(Range(begin, end))
    parts = [part for part in (_trimmed(words, part) for part in parts) if part is not None]
    if sum(len(part) for part in parts) < 2:
        return None
    draft = Draft(Mode.INDIRECT, parts, "attribution", list(attributed.cue), [], attributed.speaker)
    if attributed.framed:
        draft.frame = [attributed.part]
        draft.rule = "attribution-so"
    return draft


def _trimmed(words: Words, part: Range) -> Range | None:
    """`part` without commas and dashes at its ends."""
    start, end = part.start, part.end
    while start < end and words.text[start] in ",–—":
        start += 1
    while start < end and words.text[end - 1] in ",–—":
        end -= 1
    return Range(start, end) if start < end else None


def _clause(words: Words, sentence: Sentence, attributed: Attributed) -> tuple[int, int]:
    """The clause that is attributed: the main clause with what depends on it, or the subordinate clause around the
    phrase.
    """
    segments = sentence.segments
    piece = segments[attributed.piece]
    if attributed.framed:
        return _hard_start(sentence, attributed.piece), sentence.body_end
    if piece.kind in SUBORDINATE:
        opener = piece if piece.opener is None else segments[piece.opener]
        skip = 1 if piece.kind is not Clause.RELATIVE else 0
        return opener.head + skip, piece.part.end
    first = attributed.piece
    while (
        first
        and segments[first].separator in ",–—-"
        and _belongs_before(segments[first - 1].kind, segments[first].kind)
    ):
        first -= 1
    return segments[first].head, _end(words, sentence, attributed.piece)


def _belongs_before(before: Clause, here: Clause) -> bool:
    """Whether a piece is the beginning of the clause that the next one goes on with."""
    return before is Clause.NO_VERB or (before is Clause.RELATIVE and here in (Clause.VERB_FIRST, Clause.NO_VERB))


def _hard_start(sentence: Sentence, number: int) -> int:
    while number and sentence.segments[number].separator not in ";:":
        number -= 1
    return sentence.segments[number].part.start


def _end(words: Words, sentence: Sentence, number: int) -> int:
    """The end of the sentence, or of the piece before the next main clause that is told in its own right."""
    seen_verb = sentence.segments[number].kind in BEARS_VERB
    for piece in sentence.segments[number + 1 :]:
        own = (
            piece.kind is Clause.VERB_LATER
            and seen_verb
            and not any(words.verb[v].subjunctive == 2 for v in piece.finite)
        )
        if piece.separator == ";" or own:
            return piece.part.start - 1
        seen_verb = seen_verb or piece.kind in BEARS_VERB
    return sentence.body_end
