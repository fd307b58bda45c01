"""Whether two accounts report the same utterance. Careful on purpose: in doubt they do not.

    other speakers, days, figures, opposite sense         -> never
    the words of the one stand in the other, in order     -> direct speech that one outlet shortened
    the content words of the one are in the other         -> the same told in other words

Chosen on tests/eval/stories (first.txt, pairs.txt); what is hard about it stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rapidfuzz.distance import LCSseq

from digest.model import Mode
from digest.phrases import words
from digest.statements.accounts import Account, Claim, Figure

APART, RETOLD_APART, QUOTED_APART = timedelta(hours=36), timedelta(hours=60), timedelta(days=4)
"""Longest time between two articles that report the same utterance: agencies repeat a quote for about a day; what is
retold with nothing added is still background on the day after next; and the same words in quotation marks are no new
ones days later.
"""

IN_ORDER = 0.75
"""Share of the shorter account's words that stand in the longer one in the same order, where both are direct speech."""

RETOLD_ORDER = 0.7
"""The same for words of which one account retells, which shifts pronouns and verbs."""

IN_PLACE = 7
"""Words in order that make accounts the same although each has a content word in the other's place."""

SAME_MODE = 0.85
"""Share of the words in order that makes two indirect accounts the same then; two direct ones it never does."""

COVERED, COVERED_AND_AGREED, COVERED_ON_A_DAY = 0.8, 0.75, 0.6
"""Share of the shorter account's content words that the longer one must hold where each has words of its own; the
second where they name the same figure or time, the third where both were said on one stated day.
"""

LITERAL = 5
"""Words in a row that make two accounts the same whatever stories they are in."""

ANY_STORY = 5
"""Content words that accounts in different stories must share, all of the shorter one's."""


def same_utterance(one: Account, other: Account) -> float:
    """How surely both report the same utterance, 0 (they do not) to 1."""
    if one.report.article == other.report.article:
        return 1.0 if _equal(one, other) and one.who == other.who else 0.0
    copied = one.root == other.root and _equal(one, other)
    if one.who != other.who and not (copied and not (one.who and other.who)):
        return 0.0
    if copied:
        return 1.0
    apart = abs(one.published_at - other.published_at)
    if not one.who or one.language != other.language or apart > QUOTED_APART:
        return 0.0
    short, long = sorted((one, other), key=lambda account: (len(account.claim.tokens), account.age))
    if apart <= APART:
        return _alike(short, long)
    return max(_in_order(short, long), _retold_later(short, long) if apart <= RETOLD_APART else 0.0)


def _equal(one: Account, other: Account) -> bool:
    return one.claim.order == other.claim.order


def _alike(short: Account, long: Account) -> float:
    """The likeness of two accounts of one speaker; `short` has fewer words."""
    literal = max(_in_order(short, long), _fragment(short, long))
    if literal:
        return literal
    if _opposed(short, long):
        return 0.0
    return max(_retold_in_order(short, long), _retold(short, long))


# the same words


def _in_order(short: Account, long: Account) -> float:
    """Direct speech of which one account has less: its words stand in the other in order, and nothing else."""
    if not (short.mode is long.mode is Mode.DIRECT) or not short.claim.stems or short.denied != long.denied:
        return 0.0
    matched = _matched(short.claim.order, long.claim.order)
    share = len(matched) / len(short.claim.tokens)
    if share < IN_ORDER or not _covered(short.claim.stems, long.claim.stems):
        return 0.0
    if not _same_sense(short, long, matched) or _figures_differ(short.claim.figures, long.claim.figures):
        return 0.0
    if len(short.claim.tokens) < 3 or (not _same_story(short, long) and len(matched) < LITERAL):
        return 0.0
    return 0.9 + 0.1 * share


def _matched(short: Sequence[str], long: Sequence[str]) -> list[int]:
    """Where in `long` the longest run of words in common order stands (gaps allowed)."""
    blocks = LCSseq.opcodes(short, long)
    return [at for block in blocks if block.tag == "equal" for at in range(block.dest_start, block.dest_end)]


def _same_sense(short: Account, long: Account, matched: Sequence[int]) -> bool:
    """Whether what the longer account says within the common words turns them round no more than the shorter does.

    What follows behind the end of a clause is something added; "zahlen" before "nicht" is not.
    """
    first, last = matched[0], matched[-1]
    while (
        last + 1 < len(long.claim.tokens)
        and not long.claim.tokens[last].ends_clause
        and long.claim.tokens[last + 1].negates
    ):
        last += 1
    while first > 0 and not long.claim.tokens[first - 1].ends_clause and long.claim.tokens[first - 1].negates:
        first -= 1
    inside = sum(token.negates for token in long.claim.tokens[first : last + 1])
    return inside == sum(token.negates for token in short.claim.tokens)


def _retold_in_order(short: Account, long: Account) -> float:
    """One retells what the other quotes, close to its words: most stand in order, verbs and pronouns shift."""
    if len(short.claim.tokens) < 4 or not _same_story(short, long):
        return 0.0
    matched = _matched(short.claim.order, long.claim.order)
    share = len(matched) / len(short.claim.tokens)
    if len(matched) < 4 or share < RETOLD_ORDER:
        return 0.0
    if _exchanged(short, long):
        alike = short.mode is not long.mode or (share >= SAME_MODE and short.mode is not Mode.DIRECT)
        if len(matched) < IN_PLACE or not alike:
            return 0.0
    return 0.5 + 0.4 * share


def _exchanged(one: Account, other: Account) -> bool:
    """Whether each has a content word that the other has not: one word may stand for its opposite."""
    return not (_covered(one.claim.stems, other.claim.stems) or _covered(other.claim.stems, one.claim.stems))


# the same content


