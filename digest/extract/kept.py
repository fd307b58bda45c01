"""What a library takes for the text of a page, line by line, and where on the page each line stands.

trafilatura is asked first, without its own comparison with other algorithms, which doubles its time. Whether it found
the text is seen from the page: most running text stands in paragraphs of one kind, and these have to be in it. Where
they are not, trafilatura is asked with that comparison, and then resiliparse, which works quite differently. An answer
is preferred to the one before only if it holds clearly more of those paragraphs.
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
_ENOUGH = 0.5
_CLEARLY = 0.3
"""Share of the page's main text from which an answer is believed, and by which another one has to be better."""
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
    main = _main_text(page.blocks)
    text = _by_trafilatura(page)
    share = _share(main, text)
    for ask in (_by_comparison, _by_resiliparse):
        if share >= _ENOUGH:
            break
        other = ask(page)
        if (of_other := _share(main, other)) > share + _CLEARLY:
            text, share = other, of_other
    return _placed([written.strip() for written in text.split("\n")], page.blocks)


def _by_trafilatura(page: Page, *, fast: bool = True) -> str:
    document = trafilatura.bare_extraction(
        page.tree, include_comments=False, include_tables=True, with_metadata=False, fast=fast
    )
    return getattr(document, "text", None) or ""


def _by_comparison(page: Page) -> str:
    return _by_trafilatura(page, fast=False)


def _by_resiliparse(page: Page) -> str:
    markup = lxml.html.tostring(page.tree, encoding="unicode")
    return extract_plain_text(markup, main_content=True, preserve_formatting=True, alt_texts=False, links=False)


def _main_text(blocks: Sequence[Block]) -> list[str]:
    """The words of the paragraphs of running text that stand in places of the kind that holds most of it."""
    kinds: dict[str, list[str]] = {}
    for block in blocks:
        if _is_running_text(block):
            kinds.setdefault(block.place.partition(" / ")[2], []).append(block.words)
    return max(kinds.values(), key=lambda found: sum(map(len, found)), default=[])


def _share(main: Sequence[str], text: str) -> float:
    """How much of the main text is in this text; all of it where the page has none."""
    words = words_of(text)
    whole = sum(map(len, main))
    return sum(len(paragraph) for paragraph in main if paragraph in words) / whole if whole else 1.0


def _is_running_text(block: Block) -> bool:
    return block.tag == "p" and len(block.text) >= _PARAGRAPH and block.linked < 0.3


def _placed(texts: Sequence[str], blocks: Sequence[Block]) -> list[Line]:
    """Find each line's block: the next one with the same words, so that repeated lines keep their order."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        places.setdefault(_letters(block.words), []).append(index)
    lines = []
    last = -1
    sought = 0
    for written in texts:
        text = line(_ITEM_MARK.sub("", written))
        if not text:
            continue
        words = words_of(text)
        at = _next(places, _letters(words), last)
        if at is None and sought < _MOST_SOUGHT:
            at = _around(words, blocks, last)
            sought += 1
        last = at if at is not None and at > last else last
        lines.append(Line(text, words, at, item=_ITEM_MARK.match(written) is not None))
    return lines


def _letters(words: str) -> str:
    """Without blanks: libraries set them differently where elements meet."""
    return words.replace(" ", "")


def _next(places: Mapping[str, Sequence[int]], letters: str, last: int) -> int | None:
    indexes = places.get(letters)
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
