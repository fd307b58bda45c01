"""The text of an article: what trafilatura keeps of a page, repaired.

Measured on real pages, trafilatura loses the first block on 43 % of the German ones (the lead, which sums up the news),
leaves the repeated headline in, and keeps other stories' headlines on 11 %. Each repair here looks at the page's own
blocks, not at the outlet:

    keep what trafilatura kept -> drop what is no article -> fill gaps between kept siblings -> put the lead back
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import trafilatura

from digest.extract.boilerplate import PageWords
from digest.extract.credit import is_code_line, is_picture_credit, is_signature
from digest.extract.page import Block, Page, words_of
from digest.plaintext import line

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ITEM_MARK = re.compile(r"^[-–•*·]\s+")
_ONLY_DATE = re.compile(
    r"^\W*(?:\w+,?\s+)?\d{1,2}\.\s?(?:\d{1,2}\.|\w+)\s?\d{2,4}(?:\W+(?:um\s+)?\d{1,2}[:.]\d{2})?(?:\s*Uhr)?\W*(?:\|?\s*\d+:\d\d\s*min)?$"
)
_IN_ITEM = re.compile(r"(?:[^/]*/ ){1,3}li ")
_CAPTION = re.compile(
    r"\b(?:figcaption|caption|bildunterschrift|image-?credit|photo-?credit|copyright|bildtext|imagetext)\b"
)
_EMBED = re.compile(r"\b(?:twitter-tweet|instagram-media|tiktok-embed|fb-post|bluesky-embed)\b")
_OTHER = re.compile(
    r"(?:^|[\s_-])(?:aside|nav|footer|newsletter|related|recommend\w*|most-?read|share|sharing|social|comments?|breadcrumbs?|"
    r"author-?(?:box|bio|card|info)|paywall|outbrain|taboola|ad|advert\w*|anzeige|promo|modal|cookie\w*|consent)(?:$|[\s_-])"
)
_LEAD = re.compile(
    r"lead(?!ing|er)|intro|standfirst|vorspann|abstract|summary|excerpt|sub-?title|sub-?head|dek\b|preface|einleitung|teaser-?text"
    r"|teaser__text|deck|kurztext|description|header-teaser"
)
_NO_LEAD = re.compile(
    r"caption|author|byline|date|time|breadcrumb|share|social|tag|comment|nav|label|kicker|credit|copyright|button"
)
_AUTHOR = re.compile(r"author|byline|autor")
_SENTENCE_ENDS = (".", "!", "?", "…", "“", "”", '"', "»", "«")
_SHORTEST_LEAD = 35
_LONGEST_LEAD = 1200
_SHORTEST_FILL = 60
_LIKELY_LEAD, _CERTAIN_LEAD = 1, 4
"""Ranks from which a block is put back as lead: where the text seems to begin without one, and where it has one."""
_BYLINE_NEAR = 15
_LONGEST_BYLINE = 150
_MAPPED_ENOUGH = 0.7
_MOST_ASIDE = 0.3
"""Share of the kept text up to which a place named like furniture is believed to be some."""
_NEAR = 4
_KICKER_WORDS = 4
_REPEATED = 25


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the article before its text: headlines and descriptions as words, author names as words."""

    titles: frozenset[str]
    descriptions: tuple[str, ...]
    authors: frozenset[str]
    words: PageWords


