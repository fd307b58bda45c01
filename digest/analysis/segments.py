"""A sentence cut at its commas, colons, dashes and semicolons, each piece with the kind of clause it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from digest.analysis.words import Range, Words, without_final_marks
from digest.lang.lexicon import NO_VERB

SEPARATORS = frozenset(",;:–—-")
OPENING_BRACKETS, CLOSING_BRACKETS = frozenset("(["), frozenset(")]")
SHORTEST_GUESS = 6
"""Letters of an unknown word that is taken for a verb by its ending."""
CLOSERS = frozenset("“”\"'’‘«»›‹)]")


class Clause(Enum):
    """What a piece of a sentence is."""

    CONTENT = "dass, ob"
    ADVERBIAL = "weil, nachdem"
    RELATIVE = "der, in dem"
    QUESTION = "wer, wie"
    INFINITIVE = "zu"
    PURPOSE = "um zu"
    VERB_FIRST = "verb first"
    VERB_LATER = "verb after something"
    NO_VERB = "no verb"


BEARS_VERB = frozenset({Clause.VERB_FIRST, Clause.VERB_LATER})
SUBORDINATE = frozenset({Clause.CONTENT, Clause.ADVERBIAL, Clause.RELATIVE, Clause.QUESTION})


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece: `part` without separators, `separator` the mark before it ("" at the beginning).

    `head` is the first word after a coordinating conjunction, `finite` the positions of the finite verbs. `opener` is
    the number of the piece that opens the clause where commas interrupt it ("Wie X, Chef von Y, mitteilte").
    """

    part: Range
    separator: str
    kind: Clause
    head: int
    finite: tuple[int, ...]
    opener: int | None = None

    @property
    def verb_last(self) -> bool:
        """Whether the last finite verb stands at the end."""
        return bool(self.finite) and self.finite[-1] == self.part.end - 1


def segment(words: Words, sentence: Range) -> tuple[Segment, ...]:
    """The pieces of `sentence`; marks inside brackets and quotations do not cut."""
    body = without_final_marks(words, sentence)
    if body is None:
        return ()
    pieces: list[Segment] = []
    begin, separator, brackets = body.start, "", 0
    for index in body:
        text = words.text[index]
        if text in OPENING_BRACKETS:
            brackets += 1
        elif text in CLOSING_BRACKETS:
            brackets = max(0, brackets - 1)
        elif text in SEPARATORS and not brackets and not words.depth[index] and _cuts(words, index):
            if index > begin:
                pieces.append(classify(words, Range(begin, index), separator))
            begin, separator = index + 1, text
    if begin < body.end:
        pieces.append(classify(words, Range(begin, body.end), separator))
    return _rejoined(words, pieces)


def _rejoined(words: Words, pieces: list[Segment]) -> tuple[Segment, ...]:
    """The pieces, where the last one of an interrupted subordinate clause knows which one opens it."""
    _complete_verbs(words, pieces)
    opener: int | None = None
    for number, piece in enumerate(pieces):
        if piece.kind is Clause.NO_VERB and opener is None and _opens_subordinate(words, piece):
            opener = number
        elif opener is not None and piece.kind in BEARS_VERB:
            if piece.verb_last and _together(piece.finite):
                pieces[number] = replace(piece, kind=_kind_by_opener(words, pieces[opener]), opener=opener)
            opener = None
        elif piece.kind is Clause.CONTENT and not piece.finite:
            opener = number
    return tuple(pieces)


def _complete_verbs(words: Words, pieces: list[Segment]) -> None:
    """Take a participle after a comma for the rest of the auxiliary before it, not for a clause of its own."""
    waiting = False
    for number, piece in enumerate(pieces):
        if waiting and piece.kind is Clause.VERB_LATER and _completes(words, piece):
            pieces[number] = replace(piece, kind=Clause.NO_VERB, finite=())
            waiting = False
        elif piece.kind in BEARS_VERB:
            waiting = _waits(words, piece)


def _kind_by_opener(words: Words, opener: Segment) -> Clause:
    opens_content = words.low[opener.head] in words.language.words.content_conjunctions
    return Clause.CONTENT if opens_content else Clause.ADVERBIAL


