"""Cues in a sentence: the verbs of saying with their particles, auxiliaries and fixed words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from digest.analysis.segments import BEARS_VERB, Clause, Segment, reads_as_adjective
from digest.analysis.words import Words
from digest.lang.lexicon import Cue, Form, Reading


class Place(Enum):
    """Where the finite verb of the framing clause stands."""

    FIRST = "first"
    SECOND = "second"
    LAST = "last"
    NOWHERE = "infinitive"


@dataclass(frozen=True, slots=True)
class Hit:
    """One cue in the text: `verb` is its finite verb (or infinitive), `tokens` all words of the cue in text order.

    `segment` is the piece that holds `verb`, `last` the last piece that holds a word of the cue.
    """

    cue: Cue
    verb: int
    tokens: tuple[int, ...]
    segment: int
    last: int
    place: Place
    passive: bool = False
    modal: bool = False


def find(words: Words, segments: tuple[Segment, ...]) -> tuple[Hit, ...]:
    """The cues of a sentence in text order; one per verb."""
    hits: list[Hit] = []
    taken: set[int] = set()
    for number, piece in enumerate(segments):
        for index in piece.part:
            if words.verb[index].readings and index not in taken and not words.depth[index]:
                hit = _hit(words, segments, number, index)
                if hit is not None:
                    taken.update(hit.tokens)
                    hits.append(hit)
    return tuple(sorted(hits, key=lambda hit: hit.tokens))


def _hit(words: Words, segments: tuple[Segment, ...], number: int, index: int) -> Hit | None:
    if index + 1 < len(words.text) and reads_as_adjective(words, index):
        return None
    for reading in words.verb[index].readings:
        hit = _read(words, segments, number, index, reading)
        if hit is not None:
            return hit
    return None


def _read(words: Words, segments: tuple[Segment, ...], number: int, index: int, reading: Reading) -> Hit | None:
    """The hit if `reading` fits at `index`."""
    piece = segments[number]
    if reading.form & Form.PARTICIPLE:
        return _participle(words, segments, number, index, reading)
    if reading.form & Form.TO_INFINITIVE or index not in piece.finite:
        return _infinitive(words, segments, number, index, reading)
    return _finite(words, segments, number, index, reading)


def _finite(words: Words, segments: tuple[Segment, ...], number: int, index: int, reading: Reading) -> Hit | None:
    tokens = [index]
    last = number
    place = _place(words, segments[number], index)
    if reading.detached:
        found = _particle(words, segments, number, index, reading.detached)
        if found is None and place is Place.LAST and words.low[index - 1] == reading.detached:
            found = (index - 1, number)
        if found is None:
            return None
        tokens.append(found[0])
        last = found[1]
    elif reading.cue.particle:
        place = Place.LAST
    elif _other_particle(words, segments[number], index):
        return None
    needed = _needed(words, segments[number : last + 1], reading.cue)
    if needed is None:
        return None
    if reading.cue.impersonal:
        tokens += [
            at
            for at in (index - 1, index + 1)
            if words.low[at : at + 1] and words.low[at] in words.language.attribution.impersonal
        ]
    return Hit(reading.cue, index, tuple(sorted({*tokens, *needed})), number, last, place)


def _place(words: Words, piece: Segment, verb: int) -> Place:
    if verb == piece.head:
        return Place.FIRST
    if piece.kind not in BEARS_VERB and _is_coordinated(words, piece, verb):
        return Place.FIRST
    if piece.kind in BEARS_VERB:
        return Place.SECOND
    return Place.LAST


def _is_coordinated(words: Words, piece: Segment, verb: int) -> bool:
    """Whether the verb begins a second main clause inside a subordinate one ("dass …, und warnte vor …")."""
    return words.low[verb - 1] in words.language.words.coordinators and verb < piece.part.end - 1


def _particle(
    words: Words, segments: tuple[Segment, ...], number: int, index: int, particle: str
) -> tuple[int, int] | None:
    """(position, segment) of the particle that belongs to the verb at `index`."""
    for later in range(number, min(number + 5, len(segments))):
        piece = segments[later]
        if later > number and (piece.kind is Clause.CONTENT or piece.kind in BEARS_VERB):
            return None
        for position in range(max(index + 1, piece.part.start), piece.part.end):
            if words.low[position] == particle and _stands_last(words, piece, position) and not words.depth[position]:
                return position, later
    return None


def _stands_last(words: Words, piece: Segment, position: int) -> bool:
    """Whether a particle closes its clause: at the end of the piece, or before "und" or an opening quotation."""
    if position + 1 >= piece.part.end:
        return True
    following = words.low[position + 1]
    return following in words.language.words.coordinators or bool(words.depth[position + 1])


def _other_particle(words: Words, piece: Segment, index: int) -> bool:
    """Whether the clause ends in a particle, which makes the verb another one."""
    end = piece.part.end - 1
    low = words.low[end]
    if low in words.language.false_particles:
        return False
    return end > index and low in words.language.particles and words.text[end].islower()


def _needed(words: Words, pieces: Iterable[Segment], cue: Cue) -> tuple[int, ...] | None:
    """Positions of the fixed words of a cue; None when one is missing or a barred word is there."""
    needs, bars = cue.needs, cue.bars
    if not needs and not bars:
        return ()
    places = {words.low[position]: position for piece in pieces for position in piece.part if not words.depth[position]}
    if any(need not in places for need in needs) or any(bar in places for bar in bars):
        return None
    silent = words.language.words.prepositions | words.language.attribution.silent_needs
    return tuple(places[need] for need in needs if need not in silent)


def _participle(words: Words, segments: tuple[Segment, ...], number: int, index: int, reading: Reading) -> Hit | None:
    """Perfect and passive: the participle with its auxiliary before or right after it."""
    helper = _auxiliary(words, segments, number, index)
    if helper is None:
        return None
    verb, segment = helper
    needed = _needed(words, segments[segment : number + 1], reading.cue)
    if needed is None:
        return None
    tail = (
        [index + 1]
        if index + 1 < segments[number].part.end and words.low[index + 1] in words.language.bare_auxiliaries
        else []
    )
    passive = words.low[verb] in words.language.passive_auxiliaries or any(
        low in words.language.passive_markers for low in words.low[index + 1 : index + 2]
    )
    tokens = tuple(sorted({verb, index, *needed, *tail}))
    place = _place(words, segments[segment], verb)
    modal = words.low[verb] not in words.language.tense_auxiliaries
    return Hit(reading.cue, verb, tokens, segment, number, place, passive=passive, modal=modal)


def _auxiliary(words: Words, segments: tuple[Segment, ...], number: int, index: int) -> tuple[int, int] | None:
    """(position, segment) of the finite auxiliary of the participle at `index`."""
    piece = segments[number]
    for position in piece.finite:
        if _builds_tense(words, piece, position, index) and (position < index or position <= index + 2):
            return position, number
    if piece.finite or index != piece.part.end - 1:
        return None
    for earlier in range(number - 1, max(number - 4, -1), -1):
        piece = segments[earlier]
        if piece.kind in BEARS_VERB:
            waits = not _is_complete(words, piece)
            open_verbs = [p for p in piece.finite if waits and words.low[p] in words.language.tense_auxiliaries]
            return (open_verbs[-1], earlier) if open_verbs else None
        if piece.kind is Clause.CONTENT:
            return None
    return None


def _builds_tense(words: Words, piece: Segment, position: int, participle: int) -> bool:
    """Whether the finite verb at `position` makes a tense or the passive with the participle."""
    if words.low[position] in words.language.tense_auxiliaries:
        return True
    after = participle + 1
    return (
        words.verb[position].auxiliary
        and after < piece.part.end
        and words.low[after] in words.language.bare_auxiliaries
    )


def _is_complete(words: Words, piece: Segment) -> bool:
    """Whether the piece already ends in the participle or infinitive its auxiliary waits for."""
    entry = words.verb[piece.part.end - 1]
    return entry.participle or entry.infinitive


def _infinitive(words: Words, segments: tuple[Segment, ...], number: int, index: int, reading: Reading) -> Hit | None:
    """A cue in the infinitive, with a modal verb or "zu"."""
    entry = words.verb[index]
    if not (entry.infinitive or entry.to_infinitive) or reading.detached:
        return None
    piece = segments[number]
    needed = _needed(words, (piece,), reading.cue)
    if needed is None:
        return None
    marked = index > 0 and words.low[index - 1] == words.language.words.infinitive_marker
    modals = [position for position in piece.finite if words.verb[position].auxiliary]
    if modals and not marked and not entry.to_infinitive:
        verb = modals[0]
        tokens = tuple(sorted({verb, index, *needed}))
        return Hit(reading.cue, verb, tokens, number, number, _place(words, piece, verb), modal=True)
    if not (marked or entry.to_infinitive):
        return None
    return Hit(reading.cue, index, tuple(sorted({index, *needed})), number, number, Place.NOWHERE)