@dataclass(frozen=True, slots=True)
class Body:
    """The text in paragraphs, the first of which is `lead` where the page has one ("" otherwise).

    `signatures` are the lines that were taken out because they name an agency; `bylines` short lines near the headline,
    or in a place called after authors, which may name who wrote it.
    """

    paragraphs: tuple[str, ...]
    lead: str
    signatures: tuple[str, ...]
    bylines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text: `at` is the index of its block, None where the extractor glued or cut blocks."""

    text: str
    words: str
    at: int | None


def body_of(page: Page, known: Known) -> Body:
    """Extract and repair the text. No paragraphs where the page has no text."""
    lines = _placed(_kept(page), page.blocks)
    ground = _Ground(page.blocks, known, _headline_at(page.blocks, known.titles), _asides(lines, page.blocks))
    signatures = tuple(one.text for one in lines if is_code_line(one.text) or is_signature(one.text))
    good = [one for one in lines if not ground.is_foreign(one)]
    good = _each_once(_filled(_begun(good, page.blocks), ground))
    at = _lead(good, ground)
    if at is None:
        return Body(tuple(one.text for one in good), _own_lead(good, ground), signatures, tuple(_bylines(ground)))
    lead = page.blocks[at].text
    rest = [one.text for one in good if (one.at is None or one.at > at) and one.text != lead]
    return Body((lead, *rest), lead, signatures, tuple(_bylines(ground)))


def _bylines(ground: _Ground) -> Iterator[str]:
    for index, block in enumerate(ground.blocks):
        near = ground.start - 3 <= index <= ground.start + _BYLINE_NEAR
        if len(block.text) <= _LONGEST_BYLINE and (near or _AUTHOR.search(block.place.split(" / ", 1)[0])):
            yield block.text


def _own_lead(lines: Sequence[_Line], ground: _Ground) -> str:
    """The first paragraph, if it is what the page describes itself with."""
    return lines[0].text if lines and ground.is_described(lines[0].words) else ""


def _kept(page: Page) -> list[str]:
    document = trafilatura.bare_extraction(page.tree, include_comments=False, include_tables=True, with_metadata=False)
    text = getattr(document, "text", None) or ""
    return [cleaned for written in text.split("\n") if (cleaned := line(_ITEM_MARK.sub("", written)))]


def _placed(texts: Sequence[str], blocks: Sequence[Block]) -> list[_Line]:
    """Find each line's block: the next one with the same words, so that repeated lines keep their order."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        places.setdefault(block.words, []).append(index)
    lines = []
    last = -1
    for text in texts:
        words = words_of(text)
        indexes = places.get(words, [])
        at = next((index for index in indexes if index > last), indexes[-1] if indexes else None)
        last = at if at is not None and at > last else last
        lines.append(_Line(text, words, at))
    return lines


def _headline_at(blocks: Sequence[Block], titles: frozenset[str]) -> int:
    """Index of the headline: first h1 with words of a title, else any heading with them, else first h1 or -1."""
    for tags in (frozenset({"h1"}), _HEADINGS):
        for index, block in enumerate(blocks):
            if block.tag in tags and any(title in block.words or block.words in title for title in titles):
                return index
    return next((index for index, block in enumerate(blocks) if block.tag == "h1"), -1)


def _asides(lines: Sequence[_Line], blocks: Sequence[Block]) -> frozenset[str]:
    """The places whose name says that they are none of the article, unless they hold most of what was kept.

    Names are chosen freely: a whole article may stand in a "paywall-article" or a "social-content".
    """
    weights: dict[str, int] = {}
    for one in lines:
        if one.at is not None:
            for place in _suspects(blocks[one.at].place):
                weights[place] = weights.get(place, 0) + len(one.text)
    total = sum(len(one.text) for one in lines)
    named = {place for block in blocks for place in _suspects(block.place)}
    return frozenset(place for place in named if weights.get(place, 0) <= _MOST_ASIDE * total)


