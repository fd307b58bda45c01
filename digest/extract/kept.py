"""What a library takes for the text of a page, line by line, and where on the page each line stands.

trafilatura is asked first. Where it keeps far less than the page shows in paragraphs, resiliparse, which works quite
differently, is asked too, and believed if it finds twice as much: better too much, which the repairs look through, than
half an article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import lxml.html
import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from digest.extract.page import Block, Page, words_of
from digest.plaintext import line

_ITEM_MARK = re.compile(r"^[-–•*·]\s+")
_PARAGRAPH = 80
"""Characters from which a paragraph counts as running text."""
_FAR_TOO_LITTLE = 0.5
_SHORTEST_PIECE = 3
_LARGEST_WHOLE = 1500
"""Words from which a piece of a block is looked for in it, and characters up to which a block is no container."""
_MOST_SOUGHT = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: `at` is the index of its block, None where the extractor glued blocks; `item` of a list."""

    text: str
    words: str
    at: int | None
    item: bool = False


def kept_lines(page: Page) -> list[Line]:
    """The lines of the page's text with their blocks, in order; other stories' headlines and the like among them."""
    shown = sum(len(block.text) for block in page.blocks if _is_running_text(block))
    text = _by_trafilatura(page)
    if len(text) < _FAR_TOO_LITTLE * shown:
        markup = lxml.html.tostring(page.tree, encoding="unicode")
        other = extract_plain_text(markup, main_content=True, preserve_formatting=True, alt_texts=False, links=False)
        text = other if len(other) * _FAR_TOO_LITTLE > len(text) else text
    return _placed([written.strip() for written in text.split("\n")], page.blocks)


def _by_trafilatura(page: Page) -> str:
    document = trafilatura.bare_extraction(page.tree, include_comments=False, include_tables=True, with_metadata=False)
    return getattr(document, "text", None) or ""


def _is_running_text(block: Block) -> bool:
    return block.tag == "p" and len(block.text) >= _PARAGRAPH and block.linked < 0.3


def _placed(texts: Sequence[str], blocks: Sequence[Block]) -> list[Line]:
    """Find each line's block: the next one with the same words, so that repeated lines keep their order."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        places.setdefault(block.words, []).append(index)
    lines = []
    last = -1
    sought = 0
    for written in texts:
        text = line(_ITEM_MARK.sub("", written))
        if not text:
            continue
        words = words_of(text)
        at = _next(places, words, last)
        if at is None and sought < _MOST_SOUGHT:
            at = _around(words, blocks, last)
            sought += 1
        last = at if at is not None and at > last else last
        lines.append(Line(text, words, at, item=_ITEM_MARK.match(written) is not None))
    return lines


def _next(places: Mapping[str, Sequence[int]], words: str, last: int) -> int | None:
    indexes = places.get(words)
    return indexes[min(bisect_right(indexes, last), len(indexes) - 1)] if indexes else None


def _around(words: str, blocks: Sequence[Block], last: int) -> int | None:
    """The smallest block that holds these words among others, as where line breaks part a block into lines."""
    if words.count(" ") + 1 < _SHORTEST_PIECE:
        return None
    found = [
        (index < last, len(block.text), index)
        for index, block in enumerate(blocks)
        if len(block.text) <= _LARGEST_WHOLE and f" {words} " in f" {block.words} "
    ]
    return min(found)[2] if found else None
