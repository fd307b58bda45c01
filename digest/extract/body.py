"""The text of an article: what trafilatura keeps of a page, repaired.

Measured on real pages, trafilatura loses the first block on 43 % of the German ones (the lead, which sums up the news),
leaves the repeated headline in, and keeps other stories' headlines on 11 %. Each repair here looks at the page's own
blocks, not at the outlet:

    keep what trafilatura kept, or resiliparse where that is far too little
    -> drop what is no article -> fill gaps between kept siblings -> drop what is said twice -> put the lead back
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from digest.extract.boilerplate import SENTENCE_ENDS, OutletRules, PageWords
from digest.extract.credit import is_code_line, is_picture_credit, is_signature
from digest.extract.kept import Line, kept_lines
from digest.extract.page import Block, Page
from digest.extract.places import asides, is_called_author, is_called_lead, is_named, kind_of, suspects

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_QUOTING = frozenset({"blockquote", "q"})
_QUOTED_IN = re.compile(r"(?:^| / )(?:blockquote|q) ")
_ONLY_DATE = re.compile(
    r"^\W*(?:\w+,?\s+)?\d{1,2}\.\s?(?:\d{1,2}\.|\w+)\s?\d{2,4}(?:\W+(?:um\s+)?\d{1,2}[:.]\d{2})?(?:\s*Uhr)?\W*(?:\|?\s*\d+:\d\d\s*min)?$"
)
_COPYRIGHT = re.compile(r"^\W*(?:copyright\W*)?(?:©|\(c\)\s|copyright \d{4})", re.IGNORECASE)
_POST_SIGNATURE = re.compile(r"^[—–-]\s.{1,80}\(@\w{1,30}\)")
_IN_ITEM = re.compile(r"(?:[^/]*/ ){1,3}li ")
_SHORTEST_LEAD = 35
_LONGEST_LEAD = 1200
_SHORTEST_FILL = 60
_LONGEST_SUBHEAD = 120
_LIKELY_LEAD, _CERTAIN_LEAD = 1, 4
"""Ranks from which a block is put back as lead: where the text seems to begin without one, and where it has one."""
_BYLINE_NEAR = 15
_LONGEST_BYLINE = 150
_TELLING = 4
"""Characters from which the beginning of a byline is one anywhere on the page: "Autorin", but not "von"."""
_MAPPED_ENOUGH = 0.7
_KICKER_WORDS = 4
_REPEATED = 25
_PULLED_WORDS = 5
_MOST_COMPARED = 1000
"""Lines up to which each is compared with all; no article has more, and some page will."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the article before its text: headlines and descriptions as words, author names as words.

    `body` are the words of the text as JSON-LD gives it, "" where it does not. `live` is whether the page is, or calls
    itself, a live blog.
    """

    titles: frozenset[str]
    descriptions: tuple[str, ...]
    authors: frozenset[str]
    words: PageWords
    rules: OutletRules = field(default_factory=OutletRules)
    body: str = ""
    live: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """The text in lines, the first of which is `lead` where the page has one ("" otherwise).

    `signatures` are the lines that were taken out because they name an agency; `bylines` short lines near the headline,
    or in a place called after authors, which may name who wrote it.
    """

    lines: tuple[Line, ...]
    lead: str
    signatures: tuple[str, ...]
    bylines: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text of each line."""
        return tuple(one.text for one in self.lines)


def body_of(page: Page, known: Known) -> Body:
    """Extract and repair the text. No lines where the page has no text."""
    blocks = page.blocks
    lines = kept_lines(page)
    weights = ((blocks[one.at].place, len(one.text)) for one in lines if one.at is not None)
    ground = _Ground(
        blocks, known, _headline_at(blocks, known.titles), asides(weights, (block.place for block in blocks))
    )
    signatures = tuple(one.text for one in lines if is_code_line(one.text) or is_signature(one.text))
    good = _begun([one for one in _unlisted(lines, ground) if not ground.is_foreign(one)], ground)
    good = _each_once(_filled(_ended(good, blocks), ground), blocks)
    at = _lead(good, ground)
    bylines = tuple(_bylines(ground))
    if at is None:
        return Body(tuple(good), _own_lead(good, ground), signatures, bylines)
    lead = Line(blocks[at].text, blocks[at].words, at)
    rest = [one for one in good if (one.at is None or one.at > at) and one.text != lead.text]
    return Body((lead, *rest), lead.text, signatures, bylines)


