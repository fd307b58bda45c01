"""Who speaks and who is spoken to: the noun phrases around a cue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from digest.analysis.cues import Hit, Place
from digest.analysis.nouns import is_name, opens_sentence, phrase
from digest.analysis.segments import BEARS_VERB, Clause, Segment, is_noun
from digest.analysis.words import Range, Words
from digest.lang.lexicon import Takes


@dataclass(frozen=True, slots=True)
class Parties:
    """Speaker and addressee of a framing clause."""

    speaker: Range | None = None
    addressee: Range | None = None


def parties(words: Words, segments: tuple[Segment, ...], hit: Hit, limit: int) -> Parties:
    """Speaker and addressee of `hit`; the framing clause ends before `limit`."""
    if hit.place is Place.NOWHERE:
        return Parties()
    found = _subject(words, segments, hit, limit)
    if found is not None and len(found) == 1 and words.low[found.start] in words.language.attribution.impersonal:
        return Parties(_container(words, segments, limit))
    hearer = _hearer(words, segments, hit, limit, found)
    if hit.passive:
        agent = _agent(words, segments[hit.segment], hit, limit) or _container(words, segments, limit)
        return Parties(agent, found if hit.cue.hearer == "accusative" else hearer)
    return Parties(found, hearer)


def clause_head(words: Words, piece: Segment, verb: int) -> int:
    """Where the clause of `verb` begins inside its piece: after "und" where a second subject follows it."""
    for index in range(verb - 1, piece.head, -1):
        if words.low[index] in words.language.words.coordinators and any(other < index for other in piece.finite):
            return piece.head if index == verb - 1 else index + 1
    return piece.head


def _subject(words: Words, segments: tuple[Segment, ...], hit: Hit, limit: int) -> Range | None:
    piece = segments[hit.segment]
    if hit.place is Place.LAST:
        return _subject_of_last(words, segments, hit)
    if _sure_subject(words, hit.verb + 1, limit):
        return Range(hit.verb + 1, hit.verb + 2)
    if hit.place is Place.SECOND:
        return _subject_of_second(words, segments, hit, limit)
    if piece.kind not in BEARS_VERB:
        mains = [other for other in segments[: hit.segment] if other.kind in BEARS_VERB]
        return main_subject(words, mains[-1]) if mains else None
    if hit.segment and not any(other.kind in BEARS_VERB for other in segments[: hit.segment]):
        earlier = _interrupted_subject(words, segments, hit.segment)
        if earlier is not None and not (subject_follows(words, hit, limit) and hit.segment == 1):
            return earlier
    after = subject_after(words, hit.verb + 1, limit, hit.cue.needs)
    if (
        after is None
        and hit.segment
        and (piece.head != piece.part.start or segments[hit.segment - 1].kind in BEARS_VERB)
    ):
        earlier_main = [other for other in segments[: hit.segment] if other.kind in BEARS_VERB]
        return main_subject(words, earlier_main[-1]) if earlier_main else None
    return after


def _sure_subject(words: Words, index: int, limit: int) -> bool:
    return index < limit and words.low[index] in words.language.words.sure_subjects


def _subject_of_second(words: Words, segments: tuple[Segment, ...], hit: Hit, limit: int) -> Range | None:
    piece = segments[hit.segment]
    head = clause_head(words, piece, hit.verb)
    if head == piece.head and piece.finite and piece.finite[0] < hit.verb:
        opens = piece.finite[0] == piece.head
        return (_interrupted_subject(words, segments, hit.segment) if opens else None) or main_subject(words, piece)
    before = _interrupted_subject(words, segments, hit.segment) if head == piece.head else None
    before = before or prefield_subject(words, Range(head, hit.verb))
    if before is None or _is_adverb(words, before) or before.start in hit.tokens or _disagrees(words, before, hit.verb):
        return subject_after(words, hit.verb + 1, limit, hit.cue.needs) or before
    return before


def _disagrees(words: Words, found: Range, verb: int) -> bool:
    """Whether a plural before a verb in the singular, or a bare abstract noun, must be the object."""
    low, last = words.low[found.start], words.low[found.end - 1]
    endings = words.language.words
    if low in endings.plural_openers and len(found) == 2 and last.endswith(endings.plural_endings):
        return not words.verb[verb].plural
    if len(found) > 1 and words.low[found.start + 1] in endings.prepositions:
        return low.endswith(endings.abstract_endings) and words.low[verb + 1] in endings.subject_pronouns
    return len(found) == 1 and last.endswith(endings.abstract_endings)


def main_subject(words: Words, piece: Segment) -> Range | None:
    """The subject of a main clause by its first finite verb."""
    verb = piece.finite[0]
    if _sure_subject(words, verb + 1, piece.part.end):
        return Range(verb + 1, verb + 2)
    before = prefield_subject(words, Range(piece.head, verb)) if verb > piece.head else None
    if before is None or _is_adverb(words, before):
        return subject_after(words, verb + 1, piece.part.end) or before
    return before


def _is_adverb(words: Words, found: Range) -> bool:
    """Whether one capitalised word at the beginning of a sentence is rather an adverb ("Gegenwärtig")."""
    return (
        len(found) == 1
        and opens_sentence(words, found.start)
        and words.low[found.start].endswith(words.language.words.adverb_endings or ("\0",))
    )


def prefield_subject(words: Words, part: Range) -> Range | None:
    """The subject that fills the place before the finite verb, or None when something else fills it."""
    start = part.start
    classes = words.language.words
    while start < part.end and words.low[start] in classes.focus:
        start += 1
    if start >= part.end or (words.low[start] in classes.oblique and not _owns_subject(words, start, part.end)):
        return None
    found = phrase(words, start, part.end, genitive=True)
    if found is None or (len(found) == 1 and words.low[start] in words.language.attribution.no_speakers):
        return None
    return _whole_prefield(words, found, part.end)


def _owns_subject(words: Words, start: int, end: int) -> bool:
    """Whether a relative in the genitive stands before the noun it owns ("Deren Vorsitzender X warf …")."""
    return words.low[start] in words.language.words.owning_relatives and start + 1 < end and is_noun(words, start + 1)


def _whole_prefield(words: Words, found: Range, end: int) -> Range:
    """`found` with the prepositional phrases up to the verb: before a verb in second place stands one constituent."""
    classes = words.language.words
    index = found.end
    while index < end and words.low[index] not in classes.adverbs and words.text[index] != ",":
        index += 1
    attaches = index > found.end and words.low[found.end] in classes.prepositions
    credits_ = words.language.attribution.before | words.language.attribution.noun_prepositions
    return Range(found.start, index) if attaches and words.low[found.end] not in credits_ else found


def _interrupted_subject(words: Words, segments: tuple[Segment, ...], number: int) -> Range | None:
    """The subject that begins in a piece before that of the verb ("X, Chef von Y, sagte …")."""
    first = number
    while (
        first and segments[first - 1].kind in (Clause.NO_VERB, Clause.RELATIVE) and segments[first].separator in ",–—-"
    ):
        first -= 1
    if first == number or segments[first].kind is not Clause.NO_VERB:
        return None
    classes = words.language.words
    start = segments[first].head
    while start < segments[first].part.end - 1 and words.low[start] in classes.focus:
        start += 1
    if words.low[start] in classes.oblique or words.low[start] in classes.prepositions | classes.adverbs:
        return None
    last = segments[number]
    end = last.finite[0] if last.finite else last.part.end
    for piece in segments[first:number]:
        if piece.kind is Clause.RELATIVE:
            end = piece.part.start - 1
            break
    else:
        end = segments[number - 1].part.end if end == last.part.start else end
    found = phrase(words, start, end)
    return None if found is None else Range(start, end)


def subject_follows(words: Words, hit: Hit, limit: int) -> bool:
    """Whether a subject stands right after the verb."""
    return subject_after(words, hit.verb + 1, limit) is not None


def subject_after(words: Words, start: int, limit: int, barred: tuple[str, ...] = ()) -> Range | None:
    """The first noun phrase from `start` on that can be a subject, past adverbs, objects and prepositional phrases."""
    for found, oblique in constituents(words, start, limit, barred):
        if not oblique and words.low[found.start] not in words.language.attribution.hearers:
            return found
    return None


def _subject_of_last(words: Words, segments: tuple[Segment, ...], hit: Hit) -> Range | None:
    piece = segments[hit.segment]
    start = piece.head if piece.opener is None else segments[piece.opener].head
    inside = subject_after(words, start + 1, hit.verb, hit.cue.needs)
    return inside or _antecedent(words, segments, hit.segment)


def constituents(words: Words, start: int, limit: int, barred: tuple[str, ...] = ()) -> Iterator[tuple[Range, bool]]:
    """The noun phrases from `start` on, each with whether it is surely no subject. Ends at a comma."""
    classes = words.language.words
    index = start
    while index < limit and words.text[index] not in ",;:":
        low = words.low[index]
        if low in classes.prepositions:
            found = phrase(words, index + 1, limit, apposition=False, genitive=True)
            index = found.end if found else index + 1
            continue
        if low in classes.adverbs or low in classes.reflexives:
            index += 1
            continue
        found = phrase(words, index, limit, barred=barred)
        if found is None:
            if words.depth[index]:
                return
            index += 1
            continue
        yield found, low in classes.oblique
        index = found.end


def _antecedent(words: Words, segments: tuple[Segment, ...], number: int) -> Range | None:
    """What a relative clause belongs to."""
    if not number or segments[number].kind is not Clause.RELATIVE:
        return None
    first = number - 1
    while first and segments[first].kind is Clause.NO_VERB and segments[first - 1].kind is not Clause.RELATIVE:
        first -= 1
    end = segments[number - 1].part.end
    for start in range(max(segments[first].part.start, end - 16), end):
        if words.low[start] in words.language.words.determiners or is_name(words, start):
            found = phrase(words, start, end)
            if found is not None and found.end == end:
                return found
    return None


def _hearer(words: Words, segments: tuple[Segment, ...], hit: Hit, limit: int, subject: Range | None) -> Range | None:
    piece = segments[hit.segment]
    start = hit.verb + 1 if hit.place in (Place.FIRST, Place.SECOND) else piece.head
    end = min(limit, segments[hit.last].part.end) if hit.place is Place.LAST else limit
    prepositional = _hearer_after_preposition(words, start, end)
    if prepositional is not None:
        return prepositional
    for found, oblique in constituents(words, start, end):
        if subject is not None and found.overlaps(subject):
            continue
        if words.low[found.start] in words.language.attribution.hearers or _is_hearer(words, hit, found, oblique):
            return found
    return _fronted_hearer(words, piece, hit)


def _hearer_after_preposition(words: Words, start: int, end: int) -> Range | None:
    """The shape "gegenüber X", "vor Journalisten"."""
    attribution = words.language.attribution
    for index in range(start, end):
        if words.low[index] in attribution.hearer_prepositions:
            return phrase(words, index + 1, end, apposition=False)
        plain = words.low[index] in attribution.plain_hearer_prepositions
        if plain and index + 1 < end and words.low[index + 1] in attribution.hearers:
            return phrase(words, index + 1, end, apposition=False)
    return None


def _is_hearer(words: Words, hit: Hit, found: Range, oblique: bool) -> bool:
    """Whether an object can be the person spoken to."""
    if found.start in hit.tokens or not hit.cue.takes & (Takes.CLAUSE | Takes.INFINITIVE | Takes.QUOTE):
        return False
    dative = words.low[found.start] in words.language.words.dative_openers
    if hit.cue.hearer == "accusative":
        return not dative
    if hit.cue.hearer == "dative":
        return dative or oblique or is_name(words, found.start)
    return dative and any(is_noun(words, index) for index in found)


def _fronted_hearer(words: Words, piece: Segment, hit: Hit) -> Range | None:
    if hit.cue.hearer and hit.place is Place.SECOND and words.low[piece.head] in words.language.words.oblique:
        return phrase(words, piece.head, hit.verb)
    return None


def _agent(words: Words, piece: Segment, hit: Hit, limit: int) -> Range | None:
    """The agent of a passive ("von den Sozialdemokraten")."""
    for index in range(piece.head, min(limit, len(words.text))):
        if words.low[index] in words.language.words.agents and words.low[index] not in hit.cue.needs:
            found = phrase(words, index + 1, limit, apposition=False)
            if found is not None and is_noun(words, found.end - 1) and not words.text[found.start][0].isdigit():
                return found
    return None


def _container(words: Words, segments: tuple[Segment, ...], limit: int) -> Range | None:
    """The text something stands in ("in der Erklärung heißt es")."""
    for index in range(segments[0].part.start, limit):
        if words.low[index] in words.language.words.containers:
            found = phrase(words, index + 1, limit)
            if found is not None and any(_is_document(words, i) for i in found):
                return found
    return None


def _is_document(words: Words, index: int) -> bool:
    return is_noun(words, index) and words.low[index].endswith(words.language.attribution.document_endings)
