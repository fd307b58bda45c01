"""Noun phrases by closed classes and capital letters: where the name of a speaker begins and ends."""

from __future__ import annotations

from digest.analysis.segments import is_noun
from digest.analysis.words import Range, Words

LONGEST_BRACKET = 6
LONGEST_TITLE = 8
LONGEST_ATTRIBUTE = 12
"""Words between an article and its noun ("der unter dem Spitznamen „…“ auftretende Hacker")."""

APOSTROPHES = frozenset("'’´`‘")


def is_name(words: Words, index: int) -> bool:
    """Whether the word can be a noun or name: capitalised, and no function word that merely opens the sentence."""
    if not is_noun(words, index):
        return False
    if not opens_sentence(words, index):
        return True
    low = words.low[index]
    return low not in words.language.words.closed and not words.verb[index].finite


def opens_sentence(words: Words, index: int) -> bool:
    """Whether a capital at `index` says nothing, because a sentence or a quotation begins there."""
    return index == 0 or words.text[index - 1] in '.!?:„“»«"…' or words.paragraph[index] != words.paragraph[index - 1]


def phrase(
    words: Words,
    start: int,
    limit: int,
    *,
    apposition: bool = True,
    genitive: bool = False,
    barred: tuple[str, ...] = (),
) -> Range | None:
    """The noun phrase that begins at `start` and ends before `limit`, with what belongs to it; None if there is none.

    `genitive` lets even a bare name take a genitive, which is right only where no dative can follow; `barred` are
    prepositions that do not attach.
    """
    end = _core(words, start, limit)
    if end is None:
        return None
    classes = words.language.words
    determined = words.low[start] in classes.determiners
    if end == start + 1 and words.low[start] in classes.subject_pronouns and not is_name(words, start):
        partitive = (
            _genitive(words, end, limit) if end < limit and words.low[end] not in classes.sure_genitives else None
        )
        if partitive is None or not (genitive or opens_sentence(words, start)):
            return Range(start, _after_emphasis(words, end, limit))
        end = partitive
    end = _extended(words, start, end, limit, genitive or determined or is_common(words, end - 1), barred)
    end = _after_emphasis(words, end, limit)
    return Range(start, _with_appositions(words, end, limit, barred) if apposition else end)


def _after_emphasis(words: Words, end: int, limit: int) -> int:
    return end + 1 if end < limit and words.low[end] in words.language.words.emphasis else end


def _core(words: Words, start: int, limit: int) -> int | None:
    """The end of article, adjectives and nouns from `start`; a pronoun alone counts too."""
    classes = words.language.words
    if start >= limit:
        return None
    low = words.low[start]
    determined = low in classes.determiners
    first = start + 1 if determined else start
    adjectives_end = _skip_adjectives(words, first, limit, determined=determined)
    end = _skip_nouns(words, adjectives_end, limit)
    if end > adjectives_end:
        return end
    quoted = title(words, adjectives_end, limit) if determined else None
    if quoted is not None:
        return quoted
    wide = _wide_attribute(words, first, limit) if determined else None
    if wide is not None:
        return wide
    if (determined or low[:1].isdigit()) and adjectives_end > first and _is_nominal(words, adjectives_end - 1):
        return adjectives_end
    return start + 1 if determined or low in classes.subject_pronouns else None


def _wide_attribute(words: Words, start: int, limit: int) -> int | None:
    """The end of a noun whose attribute holds a phrase of its own ("die zur Universität gehörende Stiftung")."""
    if start >= limit or words.low[start] not in words.language.words.prepositions:
        return None
    for index in range(start + 2, min(start + LONGEST_ATTRIBUTE, limit - 1)):
        if words.text[index] in ",.;:" or words.verb[index].auxiliary:
            return None
        after = index + 1
        while after < limit - 1 and _is_adjective(words, after):
            after += 1
        if (
            _is_adjective(words, index)
            and is_noun(words, after)
            and (is_noun(words, index - 1) or words.depth[index - 1])
        ):
            return _skip_nouns(words, after, limit)
    return None


def _is_nominal(words: Words, index: int) -> bool:
    """Whether a lower-case word can stand for a noun ("der 61-jährige")."""
    return words.low[index][0].isdigit() or words.low[index].endswith(words.language.words.nominal_endings)


def _skip_adjectives(words: Words, index: int, limit: int, *, determined: bool) -> int:
    """Past adjectives, numbers, adverbs before them, and "und" or a comma between two of them."""
    joiners = words.language.words.conjoiners
    while index < limit:
        if _is_adjective(words, index):
            index += 1
        elif (
            index + 1 < limit
            and _is_adjective(words, index + 1)
            and (
                ((words.low[index] in joiners or words.text[index] == ",") and _is_adjective(words, index - 1))
                or (determined and _is_modifier(words, index))
            )
        ):
            index += 2
        else:
            break
    return index


def _is_modifier(words: Words, index: int) -> bool:
    """Whether the word can modify an adjective ("finanziell" angeschlagen)."""
    return words.text[index][0].islower() and words.low[index] not in words.language.words.closed


def _is_adjective(words: Words, index: int) -> bool:
    text, low = words.text[index], words.low[index]
    if text[0].isdigit():
        return not any(char.isupper() for char in text)
    if not text[0].islower() or low in words.language.words.closed or words.verb[index].auxiliary:
        return False
    endings = words.language.words.adjective_endings
    return low.endswith(endings) if endings else low.isalpha() and not words.verb[index].finite