def _waits(words: Words, piece: Segment) -> bool:
    """Whether the piece has an auxiliary whose participle or infinitive is still to come."""
    entry = words.verb[piece.part.end - 1]
    return words.verb[piece.finite[-1]].auxiliary and not (entry.participle or entry.infinitive)


def _completes(words: Words, piece: Segment) -> bool:
    """Whether the only verb of the piece stands at its end and can be a participle or infinitive."""
    entry = words.verb[piece.part.end - 1]
    return piece.finite == (piece.part.end - 1,) and (entry.participle or entry.infinitive)


def _opens_subordinate(words: Words, piece: Segment) -> bool:
    """Whether the piece begins like a subordinate clause whose verb is still to come."""
    classes = words.language.words
    first = words.low[piece.head]
    return (piece.separator != "" and first in classes.relatives and first not in classes.determiners) or (
        first in classes.adverbial_conjunctions | classes.question_words | words.language.attribution.verb_final
    )


def _together(finite: tuple[int, ...]) -> bool:
    return finite[-1] - finite[0] == len(finite) - 1


def _cuts(words: Words, index: int) -> bool:
    return words.text[index] in ",;:" or (words.blank_before(index) and words.blank_after(index))


def classify(words: Words, part: Range, separator: str) -> Segment:
    """The piece `part` with the kind of clause it is."""
    classes = words.language.words
    head = part.start
    while head < part.end - 1 and words.low[head] in classes.coordinators:
        head += 1
    finite = finite_verbs(words, Range(head, part.end)) or _guessed_verb(words, Range(head, part.end))
    return Segment(part, separator, _kind(words, Range(head, part.end), finite, separator), head, finite)


def _kind(words: Words, part: Range, finite: tuple[int, ...], separator: str) -> Clause:
    classes = words.language.words
    first = words.low[part.start]
    if first in classes.focus and len(part) > 2 and words.low[part.start + 1] in classes.adverbial_conjunctions:
        part = Range(part.start + 1, part.end)
        first = words.low[part.start]
    if first in classes.content_conjunctions:
        return Clause.CONTENT
    last = bool(finite) and finite[-1] >= part.end - 1
    if finite and finite[0] == part.start:
        return Clause.VERB_FIRST
    if first in classes.adverbial_conjunctions and last:
        return Clause.ADVERBIAL
    if last and separator and _opens_relative(words, part, finite):
        return Clause.RELATIVE
    if first in classes.question_words and last:
        return Clause.QUESTION
    if finite:
        return Clause.VERB_LATER
    if has_infinitive_marker(words, part):
        return Clause.PURPOSE if first in classes.adverbial_infinitives else Clause.INFINITIVE
    return Clause.NO_VERB


def _opens_relative(words: Words, part: Range, finite: tuple[int, ...]) -> bool:
    """Whether a relative pronoun opens the piece, and not the article of a subject."""
    classes = words.language.words
    position = part.start
    if words.low[position] in classes.prepositions:
        position += 1
        return position < part.end and words.low[position] in classes.relatives
    if words.low[position] not in classes.relatives or len(part) < 2:
        return False
    if words.low[position] in classes.determiners and words.verb[finite[-1]].subjunctive == 2:
        return not is_noun(words, position + 1)
    return True


def finite_verbs(words: Words, part: Range) -> tuple[int, ...]:
    """Positions of the finite verbs of a clause; a form that may be something else counts only where nothing better
    is.
    """
    sure: list[int] = []
    unsure: list[int] = []
    marker = words.language.words.infinitive_marker
    for index in part:
        entry = words.verb[index]
        if not entry.finite or (index + 1 < part.end and reads_as_adjective(words, index)):
            continue
        if not (entry.infinitive or entry.participle):
            sure.append(index)
        elif not (entry.infinitive and index and words.low[index - 1] == marker):
            unsure.append(index)
    if sure or len(unsure) < 2:
        return tuple(sure or unsure)
    closes = unsure[-1] == part.end - 1 and words.verb[unsure[-1]].auxiliary and not words.verb[unsure[0]].auxiliary
    return (unsure[-1] if closes else unsure[0],)


