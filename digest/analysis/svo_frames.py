"""Cues with their clause in a language with the subject before the verb: speaker, hearer, where content begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from digest.analysis.svo_phrases import is_finite, is_separator, object_behind, subject_before, subject_behind
from digest.analysis.words import Range, Words, without_final_marks
from digest.lang.lexicon import Cue, Form, Reading, Takes

REACH = 12
"""Words between a cue and the conjunction or infinitive of its content."""

SHORTEST_CONTENT = 3

LONGEST_PHRASE = 6
"""Words of a phrase of time or place between cue and content."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A cue with its clause: `subject` before or behind the verb, `start` where the clause begins.

    `content` is where content begins behind the cue (None if nothing follows), `hearer` who stands between. `joined`
    is True where the subject is that of the frame before ("… and said"), `opening` where the clause begins with its
    phrases of time and place.
    """

    cue: Cue
    tokens: tuple[int, ...]
    start: int
    subject: Range | None
    content: int | None
    hearer: Range | None
    inverted: bool
    joined: bool = False
    opening: int = -1
    via: Range | None = None

    @property
    def last(self) -> int:
        """The last word of the cue."""
        return self.tokens[-1]

    @property
    def first(self) -> int:
        """The first word of clause or verb group."""
        return min(self.start, self.tokens[0])


def frames(words: Words, sentence: Range) -> list[Frame]:
    """The frames of a sentence from left to right."""
    found: list[Frame] = []
    for index in sentence:
        if words.depth[index]:
            continue
        frame = _relayed(words, sentence, index)
        if frame is None and words.verb[index].readings:
            frame = _frame(words, sentence, index, found[-1] if found else None)
        if frame is not None:
            found.append(frame)
    return found


def _frame(words: Words, sentence: Range, verb: int, before: Frame | None) -> Frame | None:
    group = verb_group(words, sentence, verb)
    if group is None and _trails(words, sentence, verb):
        group = (verb,)
    if group is None or _is_noun(words, sentence, verb):
        return None
    fitting: list[Frame] = []
    for reading in words.verb[verb].readings:
        tokens = _fitting(words, sentence, verb, reading, group)
        frame = _of_reading(words, sentence, tokens, reading.cue, before) if tokens is not None else None
        if frame is not None and not (_is_denied(words, group) and _needs_saying(words, reading.cue)):
            fitting.append(frame)
    fitting.sort(key=lambda frame: (frame.content is None, not frame.cue.takes & (Takes.ACT | Takes.QUOTE)))
    return fitting[0] if fitting else None


def _trails(words: Words, sentence: Range, verb: int) -> bool:
    """Whether the verb goes on telling what the subject does: "…, adding that …"."""
    return verb - 1 > sentence.start and words.text[verb - 1] == "," and _is_gerund(words, verb)


def _is_gerund(words: Words, index: int) -> bool:
    return words.low[index].endswith(words.language.words.gerund_ending) and words.text[index][0].islower()


def _needs_saying(words: Words, cue: Cue) -> bool:
    return bool(cue.takes & Takes.QUOTE) and cue.lemma not in words.language.thoughts


def _is_denied(words: Words, group: tuple[int, ...]) -> bool:
    """Whether the verb group says that something was not said."""
    negations = words.language.words.negations
    return any(words.low[index] in negations for index in range(group[0], group[-1]))


def _fitting(
    words: Words, sentence: Range, verb: int, reading: Reading, group: tuple[int, ...]
) -> tuple[int, ...] | None:
    """The words of the cue in this reading; None where its particle or a word it needs is missing."""
    following = words.low[verb + 1 : min(verb + REACH, sentence.end)]
    if reading.detached and following[:1] != [reading.detached]:
        return None
    if any(need not in following for need in reading.cue.needs) or any(bar in following for bar in reading.cue.bars):
        return None
    return (*group, verb + 1) if reading.detached else group


def verb_group(words: Words, sentence: Range, verb: int) -> tuple[int, ...] | None:
    """Auxiliaries and verb; None for a passive, a bare participle, an infinitive or a modal."""
    entry, language = words.verb[verb], words.language
    group, index = [verb], verb - 1
    progressive = words.low[verb].endswith(language.words.gerund_ending) and not entry.finite
    while index >= sentence.start and not words.depth[index]:
        low = words.low[index]
        if low in language.words.adverbs | language.words.negations:
            index -= 1
        elif words.verb[index].auxiliary:
            group.insert(0, index)
            index -= 1
        else:
            break
    helpers = [words.low[position] for position in group[:-1]]
    if not helpers:
        marked = index >= sentence.start and words.low[index] == language.words.infinitive_marker
        return None if progressive or marked or not entry.finite else (verb,)
    if progressive:
        return tuple(group) if helpers[-1] in language.passive_auxiliaries else None
    if helpers[-1] in language.tense_auxiliaries:
        return tuple(group) if entry.participle else None
    supports = helpers[-1] in language.words.support_verbs and entry.infinitive
    return tuple(group) if supports and len(helpers) == 1 else None


def _is_noun(words: Words, sentence: Range, verb: int) -> bool:
    """Whether a form that is a noun as often is one here: what follows or stands before does not fit the verb."""
    low = words.low[verb]
    if low not in words.language.noun_forms or verb + 1 >= sentence.end:
        return False
    classes, following = words.language.words, words.low[verb + 1]
    opens = following in classes.content_conjunctions | classes.determiners | classes.subject_pronouns
    opens = (
        opens
        or following == classes.infinitive_marker
        or words.text[verb + 1][0].isupper()
        or words.text[verb + 1][0] in '0123456789£$€“"‘„'
    )
    if verb > sentence.start and words.verb[verb - 1].finite and not words.verb[verb - 1].auxiliary:
        return True
    if not any(reading.form & Form.PLURAL for reading in words.verb[verb].readings):
        return not (opens or following in ",.")
    before = words.low[verb - 1] if verb > sentence.start else ""
    opens = opens or (verb - 1 == sentence.start and following not in classes.prepositions)
    plural = before.endswith("s") or before in classes.irregular_plurals or before in classes.subject_pronouns
    return not (plural and before not in classes.determiners and (opens or following in ",."))


def _of_reading(words: Words, sentence: Range, tokens: tuple[int, ...], cue: Cue, before: Frame | None) -> Frame | None:
    body = without_final_marks(words, sentence)
    end = body.end if body is not None else sentence.end
    trails = _is_gerund(words, tokens[0])
    joined = before is not None and (trails or _is_joined(words, tokens[0], before))
    if trails and before is None:
        return None
    subject = before.subject if joined and before is not None else subject_before(words, sentence, tokens[0])
    behind = None if joined or (len(tokens) > 1 and not cue.particle) else subject_behind(words, tokens[-1], end)
    inverted = not joined and behind is not None and (subject is None or _after_clause(words, tokens[0], subject))
    if inverted:
        return Frame(cue, tokens, tokens[0], behind, None, None, inverted=True)
    if subject is None or not _can_speak(words, subject):
        return None
    content, hearer = _behind(words, tokens[-1], end, cue)
    if trails and content is None:
        return None
    start = tokens[0] - 1 if joined else subject.start
    via = _carrier(words, subject)
    if (
        cue.takes & Takes.FRAGMENT
        and cue.takes & Takes.ACT
        and not cue.needs
        and not _is_judged(words, tokens[-1], end)
    ):
        cue = replace(cue, takes=Takes.FRAGMENT)
    opening = start if joined else _opening(words, sentence, start)
    return Frame(cue, tokens, start, subject, content, hearer, inverted=False, joined=joined, opening=opening, via=via)


def _opening(words: Words, sentence: Range, start: int) -> int:
    """The beginning of the sentence, where only phrases of time and place stand between it and the subject."""
    before = range(sentence.start, start)
    plain = not any(words.depth[index] or is_finite(words, index) or is_separator(words, index) for index in before)
    return sentence.start if plain else start


def _is_joined(words: Words, first: int, before: Frame) -> bool:
    """Whether the verb group follows "and" or "but" at once, so that it has the subject of the frame before."""
    position = first - 1
    while position > before.last and words.low[position] in words.language.words.adverbs:
        position -= 1
    return position > before.last and words.low[position] in words.language.words.coordinators and not before.inverted


def _after_clause(words: Words, verb: int, subject: Range) -> bool:
    """Whether a comma stands before the verb behind something other than a name with its apposition."""
    if words.text[verb - 1] != ",":
        return words.depth[verb - 1] > 0
    comma = next((index for index in range(subject.start, verb - 1) if words.text[index] == ","), None)
    return comma is None or any(
        is_finite(words, index) and not words.verb[index].participle for index in range(subject.start, comma)
    )


def _can_speak(words: Words, subject: Range) -> bool:
    """Whether the words before a cue can be its subject; an article or preposition right before it makes it a noun."""
    classes = words.language.words
    last = words.low[subject.end - 1]
    if words.low[subject.start] in classes.prepositions | words.language.attribution.before:
        return False
    if len(subject) == 1 and last in words.language.attribution.no_speakers:
        return last in classes.subject_pronouns
    if last in classes.subject_pronouns and last not in classes.relatives:
        return True
    return last not in (
        classes.relatives | classes.content_conjunctions | classes.determiners | classes.prepositions
        | classes.adverbial_conjunctions
    )  # fmt: skip


def _is_judged(words: Words, verb: int, end: int) -> bool:
    """Whether the object is given a name or quality ("called it a mistake", "called the plan reasonable")."""
    classes = words.language.words
    if verb + 2 >= end:
        return False
    if words.low[verb + 1] in classes.other_pronouns | classes.subject_pronouns:
        return words.low[verb + 2] in classes.determiners
    if words.low[verb + 1] not in classes.determiners:
        return False
    for index in range(verb + 3, min(verb + REACH, end)):
        if words.low[index] in classes.closed or words.text[index] in ",;:" or words.depth[index]:
            return words.low[index] in classes.determiners and words.low[index - 1] not in classes.prepositions
        if words.low[index].endswith(classes.adjective_endings):
            return index + 1 >= end or words.low[index + 1] in classes.closed or words.text[index + 1] in ",;:"
    return False


def _carrier(words: Words, subject: Range) -> Range | None:
    """Who has the text that speaks ("a report seen by X")."""
    attribution, agents = words.language.attribution, words.language.words.agents
    for index in range(subject.start + 1, subject.end - 2):
        if words.low[index] in attribution.carriers and words.low[index + 1] in agents:
            end = next((at for at in range(index + 2, subject.end) if words.text[at] == ","), subject.end)
            return Range(index + 2, end) if end > index + 2 else None
    return None


# what follows the cue


def _behind(words: Words, verb: int, end: int, cue: Cue) -> tuple[int | None, Range | None]:
    """(where the content begins, hearer) behind a cue."""
    start, hearer = _hearer(words, verb + 1, end, cue)
    position = _past_circumstances(words, start, end, cue)
    opened = _opened(words, position, end, cue)
    if opened is None and position != start:
        opened = _opened(words, start, end, cue)
    if opened is not None:
        return opened, hearer
    if cue.takes & Takes.INFINITIVE and not cue.hearer:
        marker = _object_with_infinitive(words, start, end)
        if marker is not None:
            return start, hearer
    if _is_bare_clause(words, position, end, cue):
        return position, hearer
    return None, hearer


def _hearer(words: Words, start: int, end: int, cue: Cue) -> tuple[int, Range | None]:
    """(first word behind, who is spoken to) right behind a cue."""
    classes = words.language.words
    while start < end and words.low[start] in classes.adverbs and not words.depth[start]:
        start += 1
    if cue.hearer:
        found = object_behind(words, start, end, cue.needs)
        found = _with_apposition(words, found, end) if found is not None else None
        if found is not None and words.text[found.end - 1] == ",":
            return found.end, Range(found.start, found.end - 1)
        return (found.end, found) if found is not None else (start, None)
    if start + 1 < end and words.low[start] == classes.infinitive_marker:
        names = words.low[start + 1] in classes.determiners | classes.other_pronouns
        names = (
            names or words.text[start + 1][0].isupper() or words.low[start + 1] in words.language.attribution.hearers
        )
        found = object_behind(words, start + 1, end) if not words.depth[start + 1] else None
        if found is not None and (names or _are_people(words, found, end)):
            return found.end, found
    return start, None


def _are_people(words: Words, hearer: Range, end: int) -> bool:
    """Whether a bare plural behind "to" is who is spoken to: content follows at once ("appealed to voters to …")."""
    classes = words.language.words
    follows = hearer.end < end and words.low[hearer.end] in classes.content_conjunctions | {classes.infinitive_marker}
    return follows and words.low[hearer.start].endswith("s")


def _with_apposition(words: Words, hearer: Range, end: int) -> Range:
    """The hearer with what stands between commas behind him, where content follows ("on the operator, X, to …")."""
    if hearer.end >= end or words.text[hearer.end] != ",":
        return hearer
    close = next((at for at in range(hearer.end + 1, min(hearer.end + REACH, end)) if words.text[at] == ","), None)
    if close is None or close + 1 >= end:
        return hearer
    classes = words.language.words
    opens = words.low[close + 1] in classes.content_conjunctions | {classes.infinitive_marker}
    return Range(hearer.start, close + 1) if opens else hearer


def _past_circumstances(words: Words, start: int, end: int, cue: Cue) -> int:
    """Past adverbs and phrases of time and place ("in a letter", "on Friday", "last week")."""
    classes, calendar = words.language.words, words.language.calendar
    position = start
    while position < end and not words.depth[position]:
        low = words.low[position]
        aside = _aside_end(words, position, end)
        if aside is not None:
            position = aside
            continue
        if (
            low in classes.adverbs | classes.day_parts | calendar.last_words
            or low in calendar.weekdays
            or (low in calendar.day_prepositions and words.low[position + 1 : position + 2] != [])
        ):
            position += 1
        elif low in classes.prepositions - {classes.infinitive_marker} - classes.content_conjunctions:
            if low in cue.needs:
                break
            after = _past_phrase(words, position, end)
            if after is None:
                break
            position = after
        else:
            break
    return position


def _aside_end(words: Words, position: int, end: int) -> int | None:
    """Behind ", however,"; None where no aside begins."""
    if words.text[position] != ",":
        return None
    close = next((at for at in range(position + 1, min(position + 6, end)) if words.text[at] == ","), None)
    inside = " ".join(words.low[position + 1 : close]) if close is not None else ""
    return close + 1 if close is not None and inside in words.language.words.asides else None


def _past_phrase(words: Words, start: int, end: int) -> int | None:
    """The end of a short prepositional phrase; None where something else follows the preposition."""
    classes = words.language.words
    stops = classes.content_conjunctions | {classes.infinitive_marker} | classes.prepositions | classes.question_words
    for index in range(start + 1, min(start + 1 + LONGEST_PHRASE, end)):
        if words.depth[index] or words.text[index] in ",;:":
            return None
        if words.low[index] in stops | classes.subject_pronouns and index > start + 1:
            return index
        if is_finite(words, index) and index > start + 1:
            return None
    return None


def _opened(words: Words, position: int, end: int, cue: Cue) -> int | None:
    """`position` where a word stands there that opens content of a kind the cue takes."""
    if position + 1 >= end or words.depth[position]:
        return None
    classes, low = words.language.words, words.low[position]
    questions = cue.takes & Takes.QUOTE and low in classes.question_words | classes.content_conjunctions
    if (questions or (cue.takes & Takes.CLAUSE and low in classes.content_conjunctions)) and _has_clause(
        words, position, end
    ):
        return position
    next_word = words.text[position + 1]
    negated = low in classes.negations and next_word == classes.infinitive_marker
    if cue.takes & Takes.INFINITIVE and (low == classes.infinitive_marker or negated) and next_word[0].islower():
        return position
    if low in cue.needs and (cue.takes & Takes.INFINITIVE) and next_word[0].islower():
        whole = bool(cue.hearer) or _object_with_infinitive(words, position + 1, end) is not None
        return position if whole else None
    if cue.takes & Takes.GERUND and _is_gerund(words, position):
        return position
    return None


def _has_clause(words: Words, position: int, end: int) -> bool:
    """Whether the conjunction opens a clause and is no pronoun ("demanded that")."""
    return position + SHORTEST_CONTENT <= end and words.low[position + 1] not in words.language.words.clause_openers


def _object_with_infinitive(words: Words, start: int, end: int) -> int | None:
    """The infinitive marker behind an object ("expects profit to shrink"); None where none follows."""
    classes = words.language.words
    for index in range(start, min(start + REACH, end)):
        low = words.low[index]
        if words.depth[index] or words.text[index] in ",;:" or is_finite(words, index):
            return None
        if low == classes.infinitive_marker and index > start:
            return index if words.text[index + 1 : index + 2] and words.text[index + 1][0].islower() else None
        if low in classes.content_conjunctions | classes.relatives | classes.coordinators:
            return None
    return None


def _is_bare_clause(words: Words, start: int, end: int, cue: Cue) -> bool:
    """A content clause without conjunction ("He said members would be asked")."""
    classes = words.language.words
    if not cue.takes & Takes.CLAUSE or end - start < SHORTEST_CONTENT or words.depth[start]:
        return False
    low = words.low[start]
    if low in classes.coordinators | classes.relatives or words.text[start] in ",;:–—":
        return False
    if low in classes.prepositions and not _comma_with_subject(words, start, min(start + 8, end)):
        return False
    return _has_verb(words, start, end if cue.takes & Takes.QUOTE else min(end, start + REACH))


def _comma_with_subject(words: Words, start: int, end: int) -> bool:
    """Whether a comma follows behind which a subject can begin."""
    comma = next((index for index in range(start, end) if words.text[index] == ","), None)
    return comma is not None and comma + 1 < end and words.low[comma + 1] not in words.language.words.coordinators


def _has_verb(words: Words, start: int, end: int) -> bool:
    """Whether a finite verb follows its subject before anything that makes the words an object."""
    classes = words.language.words
    stops = classes.content_conjunctions | {classes.infinitive_marker} | classes.clause_openers
    stops |= (classes.coordinators - classes.conjoiners) | (classes.question_words - classes.relatives)
    relative = False
    for index in range(start, end):
        if is_separator(words, index):
            return False
        if words.depth[index]:
            continue
        relative = relative or (words.low[index] in classes.relatives and index > start)
        entry = words.verb[index]
        if entry.finite and index > start and not (relative and entry.participle):
            if words.verb[index].participle and not entry.auxiliary and _is_participle(words, index, end):
                continue
            return True
        if words.low[index] in stops and index > start and not relative:
            return False
        following = words.low[index + 1 : index + 2]  # none behind the last word of a text
        if words.low[index] in classes.conjoiners and not (classes.anybody | classes.subject_pronouns).isdisjoint(
            following
        ):
            return False
    return False


def _is_participle(words: Words, verb: int, end: int) -> bool:
    """Whether a form that is participle or past is a participle: a preposition follows and a real verb later."""
    follows = verb + 1 < end and words.low[verb + 1] in words.language.words.prepositions
    return follows and any(words.verb[index].auxiliary for index in range(verb + 1, min(verb + REACH, end)))


def _relayed(words: Words, sentence: Range, verb: int) -> Frame | None:
    """Words passed on: "X quoted her as saying that …", "he was quoted as saying"."""
    attribution = words.language.attribution
    marks = list(attribution.relay_marks)
    if words.low[verb] not in attribution.relays or not marks:
        return None
    place = next(
        (i for i in range(verb + 1, min(verb + REACH, sentence.end - 1)) if words.low[i : i + 2] == marks), None
    )
    if place is None:
        return None
    body = without_final_marks(words, sentence)
    end = body.end if body is not None else sentence.end
    cue = Cue(words.low[verb], Takes.CLAUSE | Takes.QUOTE)
    passive = words.low[verb - 1] in words.language.passive_auxiliaries if verb > sentence.start else False
    subject = subject_before(words, sentence, verb - passive)
    if passive:
        tokens = (verb - 1, verb, place, place + 1)
        content, _ = _behind(words, place + 1, end, cue)
        return None if subject is None else Frame(cue, tokens, subject.start, subject, content, None, inverted=False)
    speaker = Range(verb + 1, place) if place > verb + 1 else None
    content, _ = _behind(words, place + 1, end, cue)
    start = subject.start if subject is not None else verb
    return Frame(cue, (verb, place, place + 1), start, speaker, content, None, inverted=False, via=subject)


def each_later(found: list[Frame], frame: Frame) -> Iterator[Frame]:
    """The frames to the right of one."""
    return (other for other in found if other.first > frame.last)