def _skip_nouns(words: Words, index: int, limit: int) -> int:
    """Past nouns and names, with particles and apostrophes inside names and attributes after a genitive name."""
    start = index
    while index < limit:
        inside = index > start
        agency = inside and words.low[index] in words.language.attribution.agency_words
        if is_name(words, index) or agency or (inside and index + 1 < limit and _joins(words, index)):
            index += 1
        elif index == start + 1 and words.low[index - 1].endswith("s") and _attribute(words, index, limit) is not None:
            index = _attribute(words, index, limit) or index + 1
        else:
            break
    return index


def _attribute(words: Words, index: int, limit: int) -> int | None:
    """Past adjectives before a noun that a genitive name governs ("Berlins früherer Bürgermeister")."""
    end = index
    while end < limit and _is_adjective(words, end) and words.language.words.adjective_endings:
        end += 1
    return end if end > index and end < limit and is_noun(words, end) else None


def _joins(words: Words, index: int) -> bool:
    """Whether the word stands between two parts of a name ("Ursula von der Leyen", "O’Keefe")."""
    if words.text[index] in APOSTROPHES:
        return not words.blank_before(index) and not words.blank_after(index)
    classes = words.language.words
    if words.low[index] not in classes.name_particles:
        return False
    position = index
    while position < len(words.text) and words.low[position] in classes.name_particles:
        position += 1
    if position >= len(words.text) or not is_noun(words, position):
        return False
    if words.low[index] in classes.prepositions or words.low[index] in classes.determiners:
        return words.low[index - 1] in classes.noble_names or words.low[index - 1] in classes.name_particles
    return True


def is_common(words: Words, index: int) -> bool:
    """Whether a noun without article looks like a common noun for persons, which can take a genitive."""
    return words.low[index].endswith(words.language.words.person_endings)


def _extended(words: Words, start: int, end: int, limit: int, genitive: bool, barred: tuple[str, ...]) -> int:
    """The end after brackets, quoted titles, genitives, "von …" and "und …"."""
    owned = genitive
    while end < limit:
        owner = _genitive(words, end, limit) if owned or words.low[end] in words.language.words.sure_genitives else None
        attaches = words.low[end] not in barred and (owned or words.low[end] in words.language.words.agents)
        further = (
            _bracket(words, end, limit)
            or _titled(words, end, limit)
            or owner
            or (_attached(words, end, limit) if attaches else None)
            or _conjoined(words, start, end, limit)
        )
        if further is None:
            break
        owned = owned or owner is not None or (attaches and words.low[end + 1] in words.language.words.determiners)
        end = further
    return end


def _bracket(words: Words, index: int, limit: int) -> int | None:
    if words.text[index] != "(":
        return None
    for position in range(index + 1, min(index + LONGEST_BRACKET + 2, limit)):
        if words.text[position] == ")":
            return position + 1
    return None


def _titled(words: Words, index: int, limit: int) -> int | None:
    """Past a quoted name after a noun that takes one ("die Zeitung „Bild“")."""
    before = words.low[index - 1]
    takes = before in words.language.title_nouns or before.endswith(words.language.words.title_endings)
    return title(words, index, limit) if takes else None


def title(words: Words, index: int, limit: int) -> int | None:
    """The end of a short quoted name that begins at `index`."""
    if index >= limit or words.text[index] not in words.language.opening_quotes or not words.depth[index]:
        return None
    level = words.depth[index]
    for position in range(index + 1, min(index + LONGEST_TITLE, limit + 1, len(words.text) + 1)):
        if position == limit or position == len(words.text) or words.depth[position] < level:
            return position
    return None


def _genitive(words: Words, index: int, limit: int) -> int | None:
    if words.low[index] not in words.language.words.genitive_openers:
        return None
    end = _core(words, index, limit)
    return end if end is not None and end > index + 1 else None


def _attached(words: Words, index: int, limit: int) -> int | None:
    if words.low[index] not in words.language.words.attaching_prepositions:
        return None
    end = _core(words, index + 1, limit)
    if end is None or is_date(words, index + 1, end) or words.low[index + 1] in words.language.words.loose_openers:
        return None
    return end


def is_date(words: Words, start: int, end: int) -> bool:
    """Whether the words from `start` on name a day, month or number rather than somebody."""
    calendar = words.language.calendar
    return any(words.low[i] in calendar.weekdays or words.low[i] in calendar.months for i in range(start, end)) or (
        words.text[start][0].isdigit()
    )


def _conjoined(words: Words, start: int, index: int, limit: int) -> int | None:
    """Past "und" with another phrase, unless a verb follows that makes it a clause of its own."""
    if words.low[index] not in words.language.words.conjoiners or index == start:
        return None
    end = _core(words, index + 1, limit)
    if end is None or (end == index + 2 and not is_noun(words, index + 1)):
        return None
    while end < limit and (further := _genitive(words, end, limit)) is not None and words.language.capital_nouns:
        end = further
    return None if end < limit and words.verb[end].finite else end


def _with_appositions(words: Words, end: int, limit: int, barred: tuple[str, ...]) -> int:
    """The end after ", Chef der Liberalen" and the like, where no verb follows inside it."""
    while end + 1 < limit and words.text[end] == ",":
        core = _core(words, end + 1, limit)
        if core is None or (core == end + 2 and not is_noun(words, end + 1)):
            break
        further = _extended(words, end + 1, core, limit, genitive=True, barred=barred)
        if further < limit and words.text[further] not in ",.":
            break
        end = further
    return end
