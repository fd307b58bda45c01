"""Phrases that name several: cut into parts at commas and coordinators, and the parts grouped into members.

"der Chef der EZB, Jean-Claude Trichet, und das Weiße Haus"
 part              part                 part
 member ------------------------------  member
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from digest.analysis.scene import Part, Scene
from digest.lang.naming import Naming
from digest.model import Label

_COMMA = ","
_CUTS = frozenset({_COMMA, "–", "-", ";"})


class Head(Enum):
    """What a part is about."""

    PERSON = "a person named"
    BODY = "an organisation or place named, and nothing else"
    PRONOUN = "a pronoun"
    NOUN = "a noun, or something that names nobody"


@dataclass(frozen=True, slots=True)
class Member:
    """One of those that a phrase names: the part about him first, appositions after it."""

    parts: tuple[tuple[Part, Head], ...]

    def about(self, head: Head) -> Part | None:
        """The first part with this head."""
        return next((part for part, own in self.parts if own is head), None)

    @property
    def first(self) -> Part:
        """The part it begins with."""
        return self.parts[0][0]


def cut(naming: Naming, scene: Scene, start: int, end: int) -> list[Part]:
    """The parts of tokens start..end-1: cut at commas and coordinators that stand outside names and brackets."""
    return _with_complements(naming, scene, _cut(naming, scene, start, end))


def _with_complements(naming: Naming, scene: Scene, parts: Sequence[Part]) -> list[Part]:
    """The parts; names joined in what a noun is of belong to its part ("die Führungen von SPD und Grünen")."""
    joined: list[Part] = []
    for number, part in enumerate(parts):
        listed = part.after in naming.coordinators or (part.after == _COMMA and _closes(naming, parts, number))
        if joined and listed and _continues_complement(naming, scene, joined[-1], part):
            joined[-1] = Part(joined[-1].start, part.end, joined[-1].after)
        else:
            joined.append(part)
    return joined


def _closes(naming: Naming, parts: Sequence[Part], number: int) -> bool:
    return any(part.after in naming.coordinators for part in parts[number + 1 :])


def _continues_complement(naming: Naming, scene: Scene, before: Part, part: Part) -> bool:
    """Whether a part is a bare name that goes on with the names at the end of a noun's complement."""
    words = scene.view.words
    links = scene.links_in(before.start, before.end)
    if not links or links[-1].end != before.end or links[-1].label is Label.PER:
        return False
    between = words[before.start : links[-1].start]
    noun = any(word[:1].isupper() and word.lower() not in naming.determiners for word in between)
    governor = words[links[-1].start - 1].lower() if links[-1].start > before.start else ""
    genitive = scene.view.words[links[-1].end - 1].endswith("s")
    if not noun or not (governor in naming.of_prepositions | naming.genitive_articles or genitive):
        return False
    start = part.start + (words[part.start].lower() in naming.genitive_articles | naming.of_prepositions | {"dem"})
    own = scene.by_start.get(start)
    return own is not None and own.label is links[-1].label and own.end == part.end


def _cut(naming: Naming, scene: Scene, start: int, end: int) -> list[Part]:
    parts: list[Part] = []
    words = scene.view.words
    begin, after, depth, index = start, "", 0, start
    while index < end:
        word = words[index]
        link = scene.by_start.get(index)
        if link is not None and link.end <= end:
            index = link.end
            continue
        depth += (word == "(") - (word == ")")
        lowered = word.lower()
        halved = index > begin and words[index - 1].endswith("-") and len(words[index - 1]) > 1
        if not depth and not halved and (word in _CUTS or lowered in naming.coordinators or lowered in naming.paired):
            parts += _stripped(naming, scene, Part(begin, index, after))
            begin, after = index + 1, _COMMA if word in _CUTS else lowered
        index += 1
    return parts + _stripped(naming, scene, Part(begin, end, after))


def _stripped(naming: Naming, scene: Scene, part: Part) -> list[Part]:
    """The part without the words that only announce a list ("sowohl", "weder"); none when nothing is left."""
    start = part.start
    while start < part.end and scene.view.words[start].lower() in naming.list_openers:
        start += 1
    return [Part(start, part.end, part.after)] if start < part.end else []


def members(naming: Naming, scene: Scene, parts: Sequence[tuple[Part, Head]]) -> list[Member]:
    """The parts, appositions put to what they belong to."""
    groups: list[list[tuple[Part, Head]]] = []
    for number, (part, head) in enumerate(parts):
        if groups and _belongs(naming, scene, groups[-1], part, head, listed=_is_listed(naming, parts, number)):
            groups[-1].append((part, head))
        else:
            groups.append([(part, head)])
    return [Member(tuple(group)) for group in groups]


def _is_listed(naming: Naming, parts: Sequence[tuple[Part, Head]], number: int) -> bool:
    """Whether a coordinator follows later on, so that a comma may separate members of a list."""
    return any(part.after in naming.coordinators | naming.paired for part, _ in parts[number + 1 :])


def _belongs(
    naming: Naming, scene: Scene, before: Sequence[tuple[Part, Head]], part: Part, head: Head, *, listed: bool
) -> bool:
    """Whether a part tells more about the member before it instead of naming another."""
    heads = {own for _, own in before}
    determined = scene.view.words[part.start].lower() in naming.determiners
    if part.after == _COMMA:
        if head is Head.PERSON:
            return (not listed and Head.PERSON in heads) or heads == {Head.NOUN}
        another = head is Head.BODY or (determined and head is Head.NOUN)
        return not (listed and another and Head.PERSON not in heads)
    bare_role = not determined and naming.read_role(scene.view.words[part.start]) is not None
    last = before[-1]
    after_role = last[1] is Head.NOUN and scene.view.words[last[0].start].lower() in naming.determiners
    return bare_role and (after_role or len(before) > 1) and head in (Head.NOUN, Head.PERSON)
