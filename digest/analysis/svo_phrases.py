"""Noun phrases around a verb in a language with the subject before it: who says it, and to whom."""

from __future__ import annotations

from digest.analysis.words import FINAL_MARKS, Range, Words

LONGEST_ASIDE = 4
"""Words of an aside between commas ("on the other hand")."""

LONGEST_LIST = 8
"""Words of the members of a list of names, back from "and"."""


def is_separator(words: Words, index: int) -> bool:
    """Whether a mark stands here that divides clauses for good."""
    text = words.text[index]
    return text in ";:" or text in FINAL_MARKS or (text in "–—" and words.blank_before(index))


def is_finite(words: Words, index: int) -> bool:
    """Whether the word is a finite verb and not as often a noun."""
    return words.verb[index].finite and words.low[index] not in words.language.noun_forms


def is_plain_finite(words: Words, index: int) -> bool:
    """Whether the word is a finite verb and no participle behind its noun ("a study published in …")."""
    entry = words.verb[index]
    return is_finite(words, index) and not (entry.participle and not entry.auxiliary)


def subject_before(words: Words, sentence: Range, verb: int) -> Range | None:
    """The subject that ends right before the verb group at `verb`, adverbs and asides apart."""
    end = _without_asides(words, sentence, verb)
    if end <= sentence.start:
        return None
    if words.low[end - 1] in words.language.words.coordinators:
        return _clause_subject(words, sentence, end - 1)
    if words.text[end - 1] == ",":
        return _with_apposition(words, sentence, end - 1)
    start = _phrase_start(words, sentence, end)
    start = _list_start(words, sentence, start, end)
    return Range(start, end) if start < end else None


def _clause_subject(words: Words, sentence: Range, end: int) -> Range | None:
    """The subject of the clause before "and" with a second verb ("X travelled to Y and called on Z")."""
    verb: int | None = None
    index = end - 1
    while index >= sentence.start and not (words.depth[index] or is_separator(words, index)):
        if words.text[index] == "," and verb is not None and not _is_apposition(words, index + 1, verb):
            break
        if is_finite(words, index):
            verb = index
        index -= 1
    return subject_before(words, sentence, verb) if verb is not None and verb > sentence.start else None


def _without_asides(words: Words, sentence: Range, end: int) -> int:
    """Back over adverbs and over asides between commas."""
    classes = words.language.words
    while end > sentence.start:
        if words.low[end - 1] in classes.adverbs | classes.negations and not words.depth[end - 1]:
            end -= 1
            continue
        if words.low[end - 1] in words.language.calendar.weekdays and end - 1 > sentence.start:
            end -= 1 + (words.low[end - 2] in words.language.calendar.day_prepositions)
            continue
        aside = _aside_start(words, sentence, end)
        if aside is None:
            return end
        end = aside
    return end


def _aside_start(words: Words, sentence: Range, end: int) -> int | None:
    """Where ", by contrast," begins that ends right before `end`; None for anything else."""
    if words.text[end - 1] != "," or words.depth[end - 1]:
        return None
    for start in range(end - 2, max(sentence.start, end - 3 - LONGEST_ASIDE), -1):
        if words.text[start] == ",":
            inside = " ".join(words.low[start + 1 : end - 1])
            return start if inside in words.language.words.asides else None
    return None


def _phrase_start(words: Words, sentence: Range, end: int) -> int:
    """Where the noun phrase before `end` begins: behind a comma, conjunction, finite verb or preposition of time."""
    start = end - 1
    while start > sentence.start and not _divides(words, start - 1, end):
        start -= 1
    return _past_opening(words, start, end)


def _divides(words: Words, index: int, end: int) -> bool:
    classes = words.language.words
    low = words.low[index]
    if words.text[index] == "," or words.depth[index] or is_separator(words, index):
        return True
    if low in classes.clause_openers | classes.content_conjunctions | classes.relatives:
        return True
    if is_plain_finite(words, index):
        return True
    if is_finite(words, index) and words.verb[index].participle:
        return words.low[index + 1] not in classes.prepositions and index + 1 < end
    return False


def _past_opening(words: Words, start: int, end: int) -> int:
    """Past conjunctions, adverbs and a phrase of time or place in front ("On Friday morning he")."""
    classes = words.language.words
    while start < end and words.low[start] in classes.coordinators | classes.adverbs:
        start += 1
    if start < end and words.low[start] in classes.prepositions:
        return _past_preposition(words, start, end)
    return start


def _past_preposition(words: Words, start: int, end: int) -> int:
    classes, calendar = words.language.words, words.language.calendar
    for index in range(start + 2, end):
        if words.low[index] in classes.subject_pronouns:
            return index
    for index in range(start + 1, end - 1):
        if words.low[index] in calendar.weekdays or words.low[index] in calendar.months or words.text[index].isdigit():
            following = index + 1
            while following < end - 1 and words.low[following] in classes.day_parts:
                following += 1
            return following
    return start


def _list_start(words: Words, sentence: Range, start: int, end: int) -> int:
    """Where a list of names begins of which "Y and Z" is the end ("W, X, Y and Z")."""
    if not any(words.low[index] in words.language.words.conjoiners for index in range(start, end)):
        return start
    while start - 1 > sentence.start and words.text[start - 1] == "," and not words.depth[start - 1]:
        begin = start - 2
        while begin > sentence.start and words.text[begin - 1] != "," and start - begin < LONGEST_LIST:
            begin -= 1
        inside = range(begin, start - 1)
        if not inside or not all(words.text[index][0].isupper() for index in inside):
            return start
        start = begin
    return start