def _guessed_verb(words: Words, part: Range) -> tuple[int, ...]:
    """The finite verb of a clause without known one: an unknown word after a noun with the ending of a finite form."""
    for index in Range(part.start + 1, part.end) if len(part) > 2 else ():
        low = words.low[index]
        entry = next((entry for ending, entry in words.language.finite_endings if low.endswith(ending)), None)
        if (
            entry is None
            or words.verb[index] is not NO_VERB
            or not words.text[index].islower()
            or len(low) < SHORTEST_GUESS
        ):
            continue
        follows_noun = is_noun(words, index - 1) or words.low[index - 1] in words.language.words.subject_pronouns
        if follows_noun and low not in words.language.words.closed and not _modifies(words, index):
            words.verb[index] = entry
            return (index,)
    return ()


def _modifies(words: Words, index: int) -> bool:
    """Whether a noun follows, perhaps after more adjectives, which makes the word an adjective."""
    index += 1
    while (
        index < len(words.text)
        and words.text[index].islower()
        and words.low[index].endswith(words.language.words.adjective_endings or ("\0",))
    ):
        if words.low[index] in words.language.words.closed:
            return False
        index += 1
    return index < len(words.text) and is_noun(words, index)


def reads_as_adjective(words: Words, index: int) -> bool:
    """Whether a word that could be a verb stands between article and noun ("die erklärte Absicht")."""
    if not words.low[index].endswith(words.language.words.adjective_endings or ("\0",)) or words.verb[index].auxiliary:
        return False
    classes = words.language.words
    before = words.low[index - 1] if index else ""
    if _in_wide_attribute(words, index):
        return True
    if (
        before not in classes.determiners
        and before not in classes.prepositions
        and not _ends_like_adjective(words, index - 1)
    ):
        return False
    return words.text[index + 1][0].isupper() and not (
        index > 1
        and before in classes.relatives | words.language.attribution.no_speakers
        and words.text[index - 2] in ",.:“"
    )


def _in_wide_attribute(words: Words, index: int) -> bool:
    """Whether a participle ends the attribute of a noun ("einer von der Agentur Reuters zitierten gemeinsamen
    Erklärung").
    """
    end = index + 1
    while (
        end < len(words.text)
        and words.text[end][0].islower()
        and words.low[end].endswith(words.language.words.adjective_endings or ("\0",))
    ):
        end += 1
    if end >= len(words.text) or not words.text[end][0].isupper() or words.low[end - 1] in words.language.words.closed:
        return False
    classes = words.language.words
    return any(
        words.low[start] in classes.determiners and words.low[start + 1] in classes.prepositions
        for start in range(max(0, index - 8), index - 1)
        if not any(words.text[between] in ",.;:" for between in range(start, index))
    )


def _ends_like_adjective(words: Words, index: int) -> bool:
    """Whether the word before stands between an article and this one."""
    while index > 1 and words.text[index].islower() and words.low[index] in words.language.words.adverbs:
        index -= 1
    if words.low[index] in words.language.words.determiners and words.text[index].islower():
        return True
    if (
        index < 1
        or not words.text[index][0].islower()
        or not words.low[index].endswith(words.language.words.adjective_endings or ("\0",))
    ):
        return False
    return not words.verb[index].finite and words.low[index - 1] in words.language.words.determiners


def has_infinitive_marker(words: Words, part: Range) -> bool:
    """Whether the piece holds an infinitive with its marker."""
    marker = words.language.words.infinitive_marker
    for index in part:
        entry = words.verb[index]
        if entry.to_infinitive or (words.low[index] == marker and _is_infinitive(words, index + 1, part.end)):
            return True
        if not entry.finite and _has_inner_marker(words, index):
            return True
    return False


def _is_infinitive(words: Words, index: int, end: int) -> bool:
    if index >= end or not words.text[index][0].islower():
        return False
    return words.verb[index].infinitive or words.low[index].endswith(words.language.words.infinitive_endings)


def _has_inner_marker(words: Words, index: int) -> bool:
    """Whether the word is built like "auszubauen"."""
    low = words.low[index]
    at = low.find(words.language.words.infinitive_marker, 2)
    return (
        at > 0
        and low.endswith("n")
        and len(low) > at + 4
        and low[:at] in words.language.particles
        and words.text[index] == low
    )


def is_noun(words: Words, index: int) -> bool:
    """Whether the word looks like a noun or name inside a sentence."""
    if index >= len(words.text):
        return False
    text = words.text[index]
    if text[0].isupper():
        return True
    if text[0].isdigit() or "-" in text:
        return text != words.low[index]
    return "." in text[1:-1] and text[0].isalpha()
