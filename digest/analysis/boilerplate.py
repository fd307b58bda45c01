"""Paragraphs that are no part of the article: teasers for other articles, captions, newsletters, sharing, imprint."""

from __future__ import annotations

from digest.analysis.words import FINAL_MARKS, Range, Words

LONGEST_HEADING = 14
"""Words of a heading between paragraphs."""

LONGEST_CAPTION = 60
"""Words; a longer paragraph is no caption."""


def boilerplate_paragraphs(words: Words) -> frozenset[int]:
    """The numbers of the paragraphs in which no statement is looked for."""
    parts = _paragraphs(words)
    found = {number for number, part in parts.items() if is_boilerplate(words, part)}
    headings = {number for number, part in parts.items() if len(parts) > 1 and _is_subheading(words, part)}
    return frozenset(found | headings | _headline_lists(words, parts, found))


def _paragraphs(words: Words) -> dict[int, Range]:
    parts: dict[int, Range] = {}
    start = 0
    for index in range(1, len(words.text) + 1):
        if index == len(words.text) or words.paragraph[index] != words.paragraph[start]:
            parts[words.paragraph[start]] = Range(start, index)
            start = index
    return parts


def is_boilerplate(words: Words, part: Range) -> bool:
    """Whether the paragraph by itself shows that it is not the article."""
    marks = words.language.boilerplate
    text = words.body[words.start[part.start] : words.end[part.end - 1]].lower().lstrip("•-–→»>+*| ")
    if text.rstrip(" .:!>»→") in marks.whole or text.startswith(marks.openings):
        return True
    return len(part) <= LONGEST_CAPTION and any(credit in text for credit in marks.credits)


def _headline_lists(words: Words, parts: dict[int, Range], found: set[int]) -> set[int]:
    """Lines without full stop after a teaser heading: headlines of other articles."""
    listed: set[int] = set()
    for number in found:
        if not _is_heading(parts[number]):
            continue
        following = number + 1
        while following in parts and _is_headline(words, parts[following]):
            listed.add(following)
            following += 1
    return listed


def _is_heading(part: Range) -> bool:
    return len(part) <= 8


def _is_subheading(words: Words, part: Range) -> bool:
    """Whether the paragraph is a heading inside the article: short and without any closing mark."""
    last = words.text[part.end - 1]
    return len(part) <= LONGEST_HEADING and (last[-1].isalnum() or last == "?") and not words.depth[part.end - 1]


def _is_headline(words: Words, part: Range) -> bool:
    last = words.text[part.end - 1]
    return len(part) <= 20 and (last not in FINAL_MARKS or last == "?") and last not in "“”"