@lru_cache(maxsize=20_000)
def _suspects(place: str) -> tuple[str, ...]:
    """The ends of a place, from elements named like furniture on; near ones only, but for embedded posts."""
    parts = place.split(" / ")
    return tuple(
        " / ".join(parts[depth:])
        for depth, part in enumerate(parts)
        if _EMBED.search(part) or (depth < _NEAR and (_CAPTION.search(part) or _OTHER.search(part)))
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a line is judged on: the page's blocks, what is known of the article, and where its headline is."""

    blocks: Sequence[Block]
    known: Known
    start: int
    asides: frozenset[str]

    def is_foreign(self, one: _Line) -> bool:
        """Whether a line is no part of the article's text."""
        if not one.words or _is_title(one.words, self.known.titles) or self.is_furniture(one.text, one.words):
            return True
        if one.at is None:
            return False
        block = self.blocks[one.at]
        if one.at <= self.start or self.is_aside(block):
            return True
        return _is_link(block)

    def is_described(self, words: str) -> bool:
        """Whether these words are what the page or the feed says the article is about."""
        return any(_same(words, text) for text in self.known.descriptions)

    def is_furniture(self, text: str, words: str) -> bool:
        """Whether a line stands around articles in general: see also, byline, agency code, date."""
        known = self.known
        return (
            known.words.is_boilerplate(words)
            or known.words.is_byline(words, known.authors)
            or known.words.is_author_note(words, known.authors)
            or is_code_line(text)
            or is_signature(text)
            or _ONLY_DATE.match(text) is not None
            or is_picture_credit(text)
        )

    def is_aside(self, block: Block) -> bool:
        """Whether a block stands where no article does: in a caption, share bar, newsletter box, embedded post."""
        return any(place in self.asides for place in _suspects(block.place))


def _is_title(words: str, titles: frozenset[str]) -> bool:
    """Whether these words are a headline of the article, also with a kicker before it that nothing sets apart."""
    joined = words.replace(" ", "")
    for title in titles:
        bare = title.replace(" ", "")
        shorter, longer = sorted((bare, joined), key=len)
        if longer == shorter or (len(shorter) > 20 and longer.endswith(shorter) and len(longer) < len(shorter) + 50):
            return True
    return False


def _is_link(block: Block) -> bool:
    """Whether a block is a link to somewhere else: another story's headline, mostly."""
    if block.tag == "li" or _IN_ITEM.match(block.place):
        return block.linked >= 0.5
    return block.linked >= 0.8 and (len(block.text) < 100 or not block.text.endswith(_SENTENCE_ENDS))


def _begun(lines: Sequence[_Line], blocks: Sequence[Block]) -> list[_Line]:
    """Without the section names and kickers a text may begin with: short lines that end no sentence."""
    for index, one in enumerate(lines):
        short = one.words.count(" ") < _KICKER_WORDS and not one.text.endswith(_SENTENCE_ENDS)
        if not short or (one.at is not None and blocks[one.at].tag in _HEADINGS - {"h1"}):
            return list(lines[index:])
    return []


def _filled(lines: Sequence[_Line], ground: _Ground) -> list[_Line]:
    """Add paragraphs the extractor left out between siblings that it kept, or before all in a like place."""
    blocks = ground.blocks
    places = [one.at for one in lines if one.at is not None]
    if not lines or len(places) < _MAPPED_ENOUGH * len(lines):
        return list(lines)
    kept = set(places)
    paragraphs = [blocks[at] for at in kept if blocks[at].tag == "p"]
    parents, alike = {block.parent for block in paragraphs}, {block.place for block in paragraphs}
    begins = {one.words[:_SHORTEST_FILL] for one in lines}
    fills = [
        _Line(block.text, block.words, at)
        for at, block in enumerate(blocks)
        if at not in kept
        and (
            (min(places) < at < max(places) and block.parent in parents and block.tag in {"p", "blockquote"})
            or (ground.start < at < min(places) and block.place in alike)
        )
        and len(block.text) >= _SHORTEST_FILL
        and block.words[:_SHORTEST_FILL] not in begins
    ]
    return list(_merged(lines, [one for one in fills if not ground.is_foreign(one)]))


def _merged(lines: Sequence[_Line], fills: Sequence[_Line]) -> Iterator[_Line]:
    waiting = list(fills)
    for one in lines:
        while waiting and one.at is not None and waiting[0].at is not None and waiting[0].at < one.at:
            yield waiting.pop(0)
        yield one
    yield from waiting


def _each_once(lines: Sequence[_Line]) -> list[_Line]:
    """Without what repeats an earlier line word by word; short lines may repeat."""
    seen: set[str] = set()
    good = []
    for one in lines:
        if one.words not in seen:
            good.append(one)
        if len(one.words) > _REPEATED:
            seen.add(one.words)
    return good


def _lead(lines: Sequence[_Line], ground: _Ground) -> int | None:
    """Index of the page's own lead: of the blocks between headline and text the one that most looks like it.

    None where the text already has it, or the page shows none.
    """
    blocks = ground.blocks
    first = min(
        (one.at for one in lines if one.at is not None and blocks[one.at].tag not in _HEADINGS), default=len(blocks)
    )
    ranked = [(_lead_rank(blocks[index], ground), -index) for index in range(ground.start + 1, first)]
    rank, place = max(ranked, default=(0, 0))
    begins_with_it = any(ground.is_described(one.words) for one in lines[:1])
    if rank < (_CERTAIN_LEAD if begins_with_it else _LIKELY_LEAD):
        return None
    return None if any(blocks[-place].words in one.words for one in lines) else -place


def _lead_rank(block: Block, ground: _Ground) -> int:
    """How much a block between headline and text is the lead: 0 not at all."""
    if not _SHORTEST_LEAD <= len(block.text) <= _LONGEST_LEAD or block.linked > 0.5:
        return 0
    if _is_title(block.words, ground.known.titles) or ground.is_aside(block):
        return 0
    if ground.is_furniture(block.text, block.words):
        return 0
    own = " / ".join(block.place.split(" / ")[:2])
    called = _LEAD.search(own) is not None and not _NO_LEAD.search(own)
    return 4 * ground.is_described(block.words) + 2 * called + block.text.endswith(_SENTENCE_ENDS)


def _same(words: str, description: str) -> bool:
    """Whether a block says what the description says: one is the beginning of the other, or nearly all words agree."""
    if len(description) < _SHORTEST_LEAD or not 0.5 < len(words) / len(description) < 2:
        return False
    shorter, longer = sorted((words, description), key=len)
    if longer.startswith(shorter[: max(30, len(shorter) - 12)]):
        return True
    ours, theirs = set(words.split()), set(description.split())
    return len(ours & theirs) >= 0.85 * max(len(ours), len(theirs))