def _bylines(ground: _Ground) -> Iterator[str]:
    telling = tuple(word for word in ground.known.words.byline if len(word) > _TELLING)
    for index, block in enumerate(ground.blocks):
        near = ground.start - 3 <= index <= ground.start + _BYLINE_NEAR
        named = near or is_called_author(block.place) or block.words.startswith(telling)
        if named and len(block.text) <= _LONGEST_BYLINE:
            yield block.text


def _own_lead(lines: Sequence[Line], ground: _Ground) -> str:
    """The first paragraph, if it is what the page describes itself with."""
    return lines[0].text if lines and ground.is_described(lines[0].words) else ""


def _headline_at(blocks: Sequence[Block], titles: frozenset[str]) -> int:
    """Index of the headline: first h1 with words of a title, else any heading with them, else first h1 or -1."""
    for tags in (frozenset({"h1"}), _HEADINGS):
        for index, block in enumerate(blocks):
            if block.tag in tags and any(title in block.words or block.words in title for title in titles):
                return index
    return next((index for index, block in enumerate(blocks) if block.tag == "h1"), -1)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a line is judged on: the page's blocks, what is known of the article, and where its headline is."""

    blocks: Sequence[Block]
    known: Known
    start: int
    asides: frozenset[str]

    def is_foreign(self, one: Line) -> bool:
        """Whether a line is no part of the article's text."""
        heading = one.at is not None and self.blocks[one.at].tag in _HEADINGS
        if not one.words or _is_title(one.words, self.known.titles):
            return True
        if self.is_furniture(one.text, one.words, heading=heading):
            return True
        if one.at is None:
            return False
        block = self.blocks[one.at]
        return one.at <= self.start or self.is_aside(block) or _is_link(block)

    def is_described(self, words: str) -> bool:
        """Whether these words are what the page or the feed says the article is about."""
        return any(_same(words, text) for text in self.known.descriptions)

    def is_furniture(self, text: str, words: str, *, heading: bool) -> bool:
        """Whether a line stands around articles in general: see also, byline, agency code, date."""
        known = self.known
        return (
            known.words.is_boilerplate(text, words, heading=heading)
            or known.words.is_byline(words, known.authors)
            or known.words.is_author_note(words, known.authors)
            or is_code_line(text)
            or is_signature(text)
            or _ONLY_DATE.match(text) is not None
            or _POST_SIGNATURE.match(text) is not None
            or _COPYRIGHT.match(text) is not None
            or is_picture_credit(text)
        )

    def is_aside(self, block: Block) -> bool:
        """Whether a block stands where no article does: in a caption, share bar, newsletter box, embedded post."""
        if any(place in self.asides for place in suspects(block.place)):
            return True
        return is_named(block.place, self.known.rules.drop)


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
    return block.linked >= 0.8 and (len(block.text) < 100 or not block.text.endswith(SENTENCE_ENDS))


def _unlisted(lines: Iterable[Line], ground: _Ground) -> Iterator[Line]:
    """Without the lists below a title that says what is listed is no part of the article: "Verwendete Quellen"."""
    below = False
    for one in lines:
        below = ground.known.words.heads_a_list(one.words) or (below and one.item)
        if not below:
            yield one


def _begun(lines: Sequence[Line], ground: _Ground) -> list[Line]:
    """Without the section names, kickers and headings a text may begin with: lines that end no sentence.

    A live blog begins with the headline of its first post.
    """
    for index, one in enumerate(lines):
        heading = not ground.known.live and one.at is not None and ground.blocks[one.at].tag in _HEADINGS
        short = one.words.count(" ") < _KICKER_WORDS
        if one.text.endswith(SENTENCE_ENDS) or not (short or heading):
            return list(lines[index:])
    return []


def _ended(lines: Sequence[Line], blocks: Sequence[Block]) -> list[Line]:
    """Without the list items and headings at the end that stand outside of the element which holds the paragraphs."""
    inside = {_container(blocks[one.at]) for one in lines if one.at is not None and blocks[one.at].tag == "p"}
    good = list(lines)
    while good and (at := good[-1].at) is not None and not good[-1].text.endswith(SENTENCE_ENDS):
        block = blocks[at]
        if block.tag == "p" or not inside or any(block.place.endswith(container) for container in inside):
            break
        good.pop()
    return good