def _retold(short: Account, long: Account) -> float:
    """The content words of the one are in the other, whole or as part of a compound."""
    fewer, more = sorted((short, long), key=lambda account: (len(account.claim.stems), account.age))
    shared = [stem for stem in fewer.claim.stems if held_in(stem, more.claim.stems)]
    exact = len(fewer.claim.stems & more.claim.stems)
    if not shared:
        return 0.0
    evidence = len(shared) + _agreement(fewer, more)
    if len(shared) == len(fewer.claim.stems):
        if not _same_story(fewer, more):
            return 0.85 if exact >= ANY_STORY else 0.0
        return 0.8 if _says_enough(fewer, more, len(shared), evidence) else 0.0
    share = len(shared) / len(fewer.claim.stems)
    enough = share >= _least_share(fewer, more, exact) and exact >= 2 and evidence >= 4
    return 0.7 * share if enough and _same_story(fewer, more) else 0.0


def _retold_later(short: Account, long: Account) -> float:
    """The same retold two days later in its story: one has no content word of its own."""
    if _opposed(short, long) or not _same_story(short, long) or _exchanged(short, long):
        return 0.0
    return _retold(short, long)


def _least_share(fewer: Account, more: Account, exact: int) -> float:
    """How much of the shorter account's content must be in the longer one where each has words of its own."""
    if exact >= 3 and fewer.said_on is not None and fewer.said_on == more.said_on:
        return COVERED_ON_A_DAY
    agreed = fewer.claim.figures & more.claim.figures or fewer.claim.times & more.claim.times
    return COVERED_AND_AGREED if agreed else COVERED


def _agreement(one: Account, other: Account) -> int:
    """What else speaks for it: a figure, a day, or half of the words in the same order."""
    short, long = sorted((one.claim, other.claim), key=lambda claim: len(claim.tokens))
    in_order = 2 * len(_matched(short.order, long.order)) >= len(short.tokens) > 3
    one_day = one.said_on is not None and one.said_on == other.said_on
    return bool(short.figures & long.figures) + bool(short.times & long.times) + in_order + one_day


def _says_enough(fewer: Account, more: Account, shared: int, evidence: int) -> bool:
    """Whether so few content words are enough, all of which the other account has."""
    if shared == 1:
        alone = len(more.claim.stems) == 1 and len(fewer.claim.tokens) > 2
        return alone and len(_matched(fewer.claim.order, more.claim.order)) >= min(3, len(fewer.claim.tokens))
    return evidence >= 3 or len(more.claim.stems) <= 2 * len(fewer.claim.stems) + 1


def _fragment(short: Account, long: Account) -> float:
    """A few quoted words, told in a sentence that says the same as the clause of the other account they stand in."""
    if short.mode is not Mode.DIRECT or not 0 < len(short.claim.tokens) <= 3 or not _same_story(short, long):
        return 0.0
    if not short.claim.stems or not short.claim.stems <= long.claim.stems or short.denied != long.denied:
        return 0.0
    matched = _matched(short.claim.order, long.claim.order)
    if len(matched) < len(short.claim.tokens) or not _same_sense(short, long, matched):
        return 0.0
    around = short.claim.wide - short.claim.stems
    return 0.6 if len(around & long.claim.stems) >= 2 or len(around & long.claim.wide) >= 3 else 0.0


def _covered(stems: Iterable[str], others: frozenset[str]) -> bool:
    return all(held_in(stem, others) for stem in stems)


def held_in(stem: str, stems: Iterable[str]) -> bool:
    """Whether one of the stems is this one, holds it or is held by it: "beliefern", "liefern"; "Parade" in a compound;
    of a short one whether it differs by an ending: "geh", "geht".
    """
    if stem in stems:
        return True
    for other in stems:
        short, long = (stem, other) if len(stem) <= len(other) else (other, stem)
        if short in long and (len(short) >= 4 or (len(short) == 3 and long.startswith(short) and len(long) <= 5)):
            return True
    return False


# what excludes


def _opposed(one: Account, other: Account) -> bool:
    """Whether the two can never be one statement: another sense, other figures, other days."""
    return (
        (one.claim.negations + one.denied) % 2 != (other.claim.negations + other.denied) % 2
        or _figures_differ(one.claim.figures, other.claim.figures)
        or _times_differ(one.claim.times, other.claim.times)
        or _days_apart(one.said_on, other.said_on) > 1
        or _opposite_words(one, other)
    )


def _figures_differ(ones: frozenset[Figure], others: frozenset[Figure]) -> bool:
    """Whether each has a figure that the other has not."""
    return not (_has_all(ones, others) or _has_all(others, ones))


def _has_all(held: frozenset[Figure], asked: frozenset[Figure]) -> bool:
    return all(
        any(one.value == figure.value and (not one.unit or not figure.unit or one.unit == figure.unit) for one in held)
        for figure in asked
    )


def _times_differ(ones: frozenset[str], others: frozenset[str]) -> bool:
    return bool(ones and others) and not (ones <= others or others <= ones)


def _days_apart(one: date | None, other: date | None) -> int:
    return 0 if one is None or other is None else abs((one - other).days)


def _opposite_words(one: Account, other: Account) -> bool:
    """Whether one has a word of a pair of opposites and the other only its counterpart."""
    return opposite(one.claim, other.claim, one.language)


def opposite(one: Claim, other: Claim, language: str) -> bool:
    """Whether one has a word and the other its opposite, neither both."""
    for left, right in words(language).opposites:
        for first, second in ((one.raw, other.raw), (other.raw, one.raw)):
            if first & left and not first & right and second & right and not second & left:
                return True
    return False


def _same_story(one: Account, other: Account) -> bool:
    return one.story is not None and one.story == other.story