def _with_apposition(words: Words, sentence: Range, comma: int) -> Range | None:
    """The subject whose apposition or relative clause closes at `comma` ("X, the chief of Y, said")."""
    if words.depth[comma]:
        return None
    opening = comma - 1
    while opening > sentence.start and not (words.text[opening] == "," or words.depth[opening]):
        if is_separator(words, opening):
            return None
        opening -= 1
    if opening <= sentence.start or words.text[opening] != ",":
        return None
    if not _is_apposition(words, opening + 1, comma):
        return None
    start = _phrase_start(words, sentence, opening)
    if start >= opening or any(is_plain_finite(words, index) for index in range(start, opening)):
        return None
    return Range(start, comma)


def _is_apposition(words: Words, start: int, end: int) -> bool:
    """Whether the words between two commas tell of the noun before them: no clause, unless a relative one."""
    classes = words.language.words
    if words.low[start] in classes.relatives or words.low[start] in words.language.attribution.carriers:
        return True
    if words.low[start] in classes.clause_openers | classes.content_conjunctions | classes.coordinators:
        return False
    if words.low[start] in classes.subject_pronouns:
        return False
    return not any(is_plain_finite(words, index) for index in range(start, end))


def subject_behind(words: Words, verb: int, end: int) -> Range | None:
    """The subject of ", said X, the chief of Y": up to an adverbial phrase, a comma that closes it, or `end`."""
    classes = words.language.words
    first = verb + 1
    if first >= end or words.depth[first] or words.text[verb - 1] not in ",”\"’'“«»":
        return None
    opens = words.text[first][0].isupper() or words.low[first] in classes.determiners | classes.subject_pronouns
    opens = opens or words.low[first] in words.language.attribution.hearers
    if not opens or words.low[first] in classes.content_conjunctions:
        return None
    last = _behind_end(words, first, end)
    follows_verb = last < end and (is_finite(words, last) or words.low[last] == classes.infinitive_marker)
    return Range(first, last) if last > first and not follows_verb else None


def _behind_end(words: Words, first: int, end: int) -> int:
    classes, index, inside, relative = words.language.words, first, False, False
    while index < end and not words.depth[index] and not is_separator(words, index):
        if words.text[index] == ",":
            if relative or not _apposition_follows(words, index, end):
                break
            inside = True
            relative = words.low[index + 1] in classes.relatives
        elif not relative and _ends_subject(words, index, first, inside=inside):
            break
        index += 1
    while index > first and words.text[index - 1] == ",":
        index -= 1
    return index


def _ends_subject(words: Words, index: int, first: int, *, inside: bool) -> bool:
    """Whether the word begins what is no longer the subject; `inside` an apposition places belong to it."""
    classes, calendar = words.language.words, words.language.calendar
    low = words.low[index]
    if low in calendar.weekdays or low in calendar.relative_days:
        return True
    if index > first and (is_finite(words, index) and not words.verb[index].participle):
        return True
    if low not in classes.prepositions - classes.attaching_prepositions or index == first:
        return False
    return not (inside and low in classes.containers and words.text[index + 1][0].isupper() and _no_day(words, index))


def _no_day(words: Words, index: int) -> bool:
    calendar = words.language.calendar
    return words.low[index + 1] not in calendar.weekdays and words.low[index + 1] not in calendar.months


def _apposition_follows(words: Words, comma: int, end: int) -> bool:
    following = comma + 1
    if following >= end or words.depth[following]:
        return False
    classes = words.language.words
    opens = words.low[following] in classes.determiners | classes.relatives or words.text[following][0].isupper()
    return opens or words.text[following].isdigit() or _is_bare_role(words, following, end)


def _is_bare_role(words: Words, start: int, end: int) -> bool:
    """Whether a role without article follows a name ("X, president of the union")."""
    classes = words.language.words
    if words.low[start] in classes.closed or is_finite(words, start) or not words.text[start][0].isalpha():
        return False
    return any(words.low[index] in classes.noun_binders for index in range(start + 1, min(start + 4, end)))


def object_behind(words: Words, start: int, end: int, needs: tuple[str, ...] = ()) -> Range | None:
    """A noun phrase right behind a verb that names who is spoken to ("reporters", "the jury", "her", "Fox News").

    It ends before one of `needs`, words that belong to the verb.
    """
    classes, calendar = words.language.words, words.language.calendar
    if start >= end or words.depth[start]:
        return None
    low = words.low[start]
    if low in classes.other_pronouns | words.language.attribution.hearers:
        return Range(start, start + 1)
    if (
        low in classes.content_conjunctions
        or low in classes.closed - classes.determiners
        or words.text[start] in ",;:"
        or is_finite(words, start)
    ):
        return None
    index = start
    while index < end and not words.depth[index] and words.text[index] != "," and not is_separator(words, index):
        low = words.low[index]
        stops = (
            (classes.prepositions - classes.noun_binders)
            | frozenset(needs)
            | classes.content_conjunctions
            | classes.question_words
        )
        stops |= classes.subject_pronouns | {classes.infinitive_marker} | classes.adverbs | classes.relatives
        if index > start and (low in stops or low in calendar.weekdays or low in calendar.relative_days):
            break
        if index > start and (low in classes.determiners or is_finite(words, index)):
            return _shorter(words, start, index)
        index += 1
    return Range(start, index) if index > start else None


def _shorter(words: Words, start: int, index: int) -> Range | None:
    """The hearer before a bare clause ("told the court the man had …"): everything before its subject."""
    if is_finite(words, index):
        names = start + (words.low[start] in words.language.words.determiners)
        while names < index - 1 and words.text[names][0].isupper():
            names += 1
        index = max(names, start + 1)
        if index == start + 1 and words.low[start] in words.language.words.determiners:
            index += 1
    return Range(start, index) if index > start else None