def _container(block: Block) -> str:
    return block.place.partition(" / ")[2]


def _filled(lines: Sequence[Line], ground: _Ground) -> list[Line]:
    """Add what the extractor left out between blocks that it kept, or before all in a like place."""
    blocks = ground.blocks
    places = [one.at for one in lines if one.at is not None]
    if not lines or len(places) < _MAPPED_ENOUGH * len(lines):
        return list(lines)
    kept = set(places)
    paragraphs = [blocks[at] for at in kept if blocks[at].tag == "p"]
    gaps = _Gaps(
        first=min(places),
        last=max(places),
        start=ground.start,
        parents=frozenset(block.parent for block in paragraphs),
        containers=frozenset(map(_container, paragraphs)),
        kinds=frozenset(kind_of(block.place) for block in paragraphs),
        body=f" {ground.known.body} ",
    )
    begins = {one.words[:_SHORTEST_FILL] for one in lines}
    fills = []
    for at, block in enumerate(blocks):
        begin = block.words[:_SHORTEST_FILL]
        if at not in kept and begin not in begins and gaps.miss(at, block):
            begins.add(begin)
            fills.append(Line(block.text, block.words, at))
    return list(_merged(lines, [one for one in fills if not ground.is_foreign(one)]))


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Where a block that was not kept belongs to the text all the same."""

    first: int
    last: int
    start: int
    parents: frozenset[int]
    containers: frozenset[str]
    kinds: frozenset[str]
    body: str

    def miss(self, at: int, block: Block) -> bool:
        """Whether the block is missing in the text."""
        inside = self.first < at < self.last
        sibling = inside and (block.parent in self.parents or _container(block) in self.containers)
        if block.tag in _HEADINGS:
            return sibling and len(block.text) <= _LONGEST_SUBHEAD
        if len(block.text) < _SHORTEST_FILL or block.tag not in {"p", *_QUOTING}:
            return False
        before = self.start < at < self.first and kind_of(block.place) in self.kinds
        quoted = inside and _QUOTED_IN.search(kind_of(block.place)) and block.text.endswith(SENTENCE_ENDS)
        told = at > self.start and f" {block.words} " in self.body
        return sibling or before or quoted or told


def _merged(lines: Sequence[Line], fills: Sequence[Line]) -> Iterator[Line]:
    waiting = list(fills)
    for one in lines:
        while waiting and one.at is not None and waiting[0].at is not None and waiting[0].at < one.at:
            yield waiting.pop(0)
        yield one
    yield from waiting


def _each_once(lines: Sequence[Line], blocks: Sequence[Block]) -> list[Line]:
    """Without what repeats another line word by word, or is a quotation pulled out of one; short lines may repeat."""
    seen: set[str] = set()
    good = []
    for one in lines:
        if one.words not in seen and not _is_pulled(one, lines, blocks):
            good.append(one)
        if len(one.words) > _REPEATED:
            seen.add(one.words)
    return good


def _is_pulled(one: Line, lines: Sequence[Line], blocks: Sequence[Block]) -> bool:
    if one.at is None or blocks[one.at].tag in _HEADINGS or one.words.count(" ") < _PULLED_WORDS:
        return False
    if len(lines) > _MOST_COMPARED:
        return False
    return any(one.words in other.words and len(other.words) > len(one.words) for other in lines)


def _lead(lines: Sequence[Line], ground: _Ground) -> int | None:
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
    if ground.is_furniture(block.text, block.words, heading=block.tag in _HEADINGS):
        return 0
    called = is_called_lead(block.place, ground.known.rules.lead)
    return 4 * ground.is_described(block.words) + 2 * called + block.text.endswith(SENTENCE_ENDS)


def _same(words: str, description: str) -> bool:
    """Whether a block says what the description says: one is the beginning of the other, or nearly all words agree."""
    if len(description) < _SHORTEST_LEAD or not 0.5 < len(words) / len(description) < 2:
        return False
    shorter, longer = sorted((words, description), key=len)
    if longer.startswith(shorter[: max(30, len(shorter) - 12)]):
        return True
    ours, theirs = set(words.split()), set(description.split())
    return len(ours & theirs) >= 0.85 * max(len(ours), len(theirs))
